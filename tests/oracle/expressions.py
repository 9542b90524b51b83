"""Formulas as templates write them: arithmetic, comparisons and a few functions over names, as a spreadsheet means it.

Numbers are exact; what is compared or rounded is a number as its 15 significant digits show it.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from typing import Final

from tests.oracle.cells import Answer, Error, Given, fifteen_digits, number, summed, to_places

Value = Fraction | str | bool | None
Lookup = Callable[[str], Given | Answer]
Run = Callable[[Lookup], Value]

_TOKEN: Final = re.compile(
    r'\s*(?:(?P<number>\d+(?:\.\d+)?%?)|"(?P<text>[^"]*)"|(?P<function>[A-Z]+)'
    r"|(?P<name>[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)*)|(?P<sign><=|>=|<>|[-+*/(),<>=]))\s*"
)
_SMALLEST: Final = Fraction(sys.float_info.min)
_COMPARED: Final[dict[str, frozenset[int]]] = {
    "=": frozenset({0}),
    "<>": frozenset({-1, 1}),
    "<": frozenset({-1}),
    ">": frozenset({1}),
    "<=": frozenset({-1, 0}),
    ">=": frozenset({0, 1}),
}


class FailsError(Exception):
    """A spreadsheet would show an error value."""


@dataclass(frozen=True)
class Expression:
    """A formula: the names that it speaks of, and what it gives where these are looked up."""

    names: frozenset[str]
    run: Run


@cache
def parse(text: str) -> Expression:
    """Return a formula; raise ValueError where the text is none."""
    return _Parser(text).whole()


def truth(value: Value) -> bool:
    """Return whether a value counts as true; a text counts as neither."""
    if isinstance(value, str):
        raise FailsError
    return bool(value)


@dataclass
class _Parser:
    """Reads a text from left to right; what binds closer is read further down."""

    text: str
    at: int = 0
    names: set[str] = field(default_factory=set)

    def whole(self) -> Expression:
        run = self.comparison()
        if self.at != len(self.text):
            self.wrong()
        return Expression(frozenset(self.names), run)

    def wrong(self) -> None:
        message = f"no formula from here on: {self.text[self.at :]}"
        raise ValueError(message)

    def next_sign(self, *signs: str) -> str:
        """Return the next sign and pass it, if it is one of some; else ""."""
        found = _TOKEN.match(self.text, self.at)
        if found is None or found["sign"] not in signs:
            return ""
        self.at = found.end()
        return found["sign"]

    def comparison(self) -> Run:
        left = self.joined(("+", "-"), lambda: self.joined(("*", "/"), self.signed))
        while sign := self.next_sign(*_COMPARED):
            left = _comparing(sign, left, self.joined(("+", "-"), lambda: self.joined(("*", "/"), self.signed)))
        return left

    def joined(self, signs: tuple[str, ...], operand: Callable[[], Run]) -> Run:
        left = operand()
        while sign := self.next_sign(*signs):
            left = _calculating(sign, left, operand())
        return left

    def signed(self) -> Run:
        if self.next_sign("-"):
            inner = self.signed()
            return lambda lookup: -_numeric(inner(lookup))
        return self.signed() if self.next_sign("+") else self.operand()

    def operand(self) -> Run:
        if self.next_sign("("):
            inner = self.comparison()
            return inner if self.next_sign(")") else self.fail()
        found = _TOKEN.match(self.text, self.at)
        if found is None or found["sign"] is not None:
            return self.fail()
        self.at = found.end()
        if found["number"] is not None:
            digits = found["number"]
            constant = Fraction(digits.rstrip("%")) / (100 if digits.endswith("%") else 1)
            return lambda _: constant
        if found["text"] is not None:
            text = found["text"]
            return lambda _: text
        if found["name"] is not None:
            name = found["name"]
            self.names.add(name)
            return lambda lookup: _held(lookup(name))
        return self.called(found["function"])

    def fail(self) -> Run:
        self.wrong()
        raise AssertionError

    def called(self, name: str) -> Run:
        if name in {"TRUE", "FALSE"}:
            return lambda _: name == "TRUE"
        if name not in _FUNCTIONS or not self.next_sign("("):
            return self.fail()
        arguments = [self.comparison()]
        while self.next_sign(","):
            arguments.append(self.comparison())
        if not self.next_sign(")"):
            return self.fail()
        function = _FUNCTIONS[name]
        return lambda lookup: function([_Later(each, lookup) for each in arguments])


@dataclass(frozen=True)
class _Later:
    """An argument, computed where it is wanted: what IF does not choose may fail."""

    run: Run
    lookup: Lookup

    def value(self) -> Value:
        return self.run(self.lookup)

    def number(self) -> Fraction:
        return _numeric(self.value())


def _held(content: Given | Answer) -> Value:
    if isinstance(content, Error):
        raise FailsError
    digits = number(content)
    if digits is not None:
        return Fraction(digits)
    return content if isinstance(content, bool | str) else None


def _numeric(value: Value) -> Fraction:
    if isinstance(value, str):
        raise FailsError
    return Fraction(0) if value is None else Fraction(value)


def _cell(value: Fraction) -> Fraction:
    """Return a result as a spreadsheet keeps it: too large fails, too small is 0."""
    if fifteen_digits(value) is None:
        raise FailsError
    return value if abs(value) >= _SMALLEST else Fraction(0)


def _calculating(sign: str, left: Run, right: Run) -> Run:
    def run(lookup: Lookup) -> Value:
        one, other = _numeric(left(lookup)), _numeric(right(lookup))
        if sign in "+-":
            return _cell(summed([one, other if sign == "+" else -other]))
        if sign == "*":
            return _cell(one * other)
        if other == 0:
            raise FailsError
        return _cell(one / other)

    return run


def _comparing(sign: str, left: Run, right: Run) -> Run:
    return lambda lookup: _order(left(lookup), right(lookup)) in _COMPARED[sign]


def _order(left: Value, right: Value) -> int:
    """Return how two values lie: numbers below texts below truths; a blank is the other's nothing."""
    if left is None or right is None:
        other = right if left is None else left
        nothing: Value = "" if isinstance(other, str) else False if isinstance(other, bool) else Fraction(0)
        left, right = (nothing if left is None else left), (nothing if right is None else right)
    if isinstance(left, bool) or isinstance(right, bool) or isinstance(left, str) or isinstance(right, str):
        keys = [(_rank(each), each.lower() if isinstance(each, str) else "", each is True) for each in (left, right)]
        return (keys[0] > keys[1]) - (keys[0] < keys[1])
    one, other_number = fifteen_digits(Fraction(left or 0)), fifteen_digits(Fraction(right or 0))
    if one is None or other_number is None:
        raise FailsError
    return (one > other_number) - (one < other_number)


