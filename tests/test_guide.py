"""The sheet 填报说明 says what the form itself says: its own numbers, its own methods, on one page."""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import pytest

from tests.conftest import ROOT
from tests.forms import project, variant
from tests.issued import issued_forms
from tests.libreoffice import requires_libreoffice, save_as
from tests.variants import small_record
from xlgen import layout, model, recompute, roster, template, writer
from xlgen.layout.guide import examples
from xlgen.layout.measure import LEAST, row_heights
from xlgen.layout.pattern import pattern_of
from xlgen.model import Record
from xlgen.verbs import proposals

if TYPE_CHECKING:
    from pathlib import Path

    from xlgen.layout import Plan, Sheet
    from xlgen.layout.guide.examples import Example
    from xlgen.model import Content
    from xlgen.template import Template

TEMPLATES: Final = ROOT / "templates"
TRIED: Final = ROOT / "tests" / "templates"
SHIPPED: Final = sorted(path.stem for path in TEMPLATES.glob("*.toml"))
COMPUTING: Final = ("capped", "cost", "evaluated", "evaluated-cut", "lenient", "one-decimal", "scaled", "typed-totals")
"""Forms of the tests that each score otherwise."""
RECORDS: Final = {
    "futian-project-2021": "futian-2021/records/P003.json",
    "luohu-department-2022": "luohu-department-2022/records",
    "futian-key-project-2020": "futian-key-project-2020/records",
    "luquan-department-2022": "luquan-department-2022/records",
    "jinzhai-project-2023": "jinzhai-project-2023/records",
}
EVERYWHERE: Final = (
    "请先另存到本机再填写，勿在聊天窗口内直接编辑；填完请保存为 .xlsx",
    "保护无密码，仅防误改",
    "涉密项目及涉密内容不得使用本表填报",
)
KINDS: Final = ("≥10台", "=3份", "20场", ">1次", "≤5天", "<8小时", "10-20次", "≥95%", "≤5%", "≥良好", "满足", "不适用")
"""Targets that are scored by every method of the general form."""


@lru_cache
def form(name: str) -> Template:
    """Return a form, shipped or of the tests."""
    folder = TEMPLATES if name in SHIPPED else TRIED
    return template.load(folder / f"{name}.toml")


def record_of(own: Template) -> Record:
    """Return a record of a form: a published one where there is one, else a small one with targets of every kind."""
    if own.id in RECORDS:
        return roster.read_records(ROOT / "samples" / RECORDS[own.id])[0][0]
    if own.definition.evaluation is not None:
        values: dict[str, model.Value] = {"project.code": "X1", "project.name": "项目"}
        return Record(template=own.id, fiscal_year=2020, values=values, indicator_count=0)
    return small_record(own, *KINDS)


def sheet_of(own: Template, record: Record | None = None) -> Sheet:
    return layout.plan(own, record or record_of(own)).shape.sheets[0]


def told(sheet: Sheet) -> dict[str, str]:
    """Return the texts by their leads; those without one are joined under the head of their section."""
    found: dict[str, str] = {}
    head = ""
    leads = {each.row: each.text for each in sheet.cells if each.style == "guide_lead"}
    for each in sheet.cells:
        if each.style == "guide_head":
            head = each.text
        elif each.style == "guide_text":
            key = leads.get(each.row, head)
            found[key] = f"{found[key]}\n{each.text}" if key in found else each.text
    return found


def blanks() -> dict[str, Plan]:
    """Return the plans of all blanks that the shipped forms have, by form."""
    found = {}
    for name in SHIPPED:
        own = form(name)
        given = any(each.most_rows is not None for each in own.definition.tables)
        if own.definition.sections and own.definition.evaluation is None and not given:
            found[name] = layout.blank_plan(own)
    return found


# --- on every form ---------------------------------------------------------------------------------------------------


def test_every_form_says_how_to_save_it_that_its_protection_has_no_password_and_what_it_must_not_hold() -> None:
    sheets = [each.shape.sheets[0] for each in issued_forms()] + [each.shape.sheets[0] for each in blanks().values()]

    assert len(sheets) > 40
    for sheet in sheets:
        texts = "\n".join(each.text for each in sheet.cells)
        assert [] == [each for each in EVERYWHERE if each not in texts]


def test_every_form_has_the_same_sections_in_the_same_order() -> None:
    expected = ["怎样填", "谁填什么", "怎样算分", "举例", "常见错误", "另请注意", "找谁"]
    for name in SHIPPED:
        heads = [each.text for each in sheet_of(form(name)).cells if each.style == "guide_head"]

        assert [each for each in expected if each in heads] == heads, name
        assert {"怎样填", "谁填什么", "怎样算分", "常见错误", "找谁"} <= set(heads), name


