"""The workers of this machine: processes of their own (loky), as many as it has cores, begun before they are needed."""

from __future__ import annotations

import contextlib
import functools
import importlib
import os
import shutil
import sys
import threading
import time
from concurrent.futures import wait
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from concurrent.futures import Executor, Future
    from pathlib import Path

FEW: Final = 40
"""So few files are judged in this process before workers have begun."""
_MOST_A_CORE: Final = 4
"""Workers for each core, at most: more gain nothing, and a thousand stop the machine."""
_IDLE_SECONDS: Final = 30
_WATCH_SECONDS: Final = 1.0
_begun: list[Future[None]] = []
"""What each worker loads before it is needed."""
_left: set[Path] = set()
"""What a process leaves behind that is gone."""
_NO_WARNING: Final = "ignore:resource_tracker"
"""What loky's tracker would write, in English, into the terminal of whose run was killed."""


def executor(jobs: int) -> Executor:
    """Return the workers, the same ones as long as they live."""
    from loky import get_reusable_executor  # noqa: PLC0415 - takes its time to load, and few files do without

    if jobs != len(_begun):
        wait(_begun)  # workers are added and taken away only while none is busy: loky would say so in English
    with _tracker_quiet():
        found: Executor = get_reusable_executor(max_workers=jobs, timeout=_IDLE_SECONDS)
    return found


@contextlib.contextmanager
def _tracker_quiet() -> Iterator[None]:
    """Let the process that tracks what is to be removed begin without a voice: it takes over our options."""
    sys.warnoptions.append(_NO_WARNING)
    try:
        yield
    finally:
        sys.warnoptions.remove(_NO_WARNING)


def jobs_for(files: int) -> int:
    """Return over how many workers so many files are spread: one a core, and none for few."""
    if files <= FEW:
        return 1
    from loky import cpu_count  # noqa: PLC0415 - the same

    return max(1, min(int(cpu_count()), -(-files // FEW)))


def at_most(jobs: int) -> int:
    """Return how many workers there are where so many are asked for."""
    return min(jobs, _MOST_A_CORE * (os.cpu_count() or 1))


def begin(paths: Iterable[str], jobs: int | None, module: str) -> None:
    """Let workers load a module while this process still looks for its files; where few lie there, let it be.

    `jobs` is how many workers are asked for. What lies in archives and under addresses is not looked for.
    """
    wanted = at_most(jobs) if jobs else jobs_for(_count(paths))
    if wanted > 1:
        workers = executor(wanted)
        _begun[:] = [workers.submit(_load, module, os.getpid()) for _ in range(wanted)]


def _load(module: str, parent: int) -> None:
    end_with(parent)
    importlib.import_module(module)


def end_with(parent: int, folder: Path | None = None) -> None:
    """End this worker when the process that began it is gone, however it went, and remove the folder it left.

    Where systems do not say that it is gone (Windows), a worker ends when nothing has come for a while.
    """
    if folder is not None:
        _left.add(folder)
    if os.name == "posix":
        _begin_watch(parent)


@functools.cache
def _begin_watch(parent: int) -> None:
    threading.Thread(target=_watch, args=(parent,), daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_WATCH_SECONDS)
    for folder in _left:
        shutil.rmtree(folder, ignore_errors=True)
    os._exit(1)


def _count(paths: Iterable[str]) -> int:
    """Return how many files lie in folders, at most as many as let every core have its share."""
    found, enough = 0, FEW * (os.cpu_count() or 1)
    with contextlib.suppress(ValueError):  # what cannot be read is told where it is read
        for path in paths:
            for _, _, names in os.walk(path):
                found += len(names)
                if found >= enough:
                    return found
    return found
