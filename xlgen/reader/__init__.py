"""Reads a returned workbook: values and formulas of every cell in one pass over the XML, nothing evaluated.

What comes back is a value or the key of a finding: a file that cannot be read is no exception.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

from xlgen.reader import workbook
from xlgen.reader.package import DAMAGED, MAX_PARTS, Package, Refused
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
    "MAX_FILE",
    "MAX_PARTS",
    "Block",
    "ConditionalFormat",
    "DefinedName",
    "Effect",
    "Hidden",
    "StoredCell",
    "StoredSheet",
    "StoredWorkbook",
    "Style",
    "Validation",
    "Visibility",
    "parse",
    "read",
]

MAX_FILE: Final = 64_000_000
"""Bytes of a file that is looked at; a form of 1,000 indicators has half a million."""


def read(path: Path) -> tuple[str, StoredWorkbook | str]:
    """Return a file's SHA-256, and its workbook or the key of the finding that says why it cannot be read.

    Raises
    ------
    OSError
        The file cannot be opened at all.

    """
    with path.open("rb") as file:
        if path.stat().st_size > MAX_FILE:
            return hashlib.file_digest(file, "sha256").hexdigest(), "X103"
        raw = file.read()
    return hashlib.sha256(raw).hexdigest(), parse(raw)


def parse(raw: bytes) -> StoredWorkbook | str:
    """Return the workbook in the bytes of an .xlsx file, or the key of a finding."""
    try:
        return workbook.read(Package(raw))
    except Refused as refused:
        return refused.key
    except DAMAGED:
        return "X101"
