"""What goes before a form that is sent back: a sheet that says what is to be mended and where; notes at its cells."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

from xlgen import formula, terms, writer
from xlgen.report.given import counts

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from xlgen.finding import Finding
    from xlgen.layout import Plan
    from xlgen.writer import Notice, Remark

_READ: Final = frozenset({"V303", "V307"})
"""What making a form anew settles: a text that reads as a number becomes one, a formula becomes its value."""
_MOST_LEFT_OUT: Final = 30
_ADDRESS: Final = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


def notice(
    verdict: Mapping[str, Any],
    plan: Plan,
    findings: Sequence[Mapping[str, Any]],
    left_out: tuple[Finding, ...],
    due: str,
) -> Notice:
    """Return the sheet that goes before the form, and the notes at its cells."""
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
        terms.NOTICE_WHAT,
        terms.NOTICE_DUE.format(due=due) if due else terms.NOTICE_NO_DUE,
        terms.NOTICE_COUNT.format(count=len(remarks)),
    ]
    if len(lost) > _MOST_LEFT_OUT:
        lines.append(terms.NOTICE_FORM_GONE.format(count=len(lost)))
    notes: dict[tuple[str, int, int], list[str]] = defaultdict(list)
    for each in (*own, *itertools.chain.from_iterable(follow)):
        place = _place(plan, each)
        if place is not None:
            severity = terms.SEVERITIES[each["severity"]]
            notes[place].append(terms.NOTICE_CELL.format(severity=severity, said=each["message"]))
    return writer.Notice(lines, remarks, {place: "\n".join(each) for place, each in notes.items()})


def _remark(
    plan: Plan, finding: Mapping[str, Any], blank: Collection[object], follow: Sequence[Mapping[str, Any]]
) -> Remark:
    """Return a line of the sheet; it names the cells of what follows, for these may want something of their own."""
    place = _place(plan, finding)
    severity = terms.SEVERITIES[finding["severity"]]
    code = finding["code"]
    if code[0] in "SC":
        todo = terms.NOTICE_RESTORED
    elif finding.get("field") in blank:
        todo = terms.NOTICE_BLANK
    elif code in _READ:
        todo = terms.NOTICE_READ
    elif finding.get("response"):
        todo = terms.ANSWERED
    else:
        todo = {"error": terms.NOTICE_ERROR, "warning": terms.NOTICE_WARNING}.get(finding["severity"], "")
    cells = [formula.a1(row, column) for _, row, column in filter(None, (_place(plan, each) for each in follow))]
    said = finding["message"] + (terms.NOTICE_ALSO.format(cells="、".join(dict.fromkeys(cells))) if cells else "")
    if place is None:
        return writer.Remark(severity, finding["sheet"] or terms.NOTICE_WHOLE, "", said, todo)
    sheet, row, column = place
    cell = formula.a1(row, column)
    return writer.Remark(severity, f"{sheet} {cell}", _link(sheet, cell), said, todo)


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
