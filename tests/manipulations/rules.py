"""Names, entry rules and protection changed or lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.editing import MAIN, removed
from tests.manipulations.cells import number_input
from tests.manipulations.change import Change, Form, Found, NothingToChange
from xlgen import layout, terms
from xlgen.formula import a1
from xlgen.layout import Role
from xlgen.layout.entry import entry

if TYPE_CHECKING:
    from lxml import etree

    from xlgen.layout import Cell, Sheet


def _named(change: Change) -> tuple[Sheet, Cell, str]:
    roles = (Role.FORMULA, Role.INPUT, Role.ISSUED)
    sheet, cell = change.pick(each for role in roles for each in change.form.cells(role))
    return sheet, cell, layout.defined_name(cell.field)


def name_deleted(change: Change) -> list[Found]:
    """Delete a name."""
    _, cell, name = _named(change)
    removed(change.book.name(name))
    return [("S113", cell.a1)]


def cell_dragged_away(change: Change) -> list[Found]:
    """Drag an input to a place beside the form: its name goes along."""
    sheet, cell = number_input(change)
    place = cell.row, 20
    change.book.put(sheet.name, cell.row, cell.column, None)
    change.book.put(sheet.name, *place, float(str(change.form.contents[cell.field])))
    change.book.name(layout.defined_name(cell.field)).text = f"'{sheet.name}'!${a1(0, 20)[:-1]}${cell.row + 1}"
    return [("S113", cell.a1), ("S111", a1(*place))]


def name_redirected(change: Change) -> list[Found]:
    """Let a name point elsewhere."""
    _, cell, name = _named(change)
    change.book.name(name).text = f"'{change.form.title}'!$A$1"
    return [("S113", cell.a1)]


def names_deleted(change: Change) -> list[Found]:
    """Drop all names, as a program may that does not know them."""
    for each in change.book.names:
        if (each.get("name") or "").startswith(layout.NAME_PREFIX):
            removed(each)
    first = next(cell for sheet, cell in _in_order(change.form) if sheet.name not in terms.SHEETS)
    return [("S113", first.a1)]


def _in_order(form: Form) -> list[tuple[Sheet, Cell]]:
    """Return the cells that carry a name, in the order of the sheets."""
    return list(form.plan.shape.places.values())


def _ruled(change: Change, *, listed: bool) -> tuple[Cell, etree._Element]:
    """Return an input with an entry rule, of words or of numbers, and the rule."""
    found = []
    for sheet, cell in change.form.cells(Role.INPUT, named=False):
        taken = entry(cell)
        if taken and bool(taken.choices) is listed:
            found.append((sheet, cell))
    sheet, cell = change.pick(found)
    for rule in change.book.sheet(sheet.name).iter(f"{MAIN}dataValidation"):
        if cell.a1 in (rule.get("sqref") or "").split():
            return cell, rule
    raise NothingToChange


def rule_removed(change: Change) -> list[Found]:
    """Delete an entry rule."""
    cell, rule = _ruled(change, listed=False)
    removed(rule)
    return [("S109", cell.a1)]


def rule_loosened(change: Change) -> list[Found]:
    """Let an entry rule warn only."""
    cell, rule = _ruled(change, listed=False)
    rule.set("errorStyle", "warning")
    return [("S109", cell.a1)]


def bound_loosened(change: Change) -> list[Found]:
    """Lower the bound of an entry rule."""
    cell, rule = _ruled(change, listed=False)
    for each in rule.iterfind(f"{MAIN}formula1"):
        each.text = "-999"
    return [("S109", cell.a1)]


def list_extended(change: Change) -> list[Found]:
    """Offer one word more."""
    cell, rule = _ruled(change, listed=True)
    for each in rule.iterfind(f"{MAIN}formula1"):
        each.text = f'"{(each.text or "").strip(chr(34))},其他"'
    return [("S109", cell.a1)]


def rules_lost(change: Change) -> list[Found]:
    """Drop all entry rules of a sheet."""
    root = change.book.sheet(change.form.title)
    for each in root.findall(f"{MAIN}dataValidations"):
        root.remove(each)
    ruled = [cell for sheet, cell in change.form.cells(Role.INPUT) if sheet.name == change.form.title and entry(cell)]
    if not ruled:
        raise NothingToChange
    return [("S109", min(ruled, key=lambda cell: (cell.row, cell.column)).a1)]


def unprotected(change: Change, *, every: bool) -> list[Found]:
    """Lift the protection."""
    names = [each.name for each in change.form.plan.shape.sheets]
    for name in names if every else [change.chooser.choice(names)]:
        root = change.book.sheet(name)
        for each in root.findall(f"{MAIN}sheetProtection"):
            root.remove(each)
    return [("S108", "")]


def unlocked(change: Change) -> list[Found]:
    """Unlock a formula."""
    sheet, cell = change.number()
    change.book.restyle(sheet.name, cell.row, cell.column, locked="0")
    return [("S108", cell.a1)]
