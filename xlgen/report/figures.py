"""The figures of the projects for other tools: CSV that Excel opens in Chinese, and Parquet where pyarrow is there."""

from __future__ import annotations

import csv
import importlib
import importlib.util
import itertools
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from xlgen import terms
from xlgen.model import to_cell

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from xlgen.report.projects import Project, Projects

CSV: Final = f"{terms.FIGURES_FILE}.csv"
PARQUET: Final = f"{terms.FIGURES_FILE}.parquet"
_COUNTS: Final = ("errors", "warnings")
_AT_ONCE: Final = 5_000
"""Rows of one group of a Parquet file."""
_PROGRAM_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
"""What spreadsheet programs take for a formula at the beginning of a text."""


def rows(projects: Projects) -> Iterator[dict[str, str | int | Decimal | None]]:
    """Yield the projects by the names of the contract, further figures of the forms included."""
    return (_row(each, list(projects.labels), projects.unit) for each in projects.returned)


def _row(each: Project, others: Sequence[str], unit: str) -> dict[str, str | int | Decimal | None]:
    return {
        "supervising_department": each.department,
        "project_code": each.code,
        "project_name": each.name,
        "implementing_agency": each.agency,
        "amount_unit": unit,
        "amount": each.amount,
        "original_budget": each.original,
        "final_budget": each.final,
        "actual_expenditure": each.spent,
        "execution_rate": each.rate,
        "execution_score": each.execution_score,
        "total_score": each.total,
        "rating": each.rating,
        "status": each.status,
        "check_code": each.check_code,
        "errors": each.errors,
        "warnings": each.warnings,
        "file": each.file,
        "note": each.note,
        **{key: each.others.get(key) for key in others},
    }


def write_csv(path: Path, projects: Projects) -> None:
    """Write the projects as CSV in UTF-8 with the mark by which Excel knows it.

    A text that a program would run as a formula gets an apostrophe before it.

    Raises
    ------
    OSError
        The file cannot be written.

    """
    heads = [*terms.FIGURES_HEADS, *projects.labels.values()]
    with path.open("w", encoding="utf-8", errors="replace", newline="") as file:
        file.write("\ufeff")
        lines = csv.writer(file, lineterminator="\r\n")
        lines.writerow([_safe(each) for each in heads])
        for row in rows(projects):
            shown = row | {"status": terms.PROJECT_STATUSES[str(row["status"])]}
            lines.writerow([_safe(each) for each in shown.values()])


def _safe(value: str | int | Decimal | None) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    text = "" if value is None else str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(_PROGRAM_STARTS) else text


def has_parquet() -> bool:
    """Return whether Parquet can be written: pyarrow comes with the extra xlgen[parquet]."""
    return importlib.util.find_spec("pyarrow") is not None


def write_parquet(path: Path, projects: Projects) -> None:
    """Write the projects as Parquet; numbers are floats, as cells hold them.

    Raises
    ------
    OSError
        The file cannot be written.

    """
    arrow, parquet = (importlib.import_module(name) for name in ("pyarrow", "pyarrow.parquet"))
    worded = set(_TEXTS)
    for row in rows(projects):
        worded |= {name for name, value in row.items() if isinstance(value, str)}
    kinds = {
        name: arrow.string() if name in worded else arrow.int64() if name in _COUNTS else arrow.float64()
        for name in _row_names(projects)
    }
    waiting = rows(projects)
    with parquet.ParquetWriter(path, arrow.schema(kinds.items())) as file:
        some = list(itertools.islice(waiting, _AT_ONCE))
        while True:
            columns = [[_plain(row[name], worded=name in worded) for row in some] for name in kinds]
            arrays = [arrow.array(values, kind) for values, kind in zip(columns, kinds.values(), strict=True)]
            file.write_table(arrow.table(dict(zip(kinds, arrays, strict=True))))
            some = list(itertools.islice(waiting, _AT_ONCE))
            if not some:
                break


_TEXTS: Final = frozenset(
    {
        *("supervising_department", "project_code", "project_name", "implementing_agency", "amount_unit"),
        *("rating", "status", "check_code", "file", "note"),
    }
)


def _row_names(projects: Projects) -> Sequence[str]:
    return [*terms.FIGURES_NAMES, *projects.labels]


def _plain(value: str | int | Decimal | None, *, worded: bool) -> str | int | float | None:
    plain = to_cell(value) if isinstance(value, Decimal) else value
    return str(plain) if worded and plain is not None else plain
