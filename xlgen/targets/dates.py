"""Points in time as people write them: 2022年12月底前, 第三季度, 6月30日, 2022-12-31. An amount of time is none."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from xlgen.targets.spelling import signs_alike, tidy

FIRST_YEAR: Final = 1900
"""A number of 年 from here on is a year."""
_A_LEAP_YEAR: Final = 2000
_YEAR: Final = r"(?:19|20)[0-9]{2}年度?"
_MONTH: Final = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月份?"
_DAY: Final = r"(?:3[01]|[12][0-9]|0?[1-9])[日号]?"
_PART: Final = "(?:上旬|中旬|下旬|初|中|底|末)"
_TAIL: Final = (
    "(?:之?前|以前|止|为止|之?后|以后)?"
    "(?:完成|完工|竣工|建成|办结|上线|验收|交付|到位|支付|投入使用|启动|开工|开始|结束|报送|提交){0,2}"
)
_HEAD: Final = "(?:<=?|≤=?|于|在|截至|截止到?|至|不晚于|不迟于|早于)?"
_SHORT_YEAR: Final = "[0-9]{2}年"
_SOME_YEAR: Final = rf"(?:{_YEAR}|{_SHORT_YEAR}|本年度?|当年|今年|次年|明年|上年|去年|每年)"
_POINT: Final = (
    rf"(?:(?:{_SOME_YEAR})?{_MONTH}(?:{_DAY}|{_PART})?"
    rf"|(?:{_SOME_YEAR})?第?[一二三四1-4]季度(?:{_PART}|内)?"
    rf"|(?:{_SOME_YEAR})?[上下]半年(?:{_PART}|内)?"
    rf"|(?:{_YEAR}|本年度?|当年)(?:全年|{_PART})?内?"
    rf"|(?:{_SOME_YEAR}|年|月|季|季度|每月|每季度?){_PART}"
    r"|每月(?:3[01]|[12][0-9]|0?[1-9])[日号]|年内|次年|明年|今年)"
)
_BETWEEN: Final = "(?:-+|~|至|到)"
_NUMERIC: Final = (
    r"(?:19|20)[0-9]{2}(?P<mark>[./-])(?:1[0-2]|0?[1-9])(?:(?P=mark)(?:3[01]|[12][0-9]|0?[1-9]))?"
    r"|(?:1[0-2]|0?[1-9])\.(?:3[01]|[12][0-9]|0?[1-9])(?=前|之前|以前)"
)
_DATE = re.compile(
    rf"{_HEAD}(?:{_POINT}(?:{_BETWEEN}{_POINT})?"
    rf"|(?:{_SOME_YEAR})?(?:1[0-2]|[1-9]){_BETWEEN}{_MONTH}"
    rf"|(?:19|20)[0-9]{{2}}{_BETWEEN}{_YEAR}"
    rf"|{_NUMERIC}){_TAIL}"
)
_MONTH_AND_DAY = re.compile(r"(?:(?<=[0-9]{4}[./-])|(?<![0-9./-]))([0-9]{1,2})[月./-]([0-9]{1,2})(?![0-9月])")
# 3 months or March? 2022.12 with a sign is a number.
_AMBIGUOUS = re.compile(rf"[≤<]=?(?:{_MONTH}|第?[一二三四1-4]季度|[0-9]{{4}}\.[0-9]{{1,2}})")


def date_shown(text: str) -> str | None:
    """Return a point in time as it is to be shown, without white space, or None where the text is none."""
    plain = signs_alike("".join(tidy(text).split()))
    if not _DATE.fullmatch(plain) or _AMBIGUOUS.fullmatch(plain):
        return None
    if not all(_is_day(*map(int, each)) for each in _MONTH_AND_DAY.findall(plain)):
        return None
    return plain.replace("<=", "≤")


def _is_day(month: int, day: int) -> bool:
    try:
        dt.date(_A_LEAP_YEAR, month, day)
    except ValueError:
        return False
    return True


def without_years(text: str) -> str:
    """Return a text without its years (2021年), which are no quantity in it."""
    return re.sub(_YEAR, "", text)
