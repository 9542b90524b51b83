"""What goes before a form that is sent back: a sheet that says what is to be mended and where; notes at its cells."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Final

from xlgen import formula, layout, recompute, terms, writer
from xlgen.finding import BY_CODE
from xlgen.layout import Role
from xlgen.report.given import counts

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from xlgen.finding import Finding
    from xlgen.layout import Plan, Shape
    from xlgen.writer import Notice, Remark

_READ: Final = frozenset({"V303", "V307"})
"""What making a form anew settles: a text that reads as a number becomes one, a formula becomes its value."""
_RESTORED: Final = frozenset("SC")
"""Families of what the form made anew has no more."""
_MOST_LEFT_OUT: Final = 30
_MOST_CELLS: Final = 8
_ADDRESS: Final = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


def notice(
    verdict: Mapping[str, Any],
    plan: Plan,
    findings: Sequence[Mapping[str, Any]],
    left_out: tuple[Finding, ...],
    wanted: Sequence[str],
) -> Notice:
    """Return the sheet that goes before the form, and the notes at its cells; `wanted` are lines of the round's own."""
    blank = {each.field for each in left_out}
    own = [each for each in findings if each["owner"] == "F" and counts(each) and not each.get("waived")]
    own = [each for each in own if not each.get("beta")]
    follow = [[findings[number] for number in each.get("consequences", ())] for each in own]
    follow = [[each for each in some if not each.get("beta")] for some in follow]
    remarks = [_remark(plan, each, blank, beside) for each, beside in zip(own, follow, strict=True)]
    told = {each.get("field") for each in own}
    lost = [each for each in left_out if each.field not in told]
    remarks += [_lost(plan, each) for each in lost[:_MOST_LEFT_OUT]]
    project = verdict["project"] or {}
    lines = [
        terms.NOTICE_PROJECT.format(project=f"{project.get('code', '')} {project.get('name', '')}".strip()),
        terms.NOTICE_SOURCE.format(file=PurePosixPath(verdict["file"]).name),
        terms.NOTICE_WHAT,
        *wanted,
        terms.NOTICE_COUNT.format(count=len(remarks)),
    ]
    if all(each.todo == terms.NOTICE_RESTORED for each in remarks):
        lines.append(terms.NOTICE_NOTHING_LEFT)
    if len(lost) > _MOST_LEFT_OUT:
        lines.append(terms.NOTICE_FORM_GONE.format(count=len(lost)))
    notes: dict[tuple[str, int, int], list[str]] = defaultdict(list)
    for each in (*own, *itertools.chain.from_iterable(follow)):
        place = _place(plan, each)
        if place is not None:
            severity = terms.SEVERITIES[each["severity"]]
            notes[place].append(terms.NOTICE_CELL.format(severity=severity, said=_said(each)))
    return writer.Notice(lines, remarks, {place: "\n".join(each) for place, each in notes.items()})


def _remark(
    plan: Plan, finding: Mapping[str, Any], blank: Collection[object], follow: Sequence[Mapping[str, Any]]
) -> Remark:
    """Return a line of the sheet; it names the cells of what follows, for these may want something of their own."""
    place = _place(plan, finding)
    severity = terms.SEVERITIES[finding["severity"]]
    code = finding["code"]
    if code[0] in _RESTORED:
        todo = terms.NOTICE_RESTORED
    elif finding.get("field") in blank:
        todo = terms.NOTICE_BLANK
    elif code in _READ:
        todo = terms.NOTICE_READ
    elif finding.get("response"):
        todo = terms.ANSWERED
    else:
        todo = _todo(plan.shape, finding)
    said = _said(finding)
    for text, alike in ((terms.NOTICE_ALIKE, True), (terms.NOTICE_ALSO, False)):
        others = (_place(plan, each) for each in follow if (each["code"] == code) == alike)
        cells = [formula.a1(row, column) for _, row, column in filter(None, others)]
        said += text.format(cells="、".join(dict.fromkeys(cells))) if cells else ""
    if place is None:
        return writer.Remark(severity, finding["sheet"] or terms.NOTICE_WHOLE, "", said, todo)
    sheet, row, column = place
    cell = formula.a1(row, column)
    return writer.Remark(severity, f"{sheet} {cell}", _link(sheet, cell), said, todo)


