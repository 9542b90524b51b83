"""Values of an .ods file; its formulas, looks and locks are not read.

Read here and not by calamine: python-calamine gives error values as blanks and a cell repeated a million times as so
many cells.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from xlgen import terms
from xlgen.model import CellError, Content
from xlgen.reader.cells import ERRORS, bounded, check_near, number, serial
from xlgen.reader.package import Package, Refused
from xlgen.reader.stored import StoredCell, StoredSheet, StoredWorkbook, Visibility

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

MAX_CELLS: Final = 200_000

_NAMES: Final = "urn:oasis:names:tc:opendocument:xmlns"
_OFFICE: Final = f"{{{_NAMES}:office:1.0}}"
_TABLE: Final = f"{{{_NAMES}:table:1.0}}"
_STYLE: Final = f"{{{_NAMES}:style:1.0}}"
_TEXT: Final = f"{{{_NAMES}:text:1.0}}"
_MANIFEST: Final = f"{{{_NAMES}:manifest:1.0}}"
_LIBRE: Final = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_CELLS: Final = frozenset({f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"})
_TRUTHS: Final = {"of:=TRUE()": True, "of:=FALSE()": False}
"""How LibreOffice writes a boolean."""
_LENGTH: Final = re.compile(r"(-?)P(?:(\d{1,9})D)?T(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9}(?:\.\d{1,12})?)S)?")


def read(raw: bytes) -> StoredWorkbook:
    """Return the values of an .ods file.

    Raises
    ------
    Refused
        It is locked, has no sheet, more than any form, or parts that are not looked into.

    """
    package = Package(raw)
    if any(True for _ in package.xml("META-INF/manifest.xml").iter(f"{_MANIFEST}encryption-data")):
        raise Refused("X102/ods")
    root = package.xml("content.xml")
    book = root.find(f"{_OFFICE}body/{_OFFICE}spreadsheet")
    if book is None:
        raise Refused("X101")
    unseen = {
        each.get(f"{_STYLE}name")
        for each in root.iterfind(f"{_OFFICE}automatic-styles/{_STYLE}style")
        if any(part.get(f"{_TABLE}display") == "false" for part in each.iterfind(f"{_STYLE}table-properties"))
    }
    sheets: dict[str, StoredSheet] = {}
    tables = book.findall(f"{_TABLE}table")
    # A table with a source is a copy of what another file holds.
    own = [each for each in tables if each.find(f"{_TABLE}table-source") is None]
    for table in own:
        name = table.get(f"{_TABLE}name", "")
        hidden = table.get(f"{_TABLE}style-name") in unseen
        sheets[name] = StoredSheet(name, _cells(table), visibility=Visibility.HIDDEN if hidden else Visibility.VISIBLE)
    if not sheets:
        raise Refused("X101")
    outside = {"link"} if len(own) < len(tables) else set()
    outside |= {"dde"} if book.find(f"{_TABLE}dde-links") is not None else set()
    notes = [("X106/ods", "")]
    if any(each.startswith(("basic/", "scripts/")) and not each.endswith("/") for each in package.names):
        notes.append(("X104", terms.brought_along({"vba"})))
    if outside:
        notes.append(("X105", terms.brought_along(outside)))
    return StoredWorkbook(sheets, values_only=True, notes=tuple(notes))


def _cells(table: etree._Element) -> dict[tuple[int, int], StoredCell]:
    found: dict[tuple[int, int], StoredCell] = {}
    top = 0
    for row in table.iter(f"{_TABLE}table-row"):
        height = int(row.get(f"{_TABLE}number-rows-repeated", 1))
        for first, width, cell in _row(row):
            for position in _positions(top, height, first, width):
                found[position] = cell
                if len(found) > MAX_CELLS:
                    raise Refused("X103")
        top += height
    return found


def _row(row: etree._Element) -> Iterator[tuple[int, int, StoredCell]]:
    """Yield the cells of a row that hold something: where each begins, how often it is repeated, and the cell."""
    column = 0
    for cell in row:
        if cell.tag in _CELLS:
            width = int(cell.get(f"{_TABLE}number-columns-repeated", 1))
            content = _content(cell)
            if content is not None:
                yield column, width, StoredCell(content)
            column += width


def _positions(top: int, height: int, left: int, width: int) -> Iterator[tuple[int, int]]:
    check_near(top + height - 1, left + width - 1)
    for row in range(top, top + height):
        for column in range(left, left + width):
            yield row, column


def _content(cell: etree._Element) -> Content:
    kind = cell.get(f"{_OFFICE}value-type")
    if kind is None:
        return None
    formula = cell.get(f"{_TABLE}formula")
    shown = _shown(cell)
    # LibreOffice says that it is an error, others just write it as the text of a formula.
    if cell.get(f"{_LIBRE}value-type") == "error" or (formula is not None and kind == "string" and shown in ERRORS):
        return ERRORS.get(shown, CellError.VALUE)
    if formula in _TRUTHS:
        return _TRUTHS[formula]
    if kind == "string":
        written = cell.get(f"{_OFFICE}string-value")
        return bounded(shown if written is None else written)
    return _value(cell, kind)


def _value(cell: etree._Element, kind: str) -> Content:
    """Return what is no text."""
    if kind == "boolean":
        return cell.get(f"{_OFFICE}boolean-value") == "true"
    if kind == "date":
        return serial(cell.get(f"{_OFFICE}date-value", ""))
    if kind == "time":
        return _days(cell.get(f"{_OFFICE}time-value", ""))
    return number(float(cell.get(f"{_OFFICE}value", "")))  # float, percentage, currency


def _shown(cell: etree._Element) -> str:
    """Return the text of a cell, a line a paragraph."""
    return "\n".join("".join(_pieces(each)) for each in cell.iterfind(f"{_TEXT}p"))


def _pieces(element: etree._Element) -> Iterator[str]:
    """Yield the text of a paragraph: spaces that count, tabs and breaks are elements of their own."""
    yield element.text or ""
    for each in element:
        if each.tag == f"{_TEXT}s":
            yield " " * min(int(each.get(f"{_TEXT}c", 1)), 10_000)
        elif each.tag == f"{_TEXT}tab":
            yield "\t"
        elif each.tag == f"{_TEXT}line-break":
            yield "\n"
        elif isinstance(each.tag, str) and each.tag.startswith(_TEXT):
            yield from _pieces(each)
        yield each.tail or ""


def _days(written: str) -> Content:
    match = _LENGTH.fullmatch(written)
    if match is None:
        return bounded(written)
    days, hours, minutes, seconds = (float(each or 0) for each in match.groups()[1:])
    length = days + (hours + (minutes + seconds / 60) / 60) / 24
    return number(-length if match[1] else length)
