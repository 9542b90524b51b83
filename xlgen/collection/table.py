"""What a round knows of its files and projects, in tables on disk: memory does not grow with the round.

The tables belong to one process and are gone with it. Texts are kept as bytes that sort as their code points do,
whatever stands in them.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from xlgen.collection.entry import Entry, Spending

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xlgen.ledger import Issue

_TEXTS: Final = (
    *("file", "sha256", "status", "trust", "template", "code", "name", "department", "manifest", "modified"),
    "content",
)
_NUMBERS: Final = ("full", "spent", "spent_unit", "projects_spent", "projects_unit")
_COLUMNS: Final = (*_TEXTS, *_NUMBERS)
_ENTRY: Final = ", ".join(f"e.{each}" for each in _COLUMNS)
# `of` is the project that a file is the return of, `old` says that it was made from an earlier issue, `why` is the key
# of the finding on a file that is of no project wanted. A project's `standing` is the number of the file looked at.
_SCHEMA: Final = (
    "PRAGMA journal_mode = OFF",
    """
CREATE TABLE issue (
    code BLOB, number INTEGER, name BLOB, department BLOB, digest BLOB, due TEXT, withdrawn INTEGER, last INTEGER,
    wanted INTEGER, PRIMARY KEY (code, number)
) WITHOUT ROWID
""",
    f"CREATE TABLE entry (number INTEGER PRIMARY KEY, of BLOB, old INTEGER, why TEXT, {', '.join(_COLUMNS)})",
    "CREATE TABLE project (code BLOB PRIMARY KEY, standing INTEGER UNIQUE, decided INTEGER) WITHOUT ROWID",
    "BEGIN",
)
_BY_DIGEST: Final = "CREATE INDEX by_digest ON issue (digest, code, number)"
_BY_PROJECT: Final = "CREATE INDEX by_project ON entry (of, number)"


@dataclass(frozen=True, slots=True)
class Wanted:
    """One issue as the round sees it; `wanted` says that it is wanted back, hence that none came after it."""

    code: str
    number: int
    name: str
    supervising_department: str
    digest: str
    due: str
    withdrawn: bool
    wanted: bool


_ISSUE: Final = "i.code, i.number, i.name, i.department, i.digest, i.due, i.withdrawn, i.wanted"


class Table:
    """The tables of one round; close it. Files are numbered in the order in which they are added."""

    def __init__(self) -> None:
        # A data base without a name lies on disk, in a file that nobody else sees.
        self.connection = sqlite3.connect("", isolation_level=None)
        for statement in _SCHEMA:
            self.connection.execute(statement)

    def close(self) -> None:
        """Remove the tables."""
        self.connection.close()

    # --- what was issued ----------------------------------------------------------------------------------------------

    def add_issues(self, issues: Iterable[tuple[Issue, bool, bool]]) -> None:
        """Take in what was issued: each with whether it is the last of its project, and whether it is wanted back."""
        self.connection.executemany(
            "INSERT INTO issue VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (
                    *(pack(each.code), each.number, pack(each.name), pack(each.supervising_department)),
                    *(pack(each.digest), each.due, each.withdrawn, last, wanted),
                )
                for each, last, wanted in issues
            ),
        )
        self.connection.execute(_BY_DIGEST)

    def issue_of(self, digest: str) -> Wanted | None:
        """Return the issue of a manifest; of several alike, the last."""
        return next(self._issues("WHERE i.digest = ? ORDER BY i.code DESC, i.number DESC LIMIT 1", pack(digest)), None)

    def last(self, code: str) -> Wanted | None:
        """Return a project's last issue."""
        return next(self._issues("WHERE i.code = ? AND i.last", pack(code)), None)

    def missing(self) -> Iterator[Wanted]:
        """Yield the projects wanted of which nothing came back, in the order of their codes."""
        return self._issues("WHERE i.wanted AND i.code NOT IN (SELECT code FROM project) ORDER BY i.code")

    def wanted(self) -> Iterator[str]:
        """Yield the codes of the projects wanted, in order."""
        return (text(code) for (code,) in self.connection.execute("SELECT code FROM issue WHERE wanted ORDER BY code"))

    def is_wanted(self, code: str) -> bool:
        """Return whether a project is wanted back."""
        return bool(self._one("SELECT COUNT(*) FROM issue WHERE code = ? AND wanted", pack(code)))

    def count_wanted(self) -> int:
        """Return how many projects are wanted back."""
        return int(self._one("SELECT COUNT(*) FROM issue WHERE wanted"))

    def has_due(self) -> bool:
        """Return whether any project wanted back was issued with a day by which it is."""
        return bool(self._one("SELECT EXISTS (SELECT 1 FROM issue WHERE wanted AND due <> '')"))

    def _issues(self, where: str, *given: object) -> Iterator[Wanted]:
        for row in self.connection.execute(f"SELECT {_ISSUE} FROM issue i {where}", given):  # noqa: S608 - our own words
            code, number, name, department, digest, due, withdrawn, wanted = row
            texts = text(name), text(department), text(digest)
            yield Wanted(text(code), number, *texts, due, bool(withdrawn), bool(wanted))

    # --- what came back -----------------------------------------------------------------------------------------------

    def add(self, each: Entry, of: str | None, *, old: bool = False, why: str | None = None) -> int:
        """Take in a file that is the return of a project, or of none; return its number."""
        texts = [None if (own := getattr(each, name)) is None else pack(own) for name in _TEXTS]
        values = (None if of is None else pack(of), old, why, *texts, each.full, *_row(each.spent))
        marks = ", ".join("?" * (len(_COLUMNS) + 4))
        done = self.connection.execute(
            f"INSERT INTO entry VALUES ({marks})",  # noqa: S608 - marks only
            (None, *values, *_row(each.projects_spent)),
        )
        return int(done.lastrowid or 0)

    def returns(self) -> Iterator[tuple[str, int, bool, Entry]]:
        """Yield each file of a project in the order of codes and files: the code, its number, whether it is old."""
        self.connection.execute(_BY_PROJECT)
        rows = self.connection.execute(
            f"SELECT e.of, e.number, e.old, {_ENTRY} FROM entry e WHERE e.of IS NOT NULL ORDER BY e.of, e.number"  # noqa: S608 - our own words
        )
        return ((text(of), number, bool(old), _entry(row)) for of, number, old, *row in rows)

    def settle(self, code: str, standing: int, *, decided: bool) -> None:
        """Note which of a project's files is looked at for it, and whether it is the one that counts."""
        self.connection.execute("INSERT INTO project VALUES (?, ?, ?)", (pack(code), standing, decided))

    def standing(self, where: str = "TRUE", *given: object) -> Iterator[tuple[str, bool, Entry]]:
        """Yield for each project the file that is looked at, in the order of codes: code, whether decided, the file.

        `where` is a condition on project `p`, its file `e` and its last issue `i`, the latter empty where it has none.
        """
        rows = self.connection.execute(
            f"SELECT p.code, p.decided, {_ENTRY} FROM {STANDING} WHERE {where} ORDER BY p.code",  # noqa: S608 - our own words
            given,
        )
        return ((text(code), bool(decided), _entry(row)) for code, decided, *row in rows)

    def count_projects(self) -> int:
        """Return how many projects something came back of."""
        return int(self._one("SELECT COUNT(*) FROM project"))

    def unexpected(self) -> Iterator[tuple[Entry, str]]:
        """Yield the files of no project that is wanted, each with the key that says why, in order."""
        rows = self.connection.execute(
            f"SELECT e.why, {_ENTRY} FROM entry e WHERE e.why IS NOT NULL ORDER BY e.number"  # noqa: S608 - our own words
        )
        return ((_entry(row), why) for why, *row in rows)

    def superseded(self) -> Iterator[tuple[str, str]]:
        """Yield the files made from an earlier issue, in order: the project's code, the file."""
        rows = self.connection.execute("SELECT of, file FROM entry WHERE old ORDER BY number")
        return ((text(of), text(file)) for of, file in rows)

    def named(self, numbers: Iterable[int]) -> Iterator[tuple[str, str, str]]:
        """Yield the project's code, the name and the file's of each number of a file that is of a project."""
        for number in numbers:
            row = self.connection.execute("SELECT of, name, file FROM entry WHERE number = ?", (number,)).fetchone()
            code, name, file = map(text, row)
            yield code, name, file

    def _one(self, query: str, *given: object) -> Any:  # noqa: ANN401 - whatever is asked for
        return self.connection.execute(query, given).fetchone()[0]


