"""What the self-check asks of open rows: one not in use is silent, one begun must be complete."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlgen import checks, scoring, terms
from xlgen.layout.open_rows import JUDGED, USED, counted, levels, used_rows
from xlgen.layout.plan import Role
from xlgen.layout.subject import Fields, Subject

if TYPE_CHECKING:
    from xlgen.checks import Condition
    from xlgen.layout.pattern import Pattern
    from xlgen.layout.plan import Cell
    from xlgen.template import Definition


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
    """Return the line of a row's points; the first open row of a section is asked for the sum, in use or not."""
    chain = checks.open_number(checks.NEGATIVE_POINTS)
    section = pattern.indicators[index].section
    rows = [place for place in pattern.order if pattern.indicators[place].section == section]
    if next(place for place in rows if pattern.indicators[place].open) == index:
        own = [place for place in rows if not pattern.indicators[place].child]
        used = used_rows(pattern, own)
        fields["maxima"] = [f"indicators[{place}].max_score" for place in own]
        fields["used_rows"] = used
        # Where the rest is scaled to 100, what is not assessed leaves its points out.
        scaled = definition.scoring.not_applicable == "scaled"
        less = scaled and any(not pattern.indicators[place].applies for place in own)
        points, count = definition.sections[section].max_score, counted(len(own) - len(used))
        chain += (checks.section_sum(points, count, less=less),)
    return Subject(cell, chain, fields)
