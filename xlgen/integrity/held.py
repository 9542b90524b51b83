"""What a file holds, against its plan: submitted values, formulas that are ours, results, and what is not as issued."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from xlgen import formula, manifest, terms
from xlgen.finding import BY_CODE, Finding, Severity
from xlgen.integrity import display, standing, structure
from xlgen.integrity.expected import Position, tables
from xlgen.integrity.placing import plain, same_text
from xlgen.integrity.standing import Standing
from xlgen.layout import Kind, Role
from xlgen.model import CellError, Content
from xlgen.reader import StoredCell

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xlgen.layout import Cell, Plan, Sheet
    from xlgen.reader import StoredWorkbook

NO_VALUE: Final = frozenset({"V308", "V304/date"})
"""Findings of an input in which nothing stands that could be its value."""
_BLANK: Final = StoredCell(None)
_ERRORS: Final = frozenset(each.value for each in CellError)
Cells = Mapping[str, Mapping[Position, StoredCell]]
"""By sheet and position of the plan, what the file holds."""
_IDENTITY: Final = ("project.code", "project.name")
_FOLLOWS: Final = "follows"
"""A formula that is not ours because of what was shifted or deleted: told there, and not again here."""


@dataclass(frozen=True, slots=True)
class Held:
    """What a file holds, against its plan.

    `inputs` is what stands in every issued and input cell; `given` in every label and every issued cell, by the plan's
    (sheet, row, column); `overwritten` in formula cells whose formula is not ours; `shown` are the stored results of
    those whose formula is ours, absent where there are none; `manual` says that the workbook computes only when told
    to. `gone` are the fields whose cells are no longer there: they are in none of these. `values_only` marks a file of
    which no formula could be read, `foreign` one whose form is of another project than its manifest.
    """

    inputs: Mapping[str, Content]
    given: Mapping[tuple[str, int, int], Content]
    overwritten: Mapping[str, Content]
    shown: Mapping[str, Content]
    manual: bool
    findings: tuple[Finding, ...]
    standing: Standing = field(default_factory=lambda: Standing({}))
    gone: frozenset[str] = frozenset()
    values_only: bool = False
    foreign: bool = False


def hold(plan: Plan, book: StoredWorkbook) -> Held:
    """Return what a workbook holds, and what of it is not as issued, values aside (S104–S115, C201, C202)."""
    shape = plan.shape
    found = standing.find(plan, book, manifest.SHEET)
    findings = [
        *structure.findings(plan, book, found),
        *([] if book.values_only else display.findings(plan, book, found)),
    ]
    cells = {name: found.cells(name) for name in found.sheets}
    inputs: dict[str, Content] = {}
    overwritten: dict[str, Content] = {}
    shown: dict[str, Content] = {}
    gone = set()
    for name, (sheet, cell) in shape.places.items():
        stored = _stored(found, cells, sheet, cell)
        if stored is None:
            gone.add(name)
        elif cell.role is not Role.FORMULA:
            inputs[name] = stored.content
            date = _date(book, cell, stored) if cell.role is Role.INPUT else ""
            key = _odd_input(found, sheet, cell, stored) if cell.role is Role.INPUT else ""
            key = key if key == "V308" or not date else "V304/date"
            if key:
                severity = BY_CODE[key.partition("/")[0]].severity
                findings.append(Finding(key=key, severity=severity, field=name, found=date or None))
        elif not book.values_only:
            key = _difference(found, sheet, cell, stored)
            if key:
                overwritten[name] = stored.content
            elif stored.computed:
                shown[name] = stored.content
            if key and key != _FOLLOWS:
                findings.append(_formula_differs(key, name, cell, stored))
    # A date in a number's cell is told as such, and not as another format too.
    dated = {each.field for each in findings if each.key == "V304/date"}
    findings = [each for each in findings if each.code != "S114" or each.field not in dated]
    given = dict(_given(plan, found, cells))
    held = Held(
        inputs, given, overwritten, shown, book.manual, tuple(findings), found, frozenset(gone), book.values_only
    )
    return _of_another_project(plan, held) or held


def _formula_differs(key: str, name: str, cell: Cell, stored: StoredCell) -> Finding:
    found = f"={stored.formula}" if stored.formula is not None else plain(stored.content)
    return Finding(key=key, severity=Severity.ERROR, field=name, found=found, expected=f"={cell.text}")


def _given(plan: Plan, found: Standing, cells: Cells) -> Iterator[tuple[tuple[str, int, int], Content]]:
    """Yield what stands in each label and each issued cell that is there."""
    for name, table in tables(plan.shape).items():
        there = cells.get(name, {})
        for place, position in table.printed.items():
            stored = there.get(position)
            if stored is not None:
                yield place, stored.content
            elif found.place(name, *position) is not None:
                yield place, None


def _of_another_project(plan: Plan, held: Held) -> Held | None:
    """Return what a file holds whose form names another project than its manifest; None where they agree.

    Whatever else differs follows from it: that is all that is told.
    """
    printed = [each for each in _IDENTITY if each in plan.issued and held.inputs.get(each) not in {None, ""}]
    if len(printed) < len(_IDENTITY):
        return None
    if any(same_text(_as_text(held.inputs[each]), str(plan.issued[each])) for each in printed):
        return None
    told = Finding(
        key="S103/project",
        severity=Severity.ERROR,
        label=terms.IDENTITY,
        found=" ".join(str(held.inputs[each]) for each in printed),
        expected=" ".join(str(plan.issued[each]) for each in printed),
    )
    return replace(held, findings=(told,), foreign=True)


def _as_text(content: Content) -> str:
    return f"{content:.15g}" if isinstance(content, float) else str(content)


def _odd_input(found: Standing, sheet: Sheet, cell: Cell, stored: StoredCell) -> str:
    """Return the code of what stands in an input beside a plain value: a picture, a formula; "" for neither."""
    covered = found.place(sheet.name, cell.row, cell.column) in found.sheets[sheet.name].pictures
    if stored.is_picture or (covered and cell.required and stored.content is None):
        return "V308"
    # An error constant is no formula, though some programs write it as one.
    return "V307" if stored.formula and stored.formula not in _ERRORS else ""


def _date(book: StoredWorkbook, cell: Cell, stored: StoredCell) -> str:
    """Return the date as which a number is shown in a cell for numbers, "" for none."""
    if not isinstance(stored.content, float) or cell.kind in {Kind.TEXT, Kind.CHOICE}:
        return ""
    return book.date(stored)


def _stored(found: Standing, cells: Cells, sheet: Sheet, cell: Cell) -> StoredCell | None:
    """Return what the file holds of a cell; None where the cell is gone."""
    stored = cells[sheet.name].get((cell.row, cell.column)) if sheet.name in cells else None
    if stored is not None:
        return stored
    return None if found.place(sheet.name, cell.row, cell.column) is None else _BLANK


def _difference(found: Standing, sheet: Sheet, cell: Cell, stored: StoredCell) -> str:
    """Return the code of a formula cell that does not hold our formula; "" where it does."""
    if stored.formula is None:
        return "C201"
    if stored.formula == cell.text and not found.changed:
        return ""
    theirs = _normal(stored.formula, sheet.name, found)
    ours = formula.normal(cell.text, sheet.name)
    if not found.changed:
        return "" if theirs == ours else "C202"
    moved = formula.with_areas(formula.parse(cell.text, sheet.name), found.area)
    if moved is not None and theirs == formula.spelled(moved):
        return ""
    # Of what speaks of cells that are gone nothing is known; some programs shift cells and leave references behind.
    return _FOLLOWS if moved is None or theirs == ours else "C202"


def _normal(text: str, sheet: str, found: Standing) -> str:
    """Return the normal form of a file's formula, its sheets called as in the plan."""
    if found.renamed:
        try:
            node = formula.with_areas(formula.parse(text, sheet, None), found.called)
        except formula.FormulaError:
            node = None
        if node is not None:
            return formula.spelled(node)
    return formula.normal(text, sheet)
