"""What a cell's content counts as in Excel: as a number, as text, as a condition, beside another, in a sum.

Numbers are floats of which 15 significant digits count. An error value travels as `ContentError`, which only
this module and `excel` know.
"""

from __future__ import annotations

import functools
import math
import re
from decimal import Decimal
from typing import TYPE_CHECKING, ParamSpec

from xlgen.model import CellError, Content

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

P = ParamSpec("P")

# Beyond these a number joined to text is written with an exponent.
_FIXED_TEXT_LOW, _FIXED_TEXT_HIGH = 1e-14, 1e15
_PLAIN_NUMBER = re.compile(r" *([+-]?)([0-9]{1,3}(?:,[0-9]{3})+|[0-9]*)(\.[0-9]*)?(?:([eE][+-]?[0-9]+)|( *%))? *")


class ContentError(Exception):
    """Carries an error value from where it is met to the function that yields it."""

    def __init__(self, value: CellError) -> None:
        """Keep the error value that the cell is to show."""
        super().__init__(value.value)
        self.value = value


def yielding_errors(function: Callable[P, Content]) -> Callable[P, Content]:
    """Make the function return an error value instead of raising `ContentError`."""

    @functools.wraps(function)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> Content:
        try:
            return function(*args, **kwargs)
        except ContentError as error:
            return error.value

    return guarded


def as_number(content: Content) -> float:
    """Return what the content counts as in arithmetic: blank 0, TRUE 1, plain numeric text its number.

    Raises ContentError for an error value and, as #VALUE!, for any other text.
    """
    if type(content) is float:
        return content
    if content is None:
        return 0.0
    if isinstance(content, CellError):
        raise ContentError(content)
    if isinstance(content, str):
        return _number_of_text(content)
    return float(content)


def _number_of_text(text: str) -> float:
    # float() would also take "1_0", "nan", full-width digits and any Unicode space, which Excel does not.
    match = _PLAIN_NUMBER.fullmatch(text)
    if match is None or not (match[2] or len(match[3] or "") > 1):
        raise ContentError(CellError.VALUE)
    sign, whole, fraction, exponent, percent = match.groups(default="")
    number = float(f"{sign}{whole.replace(',', '') or '0'}{fraction}{exponent}")
    if not math.isfinite(number):
        raise ContentError(CellError.VALUE)
    return number / 100 if percent else number


def as_text(content: Content) -> str:
    """Return what the content counts as in text: blank "", TRUE "TRUE", a number in 15 digits.

    Raises ContentError for an error value.
    """
    if isinstance(content, str):
        return content
    if content is None:
        return ""
    if isinstance(content, CellError):
        raise ContentError(content)
    if isinstance(content, bool):
        return "TRUE" if content else "FALSE"
    digits = f"{content + 0.0:.15g}"
    if "e" not in digits:
        return digits
    if _FIXED_TEXT_LOW <= abs(content) < _FIXED_TEXT_HIGH:
        return format(Decimal(digits), "f")
    return digits.upper()


def as_logical(content: Content) -> bool:
    """Return what the content counts as in a condition: blank FALSE, a number whether it is not 0.

    Raises ContentError for an error value and, as #VALUE!, for text other than TRUE and FALSE.
    """
    if content is True or content is False:
        return content
    if isinstance(content, CellError):
        raise ContentError(content)
    if isinstance(content, str):
        truth = {"TRUE": True, "FALSE": False}.get(content.upper())
        if truth is None:
            raise ContentError(CellError.VALUE)
        return truth
    return bool(content)


def finite(number: float) -> float:
    """Return the number as a cell keeps it; raise ContentError, as #NUM!, where it is none."""
    if not math.isfinite(number):
        raise ContentError(CellError.NUMBER)
    return number + 0.0  # turns -0.0 into 0.0: a cell knows no negative zero


def fifteen(number: float) -> Decimal:
    """Return the number's 15 significant decimal digits."""
    return Decimal(f"{number:.15g}")


def sum_of_two(x: float, y: float) -> float:
    """Return x+y; raise ContentError on overflow."""
    # What remains when two numbers agree in all 15 digits is a rounding residue: 0.3-0.1-0.2 is 0.
    return 0.0 if order_of_numbers(x, -y) == 0 else finite(x + y)


def order_of_numbers(x: float, y: float) -> int:
    """Return -1, 0 or 1 as x is less than, equal to or greater than y in 15 significant digits."""
    if x == y:
        return 0
    # Formatting is slow, so it decides only where the 15 digits could agree at all.
    if abs(x - y) < 1e-13 * abs(x) and fifteen(x) == fifteen(y):
        return 0
    return 1 if x > y else -1


def _rank(content: Content) -> int:
    if isinstance(content, bool):
        return 2
    return 1 if isinstance(content, str) else 0


def _neutral(other: Content) -> Content:
    """Return what a blank counts as beside the other content."""
    if isinstance(other, str):
        return ""
    return False if isinstance(other, bool) else 0.0


def _order_of_texts(x: str, y: str) -> int:
    left, right = x.lower(), y.lower()
    return (left > right) - (left < right)


def order(x: Content, y: Content) -> int:
    """Return -1, 0 or 1 as x stands before, with or behind y: numbers before text before booleans.

    Texts are equal without regard to case. Raises ContentError for an error value.
    """
    if type(x) is str and type(y) is str:
        return _order_of_texts(x, y)
    if type(x) is float and type(y) is float:
        return order_of_numbers(x, y)
    for content in (x, y):
        if isinstance(content, CellError):
            raise ContentError(content)
    x = _neutral(y) if x is None else x
    y = _neutral(x) if y is None else y
    if _rank(x) != _rank(y):
        return 1 if _rank(x) > _rank(y) else -1
    if isinstance(x, str) and isinstance(y, str):
        return _order_of_texts(x, y)
    return order_of_numbers(as_number(x), as_number(y))


def sum_of_all(numbers: Sequence[float]) -> float:
    """Return the sum, rounded once; raise ContentError on overflow."""
    try:
        gains = math.fsum(number for number in numbers if number > 0)
        losses = math.fsum(-number for number in numbers if number < 0)
        # As with x-y: what remains where both agree in all 15 digits is a residue.
        return 0.0 if order_of_numbers(gains, losses) == 0 else math.fsum(numbers)
    except OverflowError:
        raise ContentError(CellError.NUMBER) from None
