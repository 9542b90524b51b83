"""Every code of the families V, B, I and N: what fires it, its boundary, and the honest form that must not fire it.

The forms are small variants of the national one; `project` (in tests/forms.py) is filled in honestly unless a test
says otherwise. Bounds are those of the catalogue: 80 % execution, 30 % revision, 130 % of the target and so on.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from tests.forms import edited, issued_with, judged, part, project, returned, variant
from xlgen import template, terms
from xlgen.finding import Finding, Owner, RosterError, Severity, Status
from xlgen.model import CellError, Content, Record, Value
from xlgen.verbs.generate import issuing

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from xlgen.template import Template
    from xlgen.verbs.verdict import Verdict

D = Decimal
FIRST = "indicators[0]"
SPENT, BUDGET, ORIGINAL = (
    f"funding__appropriation__{column}" for column in ("actual_expenditure", "final_budget", "original_budget")
)


def national() -> Template:
    return template.pick("national-project-2020")


def codes(verdict: Verdict) -> list[tuple[str, str]]:
    """Return the keys of a verdict's findings, each with its field; of the rules in force, not of those on trial."""
    return [(each.key, each.field) for each in in_force(verdict)]


def in_force(verdict: Verdict) -> list[Finding]:
    return [each for each in verdict.findings if not each.rule.beta]


def judge(folder: Path, record: Record, changes: Mapping[str, Content] | None = None, form: str = "") -> Verdict:
    """Return the verdict of a project; `form` is what a variant of the national form says."""
    found = variant(folder, form) if form else national()
    return judged(returned(found, record, changes), folder)


def test_an_honest_project_has_no_finding(tmp_path: Path) -> None:
    verdict = judge(tmp_path, project(("≥10场", D(10)), ("≤5天", D(4)), ("100%", D(1))))

    assert [] == codes(verdict)
    assert (D(100), "优") == (verdict.figures["total_score"], verdict.figures["rating"])


# --- V: is each input a proper value --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "level", "score", "found"),
    [
        # 达成 80–100 % of 50 points, 部分达成 60–80 %, 未达成 0–60 %; a bound belongs to both of its bands
        ("满足", "达成", D(50), []),
        ("满足", "达成", D(40), []),
        ("满足", "达成", D("39.99"), ["V304/band"]),
        ("满足", "部分达成", D(40), []),
        ("满足", "部分达成", D("40.01"), ["V304/band"]),
        ("满足", "部分达成", D(30), []),
        ("满足", "部分达成", D("29.99"), ["V304/band"]),
        ("满足", "未达成", D(30), []),
        ("满足", "未达成", D("30.01"), ["V304/band"]),
        ("满足", "未达成", D(0), []),
        ("满足", "达成", D("50.01"), ["V304/score"]),
        ("满足", "未达成", D("-0.01"), ["V304/score"]),
        ("满足", "达成", None, ["V301"]),
        ("满足", "达成", "五十", ["V302"]),
        # V305: not of the list; outer spaces aside
        ("满足", "基本达成", D(45), ["V305"]),
        ("满足", " 达成 ", D(50), []),
        ("满足", None, D(50), ["V301/choice"]),
    ],
)
def test_a_typed_score_is_held_to_its_level(
    target: str, level: str | None, score: Value, found: list[str], tmp_path: Path
) -> None:
    record = project((target, level), indicators0=None)
    explained = {f"{FIRST}.score": score, f"{FIRST}.deviation_explanation": "部分工作顺延至下年。"}
    if score == 50:
        del explained[f"{FIRST}.deviation_explanation"]
    full = Record(template="", fiscal_year=2020, values={**record.values, **explained}, indicator_count=3)

    assert found == [each.key for each in judge(tmp_path, full).findings]


