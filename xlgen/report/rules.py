"""The table of checks: how often each was made, what it found, how often it was not made and why."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from xlgen import terms
from xlgen.finding import OF_A_ROUND, RULES
from xlgen.report.given import counts, cuts, on_trial
from xlgen.results import not_run
from xlgen.writer import Column, Formula, Table, Total

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from xlgen.finding import Rule
    from xlgen.report.given import Found, Round
    from xlgen.writer import Kind

_OF_ROUND: Final = frozenset(rule.code for rule in OF_A_ROUND)
_WORDS: Final = terms.REPORT_PAGE
_KINDS: Final[tuple[Kind, ...]] = ("text", "text", "text", "text", "number", "number", "number", "number", "text")
_BESIDE: Final = "X109"
"""What is said of files that are no forms: of these it is the one check."""


@dataclass(frozen=True, slots=True)
class Row:
    """One check: how many files it was made on, what it found and in how many files, where it was not made and why.

    A check of the round is made once, or not; `touched` then counts projects.
    """

    code: str
    title: str
    severity: str
    unit: str
    ran: int
    hits: int
    touched: int
    skipped: int
    reason: str

    @property
    def cells(self) -> tuple[str | int, ...]:
        """Its cells, in the order of `terms.RULE_HEADS`."""
        return (
            *(self.code, self.title, self.severity, self.unit),
            *(self.ran, self.hits, self.touched, self.skipped, self.reason),
        )


@dataclass(slots=True)
class Rules:
    """What is known of the checks once all files and the round's summary were added.

    `files` were judged, `beside` them are no forms; `failed` counts checks that were made and gave nothing. By code:
    `hits`, the files and `projects` that were `touched`, how many files have which of the `reasons` for no check.
    """

    files: int = 0
    beside: int = 0
    failed: int = 0
    hits: Counter[str] = field(default_factory=Counter)
    touched: Counter[str] = field(default_factory=Counter)
    reasons: dict[str, Counter[str]] = field(default_factory=dict)
    projects: dict[str, set[str]] = field(default_factory=dict)

    def add(self, result: Found) -> None:
        """Count the checks of one file."""
        verdict = result.verdict
        self.files += 1
        self.failed += int(verdict["rules"]["failed"])
        for code, key in not_run(verdict, result.facts).items():
            reason = terms.NO_CELLS.get(code, terms.NOT_RUN[key]) if key == "cells" else terms.NOT_RUN[key]
            self.reasons.setdefault(code, Counter())[reason] += 1
        seen = [each["code"] for each in verdict["findings"] if counts(each) or on_trial(each)]
        self.hits.update(seen)
        for code in set(seen) - _OF_ROUND:
            self.touched[code] += 1
        for code in set(seen) & _OF_ROUND:
            self.projects.setdefault(code, set()).add((verdict["project"] or {}).get("code") or result.file)

    def close(self, summary: Mapping[str, Any]) -> None:
        """Count the checks of the round as a whole."""
        for each in summary["findings"]:
            code = each["code"]
            if counts(each) or on_trial(each):
                self.hits[code] += 1
                if code in _OF_ROUND:
                    self.projects.setdefault(code, set()).update(_projects(each))
                else:
                    self.touched[code] += 1
                if code == "R705":
                    self.touched[code] += int(each["found"])  # it names the department, and how many projects
        done = summary.get("rules")
        missed = {each["code"]: each["reason"] for each in done["skipped"]} if done else {}
        missed |= dict.fromkeys(done["off"] if done else (), terms.NOT_RUN["off"])
        for code in _OF_ROUND:
            if done is None or code in missed:
                self.reasons[code] = Counter([missed.get(code, terms.NOT_RUN["round"])])
        self.beside = len(summary["attachments"])

    def rows(self) -> Iterator[Row]:
        """Yield the checks in the order of the catalogue."""
        return map(self._row, RULES)

    def sums(self) -> str:
        """Return how often checks were made and not made, in words: the sums of the rows."""
        rows = list(self.rows())
        ran, skipped = sum(each.ran for each in rows), sum(each.skipped for each in rows)
        told = _WORDS["rules_sum"].format(ran=ran, skipped=skipped)
        return told + (_WORDS["rules_failed"].format(failed=self.failed) if self.failed else "") + "。"

    def _row(self, rule: Rule) -> Row:
        code, own = rule.code, self.reasons.get(rule.code, Counter())
        whole = 1 if code in _OF_ROUND else self.files + (self.beside if code == _BESIDE else 0)
        skipped = own.total()
        return Row(
            code=code,
            title=rule.title,
            severity=terms.SEVERITIES[rule.severity.value],
            unit=terms.RULE_OF_ROUND if code in _OF_ROUND else terms.RULE_OF_FILES,
            ran=whole - skipped,
            hits=self.hits[code],
            touched=self.touched[code] + len(self.projects.get(code, ())),
            skipped=skipped,
            reason="；".join(_told(own)),
        )


def sheet(given: Round, rules: Rules) -> Table:
    """Return the sheet 校验规则, its sums live."""
    title = terms.OVERVIEW_TITLES["rules"]
    notes = (_WORDS["rules_note"], rules.sums(), *cuts(given))
    own = list(rules.rows())
    first = len(notes) + 3

    def added(letter: str, value: int) -> Formula:
        return Formula(f"SUM({letter}{first}:{letter}{first + len(own) - 1})", value)

    ran, hits = added("E", sum(each.ran for each in own)), added("F", sum(each.hits for each in own))
    skipped = added("H", sum(each.skipped for each in own))
    total = Total([terms.OVERVIEW_SUM, None, None, None, ran, hits, None, skipped, None])
    columns = [Column(head, kind) for head, kind in zip(terms.RULE_HEADS, _KINDS, strict=True)]
    return Table(title, title, columns, [*(each.cells for each in own), total], notes, frozen=2)


def _told(reasons: Counter[str]) -> Iterator[str]:
    """Yield reasons, the most frequent first; of several each with its number of files."""
    ordered = sorted(reasons.items(), key=lambda each: (-each[1], each[0]))
    for reason, count in ordered:
        yield terms.NOT_RUN_OF.format(reason=reason, count=count) if len(ordered) > 1 else reason


def _projects(finding: Mapping[str, Any]) -> set[str]:
    """Return the projects that a finding of the round speaks of, or its file where it is of none."""
    several = finding.get("projects")
    own = finding.get("project") or finding.get("file")
    return set(several) if several else {str(own)} if own else set()
