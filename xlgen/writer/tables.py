"""Writes plain tables as an .xlsx workbook: titles, notes, heads, rows, lists to choose from, ready to print on A4."""

from __future__ import annotations

import io
import math
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final, Literal

import xlsxwriter

from xlgen import terms
from xlgen.finding import InternalError, mistake
from xlgen.layout.measure import LEAST, LINE, MOST, PADDING, text_width
from xlgen.model import to_cell
from xlgen.writer.look import A3, A4, BASE, CENTRE, FRAME, HEAD, LEFT, LINKED, QUIET, created

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

Kind = Literal["text", "number", "money", "percent", "score"]


@dataclass(frozen=True, slots=True)
class Link:
    """A path to a file, with slashes, seen from where the workbook is: shown, and followed on a click."""

    path: str


@dataclass(frozen=True, slots=True)
class Formula:
    """A live formula, without its `=`, and the value that it gives: "" where that is nothing."""

    text: str
    value: Decimal | int | str = ""


Entry = str | int | Decimal | Link | Formula | None


@dataclass(frozen=True, slots=True)
class Total:
    """A row that sums up others: it is set off from them."""

    entries: Sequence[Entry]


@dataclass(frozen=True, slots=True)
class Chart:
    """Columns drawn beside a table: its title, the column of the names, those of the values, 0-based; rows from first.

    `rows` says how many of the table's rows it shows.
    """

    title: str
    names: int
    values: Sequence[int]
    rows: int


FRAMED: Final = 20
"""Blank rows that are framed in a list without rows."""
LONG: Final = 2_000
"""A table of more rows is not held in memory."""
MOST_OF_CELL: Final = 32_767
"""Characters that a cell can hold."""
MOST_LINKS: Final = 65_530
"""Links that Excel allows on a sheet; what comes after them is only shown."""
_ESCAPED: Final = re.compile(r'[ "#%<>\[\\\]^`{|}]')
"""What an address may not hold. Chinese stays as it is: escaped, a link would soon have more than the 255 characters
that Excel 2010 allows."""
_FORMATS: Final[Mapping[Kind, str]] = {
    "text": "@",
    "number": "General",
    "money": "#,##0.00",
    "percent": "0.00%",
    "score": "0.00",
}
_OPEN: Final = "#FFFBE6"
_BAR: Final = "#7FA8CF"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its head, what its cells hold, and the words that may be chosen in it (any, where there are none).

    It is as wide as its contents need, from `least` to `most` digits' widths, and wraps what is longer; an `open` one
    is to be filled in.
    """

    head: str
    kind: Kind = "text"
    choices: tuple[str, ...] = ()
    least: float = 8.0
    most: float = 44.0
    open: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet: its name, the title and notes above the heads, the columns, the rows.

    `rows` are gone through twice, and need not be held in memory.
    `spare` rows below are ready to be filled: they have the formats of their columns, and the lists to choose from.
    `ending` are lines below the table, such as who signs it; a `chart` stands beside it. So many columns are `frozen`.
    """

    name: str
    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Entry] | Total]
    notes: Sequence[str] = ()
    spare: int = 0
    ending: Sequence[str] = ()
    chart: Chart | None = None
    frozen: int = 0
    large: bool = False
    """Whether it is printed on A3: tables of many columns would be too small to read on A4."""

    @property
    def first(self) -> int:
        """The number that the program shows beside the first row: below the title, the notes and the heads."""
        return len(self.notes) + 3


def tables(sheets: Sequence[Table], title: str, fiscal_year: int) -> bytes:
    """Return a workbook of tables; the same tables give the same bytes.

    Raises
    ------
    InternalError
        A cell could not be written.

    """
    measured = [_measured(sheet) for sheet in sheets]
    buffer = io.BytesIO()
    # What is long is written row by row into files; what is short is the quicker for none.
    with xlsxwriter.Workbook(buffer, {"in_memory": not any(each.long for each in measured)}) as book:
        book.set_properties({"title": title, "created": created(fiscal_year)})
        drawer = _Drawer(book)
        for sheet, each in zip(sheets, measured, strict=True):
            book.constant_memory = each.long and sheet.chart is None  # a chart keeps a copy of what it shows
            drawer.table(sheet, each)
        book.constant_memory = False
        drawer.choices()
    return buffer.getvalue()


