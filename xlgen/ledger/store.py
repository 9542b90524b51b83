"""The file of the ledger: its versions, and how it is opened; it is kept by one process at a time."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Final

from xlgen.finding import UsageError, mistake

if TYPE_CHECKING:
    from collections.abc import Iterator

FILE_NAME: Final = "ledger.sqlite"
VERSION: Final = 4
BUSY_SECONDS: Final = 30.0
"""How long to wait for another process: the file may lie on a network share, so there is no WAL."""

_WITH_RECEIPTS: Final = 4
_MEMORY: Final = Path(":memory:")
_SCHEMA: Final = """
CREATE TABLE issue (
    code TEXT NOT NULL,
    number INTEGER NOT NULL,
    name TEXT NOT NULL,
    supervising_department TEXT NOT NULL,
    template TEXT NOT NULL,
    template_version INTEGER NOT NULL,
    template_sha256 TEXT NOT NULL,
    fiscal_year INTEGER NOT NULL,
    digest TEXT NOT NULL,
    file TEXT NOT NULL,
    withdrawn INTEGER NOT NULL DEFAULT 0,
    due TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (code, number)
);
"""
_RECEIPTS: Final = (
    """
CREATE TABLE round (
    number INTEGER PRIMARY KEY,
    day TEXT NOT NULL,
    issued INTEGER NOT NULL,
    received INTEGER NOT NULL,
    department TEXT NOT NULL
)
""",
    """
CREATE TABLE receipt (
    code TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    manifest TEXT NOT NULL,
    file TEXT NOT NULL,
    status TEXT NOT NULL,
    counted INTEGER NOT NULL,
    day TEXT NOT NULL,
    first INTEGER NOT NULL,
    last INTEGER,
    PRIMARY KEY (code, sha256, first)
)
""",
)
"""What version 4 added. A receipt stands from its `first` round to its `last`, both included; NULL while it stands."""
ADDED: Final = {2: ("withdrawn", "INTEGER NOT NULL DEFAULT 0"), 3: ("due", "TEXT NOT NULL DEFAULT ''")}
"""The column that each later version added, and how it is declared."""


@contextlib.contextmanager
def _open(path: Path) -> Iterator[sqlite3.Connection]:
    try:
        with contextlib.closing(sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)) as connection:
            yield connection
    except sqlite3.Error as error:
        raise UsageError(str(path), mistake("ledger-failed")) from error


def _version(connection: sqlite3.Connection, path: Path) -> int:
    found = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if found > VERSION:
        raise UsageError(str(path), mistake("ledger-newer", found=found, wanted=VERSION))
    return found


@contextlib.contextmanager
def opened(path: Path) -> Iterator[tuple[sqlite3.Connection, int]]:
    """Open a ledger that is there, to be read, with its version.

    Raises
    ------
    UsageError
        The file is missing, no ledger, or of a later version.

    """
    if not path.is_file():
        raise UsageError(str(path), mistake("ledger-missing"))
    with _open(path) as connection:
        version = _version(connection, path)
        if not version:
            raise UsageError(str(path), mistake("ledger-missing"))
        yield connection, version


@contextlib.contextmanager
def with_receipts(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a ledger to read what came back; one of an earlier version looks like one that has received nothing.

    Raises
    ------
    UsageError
        As `opened`.

    """
    with opened(path) as (connection, version):
        if version >= _WITH_RECEIPTS:
            yield connection
            return
        with _open(_MEMORY) as empty:
            for statement in _RECEIPTS:
                empty.execute(statement)
            yield empty


@contextlib.contextmanager
def written(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a ledger for one transaction; it is made where there is none, and one of an earlier version brought up.

    Raises
    ------
    UsageError
        The file cannot be written.

    """
    with _open(path) as connection:
        connection.execute("BEGIN IMMEDIATE")
        version = _version(connection, path)
        if version < VERSION:
            for statement in _upgrade(version):
                connection.execute(statement)
        yield connection
        connection.execute("COMMIT")


def check_writable(path: Path) -> None:
    """Refuse a ledger that cannot be written, before hours are spent on what is to be written into it.

    The file stays as it is: its journal is begun, for which the folder must be writable too, and taken back.

    Raises
    ------
    UsageError
        It cannot be written: file or folder are read-only, or another program holds it.

    """
    try:
        with contextlib.closing(sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            version = _version(connection, path)
            connection.execute(f"PRAGMA user_version = {version}")
            connection.execute("ROLLBACK")
    except sqlite3.Error as error:
        raise UsageError(str(path), mistake("ledger-not-writable")) from error


def _upgrade(version: int) -> Iterator[str]:
    """Yield the statements that make a ledger of this version out of an earlier one, or of nothing (0)."""
    if not version:
        yield _SCHEMA
    else:
        added = (each for number, each in ADDED.items() if number > version)
        yield from (f"ALTER TABLE issue ADD COLUMN {column} {declared}" for column, declared in added)
    yield from _RECEIPTS
    yield f"PRAGMA user_version = {VERSION}"
