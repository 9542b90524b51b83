"""What the parts of the sheet 填报说明 have in common: a section of rows, and numbers as people write them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from xlgen import terms
from xlgen.layout.shown import plain

if TYPE_CHECKING:
    from collections.abc import Iterable

PERCENT: Final = "%"
UNEXPLAINED: Final = "I505"
"""The code of the check that asks why a score is not full."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the sheet: its head, and its rows as (lead, text); a row without a lead takes its place too."""

    head: str
    rows: tuple[tuple[str, str], ...]


def percent(share: Decimal) -> str:
    """Return a share as per cent: 0.95 is 95%."""
    return plain(share * Decimal(100)) + PERCENT


def measured(number: Decimal, unit: str) -> str:
    """Return a number with its unit, as a cell shows it."""
    return percent(number) if unit == PERCENT else plain(number) + unit


def quoted(words: Iterable[str]) -> str:
    """Return words in quotes, one after the other."""
    return "".join(terms.GUIDE_QUOTED.format(word=each) for each in words)


def sentences(parts: Iterable[str]) -> str:
    """Return parts as one text: semicolons between them, a full stop at the end; "" where there are none."""
    joined = terms.GUIDE_BLOCKS.join(each for each in parts if each)
    return joined and f"{joined}{terms.GUIDE_STOP}"
