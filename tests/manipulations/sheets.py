"""Sheets renamed, copied, deleted, added and hidden."""

from __future__ import annotations

import copy

from lxml import etree

from tests.editing import MAIN, Workbook, removed
from tests.manipulations.change import Change, Found, NothingToChange
from tests.packages import without_sheet
from xlgen import manifest, terms


def sheet_renamed(change: Change) -> list[Found]:
    """Rename a sheet."""
    sheet = change.chooser.choice(change.form.plan.shape.sheets)
    change.book.rename_sheet(sheet.name, "Sheet 1")
    return [("S112", "")]


def sheet_copied(change: Change) -> list[Found]:
    """Copy the form."""
    change.book.copy_sheet(change.form.title, f"{change.form.title} (2)")
    return [("S105", "")]


def sheet_deleted(change: Change, *names: str) -> list[Found]:
    """Delete a sheet; what spoke of it says #REF!."""
    shape = change.form.plan.shape
    tables = [each.name for each in shape.sheets if each.name not in {*terms.SHEETS, shape.title}]
    wanted = [each for each in names or tables if each in shape.positions]
    if not wanted:
        raise NothingToChange
    name = change.chooser.choice(wanted)
    change.book = Workbook(without_sheet(change.book.content(), shape.positions[name], name))
    return [("S104", "")]


def form_deleted(change: Change) -> list[Found]:
    """Delete the form."""
    return sheet_deleted(change, change.form.title)


def sheet_added(change: Change) -> list[Found]:
    """Add a sheet of one's own."""
    page = etree.fromstring(
        f'<worksheet xmlns="{MAIN[1:-1]}"><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData></worksheet>'
    )
    change.book.add_sheet("Sheet1", page)
    return [("S105", "")]


def sheet_hidden(change: Change) -> list[Found]:
    """Hide a sheet."""
    sheet = change.chooser.choice(change.form.plan.shape.sheets)
    change.book.entries[sheet.name].set("state", "hidden")
    return [("S110", "")]


def other_form_beside(change: Change) -> list[Found]:
    """Move the form of another project into the same workbook."""
    other = copy.deepcopy(change.book.sheet(change.form.title))
    change.book.add_sheet("另一项目的自评表", other)
    change.book.put("另一项目的自评表", 2, 2, "另一项目")
    return [("S105", "")]


def pasted_into_another(change: Change) -> list[Found]:
    """Copy the form's sheets into a new workbook, without the hidden one."""
    entry_of = change.book.entries[manifest.SHEET]
    removed(entry_of)
    return [("S101", "")]
