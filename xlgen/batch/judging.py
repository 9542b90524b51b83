"""A chunk of files judged where this runs: in a worker, or in this process. One bad file costs itself."""

from __future__ import annotations

import contextlib
import functools
import gc
import logging
import os
import pickle
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from xlgen import policy, pool
from xlgen.batch import limits
from xlgen.batch.chunks import InFile, Outcome
from xlgen.batch.limits import TimeUp
from xlgen.batch.setting import Setting, state_of
from xlgen.finding import UsageError, mistake
from xlgen.reader import Reader
from xlgen.results import Result
from xlgen.verbs import facts
from xlgen.verbs.observed import Computed, Opened
from xlgen.verbs.verify import judge_each, open_file, refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from xlgen.batch.chunks import Chunk, Handed
    from xlgen.batch.limits import Limits
    from xlgen.reader import Source
    from xlgen.verbs.verdict import Verdict
    from xlgen.verbs.verify import Register

LIMIT: Final = "X108/limit"
"""What is said of a file that took too long or too much memory, or ended the process that read it."""

DENIED: Final = "X108/denied"
"""What is said of a file that the system does not let us open."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Judged:
    """What is said of a file, with what was computed where it could be."""

    verdict: Verdict
    opened: Opened | None = None
    computed: Computed | None = None


def judge_chunk(handed: Handed, state: str, chunk: Chunk, bound: Limits) -> list[Outcome]:
    """Return what became of each file of a chunk, in order.

    Raises
    ------
    UsageError
        The program or the forms here are not those of the process that asks, whose `state` is given.

    """
    with limits.one_at_a_time:
        if bound.in_worker:
            # Where nobody set up logging Python writes warnings, traces included, into the user's terminal.
            logging.getLogger("xlgen").addHandler(logging.NullHandler())
        if isinstance(handed, InFile):
            pool.end_with(os.getppid(), handed.path.parent)
        setting, register = prepared(handed, state)
        limits.bound_memory(bound)
        with Reader(setting.password) as reader:
            same = {each.name for each in chunk.sources if _holds_still(each, chunk, setting, reader)}
            sources = [each for each in chunk.sources if each.name not in same]
            judged_now = judged(sources, register, reader, bound)
            found = (policy.applied(each, setting.policy) for each in results(sources, judged_now, bound))
            return [
                Outcome(each.name, "", None) if each.name in same else _outcome(next(found), setting)
                for each in chunk.sources
            ]


@functools.lru_cache(maxsize=1)
def prepared(handed: Handed, state: str) -> tuple[Setting, Register]:
    """Return the setting of a run with its forms, loaded once a process."""
    setting = handed if isinstance(handed, Setting) else _unpacked(handed)
    register = setting.register()
    if setting.state != state or state_of(setting) != state:
        raise UsageError("verify", mistake("workers-differ"))
    return setting, register


def _unpacked(handed: bytes | InFile) -> Setting:
    raw = handed.path.read_bytes() if isinstance(handed, InFile) else handed
    found = pickle.loads(raw)  # noqa: S301 - written by the process that runs this one
    if not isinstance(found, Setting):
        raise UsageError("verify", mistake("workers-differ"))
    return replace(found, password=handed.password) if isinstance(handed, InFile) else found


def _holds_still(source: Source, chunk: Chunk, setting: Setting, reader: Reader) -> bool:
    """Return whether the result that is kept of a file is what judging it would give."""
    known = chunk.keys.get(source.name)
    if not known:
        return False
    digest = _digest(source, reader)
    return bool(digest) and known == setting.key(source.name, digest)


def _outcome(result: Result, setting: Setting) -> Outcome:
    sha256, findings = result.verdict["sha256"], result.verdict["findings"]
    # What broke us may not break us again: another machine has more memory, a share is there again.
    known = sha256 and not any(each["code"] == "X108" for each in findings)
    return Outcome(result.file, setting.key(result.file, sha256) if known else "", result)


def judged(sources: Sequence[Source], register: Register, reader: Reader, bound: Limits) -> list[Judged]:
    """Return what is said of each file, in order; opening one and computing all are bound in time."""
    with _garbage_kept():
        read = [_open(each, register, reader, bound) for each in sources]
        done = iter(_judge([each for each in read if isinstance(each, Opened)], bound))
        return [next(done) if isinstance(each, Opened) else Judged(each) for each in read]


@contextlib.contextmanager
def _garbage_kept() -> Iterator[None]:
    """Look for no garbage meanwhile: with all that a chunk holds it takes long, and finds next to nothing."""
    looked_for = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if looked_for:
            gc.enable()


def _open(source: Source, register: Register, reader: Reader, bound: Limits) -> Opened | Verdict:
    try:
        with limits.within(bound):
            return open_file(source, reader, register)
    except (TimeUp, MemoryError):
        reader.close()  # it may have stopped anywhere
        _log.warning("too much for us: %s", source.name)
        return refused(source.name, _digest(source, reader), LIMIT)
    except OSError:
        return refused(source.name, "", DENIED)
    except Exception:  # noqa: BLE001 - the edge: one file must not stop a round; it is told and logged
        _log.warning("could not read %s", source.name, exc_info=True)
        return refused(source.name, _digest(source, reader), "X108")


def _digest(source: Source, reader: Reader) -> str:
    """Return a file's SHA-256, "" where that breaks us too: it says which file it was."""
    try:
        return reader.digest(source)
    except Exception:  # noqa: BLE001 - the same edge
        return ""


