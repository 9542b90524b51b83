"""What is wrong with score tables: indicators out of place, points that differ, methods without their keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xlgen import formula, targets, terms
from xlgen.finding import Mistake, mistake
from xlgen.model import plain
from xlgen.scoring import criteria
from xlgen.strict import nearest, shown, unknown
from xlgen.targets import Operator
from xlgen.template import meaning
from xlgen.template.expressions import readable, tables_of, unknown_cells
from xlgen.template.rules import parsed
from xlgen.template.words import choice_mistakes, repeated

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from xlgen.template.definition import Definition
    from xlgen.template.evaluation import Cap, Criterion, Evaluation, FixedIndicator, Option, Tier

_KEYS: Final[Mapping[str, tuple[frozenset[str], frozenset[str]]]] = {
    "met": (frozenset(), frozenset()),
    "chosen": (frozenset({"options"}), frozenset()),
    "checkpoint": (frozenset({"target"}), frozenset({"value", "negative"})),
    "tiers": (frozenset({"tiers"}), frozenset({"value", "unit", "negative"})),
    "violations": (frozenset({"each"}), frozenset({"value", "unit"})),
    "excess": (frozenset({"bound", "per", "each"}), frozenset({"value", "unit", "negative"})),
    "ratio": (frozenset(), frozenset({"value", "unit", "negative"})),
    "judged": (frozenset(), frozenset()),
}
"""Method of a criterion → the keys that it needs, and those that it may have; conditions go with all but a person's."""


def evaluation_mistakes(definition: Definition) -> Iterator[Mistake]:
    """Yield what is wrong with the score table of a form."""
    evaluation = definition.evaluation
    if evaluation is None:
        return
    where = "evaluation.indicators"
    yield from repeated(where, [each.id for each in evaluation.indicators])
    for key in ("met", "occurred", "applies"):
        at = f"evaluation.{key}"
        words = [(f"{at}[{index}]", word) for index, word in enumerate(getattr(evaluation, key))]
        yield from choice_mistakes(at, words, evaluation.heads.actual_value)
    sections = {each.label: each for each in definition.sections}
    order = [each.label for each in definition.sections]
    last = 0
    for index, each in enumerate(evaluation.indicators):
        at = f"{where}[{index}]"
        if each.dimension not in sections:
            yield unknown(f"{at}.dimension", each.dimension, sections)
            continue
        if each.category not in sections[each.dimension].categories:
            yield unknown(f"{at}.category", each.category, sections[each.dimension].categories)
        if order.index(each.dimension) < last:
            yield mistake("section-order", f"{at}.dimension", label=each.dimension)
        last = max(last, order.index(each.dimension))
        yield from _of_indicator(definition, at, each, evaluation.cap_of(each))
    if all(each.dimension in sections for each in evaluation.indicators):
        yield from _section_points(definition, evaluation)


def _section_points(definition: Definition, evaluation: Evaluation) -> Iterator[Mistake]:
    for index, section in enumerate(definition.sections):
        points = sum(each.max_score for each in evaluation.indicators if each.dimension == section.label)
        if points != section.max_score:
            where = f"sections[{index}].max_score"
            yield mistake("section-points", where, found=plain(points), wanted=plain(section.max_score))


def _of_indicator(definition: Definition, where: str, indicator: FixedIndicator, cap: Cap) -> Iterator[Mistake]:
    yield from _expressions(definition, where, indicator)
    points = sum(each.points for each in indicator.criteria)
    if points > indicator.max_score and cap == "each":
        found, most = plain(points), plain(indicator.max_score)
        yield mistake("criteria-over", f"{where}.criteria", found=found, wanted=most)
    for index, criterion in enumerate(indicator.criteria):
        yield from _of_criterion(definition, f"{where}.criteria[{index}]", criterion)


