"""How tall a row must be for its wrapped text: a Chinese character is as wide as two digits."""

from __future__ import annotations

import math
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from xlgen.layout.plan import Kind, Role

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xlgen.layout.plan import Cell, Sheet

LINE: Final = 14.0
"""Points of one line of 10-point text; one of the Normal style has room in it too."""
PADDING: Final = 7.0
LEAST: Final = 21.0
MOST: Final = 409.0
"""The tallest row a spreadsheet program allows, in points."""
FONT_SIZE: Final = 10.0
NORMAL_SIZE: Final = 11.0
"""Of the Normal style, in whose digits the columns' widths count; a text in a smaller size takes less of them."""
_OF_GUIDE: Final = frozenset({"guide", "guide_number", "guide_head", "guide_lead", "guide_text"})
"""Styles in the size of the Normal one."""
_SMALLER: Final = (9.0, 8.0, 7.0, 6.0)
_TALL: Final = {"title": 34.0, "check_summary": 30.0, "seal": 56.0, "sign_input": 26.0, "input_long": 91.0}

_UNWRAPPED: Final = frozenset({"status", "small", "small_right", "check_summary", "check_code", "sign_label"})
"""Styles of a single line."""


_REMEMBERED: Final = 100
"""Characters; longer texts are hardly met twice, and would take up memory."""


class _Widths(dict[str, int]):
    """The width of each character that was met."""

    def __missing__(self, character: str) -> int:
        width = self[character] = 2 if unicodedata.east_asian_width(character) in "WFA" else 1
        return width


_widths: Final = _Widths()


def text_width(text: str) -> int:
    """Return the width of one line in digits' widths; what is ambiguous (…, ≥, “) counts as wide."""
    return sum(map(_widths.__getitem__, text))


def _needed(text: str, width: float, size: float = FONT_SIZE) -> float:
    """Return the points of height that a text needs, wrapped to a width."""
    return _known_height(text, width, size) if len(text) < _REMEMBERED else _height(text, width, size)


def _height(text: str, width: float, size: float) -> float:
    # Two digits' widths a line stay free: the cell's own margin, and a character that does not fit moves on.
    usable = max(2.0, (width - 2) * NORMAL_SIZE / size)
    lines = sum(max(1, math.ceil(text_width(each) / usable)) for each in text.split("\n"))
    return lines * LINE * min(1.0, size / FONT_SIZE) + PADDING


_known_height = lru_cache(maxsize=16_384)(_height)
"""The words of a form are the same in every one of its kind."""


def _width(sheet: Sheet, cell: Cell) -> float:
    return sum(sheet.widths[cell.column : cell.column + cell.columns])


def font_size(sheet: Sheet, cell: Cell, text: str) -> float:
    """Return the largest size in points at which a text fits into the tallest rows that its cell can have."""
    usual = NORMAL_SIZE if cell.style in _OF_GUIDE else FONT_SIZE
    for size in (usual, *_SMALLER):
        if _needed(text, _width(sheet, cell), size) <= MOST * cell.rows:
            return size
    return _SMALLER[-1]


def row_heights(sheet: Sheet, shown: Mapping[tuple[int, int], str]) -> dict[int, float]:
    """Return the height in points of each row that is taller than `LEAST`.

    `shown` maps (row, column) to the text that a cell shows.
    """
    heights: dict[int, float] = {}
    for cell in sheet.cells:
        text = shown.get((cell.row, cell.column), "")
        needed = _TALL.get(cell.style, LEAST)
        if cell.rows == 1 and cell.style not in _UNWRAPPED:
            needed = max(needed, _needed(text, _width(sheet, cell), font_size(sheet, cell, text)))
        heights[cell.row] = min(MOST, max(needed, heights.get(cell.row, 0.0)))
    _stretch_blocks(sheet, heights, shown)
    return {row: height for row, height in heights.items() if height > LEAST}


def growing_rows(sheet: Sheet, heights: Mapping[int, float], shown: Mapping[tuple[int, int], str]) -> frozenset[int]:
    """Return the rows that a program shall fit anew as a text is typed into them: no merged cell makes them taller.

    Programs measure the cells of a row that are not merged, and nothing else. `heights` and `shown` as above.
    """
    single: dict[int, float] = {}
    typed: set[int] = set()
    for cell in sheet.cells:
        if (cell.rows, cell.columns) == (1, 1):
            text = shown.get((cell.row, cell.column), "")
            needed = _needed(text, _width(sheet, cell), font_size(sheet, cell, text))
            single[cell.row] = max(LEAST, needed, single.get(cell.row, LEAST))
            if cell.role is Role.INPUT and cell.kind is Kind.TEXT and not cell.choices:
                typed.add(cell.row)
    return frozenset(row for row in typed if single[row] >= heights.get(row, LEAST))


def _stretch_blocks(sheet: Sheet, heights: dict[int, float], shown: Mapping[tuple[int, int], str]) -> None:
    """Make the last row of a merged block taller where its text needs more than its rows give."""
    blocks: list[Cell] = [cell for cell in sheet.cells if cell.rows > 1]
    for cell in blocks:
        text = shown.get((cell.row, cell.column), "")
        needed = _needed(text, _width(sheet, cell), font_size(sheet, cell, text))
        rows = range(cell.row, cell.row + cell.rows)
        lacking = needed - sum(heights.get(row, LEAST) for row in rows)
        if lacking > 0:
            heights[rows[-1]] = min(MOST, heights.get(rows[-1], LEAST) + lacking)