@pytest.mark.parametrize(
    ("target", "chosen", "found"),
    [
        ("≥良好", "优秀", []),
        ("≥良好", "良好", []),
        ("≥良好", "一般", ["I505"]),
        ("≥良好", "合格", ["V305"]),
        ("2020年12月底前", "达成", []),
        ("2020年12月底前", "未达成", ["I505"]),
        ("2020年12月底前", "11月", ["V305"]),
    ],
)
def test_a_grade_or_a_deadline_is_chosen_from_a_list(
    target: str, chosen: str, found: list[str], tmp_path: Path
) -> None:
    assert found == [key for key, _ in codes(judge(tmp_path, project((target, chosen))))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("请填写", [("V309", "objective.achieved_result")]),
        ("XXX", [("V309", "objective.achieved_result")]),
        ("\u3000XX\u3000", [("V309", "objective.achieved_result")]),
        ("……", [("V309", "objective.achieved_result")]),
        ("全年举办培训XX场，效果较好。", [("V309/within", "objective.achieved_result")]),
        ("全年举办培训……等活动十二场。", [("V309/within", "objective.achieved_result")]),
        ("请填写单位按要求报送，全年工作均已完成。", []),
        ("全年举办AX培训十二场，均已完成。", []),
    ],
)
def test_a_prompt_that_was_left_is_v309(text: str, found: list[tuple[str, str]], tmp_path: Path) -> None:
    assert found == codes(judge(tmp_path, project(("1项", D(1)), objective__achieved_result=text)))


def test_a_formula_in_an_input_is_a_note_and_its_result_counts(tmp_path: Path) -> None:
    form, record = national(), project(("≥10场", D(9)))
    shape = issued_with(form, record).plan.shape
    cell = shape.places[f"{FIRST}.actual_value"][1].a1
    content = edited(
        returned(form, record), part(shape, shape.title), rf'(<c r="{cell}"[^>]*>)<v>9</v>', r"\1<f>4+6</f><v>10</v>"
    )

    verdict = judged(content, tmp_path)

    assert ("V307", f"{FIRST}.actual_value") in codes(verdict)
    assert verdict.figures["total_score"] is not None
    assert {"V307", "C203"} == {each.code for each in verdict.findings}  # the score shown is that of 9


@pytest.mark.parametrize(
    "picture",
    [
        r'\1 t="str"><f>_xlfn.DISPIMG("ID_1",1)</f><v>=DISPIMG("ID_1",1)</v>',
        r'\1 t="str"><f>DISPIMG("ID_1",1)</f><v>=DISPIMG("ID_1",1)</v>',
        r'\1 t="e" vm="1"><v>#VALUE!</v>',
    ],
)
def test_a_picture_in_an_input_is_v308_and_told_once(picture: str, tmp_path: Path) -> None:
    form, record = national(), project(("≥10场", D(10)))
    shape = issued_with(form, record).plan.shape
    cell = shape.places[f"{FIRST}.actual_value"][1].a1
    content = edited(returned(form, record), part(shape, shape.title), rf'(<c r="{cell}"[^>]*)><v>10</v>', picture)

    found = [each for each in codes(judged(content, tmp_path)) if each[0] not in {"C203", "C204"}]

    assert [("V308", f"{FIRST}.actual_value")] == found


# --- B: money -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("original", "final", "spent", "found"),
    [
        # B403: below 80 %, not at it; a budget of 0 is none of its business
        (100, 100, 80, []),
        (100, 100, "79.99", ["B403"]),
        # B404: more than 30 % away from the original, up or down; not where that was 0
        (100, 130, 130, []),
        (100, "130.01", "130.01", ["B404"]),
        (100, 70, 70, []),
        (100, "69.99", "69.99", ["B404"]),
        (0, 100, 100, []),
        # B402, B405
        (100, 100, "100.01", ["B402"]),
        (100, 0, 1, ["B405", "B404"]),
        # B406: 10⁴ times, where half to 1.2 of the budget would have been spent
        (100, 100, 950000, ["B402", "B406"]),
        (100, 100, 499999, ["B402"]),
        (100, 100, 1200001, ["B402"]),
        (1000000, 1000000, 95, ["B403", "B406", "I511"]),
        (1000000, 1000000, "49.9", ["B403", "I511"]),
        # … and just at those bounds
        (100, 100, 500000, ["B402", "B406"]),
        (100, 100, 1200000, ["B402", "B406"]),
        (1000000, 1000000, 125, ["B403", "B406", "I511"]),
        (1000000, 1000000, "125.01", ["B403", "I511"]),
        (1000000, 1000000, 50, ["B403", "B406", "I511"]),
    ],
)
def test_money_is_held_to_itself(
    original: object, final: object, spent: object, found: list[str], tmp_path: Path
) -> None:
    record = project(("1项", D(1)), **{ORIGINAL: D(str(original)), BUDGET: D(str(final)), SPENT: D(str(spent))})

    keys = [each.key for each in judge(tmp_path, record).findings]

    assert sorted(found) == sorted(key for key in keys if key != "I505")


