"""The workbook that is written: the same bytes twice, whole for other readers, locked where it should be."""

from __future__ import annotations

import html
import io
import re
import zipfile
from typing import TYPE_CHECKING

import openpyxl
import pytest
import python_calamine
from lxml import etree

from tests.forms import good, manifest_of, workbook
from tests.good_fillings import LUOHU, GoodForm, good_forms
from xlgen import files, layout, manifest, recompute, writer
from xlgen.finding import UsageError
from xlgen.layout import Cell, Role
from xlgen.model import CellError
from xlgen.writer import look

if TYPE_CHECKING:
    from pathlib import Path

    from xlgen.model import Content

FORM = "项目支出绩效自评表"


@pytest.mark.parametrize("code", ["P001", "P002"])
def test_the_same_input_gives_the_same_bytes(code: str) -> None:
    assert workbook(code) == workbook(code)


def _good(form: GoodForm) -> bytes:
    return writer.write(form.manifest, form.contents | form.results)


EVERY_FORM = pytest.mark.parametrize("form", good_forms(), ids=lambda each: each.name)


@EVERY_FORM
def test_two_readers_find_the_same_values(form: GoodForm) -> None:
    content = _good(form)
    first = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    second = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))

    for name in (each.name for each in form.manifest.plan.shape.sheets):
        ours = [["" if cell is None else cell for cell in row] for row in first[name].iter_rows(values_only=True)]
        theirs = second.get_sheet_by_name(name).to_python(skip_empty_area=False)
        assert ours == [row[: len(ours[0])] for row in theirs[: len(ours)]]


def test_inputs_are_open_and_everything_else_is_locked() -> None:
    shape = manifest_of("P002").plan.shape
    book = openpyxl.load_workbook(io.BytesIO(workbook("P002")))
    for sheet in shape.sheets:
        page = book[sheet.name]
        assert page.protection.sheet
        for cell in sheet.cells:
            assert (cell.role is not Role.INPUT) == page.cell(cell.row + 1, cell.column + 1).protection.locked, cell


def test_unused_cells_are_locked_and_the_normal_style_is_open() -> None:
    """So a paste that brings the Normal style does not lock the inputs it lands on."""
    book = openpyxl.load_workbook(io.BytesIO(workbook("P003")))

    normal = book._named_styles["Normal"]  # type: ignore[attr-defined] # noqa: SLF001 - no public way to it
    assert not normal.protection.locked
    assert book[FORM].column_dimensions["K"].protection.locked


def test_every_field_of_the_form_has_its_name() -> None:
    shape = manifest_of("P003").plan.shape
    book = openpyxl.load_workbook(io.BytesIO(workbook("P003")))
    named = {
        layout.defined_name(field): f"'{FORM}'!${cell.a1[0]}${cell.row + 1}"
        for field, (sheet, cell) in shape.places.items()
        if sheet.name == FORM
    }

    assert named == {name: each.value for name, each in book.defined_names.items()}
    assert "x_indicators_0__actual_value" in named


def test_the_manifest_is_very_hidden_and_reads_back() -> None:
    made = manifest_of("P002")
    book = openpyxl.load_workbook(io.BytesIO(workbook("P002")))
    page = book[manifest.SHEET]
    rows = [[str(cell) for cell in row if cell is not None] for row in page.iter_rows(values_only=True)]

    found = manifest.from_rows(rows)

    assert page.sheet_state == "veryHidden"
    assert isinstance(found, manifest.Manifest)
    assert (made.digest, made.plan.shape, dict(made.plan.issued)) == (
        found.digest,
        found.plan.shape,
        dict(found.plan.issued),
    )
    assert max(len(cell) for row in rows for cell in row) <= 32_000


