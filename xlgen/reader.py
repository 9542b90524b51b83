"""Reads a returned .xlsx: values and formulas of every cell in one pass over the XML, nothing evaluated.

What comes back is a value or the key of a finding: a file that cannot be read is no exception.
"""

from __future__ import annotations

import hashlib
import io
import posixpath
import re
import zipfile
import zlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from lxml import etree
from openpyxl.formula.translate import Translator
from openpyxl.styles.numbers import is_date_format
from openpyxl.utils.datetime import from_excel

from xlgen.formula import column_number
from xlgen.model import LARGEST, CellError, Content

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

MAX_FILE: Final = 64_000_000
"""Bytes of a file that is looked at; a form of 1,000 indicators has half a million."""
MAX_PART: Final = 128_000_000
"""Bytes that a part may unpack to."""
LARGE: Final = 1_000_000
MAX_PARTS: Final = 2_000
MAX_RATIO: Final = 400
"""How many times its packed size a large part may unpack to; XML of forms stays below 40."""

_LARGEST: Final = float(LARGEST)
_MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINK: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_PICTURE: Final = re.compile(r"(?:_xlfn\.)?DISPIMG\(", re.IGNORECASE)
_DRAWN: Final = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_CELL: Final = re.compile(r"([A-Z]+)([0-9]+)")
_NO_SIGN: Final = re.compile(r"\\.|[_*].")
"""Characters that a number format shows as they stand, or leaves the width of."""
_DATES: Final = frozenset(map(str, (*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59))))
"""The number formats of dates and times that have a number of their own; from 27 on those of Chinese programs."""
_NO_DAY: Final = "?"
_ERRORS: Final[Mapping[str, CellError]] = {each.value: each for each in CellError}


@dataclass(frozen=True, slots=True)
class StoredCell:
    """What a file holds of one cell; `computed` is False where a formula has no stored value.

    `rich` tells a cell that shows something else than its content, such as a picture placed in the cell; `date` is the
    date or time as which a number is shown, "" for none.
    """

    content: Content
    formula: str | None = None
    computed: bool = True
    rich: bool = False
    date: str = ""

    @property
    def is_picture(self) -> bool:
        """Whether a picture stands in the cell: that of WPS is a function, that of Excel a rich value with an error."""
        shown = self.formula is not None and _PICTURE.match(self.formula) is not None
        return shown or (self.rich and isinstance(self.content, CellError))


@dataclass(frozen=True, slots=True)
class StoredSheet:
    """One sheet of a file: its cells by (row, column), 0-based, and where the pictures upon it begin."""

    name: str
    cells: Mapping[tuple[int, int], StoredCell]
    pictures: frozenset[tuple[int, int]] = frozenset()

    def rows(self) -> list[list[str]]:
        """Return the texts of the sheet row by row, blanks as ""; for sheets of text such as the manifest."""
        height = 1 + max((row for row, _ in self.cells), default=-1)
        rows: list[list[str]] = [[] for _ in range(min(height, 64))]
        for (row, column), cell in sorted(self.cells.items()):
            if row < len(rows) and column < 256 and isinstance(cell.content, str):  # noqa: PLR2004 - a far cell is none of ours
                rows[row].extend([""] * (column - len(rows[row])))
                rows[row].append(cell.content)
        return rows


@dataclass(frozen=True, slots=True)
class StoredWorkbook:
    """What a file holds: its sheets by name, in order; `manual` where it computes only when told to."""

    sheets: Mapping[str, StoredSheet]
    manual: bool = False


