"""How a form whose indicators are the record's is scored, in words with the form's own numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xlgen import scoring, terms
from xlgen.layout.guide.words import Section, percent, quoted, sentences
from xlgen.layout.shown import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from xlgen.layout.pattern import IndicatorPattern, Pattern
    from xlgen.template import Definition

UP: Final = ("at-least", "above", "exactly")
"""Methods by which a shortfall is scored by achievement ÷ target."""
DOWN: Final = ("at-most", "below")
"""Methods by which an excess is scored by target ÷ achievement."""
FAMILIES: Final[Mapping[str, str]] = dict.fromkeys(UP, "up") | dict.fromkeys(DOWN, "down")
"""Methods that are told in the same words."""
_NUMBERS: Final = (*UP, *DOWN, "at-most-linear", "between")
_UNASSESSED: Final = "not-applicable"
_OVER: Final = ("at-least", "above")
"""Methods by which an achievement far above its target loses points."""


def section(definition: Definition, pattern: Pattern) -> Section:
    """Return how this form's own methods score its indicators, and what becomes of the scores."""
    used = methods(definition, pattern)
    rows = [
        (terms.GUIDE_MAXIMUM, maximum(definition)),
        *([(terms.EXECUTION_RATE, _rate(definition))] if definition.has_funding else []),
        (terms.GUIDE_NUMBERS, sentences(_of_numbers(definition, used))),
        (terms.GUIDE_WORDS, sentences(_of_words(definition, used))),
        (terms.TOTAL, sentences((*_total(definition), *rating(definition)))),
    ]
    return Section(terms.GUIDE_SCORES, tuple(row for row in rows if row[1]))


def methods(definition: Definition, pattern: Pattern) -> dict[str, tuple[str, ...]]:
    """Return the methods that the form's indicators are really scored by, each with the signs that it belongs to."""
    found: dict[str, dict[str, None]] = {}
    for each in pattern.indicators:
        for sign in () if each.child else _signs(definition, each):
            method = definition.scoring.methods[sign]
            found.setdefault(method, {})[sign or terms.GUIDE_NO_SIGN] = None
    return {method: tuple(signs) for method, signs in found.items()}


def _signs(definition: Definition, indicator: IndicatorPattern) -> tuple[str, ...]:
    """Return the signs that an indicator's target may have: its own, or those that the unit chooses from."""
    if indicator.method == scoring.OPEN:
        return scoring.open_signs(definition.scoring.methods)
    if indicator.target is None:
        return terms.PROPOSED_SIGNS
    return (indicator.target.operator.value,)


def maximum(definition: Definition) -> str:
    """Return what 100 points are made of, and how a score is rounded."""
    own, points = definition.scoring, definition.funding.max_score
    parts = [terms.GUIDE_PART.format(label=terms.GUIDE_RATE_NAME, points=plain(points))] if points else []
    if not definition.sections:
        whole = terms.GUIDE_MAXIMUM_FREE
    else:
        parts += [
            terms.GUIDE_PART.format(label=each.label, points=plain(each.max_score)) for each in definition.sections
        ]
        whole = terms.GUIDE_MAXIMUM_PARTS.format(parts=terms.GUIDE_NAMES.join(parts))
    key = own.rounding if own.digits else f"{own.rounding}/0"
    return whole + sentences((terms.GUIDE_BOUNDS, terms.GUIDE_ROUNDING[key].format(digits=own.digits)))


def _rate(definition: Definition) -> str:
    """Return how the execution rate and its score are computed."""
    funding = definition.funding
    if definition.scoring.rules.keys() & {scoring.EXECUTION_RATE, scoring.EXECUTION_SCORE}:
        return sentences((terms.GUIDE_OWN_RULE,))
    labels = {each.id: each.label for each in funding.columns}
    numerator, denominator = labels[funding.numerator], labels[funding.denominator]
    scored = terms.GUIDE_RATE_SCORED if funding.max_score else terms.GUIDE_RATE_SHOWN
    zero = funding.zero_budget if funding.max_score else f"{funding.zero_budget}/shown"
    parts = (
        terms.GUIDE_RATE.format(numerator=numerator, denominator=denominator, line=funding.total_label),
        scored.format(points=plain(funding.max_score)),
        terms.GUIDE_ZERO_BUDGET[zero].format(denominator=denominator),
    )
    return sentences(parts)


def _of_numbers(definition: Definition, used: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Yield how targets that are numbers are scored: methods of the same words together, then what is peculiar."""
    own = definition.scoring
    told = {each: signs for each, signs in used.items() if each in _NUMBERS and each not in own.rules}
    for family in dict.fromkeys(FAMILIES.get(each, each) for each in _NUMBERS if each in told):
        signs = [sign for each in _NUMBERS if FAMILIES.get(each, each) == family for sign in told.get(each, ())]
        yield terms.GUIDE_METHOD.format(signs=quoted(signs), text=terms.GUIDE_METHODS[family])
    if "exactly" in told:
        yield terms.GUIDE_EXACTLY_ZERO.format(signs=quoted(told["exactly"]))
    over = [sign for each in _OVER for sign in told.get(each, ())]
    if over and own.over_achieved is not None:
        times, points = plain(own.over_achieved.times), plain(own.over_achieved.deduct)
        yield terms.GUIDE_OVER.format(times=times, signs=quoted(over), points=points)


def _of_words(definition: Definition, used: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Yield how all other targets are scored, and rows that have no score."""
    own = definition.scoring
    yes, no = own.verdicts
    words = {"bands": terms.GUIDE_NAMES.join(_bands(definition)), "yes": yes, "no": no}
    for method, signs in used.items():
        replaced = method in own.rules
        if method in _NUMBERS and not replaced:
            continue
        key = own.not_applicable if method == _UNASSESSED else method
        text = terms.GUIDE_OWN_RULE if replaced else terms.GUIDE_METHODS[key]
        yield terms.GUIDE_METHOD.format(signs=quoted(signs), text=text.format(**words))
    if definition.indicators.children:
        yield terms.GUIDE_CHILDREN
    if definition.indicators.stated_score:
        yield terms.GUIDE_STATED.format(head=definition.indicators.stated_score)


def _bands(definition: Definition) -> Iterator[str]:
    for each in definition.scoring.bands:
        text = terms.GUIDE_BAND if each.least != each.most else terms.GUIDE_BAND_ONE
        yield text.format(level=each.level, least=percent(each.least), most=percent(each.most))


def _total(definition: Definition) -> Iterator[str]:
    """Yield how the total is made of the scores."""
    own = definition.scoring
    if scoring.SCORE_TOTAL in own.rules:
        yield terms.GUIDE_OWN_RULE
        return
    yield terms.GUIDE_TOTAL_SCALED if own.not_applicable == "scaled" else terms.GUIDE_TOTAL
    for each in own.missing:
        yield terms.GUIDE_MISSING.format(indicator=each.indicator, points=plain(each.deduct))
    for cap in sorted(own.caps, key=lambda each: each.below, reverse=True):
        yield terms.GUIDE_CAP.format(below=percent(cap.below), total=plain(cap.total))


def rating(definition: Definition) -> Iterator[str]:
    """Yield from which total each rating holds; the lowest holds below the one above it."""
    own = definition.ratings
    if not own or scoring.RATING in definition.scoring.rules:
        return
    names = [terms.GUIDE_RATING.format(least=plain(each.least), name=each.name) for each in own[: len(own) - 1 or 1]]
    if len(own) > 1:
        names.append(terms.GUIDE_LOWEST.format(above=plain(own[-2].least), name=own[-1].name))
    yield terms.GUIDE_NAMES.join(names)
