"""催报清单.xlsx, what is missing and a text a department to send; 归档清单.xlsx, what came in and what became of it."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, Final

from xlgen import terms, writer
from xlgen.report.given import Parts, department
from xlgen.spool import Spool
from xlgen.writer import Column, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlgen.report.given import Found, Round
    from xlgen.report.projects import Missing, Projects
    from xlgen.report.sent_back import Remade
    from xlgen.writer import Entry

REMINDERS: Final = f"{terms.REMINDER_LIST}.xlsx"
ARCHIVE: Final = f"{terms.ARCHIVE_LIST}.xlsx"
NOT_REMADE: Final = f"{terms.NOT_REMADE_FILE}.xlsx"
_CODE: Final = re.compile(r"[0-9A-Za-z._/\\ -]+")
MOST_NAMED: Final = 30
"""So many projects are named in a text for a chat; of more it says how many."""


def reminders(given: Round, projects: Projects) -> bytes:
    """Return the list of what is missing, a row a project, and the texts, a row a department."""
    columns = [Column(head, "number" if index == 0 else "text") for index, head in enumerate(terms.REMINDER_HEADS)]
    rows = [
        (number, each.department, each.code, each.name, each.due or given.due, each.file)
        for number, each in enumerate(projects.missing, 1)
    ]
    final = bool(given.summary.get("final"))
    late = {each["project"] for each in given.summary["findings"] if each["code"] == "R701"}
    texts = []
    for name, some in itertools.groupby(projects.missing, key=lambda each: each.department):
        own = list(some)
        overdue = all(each.code in late for each in own)
        texts.append((name, len(own), text(name, own, given.due, final=final, overdue=overdue)))
    kinds: tuple[writer.Kind, ...] = ("text", "number", "text")
    said = [Column(head, kind) for head, kind in zip(terms.REMINDER_TEXT_HEADS, kinds, strict=True)]
    first = Table(terms.REMINDER_LIST, terms.REMINDER_LIST, columns, rows)
    second = Table(terms.REMINDER_TEXTS, terms.REMINDER_TEXTS, said, texts, [terms.REMINDER_NOTE])
    return writer.tables([first, second], terms.REMINDER_LIST, given.fiscal_year)


def text(name: str, missing: Sequence[Missing], due: str, *, final: bool = False, overdue: bool = False) -> str:
    """Return what to send to a department of which something is missing.

    Once the round is `final` nothing is asked for any more; `overdue` says that the day is over.
    """
    days = {each.due or due for each in missing}
    day = next(iter(days)) if len(days) == 1 else ""
    names = "、".join(f"{each.code} {each.name}".strip() for each in missing[:MOST_NAMED])
    if len(missing) > MOST_NAMED:
        names = terms.REMINDER_MORE.format(names=names, shown=MOST_NAMED)
    what = "final" if final else "overdue" if day and overdue else "due" if day else "soon"
    when = terms.REMINDER_WHEN[what].format(due=day)
    return terms.REMINDER.format(department=addressed(name), count=len(missing), names=names, when=when)


def addressed(name: str) -> str:
    """Return how a department is spoken to: nobody is called by a code, nor by that no name is known."""
    if name == terms.NO_DEPARTMENT:
        return terms.REMINDER_TO_YOU
    return terms.REMINDER_TO_CODE.format(code=name) if _CODE.fullmatch(name) else name


def archive(given: Round) -> bytes:
    """Return the list of all files that came in: digest, round, verdict, form."""
    expected = given.expected
    which = str(given.summary.get("round", "") or "")
    parts = Parts(given)

    def row(number: int, each: Found) -> tuple[Entry, ...]:
        verdict = each.verdict
        project = verdict["project"] or {}
        return (
            *(number, each.file, verdict["sha256"], which, terms.STATUSES[verdict["status"]]),
            *(terms.ARCHIVE_PARTS[parts.of(each)], verdict["template"] or "", department(each, expected)),
            *(project.get("code", ""), project.get("name", ""), verdict.get("check_code") or ""),
            each.facts.get("manifest", ""),
        )

    columns = [Column(head, "number" if index == 0 else "text") for index, head in enumerate(terms.ARCHIVE_HEADS)]
    with Spool(itertools.starmap(row, enumerate(given.results, 1))) as rows:
        tables = [Table(terms.ARCHIVE_LIST, terms.ARCHIVE_LIST, columns, rows, frozen=2)]
        beside = [(file,) for file in given.summary["attachments"]]
        if beside:
            tables.append(Table(terms.ARCHIVE_BESIDE, terms.ARCHIVE_BESIDE, [Column(terms.ARCHIVE_HEADS[1])], beside))
        return writer.tables(tables, terms.ARCHIVE_LIST, given.fiscal_year)


def not_remade(given: Round, done: Sequence[Remade]) -> bytes:
    """Return the list of the files to be sent back of which no form could be made anew, and why."""
    rows = [
        (
            *(each.file, each.code, each.name, each.department, each.reason),
            terms.NOT_REMADE_TODOS.get(each.reason, terms.NOT_REMADE_TODO),
        )
        for each in done
        if not each.path
    ]
    columns = [Column(head) for head in terms.NOT_REMADE_HEADS]
    table = Table(terms.NOT_REMADE_FILE, terms.NOT_REMADE_FILE, columns, rows, [terms.NOT_REMADE_NOTE])
    return writer.tables([table], terms.NOT_REMADE_FILE, given.fiscal_year)
