"""What an indicator scores, by each method, from the rules in words."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from tests.oracle.cells import Answer, fifteen_digits, shown, to_places, word
from tests.oracle.form import OPEN, PROPOSED, QUALITATIVE
from tests.oracle.words import NOT_APPLICABLE, PROPOSED_SIGNS

if TYPE_CHECKING:
    from tests.oracle.form import Form, Indicator
    from tests.oracle.view import View

NONE: Final = Fraction(0)


def score(form: Form, row: Indicator, view: View) -> Answer:
    """Return the score of a row whose score is a formula."""
    if row.kind == NOT_APPLICABLE:
        return shown(NONE)
    method = row.method
    if method == PROPOSED:
        sign = word(view.at(f"{row.path}.direction"))
        if sign not in PROPOSED_SIGNS:
            return ""
        method = form.scoring["methods"][sign]
    if method == OPEN:
        return _of_open_row(form, row, view)
    if row.choices:
        return _by_word(row, view)
    return _of_number(form, row, view, method)


def _of_number(form: Form, row: Indicator, view: View, method: str) -> Answer:
    fields = ("actual_value", "max_score") if method == "between" else ("target_value", "actual_value", "max_score")
    held = view.numbers(*(f"{row.path}.{each}" for each in fields))
    if not held:
        return ""
    if method == "between":
        return _Scorer(form, *held).between(Fraction(row.low), Fraction(row.high))
    target, actual, most = held
    return _Scorer(form, actual, most).against(target, method)


def _of_open_row(form: Form, row: Indicator, view: View) -> Answer:
    """Return the score of a row of a blank form: by its sign, a person's where one decides."""
    sign = word(view.at(f"{row.path}.direction"))
    if sign not in form.signs:
        return ""
    if sign in form.judged_signs:
        typed = view.numbers(f"{row.path}.judged_score", f"{row.path}.max_score")
        return shown(typed[0]) if typed else ""
    if sign == QUALITATIVE:
        return _by_word(replace(row, meeting=row.choices[:1]), view)
    return _of_number(form, row, view, form.scoring["methods"][sign])


def _by_word(row: Indicator, view: View) -> Answer:
    most, chosen = view.number(f"{row.path}.max_score"), word(view.at(f"{row.path}.actual_value"))
    if most is None or chosen not in row.choices:
        return ""
    return most if chosen in row.meeting else shown(NONE)


class _Scorer:
    """Scores one achievement out of a maximum."""

    def __init__(self, form: Form, actual: Fraction, most: Fraction) -> None:
        self.form = form
        self.actual = actual
        self.most = most

    def against(self, target: Fraction, method: str) -> Answer:
        if method == "at-most-linear":
            return self.linear(target)
        if method == "exactly" and target == 0:
            return shown(self.most if self.actual <= 0 else NONE)
        if method in {"at-most", "below"}:
            kept = self.actual < target if method == "below" else self.actual <= target
            return shown(self.most) if kept else self.share(target, self.actual) if target > 0 else shown(NONE)
        reached = self.actual > target if method == "above" else self.actual >= target
        if reached:
            return shown(self.most) if method == "exactly" else self.full(target)
        return self.share(self.actual, target) if self.actual > 0 and target > 0 else shown(NONE)

    def full(self, target: Fraction) -> Answer:
        """Return all points, less what a place takes off where the target was passed by far."""
        over = self.form.scoring.get("over_achieved")
        if over is None or target <= 0:
            return shown(self.most)
        times = fifteen_digits(self.actual / Fraction(over["times"]))
        if times is None or times < target:
            return shown(self.most)
        return shown(max(NONE, self.most - Fraction(over["deduct"])))

    def share(self, less: Fraction, more: Fraction) -> Answer:
        """Return the points for a part of what was wanted, never more than the maximum."""
        return self.rounded(self.most * less / more)

    def linear(self, target: Fraction) -> Answer:
        """Return the points where each percent above the target costs a percent of them."""
        if self.actual <= target:
            return shown(self.most)
        half = fifteen_digits(self.actual / 2)
        if target <= 0 or half is None or half >= target:
            return shown(NONE)
        return self.rounded(self.most * (1 - (self.actual - target) / target), least=NONE)

    def between(self, low: Fraction, high: Fraction) -> Answer:
        if low <= self.actual <= high:
            return shown(self.most)
        if self.actual < low:
            return self.share(self.actual, low) if self.actual > 0 and low > 0 else shown(NONE)
        return self.share(high, self.actual) if high > 0 else shown(NONE)

    def rounded(self, points: Fraction, least: Fraction | None = None) -> Answer:
        places = to_places(points, self.form.scoring["digits"], cut=self.form.scoring["rounding"] == "truncate")
        if places is None:
            return ""
        kept = min(self.most, Fraction(places))
        return shown(kept if least is None else max(least, kept))
