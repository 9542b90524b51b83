"""What the projects of a department show together: all of them full marks, a sum that is not the department's own."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from xlgen import terms
from xlgen.finding import BY_CODE, Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from xlgen.collection.entry import Entry
    from xlgen.collection.joining import Joined
    from xlgen.results import Result
    from xlgen.template import Definition, Template

_HALF_A_DIGIT: Final = Decimal("0.005")
"""What rounding to two decimals, as amounts are written, may make of each."""


@dataclass(frozen=True, slots=True)
class Spending:
    """What a project, or a whole department for its projects, says that it spent, in yuan; and how finely."""

    yuan: Decimal
    unit: Decimal


def full_marks(joined: Joined, few: int) -> Iterator[tuple[str, Finding]]:
    """Yield R705 for each department whose returned projects, `few` or more, have all been given every point."""
    marks: dict[str, list[bool]] = defaultdict(list)
    for code, each in joined.standing.items():
        department = joined.department(code)
        # Of a form that could not be judged nobody knows how many points it has.
        if department:
            marks[department].append(each.full is True)
    for department, full in sorted(marks.items()):
        if len(full) >= few and all(full):
            detail = terms.HOW_MANY_PROJECTS.format(count=len(full))
            yield (
                department,
                Finding(
                    key="R705", severity=BY_CODE["R705"].severity, label=department, detail=detail, found=len(full)
                ),
            )


def spending(result: Result, template: Template | None) -> tuple[Spending | None, Spending | None]:
    """Return what a return says that its project spent, and what its department's projects did; None where it does not.

    A department's form has no money table of its own; its tables have a row 项目支出.
    """
    record: Mapping[str, Any] = result.facts.get("record") or {}
    if template is None or not record:
        return None, None
    definition = template.definition
    unit = Decimal(1).scaleb(terms.MONEY_UNITS[definition.amount_unit])
    amount = _project(definition, record) if definition.has_funding else None
    whole = None if definition.has_funding else _of_department(definition, record)
    return (
        None if amount is None else Spending(amount * unit, unit),
        None if whole is None else Spending(whole * unit, unit),
    )


def _project(definition: Definition, record: Mapping[str, Any]) -> Decimal | None:
    """Return what a project spent in its form's unit: its total line, or where a formula gives that, its parts."""
    column, lines = definition.funding.numerator, record.get("funding") or {}
    if definition.funding.totals != "formula":
        return _number((lines.get("total_funds") or {}).get(column))
    parts = [_number((lines.get(line.id) or {}).get(column)) for line in definition.funding.lines]
    given = [each for each in parts if each is not None]
    return sum(given, Decimal(0)) if given else None


def _of_department(definition: Definition, record: Mapping[str, Any]) -> Decimal | None:
    for table in definition.tables:
        rows = [row.id for row in table.rows if row.label.endswith(terms.PROJECT_SPENDING)]
        columns = {column.label: column.id for column in table.columns}
        column = next((columns[label] for label in terms.SPENT_COLUMNS if label in columns), None)
        if len(rows) == 1 and column is not None:
            row = ((record.get("tables") or {}).get(table.id) or {}).get(rows[0]) or {}
            return _number(row.get(column))
    return None


def _number(value: object) -> Decimal | None:
    return Decimal(str(value)) if isinstance(value, int | float) and not isinstance(value, bool) else None


def totals(joined: Joined) -> tuple[list[tuple[Entry, Finding]], str]:
    """Return R706 for each department whose projects do not add up to its own figure; and why none was compared, or "".

    A department is compared once all of its projects are back, and all say what they spent.
    """
    found: list[tuple[Entry, Finding]] = []
    reasons: list[str] = []
    spent = {code: each.spent for code, each in joined.standing.items() if each.spent is not None}
    for entry in joined.standing.values():
        whole = entry.projects_spent
        if whole is not None:
            codes = _projects(joined, entry)
            complete = bool(codes) and codes <= spent.keys() and not codes & joined.undecided
            reasons.append("" if complete else terms.PROJECTS_NOT_COMPLETE)
            parts = [spent[code] for code in codes] if complete else []
            total = sum((each.yuan for each in parts), Decimal(0))
            room = _HALF_A_DIGIT * (whole.unit + sum((each.unit for each in parts), Decimal(0)))
            if complete and abs(total - whole.yuan) > room:
                found.append((entry, _differs(entry, total / whole.unit, whole.yuan / whole.unit)))
    return found, min(reasons, default=terms.NO_DEPARTMENT_FORM)


def _projects(joined: Joined, whole: Entry) -> set[str]:
    """Return the codes of a department's projects, its own form not among them, those that are missing included."""
    names = {whole.name} - {""}
    issued = {code for code, each in joined.issued.items() if each.supervising_department in names}
    returned = {code for code in joined.standing if joined.department(code) in names}
    return (issued | returned) - {whole.code}


def _differs(entry: Entry, found: Decimal, expected: Decimal) -> Finding:
    return Finding(
        key="R706",
        severity=BY_CODE["R706"].severity,
        label=terms.SPENDING_OF.format(name=entry.name),
        found=float(found),
        expected=float(expected),
    )
