"""What came back: the rounds in which returns were taken, and from when to when each file stood among them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from xlgen.ledger import store

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """One file received for a project: its bytes' digest, its manifest's, and what became of it.

    `day` is when these bytes were first seen (2026-03-31), `file` the name they then had. `counted` says that it is
    the one return of its project that counts.
    """

    code: str
    sha256: str
    manifest: str
    file: str
    status: str
    counted: bool
    day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One 填报批次: its number, the day it was taken, how many projects were issued and how many were received.

    `department` is the one whose projects alone were looked at, or empty.
    """

    number: int
    day: str
    issued: int
    received: int
    department: str = ""


_RECEIPT: Final = tuple(Receipt.__dataclass_fields__)
_ROUND: Final = tuple(Round.__dataclass_fields__)


def rounds(path: Path) -> tuple[Round, ...]:
    """Return the rounds that were taken, in order.

    Raises
    ------
    UsageError
        As `read`.

    """
    with store.with_receipts(path) as connection:
        rows = connection.execute(f"SELECT {', '.join(_ROUND)} FROM round ORDER BY number")  # noqa: S608 - our own names
        return tuple(Round(**dict(zip(_ROUND, row, strict=True))) for row in rows)


def received(path: Path, number: int) -> tuple[Receipt, ...]:
    """Return what had been received in a round, in the order of codes and digests; nothing for a round there is not.

    Raises
    ------
    UsageError
        As `read`.

    """
    return tuple(walk_received(path, number))


def walk_received(path: Path, number: int) -> Iterator[Receipt]:
    """Yield what `received` returns, one by one from the disk.

    Raises
    ------
    UsageError
        As `read`.

    """
    with store.with_receipts(path) as connection:
        yield from _standing(connection, number)


def first_days(path: Path) -> dict[str, str]:
    """Return the day on which anything was first received for each project, by its code.

    Raises
    ------
    UsageError
        As `read`.

    """
    return dict(walk_first_days(path))


def walk_first_days(path: Path) -> Iterator[tuple[str, str]]:
    """Yield what `first_days` returns, in the order of the codes, one by one from the disk.

    Raises
    ------
    UsageError
        As `read`.

    """
    with store.with_receipts(path) as connection:
        yield from connection.execute("SELECT code, MIN(day) FROM receipt GROUP BY code ORDER BY code")


def _standing(connection: sqlite3.Connection, number: int) -> Iterator[Receipt]:
    rows = connection.execute(
        f"SELECT {', '.join(_RECEIPT)} FROM receipt"  # noqa: S608 - our own names
        " WHERE first <= ? AND (last IS NULL OR last >= ?) AND ? <= (SELECT MAX(number) FROM round)"
        " ORDER BY code, sha256",
        (number, number, number),
    )
    for row in rows:
        found = dict(zip(_RECEIPT, row, strict=True))
        yield Receipt(**found | {"counted": bool(found["counted"])})


_SAME: Final = "code = n.code AND r.sha256 = n.sha256 AND r.status = n.status AND r.counted = n.counted"
_ENDED: Final = (
    "UPDATE receipt AS r SET last = ? WHERE last IS NULL AND code IN (SELECT code FROM temp.looked_at)"  # noqa: S608 - our own words
    f" AND NOT EXISTS (SELECT 1 FROM temp.now n WHERE r.{_SAME})"
)
_BEGUN: Final = (
    f"INSERT INTO receipt ({', '.join(_RECEIPT)}, first)"  # noqa: S608 - our own words
    " SELECT n.code, n.sha256, n.manifest, n.file, n.status, n.counted,"
    " COALESCE((SELECT MIN(r.day) FROM receipt r WHERE r.code = n.code AND r.sha256 = n.sha256), n.day), ?"
    f" FROM temp.now n WHERE NOT EXISTS (SELECT 1 FROM receipt r WHERE r.last IS NULL AND r.{_SAME})"
    " ORDER BY n.code, n.sha256"
)


def register(path: Path, taken: Round, receipts: Iterable[Receipt], codes: Iterable[str]) -> None:
    """Write a round: what stands as it did goes on standing, what no longer does ends with the round before.

    `codes` are the projects that the round looked at; what was received of others is left as it is. All in one
    transaction; a ledger of an earlier version becomes one of this. Neither is ever held in memory.

    Raises
    ------
    UsageError
        The file cannot be written, or the round is there already.

    """
    with store.written(path) as connection:
        columns = ", ".join(_RECEIPT)
        connection.execute(f"CREATE TEMP TABLE now ({columns}, PRIMARY KEY (code, sha256)) WITHOUT ROWID")
        connection.execute("CREATE TEMP TABLE looked_at (code PRIMARY KEY) WITHOUT ROWID")
        connection.executemany(
            f"INSERT OR REPLACE INTO temp.now VALUES ({', '.join('?' * len(_RECEIPT))})",  # noqa: S608 - marks only
            (tuple(getattr(each, column) for column in _RECEIPT) for each in receipts),
        )
        connection.executemany("INSERT INTO temp.looked_at VALUES (?)", ((code,) for code in codes))
        connection.execute(
            f"INSERT INTO round ({', '.join(_ROUND)}) VALUES (?, ?, ?, ?, ?)",  # noqa: S608 - our own names
            [getattr(taken, column) for column in _ROUND],
        )
        connection.execute(_ENDED, (taken.number - 1,))
        connection.execute(_BEGUN, (taken.number,))
