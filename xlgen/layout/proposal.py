"""A target that the unit proposes: one text in a record, three cells (sign, number, unit) in the form.

In the record a percentage is a share, 0.9; in its cell it is the number that stands beside %, 90.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from xlgen import targets, terms
from xlgen.targets import Operator

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from xlgen.layout.plan import Shape
    from xlgen.model import Value

KEYS: Final = ("direction", "target_value", "unit_of_measure")
_WORDED: Final = frozenset({Operator.QUALITATIVE, Operator.ORDINAL, Operator.DATE})
_SIGNS: Final = frozenset("≥>=≤<")


def measured(path: str) -> dict[str, Any]:
    """Return what a cell says (as in Cell) whose number is in the unit that stands beside the target at `path`."""
    return {"unit_field": f"{path}.unit_of_measure", "as_written": True}


def signs_of(shape: Shape, path: str) -> tuple[str, ...]:
    """Return the signs that a unit may choose for its target at `path`."""
    _, cell = shape.places[f"{path}.direction"]
    return cell.choices


def split(path: str, value: Value, signs: Collection[str]) -> dict[str, Value] | None:
    """Return what stands in the three cells of the indicator at `path`, by field; a percentage is a share.

    Words, grades and dates without a sign stand beside 定性, where that is one of the `signs`. None where a text is no
    target that one of them says; what is no text stands in the number's cell, and no sign is known of it.
    """
    if not isinstance(value, str) or not value.strip():
        return _cells(path, None, value, None)
    target = targets.parse_target(value)
    if target is None:
        return None
    if target.operator in _WORDED and _SIGNS.isdisjoint(targets.signs_alike(targets.tidy(value))):
        words = value if target.operator is Operator.ORDINAL else target.shown
        return _cells(path, terms.QUALITATIVE_SIGN, words, None) if terms.QUALITATIVE_SIGN in signs else None
    sign = target.operator.value or Operator.EXACTLY.value
    if not target.is_number or sign not in signs:
        return None
    return _cells(path, sign, target.number, target.unit or None)


def _cells(path: str, *contents: Value) -> dict[str, Value]:
    return dict(zip((f"{path}.{key}" for key in KEYS), contents, strict=True))


def joined(path: str, fields: Mapping[str, object], signs: Collection[str]) -> dict[str, object]:
    """Return what a record says of the three cells, by key of its indicator; `fields` hold a percentage as a share.

    It is one text where that reads back as the same cells; else each cell for itself, so that nothing is lost.
    """
    cells = {f"{path}.{key}": fields.get(f"{path}.{key}") for key in KEYS}
    sign, number, unit = cells.values()
    if isinstance(number, int | float) and isinstance(sign, str):
        exact = Decimal(f"{number:.15g}")
        text = f"{sign}{(exact * (100 if unit == '%' else 1)).normalize():f}{unit or ''}"
        if split(path, text, signs) == cells | {f"{path}.target_value": exact}:
            return {"target_value": text}
    if isinstance(number, str) and split(path, number, signs) == cells:
        return {"target_value": number}
    found = dict(zip(KEYS, cells.values(), strict=True))
    # A text that stands alone must not be taken for sign, number and unit.
    alone = isinstance(number, str)
    return {key: each for key, each in found.items() if key == "target_value" or each is not None or alone}
