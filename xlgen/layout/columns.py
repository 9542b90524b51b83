"""The columns of the form: which there are, in the order that its template says, and blocks shared out over them."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

SHORTFALL: Final = 4
"""How much graver it is that a block is too narrow than that it is too wide by the same share."""


class Column(enum.Enum):
    """What stands in a column of the indicator table: its width in characters, and its name in a template."""

    BLOCK = (6.0, "block")
    DIMENSION = (9.0, "dimension")
    CATEGORY = (12.0, "category")
    NAME = (24.0, "name")
    DIRECTION = (6.0, "direction")
    TARGET = (14.0, "target_value")
    UNIT = (8.0, "unit_of_measure")
    ACTUAL = (14.0, "actual_value")
    MAX_SCORE = (7.0, "max_score")
    JUDGED = (6.0, "judged")
    SCORE = (9.0, "score")
    STATED = (8.0, "stated_score")
    EXPLANATION = (20.0, "deviation_explanation")


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns that a form has, in order; `parts` are how many columns of the sheet each takes.

    `split` says whether sign and unit of every target stand in columns of their own.
    """

    kept: tuple[Column, ...]
    parts: tuple[int, ...]
    split: bool

    @property
    def widths(self) -> tuple[float, ...]:
        """The width of each column of the sheet, in characters."""
        return tuple(
            each.value[0] / parts for each, parts in zip(self.kept, self.parts, strict=True) for _ in range(parts)
        )

    def at(self, column: Column) -> tuple[int, int]:
        """Return where a column begins, 0-based, and how many columns of the sheet it takes."""
        index = self.kept.index(column)
        return sum(self.parts[:index]), self.parts[index]

    def span(self, first: Column, last: Column) -> tuple[int, int]:
        """Return where a block from one column to another begins, and how many columns of the sheet it takes."""
        start, (end, parts) = self.at(first)[0], self.at(last)
        return start, end + parts - start


def shared(widths: Sequence[float], wishes: Sequence[float], start: int = 0) -> tuple[tuple[int, int], ...]:
    """Share a sheet's columns from `start` on out among neighbouring blocks, as their widths wish.

    Returns where each block begins and how many columns it takes: at least one, so there must be as many.
    """
    left = widths[start:]
    edges = [0.0, *accumulate(left)]
    scale = edges[-1] / sum(wishes)

    def cost(first: int, last: int, wish: float) -> float:
        gap = (edges[last] - edges[first]) / (wish * scale) - 1
        return gap * gap * (SHORTFALL if gap < 0 else 1)

    # The best way to share out so many columns among so many blocks, built up block by block.
    best: dict[int, tuple[float, tuple[int, ...]]] = {0: (0.0, (0,))}
    for wish in wishes:
        longer: dict[int, tuple[float, tuple[int, ...]]] = {}
        for end in range(1, len(left) + 1):
            ways = [(spent + cost(at, end, wish), (*cuts, end)) for at, (spent, cuts) in best.items() if at < end]
            if ways:
                longer[end] = min(ways)
        best = longer
    cuts = best[len(left)][1]
    return tuple((start + low, high - low) for low, high in pairwise(cuts))


def columns(names: Sequence[str], *, proposed: bool, stated: bool, judged: bool = False, least: int = 0) -> Columns:
    """Return the columns of a form whose template names them in this order.

    A target that the unit proposes is sign, number and unit in three cells, and what it states stands behind its score,
    wherever the template does not name these columns; where the unit chooses that a person scores (`judged`), that
    score stands before the one that counts. Beside the first the sheet has `least` columns at least: the
    widest are divided until it has.
    """
    found = [next(each for each in Column if each.value[1] == name) for name in names]
    split = Column.DIRECTION in found
    if stated and Column.STATED not in found:
        found.insert(found.index(Column.SCORE) + 1, Column.STATED)
    if judged:
        found.insert(found.index(Column.SCORE), Column.JUDGED)
    if proposed and not split:
        place = found.index(Column.TARGET)
        found[place : place + 1] = [Column.DIRECTION, Column.TARGET, Column.UNIT]
    parts = [1] * len(found)
    while sum(parts) < least:
        widest = max(range(len(found)), key=lambda each: found[each].value[0] / parts[each])
        parts[widest] += 1
    return Columns((Column.BLOCK, *found), (1, *parts), split)
