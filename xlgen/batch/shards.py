"""One run in several parts on machines that know nothing of each other, and the parts put together again."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from xlgen.batch import addresses
from xlgen.finding import UsageError, mistake
from xlgen.reader import Found, Source
from xlgen.results import Result

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xlgen.batch.setting import Setting
    from xlgen.results import Results

_WRITTEN: Final = re.compile(r"([1-9]\d{0,5})/([1-9]\d{0,5})")
_AT_ONCE: Final = 500
"""Lines kept in one transaction."""


@dataclass(frozen=True, slots=True)
class Shard:
    """One part of a run: `number` (from 1) `of` so many; `among` is the digest of what all files are called."""

    number: int
    of: int
    among: str = ""

    def part(self, found: Found) -> tuple[Shard, Found]:
        """Return every `of`th file of those found, in the order of their names, from the `number`th on.

        Whoever finds the same files takes the same part, wherever their folder lies; all parts tell of the same
        attachments.
        """
        called = "\0".join(name.rpartition("/")[2] for name in found.sources)
        names = list(found.sources)[self.number - 1 :: self.of]
        among = hashlib.sha256(called.encode("utf-8", "surrogatepass")).hexdigest()
        return replace(self, among=among), Found({name: found.sources[name] for name in names}, found.attachments)


def shard(text: str) -> Shard:
    """Return the part that is written so: 1/4.

    Raises
    ------
    UsageError
        It is none.

    """
    written = _WRITTEN.fullmatch(text.strip())
    if not written or int(written[1]) > int(written[2]):
        raise UsageError("--shard", mistake("shard-wrong", found=text))
    return Shard(int(written[1]), int(written[2]))


def shard_line(result: Result) -> dict[str, Any]:
    """Return a result as a line of a part: the verdict, and the facts that the summary of the whole is made from."""
    return {**result.verdict, "facts": result.facts}


def shard_summary(summary: Mapping[str, Any], part: Shard, setting: Setting, ledger: Path | None) -> dict[str, Any]:
    """Return the summary of a part, which says of what it is a part.

    What is missing is empty there: it may lie in another part.
    """
    known = {"number": part.number, "of": part.of, "among": part.among, "state": setting.state, "ledger": None}
    if ledger is not None:
        known["ledger"] = str(ledger.absolute())
    return {"summary": {**summary["summary"], "shard": known}}


class StoredSources(Mapping[str, Source]):
    """Where the files of results were read, as their facts say, by name: they may no longer be there."""

    def __init__(self, kept: Results) -> None:
        self._kept = kept

    def __getitem__(self, file: str) -> Source:
        """Return where a file was read."""
        for each in self._kept.of([file]):
            where = each.facts.get("stored_at")
            if where:
                return Source(file, addresses.place(where["path"]), tuple(where["members"]))
        raise KeyError(file)

    def __iter__(self) -> Iterator[str]:
        """Yield the names of the files of which it is known."""
        return (each.file for each in self._kept if each.facts.get("stored_at"))

    def __len__(self) -> int:
        """Return of how many files it is known."""
        return sum(1 for _ in self)


@dataclass(frozen=True, slots=True)
class Merged:
    """What is known of parts beside their results: their ledger (None without one), what is said of attachments.

    `bare` counts the forms of which no facts are known: whole runs carry none beside their verdicts.
    """

    ledger: Path | None
    attachments: dict[str, dict[str, Any]]
    bare: int


def merge(files: Sequence[Path], kept: Results) -> Merged:
    """Keep the results of all files of JSON Lines.

    The files are the parts of one run, all of them; or those of several runs.

    Raises
    ------
    UsageError
        A file is none of ours, a part is missing or given twice, parts are of different runs, or a file was judged
        twice.

    """
    ledger: Path | None = None
    taken = [_taken(path, kept) for path in files]
    ends = [end for end, _ in taken]
    parts = [(path, each["shard"]) for path, each in zip(files, ends, strict=True) if "shard" in each]
    if parts:
        _check_parts(files, parts)
        known = parts[0][1]["ledger"]
        ledger = Path(known) if known else None
    attachments: dict[str, dict[str, Any]] = {}
    for each in ends:
        told = {finding["file"]: finding for finding in each["findings"] if finding.get("file")}
        attachments |= {name: told[name] for name in each["attachments"] if name in told}
    return Merged(ledger, dict(sorted(attachments.items())), sum(count for _, count in taken))


def _taken(path: Path, kept: Results) -> tuple[dict[str, Any], int]:
    """Keep the results in a file; return its summary, and of how many forms no facts are known."""
    some: list[tuple[str, Result]] = []
    bare = 0
    end: dict[str, Any] | None = None
    for number, line in _lines(path):
        if end is not None:
            raise UsageError(str(path), mistake("lines-wrong", number=number))
        if "summary" in line:
            end = line["summary"]
            continue
        facts = line.pop("facts", None)
        bare += facts is None and line["project"] is not None
        facts = facts or {}
        some.append(("", Result(file=line["file"], verdict=line, facts=facts)))
        if len(some) == _AT_ONCE:
            _keep(path, some, kept)
            some = []
    _keep(path, some, kept)
    if end is None:
        raise UsageError(str(path), mistake("lines-unfinished"))
    return end, bare


def _lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    try:
        with path.open(encoding="utf-8") as file:
            for number, line in enumerate(file, start=1):
                found = json.loads(line)
                ours = isinstance(found, dict) and (
                    isinstance(found.get("summary"), dict) or {"file", "status", "project", "trust"} <= found.keys()
                )
                if not ours:
                    raise UsageError(str(path), mistake("lines-wrong", number=number))
                yield number, found
    except OSError as error:
        raise UsageError(str(path), mistake("file-unreadable", wanted="JSON Lines")) from error
    except ValueError as error:  # no JSON, no UTF-8
        raise UsageError(str(path), mistake("lines-wrong", number=number + 1)) from error


def _keep(path: Path, some: list[tuple[str, Result]], kept: Results) -> None:
    names = [each.file for _, each in some]
    twice = [*kept.keys(names), *(name for name, count in Counter(names).items() if count > 1)]
    if twice:
        raise UsageError(str(path), *(mistake("judged-twice", word=name) for name in twice[:10]))
    kept.add(some)


def _check_parts(files: Sequence[Path], parts: Sequence[tuple[Path, Mapping[str, Any]]]) -> None:
    """Refuse parts that do not make one whole."""
    first = parts[0][1]
    alone = [path for path in files if path not in {part for part, _ in parts}]
    same = ("of", "state", "among")
    other = [path for path, each in parts if any(each.get(key) != first.get(key) for key in same)]
    if alone or other:
        raise UsageError("merge", *(mistake("shard-of-other", str(path)) for path in (*alone, *other)))
    numbers = Counter(each["number"] for _, each in parts)
    missing = [number for number in range(1, first["of"] + 1) if number not in numbers]
    twice = [number for number, count in numbers.items() if count > 1]
    mistakes = [mistake("shard-missing", number=number, of=first["of"]) for number in missing[:10]]
    mistakes += [mistake("shard-twice", number=number, of=first["of"]) for number in twice[:10]]
    if mistakes:
        raise UsageError("merge", *mistakes)
