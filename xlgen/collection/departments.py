"""What the projects of a department show together: all of them full marks, a sum that is not the department's own."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from xlgen import terms
from xlgen.collection.entry import Spending
from xlgen.collection.table import STANDING, pack, text
from xlgen.collection.table import spending as spending_of
from xlgen.finding import BY_CODE, Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from xlgen.collection.entry import Entry
    from xlgen.collection.joining import Joined
    from xlgen.results import Result
    from xlgen.template import Definition, Template

_HALF_A_DIGIT: Final = Decimal("0.005")
"""What rounding to two decimals, as amounts are written, may make of each."""
_DEPARTMENT: Final = "COALESCE(i.department, e.department)"
"""The department of a project: as issued, or else as its return says."""


def full_marks(joined: Joined, few: int) -> Iterator[tuple[str, Finding]]:
    """Yield R705 for each department whose returned projects, `few` or more, have all been given every point."""
    # Of a form that could not be judged nobody knows how many points it has.
    rows = joined.table.connection.execute(
        f"SELECT {_DEPARTMENT}, COUNT(*) FROM {STANDING} WHERE {_DEPARTMENT} <> ?"  # noqa: S608 - our own words
        " GROUP BY 1 HAVING COUNT(*) >= ? AND MIN(COALESCE(e.full, 0)) ORDER BY 1",
        (b"", few),
    )
    for packed, count in rows:
        department = text(packed)
        detail = terms.HOW_MANY_PROJECTS.format(count=count)
        yield (
            department,
            Finding(key="R705", severity=BY_CODE["R705"].severity, label=department, detail=detail, found=count),
        )


def large(joined: Joined, few: int) -> bool:
    """Return whether any department has returned so many projects that R705 looks at them."""
    found = joined.table.connection.execute(
        f"SELECT 1 FROM {STANDING} WHERE {_DEPARTMENT} <> ? GROUP BY {_DEPARTMENT} HAVING COUNT(*) >= ? LIMIT 1",  # noqa: S608 - our own words
        (b"", few),
    )
    return found.fetchone() is not None


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
    for _, _, entry in joined.table.standing("e.projects_spent IS NOT NULL"):
        whole, parts = entry.projects_spent, _parts(joined, entry)
        reasons.append(terms.PROJECTS_NOT_COMPLETE if parts is None else "")
        if whole is not None and parts is not None:
            total = sum((each.yuan for each in parts), Decimal(0))
            room = _HALF_A_DIGIT * (whole.unit + sum((each.unit for each in parts), Decimal(0)))
            if abs(total - whole.yuan) > room:
                found.append((entry, _differs(entry, total / whole.unit, whole.yuan / whole.unit)))
    return found, min(reasons, default=terms.NO_DEPARTMENT_FORM)


def _parts(joined: Joined, whole: Entry) -> list[Spending] | None:
    """Return what a department's projects spent, its own form not among them; None where not all is known."""
    connection, name = joined.table.connection, (pack(whole.name), pack(whole.code))
    (missing,) = connection.execute(
        "SELECT COUNT(*) FROM issue WHERE wanted AND department = ? AND code <> ?"
        " AND code NOT IN (SELECT code FROM project)",
        name,
    ).fetchone()
    rows = connection.execute(
        f"SELECT p.decided, e.spent, e.spent_unit FROM {STANDING} WHERE {_DEPARTMENT} = ? AND p.code <> ?",  # noqa: S608 - our own words
        name,
    )
    known = [spent if decided else None for decided, spent in ((row[0], spending_of(*row[1:])) for row in rows)]
    parts = [each for each in known if each is not None]
    return parts if whole.name and parts and not missing and len(parts) == len(known) else None


def _differs(entry: Entry, found: Decimal, expected: Decimal) -> Finding:
    return Finding(
        key="R706",
        severity=BY_CODE["R706"].severity,
        label=terms.SPENDING_OF.format(name=entry.name),
        found=float(found),
        expected=float(expected),
    )
