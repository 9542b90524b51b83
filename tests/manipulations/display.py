"""What is shown otherwise than it is, and what is written beside the form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.editing import Workbook
from tests.packages import with_picture
from xlgen.formula import a1
from xlgen.layout import Role

if TYPE_CHECKING:
    from tests.manipulations.change import Change, Found


def formatted(change: Change, role: Role, *codes: str) -> list[Found]:
    """Give a number another format."""
    found = [
        (sheet, cell)
        for sheet, cell in change.form.cells(role)
        if isinstance(change.form.contents.get(cell.field), float) and change.form.contents[cell.field] != 0
    ]
    sheet, cell = change.pick(found)
    change.book.restyle(sheet.name, cell.row, cell.column, format=change.chooser.choice(codes))
    return [("S114", cell.a1)]


def coloured(change: Change, **look: str) -> list[Found]:
    """Write in the colour of the paper, or too small to be read."""
    sheet, cell = change.number()
    change.book.restyle(sheet.name, cell.row, cell.column, **look)
    return [("S114", cell.a1)]


def words_hidden(change: Change) -> list[Found]:
    """Show nothing of a text that was filled in or issued."""
    texts = [
        (sheet, cell)
        for sheet, cell in [*change.form.cells(Role.ISSUED), *change.form.cells(Role.INPUT)]
        if isinstance(change.form.contents.get(cell.field), str)
        and str(change.form.contents[cell.field]).strip("\u3000\xa0 \n")
    ]
    sheet, cell = change.pick(texts)
    change.book.restyle(sheet.name, cell.row, cell.column, format=';;;"已完成"')
    return [("S114", cell.a1)]


def mark_hidden(change: Change) -> list[Found]:
    """Paint over the ✗ of the self-check by a conditional format."""
    sheet, cell = change.pick(change.form.marks)
    white = change.book.add_effect('<font><color rgb="FFFFFFFF"/></font>')
    change.book.add_rule(sheet.name, cell.a1, white)
    return [("S114", cell.a1)]


def number_by_condition(change: Change) -> list[Found]:
    """Show another number by a conditional format."""
    sheet, cell = change.number()
    effect = change.book.add_effect('<numFmt numFmtId="300" formatCode="&quot;100.00&quot;"/>')
    change.book.add_rule(sheet.name, cell.a1, effect)
    return [("S114", cell.a1)]


def white_text_added(change: Change) -> list[Found]:
    """Write in white upon white, beside the form."""
    row, column = change.chooser.randrange(1, 12), 25
    change.book.put(change.form.title, row, column, "另有约定")
    change.book.restyle(change.form.title, row, column, font="FFFFFF")
    return [("S111", a1(row, column))]


def text_beside(change: Change) -> list[Found]:
    """Write beside the form."""
    row, column = change.chooser.randrange(1, 12), 12 + change.chooser.randrange(8)
    change.book.put(change.form.title, row, column, 12.5)
    return [("S111", a1(row, column))]


def drawn_over(change: Change) -> list[Found]:
    """Lay a picture over a result."""
    sheet, cell = change.number()
    part = change.book.part_of(sheet.name)
    change.book = Workbook(with_picture(change.book.content(), part, cell.row, cell.column))
    return [("S111", cell.a1)]
