"""The kinds of values that a form definition is made of: labels, ids, shares, points.

Bounds are those of what becomes of a value: a label stands in a cell and in the message of its input rule (255
characters), a number in a formula, a list of choices in an input rule.
"""

from __future__ import annotations

import unicodedata
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from xlgen.strict import Number

Supplied = Literal["issued", "filled", "either", "correctable"]
Kind = Literal["text", "money"]

LONGEST_LABEL: Final = 80
"""Two of them and the words around them fit into the message of an input rule."""
LONGEST_LINE: Final = 1000
LONGEST_TITLE: Final = 31
LONGEST_RULE: Final = 2000
"""Three of them fit into one formula (8192 characters): the rule of a target that the unit proposes."""
_LONGEST_NOTE: Final = 200
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs"})
"""Controls, what is not seen (a zero-width space), halves of characters: XML has no place for some of them."""


def units(text: str) -> int:
    """Return the length of a text in Excel's count: UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _checked(text: str, most: int) -> str:
    if not text.strip():
        raise PydanticCustomError("text-blank", "blank")
    if any((unicodedata.category(each) in _UNSEEN or each in "\ufffe\uffff") and each != "\n" for each in text):
        raise PydanticCustomError("text-controls", "controls")
    if units(text) > most:
        raise PydanticCustomError("string_too_long", "long", {"max_length": most})
    return text


def _label(text: str) -> str:
    if text != text.strip():
        raise PydanticCustomError("text-edges", "edges")
    return _checked(text, LONGEST_LABEL)


def _title(text: str) -> str:
    if any(each in "[]:*?/\\'\n" for each in text):
        raise PydanticCustomError("text-title", "title")
    _label(text)
    return _checked(text, LONGEST_TITLE)


def _note(text: str) -> str:
    return _checked(text, _LONGEST_NOTE)


def _line(text: str) -> str:
    return _checked(text, LONGEST_LINE)


_FilledText = Annotated[str, Field(min_length=1)]
Label = Annotated[_FilledText, AfterValidator(_label)]
"""Words in a cell; they may break into lines."""
Title = Annotated[_FilledText, AfterValidator(_title)]
"""A label that names a sheet too."""
Note = Annotated[_FilledText, AfterValidator(_note)]
Paragraph = Annotated[_FilledText, AfterValidator(_line)]
FieldId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$", max_length=40)]
"""A field's id, which becomes part of a defined name: what is told apart by `-` and `_` alone would be one name."""
Share = Annotated[Number, Field(ge=0, le=1, decimal_places=6)]
Points = Annotated[Number, Field(ge=0, le=100, decimal_places=4)]
