"""The summary that ends a run: counts, lists, and what is to be said of the round as a whole."""

from __future__ import annotations

import contextlib
import sqlite3
import tempfile
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from xlgen import ledger, policy, template, terms
from xlgen.collection import changes, departments, joining
from xlgen.collection.alike import Alikes
from xlgen.collection.entry import Entry, entry
from xlgen.finding import BY_CODE, OF_A_ROUND, Finding, Severity, Status, UsageError, mistake
from xlgen.verbs.verdict import finding_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from xlgen.collection.joining import Joined, Taking
    from xlgen.results import Result

_BY_LEDGER: Final = ("R701", "R703", "R707", "R708")
_ORDER: Final = [each.value for each in Severity]


def close(
    results: Iterable[Result],
    attachments: Mapping[str, str] | Mapping[str, Mapping[str, Any]] | tuple[()],
    taking: Taking,
) -> dict[str, Any]:
    """Return the summary of a round, and write the round into the ledger where there is one and the day is known.

    `results` are gone through once. `attachments` are files that were not judged, each with the key of the
    finding that says what it is, or with that finding.

    Raises
    ------
    UsageError
        The ledger cannot be read or written, or knows no such department.

    """
    try:
        with contextlib.closing(joining.Joined(taking)) as joined:
            return _closed(results, dict(attachments), joined, taking)
    except sqlite3.Error as error:  # the disk is full
        raise UsageError(tempfile.gettempdir(), mistake("results-failed")) from error


def _closed(
    results: Iterable[Result], beside: Mapping[str, str | Mapping[str, Any]], joined: Joined, taking: Taking
) -> dict[str, Any]:
    counts = _Counts()
    alikes = Alikes(joined.table)
    forms = template.library(tuple(taking.templates))
    for result in results:
        counts.add(result.verdict)
        form = result.verdict["template"] or ""
        number = joined.add(entry(result, *departments.spending(result, forms.get(form))))
        alikes.add(number, form, result.facts.get("filled") or {})
    joined.settle()
    taken, changed = changes.compare(taking.ledger, joined, taking) if taking.ledger else (None, None)
    seen, skipped, cut = _findings(alikes, joined, taking)
    found = policy.applied_to_round(seen, taking.policy.on(taking.today))
    off = sorted(rule.code for rule in OF_A_ROUND if rule.code in taking.policy.codes and _is_off(taking, rule.code))
    skipped = {code: reason for code, reason in skipped.items() if code not in off}
    attached = [
        _said(None, name, Finding(key=key, severity=Severity.NOTE)) if isinstance(key, str) else dict(key)
        for name, key in beside.items()
    ]
    if taking.ledger and taken:
        changes.register(taking.ledger, taken, joined, taking)
    return {
        "summary": {
            **counts.shown(),
            "issued": joined.table.count_wanted() if taking.ledger else None,
            "received": joined.table.count_projects(),
            "final": taking.final,
            "round": taken,
            "findings": [*sorted(found, key=_order), *attached],
            "missing": [_named(each.code, each.name, each.supervising_department) for each in joined.table.missing()],
            "duplicates": [_twice(each) for each in joined.twice],
            "unexpected": [each.file for each, _ in joined.table.unexpected()],
            "superseded": [{"code": code, "file": file} for code, file in joined.table.superseded()],
            "changed": changed,
            "attachments": list(beside),
            "expired": [
                {"project": each.project, "code": each.code, "until": str(each.until)}
                for each in taking.policy.waivers
                if not each.holds(taking.today)
            ],
            "rules": {
                "ran": len(OF_A_ROUND) - len(skipped) - len(off),
                "off": off,
                "skipped": [{"code": code, "reason": reason} for code, reason in sorted(skipped.items())],
                "failed": 0,
                # What was not compared with all others is told wherever the round is.
                **({"cut": [{"code": "R704", "reason": terms.ALIKE_CUT.format(count=cut)}]} if cut else {}),
            },
        }
    }


def exit_code(summary: Mapping[str, Any]) -> int:
    """Return the exit code of a run by its summary: 3 for a fault of ours, 1 where something goes back, else 0.

    In a final round a return that is missing is as one that goes back, unless the office let it pass.
    """
    found = summary["summary"]
    if found[Status.UNVERIFIABLE.value]:
        return 3
    missed = (each for each in found["findings"] if each["code"] == "R701" and found["final"])
    open_ = any(each["severity"] == "error" and not any(each.get(key) for key in _SETTLED) for each in missed)
    return 1 if found[Status.SENT_BACK.value] or open_ else 0


class _Counts:
    """Counts what stands in verdicts as they go by: files by status, findings by code, and how each is held."""

    def __init__(self) -> None:
        self._statuses: Counter[str] = Counter()
        self._codes: dict[str, Counter[str]] = {}

    def add(self, verdict: Mapping[str, Any]) -> None:
        """Count a verdict; what follows from another finding is counted with that one."""
        self._statuses[verdict["status"]] += 1
        for each in verdict["findings"]:
            held = next((name for name, key in _HELD if _says(each.get(key))), "open")
            self._codes.setdefault(each["code"], Counter())[held] += 1

    def shown(self) -> dict[str, object]:
        """Return the counts as the summary holds them."""
        return {
            "files": self._statuses.total(),
            **{status.value: self._statuses[status.value] for status in Status},
            "codes": {code: dict(sorted(counted.items())) for code, counted in sorted(self._codes.items())},
        }


