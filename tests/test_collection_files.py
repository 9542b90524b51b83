"""A round through files: names that say nothing, archives, attachments, a form from an earlier issue."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import sqlite3
import zipfile
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

import xlgen
from tests import rounds
from tests.conftest import RECORDS
from xlgen import batch, collection, ledger
from xlgen.collection import Taking
from xlgen.results import Result

if TYPE_CHECKING:
    from pathlib import Path

DAY = dt.date(2022, 3, 1)


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return a folder of returns, and the ledger: four issued, P003 twice and returned on its first issue.

    P001 is missing, P002 came twice, P008 in an archive, P004 was issued elsewhere; a picture lies beside them.
    """
    folder = tmp_path_factory.mktemp("round")
    source, issued, returned = folder / "名单", folder / "下发", folder / "收回"
    source.mkdir()
    for code in ("P001", "P002", "P003", "P008"):
        shutil.copy(RECORDS / f"{code}.json", source)
    xlgen.generate(source, issued)
    record = json.loads((source / "P003.json").read_text("utf-8"))
    filled = xlgen.fill(issued, source, folder / "填报")
    by_code = {path.name[:4]: path for path in filled}
    record["indicators"][0]["target_value"] = "12台"
    record["project"]["name"] = "设备购置费"
    (source / "P003.json").write_text(json.dumps(record, ensure_ascii=False), "utf-8")
    xlgen.generate(source, issued)
    xlgen.generate(RECORDS / "P004.json", folder / "别处")
    (elsewhere,) = xlgen.fill(folder / "别处", RECORDS / "P004.json", folder / "别处填报")
    returned.mkdir()
    shutil.copy(by_code["P003"], returned / "P001_预算准备金.xlsx")
    shutil.copy(by_code["P002"], returned / "新建 工作表.xlsx")
    shutil.copy(by_code["P002"], returned / "新建 工作表(1).xlsx")
    shutil.copy(elsewhere, returned / "a.xlsx")
    with zipfile.ZipFile(returned / "教育局.zip", "w") as archive:
        archive.write(by_code["P008"], "1.xlsx")
    (returned / "盖章页.jpg").write_bytes(b"\xff\xd8\xff\xe0")
    return returned, issued / ledger.FILE_NAME


def test_a_round_of_files_is_joined_by_what_they_hold(taken: tuple[Path, Path], tmp_path: Path) -> None:
    returned, kept = taken
    register = tmp_path / "下发" / ledger.FILE_NAME
    shutil.copytree(kept.parent, register.parent)
    judged, _ = rounds.judged(returned, ledger.digests(register))
    results = [Result(file=each.file, verdict=each.verdict, facts=each.facts) for each in judged]

    attachments = batch.collect([returned]).attachments
    found: Any = collection.close(results, attachments, Taking(ledger=register, today=DAY, final=True))["summary"]

    def names(files: list[str]) -> list[str]:
        return [each.removeprefix(f"{returned.as_posix()}/") for each in files]

    assert ["P001"] == [each["code"] for each in found["missing"]]
    assert [("P002", ["新建 工作表(1).xlsx", "新建 工作表.xlsx"], "新建 工作表(1).xlsx")] == [
        (each["code"], names(each["files"]), *names([each["counted"]])) for each in found["duplicates"]
    ]
    assert ["a.xlsx"] == names(found["unexpected"])
    assert [("P003", "P001_预算准备金.xlsx")] == [(e["code"], *names([e["file"]])) for e in found["superseded"]]
    assert ["盖章页.jpg"] == names(found["attachments"])
    assert ["P002", "P003", "P008"] == found["changed"]["new"]
    assert ["X109", "R701", "R702", "R703"] == sorted(
        {each["code"] for each in found["findings"]}, key=["X109", "R701", "R702", "R703"].index
    )


def test_a_form_of_an_earlier_issue_goes_back_with_what_changed_since(taken: tuple[Path, Path]) -> None:
    returned, register = taken

    (verdict,) = xlgen.verify([returned / "P001_预算准备金.xlsx"], ledger=register)

    (told,) = [each for each in verdict.findings if each.code == "R708"]
    assert ("sent-back", "error") == (verdict.status.value, told.severity.value)
    assert {
        "number": 2,
        "changed": [
            {"field": "project.name", "label": "项目名称", "from": "购置费", "to": "设备购置费"},
            {"field": "indicators[0].target_value", "label": "购置办公设备数量·年度指标值", "from": 10, "to": 12},
        ],
    } == told.expected
    assert "现为 第 1 次下发，应为 第 2 次下发" in told.message
    assert "“项目名称”由 “购置费” 改为 “设备购置费”" in told.message
    assert "由 10台 改为 12台" in told.message


def test_an_earlier_issue_is_told_though_the_later_file_is_gone(taken: tuple[Path, Path], tmp_path: Path) -> None:
    returned, kept = taken
    register = tmp_path / ledger.FILE_NAME
    shutil.copy(kept, register)

    (verdict,) = xlgen.verify([returned / "P001_预算准备金.xlsx"], ledger=register)

    (told,) = [each for each in verdict.findings if each.code == "R708"]
    assert {"number": 2, "changed": None} == told.expected
    assert "新版文件已不在台账旁" in told.message


# --- a ledger of an earlier version -------------------------------------------------------------------------------


def _version_3(path: Path) -> None:
    """Take from a ledger what version 4 added."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in ("DROP TABLE round", "DROP TABLE receipt", "PRAGMA user_version = 3"):
            connection.execute(statement)


def test_a_ledger_of_version_3_has_received_nothing_and_takes_the_first_round(
    taken: tuple[Path, Path], tmp_path: Path
) -> None:
    register = tmp_path / ledger.FILE_NAME
    shutil.copy(taken[1], register)
    _version_3(register)
    before = register.read_bytes()

    assert ((), (), {}) == (ledger.rounds(register), ledger.received(register, 1), ledger.first_days(register))
    assert before == register.read_bytes()

    collection.close([], {}, Taking(ledger=register, today=DAY))

    assert [ledger.Round(number=1, day="2022-03-01", issued=4, received=0)] == list(ledger.rounds(register))
    assert 5 == len(ledger.read(register))
