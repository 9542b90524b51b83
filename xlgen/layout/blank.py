"""A blank form: one for all units that propose their own indicators, with rows enough for each section.

The office issues nothing but the form itself.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from xlgen.finding import UsageError, mistake
from xlgen.layout.paths import EXECUTION_MAX_SCORE
from xlgen.layout.pattern import Pattern, open_patterns

if TYPE_CHECKING:
    from xlgen.layout.plan import Plan
    from xlgen.model import Value
    from xlgen.template import Template
    from xlgen.template.definition import Section

_ROWS: Final = {"output": 8, "outcome": 5}
_OTHER_ROWS: Final = 3


def is_blank(plan: Plan) -> bool:
    """Return whether a plan is that of a blank form: no project was issued with it."""
    return "project.code" not in plan.issued


def rows_of(section: Section) -> int:
    """Return how many rows a section has in a blank form: what the template says, else enough for every category."""
    return section.blank_rows or max(_ROWS.get(section.kind, _OTHER_ROWS), len(section.categories))


def pattern(template: Template) -> Pattern:
    """Return the pattern of a form's blank: every row open, nothing issued.

    Raises
    ------
    UsageError
        The form has no sections whose indicators a unit could propose, no column for their second level, or tables
        whose rows a list gives.

    """
    definition = template.definition
    given = [each for each in definition.tables if each.most_rows is not None]
    if not definition.sections or definition.evaluation is not None or given:
        raise UsageError(template.source, mistake("blank-unsuited"))
    if "category" not in definition.indicators.columns:
        raise UsageError(template.source, mistake("open-without-category", "indicators.columns"))
    return Pattern(open_patterns(definition, rows_of), frozenset(), blank=True)


def issued(template: Template) -> dict[str, Value]:
    """Return what a blank form is issued with: its year, the points of the rate, each row's first-level indicator."""
    definition = template.definition
    labels = [section.label for section in definition.sections for _ in range(rows_of(section))]
    return {
        "fiscal_year": Decimal(definition.fiscal_year),
        **({EXECUTION_MAX_SCORE: definition.funding.max_score} if definition.has_funding else {}),
        **{f"indicators[{index}].dimension": label for index, label in enumerate(labels)},
    }
