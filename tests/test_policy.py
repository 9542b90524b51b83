"""What an office decides about checks: it changes what becomes of a file, and hides nothing."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import Workbook, load_workbook

from xlgen import collection, ledger, policy
from xlgen.collection import Taking
from xlgen.finding import BY_CODE, XlgenError
from xlgen.policy import Level, Policy, Waiver, listed
from xlgen.results import Result

if TYPE_CHECKING:
    from pathlib import Path

DAY = dt.date(2026, 4, 1)


def _finding(code: str, **others: Any) -> dict[str, Any]:
    rule = BY_CODE[code]
    given = {"code": code, "severity": rule.severity.value, "owner": rule.owner.value, "message": code}
    return given | others


def _result(*findings: dict[str, Any], status: str = "sent-back", **facts: Any) -> Result:
    verdict = {
        "file": "a.xlsx",
        "sha256": "0",
        "status": status,
        "trust": None,
        "template": "futian-project-2021",
        "project": {"code": "P001", "name": "购置费"},
        "figures": {},
        "findings": list(findings),
        "rules": {"ran": 40, "skipped": 25, "failed": 0},
    }
    return Result(file="a.xlsx", verdict=verdict, facts=facts)


def _waiver(**others: Any) -> Waiver:
    given: dict[str, Any] = {"project": "P001", "code": "I505", "reason": "已书面说明", "by": "张某", "until": DAY}
    return Waiver(**(given | others))


def _applied(decided: Policy, *findings: dict[str, Any]) -> tuple[str, list[dict[str, Any]]]:
    verdict = policy.applied(_result(*findings), decided.on(DAY)).verdict
    return verdict["status"], verdict["findings"]


# --- what it does -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("decided", "status", "key"),
    [
        (Policy(), "sent-back", None),
        (Policy(codes={"I505": Level(severity="warning")}), "flagged", None),
        (Policy(codes={"I505": Level(severity="note")}), "accepted", None),
        (Policy(codes={"I505": Level(off=True)}), "accepted", "off"),
        (Policy(codes={"I505": Level(beta=True)}), "accepted", "beta"),
        (Policy(waivers=(_waiver(),)), "accepted", "waived"),
        (Policy(waivers=(_waiver(until=None),)), "accepted", "waived"),
        (Policy(waivers=(_waiver(until=DAY - dt.timedelta(days=1)),)), "sent-back", None),  # its day has passed
        (Policy(waivers=(_waiver(project="P002"),)), "sent-back", None),
        (Policy(waivers=(_waiver(code="V301"),)), "sent-back", None),
        (Policy(codes={"V301": Level(off=True)}), "sent-back", None),
    ],
)
def test_the_status_follows_what_was_decided_and_the_finding_stays(
    decided: Policy, status: str, key: str | None
) -> None:
    found, (kept,) = _applied(decided, _finding("I505"))

    assert (status, "I505") == (found, kept["code"])
    assert {key} - {None} == {each for each in ("off", "beta", "waived") if kept.get(each)}


def test_a_waiver_says_why_by_whom_and_how_long() -> None:
    _, (kept,) = _applied(Policy(waivers=(_waiver(),)), _finding("I505"))

    assert {"reason": "已书面说明", "by": "张某", "until": "2026-04-01"} == kept["waived"]


def test_what_could_not_be_computed_stays_so_whatever_is_decided_of_the_rest() -> None:
    status, _ = _applied(Policy(codes={"I505": Level(off=True)}), _finding("C205"), _finding("I505"))

    assert "unverifiable" == status


def test_findings_of_another_gravity_take_their_place_and_all_that_points_at_them_follows() -> None:
    findings = [_finding("V302", consequences=[1]), _finding("I505", follows=0), _finding("B403")]
    result = _result(*findings, surroundings={"0": {"label": "甲"}, "2": {"label": "丙"}})

    found = policy.applied(result, Policy(codes={"V302": Level(severity="note")}))

    assert ["I505", "B403", "V302"] == [each["code"] for each in found.verdict["findings"]]
    assert [2, None, None] == [each.get("follows") for each in found.verdict["findings"]]
    assert [0] == found.verdict["findings"][2]["consequences"]
    assert {"2": {"label": "甲"}, "1": {"label": "丙"}} == found.facts["surroundings"]


@pytest.mark.parametrize("level", [Level(off=True), Level(beta=True)])
def test_what_follows_from_a_finding_that_counts_no_more_stands_on_its_own(level: Level) -> None:
    root, follower = _finding("V302", consequences=[1]), _finding("I505", follows=0)

    status, found = _applied(Policy(codes={"V302": level}), root, follower)

    assert "sent-back" == status
    assert [None, None] == [each.get("follows") for each in found]
    assert "consequences" not in found[0]


def test_a_note_on_trial_that_follows_from_a_finding_stays_with_it_whatever_is_decided_of_others() -> None:
    root, follower = _finding("V301", consequences=[1]), _finding("N610", follows=0, severity="note", beta=True)

    _, found = _applied(Policy(codes={"I512": Level(off=True)}), root, follower)

    assert [None, 0] == [each.get("follows") for each in found]
    assert [1] == found[0]["consequences"]


def test_what_is_let_pass_together_stays_together() -> None:
    findings = [_finding("I505", consequences=[1]), _finding("I505", follows=0)]

    status, found = _applied(Policy(waivers=(_waiver(),)), *findings)

    assert ("accepted", [None, 0]) == (status, [each.get("follows") for each in found])
    assert [True, True] == ["waived" in each for each in found]


def test_a_rule_that_is_off_is_no_rule_that_ran() -> None:
    decided = Policy(codes={"I505": Level(off=True), "I512": Level(off=True), "R705": Level(off=True)})

    found = policy.applied(_result(not_run={"I512": "cells"}), decided)

    assert {"ran": 39, "skipped": 24, "failed": 0, "off": 2} == found.verdict["rules"]


def test_a_policy_that_decides_nothing_changes_nothing() -> None:
    result = _result(_finding("I505"))

    assert result is policy.applied(result, Policy())


# --- the round ----------------------------------------------------------------------------------------------------


def _round(tmp_path: Path, decided: Policy, day: dt.date = DAY) -> dict[str, Any]:
    path = tmp_path / ledger.FILE_NAME
    known = {"template": "t", "template_version": 1, "template_sha256": "", "fiscal_year": 2021, "file": "a"}
    ledger.add(
        path,
        [ledger.Issue(code="P001", number=1, name="购置费", supervising_department="", digest="0", **known)],  # type: ignore[arg-type]
    )
    found: dict[str, Any] = collection.close([], {}, Taking(ledger=path, final=True, today=day, policy=decided))
    return found


@pytest.mark.parametrize(
    ("day", "code", "expired"),
    [(DAY, 0, []), (DAY + dt.timedelta(days=1), 1, [{"project": "P001", "code": "R701", "until": "2026-04-01"}])],
)
def test_a_missing_return_may_be_let_pass_until_a_day(
    day: dt.date, code: int, expired: list[dict[str, str]], tmp_path: Path
) -> None:
    found = _round(tmp_path, Policy(waivers=(_waiver(code="R701"),)), day)

    assert code == collection.exit_code(found)
    assert ["P001"] == [each["code"] for each in found["summary"]["missing"]]
    assert ["R701"] == [each["code"] for each in found["summary"]["findings"]]
    assert expired == found["summary"]["expired"]


def test_a_check_of_the_round_that_is_off_is_told_as_off_and_not_as_run(tmp_path: Path) -> None:
    decided = Policy(codes={"R701": Level(off=True), "R706": Level(off=True)})

    found = _round(tmp_path, decided)["summary"]

    assert [True] == [each["off"] for each in found["findings"]]
    assert ["R701", "R706"] == found["rules"]["off"]
    assert "R706" not in [each["code"] for each in found["rules"]["skipped"]]


def test_findings_are_counted_by_how_they_are_held() -> None:
    answered = _finding("B403", response="已说明")
    results = [policy.applied(_result(_finding("I505"), answered), Policy(waivers=(_waiver(),))), _result(answered)]

    counted = collection.close(results, {}, Taking())["summary"]["codes"]

    assert {"B403": {"explained": 2}, "I505": {"waived": 1}} == counted


# --- the files ----------------------------------------------------------------------------------------------------

GOOD = """
policy = 1
[codes.B403]
severity = "note"
[codes.N605]
beta = true
[codes.R705]
off = true
[thresholds]
all_full_marks = 10
near_identical = 0.9
[[waivers]]
project = "P001"
code = "I505"
reason = "已书面说明"
by = "张某"
until = 2026-04-01
"""


def _written(folder: Path, text: str) -> Path:
    path = folder / "政策.toml"
    path.write_text(text, "utf-8")
    return path


def test_a_policy_file_is_read(tmp_path: Path) -> None:
    found = policy.read([_written(tmp_path, GOOD.replace("N605", "N601"))])

    assert {"B403": "note", "N601": None, "R705": None} == {code: each.severity for code, each in found.codes.items()}
    assert (10, _waiver()) == (found.thresholds.all_full_marks, found.waivers[0])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[codes.I505]\noff = true", "policy：缺少这一项"),
        ("policy = 2", "policy：写的是 2；应为：1"),
        ("policy = 1\n[codes.I505]\nof = true", "codes.I505.of：不认识的键。是否想写“off”？"),
        ("policy = 1\n[codes.I50]\noff = true", "codes.I50：没有这个代码"),
        ("policy = 1\n[codes.C205]\noff = true", "codes.C205：C205（"),
        ("policy = 1\n[thresholds]\nlow_execution = 0.7", "thresholds.low_execution：“low_execution”是表样的界限"),
        ('policy = 1\n[[waivers]]\nproject = "P1"\ncode = "I505"\nby = "张"', "waivers[0].reason：缺少这一项"),
        ('policy = 1\n[[waivers]]\nproject = "P1"\ncode = "I505"\nby = "张"\nreason = " "', "waivers[0].reason"),
        ("policy = ", "不是合乎规范的 TOML"),
    ],
)
def test_what_is_wrong_with_a_policy_file_is_told_with_its_place(text: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(XlgenError) as refused:
        policy.read([_written(tmp_path, text)])

    assert told in str(refused.value)
    assert 2 == refused.value.exit_code


def test_a_code_decided_in_two_files_is_refused(tmp_path: Path) -> None:
    path = _written(tmp_path, "policy = 1\n[codes.I505]\noff = true")

    with pytest.raises(XlgenError, match="重复"):
        policy.read([path, path])


def _list(
    folder: Path, *rows: tuple[Any, ...], heads: tuple[str, ...] = ("项目编码", "代码", "理由", "批准人", "有效期")
) -> Path:
    book = Workbook()
    page = book.worksheets[0]
    page.append(["某区财政局放行清单"])
    page.append(heads)
    for row in rows:
        page.append(row)
    path = folder / "放行清单.xlsx"
    book.save(path)
    return path


def test_a_list_of_findings_let_pass_is_read_as_officers_write_it(tmp_path: Path) -> None:
    rows = [
        ("P001", "I505", "已书面说明", "张某", dt.date(2026, 4, 1)),
        ("P001", "i505", "已书面说明", "张某", "2026年4月1日"),
        (None, None, None, None, None),
        ("0042", "B403", "跨年支付", "李某", None),
    ]

    first, second, third = policy.read([_list(tmp_path, *rows)]).waivers

    assert _waiver() == first == second
    assert ("0042", "B403", None) == (third.project, third.code, third.until)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (("P001", "I505", None, "张某", None), "Sheet!C3：空白；应为：理由"),
        (("P001", "I505", "已说明", None, None), "Sheet!D3：空白；应为：批准人"),
        (("P001", "I55", "已说明", "张某", None), "Sheet!B3：没有这个代码"),
        (("P001", "C205", "已说明", "张某", None), "Sheet!B3：C205（"),
        (("P001", "I505", "已说明", "张某", "年底"), "Sheet!E3：写的是 “年底”；应为：日期，如 2026-12-31"),
        (("P001", "I505", "已说明", "张某", "2026-02-30"), "Sheet!E3：写的是 “2026-02-30”"),
    ],
)
def test_what_is_wrong_in_a_list_is_told_with_its_cell(row: tuple[Any, ...], told: str, tmp_path: Path) -> None:
    with pytest.raises(XlgenError) as refused:
        policy.read([_list(tmp_path, row)])

    assert told in str(refused.value)


def test_a_list_without_a_column_is_refused(tmp_path: Path) -> None:
    with pytest.raises(XlgenError, match="批准人"):
        policy.read([_list(tmp_path, ("P001", "I505", "已说明", None), heads=("项目编码", "代码", "理由", "有效期"))])


def test_a_new_list_can_be_filled_in_and_read(tmp_path: Path) -> None:
    path = tmp_path / "放行清单.xlsx"
    listed.begin(path, 2026)
    book = load_workbook(path)
    page = book.worksheets[0]
    head = next(row[0].row for row in page.iter_rows() if row[0].value == "项目编码")
    row: tuple[Any, ...] = ("P001", "I505", "已书面说明", "张某", dt.date(2026, 4, 1))
    for column, value in enumerate(row, 1):
        page.cell(head + 1, column).value = value
    book.save(path)

    assert (_waiver(),) == policy.read([path]).waivers
    with pytest.raises(XlgenError, match="文件已存在"):
        listed.begin(path, 2026)
