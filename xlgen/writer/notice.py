"""The sheet that goes before a form sent back: what to mend, where, how, by when; and the notes at the cells."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from xlgen import terms
from xlgen.layout.measure import LINE, MOST, PADDING, text_width
from xlgen.writer import paging
from xlgen.writer.look import A4, BASE, CENTRE, FRAME, HEAD, LEFT, LINKED, QUIET

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

_WIDTHS: Final = (6.0, 9.0, 34.0, 62.0, 30.0)
_NOTE_WIDTH: Final = 320
_NOTE_LINE: Final = 18
_LETTERS: Final = 44
"""Digits' widths of a line of a cell's note."""
_MOST_OF_CELL: Final = 32_767


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to mend: how grave, where (and the cell to go to, `'表'!H14`, "" for none), what it is, what to do."""

    severity: str
    place: str
    link: str
    said: str
    todo: str


@dataclass(frozen=True, slots=True)
class Notice:
    """What goes with a form sent back: the lines above the table, its remarks, the notes at cells.

    `notes` are by (sheet, row, column), 0-based.
    """

    lines: Sequence[str]
    remarks: Sequence[Remark]
    notes: Mapping[tuple[str, int, int], str] = field(default_factory=dict)


def add(book: Workbook, notice: Notice) -> Worksheet:
    """Add the sheet and return it; the notes are set by `annotate` once the form is drawn."""

    def look(**more: object) -> Format:
        return book.add_format(BASE | more)

    page = book.add_worksheet(terms.NOTICE_SHEET)
    for column, width in enumerate(_WIDTHS):
        page.set_column(column, column, width)
    page.set_row(0, 32)
    page.write_string(0, 0, terms.NOTICE_SHEET, look(font_size=16, bold=True, valign="vcenter"))
    row = 1
    line = look(**LEFT)
    for text in notice.lines:
        page.merge_range(row, 0, row, len(_WIDTHS) - 1, text, line)
        page.set_row(row, _height(((text, sum(_WIDTHS)),)))
        row += 1
    head = look(**FRAME, **CENTRE, bold=True, bg_color=HEAD)
    for column, text in enumerate(terms.NOTICE_HEADS):
        page.write_string(row, column, text, head)
    page.set_row(row, 24)
    page.freeze_panes(row + 1, 0)
    page.repeat_rows(row)
    centre, left, link = look(**FRAME, **CENTRE), look(**FRAME, **LEFT), look(**FRAME, **LEFT, font_color=LINKED)
    for number, each in enumerate(notice.remarks, 1):
        row += 1
        page.write_number(row, 0, number, centre)
        page.write_string(row, 1, each.severity, centre)
        if each.link:
            page.write_url(row, 2, f"internal:{each.link}", link, each.place)
        else:
            page.write_string(row, 2, each.place, left)
        page.write_string(row, 3, each.said[:_MOST_OF_CELL], left)
        page.write_string(row, 4, each.todo, left)
        page.set_row(row, _height(zip((each.place, each.said, each.todo), _WIDTHS[2:], strict=True)))
    page.write_string(row + 2, 0, terms.NOTICE_END, look(font_color=QUIET))
    _page(page)
    return page


def _page(page: Worksheet) -> None:
    page.protect("", {"select_locked_cells": True, "format_columns": True, "format_rows": True})
    page.set_paper(A4)
    page.set_landscape()
    page.set_margins(left=paging.SIDE, right=paging.SIDE, top=paging.TOP, bottom=paging.BOTTOM)
    page.fit_to_pages(1, 0)
    page.set_footer(terms.FOOTER)
    page.hide_gridlines(2)


def _height(texts: Iterable[tuple[str, float]]) -> float:
    lines = max(
        sum(max(1, math.ceil(text_width(line) / (width - 2))) for line in text.split("\n")) for text, width in texts
    )
    return min(MOST, lines * LINE + PADDING)


def annotate(page: Worksheet, row: int, column: int, text: str) -> None:
    """Set a note at a cell, large enough for its text."""
    lines = sum(max(1, math.ceil(text_width(line) / _LETTERS)) for line in text.split("\n"))
    size = {"width": _NOTE_WIDTH, "height": (lines + 1) * _NOTE_LINE}
    page.write_comment(row, column, text, size | {"author": terms.NOTICE_AUTHOR, "font_size": 10, "color": "#FFFBE6"})
