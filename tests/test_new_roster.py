"""A new project list: empty, or begun from last year's records; it reads back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook

import xlgen
from tests import rosters
from tests.conftest import RECORDS
from xlgen import roster
from xlgen.finding import UsageError
from xlgen.verbs.new_roster import begin

if TYPE_CHECKING:
    from pathlib import Path

    from xlgen.model import Record

KEPT = ("dimension", "category", "name", "target_value", "max_score")


def _indicators(record: Record) -> list[list[object]]:
    return [[record.values[f"indicators[{index}].{key}"] for key in KEPT] for index in range(record.indicator_count)]


def test_a_list_begun_from_last_years_records_reads_back_with_the_same_indicators(tmp_path: Path) -> None:
    path = tmp_path / "名单.xlsx"

    assert 8 == begin(rosters.FORM, path, records=RECORDS)

    earlier = [record for record, _ in roster.read_records(RECORDS)]
    found = [record for record, _ in roster.read_records(path)]
    assert [(each.code, each.name, each.fiscal_year + 1) for each in earlier] == [
        (each.code, each.name, each.fiscal_year) for each in found
    ]
    assert [_indicators(each) for each in earlier] == [_indicators(each) for each in found]
    money = ("project.amount", "objective.expected_result", "funding.appropriation.final_budget")
    assert {None} == {each.values[key] for each in found for key in money}


def test_the_list_can_be_issued_and_nothing_in_it_is_unused(tmp_path: Path) -> None:
    begin(rosters.FORM, tmp_path / "名单.xlsx", records=RECORDS)

    done = xlgen.generate(tmp_path / "名单.xlsx", tmp_path / "下发")

    assert (8, ()) == (len(done.issues), done.unused)


def test_a_list_begun_from_a_list_keeps_codes_with_zeros(tmp_path: Path) -> None:
    source = rosters.saved(rosters.book(), tmp_path, "去年.xlsx")
    book = load_workbook(source)
    book["项目"]["H1"], book["项目"]["H2"] = "表样", rosters.FORM
    book.save(source)

    begin(rosters.FORM, tmp_path / "名单.xlsx", records=source)

    assert ["P003", "007"] == [record.code for record, _ in roster.read_records(tmp_path / "名单.xlsx")]


def test_an_empty_list_has_three_sheets_with_heads_and_lists_to_choose_from(tmp_path: Path) -> None:
    path = tmp_path / "名单.xlsx"

    assert 0 == begin(rosters.FORM, path)

    book = load_workbook(path)
    assert ["项目", "资金", "指标", "选项"] == book.sheetnames
    assert "hidden" == book["选项"].sheet_state
    heads = [cell.value for cell in book["指标"][4]]
    assert ["项目编码", "一级指标", "二级指标", "三级指标", "年度指标值", "分值"] == heads
    assert "金额" in str([cell.value for cell in book["项目"][4]])
    assert "@" == book["指标"]["A5"].number_format
    chosen = {str(each.sqref): each.formula1 for each in book["指标"].data_validations.dataValidation}
    assert {"B5:B204": "选项!$B$1:$B$2", "C5:C204": "选项!$C$1:$C$8"} == chosen
    assert ["产出指标", "效益指标"] == [book["选项"]["B1"].value, book["选项"]["B2"].value]


def test_what_is_typed_into_an_empty_list_is_read(tmp_path: Path) -> None:
    path = tmp_path / "名单.xlsx"
    begin(rosters.FORM, path)
    book = load_workbook(path)
    typed: tuple[tuple[str, list[Any]], ...] = (
        ("项目", ["0012", "培训费", 5000, None, None, 2021, "培训职工"]),
        ("指标", ["0012", "产出指标", "数量指标", "培训人数", "≥20人", 50]),
    )
    for sheet, row in typed:
        for column, value in enumerate(row, 1):
            book[sheet].cell(5, column).value = value
    book.save(path)

    ((record, form),) = roster.read_records(path)

    assert ("0012", rosters.FORM) == (record.code, form.id)


def test_a_list_is_not_written_over_a_file(tmp_path: Path) -> None:
    path = tmp_path / "名单.xlsx"
    path.write_bytes(b"mine")

    with pytest.raises(UsageError, match="文件已存在"):
        begin(rosters.FORM, path)

    assert b"mine" == path.read_bytes()


def test_the_same_list_has_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        begin(rosters.FORM, tmp_path / name, records=RECORDS)

    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
