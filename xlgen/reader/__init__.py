"""Reads returned workbooks, however they were saved.

Nothing is evaluated, and nothing is unpacked that was not looked over first.
What comes back is a value or the key of a finding: a file that cannot be read is no exception.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlgen.reader.opening import Reader, parse
from xlgen.reader.package import MAX_PARTS
from xlgen.reader.sources import Found, Source, find, shown, source_at
from xlgen.reader.stored import (
    Block,
    ConditionalFormat,
    DefinedName,
    Effect,
    Hidden,
    StoredCell,
    StoredSheet,
    StoredWorkbook,
    Style,
    Validation,
    Visibility,
)

if TYPE_CHECKING:
    from pathlib import Path

__all__ = [
    "MAX_PARTS",
    "Block",
    "ConditionalFormat",
    "DefinedName",
    "Effect",
    "Found",
    "Hidden",
    "Reader",
    "Source",
    "StoredCell",
    "StoredSheet",
    "StoredWorkbook",
    "Style",
    "Validation",
    "Visibility",
    "find",
    "parse",
    "read",
    "shown",
    "source_at",
]


def read(path: Path, password: str = "") -> tuple[str, StoredWorkbook | str]:
    """Return a file's SHA-256, and its workbook or the key of the finding that says why it cannot be read.

    Raises
    ------
    OSError
        The file cannot be opened at all.

    """
    with Reader(password) as reader:
        return reader.read(source_at(path))