_SETTLED: Final = ("waived", "off", "beta")
_HELD: Final = (
    ("following", "follows"),
    ("off", "off"),
    ("waived", "waived"),
    ("beta", "beta"),
    ("explained", "response"),
)
"""How a finding is held that nobody need see to, and the key of its JSON object that says so; the first that does."""


def _says(value: object) -> bool:
    """Return whether a key says something; 0 is the place of a finding."""
    return value is not None and value is not False and value != ""


def _order(finding: Mapping[str, Any]) -> tuple[int, str, str, str]:
    place = finding["project"] or "", finding["file"] or ""
    return (_ORDER.index(finding["severity"]), finding["code"], *place)


def _named(code: str, name: str, department: str) -> dict[str, str]:
    return {"code": code, "name": name, "supervising_department": department}


def _twice(each: joining.Twice) -> dict[str, object]:
    return {"code": each.code, "files": list(each.files), "counted": each.counted}


def _findings(alikes: Alikes, joined: Joined, taking: Taking) -> tuple[list[dict[str, Any]], dict[str, str], int]:
    """Return what is said of the round, and the codes that were not looked at, each with the reason.

    And how many files were not held against all others like them.
    """
    groups, cut = alikes.groups(float(taking.policy.thresholds.near_identical))
    found = [
        *_missing(joined, taking),
        *(_of_twice(each) for each in joined.twice),
        *(_of_entry(each, key, Severity.WARNING) for each, key in joined.table.unexpected()),
        *_late(joined, taking),
        *(
            _said(None, None, each) | {"department": name}
            for name, each in departments.full_marks(joined, taking.policy.thresholds.all_full_marks)
        ),
        *(_alike(joined, group) for group in groups),
    ]
    totals, reason = departments.totals(joined)
    skipped = dict(_skipped(joined, taking)) | ({"R706": reason} if reason else {})
    if not alikes.compared():
        skipped["R704"] = terms.NOTHING_TO_COMPARE
    return [*found, *(_said(each.code, each.file, finding) for each, finding in totals)], skipped, cut


def _skipped(joined: Joined, taking: Taking) -> Iterator[tuple[str, str]]:
    """Yield the codes that there was nothing to look at for, each with the reason: what did not run is not passed."""
    if not taking.ledger:
        yield from dict.fromkeys(_BY_LEDGER, terms.NO_LEDGER).items()
    else:
        if not taking.final and next(joined.table.missing(), None):
            if not any(taking.due_of(each) for each in joined.table.missing()):
                yield "R701", terms.NOT_FINAL
            elif taking.today is None:
                yield "R701", terms.NO_DAY
        if taking.today is None:
            yield "R707", terms.NO_DAY
        elif taking.due is None and not joined.table.has_due():
            yield "R707", terms.NO_DUE
    few = taking.policy.thresholds.all_full_marks
    if not departments.large(joined, few):
        yield "R705", terms.FEW_PROJECTS.format(count=few)


def _is_off(taking: Taking, code: str) -> bool:
    return taking.policy.codes[code].off


def _said(project: str | None, file: str | None, finding: Finding) -> dict[str, Any]:
    return {"file": file, "project": project} | finding_json(finding)


def _label(code: str, name: str) -> str:
    return f"{code} {name}".strip()


def _missing(joined: Joined, taking: Taking) -> Iterator[dict[str, Any]]:
    for each in joined.table.missing():
        if taking.is_overdue(each):
            due = taking.due_of(each)
            detail = terms.DUE.format(due=due) if due else ""
            finding = Finding(
                key="R701", severity=BY_CODE["R701"].severity, label=_label(each.code, each.name), detail=detail
            )
            yield _said(each.code, None, finding)


def _of_twice(each: joining.Twice) -> dict[str, Any]:
    severity = Severity.WARNING if each.key == "R702" else Severity.NOTE
    detail = terms.FILES_OF.format(files=joining.listed(each.files))
    finding = Finding(key=each.key, severity=severity, label=_label(each.code, each.name), detail=detail)
    return _said(each.code, each.counted, finding)


def _of_entry(each: Entry, key: str, severity: Severity) -> dict[str, Any]:
    return _said(each.code or None, each.file, Finding(key=key, severity=severity, label=_label(each.code, each.name)))


def _late(joined: Joined, taking: Taking) -> Iterator[dict[str, Any]]:
    """Yield R707 for each project of which the first file came after its day."""
    if taking.ledger is None or taking.today is None:
        return
    first = ledger.walk_first_days(taking.ledger)
    back = ((code, each) for code, _, each in joined.table.standing())
    for code, known, each in changes.aligned(first, back):
        issue = joined.table.last(code) if each else None
        day, due = known or taking.today.isoformat(), taking.due_of(issue) if issue else ""
        if each and issue and due and day > due:
            detail = terms.FIRST_SEEN.format(day=day, due=due)
            finding = Finding(
                key="R707", severity=BY_CODE["R707"].severity, label=_label(code, issue.name), detail=detail
            )
            yield _said(code, each.file, finding)


def _alike(joined: Joined, group: Sequence[int]) -> dict[str, Any]:
    """Return R704 for files, by their numbers, that were filled in almost alike; those of one form are compared."""
    members = sorted(joined.table.named(group))
    detail = terms.FILES_OF.format(files=joining.listed([_label(code, name) for code, name, _ in members]))
    finding = Finding(key="R704", severity=BY_CODE["R704"].severity, found=len(group), detail=detail)
    code, _, file = members[0]
    return _said(code, file, finding) | {"projects": [code for code, _, _ in members]}
