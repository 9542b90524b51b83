"""What the report is made from: the results of a run, the round's summary, what was issued."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Protocol

from xlgen import terms

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from xlgen.ledger import Issue
    from xlgen.reader import Source

SEVERITIES: Final = ("error", "warning", "note")
STATUSES: Final = ("accepted", "flagged", "sent-back", "unverifiable")
UNDECIDED: Final = "undecided"
"""How a project is told of which several files came back and none was chosen yet."""


class Part(enum.IntEnum):
    """What a file is for its project: the one that counts, one of several undecided, beside another, or of none."""

    COUNTS = 0
    UNDECIDED = 1
    BESIDE = 2
    OUTSIDE = 3


class Found(Protocol):
    """What is kept of one file; see the contract for the verdict's keys."""

    @property
    def file(self) -> str:
        """The name it is reported under."""

    @property
    def verdict(self) -> Mapping[str, Any]:
        """The contract's JSON object."""

    @property
    def facts(self) -> Mapping[str, Any]:
        """What is kept beside it; empty for what is no form of ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One round of collecting, as its report tells it.

    `results` can be gone through several times, in the order of the files' names. `summary` is the contract's summary
    object (what stands under the key "summary"), `issued` what the ledger says was issued, empty without one.
    `sources` are where the files can be read again, by the names they are reported under. `due` is the day by which
    they were wanted (2026-03-31), "" where the ledger's own holds; `today` the day of the report, "" where it is not
    known; `folder` is where the issued forms lie.
    """

    results: Iterable[Found]
    summary: Mapping[str, Any]
    issued: Sequence[Issue] = ()
    sources: Mapping[str, Source] = field(default_factory=dict)
    due: str = ""
    today: str = ""
    password: str = ""
    folder: Path | None = None

    @property
    def expected(self) -> dict[str, Issue]:
        """What is to come back: the last issue of each project that was not withdrawn, by its code."""
        last = {each.code: each for each in self.issued}
        return {code: each for code, each in sorted(last.items()) if not each.withdrawn}

    @property
    def fiscal_year(self) -> int:
        """The year that the round is about."""
        years = [each.fiscal_year for each in self.issued]
        years = years or [each.facts["fiscal_year"] for each in self.results if "fiscal_year" in each.facts]
        return max(years, default=2000)


def cuts(given: Round) -> list[str]:
    """Return what is to be said of checks that did not look at all they should have."""
    return [
        terms.CUT_OF_CODE.format(title=terms.TITLES[each["code"]], code=each["code"], reason=each["reason"])
        for each in given.summary.get("rules", {}).get("cut", ())
    ]


class Parts:
    """What each file of a round is for its project, by the round's summary."""

    def __init__(self, given: Round) -> None:
        summary = given.summary
        self._unexpected = frozenset(summary["unexpected"])
        self._several = {file: each for each in summary["duplicates"] for file in each["files"]}
        old = {each["file"]: each["code"] for each in summary.get("superseded", ())}
        self._old = {file: code for file, code in old.items() if file not in self._several}
        # A form of an earlier issue gives way where one of the last issue came back too; else it stands.
        self._renewed = {_code(each) for each in given.results if each.file not in old} if self._old else set()

    def of(self, result: Found) -> Part:
        """Return what a file is for its project."""
        if not _code(result) or result.file in self._unexpected:
            return Part.OUTSIDE
        if self._old.get(result.file) in self._renewed:
            return Part.BESIDE
        several = self._several.get(result.file)
        if several is None or several["counted"] == result.file:
            return Part.COUNTS
        return Part.UNDECIDED if several["counted"] is None else Part.BESIDE


def _code(result: Found) -> str | None:
    return (result.verdict["project"] or {}).get("code") or None


def counts(finding: Mapping[str, Any]) -> bool:
    """Return whether a finding is counted: not where it follows from another, is on trial, or its check is off."""
    return finding.get("follows") is None and not finding.get("off") and not finding.get("beta")


def on_trial(finding: Mapping[str, Any]) -> bool:
    """Return whether a finding is only tried: told apart from those that are counted."""
    return bool(finding.get("beta")) and finding.get("follows") is None and not finding.get("off")


def open_findings(result: Found) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Yield what the unit has to see to: neither answered, waived, on trial, nor the office's own; with its index."""
    for index, each in enumerate(result.verdict["findings"]):
        settled = each.get("response") or each.get("waived")
        if counts(each) and each["owner"] == "F" and not settled and each["severity"] != "note":
            yield index, each


def department(result: Found, expected: Mapping[str, Issue]) -> str:
    """Return the department that a file belongs to: as issued, else as its form says."""
    issue = expected.get(_code(result) or "")
    named = issue.supervising_department if issue else result.facts.get("supervising_department", "")
    return str(named) or terms.NO_DEPARTMENT
