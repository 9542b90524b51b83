"""What a change of a workbook's build brings with it: what is folded into one finding, and what is still judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest

from tests.editing import MAIN, Workbook, removed
from tests.forms import good, judged, manifest_of, workbook
from tests.libreoffice import edit, recalculate, requires_libreoffice
from tests.manipulations import Form
from tests.packages import without_sheet
from tests.test_manipulations import FORMS, filled, grave, told
from xlgen import recompute, writer
from xlgen.finding import Severity, Status
from xlgen.layout.shown import text_as_shown

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from xlgen.verbs.verdict import Verdict

FORM = "项目支出绩效自评表"
ACTUAL = "indicators[0].actual_value"  # F13 of P003


def _said(verdict: Verdict) -> list[tuple[str, str, object]]:
    return [(each.key, each.cell, each.found) for each in verdict.findings]


def _shifted(content: bytes, rows: Callable[[int], int | None], *, follow: bool = True) -> bytes:
    book = Workbook(content)
    book.shift(FORM, rows, lambda column: column, follow=follow)
    return book.content()


# --- rows and columns -------------------------------------------------------------------------------------------------


def test_below_an_inserted_row_all_is_judged_where_it_stands_now(tmp_path: Path) -> None:
    """Row 10 is inserted; of the filling below it one value is a text and one is missing."""
    wrong = workbook("P003", {ACTUAL: "完成", "objective.achieved_result": None})

    verdict = judged(_shifted(wrong, lambda row: row + (row >= 9)), tmp_path)

    assert [
        ("S106", "A10", "第 10 行是插入的"),
        ("V301", "F12", None),
        ("V302", "F14", "完成"),
    ] == _said(verdict)


def test_a_deleted_row_is_told_once_with_its_name_and_the_figures_that_are_lost(tmp_path: Path) -> None:
    """Row 14 of P003 is 购置办公设备验收合格率; nothing is said of its cells, nor of the total that had its score."""
    deleted = _shifted(workbook("P003"), lambda row: None if row == 13 else row - (row > 13))

    verdict = judged(deleted, tmp_path)

    assert [("S106", "A14", "原第 14 行（购置办公设备验收合格率）已不在")] == _said(verdict)
    assert ("total_max_score", "total_score") == verdict.findings[0].affects
    assert (None, None) == (verdict.figures["total_max_score"], verdict.figures["total_score"])
    assert verdict.figures["execution_score"] is not None


def test_where_a_library_inserts_a_row_and_leaves_references_behind_that_is_one_finding(tmp_path: Path) -> None:
    content = _shifted(workbook("P003"), lambda row: row + (row >= 9), follow=False)

    assert {"S106"} == grave(judged(content, tmp_path).findings)


def test_a_form_that_was_moved_out_of_sight_costs_nothing(tmp_path: Path) -> None:
    """Nine thousand rows inserted: where the form stands is not looked for, and nothing of it is made up."""
    verdict = judged(_shifted(workbook("P003"), lambda row: row + 9_000 * (row >= 9)), tmp_path)

    assert {"S106"} == grave(verdict.findings)
    assert verdict.figures["total_score"] is None


def test_a_colour_that_is_none_hides_nothing(tmp_path: Path) -> None:
    book = Workbook(workbook("P003"))
    book.restyle(FORM, 5, 7, font="OWTEXT")

    assert [] == _said(judged(book.content(), tmp_path))


def test_what_stands_in_an_inserted_row_is_part_of_that_finding_and_below_the_form_it_is_not(tmp_path: Path) -> None:
    book = Workbook(workbook("P003"))
    book.shift(FORM, lambda row: row + (row >= 9), lambda column: column)
    book.put(FORM, 9, 3, "自行增加")
    book.put(FORM, 40, 3, "备注")

    assert [("S106", "A10", "第 10 行是插入的"), ("S111", "D41", "备注")] == _said(judged(book.content(), tmp_path))


def test_a_row_below_the_form_that_is_inserted_is_nobodys_business(tmp_path: Path) -> None:
    assert [] == _said(judged(_shifted(workbook("P003"), lambda row: row + (row >= 30)), tmp_path))


# --- sheets -----------------------------------------------------------------------------------------------------------


def test_a_renamed_form_is_judged_under_its_new_name(tmp_path: Path) -> None:
    book = Workbook(workbook("P003", {ACTUAL: "完成"}))
    book.rename_sheet(FORM, "自评表-终稿")

    verdict = judged(book.content(), tmp_path)

    assert [("V302", "F13", "完成"), ("S112", "", "自评表-终稿")] == _said(verdict)


def test_of_a_deleted_table_only_that_is_told_and_no_figure_is_made_up(tmp_path: Path) -> None:
    form = filled()["luohu-department-2022"][0]
    position = form.plan.shape.positions["基础数据"]

    verdict = judged(without_sheet(form.content, position, "基础数据"), tmp_path)

    missing = [each for each in verdict.findings if each.code == "S104"]
    assert [("基础数据", Severity.ERROR)] == [(each.sheet, each.severity) for each in missing]
    assert {"S104"} == grave(verdict.findings)
    assert [] == [each.field for each in verdict.findings if each.field.startswith("tables.基础数据")]
    assert {None} == {verdict.figures[name] for name in missing[0].affects}


def test_a_deleted_self_check_is_a_question_and_the_form_is_judged_all_the_same(tmp_path: Path) -> None:
    content = without_sheet(workbook("P003", {ACTUAL: "完成"}), 2, "填报自查")

    assert [("V302", "F13", "完成"), ("S104", "", None)] == _said(judged(content, tmp_path))


def test_the_hidden_sheet_of_another_project_is_told_once(tmp_path: Path) -> None:
    """The form of P008 with the hidden sheet of P003; both are of one shape."""
    own, other = Workbook(workbook("P008")), Workbook(workbook("P003"))
    for row in range(9):
        for column in range(4):
            cell = other.cell("xlgen", row, column)
            index = cell.findtext(f"{MAIN}v")
            words = other.root("xl/sharedStrings.xml")[int(index)].findtext(f"{MAIN}t") if index else None
            own.put("xlgen", row, column, words)

    verdict = judged(own.content(), tmp_path)

    assert [("S103/project", "", "P008 离退休干部慰问金")] == _said(verdict)
    assert "应为“P003 购置费”" in verdict.findings[0].message
    assert verdict.status is Status.SENT_BACK


# --- names, protection, rules -----------------------------------------------------------------------------------------


def test_what_a_program_loses_as_it_saves_is_no_reason_to_send_a_form_back(tmp_path: Path) -> None:
    """As SheetJS and IronCalc leave it: no protection, no entry rules."""
    book = Workbook(workbook("P003"))
    for name in (FORM, "填报说明", "填报自查"):
        for tag in ("sheetProtection", "dataValidations"):
            for each in book.sheet(name).findall(f"{MAIN}{tag}"):
                removed(each)

    verdict = judged(book.content(), tmp_path)

    assert verdict.status is Status.ACCEPTED
    assert [("S109", "F7", "不限"), ("S108", "", "未保护")] == sorted(_said(verdict), reverse=True)


def test_an_answer_about_a_value_does_not_answer_for_the_workbook(tmp_path: Path) -> None:
    """The unit explained its low execution rate; that the rate is written in white is still a question."""
    book = Workbook(workbook("P003", {"responses.execution_rate": "设备年底到货。"}))
    book.restyle(FORM, 5, 7, font="FFFFFF")

    verdict = judged(book.content(), tmp_path)

    assert [("S114/unseen", "H6", None)] == _said(verdict)
    assert verdict.status is Status.FLAGGED


# --- what is shown ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number_format", "shown"),
    [
        ("General", "优"),
        ("0.00", "优"),
        (";;;", ""),
        ('"评价等级："@', "评价等级：优"),
        (';;;"良"', "良"),
        ("0;0;0;@", "优"),
    ],
)
def test_a_text_is_shown_as_its_format_says(number_format: str, shown: str) -> None:
    assert shown == text_as_shown("优", number_format)


@pytest.mark.parametrize(
    ("number_format", "codes"),
    [
        # 10台 in F13, an input: whoever fills it in may format it, as long as the number stays the number
        ("0", []),
        ("#,##0.000", []),
        ('0"台"', []),
        ("0%", []),  # 1000%
        ("0.0,", ["S114"]),
        ('"10台"', []),
        ('"12台"', ["S114"]),
        (";;;", ["S114"]),
        ('0"."0', ["S114"]),
        ("yyyy/m/d", ["V304"]),
    ],
)
def test_a_format_of_an_input_is_told_where_it_shows_another_number(
    number_format: str, codes: list[str], tmp_path: Path
) -> None:
    book = Workbook(workbook("P003"))
    book.restyle(FORM, 12, 5, format=number_format)

    assert codes == [each.code for each in judged(book.content(), tmp_path).findings]


# --- edited in a spreadsheet program ----------------------------------------------------------------------------------

PAGE = 'doc.Sheets.getByName("项目支出绩效自评表")'
WRONG = ("V302", "F13", "完成")  # what is filled in is judged in every case, where it stands then
GONE = "（购置办公设备验收合格率）"
EDITS = {
    f"{PAGE}.Rows.insertByIndex(9, 1)": [("S106", "A10", "第 10 行是插入的"), ("V302", "F14", "完成")],
    f"{PAGE}.Rows.insertByIndex(14, 3)": [("S106", "A15", "第 15—17 行是插入的"), WRONG],
    f"{PAGE}.Rows.removeByIndex(13, 1)": [("S106", "A14", f"原第 14 行{GONE}已不在"), WRONG],
    f"{PAGE}.Columns.insertByIndex(3, 1)": [("S106", "D1", "第 D 列是插入的"), ("V302", "G13", "完成")],
    f"{PAGE}.Columns.removeByIndex(5, 1)": [("S106", "F1", "原第 F 列（全年执行数）已不在")],
    f"{PAGE}.Rows.getByIndex(14).IsVisible = False": [WRONG, ("S110", "A15", "已隐藏")],
    f"{PAGE}.Columns.getByIndex(2).IsVisible = False": [WRONG, ("S110", "C1", "已隐藏")],
    f'{PAGE}.Name = "终稿"': [WRONG, ("S112", "", "终稿")],
    f'doc.Sheets.copyByName("{FORM}", "副本", 1)': [WRONG, ("S105/copy", "", None)],
    f'doc.Sheets.removeByName("{FORM}")': [("S104", "", None)],
    'doc.Sheets.removeByName("填报自查")': [WRONG, ("S104", "", None)],
    f'{PAGE}.getCellRangeByName("H13").Value = 10': [("C201", "H13", 10.0), WRONG],
    f'{PAGE}.getCellRangeByName("H21").Formula = "=SUM(H13:H20)"': [("C202", "H21", "=SUM(H13:H20)"), WRONG],
}
"""Basic → what is told besides that the protection is gone."""


@requires_libreoffice
def test_what_is_done_in_libreoffice_is_told_once_and_the_rest_is_judged(tmp_path: Path) -> None:
    """Its formulas, names and merges follow as that program moves them, and not as the tests' own editing does."""
    source = tmp_path / "a.xlsx"
    source.write_bytes(workbook("P003", {ACTUAL: "完成"}))

    made = edit(source, tmp_path / "edited", {each: each for each in EDITS})

    found = {name: _said(judged(path.read_bytes(), tmp_path)) for name, path in made.items()}
    assert EDITS == {name: [each for each in said if each[0] != "S108"] for name, said in found.items()}


