"""问题清单.jsonl: the contract's JSON Lines, a verdict a file and the summary last."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xlgen import terms
from xlgen.results import as_json

if TYPE_CHECKING:
    from pathlib import Path

    from xlgen.report.given import Round

FILE_NAME: Final = f"{terms.FINDINGS_FILE}.jsonl"


def write(path: Path, given: Round) -> None:
    """Write the lines.

    Raises
    ------
    OSError
        The file cannot be written.

    """
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for each in given.results:
            file.write(f"{as_json(each.verdict)}\n")
        file.write(f"{as_json({'summary': given.summary})}\n")
