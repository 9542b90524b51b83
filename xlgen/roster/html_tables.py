"""Reads the tables of an HTML page that was saved under the name of a workbook: what other systems export."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from lxml import etree, html

from xlgen.model import CellError
from xlgen.roster.grid import Grid, GridCell, Span, tidy

if TYPE_CHECKING:
    from collections.abc import Iterator

_CHARSET: Final = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_:.\-]+)""", re.IGNORECASE)
_LOOKED_AT: Final = 4096
_ERRORS: Final = {each.value: each for each in CellError}
_MOST_SPANNED: Final = 10_000
_HEADINGS: Final = "preceding::*[self::caption or self::h1 or self::h2 or self::h3 or self::h4 or self::p][1]"


def is_html(raw: bytes) -> bool:
    """Return whether the bytes look like a page with a table."""
    start = raw[:_LOOKED_AT].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    return start.startswith(b"<") and b"<table" in raw.replace(b"\0", b"").lower() and b"<workbook" not in start


def grids(raw: bytes) -> list[Grid]:
    """Return the tables of a page in order, named by their caption, name or the words before them.

    Raises
    ------
    ValueError
        The bytes are no text, or hold no table.

    """
    # The text says what it is: a declaration of an encoding within it would be believed over it.
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        page = html.document_fromstring(_text(raw).encode("utf-8", "replace"), parser)
    except etree.ParserError as error:
        raise ValueError(str(error)) from error
    return [_grid(table) for table in page.iter("table") if not table.xpath(".//table")]


def _text(raw: bytes) -> str:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16")
    declared = _CHARSET.search(raw[:_LOOKED_AT])
    # gb18030 reads all that gbk and gb2312 hold, and more that programs write under their names.
    names = [declared[1].decode("ascii")] if declared else []
    names = ["gb18030" if each.lower() in {"gbk", "gb2312", "x-gbk"} else each for each in names]
    for name in (*names, "utf-8-sig", "gb18030"):
        try:
            return raw.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    message = "neither UTF-8 nor GB 18030"
    raise ValueError(message)


def _grid(table: html.HtmlElement) -> Grid:
    cells: dict[tuple[int, int], GridCell] = {}
    spans: list[Span] = []
    taken: set[tuple[int, int]] = set()
    for row, element in enumerate(table.iter("tr")):
        column = 0
        for cell in element.iterchildren("td", "th"):
            while (row, column) in taken:
                column += 1
            rows, columns = _span(cell, "rowspan"), _span(cell, "colspan")
            taken.update((row + down, column + right) for down in range(rows) for right in range(columns))
            if (rows, columns) != (1, 1):
                spans.append((row, column, row + rows - 1, column + columns - 1))
            text = _words(cell)
            if text is not None:
                cells[row, column] = GridCell(_ERRORS.get(text, text))
            column += columns
    return Grid(_name(table), cells, tuple(spans))


def _span(cell: html.HtmlElement, key: str) -> int:
    text = (cell.get(key) or "1").strip()
    return max(1, min(int(text), _MOST_SPANNED)) if text.isascii() and text.isdigit() else 1


def _words(cell: html.HtmlElement) -> str | None:
    """Return the text of a cell; a line break within it is one, white space of the page's source is a space."""
    return tidy("\n".join(" ".join(each.split()) for each in "".join(_pieces(cell)).split("\v")))


def _pieces(element: html.HtmlElement) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if child.tag in {"br", "p", "div"}:
            yield "\v"
        yield from _pieces(child)
        yield child.tail or ""


def _name(table: html.HtmlElement) -> str:
    """Return what a table is called: its caption, its own name, or the words nearest before it."""
    caption = table.find("caption")
    if caption is not None and (text := _words(caption)):
        return text
    for key in ("name", "title", "summary", "id"):
        if text := tidy(table.get(key) or ""):
            return text
    before = table.xpath(_HEADINGS)
    text = _words(before[0]) if before and before[0].getparent().tag != "table" else None
    return text or "HTML"
