"""Holds a returned workbook against its plan: which formulas are ours, which values were submitted.

A file supplies values, never logic: its own formulas are only compared with ours, in normal form.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from xlgen import formula, layout, manifest, reader, terms
from xlgen.finding import BY_CODE, Finding, Severity, UsageError, mistake
from xlgen.layout import Kind, Role
from xlgen.manifest import Broken, Manifest
from xlgen.model import CellError, Content
from xlgen.reader import StoredCell

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from xlgen.layout import Cell, Plan, Shape, Sheet
    from xlgen.reader import StoredWorkbook

NO_VALUE: Final = frozenset({"V308", "V304/date"})
"""Findings of an input in which nothing stands that could be its value."""
_BLANK: Final = StoredCell(None)
_ERRORS: Final = frozenset(each.value for each in CellError)
_TOLERANCE: Final = 1e-12
"""Relative; programs add up in another order and print 15 to 17 digits."""


@dataclass(frozen=True, slots=True)
class Held:
    """What a file holds, against its plan.

    `inputs` is what stands in every issued and input cell; `given` in every label and every issued cell, by (sheet,
    row, column); `overwritten` in formula cells whose formula is not ours; `shown` are the stored results of those
    whose formula is ours, absent where there are none; `manual` says that the workbook computes only when told to.
    """

    inputs: Mapping[str, Content]
    given: Mapping[tuple[str, int, int], Content]
    overwritten: Mapping[str, Content]
    shown: Mapping[str, Content]
    manual: bool
    findings: tuple[Finding, ...]


def open_form(path: Path) -> tuple[str, Manifest | str, StoredWorkbook | None]:
    """Return a file's SHA-256, its manifest or the key of the finding that says why there is none, and its cells.

    Raises
    ------
    OSError
        The file cannot be opened at all.

    """
    digest, book = reader.read(path)
    if isinstance(book, str):
        return digest, book, None
    sheet = book.sheets.get(manifest.SHEET)
    found = manifest.from_rows(sheet.rows()) if sheet else None
    if found is None:
        return digest, "S101", book
    return digest, found.key if isinstance(found, Broken) else found, book


def open_issued(path: Path) -> tuple[Manifest, dict[str, Content]]:
    """Return a workbook's manifest and what stands in its input cells.

    Raises
    ------
    UsageError
        It cannot be read, or is none of ours.

    """
    try:
        _, found, book = open_form(path)
    except OSError as error:
        raise UsageError(str(path), mistake("file-unreadable", wanted=terms.WORKBOOK)) from error
    if not isinstance(found, Manifest) or book is None:
        key = str(found)
        raise UsageError(str(path), mistake("not-issued", title=terms.TITLES[key], sentence=terms.SENTENCES[key]))
    return found, dict(hold(found.plan, book).inputs)


def hold(plan: Plan, book: StoredWorkbook) -> Held:
    """Return what a workbook holds, and what of its formulas is not ours (C201, C202, S104)."""
    findings: list[Finding] = []
    inputs: dict[str, Content] = {}
    overwritten: dict[str, Content] = {}
    shown: dict[str, Content] = {}
    shape = plan.shape
    for sheet in shape.sheets:
        if sheet.name not in book.sheets:
            severity = Severity.ERROR if sheet.name == shape.title else Severity.WARNING
            position = shape.positions[sheet.name]
            findings.append(
                Finding(key="S104", severity=severity, sheet=sheet.name, sheet_position=position, label=sheet.name)
            )
    for field, (sheet, cell) in shape.places.items():
        if sheet.name not in book.sheets:
            continue
        stored = _stored(book, sheet, cell)
        if cell.role is not Role.FORMULA:
            key = _odd_input(book, sheet, cell, stored) if cell.role is Role.INPUT else ""
            if key:
                severity = BY_CODE[key.partition("/")[0]].severity
                findings.append(Finding(key=key, severity=severity, field=field, found=stored.date or None))
            inputs[field] = stored.content
            continue
        key = _difference(sheet, cell, stored)
        if not key:
            if stored.computed:
                shown[field] = stored.content
            continue
        overwritten[field] = stored.content
        expected = f"={cell.text}"
        found = f"={stored.formula}" if stored.formula is not None else plain(stored.content)
        findings.append(Finding(key=key, severity=Severity.ERROR, field=field, found=found, expected=expected))
    given = {
        (sheet.name, cell.row, cell.column): _stored(book, sheet, cell).content
        for sheet, cell in shape.walk()
        if cell.role in {Role.LABEL, Role.ISSUED} and sheet.name in book.sheets
    }
    return Held(inputs, given, overwritten, shown, book.manual, tuple(findings))


def _odd_input(book: StoredWorkbook, sheet: Sheet, cell: Cell, stored: StoredCell) -> str:
    """Return the key of what stands in an input beside a plain value: a picture, a date, a formula; "" for none."""
    covered = (cell.row, cell.column) in book.sheets[sheet.name].pictures and stored.content is None
    if stored.is_picture or (covered and cell.required):
        return "V308"
    if stored.date and cell.kind not in {Kind.TEXT, Kind.CHOICE}:
        return "V304/date"
    # An error constant is no formula, though some programs write it as one.
    return "V307" if stored.formula and stored.formula not in _ERRORS else ""


def _stored(book: StoredWorkbook, sheet: Sheet, cell: Cell) -> StoredCell:
    return book.sheets[sheet.name].cells.get((cell.row, cell.column), _BLANK)


def _difference(sheet: Sheet, cell: Cell, stored: StoredCell) -> str:
    if stored.formula is None:
        return "C201"
    if stored.formula == cell.text:
        return ""
    same = formula.normal(stored.formula, sheet.name) == formula.normal(cell.text, sheet.name)
    return "" if same else "C202"


def described(plan: Plan, finding: Finding) -> Finding:
    """Return a finding with its field's place and its row's name."""
    if not finding.field:
        return finding
    _, cell = plan.shape.places[finding.field]
    row_name = str(plan.issued.get(cell.row_label) or "") if cell.row_label else ""
    return place(plan.shape, finding.field, finding, row_name)


def as_shown(cell: Cell, content: object, apart: Iterable[Decimal] = ()) -> str:
    """Return a number as its cell shows it: 95.00%, 6天; "" for what is no number.

    It has as many decimals more as it takes to tell it from the numbers `apart`.
    """
    if not isinstance(content, float) or not cell.number_format:
        return ""
    return layout.as_shown(fifteen(content), cell.number_format, apart).text


def fifteen(number: float) -> Decimal:
    """Return a cell's number as it is written out in 15 significant digits."""
    return Decimal(f"{number:.15g}")


