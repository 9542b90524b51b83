"""退回修改/: for each file sent back or flagged the unit's own form made anew, with what is to be mended and where.

What is to be made is planned in the order of the files, made wherever there is room, and written as it comes.
"""

from __future__ import annotations

import contextlib
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from xlgen import files, integrity, reader, terms
from xlgen.finding import UsageError, mistake
from xlgen.manifest import Manifest
from xlgen.report.given import department
from xlgen.report.notice import notice
from xlgen.verbs import naming, repair

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from xlgen.finding import Finding
    from xlgen.reader import Reader, Source
    from xlgen.report.given import Found, Round
    from xlgen.writer import Notice

WANTED: Final = frozenset({"sent-back", "flagged"})


@dataclass(frozen=True, slots=True)
class Job:
    """One form to be made anew: the file and its verdict, what is said of it in the round, by when it is wanted.

    `by_when` is that sentence; `copies` counts the files that came for its project and that nobody has decided between.
    """

    file: str
    verdict: Mapping[str, Any]
    source: Source
    of_round: Sequence[Mapping[str, Any]]
    by_when: str
    copies: int = 1


@dataclass(frozen=True, slots=True)
class Remade:
    """What was written of one file: its path within the folder, with slashes, or why there is none ("" both ways)."""

    file: str
    code: str
    name: str
    department: str
    path: str
    reason: str = ""


if TYPE_CHECKING:
    Made = bytes | str | None
    """A form; or why there can be none; or nothing where making it broke us."""
    Remake = Callable[[Iterable[Job]], Generator[Sequence[tuple[int, Made]], None, None]]
    """Makes forms, some at a time and in any order, each with the number of its job."""


def make(job: Job, opening: Reader) -> bytes | str:
    """Return a form made anew, or why it cannot be."""
    reason = _reason(job.verdict)
    try:
        digest, book = opening.read(job.source)
    except (OSError, LookupError):  # it is gone, or another archive lies there
        return terms.NOT_FOUND_AGAIN
    found = book if isinstance(book, str) else integrity.recognised(book)
    if digest != job.verdict["sha256"]:
        return terms.NOT_FOUND_AGAIN
    if isinstance(book, str) or not isinstance(found, Manifest):
        return reason
    held = integrity.hold(found.plan, book)
    if held.foreign:
        return reason

    wanted = [
        *([terms.NOTICE_SEVERAL.format(count=job.copies)] if job.copies > 1 else []),
        job.by_when,
    ]

    def told(left_out: tuple[Finding, ...]) -> Notice:
        return notice(job.verdict, found.plan, [*job.verdict["findings"], *job.of_round], left_out, wanted)

    return repair.anew(found, held, told).content


def here(password: str = "") -> Remake:
    """Return what makes forms in this process, one after the other."""

    def made(jobs: Iterable[Job]) -> Generator[Sequence[tuple[int, Made]], None, None]:
        with reader.Reader(password) as opening:
            for number, job in enumerate(jobs):
                yield [(number, make(job, opening))]

    return made


def write(root: Path, given: Round, remake: Remake | None = None) -> list[Remade]:
    """Write a form for each file that is sent back or flagged into `root`, a folder a department.

    What an earlier run left there and this one did not write is moved to a folder of its own: nothing is deleted.
    Returned is what became of each file, in the order of the files.

    Raises
    ------
    UsageError
        The folder cannot be written; as `remake`.

    """
    planned = _Planned(given)
    with contextlib.closing((remake or here(given.password))(planned.jobs())) as coming:
        for some in coming:
            for number, made in some:
                one = planned.settle(number, made)
                if isinstance(made, bytes):
                    files.save(root / one.path, made)
    done = sorted(planned.done, key=lambda each: each.file)
    # Where some could not be made the list of them is written anew.
    _put_away(root, {each.path or f"{terms.NOT_REMADE_FILE}.xlsx" for each in done})
    return done


class _Planned:
    """What is to be made, each in its own file, as it is asked for; and what became of it."""

    def __init__(self, given: Round) -> None:
        self._given = given
        self._expected = given.expected
        names = {department(each, self._expected) for each in self._wanted()}
        self._folders = naming.folder_names(names, [terms.EARLIER_FOLDER])
        self._taken: dict[str, set[str]] = defaultdict(set)
        self._of_round: dict[str | None, list[Mapping[str, Any]]] = defaultdict(list)
        for each in given.summary["findings"]:
            self._of_round[each.get("file")].append(each)
        undecided = [each for each in given.summary["duplicates"] if each["counted"] is None]
        self._copies = {file: len(each["files"]) for each in undecided for file in each["files"]}
        self._under_way: dict[int, Remade] = {}
        self.done: list[Remade] = []

    def _wanted(self) -> Iterator[Found]:
        return (each for each in self._given.results if each.verdict["status"] in WANTED)

    def jobs(self) -> Iterator[Job]:
        """Yield what is to be made; a name is given before it is known whether that can be, so that all agree on it."""
        number = 0
        for each in self._wanted():
            project, name = each.verdict["project"] or {}, department(each, self._expected)
            code, title = project.get("code") or "", project.get("name") or ""
            source = self._given.sources.get(each.file)
            reason = _why_not(each, source)
            if reason or source is None:
                self.done.append(Remade(each.file, code, title, name, "", reason))
                continue
            path = f"{self._folders[name]}/{naming.file_name(code, title, 1, self._taken[name])}"
            self._under_way[number] = Remade(each.file, code, title, name, path)
            number += 1
            issue = self._expected.get(code)
            by_when = self._by_when(self._given.due or (issue.due if issue else ""))
            copies = self._copies.get(each.file, 1)
            yield Job(each.file, each.verdict, source, self._of_round.get(each.file, ()), by_when, copies)

    def _by_when(self, due: str) -> str:
        """Return by when a form is wanted back; a day that is over is no day to come back by."""
        if not due:
            return terms.NOTICE_NO_DUE
        over = bool(self._given.today) and self._given.today > due
        return (terms.NOTICE_OVERDUE if over else terms.NOTICE_DUE).format(due=due)

    def settle(self, number: int, made: Made) -> Remade:
        """Note and return what became of a job."""
        one = self._under_way.pop(number)
        if not isinstance(made, bytes):
            one = replace(one, path="", reason=terms.REMAKING_FAILED if made is None else made)
        self.done.append(one)
        return one


def _put_away(root: Path, written: Collection[str]) -> None:
    """Move what an earlier run wrote out of the way."""
    earlier = root / terms.EARLIER_FOLDER
    try:
        for path in sorted(root.rglob("*.xlsx")) if root.is_dir() else ():
            if path.relative_to(root).as_posix() not in written and earlier not in path.parents:
                target = earlier / path.relative_to(root)
                target.parent.mkdir(parents=True, exist_ok=True)
                path.replace(target)
    except OSError as error:
        raise UsageError(str(root), mistake("not-writable")) from error


def _reason(verdict: Mapping[str, Any]) -> str:
    """Return what is wrong with a file of which no form can be made."""
    first = next((each for each in verdict["findings"] if each["severity"] == "error"), None)
    return terms.TITLES[first["code"]] if first else terms.NOT_FOUND_AGAIN


def _why_not(result: Found, source: Source | None) -> str:
    """Return why nothing can be made of a file, as far as that is known without it; "" where it must be looked at."""
    known = "manifest" in result.facts
    if known and source is not None:
        return ""
    lost = source is None and (known or result.verdict["project"])
    return terms.NOT_FOUND_AGAIN if lost else _reason(result.verdict)