def test_a_message_shows_figures_as_their_cells_do_and_what_they_are_held_to(tmp_path: Path) -> None:
    record = project(("≥3天", D(6)), ("≥95%", D("0.9")), **{SPENT: D(70)})

    said = {each.key: each.message for each in judge(tmp_path, record).findings}

    assert said["B403"].startswith("“年度资金总额·执行率”（H6）现为 70.00%。")
    assert "（年度指标值 ≥3天，实际完成值 6天）" in said["I507"]
    assert "（年度指标值 ≥95%，实际完成值 90.00%，得分 23.68，分值 25）" in said["I505"]


def test_the_line_of_a_row_leads_to_the_cell_that_the_finding_names(tmp_path: Path) -> None:
    plan = issued_with(national(), project(("≥10场", D(9)), ("满足", None))).plan
    (found,) = judge(tmp_path, project(("≥10场", D(9)))).findings
    links = {cell.link.rpartition("!")[2] for _, cell in plan.shape.walk() if cell.link}

    assert ("I505", True) == (found.key, found.cell in links)
    locked = {
        cell.a1 for _, cell in plan.shape.walk() if cell.field.endswith("].score") and cell.role.value == "formula"
    }
    assert not links & locked


def test_a_zero_budget_without_spending_is_neither_low_nor_unspent(tmp_path: Path) -> None:
    record = project(("1项", D(1)), **{ORIGINAL: D(0), BUDGET: D(0), SPENT: D(0)})

    assert [] == codes(judge(tmp_path, record))


@pytest.mark.parametrize(
    ("parts", "total", "found"),
    [
        ("=", 100, []),
        ("=", "100.01", ["B401"]),
        ("=", "99.99", ["B401"]),
        ("≤", "100.01", []),
        ("≤", "99.99", ["B401"]),
    ],
)
def test_a_typed_total_is_held_to_its_parts(parts: str, total: object, found: list[str], tmp_path: Path) -> None:
    form = f'[funding]\ntotals = "input"\nparts = "{parts}"\n'
    columns = ("original_budget", "final_budget", "actual_expenditure")
    totals = {f"funding__total_funds__{column}": D(100) for column in columns}
    record = project(("1项", D(1)), **(totals | {"funding__total_funds__actual_expenditure": D(str(total))}))

    keys = [each.key for each in judge(tmp_path, record, form=form).findings]

    assert found == [key for key in keys if key == "B401"]


def test_a_total_stated_beside_ours_is_held_to_the_parts_and_never_used(tmp_path: Path) -> None:
    form = '[funding]\ntotals = "stated"\n'
    record = project(("1项", D(1)), stated__funding__actual_expenditure=D(90))

    verdict = judge(tmp_path, record, form=form)

    assert [("B401", "stated.funding.actual_expenditure")] == codes(verdict)
    assert verdict.figures["execution_rate"] == 1


@pytest.mark.parametrize(
    ("stated", "found"),
    [
        ("0.9493", []),  # to a hundredth of a percent
        ("0.949", []),  # 94.9 %
        ("0.95", []),  # 95 %
        ("0.94", ["B407"]),
        ("0.9495", ["B407"]),
        ("94.93", ["B407/hundredfold"]),
        ("0.009493", ["B407/hundredfold"]),
    ],
)
def test_a_stated_rate_is_compared_at_its_own_digits(stated: str, found: list[str], tmp_path: Path) -> None:
    record = project(("1项", D(1)), stated__execution_rate=D(stated), **{SPENT: D("94.93")})

    verdict = judge(tmp_path, record, form='stated = ["execution_rate"]')

    assert found == [each.key for each in verdict.findings]


