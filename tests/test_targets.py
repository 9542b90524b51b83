"""Targets and numbers as people write them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from xlgen import targets
from xlgen.targets import Operator, Target


@pytest.mark.parametrize(
    ("written", "operator", "number", "unit", "shown"),
    [
        ("≥95%", Operator.AT_LEAST, "0.95", "%", '"≥"0%'),
        ("100%", Operator.NONE, "1", "%", "0%"),
        ("96.37%", Operator.NONE, "0.9637", "%", "0.00%"),
        ("≥2场", Operator.AT_LEAST, "2", "场", '"≥"0"场"'),
        ("8人", Operator.NONE, "8", "人", '0"人"'),
        ("0起", Operator.NONE, "0", "起", '0"起"'),
        ("=5个", Operator.EXACTLY, "5", "个", '"="0"个"'),
        ("≥180.67万人", Operator.AT_LEAST, "180.67", "万人", '"≥"0.00"万人"'),
        ("≤2小时", Operator.AT_MOST, "2", "小时", '"≤"0"小时"'),
        ("≤0.5dB/km", Operator.AT_MOST, "0.5", "dB/km", '"≤"0.0"dB/km"'),
        ("≥500㎡", Operator.AT_LEAST, "500", "㎡", '"≥"0"㎡"'),
        ("≥5年", Operator.AT_LEAST, "5", "年", '"≥"0"年"'),
        ("≥2次/年", Operator.AT_LEAST, "2", "次/年", '"≥"0"次/年"'),
        ("≤30分钟", Operator.AT_MOST, "30", "分钟", '"≤"0"分钟"'),
        ("12个月", Operator.NONE, "12", "个月", '0"个月"'),
        ("≤5℃", Operator.AT_MOST, "5", "℃", '"≤"0"℃"'),
        ("3000元/人", Operator.NONE, "3000", "元/人", '0"元/人"'),
        ("≥20m²", Operator.AT_LEAST, "20", "m²", '"≥"0"m²"'),
        ("≤3吨CO2", Operator.AT_MOST, "3", "吨CO2", '"≤"0"吨CO2"'),
        ("70万条", Operator.NONE, "70", "万条", '0"万条"'),
        ("10", Operator.NONE, "10", "", "0"),
        ("＞＝９５％", Operator.AT_LEAST, "0.95", "%", '"≥"0%'),
        ("≧ 1,234.50 元", Operator.AT_LEAST, "1234.50", "元", '"≥"0.0"元"'),
    ],
)
def test_a_target_is_read_and_shown_as_written(
    written: str, operator: Operator, number: str, unit: str, shown: str
) -> None:
    target = targets.parse_target(written)

    assert target is not None
    assert (operator, Decimal(number), unit) == (target.operator, target.number, target.unit)
    assert shown == targets.number_format(target)


def test_not_applicable_has_no_number() -> None:
    assert Target(Operator.NOT_APPLICABLE, shown="不适用") == targets.parse_target(" 不适用 ")


@pytest.mark.parametrize(
    "written",
    [
        "24小时内",
        "10个工作日内",
        "10余个",
        "100多人",
        "1次每月",
        "2021年",
        "1" * 400,
        "9" * 308,
        "10台\u0001",
        "10\u200b台",
        "95%以上",
        "5天以内",
        "3次及以上",
        "100万元以内",
        "95%-100%",
        "≥95%且≤100%",
        "100%（10/10）",
        "10台，软件5套",
        "1.5e3",
        "10²",
        "①",
        "10" + "很长的单位" * 5,
        "10台\n5套",
        "9月前",
        "2022年12月底前",
        "12月31日",
        "满足",
        "及时有效",
        "≥良好",
        "",
        "/",
        "—",
        "10-20次",
        "1,23场",
        '5"寸',
        "3;4",
        "第3名",
    ],
)
def test_a_date_or_a_word_is_never_a_number(written: str) -> None:
    assert targets.parse_target(written) is None


@pytest.mark.parametrize(
    ("written", "unit", "number"),
    [
        ("95%", "%", "0.95"),
        ("９５％", "%", "0.95"),
        ("0.95", "%", "0.95"),
        ("2场", "场", "2"),
        (" 2 场 ", "场", "2"),
        ("10台套", "台 套", "10"),
        ("10 台 套", "台套", "10"),
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
