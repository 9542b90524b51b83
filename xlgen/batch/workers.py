"""Spreads chunks over workers: those of this machine (loky), those of a cluster (dask), or none but this process.

A worker that dies costs the file that killed it: what was under way is done again file by file to find it.
"""

from __future__ import annotations

import contextlib
import pickle
import socket
import tempfile
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, wait
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from xlgen import pool
from xlgen.batch.chunks import Chunk, InFile, ended, judge
from xlgen.batch.limits import Limits
from xlgen.finding import UsageError, mistake

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator
    from concurrent.futures import Executor, Future

    from xlgen.batch.chunks import Handed, Outcome
    from xlgen.batch.setting import Setting

    Work = Callable[[Handed, str, Chunk, Limits], list[Outcome]]

C = TypeVar("C")
R = TypeVar("R")

LOKY: Final = "loky"
DASK: Final = "dask"
_AHEAD: Final = 2
"""Chunks given out for each worker: one to do, one to go on with."""
_ANSWER_SECONDS: Final = 15
"""How long to wait for a cluster's scheduler."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """How files are spread: over so many workers (1: none, this process), of which kind, bound by what.

    `scheduler` is the address of a cluster's, which has as many workers as it has. `work` is what a worker does with a
    chunk; it must be importable there.
    """

    jobs: int = 1
    backend: str = LOKY
    scheduler: str = ""
    bound: Limits = field(default_factory=Limits)
    work: Work = judge

    @property
    def alone(self) -> bool:
        """Whether all is done in this process."""
        return self.backend == LOKY and self.jobs == 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Crew:
    """The workers: `executor` gives those that live now, `died` is raised for what one did that is gone.

    `hand` makes of a setting what is given to them, `folder` is removed when the process that asks is gone (None on
    other machines), `bound` is what a file may cost there.
    """

    executor: Callable[[], Executor]
    died: tuple[type[BaseException], ...]
    jobs: int
    hand: Callable[[Setting], Any]
    folder: Path | None
    bound: Limits


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand(Generic[C, R]):
    """What is done with chunks: `call` gives one to a worker, `apart` takes one apart into chunks of one thing each.

    `ended` is what is said of a chunk of one thing that ended the process that did it.
    """

    call: Callable[[Executor, C], Future[R]]
    apart: Callable[[C], Iterable[C]]
    ended: Callable[[C], R]


def outcomes(chunks: Iterable[Chunk], setting: Setting, spread: Spread) -> Iterator[list[Outcome]]:
    """Yield the outcomes of each chunk as it is done, in no order.

    Raises
    ------
    UsageError
        There is no such cluster, dask is not installed, or its workers run another program or hold other forms.

    """
    if spread.alone:
        for chunk in chunks:
            yield spread.work(setting, setting.state, chunk, spread.bound)
        return
    with crew_of(spread) as crew:
        handed = crew.hand(setting)

        def call(workers: Executor, chunk: Chunk) -> Future[list[Outcome]]:
            return workers.submit(spread.work, handed, setting.state, chunk, crew.bound)

        yield from run_errand(crew, Errand(call=call, apart=_files, ended=lambda chunk: ended(chunk.sources)), chunks)


def _files(chunk: Chunk) -> Iterable[Chunk]:
    return [Chunk((each,), chunk.keys) for each in chunk.sources]


def run_errand(crew: Crew, errand: Errand[C, R], chunks: Iterable[C]) -> Iterator[R]:
    """Yield what comes of each chunk as it is done, in no order; chunks are asked for as workers get free."""
    waiting = iter(chunks)
    while lost := (yield from _pass(crew, errand, waiting, _AHEAD * crew.jobs)):
        yield from _one_by_one(crew, errand, lost)


def _one_by_one(crew: Crew, errand: Errand[C, R], lost: Iterable[C]) -> Iterator[R]:
    """Yield what comes of chunks that were under way when a worker died, each thing a chunk of its own."""
    things = iter([each for chunk in lost for each in errand.apart(chunk)])
    while suspects := (yield from _pass(crew, errand, things, crew.jobs)):
        for each in suspects:
            # Alone under way: what dies now died of it.
            if (yield from _pass(crew, errand, iter([each]), 1)):
                yield errand.ended(each)


def _pass(crew: Crew, errand: Errand[C, R], waiting: Iterator[C], ahead: int) -> Generator[R, None, list[C]]:
    """Yield what is done until no chunk waits or a worker died; return the chunks that were under way then."""
    under_way: dict[Future[R], C] = {}
    lost: list[C] = []
    executor = crew.executor()
    while True:
        while not lost and len(under_way) < ahead and (chunk := next(waiting, None)):
            try:
                under_way[errand.call(executor, chunk)] = chunk
            except crew.died:
                lost.append(chunk)
        if not under_way:
            return lost
        done, _ = wait(under_way, return_when=FIRST_COMPLETED)
        for each in done:
            chunk = under_way.pop(each)
            try:
                found = each.result()
            except crew.died:
                lost.append(chunk)
            else:
                yield found


def crew_of(spread: Spread) -> contextlib.AbstractContextManager[Crew]:
    """Give the workers that files are spread over.

    Raises
    ------
    UsageError
        As `outcomes`.

    """
    return (_cluster if spread.backend == DASK else _machine)(spread)


@contextlib.contextmanager
def _machine(spread: Spread) -> Iterator[Crew]:
    """Give workers of this machine; they read the setting from a file, for it may be large."""

    def executor() -> Executor:
        return pool.executor(spread.jobs)

    def hand(setting: Setting) -> InFile:
        handed = InFile(Path(folder) / "setting.pickle", setting.password)
        handed.path.write_bytes(pickle.dumps(replace(setting, password="")))
        return handed

    with tempfile.TemporaryDirectory(prefix="xlgen-") as folder:
        try:
            yield Crew(
                executor=executor,
                died=(BrokenExecutor,),
                jobs=spread.jobs,
                hand=hand,
                folder=Path(folder),
                bound=replace(spread.bound, in_worker=True),
            )
        except BaseException:
            executor().shutdown(wait=True, kill_workers=True)  # type: ignore[call-arg] # loky's own
            raise


def _answers(address: str) -> None:
    """See whether somebody is there: dask's own client goes on asking in the background, and says so in traces.

    Raises
    ------
    OSError, ValueError
        Nobody is, or it is no address.

    """
    from distributed.comm.addressing import get_address_host_port  # noqa: PLC0415 - an extra

    host, port = get_address_host_port(address)
    socket.create_connection((host, port), _ANSWER_SECONDS).close()


@contextlib.contextmanager
def _cluster(spread: Spread) -> Iterator[Crew]:
    """Give the workers of a cluster; the setting goes to them once."""
    try:
        from distributed import Client, KilledWorker  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise UsageError("--backend dask", mistake("cluster-not-installed")) from error
    try:
        _answers(spread.scheduler)
        with Client(spread.scheduler, set_as_default=False, timeout=_ANSWER_SECONDS) as client:  # type: ignore[no-untyped-call] # dask has no types
            workers = client.get_executor(pure=False)
            yield Crew(
                executor=lambda: workers,
                died=(KilledWorker,),
                jobs=max(1, sum(client.nthreads().values())),
                # A task, not data laid there: it is done again where the worker that held it is gone.
                hand=lambda setting: client.submit(bytes, pickle.dumps(setting), pure=False),
                folder=None,
                # A cluster bounds its workers' memory itself.
                bound=replace(spread.bound, in_worker=True, memory=0),
            )
    except (OSError, ValueError, CancelledError) as error:  # a wrong address, nobody there, gone in the middle
        raise UsageError(spread.scheduler, mistake("scheduler-unreachable")) from error
    except ImportError as error:
        raise UsageError(spread.scheduler, mistake("workers-differ")) from error
