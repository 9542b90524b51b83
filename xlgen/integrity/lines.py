"""Rows and columns that were inserted, deleted, moved or hidden."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from xlgen import formula, terms
from xlgen.integrity.placing import MOST_NAMED, on_sheet, seen, told
from xlgen.layout import Role

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from collections.abc import Set as AbstractSet

    from xlgen.finding import Finding
    from xlgen.integrity.alignment import Shift
    from xlgen.integrity.expected import Position, SheetTable
    from xlgen.integrity.standing import Standing
    from xlgen.layout import Plan, Shape
    from xlgen.reader import StoredSheet


def findings(plan: Plan, table: SheetTable, sheet: StoredSheet, found: Standing) -> Iterator[Finding]:
    """Yield what of a sheet stands elsewhere, and what of it is no longer seen."""
    yield from _shifted(plan, table, found)
    yield from told(_hidden(plan.shape, table, sheet, found))


def _shifted(plan: Plan, table: SheetTable, found: Standing) -> Iterator[Finding]:
    """Yield the one finding that says what of a sheet stands elsewhere."""
    shape, name = plan.shape, table.sheet.name
    if name not in found.rows:
        return
    changes = [
        (place if lines is found.rows[name] else place[::-1], words)
        for lines, spell in ((found.rows[name], _rows), (found.columns[name], _columns))
        for place, words in _changes(lines, spell, _labels(plan, table, 0 if spell is _rows else 1))
    ]
    more = terms.AND_MORE if len(changes) > MOST_NAMED else ""
    words = "，".join(words for _, words in changes[:MOST_NAMED]) + more
    yield on_sheet(shape, name, seen("S106", words, terms.AS_ISSUED), changes[0][0], terms.PLACES_OF_LINES)


def _labels(plan: Plan, table: SheetTable, axis: int) -> Mapping[int, str]:
    """Return what the rows (axis 0) or columns (axis 1) of a sheet are called: what was issued in them, or a label."""
    labels: dict[int, str] = {}
    for cell in table.sheet.cells:
        line, across = (cell.row, cell.column)[axis], (cell.rows, cell.columns)[axis]
        if cell.role is Role.LABEL and cell.text and across == 1:
            labels.setdefault(line, cell.text.replace("\n", ""))
    if axis == 0:
        issued = (cell for cell in table.sheet.cells if cell.role is Role.ISSUED and cell.field.endswith(".name"))
        labels |= {cell.row: str(plan.issued.get(cell.field) or "") for cell in issued}
    return labels


def _changes(
    shift: Shift, spell: Callable[[int, int], str], labels: Mapping[int, str]
) -> Iterator[tuple[Position, str]]:
    """Yield each change of the order of lines: where it is seen first, as if lines were rows, and in words."""
    for first, last in shift.inserted():
        yield (first, 0), terms.INSERTED.format(lines=spell(first, last))
    for first, last in _runs(shift.gone()):
        names = dict.fromkeys(terms.shown(labels.get(line)) for line in range(first, last + 1))
        yield (first, 0), terms.GONE.format(lines=spell(first, last), label="、".join(names))
    for line in sorted(shift.moved):
        place = shift.lines[line]
        label = terms.shown(labels.get(line))
        yield (place, 0), terms.MOVED.format(line=spell(line, line), label=label, place=spell(place, place))


def _runs(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield the (first, last) of each run of numbers that follow each other, in ascending order."""
    for _, group in itertools.groupby(enumerate(numbers), key=lambda each: each[1] - each[0]):
        run = [number for _, number in group]
        yield run[0], run[-1]


def _rows(first: int, last: int) -> str:
    return terms.ROW.format(row=first + 1) if first == last else terms.ROWS.format(first=first + 1, last=last + 1)


def _columns(first: int, last: int) -> str:
    start, end = (formula.a1(0, column)[:-1] for column in (first, last))
    return terms.COLUMN.format(column=start) if first == last else terms.COLUMNS.format(first=start, last=end)


def _hidden(shape: Shape, table: SheetTable, sheet: StoredSheet, found: Standing) -> Iterator[Finding]:
    """Yield a finding for each run of rows and of columns of the plan that are no longer seen."""
    name = table.sheet.name
    unseen = sheet.hidden
    rows, columns = _lines(table, found)
    rows = {row for row in rows if unseen.row(row)}
    columns = {column for column in columns if unseen.column(column)}
    for first, last in _runs(sorted(rows)):
        yield on_sheet(shape, name, seen("S110", terms.UNSEEN, terms.SEEN), (first, 0), _rows(first, last))
    for first, last in _runs(sorted(columns)):
        yield on_sheet(shape, name, seen("S110", terms.UNSEEN, terms.SEEN), (0, first), _columns(first, last))


def _lines(table: SheetTable, found: Standing) -> tuple[AbstractSet[int], AbstractSet[int]]:
    """Return in which rows and columns of the file the plan's cells stand that are to be seen."""
    name, hidden = table.sheet.name, table.sheet.hidden_columns
    if name not in found.rows:
        return table.rows, table.columns.difference(hidden)
    held = {place: column for row, column in table.held if (place := found.place(name, row, column))}
    return {row for row, _ in held}, {place for (_, place), column in held.items() if column not in hidden}
