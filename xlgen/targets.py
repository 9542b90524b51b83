"""How people write targets and numbers: "≥180.67万人" → operator, number, unit; "1，234 元" → 1234."""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass
from decimal import Decimal

from xlgen import terms
from xlgen.model import LARGEST


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
    ordinal target (良好), `shown` the canonical spelling: what the cell must show.
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


_SIGNS = {
    "≥": Operator.AT_LEAST,
    ">=": Operator.AT_LEAST,
    "≧": Operator.AT_LEAST,
    "≤": Operator.AT_MOST,
    "<=": Operator.AT_MOST,
    "≦": Operator.AT_MOST,
    ">": Operator.ABOVE,
    "<": Operator.BELOW,
    "=": Operator.EXACTLY,
    "═": Operator.EXACTLY,
    "": Operator.NONE,
}
_NUMBER = r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
# "1 234 567": groups of three; "3 4" is two numbers.
_WRITTEN = re.compile(rf"(?P<number>[+-]?\d{{1,3}}(?:\s\d{{3}})+(?:\.\d+)?|{_NUMBER})\s*(?P<unit>\D.*|)", re.DOTALL)
_FIRST_YEAR = 1900
# A unit starts with a letter, % or ‰ and holds no digit at its start, quote or semicolon (a number format could not
# carry those); 年、月、日、号 after a number make a date, except as a length of time (“个月”, “年” alone, “日” alone).
_TARGET = re.compile(
    rf"(?P<sign>≥|>=|≧|≤|<=|≦|=|═|>|<|)\s*(?P<number>{_NUMBER})\s*(?P<unit>[^\d\s\-~\"';,.+][^\"';]*|)"
)
_DATE = re.compile(r"(?:年.|月|日.|号)")
# What is no unit but says more of the number: a bound, a range, a second number, an exponent, a share of something.
_QUALIFIED = re.compile(
    r"以上|以下|以内|以外|之间|左右|内$|前|后|余|多|约|每|不超过|不少于|不低于|不高于|及|且|或|至|[/／]\d|[~～—（(,，、。；]|[eE][+-]?\d|[%‰].|[^A-Za-z]\d|(?<![A-Za-z])[²³¹⁰⁴-⁹①-⑳]"
)
MAX_UNIT = 12
# Full-width letters, digits and signs as plain ones; nothing else: ² and ㎡ are not 2 and m2.
_PLAIN = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: " ", 0xA0: " "}


def tidy(text: str) -> str:
    """Return the text with full-width characters as plain ones and no white space around."""
    return text.translate(_PLAIN).strip()


def parse_target(text: str) -> Target | None:
    """Return the target that a text states, or None where it is none of those that can be scored by number.

    Read are an optional sign, a number (thousands separated or not) and a unit; 不适用 has no number. A date or a
    word is never read as a number.
    """
    plain = tidy(text)
    if plain == terms.NOT_APPLICABLE:
        return Target(Operator.NOT_APPLICABLE, shown=plain)
    match = _TARGET.fullmatch(plain)
    if match is None or _DATE.match(match["unit"]) or _QUALIFIED.search(match["unit"]):
        return None
    number = Decimal(match["number"].replace(",", ""))
    year = match["unit"] == "年" and number >= _FIRST_YEAR
    if len(match["unit"]) > MAX_UNIT or not match["unit"].isprintable() or year or abs(number) > LARGEST:
        return None
    digits = _decimals(number)
    unit = match["unit"].strip()
    if unit == "%":
        number /= 100
    operator, figure = _SIGNS[match["sign"]], match["number"].replace(",", "").lstrip("+")
    shown = f"{operator.value}{Decimal(figure):.{digits}f}{unit}"
    return Target(operator, number, unit, digits, shown=shown)


def _decimals(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def number_format(target: Target) -> str:
    """Return the Excel number format in which the target's value shows as it is written: `"≥"0.00%`, `0"台"`."""
    sign = "" if target.operator is Operator.NONE else f'"{target.operator.value}"'
    if target.is_percent:
        return f"{sign}0{'.' + '0' * target.digits if target.digits else ''}%"
    digits = f"0.{'0' * target.digits}" if target.digits else "0"
    return sign + digits + (f'"{target.unit}"' if target.unit else "")


def read_number(text: str, unit: str) -> Decimal | None:
    """Return the number that a text in a number cell reads as, or None.

    Full-width digits, spaces, thousands separators, % and the cell's **own** unit are seen through; any other unit,
    sign or word makes it no number ("≥266米", "完成", "95分" in a cell of 台).
    """
    match = _WRITTEN.fullmatch(tidy(text))
    own = "".join(tidy(unit).split())
    if match is None or "".join(match["unit"].split()) not in {"", own}:
        return None
    number = Decimal(re.sub(r"[\s,]", "", match["number"]))
    if abs(number) > LARGEST:
        return None
    return number / 100 if own == "%" and match["unit"] else number
