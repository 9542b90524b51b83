"""Joins what came back to what was issued: by the manifest's digest, or the project's code, never by a file's name."""

from __future__ import annotations

import enum
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from xlgen import ledger, policy, terms
from xlgen.finding import Status, UsageError, mistake
from xlgen.strict import nearest_code

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from xlgen.collection.entry import Entry
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
            wanted(self)
            if self.today is not None:
                ledger.check_writable(self.ledger)

    def due_of(self, issue: Issue) -> str:
        """Return the day by which a project is wanted, "" where none is known."""
        return self.due.isoformat() if self.due else issue.due

    def is_overdue(self, issue: Issue) -> bool:
        """Return whether a project that is missing is missed: the round is final, or its day has passed."""
        due = self.due_of(issue)
        return self.final or bool(due and self.today and self.today.isoformat() > due)


@dataclass(frozen=True, slots=True)
class Twice:
    """One project with several returns: its files in order, the one that counts, and why (a key of the catalogue)."""

    code: str
    entries: tuple[Entry, ...]
    counted: Entry | None
    key: str


@dataclass(slots=True)
class Joined:
    """The returns of a round, by what they are the return of.

    `issued` are the projects wanted back; `returned` the files of each project, `standing` the one that is looked at
    for it (of several among which nothing was chosen, the worst), `undecided` the codes of those. `unexpected` are
    files of no project that is wanted, each with the key that says why; `superseded` those made from an earlier issue.
    """

    issued: Mapping[str, Issue]
    returned: dict[str, tuple[Entry, ...]] = field(default_factory=dict)
    standing: dict[str, Entry] = field(default_factory=dict)
    twice: list[Twice] = field(default_factory=list)
    unexpected: list[tuple[Entry, str]] = field(default_factory=list)
    superseded: list[tuple[Entry, Issue]] = field(default_factory=list)

    @property
    def missing(self) -> list[Issue]:
        """The projects of which nothing came back, in the order of their codes."""
        return [each for code, each in sorted(self.issued.items()) if code not in self.returned]

    @property
    def undecided(self) -> frozenset[str]:
        """The codes of the projects among whose returns nothing was chosen."""
        return frozenset(each.code for each in self.twice if each.counted is None)

    def department(self, code: str) -> str:
        """Return the department of a project: as issued, or else as its return says."""
        issue = self.issued.get(code)
        return issue.supervising_department if issue else self.standing[code].department


def join(entries: Iterable[Entry], taking: Taking) -> Joined:
    """Return the entries joined to what was issued.

    Raises
    ------
    UsageError
        The ledger cannot be read, or knows no such department.

    """
    issues = ledger.read(taking.ledger) if taking.ledger else ()
    last = ledger.latest(issues)
    joined = Joined(wanted(taking))
    by_digest = {each.digest: each for each in issues}
    files: dict[str, list[Entry]] = defaultdict(list)
    old: set[str] = set()
    for each in entries:
        issue = _issue_of(each, by_digest, last)
        if not taking.ledger:
            if each.code:
                files[each.code].append(each)
        elif issue is None or issue.code not in joined.issued:
            if each.code:
                joined.unexpected.append((each, _why(each, last, joined.issued)))
        else:
            files[issue.code].append(each)
            newest = last[issue.code]
            if issue.digest != newest.digest:
                joined.superseded.append((each, issue))
                old.add(each.file)
    for code, found in sorted(files.items()):
        _settle(joined, code, tuple(found), old, taking.duplicates)
    return joined


def wanted(taking: Taking) -> dict[str, Issue]:
    """Return the projects that are wanted back, with their last issue; none without a ledger.

    Raises
    ------
    UsageError
        The ledger cannot be read, or knows no such department.

    """
    last = ledger.latest(ledger.read(taking.ledger)) if taking.ledger else {}
    open_ = {code: each for code, each in last.items() if not each.withdrawn}
    if taking.department is None:
        return open_
    names = {each.supervising_department for each in open_.values()}
    if taking.department not in names:
        near = nearest_code(taking.department, names, terms.CORRECT_IT)
        raise UsageError(str(taking.ledger or ""), mistake("department-unknown", word=taking.department, near=near))
    return {code: each for code, each in open_.items() if each.supervising_department == taking.department}


def _issue_of(each: Entry, by_digest: Mapping[str, Issue], last: Mapping[str, Issue]) -> Issue | None:
    """Return which issue a file is the return of; a blank form with a project's code typed in is of none."""
    if each.manifest:
        return by_digest.get(each.manifest)
    return last.get(each.code) if each.trust not in {None, "digest-only"} else None


def _why(each: Entry, last: Mapping[str, Issue], wanted: Mapping[str, Issue]) -> str:
    """Return why a file is unexpected: not issued at all, withdrawn, another department's, or not the form issued."""
    if each.code in wanted:
        return "R703/other"
    known = last.get(each.code)
    if known is None:
        return "R703"
    return "R703/withdrawn" if known.withdrawn else "R703/department"


def _settle(joined: Joined, code: str, found: tuple[Entry, ...], old: set[str], duplicates: Duplicates) -> None:
    """Find which of a project's files counts; what was made from an earlier issue gives way to what was not."""
    joined.returned[code] = found
    current = tuple(each for each in found if each.file not in old) or found
    if len(current) > 1:
        counted, key = _choose(current, duplicates)
        joined.twice.append(Twice(code, current, counted, key))
    else:
        counted = current[0]
    joined.standing[code] = counted or min(current, key=lambda each: (WORST_FIRST.index(each.status), each.file))


def _choose(entries: Sequence[Entry], duplicates: Duplicates) -> tuple[Entry | None, str]:
    """Return the one of several returns that counts, None where the office must decide, and the finding's key."""
    if len({each.content for each in entries}) == 1:
        return entries[0], "R702/same"
    # Without the time of each there is no order among them.
    if duplicates is Duplicates.ASK or not all(each.modified for each in entries):
        return None, "R702"
    pick = max if duplicates is Duplicates.NEWEST else min
    return pick(entries, key=lambda each: (each.modified, each.file)), f"R702/{duplicates.value}"


def files(entries: Iterable[Entry]) -> str:
    """Return the names of files as a sentence lists them: the first, and how many there are."""
    return listed([each.file for each in entries])


def listed(names: Sequence[str]) -> str:
    """Return the first of some names, and that there are more where there are."""
    shown = "、".join(names[: terms.MOST_LISTED])
    return shown if len(names) <= terms.MOST_LISTED else terms.LISTED_OF.format(names=shown, count=len(names))
