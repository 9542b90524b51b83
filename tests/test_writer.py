"""The workbook that is written: the same bytes twice, whole for other readers, locked where it should be."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import openpyxl
import pytest
import python_calamine

from tests.forms import good, manifest_of, workbook
from xlgen import files, layout, manifest, recompute, writer
from xlgen.finding import UsageError
from xlgen.layout import Role
from xlgen.model import CellError

if TYPE_CHECKING:
    from pathlib import Path

FORM = "项目支出绩效自评表"


@pytest.mark.parametrize("code", ["P001", "P002"])
def test_the_same_input_gives_the_same_bytes(code: str) -> None:
    assert workbook(code) == workbook(code)


def test_two_readers_find_the_same_values() -> None:
    content = workbook("P002")
    first = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    second = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))

    for name in ("填报说明", FORM, "填报自查"):
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


def test_no_function_newer_than_excel_2010_and_no_far_columns() -> None:
    package = zipfile.ZipFile(io.BytesIO(workbook("P002")))
    sheets = [package.read(name).decode() for name in package.namelist() if name.startswith("xl/worksheets/sheet")]

    assert len(sheets) == 4
    for sheet in sheets:
        assert "_xlfn" not in sheet
        assert '<dimension ref="A1' in sheet
        assert "XFD" not in sheet.partition("<sheetData>")[0].partition("<dimension")[2].partition("/>")[0]


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