def test_no_section_has_more_than_five_mistakes() -> None:
    for each in issued_forms():
        (head,) = [cell for cell in each.shape.sheets[0].cells if cell.text == "常见错误"]

        assert 1 <= head.rows <= 5, each.name


def test_no_text_of_a_form_has_a_place_that_was_not_filled_in() -> None:
    for each in issued_forms():
        for cell in each.shape.sheets[0].cells:
            assert not re.search(r"[{}]|None|，，|；；|。。|；。|：。", cell.text), (each.name, cell.text)


# --- the numbers of three forms --------------------------------------------------------------------------------------


def test_futian_names_its_points_its_rate_and_its_rounding() -> None:
    found = told(sheet_of(form("futian-project-2021")))

    assert found["满分"] == (
        "满分 100 分：预算执行率 10 分、产出指标 50 分、效益指标 40 分。"
        "每项得分不低于 0，不高于分值；保留 2 位小数，四舍五入。"
    )
    assert found["执行率"] == (
        "全年执行数÷全年预算数，按“年度资金总额”一行计算；得分＝10×执行率，最高 10 分；"
        "全年预算数为 0 的，执行率和得分为 0。"
    )
    assert "各项得分之和。" == found["总分"]  # no ratings
    assert "金额以元为单位。" in found["填写"]
    assert "把万元当成元填：1.2 万元应填 12000。" not in found.values()  # there are five others
    assert "指标值 10台、完成 8台、分值 5：得分＝5×8÷10＝4.00。" in found["举例"]


def test_futian_says_who_gives_what_in_the_words_of_the_form() -> None:
    found = told(sheet_of(form("futian-project-2021")))

    assert found["下发给定"] == (
        "项目编码、项目名称、项目金额、主管部门；项目资金：年初预算数、全年预算数；预期目标；"
        "指标：三级指标、年度指标值、分值。"
    )
    assert "项目资金：全年执行数；实际完成情况；指标：实际完成值。" == found["单位必填"]
    assert "实施单位；指标：偏差原因分析及改进措施（未得满分的必填）；签字栏。" == found["单位选填"]


def test_the_national_form_names_its_bands_its_ratings_and_its_thresholds() -> None:
    found = told(sheet_of(form("national-project-2020")))

    assert "预算执行率 10 分、产出指标 50 分、效益指标 30 分、满意度指标 10 分" in found["满分"]
    assert (
        "“定性”：先选完成等级，再填得分：达成为分值的 80%～100%、部分达成为分值的 60%～80%、未达成为分值的 0%～60%"
        in found["其他指标"]
    )
    assert "各项得分之和；90 分起为优、80 分起为良、60 分起为中、60 分以下为差。" == found["总分"]
    assert "执行率低于 80%，没有在“填报自查”的“情况说明”中写明原因。" == found["执行率低"]
    assert "完成值达到指标值的 1.3 倍及以上" in found["没有说明"]


def test_luohu_tells_its_ways_of_scoring_in_general_and_points_to_the_column() -> None:
    found = told(sheet_of(form("luohu-department-2022")))

    assert "满分 100 分：部门决策 20 分、部门管理 20 分、部门绩效 60 分。" in found["满分"]
    assert "逐行对照“参考评分标准”一栏的要求，每行的分在“单项分值”一栏。" == found["依据"]
    assert "选“符合”得满分，选“不符合”得 0 分" in found["选择"]
    assert all(each in found["填数"] for each in ("目标值", "分档", "扣完为止", "得分＝单项分值×比率"))
    assert "只限制合计" in found["每个指标"]
    assert "否决项为“发生”的得 0 分，免评项为“适用”的得满分" in found["每个指标"]
    assert "90 分起为优、80 分起为良、60 分起为中、60 分以下为差" in found["总分"]
    assert found["举例"].splitlines()[:2] == [
        "“预算编制规范性”发生 2项：单项得分＝5－1×2＝3 分。",
        "“固定资产利用率”正好为 90%：属“≥90%”一档，单项得分 1 分。",
    ]


# --- what differs by place -------------------------------------------------------------------------------------------


def test_each_method_is_told_once_with_the_signs_that_it_is_used_for() -> None:
    found = told(sheet_of(form("national-project-2020")))

    assert "“≥”“>”“=”“不带符号的数”：达到指标值得满分，未达到的得分＝分值×完成值÷指标值" in found["定量指标"]
    assert "“≤”“<”：不高于指标值得满分，高于的得分＝分值×指标值÷完成值" in found["定量指标"]
    assert found["定量指标"].count("“区间”：") == 1
    assert "“不适用”：不考核，不计分" in found["其他指标"]


