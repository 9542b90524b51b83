"""What is wrong with tables and figures: names that stand for nothing, circles, sums of what is no number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xlgen import formula, scoring, terms
from xlgen.finding import Mistake, mistake
from xlgen.formula.kinds import ANYTHING, NUMBER
from xlgen.scoring import criteria
from xlgen.strict import nearest, shown, unknown
from xlgen.template import meaning
from xlgen.template.definition import FIGURES
from xlgen.template.rules import long_texts, parsed
from xlgen.template.tables import TOTAL_ROW, Tables
from xlgen.template.words import choice_mistakes, repeated

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from xlgen.template.definition import Definition
    from xlgen.template.tables import Entry, Table

_SAMPLE_ROW: Final = "row"
"""Stands for the rows that a record gives."""


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
    yield from unknown_cells(tables)
    for entry in entries.values():
        yield from _of_entry(entry, entries)
    for circle in _circles(_computed_from(entries)):
        yield mistake("formula-circular", entries[circle[-1]].place, found=" → ".join(circle))
    yield from _once(_of_parts(entries))


def unknown_cells(tables: Tables) -> Iterator[Mistake]:
    """Yield the names that stand for nothing, or for a cell that prints a stroke."""
    for each in tables.unknown:
        if each.stroke:
            yield mistake("cell-name-stroke", each.place, word=each.name, cell=each.stroke)
        else:
            yield mistake("cell-name-unknown", each.place, word=each.name, near=nearest(each.name, each.known))


def _named(path: str) -> str:
    """Return the name by which a cell of a table is spoken of anywhere in the form."""
    return path.removeprefix("tables.")


def _of_entry(entry: Entry, entries: Mapping[str, Entry]) -> Iterator[Mistake]:
    """Yield what is wrong with one cell of a table."""
    of_name = meaning.kinds_of(dict(entry.names), entries)
    wanted = NUMBER if entry.of_number else ANYTHING
    for key, text in (("formula", entry.formula), ("or_states", entry.or_states)):
        if text:
            unread = list(readable(entry.at(key), text))
            yield from unread or meaning.value_mistakes(entry.at(key), text, of_name, wanted, terms.VALUE_OF_NUMBER)
    if entry.kind == "choice" and not entry.choices and not entry.computed:
        yield mistake("key-missing", f"{entry.place}.choices", wanted=terms.LIST)
    if entry.states and not entries.get(entry.states, entry).computed:
        yield mistake("states-not-computed", entry.place, word=entry.states)


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


def _of_parts(entries: Mapping[str, Entry]) -> Iterator[Mistake]:
    """Yield what is wrong with the cells that are added up: words, one that stands twice, the total itself."""
    for entry in entries.values():
        said = dict(entry.said)
        for key, paths in (("sum", entry.sum if "sum" in said else ()), ("parts", entry.parts)):
            yield from repeated(entry.at(key), [_named(each) for each in paths])
            for index, path in enumerate(paths):
                if path in entries and not entries[path].of_number:
                    yield mistake("words-counted", f"{entry.at(key)}[{index}]", found=shown(_named(path)))
    for circle in _circles({path: each.parts for path, each in entries.items() if each.parts}):
        yield mistake("part-of-itself", entries[circle[-1]].at("parts"), found=" → ".join(map(_named, circle)))


def _once(mistakes: Iterable[Mistake]) -> Iterator[Mistake]:
    """Yield a mistake of a column or a row for the first of its cells alone."""
    told: set[tuple[str, str]] = set()
    for each in mistakes:
        if (each.key, each.place) not in told:
            told.add((each.key, each.place))
            yield each


def _computed_from(entries: Mapping[str, Entry]) -> dict[str, list[str]]:
    """Return the cells that each computed cell follows from."""
    return {
        path: [*each.sum, *(found for name, found in each.names if each.formula and name)]
        for path, each in entries.items()
        if each.computed
    }


def _circles(below: Mapping[str, Sequence[str]]) -> Iterator[list[str]]:
    """Yield one circle of every cell that comes back to itself by way of the cells below it."""
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
                yield circle
                done.update(circle)
                break
            else:
                stack.append((step, iter(below[step])))


# --- figures --------------------------------------------------------------------------------------------------------


def figure_mistakes(definition: Definition) -> Iterator[Mistake]:
    """Yield figures that name no number of a table, or are called as one that every verdict has.

    Where a form has no money table, its figures say which cell is the execution rate.
    """
    taken = {*FIGURES, scoring.RATING} - (set() if definition.has_funding else {scoring.EXECUTION_RATE})
    tables = Tables(definition.tables, {each.id: (_SAMPLE_ROW,) for each in definition.tables}, ())
    entries = tables.entries()
    tables.unknown.clear()  # what the cells themselves speak of is told elsewhere
    for key, name in definition.figures.items():
        where = f"figures.{key}"
        if key in taken:
            yield mistake("id-taken", where, word=key)
        path = tables.path(name, where)
        if path and not entries[path].of_number:
            yield mistake("figure-not-number", where, word=name)
    yield from unknown_cells(tables)
