"""Draws a plan as an .xlsx workbook, every formula cell with its right value.

The same plan and contents give the same bytes, for one release of xlgen and xlsxwriter.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from xlgen import manifest as manifests
from xlgen import terms
from xlgen.finding import InternalError, mistake
from xlgen.layout import Role, defined_name
from xlgen.layout.measure import FONT_SIZE, LEAST, font_size, growing_rows, row_heights
from xlgen.model import CellError, Content
from xlgen.writer import notice as notices
from xlgen.writer import paging
from xlgen.writer.guidance import validation
from xlgen.writer.look import A4, BASE, CENTRE, DIGIT, FRAME, HEAD, LEFT, NORMAL, QUIET, created

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook

    from xlgen.layout import Cell, Shape, Sheet
    from xlgen.manifest import Manifest
    from xlgen.writer.notice import Notice

LAST_COLUMN: Final = 16_383
_WHOLE: Final = 1e15
_INPUT, _WRONG, _RIGHT, _FADED, _BAR = "#FFFBE6", "#B42318", "#1E7B4F", "#9AA5B1", "#BFD7EA"
_DASHED: Final = 3
_SCREEN: Final = 1240
"""Pixels of a screen of 1366 without its margins."""
_ZOOM, _LEAST_ZOOM = 100, 75
_IN_VIEW, _ABOVE = 20, 8
"""A cell further down is scrolled to, with so many rows above it."""
_FIGURE: Final = {"align": "center", "valign": "vcenter", "shrink": True}

_UNDERLINE: Final = {"bottom": 1, "bottom_color": FRAME["border_color"]}

_STYLES: Final[Mapping[str, Mapping[str, object]]] = {
    "title": {"font_size": 16, "bold": True, "align": "center", "valign": "vcenter"},
    "table_title": {"font_size": 12, "bold": True, "align": "left", "valign": "vcenter"},
    "small": {"font_color": QUIET, "align": "left", "valign": "vcenter"},
    "small_right": {"font_color": QUIET, "align": "right", "valign": "vcenter"},
    "head": FRAME | CENTRE | {"bold": True, "bg_color": HEAD},
    "block": FRAME | CENTRE | {"bold": True},
    "centre": FRAME | CENTRE,
    "left": FRAME | LEFT,
    "issued_text": FRAME | LEFT,
    "issued_number": FRAME | _FIGURE,
    "input_text": FRAME | LEFT | {"bg_color": _INPUT},
    "issued_long": FRAME | LEFT | {"valign": "top"},
    "input_long": FRAME | LEFT | {"bg_color": _INPUT, "valign": "top"},
    "input_number": FRAME | _FIGURE | {"bg_color": _INPUT},
    "input_word": FRAME | CENTRE | {"bg_color": _INPUT},
    "issued_word": FRAME | CENTRE,
    "issued_child": FRAME | LEFT | {"indent": 1},
    "formula": FRAME | _FIGURE,
    "sign_label": {"align": "right", "valign": "vcenter"},
    "sign_input": {
        "align": "left",
        "valign": "vcenter",
        "bg_color": _INPUT,
        "bottom": 1,
        "bottom_color": FRAME["border_color"],
    },
    "seal": {"align": "center", "valign": "vcenter", "font_color": QUIET},
    "guide_number": {"font_size": 11, "align": "center", "valign": "top", "font_color": QUIET},
    "guide": {"font_size": 11, "align": "left", "valign": "top", "text_wrap": True},
    "guide_head": FRAME | CENTRE | {"font_size": 11, "bold": True, "bg_color": HEAD},
    "guide_lead": FRAME | CENTRE | {"font_size": 11},
    "guide_text": FRAME | LEFT | {"font_size": 11, "indent": 1},
    "check_centre": FRAME | CENTRE | {"font_color": QUIET},
    "check_link": FRAME | CENTRE | {"font_color": "#1F5FA8", "underline": 1},
    "check_text": FRAME | LEFT,
    "check_mark": FRAME | CENTRE | {"font_color": _RIGHT, "bold": True},
    "check_summary": {"font_size": 14, "bold": True, "align": "left", "valign": "vcenter", "font_color": _RIGHT},
    "check_progress": FRAME | {"align": "left", "valign": "vcenter", "bold": True},
    "check_code": {"align": "left", "valign": "vcenter", "bold": True},
    "status": {
        "align": "left",
        "valign": "vcenter",
        "bold": True,
        "font_color": _RIGHT,
        "underline": 1,
        "shrink": True,
    },
    "check_key": {"font_color": QUIET},
}
# What may be done on a protected sheet: guard against slips, do not get in the way of reading and printing.
_ALLOWED: Final = {"format_columns": True, "format_rows": True, "autofilter": True, "select_locked_cells": True}


class _Page(Worksheet):  # type: ignore[misc] # xlsxwriter has no types
    """A sheet as the library draws it, but for three things that it would do otherwise.

    The `growing` rows have a height that a program may change as longer texts are typed: xlsxwriter calls every height
    that it is given one that somebody chose, and keeps programs from changing it. The column `rest` stands for itself
    and all behind it: they are not gone through one by one. A formula is written as it stands: xlsxwriter would look
    through each for some thirty functions newer than Excel 2010, and ours has none.
    """

    growing: frozenset[int] = frozenset()
    rest: int = LAST_COLUMN

    def _xml_start_tag_unencoded(self, tag: str, attributes: list[tuple[str, object]] | None = None) -> None:
        if tag == "row" and attributes and int(str(dict(attributes)["r"])) - 1 in self.growing:
            attributes = [each for each in attributes if each[0] != "customHeight"]
        super()._xml_start_tag_unencoded(tag, attributes)

    def _write_col_info(self, first: int, last: int, look: object) -> None:
        super()._write_col_info(first, LAST_COLUMN if last == self.rest else last, look)

    def _prepare_formula(self, formula: str, *_: object) -> str:
        return formula.removeprefix("=")


class _Drawer:
    """One workbook while it is drawn; formats are made once for each style, number format and lock."""

    def __init__(self, book: Workbook, contents: Mapping[str, Content]) -> None:
        self.book = book
        self.contents = contents
        self.formats: dict[tuple[object, ...], Format] = {}

    def format(self, style: str, number_format: str = "", *, locked: bool = True, **more: object) -> Format:
        key = (style, number_format, locked, *more.items())
        if key not in self.formats:
            properties: dict[str, object] = BASE | {"locked": locked}
            properties |= dict(_STYLES.get(style, {})) | more
            if number_format:
                properties["num_format"] = number_format
            self.formats[key] = self.book.add_format(properties)
        return self.formats[key]

    def sheet(self, sheet: Sheet) -> _Page:
        page: _Page = self.book.add_worksheet(sheet.name, _Page)
        locked = self.format("")
        # Every column locks its cells by a format of its own, since the Normal style is unlocked for pasting.
        page.rest = len(sheet.widths)
        page.set_column(page.rest, page.rest, None, locked)
        # That counts as a used cell in xlsxwriter.
        page.dim_colmin = page.dim_colmax = None
        for column, width in enumerate(sheet.widths):
            page.set_column(column, column, width, locked, {"hidden": column in sheet.hidden_columns})
        texts = {(cell.row, cell.column): self.content(cell) for cell in sheet.cells}
        shown = {place: each if isinstance(each, str) else "" for place, each in texts.items()}
        heights = row_heights(sheet, shown)
        breaks = paging.page_breaks(sheet, heights)
        for cell in sheet.cells:
            more: dict[str, object] = {}
            size = font_size(sheet, cell, shown[cell.row, cell.column])
            if size < FONT_SIZE:
                more["font_size"] = size
            if paging.crossed(cell.row, cell.rows, breaks):
                # In the middle of a block that two pages share, a line would be cut in two.
                more["valign"] = "top"
            self.cell(page, cell, texts[cell.row, cell.column], more)
        # Rows of the least height are left to the program, which makes them taller as a wrapped text is typed.
        page.set_default_row(LEAST)
        for row, height in heights.items():
            page.set_row(row, height)
        page.growing = growing_rows(sheet, heights, shown)
        self.page(page, sheet, breaks)
        self.view(page, sheet)
        self.live(page, sheet)
        return page

    def content(self, cell: Cell) -> Content:
        return cell.text if cell.role is Role.LABEL else self.contents.get(cell.field)

    def cell(self, page: Worksheet, cell: Cell, content: Content, more: Mapping[str, object]) -> None:
        look = self.format(cell.style, cell.number_format, locked=cell.role is not Role.INPUT, **more)
        if (cell.rows, cell.columns) != (1, 1):
            page.merge_range(*_block(cell), "", look)
        _done(_put(page, cell, content, look), cell)
        if cell.role is Role.INPUT:
            rule = validation(cell)
            _done(page.data_validation(cell.row, cell.column, cell.row, cell.column, rule), cell)

    def page(self, page: Worksheet, sheet: Sheet, breaks: tuple[int, ...]) -> None:
        page.protect("", _ALLOWED)
        page.set_paper(A4)
        if sheet.landscape:
            page.set_landscape()
        page.set_margins(left=paging.SIDE, right=paging.SIDE, top=paging.TOP, bottom=paging.BOTTOM)
        page.center_horizontally()
        whole = breaks == paging.WHOLE
        page.fit_to_pages(1, 1 if whole else 0)
        if breaks and not whole:
            page.set_h_pagebreaks(list(breaks))
        page.set_footer(terms.FOOTER)
        page.hide_gridlines(2)
        if sheet.head_rows:
            page.repeat_rows(*sheet.head_rows)
        elif sheet.repeat_rows:
            head = sheet.repeat_rows - 1 if sheet.landscape else sheet.repeat_rows
            page.repeat_rows(head, head)

    def view(self, page: Worksheet, sheet: Sheet) -> None:
        """Keep the heads in view, let long lists be filtered, and show all columns on a small screen."""
        if sheet.frozen:
            page.freeze_panes(sheet.frozen, 0)
        if sheet.filtered:
            last = max(cell.row for cell in sheet.cells)
            page.autofilter(sheet.head_rows[1], 0, last, len(_shown(sheet)) - 1)
        width = sum(each * DIGIT for each in _shown(sheet))
        page.set_zoom(max(_LEAST_ZOOM, min(_ZOOM, int(_SCREEN / width * _ZOOM) // 5 * 5)))

    def live(self, page: Worksheet, sheet: Sheet) -> None:
        """Let what changes as the form is filled show: what is still to fill, what is settled, what is wrong."""
        self.framed(page, sheet)
        marks = [cell for cell in sheet.cells if cell.style == "check_mark"]
        if marks:
            self.marked(page, marks[0], marks[-1], len(_shown(sheet)) - 1)
        for cell in sheet.cells:
            if cell.style in {"check_summary", "status"}:
                left = {"type": "text", "criteria": "containing", "value": terms.CHECK_LEFT[0], "format": self.wrong()}
                _done(page.conditional_format(cell.row, cell.column, cell.row, cell.column, left) or 0, cell)
            elif cell.style == "check_progress":
                ends: dict[str, object] = {"min_type": "num", "max_type": "num", "min_value": 0, "max_value": 1}
                bar = {"type": "data_bar", "bar_color": _BAR, **ends}
                _done(page.conditional_format(cell.row, cell.column, cell.row, cell.column, bar) or 0, cell)

    def framed(self, page: Worksheet, sheet: Sheet) -> None:
        """Frame with a broken line what must still be filled in, for those too who see or print no colour."""
        required = [cell for cell in sheet.cells if cell.role is Role.INPUT and cell.required]
        if not required:
            return
        look = self.book.add_format({"border": _DASHED, "border_color": _WRONG})
        alike = [cell for cell in required if (cell.rows, cell.columns) == (1, 1) and not cell.spared_by]
        if alike:
            first, areas = alike[0], " ".join(cell.a1 for cell in alike)
            rule = {"type": "formula", "criteria": f"=LEN({first.a1})=0", "format": look, "multi_range": areas}
            _done(page.conditional_format(first.row, first.column, first.row, first.column, rule) or 0, first)
        places = {cell.field: cell for cell in sheet.cells}
        for cell in required:
            if cell not in alike:  # all cells of a block go by its first one
                spared = "".join(f',{_absolute(places[field])}<>"{word}"' for field, word in cell.spared_by)
                rule = {"type": "formula", "criteria": f"=AND(LEN({_absolute(cell)})=0{spared})", "format": look}
                _done(page.conditional_format(*_block(cell), rule) or 0, cell)

    def marked(self, page: Worksheet, first: Cell, last: Cell, last_column: int) -> None:
        """Colour the marks of a list, and let the lines fade where nothing is left to do."""
        wrong = {"type": "cell", "criteria": "equal to", "format": self.wrong()}
        for mark in (terms.MARKS["error"], terms.MARKS["warning"]):
            rule = wrong | {"value": f'"{mark}"'}
            _done(page.conditional_format(first.row, first.column, last.row, last.column, rule) or 0, first)
        column = first.a1.rstrip("0123456789")
        settled = {
            "type": "formula",
            "criteria": f'=${column}{first.row + 1}="{terms.PASSED}"',
            "format": self.book.add_format({"font_color": _FADED}),
        }
        _done(page.conditional_format(first.row, 0, last.row, last_column, settled) or 0, first)

    def wrong(self) -> Format:
        key = ("wrong",)
        if key not in self.formats:
            self.formats[key] = self.book.add_format({"font_color": _WRONG})
        return self.formats[key]


def _shown(sheet: Sheet) -> list[float]:
    """Return the widths of the columns that are not hidden: those stand before the hidden ones."""
    return [width for column, width in enumerate(sheet.widths) if column not in sheet.hidden_columns]


def _absolute(cell: Cell) -> str:
    column = cell.a1.rstrip("0123456789")
    return f"${column}${cell.row + 1}"


def _block(cell: Cell) -> tuple[int, int, int, int]:
    """Return the block that a cell is merged over: first row and column, last row and column."""
    return cell.row, cell.column, cell.row + cell.rows - 1, cell.column + cell.columns - 1


def _put(page: Worksheet, cell: Cell, content: Content, look: Format) -> int:
    row, column = cell.row, cell.column
    if cell.role is Role.FORMULA:
        if cell.link:
            page.write_url(row, column, f"internal:{cell.link}", look)
        return int(page.write_formula(row, column, f"={cell.text}", look, _result(content)))
    if cell.link:
        return int(page.write_url(row, column, f"internal:{cell.link}", look, cell.text))
    if content is None or content == "":
        return int(page.write_blank(row, column, None, look))
    if isinstance(content, bool):
        return int(page.write_boolean(row, column, content, look))
    if isinstance(content, float):
        return int(page.write_number(row, column, content, look))
    if isinstance(content, CellError):  # an error constant can only be written as a formula
        return int(page.write_formula(row, column, f"={content.value}", look, content.value))
    return int(page.write_string(row, column, content, look))


def _result(content: Content) -> str | float | bool:
    """Return what a formula cell stores: programs write 10, not 10.0."""
    if isinstance(content, CellError):
        return content.value
    if isinstance(content, float):
        return int(content) if content.is_integer() and abs(content) < _WHOLE else content
    return "" if content is None else content


def _done(code: int, cell: Cell) -> None:
    """Raise where xlsxwriter answers with a code that it did not do what was asked (it warns, and goes on)."""
    if code:
        raise InternalError(cell.field or cell.text, mistake("cell-not-written", cell.a1))


def write(manifest: Manifest, contents: Mapping[str, Content], notice: Notice | None = None) -> bytes:
    """Return the workbook of a plan.

    `contents` holds what stands in every issued, input and formula cell, by field path; every formula cell stores the
    value given there. Of a form sent back a `notice` goes before it, with its notes at the cells.

    Raises
    ------
    InternalError
        A cell could not be written as the plan says.

    """
    shape = manifest.plan.shape
    buffer = io.BytesIO()
    options = {"in_memory": True, "default_format_properties": dict(NORMAL)}
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties(
            {
                "title": shape.title,
                "subject": f"{manifest.code} {manifest.name}".strip(),
                "created": created(manifest.fiscal_year),
            }
        )
        first = notices.add(book, notice) if notice else None
        drawer = _Drawer(book, contents)
        pages = {sheet.name: drawer.sheet(sheet) for sheet in shape.sheets}
        _open_at_first(drawer, pages, shape)
        if notice and first:
            first.activate()
            for (name, row, column), text in notice.notes.items():
                notices.annotate(pages[name], row, column, text)
        for field, (sheet, cell) in shape.places.items():
            if sheet.name not in terms.SHEETS:
                reference = f"='{sheet.name}'!${cell.a1.rstrip('0123456789')}${cell.row + 1}"
                _done(int(book.define_name(defined_name(field), reference) or 0), cell)
        _manifest(book, manifest)
    return buffer.getvalue()


def _open_at_first(drawer: _Drawer, pages: Mapping[str, Worksheet], shape: Shape) -> None:
    """Open the workbook on the first input that must be filled in and is not; on the form, where there is none."""
    for sheet, cell in shape.of_role(Role.INPUT):
        spared = any(drawer.contents.get(field) == word for field, word in cell.spared_by)
        if cell.required and not spared and drawer.content(cell) in {None, ""}:
            pages[sheet.name].set_selection(cell.row, cell.column, cell.row, cell.column)
            if cell.row > _IN_VIEW and sheet.frozen:
                pages[sheet.name].freeze_panes(sheet.frozen, 0, cell.row - _ABOVE, 0)
            pages[sheet.name].activate()
            return
    pages[shape.title].activate()


def _manifest(book: Workbook, manifest: Manifest) -> None:
    page = book.add_worksheet(manifests.SHEET)
    for row, cells in enumerate(manifests.to_rows(manifest)):
        for column, text in enumerate(cells):
            page.write_string(row, column, text)
    page.very_hidden()
    page.protect("", {})
