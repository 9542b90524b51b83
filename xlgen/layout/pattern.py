"""What two records must share to share a shape: who supplies what, and each indicator's sign, unit and place."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from xlgen import targets, terms
from xlgen.finding import Mistake, RosterError, mistake
from xlgen.model import Raw
from xlgen.strict import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xlgen.model import Record
    from xlgen.template import Definition, Supplied, Template


@dataclass(frozen=True, slots=True)
class IndicatorPattern:
    """What the shape depends on in one indicator; `share` tells a rate that cannot pass 100 %."""

    section: int
    category: str
    target: targets.Target
    share: bool
    max_score_issued: bool


@dataclass(frozen=True, slots=True)
class Pattern:
    """What the shape depends on in a record; `issued` are the paths that the office supplies."""

    indicators: tuple[IndicatorPattern, ...]
    issued: frozenset[str]


def supplies(template: Template) -> Iterator[tuple[str, Supplied]]:
    """Yield every path outside the indicators, with who supplies it."""
    definition = template.definition
    yield "project.code", "issued"
    for each in definition.header:
        yield f"project.{each.id}", each.supplied
    for line in definition.funding.lines:
        for column in definition.funding.columns:
            yield f"funding.{line.id}.{column.id}", column.supplied
    yield "objective.expected_result", definition.objective.expected_result.supplied
    yield "objective.achieved_result", definition.objective.achieved_result.supplied


def pattern_of(template: Template, record: Record) -> Pattern:
    """Return the pattern of a record that is to be issued.

    Raises
    ------
    RosterError
        An indicator's place or target cannot be understood; all such are named.

    """
    values = record.values
    issued = {
        path for path, by in supplies(template) if by == "issued" or (by == "either" and values.get(path) is not None)
    }
    mistakes: list[Mistake] = []
    indicators: list[IndicatorPattern] = []
    for index in range(record.indicator_count):
        found = _indicator(template.definition, record, index)
        if isinstance(found, IndicatorPattern):
            indicators.append(found)
        else:
            mistakes.extend(found)
    for index in range(1, len(indicators)):
        if not mistakes and indicators[index].section < indicators[index - 1].section:
            label = template.definition.sections[indicators[index].section].label
            mistakes.append(mistake("section-order", f"indicators[{index}].dimension", label=label))
    issued.update(_indicator_paths(indicators))
    mistakes.extend(_wrong_numbers(template.definition, record, issued))
    if mistakes:
        raise RosterError(f"{record.code} {record.name}", *mistakes)
    return Pattern(tuple(indicators), frozenset(issued))


def _wrong_numbers(definition: Definition, record: Record, issued: set[str]) -> Iterator[Mistake]:
    """Yield the numbers to be issued that are none, or negative: nobody could mend them in a locked cell."""
    money = {f"project.{each.id}" for each in definition.header if each.kind == "money"}
    for path in sorted(issued):
        points = path.endswith("].max_score")
        value = record.values.get(path)
        if value is None or not (points or path in money or path.startswith("funding.")):
            continue
        unit = terms.POINTS if points else definition.amount_unit
        # A text that is to stand word for word is no number either: the cell is locked.
        number = targets.read_number(value, unit) if isinstance(value, str) else value
        if isinstance(number, Raw):
            number = None
        if number is None:
            yield mistake("not-a-number", path, found=_word(value))
        elif number < 0:
            yield mistake("number-negative", path, found=_word(value))


def _indicator_paths(indicators: list[IndicatorPattern]) -> Iterator[str]:
    for index, each in enumerate(indicators):
        for key in ("dimension", "category", "name", "target_value"):
            yield f"indicators[{index}].{key}"
        if each.max_score_issued:
            yield f"indicators[{index}].max_score"


def _indicator(definition: Definition, record: Record, index: int) -> IndicatorPattern | list[Mistake]:
    path = f"indicators[{index}]"
    dimension, category, name = (_word(record.values.get(f"{path}.{key}")) for key in ("dimension", "category", "name"))
    labels = [each.label for each in definition.sections]
    mistakes: list[Mistake] = []
    categories: list[str] = []
    if dimension in labels:
        categories = list(definition.sections[labels.index(dimension)].categories)
        if category not in categories:
            mistakes.append(_unknown(f"{path}.category", category, categories))
    else:
        mistakes.append(_unknown(f"{path}.dimension", dimension, labels))
    if not name:
        mistakes.append(mistake("name-empty", f"{path}.name"))
    target = _target(definition, record, f"{path}.target_value")
    if isinstance(target, Mistake):
        mistakes.append(target)
    if mistakes or isinstance(target, Mistake):
        return mistakes
    share = target.is_percent and any(word in name for word in definition.indicators.share_names)
    points = record.values.get(f"{path}.max_score")
    if target.operator is targets.Operator.NOT_APPLICABLE and points:
        return [mistake("points-not-applicable", f"{path}.max_score", found=_word(points))]
    # Not assessed: the maximum is 0 and nobody fills it.
    given = points is not None or target.operator is targets.Operator.NOT_APPLICABLE
    return IndicatorPattern(labels.index(dimension), category, target, share, given)


def _unknown(place: str, word: str, known: list[str]) -> Mistake:
    near = nearest(word, known)
    return mistake("not-of-choices", place, found=f"“{word}”", wanted="、".join(known), near=near)


def _word(value: object) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.text if isinstance(value, Raw) else "" if value is None else str(value)


def _target(definition: Definition, record: Record, path: str) -> targets.Target | Mistake:
    value = record.values.get(path)
    if value is None:
        return mistake("target-missing", path)
    text = _word(value)
    found = None if isinstance(value, Raw) else targets.parse_target(text)
    if found is None or found.operator.value not in definition.scoring.methods:  # no method scores it yet
        return mistake("target-unreadable", path, found=text)
    return found
