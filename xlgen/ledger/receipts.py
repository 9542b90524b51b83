"""What came back: the rounds in which returns were taken, and from when to when each file stood among them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from xlgen.ledger import store

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterable, Iterator
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
    with store.with_receipts(path) as connection:
        return tuple(_standing(connection, number))


def first_days(path: Path) -> dict[str, str]:
    """Return the day on which anything was first received for each project, by its code.

    Raises
    ------
    UsageError
        As `read`.

    """
    with store.with_receipts(path) as connection:
        return dict(connection.execute("SELECT code, MIN(day) FROM receipt GROUP BY code"))


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


def register(path: Path, taken: Round, receipts: Iterable[Receipt], codes: Collection[str]) -> None:
    """Write a round: what stands as it did goes on standing, what no longer does ends with the round before.

    `codes` are the projects that the round looked at; what was received of others is left as it is. All in one
    transaction; a ledger of an earlier version becomes one of this.

    Raises
    ------
    UsageError
        The file cannot be written, or the round is there already.

    """
    with store.written(path) as connection:
        before = {(each.code, each.sha256): each for each in _standing(connection, taken.number - 1)}
        now = {(each.code, each.sha256): each for each in receipts}
        connection.execute(
            f"INSERT INTO round ({', '.join(_ROUND)}) VALUES (?, ?, ?, ?, ?)",  # noqa: S608 - our own names
            [getattr(taken, column) for column in _ROUND],
        )
        ended = [key for key, each in before.items() if each.code in codes and not _as_before(each, now.get(key))]
        connection.executemany(
            "UPDATE receipt SET last = ? WHERE code = ? AND sha256 = ? AND last IS NULL",
            [(taken.number - 1, *key) for key in ended],
        )
        seen = dict(_first_seen(connection, now.keys()))
        begun = [each for key, each in now.items() if not _as_before(each, before.get(key))]
        marks = ", ".join("?" * (len(_RECEIPT) + 1))
        connection.executemany(
            f"INSERT INTO receipt ({', '.join(_RECEIPT)}, first) VALUES ({marks})",  # noqa: S608 - our own names
            [(*_row(each, seen.get((each.code, each.sha256), each.day)), taken.number) for each in begun],
        )


def _as_before(one: Receipt, other: Receipt | None) -> bool:
    return other is not None and (one.status, one.counted) == (other.status, other.counted)


def _row(receipt: Receipt, day: str) -> Iterator[object]:
    return (day if column == "day" else getattr(receipt, column) for column in _RECEIPT)


def _first_seen(
    connection: sqlite3.Connection, wanted: Collection[tuple[str, str]]
) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield when each of some files was first seen, of those that were seen before."""
    for code, sha256, day in connection.execute("SELECT code, sha256, MIN(day) FROM receipt GROUP BY code, sha256"):
        if (code, sha256) in wanted:
            yield (code, sha256), day
