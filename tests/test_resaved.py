"""Filled forms saved again by LibreOffice in each of its formats, and by a library: the same record, nothing said."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import openpyxl
import pytest
import xlsxwriter

import xlgen
from tests.conftest import ROOT
from tests.libreoffice import recalculate, requires_libreoffice, save_as
from xlgen import reader
from xlgen.model import CellError, Content
from xlgen.reader import StoredWorkbook, Visibility

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from xlgen.verbs.verdict import Verdict

SAMPLES = sorted(ROOT.glob("samples/*/filled/*.xlsx"))
UNCHECKED = 13
"""S106, S108, S109, S111, S113–S115, C201–C204, V307 and V308: what values alone do not tell."""


def _through_openpyxl(paths: list[Path], into: Path) -> list[Path]:
    into.mkdir()
    for path in paths:
        openpyxl.load_workbook(path).save(into / path.name)
    return [into / path.name for path in paths]


WAYS: dict[str, Callable[[list[Path], Path], list[Path]]] = {
    "xlsx": recalculate,
    "xls": lambda paths, into: save_as(paths, into, "xls"),
    "ods": lambda paths, into: save_as(paths, into, "ods"),
    "openpyxl": _through_openpyxl,
}
SAID: dict[str, set[str]] = {"xlsx": set(), "xls": {"X106"}, "ods": {"X106"}, "openpyxl": {"C204"}}
"""What is said of each beside what was said before: nothing above a note."""


@pytest.fixture(scope="module", params=WAYS)
def saved(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, dict[Path, Path]]:
    """Return how the samples were saved again, and each with its copy."""
    way = request.param
    return way, dict(zip(SAMPLES, WAYS[way](SAMPLES, tmp_path_factory.mktemp("saved") / way), strict=True))


def _said(verdict: Verdict) -> set[tuple[str, str | None]]:
    return {(each.code, each.field or None) for each in verdict.findings}


@requires_libreoffice
def test_a_form_saved_again_holds_the_same_record(saved: tuple[str, dict[Path, Path]]) -> None:
    _, copies = saved

    assert len(SAMPLES) >= 13
    for sample, copy in copies.items():
        assert xlgen.extract(sample) == xlgen.extract(copy), copy.name


@requires_libreoffice
def test_a_form_saved_again_gets_the_same_verdict(saved: tuple[str, dict[Path, Path]]) -> None:
    way, copies = saved
    before, after = (list(xlgen.verify(list(each))) for each in (copies.keys(), copies.values()))
    names = {copy.as_posix(): sample.as_posix() for sample, copy in copies.items()}
    originals = {each.file: each for each in before}

    for verdict in after:
        original = originals[names[verdict.file]]
        assert (original.status, original.figures) == (verdict.status, verdict.figures), verdict.file
        assert {(code, None) for code in SAID[way]} == _said(verdict) - _said(original), verdict.file
        assert set() == _said(original) - _said(verdict), verdict.file
        assert original.rules["skipped"] + (UNCHECKED if way in {"xls", "ods"} else 0) == verdict.rules["skipped"]


CONTENTS: dict[str, Content] = {
    "A1": 1.5,
    "B1": 0.95,
    "C1": True,
    "D1": False,
    "E1": 44561.0,
    "F1": 44561.75,
    "G1": 0.5,
    "H1": 1.5,
    "A2": CellError.NOT_AVAILABLE,
    "B2": CellError.DIVISION,
    "C2": CellError.NAME,
    "D2": CellError.VALUE,
    "A3": "甲\n乙",
    "B3": "甲  乙\t丙",
    "C3": " 前后 ",
    "D3": "2021-12-31",
    "E3": "1,234",
    "F3": "#N/A",
    "G3": "TRUE",
    "H3": 1e300,
}


def _of_all_kinds(path: Path) -> None:
    """Write a workbook with a cell of every kind, dates and shares by their number formats, and a hidden sheet."""
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("表")
        looks = {
            "B1": "0.00%",
            "E1": "yyyy-mm-dd",
            "F1": "yyyy-mm-dd hh:mm",
            "G1": "hh:mm",
            "H1": "[h]:mm",
        }
        formulas = {"A2": "=NA()", "B2": "=1/0", "C2": "=KEINE()", "D2": '="甲"+1'}
        for place, content in CONTENTS.items():
            look = book.add_format({"num_format": looks.get(place, "General")})
            if isinstance(content, CellError):
                page.write_formula(place, formulas[place], look, content.value)
            elif isinstance(content, str):
                page.write_string(place, content, look)
            else:
                page.write(place, content, look)
        page.write_comment("A1", "批注不是内容")
        book.add_worksheet("隐藏").hide()


@requires_libreoffice
def test_contents_of_every_kind_come_out_of_every_format_alike(tmp_path: Path) -> None:
    path = tmp_path / "各种内容.xlsx"
    _of_all_kinds(path)
    saved = [path, *(save_as([path], tmp_path / each, each)[0] for each in ("xls", "ods"))]

    for each in saved:
        book = reader.parse(each.read_bytes())
        assert isinstance(book, StoredWorkbook), each.name
        found = book.sheets["表"].cells
        places = {f"{chr(65 + column)}{row + 1}": found[row, column].content for row, column in found}
        assert CONTENTS == places, each.name
        assert [Visibility.VISIBLE, Visibility.HIDDEN] == [sheet.visibility for sheet in book.sheets.values()]


def test_a_date_of_a_cell_is_its_number() -> None:
    assert CONTENTS["E1"] == (dt.date(2021, 12, 31) - dt.date(1899, 12, 30)).days
