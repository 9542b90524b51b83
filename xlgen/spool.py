"""Keeps things of one process on disk, to be gone through again and again: memory does not grow with them."""

from __future__ import annotations

import pickle
import sqlite3
import tempfile
from typing import TYPE_CHECKING, Final, Generic, Self, TypeVar, cast

from xlgen.finding import UsageError, mistake

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

T = TypeVar("T")

_SCHEMA: Final = (
    "PRAGMA journal_mode = OFF",
    "CREATE TABLE kept (number INTEGER PRIMARY KEY, key BLOB, thing BLOB)",
    "BEGIN",
)


class Spool(Generic[T]):
    """Things in the order of their keys, those of one key as they were added; close it, or use it as a context.

    `key` gives the texts that a thing is sorted by; without it things stay as they were added.

    Raises
    ------
    UsageError
        The disk is full.

    """

    def __init__(self, things: Iterable[T] = (), key: Callable[[T], Iterable[str]] = lambda _: ()) -> None:
        # A data base without a name lies on disk, in a file that nobody else sees.
        self._connection = sqlite3.connect("", isolation_level=None)
        try:
            for statement in _SCHEMA:
                self._connection.execute(statement)
            rows = ((_key(key(each)), pickle.dumps(each)) for each in things)
            self._connection.executemany("INSERT INTO kept VALUES (NULL, ?, ?)", rows)
            self._connection.execute("CREATE INDEX by_key ON kept (key, number)")
        except sqlite3.Error as error:
            self.close()
            raise UsageError(tempfile.gettempdir(), mistake("not-writable")) from error
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        """Return the spool."""
        return self

    def __exit__(self, *_: object) -> None:
        """Remove what is kept."""
        self.close()

    def close(self) -> None:
        """Remove what is kept."""
        self._connection.close()

    def __iter__(self) -> Iterator[T]:
        """Yield the things."""
        rows = self._connection.execute("SELECT thing FROM kept ORDER BY key, number")
        return (cast("T", pickle.loads(each)) for (each,) in rows)  # noqa: S301 - written above

    def __len__(self) -> int:
        """Return how many there are."""
        return int(self._connection.execute("SELECT COUNT(*) FROM kept").fetchone()[0])


def _key(texts: Iterable[str]) -> bytes:
    """Return bytes that sort as the texts do one after the other, by their code points."""
    return "\0".join(texts).encode("utf-8", "surrogatepass")
