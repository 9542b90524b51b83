"""The folder of an office that works by double-clicking: laid down by one command, run by its scripts."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from openpyxl import load_workbook

import xlgen
from tests.conftest import RECORDS, ROOT
from xlgen import ledger
from xlgen.cli import office as commands
from xlgen.finding import UsageError
from xlgen.verbs import office

SCRIPTS = ("1下发", "2校验", "3汇总")


@pytest.fixture(scope="module")
def laid_down(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder in a place with blanks and signs in its name, with an empty list of a form."""
    folder = tmp_path_factory.mktemp("县 财政局 (2021) & co") / "绩效 自评"
    office.lay_down(folder, Path(sys.executable), "futian-project-2021")
    return folder


@pytest.fixture
def own(laid_down: Path, tmp_path: Path) -> Path:
    """Return a test's own copy of the folder, with the eight records in place of the empty list."""
    folder = tmp_path / "县 财政局 (2021) & co"
    shutil.copytree(laid_down, folder)
    (folder / "项目名单" / "项目名单.xlsx").unlink()
    for path in RECORDS.glob("*.json"):
        shutil.copy(path, folder / "项目名单")
    return folder


def _run(script: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(script), *arguments],
        capture_output=True,
        check=False,
        stdin=subprocess.DEVNULL,
        cwd="/",
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        text=True,
    )


def test_the_folder_holds_what_an_office_needs(laid_down: Path) -> None:
    names = {path.name for path in laid_down.iterdir() if not path.name.endswith(".html")}

    folders = {"项目名单", "表样", "已下发", "已回收", "报告", "program"}
    assert folders | {f"{each}{ending}" for each in SCRIPTS for ending in (".bat", ".sh")} == names
    assert {"项目", "资金", "指标"} <= set(load_workbook(laid_down / "项目名单" / "项目名单.xlsx").sheetnames)


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_batch_file_is_ascii_with_the_line_ends_of_windows(name: str, laid_down: Path) -> None:
    content = (laid_down / f"{name}.bat").read_bytes()

    assert content.isascii()
    assert content.count(b"\n") == content.count(b"\r\n") > 5
    assert b"chcp" not in content


@pytest.mark.parametrize(
    ("path", "written"),
    [
        (r"C:\tools\xlgen\.venv\Scripts\python.exe", r"C:\tools\xlgen\.venv\Scripts\python.exe"),
        (r"C:\100% ours\python.exe", r"C:\100%% ours\python.exe"),
        (r"C:\Users\张三\xlgen\python.exe", r"%USERPROFILE%\xlgen\python.exe"),
        (r"D:\程序\python.exe", ""),
    ],
)
def test_a_batch_file_names_python_in_ascii_or_not_at_all(path: str, written: str) -> None:
    assert written == office.for_batch(path, {"USERPROFILE": r"C:\Users\张三"})


def test_what_to_do_without_the_program_is_told_in_a_file_that_editors_read(laid_down: Path) -> None:
    content = (laid_down / "program" / "not-found.txt").read_bytes()

    assert content.startswith(b"\xef\xbb\xbf")
    assert "没有找到本程序" in content.decode("utf-8-sig")


@pytest.mark.skipif(sys.platform == "win32", reason="shell scripts")
def test_the_scripts_issue_verify_and_sum_up(own: Path) -> None:
    issued = _run(own / "1下发.sh", "--due", "2022-03-31")
    xlgen.fill(own / "已下发", RECORDS, own / "已回收")
    (own / "已回收" / "P008_离退休干部慰问金.xlsx").unlink()
    verified = _run(own / "2校验.sh")
    summed = _run(own / "3汇总.sh")

    assert [(0, ""), (1, ""), (0, "")] == [(each.returncode, each.stderr) for each in (issued, verified, summed)]
    assert "新下发 8 份" in issued.stdout
    assert {"2022-03-31"} == {each.due for each in ledger.read(own / "已下发" / ledger.FILE_NAME)}
    assert (own / "报告" / "问题清单.jsonl").is_file()
    heads, department, total, *rest = summed.stdout.splitlines()
    assert "主管部门\t下发\t收到\t通过\t待核实\t建议退回\t无法校验\t未报" == heads
    assert "0402009\t8\t7\t2\t4\t1\t0\t1" == department
    assert "合计\t8\t7\t2\t4\t1\t0\t1" == total
    assert any("P008 离退休干部慰问金" in line for line in rest)


