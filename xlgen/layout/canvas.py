"""The form while it is drawn from top to bottom: where the next row is, who supplies what, and how cells are put."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xlgen import scoring
from xlgen.layout.columns import Columns, columns, shared
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
    """One form; `row` is the next free row, `fields` where each field stands.

    `status` is (column, columns) of the cell that says how far the filling has come, `code` is (row, (column, columns))
    of the check code: both are drawn when everything else has its place.
    """

    def __init__(self, template: Template, pattern: Pattern) -> None:
        self.template = template
        self.definition: Definition = template.definition
        self.pattern = pattern
        own = self.definition.indicators
        self.columns: Columns = columns(
            own.columns,
            proposed=any(each.target is None for each in pattern.indicators),
            stated=own.stated_score is not None,
            judged=pattern.has_open and bool(scoring.judged_signs(self.definition.scoring.methods)),
            # The money table's line, its columns, and the points, the rate and its score.
            least=len(self.definition.funding.columns) + 4,
        )
        self.widths: tuple[float, ...] = self.columns.widths
        self.fields: dict[str, Area] = {}
        self.form = Drawing(self.definition.title, self.fields)
        self.row = 0
        self.status = (0, 0)
        self.code = (0, (0, 0))

    @property
    def evaluated(self) -> bool:
        """Whether the form's indicators are its own."""
        return self.definition.evaluation is not None

    @property
    def width(self) -> int:
        """How many columns the form has."""
        return len(self.widths)

    def shared(self, *wishes: float, start: int = 0) -> tuple[tuple[int, int], ...]:
        """Share the form's width from a column on out among blocks, as their widths wish: (column, columns) of each."""
        return shared(self.widths, wishes, start)

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
