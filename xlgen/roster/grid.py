"""A sheet as a grid of cells, whatever kind of file it came from."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Final

from xlgen import formula, terms
from xlgen.model import CellError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

GridContent = str | Decimal | bool | dt.date | CellError | None
"""What a cell shows or holds; a text has no white space around it, and an empty one is None."""

GENERAL: Final = "General"


@dataclass(frozen=True, slots=True)
class GridCell:
    """One cell; `computed` is False where it is a formula that no program has computed yet."""

    content: GridContent
    number_format: str = GENERAL
    computed: bool = True

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands in the cell."""
        return self.content is None and self.computed


BLANK: Final = GridCell(None)
Span = tuple[int, int, int, int]
"""First row, first column, last row, last column of a merged block, 0-based."""


@dataclass(frozen=True)
class Grid:
    """One sheet: the cells that hold something by (row, column), 0-based, and the blocks that are merged."""

    name: str
    cells: Mapping[tuple[int, int], GridCell]
    spans: tuple[Span, ...] = ()

    @cached_property
    def height(self) -> int:
        """The number of rows down to the last that holds something."""
        return 1 + max((row for row, _ in self.cells), default=-1)

    @cached_property
    def _first_of(self) -> Mapping[tuple[int, int], tuple[int, int]]:
        """The first cell of the merged block that each further cell belongs to, within the rows that count."""
        width = 1 + max((column for _, column in self.cells), default=-1)
        return {
            (row, column): (top, left)
            for top, left, bottom, right in self.spans
            if (top, left) in self.cells
            for row in range(top, min(bottom, self.height - 1) + 1)
            for column in range(left, min(right, max(width, left + 256)) + 1)
            if (row, column) != (top, left)
        }

    @cached_property
    def columns(self) -> Mapping[int, tuple[int, ...]]:
        """The columns of each row in which something stands, merged blocks included."""
        found: dict[int, set[int]] = {}
        for row, column in (*self.cells, *self._first_of):
            found.setdefault(row, set()).add(column)
        return {row: tuple(sorted(columns)) for row, columns in found.items()}

    def own(self, row: int, column: int) -> GridCell:
        """Return what stands in the cell itself: blank where it only continues a merged block."""
        return self.cells.get((row, column), BLANK)

    def at(self, row: int, column: int) -> GridCell:
        """Return what shows at a place: a merged block's content shows in all of it."""
        return self.cells.get(self._first_of.get((row, column), (row, column)), BLANK)

    def continues(self, row: int, column: int) -> bool:
        """Return whether the cell continues a merged block that begins in a row above."""
        return self._first_of.get((row, column), (row, column))[0] < row

    def text(self, row: int, column: int) -> str:
        """Return the text that shows at a place, or "" where there is none."""
        content = self.at(row, column).content
        return content if isinstance(content, str) else ""

    def filled(self, row: int) -> Iterator[tuple[int, GridCell]]:
        """Yield the cells of a row in which something stands of its own, with their columns."""
        for column in self.columns.get(row, ()):
            cell = self.own(row, column)
            if not cell.is_blank:
                yield column, cell

    def place(self, row: int, column: int) -> str:
        """Return how a message names a cell: sheet and address."""
        return terms.SHEET_AND_CELL.format(sheet=self.name, cell=formula.a1(row, column))


def tidy(text: str) -> str | None:
    """Return a cell's text with plain line breaks and no white space around; an empty one is None."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip("\ufeff\u200b \t\n\u3000\u00a0") or None


def used(cells: Iterable[tuple[tuple[int, int], GridCell]]) -> dict[tuple[int, int], GridCell]:
    """Return the cells in which something stands."""
    return {place: cell for place, cell in cells if not cell.is_blank}