# --- saved again by other programs ------------------------------------------------------------------------------------


def test_what_openpyxl_saves_again_is_whole_on_every_template(tmp_path: Path) -> None:
    contents = []
    for template in FORMS:
        (tmp_path / "a.xlsx").write_bytes(filled()[template][0].content)
        openpyxl.load_workbook(tmp_path / "a.xlsx").save(tmp_path / "b.xlsx")
        contents.append((tmp_path / "b.xlsx").read_bytes())

    findings = told(contents, tmp_path)

    assert {"C204"} == {each.key for found in findings for each in found if each.code[0] in "SC"}


@requires_libreoffice
def test_what_libreoffice_saves_again_is_whole_on_every_template(tmp_path: Path) -> None:
    paths = []
    for number, template in enumerate(FORMS):
        paths.append(tmp_path / f"{number}.xlsx")
        paths[-1].write_bytes(filled()[template][0].content)
    (tmp_path / "again").mkdir()

    findings = told([path.read_bytes() for path in recalculate(paths, tmp_path / "again", hard=False)], tmp_path)

    assert [] == [each.key for found in findings for each in found if each.code[0] in "SC"]


def test_a_form_as_written_holds_nothing_to_tell(tmp_path: Path) -> None:
    manifest = manifest_of("P003")
    contents = good("P003")
    form = Form(manifest, contents | recompute.evaluate(manifest.plan.shape, [contents])[0])

    assert writer.write(manifest, form.contents) == form.content
    assert [()] == told([form.content], tmp_path)
