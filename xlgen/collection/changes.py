"""What changed since the round before, and the writing of a round into the ledger."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from xlgen import ledger
from xlgen.ledger import Receipt, Round

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

    from xlgen.collection.joining import Joined, Taking

State = tuple[str | None, tuple[str, ...]]
"""What became of a project, None where none of several was chosen; and the digests of its files."""


def receipts(joined: Joined, day: str) -> list[Receipt]:
    """Return what was received for each project that is wanted, files of the same bytes once."""
    undecided = joined.undecided
    found = {
        (code, each.sha256): Receipt(
            code=code,
            sha256=each.sha256,
            manifest=each.manifest,
            file=each.file,
            status=each.status,
            counted=code not in undecided and each.sha256 == joined.standing[code].sha256,
            day=day,
        )
        for code, entries in joined.returned.items()
        for each in reversed(entries)
    }
    return [found[key] for key in sorted(found)]


def compare(path: Path, joined: Joined, taking: Taking) -> tuple[int, dict[str, list[Any]]]:
    """Return the number of this round and what changed since the one before: new, withdrawn, changed.

    A run that finds what the last round found is that round again, so that it says the same.

    Raises
    ------
    UsageError
        The ledger cannot be read.

    """
    taken = ledger.rounds(path)
    now = _states(receipts(joined, ""), joined.issued)
    number = len(taken)
    scope = taking.department or ""
    again = bool(taken) and taken[-1].department == scope
    again = again and taken[-1].issued == len(joined.issued) and _states_of(path, number, joined) == now
    before = _states_of(path, number - 1 if again else number, joined)
    return (number if again else number + 1), _changed(before, now)


def _states_of(path: Path, number: int, joined: Joined) -> dict[str, State]:
    return _states(ledger.received(path, number), joined.issued)


def _states(found: Sequence[Receipt], codes: Collection[str]) -> dict[str, State]:
    states: dict[str, State] = {}
    for each in found:
        if each.code in codes:
            status, digests = states.get(each.code, (None, ()))
            states[each.code] = (each.status if each.counted else status, tuple(sorted((*digests, each.sha256))))
    return states


def _changed(before: Mapping[str, State], now: Mapping[str, State]) -> dict[str, list[Any]]:
    both = sorted(before.keys() & now.keys())
    return {
        "new": sorted(now.keys() - before.keys()),
        "withdrawn": sorted(before.keys() - now.keys()),
        "changed": [
            {"code": code, "from": before[code][0], "to": now[code][0]} for code in both if before[code] != now[code]
        ],
    }


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
        issued=len(joined.issued),
        received=len(joined.returned),
        department=taking.department or "",
    )
    ledger.register(path, taken, [dataclasses.replace(each) for each in receipts(joined, day)], joined.issued.keys())
