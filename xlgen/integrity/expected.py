"""What a file is compared with, built once for all forms of one shape."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from xlgen import layout, terms
from xlgen.layout import Role
from xlgen.layout.entry import Entry, entry

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xlgen.layout import Cell, Shape, Sheet
    from xlgen.reader import Block

Position = tuple[int, int]
"""Row and column on a sheet, 0-based."""

_KEPT: Final = 64
_tables: dict[str, Mapping[str, SheetTable]] = {}


@dataclass(frozen=True, slots=True, eq=False)
class SheetTable:
    """One sheet of a shape.

    `cells` are its cells by the position of their first; `words` its labels without white space; `held` the positions
    that a cell or a merged block takes, `rows` and `columns` the lines that these lie in; `printed` its labels and
    issued cells by (sheet, row, column); `names` the defined names that point to it, in small letters, `pointed` what
    they point to; `entries` what its inputs take.
    """

    sheet: Sheet
    cells: tuple[tuple[Position, Cell], ...]
    words: Mapping[Position, str]
    held: Mapping[Position, Cell]
    rows: frozenset[int]
    columns: frozenset[int]
    printed: Mapping[tuple[str, int, int], Position]
    merges: Mapping[Block, Cell]
    names: Mapping[str, Cell]
    pointed: Mapping[str, tuple[str, int, int]]
    entries: Mapping[Position, tuple[Cell, Entry | None]]


def tables(shape: Shape) -> Mapping[str, SheetTable]:
    """Return the tables of a shape's sheets by name."""
    found = _tables.get(shape.digest)
    if found is None:
        if len(_tables) >= _KEPT:
            _tables.pop(next(iter(_tables)))
        named = {id(cell): field for field, (_, cell) in shape.places.items()}
        found = _tables[shape.digest] = {sheet.name: _table(sheet, named) for sheet in shape.sheets}
    return found


def _table(sheet: Sheet, named: Mapping[int, str]) -> SheetTable:
    held = {
        (row, column): cell
        for cell in sheet.cells
        for row in range(cell.row, cell.row + cell.rows)
        for column in range(cell.column, cell.column + cell.columns)
    }
    has_names = sheet.name not in terms.SHEETS
    names = {
        layout.defined_name(named[id(cell)]).lower(): cell for cell in sheet.cells if has_names and id(cell) in named
    }
    inputs = (cell for cell in sheet.cells if cell.role is Role.INPUT)
    return SheetTable(
        sheet=sheet,
        cells=tuple(((cell.row, cell.column), cell) for cell in sheet.cells),
        words={(cell.row, cell.column): squeezed(cell.text) for cell in sheet.cells if cell.role is Role.LABEL},
        held=held,
        rows=frozenset(row for row, _ in held),
        columns=frozenset(column for _, column in held),
        printed={
            (sheet.name, cell.row, cell.column): (cell.row, cell.column)
            for cell in sheet.cells
            if cell.role is Role.LABEL or cell.role is Role.ISSUED
        },
        merges={block(cell): cell for cell in sheet.cells if (cell.rows, cell.columns) != (1, 1)},
        names=names,
        pointed={name: (sheet.name, cell.row, cell.column) for name, cell in names.items()},
        entries={(cell.row, cell.column): (cell, entry(cell)) for cell in inputs},
    )


def block(cell: Cell) -> Block:
    """Return the block that a cell takes: top, left, bottom, right."""
    return cell.row, cell.column, cell.row + cell.rows - 1, cell.column + cell.columns - 1


def squeezed(text: str) -> str:
    """Return a text without its white space: programs rewrite line ends and outer spaces."""
    return "".join(text.split())
