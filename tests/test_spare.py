"""Spare rows: where a section leaves them, a unit adds indicators of its own behind those that it was issued with."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import pytest

import xlgen
from tests.conftest import ROOT
from tests.forms import issued_with, judged, project, returned
from tests.libreoffice import recalculate, requires_libreoffice
from xlgen import checks, layout, recompute, template
from xlgen.finding import RosterError, TemplateError
from xlgen.layout import Role
from xlgen.verbs import generate
from xlgen.verbs.repair import repair

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from xlgen.finding import Finding
    from xlgen.model import Content, Record
    from xlgen.recompute import Contents
    from xlgen.template import Template
    from xlgen.verbs.verdict import Verdict

FORMS: Final = ROOT / "tests" / "templates"
FIRST, SECOND, OF_SATISFACTION = "indicators[4]", "indicators[5]", "indicators[7]"
"""The project has four indicators of the office's, two of them outputs; 3 spare rows of outputs, 1 of satisfaction."""


def form() -> Template:
    """Return a form whose outputs leave three rows to the unit, its satisfaction one, its outcomes none."""
    return template.pick("spare", (FORMS,))


def issued_points(points: str) -> Record:
    """Return a project with two outputs, both met, of 25 points and of so many; 50 are the section's."""
    return project(("≥10个", Decimal(10)), ("≥10个", Decimal(10)), **{"indicators[1].max_score": Decimal(points)})


WITHOUT_CATEGORY: Final = (
    '["dimension", "name", "target_value", "actual_value", "max_score", "score", "deviation_explanation"]'
)
ADDED: Final[Contents] = {
    f"{FIRST}.category": "质量指标",
    f"{FIRST}.name": "设备验收合格率",
    f"{FIRST}.direction": "≥",
    f"{FIRST}.target_value": 90.0,
    f"{FIRST}.unit_of_measure": "%",
    f"{FIRST}.actual_value": 81.0,
    f"{FIRST}.max_score": 5.0,
    f"{FIRST}.deviation_explanation": "两台设备返修，次年一月验收。",
}
"""5 × 81 ÷ 90 = 4.5 points."""


def verdict_of(contents: Contents, folder: Path, points: str = "25") -> Verdict:
    """Return the verdict of the project's form with contents besides what it was issued with and must hold."""
    return judged(returned(form(), issued_points(points), contents), folder)


def told(findings: Iterable[Finding]) -> set[tuple[str, str]]:
    """Return code and field of each finding of a rule in force."""
    return {(each.code, each.field) for each in findings if not each.rule.beta}


# --- drawn -----------------------------------------------------------------------------------------------------------


def test_spare_rows_stand_at_the_end_of_their_section_and_come_last_by_number() -> None:
    shape = issued_with(form(), issued_points("25")).plan.shape
    rows = sorted(range(8), key=lambda index: shape.places[f"indicators[{index}].name"][1].row)
    assert [0, 1, 4, 5, 6, 2, 3, 7] == rows
    lines = [shape.places[f"indicators[{index}].name"][1].row for index in rows]
    assert list(range(lines[0], lines[0] + 8)) == lines


def test_the_first_level_indicator_is_printed_over_its_spare_rows_too() -> None:
    shape = issued_with(form(), issued_points("25")).plan.shape
    over = {cell.text: (cell.row, cell.rows) for _, cell in shape.walk() if cell.text.startswith("产出指标")}
    first = shape.places["indicators[0].name"][1].row
    assert {"产出指标\n（50分）": (first, 5)} == {key: place for key, place in over.items() if place[0] == first}


def test_a_spare_row_is_filled_in_as_one_of_a_blank_form_and_named_by_its_place() -> None:
    places = issued_with(form(), issued_points("25")).plan.shape.places
    keys = ("category", "name", "direction", "target_value", "unit_of_measure", "actual_value", "max_score")
    assert all(places[f"{FIRST}.{key}"][1].role is Role.INPUT for key in (*keys, "judged_score"))
    assert places[f"{FIRST}.category"][1].choices == ("数量指标", "质量指标", "时效指标", "成本指标")
    assert places[f"{OF_SATISFACTION}.category"][1].choices == ("服务对象满意度指标",)
    assert places[f"{FIRST}.name"][1].label == "产出指标第3行·三级指标"
    assert places["indicators[0].name"][1].role is Role.ISSUED