EXCEL_2007 = {
    *("ABS", "AND", "CHAR", "CLEAN", "CODE", "COUNT", "COUNTA", "EXACT", "FALSE", "FIND", "IF", "IFERROR", "INT"),
    *(
        "ISBLANK",
        "ISERROR",
        "ISLOGICAL",
        "ISNUMBER",
        "ISTEXT",
        "LEFT",
        "LEN",
        "LOWER",
        "MAX",
        "MID",
        "MIN",
        "MOD",
        "N",
        "NOT",
        "OR",
    ),
    *("RIGHT", "ROUND", "ROUNDDOWN", "SEARCH", "SUBSTITUTE", "SUM", "SUMPRODUCT", "TEXT", "TRIM", "TRUE", "TRUNC"),
    "UPPER",
}
"""Functions that Excel 2007 had; what came later stands in a file with a prefix, and old programs show #NAME?."""


@EVERY_FORM
def test_no_function_newer_than_excel_2010_and_no_far_columns(form: GoodForm) -> None:
    package = zipfile.ZipFile(io.BytesIO(_good(form)))
    sheets = [package.read(name).decode() for name in package.namelist() if name.startswith("xl/worksheets/sheet")]
    formulas = re.findall("<f>([^<]*)</f>|<formula>([^<]*)</formula>", "".join(sheets))
    called = {name for each in formulas for name in re.findall(r"([A-Z_][A-Za-z0-9_.]*)\(", _spoken("".join(each)))}

    assert len(form.manifest.plan.shape.sheets) + 1 == len(sheets)
    assert "SUM" in called
    assert set() == called - EXCEL_2007
    for sheet in sheets:
        assert "_xlfn" not in sheet
        assert '<dimension ref="A1' in sheet
        assert "XFD" not in sheet.partition("<sheetData>")[0].partition("<dimension")[2].partition("/>")[0]


def _spoken(formula: str) -> str:
    """Return a formula without the texts in it, whose words may stand before a bracket."""
    return re.sub('"[^"]*"', "", html.unescape(formula))


def test_the_clock_is_not_in_the_file() -> None:
    core = zipfile.ZipFile(io.BytesIO(workbook("P003"))).read("docProps/core.xml").decode()

    assert core.count("2021-01-01T00:00:00Z") == 2  # created and modified


def test_an_error_value_is_carried_as_an_error() -> None:
    content = workbook("P003", {"indicators[0].actual_value": CellError.DIVISION})
    cell = openpyxl.load_workbook(io.BytesIO(content), data_only=True)[FORM]["F13"]

    assert cell.value == "#DIV/0!"
    assert cell.data_type == "e"


def test_long_texts_make_their_row_taller() -> None:
    manifest_ = manifest_of("P003")
    heights = []
    for text in ("短", "很长的情况说明" * 60):
        contents = good("P003") | {"objective.achieved_result": text}
        contents |= recompute.evaluate(manifest_.plan.shape, [contents])[0]
        page = openpyxl.load_workbook(io.BytesIO(writer.write(manifest_, contents)))[FORM]
        heights.append(page.row_dimensions[11].height)

    assert heights[0] < 100
    assert heights[1] > 150


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    blocker = tmp_path / "文件"
    blocker.write_bytes(b"")

    with pytest.raises(UsageError, match="无法写入"):
        files.save(blocker / "表.xlsx", b"x")


def _sheet_xml(content: bytes, position: int) -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return etree.fromstring(package.read(f"xl/worksheets/sheet{position}.xml"))


def _rows(content: bytes) -> dict[int, list[str]]:
    return {int(row.get("r", "")): [str(name) for name in row.attrib] for row in _sheet_xml(content, 2).iter("{*}row")}


def test_a_row_into_which_long_texts_are_typed_may_grow_and_the_others_keep_their_height() -> None:
    """P002's indicators stand from row 13 on; row 11 holds the merged texts, which no program fits by itself."""
    rows = _rows(workbook("P002"))

    assert all("customHeight" not in rows[row] for row in range(13, 20))
    assert "customHeight" in rows[1]
    assert "customHeight" in rows[11]


