"""Makes the workbooks of manifests as they are issued, in this process or in several; in order all the same."""

from __future__ import annotations

import itertools
import os
from collections import deque
from concurrent.futures import BrokenExecutor
from typing import TYPE_CHECKING, Final

from xlgen import manifest as manifests_of
from xlgen import pool, recompute, writer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from concurrent.futures import Future

    from xlgen.manifest import Manifest, Packed

CHUNK: Final = 200
"""Forms computed together; more costs memory and gains nothing."""
_SHARED_CHUNK: Final = 50
"""Forms that a worker makes at a time: a few for each of many workers."""
_AHEAD: Final = 2
"""Chunks given out for each worker: one to do, one to go on with."""


def blank_forms(manifests: Iterable[Manifest], jobs: int | None = 1) -> Iterator[bytes]:
    """Yield the workbook of each manifest as it is issued: issued values, blank inputs, formulas with their values.

    `jobs` processes share the work, one a core where it is None; the bytes are the same for any number.
    """
    if jobs is None or jobs > 1:
        known = list(manifests)
        wanted = min(pool.at_most(jobs), len(known)) if jobs else pool.jobs_for(len(known))
        if wanted > 1:
            yield from _shared(known, wanted)
            return
        manifests = known
    yield from _made(manifests)


def _made(manifests: Iterable[Manifest]) -> Iterator[bytes]:
    remaining = iter(manifests)
    while chunk := list(itertools.islice(remaining, CHUNK)):
        issued = [recompute.issued_contents(each.plan) for each in chunk]
        shapes = (each.plan.shape for each in chunk)
        given = recompute.evaluate_each(list(zip(shapes, issued, strict=True)))
        for manifest, contents, computed in zip(chunk, issued, given, strict=True):
            yield writer.write(manifest, contents | computed)


def _shared(manifests: Sequence[Manifest], jobs: int) -> Iterator[bytes]:
    """Yield the workbooks made by workers; what one that died leaves undone is done here."""
    workers = pool.executor(jobs)
    under_way: deque[tuple[Sequence[Manifest], Future[list[bytes]] | None]] = deque()
    starts = iter(range(0, len(manifests), _SHARED_CHUNK))
    while True:
        for start in itertools.islice(starts, _AHEAD * jobs - len(under_way)):
            chunk = manifests[start : start + _SHARED_CHUNK]
            try:
                under_way.append((chunk, workers.submit(_packed_forms, manifests_of.pack(chunk))))
            except BrokenExecutor:
                under_way.append((chunk, None))
        if not under_way:
            return
        chunk, future = under_way.popleft()
        try:
            yield from future.result() if future else _made(chunk)
        except BrokenExecutor:
            yield from _made(chunk)


def _packed_forms(packed: Packed) -> list[bytes]:
    pool.end_with(os.getppid())
    return list(_made(manifests_of.unpack(packed)))
