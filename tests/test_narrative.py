"""What texts say against numbers: real sentences on both sides, and rather no note than a wrong one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.conftest import ROOT
from tests.forms import issued_with, judged, project, returned
from xlgen import narrative, policy, template
from xlgen.finding import Status
from xlgen.policy import Level, Policy
from xlgen.results import Result

if TYPE_CHECKING:
    from pathlib import Path

    from xlgen.model import Value
    from xlgen.verbs.verdict import Verdict

FORM = template.load(ROOT / "templates" / "national-project-2020.toml")


def _issued(objective: str, *indicators: tuple[str, str]) -> list[tuple[str, str]]:
    """Return what is said of indicators, (name, target) each, beside an objective: code and field."""
    values: dict[str, Value] = {f"indicators[{n}].name": name for n, (name, _) in enumerate(indicators)}
    record = project(*((target, None) for _, target in indicators), **values, objective__expected_result=objective)
    return [(each.code, each.field) for each in narrative.issued(issued_with(FORM, record).plan)]


def _returned(folder: Path, result: str, *indicators: tuple[str, str, str], reasons: tuple[str, ...] = ()) -> Verdict:
    """Return the verdict of a form with a result and indicators: name, target, actual value."""
    values: dict[str, Value] = {f"indicators[{n}].name": name for n, (name, _, _) in enumerate(indicators)}
    values |= {f"indicators[{n}].deviation_explanation": text for n, text in enumerate(reasons)}
    rows = [(target, actual) for _, target, actual in indicators]
    record = project(*rows, **values, objective__achieved_result=result)
    return judged(returned(FORM, record), folder)


def _notes(verdict: Verdict) -> list[tuple[str, str]]:
    return [(each.code, each.field) for each in verdict.findings if each.code in {"N604", "N605", "N606", "N607"}]


# --- N604: the objective beside the targets -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("objective", "name", "target"),
    [
        # 福田 2021: 3场 in the objective, ≥2场 in the table; 100 % and ≥98 %.
        ("对入驻项目的实施全程跟踪督促；全年举办成果测评会不少于3场。", "组织策划成果测评会场次", "≥2场"),
        ("实有房屋信息采集率达到98%，实有事件信息采集通报率达到100%。", "实有事件信息采集通报率", "≥98%"),
        ("新增馆藏图书１２０００册，验收全部合格。", "新增馆藏图书册数", "≥10000册"),
        ("完成实有人口登记180万人。", "完成实有人口登记人数", "≥200万人"),
    ],
)
def test_another_number_for_the_same_thing_is_noted(objective: str, name: str, target: str) -> None:
    assert [("N604", "indicators[0].target_value")] == _issued(objective, (name, target))


@pytest.mark.parametrize(
    ("objective", "name", "target"),
    [
        # What real objectives say, and the table says too.
        ("全年举办公益文化活动40场以上。", "举办公益文化活动场次", "≥40场"),
        ("使全区实有人口信息采集率在97%以上、未注销率控制在3%以内。", "全区实有人口信息采集率", "≥97%"),
        ("新增馆藏图书1.2万册。", "新增馆藏图书册数", "≥12000册"),
        # Another period, a part, an approximation.
        ("每月举办成果测评会2场。", "组织策划成果测评会场次", "≥24场"),
        ("三年累计举办成果测评会10场。", "组织策划成果测评会场次", "≥3场"),
        ("举办成果测评会约3场。", "组织策划成果测评会场次", "≥2场"),
        # Another thing, another unit, a word that only begins like the unit.
        ("配合完成审计；保证第一阶段平台5个子系统顺畅运行。", "建成街道服务点数量", "≥3个"),
        ("举办成果测评会，准备3场地。", "组织策划成果测评会场次", "≥2场"),
        ("举办成果测评会，历时3天。", "组织策划成果测评会场次", "≥2场"),
        ("举办成果测评会3个月。", "组织策划成果测评会个数", "≥2个"),
        # A range, and a text without a number.
        ("每周开放时间不少于56小时。", "每周开放时长", "58-60小时"),
        ("按照政府采购程序购置办公所需物资。", "购置办公设备数量", "10台"),
        ("2021年春节期间慰问离退休干部。", "慰问离退休干部人数", "7人"),
    ],
)
def test_the_same_number_and_what_may_be_another_thing_say_nothing(objective: str, name: str, target: str) -> None:
    assert [] == _issued(objective, (name, target))


def test_a_number_that_is_another_indicators_target_says_nothing() -> None:
    indicators = [("网格管理人员培训参与率", "≥90%"), ("网格管理人员培训合格率", "≥95%")]

    assert [] == _issued("网格管理人员培训参与率、网格管理人员培训合格率均在95%以上。", *indicators)


def test_a_clause_with_two_numbers_says_nothing() -> None:
    assert [] == _issued("举办成果测评会由2场增加到3场。", ("组织策划成果测评会场次", "≥2场"))


# --- N607: targets that say nothing -------------------------------------------------------------------------------


@pytest.mark.parametrize("target", ["有效", "明显", "较好"])
def test_a_word_of_praise_is_no_target(target: str) -> None:
    assert ("N607", "indicators[0].target_value") in _issued("按计划完成。", ("群众生活", target))


@pytest.mark.parametrize("target", ["明显改善", "稳步提升", "健全", "满足", "≥良好", "≥95%", "2020年10月底前"])
def test_a_target_that_names_a_state_is_one(target: str) -> None:
    assert [] == _issued("按计划完成。", ("市民阅读环境", target))


# --- N605: parts and sums -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        # 金寨 2023: one of 1,200 is missing.
        "接入智能分析的监控视频 1200 路，其中公安 526 路、城管 536 路、四治 137 路；运行维护正常。",
        "支出192.47万元，其中设备120.10万元、服务70.37万元。",
    ],
)
def test_parts_that_miss_their_sum_by_a_little_are_noted(text: str, tmp_path: Path) -> None:
    verdict = _returned(tmp_path, text, ("上线场景", "≥7个", "7个"))

    assert [("N605", "objective.achieved_result")] == _notes(verdict)
    assert Status.ACCEPTED is verdict.status


@pytest.mark.parametrize(
    "text",
    [
        "发布资源目录 701 个，其中无条件共享 11 个、有条件共享 682 个、不共享 8 个；运行维护正常。",  # 金寨 2023: 701
        "培训1200人，其中党员526人、妇女136人，群众反映良好。",  # some of them
        "培训1200人，其中党员900人、妇女600人，群众反映良好。",  # one may be both
        "支出192.47万元，其中设备122.1万元、服务70.4万元。",  # rounded
        "完成改造1200户，其中城区全部完成，乡镇余下的已签约。",
        "发放1200册，其中图书600册（含少儿300册）、期刊590册。",  # a list within the list
        "先后8次进入机房开展部署和运维，入驻厂商入场92次、共170人次。",
        "线上线下共举办公益文化活动44场。新增馆藏图书11400册，其余600册因延期供货，已约定下年到馆。",
    ],
)
def test_parts_that_add_up_or_need_not_say_nothing(text: str, tmp_path: Path) -> None:
    assert [] == _notes(_returned(tmp_path, text, ("上线场景", "≥7个", "7个")))


# --- N606: undone, and full marks ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("result", "reason", "field"),
    [
        ("各项工作按计划推进，流动服务次数未达到计划。", "", "objective.achieved_result"),
        ("各项工作均已按计划推进。", "受天气影响，流动服务没有完成。", "indicators[0].deviation_explanation"),
    ],
)
def test_work_called_undone_with_full_marks_is_noted(result: str, reason: str, field: str, tmp_path: Path) -> None:
    verdict = _returned(tmp_path, result, ("开展流动服务次数", "≥20次", "20次"), reasons=(reason,))

    assert [("N606", field)] == _notes(verdict)
    assert Status.ACCEPTED is verdict.status


@pytest.mark.parametrize(
    ("result", "actual", "reason"),
    [
        # Undone, and not full.
        ("流动服务次数未达到计划。各项工作按计划推进。", "18次", "受天气影响，流动服务没有完成。"),
        # 福田 2021: 90 % of 90 % with what is left to do.
        (
            "各项工作均已按计划推进。",
            "20次",
            "合同约定的履约期未满，项目还没有验收，余下的宣传工作按项目进度完成。",
        ),
        # Of something else, of another year, denied.
        ("各项工作按计划推进，道路改造未完成。", "20次", ""),
        ("上年未完成的流动服务次数已全部补齐。各项工作按计划推进。", "20次", ""),
        ("流动服务次数不存在未达到计划的情况。各项工作按计划推进。", "20次", ""),
    ],
)
def test_what_is_not_called_undone_or_is_not_full_says_nothing(
    result: str, actual: str, reason: str, tmp_path: Path
) -> None:
    verdict = _returned(tmp_path, result, ("开展流动服务次数", "≥20次", actual), reasons=(reason,))

    assert [] == _notes(verdict)


# --- on trial -----------------------------------------------------------------------------------------------------


def test_a_note_on_trial_says_so_and_is_no_trial_any_more_when_an_office_decides(tmp_path: Path) -> None:
    text = "接入监控视频1200路，其中公安526路、城管536路、四治137路；运行维护正常。"
    verdict = _returned(tmp_path, text, ("上线场景", "≥7个", "7个")).to_json()
    result = Result(file="a", verdict=verdict, facts={})

    decided = policy.applied(result, Policy(codes={"N605": Level(severity="warning", beta=False)}))

    (before,) = [each for each in result.verdict["findings"] if each["code"] == "N605"]
    (after,) = [each for each in decided.verdict["findings"] if each["code"] == "N605"]
    assert (True, "accepted") == (before["beta"], result.verdict["status"])
    assert ("beta" not in after, "flagged") == (True, decided.verdict["status"])
