"""Rows of a sheet of an .xlsx file without their values: which cells hold something, and of what kind."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from xlgen.formula import column_number
from xlgen.reader.cells import INLINE, bounded, is_near, item_text
from xlgen.reader.package import MAIN

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lxml import etree

    from xlgen.reader.shared import SharedFormulas

_LONGEST_ADDRESS: Final = 10
_ADDRESS: Final = re.compile(r"([A-Z]+)([0-9]+)")
_C, _V, _F, _IS = f"{MAIN}c", f"{MAIN}v", f"{MAIN}f", f"{MAIN}is"


class Slot(NamedTuple):
    """A cell that holds something, its value aside; `kind` says how that is written, "" where there is none."""

    place: tuple[int, int]
    kind: str
    formula: str | None
    rich: bool
    style: int


class Line(NamedTuple):
    """What the file says of a row itself; its number counts from 1."""

    number: str | None
    height: str | None
    hidden: str | None


class Rows(NamedTuple):
    """Some rows in a run; `last` is the number of the last, from 0.

    `near` says that all cells lie where a form may have one, `filled` that each has a value. Only what is `lasting`
    means the same wherever it stands.
    """

    lines: tuple[Line, ...]
    slots: tuple[Slot, ...]
    last: int
    near: bool
    filled: bool
    lasting: bool

    def aligned(self, values: Sequence[str]) -> Sequence[str]:
        """Return the value of each slot, "" for those without, from the values of those that have one."""
        if self.filled:
            return values
        rest = iter(values)
        return [next(rest) if slot.kind else "" for slot in self.slots]


def look_into(elements: Iterable[etree._Element], before: int, formulas: SharedFormulas) -> tuple[Rows, list[str]]:
    """Return rows, and the values of those cells that have one; `before` is the row before the first of them.

    Raises
    ------
    ValueError
        A row or a style has a number that is none.
    Refused
        A text is longer than any program would let somebody type.

    """
    lines: list[Line] = []
    slots: list[Slot] = []
    values: list[str] = []
    number, lasting = before, True
    for row in elements:
        line = Line(row.get("r"), row.get("ht"), row.get("hidden"))
        lines.append(line)
        number = number + 1 if line.number is None else int(line.number) - 1
        lasting = lasting and line.number is not None
        column = -1
        for cell in row:
            if cell.tag != _C:
                continue
            column = _column(cell.get("r", ""), column)
            if len(cell):  # most cells of a form are formatted and empty
                lasting = _take(cell, (number, column), formulas, slots, values) and lasting
    near = all(is_near(slot.place) for slot in slots)
    return Rows(tuple(lines), tuple(slots), number, near, len(values) == len(slots), lasting), values


def _column(address: str, before: int) -> int:
    """Return the column of an address; what has none stands in the column behind the one before."""
    found = _known_column(address) if len(address) <= _LONGEST_ADDRESS else _column_of(address)
    return before + 1 if found is None else found


def _column_of(address: str) -> int | None:
    match = _ADDRESS.fullmatch(address)
    return column_number(match[1]) if match else None


_known_column = lru_cache(maxsize=65_536)(_column_of)
"""The addresses of one form are those of the next."""


def _take(
    cell: etree._Element, place: tuple[int, int], formulas: SharedFormulas, slots: list[Slot], values: list[str]
) -> bool:
    """Take in a cell, where it holds anything; return whether it would mean the same in another file."""
    value = element = inline = None
    for child in cell:
        tag = child.tag
        if tag == _V and value is None:
            value = child
        elif tag == _F and element is None:
            element = child
        elif tag == _IS and inline is None:
            inline = child
    formula = None if element is None else _formula(place, element, formulas)
    kind, style = cell.get("t") or "n", int(cell.get("s", 0))
    if kind == INLINE:
        values.append("" if inline is None else item_text(inline))
    elif value is not None:
        values.append(value.text or "")
    elif formula is None:
        return True
    else:
        kind = ""
    slots.append(Slot(place, kind, formula, cell.get("vm") is not None, style))
    return kind != INLINE and (element is None or element.get("t") != "shared")


def _formula(place: tuple[int, int], element: etree._Element, formulas: SharedFormulas) -> str:
    """Return a cell's formula without `=`; one that many cells share stands in the first of them alone."""
    written = bounded(element.text or "")
    if element.get("t") != "shared":
        return written
    number = element.get("si", "")
    if written:
        formulas.begin(number, place, written)
        return written
    return formulas.at(number, place)
