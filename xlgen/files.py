"""Writes files whole or not at all."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from xlgen.finding import UsageError, mistake

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def save(path: Path, content: bytes) -> None:
    """Write a file whole or not at all.

    Raises
    ------
    UsageError
        The folder cannot be written.

    """
    with draft(path) as unfinished:
        unfinished.write_bytes(content)


def check_writable(path: Path) -> None:
    """See whether a file can be written, before long work whose outcome is to go there.

    Raises
    ------
    UsageError
        It cannot be.

    """
    unfinished = _unfinished(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished.touch()
        unfinished.unlink()
    except OSError as error:
        raise UsageError(str(path), mistake("not-writable")) from error


def _unfinished(path: Path) -> Path:
    return path.with_name(f".{path.name}.part")


@contextlib.contextmanager
def draft(path: Path) -> Iterator[Path]:
    """Give a file of another name to be written, which is moved into place once it is whole, else removed.

    Raises
    ------
    UsageError
        The folder cannot be written.

    """
    unfinished = _unfinished(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield unfinished
        unfinished.replace(path)
    except OSError as error:
        raise UsageError(str(path), mistake("not-writable")) from error
    finally:
        with contextlib.suppress(OSError):  # also where somebody stopped it
            unfinished.unlink()
