"""A project of which several files came back and none was chosen: told as that, counted once, figures of none."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections import Counter
from contextlib import ExitStack
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

import xlgen
from tests.conftest import RECORDS
from tests.libreoffice import recalculate, requires_libreoffice
from tests.rounds import Judged, judged, summary
from xlgen import ledger, report
from xlgen.report import Round, projects

if TYPE_CHECKING:
    from pathlib import Path

    from xlgen.report.projects import Project


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Round:
    """Return a round of eight projects: of P003 two files came back and none was chosen, of P006 none."""
    folder = tmp_path_factory.mktemp("round")
    xlgen.generate(RECORDS, folder / "issued")
    xlgen.fill(folder / "issued", RECORDS, folder / "back")
    (one,) = (folder / "back").glob("P003*")
    next((folder / "back").glob("P006*")).unlink()
    shutil.copy(one, folder / "back" / "P003再报.xlsx")
    issued = ledger.read(folder / "issued" / ledger.FILE_NAME)
    results, sources = judged(folder / "back")
    end = summary(results, issued)
    files = [each.file for each in results if "P003" in each.file]
    end["duplicates"] = [{"code": "P003", "files": files, "counted": None}]
    return Round(results=results, summary=end, issued=issued, sources=sources, folder=folder / "issued")


def budget(code: str) -> Decimal:
    """Return a project's budget as its record says."""
    lines = json.loads((RECORDS / f"{code}.json").read_text("utf-8"))["funding"].values()
    return sum((Decimal(str(each["final_budget"])) for each in lines), Decimal(0))


CODES = [f"P00{number}" for number in range(1, 9)]


@requires_libreoffice
def test_what_was_returned_is_the_sum_of_what_is_said_of_it(given: Round, tmp_path: Path) -> None:
    report.write(tmp_path / "report", given)
    (computed,) = recalculate([tmp_path / "report" / "汇总表.xlsx"], tmp_path / "computed")
    book: Any = openpyxl.load_workbook(computed, data_only=True)
    rows = list(book["自评覆盖率"].iter_rows(values_only=True))
    heads = next(row for row in rows if row[0] == "主管部门")
    whole = dict(zip(heads, rows[-1], strict=True))

    assert (8, 7, 1) == (whole["应报项目"], whole["已报项目"], whole["待定"])
    assert 7 == sum(whole[each] for each in ("通过", "待核实", "建议退回", "无法校验", "待定"))
    back = [code for code in CODES if code != "P006"]
    assert float(sum(map(budget, back))) == pytest.approx(whole["已报金额"])
    assert float(sum(map(budget, CODES))) == pytest.approx(whole["应报金额"])


def test_nothing_of_one_of_its_files_is_told(given: Round, tmp_path: Path) -> None:
    report.write(tmp_path, given)
    rows = {
        row["项目编码"]: row for row in csv.DictReader(io.StringIO((tmp_path / "项目数据.csv").read_text("utf-8-sig")))
    }
    own = {key: value for key, value in rows["P003"].items() if value}

    assert {
        "主管部门": "0402009",
        "项目编码": "P003",
        "项目名称": "购置费",
        "金额单位": "元",
        "预算金额": "39600",
        "结论": "待定（多份）",
        "文件": "共 2 份，见问题清单",
        "备注": "收到 2 份，以哪一份为准待定，只列预算金额",
    } == own
    sheet: Any = openpyxl.load_workbook(tmp_path / "汇总表.xlsx")["汇总"]
    (row,) = [each for each in sheet.iter_rows(values_only=True) if each[2] == "P003"]
    assert ("待定（多份）", None) == row[13:15]
    assert (None, None) == row[17:19]
    archived: Any = openpyxl.load_workbook(tmp_path / "归档清单.xlsx")["归档清单"]
    words = [row[5] for row in archived.iter_rows(min_row=3, values_only=True)]
    assert {"待定": 2, "是": 6} == Counter(words)


def collected(given: Round, results: list[Judged], folder: Path | None) -> tuple[dict[str, Project], int]:
    changed = Round(results=results, summary=given.summary, issued=given.issued)
    with ExitStack() as opened:
        found = projects.collect(changed, opened, folder)
        return {each.code: each for each in found.returned}, len(found.returned)


def test_its_amount_is_the_one_its_files_agree_on_else_the_one_issued_else_unknown(given: Round) -> None:
    results = [Judged(each.file, each.verdict, each.facts) for each in given.results]
    at = next(index for index, each in enumerate(results) if "再报" in each.file)
    facts = results[at].facts
    other = {**facts, "money": {**facts["money"], "final_budget": 40_000}}
    differing = [*results[:at], Judged(results[at].file, results[at].verdict, other), *results[at + 1 :]]

    assert Decimal(39600) == collected(given, results, None)[0]["P003"].amount
    assert Decimal(39600) == collected(given, differing, given.folder)[0]["P003"].amount
    assert collected(given, differing, None)[0]["P003"].amount is None


def test_a_form_of_an_earlier_issue_beside_one_of_the_last_is_no_second_project(given: Round) -> None:
    results = list(given.results)
    old = next(each.file for each in results if "再报" in each.file)
    end = {**given.summary, "duplicates": [], "superseded": [{"code": "P003", "file": old}]}
    with ExitStack() as opened:
        found = list(projects.collect(Round(results=results, summary=end), opened).returned)

    (own,) = [each for each in found if each.code == "P003"]
    assert "再报" not in own.file
    assert Decimal("99.49") == own.total


def test_a_projects_amount_as_its_form_shows_it_stands_beside_its_budget(given: Round) -> None:
    record = json.loads((RECORDS / "P001.json").read_text("utf-8"))
    (own,) = [each for code, each in collected(given, list(given.results), None)[0].items() if code == "P001"]  # type: ignore[arg-type]

    assert budget("P001") != record["project"]["amount"]
    assert (budget("P001"), record["project"]["amount"]) == (own.amount, own.others["project_amount"])


def test_numbers_of_findings_stand_as_their_cells_show_them(given: Round, tmp_path: Path) -> None:
    report.write(tmp_path, given)
    sheet: Any = openpyxl.load_workbook(tmp_path / "汇总表.xlsx")["问题清单"]
    found = {(row[2], row[6]): row[10] for row in sheet.iter_rows(min_row=3, values_only=True)}

    assert "10,390,000.00" == found["P002", "B404"]
    assert "100.00%" == found["P007", "I510"]