def test_the_guide_tells_of_spare_rows_and_not_of_a_blank_form() -> None:
    texts = [cell.text for cell in issued_with(form(), issued_points("25")).plan.shape.sheets[0].cells]
    said = "".join(texts)
    assert "增列指标" in texts
    assert "“产出指标”“满意度指标”末尾留有空行" in said
    assert "增列指标（用到的行）：二级指标、三级指标" in said
    assert "空白表" not in said


# --- judged ----------------------------------------------------------------------------------------------------------


def test_spare_rows_that_nothing_stands_in_are_silent(tmp_path: Path) -> None:
    verdict = verdict_of({}, tmp_path)
    assert ("accepted", ()) == (verdict.status.value, verdict.findings)
    figures = {key: verdict.figures[key] for key in ("total_max_score", "total_score")}
    assert {"total_max_score": 100, "total_score": 100} == figures


def test_a_row_that_is_used_is_scored_and_counts(tmp_path: Path) -> None:
    verdict = verdict_of(ADDED, tmp_path, "20")
    assert ("accepted", ()) == (verdict.status.value, verdict.findings)
    # 10 of the rate + 25 + 20 + 4.5 + 30 + 10
    assert (Decimal(100), Decimal("99.5")) == (verdict.figures["total_max_score"], verdict.figures["total_score"])


def test_a_row_begun_is_told_at_each_cell_that_it_lacks(tmp_path: Path) -> None:
    verdict = verdict_of({f"{FIRST}.name": "设备验收合格率"}, tmp_path)
    lacking = ("category", "direction", "target_value", "actual_value", "max_score")
    assert {("V301", f"{FIRST}.{key}") for key in lacking} == told(verdict.findings)
    (category,) = (each for each in verdict.findings if each.field == f"{FIRST}.category")
    place = issued_with(form(), issued_points("25")).plan.shape.places[f"{FIRST}.category"][1]
    assert (place.a1, "产出指标第3行·二级指标") == (category.cell, category.label)
    assert (None, None) == (verdict.figures["total_max_score"], verdict.figures["total_score"])


def test_points_that_nobody_took_up_are_told_at_the_first_spare_row(tmp_path: Path) -> None:
    verdict = verdict_of({}, tmp_path, "20")
    assert {("I502", f"{FIRST}.max_score"), ("I501", "total_max_score")} == told(verdict.findings)
    assert {"F"} == {each.cured_by.value for each in verdict.findings}


@pytest.mark.parametrize("points", [4.0, 6.0])
def test_the_points_of_a_section_are_those_of_all_its_rows_in_use(points: float, tmp_path: Path) -> None:
    verdict = verdict_of(ADDED | {f"{FIRST}.max_score": points}, tmp_path, "20")
    assert {("I502", f"{FIRST}.max_score"), ("I501", "total_max_score")} == told(verdict.findings)


def test_a_row_further_down_is_as_good_as_the_first(tmp_path: Path) -> None:
    moved = {field.replace(FIRST, "indicators[6]"): content for field, content in ADDED.items()}
    verdict = verdict_of(moved, tmp_path, "20")
    assert (Decimal("99.5"), ()) == (verdict.figures["total_score"], verdict.findings)


def test_a_spare_row_of_satisfaction_takes_no_points_of_the_outputs(tmp_path: Path) -> None:
    moved = {field.replace(FIRST, OF_SATISFACTION): content for field, content in ADDED.items()}
    moved[f"{OF_SATISFACTION}.category"] = "服务对象满意度指标"
    verdict = verdict_of(moved, tmp_path, "20")
    assert {("I502", f"{FIRST}.max_score"), ("I502", f"{OF_SATISFACTION}.max_score")} == told(verdict.findings)


