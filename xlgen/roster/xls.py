"""Reads the sheets of an .xls file of Excel 97–2003: stored values, number formats and merged blocks."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Final

import xlrd

from xlgen.model import CellError, to_decimal
from xlgen.roster.grid import GENERAL, Grid, GridCell, GridContent, tidy, used

if TYPE_CHECKING:
    from collections.abc import Iterator

_ERRORS: Final = {each.value: each for each in CellError}


def grids(raw: bytes) -> list[Grid]:
    """Return the sheets of an .xls file in order; a formula counts with its stored value.

    Raises
    ------
    ValueError
        The file is none, or locked; a damaged one raises anything else too, as xlrd stumbles.

    """
    try:
        return _grids(raw)
    except (xlrd.XLRDError, xlrd.compdoc.CompDocError, xlrd.formula.FormulaError) as error:
        raise ValueError(str(error)) from error


def _grids(raw: bytes) -> list[Grid]:
    # It reports on standard output what it finds odd.
    with xlrd.open_workbook(file_contents=raw, formatting_info=True, logfile=io.StringIO()) as book:
        return [
            Grid(
                page.name,
                used(_cells(book, page)),
                tuple((top, left, bottom - 1, right - 1) for top, bottom, left, right in page.merged_cells),
            )
            for page in book.sheets()
        ]


def _cells(book: Any, page: Any) -> Iterator[tuple[tuple[int, int], GridCell]]:  # noqa: ANN401 - xlrd ships no types
    for row in range(page.nrows):
        for column, cell in enumerate(page.row(row)):
            content = _content(book, cell)
            if content is not None:
                look = book.xf_list[cell.xf_index].format_key
                yield (row, column), GridCell(content, getattr(book.format_map.get(look), "format_str", GENERAL))


def _content(book: Any, cell: Any) -> GridContent:  # noqa: ANN401 - the same
    if cell.ctype == xlrd.XL_CELL_TEXT:
        return tidy(cell.value)
    if cell.ctype == xlrd.XL_CELL_NUMBER:
        return to_decimal(cell.value)
    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            return xlrd.xldate_as_datetime(cell.value, book.datemode)  # type: ignore[no-any-return] # no types
        except (ValueError, OverflowError):  # a number that is no date, in a cell that shows dates
            return CellError.VALUE
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value)
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return _ERRORS.get(xlrd.error_text_from_code.get(cell.value, ""), CellError.VALUE)
    return None
