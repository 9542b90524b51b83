"""Examples with the form's own points, signs, units and rounding, computed in Decimal by what the rules say.

The rules themselves are Excel formulas, which the layout cannot compute: each example says which cells hold what and
what then shows where, so that a test can put it to the workbook.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Final

from xlgen import scoring, targets, terms
from xlgen.layout.guide.scores import FAMILIES
from xlgen.layout.guide.words import PERCENT, Section, measured, percent
from xlgen.layout.paths import total
from xlgen.layout.shown import plain
from xlgen.scoring.criteria import read_range

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from xlgen.layout.pattern import IndicatorPattern, Pattern
    from xlgen.template import Definition, ScoredCriterion, ScoredIndicator
    from xlgen.template.evaluation import Criterion

_MOST: Final = 3
_BUDGET, _SPENT = Decimal(2000), Decimal(1915)
_POINTS: Final = Decimal(5)
_BAND_POINTS: Final = Decimal(10)
_UP, _UP_SHARES = (Decimal(10), Decimal(8)), (Decimal("0.95"), Decimal("0.9"))
_DOWN, _DOWN_SHARES = (Decimal(10), Decimal(12)), (Decimal("0.05"), Decimal("0.06"))
"""Target and achievement of an example: a number, a share."""
_FEW: Final = 20
_TIMES: Final = Decimal(2)
"""How many violations, and by how many steps a bound is passed."""


@dataclass(frozen=True, slots=True)
class Example:
    """An example: its text, what stands in which cells (field path → number or word), and the score at a field.

    Without a `shows` it is one that no formula computes.
    """

    text: str
    inputs: Mapping[str, Decimal | str] = field(default_factory=dict)
    shows: str = ""
    score: Decimal = Decimal(0)


def section(definition: Definition, pattern: Pattern, scored: Sequence[ScoredIndicator]) -> Section:
    """Return a few examples, one a row."""
    found = itertools.islice(examples(definition, pattern, scored), _MOST)
    return Section(terms.GUIDE_EXAMPLES, tuple(("", each.text) for each in found))


def examples(definition: Definition, pattern: Pattern, scored: Sequence[ScoredIndicator]) -> Iterator[Example]:
    """Yield the examples of a form: its execution rate, and indicators of different methods that it really has."""
    own = definition.scoring.rules.keys()
    if (
        definition.has_funding
        and definition.funding.max_score
        and not own
        & {
            scoring.EXECUTION_RATE,
            scoring.EXECUTION_SCORE,
        }
    ):
        yield _execution(definition)
    seen: set[str] = set()
    for index, indicator in enumerate(pattern.indicators):
        for sign, method in _methods(definition, indicator):
            family = FAMILIES.get(method, method)
            if family in terms.GUIDE_SUMS and family not in seen and method not in own:
                seen.add(family)
                yield _indicator(definition, f"indicators[{index}]", indicator, (sign, family))
    if not seen and any(each.method == scoring.QUALITATIVE for each in pattern.indicators):
        yield _band(definition)
    yield from _criteria(scored)


def _rounded(definition: Definition, number: Decimal) -> Decimal:
    """Return a score as the form rounds it."""
    rounding = ROUND_DOWN if definition.scoring.rounding == "truncate" else ROUND_HALF_UP
    return number.quantize(Decimal(1).scaleb(-definition.scoring.digits), rounding)


def _execution(definition: Definition) -> Example:
    funding = definition.funding
    labels = {each.id: each.label for each in funding.columns}
    score = _rounded(definition, funding.max_score * _SPENT / _BUDGET)
    text = terms.GUIDE_EXECUTION_EXAMPLE.format(
        denominator=labels[funding.denominator],
        numerator=labels[funding.numerator],
        budget=plain(_BUDGET),
        spent=plain(_SPENT),
        rate=percent(_SPENT / _BUDGET),
        points=plain(funding.max_score),
        score=f"{score:f}",
    )
    amounts = {funding.denominator: _BUDGET, funding.numerator: _SPENT}
    inputs: dict[str, Decimal | str] = {}
    for column, amount in amounts.items():
        inputs |= {f"funding.{each.id}.{column}": Decimal(0) for each in funding.lines}
        inputs[f"funding.{funding.lines[0].id}.{column}"] = amount
        inputs |= {total(column): amount} if funding.totals == "input" else {}
    return Example(text, inputs, "execution_score", score)


def _methods(definition: Definition, indicator: IndicatorPattern) -> Iterator[tuple[str, str]]:
    """Yield the signs and methods by which an indicator may be scored."""
    own = definition.scoring.methods
    signs: tuple[str, ...] = terms.PROPOSED_SIGNS
    if indicator.target is not None:
        signs = (indicator.target.operator.value,) if not indicator.child else ()
    yield from ((each, own[each]) for each in signs)


def _indicator(definition: Definition, path: str, indicator: IndicatorPattern, way: tuple[str, str]) -> Example:
    """Return the example of an indicator that falls short of its target, or passes it; `way` is (sign, family)."""
    sign, family = way
    unit = indicator.target.unit if indicator.target is not None else ""
    share = unit == PERCENT
    target, actual = (_UP_SHARES if share else _UP) if family == "up" else (_DOWN_SHARES if share else _DOWN)
    ratio = {"up": actual / target, "down": target / actual, "at-most-linear": 1 - (actual - target) / target}[family]
    score = _rounded(definition, _POINTS * ratio)
    shown = {"points": plain(_POINTS), "actual": measured(actual, PERCENT if share else "")}
    text = terms.GUIDE_INDICATOR_EXAMPLE.format(
        target=sign + measured(target, unit),
        actual=measured(actual, unit),
        points=plain(_POINTS),
        sum=terms.GUIDE_SUMS[family].format(target=measured(target, PERCENT if share else ""), **shown),
        score=f"{score:f}",
    )
    inputs: dict[str, Decimal | str] = {
        f"{path}.target_value": target,
        f"{path}.actual_value": actual,
        f"{path}.max_score": _POINTS,
    }
    if indicator.target is None:
        inputs[f"{path}.direction"] = sign
    return Example(text, inputs, f"{path}.score", score)


def _band(definition: Definition) -> Example:
    best = definition.scoring.bands[0]
    least, most = (_BAND_POINTS * each for each in (best.least, best.most))
    text = terms.GUIDE_BAND_EXAMPLE.format(
        points=plain(_BAND_POINTS), level=best.level, least=plain(least), most=plain(most)
    )
    return Example(text)


# --- criteria of fixed indicators -----------------------------------------------------------------------------------


def _criteria(scored: Sequence[ScoredIndicator]) -> Iterator[Example]:
    """Yield an example of each way whose value the unit fills in, and of a rate; in the catalogue's order."""
    plain_ones = [
        (f"indicators[{index}].criteria[{number}]", _short(declared.text, indicator.declared.name), declared, each)
        for index, indicator in enumerate(scored)
        for number, (declared, each) in enumerate(zip(indicator.declared.criteria, indicator.criteria, strict=True))
        if (each.value is None or each.method == "ratio") and declared.full_when is None and declared.zero_when is None
    ]
    for method in terms.GUIDE_CRITERION_EXAMPLES:
        for path, name, declared, each in plain_ones:
            if declared.method == method:
                found = _worked(path, name, declared, each)
                if found is not None:
                    yield found
                    break


