"""What the report is made from: the results of a run, the round's summary, what was issued."""

from __future__ import annotations

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
    they were wanted (2026-03-31), "" where the ledger's own holds; `folder` is where the issued forms lie.
    """

    results: Iterable[Found]
    summary: Mapping[str, Any]
    issued: Sequence[Issue] = ()
    sources: Mapping[str, Source] = field(default_factory=dict)
    due: str = ""
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


def counts(finding: Mapping[str, Any]) -> bool:
    """Return whether a finding is counted: not where it follows from another, or its check is switched off."""
    return finding.get("follows") is None and not finding.get("off")


def open_findings(result: Found) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Yield what the unit has to see to: neither answered, waived, on trial, nor the office's own; with its index."""
    for index, each in enumerate(result.verdict["findings"]):
        settled = each.get("response") or each.get("waived") or each.get("beta")
        if counts(each) and each["owner"] == "F" and not settled and each["severity"] != "note":
            yield index, each


def department(result: Found, expected: Mapping[str, Issue]) -> str:
    """Return the department that a file belongs to: as issued, else as its form says."""
    issue = expected.get((result.verdict["project"] or {}).get("code", ""))
    named = issue.supervising_department if issue else result.facts.get("supervising_department", "")
    return str(named) or terms.NO_DEPARTMENT
