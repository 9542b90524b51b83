"""The table of checks: what was made, what was not and why; its sums are those of the verdicts and of the round."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from tests.conftest import ROOT
from tests.libreoffice import requires_libreoffice, save_as
from tests.rounds import Judged, judged
from xlgen import collection, policy, report
from xlgen.collection import Taking
from xlgen.policy import Policy
from xlgen.policy.decided import Level
from xlgen.report import Round, tally
from xlgen.results import Result

if TYPE_CHECKING:
    from pathlib import Path

    from xlgen.report.rules import Row

FILLED = ROOT / "samples" / "futian-2021" / "filled"
LACKING = {
    "V305": "本表样没有从列表中选填的格",
    "B401": "本表样没有由单位填写的合计（合计由公式计算）",
    "B407": "本表样没有由单位另填的执行率（执行率由公式计算）",
    "I504": "本表样没有由单位自填的得分（得分由公式计算）",
    "I512": "本表样没有由单位填写的等级",
    "I513": "本表样没有由单位自填的总分（总分由公式计算）",
}
"""What the form of Futian, in which every total is a formula, has no cells for."""


def table(results: list[Judged], attachments: dict[str, str] | None = None) -> tuple[dict[str, Row], dict[str, Any]]:
    """Return the rows by code, and the round's summary."""
    kept = [Result(file=each.file, verdict=each.verdict, facts=each.facts) for each in results]
    end = collection.close(kept, attachments or {}, Taking())["summary"]
    found = tally(Round(results=results, summary=end))
    return {each.code: each for each in found.rules.rows()}, end


@pytest.fixture(scope="module")
def filled() -> list[Judged]:
    return judged(FILLED)[0]


def test_what_did_not_run_is_not_shown_as_run_and_says_why(filled: list[Judged]) -> None:
    rows, _ = table(filled)

    assert LACKING == {code: row.reason for code, row in rows.items() if row.skipped and row.unit == "文件"}
    assert {(0, 8)} == {(rows[code].ran, rows[code].skipped) for code in LACKING}
    of_round = {code: row.reason for code, row in rows.items() if row.skipped and row.unit != "文件"}
    assert of_round == {
        **dict.fromkeys(("R701", "R703", "R707", "R708"), "没有台账"),
        "R706": "没有收到部门整体支出自评表",
    }
    assert {(0, 1)} == {(rows[code].ran, rows[code].skipped) for code in of_round}
    assert (1, 0) == (rows["R705"].ran, rows["R705"].skipped)


def test_the_rows_add_up_to_what_verdicts_and_round_say(filled: list[Judged], tmp_path: Path) -> None:
    (tmp_path / "坏.xlsx").write_bytes(b"no workbook")
    results = [*filled, *judged(tmp_path)[0]]
    rows, end = table(results, {"盖章.pdf": "X109"})

    counted = [each.verdict["rules"] for each in results]
    assert "坏.xlsx" in results[-1].file
    # What is no form was looked at once, by X109.
    assert sum(each["ran"] for each in counted) + end["rules"]["ran"] + 1 == sum(row.ran for row in rows.values())
    left = sum(each["skipped"] for each in counted) + len(end["rules"]["skipped"])
    assert left == sum(row.skipped for row in rows.values())
    found = [each for result in results for each in result.verdict["findings"] if each.get("follows") is None]
    assert len(found) + len(end["findings"]) == sum(row.hits for row in rows.values())
    assert (10, 1, 1) == (rows["X109"].ran, rows["X109"].hits, rows["X109"].touched)


def test_reasons_that_differ_from_file_to_file_are_counted(filled: list[Judged], tmp_path: Path) -> None:
    (tmp_path / "坏.xlsx").write_bytes(b"no workbook")
    rows, _ = table([*filled, *judged(tmp_path)[0]])

    assert f"{LACKING['I504']}（8 份）；文件读不出，或不是下发的表（1 份）" == rows["I504"].reason
    assert (8, 1, "文件读不出，或不是下发的表") == (rows["V301"].ran, rows["V301"].skipped, rows["V301"].reason)


@requires_libreoffice
def test_of_a_file_of_which_only_values_are_read_no_formula_was_checked(tmp_path: Path) -> None:
    save_as([next(FILLED.glob("P003*"))], tmp_path, "ods")
    rows, _ = table(judged(tmp_path)[0])

    told = "从 .xls、.ods 文件只读数值，看不到公式和格式"
    assert dict.fromkeys(("C201", "C202", "C203", "V308"), (0, told)) == {
        code: (rows[code].ran, rows[code].reason) for code in ("C201", "C202", "C203", "V308")
    }
    assert (1, "") == (rows["V301"].ran, rows["V301"].reason)


def test_a_check_that_the_policy_switched_off_did_not_run(filled: list[Judged], tmp_path: Path) -> None:
    (tmp_path / "坏.xlsx").write_bytes(b"no workbook")
    decided = Policy(codes={"V301": Level(off=True)})
    kept = [
        policy.applied(Result(file=each.file, verdict=each.verdict, facts=each.facts), decided)
        for each in (*filled, *judged(tmp_path)[0])
    ]
    before = [each.verdict["rules"] for each in (*filled, *judged(tmp_path)[0])]

    rows, _ = table([Judged(each.file, each.verdict, each.facts) for each in kept])

    assert (0, 9, "校验政策停用") == (rows["V301"].ran, rows["V301"].skipped, rows["V301"].reason)
    # In the forms it would have run, in what is no form it would not.
    assert [1] * 8 + [0] == [old["ran"] - new.verdict["rules"]["ran"] for old, new in zip(before, kept, strict=True)]


def test_a_check_of_the_round_counts_projects(filled: list[Judged]) -> None:
    again = Judged("again.xlsx", filled[2].verdict, {**filled[2].facts, "filled": {"a": "另一段文字"}})
    rows, _ = table([*filled, again])

    assert (1, 1, 1) == (rows["R702"].ran, rows["R702"].hits, rows["R702"].touched)


def test_the_sums_in_the_workbook_are_live_and_those_of_the_note(filled: list[Judged], tmp_path: Path) -> None:
    rows, end = table(filled)
    report.write(tmp_path, Round(results=filled, summary=end))
    sheet: Any = openpyxl.load_workbook(tmp_path / "汇总表.xlsx")["校验规则"]
    lines = list(sheet.iter_rows(values_only=True))

    ran, skipped = sum(row.ran for row in rows.values()), sum(row.skipped for row in rows.values())
    assert f"合计：已查 {ran} 项次，未查 {skipped} 项次。" == lines[2][0]
    assert lines[2][0] in (tmp_path / "校验报告.html").read_text("utf-8")
    assert ("合计", f"=SUM(E5:E{len(lines) - 1})") == (lines[-1][0], lines[-1][4])
    assert ["X101", "R709"] == [lines[4][0], lines[-2][0]]