def test_growth_of_156_percent_stated_as_1_56_percent_is_a_hundredfold(tmp_path: Path) -> None:
    """The published department form 2022 printed 1.56 % for 156.17 %."""
    record = project(("1项", D(1)), stated__execution_rate=D("0.0156"), **{SPENT: D("156.17")})

    keys = [each.key for each in judge(tmp_path, record, form='stated = ["execution_rate"]').findings]

    assert "B407/hundredfold" in keys


# --- I: indicators and scores ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "actual", "explanation", "found"),
    [
        # I507: from 130 % on, and more than one unit above
        ("≥10场", D(13), None, ["I507"]),
        ("≥10场", D("12.99"), None, []),
        ("≥3场", D(4), None, []),  # 133 %, but one more only
        ("≥3场", D("4.01"), None, ["I507"]),
        ("≥10场", D(13), "新增两个班次。", []),
        ("≥10场", D(13), "无", ["I507"]),
        ("≥70%", D("0.91"), None, ["I507"]),
        ("≥2%", D("0.026"), None, []),  # six tenths of a percentage point
        ("≥0场", D(5), None, []),
        ("10场", D(13), None, []),  # a plain number is no floor
        ("≤10场", D(3), None, []),
        # I505: below the maximum without a word; 无 is none
        ("≥10场", D(9), None, ["I505"]),
        ("≥10场", D(9), "无", ["I505"]),
        ("≥10场", D(9), "/", ["I505"]),
        ("≥10场", D(9), "\u3000无", ["I505"]),
        ("≥10场", D(9), "疫情期间减少一场。", []),
        ("≥10场", D("9.9999"), "疫情期间减少一场。", []),
        # I506: full marks and an explanation, where there is no deviation to explain
        ("≥10场", D(10), "疫情期间减少一场。", ["I506"]),
        ("≥10场", D(11), "多办一场。", []),
        ("≥10场", D(10), "无", []),
        ("≥10场", D(10), "/", []),
    ],
)
def test_a_deviation_is_explained_or_asked_about(
    target: str, actual: Decimal, explanation: str | None, found: list[str], tmp_path: Path
) -> None:
    plain = project((target, actual))
    values = {**plain.values, f"{FIRST}.deviation_explanation": explanation}
    record = Record(template="", fiscal_year=2020, values=values, indicator_count=3)

    assert found == [each.key for each in judge(tmp_path, record).findings]


@pytest.mark.parametrize(
    ("spent", "progress", "found"),
    [("94.93", "0.9493", []), ("94.926", "0.9493", []), ("94.93", "0.95", ["I510"]), ("99.9", "1", ["I510"])],
)
def test_progress_is_compared_with_the_rate_at_the_digits_shown(
    spent: str, progress: str, found: list[str], tmp_path: Path
) -> None:
    values: dict[str, Value] = {SPENT: D(spent), "indicators[0]__name": "支出进度达标率"}
    record = project(("≥90%", D(progress)), **values)

    assert found == [each.key for each in judge(tmp_path, record).findings]


@pytest.mark.parametrize(("spent", "found"), [(10, ["B403"]), ("9.99", ["B403", "I511"])])
def test_full_outputs_without_money_are_asked_about(spent: object, found: list[str], tmp_path: Path) -> None:
    record = project(("1项", D(1)), **{SPENT: D(str(spent))})

    assert found == sorted(key for key, _ in codes(judge(tmp_path, record)))


STATED = 'stated = ["total_score", "rating", "execution_score"]\n[indicators]\nstated_score = "自评得分"\n'