def place(shape: Shape, field: str, finding: Finding, row_name: str = "") -> Finding:
    """Return a finding with its field's sheet, cell, path and label, and its numbers as the cell shows them."""
    sheet, cell = shape.places[field]
    label = cell.label or field
    numbers = [fifteen(each) for each in (finding.found, finding.expected) if isinstance(each, float)]
    return replace(
        finding,
        sheet=sheet.name,
        sheet_position=shape.positions[sheet.name],
        cell=cell.a1,
        field=field,
        label=f"{row_name}·{label}" if row_name else label,
        beside_form=sheet.name != shape.title,
        seen=finding.seen or as_shown(cell, finding.found, numbers),
        wanted=as_shown(cell, finding.expected, numbers),
    )


def at(shape: Shape, position: tuple[str, int, int], finding: Finding) -> Finding:
    """Return a finding with the place of a cell that carries no field of its own: a label, a repeated name."""
    sheet, row, column = position
    cell = shape.cells[position]
    label = cell.text.replace("\n", "") or cell.label
    return replace(
        finding,
        sheet=sheet,
        sheet_position=shape.positions[sheet],
        beside_form=sheet != shape.title,
        cell=formula.a1(row, column),
        label=label,
    )


def plain(content: Content) -> object:
    """Return a content as a message and JSON show it."""
    return content.value if isinstance(content, CellError) else content


def same_text(stored: Content, issued: Content) -> bool:
    """Return whether an issued cell holds what was issued; programs rewrite line ends and outer spaces of texts."""
    stored, issued = (None if content == "" else content for content in (stored, issued))
    if isinstance(stored, str) and isinstance(issued, str):
        return "".join(stored.split()) == "".join(issued.split())
    return same(stored, issued)


def same(stored: Content, computed: Content) -> bool:
    """Return whether a stored result is what the formula gives, as far as 15 digits tell."""
    if isinstance(stored, bool) or isinstance(computed, bool):
        return stored is computed
    if isinstance(stored, float) and isinstance(computed, float):
        return math.isclose(stored, computed, rel_tol=_TOLERANCE, abs_tol=_TOLERANCE)
    return stored == computed
