"""One mistake that breaks five totals is one finding in all that is printed and written, with its consequences below.

A text in an amount leaves the totals behind it open, and the checks silent: nothing follows that would have to be
folded. An amount that is missing counts as 0; what is then wrong with the totals is told by three checks and a note on
trial, and all of them follow from the one cell.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

import xlgen
from tests.conftest import RECORDS, ROOT
from tests.forms import workbook
from xlgen import ledger

if TYPE_CHECKING:
    from pathlib import Path

    from xlgen.model import Content

SPENT = "funding.appropriation.actual_expenditure"
TOTALS = (
    "funding.total_funds.actual_expenditure",
    "funding.appropriation.execution_rate",
    "execution_rate",
    "execution_score",
    "total_score",
)
"""What follows from the amount: the sum of the line, two rates, the points, the total of all points."""


@dataclass(frozen=True)
class Told:
    """What a run printed and wrote; its folder, the lines of `--json`, and its ledger."""

    folder: Path
    printed: str
    lines: list[dict[str, Any]]
    register: Path
    code: int

    def verdict(self, code: str) -> dict[str, Any]:
        """Return the verdict of a project."""
        return next(each for each in self.lines if each.get("project", {}).get("code") == code)

    def sheet(self, name: str) -> list[tuple[Any, ...]]:
        """Return the rows of a sheet of 汇总表.xlsx, with their stored values."""
        return list(
            openpyxl.load_workbook(self.folder / "汇总表.xlsx", data_only=True)[name].iter_rows(values_only=True)
        )


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    """Return what is told of P003 without its amount, and half of one output done, and P008 with a text for it."""
    folder = tmp_path_factory.mktemp("once")
    (folder / "records").mkdir()
    for code in ("P003", "P008"):
        shutil.copy(RECORDS / f"{code}.json", folder / "records")
    xlgen.generate(folder / "records", folder / "issued")
    (folder / "returned").mkdir()
    half: dict[str, Content] = {
        "indicators[2].actual_value": 0.5,
        "indicators[2].deviation_explanation": "供货延期，已于次年1月验收。",
    }
    (folder / "returned" / "P003.xlsx").write_bytes(workbook("P003", {SPENT: None, **half}))
    (folder / "returned" / "P008.xlsx").write_bytes(workbook("P008", {SPENT: "约三万"}))
    register, lines = folder / "issued" / ledger.FILE_NAME, folder / "lines.jsonl"
    command = ["verify", str(folder / "returned"), "-o", str(folder / "report"), "--ledger", str(register)]
    done = subprocess.run(
        [sys.executable, "-m", "xlgen", *command, "--json", str(lines)], capture_output=True, check=False, cwd=ROOT
    )
    found = [json.loads(each) for each in lines.read_text("utf-8").splitlines()]
    return Told(folder / "report", done.stdout.decode("utf-8"), found, register, done.returncode)


def test_the_verdict_holds_one_finding_with_what_follows_from_it(told: Told) -> None:
    root, *others = told.verdict("P003")["findings"]

    assert ("V301", SPENT) == (root["code"], root["field"])
    assert ["B403", "I510", "N610"] == sorted(each["code"] for each in others)
    assert [1, 2, 3] == root["consequences"]
    assert [0, 0, 0] == [each["follows"] for each in others]
    assert ["execution_rate", "execution_score", "total_score"] == root["affects"]


def test_a_text_breaks_the_same_totals_and_is_told_alone(told: Told) -> None:
    verdict = told.verdict("P008")

    assert [("V302", SPENT)] == [(each["code"], each["field"]) for each in verdict["findings"]]
    assert [None, None, None] == [verdict["figures"][each] for each in ("execution_rate", *TOTALS[3:])]
    (form,) = [
        each
        for each in openpyxl.load_workbook(told.folder.parent / "returned" / "P008.xlsx", data_only=True)
        if each.title == "项目支出绩效自评表"
    ]
    names = openpyxl.load_workbook(told.folder.parent / "returned" / "P008.xlsx").defined_names
    cells = [names["x_" + re.sub(r"[^A-Za-z0-9_]", "_", each)].attr_text.rpartition("!")[2] for each in TOTALS]
    assert ["", "", "", "", ""] == [form[cell.replace("$", "")].value or "" for cell in cells]


def test_the_list_of_findings_is_what_json_holds(told: Told) -> None:
    listed = (told.folder / "问题清单.jsonl").read_text("utf-8").splitlines()

    assert told.lines == [json.loads(each) for each in listed]
    codes = told.lines[-1]["summary"]["codes"]
    assert {"V301": {"open": 1}, "V302": {"open": 1}} == {code: codes[code] for code in ("V301", "V302")}
    assert [{"following": 1}] * 3 == [codes[code] for code in ("B403", "I510", "N610")]


def test_the_terminal_counts_one_and_names_the_cells_of_the_others_below_it(told: Told) -> None:
    (part,) = [each for each in told.printed.split("\n\n") if "P003 购置费：" in each]
    _, head, finding, below = part.splitlines()

    assert "  P003 购置费：建议退回（须修改 1 处）" == head
    assert "V301" in finding
    others = told.verdict("P003")["findings"][1:]
    cells = "、".join(str(each["cell"]) for each in others)
    assert f"由此引起的另有 3 处，不另计：{cells}。" == below.strip()
    assert "须修改 1 处" in told.printed.partition("P008 ")[2]
    assert 1 == told.code


def test_the_page_counts_one_a_project_and_keeps_the_others_below(told: Told) -> None:
    page = (told.folder / "校验报告.html").read_text("utf-8")
    found = re.search(r'id="data">(.*?)</script>', page, re.DOTALL)
    assert found
    rows = {row[0]: row for row in json.loads(found[1])["rows"]}

    assert "须修改 2 处，请核实 0 处，提示 0 处" in page
    assert "另有 3 处由其他问题引起，归在起因之下，不重复计数。" in page
    assert {"P003": [1, 0, 0], "P008": [1, 0, 0]} == {code: row[9] for code, row in rows.items()}
    assert [None, 0, 0, 0] == [each.get("y") for each in rows["P003"][13]]
    assert [["V301", 1], ["V302", 1]] == json.loads(found[1])["codes"]


def test_the_workbook_counts_one_and_says_of_each_other_from_which_it_follows(told: Told) -> None:
    lines = [row for row in told.sheet("问题清单") if isinstance(row[0], int)]

    assert ["V301", "B403", "I510", "N610", "V302"] == [row[6] for row in lines]
    remarks = [row[13] or "" for row in lines]
    assert ["", *["由第 1 条引起，不重复计数"] * 2, "由第 1 条引起，不重复计数；试行，不影响结论", ""] == remarks
    projects = {row[2]: row for row in told.sheet("汇总") if row[2]}
    assert [(1, 0), (1, 0)] == [projects[code][17:19] for code in ("P003", "P008")]
    (whole,) = [row for row in told.sheet("汇总") if str(row[3]).startswith("合计 ")]
    assert (2, 0) == whole[17:19]
    hits = {row[0]: row[5:7] for row in told.sheet("校验规则")}
    assert {"V301": (1, 1), "V302": (1, 1), "B403": (0, 0), "I510": (0, 0), "N610": (0, 0)} == {
        code: hits[code] for code in ("V301", "V302", "B403", "I510", "N610")
    }


def test_the_copy_sent_back_has_one_line_that_names_the_others(told: Told) -> None:
    (copy,) = (told.folder / "退回修改").rglob("P003*.xlsx")
    book = openpyxl.load_workbook(copy)
    rows = list(book["审核修改意见"].iter_rows(values_only=True))
    root, *others = told.verdict("P003")["findings"]

    assert any("共 1 处" in str(row[0]) for row in rows)
    (line,) = [row for row in rows if isinstance(row[0], int)]
    asked = [each for each in others if not each.get("beta")]
    cells = "、".join(str(each["cell"]) for each in asked)
    assert f"{root['message']}由此引起的还有：{cells}，改好后请一并核对。" == line[3]
    notes = {
        (sheet.title, cell.coordinate) for sheet in book for row in sheet.iter_rows() for cell in row if cell.comment
    }
    assert {(each["sheet"], each["cell"]) for each in (root, *asked)} == notes


def test_the_figures_and_the_ledger_know_of_one_file_each(told: Told) -> None:
    raw = (told.folder / "项目数据.csv").read_bytes().decode("utf-8-sig").splitlines()
    places = {head: place for place, head in enumerate(raw[0].split(","))}
    received = ledger.received(told.register, 1)

    assert [("1", "0"), ("1", "0")] == [
        (line.split(",")[places["须修改"]], line.split(",")[places["请核实"]]) for line in raw[1:]
    ]
    assert [("P003", "sent-back", True), ("P008", "sent-back", True)] == [
        (each.code, each.status, each.counted) for each in received
    ]
