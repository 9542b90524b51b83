"""Writes plain tables as an .xlsx workbook: titles, notes, heads, rows, lists to choose from, ready to print on A4."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final, Literal

import xlsxwriter

from xlgen import terms
from xlgen.finding import InternalError, mistake
from xlgen.layout.measure import LEAST, text_width
from xlgen.model import to_cell
from xlgen.writer.look import A4, BASE, CENTRE, FRAME, HEAD, LEFT, LINKED, QUIET, created

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

Kind = Literal["text", "number", "money"]


@dataclass(frozen=True, slots=True)
class Link:
    """A path to a file, with slashes, seen from where the workbook is: shown, and followed on a click."""

    path: str


Entry = str | int | Decimal | Link | None

_MOST: Final = 44.0
"""The widest column, in digits' widths; longer texts are wrapped."""
FRAMED: Final = 20
"""Blank rows that are framed in a list without rows."""
MOST_LINKS: Final = 65_530
"""Links that Excel allows on a sheet; what comes after them is only shown."""
_ESCAPED: Final = re.compile(r'[ "#%<>\[\\\]^`{|}]')
"""What an address may not hold. Chinese stays as it is: escaped, a link would soon have more than the 255 characters
that Excel 2010 allows."""
_FORMATS: Final = {"text": "@", "number": "General", "money": "#,##0.00"}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its head, what its cells hold, and the words that may be chosen in it (any, where there are none).

    It is as wide as its contents need, at least `least` digits' widths.
    """

    head: str
    kind: Kind = "text"
    choices: tuple[str, ...] = ()
    least: float = 8.0


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet: its name, the title and notes above the heads, the columns, the rows.

    `spare` rows below are ready to be filled: they have the formats of their columns, and the lists to choose from.
    """

    name: str
    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Entry]]
    notes: Sequence[str] = ()
    spare: int = 0


def tables(sheets: Sequence[Table], title: str, fiscal_year: int) -> bytes:
    """Return a workbook of tables; the same tables give the same bytes.

    Raises
    ------
    InternalError
        A cell could not be written.

    """
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.set_properties({"title": title, "created": created(fiscal_year)})
        drawer = _Drawer(book)
        for sheet in sheets:
            drawer.table(sheet)
        drawer.choices()
    return buffer.getvalue()


class _Drawer:
    """One workbook while it is drawn; the words to choose from stand on a hidden sheet of their own."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.lists: list[tuple[str, ...]] = []
        self.title = self._format(font_size=16, bold=True, valign="vcenter")
        self.note = self._format(font_color=QUIET, valign="vcenter")
        self.head = self._format(**FRAME, **CENTRE, bold=True, bg_color=HEAD)
        self.cells = {
            kind: self._format(**FRAME, **(LEFT if kind == "text" else CENTRE), num_format=look)
            for kind, look in _FORMATS.items()
        }
        self.link = self._format(**FRAME, **LEFT, font_color=LINKED, underline=1)
        self.columns = {kind: self._format(num_format=look) for kind, look in _FORMATS.items()}

    def _format(self, **properties: object) -> Format:
        return self.book.add_format(BASE | properties)

    def table(self, sheet: Table) -> None:
        page = self.book.add_worksheet(sheet.name)
        top = 1 + len(sheet.notes)
        _written(page.write_string(0, 0, sheet.title, self.title), sheet.name)
        page.set_default_row(LEAST)
        page.set_row(0, 30)
        for row, note in enumerate(sheet.notes, 1):
            _written(page.write_string(row, 0, note, self.note), sheet.name)
        for column, each in enumerate(sheet.columns):
            width = _width(each, [_word(row[column]) for row in sheet.rows])
            page.set_column(column, column, width, self.columns[each.kind])
            _written(page.write_string(top, column, each.head, self.head), sheet.name)
        page.set_row(top, 24)
        # Frames of blank rows are printed: only a list without rows gets some.
        for row in range(len(sheet.rows) or min(sheet.spare, FRAMED)):
            entries = sheet.rows[row] if row < len(sheet.rows) else (None,) * len(sheet.columns)
            for column, (each, entry) in enumerate(zip(sheet.columns, entries, strict=True)):
                place = (top + 1 + row, column)
                if isinstance(entry, Link) and row < MOST_LINKS:
                    _written(page.write_url(*place, _address(entry), self.link, entry.path), sheet.name)
                else:
                    _written(_put(page, *place, entry, self.cells[each.kind]), sheet.name)
        self._lists(page, sheet, top + 1, top + len(sheet.rows) + sheet.spare)
        _page(page, sheet, top, top + len(sheet.rows))

    def _lists(self, page: Worksheet, sheet: Table, first: int, last: int) -> None:
        for column, each in enumerate(sheet.columns):
            if each.choices and last >= first:
                if each.choices not in self.lists:
                    self.lists.append(each.choices)
                letter = chr(ord("A") + self.lists.index(each.choices))
                source = f"={terms.CHOICES_SHEET}!${letter}$1:${letter}${len(each.choices)}"
                words = {
                    "error_title": each.head,
                    "error_message": terms.CHOOSE_FROM_LIST.format(head=each.head),
                }
                rule = {"validate": "list", "source": source, **words}
                _written(page.data_validation(first, column, last, column, rule), sheet.name)

    def choices(self) -> None:
        """Write the hidden sheet of words to choose from, where there are any."""
        if self.lists:
            page = self.book.add_worksheet(terms.CHOICES_SHEET)
            for column, words in enumerate(self.lists):
                for row, word in enumerate(words):
                    _written(page.write_string(row, column, word), terms.CHOICES_SHEET)
            page.hide()


def _page(page: Worksheet, sheet: Table, head: int, last: int) -> None:
    page.freeze_panes(head + 1, 0)
    page.autofilter(head, 0, max(last, head + 1), len(sheet.columns) - 1)
    page.set_paper(A4)
    page.set_landscape()
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    page.center_horizontally()
    page.fit_to_pages(1, 0)
    page.repeat_rows(head)
    page.set_footer(terms.FOOTER)
    page.hide_gridlines(2)


def _put(page: Worksheet, row: int, column: int, entry: Entry, look: Format) -> int:
    if entry is None or entry == "":
        return int(page.write_blank(row, column, None, look))
    if isinstance(entry, str | Link):
        return int(page.write_string(row, column, _word(entry), look))
    return int(page.write_number(row, column, to_cell(Decimal(entry)), look))


def _word(entry: Entry) -> str:
    if isinstance(entry, Link):
        return entry.path
    return "" if entry is None else str(entry)


def _address(link: Link) -> str:
    return "external:" + _ESCAPED.sub(lambda found: f"%{ord(found[0]):02X}", link.path)


def _width(column: Column, texts: Sequence[str]) -> float:
    longest = max(text_width(line) for text in (column.head, *column.choices, *texts) for line in text.split("\n"))
    return min(_MOST, max(column.least, longest + 3.0))


def _written(code: int, sheet: str) -> None:
    """Raise where xlsxwriter answers with a code that it did not do what was asked (it warns, and goes on)."""
    if code:
        raise InternalError(sheet, mistake("cell-not-written", sheet))
