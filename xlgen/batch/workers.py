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
from typing import TYPE_CHECKING, Any, Final

from xlgen.batch.judging import Chunk, InFile, ended, judge_chunk
from xlgen.batch.limits import Limits
from xlgen.finding import UsageError, mistake

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator
    from concurrent.futures import Executor, Future

    from xlgen.batch.judging import Handed, Outcome
    from xlgen.batch.setting import Setting

    Work = Callable[[Handed, str, Chunk, Limits], list[Outcome]]

LOKY: Final = "loky"
DASK: Final = "dask"
_AHEAD: Final = 2
"""Chunks given out for each worker: one to do, one to go on with."""
_IDLE_SECONDS: Final = 30
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
    work: Work = judge_chunk

    @property
    def alone(self) -> bool:
        """Whether all is done in this process."""
        return self.backend == LOKY and self.jobs == 1


@dataclass(frozen=True, slots=True, kw_only=True)
class _Crew:
    """The workers: `executor` gives those that live now, `died` is raised for what one did that is gone."""

    executor: Callable[[], Executor]
    died: tuple[type[BaseException], ...]
    jobs: int
    call: Callable[[Executor, Chunk], Future[list[Outcome]]]


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
    with (_cluster if spread.backend == DASK else _machine)(setting, spread) as crew:
        waiting = iter(chunks)
        while lost := (yield from _pass(crew, waiting, _AHEAD * crew.jobs)):
            yield from _one_by_one(crew, lost)


def _one_by_one(crew: _Crew, lost: Iterable[Chunk]) -> Iterator[list[Outcome]]:
    """Yield the outcomes of chunks that were under way when a worker died, each file a chunk of its own."""
    files = iter([Chunk((each,), chunk.keys) for chunk in lost for each in chunk.sources])
    while suspects := (yield from _pass(crew, files, crew.jobs)):
        for each in suspects:
            # Alone under way: what dies now died of it.
            if (yield from _pass(crew, iter([each]), 1)):
                yield ended(each.sources)


def _pass(crew: _Crew, waiting: Iterator[Chunk], ahead: int) -> Generator[list[Outcome], None, list[Chunk]]:
    """Yield outcomes until no chunk waits or a worker died; return the chunks that were under way then."""
    under_way: dict[Future[list[Outcome]], Chunk] = {}
    lost: list[Chunk] = []
    executor = crew.executor()
    while True:
        while not lost and len(under_way) < ahead and (chunk := next(waiting, None)):
            try:
                under_way[crew.call(executor, chunk)] = chunk
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


@contextlib.contextmanager
def _machine(setting: Setting, spread: Spread) -> Iterator[_Crew]:
    """Give workers of this machine; they read the setting from a file, for it may be large."""
    from loky import get_reusable_executor  # noqa: PLC0415 - takes its time to load, and few files do without

    bound = replace(spread.bound, in_worker=True)

    def executor() -> Executor:
        found: Executor = get_reusable_executor(max_workers=spread.jobs, timeout=_IDLE_SECONDS)
        return found

    def call(workers: Executor, chunk: Chunk) -> Future[list[Outcome]]:
        return workers.submit(spread.work, handed, setting.state, chunk, bound)

    with tempfile.TemporaryDirectory(prefix="xlgen-") as folder:
        handed = InFile(Path(folder) / "setting.pickle", setting.password)
        handed.path.write_bytes(pickle.dumps(replace(setting, password="")))
        try:
            yield _Crew(executor=executor, died=(BrokenExecutor,), jobs=spread.jobs, call=call)
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
def _cluster(setting: Setting, spread: Spread) -> Iterator[_Crew]:
    """Give the workers of a cluster; the setting goes to them once."""
    try:
        from distributed import Client, KilledWorker  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise UsageError("--backend dask", mistake("cluster-not-installed")) from error
    # A cluster bounds its workers' memory itself.
    bound = replace(spread.bound, in_worker=True, memory=0)

    def call(workers: Executor, chunk: Chunk) -> Future[list[Outcome]]:
        return workers.submit(spread.work, handed, setting.state, chunk, bound)

    try:
        _answers(spread.scheduler)
        with Client(spread.scheduler, set_as_default=False, timeout=_ANSWER_SECONDS) as client:  # type: ignore[no-untyped-call] # dask has no types
            # A task, not data laid there: it is done again where the worker that held it is gone.
            handed: Any = client.submit(bytes, pickle.dumps(setting), pure=False)
            workers = client.get_executor(pure=False)
            jobs = max(1, sum(client.nthreads().values()))
            yield _Crew(executor=lambda: workers, died=(KilledWorker,), jobs=jobs, call=call)
    except (OSError, ValueError, CancelledError) as error:  # a wrong address, nobody there, gone in the middle
        raise UsageError(spread.scheduler, mistake("scheduler-unreachable")) from error
    except ImportError as error:
        raise UsageError(spread.scheduler, mistake("workers-differ")) from error
