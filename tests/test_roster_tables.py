"""Project lists as workbooks: what other systems export is read as it is, and every mistake is named with its cell."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import random
import zipfile
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import pytest
from openpyxl.styles import Font

import xlgen
from tests import rosters
from tests.conftest import RECORDS
from tests.libreoffice import requires_libreoffice, save_as
from xlgen import layout, roster, template
from xlgen.finding import RosterError, UsageError, XlgenError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from openpyxl import Workbook
    from openpyxl.cell import Cell

    from xlgen.model import Record, Value

Change = "Callable[[Workbook], object]"


def _set(sheet: str, address: str, value: Any, number_format: str = "") -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        cell: Cell = book[sheet][address]
        cell.value = value
        if number_format:
            cell.number_format = number_format

    return change


def _add(sheet: str, *row: Any) -> Callable[[Workbook], None]:
    return lambda book: book[sheet].append(list(row))


def _delete_column(sheet: str, column: int) -> Callable[[Workbook], None]:
    return lambda book: book[sheet].delete_cols(column)


def _rename(sheet: str, name: str) -> Callable[[Workbook], None]:
    return lambda book: setattr(book[sheet], "title", name)


def _remove(sheet: str) -> Callable[[Workbook], None]:
    return lambda book: book.remove(book[sheet])


def _merge(sheet: str, area: str) -> Callable[[Workbook], None]:
    return lambda book: book[sheet].merge_cells(area)


def _copy_sheet(sheet: str, name: str) -> Callable[[Workbook], None]:
    return lambda book: setattr(book.copy_worksheet(book[sheet]), "title", name)


def _insert_column(sheet: str, column: int, *values: Any) -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        book[sheet].insert_cols(column)
        for row, value in enumerate(values, 1):
            book[sheet].cell(row, column, value)

    return change


def _read(book: Workbook, folder: Path, *changes: Callable[[Workbook], object]) -> list[Record]:
    for change in changes:
        change(book)
    found = roster.read_roster(rosters.saved(book, folder), (), rosters.FORM)
    return [record for record, _ in found.records]


def _values(records: list[Record], path: str) -> list[Value]:
    return [record.values.get(path) for record in records]


WRONG = [
    # what is done to the good list · where · words of found, expected and remedy
    (_remove("指标"), "", ("只有工作表：项目、资金", "名称含“指标”", "请补上")),
    (_copy_sheet("指标", "指标（二）"), None, ()),  # an exact name wins: this one is no mistake, see below
    (_set("项目", "A1", "项目编玛"), "项目!A1", ("表头为“项目编玛”", "“项目编码”", "请改正表头")),
    (_set("指标", "D1", "三级指标名"), "指标!D1", ("表头为“三级指标名”", "“三级指标”", "请改正表头")),
    (_set("项目", "G1", "预期的目标"), "项目!G1", ("表头为“预期的目标”", "“预期目标”", "请改正表头")),
    (_set("项目", "G1", "长期目标"), None, ()),  # another thing, not a slip: listed as not used
    (_set("指标", "F1", "分殖"), None, ()),  # one character of two is no near miss: listed as not used, see below
    (_delete_column("指标", 5), "指标", ("没有“年度指标值”列", "有“年度指标值”列", "请补上")),
    (_delete_column("项目", 2), "项目", ("没有“项目名称”列", "有“项目名称”列", "请补上")),
    (_delete_column("资金", 2), "资金", ("没有“资金来源”列", "请补上")),
    (_insert_column("指标", 7, "分值"), "指标!G1", ("“分值”与另一列的表头意思相同", "一项一列", "请删去")),
    (_set("资金", "C1", "年初预算数（美元）"), "资金!C1", ("金额单位为“美元”", "万元", "请改用")),
    (_set("项目", "A3", None), "项目!A3", ("没有项目编码", "每行写明项目编码", "请补上")),
    (_set("指标", "A4", None), "指标!A4", ("没有项目编码", "每行写明项目编码", "请补上")),
    (_set("项目", "A3", "P003"), "项目!A3", ("项目编码“P003”重复（培训费）", "每个项目一个编码", "请改正")),
    (_set("项目", "A3", 1.23e17), "项目!A3", ("1.23E+17 超过 15 位", "文字", "设为文本格式")),
    (_set("项目", "A3", dt.datetime(2021, 3, 1)), "项目!A3", ("编码为 2021-03-01", "文字", "设为文本格式")),  # noqa: DTZ001 - cells have no zone
    (_set("项目", "A3", "0 07"), "项目!A3", ("写的是 “0 07”", "不含空格的文字", "请改正")),
    (_set("项目", "B2", None), "项目!B2", ("空白", "项目名称", "请补上")),
    (_set("项目", "B2", "#N/A"), "项目!B2", ("错误值 #N/A", "数、文字或空白", "请改正后保存")),
    (_set("项目", "C2", "=1/0"), "项目!C2", ("公式没有计算结果", "已计算的公式", "请在 Excel 中打开并保存")),
    (_set("项目", "C2", "十万"), "项目!C2", ("“十万”不能作为数下发", "数字", "请改为数字")),
    (_set("项目", "C2", -1), "项目!C2", ("-1 小于 0", "不小于 0", "请改正")),
    (_set("项目", "C2", value=True), "项目!C2", ("“TRUE”不能作为数下发", "数字", "请改为数字")),
    (_set("项目", "F2", "去年"), "项目!F2", ("写的是 “去年”", "整数", "请改正")),
    (_set("项目", "F2", 1821), "项目!F2", ("写的是 1821", "不小于 1990", "请改正")),
    (_add("资金", "P999", "上年结转资金", 1, 1), "资金!A5", ("没有编码“P999”", "项目编码", "请核对编码")),
    (_add("资金", 7, "上年结转资金", 1, 1), "资金!A5", ("没有编码“7”", "项目编码", "是否想写“007”")),
    (_add("资金", "007", "其他资今", 1, 1), "资金!B5", ("写的是 “其他资今”", "其他资金", "是否想写“其他资金”")),
    (_add("资金", "007", None, 1, 1), "资金!B5", ("空白", "资金来源", "请补上")),
    (_add("资金", "007", "当年财政拨款", 1, 1), "资金!C5", ("与 资金!C4 是同一项", "写一次", "请删去")),
    (_set("资金", "D2", "不详"), "资金!D2", ("“不详”不能作为数下发", "数字", "请改为数字")),
    (_merge("资金", "C2:C3"), "资金!C3", ("几行合并为一格", "每行一个数", "请取消合并")),
    (_add("指标", "P01", "产出指标", "数量指标", "x", "1个", 0), "指标!A7", ("没有编码“P01”", "项目编码", "请核对")),
    (_add("项目", "P009", "无指标"), "项目!A4", ("项目“P009”没有指标", "“指标”表", "请补上")),
    (_set("指标", "B2", "产出"), "指标!B2", ("“产出”", "产出指标、效益指标", "是否想写“产出指标”")),
    (_set("指标", "C2", "数目指标"), "指标!C2", ("“数目指标”", "数量指标", "是否想写“数量指标”")),
    (_set("指标", "B2", None), "指标!B2", ("“”", "产出指标、效益指标", "")),
    (_set("指标", "D2", None), "指标!D2", ("没有名称", "指标名称", "请补上")),
    (_set("指标", "E2", None), "指标!E2", ("没有指标值", "≥95%", "请补上")),
    (_set("指标", "E2", "约10台"), "指标!E2", ("“约10台”不能识别", "数字和单位", "请改写")),
    (_set("指标", "E2", "10台，软件5套"), "指标!E2", ("“10台，软件5套”不能识别", "请改写")),
    (_set("指标", "E2", 0.956, "0%"), "指标!E2", ("值为 0.956，显示为 96%", "显示与值一致", "请改写")),
    (_set("指标", "E2", "#DIV/0!"), "指标!E2", ("错误值 #DIV/0!", "数、文字或空白", "请改正")),
    (_set("指标", "E2", "不适用"), "指标!F2", ("不适用的指标分值为 30", "0", "请把分值改为 0")),
    (_set("指标", "F2", "三十"), "指标!F2", ("“三十”不能作为数下发", "数字", "请改为数字")),
    (_merge("指标", "F2:F3"), "指标!F3", ("几行合并为一格", "每行一个数", "请取消合并")),
    (_set("指标", "B2", "效益指标"), "指标!C2", ("“数量指标”", "满意度指标", "")),
    (_insert_column("指标", 5, "指标性质", "＞"), "指标!E2", ("写的是 “＞”", "≥、=、≤", "请改正")),
    (_insert_column("指标", 5, "指标性质", None, "≤"), "指标!F3", ("写的是“≥95%”", "（≤）", "请改正其中一个")),
    (_set("项目", "H1", "表样"), None, ()),  # a column 表样 without a word names no form
]


@pytest.mark.parametrize(("change", "place", "words"), [each for each in WRONG if each[1] is not None])
def test_a_mistake_is_named_with_sheet_and_cell_and_nothing_is_written(
    change: Callable[[Workbook], object], place: str, words: tuple[str, ...], tmp_path: Path
) -> None:
    book = rosters.book()
    change(book)
    source, output = rosters.saved(book, tmp_path), tmp_path / "下发"

    with pytest.raises(RosterError) as refused:
        xlgen.generate(source, output, form=rosters.FORM)

    told = {each.place: str(each) for each in refused.value.mistakes}
    assert place in told, str(refused.value)
    assert [] == [word for word in words if word not in told[place]], told[place]
    assert not output.exists()


@pytest.mark.parametrize("change", [each[0] for each in WRONG if each[1] is None])
def test_what_looks_odd_but_says_one_thing_is_read(change: Callable[[Workbook], object], tmp_path: Path) -> None:
    records = _read(rosters.book(), tmp_path, change)

    assert ["P003", "007"] == [each.code for each in records]


def test_all_mistakes_of_all_sheets_are_named_at_once(tmp_path: Path) -> None:
    book = rosters.book()
    for change in (
        _set("项目", "A1", "项目编玛"),
        _set("项目", "B2", None),
        _set("资金", "D2", "#N/A"),
        _set("指标", "B2", "产出"),
        _set("指标", "E6", "近百人"),
    ):
        change(book)

    with pytest.raises(RosterError) as refused:
        roster.read_roster(rosters.saved(book, tmp_path), (), rosters.FORM)

    assert ["项目!A1", "项目!B2", "资金!D2", "指标!B2", "指标!E6"] == [each.place for each in refused.value.mistakes]


def test_each_place_is_told_of_once(tmp_path: Path) -> None:
    book = rosters.book()
    _set("指标", "E2", "#N/A")(book)

    with pytest.raises(RosterError) as refused:
        roster.read_roster(rosters.saved(book, tmp_path), (), rosters.FORM)

    assert ["指标!E2"] == [each.place for each in refused.value.mistakes]


@pytest.mark.parametrize(
    ("content", "name"),
    [(b"PK\x03\x04 broken", "x.xlsx"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 broken", "x.xls"), (b"a,b\n", "x.csv")],
)
def test_a_file_that_is_no_list_is_refused(content: bytes, name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)

    with pytest.raises(RosterError, match="不能作为名单打开") as refused:
        roster.read_roster(tmp_path / name, (), rosters.FORM)

    assert "另存为不加密的 .xlsx" in str(refused.value)


def test_a_zip_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.xlsx", "w") as package:
        package.writestr("a.txt", "a")

    with pytest.raises(RosterError, match="不能作为名单打开"):
        roster.read_roster(tmp_path / "x.xlsx", (), rosters.FORM)


# --- the form ---------------------------------------------------------------------------------------------------------


def test_a_list_that_names_no_form_needs_one(tmp_path: Path) -> None:
    with pytest.raises(RosterError, match=r"表样：缺少这一项.*-t 指定"):
        roster.read_roster(rosters.saved(rosters.book(), tmp_path))


@pytest.mark.parametrize("change", [_insert_column("项目", 8, "表样", rosters.FORM, rosters.FORM), None])
def test_a_list_may_name_its_form(change: Callable[[Workbook], object] | None, tmp_path: Path) -> None:
    book = rosters.book()
    if change:
        change(book)
    else:
        book["项目"].insert_rows(1)
        book["项目"]["A1"] = f"表样：{rosters.FORM}（项目支出绩效自评表）"
    path = rosters.saved(book, tmp_path)

    assert {rosters.FORM} == {record.template for record, _ in roster.read_records(path)}
    with pytest.raises(RosterError, match=r"项目![AH]\d：写的是“futian-project-2021”"):
        roster.read_records(path, (), "other")


def test_two_forms_in_one_list_are_refused(tmp_path: Path) -> None:
    book = rosters.book()
    _insert_column("项目", 8, "表样", rosters.FORM, "other")(book)

    with pytest.raises(RosterError, match="写了几张表样"):
        roster.read_records(rosters.saved(book, tmp_path))


# --- what other systems write -----------------------------------------------------------------------------------------


def _plans(found: list[tuple[Record, Any]]) -> dict[str, tuple[str, dict[str, Any]]]:
    return rosters.plans((record.code, layout.plan(form, record)) for record, form in found)


def _as_exported(record: dict[str, Any]) -> dict[str, Any]:
    """Return a record without what the export does not carry: the second budget of the carry-over."""
    record["funding"]["carryover"]["final_budget"] = None
    return record


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, dict[str, Any]]]:
    """Return the plans of 300 projects whose records are read from JSON."""
    path = tmp_path_factory.mktemp("records") / "x.json"
    records = [_as_exported(each) for each in rosters.many_records(300)]
    path.write_text(json.dumps(records, ensure_ascii=False), "utf-8")
    return _plans(roster.read_records(path))


def test_an_export_of_300_projects_is_read_as_it_is(
    expected: dict[str, tuple[str, dict[str, Any]]], tmp_path: Path
) -> None:
    book = rosters.book_of(rosters.export(rosters.many_records(300)))
    for area in rosters.MERGED:
        book["项目（导出）"].merge_cells(area)

    found = roster.read_roster(rosters.saved(book, tmp_path), (), rosters.FORM)

    assert expected == _plans(list(found.records))
    assert (
        "项目（导出）!序号",
        "绩效指标!备注",
        "绩效指标!实际完成值",
        "绩效指标!得分",
    ) == found.unused


@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_an_export_that_is_a_page_of_tables_is_read_as_it_is(
    encoding: str, expected: dict[str, tuple[str, dict[str, Any]]], tmp_path: Path
) -> None:
    path = tmp_path / "名单.xls"
    path.write_bytes(rosters.as_html(rosters.export(rosters.many_records(300)), encoding))

    found = roster.read_roster(path, (), rosters.FORM)

    assert expected == _plans(list(found.records))


@requires_libreoffice
def test_an_export_in_the_format_of_excel_97_is_read_as_it_is(
    expected: dict[str, tuple[str, dict[str, Any]]], tmp_path: Path
) -> None:
    book = rosters.book_of(rosters.export(rosters.many_records(300)))
    for area in rosters.MERGED:
        book["项目（导出）"].merge_cells(area)
    (path,) = save_as([rosters.saved(book, tmp_path)], tmp_path / "xls", "xls")

    found = roster.read_roster(path, (), rosters.FORM)

    assert expected == _plans(list(found.records))


@requires_libreoffice
def test_number_formats_and_mistakes_of_excel_97_are_seen(tmp_path: Path) -> None:
    book = rosters.book()
    for change in (
        _set("指标", "E2", 10, '0"台"'),
        _set("指标", "E3", 0.95, '"≥"0%'),
        _set("项目", "A3", 7, "000"),
        _set("指标", "E6", "=1/0"),
        _set("项目", "B2", dt.datetime(2021, 5, 1)),  # noqa: DTZ001 - cells have no zone
    ):
        change(book)
    (path,) = save_as([rosters.saved(book, tmp_path)], tmp_path / "xls", "xls")

    with pytest.raises(RosterError) as refused:
        roster.read_roster(path, (), rosters.FORM)
    assert ["指标!E6：单元格为错误值 #DIV/0!；应为：数、文字或空白。请改正后保存"] == [
        str(each) for each in refused.value.mistakes
    ]

    _set("指标", "E6", "100%")(book)
    (path,) = save_as([rosters.saved(book, tmp_path)], tmp_path / "again", "xls")
    records = roster.read_records(path, (), rosters.FORM)
    assert ["P003", "007"] == [record.code for record, _ in records]
    assert ["10台", "≥95%"] == [records[0][0].values[f"indicators[{index}].target_value"] for index in (0, 1)]
    assert "2021-05-01" == records[0][0].name


def test_the_json_and_the_workbook_of_the_published_forms_give_the_same_issue(tmp_path: Path) -> None:
    sheets = rosters.export([_as_exported(each) for each in rosters.sample_records()])
    source = tmp_path / "json"
    source.mkdir()
    for record in rosters.sample_records():
        text = json.dumps(_as_exported(record), ensure_ascii=False)
        (source / f"{record['project']['code']}.json").write_text(text, "utf-8")

    xlgen.generate(source, tmp_path / "a")
    book = rosters.book_of(sheets)
    for area in rosters.MERGED:
        book["项目（导出）"].merge_cells(area)
    xlgen.generate(rosters.saved(book, tmp_path), tmp_path / "b", form=rosters.FORM)

    assert [path.name for path in sorted((tmp_path / "a").glob("P*.xlsx"))] == [
        path.name for path in sorted((tmp_path / "b").glob("P*.xlsx"))
    ]
    for path in (tmp_path / "a").glob("*.xlsx"):
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes(), path.name


# --- heads and rows ---------------------------------------------------------------------------------------------------


def test_heads_are_found_whatever_stands_around_them(tmp_path: Path) -> None:
    book = rosters.book()
    page = book["项目"]
    page.insert_rows(1, 3)
    page["A1"] = "某某局项目名单"
    page.merge_cells("A1:G1")
    page["A4"], page["B4"], page["C4"] = "★ 项 目\n编 码 *", "项目名称：", "项目金额(万元)"
    page["C5"], page["C6"] = 11.88, 0.5
    page.insert_cols(2)

    records = _read(book, tmp_path)

    assert [("P003", "购置费"), ("007", "培训费")] == [(each.code, each.name) for each in records]
    assert [Decimal(118800), Decimal(5000)] == _values(records, "project.amount")


@pytest.mark.parametrize("name", ["项目 ", "2021项目名单", "项 目"])
def test_a_sheet_is_known_by_the_word_in_its_name(name: str, tmp_path: Path) -> None:
    assert 2 == len(_read(rosters.book(), tmp_path, _rename("项目", name)))


def test_a_sheet_whose_name_says_nothing_is_known_by_its_heads(tmp_path: Path) -> None:
    changes = [_rename("项目", "Sheet1"), _rename("资金", "Sheet2"), _rename("指标", "Sheet3")]

    records = _read(rosters.book(), tmp_path, *changes)

    assert [Decimal(39600), Decimal(5000)] == _values(records, "funding.appropriation.final_budget")


def test_money_may_stand_wide_on_a_sheet_of_its_own(tmp_path: Path) -> None:
    book = rosters.book()
    book.remove(book["资金"])
    page = book.create_sheet("资金")
    for row in (
        ["单位：万元"],
        ["项目编码", "当年财政拨款", None, "上年结转资金", None, "合计"],
        [None, "年初预算数", "全年预算数", "年初预算数", "全年预算数", "全年预算数"],
        ["P003", 3.96, "3.96", "39600元", None, 9],
        ["合计", 4, 4, 4, 4, 4],
    ):
        page.append(row)
    page.merge_cells("A2:A3")

    (record, _) = _read(book, tmp_path)

    assert [Decimal(39600)] * 3 == [
        record.values[f"funding.{path}"]
        for path in ("appropriation.original_budget", "appropriation.final_budget", "carryover.original_budget")
    ]
    assert record.values["funding.carryover.final_budget"] is None


def test_money_and_the_sheet_for_it_may_be_left_out(tmp_path: Path) -> None:
    records = _read(rosters.book(), tmp_path, _remove("资金"))

    assert [None, None] == _values(records, "funding.appropriation.final_budget")


def test_merged_codes_and_levels_hold_for_all_their_rows(tmp_path: Path) -> None:
    book = rosters.book()
    for area in ("A2:A4", "B2:B3", "A5:A6"):
        book["指标"].merge_cells(area)

    first, second = _read(book, tmp_path)

    assert (3, 2) == (first.indicator_count, second.indicator_count)
    assert "产出指标" == first.values["indicators[1].dimension"]


def test_a_blank_level_takes_the_one_above_but_not_across_projects_or_first_levels(tmp_path: Path) -> None:
    book = rosters.book()
    for address in ("B3", "C3"):
        book["指标"][address] = None
    (first, _) = _read(book, tmp_path)
    assert ("产出指标", "数量指标") == tuple(first.values[f"indicators[1].{key}"] for key in ("dimension", "category"))

    book["指标"]["C4"] = None
    with pytest.raises(RosterError, match="指标!C4：写的是 “”"):
        xlgen.generate(rosters.saved(book, tmp_path), tmp_path / "下发", form=rosters.FORM)


def test_sums_blank_rows_notes_and_repeated_heads_are_no_projects(tmp_path: Path) -> None:
    book = rosters.book()
    for change in (
        _add("项目", None, None, None),
        _add("项目", *rosters.PROJECTS[0]),
        _add("项目", "合 计", None, 123800),
        _add("项目", "注：本表由财政局填写。"),
        _add("指标", None, None, "小计", None, None, 100),
        _add("指标", None, None, None, None, None, None, "序号 9"),
    ):
        change(book)
    book["项目"]["A9"].font = Font(bold=True)

    assert ["P003", "007"] == [each.code for each in _read(book, tmp_path)]


def test_columns_that_nothing_is_read_from_are_listed_once(tmp_path: Path) -> None:
    book = rosters.book()
    _insert_column("资金", 5, "全年执行数", 1, 2)(book)
    _insert_column("指标", 7, "备\n注", "x")(book)
    _insert_column("指标", 8, "实际完成值", "10台")(book)
    _insert_column("指标", 9, "自评得分", "10")(book)

    done = xlgen.generate(rosters.saved(book, tmp_path), tmp_path / "下发", form=rosters.FORM)

    assert ("资金!全年执行数", "指标!备注", "指标!实际完成值", "指标!自评得分") == done.unused


# --- what cells say ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "number_format", "code"),
    [
        (7, "000", "007"),
        (12.0, "General", "12"),
        (12.0, "0.00", "12.00"),
        ("007", "@", "007"),
        (" A-1 \n", "@", "A-1"),
        (202100000000001, "0", "202100000000001"),
    ],
)
def test_a_code_is_the_text_that_its_cell_shows(content: Any, number_format: str, code: str, tmp_path: Path) -> None:
    book = rosters.book()
    for sheet, rows in (("项目", (3,)), ("资金", (4,)), ("指标", (5, 6))):
        for row in rows:
            _set(sheet, f"A{row}", content, number_format)(book)

    assert ["P003", code] == [each.code for each in _read(book, tmp_path)]


@pytest.mark.parametrize(
    ("content", "number_format", "target"),
    [
        (0.95, "0%", "95%"),
        (0.95, '"≥"0%', "≥95%"),
        (0.955, '"≥"0.0%', "≥95.5%"),
        (1, "0.00%", "100.00%"),
        (10, '0"台"', "10台"),
        (10, 'General"台"', "10台"),
        (1234, '#,##0"人"', "1,234人"),
        (180.67, '"≥"0.00"万人"', "≥180.67万人"),
        (2, r"\≤0\ \小\时", "≤2 小时"),
        (5, '0_ ;[Red]\\-0"次"', "5"),
        (10, "General", "10"),
        (0.5, "0.##", "0.5"),
        ("≥ 95 %", "General", "≥ 95 %"),
        ("不适用", "General", "不适用"),
    ],
)
def test_a_target_is_read_as_its_cell_shows_it(content: Any, number_format: str, target: str, tmp_path: Path) -> None:
    changes = [_set("指标", "E2", content, number_format), _set("指标", "F2", 0)]

    assert target == _read(rosters.book(), tmp_path, *changes)[0].values["indicators[0].target_value"]


@pytest.mark.parametrize(
    ("split", "target"),  # sign, value and its number format, unit
    [
        (("≥", 95, "General", "%"), "≥95%"),
        ((">=", 0.95, "0%", "%"), "≥95%"),
        (("大于等于", "95%", "@", "%"), "≥95%"),
        (("≤", 2, "General", "小时"), "≤2小时"),
        (("=", "＝10台", "@", "台"), "=10台"),
        ((None, 10, "General", "台"), "10台"),
        (("≥", "≥20人", "@", None), "≥20人"),
        (("≥", 100, "General", "无"), "≥100"),
        (("定性", "不适用", "@", "/"), "不适用"),
    ],
)
def test_sign_value_and_unit_in_columns_of_their_own_are_one_target(
    split: tuple[str | None, Any, str, str | None], target: str, tmp_path: Path
) -> None:
    direction, value, number_format, unit = split
    changes = [
        _set("指标", "E1", "指标值"),
        _set("指标", "E2", value, number_format),
        _set("指标", "F2", 0),
        _insert_column("指标", 7, "指标性质", direction),
        _insert_column("指标", 8, "度量单位", unit),
    ]

    assert target == _read(rosters.book(), tmp_path, *changes)[0].values["indicators[0].target_value"]


@pytest.mark.parametrize(
    ("head", "content", "number_format", "points"),
    [
        ("分值", 30, "General", 30),
        ("权重", 0.3, "0%", 30),
        ("权重", "30%", "@", 30),
        ("分值（分）", "30分", "@", 30),
        ("分值", None, "General", None),
    ],
)
def test_points_may_be_written_as_weights(
    head: str, content: Any, number_format: str, points: int | None, tmp_path: Path
) -> None:
    changes = [_set("指标", "F1", head), _set("指标", "F2", content, number_format)]

    assert points == _read(rosters.book(), tmp_path, *changes)[0].values["indicators[0].max_score"]


@pytest.mark.parametrize(
    ("head", "content", "amount"),
    [
        ("项目金额", "118，800", "118800"),
        ("项目金额（元）", 118800.5, "118800.5"),
        ("项目金额（万元）", 11.88, "118800"),
        ("项目金额\n(单位：万元)", "11.88", "118800"),
        ("项目金额（万元）", "118800元", "118800"),
        ("项目金额", "11.88万元", "118800"),
        ("项目金额（亿元）", 0.00118801, "118801"),
    ],
)
def test_amounts_are_converted_without_loss(head: str, content: Any, amount: str, tmp_path: Path) -> None:
    changes = [_set("项目", "C1", head), _set("项目", "C2", content)]

    assert Decimal(amount) == _read(rosters.book(), tmp_path, *changes)[0].values["project.amount"]


def test_a_year_that_is_left_out_is_the_forms(tmp_path: Path) -> None:
    changes = [_set("项目", "F2", None), _set("项目", "F3", "2022年度")]

    assert [2021, 2022] == [each.fiscal_year for each in _read(rosters.book(), tmp_path, *changes)]


def test_a_form_may_add_spellings_of_its_own(tmp_path: Path) -> None:
    text = (RECORDS.parents[2] / "templates" / f"{rosters.FORM}.toml").read_text("utf-8")
    text = text.replace(f'id = "{rosters.FORM}"', 'id = "own"') + '"三级指标" = ["考核内容"]\n'
    folder = tmp_path / "forms"
    folder.mkdir()
    (folder / "own.toml").write_text(text, "utf-8")
    book = rosters.book()
    _set("指标", "D1", "考核内容")(book)

    assert 2 == len(roster.read_records(rosters.saved(book, tmp_path), (folder,), "own"))

    (folder / "own.toml").write_text(text + '"三级指标名" = ["x"]\n', "utf-8")
    with pytest.raises(XlgenError, match=r"roster\.aliases\.三级指标名：没有“三级指标名”"):
        template.load(folder / "own.toml")


def test_a_list_without_projects_is_refused(tmp_path: Path) -> None:
    book = rosters.book_of({"项目": rosters.PROJECTS[:1], "指标": rosters.INDICATORS[:1]})

    with pytest.raises(UsageError, match="没有一条记录"):
        roster.read_records(rosters.saved(book, tmp_path), (), rosters.FORM)


SPLIT: Final[rosters.Rows] = [
    ["绩效指标信息", *[None] * 8],
    ["项目编码", "一级指标", "二级指标", "三级指标", "指标性质", "指标值", "度量单位", "权重", "指标解释"],
    ["P1", "产出指标", "数量指标", "培训场次", "≥", 10, "场", 15, "计划举办"],
    ["P1", "产出指标", "质量指标", "课程等级", "≥", "良好", "", 10, ""],
    ["P1", "产出指标", "质量指标", "教材质量", "定性", "优良中低差", "无", 10, ""],
    ["P1", "产出指标", "时效指标", "完成时间", "定性", "2020年12月底前", "—", 10, ""],
    ["P1", "产出指标", "成本指标", "人均成本", "≤", 500, "元/人", 5, ""],
    ["P1", "效益指标", "社会效益指标", "教师能力", "定性", "明显提升", None, 30, ""],
    ["P1", "效益指标", "生态效益指标", "不适用", "定性", "不适用", "/", 0, ""],
    ["P1", "满意度指标", "服务对象满意度指标", "学员满意度", "≥", 90, "%", 10, ""],
    ["合计", None, None, None, None, None, None, 90, None],
]
SINGLE: Final[rosters.Rows] = [
    ["项目编码", "项目名称", "主管部门", "年初预算数（万元）", "调整后预算数（万元）", "备注"],
    ["P1", "培训项目", "市教育局", 10, 12, "重点"],
]


def test_an_export_with_signs_values_and_units_apart_is_issued_as_it_is(tmp_path: Path) -> None:
    source = rosters.saved(rosters.book_of({"项目": SINGLE, "绩效指标信息": SPLIT}), tmp_path)

    done = xlgen.generate(source, tmp_path / "下发", form="national-project-2020")

    (path,) = (tmp_path / "下发").glob("P1*.xlsx")
    found = [each["target_value"] for each in xlgen.extract(path)["indicators"]]
    assert ["≥10场", "≥良好", "优良中低差", "2020年12月底前", "≤500元/人", "明显提升", "不适用", "≥90%"] == found
    assert ("绩效指标信息!指标解释",) == tuple(each for each in done.unused if each.startswith("绩效"))


def test_amounts_whose_source_is_not_said_are_told_apart_from_other_columns(tmp_path: Path) -> None:
    sheets = {"项目": SINGLE, "绩效指标信息": SPLIT}
    bare = roster.read_roster(rosters.saved(rosters.book_of(sheets), tmp_path), (), "national-project-2020")
    funding: rosters.Rows = [["项目编码", "资金来源", "全年预算数"], ["P1", "财政拨款", 12]]
    both = rosters.saved(rosters.book_of({**sheets, "资金": funding}), tmp_path, "2.xlsx")
    sourced = roster.read_roster(both, (), "national-project-2020")

    assert ("项目!年初预算数（万元）", "项目!调整后预算数（万元）") == bare.unsourced
    assert "项目!备注" in bare.unused
    assert () == sourced.unsourced


@pytest.mark.parametrize(
    ("apart", "words"),
    [
        (("定性", "95%"), "与指标性质（定性）一致"),
        (("≤", "良好"), "与指标性质（≤）一致"),
        (("≥", "2020年12月底前"), "与指标性质（≥）一致"),
        (("≤", "≥95%"), "与指标性质（≤）一致"),
    ],
)
def test_a_sign_that_does_not_go_with_its_value_is_told(apart: tuple[str, str], words: str, tmp_path: Path) -> None:
    rows: rosters.Rows = [list(row) for row in SPLIT]
    rows[2][4:7] = [*apart, ""]
    source = rosters.saved(rosters.book_of({"项目": SINGLE, "绩效指标信息": rows}), tmp_path)

    with pytest.raises(RosterError, match=words) as refused:
        roster.read_roster(source, (), "national-project-2020")

    assert ["绩效指标信息!F3"] == [each.place for each in refused.value.mistakes]


def test_a_near_miss_of_another_spelling_is_told_with_its_cell(tmp_path: Path) -> None:
    rows: rosters.Rows = [list(row) for row in SPLIT]
    rows[1][5] = "指标値"
    source = rosters.saved(rosters.book_of({"项目": SINGLE, "绩效指标信息": rows}), tmp_path)

    with pytest.raises(RosterError, match="年度指标值") as refused:
        roster.read_roster(source, (), "national-project-2020")

    assert "绩效指标信息!F2" in {each.place for each in refused.value.mistakes}


def test_mistakes_are_told_in_the_order_of_the_file(tmp_path: Path) -> None:
    rows: rosters.Rows = [list(row) for row in SPLIT]
    rows[7][5], rows[3][7], rows[2][1] = "约10台", "三十", "产出"
    source = rosters.saved(rosters.book_of({"项目": SINGLE, "绩效指标信息": rows}), tmp_path)

    with pytest.raises(RosterError) as refused:
        xlgen.generate(source, tmp_path / "下发", form="national-project-2020")

    sheet = "绩效指标信息"
    assert [f"{sheet}!B3", f"{sheet}!H4", f"{sheet}!F8"] == [each.place for each in refused.value.mistakes]


@pytest.mark.parametrize("seed", range(40))
def test_a_damaged_file_is_refused_in_chinese_or_read_and_never_a_crash(seed: int, tmp_path: Path) -> None:
    chooser = random.Random(seed)
    content = bytearray(rosters.saved(rosters.book(), tmp_path).read_bytes())
    if seed % 2:
        del content[chooser.randrange(len(content)) :]
    for _ in range(0 if seed % 2 else 12):
        content[chooser.randrange(len(content))] = chooser.randrange(256)
    damaged = tmp_path / "坏.xlsx"
    damaged.write_bytes(content)

    with contextlib.suppress(RosterError):
        roster.read_roster(damaged, (), rosters.FORM)
