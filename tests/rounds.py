"""Rounds of returned files for the report's tests: judged in this process, each with its facts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from xlgen import reader, template
from xlgen.reader import Reader
from xlgen.results import Result
from xlgen.verbs import facts
from xlgen.verbs.observed import Opened
from xlgen.verbs.verify import Register, judge_each, open_file

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from pathlib import Path

    from xlgen.ledger import Issue
    from xlgen.reader import Source
    from xlgen.verbs.verdict import Verdict


@dataclass(frozen=True)
class Judged:
    """One file of a round, in the shape of what a run keeps."""

    file: str
    verdict: Mapping[str, Any]
    facts: Mapping[str, Any]


def plain(verdicts: Iterable[Verdict]) -> list[Result]:
    """Return verdicts as results of which nothing more is known."""
    return [Result(file=each.file, verdict=each.to_json(), facts={}) for each in verdicts]


def judged(folder: Path, issued: Mapping[str, Collection[str]] | None = None) -> tuple[list[Judged], dict[str, Source]]:
    """Return the files of a folder with their verdicts and facts in the order of their names, and where they lie."""
    found = reader.find([folder], frozenset({"ledger.sqlite", "下发清单.xlsx"}))
    register = Register(template.library(()), issued or {})
    with Reader() as opening:
        read = [open_file(each, opening, register) for each in found.sources.values()]
    opened = [each for each in read if isinstance(each, Opened)]
    verdicts = judge_each(opened)
    own = facts.gathered(
        [facts.Judged(file, done, verdict) for file, (verdict, done) in zip(opened, verdicts, strict=True)]
    )
    done = iter(zip(verdicts, own, strict=True))
    results = []
    for each in read:
        (verdict, _), fact = next(done) if isinstance(each, Opened) else ((each, None), {})
        results.append(Judged(verdict.file, verdict.to_json(), fact))
    return results, found.sources


def summary(results: list[Judged], issued: Sequence[Issue] = (), attachments: Sequence[str] = ()) -> dict[str, Any]:
    """Return the contract's summary of these files, counted here by other means than the program's."""
    statuses = [each.verdict["status"] for each in results]
    codes = [(each.verdict["project"] or {}).get("code") for each in results]
    return {
        "files": len(results),
        **{each: statuses.count(each) for each in ("accepted", "flagged", "sent-back", "unverifiable")},
        "findings": [],
        "missing": [
            {"code": each.code, "name": each.name, "supervising_department": each.supervising_department}
            for each in issued
            if each.code not in codes
        ],
        "duplicates": [],
        "unexpected": [],
        "attachments": list(attachments),
    }