STANDING: Final = "project p JOIN entry e ON e.number = p.standing LEFT JOIN issue i ON i.code = p.code AND i.wanted"
"""Projects, the file that is looked at, and the issue wanted."""


def pack(words: str) -> bytes:
    """Return a text so that bytes sort as its code points do, whatever stands in it."""
    return words.encode("utf-8", "surrogatepass")


def text(packed: bytes) -> str:
    """Return a text from its bytes."""
    return packed.decode("utf-8", "surrogatepass")


def spending(yuan: str | None, unit: str | None) -> Spending | None:
    """Return what was spent from how it is kept."""
    return None if yuan is None or unit is None else Spending(Decimal(yuan), Decimal(unit))


def _row(own: Spending | None) -> tuple[str | None, str | None]:
    return (None, None) if own is None else (str(own.yuan), str(own.unit))


def _entry(row: Iterable[Any]) -> Entry:
    own = dict(zip(_COLUMNS, row, strict=True))
    texts: dict[str, Any] = {name: None if own[name] is None else text(own[name]) for name in _TEXTS}
    return Entry(
        **texts,
        full=None if own["full"] is None else bool(own["full"]),
        spent=spending(own["spent"], own["spent_unit"]),
        projects_spent=spending(own["projects_spent"], own["projects_unit"]),
    )
