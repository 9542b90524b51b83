"""Values of an .xls file of Excel 97–2003; its formulas, looks and locks are not read.

xlrd and not calamine: python-calamine gives error values as blanks, and a panic in its Rust would end the process.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from itertools import takewhile
from typing import TYPE_CHECKING, Any, Final

import olefile
import xlrd

from xlgen import terms
from xlgen.model import CellError, Content
from xlgen.reader.cells import ERRORS, bounded, check_near, number
from xlgen.reader.package import Refused
from xlgen.reader.stored import StoredCell, StoredSheet, StoredWorkbook, Visibility

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_SIZE: Final = 16_000_000
"""Bytes; the form of a department has half a million."""
MAX_CELLS: Final = 200_000
STUMBLES: Final = (
    *(xlrd.XLRDError, xlrd.compdoc.CompDocError, xlrd.formula.FormulaError),
    *(SyntaxError, LookupError, ValueError, ArithmeticError, TypeError, AttributeError, AssertionError, RuntimeError),
    *(OSError, EOFError, MemoryError, struct.error, zipfile.BadZipFile, zlib.error),
)
"""What xlrd raises on a damaged file: it trusts what it reads."""

_VISIBILITIES: Final = dict(enumerate(Visibility))
_SHEET, _LOCKED, _LINKED, _END = 0x0085, 0x002F, 0x01AE, 0x000A
_CELLS: Final = frozenset({0x0006, 0x00FD, 0x0203, 0x027E, 0x0204, 0x0205, 0x00D6, 0x00BD, 0x0003, 0x0002, 0x0004})
"""Records of cells that hold something; those of formatted blanks are left out by xlrd too."""
_RUNS: Final = frozenset({0x00BD})
"""Records of several cells of a row, the last named at the end."""
_PLACE: Final = struct.Struct("<HH")
_ITSELF: Final = frozenset({0x0401, 0x3A01})
"""How a list of linked sheets says that they are of this book, or of an add-in."""
_MACRO_SHEET: Final = 1


def read(raw: bytes) -> StoredWorkbook:
    """Return the values of an .xls file.

    Raises
    ------
    Refused
        It has more than any form, or a cell far out.
    STUMBLES
        It is damaged.

    """
    if len(raw) > MAX_SIZE or _extent(raw) > MAX_CELLS:
        raise Refused("X103")
    # It reports on standard output what it finds odd; rows as long as they are cost nothing where they are empty.
    with xlrd.open_workbook(file_contents=raw, ragged_rows=True, logfile=io.StringIO()) as book:
        sheets = {
            page.name: StoredSheet(
                page.name,
                dict(_cells(page)),
                visibility=_VISIBILITIES.get(page.visibility, Visibility.VISIBLE),
            )
            for page in book.sheets()
        }
    if not sheets:
        raise Refused("X101")
    return StoredWorkbook(sheets, values_only=True, notes=(("X106/xls", ""), *_notes(raw)))


def _cells(page: Any) -> Iterator[tuple[tuple[int, int], StoredCell]]:  # noqa: ANN401 - xlrd ships no types
    for row in range(page.nrows):
        for column, cell in enumerate(page.row(row)):
            content = _content(cell)
            if content is not None:
                check_near(row, column)
                yield (row, column), StoredCell(content)


def _content(cell: Any) -> Content:  # noqa: ANN401 - the same
    if cell.ctype == xlrd.XL_CELL_TEXT:
        return bounded(cell.value)
    if cell.ctype in {xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE}:
        return number(float(cell.value))
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value)
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return ERRORS.get(xlrd.error_text_from_code.get(cell.value, ""), CellError.VALUE)
    return None


def is_locked(raw: bytes) -> bool:
    """Return whether the file opens with a password only."""
    return any(kind == _LOCKED for kind, _ in _of_the_book(raw))


def _extent(raw: bytes) -> int:
    """Return how many cells xlrd will make: of each row as many as its last one counts."""
    found: dict[tuple[int, int], int] = {}
    sheet = 0
    for kind, body in _records(raw):
        if kind == _END:
            sheet += 1
        elif kind in _CELLS and len(body) >= _PLACE.size:
            row, column = _PLACE.unpack_from(body)
            last = int.from_bytes(body[-2:], "little") if kind in _RUNS else column
            found[sheet, row] = max(found.get((sheet, row), 0), last + 1)
    return sum(found.values())


def _notes(raw: bytes) -> Iterator[tuple[str, str]]:
    macros, outside = set(), set()
    for kind, body in _of_the_book(raw):
        if kind == _SHEET and body[5:6] == bytes([_MACRO_SHEET]):
            macros.add("macro-sheet")
        if kind == _LINKED and int.from_bytes(body[2:4], "little") not in _ITSELF:
            outside.add("link")
    with olefile.OleFileIO(io.BytesIO(raw)) as container:
        tops = {each[0] for each in container.listdir()}
    macros |= {"vba"} if "_VBA_PROJECT_CUR" in tops else set()
    outside |= {"object"} if any(each.startswith("MBD") for each in tops) else set()
    for key, words in (("X104", macros), ("X105", outside)):
        if words:
            yield key, terms.brought_along(words)


def _of_the_book(raw: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the records that speak of the book as a whole."""
    return takewhile(lambda found: found[0] != _END, _records(raw))


def _records(raw: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the records of the book and its sheets: kind and body."""
    with olefile.OleFileIO(io.BytesIO(raw)) as container:
        name = "Workbook" if container.exists("Workbook") else "Book"
        stream = container.openstream(name).read()
    at = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length
