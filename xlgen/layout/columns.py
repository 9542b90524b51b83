"""The columns of the form: which there are depends on what the template states and the unit proposes."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Column(enum.Enum):
    """What stands in a column of the indicator table; the value is its width in characters."""

    BLOCK = (6.0, "block")
    DIMENSION = (9.0, "dimension")
    CATEGORY = (12.0, "category")
    NAME = (24.0, "name")
    DIRECTION = (6.0, "direction")
    TARGET = (14.0, "target")
    UNIT = (8.0, "unit")
    ACTUAL = (14.0, "actual")
    MAX_SCORE = (7.0, "max_score")
    JUDGED = (6.0, "judged")
    SCORE = (9.0, "score")
    STATED = (8.0, "stated")
    EXPLANATION = (20.0, "explanation")


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns that a form has, in order."""

    kept: tuple[Column, ...]

    @property
    def widths(self) -> tuple[float, ...]:
        """The width of each, in characters."""
        return tuple(each.value[0] for each in self.kept)

    def at(self, column: Column) -> int:
        """Return the 0-based place of a column."""
        return self.kept.index(column)

    def span(self, first: Column, last: Column) -> tuple[int, int]:
        """Return where a block from one column to another begins, and how many columns it takes."""
        start = self.at(first)
        return start, self.at(last) + 1 - start


def columns(*, proposed: bool, stated: bool, judged: bool = False) -> Columns:
    """Return the columns of a form: a target that the unit proposes is sign, number and unit in three cells.

    Where the unit chooses that a person scores (`judged`), that score stands beside the one that counts.
    """
    left_out = set() if proposed else {Column.DIRECTION, Column.UNIT}
    left_out |= set() if judged else {Column.JUDGED}
    left_out |= set() if stated else {Column.STATED}
    return Columns(tuple(each for each in Column if each not in left_out))
