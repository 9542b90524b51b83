"""Writes files whole or not at all."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from xlgen.finding import UsageError, mistake

if TYPE_CHECKING:
    from pathlib import Path


def save(path: Path, content: bytes) -> None:
    """Write a file whole or not at all: under a name of its own first, then moved into place.

    Raises
    ------
    UsageError
        The folder cannot be written.

    """
    draft = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_bytes(content)
        draft.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            draft.unlink()
        raise UsageError(str(path), mistake("not-writable")) from error
