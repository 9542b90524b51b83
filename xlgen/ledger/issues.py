"""What was issued: each form, the how-manieth of its project, and by when it is wanted back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from xlgen.ledger import store

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One form issued: the project, the how-manieth time, from which form, and the digest of its manifest.

    `file` is the path within the folder of the ledger, with slashes. `withdrawn` says that the office wants it back no
    more; `due` is the day by which it wants it (2026-03-31), empty where none was named.
    """

    code: str
    number: int
    name: str
    supervising_department: str
    template: str
    template_version: int
    template_sha256: str
    fiscal_year: int
    digest: str
    file: str
    withdrawn: bool = False
    due: str = ""


_COLUMNS: Final = tuple(Issue.__dataclass_fields__)


def _columns(version: int) -> tuple[str, ...]:
    """Return what the ledger of a version holds."""
    later = {column for added, (column, _) in store.ADDED.items() if added > version}
    return tuple(each for each in _COLUMNS if each not in later)


def read(path: Path) -> tuple[Issue, ...]:
    """Return all issues in the order of code and number.

    Raises
    ------
    UsageError
        The file is missing, no ledger, or of a later version.

    """
    with store.opened(path) as (connection, version):
        columns = _columns(version)
        rows = connection.execute(f"SELECT {', '.join(columns)} FROM issue ORDER BY code, number")  # noqa: S608 - our own names
        found = (dict(zip(columns, row, strict=True)) for row in rows)
        return tuple(Issue(**each | {"withdrawn": bool(each.get("withdrawn"))}) for each in found)


def digests(path: Path) -> dict[str, frozenset[str]]:
    """Return the digests of all manifests issued to each project, by its code.

    Raises
    ------
    UsageError
        As `read`.

    """
    found: dict[str, set[str]] = {}
    for issue in read(path):
        found.setdefault(issue.code, set()).add(issue.digest)
    return {code: frozenset(each) for code, each in found.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Superseded:
    """An issue that a later one of its project has taken the place of: their numbers, and the later one's file."""

    number: int
    later: int
    file: Path


def superseded(path: Path) -> dict[str, Superseded]:
    """Return the issues that a later one with other contents has taken the place of, by the digest of their manifest.

    Raises
    ------
    UsageError
        As `read`.

    """
    issues = read(path)
    last = latest(issues)
    return {
        each.digest: Superseded(
            number=each.number, later=last[each.code].number, file=path.parent / last[each.code].file
        )
        for each in issues
        if each.digest != last[each.code].digest and not last[each.code].withdrawn
    }


def latest(issues: Iterable[Issue]) -> dict[str, Issue]:
    """Return the last issue of each project, by its code; `issues` stand in the order of their numbers."""
    return {each.code: each for each in issues}


def with_days(issues: Sequence[Issue], moved: Iterable[Issue]) -> tuple[Issue, ...]:
    """Return issues with the days of those that were `moved`."""
    days = {(each.code, each.number): each for each in moved}
    return tuple(days.get((each.code, each.number), each) for each in issues)


def add(path: Path, issues: Sequence[Issue], withdraw: Iterable[str] = (), moved: Iterable[Issue] = ()) -> None:
    """Write issues, mark all earlier ones of the codes in `withdraw` as withdrawn, and note the days that were `moved`.

    All in one transaction. The ledger is made where there is none; one of an earlier version becomes one of this.

    Raises
    ------
    UsageError
        The file cannot be written, or holds one of the issues.

    """
    with store.written(path) as connection:
        connection.executemany("UPDATE issue SET withdrawn = 1 WHERE code = ?", [(code,) for code in withdraw])
        days = [(each.due, each.code, each.number) for each in moved]
        connection.executemany("UPDATE issue SET due = ? WHERE code = ? AND number = ?", days)
        marks = ", ".join("?" * len(_COLUMNS))
        connection.executemany(
            f"INSERT INTO issue ({', '.join(_COLUMNS)}) VALUES ({marks})",  # noqa: S608 - our own names
            [tuple(getattr(each, column) for column in _COLUMNS) for each in issues],
        )