@dataclass(frozen=True, slots=True)
class _Measured:
    """How wide the columns of a table are, and how many rows it has."""

    widths: Sequence[float]
    rows: int

    @property
    def long(self) -> bool:
        return self.rows > LONG


def _measured(sheet: Table) -> _Measured:
    longest = [max(map(text_width, (*_lines(each.head), *each.choices))) for each in sheet.columns]
    count = 0
    for row in sheet.rows:
        count += 1
        for index, (column, entry) in enumerate(zip(sheet.columns, _entries(row), strict=True)):
            longest[index] = max(longest[index], *map(text_width, _lines(_word(entry, column.kind))))
    widths = [
        min(column.most, max(column.least, width + 3.0)) for column, width in zip(sheet.columns, longest, strict=True)
    ]
    return _Measured(widths, count)


def _lines(text: str) -> list[str]:
    return text.split("\n")


class _Drawer:
    """One workbook while it is drawn; the words to choose from stand on a hidden sheet of their own."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.lists: list[tuple[str, ...]] = []
        self.title = self._format(font_size=16, bold=True, valign="vcenter")
        self.note = self._format(font_color=QUIET, valign="vcenter")
        self.ending = self._format(valign="vcenter")
        self.head = self._format(**FRAME, **CENTRE, bold=True, bg_color=HEAD)
        self.cells = {
            kind: self._format(**FRAME, **(LEFT if kind == "text" else CENTRE), num_format=look)
            for kind, look in _FORMATS.items()
        }
        self.totals = {
            kind: self._format(
                **FRAME, **(LEFT if kind == "text" else CENTRE), num_format=look, bold=True, bg_color=HEAD
            )
            for kind, look in _FORMATS.items()
        }
        self.open = {
            kind: self._format(**FRAME, **(LEFT if kind == "text" else CENTRE), num_format=look, bg_color=_OPEN)
            for kind, look in _FORMATS.items()
        }
        self.link = self._format(**FRAME, **LEFT, font_color=LINKED, underline=1)
        self.columns = {kind: self._format(num_format=look) for kind, look in _FORMATS.items()}

    def _format(self, **properties: object) -> Format:
        return self.book.add_format(BASE | properties)

    def table(self, sheet: Table, measured: _Measured) -> None:
        page = self.book.add_worksheet(sheet.name)
        top = 1 + len(sheet.notes)
        _written(page.write_string(0, 0, sheet.title, self.title), sheet.name)
        page.set_default_row(LEAST)
        page.set_row(0, 30)
        for row, note in enumerate(sheet.notes, 1):
            _written(page.write_string(row, 0, note, self.note), sheet.name)
        widths, count = measured.widths, measured.rows
        for column, (each, width) in enumerate(zip(sheet.columns, widths, strict=True)):
            page.set_column(column, column, width, self.columns[each.kind])
            _written(page.write_string(top, column, each.head, self.head), sheet.name)
        page.set_row(top, max(24, _height([each.head for each in sheet.columns], widths)))
        for row, given in enumerate(sheet.rows):
            self._row(page, sheet, row, top + 1 + row, given)
            own = zip(sheet.columns, _entries(given), strict=True)
            texts = [_word(entry) if column.kind == "text" else "" for column, entry in own]
            height = _height(texts, widths)
            if height > LEAST:
                page.set_row(top + 1 + row, height)
        # Frames of blank rows are printed: only a list without rows gets some.
        for row in range(0 if count else min(sheet.spare, FRAMED)):
            self._row(page, sheet, row, top + 1 + row, (None,) * len(sheet.columns))
        for row, text in enumerate(sheet.ending, top + count + 2):
            _written(page.write_string(row, 0, text, self.ending), sheet.name)
        if sheet.chart:
            self._chart(page, sheet, sheet.chart, top)
        self._lists(page, sheet, top + 1, top + count + sheet.spare)
        _page(page, sheet, top, top + count)

    def _row(self, page: Worksheet, sheet: Table, row: int, at: int, given: Sequence[Entry] | Total) -> None:
        for column, (each, entry) in enumerate(zip(sheet.columns, _entries(given), strict=True)):
            if isinstance(entry, Link) and row < MOST_LINKS:
                _written(page.write_url(at, column, _address(entry), self.link, entry.path), sheet.name)
                continue
            looks = self.totals if isinstance(given, Total) else self.open if each.open else self.cells
            _written(_put(page, at, column, entry, looks[each.kind]), sheet.name)

    def _chart(self, page: Worksheet, sheet: Table, chart: Chart, top: int) -> None:
        drawn = self.book.add_chart({"type": "column"})
        last = top + chart.rows
        for column in chart.values:
            drawn.add_series(
                {
                    "name": [sheet.name, top, column],
                    "categories": [sheet.name, top + 1, chart.names, last, chart.names],
                    "values": [sheet.name, top + 1, column, last, column],
                    "fill": {"color": _BAR},
                    "data_labels": {"value": True},
                }
            )
        drawn.set_title({"name": chart.title, "name_font": {"size": 12}, "overlay": False})
        if len(chart.values) == 1:
            drawn.set_legend({"none": True})
        drawn.set_size({"width": 520, "height": 300})
        _written(page.insert_chart(top, len(sheet.columns) + 1, drawn), sheet.name)

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
    page.freeze_panes(head + 1, sheet.frozen)
    page.autofilter(head, 0, max(last, head + 1), len(sheet.columns) - 1)
    page.set_paper(A3 if sheet.large else A4)
    page.set_landscape()
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    page.center_horizontally()
    page.fit_to_pages(1, 0)
    page.repeat_rows(head)
    page.set_footer(terms.FOOTER)
    page.hide_gridlines(2)


def _entries(row: Sequence[Entry] | Total) -> Sequence[Entry]:
    return row.entries if isinstance(row, Total) else row


def _put(page: Worksheet, row: int, column: int, entry: Entry, look: Format) -> int:
    if entry is None or entry == "":
        return int(page.write_blank(row, column, None, look))
    if isinstance(entry, Formula):
        value = entry.value if isinstance(entry.value, str) else to_cell(Decimal(entry.value))
        return int(page.write_formula(row, column, f"={entry.text}", look, value))
    if isinstance(entry, str | Link):
        return int(page.write_string(row, column, _word(entry)[:MOST_OF_CELL], look))
    return int(page.write_number(row, column, to_cell(Decimal(entry)), look))


def _word(entry: Entry, kind: Kind = "text") -> str:
    if isinstance(entry, Link):
        return entry.path
    if isinstance(entry, Formula):
        return _word(entry.value, kind)
    if isinstance(entry, Decimal | int) and kind in {"money", "score"}:
        return f"{entry:,.2f}"
    if isinstance(entry, Decimal) and kind == "percent":
        return f"{entry:.2%}"
    return "" if entry is None else str(entry)


def _address(link: Link) -> str:
    return "external:" + _ESCAPED.sub(lambda found: f"%{ord(found[0]):02X}", link.path)


def _height(texts: Sequence[str], widths: Sequence[float]) -> float:
    """Return the points of height that a row needs for its texts, wrapped to the widths of their columns."""
    lines = [
        sum(max(1, math.ceil(text_width(line) / (width - 2.0))) for line in text.split("\n"))
        for text, width in zip(texts, widths, strict=True)
    ]
    return min(MOST, max(LEAST, max(lines) * LINE + PADDING))


def _written(code: int, sheet: str) -> None:
    """Raise where xlsxwriter answers with a code that it did not do what was asked (it warns, and goes on)."""
    if code:
        raise InternalError(sheet, mistake("cell-not-written", sheet))