@pytest.mark.parametrize(
    ("stated", "found"),
    [
        # actual 3 of 7 × 50 points = 21.428571…, so 21.43
        ("21.43", []),
        ("21.42", [("I504/truncated", Severity.NOTE)]),
        ("21.4", [("I504/rounded", Severity.NOTE)]),
        ("21.429", [("I504/rounded", Severity.NOTE)]),
        ("21.44", []),  # one unit of the last digit
        ("21.45", [("I504", Severity.ERROR)]),
        ("22", [("I504", Severity.ERROR)]),  # a whole number explains too much
        ("21", [("I504/below", Severity.WARNING)]),
    ],
)
def test_a_stated_score_is_held_to_its_rule(stated: str, found: list[tuple[str, Severity]], tmp_path: Path) -> None:
    record = project(
        ("≥7场", D(3)), **{"stated__indicators[0]__score": D(stated), "indicators[0]__deviation_explanation": None}
    )

    verdict = judge(tmp_path, record, form=STATED)

    assert found == [(each.key, each.severity) for each in verdict.findings if each.code == "I504"]


def test_a_stated_score_below_its_rule_with_a_reason_is_nothing(tmp_path: Path) -> None:
    values: dict[str, Value] = {
        "stated__indicators[0]__score": D(20),
        "indicators[0]__deviation_explanation": "主动扣分：资料不全。",
    }
    record = project(("≥7场", D(3)), **values)

    assert [] == codes(judge(tmp_path, record, form=STATED))


@pytest.mark.parametrize(
    ("share", "stated", "key", "words"),
    [
        # 资金到位率 of the published key project 2020: 3.2077, printed 3.20
        ("0.32077", "3.2", "I504/truncated", "（保留 2 位小数，其后舍去）"),
        ("0.862", "9", "I504", ""),
        ("0.8616", "8.6", "I504/rounded", "（四舍五入到 1 位小数）"),
    ],
)
def test_the_published_truncation_is_a_note_and_nine_for_8_62_an_error(
    share: str, stated: str, key: str, words: str, tmp_path: Path
) -> None:
    ten_points = {"indicators[0]__max_score": D(10), "stated__indicators[0]__score": D(stated)}
    record = project(("100%", D(share)), ("100%", D(1)), **ten_points, **{"indicators[1]__max_score": D(40)})

    found = [each for each in judge(tmp_path, record, form=STATED).findings if each.code == "I504"]

    assert [key] == [each.key for each in found]
    wrong, _, remedy = terms.SENTENCES[key].partition("。")
    assert found[0].message.endswith(f"{wrong}{words}。{remedy}")


def test_a_score_that_another_method_of_the_same_direction_gives_is_named(tmp_path: Path) -> None:
    """≤ 10 with 12, linear: (1 − 2 ÷ 10) × 50 = 40; by ratio it would be 10 ÷ 12 × 50 = 41.67."""
    form = f'{STATED}[scoring.methods]\n"≤" = "at-most-linear"\n'
    by_ratio, full = (
        project(("≤10天", D(12)), **{"stated__indicators[0]__score": D(points)}) for points in ("41.67", "50")
    )

    (named,) = [each for each in judge(tmp_path, by_ratio, form=form).findings if each.code == "I504"]
    (plain,) = [each for each in judge(tmp_path, full, form=form).findings if each.code == "I504"]

    assert ("I504/method", Severity.ERROR) == (named.key, named.severity)
    assert terms.METHODS["at-most"] in named.message
    assert plain.key == "I504"


@pytest.mark.parametrize(
    ("total", "rating", "found"),
    [
        (100, "优", []),
        ("99.99", "优", []),
        ("99.98", "优", ["I513"]),
        (97, None, ["I513"]),
        (100, "良", ["I512"]),
        (100, "优秀", ["V305"]),
    ],
)
def test_a_stated_total_and_rating_are_held_to_ours(
    total: object, rating: str | None, found: list[str], tmp_path: Path
) -> None:
    record = project(("1项", D(1)), stated__total_score=D(str(total)), stated__rating=rating)

    verdict = judge(tmp_path, record, form='stated = ["total_score", "rating"]')

    assert found == [each.key for each in verdict.findings]
    assert verdict.figures["total_score"] == 100


