"""What two records must share to share a shape: who supplies what, and each indicator's sign, unit and place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from xlgen import scoring, targets, terms
from xlgen.finding import Mistake, RosterError, mistake
from xlgen.layout.open_rows import levels
from xlgen.layout.paths import CORRECTION, indicator_index, total
from xlgen.model import Raw
from xlgen.strict import nearest
from xlgen.targets import Operator, Target
from xlgen.template import TOTAL_ROW

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from xlgen.model import Record, Value
    from xlgen.template import Definition, Supplied, Template
    from xlgen.template.definition import FreeSections, Section


@dataclass(frozen=True, slots=True)
class IndicatorPattern:
    """What the shape depends on in one indicator.

    `target` is None where the unit proposes it. `choices` are the words that an achievement is chosen from, `accepted`
    those that meet the target. `share` tells a rate that cannot pass 100 %, `progress` one that repeats the execution
    rate. A `child` explains the scored indicator above it: it has a target and an achievement, but no score.
    """

    section: int
    category: str
    target: targets.Target | None
    method: str
    choices: tuple[str, ...] = ()
    accepted: tuple[str, ...] = ()
    share: bool = False
    progress: bool = False
    child: bool = False

    @property
    def open(self) -> bool:
        """Whether the row is open: the unit may propose an indicator of its own in it."""
        return self.method == scoring.OPEN

    @property
    def scored(self) -> bool:
        """Whether the indicator is assessed, and has a score."""
        return self.applies and not self.child

    @property
    def applies(self) -> bool:
        """Whether there is anything to achieve."""
        return self.target is None or self.target.operator is not Operator.NOT_APPLICABLE

    @property
    def of_number(self) -> bool:
        """Whether what was achieved is a number."""
        return self.target is None or self.target.is_number or self.target.operator is Operator.BETWEEN


@dataclass(frozen=True, slots=True)
class Pattern:
    """What the shape depends on in a record; `issued` are the paths that the office supplies.

    Those of them that the unit may correct are `correctable`. `rows` are those of the tables whose rows a record gives,
    `dimensions` the first-level indicators where the record names them itself. A `blank` form is issued to no project:
    the unit says which it is of, and every row is open. In others the open rows come last, in the order of sections.
    """

    indicators: tuple[IndicatorPattern, ...]
    issued: frozenset[str]
    correctable: frozenset[str] = frozenset()
    rows: tuple[tuple[str, tuple[str, ...]], ...] = ()
    dimensions: tuple[str, ...] = ()
    blank: bool = False

    @property
    def order(self) -> tuple[int, ...]:
        """The rows as they are drawn: by section, the open ones of each behind the others."""
        return tuple(sorted(range(len(self.indicators)), key=lambda index: self.indicators[index].section))

    @property
    def drawn(self) -> tuple[IndicatorPattern, ...]:
        """The indicators as they are drawn."""
        return tuple(self.indicators[index] for index in self.order)

    def is_open(self, field: str) -> bool:
        """Return whether a field is of an open row."""
        index = indicator_index(field)
        return index is not None and bool(self.indicators) and self.indicators[index].open

    @property
    def has_open(self) -> bool:
        """Whether any row is open."""
        return any(each.open for each in self.indicators)


def supplies(template: Template) -> Iterator[tuple[str, Supplied]]:
    """Yield every path outside the indicators, with who supplies it."""
    definition = template.definition
    yield "project.code", "issued"
    for each in definition.header:
        yield f"project.{each.id}", each.supplied
    for line in definition.funding.lines:
        for column in definition.funding.columns:
            yield f"funding.{line.id}.{column.id}", column.supplied
    if definition.funding.totals == "input":
        for column in definition.funding.columns:
            yield total(column.id), column.supplied
    yield from ((f"objective.{key}", half.supplied) for key, half in definition.objective_texts)
    for signature in definition.signoff.fields:
        yield f"signoff.{signature.id}", "filled"
    if definition.signoff.correction:
        yield CORRECTION, "filled"


def open_patterns(definition: Definition, rows_of: Callable[[Section], int]) -> tuple[IndicatorPattern, ...]:
    """Return the open rows of a form, in the order of its sections; `rows_of` says how many each has."""
    sections = [index for index, section in enumerate(definition.sections) for _ in range(rows_of(section))]
    words = levels(definition) if sections else ()
    return tuple(IndicatorPattern(each, "", None, scoring.OPEN, words, words[:1]) for each in sections)


def _is_issued(by: Supplied, value: Value) -> bool:
    return by == "issued" or (by in {"either", "correctable"} and value is not None)


def pattern_of(template: Template, record: Record) -> Pattern:
    """Return the pattern of a record that is to be issued.

    Raises
    ------
    RosterError
        An indicator's place or target cannot be understood; all such are named.

    """
    values, words = record.values, template.definition.indicators
    rows = table_rows(template, values)
    supplied = [*supplies(template), *table_supplies(template, rows)]
    count = 0 if template.definition.evaluation is not None else record.indicator_count
    for index in range(count):
        path = f"indicators[{index}]"
        supplied += [(f"{path}.{key}", "issued") for key in ("dimension", "category", "name")]
        supplied.append((f"{path}.target_value", words.target_supplied))
        child = _is_child(record, path)
        supplied.append((f"{path}.parent", "issued") if child else (f"{path}.max_score", words.max_score_supplied))
    issued = {path for path, by in supplied if _is_issued(by, values.get(path))}
    correctable = {path for path, by in supplied if by == "correctable" and path in issued}
    mistakes: list[Mistake] = [*_row_mistakes(template, rows), *_astray(record)]
    if words.free is not None:
        mistakes.extend(_free_mistakes(words.free, record))
    indicators: list[IndicatorPattern] = []
    labels = _labels(template, record)
    for index in range(count):
        found = _indicator(template, record, labels, index)
        if isinstance(found, IndicatorPattern):
            indicators.append(found)
        else:
            mistakes.extend(found)
    if not mistakes:
        mistakes.extend(_out_of_order(labels, indicators))
        # Not assessed: the maximum is 0 and nobody fills it.
        for index, each in enumerate(indicators):
            if not each.scored and not each.child:
                issued.add(f"indicators[{index}].max_score")
                correctable.discard(f"indicators[{index}].max_score")
            # What a range, a grade or a deadline asks for is written into its rule: another would not be scored.
            if each.target is not None and not each.target.is_number:
                correctable.discard(f"indicators[{index}].target_value")
    mistakes.extend(_wrong_numbers(template.definition, record, issued))
    if mistakes:
        raise RosterError(f"{record.code} {record.name}", *mistakes)
    dimensions = () if template.definition.has_sections else _dimensions(record)
    indicators += open_patterns(template.definition, lambda section: section.spare_rows)
    return Pattern(tuple(indicators), frozenset(issued), frozenset(correctable), rows, dimensions)


def _dimensions(record: Record) -> tuple[str, ...]:
    """Return the first-level indicators that a record names, in its order."""
    named = (_word(record.values.get(f"indicators[{index}].dimension")) for index in range(record.indicator_count))
    return tuple(dict.fromkeys(named))


def _free_mistakes(free: FreeSections, record: Record) -> Iterator[Mistake]:
    """Yield where a record has fewer or more first- or second-level indicators than its form allows."""
    found: dict[str, list[str]] = {}
    for index in range(record.indicator_count):
        path = f"indicators[{index}]"
        dimension, category = (_word(record.values.get(f"{path}.{key}")) for key in ("dimension", "category"))
        for key, word in (("dimension", dimension), ("category", category)):
            if not word.strip():
                yield mistake("name-empty", f"{path}.{key}")
        found.setdefault(dimension, []).append(category)
    spans = [("dimensions-count", "indicators", len(found), free.dimensions)]
    for dimension, categories in found.items():
        first = next(
            index
            for index in range(record.indicator_count)
            if _word(record.values.get(f"indicators[{index}].dimension")) == dimension
        )
        spans.append(("categories-count", f"indicators[{first}].category", len(set(categories)), free.categories))
    for key, place, count, (least, most) in spans:
        if not least <= count <= most:
            yield mistake(key, place, found=count, least=least, most=most)


def table_rows(template: Template, values: Mapping[str, Value]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the rows that a record gives to the form's tables, in its order."""
    found: dict[str, dict[str, None]] = {
        each.id: {} for each in template.definition.tables if each.most_rows is not None
    }
    for path in values:
        group, _, rest = path.partition(".")
        table, _, rest = rest.partition(".")
        if group == "tables" and table in found:
            found[table][rest.partition(".")[0]] = None
    return tuple((table, tuple(each for each in rows if each != TOTAL_ROW)) for table, rows in found.items())


