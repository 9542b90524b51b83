"""What the self-check asks of the rows of a blank form: a row not in use is silent, one begun must be complete."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlgen import checks, scoring, terms
from xlgen.layout.blank import JUDGED, USED, levels
from xlgen.layout.paths import total
from xlgen.layout.plan import Role
from xlgen.layout.subject import Fields, Subject

if TYPE_CHECKING:
    from xlgen.checks import Condition
    from xlgen.layout.pattern import Pattern
    from xlgen.layout.plan import Cell
    from xlgen.template import Definition


def outputs(definition: Definition, pattern: Pattern, cell: Cell) -> Subject | None:
    """Return the line that asks whether hardly any money was spent while every output in use has its full points."""
    kinds = [each.kind for each in definition.sections]
    rows = [f"indicators[{index}]" for index, each in enumerate(pattern.indicators) if kinds[each.section] == "output"]
    if not rows:
        return None
    fields: Fields = {
        "execution_rate": "execution_rate",
        "numerator": total(definition.funding.numerator),
        "denominator": total(definition.funding.denominator),
        "scores": [f"{row}.score" for row in rows],
        "maxima": [f"{row}.max_score" for row in rows],
        "used_rows": [f"{row}.{USED}" for row in rows],
    }
    return Subject(cell, (checks.unspent(definition.checks.thresholds.unspent, "COUNT(used_rows)"),), fields)


def of_row(definition: Definition, pattern: Pattern, cell: Cell, index: int) -> Subject | None:
    """Return the line of a cell of a row; None for what is no input."""
    if cell.role is not Role.INPUT:
        return None
    key = cell.field.rpartition(".")[2]
    keys = ("direction", "target_value", "actual_value", "unit_of_measure", "max_score", "score", USED)
    fields: Fields = {each: f"indicators[{index}].{each}" for each in (*keys, "deviation_explanation")}
    fields["value"] = cell.field
    if key == "max_score":
        return _points(definition, pattern, cell, index, fields)
    return Subject(cell, _chain(definition, cell, key), fields)


def _chain(definition: Definition, cell: Cell, key: str) -> tuple[Condition, ...]:
    own = definition.scoring
    if key == JUDGED:
        bands = [(each.level, each.least, each.most) for each in own.bands]
        banded = own.methods[terms.QUALITATIVE_SIGN] == scoring.QUALITATIVE
        return checks.open_judged(
            scoring.judged_signs(own.methods), checks.banded(bands, own.digits) if banded else None
        )
    chains = {
        "category": checks.open_choice(cell.choices),
        "name": checks.OPEN_TEXT,
        "direction": checks.open_choice(cell.choices),
        "target_value": checks.OPEN_TARGET,
        "unit_of_measure": checks.FREE_TEXT,
        "actual_value": checks.open_achievement(levels(definition)),
    }
    over = definition.checks.thresholds.over_achieved
    return chains.get(key) or checks.scored(over, "1", of_number=True, proposed=True, worded=True)


def _points(definition: Definition, pattern: Pattern, cell: Cell, index: int, fields: Fields) -> Subject:
    """Return the line of a row's points; the first row of a section is asked for their sum, in use or not."""
    chain = checks.open_number(checks.NEGATIVE_POINTS)
    section = pattern.indicators[index].section
    places = [place for place, each in enumerate(pattern.indicators) if each.section == section]
    if places[0] == index:
        fields["maxima"] = [f"indicators[{place}].max_score" for place in places]
        fields["used_rows"] = [f"indicators[{place}].{USED}" for place in places]
        chain += (checks.section_sum(definition.sections[section].max_score, "COUNT(used_rows)"),)
    return Subject(cell, chain, fields)