@pytest.mark.skipif(sys.platform == "win32", reason="shell scripts")
def test_a_script_prefers_the_program_in_the_folder_and_says_where_there_is_none(own: Path) -> None:
    for script in own.glob("*.sh"):
        script.write_text(script.read_text("utf-8").replace(sys.executable, "/nowhere/python"), "utf-8")
    missing = _run(own / "1下发.sh")
    (own / "program" / "bin").mkdir()
    python = own / "program" / "bin" / "python"
    python.write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n', "utf-8")
    python.chmod(0o755)

    found = _run(own / "1下发.sh", "--help")

    assert (2, True) == (missing.returncode, "没有找到本程序" in missing.stdout)
    assert (0, True) == (found.returncode, "用法：" in found.stdout)


def test_laying_it_down_again_touches_nothing_of_the_offices_own(own: Path) -> None:
    (own / "表样" / "my.toml").write_text("id = 1\n", "utf-8")
    (own / "1下发.bat").unlink()
    before = {path: path.read_bytes() for path in own.rglob("*") if path.is_file()}

    office.lay_down(own, Path(sys.executable))

    assert before == {path: path.read_bytes() for path in before}
    assert (own / "1下发.bat").is_file()


def test_a_list_that_was_begun_is_not_begun_again(tmp_path: Path) -> None:
    office.lay_down(tmp_path, Path(sys.executable), "futian-project-2021")
    (tmp_path / "项目名单" / "项目名单.xlsx").write_bytes(b"mine")

    office.lay_down(tmp_path, Path(sys.executable), "national-project-2020")

    assert b"mine" == (tmp_path / "项目名单" / "项目名单.xlsx").read_bytes()


def test_an_offices_own_form_is_found_in_its_folder(own: Path) -> None:
    text = 'extends = "futian-project-2021"\nid = "my-project-2021"\nplace = "某县"\n'
    (own / "表样" / "my-project-2021.toml").write_text(text, "utf-8")
    for path in (own / "项目名单").iterdir():
        path.write_text(path.read_text("utf-8").replace("futian-project-2021", "my-project-2021"), "utf-8")

    commands.issue(own)

    assert {"my-project-2021"} == {each.template for each in ledger.read(own / "已下发" / ledger.FILE_NAME)}


@pytest.mark.parametrize(
    ("before", "command", "words"),
    [
        ("rm -r 项目名单", commands.issue, "其中没有“项目名单”文件夹"),
        ("rm 项目名单/*", commands.issue, "没有项目名单"),
        ("touch 项目名单/甲.xlsx", commands.issue, "有几份名单：甲.xlsx、P001.json"),
        ("true", commands.verify, "还没有下发过"),
        ("true", commands.summary, "还没有校验过"),
    ],
)
def test_what_is_not_ready_is_told_with_what_to_do(before: str, command: object, words: str, own: Path) -> None:
    subprocess.run(["sh", "-c", before], cwd=own, check=True)
    assert callable(command)

    with pytest.raises(UsageError) as refused:
        command(own)

    assert words in str(refused.value)
    assert "请" in str(refused.value)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "已下发").write_bytes(b"a file")

    with pytest.raises(UsageError, match="无法写入"):
        office.lay_down(tmp_path, Path(sys.executable))


def test_the_command_says_what_to_do_next(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    commands.new(tmp_path / "办公", "futian-project-2021")

    assert "把项目名单放进“项目名单”，双击“1下发”" in capsys.readouterr().out


def test_of_several_files_of_a_project_the_worst_counts_and_a_file_nobody_knows_does_not(own: Path) -> None:
    commands.issue(own)
    (own / "报告" / "问题清单.jsonl").write_text(
        '{"status": "accepted", "trust": "ledger", "project": {"code": "P001"}}\n'
        '{"status": "sent-back", "trust": "ledger", "project": {"code": "P001"}}\n'
        '{"status": "accepted", "trust": "digest-only", "project": {"code": "P002"}}\n'
        '{"status": "sent-back", "trust": "digest-only", "project": null}\n'
        '{"summary": {"files": 4, "accepted": 2, "flagged": 0, "sent-back": 2, "unverifiable": 0, "findings": [],'
        ' "missing": [], "duplicates": [], "unexpected": [], "attachments": []}}\n',
        "utf-8",
    )

    shown = _run_command(own)

    assert "0402009\t8\t1\t0\t0\t1\t0\t7" == shown.splitlines()[1]


def _run_command(folder: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "xlgen", "office", "summary", str(folder)], capture_output=True, check=True, cwd=ROOT
    )
    return done.stdout.decode()
