"""The form drawn in its official layout, with its self-check and its guide."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xlgen import terms
from xlgen.finding import Severity
from xlgen.layout import selfcheck
from xlgen.layout.canvas import Canvas
from xlgen.layout.drawing import Drawing
from xlgen.layout.funding import draw_funding
from xlgen.layout.head import draw_head, draw_objective
from xlgen.layout.indicators import draw_indicators, draw_signoff, draw_total
from xlgen.layout.plan import PLAN_VERSION, Framework, Shape, Sheet

if TYPE_CHECKING:
    from xlgen.layout.pattern import Pattern
    from xlgen.template import Definition, Template

FIGURES: Final = ("execution_rate", "execution_score", "total_max_score", "total_score")
RATE_DIGITS: Final = 4


def draw(template: Template, pattern: Pattern) -> Shape:
    """Return the shape of the whole workbook, the manifest aside."""
    canvas = Canvas(template, pattern)
    definition = template.definition
    draw_head(canvas)
    draw_funding(canvas)
    draw_objective(canvas)
    head_row = canvas.row
    draw_indicators(canvas)
    draw_total(canvas)
    draw_signoff(canvas)
    check = selfcheck.draw(template, pattern, canvas.form.cells, canvas.fields)
    form = Sheet(
        name=definition.title, widths=canvas.columns.widths, cells=tuple(canvas.form.cells), repeat_rows=head_row
    )
    return Shape(
        version=PLAN_VERSION,
        title=definition.title,
        sheets=(_guide(definition), form, check.sheet),
        lines=check.lines,
        figures=FIGURES,
        figure_digits=(RATE_DIGITS, *[definition.scoring.digits] * 3),
        framework=_framework(definition),
        levels=tuple((code, Severity(level)) for code, level in sorted(definition.checks.levels.items())),
    )


def _framework(definition: Definition) -> Framework:
    return Framework(
        points=tuple((each.label, f"{each.max_score:f}") for each in definition.sections),
        codes=definition.checks.apply,
        heavy=f"{definition.checks.thresholds.heavy:f}",
        scaled=definition.scoring.not_applicable == "scaled",
    )


def _guide(definition: Definition) -> Sheet:
    """Return the sheet 填报说明."""
    drawing = Drawing(terms.GUIDE_SHEET, {})
    drawing.label((0, 0), f"{definition.title}{terms.GUIDE_SHEET}", "title", (1, 2))
    for index, line in enumerate(definition.guide.lines, start=1):
        drawing.label((index, 0), f"{index}", "guide_number")
        drawing.label((index, 1), line, "guide")
    return Sheet(name=terms.GUIDE_SHEET, widths=(5.0, 88.0), cells=tuple(drawing.cells))
