"""Targets that units propose: words and numbers with their units, and percentages as they stand on paper."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import xlgen
from tests.blanks import COMPLETE, NATIONAL, OUTPUT, SATISFACTION, extended, form, library, workbook
from tests.forms import judged
from xlgen import integrity, recompute
from xlgen.finding import RosterError
from xlgen.verbs import proposals
from xlgen.verbs.blank import make

if TYPE_CHECKING:
    from pathlib import Path

    from xlgen.model import Content
    from xlgen.recompute import Contents


KEYS: Final = ("direction", "target_value", "unit_of_measure", "actual_value")


def with_second_row(folder: Path, **changes: object) -> Path:
    """Return the file of the sample's record, its second indicator changed; keys that are absent are not spoken of."""
    record = library()
    record["indicators"][1] |= changes
    path = folder / "r.json"
    path.write_text(json.dumps(record, ensure_ascii=False), "utf-8")
    return path


def cells_of(workbook: Path, path: str) -> tuple[Content, ...]:
    """Return what stands in sign, number, unit and achievement of a row."""
    _, contents = integrity.open_issued(workbook)
    return tuple(contents[f"{path}.{key}"] for key in KEYS)


SECOND: Final = "indicators[1]"


@pytest.mark.parametrize(
    "target", ["56-60小时", "≥良好", "≧良好", "≤2020年10月", "≤10月", ">5台", "<5台", "完成10台", "10级"]
)
def test_targets_that_no_sign_of_the_form_says_are_refused(target: str, tmp_path: Path) -> None:
    path, blank = with_second_row(tmp_path, target_value=target), tmp_path / "空白.xlsx"
    make(NATIONAL, blank)
    told = (
        rf"indicators\[1\].target_value：“{target}”不能作为单位自填的指标值；"
        "应为：符号（≥、=、≤）加数字和单位，或不带符号的文字要求（含等级、时限）。"
    )
    with pytest.raises(RosterError, match=told):
        xlgen.fill(blank, path, tmp_path / "filled.xlsx")


@pytest.mark.parametrize("target", ["运行良好", "达到良好", "良好", "10月底前投入使用", "9月前", "2020年10月底前"])
def test_words_grades_and_dates_are_proposed_as_they_are_written(target: str, tmp_path: Path) -> None:
    path, blank = with_second_row(tmp_path, target_value=target, actual_value="达成"), tmp_path / "空白.xlsx"
    make(NATIONAL, blank)
    (filled,) = xlgen.fill(blank, path, tmp_path / "filled.xlsx")
    assert cells_of(filled, SECOND) == ("定性", target, None, "达成")
    assert xlgen.extract(filled)["indicators"][1]["target_value"] == target


def test_where_no_qualitative_sign_is_offered_words_are_refused_and_not_asked_for(tmp_path: Path) -> None:
    folder = extended(tmp_path, '[scoring]\nbands = []\n[scoring.methods]\n"定性" = "typed"')
    record = library() | {"template": "mine"}
    record["indicators"] = [record["indicators"][0] | {"target_value": "运行良好"}]
    path, blank = tmp_path / "r.json", tmp_path / "空白.xlsx"
    path.write_text(json.dumps(record, ensure_ascii=False), "utf-8")
    make("mine", blank, templates=[folder])
    with pytest.raises(RosterError, match="应为：符号（≥、=、≤）加数字和单位。"):
        xlgen.fill(blank, path, tmp_path / "filled.xlsx", templates=[folder])


def test_a_text_that_is_to_stand_as_it_is_needs_no_sign(tmp_path: Path) -> None:
    path, blank = with_second_row(tmp_path, target_value={"raw": "≤10月"}), tmp_path / "空白.xlsx"
    make(NATIONAL, blank)
    (filled,) = xlgen.fill(blank, path, tmp_path / "filled.xlsx")
    assert cells_of(filled, SECOND)[:3] == (None, "≤10月", None)