@pytest.mark.parametrize(("actual", "codes"), [(90.0, {"I511"}), (81.0, set())])
def test_full_points_with_hardly_any_money_are_asked_about_with_the_rows_in_use(
    actual: float,
    codes: set[str],
    tmp_path: Path,
) -> None:
    little: Contents = {"funding.appropriation.actual_expenditure": 5.0, f"{FIRST}.actual_value": actual}
    found = {each.code for each in verdict_of(ADDED | little, tmp_path, "20").findings}
    assert codes == found & {"I511"}


@pytest.mark.parametrize(
    ("contents", "share"),
    [
        ({}, "1"),
        ({f"{FIRST}.name": "设备验收合格率"}, "needed"),
        (ADDED, "1"),
    ],
)
def test_progress_counts_what_rows_in_use_need(contents: Contents, share: str) -> None:
    manifest = issued_with(form(), issued_points("20"))
    given = filled(manifest.plan, contents)
    asked = {
        line.outcomes[0].about
        for line in manifest.plan.shape.lines
        if any(o.key in checks.MISSING for o in line.outcomes)
    }
    fixed = sum(
        not field.startswith(("indicators[4]", "indicators[5]", "indicators[6]", "indicators[7]")) for field in asked
    )
    expected = 1 - 5 / (fixed + 6) if share == "needed" else 1.0
    assert pytest.approx(expected, abs=1e-12) == given["self_check.progress"]


def filled(plan: layout.Plan, contents: Contents) -> dict[str, Content]:
    """Return what every cell of the project's form holds, with contents besides what its record says."""
    own = recompute.issued_contents(plan)
    for _, cell in plan.shape.of_role(Role.INPUT):
        if cell.field in issued_points("20").values:
            own[cell.field] = recompute.to_content(issued_points("20").values[cell.field], cell.kind, cell.unit)
    own |= contents
    return own | recompute.evaluate(plan.shape, [own])[0]


# --- issued ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("points", "codes"), [("25", set()), ("20", set()), ("26", {"I501", "I502"})])
def test_at_issue_points_may_be_less_where_rows_are_left_and_never_more(points: str, codes: set[str]) -> None:
    findings = generate.issuing(issued_with(form(), issued_points(points)).plan)
    assert codes == {each.code for each in findings}


def test_at_issue_a_section_without_spare_rows_has_all_its_points() -> None:
    short = project(("≥50个", Decimal(50)), **{"indicators[1].max_score": Decimal(29)})
    findings = generate.issuing(issued_with(form(), short).plan)
    assert [("I502", "indicators[1].max_score")] == [(each.code, each.field) for each in findings]


def test_a_form_without_spare_rows_is_the_same_form() -> None:
    plain = template.pick("national-project-2020")
    without = form().definition.sections
    assert {3, 0, 1} == {each.spare_rows for each in without}
    shape = layout.plan(plain, issued_points("25")).shape
    assert not [field for field in shape.places if field.endswith((".used", ".judged_score"))]


# --- filled, taken out, made anew ------------------------------------------------------------------------------------


def written(folder: Path, found: dict[str, Any], name: str = "r.json") -> Path:
    """Write a record to a file and return its path."""
    path = folder / name
    path.write_text(json.dumps(found, ensure_ascii=False), "utf-8")
    return path