def table_supplies(template: Template, rows: tuple[tuple[str, tuple[str, ...]], ...]) -> Iterator[tuple[str, Supplied]]:
    """Yield every path of a table that is no formula, with who supplies it."""
    for path, entry in template.tables(dict(rows)).entries().items():
        if not entry.computed and not entry.empty:
            yield path, entry.supplied


def _row_mistakes(template: Template, rows: tuple[tuple[str, tuple[str, ...]], ...]) -> Iterator[Mistake]:
    given = dict(rows)
    for table in template.definition.tables:
        most, count = table.most_rows, len(given.get(table.id, ()))
        if most is not None and not 1 <= count <= most:
            yield mistake("rows-count", f"tables.{table.id}", found=count, wanted=most)


def _labels(template: Template, record: Record) -> tuple[str, ...]:
    """Return the first-level indicators of a form: its own, or the record's."""
    if template.definition.has_sections:
        return tuple(each.label for each in template.definition.sections)
    return _dimensions(record)


def _is_child(record: Record, path: str) -> bool:
    return bool(_word(record.values.get(f"{path}.parent")).strip())


def _astray(record: Record) -> Iterator[Mistake]:
    """Yield the indicators without a score that do not stand below the one that they name, and those with points."""
    above, place = "", ("", "")
    for index in range(record.indicator_count):
        path = f"indicators[{index}]"
        parent, name, *levels = (
            "".join(_word(record.values.get(f"{path}.{key}")).split())
            for key in ("parent", "name", "dimension", "category")
        )
        if not parent:
            above, place = name, (levels[0], levels[1])
            continue
        if (parent, *levels) != (above, *place):
            yield mistake("parent-differs", f"{path}.parent", found=parent, wanted=above or terms.NO_VALUE)
        points = record.values.get(f"{path}.max_score")
        if points:
            yield mistake("points-of-child", f"{path}.max_score", found=_word(points))


