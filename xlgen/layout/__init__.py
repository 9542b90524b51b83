"""The plan of a form: one shape for all that look alike, and the values each was issued with."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from xlgen.layout import blank, proposal
from xlgen.layout.checkcode import CHECK_CODE
from xlgen.layout.evaluation import given
from xlgen.layout.head import amount_unit
from xlgen.layout.open_rows import USED
from xlgen.layout.paths import CORRECTION, EXECUTION_MAX_SCORE, RATING, indicator_index, response
from xlgen.layout.pattern import Pattern, pattern_of, supplies, table_supplies
from xlgen.layout.plan import (
    NAME_PREFIX,
    PLAN_VERSION,
    Cell,
    Framework,
    Kind,
    Line,
    Outcome,
    Plan,
    Role,
    Shape,
    Sheet,
    defined_name,
    parse_shape,
)
from xlgen.layout.shape import draw
from xlgen.layout.shown import as_shown
from xlgen.template import FIGURES

if TYPE_CHECKING:
    from xlgen.model import Record
    from xlgen.template import Template

__all__ = [
    "CHECK_CODE",
    "CORRECTION",
    "EXECUTION_MAX_SCORE",
    "FIGURES",
    "NAME_PREFIX",
    "PLAN_VERSION",
    "RATING",
    "Cell",
    "Framework",
    "Kind",
    "Line",
    "Outcome",
    "Plan",
    "Role",
    "Shape",
    "Sheet",
    "amount_unit",
    "as_shown",
    "blank",
    "blank_plan",
    "defined_name",
    "parse_shape",
    "plan",
    "proposable",
    "proposal",
    "response",
    "supplies",
    "table_supplies",
]


@lru_cache(maxsize=256)
def _shape(template: Template, pattern: Pattern) -> Shape:
    return draw(template, pattern)


def plan(template: Template, record: Record) -> Plan:
    """Return the plan of the form that a record is issued with.

    Raises
    ------
    RosterError
        The record's indicators cannot be laid out; every reason is named.

    """
    pattern = pattern_of(template, record)
    shape = _shape(template, pattern)
    issued = {path: record.values.get(path) for path in sorted(pattern.issued)}
    for index, each in enumerate(pattern.indicators):
        if not each.scored and not each.child:
            path = f"indicators[{index}].max_score"
            issued[path] = issued.get(path) or Decimal(0)
        if each.open:
            issued[f"indicators[{index}].dimension"] = template.definition.sections[each.section].label
    issued["fiscal_year"] = Decimal(record.fiscal_year)
    if template.definition.has_funding:
        issued[EXECUTION_MAX_SCORE] = template.definition.funding.max_score
    issued |= given(template.scored)
    return Plan(shape=shape, issued=issued)


def proposable(plan: Plan) -> dict[int, str]:
    """Return the rows in which a unit may propose an indicator, 0-based, each with its first-level indicator."""
    used = (field for field in plan.shape.places if field.startswith("indicators[") and field.endswith(f".{USED}"))
    rows = [index for field in used if (index := indicator_index(field)) is not None]
    return {index: str(plan.issued[f"indicators[{index}].dimension"]) for index in rows}


def blank_plan(template: Template) -> Plan:
    """Return the plan of a form's blank, for units that propose their own indicators.

    Raises
    ------
    UsageError
        The form has no indicators that a unit could propose.

    """
    return Plan(shape=_shape(template, blank.pattern(template)), issued=blank.issued(template))