def test_a_stated_total_is_held_to_the_stated_scores_beside_it(tmp_path: Path) -> None:
    scores = {f"stated__indicators[{index}]__score": D(points) for index, points in enumerate((50, 30, 10))}
    honest = project(("1项", D(1)), stated__total_score=D(100), stated__execution_score=D(10), **scores)
    wrong = project(("1项", D(1)), stated__total_score=D(98), stated__execution_score=D(10), **scores)
    partly = project(("1项", D(1)), stated__total_score=D(98), **{"stated__indicators[0]__score": D(50)})

    assert [] == codes(judge(tmp_path, honest, form=STATED))
    assert [("I513", "stated.total_score")] == codes(judge(tmp_path, wrong, form=STATED))
    assert [("I513", "stated.total_score")] == codes(judge(tmp_path, partly, form=STATED))


# --- I: what the office made ----------------------------------------------------------------------------------------


def _issue(record: Record, form: Template | None = None) -> list[tuple[str, str, Owner]]:
    found = issuing(issued_with(form or national(), record).plan)
    return [(each.key, each.field, each.cured_by) for each in found]


def test_points_that_do_not_add_up_are_the_offices(tmp_path: Path) -> None:
    short = project(("1项", D(1)), **{"indicators[0]__max_score": D(49)})

    assert [
        ("I501", "total_max_score", Owner.OFFICE),
        ("I502", f"{FIRST}.max_score", Owner.OFFICE),
    ] == _issue(short)
    assert judge(tmp_path, short).status is Status.ACCEPTED


def test_points_that_the_unit_fills_in_are_its_own_to_mend(tmp_path: Path) -> None:
    record = project(("1项", D(1)), ("2项", D(2)), **{"indicators[0]__max_score": None})
    right = judge(tmp_path, record, {f"{FIRST}.max_score": 25.0})
    wrong = judge(tmp_path, record, {f"{FIRST}.max_score": 24.99})

    assert [] == codes(right)
    assert [("I501", "total_max_score"), ("I502", f"{FIRST}.max_score")] == codes(wrong)
    assert {Owner.FILLER} == {each.cured_by for each in wrong.findings}
    assert wrong.status is Status.SENT_BACK


@pytest.mark.parametrize(
    ("name", "target", "found"),
    [
        ("办公用房改造成本", "≥100万元", ["I508"]),
        ("办公用房改造成本", "≤100万元", []),
        ("成本节约额", "≥5万元", []),
        ("成本控制率", "≥95%", []),
        ("新建道路里程", "≤10公里", ["I508"]),
        ("新建道路里程", "≥10公里", []),
        ("培训人数", "≤300人", ["I508"]),
        ("投诉数量", "≤3件", []),
        ("购置设备支出", "≤100万元", []),
        ("经费", "100万元", []),
    ],
)
def test_a_direction_that_does_not_fit_the_name_is_asked_about(name: str, target: str, found: list[str]) -> None:
    record = project((target, None), **{"indicators[0]__name": name})

    assert found == [key for key, _, _ in _issue(record) if key == "I508"]


def test_one_indicator_twice_is_told_and_what_is_not_assessed_is_not(tmp_path: Path) -> None:
    double = project(("1项", None), ("2项", None), **{"indicators[1]__name": "产出1"})
    values: dict[str, Value] = {"indicators[1]__name": "产出1", "indicators[1]__max_score": D(0)}
    absent = project(("1项", None), ("不适用", None), **values)

    assert [("I509", "indicators[1].name", Owner.OFFICE)] == _issue(double)
    (told,) = [each for each in judge(tmp_path, double).findings if each.key == "I509"]
    shape = issued_with(national(), double).plan.shape
    assert f"（与 {shape.places[f'{FIRST}.name'][1].a1} 相同）" in told.message
    assert "I509" not in {key for key, _, _ in _issue(absent)}


def test_an_item_of_more_than_50_points_is_a_note() -> None:
    heavy = project(("1项", None), **{"indicators[0]__max_score": D("50.01")})

    assert "I514" in {key for key, _, _ in _issue(heavy)}
    assert "I514" not in {key for key, _, _ in _issue(project(("1项", None)))}


