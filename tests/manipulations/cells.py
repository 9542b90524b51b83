"""Merges, and inputs that hold no plain value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from tests.editing import MAIN, removed
from tests.manipulations.change import Change, Found, NothingToChange
from xlgen.formula import a1
from xlgen.layout import Role
from xlgen.layout.entry import entry

if TYPE_CHECKING:
    from xlgen.layout import Cell, Sheet


def merge_split(change: Change) -> list[Found]:
    """Split merged cells."""
    sheet = next(each for each in change.form.plan.shape.sheets if each.name == change.form.title)
    merged = [(sheet, cell) for cell in sheet.cells if (cell.rows, cell.columns) != (1, 1)]
    _, cell = change.pick(merged)
    for each in change.book.sheet(sheet.name).findall(f"{MAIN}mergeCells/{MAIN}mergeCell"):
        if (each.get("ref") or "").partition(":")[0] == cell.a1:
            removed(each)
    return [("S115", cell.a1)]


def merge_added(change: Change) -> list[Found]:
    """Merge a score with what stands right of it."""
    sheet = next(each for each in change.form.plan.shape.sheets if each.name == change.form.title)
    single = {(cell.row, cell.column): cell for cell in sheet.cells if (cell.rows, cell.columns) == (1, 1)}
    _, cell = change.pick((sheet, cell) for (row, column), cell in single.items() if (row, column + 1) in single)
    merges = change.book.sheet(sheet.name).find(f"{MAIN}mergeCells")
    if merges is None:
        raise NothingToChange
    etree.SubElement(merges, f"{MAIN}mergeCell", ref=f"{cell.a1}:{a1(cell.row, cell.column + 1)}")
    return [("S115", cell.a1)]


def number_input(change: Change) -> tuple[Sheet, Cell]:
    """Return an input of the form that holds a number."""
    return change.pick(
        (sheet, cell)
        for sheet, cell in change.form.cells(Role.INPUT)
        if isinstance(change.form.contents.get(cell.field), float) and entry(cell) and not cell.unit_field
    )


def formula_in_input(change: Change, text: str) -> list[Found]:
    """Write a formula into an input."""
    sheet, cell = number_input(change)
    change.book.put_formula(sheet.name, cell.row, cell.column, text, float(str(change.form.contents[cell.field])))
    return [("V307", cell.a1)]


def picture_in_input(change: Change) -> list[Found]:
    """Place a picture in an input, as WPS does."""
    sheet, cell = number_input(change)
    picture = 'DISPIMG("ID_1",1)'
    change.book.put_formula(sheet.name, cell.row, cell.column, f"_xlfn.{picture}", f"={picture}")
    return [("V308", cell.a1)]
