"""Projects wanted back no more, the ledger that remembers it, and the list of what was issued."""

from __future__ import annotations

import contextlib
import json
import shutil
import sqlite3
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook

import xlgen
from tests import rounds
from tests.conftest import RECORDS
from xlgen import batch, collection, ledger
from xlgen.finding import UsageError

if TYPE_CHECKING:
    from pathlib import Path

LIST = "下发清单.xlsx"
# What a ledger of version 1 was made by, word for word.
VERSION_1 = """
CREATE TABLE issue (
    code TEXT NOT NULL,
    number INTEGER NOT NULL,
    name TEXT NOT NULL,
    supervising_department TEXT NOT NULL,
    template TEXT NOT NULL,
    template_version INTEGER NOT NULL,
    template_sha256 TEXT NOT NULL,
    fiscal_year INTEGER NOT NULL,
    digest TEXT NOT NULL,
    file TEXT NOT NULL,
    PRIMARY KEY (code, number)
);
"""


@pytest.fixture(scope="module")
def issued_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with three records and the forms issued from them; P003 is then taken from the records."""
    folder = tmp_path_factory.mktemp("three")
    source = folder / "名单"
    source.mkdir()
    for code in ("P001", "P003", "P008"):
        shutil.copy(RECORDS / f"{code}.json", source)
    xlgen.generate(source, folder / "下发")
    (source / "P003.json").unlink()
    return folder


@pytest.fixture
def round_of_three(issued_once: Path, tmp_path: Path) -> tuple[Path, Path]:
    """Return a test's own copy of the records and of what was issued."""
    shutil.copytree(issued_once, tmp_path / "three")
    return tmp_path / "three" / "名单", tmp_path / "three" / "下发"


def _rows(output: Path) -> list[list[Any]]:
    page = load_workbook(output / LIST).worksheets[0]
    return [[cell.value for cell in row] for row in page.iter_rows(min_row=2)]


def _statuses(output: Path) -> list[tuple[str, int, str]]:
    return [(row[1], row[6], row[8]) for row in _rows(output)[1:]]


def _issues(output: Path) -> list[tuple[str, int, bool]]:
    return [(each.code, each.number, each.withdrawn) for each in ledger.read(output / ledger.FILE_NAME)]


def test_the_list_says_what_was_issued(round_of_three: tuple[Path, Path]) -> None:
    _, output = round_of_three

    heads, first, *_ = _rows(output)

    assert [
        "序号",
        "项目编码",
        "项目名称",
        "主管部门",
        "表样",
        "年度",
        "第几次下发",
        "文件",
        "状态",
        "校验码",
        "报送期限",
    ] == heads
    digest = ledger.read(output / ledger.FILE_NAME)[0].digest
    assert [
        1,
        "P001",
        "预算准备金",
        "0402009",
        "futian-project-2021",
        2021,
        1,
        "P001_预算准备金.xlsx",
        "已下发",
        digest[:12],
        None,
    ] == first


def test_a_withdrawn_project_is_marked_and_its_file_stays(round_of_three: tuple[Path, Path]) -> None:
    source, output = round_of_three

    done = xlgen.generate(source, output, withdraw=("P003",))

    assert (("P003",), ()) == (done.withdrawn, done.issues)
    assert [("P001", 1, False), ("P003", 1, True), ("P008", 1, False)] == _issues(output)
    assert [("P001", 1, "已下发"), ("P003", 1, "已撤销"), ("P008", 1, "已下发")] == _statuses(output)
    assert (output / "P003_购置费.xlsx").exists()


def test_withdrawing_twice_changes_nothing(round_of_three: tuple[Path, Path]) -> None:
    source, output = round_of_three
    xlgen.generate(source, output, withdraw=("P003",))
    before = {path.name: path.read_bytes() for path in output.iterdir()}

    assert () == xlgen.generate(source, output, withdraw=("P003",)).withdrawn

    assert before == {path.name: path.read_bytes() for path in output.iterdir()}


def test_a_withdrawn_project_issued_again_gets_the_next_number_and_counts(round_of_three: tuple[Path, Path]) -> None:
    source, output = round_of_three
    xlgen.generate(source, output, withdraw=("P003",))
    shutil.copy(RECORDS / "P003.json", source)

    done = xlgen.generate(source, output)

    assert [("P003", 2, "P003_购置费_第2版.xlsx")] == [(each.code, each.number, each.file) for each in done.issues]
    assert [("P003", 1, "已撤销"), ("P003", 2, "已下发")] == _statuses(output)[1:3]
    summary: Any = collection.close(rounds.plain([]), (), collection.Taking(ledger=output / ledger.FILE_NAME))[
        "summary"
    ]
    assert ["P001", "P003", "P008"] == [each["code"] for each in summary["missing"]]
    assert () == xlgen.generate(source, output).issues