def _judge(opened: Sequence[Opened], bound: Limits) -> list[Judged]:
    key = "X108"
    try:
        with limits.within(bound):
            found = judge_each(opened)
            return [Judged(verdict, each, done) for each, (verdict, done) in zip(opened, found, strict=True)]
    except (TimeUp, MemoryError):
        key = LIMIT
    except Exception:  # noqa: BLE001 - the same edge: find the file that did it, judge the others
        _log.warning("could not judge %s", ", ".join(each.file for each in opened), exc_info=True)
    if len(opened) == 1:
        return [Judged(refused(opened[0].file, opened[0].sha256, key))]
    return [judged for each in opened for judged in _judge([each], bound)]


def results(sources: Sequence[Source], found: Sequence[Judged], bound: Limits) -> Iterator[Result]:
    """Yield what is kept of each file."""
    whole = [
        facts.Judged(each.opened, each.computed, each.verdict)
        for each in found
        if each.opened is not None and each.computed is not None
    ]
    gathered = dict(zip((each.verdict.file for each in whole), _gathered(whole, bound), strict=True))
    for source, each in zip(sources, found, strict=True):
        own = gathered.get(source.name, {})
        verdict = refused(source.name, each.verdict.sha256, "X108") if own is None else each.verdict
        stored: dict[str, Any] = {"stored_at": {"path": str(source.path), "members": list(source.members)}}
        yield Result(file=source.name, verdict=verdict.to_json(), facts=(own or {}) | stored)


def _gathered(whole: Sequence[facts.Judged], bound: Limits) -> list[dict[str, Any] | None]:
    """Return what is to be kept of each file beside its verdict, None where that breaks us."""
    try:
        with limits.within(bound):
            return [*facts.gathered(whole)]
    except (TimeUp, Exception):  # noqa: BLE001 - the same edge
        if len(whole) == 1:
            _log.warning("could not gather what is in %s", whole[0].verdict.file, exc_info=True)
            return [None]
        return [own for each in whole for own in _gathered([each], bound)]


def ended(files: Iterable[Source]) -> list[Outcome]:
    """Return the outcome of files each of which ended the process that judged it."""
    with Reader() as reader:
        verdicts = [refused(each.name, _digest(each, reader), LIMIT) for each in files]
    return [Outcome(each.file, "", Result(file=each.file, verdict=each.to_json(), facts={})) for each in verdicts]
