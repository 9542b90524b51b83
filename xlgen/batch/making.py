"""Things made from files, one each, over the same workers and within the same bounds; one that breaks costs itself."""

from __future__ import annotations

import itertools
import logging
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from xlgen import pool
from xlgen.batch import limits, workers
from xlgen.batch.limits import Limits, TimeUp
from xlgen.batch.setting import program
from xlgen.finding import UsageError, mistake
from xlgen.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from concurrent.futures import Executor, Future
    from pathlib import Path

    from xlgen.batch.workers import Spread

J = TypeVar("J")
M = TypeVar("M")

AT_ONCE: Final = 10
"""Things in a chunk: what is made travels back, and a bar should move."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Maker(Generic[J, M]):
    """How a thing is made: `work`, importable where it is done, makes it of what it is told and a reader.

    `password` opens what is encrypted, `program` is the digest of the program that asks; `folder` goes where it ends.
    """

    work: Callable[[J, Reader], M]
    password: str
    program: str
    folder: Path | None = None


def made(
    work: Callable[[J, Reader], M], jobs: Iterable[J], spread: Spread, password: str = ""
) -> Iterator[list[tuple[int, M | None]]]:
    """Yield what was made, with the number of its job among `jobs` (from 0), a chunk at a time and in no order.

    None stands where making it broke us, took too long or too much memory. `jobs` are taken as workers get free.

    Raises
    ------
    UsageError
        As `workers.outcomes`.

    """
    chunks = _chunks(jobs)
    maker = Maker(work, password, program())
    if spread.alone:
        for chunk in chunks:
            yield make_chunk(maker, chunk, spread.bound)
        return
    with workers.crew_of(spread) as crew:
        there = Maker(work, password, program(), crew.folder)

        def call(executor: Executor, chunk: list[tuple[int, J]]) -> Future[list[tuple[int, M | None]]]:
            return executor.submit(make_chunk, there, chunk, crew.bound)

        errand: workers.Errand[list[tuple[int, J]], list[tuple[int, M | None]]] = workers.Errand(
            call=call,
            apart=lambda chunk: [[each] for each in chunk],
            ended=lambda chunk: [(number, None) for number, _ in chunk],
        )
        yield from workers.run_errand(crew, errand, chunks)


def _chunks(jobs: Iterable[J]) -> Iterator[list[tuple[int, J]]]:
    numbered = enumerate(jobs)
    while some := list(itertools.islice(numbered, AT_ONCE)):
        yield some


def make_chunk(maker: Maker[J, M], chunk: Sequence[tuple[int, J]], bound: Limits) -> list[tuple[int, M | None]]:
    """Return what was made of each job of a chunk, with its number.

    Raises
    ------
    UsageError
        The program here is not that of the process that asks.

    """
    with limits.one_at_a_time:
        if bound.in_worker:
            # Where nobody set up logging Python writes warnings, traces included, into the user's terminal.
            logging.getLogger("xlgen").addHandler(logging.NullHandler())
        if maker.folder is not None:
            pool.end_with(os.getppid(), maker.folder)
        if maker.program != program():
            raise UsageError("verify", mistake("workers-differ"))
        limits.bound_memory(bound)
        with Reader(maker.password) as reader:
            return [(number, _made(maker.work, job, reader, bound)) for number, job in chunk]


def _made(work: Callable[[J, Reader], M], job: J, reader: Reader, bound: Limits) -> M | None:
    try:
        with limits.within(bound):
            return work(job, reader)
    except (TimeUp, MemoryError):
        reader.close()  # it may have stopped anywhere
        _log.warning("too much for us: %s", _named(job))
    except Exception:  # noqa: BLE001 - the edge: one file must not stop a report; it is told and logged
        _log.warning("could not be made: %s", _named(job), exc_info=True)
    return None


def _named(job: Any) -> str:  # noqa: ANN401 - whatever is made
    return str(getattr(job, "file", ""))
