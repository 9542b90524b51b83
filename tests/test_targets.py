"""Targets and numbers as people write them: what is read, what the cell shows, what is refused."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests import target_examples as examples
from tests.target_refusals import REFUSED
from xlgen import targets
from xlgen.targets import Operator, Target

if TYPE_CHECKING:
    from tests.target_examples import Number, Range

_NUMBERS = (*examples.PUBLISHED, *examples.SIGNS, *examples.BOUND_WORDS, *examples.FIGURES, *examples.UNITS)
_REFUSED = [(why, written) for why, texts in REFUSED.items() for written in texts]


def _written(row: object) -> str:
    text = row[0] if isinstance(row, tuple) else str(row)
    return repr(text[:20])


@pytest.mark.parametrize("row", _NUMBERS, ids=_written)
def test_a_number_is_read_with_its_sign_and_unit(row: Number) -> None:
    written, operator, number, unit, shown = row

    target = targets.parse_target(written)

    assert target is not None
    assert (operator, Decimal(number), unit, shown) == (target.operator, target.number, target.unit, target.shown)
    assert target.is_number
    assert target.is_percent is (unit == "%")


@pytest.mark.parametrize("row", examples.RANGES, ids=_written)
def test_a_range_has_two_bounds_of_one_unit(row: Range) -> None:
    written, lower, upper, unit, shown = row

    target = targets.parse_target(written)

    assert target is not None
    assert Operator.BETWEEN is target.operator
    assert (Decimal(lower), Decimal(upper), unit, shown) == (target.number, target.upper, target.unit, target.shown)
    assert not target.is_number


@pytest.mark.parametrize(("written", "shown"), examples.DATES)
def test_a_point_in_time_is_shown_as_written_without_white_space(written: str, shown: str) -> None:
    assert Target(Operator.DATE, shown=shown) == targets.parse_target(written)


@pytest.mark.parametrize(("written", "shown"), examples.WORDS)
def test_a_text_that_holds_no_quantity_is_a_quality(written: str, shown: str) -> None:
    assert Target(Operator.QUALITATIVE, shown=shown) == targets.parse_target(written)


@pytest.mark.parametrize(("written", "grade", "shown"), examples.GRADES)
def test_a_grade_with_a_lower_bound_is_ordinal(written: str, grade: str, shown: str) -> None:
    assert Target(Operator.ORDINAL, text=grade, shown=shown) == targets.parse_target(written)


@pytest.mark.parametrize(("written", "shown"), examples.TOKENS)
def test_a_sign_for_nothing_is_not_applicable(written: str, shown: str) -> None:
    assert Target(Operator.NOT_APPLICABLE, shown=shown) == targets.parse_target(written)


@pytest.mark.parametrize(("why", "written"), _REFUSED, ids=[f"{why}: {written[:20]!r}" for why, written in _REFUSED])
def test_what_can_be_taken_in_two_ways_is_refused(why: str, written: str) -> None:
    assert targets.parse_target(written) is None, why


@pytest.mark.parametrize(
    ("written", "number_format"),
    [
        ("≥95%", '"≥"0%'),
        ("96.37%", "0.00%"),
        ("0起", '0"起"'),
        ("≥180.67万人", '"≥"0.00"万人"'),
        (">10次", '">"0"次"'),
        ("<0.5‰", '"<"0.0"‰"'),
        ("=5个", '"="0"个"'),
        ("≧ 1,234.50 元", '"≥"0.0"元"'),
        ("10台（套）", '0"台（套）"'),
        ("10", "0"),
        ("-5℃", '0"℃"'),
        ("≥-5℃", '"≥"0"℃";"≥-"0"℃"'),  # of one part alone it would show -≥5℃
    ],
)
def test_a_number_format_shows_sign_and_unit(written: str, number_format: str) -> None:
    target = targets.parse_target(written)

    assert target is not None
    assert number_format == targets.number_format(target)


_OPERATORS = st.sampled_from(["", "≥", ">", "=", "≤", "<"])
_UNITS = st.sampled_from(
    ["", "%", "‰", "台", "万人", "次/年", "dB/km", "㎡", "个工作日", "台（套）", "吨CO2", "个多媒体教室"]
)
_FIGURES = st.decimals(min_value=-(10**9), max_value=10**9, places=4)


@given(sign=_OPERATORS, figure=_FIGURES, unit=_UNITS)
def test_a_number_reads_back_as_what_it_was_made_of(sign: str, figure: Decimal, unit: str) -> None:
    target = targets.parse_target(f"{sign}{figure:f}{unit}")

    assert target is not None
    assert (Operator(sign), unit) == (target.operator, target.unit)
    assert (figure / 100 if unit == "%" else figure) == target.number
    assert target == targets.parse_target(target.shown)


@given(lower=_FIGURES, upper=_FIGURES, unit=_UNITS.filter(bool))
def test_a_range_reads_back_as_what_it_was_made_of(lower: Decimal, upper: Decimal, unit: str) -> None:
    target = targets.parse_target(f"{lower:f}~{upper:f}{unit}")

    share = 100 if unit == "%" else 1
    if lower < upper:
        assert target is not None
        assert (lower / share, upper / share, unit) == (target.number, target.upper, target.unit)
        assert target == targets.parse_target(target.shown)
    else:
        assert target is None


@pytest.mark.parametrize(
    "written",
    [row[0] for rows in (_NUMBERS, examples.RANGES, examples.DATES, examples.WORDS, examples.GRADES) for row in rows],
)
def test_what_is_shown_reads_as_the_same_target(written: str) -> None:
    target = targets.parse_target(written)

    assert target is not None
    assert target == targets.parse_target(target.shown)


@given(
    day=st.dates(dt.date(1900, 1, 1), dt.date(2099, 12, 31)),
    form=st.sampled_from(
        [
            "{year}年",
            "{year}年度",
            "{year}年底前",
            "{year}年{month}月",
            "{year}年{month}月底",
            "{year}年{month}月{day}日",
            "{year} 年 {month} 月 {day} 日前",
            "{month}月",
            "{month}月{day}日",
            "{month}月{day}号前",
            "{month}月中旬",
            "{year}-{month}-{day}",
            "{year}/{month}/{day}",
            "{year}.{month:02}",
            "{year}年{month}月-{year}年12月",
        ]
    ),
    sign=st.sampled_from(["", "≥", "≤", "<", "=", "不晚于", "不超过"]),
    tail=st.sampled_from(["", "前", "以前", "内", "以内", "以上", "完成", "10台"]),
)
def test_a_date_never_reads_as_a_number(day: dt.date, form: str, sign: str, tail: str) -> None:
    date = form.format(year=day.year, month=day.month, day=day.day)
    written = f"{sign}{date}{tail}"
    target = targets.parse_target(written)

    # A number with a point is one where a sign stands before or a tail behind it that asks for an amount.
    bounded = re.fullmatch(r"\d{4}\.\d\d", date) and (sign or tail)
    assert target is None or bounded or not (target.is_number or target.operator is Operator.BETWEEN)


@given(st.text(alphabet="0123456789.,%≥≤<>=-~ 年月日前后内以上下约多余台次万人一二三十/()（）良好级第至", max_size=14))
@example("10人人人人人人人人人人人人人")
def test_any_text_is_read_or_refused_and_reads_back(written: str) -> None:
    target = targets.parse_target(written)

    if target is not None:
        assert target == targets.parse_target(target.shown)
        assert target.is_number or target.operator is Operator.BETWEEN or target.number is None


@pytest.mark.parametrize(
    "text", ["1" + " " * 30_000 + "x", "一" * 30_000 + "啊", "近一个" * 10_000 + "啊", "1,111" * 6_000]
)
def test_a_long_text_is_refused_or_read_at_once(text: str) -> None:
    target = targets.parse_target(text)

    assert target is None or target.operator is Operator.QUALITATIVE


@pytest.mark.parametrize(
    ("written", "unit", "number"),
    [
        ("95%", "%", "0.95"),
        ("９５％", "%", "0.95"),
        ("95﹪", "%", "0.95"),
        ("95百分比", "%", "0.95"),
        ("0.95", "%", "0.95"),
        ("2场", "场", "2"),
        (" 2 场 ", "场", "2"),
        ("10台套", "台 套", "10"),
        ("10 台 套", "台套", "10"),
        ("10台(套)", "台（套）", "10"),
        ("3次 / 年", "次/年", "3"),
        ("10分", "分", "10"),
        ("1,234.5", "元", "1234.5"),
        ("１，２３４元", "元", "1234"),
        ("-3", "", "-3"),
        ("1 234 567", "元", "1234567"),
        ("188.97万人", "万人", "188.97"),
    ],
)
def test_a_text_reads_as_the_number_of_its_own_cell(written: str, unit: str, number: str) -> None:
    assert Decimal(number) == targets.read_number(written, unit)


@pytest.mark.parametrize(
    ("written", "unit"),
    [
        ("≥266米", "米"),  # a sign says a bound, not what was achieved
        ("完成", "台"),
        ("95分", "台"),  # another unit
        ("95%", "台"),
        ("95百分比", "台"),
        ("5个百分点", "%"),
        ("5x", "y"),
        ("12万", "元"),  # 120000 or 12? the unit must say
        ("1,23", "元"),
        ("", "元"),
        ("1e5", "元"),
        ("1²", ""),
        ("1" * 400, ""),
        ("3 4", ""),
        ("12345 678", ""),
    ],
)
def test_another_unit_a_sign_or_a_word_is_no_number(written: str, unit: str) -> None:
    assert targets.read_number(written, unit) is None
