"""Issuing: one workbook a project, remembered in the ledger, nothing overwritten."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

import xlgen
from tests.conftest import RECORDS, ROOT
from xlgen import ledger
from xlgen.finding import UsageError

if TYPE_CHECKING:
    from pathlib import Path


def _copy(folder: Path, *codes: str) -> Path:
    folder.mkdir(exist_ok=True)
    for code in codes:
        shutil.copy(RECORDS / f"{code}.json", folder)
    return folder


def _contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_eight_records_make_eight_workbooks_a_ledger_and_the_list_of_them(issued: Path) -> None:
    names = sorted(path.name for path in issued.iterdir())

    assert len(names) == 10
    assert names[:2] == ["P001_预算准备金.xlsx", "P002_数据规划管理.xlsx"]
    assert [(each.code, each.number, each.file) for each in ledger.read(issued / ledger.FILE_NAME)][:2] == [
        ("P001", 1, "P001_预算准备金.xlsx"),
        ("P002", 1, "P002_数据规划管理.xlsx"),
    ]


def test_repeating_changes_nothing(tmp_path: Path) -> None:
    source, output = _copy(tmp_path / "名单", "P001", "P003"), tmp_path / "下发"
    xlgen.generate(source, output)
    before = _contents(output)

    again = xlgen.generate(source, output)

    assert ((), ("P001", "P003")) == (again.issues, again.unchanged)
    assert before == _contents(output)


def test_a_new_project_is_added_and_a_changed_one_issued_anew(tmp_path: Path) -> None:
    source, output = _copy(tmp_path / "名单", "P001", "P003"), tmp_path / "下发"
    xlgen.generate(source, output)
    before = _contents(output)
    _copy(source, "P008")
    record = json.loads((source / "P003.json").read_text("utf-8"))
    record["indicators"][0]["target_value"] = "12台"
    (source / "P003.json").write_text(json.dumps(record, ensure_ascii=False), "utf-8")

    done = xlgen.generate(source, output)

    assert [("P003", 2, "P003_购置费_第2版.xlsx"), ("P008", 1, "P008_离退休干部慰问金.xlsx")] == [
        (each.code, each.number, each.file) for each in done.issues
    ]
    forms = [name for name in before if name.startswith("P")]
    after = _contents(output)
    assert {name: before[name] for name in forms} == {name: after[name] for name in forms}


def test_a_value_the_unit_supplies_does_not_make_another_issue(tmp_path: Path) -> None:
    source, output = _copy(tmp_path / "名单", "P003"), tmp_path / "下发"
    xlgen.generate(source, output)
    record = json.loads((source / "P003.json").read_text("utf-8"))
    record["indicators"][0]["actual_value"] = 3
    (source / "P003.json").write_text(json.dumps(record, ensure_ascii=False), "utf-8")

    assert () == xlgen.generate(source, output).issues


def test_a_file_that_the_ledger_does_not_know_is_not_overwritten(tmp_path: Path) -> None:
    source, output = _copy(tmp_path / "名单", "P001", "P003"), tmp_path / "下发"
    output.mkdir()
    (output / "P003_购置费.xlsx").write_bytes(b"mine")

    with pytest.raises(UsageError, match=r"P003_购置费\.xlsx：文件已存在"):
        xlgen.generate(source, output)

    assert {"P003_购置费.xlsx": b"mine"} == _contents(output)


def test_a_form_whose_file_is_gone_is_written_again(tmp_path: Path) -> None:
    source, output = _copy(tmp_path / "名单", "P001", "P003"), tmp_path / "下发"
    xlgen.generate(source, output)
    before = _contents(output)
    (output / "P003_购置费.xlsx").unlink()

    done = xlgen.generate(source, output)

    assert ((), ("P003",)) == (done.issues, done.restored)
    assert before == _contents(output)


def test_a_run_that_was_interrupted_before_the_ledger_goes_on(tmp_path: Path) -> None:
    source, output = _copy(tmp_path / "名单", "P001", "P003"), tmp_path / "下发"
    xlgen.generate(source, output)
    (output / ledger.FILE_NAME).unlink()

    done = xlgen.generate(source, output)

    assert ["P001", "P003"] == [each.code for each in done.issues]


def test_what_is_issued_does_not_depend_on_the_machine_or_the_moment(issued: Path, tmp_path: Path) -> None:
    xlgen.generate(RECORDS, tmp_path)

    for path in sorted(issued.glob("*.xlsx")):
        assert path.read_bytes() == (tmp_path / path.name).read_bytes(), path.name


def test_the_first_workbook_of_a_process_is_like_those_after_it() -> None:
    code = (
        "from tests.forms import manifest_of; from xlgen.verbs.workbooks import blank_forms;"
        "one, two = (next(blank_forms([manifest_of('P003')])) for _ in '12'); print(one == two)"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, cwd=ROOT, text=True)

    assert "True\n" == done.stdout


def _database(path: Path, *statements: str) -> Path:
    with sqlite3.connect(path) as connection:
        for each in statements:
            connection.execute(each)
    connection.close()
    return path


@pytest.mark.parametrize(
    ("statements", "words"),
    [
        (("CREATE TABLE x (y)",), "没有台账，或不是台账文件"),
        (("PRAGMA user_version = 99",), "台账版本为 99；应为：不高于 4"),
        (("PRAGMA user_version = 1",), "台账无法读写"),
    ],
)
def test_a_ledger_that_is_none_is_refused(statements: tuple[str, ...], words: str, tmp_path: Path) -> None:
    path = _database(tmp_path / "x.sqlite", *statements)

    with pytest.raises(UsageError) as refused:
        ledger.read(path)

    assert words in str(refused.value)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.sqlite"
    path.write_bytes(b"not a database, and long enough to be looked at" * 10)

    with pytest.raises(UsageError, match="台账无法读写"):
        ledger.read(path)


def test_the_same_issue_twice_writes_nothing(tmp_path: Path) -> None:
    path = tmp_path / ledger.FILE_NAME
    first, second = (
        ledger.Issue(
            code=code,
            number=1,
            name="购置费",
            supervising_department="",
            template="t",
            template_version=1,
            template_sha256="0",
            fiscal_year=2021,
            digest="0",
            file="x.xlsx",
        )
        for code in ("P001", "P002")
    )
    ledger.add(path, [first])

    with pytest.raises(UsageError, match="台账无法读写"):
        ledger.add(path, [second, first])

    assert (first,) == ledger.read(path)
