"""The figures of the money table and the totals, from the rules in words."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from tests.oracle.cells import Answer, shown, summed, to_places
from tests.oracle.form import EXECUTION_MAX, TOTAL
from tests.oracle.words import NOT_APPLICABLE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.oracle.form import Form
    from tests.oracle.view import View


def fill(form: Form, view: View) -> None:
    """Find the totals of the money table, its rates, and the points and score of the execution rate, if it has one."""
    if not form.has_funding:
        return
    if form.funding["totals"] != "input":
        for column in form.columns:
            view.found[f"{TOTAL}.{column}"] = _sum_of_parts(form.parts_of(column), view)
    for part in form.parts:
        view.found[f"funding.{part}.execution_rate"] = _rate(form, f"funding.{part}", view)
    view.found["execution_rate"] = _rate(form, TOTAL, view)
    if form.funding["zero_budget"] == "not-applicable":
        assessed = view.number(form.denominator) != 0
        view.found[EXECUTION_MAX] = Decimal(form.funding["max_score"]) if assessed else Decimal(0)
    view.found["execution_score"] = _execution_score(form, view)


def _sum_of_parts(fields: Sequence[str], view: View) -> Answer:
    """Return a total: blanks count as 0, but something must be there, and nothing that is no number."""
    there = [field for field in fields if not view.blank(field)]
    held = view.numbers(*there)
    return shown(summed(held)) if held else ""


def _rate(form: Form, line: str, view: View) -> Answer:
    held = view.numbers(f"{line}.{form.funding['numerator']}", f"{line}.{form.funding['denominator']}")
    if not held:
        return ""
    spent, budget = held
    if budget == 0:
        return NOT_APPLICABLE if form.funding["zero_budget"] == "not-applicable" else Decimal(0)
    return shown(spent / budget)


def _execution_score(form: Form, view: View) -> Answer:
    held = view.numbers("execution_rate", EXECUTION_MAX)
    if not held:
        return Decimal(0) if view.at("execution_rate") == NOT_APPLICABLE else ""
    rate, most = held
    points = most * min(Fraction(1), max(Fraction(0), rate))
    found = to_places(points, form.scoring["digits"], cut=form.scoring["rounding"] == "truncate")
    return "" if found is None else found


def fill_totals(form: Form, view: View) -> None:
    """Find the totals of points and scores and the rating, once every row has its score."""
    paths = [*(row.path for row in form.counted_rows), *(row.path for row in form.evaluated)]
    rows = [row for row in paths if view.in_use(row)]
    maxima, scores = [f"{row}.max_score" for row in rows], [f"{row}.score" for row in rows]
    if form.has_funding:
        maxima, scores = [EXECUTION_MAX, *maxima], ["execution_score", *scores]
    view.found["total_max_score"] = _total(form, maxima, view)
    total = _reached(form, scores, maxima, view)
    rate = view.number(form.rate_field)
    if not isinstance(total, str) and rate is not None:
        caps = [Decimal(each["total"]) for each in form.scoring.get("caps", ()) if rate < Decimal(each["below"])]
        total = min([total, *caps])
    view.found["total_score"] = total
    if form.template.get("ratings"):
        names = [each["name"] for each in form.template["ratings"] if _reaches(total, Decimal(each["least"]))]
        last = form.template["ratings"][-1]["name"]
        view.found["rating"] = "" if isinstance(total, str) else (names or [last])[0]


def _reaches(total: Answer, least: Decimal) -> bool:
    return not isinstance(total, str) and total >= least


def _reached(form: Form, scores: Sequence[str], maxima: Sequence[str], view: View) -> Answer:
    """Return the total before any cap: the sum, or its share of all points there are, less what is taken off."""
    held, most = view.numbers(*scores), view.numbers(*maxima)
    if not held or (form.leaves_out and (not most or summed(most) <= 0)):
        return ""
    reached = summed(held) / summed(most) * 100 if form.leaves_out else summed(held)
    places = to_places(reached - Fraction(form.taken_off), form.scoring["digits"])
    if places is None:
        return ""
    return max(Decimal(0), places) if form.scoring.get("missing") else places


def _total(form: Form, fields: Sequence[str], view: View) -> Answer:
    """Return the sum of cells of which every one must hold a number."""
    held = view.numbers(*fields)
    places = to_places(summed(held), form.scoring["digits"]) if held else None
    return "" if places is None else places
