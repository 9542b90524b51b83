"""What the commands say of form definitions: listed, shown in words, and the JSON Schema of their records."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import jsonschema
import pytest

from tests.conftest import ROOT
from tests.variants import variant
from xlgen.cli import commands

if TYPE_CHECKING:
    from pathlib import Path

SHIPPED = ("futian-project-2021", "national-project-2020")


def test_both_shipped_forms_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    commands.list_templates()

    assert [
        "id\t版本\t名称\t地区\t年度",
        "futian-project-2021\t2\t项目支出绩效自评表\t深圳市福田区\t2021",
        "national-project-2020\t1\t项目支出绩效自评表\t通用\t2020",
    ] == capsys.readouterr().out.splitlines()


@pytest.mark.parametrize("form", SHIPPED)
def test_a_form_is_checked(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    commands.check_template(ROOT / "templates" / f"{form}.toml")

    assert "没有错误" in capsys.readouterr().out


@pytest.mark.parametrize("form", SHIPPED)
def test_a_form_gives_the_schema_of_its_records(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    commands.template_schema(form)

    schema = json.loads(capsys.readouterr().out)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert form == schema["title"]


@pytest.mark.parametrize("form", SHIPPED)
def test_a_form_is_shown_in_words(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    commands.show_template(form)

    lines = capsys.readouterr().out.splitlines()
    for line in (
        "产出指标\t50\t数量指标、质量指标、时效指标、成本指标",
        "执行率\t全年执行数÷全年预算数",
        "得分\t保留 2 位小数，四舍五入",
        "≥\t达到指标值得满分，未达到按比例\tat-least",
        "（无符号）\t达到指标值得满分，未达到按比例；指标值为 0 的，完成值为 0 得满分\texactly",
        "部分达成\t60%–80%",
        "执行率低于此数为偏低\t80%",
        "完成值达到指标值的此比例为明显偏高\t130%",
        "B403\t预算执行率偏低且未说明\t请核实",
    ):
        assert line in lines


def test_the_ratings_of_a_form_are_shown_where_it_has_any(capsys: pytest.CaptureFixture[str]) -> None:
    commands.show_template("national-project-2020")
    assert "良\t80 分及以上" in capsys.readouterr().out

    commands.show_template("futian-project-2021")
    assert "评价等级" not in capsys.readouterr().out.split("检查\n")[0]


def test_what_an_office_decides_is_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = """
        scoring.over_achieved = { times = 1.3, deduct = 2 }
        scoring.caps = [{ below = 0.8, total = 89 }]
        scoring.rules.at-least = 'IF(COUNT(actual_value,max_score)=2,max_score,"")'
        checks.levels.B403 = "error"
        checks.levels.C204 = "warning"
        funding.zero_budget = "not-applicable"
        funding.totals = "input"
        scoring.rounding = "truncate"
    """
    variant(tmp_path, text)

    commands.show_template("mine", [tmp_path])

    lines = capsys.readouterr().out.splitlines()
    for line in (
        "超额完成\t完成值达到指标值 1.3 倍的，扣 2 分",
        "总分上限\t执行率低于 80% 的，总分不超过 89 分",
        '≥\t自订公式：IF(COUNT(actual_value,max_score)=2,max_score,"")\tat-least',
        "B403\t预算执行率偏低且未说明\t须修改",
        "C204\t未重新计算\t请核实",
        "预算为 0\t不考核执行率，分值为 0",
        "合计\t由单位填写",
        "得分\t保留 2 位小数，其后舍去",
    ):
        assert line in lines