def _rank(value: Value) -> int:
    return 2 if isinstance(value, bool) else 1 if isinstance(value, str) else 0


def _as_text(value: Value) -> str:
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, Fraction):
        return f"{(fifteen_digits(value) or 0):f}"
    return value or ""


def _if(given: list[_Later]) -> Value:
    condition, chosen, *otherwise = given
    if truth(condition.value()):
        return chosen.value()
    return otherwise[0].value() if otherwise else False


def _round(given: list[_Later]) -> Value:
    value, places = (each.number() for each in given)
    found = to_places(value, int(places))
    return None if found is None else Fraction(found)


def _exact(given: list[_Later]) -> Value:
    left, right = (_as_text(each.value()) for each in given)
    return left == right


_FUNCTIONS: Final[dict[str, Callable[[list[_Later]], Value]]] = {
    "IF": _if,
    "ROUND": _round,
    "MIN": lambda given: min(each.number() for each in given),
    "MAX": lambda given: max(each.number() for each in given),
    "SUM": lambda given: _cell(summed([each.number() for each in given])),
    "ABS": lambda given: abs(given[0].number()),
    # All of them are computed: one that fails makes the whole fail.
    "AND": lambda given: {truth(each.value()) for each in given} == {True},
    "OR": lambda given: True in {truth(each.value()) for each in given},
    "NOT": lambda given: not truth(given[0].value()),
    "EXACT": _exact,
}
