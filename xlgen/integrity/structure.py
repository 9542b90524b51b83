"""What of a workbook's build is not as issued: sheets, rows and columns, names, merges, protection, entry rules."""

from __future__ import annotations

import itertools
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from xlgen import formula, terms
from xlgen.finding import BY_CODE, Finding, Severity
from xlgen.integrity.expected import tables
from xlgen.integrity.placing import on_sheet, plain
from xlgen.layout import Role
from xlgen.layout.entry import MOST, Entry
from xlgen.reader import Validation, Visibility

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from xlgen.integrity.alignment import Shift
    from xlgen.integrity.expected import Position, SheetTable
    from xlgen.integrity.standing import Standing
    from xlgen.layout import Cell, Plan, Shape
    from xlgen.reader import Block, StoredSheet, StoredWorkbook

_EACH: Final = 3
"""So many of one kind on a sheet are told one by one; where there are more, the first tells of the others."""
_NAMED: Final = 6
"""So many places are named where more are meant."""


def findings(plan: Plan, book: StoredWorkbook, found: Standing) -> Iterator[Finding]:
    """Yield what differs from the plan besides contents and looks."""
    shape = plan.shape
    yield from _sheets(shape, found)
    if book.values_only:
        return
    yield from _unprotected(shape, found)
    for name, sheet in found.sheets.items():
        table = tables(shape)[name]
        yield from _shifted(shape, table, found)
        yield from told(_hidden(shape, table, sheet, found))
        yield from told(_added(shape, table, sheet, found))
        yield from told(_drawn(shape, table, sheet, found))
        yield from told(_renamed(shape, table, found))
        yield from told(_merged(shape, table, sheet, found))
        yield from told(_entered(shape, table, sheet, found))
        yield from told(_unlocked(shape, table, book, found))


def seen(key: str, found: object = None, expected: object = None) -> Finding:
    """Return a finding of the catalogue's severity, not yet placed."""
    return Finding(key=key, severity=BY_CODE[key.partition("/")[0]].severity, found=found, expected=expected)


def of_cell(shape: Shape, sheet: str, cell: Cell, found: Standing, finding: Finding) -> Finding:
    """Return a finding about a cell of the plan where it stands in the file, by its label."""
    place = found.place(sheet, cell.row, cell.column) or (cell.row, cell.column)
    label = cell.label or (cell.text.replace("\n", "") if cell.role is Role.LABEL else cell.field)
    return on_sheet(shape, sheet, finding, place, label)


def told(found: Iterable[Finding]) -> Iterator[Finding]:
    """Yield findings of one sheet, those of a kind that there are many of as one."""
    kinds: dict[str, list[Finding]] = {}
    for each in found:
        kinds.setdefault(each.key, []).append(each)
    for alike in kinds.values():
        if len(alike) <= _EACH:
            yield from alike
            continue
        first, *others = alike
        more = terms.AND_MORE if len(others) > _NAMED else ""
        places = "、".join(each.cell or each.label for each in others[:_NAMED]) + more
        yield replace(first, after=terms.ALSO.format(count=len(others), places=places))


# --- sheets ----------------------------------------------------------------------------------------------------------


def _sheets(shape: Shape, found: Standing) -> Iterator[Finding]:
    for name in shape.positions:
        if name not in found.sheets:
            # The form and its tables hold what is asked for; guide and self-check only help.
            severity = Severity.WARNING if name in terms.SHEETS else Severity.ERROR
            yield on_sheet(shape, name, replace(seen("S104"), severity=severity))
    for name, called in found.renamed.items():
        yield on_sheet(shape, called, seen("S112", name, called))
    last = len(shape.sheets)
    for name in found.added:
        key = "S105/copy" if name in found.copies else "S105"
        yield replace(seen(key), sheet=name, sheet_position=last, beside_form=True, label=name)
    for name, sheet in found.sheets.items():
        if sheet.visibility is not Visibility.VISIBLE:
            yield on_sheet(shape, name, seen("S110", terms.UNSEEN, terms.SEEN))


# --- rows and columns ------------------------------------------------------------------------------------------------


def _shifted(shape: Shape, table: SheetTable, found: Standing) -> Iterator[Finding]:
    """Yield the one finding that says what of a sheet stands elsewhere."""
    name = table.sheet.name
    if name not in found.rows:
        return
    changes = [
        (place if lines is found.rows[name] else place[::-1], words)
        for lines, spell in ((found.rows[name], _rows), (found.columns[name], _columns))
        for place, words in _changes(lines, spell)
    ]
    more = terms.AND_MORE if len(changes) > _NAMED else ""
    words = "，".join(words for _, words in changes[:_NAMED]) + more
    yield on_sheet(shape, name, seen("S106", words, terms.AS_ISSUED), changes[0][0], terms.PLACES_OF_LINES)


