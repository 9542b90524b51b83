"""The tree of a formula: its nodes, where cells lie, and what a tree speaks of."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal


class Area(NamedTuple):
    """A block of cells of one sheet, 0-based and inclusive; a single cell is a block of one.

    (A tuple: a form speaks of its cells ten thousand times, and asks for most of them by their place.)
    """

    sheet: str
    top: int
    left: int
    bottom: int
    right: int

    @classmethod
    def cell(cls, sheet: str, row: int, column: int) -> Area:
        """Return the area of one cell."""
        return cls(sheet, row, column, row, column)

    @property
    def a1(self) -> str:
        """The address without its sheet: `H14`, `G12:G40`."""
        first = a1(self.top, self.left)
        return first if (self.top, self.left) == (self.bottom, self.right) else f"{first}:{a1(self.bottom, self.right)}"

    def cells(self) -> Iterator[tuple[str, int, int]]:
        """Yield (sheet, row, column) row by row."""
        for row in range(self.top, self.bottom + 1):
            for column in range(self.left, self.right + 1):
                yield self.sheet, row, column


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written; equal values are spelled alike."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class Text:
    """A text in double quotes."""

    value: str


@dataclass(frozen=True, slots=True)
class Truth:
    """TRUE or FALSE."""

    value: bool


@dataclass(frozen=True, slots=True)
class Name:
    """A field name, to be bound to cells."""

    name: str


@dataclass(frozen=True, slots=True)
class Call:
    """A function with its arguments."""

    function: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Operation:
    """Two operands and an operator; a sign has no left operand."""

    operator: str
    left: Node | None
    right: Node


Node = Number | Text | Truth | Name | Area | Call | Operation


@lru_cache(maxsize=65_536)
def a1(row: int, column: int) -> str:
    """Return the address of a 0-based cell: (0, 0) is A1."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


def column_number(letters: str) -> int:
    """Return the 0-based number of a column's letters."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def walk(node: Node) -> Iterator[Node]:
    """Yield the node and all below it, in the order written."""
    ahead = [node]
    while ahead:
        each = ahead.pop()
        yield each
        if isinstance(each, Call):
            ahead.extend(reversed(each.arguments))
        elif isinstance(each, Operation):
            ahead.append(each.right)
            if each.left is not None:
                ahead.append(each.left)


def names(node: Node) -> tuple[str, ...]:
    """Return the field names of a rule, each once, in the order met."""
    return tuple(dict.fromkeys(each.name for each in walk(node) if isinstance(each, Name)))


def texts(node: Node) -> frozenset[str]:
    """Return the texts that stand in a rule: all that it may yield besides a number."""
    return frozenset(each.value for each in walk(node) if isinstance(each, Text))


def areas(node: Node) -> tuple[Area, ...]:
    """Return the cells and blocks a bound formula refers to, each once, in the order met."""
    return tuple(dict.fromkeys(each for each in walk(node) if isinstance(each, Area)))
