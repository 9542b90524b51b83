"""Formulas and results that are not those of the plan."""

from __future__ import annotations

import re

from tests.editing import MAIN, Workbook
from tests.manipulations.change import Change, Found, NothingToChange
from tests.packages import BOOK
from xlgen import recompute, terms, writer
from xlgen.layout import Role


def constant_over_formula(change: Change) -> list[Found]:
    """Type a number over a formula."""
    sheet, cell = change.number()
    change.computed({cell.field: 95.5})
    change.book.put(sheet.name, cell.row, cell.column, 95.5)
    return [("C201", cell.a1)]


def result_pasted(change: Change) -> list[Found]:
    """Paste a formula's own result over it."""
    sheet, cell = change.number()
    value = change.form.contents[cell.field]
    change.book.put(sheet.name, cell.row, cell.column, float(str(value)))
    return [("C201", cell.a1)]


def formula_emptied(change: Change) -> list[Found]:
    """Delete a formula."""
    sheet, cell = change.pick(change.form.cells(Role.FORMULA, named=False))
    change.computed({cell.field: None})
    change.book.put(sheet.name, cell.row, cell.column, None)
    return [("C201", cell.a1)]


def edited(change: Change, pattern: str, replacing: str) -> list[Found]:
    """Edit a formula and leave its result as it was, as where the edit changes nothing for these inputs."""
    sheet, cell, text = change.formula(pattern, replacing=replacing)
    change.book.formula(sheet.name, cell.row, cell.column).text = text
    return [("C202", cell.a1)]


def weight_constant(change: Change) -> list[Found]:
    """Put the number in the place of a reference to it."""
    sheet, cell = change.pick(
        (sheet, cell) for sheet, cell in change.form.cells(Role.FORMULA) if re.search(r"\b[A-Z]{1,2}\d+\b", cell.text)
    )
    text = re.sub(r"\b[A-Z]{1,2}\d+\b(?!:)", "10", cell.text, count=1)
    change.book.formula(sheet.name, cell.row, cell.column).text = text
    return [("C202", cell.a1)]


def one_row_short(change: Change) -> list[Found]:
    """End the block of a sum a row too early."""

    def shorter(match: re.Match[str]) -> str:
        return f"{match[1]}{match[2]}:{match[3]}{int(match[4]) - 1}"

    pattern = re.compile(r"([A-Z]{1,2})(\d+):([A-Z]{1,2})(\d+)")
    found = [
        (sheet, cell)
        for sheet, cell in change.form.cells(Role.FORMULA, named=False)
        if (match := pattern.search(cell.text)) and int(match[2]) < int(match[4])
    ]
    sheet, cell = change.pick(found)
    change.book.formula(sheet.name, cell.row, cell.column).text = pattern.sub(shorter, cell.text, count=1)
    return [("C202", cell.a1)]


def replaced_wholly(change: Change) -> list[Found]:
    """Write another formula."""
    sheet, cell = change.number()
    change.computed({cell.field: 100.0})
    change.book.put_formula(sheet.name, cell.row, cell.column, "100-0", 100.0)
    return [("C202", cell.a1)]


def result_forged(change: Change) -> list[Found]:
    """Change a stored result and leave the formula."""
    sheet, cell = change.number()
    value = change.book.stored(sheet.name, cell.row, cell.column)
    value.text = repr(float(value.text or 0) + 1.5)
    return [("C203", cell.a1)]


def mark_forged(change: Change) -> list[Found]:
    """Make a line of the self-check say that what it found is but a hint."""
    sheet, cell = change.pick(change.form.marks)
    value = change.book.stored(sheet.name, cell.row, cell.column)
    value.text = terms.PASSED if value.text == terms.MARKS["note"] else terms.MARKS["note"]
    return [("C203", cell.a1)]


def _manual(change: Change) -> None:
    calculation = change.book.root(BOOK).find(f"{MAIN}calcPr")
    if calculation is None:
        raise NothingToChange
    calculation.set("calcMode", "manual")


def stale(change: Change) -> list[Found]:
    """Leave all results as they were issued, in a workbook that computes when told to."""
    _manual(change)
    blank = recompute.issued_contents(change.form.plan)
    issued = recompute.evaluate(change.form.plan.shape, [blank])[0]
    other = Workbook(writer.write(change.form.manifest, change.form.contents | issued))
    differs = [field for field, value in issued.items() if change.form.contents.get(field) != value]
    if not differs:
        raise NothingToChange
    _manual(Change(change.form, other, change.chooser))
    change.book = other
    return [("C204", "")]


def manual_and_forged(change: Change) -> list[Found]:
    """Do so in a workbook that computes when told to."""
    _manual(change)
    return result_forged(change)


def never_computed(change: Change) -> list[Found]:
    """Drop every result, as some libraries do."""
    for name in change.book.entries:
        for cell in change.book.sheet(name).iter(f"{MAIN}c"):
            value = cell.find(f"{MAIN}v")
            if cell.find(f"{MAIN}f") is not None and value is not None:
                cell.remove(value)
    return [("C204", "")]
