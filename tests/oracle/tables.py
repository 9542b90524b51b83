"""Tables beside the form: which cells they have, and what their computed ones show, from the rules in words."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from tests.oracle.cells import Answer, shown, summed
from tests.oracle.expressions import FailsError, Value, parse, truth

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from tests.oracle.view import View

TOTAL_ROW: Final = "total"
WORDED: Final = frozenset({"text", "choice"})
ADDED: Final = frozenset({"money", "number"})
_COMPUTED: Final = ("formula", "sum")
_OWN: Final = frozenset(
    {"kind", "unit", "choices", "supplied", "required", "empty", "parts", "parts_rule", "states", "or_states"}
    | {"negative"}
)


@dataclass(frozen=True, eq=False)
class TableCell:
    """One cell of a table that is not printed as —; `says` is what the template says of it, nearest first."""

    table: str
    row: str
    column: str
    says: Mapping[str, Any]

    @property
    def field(self) -> str:
        """The path of the cell."""
        return f"tables.{self.table}.{self.row}.{self.column}"

    @property
    def kind(self) -> str:
        """What the cell holds: money, number, percent, text or choice."""
        return str(self.says.get("kind", "money"))

    @property
    def computed(self) -> bool:
        """Whether it is never filled in."""
        return any(key in self.says for key in _COMPUTED)


class Tables:
    """All tables of a form; `fields` are the form's own that formulas may name, by their names there."""

    def __init__(self, tables: Sequence[Mapping[str, Any]], record: Iterable[str], own: Mapping[str, str]) -> None:
        self.own = own
        self.columns = {each["id"]: [column["id"] for column in each["columns"]] for each in tables}
        self.cells: dict[str, TableCell] = {}
        paths = [each.split(".") for each in record if each.startswith("tables.")]
        for table in tables:
            rows = table.get("rows") or [
                {"id": row} for row in dict.fromkeys(path[2] for path in paths if path[1] == table["id"])
            ]
            self.cells |= {cell.field: cell for cell in _cells(table, rows)}

    def field_of(self, name: str, beside: TableCell | None = None) -> str:
        """Return the field that a name in a formula means; `beside` is the cell whose formula it is."""
        parts = name.split(".")
        if beside is not None and len(parts) == 1:
            if name in self.columns[beside.table]:
                return f"tables.{beside.table}.{beside.row}.{name}"
            if f"tables.{beside.table}.{name}.{beside.column}" in self.cells:
                return f"tables.{beside.table}.{name}.{beside.column}"
        if beside is not None and len(parts) == 2:
            return f"tables.{beside.table}.{name}"
        if parts[0] in self.columns:
            return f"tables.{name}"
        return self.own.get(name, name)

    def fill(self, view: View) -> None:
        """Find what every computed cell shows."""
        for field in self.cells:
            self.settle(field, view)

    def settle(self, field: str, view: View) -> None:
        """Find what a field shows, where it is a computed cell and that is not known yet."""
        cell = self.cells.get(field)
        if cell is None or not cell.computed or field in view.found:
            return
        if "formula" in cell.says:
            view.found[field] = answer(self.value(cell.says["formula"], view, cell))
        else:
            view.found[field] = self.sum_of([self.field_of(each, cell) for each in cell.says["sum"]], view)

    def sum_of(self, fields: Sequence[str], view: View) -> Answer:
        """Return a sum: blanks count as 0, but something must be there, and nothing that is no number."""
        for field in fields:
            self.settle(field, view)
        held = view.numbers(*(field for field in fields if not view.blank(field)))
        return shown(summed(held)) if held else ""

    def value(self, text: str, view: View, beside: TableCell | None = None) -> Value:
        """Return what a formula gives; None where it cannot be computed.

        Every name it speaks of must hold a number, but for cells of words, which must only hold no error.
        """
        expression = parse(text)
        fields = {name: self.field_of(name, beside) for name in expression.names}
        for field in fields.values():
            self.settle(field, view)
            worded = field in self.cells and self.cells[field].kind in WORDED
            if view.broken(field) or (not worded and view.number(field) is None):
                return None
        try:
            return expression.run(lambda name: view.at(fields[name]))
        except FailsError:
            return None

    def holds(self, text: str, view: View) -> bool | None:
        """Return whether a condition holds; None where it cannot be computed."""
        value = self.value(text, view)
        try:
            return None if value is None else truth(value)
        except FailsError:
            return None


def answer(value: Value) -> Answer:
    """Return what a cell shows of what its formula gives."""
    if isinstance(value, str):
        return value
    return shown(value) if isinstance(value, Fraction | Decimal) else ""


def _cells(table: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> Iterator[TableCell]:
    exceptions = {(each["row"], each["column"]): each for each in table.get("cells", ())}
    for column in table["columns"]:
        added = []
        for row in rows:
            said = _laid_over(column, row, exceptions.get((row["id"], column["id"]), {}))
            if said.get("empty"):
                continue
            cell = TableCell(table["id"], row["id"], column["id"], said)
            yield cell
            if cell.kind in ADDED:
                added.append(f"{row['id']}.{column['id']}")
        if "total_label" in table:
            in_total = exceptions.get((TOTAL_ROW, column["id"]), {})
            said = _laid_over({key: column[key] for key in column if key in {"kind", "unit", *_COMPUTED}}, in_total)
            if not any(key in said for key in _COMPUTED) and column.get("kind", "money") in ADDED and added:
                said["sum"] = added
            if any(key in said for key in _COMPUTED) and not said.get("empty"):
                yield TableCell(table["id"], TOTAL_ROW, column["id"], said)


def _laid_over(*levels: Mapping[str, Any]) -> dict[str, Any]:
    """Return what levels say of one cell, the last one winning.

    A way to compute it, or who supplies it, wins over any way to compute it that was said before.
    """
    said: dict[str, Any] = {}
    for level in levels:
        if any(key in level for key in (*_COMPUTED, "supplied")):
            said = {key: said[key] for key in said if key not in _COMPUTED}
        said |= {key: level[key] for key in level if key in _OWN or key in _COMPUTED}
    return said
