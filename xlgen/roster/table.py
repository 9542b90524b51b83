"""One table of a project list: which rows count, and what stands in a row under a head."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, TypeVar

from xlgen import terms
from xlgen.finding import Mistake, mistake
from xlgen.roster import heads as head_rows
from xlgen.roster.cells import WrongCellError
from xlgen.roster.words import UNITS, plain, words_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from xlgen.roster.grid import Grid, GridCell
    from xlgen.template import Template

V = TypeVar("V")

CODE: Final = "project.code"
_TOTAL: Final = re.compile(terms.TOTAL_ROW)
_NOTE: Final = re.compile(terms.NOTE_ROW)
_GROUPS: Final = (CODE, "dimension", "category", "name", "line")
"""The columns in which a row of sums says that it is one."""


class Table:
    """A sheet whose heads were found; its mistakes gather in the list that all tables share."""

    def __init__(self, grid: Grid, kind: str, template: Template, mistakes: list[Mistake]) -> None:
        self.grid = grid
        self.kind = kind
        self.words = words_of(template, kind)
        self.heads, found = head_rows.complete(grid, head_rows.find(grid, self.words), self.words)
        self.mistakes = mistakes
        mistakes.extend(found)
        self._columns = {head.column for head in self.heads.by_key.values()}

    def has(self, key: str) -> bool:
        """Return whether there is a column for a key."""
        return key in self.heads.by_key

    @property
    def parts(self) -> list[str]:
        """The keys of the wide money table's columns."""
        return [key for key in self.heads.by_key if key.startswith("funding.")]

    @property
    def unused(self) -> Iterator[str]:
        """The columns that nothing was read from, as a message lists them."""
        return (self._shown(each) for each in self.heads.others if each not in self._unsourced)

    @property
    def unsourced(self) -> Iterator[str]:
        """The columns of amounts that the office supplies, but of which source is not said."""
        return map(self._shown, self._unsourced)

    @property
    def _unsourced(self) -> list[head_rows.Head]:
        of_office = [each for each in self.heads.others if self.words.money_of(each.texts[-1])]
        return [] if self.parts or self.kind != terms.PROJECTS_SHEET else of_office

    def _shown(self, head: head_rows.Head) -> str:
        return terms.SHEET_AND_CELL.format(sheet=self.grid.name, cell=head.shown)

    def place(self, row: int, key: str) -> str:
        """Return how a message names the cell of a row under a head."""
        head = self.heads.by_key.get(key)
        return self.grid.place(row, head.column) if head else self.grid.place(row, 0)

    def unit(self, key: str, otherwise: str) -> str:
        """Return the unit of money that a column is written in; one that is not known was told of."""
        unit = self.heads.by_key[key].unit or self.heads.unit
        return unit if unit is not None and unit in UNITS else otherwise

    def wrong(self, key: str, place: str, **arguments: object) -> None:
        """Keep a mistake."""
        self.mistakes.append(mistake(key, place, **arguments))

    def rows(self) -> Iterator[int]:
        """Yield the rows that say something: blank rows, sums, notes below and heads printed again do not."""
        for row in range(self.heads.below, self.grid.height):
            filled = list(self.grid.filled(row))
            if any(column in self._columns for column, _ in filled) and not self._is_beside(row, filled):
                yield row

    def _is_beside(self, row: int, filled: list[tuple[int, GridCell]]) -> bool:
        first = filled[0][1].content
        grouped = [self._cell(row, key) for key in _GROUPS if key in self.heads.by_key]
        words = [plain(each) for each in (first, *(cell.content for cell in grouped)) if isinstance(each, str)]
        if any(_TOTAL.fullmatch(each) for each in words):
            return True
        if isinstance(first, str) and _NOTE.match(plain(first)):
            return True
        code = self._cell(row, CODE).content if self.has(CODE) else None
        return isinstance(code, str) and self.words.keys.get(plain(code)) == CODE

    def _cell(self, row: int, key: str) -> GridCell:
        return self.grid.at(row, self.heads.by_key[key].column)

    def read(self, row: int, key: str, reading: Callable[[GridCell], V]) -> V | None:
        """Return what a row says under a head; None where it is blank, has no such column, or is a mistake (kept)."""
        if not self.has(key):
            return None
        try:
            return reading(self._cell(row, key))
        except WrongCellError as error:
            self.mistakes.append(error.mistake.within(self.place(row, key)))
            return None

    def continues(self, row: int, key: str) -> bool:
        """Return whether what a row says under a head is merged with the row above."""
        return self.has(key) and self.grid.continues(row, self.heads.by_key[key].column)

    def number(self, row: int, key: str, reading: Callable[[GridCell], V]) -> V | None:
        """Return a number; one that is merged over several rows belongs to none of them."""
        if self.continues(row, key):
            self.wrong("number-merged", self.place(row, key))
            return None
        return self.read(row, key, reading)

    def code(self, row: int, reading: Callable[[GridCell], str | None]) -> str | None:
        """Return the project code of a row; a row without one is a mistake."""
        before = len(self.mistakes)
        found = self.read(row, CODE, reading)
        if found is None and len(self.mistakes) == before and self.has(CODE):
            self.wrong("code-missing", self.place(row, CODE))
        return found
