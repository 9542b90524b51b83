"""Tables beside the form: their sheets, cells and what the self-check asks of each input."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from xlgen import checks, formula, scoring, terms
from xlgen.layout.canvas import MONEY, PERCENT
from xlgen.layout.drawing import Drawing
from xlgen.layout.plan import Cell, Kind, Role, Sheet
from xlgen.layout.subject import Subject
from xlgen.template import TOTAL_ROW, guarded

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from xlgen.formula import Area, Node
    from xlgen.layout.pattern import Pattern
    from xlgen.template import Entry, Table, Template

LABEL_WIDTH: Final = 24.0
NUMBER_WIDTH: Final = 6.0
COLUMN_WIDTH: Final = 14.0
WIDE: Final = 125.0
"""From this width in characters a sheet is printed across."""
_KINDS: Final[Mapping[str, Kind]] = {
    "money": Kind.MONEY,
    "number": Kind.NUMBER,
    "percent": Kind.NUMBER,
    "text": Kind.TEXT,
    "choice": Kind.CHOICE,
}
_TEXTS: Final = frozenset({"text", "choice"})


class TableSheets:
    """The sheets of a form's tables while they are drawn; `asked` is what the self-check asks, by field.

    Inputs are drawn first and formulas afterwards: a formula may speak of a cell further down, or on another sheet.
    """

    def __init__(self, template: Template, pattern: Pattern, fields: dict[str, Area]) -> None:
        self.template = template
        self.pattern = pattern
        self.fields = fields
        self.asked: dict[str, Subject] = {}
        self.drawings: dict[str, Drawing] = {}
        self.rows = dict(pattern.rows)
        self.found = template.tables(self.rows)
        self.entries = self.found.entries()
        self.later: list[tuple[Drawing, Cell, Entry]] = []

    def place(self) -> None:
        """Draw all that is no formula, and note where every field stands."""
        for table in self.template.definition.tables:
            drawing = self.drawings.setdefault(table.sheet, Drawing(table.sheet, self.fields))
            top = max((cell.row + cell.rows for cell in drawing.cells), default=-1) + 1
            self._table(drawing, top, table)

    def compute(self) -> None:
        """Draw the formulas, once every field of the form has its place."""
        for drawing, cell, entry in self.later:
            text = drawing.rule(self._rule(entry), self._fields(entry))
            position = drawing.cells.index(cell)
            drawing.cells[position] = replace(cell, text=text)

    def sheets(self) -> tuple[Sheet, ...]:
        """Return the sheets in the order in which the form names them."""
        return tuple(
            Sheet(
                name=name,
                widths=widths,
                cells=tuple(drawing.cells),
                head_rows=self._head_rows(name),
                landscape=sum(widths) > WIDE,
                frozen=sum(self._head_rows(name)[1:]) + 1 if self._head_rows(name) else 0,
            )
            for name, drawing in self.drawings.items()
            for widths in [self._widths(name)]
        )

    def _head_rows(self, sheet: str) -> tuple[int, ...]:
        """Return the head rows of a sheet that holds a single table; several have several heads."""
        own = [each for each in self.template.definition.tables if each.sheet == sheet]
        return (1, _tall(own[0])) if len(own) == 1 else ()

    def _widths(self, sheet: str) -> tuple[float, ...]:
        """Return the widths of a sheet's columns: the widest of its tables."""
        widths: list[float] = []
        for table in (each for each in self.template.definition.tables if each.sheet == sheet):
            first = NUMBER_WIDTH if table.most_rows is not None else LABEL_WIDTH
            own = [first, *(float(each.width or COLUMN_WIDTH) for each in table.columns)]
            widths = [
                max(a, b)
                for a, b in zip(
                    widths + [0.0] * (len(own) - len(widths)), own + [0.0] * (len(widths) - len(own)), strict=True
                )
            ]
        return tuple(widths)

    # --- one table ----------------------------------------------------------------------------------------------

    def _table(self, drawing: Drawing, top: int, table: Table) -> None:
        width = len(table.columns) + 1
        drawing.label((top, 0), table.title, "table_title", (1, max(1, width - 2)))
        if any(entry.kind == "money" for entry in self._of(table)):
            unit = terms.AMOUNT_UNIT.format(unit=self.template.definition.amount_unit)
            drawing.label((top, max(1, width - 2)), unit, "small_right", (1, width - max(1, width - 2)))
        row = self._heads(drawing, top + 1, table)
        labels = {each.id: each.label for each in table.rows} | {TOTAL_ROW: table.total_label or ""}
        for number, key in enumerate(self.found.rows[table.id], start=1):
            label = labels.get(key) or str(number)
            drawing.label((row, 0), label, "left" if key in labels else "centre")
            for index, column in enumerate(table.columns, start=1):
                entry = self.entries[f"tables.{table.id}.{key}.{column.id}"]
                name = label if key in labels else terms.ROW_NUMBER.format(table=table.title, number=number)
                self._cell(drawing, (row, index), entry, terms.FUNDING_FIELD.format(line=name, column=column.label))
            row += 1

    def _of(self, table: Table) -> Iterator[Entry]:
        return (entry for path, entry in self.entries.items() if path.startswith(f"tables.{table.id}."))

    def _heads(self, drawing: Drawing, row: int, table: Table) -> int:
        """Draw the heads, in two rows where columns are grouped, and return the row below."""
        head = table.row_head if table.most_rows is None else terms.TABLE_NUMBER
        tall = _tall(table)
        drawing.label((row, 0), head, "head", (tall, 1))
        index = 0
        while index < len(table.columns):
            column = table.columns[index]
            count = 1
            if column.group:
                while index + count < len(table.columns) and table.columns[index + count].group == column.group:
                    count += 1
                drawing.label((row, index + 1), column.group, "head", (1, count))
                for offset in range(count):
                    drawing.label((row + 1, index + 1 + offset), table.columns[index + offset].label, "head")
            else:
                drawing.label((row, index + 1), column.label, "head", (tall, 1))
            index += count
        return row + tall

    def _cell(self, drawing: Drawing, at: tuple[int, int], entry: Entry, label: str) -> None:
        row, column = at
        if entry.empty:
            drawing.label(at, terms.NO_VALUE, "centre")
            return
        # What may be below 0 is shown as money, and typed like any number.
        kind = Kind.NUMBER if entry.kind == "money" and entry.negative else _KINDS[entry.kind]
        shown = {"money": MONEY, "percent": PERCENT}.get(entry.kind, f'General"{entry.unit}"' if entry.unit else "")
        common = {"row": row, "column": column, "field": entry.path, "kind": kind, "label": label}
        if entry.kind not in _TEXTS:
            unit = self.template.definition.amount_unit if entry.kind == "money" else entry.unit
            common |= {"unit": unit, "number_format": shown}
        if entry.computed:
            cell = Cell(role=Role.FORMULA, style="formula", **common)  # type: ignore[arg-type] # named as in Cell
            drawing.put(cell)
            self.later.append((drawing, cell, entry))
            return
        issued = entry.path in self.pattern.issued and entry.path not in self.pattern.correctable
        style = ("issued_" if issued else "input_") + ("text" if kind is Kind.TEXT else "number")
        cell = Cell(
            role=Role.ISSUED if issued else Role.INPUT,
            style=style,
            required=entry.required,
            choices=() if issued else entry.choices,
            **common,  # type: ignore[arg-type] # named as in Cell
        )
        drawing.put(cell)
        if not issued:
            self.asked[entry.path] = self._subject(cell, entry)

    # --- formulas and questions -----------------------------------------------------------------------------------

    def _rule(self, entry: Entry) -> Node:
        if entry.sum:
            return self.template.rules[scoring.FUNDING_TOTAL]
        return formula.parse_rule(guarded(entry, entry.formula, self.entries))

    @staticmethod
    def _fields(entry: Entry) -> dict[str, str | Sequence[str]]:
        return {"parts": entry.sum} if entry.sum else dict(entry.names)

    def _subject(self, cell: Cell, entry: Entry) -> Subject:
        fields: dict[str, str | Sequence[str]] = {"value": cell.field}
        if entry.kind == "choice":
            return Subject(cell, checks.chosen(entry.choices, required=entry.required), fields)
        if entry.kind == "text":
            chain = checks.REQUIRED_TEXT if entry.required else checks.OPTIONAL_TEXT
            return Subject(cell, chain, fields)
        ranges: tuple[checks.Condition, ...] = ()
        if (
            not entry.states or entry.kind != "percent"
        ):  # a rate that is stated is held against ours, and may be below 0
            ranges = checks.in_range(entry.unit, negative=entry.negative, money=entry.kind == "money")
        if entry.parts:
            ranges += (checks.parts_differ(exact=entry.exact),)
            fields["parts"] = entry.parts
        if entry.states:
            also = guarded(entry, entry.or_states, self.entries) if entry.or_states else ""
            ranges += checks.stated_rate(also)
            fields |= {"execution_rate": entry.states} | (dict(entry.names) if also else {})
        return Subject(cell, checks.number(*ranges, required=entry.required), fields)


def _tall(table: Table) -> int:
    """Return how many rows the heads of a table take."""
    return 2 if any(each.group for each in table.columns) else 1
