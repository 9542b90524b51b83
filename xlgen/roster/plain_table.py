"""A plain table in a workbook: one line of heads, found wherever it stands, and rows below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlgen.finding import RosterError
from xlgen.roster import heads as head_rows
from xlgen.roster.reading import read_grids
from xlgen.roster.words import Words, plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from xlgen.roster.grid import Grid


def plain_table(source: Path, labels: Mapping[str, str], required: Sequence[str]) -> tuple[Grid, dict[str, int], int]:
    """Return the sheet that has the most of some heads, the column of each key, 0-based, and the first row below.

    `labels` are key → head.

    Raises
    ------
    UsageError, RosterError
        The file cannot be read, or `required` heads are missing: the nearest ones are named.

    """
    words = Words(
        keys={plain(label): key for key, label in labels.items()},
        labels=labels,
        required=tuple(required),
        watched=tuple(labels),
        unread=frozenset(),
        amounts=frozenset(),
        lines={},
        money={},
        total=frozenset(),
    )
    found = [(grid, head_rows.find(grid, words)) for grid in read_grids(source)]
    grid, best = max(found, key=lambda each: len(each[1].by_key))
    heads, mistakes = head_rows.complete(grid, best, words)
    if mistakes:
        raise RosterError(str(source), *mistakes)
    return grid, {key: head.column for key, head in heads.by_key.items()}, heads.below
