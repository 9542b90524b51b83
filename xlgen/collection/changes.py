"""What changed since the round before, and the writing of a round into the ledger."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any, TypeVar

from xlgen import ledger
from xlgen.collection.table import text
from xlgen.ledger import Receipt, Round

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from xlgen.collection.joining import Joined, Taking

A = TypeVar("A")
B = TypeVar("B")
State = tuple[str | None, tuple[str, ...]]
"""What became of a project, None where none of several was chosen; and the digests of its files."""


def receipts(joined: Joined, day: str) -> Iterator[Receipt]:
    """Yield what was received for each project that is wanted, files of the same bytes once, by code and digest."""
    rows = joined.table.connection.execute(
        "SELECT e.of, e.sha256, e.manifest, e.file, e.status, p.decided AND e.sha256 = s.sha256, MIN(e.number)"
        " FROM entry e JOIN project p ON p.code = e.of JOIN entry s ON s.number = p.standing"
        " GROUP BY e.of, e.sha256 ORDER BY e.of, e.sha256"
    )
    for *texts, counted, _ in rows:
        code, sha256, manifest, file, status = map(text, texts)
        yield Receipt(
            code=code, sha256=sha256, manifest=manifest, file=file, status=status, counted=bool(counted), day=day
        )


def compare(path: Path, joined: Joined, taking: Taking) -> tuple[int, dict[str, list[Any]]]:
    """Return the number of this round and what changed since the one before: new, withdrawn, changed.

    A run that finds what the last round found is that round again, so that it says the same.

    Raises
    ------
    UsageError
        The ledger cannot be read.

    """
    taken = ledger.rounds(path)
    number = len(taken)
    scope = taking.department or ""
    again = bool(taken) and taken[-1].department == scope and taken[-1].issued == joined.table.count_wanted()
    again = again and all(before == now for _, before, now in _both(path, number, joined))
    before = number - 1 if again else number
    return before + 1, _changed(_both(path, before, joined))


def _both(path: Path, number: int, joined: Joined) -> Iterator[tuple[str, State | None, State | None]]:
    """Yield what became of each project in a round and in this one."""
    before = (each for each in ledger.walk_received(path, number) if joined.table.is_wanted(each.code))
    return aligned(_states(before), _states(receipts(joined, "")))


def _states(found: Iterable[Receipt]) -> Iterator[tuple[str, State]]:
    """Yield what became of each project; its receipts stand one after the other, in the order of their digests."""
    for code, own in itertools.groupby(found, key=lambda each: each.code):
        some = list(own)
        status = next((each.status for each in reversed(some) if each.counted), None)
        yield code, (status, tuple(each.sha256 for each in some))


def aligned(one: Iterable[tuple[str, A]], other: Iterable[tuple[str, B]]) -> Iterator[tuple[str, A | None, B | None]]:
    """Yield what two have for each key, None where they have nothing; both stand in the order of their keys."""
    left, right = iter(one), iter(other)
    a, b = next(left, None), next(right, None)
    while a or b:
        key = min(each[0] for each in (a, b) if each)
        mine, theirs = a if a and a[0] == key else None, b if b and b[0] == key else None
        yield key, mine[1] if mine else None, theirs[1] if theirs else None
        a = next(left, None) if mine else a
        b = next(right, None) if theirs else b


def _changed(both: Iterable[tuple[str, State | None, State | None]]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {"new": [], "withdrawn": [], "changed": []}
    for code, before, now in both:
        if before is None:
            found["new"].append(code)
        elif now is None:
            found["withdrawn"].append(code)
        elif before != now:
            found["changed"].append({"code": code, "from": before[0], "to": now[0]})
    return found


def register(path: Path, number: int, joined: Joined, taking: Taking) -> None:
    """Write a round into the ledger, unless it is there already.

    Raises
    ------
    UsageError
        The ledger cannot be written.

    """
    if taking.today is None or number <= len(ledger.rounds(path)):
        return
    day = taking.today.isoformat()
    taken = Round(
        number=number,
        day=day,
        issued=joined.table.count_wanted(),
        received=joined.table.count_projects(),
        department=taking.department or "",
    )
    ledger.register(path, taken, receipts(joined, day), joined.table.wanted())
