"""Sums in sentences: 1200路，其中公安526路、城管536路、四治137路 are 1199."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from xlgen import layout, terms
from xlgen.finding import BY_CODE, Finding
from xlgen.narrative.quantities import Quantity, plain, quantities, sentences

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from xlgen.layout import Plan
    from xlgen.model import Content

_BEFORE: Final = re.compile(terms.SUM_OF_PARTS)
_NEAR: Final = Decimal("0.02")
"""How far from the sum, as a part of it, its parts may lie and be meant as all of it: 其中 may name a few."""
_FEWEST: Final = 2


def findings(plan: Plan, read: Mapping[str, Content]) -> Iterator[Finding]:
    """Yield N605 for each text of the unit in which the parts of a sum do not add up to it."""
    for _, cell in plan.shape.of_role(layout.Role.INPUT):
        text = read.get(cell.field)
        if not isinstance(text, str) or read.get(cell.field) == plan.issued.get(cell.field):
            continue
        for sentence in sentences(plain(text)):
            for whole, parts, said in _sums(sentence):
                yield Finding(
                    key="N605",
                    severity=BY_CODE["N605"].severity,
                    field=cell.field,
                    detail=terms.ADDS_UP.format(
                        sum=terms.quoted(said),
                        parts="＋".join(_shown(each.value) for each in parts),
                        found=_shown(sum((each.value for each in parts), Decimal(0))),
                        wanted=_shown(whole.value),
                    ),
                )


def _sums(sentence: str) -> Iterator[tuple[Quantity, list[Quantity], str]]:
    """Yield each sum of a sentence that its parts miss by a little, and how it is written."""
    for found in _BEFORE.finditer(sentence):
        unit = found[2]
        wholes = [each for each in quantities(sentence, unit) if each.start == found.start(1)]
        items = re.split(terms.PARTS_APART, sentence[found.end() :].rstrip(terms.CLOSING))
        parts = _parts(items, unit)
        if wholes and len(parts) >= _FEWEST and _misses(wholes[0], parts):
            yield wholes[0], parts, sentence[found.start(1) :]


def _parts(items: list[str], unit: str) -> list[Quantity]:
    """Return the numbers of a list, one an item, up to the first item that has none; none where one has two."""
    parts: list[Quantity] = []
    for item in items:
        numbers = list(quantities(item, unit))
        if not numbers:
            break
        if len(numbers) > 1 or len(re.findall("[0-9]+(?:[.][0-9]+)?", item)) > 1:
            return []
        parts.extend(numbers)
    return parts


def _misses(whole: Quantity, parts: list[Quantity]) -> bool:
    """Return whether parts that look like all of a sum do not make it, rounding of each aside."""
    total = sum((each.value for each in parts), Decimal(0))
    numbers = (whole, *parts)
    # Things are counted; what has decimals, or is written in 万, was rounded.
    counted = all(each.decimals == 0 for each in numbers)
    room = Decimal(0) if counted else sum((Decimal("0.5").scaleb(-each.decimals) for each in numbers), Decimal(0))
    return room < abs(total - whole.value) <= _NEAR * whole.value


def _shown(number: Decimal) -> str:
    return f"{number.normalize():f}"
