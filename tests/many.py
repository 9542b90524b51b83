"""Rounds of many files, and runs over them as the command makes them."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from xlgen import batch, collection
from xlgen.results import Result, json_lines

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from xlgen.verbs.verdict import Verdict

FORMS = ("P002", "P003", "P007")


def results_of(verdicts: Iterable[Verdict]) -> list[Result]:
    """Return verdicts as results of which nothing more is known."""
    return [Result(file=each.file, verdict=each.to_json(), facts={}) for each in verdicts]


def round_of(filled: Path, folder: Path, count: int) -> Path:
    """Return a folder of so many copies of three filled forms, in two folders."""
    forms = [next(filled.glob(f"{code}*")) for code in FORMS]
    for number in range(count):
        below = folder / f"部门{number % 2}"
        below.mkdir(parents=True, exist_ok=True)
        shutil.copy(forms[number % len(forms)], below / f"{number:04}_{FORMS[number % len(forms)]}.xlsx")
    return folder


def lines(
    paths: Iterable[Path | str],
    spread: batch.Spread | None = None,
    *,
    ledger: Path | None = None,
    kept_in: Path | None = None,
) -> list[str]:
    """Return the JSON Lines of a run."""
    found = batch.collect(list(paths))
    setting = batch.setting_of(ledger=ledger)
    with batch.store(kept_in) as kept:
        for _ in batch.run(list(found.sources.values()), setting, kept, spread or batch.Spread()):
            pass
        return list(json_lines(kept, collection.close(kept, found.attachments, collection.Taking(ledger=ledger))))
