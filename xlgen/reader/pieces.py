"""A sheet of an .xlsx file read in pieces, each looked into once: the sheets of one form differ in their values alone.

The text of a sheet is cut behind each `</row>`, and the values are taken out of the pieces. A piece that was seen
before is left out of what the XML parser is given. That changes nothing of what it would say: a piece is remembered
only after the parser has read it as whole rows under the same root tag, and the values hold no markup.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from xlgen.reader.known import Known
from xlgen.reader.package import MAIN, parsed
from xlgen.reader.rows import Rows, look_into
from xlgen.reader.shared import SharedFormulas
from xlgen.reader.worksheet import Around, around

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml import etree

    from xlgen.reader.styles import Looks

_DATA: Final = f"{MAIN}sheetData"
_ROWS: Final = f"{_DATA}/{MAIN}row"
_HEAD: Final = re.compile(
    r'(?:<\?xml version="1\.0"(?: encoding="(?:UTF|utf)-8")?(?: standalone="(?:yes|no)")?\s*\?>\s*)?'
    r'(<worksheet(?:\s+[\w:.-]+="[^"<>&]*")*\s*>)'
)
_START, _STOP, _END = "<sheetData>", "</sheetData>", "</row>"
# No markup, nothing that XML would replace by something else, and no character that it does not allow.
_VALUE: Final = re.compile("<v>([^<>&\x00-\x1f\ufffe\uffff]*)</v>")


@dataclass(frozen=True, slots=True)
class _Piece:
    """Some rows in a run as text; `key` is all but the values, `rows` what it means, where that is known."""

    text: str
    key: tuple[str, ...]
    values: Sequence[str]
    rows: Rows | None


_MOST: Final = 3_000_000
"""Characters of rows that are kept; a form of 30 indicators has 250,000."""
_pieces: Known[tuple[str, ...], Rows] = Known(_MOST)
_arounds: Known[tuple[str, Looks], Around] = Known()


def read(content: bytes, looks: Looks) -> tuple[Around, list[tuple[Rows, Sequence[str]]]]:
    """Return what stands around the rows of a sheet, and its rows, each with the values of their slots.

    Raises
    ------
    ValueError, lxml.etree.XMLSyntaxError
        It is no sheet that a program would write.
    Refused
        There is more in it than in any form.

    """
    cut = _cut(content)
    if cut is not None:
        rest, pieces = cut
        known = _arounds.get((rest, looks))
        if known is not None:
            return known, list(_filled(pieces, iter(())))
        root = parsed(rest.encode())
        elements = root.findall(_ROWS)
        new = [piece for piece in pieces if piece.rows is None]
        # Only then is each `<row` a row of the sheet, and each `</row>` the end of one.
        if root.find(_DATA) is not None and len(elements) == sum(each.text.count("<row") for each in new):
            found = around(root, looks)
            if not new:
                _arounds.keep((rest, looks), found, len(rest))
            return found, list(_filled(pieces, iter(elements)))
    root = parsed(content)
    rows, values = look_into(root.iterfind(_ROWS), -1, SharedFormulas())
    return around(root, looks), [(rows, rows.aligned(values))]


def _cut(content: bytes) -> tuple[str, list[_Piece]] | None:
    """Return a sheet's XML without the rows that are known, and all its rows; None where it is not written plainly."""
    try:
        text = content.decode()
    except UnicodeDecodeError:  # another alphabet, or none
        return None
    head = _HEAD.match(text)
    if head is None or "<!" in text or text.find("<?", 1) >= 0 or text.count("sheetData") != 2:  # noqa: PLR2004 - its tags
        return None
    start, stop = text.find(_START) + len(_START), text.find(_STOP)
    if not head.end() <= start - len(_START) < start <= stop:
        return None
    *rows, last = text[start:stop].split(_END)
    pieces = [_piece(f"{each}{_END}", head[1]) for each in rows]
    if "<" in last:  # rows without cells
        pieces.append(_piece(last, head[1]))
        last = ""
    new = (piece.text for piece in pieces if piece.rows is None)
    return "".join((text[:start], *new, last, text[stop:])), pieces


def _piece(text: str, root: str) -> _Piece:
    parts = _VALUE.split(text)
    key = (root, *parts[::2])
    return _Piece(text, key, parts[1::2], _pieces.get(key))


def _filled(pieces: Sequence[_Piece], elements: Iterator[etree._Element]) -> Iterator[tuple[Rows, Sequence[str]]]:
    """Yield the rows of each piece with their values; `elements` are those of all that are not known."""
    formulas = SharedFormulas()
    before = -1
    for piece in pieces:
        rows, values = piece.rows, piece.values
        if rows is None:
            own = itertools.islice(elements, piece.text.count("<row"))
            rows, values = look_into(own, before, formulas)
            # Where each `<v` is the value of one slot, they come in the order of the slots.
            if rows.lasting and len(values) == len(piece.values) == piece.text.count("<v"):
                _pieces.keep(piece.key, rows, len(piece.text))
        yield rows, rows.aligned(values)
        before = rows.last
