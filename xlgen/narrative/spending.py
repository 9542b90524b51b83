"""What was achieved against what was spent: a cost above all that was spent, scores far above the execution rate."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Final

from xlgen import formula, terms
from xlgen.finding import BY_CODE, Finding
from xlgen.model import ALL_DIGITS, plain, to_cell, to_decimal
from xlgen.narrative.fitting import kind_of, rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from xlgen.layout import Plan, Shape
    from xlgen.model import Content

_TOTALS: Final = "funding.total_funds."
_SPENT: Final = f"{_TOTALS}actual_expenditure"
_RATE: Final = "execution_rate"
_RATE_DIGITS: Final = Decimal("0.0001")
_NOT_SPENT: Final = re.compile(terms.NOT_SPENT)


# --- costs ----------------------------------------------------------------------------------------------------------


def costs(plan: Plan, read: Mapping[str, Content]) -> Iterator[Finding]:
    """Yield N609 for each amount achieved under 成本指标 that is more than all that was spent in the year."""
    spent, form_unit = read.get(_SPENT), _money_unit(plan.shape)
    if not isinstance(spent, float) or spent <= 0 or form_unit not in terms.MONEY_UNITS:
        return
    for path in rows(plan.shape):
        cost, unit = read.get(f"{path}.actual_value"), _unit(plan.shape, path, read)
        if not isinstance(cost, float) or unit not in terms.MONEY_UNITS or not _is_spending(plan, path, read):
            continue
        if _exceeds(to_decimal(cost), unit, to_decimal(spent), form_unit):
            yield Finding(
                key="N609",
                severity=BY_CODE["N609"].severity,
                field=f"{path}.actual_value",
                found=cost,
                detail=terms.COST_AND_SPENDING.format(
                    cost=f"{plain(to_decimal(cost))} {unit}", spent=f"{plain(to_decimal(spent))} {form_unit}"
                ),
            )


def _money_unit(shape: Shape) -> str:
    """Return the unit that the form's amounts are in; "" where it has none."""
    amounts = (cell.unit for field, (_, cell) in shape.places.items() if field.startswith("funding."))
    return next((unit for unit in amounts if unit), "")


def _unit(shape: Shape, path: str, read: Mapping[str, Content]) -> str:
    """Return the unit of an achievement: the issued target's, or the one that the unit wrote beside its own."""
    place = shape.places.get(f"{path}.actual_value")
    if place is None:
        return ""
    written = read.get(place[1].unit_field) if place[1].unit_field else place[1].unit
    return "".join(written.split()) if isinstance(written, str) else ""


def _is_spending(plan: Plan, path: str, read: Mapping[str, Content]) -> bool:
    """Return whether an indicator is a cost that this year's money pays."""
    category, name = (
        str(plan.issued.get(each) or read.get(each) or "") for each in (f"{path}.category", f"{path}.name")
    )
    return kind_of(category) == terms.COST and not _NOT_SPENT.search(name)


def _exceeds(cost: Decimal, cost_unit: str, spent: Decimal, spent_unit: str) -> bool:
    """Return whether a cost is above what was spent by more than the last digit that it is written with."""
    power = terms.MONEY_UNITS[cost_unit]
    exponent = cost.as_tuple().exponent
    last = Decimal(1).scaleb(min(exponent, 0) if isinstance(exponent, int) else 0)
    return (cost - last).scaleb(power) > spent.scaleb(terms.MONEY_UNITS[spent_unit])


# --- scores ---------------------------------------------------------------------------------------------------------


def scores(plan: Plan, read: Mapping[str, Content], far_above: Decimal) -> Iterator[Finding]:
    """Yield N610 where the indicators' scores, as a share of their points, are far above the execution rate."""
    executed, scored = read.get(_RATE), _score_rate(plan.shape, read)
    if not isinstance(executed, float) or scored is None or "execution_score" not in plan.shape.places:
        return
    rate = to_decimal(executed).quantize(_RATE_DIGITS, ROUND_HALF_UP, ALL_DIGITS)
    apart = (scored - rate) * 100
    if apart > far_above and _has_budget(plan.shape, read):
        yield Finding(
            key="N610",
            severity=BY_CODE["N610"].severity,
            field=_RATE,
            found=to_cell(rate),
            detail=terms.RATES_APART.format(scored=f"{scored:.2%}", executed=f"{rate:.2%}", apart=f"{apart:.2f}"),
        )


def _score_rate(shape: Shape, read: Mapping[str, Content]) -> Decimal | None:
    """Return the scores as a share of the points, to four decimals; None where there are none, or one is open."""
    points, gained = Decimal(0), Decimal(0)
    for path in rows(shape):
        maximum, score = read.get(f"{path}.max_score"), read.get(f"{path}.score")
        if not isinstance(maximum, float) or not maximum:
            continue
        if not isinstance(score, float):
            return None
        points += to_decimal(maximum)
        gained += to_decimal(score)
    return (gained / points).quantize(_RATE_DIGITS, ROUND_HALF_UP, ALL_DIGITS) if points else None


def _has_budget(shape: Shape, read: Mapping[str, Content]) -> bool:
    """Return whether there is anything that could have been spent: what the rate is taken of is more than 0."""
    sheet, cell = shape.places[_RATE]
    fields = {
        shape.cells[place].field
        for area in formula.areas(formula.parse(cell.text, sheet.name))
        for place in area.cells()
        if place in shape.cells
    }
    of = [read.get(field) for field in fields if field.startswith(_TOTALS) and field != _SPENT]
    return any(isinstance(each, float) and each > 0 for each in of)