def test_an_exempt_rate_is_not_what_the_form_opens_on() -> None:
    form = next(each for each in good_forms() if each.name == LUOHU)
    exempt: dict[str, Content] = {"indicators[19].exemptions[0].applies": "适用"}
    exempt |= dict.fromkeys(f"indicators[19].criteria[{number}].actual_value" for number in (1, 2))
    asked = exempt | {"indicators[19].exemptions[0].applies": "不适用"}
    rate = form.manifest.plan.shape.places["indicators[19].criteria[1].actual_value"][1].a1

    opened = [
        openpyxl.load_workbook(io.BytesIO(writer.write(form.manifest, form.contents | form.results | each)))
        for each in (exempt, asked)
    ]

    assert ["A1", rate] == [each.active.sheet_view.selection[-1].activeCell for each in opened]  # type: ignore[union-attr]


def _framed(content: bytes, sheet: str = FORM) -> dict[str, str]:
    """Return the cells that are framed while they are blank, each with the condition."""
    page = openpyxl.load_workbook(io.BytesIO(content))[sheet]
    return {
        str(area): rule.formula[0]
        for block in page.conditional_formatting
        for rule in block.rules
        if rule.dxf and rule.dxf.border and rule.dxf.border.left.style == "dashed"
        for area in block.sqref.ranges
    }


def test_what_must_be_filled_in_is_framed_with_a_broken_line_while_it_is_blank() -> None:
    framed = _framed(workbook("P002"))

    assert "LEN(F7)=0" == framed["F7"] == framed["F13"]  # relative to the first of the cells
    assert "AND(LEN($F$11)=0)" == framed["F11:I11"]
    assert "I13" not in framed  # the reason, which need not be given
    assert "F12" not in framed


def test_an_exempt_indicator_frames_nothing() -> None:
    """Without petitions (信访) there is no rate of answers: the answer 适用 beside the exemption spares the rates."""
    form = next(each for each in good_forms() if each.name == LUOHU)
    places = form.manifest.plan.shape.places
    (sheet, answer), (_, rate) = (
        places[f"indicators[19].{each}"] for each in ("exemptions[0].applies", "criteria[1].actual_value")
    )

    framed = _framed(writer.write(form.manifest, form.contents | form.results), sheet.name)

    assert f'AND(LEN({_absolute(rate)})=0,{_absolute(answer)}<>"适用")' == framed[rate.a1]


def _absolute(cell: Cell) -> str:
    return re.sub(r"([A-Z]+)([0-9]+)", r"$\1$\2", cell.a1)


@pytest.mark.parametrize(
    ("blank", "opened"),
    [
        ((), "A1"),  # all filled in
        (("indicators[4].actual_value",), "F17"),
        (("indicators[4].actual_value", "objective.achieved_result"), "F11"),
        (("indicators[4].deviation_explanation",), "A1"),  # not required
    ],
)
def test_the_form_opens_on_the_first_input_that_is_still_empty(blank: tuple[str, ...], opened: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook("P002", dict.fromkeys(blank))))

    assert FORM == book.active.title  # type: ignore[union-attr]
    assert opened == book[FORM].sheet_view.selection[-1].activeCell


def test_the_verdict_at_the_top_leads_to_the_self_check() -> None:
    page = openpyxl.load_workbook(io.BytesIO(workbook("P002")))[FORM]
    status = next(cell for cell in manifest_of("P002").plan.shape.sheets[1].cells if cell.style == "status")

    assert "'填报自查'!A1" == page[status.a1].hyperlink.location
    assert "自查：" in str(page[status.a1].value)


def test_writing_leaves_the_normal_style_as_it_was() -> None:
    """Xlsxwriter adds to what it is given: the second workbook of a process would differ from the first."""
    before = dict(look.NORMAL)

    workbook("P003")

    assert before == look.NORMAL
