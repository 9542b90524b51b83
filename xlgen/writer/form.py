"""Draws a plan as an .xlsx workbook, every formula cell with its right value.

The same plan and contents give the same bytes, for one release of xlgen and xlsxwriter.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

import xlsxwriter

from xlgen import manifest as manifests
from xlgen import terms
from xlgen.finding import InternalError, mistake
from xlgen.layout import Kind, Role, defined_name
from xlgen.layout.measure import LEAST, row_heights
from xlgen.model import CellError, Content
from xlgen.writer.look import A4, BASE, CENTRE, FRAME, HEAD, LEFT, QUIET, created

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from xlgen.layout import Cell, Sheet
    from xlgen.manifest import Manifest

LAST_COLUMN: Final = 16_383
_WHOLE: Final = 1e15
_INPUT, _WRONG, _RIGHT = "#FFFBE6", "#B42318", "#1E7B4F"
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
    "check_centre": FRAME | CENTRE | {"font_color": QUIET},
    "check_link": FRAME | CENTRE | {"font_color": "#1F5FA8", "underline": 1},
    "check_text": FRAME | LEFT,
    "check_mark": FRAME | CENTRE | {"font_color": _RIGHT, "bold": True},
    "check_summary": {"font_size": 12, "bold": True, "align": "left", "valign": "vcenter"},
    "check_key": {"font_color": QUIET},
}
# What may be done on a protected sheet: guard against slips, do not get in the way of reading and printing.
_ALLOWED: Final = {"format_columns": True, "format_rows": True, "autofilter": True, "select_locked_cells": True}


class _Drawer:
    """One workbook while it is drawn; formats are made once for each style, number format and lock."""

    def __init__(self, book: Workbook, contents: Mapping[str, Content]) -> None:
        self.book = book
        self.contents = contents
        self.formats: dict[tuple[str, str, bool], Format] = {}

    def format(self, style: str, number_format: str = "", *, locked: bool = True) -> Format:
        key = (style, number_format, locked)
        if key not in self.formats:
            properties: dict[str, object] = BASE | {"locked": locked}
            properties |= dict(_STYLES.get(style, {}))
            if number_format:
                properties["num_format"] = number_format
            self.formats[key] = self.book.add_format(properties)
        return self.formats[key]

    def sheet(self, sheet: Sheet) -> Worksheet:
        page = self.book.add_worksheet(sheet.name)
        locked = self.format("")
        # Every column locks its cells by a format of its own, since the Normal style is unlocked for pasting.
        page.set_column(0, LAST_COLUMN, None, locked)
        # That counts as used cells in xlsxwriter: readers would see 16,384 columns, and writing takes 30 times longer.
        page.dim_colmin = page.dim_colmax = None
        for column, width in enumerate(sheet.widths):
            page.set_column(column, column, width, locked, {"hidden": column in sheet.hidden_columns})
        shown = {}
        for cell in sheet.cells:
            content = self.content(cell)
            shown[cell.row, cell.column] = content if isinstance(content, str) else ""
            self.cell(page, cell, content)
        # Rows of the least height are left to the program, which makes them taller as a wrapped text is typed.
        page.set_default_row(LEAST)
        for row, height in row_heights(sheet, shown).items():
            page.set_row(row, height)
        self.page(page, sheet)
        return page

    def content(self, cell: Cell) -> Content:
        return cell.text if cell.role is Role.LABEL else self.contents.get(cell.field)

    def cell(self, page: Worksheet, cell: Cell, content: Content) -> None:
        look = self.format(cell.style, cell.number_format, locked=cell.role is not Role.INPUT)
        if (cell.rows, cell.columns) != (1, 1):
            page.merge_range(cell.row, cell.column, cell.row + cell.rows - 1, cell.column + cell.columns - 1, "", look)
        _done(_put(page, cell, content, look), cell)
        if cell.role is Role.INPUT and _has_rule(cell):
            _done(page.data_validation(cell.row, cell.column, cell.row, cell.column, _validation(cell)), cell)
        if cell.style == "check_mark":
            for mark in (terms.MARKS["error"], terms.MARKS["warning"]):
                wrong = {"type": "cell", "criteria": "==", "value": f'"{mark}"', "format": self.wrong()}
                _done(page.conditional_format(cell.row, cell.column, cell.row, cell.column, wrong) or 0, cell)

    def wrong(self) -> Format:
        key = ("wrong", "", True)
        if key not in self.formats:
            self.formats[key] = self.book.add_format({"font_color": _WRONG})
        return self.formats[key]

    def page(self, page: Worksheet, sheet: Sheet) -> None:
        page.protect("", _ALLOWED)
        page.set_paper(A4)
        if sheet.landscape:
            page.set_landscape()
        page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        page.center_horizontally()
        page.fit_to_pages(1, 0)
        page.set_footer(terms.FOOTER)
        page.hide_gridlines(2)
        if sheet.head_rows:
            page.repeat_rows(*sheet.head_rows)
        elif sheet.repeat_rows:
            head = sheet.repeat_rows - 1 if sheet.landscape else sheet.repeat_rows
            page.repeat_rows(head, head)


def _has_rule(cell: Cell) -> bool:
    """Return whether an input has a rule: words of a list, numbers and nothing else, or how a percentage is typed."""
    return bool(cell.choices) or cell.as_written or (cell.kind is not Kind.TEXT and not cell.words_field)


def _validation(cell: Cell) -> dict[str, object]:
    """Return the input rule of a cell: the program itself then refuses what is no number, or not of the list."""
    prompt: dict[str, object] = (
        {"input_title": terms.PERCENT_TITLE, "input_message": terms.PERCENT_PROMPT} if cell.as_written else {}
    )
    if cell.choices:
        return prompt | {
            "validate": "list",
            "source": list(cell.choices),
            # Where a number may stand as well, the words are offered; the self-check says what is none of both.
            "show_error": not cell.words_field,
            "error_title": terms.CHOICE_TITLE,
            "error_message": terms.CHOICE_MESSAGE.format(label=cell.label, choices="、".join(cell.choices)),
        }
    if cell.words_field:
        return prompt | {"validate": "any"}
    wanted = terms.MONEY_WANTED if cell.kind is Kind.MONEY else terms.NUMBER_WANTED
    bounds = {"criteria": ">=", "value": 0} if cell.kind is Kind.MONEY else {"criteria": ">=", "value": -1e15}
    unit = terms.UNIT_IN_BRACKETS.format(unit=cell.unit) if cell.unit else ""
    message = terms.VALIDATION_MESSAGE.format(label=cell.label, unit=unit, wanted=wanted)
    return {
        "validate": "decimal",
        "error_title": terms.VALIDATION_TITLE.format(wanted=wanted),
        "error_message": message,
    } | (prompt | bounds)


def _put(page: Worksheet, cell: Cell, content: Content, look: Format) -> int:
    row, column = cell.row, cell.column
    if cell.role is Role.FORMULA:
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


def write(manifest: Manifest, contents: Mapping[str, Content]) -> bytes:
    """Return the workbook of a plan.

    `contents` holds what stands in every issued, input and formula cell, by field path; every formula cell stores the
    value given there.

    Raises
    ------
    InternalError
        A cell could not be written as the plan says.

    """
    shape = manifest.plan.shape
    buffer = io.BytesIO()
    options = {"in_memory": True, "default_format_properties": {"locked": False}}
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties(
            {
                "title": shape.title,
                "subject": f"{manifest.code} {manifest.name}".strip(),
                "created": created(manifest.fiscal_year),
            }
        )
        drawer = _Drawer(book, contents)
        pages = {sheet.name: drawer.sheet(sheet) for sheet in shape.sheets}
        pages[shape.title].activate()
        for field, (sheet, cell) in shape.places.items():
            if sheet.name not in terms.SHEETS:
                reference = f"='{sheet.name}'!${cell.a1.rstrip('0123456789')}${cell.row + 1}"
                _done(int(book.define_name(defined_name(field), reference) or 0), cell)
        _manifest(book, manifest)
    return buffer.getvalue()


def _manifest(book: Workbook, manifest: Manifest) -> None:
    page = book.add_worksheet(manifests.SHEET)
    for row, cells in enumerate(manifests.to_rows(manifest)):
        for column, text in enumerate(cells):
            page.write_string(row, column, text)
    page.very_hidden()
    page.protect("", {})
