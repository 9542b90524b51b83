"""What a returned file holds, in the terms of a spreadsheet: nothing is judged and nothing evaluated here.

Rows and columns count from 0. A colour is RRGGBB, None where the program chooses it (black upon white).
"""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from xlgen.model import CellError, Content

if TYPE_CHECKING:
    from collections.abc import Mapping

Block = tuple[int, int, int, int]
"""Cells from one corner to the other, both within: top, left, bottom, right."""

LAST_ROW: Final = 1_048_575
LAST_COLUMN: Final = 16_383
_NO_SIGN: Final = re.compile(r"\\.|[_*].")
_TIMELY: Final = re.compile(r"[dmhys]", re.IGNORECASE)
"""What at least one part of a date is written with."""
"""Characters that a number format shows as they stand, or leaves the width of."""
_NO_DAY: Final = "?"
_PICTURE: Final = re.compile(r"(?:_xlfn\.)?DISPIMG\(", re.IGNORECASE)


class Visibility(enum.Enum):
    """Whether a sheet is seen; a very hidden one does not even stand in the program's list of hidden sheets."""

    VISIBLE = "visible"
    HIDDEN = "hidden"
    VERY_HIDDEN = "veryHidden"


class StoredCell(NamedTuple):
    """What a file holds of one cell; `computed` is False where a formula has no stored value.

    `rich` tells a cell that shows something else than its content, such as a picture placed in the cell. `style` is an
    index into the workbook's styles. (A tuple: there are thousands in each file, and a tuple is made in no time.)
    """

    content: Content
    formula: str | None = None
    computed: bool = True
    rich: bool = False
    style: int = 0

    @property
    def is_picture(self) -> bool:
        """Whether a picture stands in the cell: that of WPS is a function, that of Excel a rich value with an error."""
        shown = self.formula is not None and _PICTURE.match(self.formula) is not None
        return shown or (self.rich and isinstance(self.content, CellError))


@dataclass(frozen=True, slots=True)
class Hidden:
    """Rows and columns that are not seen, for being hidden or for having next to no size.

    `rows` are those hidden one by one, `columns` runs from first to last. Where `other_rows` holds, every row is hidden
    that is not among `shown_rows`; `other_columns` hides all that stand in no run of `sized_columns`.
    """

    rows: frozenset[int] = frozenset()
    columns: tuple[tuple[int, int], ...] = ()
    other_rows: bool = False
    shown_rows: frozenset[int] = frozenset()
    other_columns: bool = False
    sized_columns: tuple[tuple[int, int], ...] = ()

    def row(self, row: int) -> bool:
        """Return whether a row is hidden."""
        return row in self.rows or (self.other_rows and row not in self.shown_rows)

    def column(self, column: int) -> bool:
        """Return whether a column is hidden."""
        return _within(column, self.columns) or (self.other_columns and not _within(column, self.sized_columns))


def _within(number: int, runs: tuple[tuple[int, int], ...]) -> bool:
    return any(first <= number <= last for first, last in runs)


@dataclass(frozen=True, slots=True)
class Validation:
    """What may be typed into cells: `kind` and `operator` as the file format spells them (`list`, `greaterThan`).

    `refuses` is False where something else may be typed all the same.
    """

    blocks: tuple[Block, ...]
    kind: str = "none"
    operator: str = "between"
    formula1: str | None = None
    formula2: str | None = None
    refuses: bool = True
    allows_blank: bool = False


@dataclass(frozen=True, slots=True)
class Effect:
    """How a conditional format changes what is seen; None where it leaves a thing alone."""

    font_colour: str | None = None
    fill_colour: str | None = None
    number_format: str | None = None


@dataclass(frozen=True, slots=True)
class ConditionalFormat:
    """One rule of conditional formatting, `kind` and `operator` as the file format spells them (`cellIs`, `equal`)."""

    blocks: tuple[Block, ...]
    kind: str
    operator: str = ""
    formulas: tuple[str, ...] = ()
    effect: Effect = Effect()
    priority: int = 0


