"""The list of all that was issued, as a workbook beside the forms."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from xlgen import ledger, terms, writer

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from xlgen.ledger import Issue
    from xlgen.writer.tables import Entry

FILE_NAME: Final = f"{terms.ISSUE_LIST}.xlsx"
SHOWN_OF_DIGEST: Final = 12
_NUMBERS: Final = frozenset({0, 5, 6})
"""The columns that hold numbers: the line, the year, the how-manieth time."""


def made(earlier: Sequence[Issue], issues: Sequence[Issue], withdrawn: Collection[str]) -> bytes:
    """Return the workbook for a ledger of `earlier` issues to which `issues` are added and codes withdrawn."""
    before = (replace(each, withdrawn=each.withdrawn or each.code in withdrawn) for each in earlier)
    all_issues = sorted((*before, *issues), key=lambda each: (each.code, each.number))
    columns = [
        writer.Column(head, "number" if index in _NUMBERS else "text") for index, head in enumerate(terms.ISSUE_HEADS)
    ]
    year = max(each.fiscal_year for each in all_issues)
    table = writer.Table(terms.ISSUE_LIST, terms.ISSUE_LIST, columns, list(_rows(all_issues)))
    return writer.tables([table], terms.ISSUE_LIST, year)


def _rows(issues: Sequence[Issue]) -> Iterator[tuple[Entry, ...]]:
    last = ledger.latest(issues)
    for line, each in enumerate(issues, 1):
        status = terms.ISSUED if last[each.code] is each else terms.REPLACED
        yield (
            line,
            each.code,
            each.name,
            each.supervising_department,
            each.template,
            each.fiscal_year,
            each.number,
            writer.Link(each.file),
            terms.WITHDRAWN if each.withdrawn else status,
            each.digest[:SHOWN_OF_DIGEST],
            each.due,
        )
