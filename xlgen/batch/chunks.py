"""What goes to whoever judges, and what comes back; nothing here loads what judging takes.

The process that asks only finds files and hands them out: that its workers begin soon matters more than anything it
could load meanwhile.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from xlgen.batch.setting import Setting

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from xlgen.batch.limits import Limits
    from xlgen.reader import Source
    from xlgen.results import Result


@dataclass(frozen=True, slots=True)
class InFile:
    """A setting packed in a file in a folder of its own, but for the password: a run that is killed leaves it there."""

    path: Path
    password: str


Handed = bytes | InFile | Setting
"""The setting as a worker is given it: packed, in a file, or itself."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Files judged together, and the keys under which results of some are kept."""

    sources: tuple[Source, ...]
    keys: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a file: its result and the key to keep it under; no result where the one kept holds still.

    The key is empty where the file is to be judged again in any case.
    """

    file: str
    key: str
    result: Result | None


def judge(handed: Handed, state: str, chunk: Chunk, bound: Limits) -> list[Outcome]:
    """Return what became of each file of a chunk, in order, as `judging.judge_chunk` does it."""
    from xlgen.batch import judging  # noqa: PLC0415 - loads the engine

    return judging.judge_chunk(handed, state, chunk, bound)


def ended(files: Iterable[Source]) -> list[Outcome]:
    """Return the outcome of files each of which ended the process that judged it."""
    from xlgen.batch import judging  # noqa: PLC0415 - the same

    return judging.ended(files)
