"""Bounds on what one file may cost: time everywhere it can be had, memory and a certain end in workers alone."""

from __future__ import annotations

import contextlib
import faulthandler
import os
import signal
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

one_at_a_time = threading.Lock()
"""A worker of a cluster may have several threads; the bounds on time are the process's."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may cost: seconds, and bytes of memory beyond what the worker has when it begins (0: no bound of it).

    A worker that goes on for `grace` seconds more is ended: to interrupt it costs less, but does not reach everywhere.
    `in_worker` allows for what would harm a process that has other things to do: an end that nothing can hold up.
    """

    seconds: float = 60.0
    grace: float = 5.0
    memory: int = 2 << 30
    in_worker: bool = False


class TimeUp(BaseException):
    """A file took too long; no parser may take it for a damaged file, hence no Exception."""


@contextlib.contextmanager
def within(bound: Limits) -> Iterator[None]:
    """Bound the time of what follows.

    Where signals reach (a main thread, not on Windows) it is interrupted between two steps of Python. A worker that
    does not heed that, in compiled code, ends: its files are tried again one by one.

    Raises
    ------
    TimeUp
        The time is over.

    """
    with contextlib.ExitStack() as bounds:
        if bound.seconds and bound.in_worker:
            bounds.enter_context(_ended(bound.seconds + bound.grace))
        if bound.seconds and hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread():
            bounds.enter_context(_interrupted(bound.seconds))
        yield


@contextlib.contextmanager
def _interrupted(seconds: float) -> Iterator[None]:
    before = signal.signal(signal.SIGALRM, _time_up)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _time_up(_number: int, _frame: FrameType | None) -> NoReturn:
    raise TimeUp


@contextlib.contextmanager
def _ended(seconds: float) -> Iterator[None]:
    """End this process when the time is over, whatever it does: the watch is a thread that needs no interpreter."""
    with open(os.devnull, "w") as nowhere:  # noqa: PTH123 - no text is written; what was running stays private
        faulthandler.dump_traceback_later(seconds, exit=True, file=nowhere)
        try:
            yield
        finally:
            faulthandler.cancel_dump_traceback_later()


def bound_memory(bound: Limits) -> None:
    """Let this process have so much more memory and no more; where systems cannot do that, nothing is done."""
    if not bound.in_worker or not bound.memory:
        return
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return
    allowed = _held() + bound.memory
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    if most == resource.RLIM_INFINITY or allowed < most:
        resource.setrlimit(resource.RLIMIT_AS, (allowed, most))


def _held() -> int:
    """Return how many bytes of addresses this process has; a guess where the system does not say."""
    try:
        with open("/proc/self/statm", "rb") as file:  # noqa: PTH123 - no path of ours
            return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError):
        return 2 << 30
