"""Rows and columns inserted, deleted, moved and hidden."""

from __future__ import annotations

import re

from tests.editing import MAIN
from tests.manipulations.change import Change, Found, NothingToChange
from xlgen.formula import a1
from xlgen.layout import Role


def _kept(number: int) -> int:
    return number


def row_deleted(change: Change) -> list[Found]:
    """Delete a row."""
    sheet, row = change.row()
    change.book.shift(sheet, lambda each: None if each == row else each - (each > row), _kept)
    return [("S106", a1(row, 0))]


def rows_inserted(change: Change, count: int, *, follow: bool = True) -> list[Found]:
    """Insert rows."""
    sheet, row = change.row()
    change.book.shift(sheet, lambda each: each + count * (each >= row), _kept, follow=follow)
    return [("S106", a1(row, 0))]


def row_inserted_and_filled(change: Change) -> list[Found]:
    """Insert a row and write an indicator of one's own into it."""
    sheet, row = change.row()
    change.book.shift(sheet, lambda each: each + (each >= row), _kept)
    for column, content in ((2, "自行增加的指标"), (4, 5.0), (5, 5.0), (6, 2.0)):
        change.book.put(sheet, row, column, content)
    return [("S106", a1(row, 0))]


def rows_swapped(change: Change) -> list[Found]:
    """Cut an indicator's row and insert it above the one before it."""
    shape = change.form.plan.shape
    rows = {
        cell.row
        for sheet, cell in change.form.cells(Role.ISSUED)
        if sheet.name == change.form.title and re.fullmatch(r"indicators\[\d+\]\.name", cell.field)
    }
    sheet = next(each for each in shape.sheets if each.name == change.form.title)
    edges = {cell.row for cell in sheet.cells if cell.rows > 1}
    pairs = sorted(row for row in rows if row - 1 in rows and row not in edges and row - 1 not in edges)
    if not pairs:
        raise NothingToChange
    row = change.chooser.choice(pairs)
    places = {row: row - 1, row - 1: row}
    change.book.shift(sheet.name, lambda each: places.get(each, each), _kept)
    return [("S106", f"{a1(row - 1, 0)}|{a1(row, 0)}")]  # either of the two has moved


def column_inserted(change: Change) -> list[Found]:
    """Insert a column."""
    column = change.chooser.randrange(1, 4)
    change.book.shift(change.form.title, _kept, lambda each: each + (each >= column))
    return [("S106", a1(0, column))]


def column_deleted(change: Change) -> list[Found]:
    """Delete the column of what was achieved."""
    _, cell = change.pick(
        (sheet, cell)
        for sheet, cell in change.form.cells(Role.INPUT)
        if sheet.name == change.form.title and cell.field.startswith("indicators[") and cell.columns == 1
    )
    column = cell.column
    change.book.shift(change.form.title, _kept, lambda each: None if each == column else each - (each > column))
    return [("S106", a1(0, column))]


def row_hidden(change: Change, **attributes: str) -> list[Found]:
    """Hide a row, or give it no height."""
    sheet, row = change.row()
    for each in change.book.rows(sheet):
        if each.get("r") == str(row + 1):
            for key, value in attributes.items():
                each.set(key, value)
    return [("S110", a1(row, 0))]


def column_hidden(change: Change, **attributes: str) -> list[Found]:
    """Hide a column, or give it no width."""
    column = change.chooser.randrange(4)
    for each in change.book.sheet(change.form.title).iterfind(f"{MAIN}cols/{MAIN}col"):
        if each.get("min") == str(column + 1):
            for key, value in attributes.items():
                each.set(key, value)
    return [("S110", a1(0, column))]
