"""Counts over all files of a round, made in one pass: every part of the report shows these and no others."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from xlgen import terms
from xlgen.report.given import UNDECIDED, Part, Parts, counts, department, on_trial
from xlgen.report.rules import Rules

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlgen.report.given import Found, Round

BOUNDS: Final = (60, 70, 80, 85, 90, 95, 100)
"""Totals are told by these classes: below 60, from 60 to below 70, … 100 and above."""


@dataclass(slots=True)
class Tally:
    """What a round comes to: projects by what is said of them, and the files beside them.

    A project counts once: by the file that counts for it, or as undecided where none was chosen yet. `statuses` counts
    projects by status, `departments` those of a department, with "missing" and "issued"; `severities`, `trial`,
    `explained`, `waived`, `folded` and `hits` (by code) count the findings of the files that count for their projects,
    `ratings` maps a rating to [projects, money], `totals` counts each class of total.

    By files: `files` and `parts` (what files are for their projects), `outside` (the statuses of those of none),
    `left` (findings by severity in files that count for no project), and `rules`, the table of checks. `round` counts
    by code the findings of the round as a whole.
    """

    files: int = 0
    parts: Counter[Part] = field(default_factory=Counter)
    issued: int = 0
    missing: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    outside: Counter[str] = field(default_factory=Counter)
    severities: Counter[str] = field(default_factory=Counter)
    left: Counter[str] = field(default_factory=Counter)
    hits: Counter[str] = field(default_factory=Counter)
    round: Counter[str] = field(default_factory=Counter)
    trial: int = 0
    explained: int = 0
    waived: int = 0
    folded: int = 0
    rules: Rules = field(default_factory=Rules)
    departments: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    ratings: dict[str, list[Decimal]] = field(default_factory=lambda: defaultdict(lambda: [Decimal(0), Decimal(0)]))
    totals: list[int] = field(default_factory=lambda: [0] * (len(BOUNDS) + 1))

    def add(self, result: Found, name: str, part: Part) -> None:
        """Count one file of the department `name`."""
        verdict = result.verdict
        self.files += 1
        self.parts[part] += 1
        own = self.departments[name]
        self.rules.add(result)
        if part is Part.COUNTS:
            self.statuses[verdict["status"]] += 1
            own[verdict["status"]] += 1
            self._findings(verdict["findings"])
            self._figures(verdict["figures"], result.facts)
        else:
            self.left.update(each["severity"] for each in verdict["findings"] if counts(each))
        if part is Part.OUTSIDE:
            self.outside[verdict["status"]] += 1

    def settle(self, name: str) -> None:
        """Count a project of the department `name` of which no file was chosen yet."""
        self.statuses[UNDECIDED] += 1
        self.departments[name][UNDECIDED] += 1

    def _findings(self, findings: Sequence[Mapping[str, Any]]) -> None:
        for each in findings:
            self.trial += on_trial(each)
            if counts(each):
                self.severities[each["severity"]] += 1
                self.hits[each["code"]] += 1
                self.explained += bool(each.get("response"))
                self.waived += bool(each.get("waived"))
            else:
                self.folded += each.get("follows") is not None

    def _figures(self, figures: Mapping[str, Any], facts: Mapping[str, Any]) -> None:
        total, rating = figures.get("total_score"), figures.get("rating")
        if total is not None:
            self.totals[sum(total >= bound for bound in BOUNDS)] += 1
        if rating:
            self.ratings[rating][0] += 1
            self.ratings[rating][1] += money(facts) or 0


def tally(given: Round) -> Tally:
    """Return what a round comes to."""
    found = Tally()
    expected = given.expected
    parts = Parts(given)
    undecided: dict[str, str] = {}
    for issue in expected.values():
        found.departments[issue.supervising_department or terms.NO_DEPARTMENT]["issued"] += 1
    for result in given.results:
        name, part = department(result, expected), parts.of(result)
        found.add(result, name, part)
        if part is Part.UNDECIDED:
            undecided.setdefault(result.verdict["project"]["code"], name)
    for name in undecided.values():
        found.settle(name)
    found.issued = len(expected)
    found.missing = len(given.summary["missing"])
    for each in given.summary["missing"]:
        found.departments[each["supervising_department"] or terms.NO_DEPARTMENT]["missing"] += 1
    for each in given.summary["findings"]:
        if each["code"] != "X109" and (counts(each) or on_trial(each)):
            found.round[each["code"]] += 1
    found.rules.close(given.summary)
    return found


def money(facts: Mapping[str, Any]) -> Decimal | None:
    """Return the money that a project is weighed by: its budget as revised, else as first set, else as issued."""
    own = facts.get("money") or {}
    amount = (facts.get("record") or {}).get("project", {}).get("amount")
    for value in (own.get("final_budget"), own.get("original_budget"), amount):
        if isinstance(value, int | float):
            return Decimal(str(value))
    return None
