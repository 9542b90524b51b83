"""Where a printed sheet goes on to the next page: between blocks, and never for a few last rows alone."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from xlgen.layout.measure import LEAST
from xlgen.writer.look import DIGIT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlgen.layout import Sheet

SIDE, TOP, BOTTOM = 0.4, 0.5, 0.6
"""The margins in inches."""
_SHORT, _LONG = 595.0, 842.0
"""The sides of A4 in points."""
_INCH: Final = 72.0
_SPARE: Final = 0.92
"""How much of a page is planned for: programs measure widths and heights a little differently."""
_SQUEEZED: Final = 1.2
"""What is so many times as tall as a page is printed smaller, on one."""
_LAST: Final = 0.35
"""The last page is filled to this share at least, where the one before it has so much to give."""
_MARGIN, _POINTS = 5, 0.75
"""The margin of a cell in pixels, and a pixel in points."""


WHOLE: Final = (0,)
"""Breaks that say that all of a sheet goes on one page."""


def page_breaks(sheet: Sheet, heights: Mapping[int, float]) -> tuple[int, ...]:
    """Return the rows above which a new page begins, 0-based; `WHOLE` where all of it is to be put on one page.

    A sheet whose rows are all of their own may go on to the next page after any of them: that is left to the program.
    `heights` are those of the rows that are taller than `LEAST`, in points.
    """
    last = max(cell.row + cell.rows for cell in sheet.cells)
    tall = [heights.get(row, LEAST) for row in range(last)]
    room = _room(sheet)
    if room < sum(tall) <= room * _SQUEEZED:
        return WHOLE
    if sum(tall) <= room or all(cell.rows == 1 for cell in sheet.cells):
        return ()
    repeated = sum(tall[sheet.head_rows[0] : sheet.head_rows[1] + 1]) if sheet.head_rows else 0.0
    starts = [0, *_edges(sheet, tall, room), last]
    blocks = [(start, sum(tall[start:stop])) for start, stop in pairwise(starts)]
    pages = _filled(blocks, room, room - repeated)
    _balance(pages, room - repeated)
    return tuple(page[0][0] for page in pages[1:])


def crossed(row: int, rows: int, breaks: Sequence[int]) -> bool:
    """Return whether a block of rows goes on over the end of a page."""
    return any(row < each < row + rows for each in breaks)


def _room(sheet: Sheet) -> float:
    """Return how tall a page is, in points of the sheet itself: a wide one is printed smaller."""
    wide, high = (_LONG, _SHORT) if sheet.landscape else (_SHORT, _LONG)
    shown = [width for column, width in enumerate(sheet.widths) if column not in sheet.hidden_columns]
    width = sum(int(each * DIGIT + _MARGIN) * _POINTS for each in shown)
    scale = min(1.0, (wide - 2 * SIDE * _INCH) / width)
    return (high - (TOP + BOTTOM) * _INCH) * _SPARE / scale


def _edges(sheet: Sheet, tall: Sequence[float], room: float) -> list[int]:
    """Return the rows above which a page may end: not within a block that fits on a third of one."""
    inside: set[int] = set()
    for cell in sheet.cells:
        if cell.rows > 1 and sum(tall[cell.row : cell.row + cell.rows]) <= room / 3:
            inside.update(range(cell.row + 1, cell.row + cell.rows))
    # A head does not stay behind alone.
    inside.update(row + 1 for row in range(*_head(sheet)))
    return [row for row in range(1, len(tall)) if row not in inside]


def _head(sheet: Sheet) -> tuple[int, int]:
    return (sheet.head_rows[0], sheet.head_rows[1] + 1) if sheet.head_rows else (0, 0)


def _filled(blocks: Sequence[tuple[int, float]], first: float, others: float) -> list[list[tuple[int, float]]]:
    """Return pages of blocks (first row, height), each as full as can be."""
    pages: list[list[tuple[int, float]]] = [[]]
    for block in blocks:
        room = first if len(pages) == 1 else others
        if pages[-1] and sum(height for _, height in pages[-1]) + block[1] > room:
            pages.append([])
        pages[-1].append(block)
    return pages


def _balance(pages: list[list[tuple[int, float]]], room: float) -> None:
    """Move blocks from the last but one page to the last until that is no orphan."""
    while len(pages) > 1 and len(pages[-2]) > 1:
        block = pages[-2][-1]
        filled = sum(height for _, height in pages[-1])
        if filled >= room * _LAST or filled + block[1] > sum(height for _, height in pages[-2][:-1]):
            return
        pages[-1].insert(0, pages[-2].pop())
