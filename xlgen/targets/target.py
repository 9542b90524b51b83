"""What a target is once it is read, and the number format in which it shows."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xlgen import terms

if TYPE_CHECKING:
    from decimal import Decimal


class Operator(enum.Enum):
    """What a target asks for; the value is its canonical sign and its key in a template's table `scoring.methods`."""

    AT_LEAST = "≥"
    ABOVE = ">"
    EXACTLY = "="
    AT_MOST = "≤"
    BELOW = "<"
    NONE = ""
    """A plain number: shows no sign."""
    BETWEEN = "区间"
    QUALITATIVE = "定性"
    ORDINAL = "等级"
    DATE = "时限"
    NOT_APPLICABLE = terms.NOT_APPLICABLE


_OF_NUMBER = frozenset(
    {Operator.AT_LEAST, Operator.ABOVE, Operator.EXACTLY, Operator.AT_MOST, Operator.BELOW, Operator.NONE}
)


@dataclass(frozen=True, slots=True)
class Target:
    """A target as read.

    `number` is the cell's value (95 % is 0.95; the lower bound of a range; none for words, dates and tokens), `upper`
    the upper bound of a range, `unit` what follows the number, `digits` the decimals shown, `text` the grade of an
    ordinal target (良好), `shown` the canonical spelling: what the cell must show. `shown` reads as this same target.
    """

    operator: Operator
    number: Decimal | None = None
    unit: str = ""
    digits: int = 0
    upper: Decimal | None = None
    text: str = ""
    shown: str = ""

    @property
    def is_percent(self) -> bool:
        """Whether the number is a share written with %."""
        return self.unit == "%"

    @property
    def is_number(self) -> bool:
        """Whether a number stands in the cell, sign and unit in its number format; anything else stands as text."""
        return self.operator in _OF_NUMBER


def number_format(target: Target) -> str:
    """Return the Excel number format in which a number target's value shows as it is written: `"≥"0.00%`, `0"台"`."""
    sign = f'"{target.operator.value}"' if target.operator.value else ""
    figure = f"0.{'0' * target.digits}" if target.digits else "0"
    unit = "%" if target.is_percent else f'"{target.unit}"' if target.unit else ""
    if sign and target.number is not None and target.number < 0:
        # A format of one part puts the minus before all of it: -≥5℃.
        return f'{sign}{figure}{unit};"{target.operator.value}-"{figure}{unit}'
    return sign + figure + unit
