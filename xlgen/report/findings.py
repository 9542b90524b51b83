"""The sheet 问题清单: every finding of a round on a line, to be filtered; what follows from another says from which."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from xlgen import terms
from xlgen.report.given import department
from xlgen.spool import Spool
from xlgen.writer import Column, Entry, Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from contextlib import ExitStack

    from xlgen.report.given import Round

MOST: Final = 100_000
"""Lines of the sheet; what comes after them is told to be elsewhere."""


_MOST: Final = {4: 24, 5: 24, 8: 50, 9: 20, 10: 20, 11: 24, 13: 20}
"""The widest that columns may be, by their place."""


def sheet(given: Round, opened: ExitStack) -> Table:
    """Return the table of all findings of a round, which lies on disk until what is `opened` is closed."""
    title = terms.OVERVIEW_TITLES["findings"]
    columns = [
        Column(head, "number" if index == 0 else "text") for index, head in enumerate(terms.OVERVIEW_HEADS["findings"])
    ]
    kept = opened.enter_context(Spool(_rows(given)))
    count = len(kept)
    notes = [terms.OVERVIEW_CUT.format(shown=MOST, count=count)] if count > MOST else []
    return Table(title, title, columns, First(kept, MOST), notes, frozen=1, large=True)


class First(Iterable[tuple[Entry, ...]]):
    """The first of some rows, however often they are gone through."""

    def __init__(self, rows: Iterable[tuple[Entry, ...]], most: int) -> None:
        self._rows, self._most = rows, most

    def __iter__(self) -> Iterator[tuple[Entry, ...]]:
        """Yield them."""
        return itertools.islice(self._rows, self._most)


def _rows(given: Round) -> Iterator[tuple[Entry, ...]]:
    expected = given.expected
    number = 0
    for result in given.results:
        project = result.verdict["project"] or {}
        head = (department(result, expected), project.get("code", ""), project.get("name", ""), result.file)
        start = number
        labels, shown = result.facts.get("surroundings", {}), result.facts.get("shown", {})
        for index, each in enumerate(result.verdict["findings"]):
            number += 1
            label = labels.get(str(index), {}).get("label", "")
            yield (number, *head, *_line(each, label, start, shown.get(str(index), ("", ""))))
    names = {each["code"]: each for each in given.summary["missing"]}
    for each in given.summary["findings"]:
        if each["code"] == "X109":
            continue
        number += 1
        project = each.get("project") or {}
        code = project.get("code", "") if isinstance(project, dict) else str(project)
        issue = expected.get(code)
        name = issue.supervising_department if issue else str(names.get(code, {}).get("supervising_department", ""))
        title = project.get("name", "") if isinstance(project, dict) else issue.name if issue else ""
        yield (number, name, code, title, each.get("file") or "", *_line(each, "", number - 1))


def _line(finding: Mapping[str, Any], label: str, start: int, shown: Sequence[str] = ("", "")) -> tuple[Entry, ...]:
    """Return the cells of a finding; `start` is how many lines stand before those of its file.

    `shown` is what was found and what was expected as their cell shows them, "" where it shows neither otherwise.
    """
    found, expected = shown
    place = " ".join(each for each in (finding.get("sheet"), finding.get("cell"), label) if each)
    return (
        place,
        finding["code"],
        terms.SEVERITIES[finding["severity"]],
        finding["message"],
        expected or _said(finding.get("expected")),
        found or _said(finding.get("found")),
        finding.get("response", ""),
        terms.OWNERS[finding["owner"]],
        "；".join(_remarks(finding, start)),
    )


def _remarks(finding: Mapping[str, Any], start: int) -> Iterator[str]:
    if finding.get("follows") is not None:
        yield terms.OVERVIEW_FOLDED.format(number=start + int(finding["follows"]) + 1)
    if finding.get("waived"):
        yield terms.OVERVIEW_WAIVED.format(reason=finding["waived"].get("reason", ""))
    if finding.get("beta"):
        yield terms.OVERVIEW_BETA
    if finding.get("off"):
        yield terms.OVERVIEW_OFF


def _said(value: object) -> str:
    """Return what a finding holds as a cell would show it: thousands apart, TRUE and FALSE, no more than there is."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    return f"{value:,.15g}" if isinstance(value, int | float) else str(value)