# --- percentages -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("record", "cells", "taken"),
    [
        ({"target_value": "≥90%", "actual_value": 0.955}, ("≥", 90.0, "%", 95.5), ("≥90%", 0.955)),
        ({"target_value": "≥90%", "actual_value": "95.5%"}, ("≥", 90.0, "%", 95.5), ("≥90%", 0.955)),
        ({"target_value": "≥90%", "actual_value": "95.5"}, ("≥", 90.0, "%", 95.5), ("≥90%", 0.955)),
        ({"target_value": "100%", "actual_value": 1}, ("=", 100.0, "%", 100.0), ("=100%", 1)),
        ({"target_value": "≤0.07%", "actual_value": 0.0007}, ("≤", 0.07, "%", 0.07), ("≤0.07%", 0.0007)),
        ({"target_value": "≥2个百分点", "actual_value": 2}, ("≥", 2.0, "个百分点", 2.0), ("≥2个百分点", 2)),
        ({"target_value": "≥40场", "actual_value": 0.5}, ("≥", 40.0, "场", 0.5), ("≥40场", 0.5)),
    ],
)
def test_a_percentage_stands_beside_its_sign_as_it_is_written_and_is_a_share_in_the_record(
    record: dict[str, object], cells: tuple[Content, ...], taken: tuple[str, float], tmp_path: Path
) -> None:
    path, blank = with_second_row(tmp_path, **record), tmp_path / "空白.xlsx"
    make(NATIONAL, blank)
    (filled,) = xlgen.fill(blank, path, tmp_path / "filled.xlsx")
    assert cells_of(filled, SECOND) == cells
    found = xlgen.extract(filled)["indicators"][1]
    assert (found["target_value"], found["actual_value"]) == taken


@pytest.mark.parametrize("unit", ["%", "％", "百分比"])
def test_cells_that_a_record_gives_one_by_one_are_shares_beside_every_sign_of_percent(
    unit: str, tmp_path: Path
) -> None:
    own = {"direction": "≥", "target_value": 0.9, "unit_of_measure": unit, "actual_value": 0.95}
    path, blank = with_second_row(tmp_path, **own), tmp_path / "空白.xlsx"
    make(NATIONAL, blank)
    (filled,) = xlgen.fill(blank, path, tmp_path / "filled.xlsx")
    assert cells_of(filled, SECOND) == ("≥", 90.0, unit, 95.0)


def test_a_share_whose_percentage_no_cell_can_hold_stands_as_a_text() -> None:
    _, cell = proposals.manifest_of(form()).plan.shape.places[f"{OUTPUT}.actual_value"]
    beside: Contents = {f"{OUTPUT}.unit_of_measure": "%"}
    assert recompute.into_cell(cell, Decimal("5E307"), beside) == "5" + "0" * 307


CONTENTS: Final = st.one_of(
    st.none(),
    st.sampled_from(
        [0.0, 0.9, 90.0, 0.07, 1e-7, 9e307, "90%", "９０", "9月前", "≤10月", "≥90%", "不适用", "达成", "良好"]
    ),
    # A hundredth of what is next to nothing has fewer digits: a cell holds 0 there.
    st.floats(-1e12, 1e12).map(lambda each: float(f"{each:.15g}") if abs(each) > 1e-290 else 0.0),
)


ROWS: Final = st.tuples(
    st.sampled_from([None, "≥", " = ", "≤", "定性", ">"]),
    CONTENTS,
    st.sampled_from([None, "%", " ％", "百分比", "台", 5.0]),
    CONTENTS,
)


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(ROWS, min_size=8, max_size=8))
def test_what_is_taken_out_fills_the_rows_with_the_same(rows: list[tuple[Content, ...]], tmp_path: Path) -> None:
    contents: Contents = dict(COMPLETE)
    for index, each in enumerate(rows):
        contents |= {f"indicators[{index}].name": f"产出{index}", f"indicators[{index}].category": "数量指标"}
        contents |= {f"indicators[{index}].{key}": content for key, content in zip(KEYS, each, strict=True)}
    first, record = tmp_path / "一.xlsx", tmp_path / "r.json"
    first.write_bytes(workbook(contents))
    taken = xlgen.extract(first)
    record.write_text(json.dumps(taken, ensure_ascii=False), "utf-8")

    (again,) = xlgen.fill(first, record, tmp_path / "二.xlsx")

    assert taken == xlgen.extract(again)
    shape = proposals.manifest_of(form()).plan.shape
    stood, stands = (recompute.as_read(shape, integrity.open_issued(each)[1])[0] for each in (first, again))
    fields = [f"indicators[{index}].{key}" for index in range(8) for key in KEYS]
    assert {field: stood[field] for field in fields} == {field: stands[field] for field in fields}


def issued(folder: Path) -> Path:
    """Return the form of the sample as it is issued, its second indicator's target left to the unit."""
    record = library()
    record["indicators"][1] |= {"target_value": None, "actual_value": None}
    (folder / "issued.json").write_text(json.dumps(record, ensure_ascii=False), "utf-8")
    return folder / "下发" / xlgen.generate(folder / "issued.json", folder / "下发").issues[0].file


