"""What texts say against numbers: real sentences on both sides, and rather no note than a wrong one."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from tests.conftest import ROOT
from tests.forms import NO_REGISTER, issued_with, judged, project, returned
from xlgen import batch, narrative, policy, recompute, template, writer
from xlgen.finding import Owner, Severity, Status
from xlgen.narrative.fitting import kind_of
from xlgen.policy import Level, Policy
from xlgen.results import Result
from xlgen.verbs import proposals

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from xlgen.model import Content, Value
    from xlgen.verbs.verdict import Verdict

FORM = template.load(ROOT / "templates" / "national-project-2020.toml")
SPENT_58: Mapping[str, Value] = {"funding.appropriation.actual_expenditure": Decimal(58)}


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

    found = _issued("网格管理人员培训参与率、网格管理人员培训合格率均在95%以上。", *indicators)
    assert "N604" not in {code for code, _ in found}


def test_a_clause_with_two_numbers_says_nothing() -> None:
    assert [] == _issued("举办成果测评会由2场增加到3场。", ("组织策划成果测评会场次", "≥2场"))


# --- N607: targets that say nothing -------------------------------------------------------------------------------


@pytest.mark.parametrize("target", ["有效", "明显", "较好"])
def test_a_word_of_praise_is_no_target(target: str) -> None:
    assert ("N607", "indicators[0].target_value") in _issued("按计划完成。", ("群众生活", target))


@pytest.mark.parametrize("target", ["明显改善", "稳步提升", "健全", "满足", "≥良好", "≥95%", "2020年10月底前"])
def test_a_target_that_names_a_state_is_one(target: str) -> None:
    assert "N607" not in {code for code, _ in _issued("按计划完成。", ("市民阅读环境", target))}


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


# --- N608: an indicator under the head of another kind ------------------------------------------------------------


def _under(category: str, name: str, target: str) -> list[str]:
    """Return what an indicator under a second-level indicator is told to look like."""
    values: dict[str, Value] = {"indicators[0].category": category, "indicators[0].name": name}
    plan = issued_with(FORM, project((target, None), **values)).plan
    found = [each for each in narrative.issued(plan) if each.code == "N608"]
    assert all(each.field == "indicators[0].name" for each in found)
    return [each.detail for each in found]


@pytest.mark.parametrize(
    ("category", "name", "target", "kind"),
    [
        ("数量指标", "参训人员满意度", "≥90%", "满意度"),
        ("数量指标", "设备验收合格率", "≥98%", "质量"),
        ("数量指标", "培训工作完成及时率", "100%", "时效"),
        ("数量指标", "设备安装", "2020年10月底前", "时效"),
        ("数量指标", "单册图书采购成本", "≤45元", "成本"),
        ("质量指标", "单册图书采购成本", "≤45元", "成本"),
        ("时效指标", "购置设备数量", "≥10台", "数量"),
        ("时效指标", "参训学员满意度（%）", "≥90%", "满意度"),
        ("时效指标", "设备验收合格率", "100%", "质量"),
        ("成本指标", "设备验收合格率", "100%", "质量"),
        ("成本指标", "培训人数", "≥200人", "数量"),
        ("成本指标", "培训完成及时率", "100%", "时效"),
        ("成本指标", "竣工验收", "2020年12月底前", "时效"),
    ],
)
def test_an_indicator_of_another_kind_is_noted(category: str, name: str, target: str, kind: str) -> None:
    assert [f"（在“{category}”之下，像是{kind}指标）"] == _under(category, name, target)


@pytest.mark.parametrize(
    ("category", "name", "target"),
    [
        # 福田 2021, all of them accepted: shares of completion among the quantities, spending among the costs.
        ("数量指标", "智慧化建设专项规划编制工作完成率", "100%"),
        ("数量指标", "PDA工作终端及配套设备安装完成情况", "100%"),
        ("数量指标", "网格管理人员培训天数", "≥3天"),
        ("质量指标", "离退休干部慰问金支付及时率", "100%"),
        ("质量指标", "网格管理人员培训参与率", "≥90%"),
        ("成本指标", "支付进度达标率", "100%"),
        # What may be meant as a quantity, a time, a cost.
        ("数量指标", "每周开放时长", "56-60小时"),
        ("数量指标", "满意度调查问卷数量", "≥200份"),
        ("数量指标", "满意度调查完成率", "100%"),
        ("数量指标", "发放补助金额", "≥100万元"),
        ("数量指标", "宣传覆盖率", "≥90%"),
        ("质量指标", "培训学员满意度", "≥90%"),
        ("时效指标", "案件闭环处置", "≤1天"),
        ("时效指标", "工作任务完成率", "100%"),
        ("时效指标", "每月报送次数", "≥1次"),
        ("时效指标", "项目建设进度", "100%"),
        ("时效指标", "资金到位率", "100%"),
        ("成本指标", "成本节约率", "≥5%"),
        ("成本指标", "公务用车购置数量控制", "≤2辆"),
        ("成本指标", "培训", "≤500元/人"),
        ("成本指标", "人均用水量", "≤3吨"),
    ],
)
def test_an_indicator_that_may_be_meant_so_says_nothing(category: str, name: str, target: str) -> None:
    assert [] == _under(category, name, target)


def test_an_indicator_that_is_not_assessed_says_nothing() -> None:
    values: dict[str, Value] = {
        "indicators[0].category": "成本指标",
        "indicators[0].name": "设备验收合格率",
        "indicators[0].max_score": Decimal(0),
    }
    plan = issued_with(FORM, project(("不适用", None), **values)).plan

    assert [] == [each for each in narrative.issued(plan) if each.code == "N608"]


@pytest.mark.parametrize(
    ("name", "target", "said"),
    [
        ("回访学员人数", "≥200人", []),
        ("群众投诉次数", "≤3次", []),
        ("开放服务好评率", "≥95%", []),
        ("政策知晓率", "≥90%", []),
        ("设备验收合格率", "100%", ["（在“服务对象满意度指标”之下，像是质量指标）"]),
        ("培训人数", "≥200人", ["（在“服务对象满意度指标”之下，像是数量指标）"]),
    ],
)
def test_under_satisfaction_only_what_is_surely_something_else_is_noted(
    name: str, target: str, said: list[str]
) -> None:
    values: dict[str, Value] = {"indicators[2].name": name, "indicators[2].target_value": target}
    plan = issued_with(FORM, project(("≥7个", None), **values)).plan

    assert said == [each.detail for each in narrative.issued(plan) if each.code == "N608"]


@pytest.mark.parametrize("category", ["社会成本指标", "生态环境成本指标", "数量和质量指标", "社会效益指标"])
def test_a_head_of_no_one_kind_says_nothing(category: str) -> None:
    assert kind_of(category) is None


def test_the_office_is_told_of_it_and_no_form_is_flagged_for_it(tmp_path: Path) -> None:
    verdict = _returned(tmp_path, "各项工作均已按计划推进。", ("参训人员满意度", "≥90%", "95%"))

    (found,) = [each for each in verdict.findings if each.code == "N608"]
    assert (Owner.OFFICE, Severity.NOTE, Status.ACCEPTED) == (found.cured_by, found.severity, verdict.status)
    assert (
        "“三级指标”（D13）现为“参训人员满意度”。三级指标与所在的二级指标不符"
        "（在“数量指标”之下，像是满意度指标）。请下发单位核对应归入哪一类；确需如此的无需处理。"
    ) == found.message


def test_what_a_unit_proposed_under_another_head_is_its_own_to_mend(tmp_path: Path) -> None:
    manifest = proposals.manifest_of(FORM)
    row: dict[str, Content] = {
        "indicators[0].category": "成本指标",
        "indicators[0].name": "设备验收合格率",
        "indicators[0].direction": "≥",
        "indicators[0].target_value": 90.0,
        "indicators[0].unit_of_measure": "%",
        "indicators[0].actual_value": 95.0,
        "indicators[0].max_score": 50.0,
    }
    contents = recompute.issued_contents(manifest.plan) | row

    verdict = judged(
        writer.write(manifest, contents | recompute.evaluate(manifest.plan.shape, [contents])[0]), tmp_path
    )

    found = [(each.field, each.cured_by) for each in verdict.findings if each.code == "N608"]
    assert [("indicators[0].name", Owner.FILLER)] == found


# --- N609: a cost above all that was spent ------------------------------------------------------------------------


def _cost(folder: Path, target: str, actual: str, spent: int | str, **values: Value) -> list[str]:
    """Return what is said of an achieved cost where so many 万元 were spent of 1000, as messages."""
    given: dict[str, Value] = {
        "indicators[0].category": "成本指标",
        "indicators[0].name": "设备采购成本",
        "funding.appropriation.original_budget": Decimal(1000),
        "funding.appropriation.final_budget": Decimal(1000),
        "funding.appropriation.actual_expenditure": Decimal(spent),
    }
    verdict = judged(returned(FORM, project((target, actual), **(given | values))), folder)
    assert all(each.field == "indicators[0].actual_value" for each in verdict.findings if each.code == "N609")
    return [each.message for each in verdict.findings if each.code == "N609"]


@pytest.mark.parametrize(
    ("target", "actual", "spent", "said"),
    [
        ("≤1000万元", "998万元", "900", "（完成值 998 万元，全年执行数 900 万元）"),
        ("≤0.1亿元", "0.0998亿元", "990.5", "（完成值 0.0998 亿元，全年执行数 990.5 万元）"),
        ("≤10000000元", "9500000元", "900", "（完成值 9500000 元，全年执行数 900 万元）"),
    ],
)
def test_a_cost_above_all_that_was_spent_is_noted_with_both_amounts(
    target: str, actual: str, spent: str, said: str, tmp_path: Path
) -> None:
    (message,) = _cost(tmp_path, target, actual, spent)

    assert f"成本指标的金额大于全年执行数{said}。" in message


@pytest.mark.parametrize(
    ("target", "actual", "spent"),
    [
        ("≤1000万元", "900万元", "900"),
        ("≤1000万元", "901万元", "900.4"),  # rounded up to whole 万元
        ("≤0.1亿元", "0.09亿元", "899.6"),
        ("≤1000元", "950元", "900"),  # 元 against 万元
        ("≤1000元/台", "950元/台", "900"),
        ("≤1000万元", "950万元", "0"),  # nothing was spent: other findings say so
    ],
)
def test_a_cost_that_was_paid_or_may_have_been_says_nothing(
    target: str, actual: str, spent: str, tmp_path: Path
) -> None:
    assert [] == _cost(tmp_path, target, actual, spent)


@pytest.mark.parametrize("name", ["成本节约额", "项目总投资", "设备采购合同金额", "成本控制数"])
def test_an_amount_that_is_no_spending_of_the_year_says_nothing(name: str, tmp_path: Path) -> None:
    assert [] == _cost(tmp_path, "≤1000万元", "998万元", "900", **{"indicators[0].name": name})


def test_an_amount_that_is_no_cost_says_nothing(tmp_path: Path) -> None:
    assert [] == _cost(tmp_path, "≥1000万元", "1500万元", "900", **{"indicators[0].category": "数量指标"})


def test_spending_in_the_wrong_unit_is_told_once(tmp_path: Path) -> None:
    spent: dict[str, Value] = {
        "funding.appropriation.final_budget": Decimal(9_000_000),  # 元 beside 万元
        "funding.appropriation.original_budget": Decimal(9_000_000),
    }
    record = project(("≤1000万元", "998万元"), **spent, **{"indicators[0].category": "成本指标"})
    verdict = judged(
        returned(FORM, record, {"funding.appropriation.actual_expenditure": 900.0, "indicators[0].name": "采购成本"}),
        tmp_path,
    )

    assert {"B406"} == {each.code for each in verdict.findings} & {"B406", "N609", "N610"}


# --- N610: scores far above the execution rate --------------------------------------------------------------------


def _rates(
    folder: Path,
    spent: str,
    actual: str = "10台",
    far_above: Decimal | None = None,
    values: Mapping[str, Value] | None = None,
) -> Verdict:
    """Return the verdict of a form with 100 万元 to spend and one output of 50 points with a target of 10台."""
    money: dict[str, Value] = {"funding.appropriation.actual_expenditure": Decimal(spent)}
    register = NO_REGISTER if far_above is None else replace(NO_REGISTER, far_above=far_above)
    return judged(returned(FORM, project(("≥10台", actual), **(money | dict(values or {})))), folder, register)


def _apart(verdict: Verdict) -> list[tuple[str, str]]:
    return [(each.field, each.detail) for each in verdict.findings if each.code == "N610"]


@pytest.mark.parametrize(
    ("spent", "actual", "said"),
    [
        ("69.99", "10台", [("execution_rate", "（指标得分率 100.00%，预算执行率 69.99%，相差 30.01 个百分点）")]),
        ("70", "10台", []),
        # 25 of 50, 30, 10: 65 of 90 are 72.22 %.
        ("42", "5台", [("execution_rate", "（指标得分率 72.22%，预算执行率 42.00%，相差 30.22 个百分点）")]),
        ("42.3", "5台", []),
        ("100", "10台", []),
    ],
)
def test_scores_far_above_the_execution_rate_are_noted_from_30_points_on(
    spent: str, actual: str, said: list[tuple[str, str]], tmp_path: Path
) -> None:
    assert said == _apart(_rates(tmp_path, spent, actual))


def test_an_office_sets_from_how_many_points_on(tmp_path: Path) -> None:
    assert [] == _apart(_rates(tmp_path, "60", far_above=Decimal(40)))
    assert 1 == len(_apart(_rates(tmp_path, "59.9", far_above=Decimal(40))))


def test_the_threshold_of_a_policy_reaches_the_files(tmp_path: Path) -> None:
    (tmp_path / "政策.toml").write_text("policy = 1\n[thresholds]\nscore_above_execution = 45\n", "utf-8")
    (tmp_path / "收回.xlsx").write_bytes(returned(FORM, project(("≥10台", "10台"), **SPENT_58)))
    decided = policy.read([tmp_path / "政策.toml"])

    said = {}
    for name, own in (("none", policy.NONE), ("45", decided)):
        sources = list(batch.collect([tmp_path / "收回.xlsx"]).sources.values())
        with batch.store(None) as kept:
            for _ in batch.run(sources, batch.setting_of(decided=own), kept, batch.Spread()):
                pass
            (result,) = kept
        said[name] = [each["code"] for each in result.verdict["findings"] if each["code"] == "N610"]

    assert {"none": ["N610"], "45": []} == said


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"funding.appropriation.final_budget": Decimal(0)}, "B405"),  # no budget: there is no rate to compare with
        ({"funding.appropriation.actual_expenditure": Decimal(5)}, "I511"),  # nothing spent, all done: said already
    ],
)
def test_without_a_budget_or_where_it_is_said_already_no_rate_is_compared(
    values: dict[str, Value], code: str, tmp_path: Path
) -> None:
    found = {each.code for each in _rates(tmp_path, "60", values=values).findings}

    assert {code} == found & {code, "N610"}


def test_a_score_that_is_open_leaves_the_rates_uncompared(tmp_path: Path) -> None:
    found = {each.code for each in _rates(tmp_path, "50", values={"indicators[1].actual_value": None}).findings}

    assert {"V301"} == found & {"V301", "N610"}


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