def test_points_that_do_not_add_up_are_not_issued(tmp_path: Path) -> None:
    import json  # noqa: PLC0415 - one test of many

    import xlgen  # noqa: PLC0415 - the same
    from tests.conftest import RECORDS  # noqa: PLC0415 - the same

    record = json.loads((RECORDS / "P003.json").read_text("utf-8"))
    record["indicators"][0]["max_score"] = 9
    (tmp_path / "名单.json").write_text(json.dumps(record, ensure_ascii=False), "utf-8")

    with pytest.raises(RosterError, match="分值合计不为100，为 99；应为：100"):
        xlgen.generate(tmp_path / "名单.json", tmp_path / "下发")

    assert not (tmp_path / "下发").exists()


# --- N: words -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expected", "achieved", "found"),
    [
        ("举办培训十场，提高能力。", "举办培训十场，提高能力。", ["N601"]),
        ("举办培训十场，提高能力。", "举办培训 十场，\n提高能力。", ["N601"]),
        ("举办培训十场，提高能力。", "已举办培训十场，能力提高。", []),
        ("举办培训十场，提高能力。", "已全部完成了。", ["N602"]),
        ("举办培训十场，提高能力。", "已举办培训十场，完成", []),
        ("举办培训十场，提高能力。", "完" * 1001, ["N603"]),
        ("举办培训十场，提高能力。", "完" * 1000, []),
    ],
)
def test_words_are_held_to_what_was_expected(expected: str, achieved: str, found: list[str], tmp_path: Path) -> None:
    record = project(("1项", D(1)), objective__expected_result=expected, objective__achieved_result=achieved)

    assert found == [each.key for each in judge(tmp_path, record).findings]


# --- answers, corrections, levels -----------------------------------------------------------------------------------


def test_an_answered_warning_is_shown_and_flags_nothing(tmp_path: Path) -> None:
    low = project(("1项", D(1)), **{SPENT: D(50)})
    answered = {"responses.execution_rate": "项目跨年实施，尾款于次年支付。"}

    silent, told = judge(tmp_path, low), judge(tmp_path, low, answered)

    assert (Status.FLAGGED, Status.ACCEPTED) == (silent.status, told.status)
    assert codes(silent) == codes(told) == [("B403", "execution_rate")]
    assert "项目跨年实施，尾款于次年支付。" == told.findings[0].response
    assert "项目跨年实施，尾款于次年支付。" == told.to_json()["findings"][0]["response"]  # type: ignore[index] # JSON


@pytest.mark.parametrize("answer", [" ", "\u3000", None, CellError.VALUE])
def test_a_blank_answer_is_none(answer: Content, tmp_path: Path) -> None:
    low = project(("1项", D(1)), **{SPENT: D(50)})

    assert judge(tmp_path, low, {"responses.execution_rate": answer}).status is Status.FLAGGED


def test_an_error_cannot_be_answered_away(tmp_path: Path) -> None:
    copied = project(("≥10场", D(9)), objective__achieved_result="按计划完成各项工作任务。")
    answers: dict[str, Content] = {
        "responses.objective.achieved_result": "属实。",
        f"responses.{FIRST}.deviation_explanation": "属实。",
    }

    verdict = judge(tmp_path, copied, answers)

    assert [("I505", f"{FIRST}.deviation_explanation"), ("N601", "objective.achieved_result")] == codes(verdict)
    assert verdict.status is Status.SENT_BACK


def test_a_correction_that_the_unit_asks_for_is_the_offices_and_changes_nothing(tmp_path: Path) -> None:
    record = project(("1项", D(1)), correction_request="指标值应为2项。")

    verdict = judge(tmp_path, record)

    assert [("R709", "correction_request")] == codes(verdict)
    assert (Owner.OFFICE, Status.ACCEPTED) == (verdict.findings[0].cured_by, verdict.status)
    assert [] == codes(judge(tmp_path, project(("1项", D(1)), correction_request="无")))


