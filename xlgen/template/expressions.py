"""What is wrong with tables and score tables: names that stand for nothing, circles, methods without their keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xlgen import formula, targets, terms
from xlgen.finding import Mistake, mistake
from xlgen.scoring import criteria
from xlgen.strict import nearest, unknown
from xlgen.targets import Operator
from xlgen.template.rules import long_texts, parsed
from xlgen.template.tables import TOTAL_ROW, Tables
from xlgen.template.words import choice_mistakes, repeated

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from xlgen.template.definition import Definition
    from xlgen.template.evaluation import Cap, Criterion, FixedIndicator, Option, Tier
    from xlgen.template.tables import Entry, Table

_SAMPLE_ROW: Final = "row"
"""Stands for the rows that a record gives."""
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


def form_fields(definition: Definition) -> tuple[str, ...]:
    """Return the form's own fields that an expression may name."""
    if not definition.has_funding:
        return ()
    funding = definition.funding
    lines = [*(each.id for each in funding.lines), "total_funds"]
    return ("execution_rate", *(f"funding.{line}.{column.id}" for line in lines for column in funding.columns))


def tables_of(definition: Definition, rows: Mapping[str, Sequence[str]] | None = None) -> Tables:
    """Return the form's tables; `rows` are those that a record gives, by default one for a sample."""
    given = {each.id: (_SAMPLE_ROW,) for each in definition.tables} if rows is None else rows
    return Tables(definition.tables, given, form_fields(definition))


def guarded(entry: Entry, expression: str, entries: Mapping[str, Entry]) -> str:
    """Return an expression of a table's cell made total: its names hold numbers, or words where their cells do."""
    fields = dict(entry.names)

    def of_number(name: str) -> bool:
        found = entries.get(fields[name])
        return found is None or found.of_number

    return criteria.guarded(expression, of_number)


def readable(where: str, text: str) -> Iterator[Mistake]:
    """Yield what keeps an expression from being read."""
    node = parsed(where, text)
    if isinstance(node, Mistake):
        yield node
        return
    yield from (mistake("rule-address", where, found=area.a1, wanted=terms.CELL_NAMES) for area in formula.areas(node))
    yield from long_texts(where, node)


# --- tables ---------------------------------------------------------------------------------------------------------


def table_mistakes(definition: Definition) -> Iterator[Mistake]:
    """Yield what is wrong with the tables of a form."""
    yield from repeated("tables", [each.id for each in definition.tables])
    if len({each.id for each in definition.tables}) < len(definition.tables):
        return
    for index, table in enumerate(definition.tables):
        yield from _of_table(f"tables[{index}]", table, definition.title)
    tables = tables_of(definition)
    entries = tables.entries()
    for each in tables.unknown:
        yield mistake("cell-name-unknown", each.place, word=each.name, near=nearest(each.name, each.known))
    told: set[str] = set()
    for entry in entries.values():
        for text in (entry.formula, entry.or_states):
            if text and entry.place not in told:
                found = list(readable(entry.place, text))
                told.update(entry.place for _ in found)
                yield from found
        if entry.kind == "choice" and not entry.choices and not entry.computed and entry.place not in told:
            told.add(entry.place)
            yield mistake("key-missing", f"{entry.place}.choices", wanted=terms.LIST)
        if entry.states and not entries.get(entry.states, entry).computed:
            yield mistake("states-not-computed", entry.place, word=entry.states)
    yield from _circles(entries)


def _of_table(where: str, table: Table, title: str) -> Iterator[Mistake]:
    if table.sheet in {title, terms.GUIDE_SHEET, terms.CHECK_SHEET, terms.MANIFEST_SHEET}:
        yield mistake("title-reserved", f"{where}.sheet", found=table.sheet)
    yield from repeated(f"{where}.columns", [each.id for each in table.columns])
    yield from repeated(f"{where}.rows", [each.id for each in table.rows])
    columns = {each.id for each in table.columns}
    for index, row in enumerate(table.rows):
        if row.id in columns or (row.id == TOTAL_ROW and table.total_label):
            yield mistake("id-taken", f"{where}.rows[{index}].id", word=row.id)
    if (table.most_rows is None) == (not table.rows):
        yield mistake("rows-or-most", f"{where}.rows")
    rows = {*(each.id for each in table.rows), *([TOTAL_ROW] if table.total_label else [])}
    for index, cell in enumerate(table.cells):
        if cell.row not in rows:
            yield unknown(f"{where}.cells[{index}].row", cell.row, rows)
        if cell.column not in columns:
            yield unknown(f"{where}.cells[{index}].column", cell.column, columns)
    yield from _choices(where, table)


def _choices(where: str, table: Table) -> Iterator[Mistake]:
    for name, several in (("columns", table.columns), ("rows", table.rows), ("cells", table.cells)):
        for index, each in enumerate(several):
            at = f"{where}.{name}[{index}].choices"
            words = [(f"{at}[{number}]", word) for number, word in enumerate(each.choices or ())]
            yield from choice_mistakes(at, words, getattr(each, "label", table.title))


def _circles(entries: Mapping[str, Entry]) -> Iterator[Mistake]:
    """Yield each computed cell that follows from itself, one of every circle."""
    below = {
        path: [*each.sum, *(found for name, found in each.names if each.formula and name)]
        for path, each in entries.items()
        if each.computed
    }
    done: set[str] = set()
    for start, first in below.items():
        trail: list[str] = []
        stack = [(start, iter(first))]
        while stack:
            path, following = stack[-1]
            if path not in trail:
                trail.append(path)
            step = next((each for each in following if each in below and each not in done), None)
            if step is None:
                done.add(path)
                stack.pop()
                trail.pop()
            elif step in trail:
                circle = [*trail[trail.index(step) :], step]
                yield mistake("formula-circular", entries[step].place, found=" → ".join(circle))
                done.update(circle)
                break
            else:
                stack.append((step, iter(below[step])))


