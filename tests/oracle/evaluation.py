"""Indicators that a form fixes, with criteria, vetoes and exemptions: what each scores, from the rules in words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from tests.oracle.cells import Answer, fifteen_digits, shown, summed, to_places, word
from tests.oracle.tables import answer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tests.oracle.form import Form
    from tests.oracle.view import View

NONE: Final = Fraction(0)
FAR: Final = 9
"""So many decimals behind the last one kept, a number cut off is still what was computed."""
_TIER: Final = re.compile(
    r"(?P<open>[\[(])(?P<low>-?\d+(?:\.\d+)?)%?[,，](?P<high>-?\d+(?:\.\d+)?)%?(?P<close>[\])])"
    r"|(?P<sign>[≥>=≤<]?)(?P<number>-?\d+(?:\.\d+)?)%?"
)
_BELOW_ZERO: Final = re.compile(r"(?<!\d)-\d")
"""10-20 is no number below 0."""


@dataclass(frozen=True, eq=False)
class Criterion:
    """One row of an indicator that scores."""

    form: Form
    path: str
    says: Mapping[str, Any]

    @property
    def field(self) -> str:
        """The field that the unit fills in, or that is computed from tables."""
        return f"{self.path}.{'score' if self.judged else 'actual_value'}"

    @property
    def method(self) -> str:
        """How it scores."""
        return str(self.says["method"])

    @property
    def judged(self) -> bool:
        """Whether its score is filled in."""
        return self.method == "judged"

    @property
    def filled(self) -> bool:
        """Whether the unit fills it in."""
        return self.judged or "value" not in self.says

    @property
    def required(self) -> bool:
        """Whether it must be filled in."""
        return "full_when" not in self.says

    @property
    def unit(self) -> str:
        """What its number counts: shares of a whole where it says nothing else, or what its target counts."""
        if self.method == "checkpoint":
            return "%" if self.says["target"].endswith("%") else ""
        shares = "%" if self.method in {"tiers", "excess", "ratio"} else ""
        return str(self.says.get("unit", shares))

    @property
    def signed(self) -> bool:
        """Whether its number may be below 0: it says so, or one of its bounds is."""
        bounds = [self.says.get("target", ""), *(each["range"] for each in self.says.get("tiers", ()))]
        below = any(_BELOW_ZERO.search(each) for each in bounds) or Fraction(self.says.get("bound", 0)) < 0
        return bool(self.says.get("negative")) or below

    @cached_property
    def choices(self) -> Mapping[str, Fraction | None]:
        """The words that may be chosen, each with its points; None stands for all of them. {} where a number is."""
        if self.method == "met":
            met, not_met = self.form.evaluation.get("met", ("符合", "不符合"))
            return {met: None, not_met: NONE}
        if self.method == "chosen":
            return {each["label"]: Fraction(each["points"]) for each in self.says["options"]}
        if self.method != "checkpoint":
            return {}
        words, meeting = self.form.words_of(self.says["target"])
        return {each: None if each in meeting else NONE for each in words}

    def score(self, view: View) -> Fraction | None:
        """Return the points; None where they cannot be told."""
        if self.judged:
            held = view.numbers(self.field)
            return held[0] if held else None
        held = view.numbers(f"{self.path}.max_score")
        # A condition that gives 0 is asked first: where it holds, nothing else matters.
        for key, of_condition in (("zero_when", NONE), ("full_when", held[0] if held else None)):
            holds = self.form.tables.holds(self.says[key], view) if key in self.says else False
            if holds or holds is None or not held:
                return of_condition if holds and held else None
        if self.choices:
            chosen = word(view.at(self.field))
            of_word = self.choices.get(chosen)
            return of_word if of_word is not None or chosen not in self.choices else held[0]
        value = view.numbers(self.field)
        return self._of_number(value[0], held[0]) if value else None

    def _of_number(self, value: Fraction, points: Fraction) -> Fraction | None:
        says = self.says
        if self.method == "tiers":
            (found,) = [each for each in says["tiers"] if in_tier(value, each["range"])]
            return Fraction(found["points"])
        if self.method == "checkpoint":
            return points if self.form.reaches(value, says["target"]) else NONE
        if self.method == "violations":
            return None if value < 0 else _less(points, Fraction(says["each"]) * value)
        if self.method == "excess":
            over = max(NONE, summed([value, -Fraction(says["bound"])]))
            return _less(points, Fraction(says["each"]) * over / Fraction(says["per"]))
        most = points * max(NONE, value)
        if fifteen_digits(most) is None:  # no computer can hold it, nor what it is held to
            return None
        return most if self.form.caps_whole(self.path) else min(points, most)


def _less(points: Fraction, deduction: Fraction) -> Fraction | None:
    """Return what a deduction leaves of points, not below 0; None where it is too large for a computer."""
    return None if fifteen_digits(deduction) is None else max(NONE, summed([points, -deduction]))


def in_tier(value: Fraction, text: str) -> bool:
    """Whether a number lies in a range such as ≥90%, [75%,90%) or (5%,10%]."""
    found = _TIER.fullmatch(text.replace(" ", ""))
    if found is None:
        message = f"no range: {text}"
        raise ValueError(message)
    by = 100 if "%" in text else 1
    if found["open"]:
        low, high = Fraction(found["low"]) / by, Fraction(found["high"]) / by
        from_low = value >= low if found["open"] == "[" else value > low
        return from_low and (value <= high if found["close"] == "]" else value < high)
    bound = Fraction(found["number"]) / by
    signs = {"≥": value >= bound, ">": value > bound, "≤": value <= bound, "<": value < bound}
    return signs.get(found["sign"], value == bound)


@dataclass(frozen=True, eq=False)
class Question:
    """A veto or an exemption: a cell with one of two words, no and yes."""

    field: str
    words: tuple[str, str]
    when: str | None


@dataclass(frozen=True, eq=False)
class Evaluated:
    """An indicator with what its score is made of."""

    path: str
    section: int
    maximum: Decimal
    criteria: tuple[Criterion, ...]
    vetoes: tuple[Question, ...]
    exemptions: tuple[Question, ...]


def read(form: Form) -> tuple[Evaluated, ...]:
    """Return the indicators that a form fixes."""
    labels = [each["label"] for each in form.template.get("sections", ())]
    found = []
    for index, each in enumerate(form.evaluation.get("indicators", ())):
        path = f"indicators[{index}]"
        criteria = [Criterion(form, f"{path}.criteria[{number}]", says) for number, says in enumerate(each["criteria"])]
        found.append(
            Evaluated(
                path,
                labels.index(each["dimension"]),
                Decimal(each["max_score"]),
                tuple(criteria),
                _asked(form, each, path, ("vetoes", "occurred", "未发生", "发生")),
                _asked(form, each, path, ("exemptions", "applies", "不适用", "适用")),
            )
        )
    return tuple(found)


def _asked(
    form: Form, indicator: Mapping[str, Any], path: str, names: tuple[str, str, str, str]
) -> tuple[Question, ...]:
    key, last, *usual = names
    no, yes = form.evaluation.get(last, usual)
    return tuple(
        Question(f"{path}.{key}[{index}].{last}", (no, yes), each.get("when"))
        for index, each in enumerate(indicator.get(key, ()))
    )


def fill(form: Form, view: View) -> None:
    """Find the scores of all criteria and indicators, and what follows from tables beside them."""
    for indicator in form.evaluated:
        for criterion in indicator.criteria:
            if not criterion.filled:
                view.found[criterion.field] = answer(form.tables.value(criterion.says["value"], view))
            if not criterion.judged:
                view.found[f"{criterion.path}.score"] = shown(criterion.score(view))
        for asked in (*indicator.vetoes, *indicator.exemptions):
            if asked.when is not None:
                held = form.tables.holds(asked.when, view)
                view.found[asked.field] = "" if held is None else asked.words[held]
        view.found[f"{indicator.path}.score"] = _score(form, indicator, view)


def _score(form: Form, indicator: Evaluated, view: View) -> Answer:
    said = [(each, word(view.at(each.field))) for each in (*indicator.vetoes, *indicator.exemptions)]
    if any(view.broken(each.field) or found not in each.words for each, found in said):
        return ""
    holding = {each.field for each, found in said if found == each.words[1]}
    if any(each.field in holding for each in indicator.vetoes):
        return shown(NONE)
    most = view.numbers(f"{indicator.path}.max_score")
    if not most or holding:
        return shown(most[0]) if most else ""
    scores = view.numbers(*(f"{each.path}.score" for each in indicator.criteria))
    points = [Fraction(each.says["points"]) for each in indicator.criteria]
    return shown(_of_sum(form, most[0], scores, points)) if scores else ""


def _of_sum(form: Form, most: Fraction, scores: Sequence[Fraction], points: Sequence[Fraction]) -> Fraction | None:
    """Return the points for a sum of criteria: all of them where it reaches their points to 9 decimals."""
    total = summed(scores)
    short = to_places(summed([total, -summed(points)]), FAR)
    if short is None or short >= 0:
        return None if short is None else most
    digits, cut = form.scoring["digits"], form.scoring["rounding"] == "truncate"
    places = to_places(total, digits + FAR if cut else digits)
    if places is not None and cut:
        places = to_places(Fraction(places), digits, cut=True)
    return None if places is None else min(most, max(NONE, Fraction(places)))
