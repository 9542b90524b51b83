"""What the self-check asks of a single cell: each question with the key that stands in its line where it holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from tests.oracle.cells import bare, fifteen_digits, is_blank, summed, to_places, word, written
from tests.oracle.view import View
from tests.oracle.words import LEFT_OPEN, NO_REASONS, NOTHING, PERCENTS, PROMPTS, STROKES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Holds = Callable[[View], bool]
LARGE = Fraction(10) ** 15


@dataclass(frozen=True)
class Question:
    """What may be wrong with a line; the first that holds speaks, and those after it may rely on it not holding."""

    key: str
    holds: Holds


def near(value: Fraction, places: int) -> Decimal | None:
    """Return a number on so many decimals, halves up."""
    return to_places(value, places)


def above(left: Fraction, right: Fraction) -> bool:
    """Whether one number is above another on 15 significant digits; False where one is too large for a cell."""
    first, second = fifteen_digits(left), fifteen_digits(right)
    return first is not None and second is not None and first > second


def apart(left: Fraction, right: Fraction, places: int) -> Decimal | None:
    """Return by how much one number is above another, on so many decimals; numbers that agree on 15 digits are equal.

    None where one of them, or the difference, is too large for a cell.
    """
    first, second = fifteen_digits(left), fifteen_digits(right)
    if first is None or second is None:
        return None
    return Decimal(0) if first == second else near(left - right, places)


def gives_reason(view: View, field: str) -> bool:
    """Whether a cell gives a reason: something stands in it, and not a word for nothing."""
    return not view.blank(field) and word(view.at(field)) not in NO_REASONS


# --- texts -----------------------------------------------------------------------------------------------------------


def broken(field: str) -> Question:
    """Ask for an error value."""
    return Question("V306", lambda view: view.broken(field))


MISSING: Final = frozenset({"V301", "V301/number", "V301/choice"})


def missing(field: str, key: str = "V301") -> Question:
    """Ask for a blank that must be filled: with anything, a number, a word of a list."""
    return Question(key, lambda view: view.blank(field))


def prompt(field: str) -> Question:
    """Ask for a text that is nothing but a prompt or a placeholder."""

    def holds(view: View) -> bool:
        text = word(view.at(field))
        return not view.blank(field) and (set(text) - {" "} <= STROKES or text in PROMPTS)

    return Question("V309", holds)


def left_open(field: str) -> Question:
    """Ask for a placeholder within a text."""
    return Question("V309/within", lambda view: any(each in written(view.at(field)) for each in LEFT_OPEN))


def copied(field: str, original: str) -> Question:
    """Ask for a text that is the same as another, white space aside."""

    def holds(view: View) -> bool:
        text, other = view.at(field), view.at(original)
        return not is_blank(other) and not view.broken(original) and bare(written(text)) == bare(written(other))

    return Question("N601", holds)


def too_short(field: str, least: int) -> Question:
    """Ask for a text of fewer characters."""
    return Question("N602", lambda view: not view.blank(field) and len(word(view.at(field))) < least)


def too_long(field: str, most: int) -> Question:
    """Ask for a text of more characters."""
    return Question("N603", lambda view: len(word(view.at(field))) > most)


def no_choice(field: str, choices: Iterable[str]) -> Question:
    """Ask for a word that is none of a list; a blank is none, and is asked for before."""
    words = frozenset(choices)
    return Question("V305", lambda view: not view.blank(field) and word(view.at(field)) not in words)


# --- numbers ---------------------------------------------------------------------------------------------------------


def unless_nothing(field: str, question: Question) -> Question:
    """Return a question that a cell is not asked which says that there is no number."""
    return Question(question.key, lambda view: word(view.at(field)) not in NOTHING and question.holds(view))


def of_number(field: str, *ranges: Question, required: bool, percent: bool = False) -> list[Question]:
    """Return what is asked of a cell that holds a number; a blank that may be left ends the questions.

    Points and targets are not told that what did not happen is 0.
    """
    name = field.rpartition(".")[2]
    asked = [broken(field)]
    if required:
        asked.append(missing(field, "V301" if "score" in name or name == "target_value" else "V301/number"))
    asked.append(
        Question(
            "V302/percent" if percent else "V302", lambda view: not view.blank(field) and view.number(field) is None
        )
    )
    return [*asked, *(unless_blank(field, each) for each in (too_large(field), *ranges))]


def too_large(field: str) -> Question:
    """Ask for a number of more digits before the point than a cell keeps."""
    return Question("V304/large", lambda view: bool(held := view.numbers(field)) and abs(held[0]) >= LARGE)


def unless_blank(field: str, question: Question) -> Question:
    """Return a question that a blank cell is not asked."""
    return Question(question.key, lambda view: not view.blank(field) and question.holds(view))


def negative(field: str, key: str) -> Question:
    """Ask for a number below 0."""
    return Question(key, lambda view: (view.number(field) or 0) < 0)


def of_unit(field: str, unit: str, *, money: bool = False, signed: bool = False) -> list[Question]:
    """Ask for a number below 0, unless the form says that it may be, and for a share above ten times the whole."""
    if unit == "%":
        high = Question("V304/high", lambda view: (view.number(field) or 0) > 10)
        return [high] if signed else [negative(field, "V304/percent"), high]
    return [] if signed else [negative(field, "V304/money" if money else "V304/count")]


def share_confused(field: str, target: str) -> Question:
    """Ask for 95 where 95 % is meant: 1 or more, and 50 to 200 times the target."""

    def holds(view: View) -> bool:
        held = view.numbers(field, target)
        if not held or held[1] <= 0 or held[0] < 1:
            return False
        return not above(held[1], held[0] / 50) and not above(held[0] / 200, held[1])

    return Question("V304/share", holds)


def percent_confused(path: str) -> Question:
    """Ask for 0.95 where 95 should stand beside %, in what was achieved or in the target that the unit proposes.

    Of "at least" and "exactly" one of the two is not above 1; of "at most", where small rates are wanted, one of them
    is not, and the other is 50 to 200 times it and above 1. A target of 0 or less is not asked about.
    """

    def holds(view: View) -> bool:
        held = view.numbers(f"{path}.target_value", f"{path}.actual_value")
        if not held or word(view.at(f"{path}.unit_of_measure")) not in PERCENTS or held[0] <= 0:
            return False
        if word(view.at(f"{path}.direction")) in {"≥", "="}:
            return held[0] <= 1 or 0 < held[1] <= 1
        less, more = sorted(held)
        near_a_hundredth = 0 < less <= 1 < more and not above(less, more / 50) and not above(more / 200, less)
        return word(view.at(f"{path}.direction")) == "≤" and near_a_hundredth

    return Question("V304/confused", holds)


def over_one(field: str) -> Question:
    """Ask for a rate over 100 %."""
    return Question("V304/over", lambda view: (view.number(field) or 0) > 1)


def other_progress(field: str) -> Question:
    """Ask for a progress of spending that is not the execution rate, at the digits shown (0.01 %)."""

    def holds(view: View) -> bool:
        held = view.numbers(field, "execution_rate")
        return bool(held) and near(held[0], 4) != near(held[1], 4)

    return Question("I510", holds)


def outside(field: str, most: str) -> Question:
    """Ask for a score that is not between 0 and the maximum."""

    def holds(view: View) -> bool:
        score, maximum = view.numbers(field), view.numbers(most)
        return bool(score) and (score[0] < 0 or (bool(maximum) and score > maximum))

    return Question("V304/score", holds)


def outside_band(field: str, path: str, bands: Sequence[tuple[str, Decimal, Decimal]], places: int) -> Question:
    """Ask for a score outside the part of the maximum that its level gives, half a unit of its last digit aside."""

    def holds(view: View) -> bool:
        held = view.numbers(field, f"{path}.max_score")
        level = word(view.at(f"{path}.actual_value"))
        half = Fraction(1, 2 * 10**places)
        return bool(held) and any(
            above(held[1] * Fraction(least) - half, held[0]) or above(held[0], held[1] * Fraction(most) + half)
            for name, least, most in bands
            if name == level
        )

    return Question("V304/band", holds)


# --- money -----------------------------------------------------------------------------------------------------------


def without_budget(spent: str, budget: str) -> Question:
    """Ask for spending where the budget is 0."""

    def holds(view: View) -> bool:
        held = view.numbers(spent, budget)
        return bool(held) and held[1] == 0 and held[0] > 0

    return Question("B405", holds)


def overspent(key: str, spent: str, budget: str) -> Question:
    """Ask for more spent than was budgeted."""

    def holds(view: View) -> bool:
        held = view.numbers(spent, budget)
        return bool(held) and held[0] > held[1]

    return Question(key, holds)


def overspent_with_other(spent: str, budget: str, others: Sequence[str]) -> Question:
    """Ask for more spent than was budgeted where other money is part of it; no one can tell beside an error value."""
    plain = overspent("B402/other", spent, budget)
    return Question(
        plain.key,
        lambda view: plain.holds(view) and not view.broken(*others) and any(view.counted(others)),
    )


def little_spent(budget: str, least: Decimal) -> Question:
    """Ask for an execution rate below a share; a budget of 0 is not asked."""

    def holds(view: View) -> bool:
        held = view.numbers("execution_rate", budget)
        return bool(held) and held[1] != 0 and held[0] < Fraction(least)

    return Question("B403", holds)


def revised(original: str, final: str, share: Decimal) -> Question:
    """Ask for a budget changed in the year by more than a share of the original, if there was one."""

    def holds(view: View) -> bool:
        held = view.numbers(original, final)
        return bool(held) and held[0] != 0 and above(abs(held[1] - held[0]), abs(held[0]) * Fraction(share))

    return Question("B404", holds)


def unit_confused(spent: str, budget: str) -> Question:
    """Ask for spending of 5,000 to 12,000 times the budget, or a budget of 8,000 to 20,000 times what was spent."""

    def holds(view: View) -> bool:
        held = view.numbers(spent, budget)
        if not held or min(held) <= 0:
            return False
        one, other = held
        in_yuan = not above(other, one / 5_000) and not above(one / 12_000, other)
        return in_yuan or (not above(one, other / 8_000) and not above(other / 20_000, one))

    return Question("B406", holds)


def parts_differ(total: str, parts: Sequence[str], *, whole: bool) -> Question:
    """Ask for a total that is not the sum of its parts; unless they are the `whole`, only for one below it."""

    def holds(view: View) -> bool:
        held, counted = view.numbers(total), view.counted(parts)
        if not held or not counted or view.broken(*parts):
            return False
        rest = apart(held[0], summed(counted), 4)
        return rest is not None and (rest != 0 if whole else rest < 0)

    return Question("B401", holds)