def test_what_may_be_corrected_is_a_note_and_the_units_own_counts(tmp_path: Path) -> None:
    form = '[indicators]\ntarget_supplied = "correctable"\nmax_score_supplied = "correctable"\n'
    record = project(("≥10场", D(9)))

    verdict = judge(tmp_path, record, {f"{FIRST}.target_value": 9.0}, form=form)

    assert [("S107/corrected", f"{FIRST}.target_value")] == codes(verdict)
    assert (9.0, 10.0) == (verdict.findings[0].found, verdict.findings[0].expected)
    assert verdict.figures["total_score"] == 100


def test_a_form_takes_a_check_lighter_or_leaves_it_out(tmp_path: Path) -> None:
    low = project(("1项", D(1)), **{SPENT: D(50)})
    lighter = judge(tmp_path, low, form='[checks.levels]\nB403 = "note"\n')
    without = judge(tmp_path, low, form='[checks]\napply = ["V301", "V302", "V304", "V305", "V306"]\n')

    assert [("B403", Severity.NOTE)] == [(each.key, each.severity) for each in in_force(lighter)]
    assert [] == codes(without)
    assert without.rules["ran"] < lighter.rules["ran"]


def test_a_range_or_a_grade_stays_locked_where_numbers_may_be_corrected() -> None:
    """What it asks for is written into its rule: another would not be scored."""
    (record,) = (project(("≥10场", None), ("10-20次", None), ("≥良好", None)),)
    form = template.pick("national-project-2020")
    words = form.definition.indicators.model_copy(update={"target_supplied": "correctable"})
    open_form = replace(form, definition=form.definition.model_copy(update={"indicators": words}))
    places = issued_with(open_form, record).plan.shape.places

    roles = [places[f"indicators[{index}].target_value"][1].role.value for index in range(3)]

    assert ["input", "issued", "issued"] == roles


def test_what_the_form_shows_for_a_zero_budget_may_be_stated(tmp_path: Path) -> None:
    form = 'stated = ["execution_rate", "execution_score"]\n[funding]\nzero_budget = "not-applicable"\n'
    money: dict[str, Value] = {ORIGINAL: D(0), BUDGET: D(0), SPENT: D(0)}
    record = project(("1项", D(1)), stated__execution_rate="不适用", stated__execution_score="/", **money)

    assert [] == codes(judge(tmp_path, record, form=form))


@pytest.mark.parametrize(
    ("proposed", "actual", "found"),
    [
        (("≥", 100.0, "台"), 200.0, ["I507"]),
        (("≤", 100.0, "台"), 50.0, []),
        (("≥", 95.0, "%"), 96.5, []),
        (("≥", 95.0, "％"), 0.965, ["I505", "V304/confused"]),  # typed as 96.5%
        (("≥", 0.95, "%"), 95.0, ["I507", "V304/confused"]),
        (("=", 1.0, "百分比"), 1.0, ["V304/confused"]),  # both typed as 100%
        (("≥", 0.0, "%"), 0.5, []),
        (("≤", 0.5, "%"), 0.4, []),  # a small rate is wanted
        (("≤", 5.0, "%"), 0.5, []),
        (("≤", 5.0, "%"), 0.05, ["V304/confused"]),
        (("≤", 0.05, "%"), 4.0, ["I505", "V304/confused"]),
        (("≥", 0.95, "台"), 0.95, []),
        (("≥", 2.0, "%"), 2.9, []),  # by less than a percentage point
        (("≥", 2.0, "%"), 3.1, ["I507"]),
        (("≥", 1.0, "台"), 1.5, []),
    ],
)
def test_a_proposed_target_is_held_to_like_an_issued_one(
    proposed: tuple[str, float, str], actual: float, found: list[str], tmp_path: Path
) -> None:
    sign, target, unit = proposed
    cells: dict[str, Content] = {
        f"{FIRST}.direction": sign,
        f"{FIRST}.target_value": target,
        f"{FIRST}.unit_of_measure": unit,
        f"{FIRST}.actual_value": actual,
    }

    verdict = judged(returned(national(), project((None, None)), cells), tmp_path)  # type: ignore[arg-type] # none is issued

    assert found == [each.key for each in verdict.findings]