def test_a_method_that_no_indicator_uses_is_not_told() -> None:
    found = told(sheet_of(form("national-project-2020"), small_record(form("national-project-2020"), "≥10台")))

    assert "“≥”：达到指标值得满分，未达到的得分＝分值×完成值÷指标值。" == found["定量指标"]
    assert "其他指标" not in found


def test_linear_deduction_truncation_and_typed_scores_are_told() -> None:
    found = told(sheet_of(form("one-decimal"), small_record(form("one-decimal"), "≥10台", "≤5天", "满足")))

    assert "“≤”：不高于指标值得满分，每高出指标值的 1% 扣分值的 1%，达到指标值的 2 倍得 0 分" in found["定量指标"]
    assert "“定性”：由评价人在 0 与分值之间填写得分" in found["其他指标"]
    assert "保留 1 位小数，多余的舍去" in found["满分"]
    # 10 × 1915 ÷ 2000 = 9.575: cut off, not rounded to 9.6.
    assert "得分＝10×95.75%＝9.5。" in found["举例"]
    assert "得分＝5×(1－(12－10)÷10)＝4.0。" in found["举例"]


def test_caps_over_achievement_and_a_budget_that_is_not_assessed_are_told() -> None:
    found = told(sheet_of(form("capped")))

    assert "执行率低于 80% 的，总分不超过 89 分；执行率低于 50% 的，总分不超过 59 分" in found["总分"]
    assert "完成值达到指标值 1.3 倍及以上的（“≥”“>”），扣 2 分" in found["定量指标"]
    assert "全年预算数为 0 的，不考核执行率，该项分值和得分为 0" in found["执行率"]


def test_what_is_missing_and_what_is_scaled_are_told() -> None:
    cost, scaled = told(sheet_of(form("cost"))), told(sheet_of(form("scaled")))

    assert "没有设“成本指标”的扣 5 分；没有设“质量指标”的扣 2.5 分" in cost["总分"]
    assert "各项得分之和÷各项分值之和×100" in scaled["总分"]
    assert "“不适用”：不考核，其余各项的得分折算为 100 分" in scaled["其他指标"]
    assert "执行数÷到位数" in scaled["执行率"]


def test_hubei_sichuan_haidian_and_jinzhai_say_their_own_rate() -> None:
    hubei, sichuan, haidian, jinzhai = (
        told(sheet_of(form(each)))
        for each in ("hubei-project-2022", "sichuan-project-2022", "haidian-project-2016", "jinzhai-project-2023")
    )

    assert "得分＝20×执行率，最高 20 分" in hubei["执行率"]
    assert "得分＝20×95.75%＝19.15。" in hubei["举例"]
    assert "预算执行数÷调整后预算数" in sichuan["执行率"]
    assert "执行率低于 90%" in sichuan["执行率低"]
    assert "全年执行数÷年初预算数" in haidian["执行率"]
    assert "实际支出资金÷实际到位资金，按“项目资金合计”一行计算；只列示，不计分" in jinzhai["执行率"]


def test_a_rule_of_the_forms_own_is_not_told_in_the_words_of_the_one_it_replaces(tmp_path: Path) -> None:
    own = variant(
        tmp_path,
        '[scoring.rules]\n"at-least" = "IF(COUNT(max_score)=1,max_score,0)"\n'
        'execution_score = "IF(COUNT(max_score)=1,max_score,0)"\n',
    )
    found = told(sheet_of(own, small_record(own, "≥10台")))

    assert "“≥”：按本表自定的公式计算，见表内。" == found["其他指标"]
    assert "按本表自定的公式计算，见表内。" == found["执行率"]
    assert "定量指标" not in found
    assert "举例" not in found


def test_what_was_left_open_in_some_rows_is_the_units_there() -> None:
    national = form("national-project-2020")
    found = told(sheet_of(national, small_record(national, "≥10台", "")))

    assert "年度指标值" in found["下发给定"]
    assert "年度指标值（下发时留空的）" in found["单位必填"]


def test_what_may_be_corrected_is_said(tmp_path: Path) -> None:
    own = variant(tmp_path, 'indicators.target_supplied = "correctable"')
    found = told(sheet_of(own, project(("≥10台", Decimal(10)))))

    assert "指标：年度指标值。" == found["可以更正"]
    assert "年度指标值" not in found["下发给定"]


def test_scores_that_a_person_gives_are_told_from_those_that_a_formula_gives() -> None:
    national = form("national-project-2020")
    mixed = told(sheet_of(national, small_record(national, "≥10台", "满足")))
    computed = told(sheet_of(national, small_record(national, "≥10台")))

    assert "得分（由人评定的）" in mixed["单位必填"]
    assert "得分" not in computed["单位必填"]


