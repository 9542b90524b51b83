"""Joins what came back to what was issued: by the manifest's digest, or the project's code, never by a file's name."""

from __future__ import annotations

import enum
import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from xlgen import ledger, policy, terms
from xlgen.collection.table import Table
from xlgen.finding import Status, UsageError, mistake
from xlgen.strict import nearest_code

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from xlgen.collection.entry import Entry
    from xlgen.collection.table import Wanted
    from xlgen.ledger import Issue
    from xlgen.policy import Policy

WORST_FIRST: Final = tuple(
    each.value for each in (Status.UNVERIFIABLE, Status.SENT_BACK, Status.FLAGGED, Status.ACCEPTED)
)


class Duplicates(enum.Enum):
    """Which of several returns of one project counts: the office decides, or by when each was last saved."""

    ASK = "ask"
    NEWEST = "newest"
    OLDEST = "oldest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Taking:
    """How a round is taken.

    `ledger` says what was issued; `due` is the day by which all is wanted, in place of the ledger's own; `today` the
    day on which the round is taken, without which nothing is late, overdue, or written into the ledger. `department`
    restricts the round to one department's projects; `policy` is what the office decided about checks. `templates` are
    folders of an office's own forms.
    """

    ledger: Path | None = None
    final: bool = False
    due: dt.date | None = None
    today: dt.date | None = None
    duplicates: Duplicates = Duplicates.ASK
    department: str | None = None
    templates: Sequence[Path] = ()
    policy: Policy = policy.NONE

    def check(self) -> None:
        """Refuse, before anything is judged, a ledger that cannot be read or written, and a department unknown to it.

        It need be writable only where the round is written into it: where the day is known.

        Raises
        ------
        UsageError
            It is so.

        """
        if self.ledger is not None:
            for _ in _issues(self):
                pass
            if self.today is not None:
                ledger.check_writable(self.ledger)

    def due_of(self, issue: Wanted) -> str:
        """Return the day by which a project is wanted, "" where none is known."""
        return self.due.isoformat() if self.due else issue.due

    def is_overdue(self, issue: Wanted) -> bool:
        """Return whether a project that is missing is missed: the round is final, or its day has passed."""
        due = self.due_of(issue)
        return self.final or bool(due and self.today and self.today.isoformat() > due)


@dataclass(frozen=True, slots=True)
class Twice:
    """One project with several returns: its files in order, the one that counts, and why (a key of the catalogue)."""

    code: str
    name: str
    files: tuple[str, ...]
    counted: str | None
    key: str


class Joined:
    """The returns of a round, by what they are the return of; close it.

    `table` holds the projects wanted back, all files, and which of a project's files is looked at (of several among
    which nothing was chosen, the worst). `twice` are the projects with several returns.

    Raises
    ------
    UsageError
        The ledger cannot be read, or knows no such department.

    """

    def __init__(self, taking: Taking) -> None:
        self.taking = taking
        self.table = Table()
        self.twice: list[Twice] = []
        self.table.add_issues(_issues(taking))

    def close(self) -> None:
        """Remove the tables."""
        self.table.close()

    def add(self, each: Entry) -> int:
        """Take in a file, in the order of their names; return its number."""
        if not self.taking.ledger:
            return self.table.add(each, each.code or None)
        issue = self._issue_of(each)
        newest = self.table.last(issue.code) if issue else None
        if issue is None or newest is None or not newest.wanted:
            return self.table.add(each, None, why=self._why(each) if each.code else None)
        return self.table.add(each, issue.code, old=issue.digest != newest.digest)

    def settle(self) -> None:
        """Find which of each project's files counts, once all are taken in."""
        for code, own in itertools.groupby(self.table.returns(), key=lambda row: row[0]):
            self._settle(code, [(number, old, each) for _, number, old, each in own])

    def _issue_of(self, each: Entry) -> Wanted | None:
        """Return which issue a file is the return of; a blank form with a project's code typed in is of none."""
        if each.manifest:
            return self.table.issue_of(each.manifest)
        return self.table.last(each.code) if each.trust not in {None, "digest-only"} else None

    def _why(self, each: Entry) -> str:
        """Return why a file is unexpected: not issued, withdrawn, another department's, or not the form issued."""
        known = self.table.last(each.code)
        if known is None:
            return "R703"
        if known.wanted:
            return "R703/other"
        return "R703/withdrawn" if known.withdrawn else "R703/department"

    def _settle(self, code: str, found: Sequence[tuple[int, bool, Entry]]) -> None:
        """Find which of a project's files counts; what was made from an earlier issue gives way to what was not."""
        current = [(number, each) for number, old, each in found if not old]
        current = current or [(number, each) for number, _, each in found]
        counted: int | None = current[0][0]
        if len(current) > 1:
            counted, key = _choose(current, self.taking.duplicates)
            files = {number: each.file for number, each in current}
            named = None if counted is None else files[counted]
            self.twice.append(Twice(code, current[0][1].name, tuple(files.values()), named, key))
        worst = min(current, key=lambda each: (WORST_FIRST.index(each[1].status), each[1].file))[0]
        self.table.settle(code, worst if counted is None else counted, decided=counted is not None)


def _issues(taking: Taking) -> Iterator[tuple[Issue, bool, bool]]:
    """Yield all issues, each with whether it is its project's last, and whether it is wanted back.

    Raises
    ------
    UsageError
        The ledger cannot be read, or knows no such department.

    """
    if taking.ledger is None:
        return
    names: set[str] = set()
    for own in ledger.each_project(ledger.walk(taking.ledger)):
        last = own[-1]
        if not last.withdrawn:
            names.add(last.supervising_department)
        wanted = not last.withdrawn and taking.department in {None, last.supervising_department}
        yield from ((each, each is last, wanted and each is last) for each in own)
    if taking.department is not None and taking.department not in names:
        near = nearest_code(taking.department, names, terms.CORRECT_IT)
        raise UsageError(str(taking.ledger), mistake("department-unknown", word=taking.department, near=near))


def _choose(found: Sequence[tuple[int, Entry]], duplicates: Duplicates) -> tuple[int | None, str]:
    """Return the number of the return that counts, None where the office must decide, and the finding's key."""
    if len({each.content for _, each in found}) == 1:
        return found[0][0], "R702/same"
    # Without the time of each there is no order among them.
    if duplicates is Duplicates.ASK or not all(each.modified for _, each in found):
        return None, "R702"
    pick = max if duplicates is Duplicates.NEWEST else min
    return pick(found, key=lambda own: (own[1].modified, own[1].file))[0], f"R702/{duplicates.value}"


def listed(names: Sequence[str]) -> str:
    """Return the first of some names, and that there are more where there are."""
    shown = "、".join(names[: terms.MOST_LISTED])
    return shown if len(names) <= terms.MOST_LISTED else terms.LISTED_OF.format(names=shown, count=len(names))
