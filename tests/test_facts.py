"""What is kept of a file beside its verdict: the working of its figures and what stands around a finding."""

from __future__ import annotations

import functools
import re
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import ROOT
from tests.rounds import judged

if TYPE_CHECKING:
    from collections.abc import Mapping

SAMPLES = ROOT / "samples"


@functools.cache
def facts_of(sample: str) -> dict[str, Mapping[str, Any]]:
    results, _ = judged(SAMPLES / sample)
    return {each.file.rpartition("/")[2]: each.facts for each in results}


def working(sample: str, file: str) -> dict[str, str]:
    return {each["cell"]: each["formula"] for each in facts_of(sample)[file]["working"]}


def test_a_score_is_told_by_the_branch_that_its_formula_took() -> None:
    told = working("futian-2021/filled", "P002_数据规划管理.xlsx")

    # A video was to be made by 100 %, and half of it was: 2.5 points × 50 %.
    assert "得分 = MIN(2.5, ROUND(2.5 × (50.00% ÷ 100%), 2)) = 1.25" == told["H14"]
    assert "年度资金总额·执行率 = 10,012,516.44 ÷ 10,390,000.00 = 96.3669%" == told["H6"]
    assert "H13" not in told  # full marks need no working


def test_where_a_branch_computes_nothing_the_comparisons_that_led_to_it_are_told() -> None:
    told = working("national-2020/filled", "WH2020-007_公共图书馆免费开放与数字化提升.xlsx")

    assert "评价等级 = 优（总分·得分 96.25 ≥ 90）" == told["G28"]
    assert "得分 = MIN(4, ROUND(4 × (45元 ÷ 48元), 2)) = 3.75" == told["H20"]


_UNIT = re.compile(r"(?<=\d)(?:[册元人台天]|\u4e2a)")


def by_hand(text: str) -> Decimal:
    """Compute what is written on paper, in Decimal, with Python's own grammar."""
    text = _UNIT.sub("", text.replace(",", "\x00").replace("\x00 ", ", ").replace("\x00", ""))
    text = re.sub(r"([\d.]+)%", r"(\1/100)", text).replace("×", "*").replace("÷", "/").replace("−", "-")
    text = re.sub(r"(?<![\w.])(\d+(?:\.\d+)?)(?![\w.])", r'D("\1")', text)
    names = {
        "D": Decimal,
        "MIN": min,
        "MAX": max,
        "ROUND": lambda number, digits: Decimal(number).quantize(Decimal(1).scaleb(-int(digits)), ROUND_HALF_UP),
    }
    return Decimal(eval(text, {"__builtins__": {}}, names))  # noqa: S307 - our own lines, without builtins


@pytest.mark.parametrize("sample", ["futian-2021", "national-2020", "jinzhai-project-2023", "luohu-department-2022"])
def test_each_working_gives_its_result_when_worked_out_by_hand(sample: str) -> None:
    compared = 0
    for facts in facts_of(f"{sample}/filled").values():
        for each in facts["working"]:
            _, *parts = each["formula"].split(" = ")
            if len(parts) == 2:  # a branch taken that computes nothing has no working
                compared += 1
                assert by_hand(parts[0]) == pytest.approx(Decimal(str(each["value"])), abs=Decimal("0.000001")), each

    assert compared >= 3


def test_a_finding_is_shown_with_its_row_and_its_column() -> None:
    around = facts_of("futian-2021/filled")["P001_预算准备金.xlsx"]["surroundings"]["0"]

    assert ("预算准备金工作完成率", "偏差原因分析及改进措施") == (around["row"], around["column"])
    assert ["年度指标值", "100%"] in around["cells"]
    assert ["实际完成值", "0.00%"] in around["cells"]
    assert ["偏差原因分析及改进措施", ""] == around["cells"][around["at"]]


def test_a_file_of_another_kind_has_no_facts_and_the_others_say_what_was_not_checked() -> None:
    wrong = facts_of("futian-2021/wrong")

    assert {} == wrong["42 自己画的表.xlsx"]
    assert "R709" not in wrong["48 两处错误.xlsx"]["not_run"]
    assert "I512" in wrong["48 两处错误.xlsx"]["not_run"]  # this form has no rating


def surroundings(file: str, code: str) -> Mapping[str, Any]:
    """Return what stands around the first finding of a code in one of the wrong samples."""
    (found,) = [each for each in judged(SAMPLES / "futian-2021" / "wrong")[0] if each.file.endswith(file)]
    index = [each["code"] for each in found.verdict["findings"]].index(code)
    around: Mapping[str, Any] = found.facts["surroundings"][str(index)]
    return around


def test_a_line_of_money_is_called_by_its_own_words_and_has_no_head_of_the_line_above_its_table() -> None:
    around = surroundings("15 合计公式漏加一行.xlsx", "C202")

    assert ("年度资金总额", "全年执行数") == (around["row"], around["column"])
    assert ["", "年度资金总额"] == around["cells"][0]
    assert ["年初预算数", "全年预算数", "全年执行数"] == [head for head, _ in around["cells"][1:4]]


def test_a_row_is_called_by_its_indicator_where_the_finding_is_about_the_name_itself() -> None:
    file = facts_of("futian-2021/filled")["P004_政务事项管理.xlsx"]

    assert "智慧福田APP的正常运维及推广保障率" in {each["row"] for each in file["surroundings"].values()}
