"""Times of several ways of doing the same work, measured in turn, so that a busy machine is busy for all of them."""

from __future__ import annotations

import compileall
import functools
import gc
import resource
import statistics
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import xlgen

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds a file by the clock and of processors, children included; one of each a round."""

    wall: tuple[float, ...]
    cpu: tuple[float, ...]

    @property
    def milliseconds(self) -> tuple[float, float]:
        """The medians in milliseconds: by the clock, of processors."""
        return statistics.median(self.wall) * 1e3, statistics.median(self.cpu) * 1e3


def measured(
    works: Mapping[str, Callable[[Sequence[Path]], object]], rounds: Sequence[Sequence[Path]], most: Mapping[str, int]
) -> dict[str, Times]:
    """Return how long each way takes a file: every round one after the other, on the same files.

    No round sees files of an earlier one. `most` says to how many files of a round a slow way is held.
    """
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in works}
    names = list(works)
    for number, files in enumerate(rounds):
        turn = number % len(names)
        for name in (*names[turn:], *names[:turn]):
            given = files[: most.get(name, len(files))]
            taken[name].append(timed(functools.partial(works[name], given), len(given)))
    return {name: of_rounds(each) for name, each in taken.items()}


def of_rounds(taken: Sequence[tuple[float, float]]) -> Times:
    """Return the times of all rounds."""
    return Times(tuple(wall for wall, _ in taken), tuple(cpu for _, cpu in taken))


def timed(work: Callable[[], object], count: int = 1) -> tuple[float, float]:
    """Return the seconds by the clock and of processors that a piece of work takes, divided by `count`."""
    gc.collect()
    gc.freeze()  # what others keep alive is not gone through again and again during this one's work
    cpu, wall = _cpu(), time.perf_counter()
    work()
    wall, cpu = time.perf_counter() - wall, _cpu() - cpu
    gc.unfreeze()
    return wall / count, cpu / count


def _cpu() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def ratio(ours: Times, theirs: Times) -> tuple[float, float]:
    """Return how many times as long ours takes: the medians of the rounds' ratios by the clock and of processors."""
    walls = [one / other for one, other in zip(ours.wall, theirs.wall, strict=True)]
    cpus = [one / other for one, other in zip(ours.cpu, theirs.cpu, strict=True) if other]
    return statistics.median(walls), statistics.median(cpus) if cpus else 0.0


def compile_program() -> None:
    """Compile the program, as installing it with pip does; a checkout is compiled by its first run."""
    compileall.compile_dir(Path(xlgen.__file__).parent, quiet=1)
