"""The cells of a sheet of an .xlsx file: contents and formulas in one pass over the XML."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from xlgen.formula import column_number
from xlgen.model import LARGEST, CellError, Content
from xlgen.reader.package import MAIN, Refused
from xlgen.reader.shared import SharedFormulas
from xlgen.reader.stored import StoredCell

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lxml import etree

MAX_ROWS: Final = 100_000
MAX_COLUMNS: Final = 2_000
MAX_TEXT: Final = 100_000
"""Characters; Excel takes 32,767."""

_LONGEST_ADDRESS: Final = 10
_LARGEST: Final = float(LARGEST)
_DAY_ZERO: Final = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - a cell knows no time zone
_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_CELL: Final = re.compile(r"([A-Z]+)([0-9]+)")
_ROWS: Final = f"{MAIN}sheetData/{MAIN}row"
_C, _V, _F, _T, _IS = f"{MAIN}c", f"{MAIN}v", f"{MAIN}f", f"{MAIN}t", f"{MAIN}is"
ERRORS: Final[Mapping[str, CellError]] = {each.value: each for each in CellError}


def shared_strings(part: etree._Element) -> list[str]:
    """Return the texts that cells speak of by number."""
    return [_text(each) for each in part.iterfind(f"{MAIN}si")]


def _text(element: etree._Element) -> str:
    """Return the text of a string item: plain, or its runs; phonetic hints are none of it."""
    for child in element:
        if child.tag == _T:
            return bounded(_unescape(child.text or ""))
    return bounded(_unescape("".join(each.text or "" for each in element.iterfind(f"{MAIN}r/{MAIN}t"))))


def _unescape(text: str) -> str:
    """Return a text with `_x000D_` as the character it stands for; half a surrogate pair stands for none."""

    def character(match: re.Match[str]) -> str:
        number = int(match[1], 16)
        return match[0] if 0xD800 <= number <= 0xDFFF else chr(number)  # noqa: PLR2004 - the surrogates

    return _ESCAPED.sub(character, text) if "_x" in text else text


def cells(sheet: etree._Element, shared: Sequence[str]) -> dict[tuple[int, int], StoredCell]:
    """Return each cell that holds something by its row and column; cells without an address follow each other.

    Raises
    ------
    ValueError, IndexError
        A number is none, or a text is not there.
    Refused
        A cell lies far from where any form has one.

    """
    formulas = SharedFormulas()
    found: dict[tuple[int, int], StoredCell] = {}
    row_number = -1
    for row in sheet.iterfind(_ROWS):
        row_number = int(row.get("r", row_number + 2)) - 1
        column = -1
        for cell in row:
            if cell.tag != _C:
                continue
            column = _column(cell.get("r", ""), column)
            if not len(cell):  # formatted and empty, as most cells of a form are
                continue
            stored = _cell(cell, (row_number, column), shared, formulas)
            if stored is not None:
                check_near(row_number, column)
                found[row_number, column] = stored
    return found


def _column(address: str, before: int) -> int:
    """Return the column of an address; what has none stands in the column behind the one before."""
    found = _known_column(address) if len(address) <= _LONGEST_ADDRESS else _column_of(address)
    return before + 1 if found is None else found


def _column_of(address: str) -> int | None:
    match = _CELL.fullmatch(address)
    return column_number(match[1]) if match else None


_known_column = lru_cache(maxsize=65_536)(_column_of)
"""The addresses of one form are those of the next."""


def check_near(row: int, column: int) -> None:
    """Refuse a cell that no form has.

    Raises
    ------
    Refused
        It lies far out.
    ValueError
        It lies nowhere.

    """
    if row >= MAX_ROWS or column >= MAX_COLUMNS:
        raise Refused("X103/far")
    if row < 0:
        raise ValueError(row)


def bounded(found: str) -> str:
    """Return a text that a cell could hold.

    Raises
    ------
    Refused
        It is longer than any program would let somebody type.

    """
    if len(found) > MAX_TEXT:
        raise Refused("X103")
    return found


def _cell(
    cell: etree._Element, position: tuple[int, int], shared: Sequence[str], formulas: SharedFormulas
) -> StoredCell | None:
    value = element = inline = None
    for child in cell:
        tag = child.tag
        if tag == _V and value is None:
            value = child
        elif tag == _F and element is None:
            element = child
        elif tag == _IS and inline is None:
            inline = child
    formula = None if element is None else _formula(position, element, formulas)
    kind = cell.get("t", "n")
    style = int(cell.get("s", 0))
    if kind == "inlineStr":
        content: Content = "" if inline is None else _text(inline)
    elif value is None:
        return None if formula is None else StoredCell(None, formula, computed=False, style=style)
    else:
        content = _content(kind, value.text or "", shared)
    if formula is None and content is None:
        return None
    # An empty value that is not said to be text: some programs write a formula's "" so, others one never computed.
    return StoredCell(content, formula, content is not None or formula is None, cell.get("vm") is not None, style)


def _content(kind: str, written: str, shared: Sequence[str]) -> Content:
    if kind == "s":
        return shared[_index(written)]
    if kind == "str":
        return bounded(_unescape(written))
    if kind == "d":
        return serial(written)
    if kind == "b":
        return written.strip() in {"1", "true"}
    if kind == "e":
        return ERRORS.get(written, CellError.VALUE)
    return number(float(written)) if written.strip() else None


def _index(text: str) -> int:
    index = int(text)
    if index < 0:
        raise IndexError(index)
    return index


def number(found: float) -> Content:
    """Return a number as Excel could hold it: what is none, or beyond its range, is the error that says so."""
    return found if abs(found) <= _LARGEST else CellError.NUMBER


def serial(written: str) -> Content:
    """Return a date as people write it for machines as the number that a cell holds; the text where it is none."""
    try:
        moment = dt.datetime.fromisoformat(written.strip()).replace(tzinfo=None)
    except ValueError:
        return bounded(written)
    return (moment - _DAY_ZERO) / dt.timedelta(days=1)


def _formula(position: tuple[int, int], element: etree._Element, formulas: SharedFormulas) -> str:
    """Return a cell's formula without `=`; one that many cells share stands in the first of them alone."""
    written = bounded(element.text or "")
    if element.get("t") != "shared":
        return written
    number = element.get("si", "")
    if written:
        formulas.begin(number, position, written)
        return written
    return formulas.at(number, position)
