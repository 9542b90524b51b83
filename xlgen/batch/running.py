"""A run: files in, results into the store, what an earlier run found not found again."""

from __future__ import annotations

import contextlib
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from xlgen import pool, terms
from xlgen.batch import workers
from xlgen.batch.chunks import Chunk
from xlgen.batch.workers import Spread
from xlgen.finding import UsageError, mistake
from xlgen.results import Results

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence

    from xlgen.batch.setting import Setting
    from xlgen.reader import Source

FIRST: Final = 2
"""Files of the first chunks: that something comes is seen at once."""
_GROWTH: Final = 8
MOST: Final = 100
"""Files recomputed together; more costs memory, loses more where a worker dies, and gains nothing."""
KEPT: Final = "kept"
"""Counts the files whose result an earlier run found, beside the statuses of those judged now."""


@dataclass(frozen=True, slots=True)
class Step:
    """How far a run is: how many files just came to each status, and of how many from the first on all is known."""

    counts: Counter[str]
    in_order: int


@contextlib.contextmanager
def store(folder: Path | None) -> Iterator[Results]:
    """Give the store of a run: in a folder, where the next run finds it, or for this run alone.

    Raises
    ------
    UsageError
        The folder cannot be written, or another run uses it.

    """
    with contextlib.ExitStack() as opened:
        if folder is None:
            folder = Path(opened.enter_context(tempfile.TemporaryDirectory(prefix="xlgen-")))
        yield opened.enter_context(Results(folder / terms.PROGRESS_FILE))


def run(sources: Sequence[Source], setting: Setting, kept: Results, spread: Spread) -> Generator[Step, None, None]:
    """Judge files and keep their results; yield how far it is, as each chunk is kept.

    `sources` stand in the order of their names.

    A run that is stopped anywhere leaves what it kept; the next one on the same store goes on from there.

    Raises
    ------
    UsageError
        The store cannot be written; as `workers.outcomes`.

    """
    ahead: set[str] = set()
    in_order = 0
    for outcomes in workers.outcomes(_chunks(sources, kept, spread), setting, spread):
        done = [(each.key, each.result) for each in outcomes if each.result is not None]
        kept.add(done, [each.file for each in outcomes if each.result is None])
        ahead.update(each.file for each in outcomes)
        while in_order < len(sources) and sources[in_order].name in ahead:
            ahead.remove(sources[in_order].name)
            in_order += 1
        yield Step(Counter(each.result.verdict["status"] if each.result else KEPT for each in outcomes), in_order)
    kept.forget_earlier()


def _chunks(sources: Sequence[Source], kept: Results, spread: Spread) -> Iterator[Chunk]:
    """Yield the files in chunks that grow, with what is known of them."""
    start, size = 0, FIRST
    while start < len(sources):
        for _ in range(1 if spread.alone else spread.jobs):
            some = tuple(sources[start : start + size])
            if some:
                yield Chunk(some, kept.keys([each.name for each in some]))
            start += size
        size = min(_GROWTH * size, MOST)


def spread_for(files: int, *, jobs: int | None = None, backend: str = workers.LOKY, scheduler: str = "") -> Spread:
    """Return how to spread so many files: over as many `jobs` as wanted, else one a core, and none for few files.

    Raises
    ------
    UsageError
        There is no such backend, or it does not go with the address of a scheduler.

    """
    if backend not in {workers.LOKY, workers.DASK}:
        raise UsageError("--backend", mistake("backend-unknown", found=backend))
    if (backend == workers.DASK) != bool(scheduler):
        key = "scheduler-alone" if scheduler else "scheduler-missing"
        raise UsageError("--scheduler", mistake(key))
    return Spread(jobs=pool.at_most(jobs) if jobs else pool.jobs_for(files), backend=backend, scheduler=scheduler)
