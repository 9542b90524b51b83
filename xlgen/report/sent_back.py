"""退回修改/: for each file sent back or flagged the unit's own form made anew, with what is to be mended and where."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from xlgen import files, formula, integrity, reader, terms, writer
from xlgen.finding import UsageError, mistake
from xlgen.manifest import Manifest
from xlgen.report.given import counts, department
from xlgen.verbs import naming, repair

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from pathlib import Path

    from xlgen.finding import Finding
    from xlgen.layout import Plan
    from xlgen.reader import Reader, Source
    from xlgen.report.given import Found, Round
    from xlgen.writer import Notice, Remark

WANTED: Final = frozenset({"sent-back", "flagged"})
_READ: Final = frozenset({"V303", "V307"})
"""What making a form anew settles: a text that reads as a number becomes one, a formula becomes its value."""
_MOST_LEFT_OUT: Final = 30
_ADDRESS: Final = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


@dataclass(frozen=True, slots=True)
class Remade:
    """What was written of one file: its path, or why there is none."""

    result: Found
    path: Path | None
    reason: str = ""


@dataclass(slots=True)
class _Folder:
    """The folder while it is written: names taken, by department."""

    root: Path
    names: Mapping[str, str]
    taken: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def path(self, name: str, project: Mapping[str, str]) -> Path:
        own = naming.file_name(project.get("code", ""), project.get("name", ""), 1, self.taken[name])
        return self.root / self.names[name] / own


def write(root: Path, given: Round) -> list[Remade]:
    """Write a form for each file that is sent back or flagged into `root`, a folder a department.

    What an earlier run left there and this one did not write is moved to a folder of its own: nothing is deleted.

    Raises
    ------
    UsageError
        The folder cannot be written.

    """
    expected = given.expected
    wanted = [each for each in given.results if each.verdict["status"] in WANTED]
    departments = [department(each, expected) for each in wanted]
    folder = _Folder(root, naming.folder_names(departments, [terms.EARLIER_FOLDER]))
    of_round = defaultdict(list)
    for each in given.summary["findings"]:
        of_round[each.get("file")].append(each)
    done = []
    with reader.Reader(given.password) as opening:
        for result, name in zip(wanted, departments, strict=True):
            source = given.sources.get(result.file)
            issue = expected.get((result.verdict["project"] or {}).get("code", ""))
            due = given.due or (issue.due if issue else "")
            made = _remade(result, source, opening, of_round[result.file], due)
            if isinstance(made, str):
                done.append(Remade(result, None, made))
                continue
            path = folder.path(name, result.verdict["project"])
            files.save(path, made)
            done.append(Remade(result, path))
    _put_away(root, {each.path for each in done if each.path})
    return done


def _put_away(root: Path, written: set[Path]) -> None:
    """Move what an earlier run wrote out of the way."""
    earlier = root / terms.EARLIER_FOLDER
    try:
        for path in sorted(root.rglob("*.xlsx")) if root.is_dir() else ():
            if path not in written and earlier not in path.parents:
                target = earlier / path.relative_to(root)
                target.parent.mkdir(parents=True, exist_ok=True)
                path.replace(target)
    except OSError as error:
        raise UsageError(str(root), mistake("not-writable")) from error


def _remade(
    result: Found, source: Source | None, opening: Reader, of_round: Sequence[Mapping[str, Any]], due: str
) -> bytes | str:
    """Return a form made anew, or why it cannot be."""
    findings = result.verdict["findings"]
    first = next((each for each in findings if each["severity"] == "error"), None)
    reason = terms.TITLES[first["code"]] if first else terms.NOT_FOUND_AGAIN
    if source is None or "manifest" not in result.facts:
        return reason
    try:
        digest, book = opening.read(source)
    except OSError:
        return terms.NOT_FOUND_AGAIN
    found = book if isinstance(book, str) else integrity.recognised(book)
    if digest != result.verdict["sha256"]:
        return terms.NOT_FOUND_AGAIN
    if isinstance(book, str) or not isinstance(found, Manifest):
        return reason
    held = integrity.hold(found.plan, book)
    if held.foreign:
        return reason

    def told(left_out: tuple[Finding, ...]) -> Notice:
        return _notice(result, found.plan, [*findings, *of_round], left_out, due)

    return repair.anew(found, held, told).content


def _notice(
    result: Found, plan: Plan, findings: Sequence[Mapping[str, Any]], left_out: tuple[Finding, ...], due: str
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
    project = result.verdict["project"] or {}
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
