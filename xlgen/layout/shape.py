"""The form drawn in its official layout, with its self-check and its guide."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xlgen import formula, terms
from xlgen.finding import Severity
from xlgen.layout import checkcode, guide, selfcheck
from xlgen.layout.canvas import Canvas
from xlgen.layout.evaluation import ScoreTable
from xlgen.layout.funding import draw_funding
from xlgen.layout.head import draw_head, draw_objective
from xlgen.layout.indicators import draw_indicators, draw_signoff, draw_total
from xlgen.layout.open_rows import USED_WIDTH
from xlgen.layout.plan import PLAN_VERSION, Framework, Kind, Shape, Sheet
from xlgen.layout.tables import TableSheets
from xlgen.template import FIGURES

if TYPE_CHECKING:
    from xlgen.layout.pattern import Pattern
    from xlgen.template import Definition, Template

RATE_DIGITS: Final = 4
HEAD_ROWS: Final = 2
"""The title and the line below it stay in view."""
STATUS: Final = "self_check.status"


def draw(template: Template, pattern: Pattern) -> Shape:
    """Return the shape of the whole workbook, the manifest aside."""
    canvas = Canvas(template, pattern)
    definition = template.definition
    tables = TableSheets(template, pattern, canvas.fields)
    tables.place()
    scores = None if definition.evaluation is None else ScoreTable(canvas, definition.evaluation)
    draw_head(canvas)
    if definition.has_funding:
        draw_funding(canvas)
    draw_objective(canvas)
    head_row = canvas.row
    if scores is not None:
        scores.draw()
        scores.total()
    else:
        draw_indicators(canvas)
        draw_total(canvas)
    draw_signoff(canvas)
    tables.compute()
    beside = tables.sheets()
    cells = [*(cell for sheet in beside for cell in sheet.cells), *canvas.form.cells]
    asked = tables.asked | ({} if scores is None else scores.asked)
    check = selfcheck.draw(template, pattern, cells, canvas.fields, asked)
    _draw_live(canvas)
    form = Sheet(
        name=definition.title,
        widths=(*canvas.widths, *([USED_WIDTH] if pattern.has_open else [])),
        cells=tuple(canvas.form.cells),
        head_rows=(head_row, head_row),
        hidden_columns=(canvas.width,) if pattern.has_open else (),
        landscape=scores is not None,
        frozen=HEAD_ROWS,
    )
    named = {name: f"tables.{path}" for name, path in definition.figures.items()}
    own = [name for name in FIGURES if name in canvas.fields]
    return Shape(
        version=PLAN_VERSION,
        title=definition.title,
        sheets=(guide.draw(template, pattern, cells), *beside, form, check.sheet),
        lines=check.lines,
        figures=(*own, *named.values()),
        figure_digits=(
            *(RATE_DIGITS if name == "execution_rate" else definition.scoring.digits for name in own),
            *(RATE_DIGITS for _ in named),
        ),
        figure_names=(*own, *named),
        framework=_framework(definition),
        levels=tuple((code, Severity(level)) for code, level in sorted(definition.checks.levels.items())),
    )


def _draw_live(canvas: Canvas) -> None:
    """Draw what speaks of the whole workbook: how far the filling has come, with a link, and the check code."""
    canvas.row = 1
    status = canvas.form.rule(
        formula.parse_rule(f'"{terms.CHECK_STATUS_BEFORE}"&summary'), {"summary": selfcheck.SUMMARY}
    )
    link = f"'{terms.CHECK_SHEET}'!A1"
    canvas.computed(canvas.status, STATUS, status, kind=Kind.TEXT, style="status", link=link, label=terms.CHECK_STATUS)
    canvas.row, place = canvas.code
    code = canvas.form.rule(checkcode.rule(), {"sum": checkcode.SUM})
    canvas.computed(place, checkcode.CHECK_CODE, code, kind=Kind.TEXT, style="check_code", label=terms.CHECK_CODE)


def _framework(definition: Definition) -> Framework:
    return Framework(
        points=tuple((each.label, f"{each.max_score:f}") for each in definition.sections),
        codes=definition.checks.apply,
        heavy=f"{definition.checks.thresholds.heavy:f}",
        scaled=definition.scoring.not_applicable == "scaled",
    )