def _changes(shift: Shift, spell: Callable[[int, int], str]) -> Iterator[tuple[Position, str]]:
    """Yield each change of the order of lines: where it is seen first, as if lines were rows, and in words."""
    for first, last in shift.inserted():
        yield (first, 0), terms.INSERTED.format(lines=spell(first, last))
    for first, last in runs(shift.gone()):
        yield (first, 0), terms.GONE.format(lines=spell(first, last))
    for line in sorted(shift.moved):
        place = shift.lines[line]
        yield (place, 0), terms.MOVED.format(line=spell(line, line), place=spell(place, place))


def runs(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
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
    lines = {"row": set(), "column": set()}  # type: dict[str, set[int]]
    for row, column in table.held:
        place = found.place(name, row, column)
        if place:
            lines["row"].update({place[0]} if unseen.row(place[0]) else ())
            kept = column in table.sheet.hidden_columns or not unseen.column(place[1])
            lines["column"].update(() if kept else {place[1]})
    for first, last in runs(sorted(lines["row"])):
        yield on_sheet(shape, name, seen("S110", terms.UNSEEN, terms.SEEN), (first, 0), _rows(first, last))
    for first, last in runs(sorted(lines["column"])):
        yield on_sheet(shape, name, seen("S110", terms.UNSEEN, terms.SEEN), (0, first), _columns(first, last))


# --- what stands beside the form -------------------------------------------------------------------------------------


def _added(shape: Shape, table: SheetTable, sheet: StoredSheet, found: Standing) -> Iterator[Finding]:
    """Yield what stands in cells that are none of the plan's."""
    held = _places(table, found)
    for place, cell in sheet.cells.items():
        blank = cell.content is None or (isinstance(cell.content, str) and formula.is_blank(cell.content))
        if place not in held and not blank:
            added = seen("S111", plain(cell.content))
            yield on_sheet(shape, table.sheet.name, added, place, terms.BESIDE_THE_FORM)


def _places(table: SheetTable, found: Standing) -> Collection[Position]:
    """Return where the plan's cells stand, and the lines that were put between them."""
    name = table.sheet.name
    if name not in found.rows:
        return table.held
    placed = (found.place(name, *each) for each in table.held)
    places = {each for each in placed if each is not None}
    bottom, right = (max(each[axis] for each in places) if places else -1 for axis in (0, 1))
    between = {
        (row, column)
        for lines, across in ((found.rows[name], False), (found.columns[name], True))
        for first, last in lines.inserted()
        for line in range(first, last + 1)
        for other in range((bottom if across else right) + 1)
        for row, column in [(other, line) if across else (line, other)]
    }
    return frozenset(places | between)


def _drawn(shape: Shape, table: SheetTable, sheet: StoredSheet, found: Standing) -> Iterator[Finding]:
    """Yield pictures and shapes that lie over cells; what a picture in the place of a value means is told elsewhere."""
    held = _places(table, found)
    for place in sorted(sheet.pictures | sheet.drawings):
        if place in held:
            yield on_sheet(shape, table.sheet.name, seen("S111/drawn"), place, terms.DRAWN)


# --- names, merges, entry rules, protection --------------------------------------------------------------------------


def _renamed(shape: Shape, table: SheetTable, found: Standing) -> Iterator[Finding]:
    """Yield the names that are gone or point to another cell than theirs."""
    name = table.sheet.name
    for defined, cell in table.names.items():
        place = found.place(name, cell.row, cell.column)
        pointed = found.pointed.get(defined)
        # Where cells were shifted, names may have moved with them or stayed: either way that is told already.
        stayed = name in found.rows and pointed == (name, cell.row, cell.column)
        if place is not None and pointed != (name, *place) and not stayed:
            gone = seen("S113", _reference(pointed), _reference((name, *place)))
            yield replace(of_cell(shape, name, cell, found, gone), field=cell.field)


def _reference(place: tuple[str, int, int] | None) -> str:
    if place is None:
        return terms.NO_REFERENCE
    sheet, row, column = place
    return f"{sheet}!{formula.a1(row, column)}"


def _merged(shape: Shape, table: SheetTable, sheet: StoredSheet, found: Standing) -> Iterator[Finding]:
    """Yield the blocks of the plan that are merged otherwise, and merges that the plan does not know."""
    name = table.sheet.name
    wanted: dict[Block, Cell] = {}
    for block, cell in table.merges.items():
        area = found.area(formula.Area(name, *block))
        if area is not None and (area.top, area.left) != (area.bottom, area.right):
            wanted[area.top, area.left, area.bottom, area.right] = cell
    there = set(sheet.merges)
    if there == wanted.keys():
        return
    corners = {block[:2]: block for block in there - wanted.keys()}
    for block, cell in wanted.items():
        if block not in there:
            other = corners.pop(block[:2], None)
            changed = seen("S115", _area(other) if other else terms.NOT_MERGED, _area(block))
            yield of_cell(shape, name, cell, found, changed)
    held = _places(table, found)
    for corner, block in sorted(corners.items()):
        if any(places_within(block, held)):
            yield on_sheet(shape, name, seen("S115", _area(block), terms.NOT_MERGED), corner, _area(block))


def _area(block: Block) -> str:
    return formula.Area("", *block).a1


def places_within(block: Block, places: Collection[Position]) -> Iterator[Position]:
    """Yield those of some places that lie within a block; a block may be as large as a sheet."""
    top, left, bottom, right = block
    if (bottom - top + 1) * (right - left + 1) <= len(places):
        every = itertools.product(range(top, bottom + 1), range(left, right + 1))
        return (place for place in every if place in places)
    return ((row, column) for row, column in places if top <= row <= bottom and left <= column <= right)


def _entered(shape: Shape, table: SheetTable, sheet: StoredSheet, found: Standing) -> Iterator[Finding]:
    """Yield the inputs that take something else than was issued."""
    name = table.sheet.name
    placed = ((found.place(name, *place), each) for place, each in table.entries.items())
    inputs = {place: each for place, each in placed if place is not None}
    rules = {
        place: rule for rule in sheet.validations for block in rule.blocks for place in places_within(block, inputs)
    }
    for place, (cell, wanted) in inputs.items():
        taken = _taken(rules[place]) if place in rules else None
        if taken != wanted:
            changed = seen("S109", _in_words(taken), _in_words(wanted))
            yield replace(of_cell(shape, name, cell, found, changed), field=cell.field)


@lru_cache(maxsize=4096)
def _taken(rule: Validation) -> Entry | str | None:
    """Return what a rule takes, in the plan's terms; its kind where the plan knows none like it."""
    if rule.kind == "none":
        return None
    text = rule.formula1 or ""
    if rule.kind == "list" and text.startswith('"'):
        return Entry(choices=tuple(each.strip() for each in text.strip('"').split(",")), binding=rule.refuses)
    if rule.kind != "decimal" or rule.operator not in {"between", "greaterThanOrEqual"} or not rule.refuses:
        return rule.kind
    try:
        # A bound that no number reaches is none: earlier forms had another.
        least = max(float(text), -MOST)
        most = min(float(rule.formula2 or ""), MOST) if rule.operator == "between" else MOST
    except ValueError:
        return rule.kind
    return Entry(least=least, most=most)


def _in_words(taken: Entry | str | None) -> str:
    if taken is None:
        return terms.UNRESTRICTED
    if isinstance(taken, str):
        return terms.ANOTHER_RULE
    if taken.choices:
        words = terms.ONE_OF if taken.binding else terms.OFFERED
        return words.format(choices="、".join(taken.choices))
    return terms.MONEY_WANTED if taken.least == 0 else terms.NUMBER_WANTED


def _unprotected(shape: Shape, found: Standing) -> Iterator[Finding]:
    """Yield once that sheets are no longer protected; all of the plan's are."""
    bare = [name for name, sheet in found.sheets.items() if not sheet.protected]
    if bare:
        first = on_sheet(shape, bare[0], seen("S108", terms.UNPROTECTED, terms.PROTECTED))
        yield replace(first, label="、".join(bare))


def _unlocked(shape: Shape, table: SheetTable, book: StoredWorkbook, found: Standing) -> Iterator[Finding]:
    """Yield the cells that are locked in the plan and no longer are."""
    name = table.sheet.name
    for cell in table.sheet.cells:
        place = found.place(name, cell.row, cell.column)
        stored = found.sheets[name].cells.get(place) if place else None
        if stored and cell.role is not Role.INPUT and not book.style(stored).locked:
            yield of_cell(shape, name, cell, found, seen("S108/unlocked", terms.UNLOCKED, terms.LOCKED))
