"""Where the sheets, rows and columns of a plan stand in a file, under whatever name and in whatever place."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from xlgen import formula, layout, terms
from xlgen.integrity.alignment import Shift, align
from xlgen.integrity.expected import squeezed, tables
from xlgen.layout import Kind, Role
from xlgen.model import to_cell

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from xlgen.formula import Area
    from xlgen.integrity.expected import Position, SheetTable
    from xlgen.layout import Cell, Plan, Shape
    from xlgen.model import Content
    from xlgen.reader import DefinedName, StoredCell, StoredSheet, StoredWorkbook

Reference = tuple[str, int, int]
"""A cell by the plan's name of its sheet, its row and its column."""

_REFERENCE: Final = re.compile(r"(?:'((?:[^']|'')+)'|([^'!]+))!\$?([A-Za-z]{1,3})\$?([0-9]{1,7})(?::.*)?")
_LIKE: Final = 0.6
"""The share of a sheet's labels that another sheet must hold to count as that sheet."""
_SUSPECT: Final = 3
"""From so many labels out of place on a sheet it is asked whether they stand elsewhere."""
_FARTHEST: Final = 2_000
"""So many lines may have been inserted for those of the plan to be looked for."""
_MANY: Final = 5_000
"""A form of 500 indicators has so many defined names."""
_NAMES: Final = 0.5
"""What the names that point into a line weigh together, beside 1 for each text that stands in it."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a plan stands in a file.

    `sheets` are the file's sheets by the plan's names, in the plan's order. By their names in the file: `renamed` are
    those that the plan calls otherwise, `copies` further ones that hold the labels of one of the plan's, `added` all
    that are none of the plan's. `rows` and `columns` are the shifts of the sheets that have any; `pointed` says what
    each of our defined names points to.
    """

    sheets: Mapping[str, StoredSheet]
    renamed: Mapping[str, str] = field(default_factory=dict)
    copies: Mapping[str, str] = field(default_factory=dict)
    added: tuple[str, ...] = ()
    rows: Mapping[str, Shift] = field(default_factory=dict)
    columns: Mapping[str, Shift] = field(default_factory=dict)
    pointed: Mapping[str, Reference | None] = field(default_factory=dict)
    changed: bool = False
    """Whether any cell of the plan is gone, stands elsewhere, or on a sheet of another name."""

    def place(self, sheet: str, row: int, column: int) -> Position | None:
        """Return where a cell of the plan stands; None where it is gone."""
        if sheet not in self.sheets:
            return None
        if sheet in self.rows:
            found_row, found_column = self.rows[sheet].lines.get(row), self.columns[sheet].lines.get(column)
            return None if found_row is None or found_column is None else (found_row, found_column)
        return row, column

    def cells(self, sheet: str) -> Mapping[Position, StoredCell]:
        """Return what stands on a sheet of the plan by the plan's positions, as far as anything stands there."""
        there = self.sheets[sheet].cells
        if sheet not in self.rows:
            return there
        lines = itertools.product(self.rows[sheet].lines.items(), self.columns[sheet].lines.items())
        places = (((row, column), (to_row, to_column)) for (row, to_row), (column, to_column) in lines)
        return {position: there[place] for position, place in places if place in there}

    def area(self, area: Area) -> Area | None:
        """Return what a reference to cells of the plan is in the file; None where one of its sides is gone."""
        if area.sheet not in self.rows:
            return area if area.sheet in self.sheets else None
        rows = [self.rows[area.sheet].lines.get(row) for row in range(area.top, area.bottom + 1)]
        columns = [self.columns[area.sheet].lines.get(column) for column in range(area.left, area.right + 1)]
        there = [each for each in rows if each is not None], [each for each in columns if each is not None]
        if not all(there):
            return None
        return formula.Area(area.sheet, min(there[0]), min(there[1]), max(there[0]), max(there[1]))

    def called(self, area: Area) -> Area:
        """Return a reference of the file with the plan's name of its sheet."""
        return area._replace(sheet=self.renamed.get(area.sheet, area.sheet))


def find(plan: Plan, book: StoredWorkbook, manifest_sheet: str) -> Standing:
    """Return where a plan stands in a file; `manifest_sheet` is none of the plan's."""
    shape = plan.shape
    found = {name: book.sheets[name] for name in shape.positions if name in book.sheets}
    others = [each for name, each in book.sheets.items() if name not in found and name != manifest_sheet]
    renamed: dict[str, str] = {}
    copies: dict[str, str] = {}
    for each in others:
        like = _like(shape, each, found)
        if like in found:
            copies[each.name] = like
        elif like:
            renamed[each.name], found[like] = like, each
    sheets = {name: found[name] for name in shape.positions if name in found}
    pointed = references(book, renamed)
    shifts = {name: _shifts(plan, tables(shape)[name], sheet, pointed) for name, sheet in sheets.items()}
    return Standing(
        sheets=sheets,
        renamed=renamed,
        copies=copies,
        added=tuple(each.name for each in others if _is_added(each.name, renamed, copies)) + book.other_sheets,
        rows={name: rows for name, (rows, _) in shifts.items() if rows},
        columns={name: columns for name, (_, columns) in shifts.items() if columns},
        pointed=pointed,
        changed=bool(renamed) or len(sheets) < len(shape.sheets) or any(rows for rows, _ in shifts.values()),
    )


