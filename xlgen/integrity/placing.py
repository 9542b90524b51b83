"""Findings given their place: sheet, address, label, and numbers as their cell shows them."""

from __future__ import annotations

import math
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from xlgen import formula, layout, terms
from xlgen.finding import BY_CODE, Finding
from xlgen.integrity.expected import squeezed
from xlgen.layout import Role
from xlgen.model import CellError, Content

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xlgen.integrity.expected import Position
    from xlgen.integrity.standing import Standing
    from xlgen.layout import Cell, Plan, Shape

_TOLERANCE: Final = 1e-12
"""Relative; programs add up in another order and print 15 to 17 digits."""

_EACH: Final = 3
"""So many of one kind on a sheet are told one by one; where there are more, the first tells of the others."""
MOST_NAMED: Final = 6
"""So many places are named where more are meant."""


def described(plan: Plan, finding: Finding, standing: Standing | None = None) -> Finding:
    """Return a finding with its field's place, in the file where one is given, and its row's name."""
    if not finding.field:
        return finding
    _, cell = plan.shape.places[finding.field]
    row_name = str(plan.issued.get(cell.row_label) or "") if cell.row_label else ""
    return place(plan.shape, finding.field, finding, row_name, standing)


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


def place(shape: Shape, field: str, finding: Finding, row_name: str = "", standing: Standing | None = None) -> Finding:
    """Return a finding with its field's sheet, cell, path and label, and its numbers as the cell shows them."""
    sheet, cell = shape.places[field]
    label = cell.label or field
    at = standing.place(sheet.name, cell.row, cell.column) if standing else None
    numbers = [fifteen(each) for each in (finding.found, finding.expected) if isinstance(each, float)]
    return replace(
        finding,
        sheet=sheet.name,
        sheet_position=shape.positions[sheet.name],
        cell=formula.a1(*at) if at else cell.a1,
        field=field,
        label=f"{row_name}·{label}" if row_name else label,
        beside_form=sheet.name != shape.title,
        seen=finding.seen or as_shown(cell, finding.found, numbers),
        wanted=finding.wanted or as_shown(cell, finding.expected, numbers),
    )


def at(shape: Shape, position: tuple[str, int, int], finding: Finding, standing: Standing | None = None) -> Finding:
    """Return a finding with the place of a cell that carries no field of its own: a label, a repeated name."""
    sheet, row, column = position
    cell = shape.cells[position]
    found = standing.place(sheet, row, column) if standing else None
    label = cell.text.replace("\n", "") or cell.label or (shape.places[cell.field][1].label if cell.field else "")
    return on_sheet(shape, sheet, finding, found or (row, column), label)


def on_sheet(shape: Shape, sheet: str, finding: Finding, at: Position | None = None, label: str = "") -> Finding:
    """Return a finding about a sheet of the plan, or about one of its cells as they stand in the file."""
    return replace(
        finding,
        sheet=sheet,
        sheet_position=shape.positions[sheet],
        beside_form=sheet != shape.title,
        cell=formula.a1(*at) if at else "",
        label=label or sheet,
    )


def plain(content: Content) -> object:
    """Return a content as a message and JSON show it."""
    return content.value if isinstance(content, CellError) else content


def same_text(stored: Content, issued: Content) -> bool:
    """Return whether an issued cell holds what was issued; programs rewrite line ends and outer spaces of texts."""
    if stored == issued and type(stored) is type(issued):
        return True
    stored, issued = (None if content == "" else content for content in (stored, issued))
    if isinstance(stored, str) and isinstance(issued, str):
        return stored == issued or squeezed(stored) == squeezed(issued)
    return same(stored, issued)


def same(stored: Content, computed: Content) -> bool:
    """Return whether a stored result is what the formula gives, as far as 15 digits tell."""
    if stored == computed and type(stored) is type(computed):
        return True
    if isinstance(stored, bool) or isinstance(computed, bool):
        return stored is computed
    if isinstance(stored, float) and isinstance(computed, float):
        return math.isclose(stored, computed, rel_tol=_TOLERANCE, abs_tol=_TOLERANCE)
    return stored == computed


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
        more = terms.AND_MORE if len(others) > MOST_NAMED else ""
        places = "、".join(each.cell or each.label for each in others[:MOST_NAMED]) + more
        yield replace(first, after=terms.ALSO.format(count=len(others), places=places))
