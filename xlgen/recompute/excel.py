"""What Excel's operators and functions answer for the contents of cells: plain Python, one record at a time.

Functions of single cells take one content an argument; functions of ranges (`total`, `every`, ...) take one
record's cells as a row. An error that a function meets is *returned*, as a cell shows it.
"""

from __future__ import annotations

import decimal
import math
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from xlgen.model import CellError, Content
from xlgen.recompute.contents import (
    ContentError,
    as_logical,
    as_number,
    as_text,
    fifteen,
    finite,
    order,
    sum_of_all,
    sum_of_two,
    yielding_errors,
)

Row = Sequence[Content]

# Context of our own: a caller may have changed the thread's. Fifteen digits always fit.
_CONTEXT = decimal.Context(prec=28)
_WIDE = decimal.Context(prec=400)  # TEXT writes out even 1E+308

_CONTROLS = dict.fromkeys(range(ord(" ")))
_FORMAT = re.compile(r"(?:(#,##)0|(0+))(?:\.(0+))?(%?)")


# --- arithmetic ---------------------------------------------------------------------------------------------


@yielding_errors
def add(x: Content, y: Content) -> Content:
    """Return x+y."""
    return sum_of_two(as_number(x), as_number(y))


@yielding_errors
def subtract(x: Content, y: Content) -> Content:
    """Return x-y."""
    return sum_of_two(as_number(x), -as_number(y))


@yielding_errors
def multiply(x: Content, y: Content) -> Content:
    """Return x*y."""
    return finite(as_number(x) * as_number(y))


@yielding_errors
def divide(x: Content, y: Content) -> Content:
    """Return x/y, #DIV/0! where y is 0."""
    dividend, divisor = as_number(x), as_number(y)
    if divisor == 0:
        raise ContentError(CellError.DIVISION)
    return finite(dividend / divisor)


@yielding_errors
def negate(x: Content) -> Content:
    """Return -x."""
    return finite(-as_number(x))


@yielding_errors
def absolute(x: Content) -> Content:
    """Return ABS(x)."""
    return abs(as_number(x))


def _quantized(x: Content, digits: Content, rounding: str) -> Content:
    number, places = as_number(x), math.trunc(as_number(digits))
    value = fifteen(number)
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent >= -places:
        return finite(float(value))  # nothing to round; quantize would only pad with zeros, as many as are asked for
    return finite(float(value.quantize(Decimal((0, (1,), -places)), rounding, _CONTEXT)))


@yielding_errors
def round_half_up(x: Content, digits: Content) -> Content:
    """Return ROUND(x,digits): halves away from 0, decided on 15 significant decimal digits."""
    return _quantized(x, digits, decimal.ROUND_HALF_UP)


@yielding_errors
def round_down(x: Content, digits: Content) -> Content:
    """Return ROUNDDOWN(x,digits): towards 0, on 15 significant decimal digits."""
    return _quantized(x, digits, decimal.ROUND_DOWN)


@yielding_errors
def truncate(x: Content, digits: Content = 0.0) -> Content:
    """Return TRUNC(x,digits): as ROUNDDOWN, but the digits may be left out."""
    return _quantized(x, digits, decimal.ROUND_DOWN)


@yielding_errors
def round_up(x: Content, digits: Content) -> Content:
    """Return ROUNDUP(x,digits): away from 0, on 15 significant decimal digits."""
    return _quantized(x, digits, decimal.ROUND_UP)


# --- comparison ---------------------------------------------------------------------------------------------


@yielding_errors
def equal(x: Content, y: Content) -> Content:
    """Return x=y, text without regard to case."""
    return order(x, y) == 0


@yielding_errors
def unequal(x: Content, y: Content) -> Content:
    """Return x<>y."""
    return order(x, y) != 0


@yielding_errors
def less(x: Content, y: Content) -> Content:
    """Return x<y."""
    return order(x, y) < 0


@yielding_errors
def greater(x: Content, y: Content) -> Content:
    """Return x>y."""
    return order(x, y) > 0


@yielding_errors
def at_most(x: Content, y: Content) -> Content:
    """Return x<=y."""
    return order(x, y) <= 0


@yielding_errors
def at_least(x: Content, y: Content) -> Content:
    """Return x>=y."""
    return order(x, y) >= 0


# --- logic and kinds ----------------------------------------------------------------------------------------


@yielding_errors
def choose(condition: Content, then: Content, otherwise: Content = False) -> Content:  # noqa: FBT002 - as Excel
    """Return IF(condition,then,otherwise); the branch not taken does not matter, a blank stays blank."""
    return then if as_logical(condition) else otherwise


def if_error(content: Content, otherwise: Content) -> Content:
    """Return IFERROR(content,otherwise)."""
    return otherwise if isinstance(content, CellError) else content


@yielding_errors
def negation(content: Content) -> Content:
    """Return NOT(content)."""
    return not as_logical(content)


def is_number(content: Content) -> bool:
    """Return ISNUMBER(content): text that looks like a number and booleans are none."""
    return type(content) is float or (isinstance(content, int | float) and not isinstance(content, bool))


def is_blank(content: Content) -> bool:
    """Return ISBLANK(content): an empty text is not blank."""
    return content is None


def is_error(content: Content) -> bool:
    """Return ISERROR(content)."""
    return isinstance(content, CellError)


