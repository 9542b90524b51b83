"""Reads a target: each reader knows one manner of writing and answers None for all others."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from xlgen import terms
from xlgen.targets.dates import FIRST_YEAR, date_shown, without_years
from xlgen.targets.numbers import NUMBER, figure
from xlgen.targets.spelling import (
    BOUND_TAILS,
    BOUND_WORDS,
    any_of,
    bound,
    is_visible,
    listed,
    one_line,
    signs_alike,
    tidy,
)
from xlgen.targets.target import Operator, Target
from xlgen.targets.units import COUNTING_WORDS, NUMERAL, unit_of

# --- tokens ---------------------------------------------------------------------------------------------------------
_TOKENS: Final = {terms.NOT_APPLICABLE: terms.NOT_APPLICABLE, "/": "/", "*": "*", "N/A": "N/A", "n/a": "N/A"}
# A full stop behind, and that a bound is part of it, which ≥ and ≤ say themselves: nothing is lost with them.
_STOP = re.compile(r"(?<=.)[。；;]+$")
_INCLUDED = re.compile(r"^([≥≤].*)\(含(?:本数)?\)$")
_DASHES = re.compile(r"[-‐‑‒–—―−─━﹣]{1,3}")

# --- numbers and ranges ---------------------------------------------------------------------------------------------
_QUANTITY = re.compile(rf"(?:(?P<number>{NUMBER})\s*(?P<unit>[^0-9].*|)|百分之\s*(?P<share>{NUMBER}))", re.DOTALL)
# 20221231, 202212: an amount or a date.
_DIGITS_OF_A_DATE = re.compile(r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:[0-2][0-9]|3[01])?")
_RANGE = re.compile(
    rf"(?P<lower>{NUMBER})\s*(?P<lower_unit>[^0-9~-]*?)\s*(?P<mark>-{{1,2}}|~|至|到)\s*"
    rf"(?P<upper>{NUMBER})\s*(?P<unit>[^0-9].*|)",
    re.DOTALL,
)
_RANGE_END = re.compile(rf"(?P<number>{NUMBER})\s*(?P<unit>[^0-9].*|)", re.DOTALL)
_BOTH = re.compile(r"\s*(?:[,、]?\s*[并而]?且|[,、](?![0-9]))\s*")
_LAST_MONTH: Final = 12
_LAST_YEAR: Final = 2100
_MULTIPLES: Final = frozenset({"百", "千", "万", "亿"})
_AMBIGUOUS_TIMES: Final = frozenset({"日"})
"""30日 is an amount of days or a day; ≤30日 is an amount."""

# --- grades and words -----------------------------------------------------------------------------------------------
_GRADES: Final = listed(
    """
    优秀 优良 优 良好 良 中等 中 一般 较好 好 较差 差 合格 基本合格 及格 称职 达标 满意 基本满意 较满意 非常满意
    AA AAA 甲 乙 丙 国家级 省级 市级 县级 区级 初级 中级 高级
    """
)
_GRADE = re.compile(r"[一二三四五六七八九十甲乙丙丁Ⅰ-ⅫA-Z]{1,3}(?:[级类档]|等奖?)(?:[甲乙丙]等)?|[一二三四五]星级?")
_SIGNS_IN_WORDS = re.compile(r"[≥≤<>=≈±≠~]")
_FIRST_OF_WORDS = re.compile(r"[^\W\d_]|[“‘《【（「(]")
_HIDDEN = re.compile(
    # A number with what it counts, wherever it stands: 完成10台, 培训3次以上, 满意度95%, 得分90. 第3名, 2级 are names.
    rf"(?<![第0-9.,])[0-9][0-9,.]*\s*(?:[万亿千百]*(?:{any_of(COUNTING_WORDS | {'期', '届'})})"
    rf"|[%‰多余万亿]|{any_of(BOUND_TAILS)}|左右|上下|之间)"
    r"|(?<![第0-9.,A-Za-z])[0-9][0-9,.]*(?:[A-Za-z]{2}|[A-Za-z类]?$)"
    r"|百分之|分之[一二三四五六七八九十百千]|百分百"
)
_NUMERAL_WORDS = re.compile(
    rf"(?:(?:{any_of(BOUND_WORDS)}|约|大约|近|超|逾|共计?|全年|完成|开展|组织|举办|召开|培训|采购|购置"
    rf"|每[年月季周天日人次]度?)*{NUMERAL}[多余来]?(?:{NUMERAL})?(?:{any_of(COUNTING_WORDS)})?)+"
    rf"(?:{any_of(BOUND_TAILS)}|左右|上下|[多余])?"
)


_REMEMBERED: Final = 100
"""Characters; a longer text is no target but words."""


def parse_target(text: str) -> Target | None:
    """Return the target that a text states, or None where a reader could take it in two ways or in none.

    A date or a word is never read as a number, and a word that holds a number is no mere word.
    """
    return _known(text) if len(text) <= _REMEMBERED else _parse(text)


def _parse(text: str) -> Target | None:
    written = one_line(text)
    plain = signs_alike(" ".join(tidy(written).split()))
    if not plain or not is_visible(written):
        return None
    bare = _INCLUDED.sub(r"\1", _STOP.sub("", plain))
    for read in (_token, _date, _number, _range, _ordinal):
        if found := read(bare):
            return found
    return _words(written, plain)


_known = lru_cache(maxsize=16_384)(_parse)
"""A form's own targets are asked for again and again."""


