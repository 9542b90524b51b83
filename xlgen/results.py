"""The results of a run on disk: one SQLite file, written a chunk at a time, read in the order of the files."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Self

from xlgen.finding import OF_A_FILE, UsageError, mistake

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

VERSION: Final = 1
BUSY_SECONDS: Final = 5.0
"""How long to wait for another process that holds the file; a run holds it from its beginning to its end."""

_NOT_OURS: Final = frozenset({"file is not a database", "database disk image is malformed"})
_AT_ONCE: Final = 500
"""Names asked for in one statement; SQLite takes some thousand."""
_SCHEMA: Final = (
    "DROP TABLE IF EXISTS result",
    "DROP TABLE IF EXISTS counted",
    "CREATE TABLE result (file BLOB PRIMARY KEY, key TEXT, status TEXT, verdict BLOB, facts BLOB)",
    # Beside the results, not a mark in them: a mark would have every result written again at the start of a run.
    "CREATE TABLE counted (file BLOB PRIMARY KEY, status TEXT) WITHOUT ROWID",
    f"PRAGMA user_version = {VERSION}",
)
_COUNT: Final = "INSERT OR REPLACE INTO counted SELECT file, status FROM result WHERE file = ?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What is kept of one file.

    `file` is the name it is reported under (`returns/a.zip!/P001.xlsx`), `verdict` the contract's JSON object of it,
    `facts` what the round and the report need beside that, as JSON.
    """

    file: str
    verdict: Mapping[str, Any]
    facts: Mapping[str, Any]


def not_run(verdict: Mapping[str, Any], facts: Mapping[str, Any]) -> dict[str, str]:
    """Return the codes that were not checked in a file, each with the key of `terms.NOT_RUN` that says why.

    Of what is no form of ours they are all but those of the file itself and those that were found.
    """
    known = facts.get("not_run")
    if known is not None:
        return dict(known)
    said = {each["code"] for each in verdict["findings"]}
    return {rule.code: "file" for rule in OF_A_FILE if rule.code[0] != "X" and rule.code not in said}


class Results:
    """A run's results in a file, never all in memory; close it, or use it as a context.

    What an earlier run left there counts for nothing until it is confirmed: `keys` says what there is to confirm.
    A file that is no store of this version is made anew, for all that it holds can be had again.

    Raises
    ------
    UsageError
        The file cannot be written, or another run holds it; so does every method.

    """

    def __init__(self, path: Path) -> None:
        self.path = path
        with self._told():
            path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = _opened(path)

    def __enter__(self) -> Self:
        """Return the results."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self.close()

    def close(self) -> None:
        """Close the file; what was added stays there."""
        self._connection.close()

    def add(self, results: Iterable[tuple[str, Result]], confirmed: Iterable[str] = ()) -> None:
        """Keep results, each with the key that says what it was made from, in one transaction.

        What an earlier run found of the files in `confirmed` counts as a result of this one.
        """
        rows = [
            (_packed_name(each.file), key, str(each.verdict["status"]), _packed(each.verdict), _packed(each.facts))
            for key, each in results
        ]
        with self._told(), self._connection:
            self._connection.executemany("INSERT OR REPLACE INTO result VALUES (?, ?, ?, ?, ?)", rows)
            self._connection.executemany(_COUNT, [row[:1] for row in rows])
            self._connection.executemany(_COUNT, [(_packed_name(each),) for each in confirmed])

    def of(self, files: Sequence[str]) -> Iterator[Result]:
        """Yield the results of some files, in their order; of those that have none yet, nothing."""
        with self._told():
            for file in files:
                row = self._connection.execute(
                    "SELECT verdict, facts FROM counted JOIN result USING (file) WHERE file = ?", (_packed_name(file),)
                ).fetchone()
                if row is not None:
                    yield Result(file=file, verdict=json.loads(row[0]), facts=json.loads(row[1]))

    def keys(self, files: Collection[str]) -> dict[str, str]:
        """Return under which key each of the files was kept, by this run or an earlier one."""
        names, found = [_packed_name(each) for each in files], dict[str, str]()
        with self._told():
            for start in range(0, len(names), _AT_ONCE):
                some = names[start : start + _AT_ONCE]
                marks = ", ".join("?" * len(some))
                rows = self._connection.execute(f"SELECT file, key FROM result WHERE file IN ({marks})", some)  # noqa: S608 - marks only
                found.update((_name(file), key) for file, key in rows)
        return found

    def forget_earlier(self) -> None:
        """Remove what was not confirmed: it belongs to files that are no longer there."""
        with self._told(), self._connection:
            self._connection.execute("DELETE FROM result WHERE file NOT IN (SELECT file FROM counted)")

    def statuses(self) -> Counter[str]:
        """Return how many files came to each status."""
        with self._told():
            rows = self._connection.execute("SELECT status, count(*) FROM counted GROUP BY status")
            return Counter(dict(rows.fetchall()))

    def __iter__(self) -> Iterator[Result]:
        """Yield the results in the code-point order of their files, one after the other from the disk."""
        with self._told():
            rows = self._connection.execute(
                "SELECT file, verdict, facts FROM counted CROSS JOIN result USING (file) ORDER BY counted.file"
            )
            for file, verdict, facts in rows:
                yield Result(file=_name(file), verdict=json.loads(verdict), facts=json.loads(facts))

    def __len__(self) -> int:
        """Return how many files there are results of."""
        return self.statuses().total()

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise UsageError(str(self.path), mistake("results-failed")) from error


def _opened(path: Path) -> sqlite3.Connection:
    """Return the store at a path, held for this run alone, with nothing in it that counts."""
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS)
    try:
        _begin(connection)
    except sqlite3.DatabaseError as error:
        connection.close()
        if str(error) not in _NOT_OURS:
            raise
        path.unlink()  # half a file from a disk that was full, or something else of that name
        connection = sqlite3.connect(path, timeout=BUSY_SECONDS)
        _begin(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _begin(connection: sqlite3.Connection) -> None:
    # Two runs that write into one folder would undo each other; the lock goes with the process, however it ends.
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    connection.execute("PRAGMA synchronous = NORMAL")
    with connection:
        connection.execute("BEGIN EXCLUSIVE")
        if connection.execute("PRAGMA user_version").fetchone()[0] == VERSION:
            connection.execute("DELETE FROM counted")
            return
        for statement in _SCHEMA:
            connection.execute(statement)


def _packed_name(name: str) -> bytes:
    """Return a name so that bytes sort as its code points do, whatever stands in it."""
    return name.encode("utf-8", "surrogatepass")


def _name(packed: bytes) -> str:
    return packed.decode("utf-8", "surrogatepass")


def _packed(content: Mapping[str, Any]) -> bytes:
    return as_json(content).encode("utf-8", "surrogatepass")


def as_json(content: object) -> str:
    """Return one line of JSON."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def json_lines(results: Iterable[Result], summary: Mapping[str, object]) -> Iterator[str]:
    """Yield the verdicts in their order and the summary as JSON Lines."""
    for each in results:
        yield as_json(each.verdict)
    yield as_json(summary)
