"""问题清单.jsonl: the contract's JSON Lines, a verdict a file and the summary last."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from xlgen import terms

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
            file.write(f"{_line(each.verdict)}\n")
        file.write(f"{_line({'summary': given.summary})}\n")


def _line(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), default=dict)
