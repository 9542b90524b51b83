"""The engine against LibreOffice on every case of `differences.py`, and the published list against those."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from tests.libreoffice import recalculate, requires_libreoffice
from tests.recompute.differences import CASES, Case, Reason, shown
from xlgen.model import CellError, Content
from xlgen.recompute import engine

_PUBLISHED = Path(engine.__file__).with_name("differences.md")
_ERROR_FORMULAS = {CellError.DIVISION: "=1/0", CellError.NOT_AVAILABLE: "=NA()"}
# In the workbook the formula stands in column A and its cells right of it, so that every letter moves by one.
_REFERENCE = re.compile(r"\b([A-H])([1-9])\b")


def _write_content(sheet: xlsxwriter.worksheet.Worksheet, row: int, column: int, content: Content) -> None:
    if content is None:
        return
    if isinstance(content, CellError):
        sheet.write_formula(row, column, _ERROR_FORMULAS[content])
    elif isinstance(content, bool):
        sheet.write_boolean(row, column, content)
    elif content == "":
        sheet.write_formula(row, column, '=""')  # an empty text can only be calculated
    elif isinstance(content, str):
        sheet.write_string(row, column, content)
    else:
        sheet.write_number(row, column, content)


def _moved(formula: str, rows: int) -> str:
    def moved(reference: re.Match[str]) -> str:
        return f"{chr(ord(reference[1]) + 1)}{int(reference[2]) + rows}"

    return _REFERENCE.sub(moved, formula)


def _write(path: Path, cases: list[Case]) -> list[int]:
    """Write all cases below each other and return the row (from 0) of each one's formula."""
    workbook = xlsxwriter.Workbook(path)
    sheet = workbook.add_worksheet()
    heights = [max(1, len(case.cells)) for case in cases]
    rows = list(itertools.accumulate(heights[:-1], initial=0))
    for case, row in zip(cases, rows, strict=True):
        for down, slot in enumerate(case.slots):
            for right, content in enumerate(slot):
                _write_content(sheet, row + down, 1 + right, content)
        sheet.write_formula(row, 0, "=" + _moved(case.formula, row))
    workbook.close()
    return rows


@pytest.fixture(scope="module")
def by_libreoffice(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Content]:
    """Return what LibreOffice answers, by the case's text."""
    folder = tmp_path_factory.mktemp("differences")
    rows = _write(folder / "cases.xlsx", CASES)
    (path,) = recalculate([folder / "cases.xlsx"], folder / "recalculated")
    sheet = openpyxl.load_workbook(path, data_only=True).worksheets[0]
    answers: dict[str, Content] = {}
    for case, row in zip(CASES, rows, strict=True):
        cell = sheet.cell(row + 1, 1)
        value = cell.value
        if cell.data_type == "e":
            answers[str(case)] = CellError(value)
        elif value is None:
            answers[str(case)] = ""
        else:
            assert isinstance(value, bool | str | int | float)
            answers[str(case)] = float(value) if type(value) is int else value
    return answers


def _by_engine(case: Case) -> Content:
    return engine.evaluate(case.formula, [[slot] for slot in case.slots], 1)[0]


def _same(one: Content, other: Content) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return f"{one:.15g}" == f"{other:.15g}"
    return type(one) is type(other) and one == other


def _published() -> dict[str, tuple[Reason, str, str]]:
    """Read differences.md: by the case's text its reason, the engine's answer and LibreOffice's."""
    found: dict[str, tuple[Reason, str, str]] = {}
    reason = None
    for line in _PUBLISHED.read_text(encoding="utf-8").splitlines():
        if heading := re.match(r"### .*\(([A-Z_0-9]+)\)$", line):
            reason = Reason[heading[1]]
        elif row := re.fullmatch(r"\| `(.+?)` \| `(.+?)` \| `(.+?)` \| `(.+?)` \|", line):
            assert reason is not None
            found[f"{row[1]} | {row[2]}"] = (reason, row[3], row[4])
    return found


def test_the_table_holds_every_function_and_operator() -> None:
    formulas = " ".join(case.formula for case in CASES)
    operators = set(re.findall("<>|<=|>=|[-+*/&=<>]", formulas))
    assert len(CASES) >= 250
    assert set(re.findall(r"([A-Z]+)\(", formulas)) == engine.FUNCTIONS
    assert operators == {"+", "-", "*", "/", "&", "=", "<>", "<", ">", "<=", ">="}


@requires_libreoffice
def test_the_engine_answers_as_libreoffice_where_nothing_is_said(by_libreoffice: dict[str, Content]) -> None:
    unequal = [
        f"{case}: engine {_by_engine(case)!r}, LibreOffice {by_libreoffice[str(case)]!r}"
        for case in CASES
        if case.reason is None and not _same(_by_engine(case), by_libreoffice[str(case)])
    ]
    assert unequal == []


def test_the_engine_answers_as_the_table_says() -> None:
    unequal = [
        f"{case}: engine {_by_engine(case)!r}, table {case.answer!r}"
        for case in CASES
        if case.reason is not None and not _same(_by_engine(case), case.answer)
    ]
    assert unequal == []


@requires_libreoffice
def test_libreoffice_differs_where_the_table_says(by_libreoffice: dict[str, Content]) -> None:
    equal = [str(case) for case in CASES if case.reason is not None and _same(by_libreoffice[str(case)], case.answer)]
    assert equal == []


def test_the_published_list_is_the_table() -> None:
    expected = {str(case): (case.reason, shown(case.answer)) for case in CASES if case.reason is not None}
    actual = {text: (reason, answer) for text, (reason, answer, _) in _published().items()}
    assert expected == actual


@requires_libreoffice
def test_the_published_list_says_what_libreoffice_answers(by_libreoffice: dict[str, Content]) -> None:
    actual = {text: answer for text, (_, _, answer) in _published().items()}
    assert {text: shown(by_libreoffice[text]) for text in actual} == actual


def test_the_published_figures_are_those_of_the_table() -> None:
    differing = [case.reason for case in CASES if case.reason is not None]
    documented = sum(reason.documented for reason in differing)
    figures = f"共 {len(CASES)} 例，{len(CASES) - len(differing)} 例一致，{len(differing)} 例不同"
    groups = f"{documented} 例是 LibreOffice 与 Excel 文档不符，{len(differing) - documented} 例文档未作规定"
    text = _PUBLISHED.read_text(encoding="utf-8")
    assert figures in text
    assert groups in text