class _Refused(Exception):  # noqa: N818 - it never leaves this module
    """The file is not read further; `key` is the finding's."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def read(path: Path) -> tuple[str, StoredWorkbook | str]:
    """Return a file's SHA-256, and its workbook or the key of the finding that says why it cannot be read.

    Raises
    ------
    OSError
        The file cannot be opened at all.

    """
    with path.open("rb") as file:
        if path.stat().st_size > MAX_FILE:
            return hashlib.file_digest(file, "sha256").hexdigest(), "X103"
        raw = file.read()
    return hashlib.sha256(raw).hexdigest(), parse(raw)


def parse(raw: bytes) -> StoredWorkbook | str:
    """Return the workbook in the bytes of an .xlsx file, or the key of a finding."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as package:
            return _workbook(package)
    except _Refused as refused:
        return refused.key
    except (
        zipfile.BadZipFile,
        zlib.error,
        etree.XMLSyntaxError,
        EOFError,
        KeyError,
        IndexError,
        ValueError,
        NotImplementedError,  # a packing method that zipfile does not know
        RuntimeError,  # an encrypted part
        OSError,  # a damaged directory that points outside the file
    ):
        return "X101"


def _workbook(package: zipfile.ZipFile) -> StoredWorkbook:
    parts = package.infolist()
    if len(parts) > MAX_PARTS or sum(each.file_size for each in parts) > MAX_PART:
        raise _Refused("X103")
    book = _xml(package, "xl/workbook.xml")
    links = {
        each.get("Id"): _path(each.get("Target", ""))
        for each in _xml(package, "xl/_rels/workbook.xml.rels")
        if each.get("TargetMode") != "External"
    }
    shared, dated = _shared_strings(package), _dated_styles(package)
    sheets = {}
    for each in book.iterfind(f"{_MAIN}sheets/{_MAIN}sheet"):
        name, part = each.get("name", ""), links.get(each.get(_LINK))
        if part and part.startswith("xl/worksheets/"):
            sheets[name] = StoredSheet(name, dict(_cells(_xml(package, part), shared, dated)), _pictures(package, part))
    if not sheets:
        raise _Refused("X101")
    calculation = book.find(f"{_MAIN}calcPr")
    return StoredWorkbook(sheets, manual=calculation is not None and calculation.get("calcMode") == "manual")


def _pictures(package: zipfile.ZipFile, part: str) -> frozenset[tuple[int, int]]:
    """Return the cells over which pictures of a sheet begin."""
    folder, _, name = part.rpartition("/")
    links = f"{folder}/_rels/{name}.rels"
    found: set[tuple[int, int]] = set()
    if links in package.namelist():
        for link in _xml(package, links):
            drawing = posixpath.normpath(posixpath.join(folder, link.get("Target", ""))).lstrip("/")
            if link.get("Type", "").endswith("/drawing") and drawing in package.namelist():
                found.update(_anchors(_xml(package, drawing)))
    return frozenset(found)


def _anchors(drawing: etree._Element) -> Iterator[tuple[int, int]]:
    for anchor in drawing:
        start = anchor.find(f"{_DRAWN}from")
        if start is not None and anchor.find(f"{_DRAWN}pic") is not None:
            row, column = (start.findtext(f"{_DRAWN}{each}") or "0" for each in ("row", "col"))
            yield int(row), int(column)