def _out_of_order(labels: Sequence[str], indicators: Sequence[IndicatorPattern]) -> Iterator[Mistake]:
    for index in range(1, len(indicators)):
        if indicators[index].section < indicators[index - 1].section:
            label = labels[indicators[index].section]
            yield mistake("section-order", f"indicators[{index}].dimension", label=label)


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


def _indicator(
    template: Template, record: Record, labels: tuple[str, ...], index: int
) -> IndicatorPattern | list[Mistake]:
    path, definition = f"indicators[{index}]", template.definition
    dimension, category, name = (_word(record.values.get(f"{path}.{key}")) for key in ("dimension", "category", "name"))
    mistakes: list[Mistake] = []
    if not definition.has_sections:
        pass  # told of in _free_mistakes
    elif dimension in labels:
        categories = list(definition.sections[labels.index(dimension)].categories)
        if category not in categories:
            mistakes.append(_unknown(f"{path}.category", category, categories))
    else:
        mistakes.append(_unknown(f"{path}.dimension", dimension, list(labels)))
    if not name:
        mistakes.append(mistake("name-empty", f"{path}.name"))
    target = _target(template, record, path)
    if isinstance(target, Mistake):
        mistakes.append(target)
    points = record.values.get(f"{path}.max_score")
    assessed = not isinstance(target, Target) or target.operator is not Operator.NOT_APPLICABLE
    child = _is_child(record, path)
    if points and not assessed and not child:
        mistakes.append(mistake("points-not-applicable", f"{path}.max_score", found=_word(points)))
    if mistakes or isinstance(target, Mistake):
        return mistakes
    return _pattern(template, (labels.index(dimension), category, name), target, child=child)


def _pattern(
    template: Template, place: tuple[int, str, str], target: Target | None, *, child: bool
) -> IndicatorPattern:
    section, category, name = place
    words, scoring_ = template.definition.indicators, template.definition.scoring
    if target is None:
        return IndicatorPattern(section, category, None, scoring.PROPOSED, child=child)
    method = template.method_of(target.operator)
    choices: tuple[str, ...] = ()
    accepted: tuple[str, ...] = ()
    if method == scoring.QUALITATIVE:
        choices = tuple(each.level for each in scoring_.bands)
        accepted = choices[:1]
    elif method == "ordinal":
        choices = next(scale for scale in scoring_.scales if target.text in scale)
        accepted = choices[: choices.index(target.text) + 1]
    elif method == "met-or-not":
        choices, accepted = scoring_.verdicts, scoring_.verdicts[:1]
    return IndicatorPattern(
        section,
        category,
        # A number is the project's own: forms that differ in it alone share a shape.
        _without_number(target) if target.is_number else target,
        method,
        choices,
        accepted,
        share=target.is_percent and any(word in name for word in words.share_names),
        progress=target.is_percent and any(word in name for word in words.progress_names),
        child=child,
    )


@lru_cache(maxsize=1_024)
def _without_number(target: Target) -> Target:
    return replace(target, number=None, shown="")


def _unknown(place: str, word: str, known: list[str]) -> Mistake:
    near = nearest(word, known, listed=True)
    return mistake("not-of-choices", place, found=f"“{word}”", wanted="、".join(known), near=near)


def _word(value: object) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.text if isinstance(value, Raw) else "" if value is None else str(value)


def _target(template: Template, record: Record, path: str) -> Target | Mistake | None:
    """Return an indicator's target as read; None where the unit proposes it."""
    where, words = f"{path}.target_value", template.definition.indicators
    value = record.values.get(where)
    if value is None or (isinstance(value, str) and not value.strip()):
        return mistake("target-missing", where) if words.target_supplied in {"issued", "correctable"} else None
    text = _word(value)
    found = None if isinstance(value, Raw) else targets.parse_target(text)
    if found is None:
        return mistake("target-unreadable", where, found=text)
    scales = template.definition.scoring.scales
    if template.method_of(found.operator) == "ordinal" and not any(found.text in scale for scale in scales):
        known = list(dict.fromkeys(word for scale in scales for word in scale))
        near = nearest(found.text, known, listed=True)
        return mistake("grade-unknown", where, found=text, wanted="、".join(known), near=near)
    return found
