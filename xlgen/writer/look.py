"""What all sheets share: font, colours, frames, paper, and the date that a file carries."""

from __future__ import annotations

import datetime as dt
from typing import Final

from xlgen import terms

A3: Final = 8
A4: Final = 9
QUIET: Final = "#5B6770"
HEAD: Final = "#E8EEF4"
LINKED: Final = "#1F5FA8"
BASE: Final[dict[str, object]] = {"font_name": terms.FONT, "font_size": 10, "font_color": "#1F2933"}
NORMAL: Final[dict[str, object]] = {
    "font_name": terms.FONT,
    "theme_font_name": terms.FONT,
    "font_size": 11,
    "locked": False,
}
"""The Normal style. Its font decides how wide a column is: where a Latin one is missing, another of another width
stands in for it. It is unlocked so that what is pasted does not lock an input. xlsxwriter adds to what it is given: it
gets a copy, or the first workbook would differ from those after it."""
DIGIT: Final = 8
"""Pixels of a digit in the Normal style, that which a column's width counts."""
FRAME: Final[dict[str, object]] = {"border": 1, "border_color": "#8A94A0"}
CENTRE: Final[dict[str, object]] = {"align": "center", "valign": "vcenter", "text_wrap": True}
LEFT: Final[dict[str, object]] = {"align": "left", "valign": "vcenter", "text_wrap": True}


def created(fiscal_year: int) -> dt.datetime:
    """Return the moment that a file says it was made: no clock, so that the same input gives the same bytes."""
    return dt.datetime(fiscal_year, 1, 1, tzinfo=dt.UTC).replace(tzinfo=None)
