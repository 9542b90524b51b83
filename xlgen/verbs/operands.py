"""What a message shows beside the cell in question: operands, the parts of a sum, the criteria that lack points.

Numbers are shown as their cells show them, with more decimals where it takes them to see why a condition holds: a rate
of 0.899999 shows as 90.00 % and is below 0.9.
"""

from __future__ import annotations

import functools
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from xlgen import formula, integrity, terms
from xlgen.formula import Number
from xlgen.layout import Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from xlgen.layout import Cell, Line, Outcome, Shape
    from xlgen.model import Content

MOST_PARTS: Final = 12
"""Of more numbers that are added up, a message says how many they are."""


def shown(shape: Shape, line: Line, outcome: Outcome, read: Mapping[str, Content]) -> tuple[str, str]:
    """Return a finding's number, and in brackets what it is compared with; "" where there is none of them.

    `read` is what stands in the cells, formula cells included; `outcome` is what the `line` says.
    """
    of = _Operands(shape, line, outcome, read)
    _, cell = shape.places[outcome.about]
    numbers = _numbers(outcome.parts, read)
    # A stated total is held against the scores stated beside it only where all of them are.
    added = bool(numbers) and (not outcome.beside or len(numbers) == len(outcome.parts))
    texts = of.sum(numbers) if added else [of.operand(field) for field in outcome.beside]
    apart = (*of.apart, sum(numbers, Decimal(0))) if added else of.apart
    groups = ["，".join(texts), *of.criteria()]
    detail = "；".join(each for each in groups if each)
    seen = integrity.as_shown(cell, read.get(outcome.about), apart)
    return seen, terms.OPERANDS.format(operands=detail) if detail else ""


def _numbers(fields: Sequence[str], read: Mapping[str, Content]) -> list[Decimal]:
    return [integrity.fifteen(each) for each in map(read.get, fields) if isinstance(each, float)]


class _Operands:
    """The operands of one finding; `apart` are all numbers that something in it may be compared with."""

    def __init__(self, shape: Shape, line: Line, outcome: Outcome, read: Mapping[str, Content]) -> None:
        self.shape = shape
        self.outcome = outcome
        self.read = read
        self.lacking = [each for each in outcome.criteria if self._lacks(each)]
        compared = [outcome.about, *outcome.beside, *(field for each in self.lacking for field in each)]
        rules = [line.field, *compared]
        self.apart = (*_numbers(compared, read), *(each for field in rules for each in self._constants(field)))

    def _constants(self, field: str) -> tuple[Decimal, ...]:
        sheet, cell = self.shape.places[field]
        return constants(cell.text, sheet.name) if cell.role is Role.FORMULA else ()

    def _lacks(self, criterion: tuple[str, str, str]) -> bool:
        score, points = (self.read.get(field) for field in criterion[:2])
        return isinstance(score, float) and isinstance(points, float) and score < points

    def value(self, field: str) -> str:
        """Return what a cell shows."""
        content = self.read.get(field)
        return integrity.as_shown(self._cell(field), content, self.apart) or terms.quoted(integrity.plain(content))

    def operand(self, field: str) -> str:
        """Return what a cell shows, with its label."""
        return terms.OPERAND.format(label=self._cell(field).label, value=self.value(field))

    def _cell(self, field: str) -> Cell:
        return self.shape.places[field][1]

    def sum(self, numbers: Sequence[Decimal]) -> list[str]:
        """Return the numbers that are added up, their sum, and by how much the cell in question differs from it."""
        cell, key = self._cell(self.outcome.about), self.outcome.key.partition("/")[0]
        total = sum(numbers, Decimal(0))
        # What is added up is shown whole, so that the sum comes out.
        texts = [_whole(cell, each) for each in numbers]
        words = {"parts": terms.ADDED_UP[key], "sum": _whole(cell, total), "count": len(numbers)}
        form = terms.SUM_OF_MANY if len(numbers) > MOST_PARTS else terms.SUM if len(numbers) > 1 else terms.SUM_OF_ONE
        found = [form.format(numbers="＋".join(texts), **words)]
        own = _numbers([self.outcome.about], self.read)
        if own and self.outcome.about not in self.outcome.parts:
            found.append(terms.DIFFERENCE.format(difference=_whole(cell, abs(own[0] - total))))
        return found

    def criteria(self) -> Iterator[str]:
        """Yield each criterion that lacks points: what it follows from, its score, its points."""
        for score, points, source in self.lacking:
            words = {"label": self._cell(source).label, "value": self.value(source)}
            yield terms.CRITERION_SHORT.format(score=self.value(score), points=self.value(points), **words)


def _whole(cell: Cell, number: Decimal) -> str:
    """Return a number as a cell shows it, with as many decimals more as it has, up to 15 digits."""
    content = float(number)
    text = integrity.as_shown(cell, content, _around(number)) or f"{content:.15g}"
    return f"({text})" if number < 0 else text


def _around(number: Decimal) -> tuple[Decimal, Decimal]:
    """Return numbers so near that a number is told from both only where it is shown to a millionth."""
    near = Decimal(1).scaleb(-6)
    return number - near, number + near


@functools.lru_cache(maxsize=4096)
def constants(text: str, sheet: str) -> tuple[Decimal, ...]:
    """Return the numbers that are written in a formula of ours."""
    return tuple(each.value for each in formula.walk(formula.parse(text, sheet)) if isinstance(each, Number))
