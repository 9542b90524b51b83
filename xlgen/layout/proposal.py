"""A target that the unit proposes: one text in a record, three cells (sign, number, unit) in the form."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from xlgen import targets, terms

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xlgen.model import Value

KEYS = ("direction", "target_value", "unit_of_measure")


def split(path: str, value: Value, *, worded: bool = False) -> dict[str, Value]:
    """Return what stands in the three cells of the indicator at `path`, by field.

    A text that is no sign, number and unit stands in the number's cell as it is written; where the sign may say so
    (`worded`), that of a qualitative target is 定性.
    """
    target = targets.parse_target(value) if isinstance(value, str) else None
    if worded and target is not None and target.operator is targets.Operator.QUALITATIVE:
        sign = terms.QUALITATIVE_SIGN
        return {f"{path}.direction": sign, f"{path}.target_value": value, f"{path}.unit_of_measure": None}
    if target is None or target.number is None or not target.is_number:
        return {f"{path}.direction": None, f"{path}.target_value": value, f"{path}.unit_of_measure": None}
    sign = target.operator.value or targets.Operator.EXACTLY.value
    return {
        f"{path}.direction": sign if sign in terms.PROPOSED_SIGNS else None,
        f"{path}.target_value": target.number,
        f"{path}.unit_of_measure": target.unit or None,
    }


def joined(path: str, fields: Mapping[str, object]) -> dict[str, object]:
    """Return what a record says of the three cells, by key of its indicator.

    It is one text where that reads back as the same cells; else each cell for itself, so that nothing is lost.
    """
    cells = {key: fields.get(f"{path}.{key}") for key in KEYS}
    sign, number, unit = cells.values()
    if isinstance(number, int | float) and isinstance(sign, str):
        written = Decimal(f"{number:.15g}") * (100 if unit == "%" else 1)
        text = f"{sign}{written.normalize():f}{unit or ''}"
        again = split(path, text)
        plain = {key: again[f"{path}.{key}"] for key in KEYS}
        if plain == cells | {"target_value": Decimal(f"{number:.15g}")}:
            return {"target_value": text}
    if isinstance(number, str) and split(path, number, worded=True) == {f"{path}.{key}": cells[key] for key in KEYS}:
        return {"target_value": number}
    return {key: value for key, value in cells.items() if key == "target_value" or value is not None}