def _expressions(definition: Definition, where: str, indicator: FixedIndicator) -> Iterator[Mistake]:
    """Yield what is wrong with the values and conditions of an indicator."""
    tables = tables_of(definition)
    entries = tables.entries()
    wanted = {
        f"criteria[{index}].value": meaning.kinds_wanted(each, definition)
        for index, each in enumerate(indicator.criteria)
    }
    for place, text in indicator.expressions():
        at = f"{where}.{place}"
        unread = list(readable(at, text))
        yield from unread
        if unread:
            continue
        fields = {name: tables.path(name, at) for name in formula.names(formula.parse_rule(text))}
        of_name = meaning.kinds_of(fields, entries)
        if place in wanted:
            yield from meaning.value_mistakes(at, text, of_name, *wanted[place])
        else:
            yield from meaning.condition_mistakes(at, text, of_name)
    yield from unknown_cells(tables)


def _of_criterion(definition: Definition, where: str, criterion: Criterion) -> Iterator[Mistake]:
    needed, possible = _KEYS[criterion.method]
    own = {"value", "unit", "target", "options", "tiers", "each", "bound", "per", "negative"}
    given = {key for key in own if getattr(criterion, key) not in (None, (), False)}
    for key in sorted(needed - given):
        yield mistake("key-missing", f"{where}.{key}", wanted=terms.CRITERION_KEYS[f"{criterion.method}.{key}"])
    conditions = {key for key in ("full_when", "zero_when") if getattr(criterion, key) is not None}
    extra = (given - needed - possible) | (conditions if criterion.method == "judged" else set())
    extra |= given & {"negative"} if "value" in given else set()  # what is computed is not asked about
    for key in sorted(extra):
        yield mistake("key-unused", f"{where}.{key}", word=key, method=criterion.method)
    yield from _same_conditions(where, criterion)
    if criterion.options:
        words = [(f"{where}.options[{index}].label", each.label) for index, each in enumerate(criterion.options)]
        yield from choice_mistakes(f"{where}.options", words, criterion.text)
    listed: tuple[tuple[str, Sequence[Option | Tier]], ...] = (
        ("options", criterion.options),
        ("tiers", criterion.tiers),
    )
    for key, several in listed:
        for index, each in enumerate(several):
            if each.points > criterion.points:
                at, most = f"{where}.{key}[{index}].points", plain(criterion.points)
                yield mistake("points-over", at, found=plain(each.points), wanted=most)
        best = max((each.points for each in several), default=criterion.points)
        if best < criterion.points:
            found, most = plain(best), plain(criterion.points)
            yield mistake("points-unreachable", f"{where}.{key}", found=found, wanted=most)
    if criterion.method == "tiers" and criterion.tiers:
        yield from _tier_mistakes(where, criterion)
    if criterion.method == "checkpoint" and criterion.target:
        yield from _target_mistakes(definition, f"{where}.target", criterion.target)


def _same_conditions(where: str, criterion: Criterion) -> Iterator[Mistake]:
    """Yield a condition that gives all points and none at once."""
    full, none = (parsed(where, each or "") for each in (criterion.full_when, criterion.zero_when))
    if full == none and not isinstance(full, Mistake):
        yield mistake("conditions-same", f"{where}.zero_when", found=shown(criterion.zero_when))


def _tier_mistakes(where: str, criterion: Criterion) -> Iterator[Mistake]:
    read = [criteria.read_range(each.range) for each in criterion.tiers]
    for index, found in enumerate(read):
        if found is None or found.empty:
            yield mistake("range-unreadable", f"{where}.tiers[{index}].range", found=criterion.tiers[index].range)
    ranges = [each for each in read if each is not None and not each.empty]
    if len(ranges) == len(read) and (fault := criteria.uncovered(ranges)) is not None:
        kind, bound = fault
        at = terms.ANYTHING if bound is None else plain(bound)
        yield mistake(f"tiers-{kind}", f"{where}.tiers", found=at)


def _target_mistakes(definition: Definition, where: str, text: str) -> Iterator[Mistake]:
    target = targets.parse_target(text)
    if target is None or target.operator is Operator.NOT_APPLICABLE:
        yield mistake("target-unreadable", where, found=text)
    elif target.operator is Operator.ORDINAL and not any(target.text in each for each in definition.scoring.scales):
        known = list(dict.fromkeys(word for scale in definition.scoring.scales for word in scale))
        near = nearest(target.text, known, listed=True)
        yield mistake("grade-unknown", where, found=text, wanted="、".join(known), near=near)
