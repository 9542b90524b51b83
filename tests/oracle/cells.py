"""What cells hold and show, and numbers as a spreadsheet takes them: at 15 significant digits."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True)
class Error:
    """An error value in a cell, such as #DIV/0!."""

    shown: str


Given = float | str | bool | Error | None
Answer = Decimal | str
"""What a formula gives: a number of at most 15 significant digits, or a text; "" shows nothing."""

_FIFTEEN: Final = Context(prec=15, rounding=ROUND_HALF_UP)
_WIDE: Final = Context(prec=400, rounding=ROUND_HALF_UP)
_LARGEST: Final = Decimal(sys.float_info.max)
_BLANKS: Final = frozenset({" ", "\u3000", "\xa0", *(chr(code) for code in range(32))})


def fifteen_digits(value: Fraction) -> Decimal | None:
    """Return a number as a cell holds it; None where it is too large for one."""
    rounded = _FIFTEEN.divide(Decimal(value.numerator), Decimal(value.denominator))
    return None if abs(rounded) > _LARGEST else rounded


def summed(numbers: Iterable[Fraction]) -> Fraction:
    """Return a sum; gains and losses that agree on 15 digits make 0."""
    each = list(numbers)
    gains = sum((one for one in each if one > 0), Fraction(0))
    losses = sum((-one for one in each if one < 0), Fraction(0))
    return Fraction(0) if fifteen_digits(gains) == fifteen_digits(losses) else gains - losses


def shown(value: Fraction | None) -> Answer:
    """Return what a cell shows of a computed number: nothing where there is none, or it is too large."""
    digits = None if value is None else fifteen_digits(value)
    return "" if digits is None else digits


def to_places(value: Fraction, places: int, *, cut: bool = False) -> Decimal | None:
    """Return a number with so many decimals: halves away from zero, or the rest `cut` off.

    What is rounded is the number as its 15 significant digits show it; None where it is too large for a cell.
    """
    digits = fifteen_digits(value)
    if digits is None or abs(digits) >= Decimal(10) ** (15 - places):  # there are no decimals left to round
        return digits
    return digits.quantize(Decimal(1).scaleb(-places), ROUND_DOWN if cut else ROUND_HALF_UP, _WIDE)


def number(content: Given | Answer) -> Decimal | None:
    """Return the number that a cell holds; None for text, booleans, errors and blanks."""
    if isinstance(content, Decimal):
        return content
    if isinstance(content, float):
        return _FIFTEEN.create_decimal(repr(content))
    return None


def is_blank(content: Given | Answer) -> bool:
    """Whether nothing but spaces (plain, ideographic, no-break) and control characters stands in a cell."""
    return content is None or (isinstance(content, str) and set(content) <= _BLANKS)


def bare(text: str) -> str:
    """Return a text without any white space."""
    return "".join(each for each in text if each not in _BLANKS)


def written(content: Given | Answer) -> str:
    """Return a content as text: a number in its digits, TRUE and FALSE, nothing for a blank or an error."""
    if isinstance(content, bool):
        return str(content).upper()
    digits = number(content)
    if digits is not None:
        return f"{digits.normalize():f}"
    return content if isinstance(content, str) else ""


def word(content: Given | Answer) -> str:
    """Return the word that stands in a cell, spaces around it aside, ideographic ones wherever they stand."""
    return " ".join(part for part in written(content).replace("\u3000", "").split(" ") if part)


def same(left: Given | Answer, right: Given | Answer) -> bool:
    """Whether two cells hold the same; a blank is the same as 0, as FALSE and as an empty text."""
    if isinstance(left, Error) or isinstance(right, Error):
        return False
    if left is None or right is None:
        other = right if left is None else left
        return other is None or other == "" or other is False or number(other) == 0
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, str) and isinstance(right, str):
        return left.lower() == right.lower()
    return number(left) is not None and number(left) == number(right)
