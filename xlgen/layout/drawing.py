"""Cells put on a sheet one after the other, with the fields they carry noted for the rules that speak of them."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from xlgen import formula
from xlgen.formula import Area
from xlgen.layout.plan import Cell, Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


_MOST: Final = 16_384
_texts: dict[tuple[int, str, tuple[tuple[str, tuple[formula.Node, ...]], ...]], tuple[formula.Node, str]] = {}
"""Rules bound to cells, by the rule itself: the same stand in many forms, also of other layouts."""


def _bound(node: formula.Node, cells: Mapping[str, tuple[formula.Node, ...]], sheet: str) -> str:
    """Return the text of a rule bound to cells, for a cell of `sheet`."""
    # Rules live as long as their form: which one it is says sooner what it is than all that it holds.
    key = id(node), sheet, tuple(cells.items())
    found = _texts.get(key)
    if found is None:
        if len(_texts) >= _MOST:
            _texts.clear()
        found = _texts[key] = node, formula.render(formula.bind(node, cells), formula.spelled_on(sheet))
    return found[1]


class Drawing:
    """One sheet while it is drawn; `fields` (path → area) is shared by the sheets of one form."""

    def __init__(self, sheet: str, fields: dict[str, Area]) -> None:
        self.sheet = sheet
        self.fields = fields
        self.cells: list[Cell] = []

    def put(self, cell: Cell) -> None:
        """Add a cell; the first cell of a field is where rules find it."""
        self.cells.append(cell)
        if cell.field:
            self.fields.setdefault(cell.field, Area.cell(self.sheet, cell.row, cell.column))

    def label(self, at: tuple[int, int], text: str, style: str, span: tuple[int, int] = (1, 1)) -> None:
        """Print words at (row, column) over a block of (rows, columns)."""
        row, column = at
        self.put(Cell(row=row, column=column, rows=span[0], columns=span[1], role=Role.LABEL, style=style, text=text))

    def rule(
        self,
        node: formula.Node,
        fields: Mapping[str, str | Iterable[str]],
        constants: Mapping[str, formula.Node] = MappingProxyType({}),
    ) -> str:
        """Return a rule's text for a cell of this sheet.

        `fields` maps its names to field paths, `constants` to what is written into the formula itself.
        """
        cells: dict[str, tuple[formula.Node, ...]] = {name: (each,) for name, each in constants.items()}
        cells |= {
            name: self.areas([found] if isinstance(found, str) else found)
            for name, found in fields.items()
            if not isinstance(found, str) or found in self.fields
        }
        return _bound(node, cells, self.sheet)

    def areas(self, fields: Iterable[str]) -> tuple[Area, ...]:
        """Return where fields stand, those one below the other joined into one block."""
        joined: list[Area] = []
        for field in fields:
            area = self.fields[field]
            last = joined[-1] if joined else None
            if last and (last.sheet, last.left, last.bottom + 1) == (area.sheet, area.left, area.top):
                joined[-1] = Area(last.sheet, last.top, last.left, area.bottom, area.right)
            else:
                joined.append(area)
        return tuple(joined)
