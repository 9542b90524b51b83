"""What there is: the contents of cells and the record of one project."""

from __future__ import annotations

import enum
import math
from dataclasses import dataclass, field
from decimal import Context, Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class CellError(enum.Enum):
    """An error value as it stands in a cell; the member's value is what Excel shows."""

    NULL = "#NULL!"
    DIVISION = "#DIV/0!"
    VALUE = "#VALUE!"
    REFERENCE = "#REF!"
    NAME = "#NAME?"
    NUMBER = "#NUM!"
    NOT_AVAILABLE = "#N/A"


Content = float | str | bool | CellError | None
"""One cell's content; `None` is blank. A number is always a float (15 significant digits count)."""


@dataclass(frozen=True, slots=True)
class Raw:
    """A text that goes into its cell word for word, whatever it looks like: `{"raw": "2场"}`."""

    text: str


Value = Decimal | str | Raw | None
"""One value of a record: a number is the cell's value, a text is read as people write it, `None` is blank."""

EMPTY: Mapping[str, Value] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One project's form as JSON carries it: what is issued, and what comes back.

    `values` maps field paths (`indicators[3].actual_value`) to values. A path that is absent was not spoken of; a path
    whose value is `None` is blank on purpose. Of a record that stands in a workbook, `places` says the sheet and cell
    that each path comes from.
    """

    template: str
    fiscal_year: int
    values: Mapping[str, Value]
    indicator_count: int
    places: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)

    @property
    def code(self) -> str:
        """The project's code: a text, leading zeros kept."""
        return str(self.values.get("project.code") or "")

    @property
    def name(self) -> str:
        """The project's name."""
        return str(self.values.get("project.name") or "")

    def place(self, path: str) -> str:
        """Return how a message names a path: the cell it comes from, or code and path where it comes from JSON."""
        return self.places.get(path) or self.places.get("project.code") or f"{self.code} {path}"


LARGEST = Decimal("9.99999999999999E+307")
"""The largest number that may be typed into a cell of Excel."""


ALL_DIGITS = Context(prec=330)
"""A cell holds numbers of up to 308 digits; none may fail to be rounded."""


def to_cell(value: Decimal) -> float:
    """Return the float that a cell holds for a number: the one conversion, on 15 significant digits."""
    return float(f"{value:.15g}")


def significant(number: float) -> float:
    """Return a computed number as a cell shows and stores it: 15 significant digits."""
    rounded = float(f"{number:.15g}")
    return rounded if math.isfinite(rounded) else number  # the largest float has no neighbour of 15 digits above it


def plain(number: Decimal | int) -> str:
    """Return a number as people write it: `10` for 10.00, never with an exponent."""
    return f"{Decimal(number).normalize():f}"


def to_decimal(number: float) -> Decimal:
    """Return a cell's number as it is written out: 15 significant digits, no trailing zeros."""
    plain = Decimal(f"{number:.15g}")
    return (
        plain.quantize(Decimal(1)) if plain == plain.to_integral_value() and abs(plain) < 10**15 else plain.normalize()
    )
