"""How people write targets and numbers: "≥180.67万人" → operator, number, unit; "1，234 元" → 1234."""

from xlgen.targets.numbers import is_percent, read_number
from xlgen.targets.reading import parse_target
from xlgen.targets.spelling import signs_alike, tidy
from xlgen.targets.target import Operator, Target, number_format
from xlgen.targets.units import MAX_UNIT

__all__ = [
    "MAX_UNIT",
    "Operator",
    "Target",
    "is_percent",
    "number_format",
    "parse_target",
    "read_number",
    "signs_alike",
    "tidy",
]
