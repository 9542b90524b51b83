"""What one cell of a project list says: a code, a text, a target, an amount, points or a year."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from xlgen import targets, terms
from xlgen.finding import Mistake, mistake
from xlgen.layout.shown import as_shown, is_percent, plain
from xlgen.model import CellError
from xlgen.roster.words import UNITS
from xlgen.strict import shown
from xlgen.targets import Operator

if TYPE_CHECKING:
    from xlgen.model import Value
    from xlgen.roster.grid import GridCell, GridContent
    from xlgen.targets import Target

_EXACT: Final = Decimal(10) ** 15
"""From here on a cell has lost digits: it keeps 15."""


class WrongCellError(Exception):
    """A cell that cannot be read; the mistake has no place yet."""

    def __init__(self, key: str, **arguments: object) -> None:
        super().__init__(key)
        self.mistake: Mistake = mistake(key, "", **arguments)


def code(cell: GridCell) -> str | None:
    """Return a code as text: a number as it shows, so that 7 in the format 000 is 007.

    Raises
    ------
    WrongCellError
        A date, a number of more digits than a cell keeps, or a text with white space in it.

    """
    content = _content(cell)
    if isinstance(content, Decimal) and abs(content) >= _EXACT:
        raise WrongCellError("digits-lost", found=f"{content:.2E}")
    if isinstance(content, bool | dt.date):
        raise WrongCellError("code-not-text", found=_word(content))
    found = _text(cell)
    if found is not None and len(found.split()) > 1:
        raise WrongCellError("wrong-kind", found=shown(found), wanted=terms.NO_SPACES)
    return found


def text(cell: GridCell) -> str | None:
    """Return a text; a number as it shows.

    Raises
    ------
    WrongCellError
        An error value, a formula not computed, or a number of more digits than a cell keeps.

    """
    content = _content(cell)
    if isinstance(content, Decimal) and abs(content) >= _EXACT:
        raise WrongCellError("digits-lost", found=f"{content:.2E}")
    return _text(cell)


def target(cell: GridCell) -> str | None:
    """Return a target as people write it: `≥95%`, also where sign, unit and % are in the number format.

    Raises
    ------
    WrongCellError
        As `text`; also where the cell shows fewer digits than it holds, so that nobody can say which are meant.

    """
    content = _content(cell)
    if isinstance(content, Decimal):
        found = as_shown(content, cell.number_format)
        if not found.exact:
            raise WrongCellError("target-rounded", found=plain(content), shown=found.text)
        return found.text or plain(content)
    return _text(cell)


def composed(direction: str | None, number: str | None, unit: str | None) -> str | None:
    """Return a target in one text from sign, value and unit in columns of their own.

    Raises
    ------
    WrongCellError
        A sign that is none, or another one than the value carries.

    """
    if number is None or targets.tidy(number) == terms.NOT_APPLICABLE or (direction is None and unit is None):
        return number
    written = targets.parse_target(number)
    sign = _sign(direction)
    if written is not None and not written.is_number:
        return _worded(written, number, sign, direction)
    own = "" if written is None else written.operator.value
    if direction is not None and (sign == "" or own not in {"", sign}) and written is not None:
        raise WrongCellError("sign-differs", found=number, wanted=direction)
    bare = targets.tidy(number).lstrip("≥≧≤≦><=═ ") if own else number
    before = own if sign is None else sign
    word = "" if unit is None or targets.tidy(unit) in terms.NO_UNIT else unit
    return f"{before}{bare}" if word and targets.tidy(bare).endswith(targets.tidy(word)) else f"{before}{bare}{word}"


def _worded(written: Target, number: str, sign: str | None, direction: str | None) -> str:
    """Return a target of words, a grade, a date or a range: its sign is its own, but for a grade that is a minimum."""
    if sign == Operator.AT_LEAST.value and written.operator is Operator.QUALITATIVE:
        return f"{sign}{number}"
    if sign in {None, "", Operator.EXACTLY.value} or (sign == Operator.AT_LEAST.value and written.text):
        return number
    raise WrongCellError("sign-differs", found=number, wanted=direction)


def _sign(direction: str | None) -> str | None:
    if direction is None:
        return None
    word = "".join(targets.tidy(direction).split())
    for sign, spellings in terms.DIRECTIONS.items():
        if word in spellings:
            return sign
    choices = "、".join(dict.fromkeys(each[0] for each in terms.DIRECTIONS.values()))
    raise WrongCellError("not-of-choices", found=f"“{direction}”", wanted=choices, near=terms.CORRECT_IT)


def amount(cell: GridCell, written_in: str, wanted_in: str) -> Value:
    """Return an amount in the form's unit, converted without loss from the unit that the list is written in.

    A text that reads as no number stays as it is: the form's own check names it.

    Raises
    ------
    WrongCellError
        An error value, a formula not computed, a date, TRUE or FALSE.

    """
    content = _content(cell)
    if isinstance(content, bool | dt.date):
        raise WrongCellError("not-a-number", found=_word(content))
    if isinstance(content, Decimal):
        return _converted(content, written_in, wanted_in)
    if content is None or isinstance(content, CellError):
        return None
    for unit in dict.fromkeys((written_in, *UNITS)):
        number = targets.read_number(content, unit)
        if number is not None:
            return _converted(number, unit, wanted_in)
    return content


def points(cell: GridCell) -> Value:
    """Return points; 10% of a weight are 10 points of 100.

    Raises
    ------
    WrongCellError
        As `amount`.

    """
    content = _content(cell)
    if isinstance(content, bool | dt.date):
        raise WrongCellError("not-a-number", found=_word(content))
    if isinstance(content, Decimal):
        return _whole(content * 100) if is_percent(cell.number_format) else content
    if content is None or isinstance(content, CellError):
        return None
    share = targets.read_number(content, "%") if "%" in targets.tidy(content) else None
    number = share * 100 if share is not None else targets.read_number(content, terms.POINTS)
    return content if number is None else _whole(number)


def year(cell: GridCell) -> int | str | None:
    """Return a year; what is none stays as it is, for the record's own check to name.

    Raises
    ------
    WrongCellError
        As `text`.

    """
    if isinstance(cell.content, dt.date):
        return cell.content.year
    found = text(cell)
    bare = "" if found is None else targets.tidy(found).rstrip(terms.YEAR_WORDS)
    return int(bare) if bare.isascii() and bare.isdigit() else found


def _content(cell: GridCell) -> GridContent:
    if not cell.computed:
        raise WrongCellError("formula-not-saved")
    if isinstance(cell.content, CellError):
        raise WrongCellError("cell-error", found=cell.content.value)
    return cell.content


def _text(cell: GridCell) -> str | None:
    content = cell.content
    if isinstance(content, Decimal):
        return as_shown(content, cell.number_format).text or plain(content)
    return None if content is None else _word(content)


def _word(content: object) -> str:
    if isinstance(content, dt.date):
        return content.strftime("%Y-%m-%d")
    return str(content).upper() if isinstance(content, bool) else str(content)


def _converted(number: Decimal, unit: str, wanted: str) -> Decimal:
    return _whole(number * UNITS[unit] / UNITS[wanted]) if unit != wanted else number


def _whole(number: Decimal) -> Decimal:
    """Return a number as a record writes it: no zeros after the point, no exponent."""
    return Decimal(plain(number))
