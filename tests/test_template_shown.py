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

FORMS = {
    "anhui-rural-project-2022": "1\t衔接资金项目绩效自评表\t安徽省\t2022",
    "futian-key-project-2020": "1\t项目支出绩效评价指标体系\t深圳市福田区\t2020",
    "futian-project-2021": "2\t项目支出绩效自评表\t深圳市福田区\t2021",
    "haidian-project-2016": "1\t项目支出绩效自评表\t北京市海淀区\t2016",
    "hubei-project-2022": "1\t项目支出绩效自评表\t湖北省\t2022",
    "jinzhai-project-2023": "1\t项目支出绩效评价评分表\t安徽省金寨县\t2023",
    "luohu-department-2022": "1\t部门整体支出绩效评分表\t深圳市罗湖区\t2022",
    "luquan-department-2022": "1\t部门整体支出绩效自评表\t石家庄市鹿泉区\t2022",
    "national-project-2020": "1\t项目支出绩效自评表\t通用\t2020",
    "sichuan-project-2022": "1\t项目支出绩效自评表\t四川省\t2022",
    "yunnan-project-2022": "1\t项目支出绩效自评表\t云南省\t2022",
}
SHIPPED = tuple(FORMS)


def test_the_shipped_forms_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    commands.list_templates()

    lines = [f"{form}\t{about}" for form, about in FORMS.items()]
    assert ["id\t版本\t名称\t地区\t年度", *lines] == capsys.readouterr().out.splitlines()


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


@pytest.mark.parametrize("form", ["futian-project-2021", "national-project-2020"])
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


@pytest.mark.parametrize(
    ("form", "line"),
    [
        ("hubei-project-2022", "执行率\t20\t其中：当年财政拨款、上年结转资金、其他资金"),
        ("hubei-project-2022", "产出指标\t40\t数量指标、质量指标、时效指标、成本指标"),
        ("sichuan-project-2022", "执行率\t预算执行数÷调整后预算数"),
        ("sichuan-project-2022", "执行率低于此数为偏低\t90%"),
        (
            "sichuan-project-2022",
            "指标表的栏目\t一级指标、二级指标、三级指标、指标性质、指标值、度量单位、实际完成值、分值、得分、偏差原因分析及改进措施",
        ),
        ("haidian-project-2016", "执行率\t全年执行数÷年初预算数"),
        ("yunnan-project-2022", "良\t80 分及以上"),
        (
            "anhui-rural-project-2022",
            "指标表的栏目\t一级指标、二级指标、三级指标、分值、年度指标值、实际完成值、得分、偏差原因分析及改进措施",
        ),
    ],
)
def test_what_a_place_has_otherwise_is_shown(form: str, line: str, capsys: pytest.CaptureFixture[str]) -> None:
    commands.show_template(form)

    assert line in capsys.readouterr().out.splitlines()


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
        scoring.not_applicable = "scaled"
        scoring.missing = [{ indicator = "成本指标", deduct = 5 }]
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
        "不适用的指标\t不考核，其余各项得分按分值折算为 100 分",
        "缺少指标\t没有“成本指标”的，总分扣 5 分",
    ):
        assert line in lines