def test_a_target_that_the_unit_proposes_in_an_issued_form_is_written_alike(tmp_path: Path) -> None:
    workbook, path = issued(tmp_path), with_second_row(tmp_path, target_value="≥90%", actual_value="95.5%")

    (filled,) = xlgen.fill(workbook, path, tmp_path / "filled.xlsx")

    assert ("≥", 90.0, "%", 95.5) == cells_of(filled, SECOND)
    found = xlgen.extract(filled)["indicators"][1]
    assert ("≥90%", 0.955) == (found["target_value"], found["actual_value"])


@pytest.mark.parametrize("target", ["≤10月", ">5台", "满足", "9月前", "10-20次", "不适用"])
def test_what_is_no_number_with_one_of_its_signs_is_refused_in_an_issued_form(target: str, tmp_path: Path) -> None:
    workbook, path = issued(tmp_path), with_second_row(tmp_path, target_value=target)

    with pytest.raises(RosterError, match=f"“{target}”不能作为单位自填的指标值；应为：符号（≥、=、≤）加数字和单位。"):
        xlgen.fill(workbook, path, tmp_path / "filled.xlsx")


def test_a_percentage_typed_with_its_sign_as_text_is_read_as_it_is_written(tmp_path: Path) -> None:
    contents = COMPLETE | {f"{SATISFACTION}.target_value": "90%", f"{SATISFACTION}.actual_value": "９５％"}
    verdict = judged(workbook(contents), tmp_path)
    told = {(each.code, each.field): each.expected for each in verdict.findings}
    assert told == {("V303", f"{SATISFACTION}.target_value"): 90, ("V303", f"{SATISFACTION}.actual_value"): 95}
    assert verdict.figures["total_score"] == 100


def test_a_percentage_that_a_program_made_a_share_is_asked_about_and_can_be_answered(tmp_path: Path) -> None:
    contents = COMPLETE | {f"{SATISFACTION}.target_value": 0.9, f"{SATISFACTION}.actual_value": 0.95}
    verdict = judged(workbook(contents), tmp_path)
    (told,) = verdict.findings
    assert (told.key, told.field, told.severity.value) == ("V304/confused", f"{SATISFACTION}.actual_value", "warning")
    assert told.message == (
        "“满意度指标第1行·实际完成值”（H26）现为 0.95。单位为 %，指标值或完成值不大于 1，疑似 95 与 0.95 之误"
        "（满意度指标第1行·年度指标值 0.9）。"
        "请核对这两个数：百分之九十五应填 95；确为百分之一或更小的，请在“情况说明”中写明。"
    )
    assert verdict.status.value == "flagged"
    assert verdict.figures["total_score"] == 100
    answered = contents | {f"responses.{SATISFACTION}.actual_value": "确为百分之零点九五。"}
    assert judged(workbook(answered), tmp_path).status.value == "accepted"


def test_a_form_of_an_earlier_plan_keeps_shares_in_its_cells(tmp_path: Path) -> None:
    manifest = proposals.manifest_of(form())
    sheets = tuple(
        replace(sheet, cells=tuple(replace(cell, as_written=False) for cell in sheet.cells))
        for sheet in manifest.plan.shape.sheets
    )
    earlier = replace(manifest, plan=replace(manifest.plan, shape=replace(manifest.plan.shape, sheets=sheets)))
    blank = tmp_path / "空白.xlsx"
    blank.write_bytes(workbook({}, earlier))
    path = with_second_row(tmp_path, target_value="≥90%", actual_value="95%")
    (filled,) = xlgen.fill(blank, path, tmp_path / "filled.xlsx")
    assert cells_of(filled, SECOND) == ("≥", 0.9, "%", 0.95)
    found = xlgen.extract(filled)["indicators"][1]
    assert (found["target_value"], found["actual_value"]) == ("≥90%", 0.95)


def test_the_cells_say_how_a_percentage_is_typed(tmp_path: Path) -> None:
    path = tmp_path / "空白.xlsx"
    make(NATIONAL, path)
    shape = proposals.manifest_of(form()).plan.shape
    rules = openpyxl.load_workbook(path)[shape.title].data_validations.dataValidation
    prompted = {str(each.sqref) for each in rules if each.prompt and "百分之九十填 90" in each.prompt}
    assert {shape.places[f"{OUTPUT}.{key}"][1].a1 for key in ("target_value", "actual_value")} <= prompted
    assert shape.places[f"{OUTPUT}.max_score"][1].a1 not in prompted