def _is_added(name: str, renamed: Mapping[str, str], copies: Mapping[str, str]) -> bool:
    """Return whether a sheet is neither one of the plan's nor the notice that a form was sent back with."""
    return name not in renamed and (name != terms.NOTICE_SHEET or name in copies)


def _like(shape: Shape, sheet: StoredSheet, found: Mapping[str, StoredSheet]) -> str:
    """Return the sheet of the plan whose labels a sheet of the file holds, first of all one that is missing; or ""."""
    held = {squeezed(cell.content) for cell in sheet.cells.values() if isinstance(cell.content, str)}
    shares = {
        name: len(words & held) / len(words) if words else 0.0
        for name, words in ((name, set(table.words.values()) - {""}) for name, table in tables(shape).items())
    }
    best = max(shares, key=lambda name: (shares[name] >= _LIKE and name not in found, shares[name]))
    return best if shares[best] >= _LIKE else ""


def references(book: StoredWorkbook, renamed: Mapping[str, str]) -> Mapping[str, Reference | None]:
    """Return what each defined name of ours points to, by its small letters; None where that is no cell.

    A name of the whole book goes before those that belong to one sheet, as copies of a sheet have them.
    """
    found = _known_references(book.names) if len(book.names) <= _MANY else _references(book.names)
    if not renamed:
        return found
    return {name: place and (renamed.get(place[0], place[0]), *place[1:]) for name, place in found.items()}


def _references(names: tuple[DefinedName, ...]) -> Mapping[str, Reference | None]:
    found: dict[str, Reference | None] = {}
    for each in sorted(names, key=lambda name: name.sheet != ""):
        name = each.name.lower()
        if name.startswith(layout.NAME_PREFIX) and name not in found:
            found[name] = _cell_of(each.text)
    return MappingProxyType(found)


_known_references = lru_cache(maxsize=64)(_references)
"""The names of one form are those of the next."""


@lru_cache(maxsize=65536)
def _cell_of(text: str) -> Reference | None:
    match = _REFERENCE.fullmatch(text)
    if match is None:
        return None
    return (match[1] or match[2]).replace("''", "'"), int(match[4]) - 1, formula.column_number(match[3])


def _shifts(
    plan: Plan, table: SheetTable, sheet: StoredSheet, pointed: Mapping[str, Reference | None]
) -> tuple[Shift | None, Shift | None]:
    """Return how rows and columns of a sheet are shifted, both or neither."""
    if not _is_suspect(table, sheet, pointed):
        return None, None
    rows, columns = (_shift(plan, table, sheet, pointed, axis) for axis in (0, 1))
    return (None, None) if rows.in_place and columns.in_place else (rows, columns)


def _is_suspect(table: SheetTable, sheet: StoredSheet, pointed: Mapping[str, Reference | None]) -> bool:
    name = table.sheet.name
    if not table.pointed.items() <= pointed.items():
        for each, cell in table.names.items():
            if each in pointed and pointed[each] != (name, cell.row, cell.column):
                return True
    missed = 0
    for position, words in table.words.items():
        stored = sheet.cells.get(position)
        content = stored.content if stored else None
        if not isinstance(content, str) or (content != words and squeezed(content) != words):
            missed += bool(words)
    return missed >= _SUSPECT


def _shift(
    plan: Plan, table: SheetTable, sheet: StoredSheet, pointed: Mapping[str, Reference | None], axis: int
) -> Shift:
    """Return how the rows (axis 0) or the columns (axis 1) of a sheet are shifted."""
    size = 1 + max((position[axis] for position in table.held), default=-1)
    expected: list[dict[Hashable, float]] = [{} for _ in range(size)]
    for cell in table.sheet.cells:
        token = _token(_issued(plan, cell))
        if token is not None:
            expected[(cell.row, cell.column)[axis]][token] = 1.0
    named: dict[int, list[str]] = defaultdict(list)
    for name, cell in table.names.items():
        named[(cell.row, cell.column)[axis]].append(name)
    for line, names in named.items():
        expected[line] |= dict.fromkeys((("name", name) for name in names), _NAMES / len(names))
    return align(expected, _lines(table, sheet, pointed, axis))


def _lines(
    table: SheetTable, sheet: StoredSheet, pointed: Mapping[str, Reference | None], axis: int
) -> dict[int, frozenset[Hashable]]:
    """Return the tokens of each line of the file that holds anything."""
    found: dict[int, set[Hashable]] = defaultdict(set)
    last = _FARTHEST + max((position[axis] for position in table.held), default=0)
    near = (each for each in sheet.cells.items() if each[0][axis] <= last)
    for position, cell in near:
        found[position[axis]].add(None if cell.formula is not None else _token(cell.content))
    for name in table.names:
        place = pointed.get(name)
        line = (place[1], place[2])[axis] if place and place[0] == table.sheet.name else -1
        if 0 <= line <= last:
            found[line].add(("name", name))
    return {line: frozenset(tokens - {None}) for line, tokens in found.items()}


def _issued(plan: Plan, cell: Cell) -> Content:
    """Return what was issued in a cell, as far as it tells one line from another."""
    if cell.role is Role.LABEL:
        return cell.text
    value = plan.issued.get(cell.field) if cell.role is Role.ISSUED else None
    if isinstance(value, Decimal):
        return to_cell(value)
    return value if isinstance(value, str) and cell.kind is Kind.TEXT else None


def _token(content: Content) -> Hashable:
    """Return what a content is known by; None for what tells nothing."""
    if isinstance(content, str):
        return squeezed(content) or None
    return content if isinstance(content, float) else None