@dataclass(frozen=True, slots=True)
class Style:
    """How a cell shows its content, and what protection makes of it."""

    number_format: str = "General"
    font_colour: str | None = None
    fill_colour: str | None = None
    font_size: float | None = None
    locked: bool = True
    formula_hidden: bool = False


class DefinedName(NamedTuple):
    """A defined name and what it stands for, without `=`; `sheet` is the one it belongs to, "" for the whole book."""

    name: str
    text: str
    sheet: str = ""
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class StoredSheet:
    """One sheet of a file: its cells by (row, column), and what stands upon and around them.

    `pictures` and `drawings` are the cells over which a picture, or a shape, chart or control, begins. `filtered` is
    the block of an automatic filter.
    """

    name: str
    cells: Mapping[tuple[int, int], StoredCell]
    pictures: frozenset[tuple[int, int]] = frozenset()
    drawings: frozenset[tuple[int, int]] = frozenset()
    comments: frozenset[tuple[int, int]] = frozenset()
    visibility: Visibility = Visibility.VISIBLE
    merges: tuple[Block, ...] = ()
    hidden: Hidden = Hidden()
    protected: bool = False
    password: bool = False
    validations: tuple[Validation, ...] = ()
    conditional_formats: tuple[ConditionalFormat, ...] = ()
    filtered: Block | None = None

    def rows(self) -> list[list[str]]:
        """Return the texts of the sheet row by row, blanks as ""; for sheets of text such as the manifest."""
        height = 1 + max((row for row, _ in self.cells), default=-1)
        rows: list[list[str]] = [[] for _ in range(min(height, 64))]
        for (row, column), cell in sorted(self.cells.items()):
            if row < len(rows) and column < 256 and isinstance(cell.content, str):  # noqa: PLR2004 - a far cell is none of ours
                rows[row].extend([""] * (column - len(rows[row])))
                rows[row].append(cell.content)
        return rows


@dataclass(frozen=True, slots=True)
class StoredWorkbook:
    """What a file holds: its sheets by name, in order; `manual` where it computes only when told to.

    `other_sheets` are those without cells: of charts, dialogues and macros. `locked` says that its sheets cannot be
    moved. `values_only` marks a file of which formulas, looks and protection are not read: they are not "gone".
    `notes` are the keys of findings on the file itself, each with what was seen. `modified` is the moment that the
    file says it was last saved at, as it stands there; "" where it says none.
    """

    sheets: Mapping[str, StoredSheet]
    manual: bool = False
    names: tuple[DefinedName, ...] = ()
    styles: tuple[Style, ...] = (Style(),)
    other_sheets: tuple[str, ...] = ()
    locked: bool = False
    values_only: bool = False
    notes: tuple[tuple[str, str], ...] = field(default=())
    modified: str = ""

    def style(self, cell: StoredCell) -> Style:
        """Return how a cell looks; the first style where its own is not there."""
        return self.styles[cell.style] if 0 <= cell.style < len(self.styles) else self.styles[0]

    def date(self, cell: StoredCell) -> str:
        """Return the date or time as which a number is shown: the day, with its time where it has one; "" for none."""
        if not isinstance(cell.content, float) or not _is_date(self.style(cell).number_format):
            return ""
        try:
            from openpyxl.utils.datetime import from_excel  # noqa: PLC0415 - openpyxl loads much, and few files hold dates

            return str(from_excel(cell.content)).removesuffix(" 00:00:00")
        except (ValueError, OverflowError):  # before the first day of the calendar, or behind the last
            return _NO_DAY


@lru_cache(maxsize=4096)
def _is_date(number_format: str) -> bool:
    signs = _NO_SIGN.sub("", number_format)
    if not _TIMELY.search(signs):
        return False
    from openpyxl.styles.numbers import is_date_format  # noqa: PLC0415 - the same

    return is_date_format(signs)
