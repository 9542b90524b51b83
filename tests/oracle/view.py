"""The cells of one filled form while its answers are found."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from tests.oracle.cells import Answer, Error, Given, is_blank, number

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from decimal import Decimal


class View:
    """What stands in the cells of a form; `found` grows with the answers."""

    def __init__(self, contents: Mapping[str, Given]) -> None:
        """Take what stands in the cells that hold no formula."""
        self.contents = contents
        self.found: dict[str, Answer] = {}

    def at(self, field: str) -> Given | Answer:
        """Return what a cell holds or shows."""
        return self.found[field] if field in self.found else self.contents.get(field)

    def number(self, field: str) -> Decimal | None:
        """Return the number that a cell holds."""
        return number(self.at(field))

    def numbers(self, *fields: str) -> list[Fraction]:
        """Return the numbers that all of some cells hold; [] where one holds none."""
        found = [number(self.at(field)) for field in fields]
        return [Fraction(each) for each in found if each is not None] if None not in found else []

    def counted(self, fields: Iterable[str]) -> list[Fraction]:
        """Return the numbers among some cells."""
        return [Fraction(each) for each in (number(self.at(field)) for field in fields) if each is not None]

    def blank(self, field: str) -> bool:
        """Whether a cell looks blank."""
        return is_blank(self.at(field))

    def broken(self, *fields: str) -> bool:
        """Whether one of some cells holds an error value."""
        return any(isinstance(self.at(field), Error) for field in fields)

    def in_use(self, row: str) -> bool:
        """Whether a row counts; that of a blank form does once something stands in it."""
        return self.found.get(f"{row}.used") != ""
