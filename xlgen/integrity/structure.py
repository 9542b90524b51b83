"""What of a workbook's build is not as issued: its sheets, names, merges, protection and entry rules."""

from __future__ import annotations

import itertools
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from xlgen import formula, terms
from xlgen.finding import Finding, Severity
from xlgen.integrity import lines
from xlgen.integrity.expected import tables
from xlgen.integrity.placing import of_cell, on_sheet, plain, seen, told
from xlgen.layout import Role
from xlgen.layout.entry import MOST, Entry
from xlgen.reader import Validation, Visibility

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from xlgen.integrity.alignment import Shift
    from xlgen.integrity.expected import Position, SheetTable
    from xlgen.integrity.standing import Standing
    from xlgen.layout import Cell, Plan, Shape
    from xlgen.reader import Block, StoredSheet, StoredWorkbook

_MOST: Final = 5_000
"""So many cells, merges or rules of one kind are looked at on a sheet; a form has some hundreds."""


def findings(plan: Plan, book: StoredWorkbook, found: Standing) -> Iterator[Finding]:
    """Yield what differs from the plan besides contents and looks."""
    shape = plan.shape
    yield from _sheets(shape, found)
    if book.values_only:
        return
    yield from _unprotected(shape, found)
    for name, sheet in found.sheets.items():
        table = tables(shape)[name]
        yield from lines.findings(plan, table, sheet, found)
        yield from told(itertools.islice(_added(shape, table, sheet, found), _MOST))
        yield from told(_drawn(shape, table, sheet, found))
        yield from told(_renamed(shape, table, found))
        yield from told(_merged(shape, table, sheet, found))
        yield from told(_entered(shape, table, sheet, found))
        yield from told(_unlocked(shape, table, book, found))


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


# --- what stands beside the form -------------------------------------------------------------------------------------


def _added(shape: Shape, table: SheetTable, sheet: StoredSheet, found: Standing) -> Iterator[Finding]:
    """Yield what stands in cells that are none of the plan's, nor of lines that were put between its own."""
    name = table.sheet.name
    held = _places(table, found)
    between: tuple[set[int], set[int]] = (set(), set())
    if name in found.rows:
        shifts = (found.rows[name], found.columns[name])
        between = tuple(_inserted(shift, sheet, axis) for axis, shift in enumerate(shifts))  # type: ignore[assignment] # two
    for place, cell in sheet.cells.items():
        if place in held or place[0] in between[0] or place[1] in between[1] or cell.content is None:
            continue
        if not isinstance(cell.content, str) or not formula.is_blank(cell.content):
            yield on_sheet(shape, name, seen("S111", plain(cell.content)), place, terms.BESIDE_THE_FORM)


def _inserted(shift: Shift, sheet: StoredSheet, axis: int) -> set[int]:
    """Return the lines that hold anything and were put between those of the plan."""
    kept = set(shift.lines.values())
    last = max(kept, default=-1)
    return {place[axis] for place in sheet.cells if place[axis] < last} - kept


def _places(table: SheetTable, found: Standing) -> Collection[Position]:
    """Return where the plan's cells stand."""
    name = table.sheet.name
    if name not in found.rows:
        return table.held
    placed = (found.place(name, *each) for each in table.held)
    return {each for each in placed if each is not None}


def _drawn(shape: Shape, table: SheetTable, sheet: StoredSheet, found: Standing) -> Iterator[Finding]:
    """Yield pictures and shapes that lie over cells; one in the place of a value that must be filled is told there."""
    held = _places(table, found)
    wanted = {found.place(table.sheet.name, *place) for place, (cell, _) in table.entries.items() if cell.required}
    for place in sorted(sheet.pictures | sheet.drawings):
        if place in held and (place not in wanted or place in sheet.cells):
            yield on_sheet(shape, table.sheet.name, seen("S111/drawn"), place, terms.DRAWN)


# --- names, merges, entry rules, protection --------------------------------------------------------------------------


def _renamed(shape: Shape, table: SheetTable, found: Standing) -> Iterator[Finding]:
    """Yield the names that are gone or point to another cell than theirs."""
    name = table.sheet.name
    if name not in found.rows and table.pointed.items() <= found.pointed.items():
        return
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
    there = set(sheet.merges[:_MOST])
    if name not in found.rows and there == table.merges.keys():
        return
    for block, cell in table.merges.items():
        area = found.area(formula.Area(name, *block))
        if found.place(name, cell.row, cell.column) is None:
            there.difference_update(_blocks(area))  # a program may split a block whose first cell is deleted
        elif area is not None and (area.top, area.left) != (area.bottom, area.right):
            wanted[area.top, area.left, area.bottom, area.right] = cell
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


