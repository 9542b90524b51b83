"""The calls that drawing a form makes of xlsxwriter, kept, and made again by nothing but xlsxwriter.

What is made again writes the same cells, formats, rules and names: how long that takes is what the library itself
takes.
"""

from __future__ import annotations

import functools
import io
from typing import TYPE_CHECKING, Any, Self
from unittest import mock

import xlsxwriter

from xlgen import writer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from xlgen.manifest import Manifest

Call = tuple[int, str, tuple[Any, ...], dict[str, Any]]
"""What is called: which object (in the order in which they were made, 0 the workbook), its method, its arguments."""


class _Given:
    """Stands for a format or a sheet among the arguments of a call: which of those that were made."""

    __slots__ = ("number",)

    def __init__(self, number: int) -> None:
        self.number = number


class _Kept:
    """An object of xlsxwriter whose calls are noted down and passed on."""

    def __init__(self, inner: object, number: int, tape: Tape) -> None:
        self.__dict__.update(inner=inner, number=number, tape=tape)

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.__dict__["inner"], name)
        return functools.partial(self.__dict__["tape"].call, self, name) if callable(found) else found

    def __setattr__(self, name: str, value: object) -> None:
        self.__dict__["tape"].call(self, "__setattr__", name, value)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.__dict__["inner"].close()


class Tape:
    """The calls that made one workbook."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.options: dict[str, Any] = {}
        self._made = 0

    def book(self, target: object, options: dict[str, Any]) -> _Kept:
        """Return a workbook whose calls are noted down."""
        self.options = options
        return _Kept(xlsxwriter.workbook.Workbook(target, options), 0, self)

    def call(self, owner: _Kept, name: str, *args: Any, **kwargs: Any) -> Any:
        """Note a call, and make it."""
        noted = {key: _noted(each) for key, each in kwargs.items()}
        self.calls.append((owner.number, name, tuple(map(_noted, args)), noted))
        inner = getattr(owner.__dict__["inner"], name)
        made = inner(*map(_plain, args), **{key: _plain(each) for key, each in kwargs.items()})
        if name in {"add_worksheet", "add_format"}:
            self._made += 1
            return _Kept(made, self._made, self)
        return made


def _noted(value: Any) -> Any:
    if isinstance(value, _Kept):
        return _Given(value.__dict__["number"])
    return {key: _noted(each) for key, each in value.items()} if isinstance(value, dict) else value


def _plain(value: Any) -> Any:
    if isinstance(value, _Kept):
        return value.__dict__["inner"]
    return {key: _plain(each) for key, each in value.items()} if isinstance(value, dict) else value


def noted(manifest: Manifest, contents: Mapping[str, Any]) -> Tape:
    """Return the calls that draw a form."""
    tape = Tape()
    with mock.patch("xlgen.writer.form.xlsxwriter.Workbook", tape.book):
        writer.write(manifest, contents)
    return tape


def prepared(tape: Tape) -> Callable[[], bytes]:
    """Return what makes the calls of a tape again, its arguments laid out beforehand."""
    # A sheet of our own kind is a plain one here: only its name is given.
    calls = [
        (number, name, args[:1] if name == "add_worksheet" else args, kwargs)
        for number, name, args, kwargs in tape.calls
    ]

    def replay() -> bytes:
        target = io.BytesIO()
        made: list[Any] = [xlsxwriter.Workbook(target, dict(tape.options))]
        for number, name, args, kwargs in calls:
            found = getattr(made[number], name)(
                *(_filled(each, made) for each in args), **{key: _filled(each, made) for key, each in kwargs.items()}
            )
            if name in {"add_worksheet", "add_format"}:
                made.append(found)
        made[0].close()
        return target.getvalue()

    return replay


def _filled(value: Any, made: list[Any]) -> Any:
    if type(value) is _Given:
        return made[value.number]
    return {key: _filled(each, made) for key, each in value.items()} if type(value) is dict else value
