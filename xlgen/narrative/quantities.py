"""Numbers with their units as they stand in sentences."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from xlgen import targets, terms

if TYPE_CHECKING:
    from collections.abc import Iterator

_SENTENCES: Final = re.compile(terms.SENTENCE_ENDS)
_CLAUSES: Final = re.compile(terms.CLAUSE_ENDS)
_NUMBER: Final = re.compile(terms.NUMBER_IN_TEXT)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in a text: its value, how many decimals it is written with, and where it begins and ends."""

    value: Decimal
    decimals: int
    start: int
    end: int


def plain(text: str) -> str:
    """Return a text with half-width digits and without white space, as its numbers are looked for."""
    return "".join(targets.tidy(text).split())


def sentences(text: str) -> list[str]:
    """Return the sentences of a plain text."""
    return [each for each in _SENTENCES.split(text) if each]


def clauses(text: str) -> list[str]:
    """Return the parts of a plain text between any two marks."""
    return [each for each in _CLAUSES.split(text) if each]


def quantities(text: str, unit: str) -> Iterator[Quantity]:
    """Yield the numbers in a plain text that stand before a unit; 万 and 亿 belong to the number."""
    for found in _NUMBER.finditer(text):
        digits, power = found[1], found[2] or ""
        end = found.end()
        if text[end:].startswith(unit) and not _goes_on(text, end + len(unit), unit):
            value = Decimal(digits).scaleb(terms.POWERS.get(power, 0))
            decimals = len(digits.partition(".")[2]) - terms.POWERS.get(power, 0)
            yield Quantity(value, decimals, found.start(), end + len(unit))


def _goes_on(text: str, end: int, unit: str) -> bool:
    """Return whether the word goes on after what looked like a unit: 3个 in 3个月, 2场 in 2场地."""
    return any(text[end - len(unit) :].startswith(word) for word in terms.LONGER_UNITS if word != unit)
