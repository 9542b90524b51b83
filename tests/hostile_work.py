"""What a worker does in the tests of hostile files: files of certain names do to it what a parser may do.

A worker imports this; the program knows nothing of it.
"""

from __future__ import annotations

import itertools
import os
import signal
import threading
import time
from typing import TYPE_CHECKING, Any
from unittest import mock

from xlgen.batch import judging, limits
from xlgen.batch.limits import Limits
from xlgen.report import sent_back
from xlgen.verbs.verify import open_file

if TYPE_CHECKING:
    from xlgen.batch.chunks import Chunk, Handed, Outcome
    from xlgen.reader import Reader, Source
    from xlgen.report.sent_back import Job

SOON = Limits(seconds=0.3, grace=0.3, in_worker=True)
"""The bound that a file which hangs runs into; honest ones have all the time that a busy machine needs."""
_ALONE = threading.Lock()
"""A worker of a cluster has several threads: one must not take away what the other put there."""


def work(handed: Handed, state: str, chunk: Chunk, bound: Limits) -> list[Outcome]:
    """Judge a chunk as a worker does, with a parser that some files are too much for."""
    with _ALONE, mock.patch.object(judging, "open_file", _opened):
        return judging.judge_chunk(handed, state, chunk, bound)


def remake_raising(job: Job, reader: Reader) -> bytes | str:
    """Make a form anew; one file has something unforeseen happen."""
    if "/12 " in job.file:
        raise ZeroDivisionError
    return sent_back.make(job, reader)


def remake_killed(job: Job, reader: Reader) -> bytes | str:
    """Make a form anew; one file ends the worker that does it."""
    if "/12 " in job.file:
        os.kill(os.getpid(), signal.SIGKILL)
    return sent_back.make(job, reader)


def _opened(source: Source, *more: Any) -> Any:
    name = source.path.name
    if "loops" in name:
        with limits.within(SOON):
            while True:
                time.sleep(0.01)
    elif "holds" in name:
        with limits.within(SOON):  # compiled code, which no signal interrupts and which holds the interpreter
            sum(itertools.repeat(0))
    elif "eats" in name:
        eaten = []
        while True:
            eaten.append(b"x" * (64 << 20))
    elif "kills" in name:
        os.kill(os.getpid(), signal.SIGKILL)
    elif "once" in name and not (marker := source.path.parent.with_suffix(".killed")).exists():
        marker.write_text(str(os.getpid()), encoding="ascii")
        os.kill(os.getpid(), signal.SIGKILL)
    return open_file(source, *more)
