"""The projects of a round, one a row, with their figures in one unit of money: what the office adds up."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from xlgen import integrity, layout, terms
from xlgen.finding import UsageError
from xlgen.report.given import UNDECIDED, Part, Parts, counts, department
from xlgen.report.tally import money
from xlgen.spool import Spool

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from contextlib import ExitStack
    from pathlib import Path

    from xlgen.ledger import Issue
    from xlgen.report.given import Found, Round

AMOUNT: Final = "project_amount"
"""The name of the further figure that tells the amount which a form shows beside its budget."""
_BUDGETS: Final = ("final_budget", "original_budget")


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """One project that was returned; a figure that there is none of is None.

    Of one that is not decided only the `amount` is told; its `status` is then `UNDECIDED`, its `file` says how many.
    """

    department: str
    code: str
    name: str
    agency: str
    file: str
    status: str
    amount: Decimal | None
    original: Decimal | None = None
    final: Decimal | None = None
    spent: Decimal | None = None
    rate: Decimal | None = None
    execution_score: Decimal | None = None
    total: Decimal | None = None
    rating: str = ""
    check_code: str = ""
    errors: int | None = None
    warnings: int | None = None
    note: str = ""
    others: Mapping[str, Decimal | str | None] = field(default_factory=dict)


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

    `folder` is where the issued forms lie, for the amounts of what is missing or not decided.
    """
    labels: dict[str, str] = {}
    units, beside = set(), False
    for each in given.results:
        labels |= each.facts.get("labels", {})
        beside = beside or _issued_beside(each) is not None
        if each.facts.get("amount_unit"):
            units.add(each.facts["amount_unit"])
    converted = len(units) > 1
    unit = terms.YUAN if converted else next(iter(units), terms.YUAN)
    if beside:
        labels[AMOUNT] = terms.OVERVIEW_ISSUED_AMOUNT
    parts, expected = Parts(given), given.expected
    several = {each["code"]: len(each["files"]) for each in given.summary["duplicates"]}
    chosen = {each["counted"] for each in given.summary["duplicates"]}
    outside = 0

    def projects() -> Iterator[Project]:
        nonlocal outside
        undecided: dict[str, _Undecided] = {}
        for each in given.results:
            part = parts.of(each)
            factor = _in_yuan(each.facts.get("amount_unit", "")) if converted else Decimal(1)
            if part is Part.COUNTS:
                count = several.get(each.verdict["project"]["code"])
                note = terms.OVERVIEW_COUNTED.format(count=count, file=each.file) if each.file in chosen else ""
                yield _project(each, department(each, expected), factor, note)
            elif part is Part.UNDECIDED:
                code = each.verdict["project"]["code"]
                undecided.setdefault(code, _Undecided(each, department(each, expected))).add(each, factor)
            outside += part is Part.OUTSIDE
        for code, own in undecided.items():
            issue = expected.get(code)
            issued = _issued_amount(folder / issue.file, unit) if folder and issue and issue.file else None
            yield own.project(several[code], issued)

    returned = opened.enter_context(Spool(projects(), lambda each: (each.department, each.code, each.file)))
    missing = list(_missing(given, expected, folder, unit))
    return Projects(returned, missing, unit, converted, labels, outside)


class _Undecided:
    """A project of which several files came back and none was chosen yet: only what all of them say is told of it."""

    def __init__(self, first: Found, name: str) -> None:
        self.first = first
        self.department = name
        self.amounts: set[Decimal | None] = set()
        self.agencies: set[str] = set()

    def add(self, result: Found, factor: Decimal) -> None:
        """Take in one of its files."""
        amount = money(result.facts)
        self.amounts.add(None if amount is None else amount * factor)
        self.agencies.add(result.facts.get("implementing_agency", ""))

    def project(self, count: int, issued: Decimal | None) -> Project:
        """Return it, with the amount on which its `count` files agree, or else the one it was issued with."""
        agreed = next(iter(self.amounts)) if len(self.amounts) == 1 else None
        return Project(
            department=self.department,
            code=self.first.verdict["project"]["code"],
            name=self.first.verdict["project"]["name"],
            agency=next(iter(self.agencies)) if len(self.agencies) == 1 else "",
            file=terms.OVERVIEW_FILES.format(count=count),
            status=UNDECIDED,
            amount=issued if agreed is None else agreed,
            note=terms.OVERVIEW_UNDECIDED.format(count=count),
        )


def _issued_beside(result: Found) -> Decimal | None:
    """Return the amount of the project that a form shows beside its budget."""
    return _number((result.facts.get("record") or {}).get("project", {}).get("amount"))


def _project(result: Found, name: str, factor: Decimal, note: str) -> Project:
    verdict, facts = result.verdict, result.facts
    figures: Mapping[str, Any] = verdict["figures"]
    own: Mapping[str, Any] = facts.get("money", {})
    severities = [each["severity"] for each in verdict["findings"] if counts(each)]
    amount, issued = money(facts), _issued_beside(result)
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
        others={key: _other(figures.get(key)) for key in facts.get("labels", {})}
        | ({} if issued is None else {AMOUNT: issued * factor}),
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
