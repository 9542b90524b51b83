"""Whether a workbook is one of ours: its manifest, or why there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlgen import layout, manifest, reader, terms
from xlgen.finding import UsageError, mistake
from xlgen.integrity.held import Held, hold
from xlgen.manifest import Broken, Manifest

if TYPE_CHECKING:
    from pathlib import Path

    from xlgen.model import Content
    from xlgen.reader import StoredWorkbook


def recognised(book: StoredWorkbook) -> Manifest | str:
    """Return a workbook's manifest, or the key of the finding that says why there is none to be trusted."""
    sheet = book.sheets.get(manifest.SHEET)
    found = manifest.from_rows(sheet.rows()) if sheet else None
    if found is None:
        return "S101/copied" if _is_copied(book) else "S101"
    return found.key if isinstance(found, Broken) else found


def open_issued(path: Path) -> tuple[Manifest, dict[str, Content]]:
    """Return a workbook's manifest and what stands in its issued and input cells.

    Raises
    ------
    UsageError
        It cannot be read, or is none of ours.

    """
    found, held = open_held(path)
    return found, dict(held.inputs)


def open_held(path: Path) -> tuple[Manifest, Held]:
    """Return a workbook's manifest and what it holds against its plan.

    Raises
    ------
    UsageError
        It cannot be read, or is none of ours.

    """
    try:
        _, book = reader.read(path)
    except OSError as error:
        raise UsageError(str(path), mistake("file-unreadable", wanted=terms.WORKBOOK)) from error
    found = book if isinstance(book, str) else recognised(book)
    if not isinstance(found, Manifest) or isinstance(book, str):
        key = str(found)
        title = terms.TITLES[key.partition("/")[0]]
        raise UsageError(str(path), mistake("not-issued", title=title, sentence=terms.SENTENCES[key]))
    return found, hold(found.plan, book)


def _is_copied(book: StoredWorkbook) -> bool:
    """Return whether sheets of a form stand in a workbook that is none: names or self-check came along with them."""
    named = any(each.name.lower().startswith(layout.NAME_PREFIX) for each in book.names)
    return named or any(name in terms.SHEETS for name in book.sheets)
