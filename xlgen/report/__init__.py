"""What the office looks at, hands upward and sends back, written into one folder.

Every part of it shows the same counts: those of `tally`, made in one pass over the results.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlgen import files
from xlgen.report import html, lines
from xlgen.report.given import Found, Round
from xlgen.report.tally import Tally, tally

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Found", "Round", "Tally", "tally", "write"]


def write(folder: Path, given: Round) -> tuple[Path, ...]:
    """Write the report of a round into a folder and return what was written, the page first.

    Raises
    ------
    UsageError
        The folder cannot be written.

    """
    found = tally(given)
    page, listed = folder / html.FILE_NAME, folder / lines.FILE_NAME
    with files.draft(page) as unfinished:
        html.write(unfinished, given, found)
    with files.draft(listed) as unfinished:
        lines.write(unfinished, given)
    return page, listed