def _short(text: str, name: str) -> str:
    """Return what an example calls a criterion: its own words where they are few, else its indicator's name."""
    return text if len(text) <= _FEW else name


def _worked(path: str, name: str, declared: Criterion, own: ScoredCriterion) -> Example | None:
    """Return the example of a criterion; None where its bounds make none that is easily read."""
    found = _valued(declared)
    if found is None:
        return None
    value, score, words = found
    text = terms.GUIDE_CRITERION_EXAMPLES[declared.method].format(
        name=name, value=measured(value, own.unit), points=plain(declared.points), score=plain(score), **words
    )
    if own.value is not None:
        return Example(text)  # what the value is computed from is not told
    return Example(text, {f"{path}.actual_value": value}, f"{path}.score", score)


def _valued(declared: Criterion) -> tuple[Decimal, Decimal, dict[str, str]] | None:
    """Return the value, the points and further words of a criterion's example."""
    points = declared.points
    each = declared.each or Decimal(0)
    if declared.method == "violations":
        return _TIMES, max(Decimal(0), points - each * _TIMES), {"each": plain(each), "count": plain(_TIMES)}
    if declared.method == "excess" and declared.bound is not None and declared.per is not None:
        words = {"each": plain(each), "bound": percent(declared.bound), "per": percent(declared.per)}
        return declared.bound + declared.per * _TIMES, max(Decimal(0), points - each * _TIMES), words
    if declared.method == "ratio":
        return Decimal("0.9"), points * Decimal("0.9"), {}
    if declared.method == "tiers":
        return _at_a_bound(declared)
    return _missed(declared)


def _at_a_bound(declared: Criterion) -> tuple[Decimal, Decimal, dict[str, str]] | None:
    """Return the example of a value on the bound of two ranges: there people are in doubt."""
    ranges = [(each, read_range(each.range)) for each in declared.tiers]
    bounds = [each.low if each.low is not None else each.high for _, each in ranges if each is not None]
    if not bounds or bounds[0] is None:
        return None
    value = bounds[0]
    for tier, within in ranges:
        if within is not None and within.holds(value):
            return value, tier.points, {"range": tier.range}
    return None


def _missed(declared: Criterion) -> tuple[Decimal, Decimal, dict[str, str]] | None:
    """Return the example of a checkpoint that is just missed."""
    target = targets.parse_target(declared.target or "")
    if target is None or target.operator is not targets.Operator.AT_LEAST or not target.number:
        return None
    step = Decimal("0.01") if target.is_percent else Decimal(1)
    return target.number - step, Decimal(0), {"target": target.shown}
