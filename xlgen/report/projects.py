"""The projects of a round, one a row, with their figures in one unit of money: what the office adds up."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from xlgen import integrity, layout, terms
from xlgen.finding import UsageError
from xlgen.report.given import counts, department
from xlgen.report.tally import money
from xlgen.spool import Spool

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from contextlib import ExitStack
    from pathlib import Path

    from xlgen.ledger import Issue
    from xlgen.report.given import Found, Round

_BUDGETS: Final = ("final_budget", "original_budget")


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """One project that was returned; a figure that there is none of, or that is not decided, is None."""

    department: str
    code: str
    name: str
    agency: str
    file: str
    status: str
    amount: Decimal | None
    original: Decimal | None
    final: Decimal | None
    spent: Decimal | None
    rate: Decimal | None
    execution_score: Decimal | None
    total: Decimal | None
    rating: str
    check_code: str
    errors: int
    warnings: int
    note: str
    others: Mapping[str, Decimal | str | None]


@dataclass(frozen=True, slots=True)
class Missing:
    """One project that was not returned; its amount is None where the issued form is not at hand."""

    department: str
    code: str
    name: str
    amount: Decimal | None
    file: str
    due: str


@dataclass(frozen=True, slots=True)
class Projects:
    """All projects of a round, each money in `unit`; `converted` where the forms have several.

    `returned` lie on disk, in the order of departments and codes. `labels` name the further figures of the forms;
    `outside` counts files that are of no project of this round.
    """

    returned: Spool[Project]
    missing: list[Missing]
    unit: str
    converted: bool
    labels: Mapping[str, str]
    outside: int


def collect(given: Round, opened: ExitStack, folder: Path | None = None) -> Projects:
    """Return the projects of a round, which are gone when what is `opened` is closed.

    `folder` is where the issued forms lie, for the amounts of what is missing.
    """
    labels: dict[str, str] = {}
    units = set()
    for each in given.results:
        labels |= each.facts.get("labels", {})
        if each.facts.get("amount_unit"):
            units.add(each.facts["amount_unit"])
    converted = len(units) > 1
    unit = terms.YUAN if converted else next(iter(units), terms.YUAN)
    chosen = _Chosen(given)
    expected = given.expected
    outside = 0

    def projects() -> Iterator[Project]:
        nonlocal outside
        for each in given.results:
            note = chosen.note(each)
            if note is None:
                outside += not chosen.beside(each)
            else:
                factor = _in_yuan(each.facts.get("amount_unit", "")) if converted else Decimal(1)
                yield _project(each, department(each, expected), factor, note, decided=chosen.decided(each))

    returned = opened.enter_context(Spool(projects(), lambda each: (each.department, each.code, each.file)))
    missing = list(_missing(given, expected, folder, unit))
    return Projects(returned, missing, unit, converted, labels, outside)


class _Chosen:
    """Which file of a project counts: the one that the round chose; of an undecided one, the first stands for all."""

    def __init__(self, given: Round) -> None:
        self.unexpected = set(given.summary["unexpected"])
        self.of_file = {file: each for each in given.summary["duplicates"] for file in each["files"]}

    def beside(self, result: Found) -> bool:
        """Return whether a file is one of several of a project that another one stands for."""
        return result.file in self.of_file and result.file not in self.unexpected

    def decided(self, result: Found) -> bool:
        """Return whether a file's figures count."""
        several = self.of_file.get(result.file)
        return several is None or several["counted"] is not None

    def note(self, result: Found) -> str | None:
        """Return what is to be said of a file that stands for its project; None for one that does not."""
        project = result.verdict["project"] or {}
        if not project.get("code") or result.file in self.unexpected:
            return None
        several = self.of_file.get(result.file)
        if several is None:
            return ""
        if several["counted"] is None:
            first = next(each for each in several["files"] if each not in self.unexpected)
            told = terms.OVERVIEW_UNDECIDED.format(count=len(several["files"]))
            return told if first == result.file else None
        told = terms.OVERVIEW_COUNTED.format(count=len(several["files"]), file=several["counted"])
        return told if several["counted"] == result.file else None


def _project(result: Found, name: str, factor: Decimal, note: str, *, decided: bool) -> Project:
    verdict, facts = result.verdict, result.facts
    figures: Mapping[str, Any] = verdict["figures"] if decided else {}
    own: Mapping[str, Any] = facts.get("money", {}) if decided else {}
    severities = [each["severity"] for each in verdict["findings"] if counts(each)]
    amount = money(facts) if decided else None
    return Project(
        department=name,
        code=verdict["project"]["code"],
        name=verdict["project"]["name"],
        agency=facts.get("implementing_agency", ""),
        file=result.file,
        status=verdict["status"],
        amount=None if amount is None else amount * factor,
        original=_money(own.get("original_budget"), factor),
        final=_money(own.get("final_budget"), factor),
        spent=_money(own.get("actual_expenditure"), factor),
        rate=_number(figures.get("execution_rate")),
        execution_score=_number(figures.get("execution_score")),
        total=_number(figures.get("total_score")),
        rating=figures.get("rating") or "",
        check_code=verdict.get("check_code") or "",
        errors=severities.count("error"),
        warnings=severities.count("warning"),
        note=note,
        others={key: _other(figures.get(key)) for key in facts.get("labels", {})},
    )


def _in_yuan(unit: str) -> Decimal:
    """Return how many 元 a unit of money is."""
    return Decimal(1).scaleb(terms.MONEY_UNITS.get(unit, 0))


def _number(value: object) -> Decimal | None:
    return Decimal(str(value)) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _other(value: object) -> Decimal | str | None:
    return value if isinstance(value, str) else _number(value)


def _money(value: object, factor: Decimal) -> Decimal | None:
    number = _number(value)
    return None if number is None else number * factor


def _missing(given: Round, expected: Mapping[str, Issue], folder: Path | None, unit: str) -> Iterator[Missing]:
    listed = sorted(given.summary["missing"], key=lambda each: (each["supervising_department"], each["code"]))
    for each in listed:
        issue = expected.get(each["code"])
        file = issue.file if issue else ""
        amount = _issued_amount(folder / file, unit) if folder and file else None
        name = each["supervising_department"] or terms.NO_DEPARTMENT
        yield Missing(name, each["code"], each["name"], amount, file, issue.due if issue else "")


def _issued_amount(path: Path, unit: str) -> Decimal | None:
    """Return the amount of a project from the form that was issued to it; None where that is not to be had."""
    try:
        manifest, _ = integrity.open_issued(path)
    except UsageError:
        return None
    issued = manifest.plan.issued
    factor = _in_yuan(layout.amount_unit(manifest.plan.shape) or unit) / _in_yuan(unit)
    for key in _BUDGETS:
        parts = [value for field, value in issued.items() if field.startswith("funding.") and field.endswith(f".{key}")]
        numbers = [value for value in parts if isinstance(value, Decimal)]
        if numbers:
            return sum(numbers, Decimal(0)) * factor
    amount = issued.get("project.amount")
    return amount * factor if isinstance(amount, Decimal) else None
