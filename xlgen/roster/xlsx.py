"""Reads the sheets of an .xlsx file: stored values, number formats and merged blocks."""

from __future__ import annotations

import datetime as dt
import io
import warnings
import zipfile
from typing import TYPE_CHECKING, Any, Final

from openpyxl import load_workbook
from openpyxl.utils.escape import unescape

from xlgen.model import CellError, to_decimal
from xlgen.roster.grid import BLANK, Grid, GridCell, GridContent, Span, tidy, used

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

MAX_UNPACKED: Final = 256_000_000
"""Bytes that a file may unpack to; a list of 10,000 projects takes a tenth."""
_ERRORS: Final = {each.value: each for each in CellError}


def grids(raw: bytes) -> list[Grid]:
    """Return the sheets of an .xlsx file in order; a formula counts with its stored value.

    Raises
    ------
    ValueError
        The file unpacks to too much; a damaged one raises anything else too, as openpyxl stumbles.

    """
    with zipfile.ZipFile(io.BytesIO(raw)) as package:
        if sum(each.file_size for each in package.infolist()) > MAX_UNPACKED:
            raise ValueError(MAX_UNPACKED)
    written = _load(raw, values=False)
    formulas = {
        (page.title, cell.row, cell.column)
        for page in written.worksheets
        for cell in _cells(page)
        if cell.data_type == "f"
    }
    book = _load(raw, values=True) if formulas else written
    return [
        Grid(
            page.title,
            used(
                (
                    (cell.row - 1, cell.column - 1),
                    _cell(cell, is_formula=(page.title, cell.row, cell.column) in formulas),
                )
                for cell in _cells(page)
            ),
            tuple(_spans(page)),
        )
        for page in book.worksheets
    ]


def _load(raw: bytes, *, values: bool) -> Workbook:
    with warnings.catch_warnings():  # it warns of parts that it leaves out; no cell is among them
        warnings.simplefilter("ignore")
        return load_workbook(io.BytesIO(raw), data_only=values)


def _cells(page: Worksheet) -> Iterator[Any]:  # openpyxl's cells hold anything
    # Walking the rows would make a cell of every blank one, up to a million rows where somebody formatted a column.
    yield from page._cells.values()  # noqa: SLF001 - see above


def _cell(cell: Any, *, is_formula: bool) -> GridCell:  # noqa: ANN401 - openpyxl's cells hold anything
    content = _content(cell.value, cell.data_type)
    if is_formula and cell.value is None and cell.data_type != "str":  # "str" without a value is a computed ""
        return GridCell(None, computed=False)
    return BLANK if content is None else GridCell(content, cell.number_format)


def _content(value: object, kind: str) -> GridContent:
    if kind == "e":
        return _ERRORS.get(str(value), CellError.VALUE)
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | float):
        return to_decimal(float(value))
    if isinstance(value, dt.date):  # a datetime is one too
        return value
    return tidy(unescape(str(value)))


def _spans(page: Worksheet) -> Iterator[Span]:
    for each in page.merged_cells.ranges:
        yield each.min_row - 1, each.min_col - 1, each.max_row - 1, each.max_col - 1
