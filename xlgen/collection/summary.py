"""The summary that ends a run: counts, lists, and what is to be said of the round as a whole."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from xlgen import ledger, policy, template, terms
from xlgen.collection import alike, changes, departments, joining
from xlgen.collection.entry import Entry, entry
from xlgen.finding import BY_CODE, OF_A_ROUND, Finding, Severity, Status
from xlgen.verbs.verdict import finding_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

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

    `results` are gone through twice. `attachments` are files that were not judged, each with the key of the
    finding that says what it is, or with that finding.

    Raises
    ------
    UsageError
        The ledger cannot be read or written, or knows no such department.

    """
    counts = _Counts()
    entries: list[Entry] = []
    forms = template.library(tuple(taking.templates))
    for result in results:
        counts.add(result.verdict)
        entries.append(entry(result, forms))
    joined = joining.join(entries, taking)
    number, changed = changes.compare(taking.ledger, joined, taking) if taking.ledger else (None, None)
    beside: dict[str, str | Mapping[str, Any]] = dict(attachments)
    seen, skipped = _findings(results, joined, taking)
    found = policy.applied_to_round(seen, taking.policy.on(taking.today))
    off = sorted(rule.code for rule in OF_A_ROUND if rule.code in taking.policy.codes and _is_off(taking, rule.code))
    skipped = {code: reason for code, reason in skipped.items() if code not in off}
    attached = [
        _said(None, name, Finding(key=key, severity=Severity.NOTE)) if isinstance(key, str) else dict(key)
        for name, key in beside.items()
    ]
    if taking.ledger and number:
        changes.register(taking.ledger, number, joined, taking)
    return {
        "summary": {
            **counts.shown(len(entries)),
            "issued": len(joined.issued) if taking.ledger else None,
            "received": len(joined.returned),
            "final": taking.final,
            "round": number,
            "findings": [*sorted(found, key=_order), *attached],
            "missing": [_named(each.code, each.name, each.supervising_department) for each in joined.missing],
            "duplicates": [_twice(each) for each in joined.twice],
            "unexpected": [each.file for each, _ in joined.unexpected] if taking.ledger else [],
            "superseded": [{"code": issue.code, "file": each.file} for each, issue in joined.superseded],
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

    def shown(self, files: int) -> dict[str, object]:
        """Return the counts as the summary holds them."""
        return {
            "files": files,
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
    counted = each.counted.file if each.counted else None
    return {"code": each.code, "files": [one.file for one in each.entries], "counted": counted}


def _findings(results: Iterable[Result], joined: Joined, taking: Taking) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """Return what is said of the round, and the codes that were not looked at, each with the reason."""
    skipped = {} if taking.ledger else dict.fromkeys(_BY_LEDGER, terms.NO_LEDGER)
    if taking.today is None and taking.ledger:
        skipped["R707"] = terms.NO_DAY
    found = [
        *_missing(joined, taking),
        *(_of_twice(each) for each in joined.twice),
        *(_of_entry(each, key, Severity.WARNING) for each, key in joined.unexpected),
        *_late(joined, taking),
        *(
            _said(None, None, each) | {"department": name}
            for name, each in departments.full_marks(joined, taking.policy.thresholds.all_full_marks)
        ),
        *_alike(results, joined, float(taking.policy.thresholds.near_identical)),
    ]
    totals, reason = departments.totals(joined)
    if reason:
        skipped["R706"] = reason
    if joined.standing and not any(each.sketch for each in joined.standing.values()):
        skipped["R704"] = terms.NOTHING_TO_COMPARE
    return [*found, *(_said(each.code, each.file, finding) for each, finding in totals)], skipped


def _is_off(taking: Taking, code: str) -> bool:
    return taking.policy.codes[code].off


def _said(project: str | None, file: str | None, finding: Finding) -> dict[str, Any]:
    return {"file": file, "project": project} | finding_json(finding)


def _label(code: str, name: str) -> str:
    return f"{code} {name}".strip()


def _missing(joined: Joined, taking: Taking) -> Iterator[dict[str, Any]]:
    for each in joined.missing:
        if taking.is_overdue(each):
            due = taking.due_of(each)
            detail = terms.DUE.format(due=due) if due else ""
            finding = Finding(
                key="R701", severity=BY_CODE["R701"].severity, label=_label(each.code, each.name), detail=detail
            )
            yield _said(each.code, None, finding)


def _of_twice(each: joining.Twice) -> dict[str, Any]:
    severity = Severity.WARNING if each.key == "R702" else Severity.NOTE
    label = _label(each.code, each.entries[0].name)
    detail = terms.FILES_OF.format(files=joining.files(each.entries))
    finding = Finding(key=each.key, severity=severity, label=label, detail=detail)
    return _said(each.code, each.counted.file if each.counted else None, finding)


def _of_entry(each: Entry, key: str, severity: Severity) -> dict[str, Any]:
    return _said(each.code or None, each.file, Finding(key=key, severity=severity, label=_label(each.code, each.name)))


def _late(joined: Joined, taking: Taking) -> Iterator[dict[str, Any]]:
    """Yield R707 for each project of which the first file came after its day."""
    if taking.ledger is None or taking.today is None:
        return
    first = ledger.first_days(taking.ledger)
    for code, each in sorted(joined.standing.items()):
        day, due = first.get(code, taking.today.isoformat()), taking.due_of(joined.issued[code])
        if due and day > due:
            detail = terms.FIRST_SEEN.format(day=day, due=due)
            label = _label(code, joined.issued[code].name)
            finding = Finding(key="R707", severity=BY_CODE["R707"].severity, label=label, detail=detail)
            yield _said(code, each.file, finding)


def _alike(results: Iterable[Result], joined: Joined, least: float) -> Iterator[dict[str, Any]]:
    """Yield R704 for each group of projects that were filled in almost alike; those of one form are compared."""
    standing = {each.file: (code, each) for code, each in joined.standing.items() if each.sketch}
    templates: dict[str, list[tuple[str, alike.Sketch]]] = {}
    for file, (_, each) in sorted(standing.items()):
        if each.sketch:
            templates.setdefault(each.template, []).append((file, each.sketch))
    pairs = {pair for sketches in templates.values() for pair in alike.candidates(sketches)}
    names = {name for pair in pairs for name in pair}
    fillings = {
        each.file: alike.filling(each.facts["filled"]) for each in (results if names else ()) if each.file in names
    }
    near = [(one, other) for one, other in sorted(pairs) if alike.same(fillings[one], fillings[other], least)]
    for group in alike.groups(near):
        members = sorted(standing[file] for file in group)
        labels = [_label(code, each.name) for code, each in members]
        detail = terms.FILES_OF.format(files=joining.listed(labels))
        finding = Finding(key="R704", severity=BY_CODE["R704"].severity, found=len(group), detail=detail)
        code, each = members[0]
        yield _said(code, each.file, finding) | {"projects": [code for code, _ in members]}
