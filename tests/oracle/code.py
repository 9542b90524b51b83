"""数据核对码 in exact arithmetic: weighted numbers, twenty a part, modulo a prime, the last six digits."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from tests.oracle.cells import Answer, Given, number, to_places

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.oracle.view import View

PRIME: Final = 999_983
PART: Final = 20
WEIGHTS: Final = range(11, 100)


def fill(view: View, counted: Sequence[tuple[str, bool]], unit: str) -> None:
    """Fill in the code and its parts; `counted` are the fields in the order of the form, and whether they are money."""
    weighed = [(WEIGHTS[index % len(WEIGHTS)], field, money) for index, (field, money) in enumerate(counted)]
    parts: list[int] = []
    for of_money, places in ((False, 4), (True, 2 if unit == "元" else 6)):
        own = [(weight, field) for weight, field, money in weighed if money is of_money]
        parts += [_part(view, own[start : start + PART], places) for start in range(0, len(own), PART)]
    for index, part in enumerate(parts):
        view.found[f"check_code.parts[{index}]"] = Decimal(part)
    total = sum(_left(part) for part in parts)
    view.found["check_code.sum"] = Decimal(total)
    view.found["check_code"] = f"{abs(total) % 1_000_000:06}"


def _part(view: View, own: Sequence[tuple[int, str]], places: int) -> int:
    """Return one part: 0 where a cell is in error, or the sum is so large that it is not exact."""
    if view.broken(*(field for _, field in own)):
        return 0
    weighed = sum((weight * _counted(view.at(field)) for weight, field in own), Fraction(0))
    if abs(weighed) >= Fraction(10) ** (14 - places):
        return 0
    return int(to_places(weighed * 10**places, 0) or 0)


def _counted(content: Given | Answer) -> Fraction:
    if content is True:
        return Fraction(1)
    return Fraction(number(content) or 0)


def _left(part: int) -> int:
    """Return what is left modulo the prime, with the sign of the part."""
    return abs(part) % PRIME * (1 if part > 0 else -1)