# --- score tables ---------------------------------------------------------------------------------------------------


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
    for index, section in enumerate(definition.sections):
        points = sum(each.max_score for each in evaluation.indicators if each.dimension == section.label)
        if points != section.max_score:
            found = f"{points:f}"
            yield mistake(
                "section-points", f"sections[{index}].max_score", found=found, wanted=f"{section.max_score:f}"
            )


def _of_indicator(definition: Definition, where: str, indicator: FixedIndicator, cap: Cap) -> Iterator[Mistake]:
    tables = tables_of(definition)
    for place, text in indicator.expressions():
        unread = list(readable(f"{where}.{place}", text))
        yield from unread
        if not unread:
            for name in formula.names(formula.parse_rule(text)):
                tables.path(name, f"{where}.{place}")
    for each in tables.unknown:
        yield mistake("cell-name-unknown", each.place, word=each.name, near=nearest(each.name, each.known))
    points = sum(each.points for each in indicator.criteria)
    if points > indicator.max_score and cap == "each":
        yield mistake("criteria-over", f"{where}.criteria", found=f"{points:f}", wanted=f"{indicator.max_score:f}")
    for index, criterion in enumerate(indicator.criteria):
        yield from _of_criterion(definition, f"{where}.criteria[{index}]", criterion)


def _of_criterion(definition: Definition, where: str, criterion: Criterion) -> Iterator[Mistake]:
    needed, possible = _KEYS[criterion.method]
    own = {"value", "unit", "target", "options", "tiers", "each", "bound", "per", "negative"}
    given = {key for key in own if getattr(criterion, key) not in (None, (), False)}
    yield from (mistake("key-missing", f"{where}.{key}", wanted=criterion.method) for key in sorted(needed - given))
    conditions = {key for key in ("full_when", "zero_when") if getattr(criterion, key) is not None}
    extra = (given - needed - possible) | (conditions if criterion.method == "judged" else set())
    extra |= given & {"negative"} if "value" in given else set()  # what is computed is not asked about
    for key in sorted(extra):
        yield mistake("key-unused", f"{where}.{key}", word=key, method=criterion.method)
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
                at, most = f"{where}.{key}[{index}].points", f"{criterion.points:f}"
                yield mistake("points-over", at, found=f"{each.points:f}", wanted=most)
        best = max((each.points for each in several), default=criterion.points)
        if best < criterion.points:
            found, most = f"{best:f}", f"{criterion.points:f}"
            yield mistake("points-unreachable", f"{where}.{key}", found=found, wanted=most)
    if criterion.method == "tiers" and criterion.tiers:
        yield from _tier_mistakes(where, criterion)
    if criterion.method == "checkpoint" and criterion.target:
        yield from _target_mistakes(definition, f"{where}.target", criterion.target)


def _tier_mistakes(where: str, criterion: Criterion) -> Iterator[Mistake]:
    read = [criteria.read_range(each.range) for each in criterion.tiers]
    for index, found in enumerate(read):
        if found is None or found.empty:
            yield mistake("range-unreadable", f"{where}.tiers[{index}].range", found=criterion.tiers[index].range)
    ranges = [each for each in read if each is not None and not each.empty]
    if len(ranges) == len(read) and (fault := criteria.uncovered(ranges)) is not None:
        kind, bound = fault
        shown = terms.ANYTHING if bound is None else f"{bound.normalize():f}"
        yield mistake(f"tiers-{kind}", f"{where}.tiers", found=shown)


def _target_mistakes(definition: Definition, where: str, text: str) -> Iterator[Mistake]:
    target = targets.parse_target(text)
    if target is None or target.operator is Operator.NOT_APPLICABLE:
        yield mistake("target-unreadable", where, found=text)
    elif target.operator is Operator.ORDINAL and not any(target.text in each for each in definition.scoring.scales):
        known = list(dict.fromkeys(word for scale in definition.scoring.scales for word in scale))
        near = nearest(target.text, known, listed=True)
        yield mistake("grade-unknown", where, found=text, wanted="、".join(known), near=near)


# --- figures --------------------------------------------------------------------------------------------------------


def figure_mistakes(definition: Definition) -> Iterator[Mistake]:
    """Yield figures that name no cell of a table."""
    tables = tables_of(definition)
    for key, name in definition.figures.items():
        tables.path(name, f"figures.{key}")
    for each in tables.unknown:
        yield mistake("cell-name-unknown", each.place, word=each.name, near=nearest(each.name, each.known))


def warnings(definition: Definition) -> Iterable[str]:
    """Yield what may be meant, but is worth a look: criteria that do not add up to their indicator's points."""
    evaluation = definition.evaluation
    for index, each in enumerate(() if evaluation is None else evaluation.indicators):
        points = sum(criterion.points for criterion in each.criteria)
        if evaluation is not None and points != each.max_score and evaluation.cap_of(each) == "each":
            yield terms.CRITERIA_DIFFER.format(
                place=f"evaluation.indicators[{index}].criteria",
                name=each.name,
                points=f"{points:f}",
                max_score=f"{each.max_score:f}",
            )