def test_a_changed_project_replaces_its_earlier_issue(round_of_three: tuple[Path, Path]) -> None:
    source, output = round_of_three
    record = json.loads((source / "P001.json").read_text("utf-8"))
    record["project"]["name"] = "预备费"
    (source / "P001.json").write_text(json.dumps(record, ensure_ascii=False), "utf-8")

    xlgen.generate(source, output)

    assert [("P001", 1, "已由新版代替"), ("P001", 2, "已下发"), ("P003", 1, "已下发")] == _statuses(output)[:3]


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("P0003", "台账中没有项目“P0003”；应为：下发过的项目编码。是否想写“P003”？"),
        ("X", "台账中没有项目“X”；应为：下发过的项目编码。请改正"),
        ("P008", "要撤销的项目“P008”仍在名单中"),
    ],
)
def test_what_cannot_be_withdrawn_is_refused_and_nothing_is_done(
    code: str, words: str, round_of_three: tuple[Path, Path]
) -> None:
    source, output = round_of_three
    shutil.copy(RECORDS / "P002.json", source)
    before = {path.name: path.read_bytes() for path in output.iterdir()}

    with pytest.raises(UsageError) as refused:
        xlgen.generate(source, output, withdraw=("P003", code))

    assert words in str(refused.value)
    assert before == {path.name: path.read_bytes() for path in output.iterdir()}


def test_a_withdrawn_project_is_not_missing_and_its_return_is_unexpected(
    round_of_three: tuple[Path, Path], filled: Path
) -> None:
    source, output = round_of_three
    xlgen.generate(source, output, withdraw=("P003",))
    register = output / ledger.FILE_NAME
    returned = next(filled.glob("P003*"))

    verdicts = list(xlgen.verify([returned], ledger=register))
    summary: Any = collection.close(rounds.plain(verdicts), (), collection.Taking(ledger=register))["summary"]

    assert ["P001", "P008"] == [each["code"] for each in summary["missing"]]
    assert [str(returned)] == summary["unexpected"]


def test_the_list_is_neither_a_return_nor_an_attachment_nor_a_form_to_fill(
    round_of_three: tuple[Path, Path], tmp_path: Path
) -> None:
    _, output = round_of_three

    found = batch.collect([output])

    assert [["P001_预算准备金.xlsx", "P003_购置费.xlsx", "P008_离退休干部慰问金.xlsx"], []] == [
        [path.rpartition("/")[2] for path in found.sources],
        list(found.attachments),
    ]
    for code in ("P001", "P003", "P008"):
        shutil.copy(RECORDS / f"{code}.json", tmp_path)
    assert 3 == len(xlgen.fill(output, tmp_path, tmp_path / "收回"))


def test_a_list_that_is_gone_is_written_again(round_of_three: tuple[Path, Path]) -> None:
    source, output = round_of_three
    before = (output / LIST).read_bytes()
    (output / LIST).unlink()

    xlgen.generate(source, output)

    assert before == (output / LIST).read_bytes()


def _version_1(output: Path) -> Path:
    """Turn a folder's ledger into what version 1 would have written."""
    path = output / ledger.FILE_NAME
    issues = ledger.read(path)
    path.unlink()
    columns = [name for name in ledger.Issue.__dataclass_fields__ if name not in {"withdrawn", "due"}]
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.executescript(VERSION_1)
        connection.executemany(
            "INSERT INTO issue VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [[getattr(each, name) for name in columns] for each in issues],
        )
        connection.execute("PRAGMA user_version = 1")
    return path


def test_a_ledger_of_version_1_is_read_without_a_change(round_of_three: tuple[Path, Path]) -> None:
    _, output = round_of_three
    path = _version_1(output)
    before = path.read_bytes()

    assert [("P001", 1, False), ("P003", 1, False), ("P008", 1, False)] == _issues(output)

    assert before == path.read_bytes()


def test_a_ledger_of_version_1_becomes_one_of_today_when_it_is_written(round_of_three: tuple[Path, Path]) -> None:
    source, output = round_of_three
    path = _version_1(output)

    xlgen.generate(source, output, withdraw=("P003",))

    assert [("P001", 1, False), ("P003", 1, True), ("P008", 1, False)] == _issues(output)
    with contextlib.closing(sqlite3.connect(path)) as connection:
        assert (4,) == connection.execute("PRAGMA user_version").fetchone()
