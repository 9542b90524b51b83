"""The cells of a sheet of an .xlsx file: what stands in them, from the kind and the text of each value."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Final

from xlgen.model import LARGEST, CellError, Content
from xlgen.reader.package import MAIN, Refused
from xlgen.reader.stored import StoredCell

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from lxml import etree

    from xlgen.reader.rows import Rows

MAX_ROWS: Final = 100_000
MAX_COLUMNS: Final = 2_000
INLINE: Final = "inlineStr"
"""The kind of a cell whose text stands within itself."""
MAX_TEXT: Final = 100_000
"""Characters; Excel takes 32,767."""

_LARGEST: Final = float(LARGEST)
_DAY_ZERO: Final = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - a cell knows no time zone
_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_T: Final = f"{MAIN}t"
ERRORS: Final[Mapping[str, CellError]] = {each.value: each for each in CellError}


def shared_strings(part: etree._Element) -> list[str]:
    """Return the texts that cells speak of by number."""
    return [item_text(each) for each in part.iterfind(f"{MAIN}si")]


def item_text(element: etree._Element) -> str:
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


def cells(filled: Iterable[tuple[Rows, Sequence[str]]], shared: Sequence[str]) -> dict[tuple[int, int], StoredCell]:
    """Return each cell that holds something by its row and column, from rows and the value of each of their slots.

    Raises
    ------
    ValueError, IndexError
        A number is none, or a text is not there.
    Refused
        A cell lies far from where any form has one.

    """
    found: dict[tuple[int, int], StoredCell] = {}
    for rows, values in filled:
        for (place, kind, formula, rich, style), written in zip(rows.slots, values, strict=True):
            if not kind:
                stored = StoredCell(None, formula, computed=False, style=style)
            else:
                content = shared[_index(written)] if kind == "s" else _content(kind, written)
                if content is None and formula is None:
                    continue
                # An empty value that is not said to be text: some programs write a formula's "" so, others one never
                # computed.
                stored = StoredCell(content, formula, content is not None or formula is None, rich, style)
            if not rows.near:
                check_near(*place)
            found[place] = stored
    return found


def is_near(place: tuple[int, int]) -> bool:
    """Return whether any form may have a cell there."""
    return 0 <= place[0] < MAX_ROWS and place[1] < MAX_COLUMNS


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


def _content(kind: str, written: str) -> Content:
    if kind == "str":
        return bounded(_unescape(written))
    if kind == INLINE:
        return written
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