def _path(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _xml(package: zipfile.ZipFile, name: str) -> etree._Element:
    part = package.getinfo(name)
    if part.file_size > LARGE and part.file_size > MAX_RATIO * max(1, part.compress_size):
        raise _Refused("X103")
    content = package.read(part)
    if b"<!DOCTYPE" in content[:4096] or b"<!ENTITY" in content:
        raise _Refused("X107")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(content, parser)


def _shared_strings(package: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in package.namelist():
        return []
    return [_text(each) for each in _xml(package, "xl/sharedStrings.xml").iterfind(f"{_MAIN}si")]


def _dated_styles(package: zipfile.ZipFile) -> frozenset[str]:
    """Return the numbers of the cell styles that show a number as a date or a time."""
    if "xl/styles.xml" not in package.namelist():
        return frozenset()
    styles = _xml(package, "xl/styles.xml")
    own = {
        each.get("numFmtId"): each.get("formatCode", "") for each in styles.iterfind(f"{_MAIN}numFmts/{_MAIN}numFmt")
    }
    dates = {number for number, code in own.items() if is_date_format(_NO_SIGN.sub("", code))}
    dates |= _DATES - own.keys()
    looks = styles.iterfind(f"{_MAIN}cellXfs/{_MAIN}xf")
    return frozenset(str(index) for index, each in enumerate(looks) if each.get("numFmtId") in dates)


def _date(number: float) -> str:
    """Return the date that a number is shown as: the day, with its time where it has one."""
    try:
        shown = from_excel(number)
    except (ValueError, OverflowError):  # before the first day of the calendar, or behind the last
        return _NO_DAY
    return str(shown).removesuffix(" 00:00:00")


def _text(element: etree._Element) -> str:
    """Return the text of a string item: plain, or its runs; phonetic hints are none of it."""
    direct = element.find(f"{_MAIN}t")
    if direct is not None:
        return _unescape(direct.text or "")
    return _unescape("".join(each.text or "" for each in element.iterfind(f"{_MAIN}r/{_MAIN}t")))


def _unescape(text: str) -> str:
    """Return a text with `_x000D_` as the character it stands for; half a surrogate pair stands for none."""

    def character(match: re.Match[str]) -> str:
        number = int(match[1], 16)
        return match[0] if 0xD800 <= number <= 0xDFFF else chr(number)  # noqa: PLR2004 - the surrogates

    return _ESCAPED.sub(character, text) if "_x" in text else text


def _cells(
    sheet: etree._Element, shared: Sequence[str], dated: frozenset[str]
) -> Iterator[tuple[tuple[int, int], StoredCell]]:
    masters: dict[str, tuple[str, str]] = {}
    row_number = -1
    for row in sheet.iterfind(f"{_MAIN}sheetData/{_MAIN}row"):
        row_number = int(row.get("r", row_number + 2)) - 1
        column = -1
        for cell in row.iterfind(f"{_MAIN}c"):
            match = _CELL.fullmatch(cell.get("r", ""))
            column = column_number(match[1]) if match else column + 1
            stored = _cell(cell, shared, masters)
            if stored is not None and isinstance(stored.content, float) and cell.get("s") in dated:
                stored = replace(stored, date=_date(stored.content))
            if stored is not None:
                yield (row_number, column), stored


def _cell(cell: etree._Element, shared: Sequence[str], masters: dict[str, tuple[str, str]]) -> StoredCell | None:
    value = cell.find(f"{_MAIN}v")
    element = cell.find(f"{_MAIN}f")
    formula = None if element is None else _formula(cell.get("r", ""), element, masters)
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        inline = cell.find(f"{_MAIN}is")
        content: Content = "" if inline is None else _text(inline)
    elif value is None:
        return None if formula is None else StoredCell(None, formula, computed=False)
    else:
        content = _content(kind, value.text or "", shared)
    if formula is None and content is None:
        return None
    # An empty value that is not said to be text: some programs write a formula's "" so, others one never computed.
    computed = content is not None or formula is None
    return StoredCell(content, formula, computed=computed, rich=cell.get("vm") is not None)


def _content(kind: str, text: str, shared: Sequence[str]) -> Content:
    if kind == "s":
        return shared[_index(text)]
    if kind in {"str", "d"}:
        return _unescape(text)
    if kind == "b":
        return text.strip() in {"1", "true"}
    if kind == "e":
        return _ERRORS.get(text, CellError.VALUE)
    return _number(float(text)) if text.strip() else None


def _index(text: str) -> int:
    index = int(text)
    if index < 0:
        raise IndexError(index)
    return index


def _number(number: float) -> Content:
    """Return a number as Excel could hold it: what is none, or beyond its range, is the error that says so."""
    return number if abs(number) <= _LARGEST else CellError.NUMBER


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