def taken(folder: Path) -> dict[str, Any]:
    """Return the record that a form holds whose second spare row of outputs and one of satisfaction are used."""
    satisfied: Contents = {
        f"{OF_SATISFACTION}.category": "服务对象满意度指标",
        f"{OF_SATISFACTION}.name": "群众口碑",
        f"{OF_SATISFACTION}.direction": "定性",
        f"{OF_SATISFACTION}.target_value": "明显改善",
        f"{OF_SATISFACTION}.actual_value": "达成",
        f"{OF_SATISFACTION}.max_score": 2.0,
        f"{OF_SATISFACTION}.judged_score": 1.8,
        f"{OF_SATISFACTION}.deviation_explanation": "部分群众尚未回访。",
        f"responses.{OF_SATISFACTION}.deviation_explanation": "已核实。",
    }
    moved = {field.replace(FIRST, SECOND): content for field, content in ADDED.items()}
    path = folder / "收回.xlsx"
    path.write_bytes(returned(form(), issued_points("20"), moved | satisfied))
    found: dict[str, Any] = xlgen.extract(path)
    return found


def test_rows_in_use_are_taken_out_behind_the_issued_indicators(tmp_path: Path) -> None:
    found = taken(tmp_path)
    assert ["产出1", "产出2", "效益", "评价", "设备验收合格率", "群众口碑"] == [
        each["name"] for each in found["indicators"]
    ]
    *_, added, judged_one = found["indicators"]
    expected = {
        "dimension": "产出指标",
        "category": "质量指标",
        "name": "设备验收合格率",
        "target_value": "≥90%",
        "max_score": 5,
        "actual_value": 0.81,
        "score": None,
        "deviation_explanation": "两台设备返修，次年一月验收。",
    }
    assert expected == {key: added[key] for key in expected}
    assert ("满意度指标", "明显改善", 1.8) == tuple(judged_one[key] for key in ("dimension", "target_value", "score"))
    assert {"indicators[5].deviation_explanation": "已核实。"} == found["responses"]


def test_what_is_taken_out_fills_a_new_form_with_the_same(tmp_path: Path) -> None:
    found = taken(tmp_path)
    issued = tmp_path / "表.xlsx"
    issued.write_bytes(returned(form(), issued_points("20"), {"indicators[6].name": "先前填的"}))
    (again,) = xlgen.fill(issued, written(tmp_path, found), tmp_path / "again.xlsx", templates=[FORMS])
    assert found == xlgen.extract(again)


def test_an_answer_beside_a_row_that_is_not_used_goes_to_no_other_row(tmp_path: Path) -> None:
    path = tmp_path / "收回.xlsx"
    moved = {field.replace(FIRST, SECOND): content for field, content in ADDED.items()}
    path.write_bytes(returned(form(), issued_points("20"), moved | {f"responses.{FIRST}.actual_value": "已核实。"}))
    found: dict[str, Any] = xlgen.extract(path)
    assert (5, {}) == (len(found["indicators"]), found.get("responses", {}))


@pytest.mark.parametrize(
    ("dimension", "category", "count", "said"),
    [
        ("产出指标", "数量指标", 4, "“产出指标”有 4 个增列的指标；应为：不多于表中留给单位增列的 3 行"),
        ("效益指标", "社会效益指标", 1, "“效益指标”有 1 个增列的指标；应为：不多于表中留给单位增列的 0 行"),
        ("过程指标", "数量指标", 1, "“过程指标”；应为：产出指标、效益指标、满意度指标"),
        ("产出指标", "社会效益指标", 1, "“社会效益指标”；应为：数量指标、质量指标、时效指标、成本指标"),
    ],
)
def test_indicators_that_have_no_row_are_refused(
    dimension: str, category: str, count: int, said: str, tmp_path: Path
) -> None:
    found = taken(tmp_path)
    added = found["indicators"][4] | {"dimension": dimension, "category": category}
    found["indicators"] = found["indicators"][:4] + [added] * count
    with pytest.raises(RosterError, match=said):
        xlgen.fill(tmp_path / "收回.xlsx", written(tmp_path, found), tmp_path / "again.xlsx", templates=[FORMS])
    assert not (tmp_path / "again.xlsx").exists()


def test_a_form_made_anew_keeps_what_units_added(tmp_path: Path) -> None:
    found = taken(tmp_path)
    (tmp_path / "again.xlsx").write_bytes(repair(tmp_path / "收回.xlsx").content)
    assert found == xlgen.extract(tmp_path / "again.xlsx")