def _blocks(area: formula.Area | None) -> tuple[Block, ...]:
    return () if area is None else ((area.top, area.left, area.bottom, area.right),)


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
    if name not in found.rows and sum(len(rule.blocks) for rule in sheet.validations) <= _MOST:
        differing = _known_otherwise(table, sheet.validations)
    else:
        placed = ((found.place(name, *place), each) for place, each in table.entries.items())
        inputs = {place: each for place, each in placed if place is not None}
        differing = _otherwise(inputs, sheet.validations)
    for cell, wanted, taken in differing:
        changed = seen("S109", _in_words(taken), _in_words(wanted))
        yield replace(of_cell(shape, name, cell, found, changed), field=cell.field)


def _otherwise(
    inputs: Mapping[Position, tuple[Cell, Entry | None]], validations: Sequence[Validation]
) -> tuple[tuple[Cell, Entry | None, Entry | str | None], ...]:
    """Return the inputs that take something else than was issued, each with what was issued and what it takes."""
    rules = {
        place: rule
        for rule in validations[:_MOST]
        for block in rule.blocks[:_MOST]
        for place in places_within(block, inputs)
    }
    taken = {place: _taken(rules[place]) if place in rules else None for place in inputs}
    return tuple((cell, wanted, taken[place]) for place, (cell, wanted) in inputs.items() if taken[place] != wanted)


@lru_cache(maxsize=64)
def _known_otherwise(
    table: SheetTable, validations: tuple[Validation, ...]
) -> tuple[tuple[Cell, Entry | None, Entry | str | None], ...]:
    """Return what `_otherwise` does where every cell stands in its place: that is the same in all files of a form."""
    return _otherwise(table.entries, validations)


@lru_cache(maxsize=4096)
def _taken(rule: Validation) -> Entry | str | None:
    """Return what a rule takes, in the plan's terms; its kind where the plan knows none like it."""
    if rule.kind == "none":
        return None
    text = rule.formula1 or ""
    if rule.kind == "list" and text.startswith('"'):
        return Entry(choices=tuple(each.strip() for each in text.strip('"').split(",")), binding=rule.refuses)
    if rule.kind != "decimal" or rule.operator not in {"between", "greaterThanOrEqual"}:
        return rule.kind
    try:
        # A bound that no number reaches is none: earlier forms had another.
        least = max(float(text), -MOST)
        most = min(float(rule.formula2 or ""), MOST) if rule.operator == "between" else MOST
    except ValueError:
        return rule.kind
    return Entry(least=least, most=most, binding=rule.refuses)


def _in_words(taken: Entry | str | None) -> str:
    if taken is None:
        return terms.UNRESTRICTED
    if isinstance(taken, str):
        return terms.ANOTHER_RULE
    if taken.choices:
        words = terms.ONE_OF if taken.binding else terms.OFFERED
        return words.format(choices="、".join(taken.choices))
    wanted = terms.MONEY_WANTED if taken.least == 0 else terms.NUMBER_WANTED
    return wanted if taken.binding else terms.ONLY_WARNED.format(wanted=wanted)


def _unprotected(shape: Shape, found: Standing) -> Iterator[Finding]:
    """Yield once that sheets are no longer protected; all of the plan's are."""
    bare = [name for name, sheet in found.sheets.items() if not sheet.protected]
    if bare:
        first = on_sheet(shape, bare[0], seen("S108", terms.UNPROTECTED, terms.PROTECTED))
        yield replace(first, label="、".join(bare))


def _unlocked(shape: Shape, table: SheetTable, book: StoredWorkbook, found: Standing) -> Iterator[Finding]:
    """Yield the cells that are locked in the plan and no longer are."""
    name = table.sheet.name
    locked = frozenset(index for index, style in enumerate(book.styles) if style.locked)
    there = found.cells(name)
    if all(stored.style in locked or place in table.entries for place, stored in there.items()):
        return
    for cell in table.sheet.cells:
        stored = there.get((cell.row, cell.column)) if cell.role is not Role.INPUT else None
        if stored is not None and not book.style(stored).locked:
            yield of_cell(shape, name, cell, found, seen("S108/unlocked", terms.UNLOCKED, terms.LOCKED))
