"""What was issued: each form, the how-manieth of its project, and by when it is wanted back."""

from __future__ import annotations

import itertools
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from xlgen.ledger import store

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
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
_SHARED: Final = ("supervising_department", "template", "template_sha256", "due")


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
    return tuple(walk(path))


def walk(path: Path) -> Iterator[Issue]:
    """Yield all issues in the order of code and number, one by one from the disk.

    Raises
    ------
    UsageError
        As `read`.

    """
    with store.opened(path) as (connection, version):
        columns = _columns(version)
        rows = connection.execute(f"SELECT {', '.join(columns)} FROM issue ORDER BY code, number")  # noqa: S608 - our own names
        for row in rows:
            found = dict(zip(columns, row, strict=True))
            # Thousands of issues share a few words.
            found |= {key: sys.intern(found[key]) for key in _SHARED if key in found}
            yield Issue(**found | {"withdrawn": bool(found.get("withdrawn"))})


def each_project(issues: Iterable[Issue]) -> Iterator[list[Issue]]:
    """Yield the issues of each project, the last one last; `issues` stand in the order of code and number."""
    return (list(own) for _, own in itertools.groupby(issues, key=lambda each: each.code))


def digests(path: Path) -> dict[str, tuple[str, ...]]:
    """Return the digests of all manifests issued to each project, by its code.

    Raises
    ------
    UsageError
        As `read`.

    """
    return {own[0].code: tuple(sorted({each.digest for each in own})) for own in each_project(walk(path))}


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
    return {
        each.digest: Superseded(number=each.number, later=own[-1].number, file=path.parent / own[-1].file)
        for own in each_project(walk(path))
        for each in own
        if each.digest != own[-1].digest and not own[-1].withdrawn
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