def _said(finding: Mapping[str, Any]) -> str:
    """Return what is said of a finding: of what this file restored, what stood there before."""
    if finding["code"][0] not in _RESTORED:
        return str(finding["message"])
    found, cell = finding.get("found"), finding.get("cell")
    # A formula says nothing to the person who fills the form.
    told = found is not None and not str(found).startswith("=")
    before = terms.NOTICE_FOUND if told else terms.NOTICE_AT
    place = before.format(cell=cell, found=terms.quoted(found)) if cell else ""
    return terms.NOTICE_BEFORE.format(title=BY_CODE[finding["code"]].title, found=place)


def _todo(shape: Shape, finding: Mapping[str, Any]) -> str:
    """Return what the unit is to do, at a cell where it can do it."""
    field, severity = finding.get("field") or "", finding["severity"]
    if severity not in {"error", "warning"}:
        return ""
    if field not in shape.places or shape.places[field][1].role is Role.INPUT:
        todo = terms.NOTICE_ERROR if severity == "error" else ""
    else:
        todo = _elsewhere(shape, field)
    if severity == "error":
        return todo
    answer = shape.places.get(layout.response(field))
    if answer is None:
        return todo or terms.NOTICE_CHECK
    return todo + terms.NOTICE_WARNING.format(cell=f"{answer[0].name} {answer[1].a1}")


def _elsewhere(shape: Shape, field: str) -> str:
    """Return where to mend what a locked cell shows: the unit's own cells that it follows from, and the office's."""
    sheet = shape.places[field][0].name
    above = [shape.places[each] for each in recompute.sources(shape, field) if each in shape.places]
    own = sorted((cell.row, cell.column, cell.a1) for at, cell in above if at.name == sheet and cell.role is Role.INPUT)
    few = len(own) <= _MOST_CELLS
    todo = terms.NOTICE_COMPUTED.format(cells="、".join(cell for *_, cell in own)) if own and few else ""
    todo = todo or ("" if own else terms.NOTICE_ISSUED)
    correction = shape.places.get(layout.CORRECTION)
    if correction is None:
        return todo + terms.NOTICE_ASK
    return todo + terms.NOTICE_CORRECTION.format(cell=correction[1].a1)


def _lost(plan: Plan, finding: Finding) -> Remark:
    sheet, cell = plan.shape.places[finding.field]
    link = _link(sheet.name, cell.a1)
    return writer.Remark(
        terms.NOTICE_LEFT_OUT, f"{sheet.name} {cell.a1}", link, f"“{finding.label}”", terms.NOTICE_BLANK
    )


def _link(sheet: str, cell: str) -> str:
    quoted = sheet.replace("'", "''")
    return f"'{quoted}'!{cell}"


def _place(plan: Plan, finding: Mapping[str, Any]) -> tuple[str, int, int] | None:
    """Return the cell of the form that a finding is about: sheet, row, column; None where it is of no cell of it."""
    found = plan.shape.places.get(finding.get("field") or "")
    if found is not None:
        return found[0].name, found[1].row, found[1].column
    address = _ADDRESS.fullmatch(finding.get("cell") or "")
    if not address or finding["sheet"] not in plan.shape.positions:
        return None
    row, column = int(address[2]) - 1, formula.column_number(address[1])
    return next(_first_cells(plan, finding["sheet"], row, column), None)


def _first_cells(plan: Plan, name: str, row: int, column: int) -> Iterator[tuple[str, int, int]]:
    """Yield the first cell of the block of the form that covers a cell."""
    for sheet, cell in plan.shape.walk():
        down, right = row - cell.row, column - cell.column
        if sheet.name == name and 0 <= down < cell.rows and 0 <= right < cell.columns:
            yield name, cell.row, cell.column
