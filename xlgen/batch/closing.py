"""How a run ends: its summary, its exit code."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from xlgen import ledger as ledgers
from xlgen.finding import Finding, Severity, Status
from xlgen.verbs.verdict import finding_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from xlgen.results import Result


def exit_code(summary: Mapping[str, Any]) -> int:
    """Return the exit code of a run: 3 for a fault of ours, 1 where a file is sent back, else 0."""
    found = summary["summary"]
    if found[Status.UNVERIFIABLE.value]:
        return 3
    return 1 if found[Status.SENT_BACK.value] else 0


def summary(
    results: Iterable[Result], attachments: Mapping[str, str] | Iterable[tuple[str, str]], ledger: Path | None
) -> dict[str, Any]:
    """Return the summary that ends the JSON Lines; what is missing is known only with a ledger.

    `attachments` are files that were not judged, each with the key of the finding that says what it is.

    Raises
    ------
    UsageError
        The ledger cannot be read.

    """
    known = ledgers.latest(ledgers.read(ledger)) if ledger else {}
    issued = {code: each for code, each in known.items() if not each.withdrawn}
    files: dict[str, list[str]] = defaultdict(list)
    statuses: Counter[str] = Counter()
    received, unexpected = set(), []
    for each in results:
        statuses[each.verdict["status"]] += 1
        code = (each.verdict["project"] or {}).get("code")
        # A blank form with the code of a project typed in is not the form that was issued to it.
        ours = each.verdict["trust"] != "digest-only"
        if code:
            files[code].append(each.file)
        if code and ours:
            received.add(code)
        if ledger and each.verdict["project"] and (code not in issued or not ours):
            unexpected.append(each.file)
    found = {
        "files": statuses.total(),
        **{status.value: statuses[status.value] for status in Status},
        "findings": [
            {"file": name} | finding_json(Finding(key=key, severity=Severity.NOTE))
            for name, key in dict(attachments).items()
        ],
        "missing": [
            {"code": code, "name": each.name, "supervising_department": each.supervising_department}
            for code, each in sorted(issued.items())
            if code not in received
        ],
        "duplicates": [
            {"code": code, "files": names, "counted": None} for code, names in sorted(files.items()) if len(names) > 1
        ],
        "unexpected": unexpected,
        "attachments": list(dict(attachments)),
    }
    return {"summary": found}
