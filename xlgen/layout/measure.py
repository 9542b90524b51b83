"""How tall a row must be for its wrapped text: a Chinese character is as wide as two digits."""

from __future__ import annotations

import math
import unicodedata
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xlgen.layout.plan import Cell, Sheet

LINE: Final = 14.0
"""Points of one line of 10-point text."""
PADDING: Final = 7.0
LEAST: Final = 21.0
MOST: Final = 409.0
"""The tallest row a spreadsheet program allows, in points."""
_TALL: Final = {"title": 34.0, "check_summary": 26.0, "input_long": 91.0}


def text_width(text: str) -> int:
    """Return the width of one line in digits' widths; what is ambiguous (…, ≥, “) counts as wide."""
    return sum(2 if unicodedata.east_asian_width(each) in "WFA" else 1 for each in text)


def _lines(text: str, width: float) -> int:
    # Two digits' widths a line stay free: the cell's own margin, and a character that does not fit moves on.
    usable = max(2.0, width - 2)
    return sum(max(1, math.ceil(text_width(each) / usable)) for each in text.split("\n"))


def row_heights(sheet: Sheet, shown: Mapping[tuple[int, int], str]) -> dict[int, float]:
    """Return the height in points of each row that is taller than `LEAST`.

    `shown` maps (row, column) to the text that a cell shows.
    """
    heights: dict[int, float] = {}
    for cell in sheet.cells:
        text = shown.get((cell.row, cell.column), "")
        needed = _TALL.get(cell.style, LEAST)
        if cell.rows == 1:
            width = sum(sheet.widths[cell.column : cell.column + cell.columns])
            needed = max(needed, _lines(text, width) * LINE + PADDING)
        heights[cell.row] = min(MOST, max(needed, heights.get(cell.row, 0.0)))
    _stretch_blocks(sheet, heights, shown)
    return {row: height for row, height in heights.items() if height > LEAST}


def _stretch_blocks(sheet: Sheet, heights: dict[int, float], shown: Mapping[tuple[int, int], str]) -> None:
    """Make the last row of a merged block taller where its text needs more than its rows give."""
    blocks: list[Cell] = [cell for cell in sheet.cells if cell.rows > 1]
    for cell in blocks:
        width = sum(sheet.widths[cell.column : cell.column + cell.columns])
        needed = _lines(shown.get((cell.row, cell.column), ""), width) * LINE + PADDING
        rows = range(cell.row, cell.row + cell.rows)
        lacking = needed - sum(heights.get(row, LEAST) for row in rows)
        if lacking > 0:
            heights[rows[-1]] = min(MOST, heights.get(rows[-1], LEAST) + lacking)
