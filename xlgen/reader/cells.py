"""The cells of a sheet of an .xlsx file: contents and formulas in one pass over the XML."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from openpyxl.formula.translate import Translator

from xlgen.formula import column_number
from xlgen.model import LARGEST, CellError, Content
from xlgen.reader.package import MAIN
from xlgen.reader.stored import StoredCell

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from lxml import etree

_LARGEST: Final = float(LARGEST)
_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_CELL: Final = re.compile(r"([A-Z]+)([0-9]+)")
_ERRORS: Final[Mapping[str, CellError]] = {each.value: each for each in CellError}


def shared_strings(part: etree._Element) -> list[str]:
    """Return the texts that cells speak of by number."""
    return [_text(each) for each in part.iterfind(f"{MAIN}si")]


def _text(element: etree._Element) -> str:
    """Return the text of a string item: plain, or its runs; phonetic hints are none of it."""
    direct = element.find(f"{MAIN}t")
    if direct is not None:
        return _unescape(direct.text or "")
    return _unescape("".join(each.text or "" for each in element.iterfind(f"{MAIN}r/{MAIN}t")))


def _unescape(text: str) -> str:
    """Return a text with `_x000D_` as the character it stands for; half a surrogate pair stands for none."""

    def character(match: re.Match[str]) -> str:
        number = int(match[1], 16)
        return match[0] if 0xD800 <= number <= 0xDFFF else chr(number)  # noqa: PLR2004 - the surrogates

    return _ESCAPED.sub(character, text) if "_x" in text else text


def cells(sheet: etree._Element, shared: Sequence[str]) -> Iterator[tuple[tuple[int, int], StoredCell]]:
    """Yield each cell that holds something, with its row and column; cells without an address follow each other.

    Raises
    ------
    ValueError, IndexError
        A number is none, or a text is not there.

    """
    masters: dict[str, tuple[str, str]] = {}
    row_number = -1
    for row in sheet.iterfind(f"{MAIN}sheetData/{MAIN}row"):
        row_number = int(row.get("r", row_number + 2)) - 1
        column = -1
        for cell in row.iterfind(f"{MAIN}c"):
            match = _CELL.fullmatch(cell.get("r", ""))
            column = column_number(match[1]) if match else column + 1
            stored = _cell(cell, shared, masters)
            if stored is not None:
                yield (row_number, column), stored


def _cell(cell: etree._Element, shared: Sequence[str], masters: dict[str, tuple[str, str]]) -> StoredCell | None:
    value = cell.find(f"{MAIN}v")
    element = cell.find(f"{MAIN}f")
    formula = None if element is None else _formula(cell.get("r", ""), element, masters)
    kind = cell.get("t", "n")
    style = int(cell.get("s", 0))
    if kind == "inlineStr":
        inline = cell.find(f"{MAIN}is")
        content: Content = "" if inline is None else _text(inline)
    elif value is None:
        return None if formula is None else StoredCell(None, formula, computed=False, style=style)
    else:
        content = _content(kind, value.text or "", shared)
    if formula is None and content is None:
        return None
    # An empty value that is not said to be text: some programs write a formula's "" so, others one never computed.
    computed = content is not None or formula is None
    return StoredCell(content, formula, computed=computed, rich=cell.get("vm") is not None, style=style)


def _content(kind: str, text: str, shared: Sequence[str]) -> Content:
    if kind == "s":
        return shared[_index(text)]
    if kind in {"str", "d"}:
        return _unescape(text)
    if kind == "b":
        return text.strip() in {"1", "true"}
    if kind == "e":
        return _ERRORS.get(text, CellError.VALUE)
    return number(float(text)) if text.strip() else None


def _index(text: str) -> int:
    index = int(text)
    if index < 0:
        raise IndexError(index)
    return index


def number(found: float) -> Content:
    """Return a number as Excel could hold it: what is none, or beyond its range, is the error that says so."""
    return found if abs(found) <= _LARGEST else CellError.NUMBER


def _formula(place: str, element: etree._Element, masters: dict[str, tuple[str, str]]) -> str:
    text = element.text or ""
    if element.get("t") == "shared":
        index = element.get("si", "")
        if text:
            masters[index] = (text, place)
        elif index in masters:
            master, origin = masters[index]
            return str(Translator(f"={master}", origin=origin).translate_formula(place))[1:]
    return text
