"""放行清单: findings let pass, a row each, as a workbook that an officer fills in."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any, Final

from xlgen import files, roster, strict, terms, writer
from xlgen.finding import BY_CODE, UNVERIFIABLE_CODES, Mistake, UsageError, mistake
from xlgen.policy.decided import Waiver
from xlgen.roster import GridCell, WrongCellError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from xlgen.roster import Grid

_KEYS: Final = tuple(terms.WAIVER_HEADS)
_DAY: Final = re.compile(terms.DAY)
_SPARE: Final = 200


def begin(output: Path, year: int) -> None:
    """Write an empty list.

    Raises
    ------
    UsageError
        The file exists, or cannot be written.

    """
    if output.exists():
        raise UsageError(str(output), mistake("roster-exists"))
    columns = [writer.Column(head, least=terms.WAIVER_WIDTHS[key]) for key, head in terms.WAIVER_HEADS.items()]
    table = writer.Table(
        terms.WAIVER_LIST, terms.WAIVER_LIST, columns, (), (terms.WAIVER_NOTE, terms.WAIVER_NOTE_DAYS), _SPARE
    )
    files.save(output, writer.tables([table], terms.WAIVER_LIST, year))


def read(path: Path) -> tuple[Waiver, ...]:
    """Return the rows of a list.

    Raises
    ------
    UsageError, RosterError
        The file cannot be read, or rows have mistakes: all are named, each with its sheet and cell.

    """
    grid, columns, below = roster.plain_table(path, terms.WAIVER_HEADS, required=_KEYS[:-1])
    mistakes: list[Mistake] = []
    found = list(_rows(grid, columns, below, mistakes))
    if mistakes:
        raise UsageError(str(path), *mistakes)
    return tuple(found)


def _rows(grid: Grid, columns: dict[str, int], below: int, mistakes: list[Mistake]) -> Iterator[Waiver]:
    for row in range(below, grid.height):
        if all(grid.at(row, column).is_blank for column in columns.values()):
            continue
        wrong = len(mistakes)
        given = {key: _entry(grid, (row, column), key, mistakes) for key, column in columns.items()}
        if len(mistakes) == wrong:
            yield Waiver(**given)


def _entry(grid: Grid, at: tuple[int, int], key: str, mistakes: list[Mistake]) -> Any:  # noqa: ANN401 - a text or a day
    cell, place = grid.at(*at), grid.place(*at)
    try:
        value = _day(cell) if key == "until" else roster.code(cell) if key in {"project", "code"} else roster.text(cell)
    except WrongCellError as error:
        mistakes.append(error.mistake.at(place))
        return None
    if value is None and key != "until":
        mistakes.append(mistake("cell-blank", place, wanted=terms.WAIVER_HEADS[key]))
    if key == "code" and isinstance(value, str):
        value = value.upper()
        if value not in BY_CODE:
            mistakes.append(mistake("code-unknown", place, near=strict.nearest_code(value, BY_CODE, terms.CORRECT_IT)))
        elif value in UNVERIFIABLE_CODES:
            mistakes.append(mistake("code-not-decidable", place, word=value, title=BY_CODE[value].title))
    return value


def _day(cell: GridCell) -> dt.date | None:
    """Return a day: a date, or a text that says one.

    Raises
    ------
    WrongCellError
        It is neither.

    """
    if isinstance(cell.content, dt.datetime):
        return cell.content.date()
    if isinstance(cell.content, dt.date):
        return cell.content
    said = roster.text(cell)
    if said is None:
        return None
    found = _DAY.fullmatch(said)
    try:
        return dt.date(*map(int, found.groups())) if found else _no_day(said)
    except ValueError:
        return _no_day(said)


def _no_day(said: str) -> dt.date:
    raise WrongCellError("wrong-kind", found=strict.shown(said), wanted=terms.DAY_WANTED)