def test_a_blank_form_says_what_a_row_in_use_must_have() -> None:
    found = told(blanks()["national-project-2020"].shape.sheets[0])

    assert "一个项目一份" in found["空白表"]
    assert "指标（用到的行）：二级指标、三级指标、指标性质、年度指标值、实际完成值、分值。" in found["单位必填"]
    assert "下发给定" not in found


def test_an_office_says_whom_to_ask_and_what_is_special_to_it(tmp_path: Path) -> None:
    own = variant(tmp_path, 'guide.contact = "县财政局预算股（8123456）"\nguide.lines = ["金额含税。", "一式两份。"]')
    found = told(sheet_of(own, small_record(own, "≥10台")))

    assert "对怎样填、怎样评分有疑问的，请找县财政局预算股（8123456）。" == found["找谁"]
    assert "金额含税。\n一式两份。" == found["另请注意"]


def test_without_a_word_of_the_office_those_who_issued_the_form_are_to_be_asked() -> None:
    found = told(sheet_of(form("national-project-2020")))

    assert "对怎样填、怎样评分有疑问的，请找下发本表的财政部门或主管部门。" == found["找谁"]
    assert "另请注意" not in found


# --- the examples are what the workbook gives ------------------------------------------------------------------------


def shown(plan: Plan, example: Example) -> Content:
    """Return what a form's own formula shows where its cells hold what an example says."""
    contents = recompute.issued_contents(plan)
    for path, value in example.inputs.items():
        contents[path] = model.to_cell(value) if isinstance(value, Decimal) else value
    return recompute.evaluate(plan.shape, [contents])[0][example.shows]


@pytest.mark.parametrize("name", [*SHIPPED, *COMPUTING])
def test_the_rules_of_the_workbook_give_the_scores_of_the_examples(name: str) -> None:
    own = form(name)
    record = record_of(own)
    plan = layout.plan(own, record)
    found = list(examples.examples(own.definition, pattern_of(own, record), own.scored))
    computed = [each for each in found if each.shows]

    assert computed
    for each in computed:
        assert float(each.score) == shown(plan, each), each.text
        assert each.score == Decimal(re.findall(r"\d+(?:\.\d+)?", each.text)[-1]), each.text


def test_an_example_of_a_target_that_the_unit_proposes_holds_in_a_blank_form() -> None:
    own = form("national-project-2020")
    pattern = layout.blank.pattern(own)
    plan = proposals.manifest_of(own).plan
    found = [each for each in examples.examples(own.definition, pattern, ()) if "direction" in str(each.inputs)]

    assert ["4.00", "4.17"] == [f"{each.score:f}" for each in found]
    for each in found:
        assert float(each.score) == shown(plan, each)


# --- on paper --------------------------------------------------------------------------------------------------------


def test_every_guide_is_planned_for_one_page_with_letters_of_ten_points_at_least() -> None:
    sheets = {each.name: each.shape.sheets[0] for each in issued_forms()}
    sheets |= {f"{name} (all blanks)": plan.shape.sheets[0] for name, plan in blanks().items()}
    wide, high = 595 - 2 * 0.4 * 72, 842 - (0.5 + 0.6) * 72  # A4 in points without its margins
    for name, sheet in sheets.items():
        heights = row_heights(sheet, {(each.row, each.column): each.text for each in sheet.cells})
        rows = max(each.row + each.rows for each in sheet.cells)
        height = sum(heights.get(row, LEAST) for row in range(rows))
        width = sum((each * 8 + 5) * 0.75 for each in sheet.widths)  # a digit of the Normal style is 8 pixels
        scale = min(1, wide / width)

        assert height * scale <= high, name
        assert 11 * scale >= 10, name


@requires_libreoffice
def test_every_guide_prints_on_one_page(tmp_path: Path) -> None:
    plans = {each.name: each.manifest.plan for each in issued_forms() if not each.name.endswith("(variant)")}
    plans |= {f"{name} (all blanks)": plan for name, plan in blanks().items()}
    manifest = issued_forms()[0].manifest
    paths = []
    for name, plan in plans.items():
        guide = plan.shape.sheets[0]
        bare = replace(plan.shape, lines=(), figures=(), figure_digits=(), figure_names=())
        shape = replace(bare, title=guide.name, sheets=(guide,))
        paths.append(tmp_path / f"{name.replace(' ', '_')}.xlsx")
        paths[-1].write_bytes(writer.write(replace(manifest, plan=replace(plan, shape=shape)), {}))
    pages = {}
    for path in save_as(paths, tmp_path / "printed", "pdf"):
        shown = subprocess.run(["pdfinfo", str(path)], capture_output=True, text=True, check=True).stdout
        pages[path.stem] = re.findall(r"Pages:\s+(\d+)", shown)

    assert {name: ["1"] for name in pages} == pages