def as_plain_number(content: Content) -> Content:
    """Return N(content): numbers stay, TRUE is 1, errors stay, everything else is 0."""
    if isinstance(content, CellError):
        return content
    return 0.0 if content is None or isinstance(content, str) else float(content)


# --- text ---------------------------------------------------------------------------------------------------


@yielding_errors
def join(x: Content, y: Content) -> Content:
    """Return x&y."""
    return as_text(x) + as_text(y)


@yielding_errors
def length(content: Content) -> Content:
    """Return LEN(content) in UTF-16 units, as Excel counts: a character past U+FFFF is two."""
    return len(as_text(content).encode("utf-16-le", "surrogatepass")) / 2


@yielding_errors
def clean(content: Content) -> Content:
    """Return CLEAN(content): without the characters 0 to 31."""
    text = as_text(content)
    return text if text.isprintable() else text.translate(_CONTROLS)


@yielding_errors
def trim(content: Content) -> Content:
    """Return TRIM(content): U+0020 only; full-width and no-break spaces stay."""
    return " ".join(filter(None, as_text(content).split(" ")))


@yielding_errors
def substitute(content: Content, old: Content, new: Content, instance: Content = None) -> Content:
    """Return SUBSTITUTE(content,old,new,instance); case counts, `instance` None replaces everywhere."""
    text, sought, put = as_text(content), as_text(old), as_text(new)
    if instance is None:
        return text.replace(sought, put) if sought else text
    which = math.trunc(as_number(instance))
    if which < 1:
        raise ContentError(CellError.VALUE)
    parts = text.split(sought) if sought else [text]
    if which >= len(parts):
        return text
    return sought.join(parts[:which]) + put + sought.join(parts[which:])


@yielding_errors
def exact(x: Content, y: Content) -> Content:
    """Return EXACT(x,y): equality as text, case counts."""
    return as_text(x) == as_text(y)


def is_format(layout: str) -> bool:
    """Tell whether TEXT here knows the format: zeros, one point, '#,##' before and '%' behind."""
    return _FORMAT.fullmatch(layout) is not None


@yielding_errors
def formatted(content: Content, layout: Content) -> Content:
    """Return TEXT(content,layout) for a format that `is_format`; booleans and text that is no number stay."""
    match = _FORMAT.fullmatch(as_text(layout))
    if match is None:
        raise ContentError(CellError.VALUE)
    if isinstance(content, bool):
        return as_text(content)
    try:
        number = as_number(content)
    except ContentError:
        if isinstance(content, str):
            return content
        raise
    grouping, whole, fraction, percent = match.groups(default="")
    value = abs(fifteen(number)) * (100 if percent else 1)
    value = value.quantize(Decimal((0, (1,), -len(fraction))), decimal.ROUND_HALF_UP, _WIDE)
    sign = "-" if number < 0 and value else ""
    width = len(whole) + (len(fraction) + 1 if fraction else 0)
    return f"{sign}{value:,f}{percent}" if grouping else f"{sign}{value:0{width}f}{percent}"


# --- ranges: one record's cells -----------------------------------------------------------------------------


def _numbers(row: Row) -> Iterator[float]:
    for content in row:
        if isinstance(content, CellError):
            raise ContentError(content)
        if is_number(content):
            yield as_number(content)


def _logicals(row: Row) -> list[bool]:
    truths = [as_logical(each) for each in row if each is not None and type(each) is not str]
    if not truths:
        raise ContentError(CellError.VALUE)
    return truths


@yielding_errors
def direct_number(content: Content) -> Content:
    """Return a calculated argument of SUM, MIN, MAX or COUNT as it counts: unlike in a range, TRUE is 1."""
    return None if content is None else as_number(content)


@yielding_errors
def direct_logical(content: Content) -> Content:
    """Return a calculated argument of AND or OR as it counts: unlike in a range, text is #VALUE!."""
    return None if content is None else as_logical(content)


@yielding_errors
def total(row: Row) -> Content:
    """Return SUM of the row's numbers."""
    return sum_of_all(list(_numbers(row)))


@yielding_errors
def smallest(row: Row) -> Content:
    """Return MIN of the row's numbers, 0 where there are none."""
    return min(_numbers(row), default=0.0)


@yielding_errors
def largest(row: Row) -> Content:
    """Return MAX of the row's numbers, 0 where there are none."""
    return max(_numbers(row), default=0.0)


def count(row: Row) -> Content:
    """Return COUNT: how many cells of the row are numbers."""
    return float(sum(map(is_number, row)))


def count_filled(row: Row) -> Content:
    """Return COUNTA: how many cells of the row are not blank; an empty text and an error count."""
    return float(sum(content is not None for content in row))


@yielding_errors
def every(row: Row) -> Content:
    """Return AND of the row; text and blanks are passed over, #VALUE! where nothing is left."""
    return all(_logicals(row))


@yielding_errors
def some(row: Row) -> Content:
    """Return OR of the row; text and blanks are passed over, #VALUE! where nothing is left."""
    return any(_logicals(row))


@yielding_errors
def sum_of_products(rows: Sequence[Row]) -> Content:
    """Return SUMPRODUCT of one record's ranges, all of one length; what is no number counts as 0."""
    products = []
    for contents in zip(*rows, strict=True):
        product = 1.0
        for content in contents:
            if isinstance(content, CellError):
                raise ContentError(content)
            product *= as_number(content) if is_number(content) else 0.0
        products.append(finite(product))
    return sum_of_all(products)
