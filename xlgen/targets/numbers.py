"""Numbers as people write them: thousands separated or not, with or without the cell's own unit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from xlgen import terms
from xlgen.model import LARGEST
from xlgen.targets.spelling import signs_alike, tidy

_MOST: Final = Decimal(10) ** 15
_MOST_SIGNIFICANT: Final = 15
_MOST_DECIMALS: Final = 15
"""Of the cell's value; a cell holds 15 significant digits."""
# "1 234 567": groups of three; "3 4" is two numbers.
NUMBER: Final = r"[+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,3}(?:\s[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
"""The pattern of a number in a target; 0571 fits it and is none."""
_WRITTEN = re.compile(
    r"(?P<number>[+-]?\d{1,3}(?:\s\d{3})+(?:\.\d+)?|[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)\s*(?P<unit>\D.*|)",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in a target: the cell's `value` (a share for %), how it is `shown` without its unit, its decimals."""

    value: Decimal
    shown: str
    digits: int


def figure(text: str, unit: str) -> Figure | None:
    """Return the figure that a text matching `NUMBER` stands for, or None where no cell can hold and show it."""
    plain = re.sub(r"[\s,+]", "", text)
    negative, plain = plain.startswith("-"), plain.lstrip("-")
    whole, _, decimals = plain.partition(".")
    decimals = decimals.rstrip("0")
    if whole != "0" and whole.startswith("0"):
        return None
    percent = unit == "%"
    if len((whole + decimals).strip("0")) > _MOST_SIGNIFICANT or len(decimals) + 2 * percent > _MOST_DECIMALS:
        return None
    shown = f"{whole}.{decimals}" if decimals else whole
    if negative and shown != "0":
        shown = f"-{shown}"
    value = Decimal(shown)
    return None if abs(value) > _MOST else Figure(value / 100 if percent else value, shown, len(decimals))


def is_percent(unit: str) -> bool:
    """Return whether a unit of measure says that its number is so many parts of a hundred: %, ％, 百分比."""
    return signs_alike("".join(tidy(unit).split())) in terms.PERCENT_UNITS


def read_number(text: str, unit: str, *, shares: bool = True) -> Decimal | None:
    """Return the number that a text in a number cell reads as, or None.

    Full-width digits, spaces, thousands separators, % and the cell's **own** unit are seen through; any other unit,
    sign or word makes it no number ("≥266米", "完成", "95分" in a cell of 台). 90% is 0.9 where the cell holds
    `shares`, else 90.
    """
    match = _WRITTEN.fullmatch(tidy(text))
    if match is None:
        return None
    written, percent = "".join(match["unit"].split()), is_percent(unit)
    if written and not (is_percent(written) if percent else written == "".join(tidy(unit).split())):
        return None
    number = Decimal(re.sub(r"[\s,]", "", match["number"]))
    if abs(number) > LARGEST:
        return None
    return number / 100 if shares and percent and written else number