def test_a_form_issued_with_its_ledger_comes_back_with_rows_added(tmp_path: Path) -> None:
    found = taken(tmp_path)
    listed = found | {"indicators": found["indicators"][:4], "responses": {}}
    issued = xlgen.generate(written(tmp_path, listed, "名单.json"), tmp_path / "下发", templates=[FORMS])
    path = tmp_path / "下发" / issued.issues[0].file
    (filled_in,) = xlgen.fill(path, written(tmp_path, found), tmp_path / "N1.xlsx", templates=[FORMS])
    (verdict,) = xlgen.verify([filled_in], ledger=tmp_path / "下发" / "ledger.sqlite", templates=[FORMS])
    # 2 points too many of satisfaction; 10 + 25 + 20 + 4.5 + 30 + 10 + 1.8
    assert ("ledger", Decimal("101.3")) == (verdict.trust, verdict.figures["total_score"])
    assert {("I501", "total_max_score"), ("I502", f"{OF_SATISFACTION}.max_score")} == told(
        each for each in verdict.findings if each.severity.value == "error"
    )
    (again,) = xlgen.verify([filled_in], templates=[FORMS])
    assert "digest-only" == again.trust


# --- refused ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('sections."产出指标".spare_rows = 21', r"sections\[0\].spare_rows"),
        ('sections."产出指标".spare_rows = -1', r"sections\[0\].spare_rows"),
        (
            'sections."产出指标".spare_rows = 1\nscoring.missing = [{ indicator = "成本指标", deduct = 2 }]',
            r"sections\[0\].spare_rows：单位可以增列指标，又按缺少的指标扣分",
        ),
        (
            f'sections."产出指标".spare_rows = 1\nindicators.columns = {WITHOUT_CATEGORY}',
            r"sections\[0\].spare_rows：表中没有二级指标一栏",
        ),
        (
            'sections."产出指标".spare_rows = 1\nindicators.free = { dimensions = [1, 3], categories = [1, 3] }',
            "indicators.free",
        ),
    ],
)
def test_a_template_that_cannot_have_such_rows_is_refused(text: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(f'extends = "national-project-2020"\nid = "mine"\n{text}\n', "utf-8")
    with pytest.raises(TemplateError, match=said):
        template.load(path)


def test_the_line_of_the_page_for_authors_leaves_two_rows(tmp_path: Path) -> None:
    page = (ROOT / "templates" / "模板编写.md").read_text("utf-8")
    line = 'sections."产出指标".spare_rows = 2'
    assert f"`{line}`" in page
    path = tmp_path / "mine.toml"
    path.write_text(f'extends = "national-project-2020"\nid = "mine"\n{line}\n', "utf-8")
    assert [2, 0, 0] == [each.spare_rows for each in template.load(path).definition.sections]


def test_a_score_table_can_have_no_such_rows(tmp_path: Path) -> None:
    text = (FORMS / "evaluated.toml").read_text("utf-8").replace('id = "evaluated"', 'id = "mine"', 1)
    (tmp_path / "mine.toml").write_text(text.replace("[[sections]]", "[[sections]]\nspare_rows = 1", 1), "utf-8")
    with pytest.raises(TemplateError, match=r"sections\[0\].spare_rows：指标由表样给定"):
        template.load(tmp_path / "mine.toml")


# --- another program -------------------------------------------------------------------------------------------------


@requires_libreoffice
def test_libreoffice_computes_the_same_of_spare_rows(tmp_path: Path) -> None:
    taken(tmp_path)
    (recalculated,) = recalculate([tmp_path / "收回.xlsx"], tmp_path / "again")
    (ours,), (theirs,) = (list(xlgen.verify([each])) for each in (tmp_path / "收回.xlsx", recalculated))
    assert Decimal("101.3") == theirs.figures["total_score"]
    assert ours.figures == theirs.figures
    assert {"C201", "C202", "C203"} & {each.code for each in theirs.findings} == set()
