"""The form while it is drawn from top to bottom: where the next row is, who supplies what, and how cells are put."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Final

from xlgen import scoring
from xlgen.layout.columns import Column, Columns, columns
from xlgen.layout.drawing import Drawing
from xlgen.layout.plan import Cell, Kind, Role

if TYPE_CHECKING:
    from xlgen.formula import Area
    from xlgen.layout.pattern import Pattern
    from xlgen.template import Definition, Template

MONEY: Final = "#,##0.00"
PERCENT: Final = "0.00%"
TEXT_FORMAT: Final = "@"
_STYLES: Final = {Kind.TEXT: "text"}


class Canvas:
    """One form; `row` is the next free row, `fields` where each field stands."""

    def __init__(self, template: Template, pattern: Pattern) -> None:
        self.template = template
        self.definition: Definition = template.definition
        self.pattern = pattern
        proposed = any(each.target is None for each in pattern.indicators)
        self.columns: Columns = columns(
            proposed=proposed,
            stated=self.definition.indicators.stated_score is not None,
            judged=pattern.blank and bool(scoring.judged_signs(self.definition.scoring.methods)),
        )
        self.widths: tuple[float, ...] = self.columns.widths
        self.fields: dict[str, Area] = {}
        self.form = Drawing(self.definition.title, self.fields)
        self.row = 0

    @property
    def evaluated(self) -> bool:
        """Whether the form's indicators are its own."""
        return self.definition.evaluation is not None

    @property
    def width(self) -> int:
        """How many columns the form has."""
        return len(self.widths)

    def spread(self, *shares: float) -> tuple[tuple[int, int], ...]:
        """Return places, (column, columns) each, that take up the form's width in such shares."""
        whole, total = sum(self.widths), sum(shares)
        edges, passed = [0], 0.0
        for number, share in enumerate(shares[:-1], start=1):
            passed += share
            reached = [sum(self.widths[:count]) for count in range(self.width + 1)]
            wanted = min(range(self.width + 1), key=lambda count: abs(reached[count] - whole * passed / total))
            edges.append(max(edges[-1] + 1, min(wanted, self.width - (len(shares) - number))))
        edges.append(self.width)
        return tuple((start, stop - start) for start, stop in itertools.pairwise(edges))

    def slots(self) -> tuple[tuple[int, int], ...]:
        """Return the places of the money table's six columns over those of the indicator table: (column, columns)."""
        kept = self.columns
        target = (
            kept.span(Column.DIRECTION, Column.UNIT) if Column.UNIT in kept.kept else kept.span(*[Column.TARGET] * 2)
        )
        first = Column.JUDGED if Column.JUDGED in kept.kept else Column.SCORE
        last = Column.STATED if Column.STATED in kept.kept else Column.SCORE
        single = (Column.NAME, Column.ACTUAL, Column.MAX_SCORE, Column.EXPLANATION)
        name, actual, maximum, explanation = ((kept.at(each), 1) for each in single)
        return (name, target, actual, maximum, kept.span(first, last), explanation)

    def label(self, place: tuple[int, int], text: str, style: str, rows: int = 1) -> None:
        """Print words in the next row over (column, columns)."""
        self.form.label((self.row, place[0]), text, style, (rows, place[1]))

    def value(self, place: tuple[int, int], field: str, kind: Kind, **more: object) -> None:
        """Draw the cell of a value over (column, columns): locked where the office alone supplies it, else an input."""
        issued = field in self.pattern.issued and field not in self.pattern.correctable
        style = ("issued_" if issued else "input_") + _STYLES.get(kind, "number")
        cell = Cell(
            row=self.row,
            column=place[0],
            columns=place[1],
            role=Role.ISSUED if issued else Role.INPUT,
            field=field,
            kind=kind,
            **({"style": style} | more),  # type: ignore[arg-type] # named as in Cell
        )
        self.form.put(cell)

    def computed(self, place: tuple[int, int], field: str, text: str, **more: object) -> None:
        """Draw a formula cell over (column, columns)."""
        cell = Cell(
            row=self.row,
            column=place[0],
            columns=place[1],
            role=Role.FORMULA,
            field=field,
            text=text,
            **({"kind": Kind.NUMBER, "style": "formula"} | more),  # type: ignore[arg-type] # named as in Cell
        )
        self.form.put(cell)