def _token(plain: str) -> Target | None:
    shown = terms.NO_VALUE if _DASHES.fullmatch(plain) else _TOKENS.get(plain)
    return Target(Operator.NOT_APPLICABLE, shown=shown) if shown else None


def _date(plain: str) -> Target | None:
    shown = date_shown(plain)
    return Target(Operator.DATE, shown=shown) if shown else None


def _number(plain: str) -> Target | None:
    asked = bound(plain)
    match = _QUANTITY.fullmatch(asked[1]) if asked else None
    if asked is None or match is None:
        return None
    operator = asked[0]
    unit = "%" if match["share"] else unit_of(match["unit"])
    found = None if unit is None else figure(match["number"] or match["share"], unit)
    if found is None or unit is None or (unit == "年" and found.value >= FIRST_YEAR):
        return None
    if operator is Operator.NONE and (unit in _AMBIGUOUS_TIMES or _DIGITS_OF_A_DATE.fullmatch(plain)):
        return None
    shown = f"{operator.value}{found.shown}{unit}"
    return Target(operator, found.value, unit, found.digits, shown=shown)


def _range(plain: str) -> Target | None:
    parts = _RANGE.fullmatch(plain)
    if parts is None:
        return _two_bounds(plain)
    if parts["mark"].startswith("-") and parts["upper"].startswith(("-", "+")):
        return None
    lower_unit, unit = unit_of(parts["lower_unit"]), unit_of(parts["unit"])
    if unit is None or lower_unit is None:
        return None
    # 10万-20万元: the number is stated to its multiple only.
    if lower_unit not in {"", unit} and not (lower_unit in _MULTIPLES and unit.startswith(lower_unit)):
        return None
    return _between(parts["lower"], parts["upper"], unit, dashed=parts["mark"].startswith("-"))


def _two_bounds(plain: str) -> Target | None:
    """Read a range written as two bounds: ≥95%且≤100%."""
    parts = [bound(each) for each in _BOTH.split(plain)]
    if [asked[0] for asked in parts if asked] != [Operator.AT_LEAST, Operator.AT_MOST]:
        return None
    texts = [_RANGE_END.fullmatch(asked[1]) for asked in parts if asked]
    units = [unit_of(match["unit"]) for match in texts if match]
    if len(units) != len(parts) or units[1] is None or units[0] not in {"", units[1]}:
        return None
    lower, upper = (match["number"] for match in texts if match)
    return _between(lower, upper, units[1], dashed=False)


def _between(lower_text: str, upper_text: str, unit: str, *, dashed: bool) -> Target | None:
    lower, upper = figure(lower_text, unit), figure(upper_text, unit)
    if lower is None or upper is None or lower.value >= upper.value:
        return None
    if unit in _AMBIGUOUS_TIMES or (unit == "年" and upper.value >= FIRST_YEAR):
        return None
    # 1-6 and 2021-2022 are dates to a spreadsheet program and to some readers.
    plain = not unit and not lower.digits and not upper.digits
    if plain and ((dashed and lower.value <= _LAST_MONTH) or FIRST_YEAR <= lower.value < _LAST_YEAR):
        return None
    mark = "-" if unit and lower.value >= 0 else "~"
    shown = f"{lower.shown}{unit if unit == '%' else ''}{mark}{upper.shown}{unit}"
    digits = max(lower.digits, upper.digits)
    return Target(Operator.BETWEEN, lower.value, unit, digits, upper=upper.value, shown=shown)


def _is_grade(text: str) -> bool:
    return text in _GRADES or _GRADE.fullmatch(text) is not None


def _ordinal(plain: str) -> Target | None:
    asked = bound(plain)
    if asked is None or asked[0] not in {Operator.AT_LEAST, Operator.EXACTLY} or not _is_grade(asked[1]):
        return None
    return Target(Operator.ORDINAL, text=asked[1], shown=f"{Operator.AT_LEAST.value}{asked[1]}")


def _words(written: str, plain: str) -> Target | None:
    asked = bound(plain)
    if asked is None or (asked[0] is not Operator.NONE and _is_grade(asked[1])):
        return None
    if not _FIRST_OF_WORDS.match(plain) or _SIGNS_IN_WORDS.search(plain) or _NUMERAL_WORDS.fullmatch(plain):
        return None
    # ① and ² are numbers of a kind; Ⅲ names a class.
    if any(unicodedata.category(each) in {"No", "Nd"} and not ("0" <= each <= "9") for each in plain):
        return None
    if _HIDDEN.search(without_years(plain)):
        return None
    return Target(Operator.QUALITATIVE, shown=written)
