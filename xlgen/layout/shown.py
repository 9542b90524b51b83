"""What a number looks like in its cell: 0.95 in the format `"≥"0%` shows as ≥95%."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

# Words in quotes · an escaped character · the width of a character, a filling character · a currency · colours and
# conditions · General · digits · an exponent · anything else.
_TOKEN: Final = re.compile(
    r'"(?P<words>[^"]*)"|\\(?P<escaped>.)|(?P<space>[_*].)|\[\$(?P<currency>[^\]-]*)[^\]]*\]|(?P<bracket>\[[^\]]*\])'
    r"|(?P<general>General)|(?P<digits>[0#?][0#?,]*(?:\.[0#?]*)?,*|\.[0#?]+)|(?P<exponent>E[+-])|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_NOT_DRAWN: Final = frozenset("/ymdhsYMDHS")
"""What stands for a fraction or a part of a date."""
_MANY: Final = Context(prec=400)
_MOST_MORE: Final = 15
"""As many decimals as a cell's number has significant digits."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The text that a cell shows, and the number that it says; `exact` is False where the number has more digits."""

    text: str
    says: Decimal
    exact: bool = True


def plain(number: Decimal) -> str:
    """Return a number as digits, without an exponent and without zeros at the end."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def as_shown(number: Decimal, number_format: str, apart: Iterable[Decimal] = ()) -> Shown:
    """Return what a cell of that number format shows of a number; formats that say no plain number show it plainly.

    It gets as many decimals more as it takes to see on which side of each of the numbers `apart` it lies.
    """
    found = _as_shown(number, number_format, 0)
    others = [each for each in apart if each != number]
    for more in range(1, _MOST_MORE + 1):
        if found.exact or all(number.compare(each) == found.says.compare(each) for each in others):
            break
        found = _as_shown(number, number_format, more)
    return found


def _as_shown(number: Decimal, number_format: str, more: int) -> Shown:
    sections = _sections(number_format)
    negative = number < 0
    if len(sections) > 2 and number == 0:  # noqa: PLR2004 - positive; negative; zero
        section = sections[2]
    elif len(sections) > 1 and negative:
        section, number, negative = sections[1], -number, False
    else:
        section, number = sections[0], abs(number)
    found = _drawn(section, number, more)
    if found is None:
        number = -number if negative else number
        return Shown(plain(number), number)
    return Shown(f"-{found.text}", found.says.copy_negate(), found.exact) if negative else found


def is_known(number_format: str) -> bool:
    """Return whether `as_shown` can say what a cell of that format shows: no date, fraction or digits spread about."""
    for section in _sections(number_format):
        odd = any(each["exponent"] or (each["other"] and each["other"] in _NOT_DRAWN) for each in section)
        if odd or sum(bool(each["digits"] or each["general"]) for each in section) > 1:
            return False
    return True


def text_as_shown(text: str, number_format: str) -> str:
    """Return what a cell of that number format shows of a text."""
    sections = _sections(number_format)
    with_text = [each for each in sections if any(token["other"] == "@" for token in each)]
    if len(sections) > 3:  # noqa: PLR2004 - positive; negative; zero; text
        section = sections[3]
    elif with_text:
        section = with_text[-1]
    else:
        return text
    parts = (text if token["other"] == "@" else _literal(token) for token in section)
    return "".join(parts)


def _literal(token: re.Match[str]) -> str:
    """Return what a token of a format adds to what is shown."""
    if token["bracket"] or token["space"]:
        return ""
    return token["words"] or token["escaped"] or token["currency"] or token["other"] or ""


def is_percent(number_format: str) -> bool:
    """Return whether a cell of that format shows shares as per cent."""
    return any(each["other"] == "%" for each in _sections(number_format)[0])


def _sections(number_format: str) -> list[list[re.Match[str]]]:
    sections: list[list[re.Match[str]]] = [[]]
    for token in _TOKEN.finditer(number_format):
        if token["other"] == ";":
            sections.append([])
        else:
            sections[-1].append(token)
    return sections


def _drawn(section: list[re.Match[str]], number: Decimal, more: int) -> Shown | None:
    """Return what a section shows of a number that is not negative, or None where it is no plain number's format.

    So many decimals `more` than it says are shown, where the number has them.
    """
    placeholders = [each for each in section if each["digits"] or each["general"]]
    conditions = [each for each in section if each["bracket"] and re.search("[<>=]", each["bracket"])]
    if conditions or len(placeholders) > 1 or any(each["exponent"] or each["other"] in {"@", "/"} for each in section):
        return None
    percents = sum(each["other"] == "%" for each in section)
    parts: list[str] = []
    says = number
    for token in section:
        if token["general"]:
            parts.append(plain(number))
        elif token["digits"]:
            text, rounded = _digits(token["digits"], number.scaleb(2 * percents, _MANY), more)
            says = rounded.scaleb(-2 * percents, _MANY)
            parts.append(text)
        else:
            parts.append(_literal(token))
    return Shown("".join(parts).strip(), says, says == number)


def _digits(pattern: str, number: Decimal, more: int) -> tuple[str, Decimal]:
    """Return a number in a pattern like `#,##0.0#`, and what it is rounded to."""
    body = pattern.rstrip(",")
    thousands = 3 * (len(pattern) - len(body))
    number = number.scaleb(-thousands, _MANY)
    whole, _, decimals = body.partition(".")
    decimals += "#" * more
    rounded = number.quantize(Decimal(1).scaleb(-len(decimals)), ROUND_HALF_UP, _MANY)
    left, _, right = f"{rounded:f}".partition(".")
    least = len(decimals.rstrip("#?"))
    right = right[:least] + right[least:].rstrip("0")
    left = f"{int(left):,}" if "," in whole else left.zfill(whole.count("0"))
    return (f"{left}.{right}" if right else left), rounded.scaleb(thousands, _MANY)
