"""Many files: workers change nothing, what is too much costs itself, and a run that was stopped goes on."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook

from tests import hostile_work
from tests.conftest import RECORDS, ROOT
from tests.forms import manifest_of
from tests.many import lines, round_of
from xlgen import batch, collection, ledger, terms
from xlgen.batch import judging
from xlgen.batch.limits import Limits
from xlgen.cli import commands
from xlgen.finding import UsageError
from xlgen.verbs import verify, workbooks

if TYPE_CHECKING:
    from collections.abc import Sequence

TWO = batch.Spread(jobs=2)
HOSTILE = batch.Spread(jobs=2, work=hostile_work.work, bound=Limits(memory=1 << 30))


def _codes(line: str) -> list[str]:
    return [each["code"] for each in json.loads(line)["findings"]]


def _of(name: str, found: Sequence[str]) -> str:
    (line,) = [each for each in found[:-1] if name in json.loads(each)["file"]]
    return line


def test_workers_give_what_this_process_gives(filled: Path, issued: Path, tmp_path: Path) -> None:
    folder = round_of(filled, tmp_path / "收回", 30)
    (folder / "坏的.xlsx").write_bytes(b"x")
    (folder / "盖章.pdf").write_bytes(b"%PDF-1.7")

    alone = lines([folder], ledger=issued / ledger.FILE_NAME)

    assert 32 == len(alone)
    assert alone == lines([folder], TWO, ledger=issued / ledger.FILE_NAME)


# --- what is too much for a worker ---------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform == "win32", reason="signals and bounds of memory are a matter of POSIX")
@pytest.mark.parametrize("hostile", ["loops", "holds", "eats", "kills"])
def test_a_file_that_is_too_much_for_a_worker_costs_itself(filled: Path, tmp_path: Path, hostile: str) -> None:
    folder = round_of(filled, tmp_path / "收回", 24)
    plain = lines([folder])
    bad = folder / "部门0" / f"0011_{hostile}.xlsx"
    bad.write_bytes(next(filled.glob("P003*")).read_bytes())

    found = lines([folder], HOSTILE)

    told = _of(hostile, found)
    assert ["X108"] == _codes(told)
    assert "超出时间或内存上限" in told
    assert json.loads(_of("0000", found))["status"] == "accepted"
    assert plain[:-1] == [each for each in found[:-1] if each != told]
    assert (25, 1) == tuple(json.loads(found[-1])["summary"][key] for key in ("files", "unverifiable"))
    assert 3 == collection.exit_code(json.loads(found[-1]))


@pytest.mark.skipif(sys.platform == "win32", reason="nobody is killed so on Windows")
def test_a_worker_that_is_killed_costs_nothing(filled: Path, tmp_path: Path) -> None:
    folder = round_of(filled, tmp_path / "收回", 24)
    (folder / "部门1" / "0012_once.xlsx").write_bytes(next(filled.glob("P003*")).read_bytes())
    plain = lines([folder])

    found = lines([folder], HOSTILE)

    assert (tmp_path / "收回" / "部门1.killed").exists()  # it was
    assert plain == found


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="nothing interrupts this process on Windows")
def test_without_workers_a_file_that_hangs_is_interrupted(filled: Path, tmp_path: Path) -> None:
    folder = round_of(filled, tmp_path / "收回", 3)
    (folder / "loops.xlsx").write_bytes(b"x")

    found = lines([folder], batch.Spread(work=hostile_work.work))

    assert ["X108"] == _codes(_of("loops", found))
    assert 3 == sum(not _codes(each) or "X108" not in _codes(each) for each in found[:-1])


def test_what_hangs_as_it_is_computed_is_found_among_its_chunk(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = verify.judge_each

    def hanging(opened: Any) -> Any:
        if any("P003" in each.file for each in opened):
            raise MemoryError
        return whole(opened)

    monkeypatch.setattr(judging, "judge_each", hanging)

    found = lines([filled])

    assert ["X108"] == _codes(_of("P003", found))
    assert json.loads(_of("P003", found))["sha256"]
    assert {"X108"} == {code for each in found[:-1] if "P003" in each for code in _codes(each)}
    assert 1 == json.loads(found[-1])["summary"]["unverifiable"]


# --- going on ------------------------------------------------------------------------------------------------------


def _forbidden(*_: object) -> None:
    pytest.fail("judged")


class _Counted:
    """A parser that keeps the names of what it opens."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.names: list[str] = []
        whole = verify.open_file

        def counted(source: Any, *more: Any) -> Any:
            self.names.append(source.path.name)
            return whole(source, *more)

        monkeypatch.setattr(judging, "open_file", counted)


def test_what_was_verified_is_not_verified_again(filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = round_of(filled, tmp_path / "收回", 6)
    first = lines([folder], kept_in=tmp_path / "报告")
    opened = _Counted(monkeypatch)

    again = lines([folder], kept_in=tmp_path / "报告")

    assert [] == opened.names
    assert first == again


def test_what_changed_since_is_verified_again_and_what_is_gone_counts_no_more(
    filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = round_of(filled, tmp_path / "收回", 6)
    lines([folder], kept_in=tmp_path / "报告")
    below = folder / "部门0"
    (below / "0004_P003.xlsx").write_bytes((below / "0002_P007.xlsx").read_bytes())
    (below / "0002_P007.xlsx").rename(below / "9999_P007.xlsx")
    (folder / "部门1" / "0001_P003.xlsx").unlink()
    opened = _Counted(monkeypatch)

    again = lines([folder], kept_in=tmp_path / "报告")

    assert ["0004_P003.xlsx", "9999_P007.xlsx"] == opened.names
    assert lines([folder]) == again


@pytest.mark.parametrize("change", ["ledger", "password", "templates", "program"])
def test_what_is_judged_by_something_else_is_judged_again(
    issued: Path, tmp_path: Path, change: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = batch.setting_of()
    assert before.key("a", "1") == batch.setting_of().key("a", "1")

    if change == "ledger":
        after = batch.setting_of(ledger=issued / ledger.FILE_NAME)
    elif change == "password":
        after = batch.setting_of(password="x")  # noqa: S106 - none
    elif change == "templates":
        text = (ROOT / "templates" / "futian-project-2021.toml").read_text("utf-8")
        (tmp_path / "own-form.toml").write_text(text.replace("futian-project-2021", "own-form"), "utf-8")
        after = batch.setting_of(templates=[tmp_path])
    else:
        monkeypatch.setattr("xlgen.batch.setting.program", lambda: "another")
        after = batch.setting_of()

    assert before.key("a", "1") != after.key("a", "1")
    assert 3 == len({before.key("a", "1"), before.key("b", "1"), before.key("a", "2")})


def test_what_broke_us_is_tried_again(filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = round_of(filled, tmp_path / "收回", 3)
    with monkeypatch.context() as broken:
        broken.setattr(judging, "open_file", lambda *_: 1 / 0)
        assert ["X108"] * 3 == [code for each in lines([folder], kept_in=tmp_path / "x")[:-1] for code in _codes(each)]

    assert lines([folder]) == lines([folder], kept_in=tmp_path / "x")


def _command(*arguments: str | Path) -> list[str]:
    # A shell that starts something in the background has it ignore Ctrl-C.
    code = "import signal; signal.signal(2, signal.default_int_handler); from xlgen.cli import main; main()"
    return [sys.executable, "-c", code, *map(str, arguments)]


@pytest.mark.skipif(sys.platform == "win32", reason="nobody is killed so on Windows")
def test_killed_at_any_moment_and_run_again_it_gives_the_same(filled: Path, tmp_path: Path) -> None:
    folder = round_of(filled, tmp_path / "收回", 90)
    wanted = "".join(f"{each}\n" for each in lines([folder])).encode()
    chooser = random.Random(7)
    command = _command("verify", folder, "-o", tmp_path / "报告", "--jobs", "2", "--json", "-")
    killed = 0
    for _ in range(3):
        run = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT)
        with run:
            assert run.stdout is not None
            run.stdout.readline()
            time.sleep(chooser.uniform(0, 1.5))
            killed += run.poll() is None
            run.kill()
            assert run.stderr is not None
            assert b"" == run.stderr.read()  # nothing is written by those that live longer, once they are gone too

    done = subprocess.run(command, capture_output=True, check=False, cwd=ROOT)

    assert killed
    assert (0, b"") == (done.returncode, done.stderr)
    assert wanted == done.stdout
    assert wanted == (tmp_path / "报告" / "问题清单.jsonl").read_bytes()


@pytest.mark.skipif(sys.platform == "win32", reason="there workers end when nothing has come for a while")
def test_killed_before_anything_is_judged_it_leaves_nobody_behind(filled: Path, tmp_path: Path) -> None:
    folder = round_of(filled, tmp_path / "收回", 90)
    command = _command("verify", folder, "--jobs", "2", "--json", "-")
    for after in (0.4, 0.8, 1.2):
        run = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT)
        time.sleep(after)
        run.kill()

        # Its workers have the same outputs: these end when the last of them is gone.
        assert b"" == run.communicate(timeout=60)[1]


@pytest.mark.skipif(sys.platform == "win32", reason="a terminal sends that otherwise on Windows")
def test_ctrl_c_says_what_is_done_and_the_next_run_goes_on(filled: Path, tmp_path: Path) -> None:
    folder = round_of(filled, tmp_path / "收回", 120)
    command = _command("verify", folder, "-o", tmp_path / "报告", "--jobs", "2")
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT, start_new_session=True
    ) as run:
        assert run.stdout is not None
        run.stdout.readline()
        run.stdout.readline()
        os.killpg(run.pid, signal.SIGINT)
        _, said = run.communicate()

    assert 130 == run.returncode
    assert "已中止：120 份中已校验 " in said.decode("utf-8")
    assert "再次运行同一命令，从此处继续。" in said.decode("utf-8")
    assert 1 == said.count(b"\n")
    with batch.store(tmp_path / "报告") as kept:
        assert 0 < len(kept.keys([each.as_posix() for each in folder.rglob("*.xlsx")])) < 120
    assert lines([folder]) == lines([folder], kept_in=tmp_path / "报告")


# --- parts ---------------------------------------------------------------------------------------------------------


def _run(*arguments: str | Path) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(_command(*arguments), capture_output=True, check=False, cwd=ROOT)


@pytest.fixture(scope="module")
def in_parts(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a round, its ledger, the lines of one run, and those of three parts of it."""
    place = tmp_path_factory.mktemp("parts")
    folder = round_of(filled, place / "收回", 8)
    (folder / "盖章.pdf").write_bytes(b"%PDF-1.7")
    _run("generate", RECORDS, "-o", place / "下发")
    common = ("verify", folder, "--ledger", place / "下发" / "ledger.sqlite", "--json")
    _run(*common, place / "whole.jsonl")
    for number in (1, 2, 3):
        _run(*common, place / f"{number}.jsonl", "--shard", f"{number}/3")
    return place


def test_parts_put_together_are_one_run(in_parts: Path, tmp_path: Path) -> None:
    done = _run("merge", *(in_parts / f"{number}.jsonl" for number in (2, 3, 1)), "-o", tmp_path / "merged.jsonl")

    whole = (in_parts / "whole.jsonl").read_bytes()
    assert (0, b"") == (done.returncode, done.stderr)
    assert whole == (tmp_path / "merged.jsonl").read_bytes()
    summary = json.loads(whole.splitlines()[-1])["summary"]
    assert ["P001", "P004", "P005", "P006", "P008"] == [each["code"] for each in summary["missing"]]
    assert ["P002", "P003", "P007"] == [each["code"] for each in summary["duplicates"]]
    assert ["盖章.pdf"] == [name.rpartition("/")[2] for name in summary["attachments"]]
    assert summary["attachments"] == [each["file"] for each in summary["findings"] if each["code"] == "X109"]


def test_every_file_is_in_one_part_and_none_says_what_it_cannot_know(in_parts: Path) -> None:
    parts = [(in_parts / f"{number}.jsonl").read_text("utf-8").splitlines() for number in (1, 2, 3)]
    whole = [json.loads(line)["file"] for line in (in_parts / "whole.jsonl").read_text("utf-8").splitlines()[:-1]]

    files = [[json.loads(line)["file"] for line in part[:-1]] for part in parts]
    assert [whole[0::3], whole[1::3], whole[2::3]] == files
    assert [[]] * 3 == [json.loads(part[-1])["summary"]["missing"] for part in parts]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ((1, 2), "缺少第 3/3 份"),
        ((1, 2, 3, 3), "在几个文件中都有"),
        ((1, "whole"), "在几个文件中都有"),
        ((1, "cut"), "末行没有汇总"),
        ((1, "other"), "第 1 行不是校验结果"),
        ((1, "no"), "无法读取文件"),
    ],
)
def test_what_makes_no_whole_is_told(in_parts: Path, tmp_path: Path, given: tuple[str | int, ...], words: str) -> None:
    (in_parts / "cut.jsonl").write_bytes(b"".join((in_parts / "2.jsonl").read_bytes().splitlines(keepends=True)[:-1]))
    (in_parts / "other.jsonl").write_text('{"a": 1}\n', "utf-8")

    done = _run("merge", *(in_parts / f"{each}.jsonl" for each in given), "-o", tmp_path / "merged.jsonl")

    assert 2 == done.returncode
    assert words in done.stderr.decode("utf-8")
    assert not (tmp_path / "merged.jsonl").exists()


def test_parts_judged_by_something_else_make_no_whole(in_parts: Path, tmp_path: Path) -> None:
    *verdicts, end = (in_parts / "2.jsonl").read_text("utf-8").splitlines()
    end = end.replace('"state":"', '"state":"0')
    (in_parts / "foreign.jsonl").write_text("\n".join([*verdicts, end]) + "\n", "utf-8")

    done = _run("merge", *(in_parts / f"{each}.jsonl" for each in (1, "foreign", 3)), "-o", tmp_path / "merged.jsonl")

    assert 2 == done.returncode
    assert "foreign.jsonl：不是同一次校验的一份" in done.stderr.decode("utf-8")


def test_whole_runs_of_several_sites_are_put_together(filled: Path, tmp_path: Path) -> None:
    here, there = (round_of(filled, tmp_path / name, 3) for name in ("甲区", "乙区"))
    for folder in (here, there):
        _run("verify", folder, "--json", tmp_path / f"{folder.name}.jsonl")

    done = _run("merge", tmp_path / "甲区.jsonl", tmp_path / "乙区.jsonl", "-o", tmp_path / "merged.jsonl")

    assert b"" == done.stderr
    *verdicts, end = lines([here, there])
    *merged, summary = (tmp_path / "merged.jsonl").read_text("utf-8").splitlines()
    assert verdicts == merged
    # What compares the texts of returns is told as not run: whole runs carry no facts beside their verdicts.
    known = ("files", "accepted", "flagged", "sent-back", "unverifiable", "duplicates", "attachments")
    assert [json.loads(end)["summary"][key] for key in known] == [json.loads(summary)["summary"][key] for key in known]


@pytest.fixture(scope="module")
def to_mend(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a round of which some goes back, the report of one run, and the lines of three parts."""
    place = tmp_path_factory.mktemp("mend")
    folder = round_of(filled, place / "收回", 4)
    (folder / "盖章.pdf").write_bytes(b"%PDF-1.7")
    for sample in ("10", "12", "44"):
        (path,) = (ROOT / "samples" / "futian-2021" / "wrong").glob(f"{sample} *.xlsx")
        shutil.copy(path, folder)
    _run("generate", RECORDS, "-o", place / "下发")
    common = ("verify", folder, "--ledger", place / "下发" / "ledger.sqlite", "--due", "2026-03-31")
    _run(*common, "-o", place / "一次")
    for number in (1, 2, 3):
        _run(*common, "--json", place / f"{number}.jsonl", "--shard", f"{number}/3")
    return place


def _report(folder: Path) -> dict[str, bytes]:
    """Return what lies in the folder of a report, but for what a run keeps there for the next."""
    kept = {folder / terms.PROGRESS_FILE, *(folder / terms.PROGRESS_FILE).parent.glob("*-journal")}
    files = (each for each in folder.rglob("*") if each.is_file() and each not in kept)
    return {each.relative_to(folder).as_posix(): each.read_bytes() for each in files}


def _merged(place: Path, folder: Path) -> subprocess.CompletedProcess[bytes]:
    parts = [place / f"{number}.jsonl" for number in (3, 1, 2)]
    return _run("merge", *parts, "-o", folder, "--due", "2026-03-31")


def test_parts_put_together_write_the_report_of_one_run(to_mend: Path, tmp_path: Path) -> None:
    done = _merged(to_mend, tmp_path / "合并")

    assert (1, b"") == (done.returncode, done.stderr)
    one, merged = _report(to_mend / "一次"), _report(tmp_path / "合并")
    assert {
        "校验报告.html",
        "汇总表.xlsx",
        "问题清单.jsonl",
        "催报清单.xlsx",
        "归档清单.xlsx",
        "项目数据.csv",
    } <= one.keys()
    assert 3 == sum(name.startswith("退回修改/") and "无法重做" not in name for name in one)
    assert sorted(one) == sorted(merged)
    assert [] == [name for name in one if one[name] != merged[name]]


def test_what_is_not_at_hand_when_parts_are_put_together_is_told(to_mend: Path, tmp_path: Path) -> None:
    moved = (to_mend / "收回").rename(to_mend / "别处")
    try:
        done = _merged(to_mend, tmp_path / "合并")
    finally:
        moved.rename(to_mend / "收回")

    assert (1, b"") == (done.returncode, done.stderr)
    assert "另有 3 份应退回的没有做出退回修改的表：原文件不在校验时的位置，或已变动。" in done.stdout.decode("utf-8")
    one, merged = _report(to_mend / "一次"), _report(tmp_path / "合并")
    assert ["退回修改/无法重做的文件.xlsx"] == [name for name in merged if name.startswith("退回修改/")]
    book = load_workbook(tmp_path / "合并" / "退回修改" / "无法重做的文件.xlsx")
    rows = book.worksheets[0].iter_rows(min_row=4, values_only=True)
    told = {str(row[0]).rpartition("/")[2][:2]: row[4:] for row in rows}
    assert ["00", "10", "12", "44"] == sorted(told)  # of the copies of forms one is flagged
    gone = (terms.NOT_FOUND_AGAIN, terms.NOT_REMADE_TODOS[terms.NOT_FOUND_AGAIN])
    assert gone == told["00"] == told["10"] == told["12"]
    assert terms.NOT_REMADE_TODO == told["44"][1]  # it was broken where it was judged
    assert [] == [name for name in one if not name.startswith("退回修改/") and one[name] != merged[name]]


def test_an_ending_says_that_a_file_is_wanted(to_mend: Path, tmp_path: Path) -> None:
    done = _merged(to_mend, tmp_path / "merged.jsonl")

    assert 1 == done.returncode
    assert (to_mend / "一次" / "问题清单.jsonl").read_bytes() == (tmp_path / "merged.jsonl").read_bytes()


def test_whole_runs_have_no_money_for_a_report_and_it_is_said(filled: Path, tmp_path: Path) -> None:
    folder = round_of(filled, tmp_path / "甲区", 3)
    _run("verify", folder, "--json", tmp_path / "甲区.jsonl")

    done = _run("merge", tmp_path / "甲区.jsonl", "-o", tmp_path / "合并")

    assert (0, b"") == (done.returncode, done.stderr)
    assert "其中 3 个文件的结果不是 verify --shard 写出的" in done.stdout.decode("utf-8")


# --- before it begins ----------------------------------------------------------------------------------------------


def test_a_ledger_that_cannot_be_written_is_told_before_anything_is_judged(
    filled: Path, issued: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another program holds it, so that it can be read all the same; as a folder without the right to write does."""
    register = tmp_path / ledger.FILE_NAME
    shutil.copy(issued / ledger.FILE_NAME, register)
    before = register.read_bytes()
    monkeypatch.setattr("xlgen.ledger.store.BUSY_SECONDS", 0)
    monkeypatch.setattr(judging, "open_file", _forbidden)

    with closing(sqlite3.connect(register, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(UsageError, match="台账无法写入"):
            commands.verify([str(filled)], ledger=register, jobs=1)
        assert 0 == len(list(tmp_path.glob("*.part")))

    assert before == register.read_bytes()
    with pytest.raises(pytest.fail.Exception, match="judged"):  # once the other is gone it goes on
        commands.verify([str(filled)], ledger=register, jobs=1)


def test_a_part_needs_no_ledger_that_can_be_written(
    filled: Path, issued: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    register = tmp_path / ledger.FILE_NAME
    shutil.copy(issued / ledger.FILE_NAME, register)
    monkeypatch.setattr("xlgen.ledger.store.BUSY_SECONDS", 0)

    with closing(sqlite3.connect(register, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        (path,) = filled.glob("P003*")
        assert 0 == commands.verify([str(path)], ledger=register, jobs=1, shard="1/1")


def test_without_a_report_nothing_is_loaded_that_makes_one(filled: Path) -> None:
    (path,) = filled.glob("P003*")
    code = (
        "import sys\nfrom xlgen.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n"
        "    print([name for name in sys.modules if name in {'jinja2', 'xlgen.report'}])"
    )

    done = subprocess.run(
        [sys.executable, "-c", code, "verify", str(path)], capture_output=True, check=True, cwd=ROOT, text=True
    )

    assert "[]" == done.stdout.splitlines()[-1]


def test_who_only_hands_files_out_loads_no_engine(filled: Path, tmp_path: Path) -> None:
    folder = round_of(filled, tmp_path, 3)
    engine = "{'formulas', 'numpy', 'openpyxl', 'xlsxwriter', 'xlgen.recompute', 'xlgen.verbs.verify'}"
    code = (
        "import sys\nfrom xlgen.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n"
        f"    print(sorted({engine} & set(sys.modules)))"
    )

    done = subprocess.run(
        [sys.executable, "-c", code, "verify", str(folder), "--jobs", "2", "--json", "-"],
        capture_output=True,
        check=True,
        cwd=ROOT,
        text=True,
    )

    assert 4 == len(done.stdout.splitlines()[:-1])
    assert "[]" == done.stdout.splitlines()[-1]


def test_parts_that_saw_other_files_are_no_parts_of_one_run(filled: Path, tmp_path: Path) -> None:
    folder = round_of(filled, tmp_path / "收回", 4)
    (lost, *_) = sorted(folder.rglob("*.xlsx"))
    first = _run("verify", folder, "--shard", "1/2", "--json", tmp_path / "1.jsonl", "--jobs", "1")
    lost.unlink()
    second = _run("verify", folder, "--shard", "2/2", "--json", tmp_path / "2.jsonl", "--jobs", "1")
    assert {first.returncode, second.returncode} <= {0, 1}

    done = _run("merge", tmp_path / "1.jsonl", tmp_path / "2.jsonl", "-o", tmp_path / "合.jsonl")

    assert 2 == done.returncode
    assert not (tmp_path / "合.jsonl").exists()


def test_where_the_lines_cannot_be_written_nothing_is_judged(
    filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (path,) = filled.glob("P003*")
    (tmp_path / "在用").write_text("")
    monkeypatch.setattr(judging, "open_file", _forbidden)

    with pytest.raises(UsageError, match="无法写入"):
        commands.verify([str(path)], json_file=str(tmp_path / "在用" / "结果.jsonl"), jobs=1)


@pytest.fixture(scope="module")
def many_records(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of so many records that making their forms takes a while."""
    folder = tmp_path_factory.mktemp("records")
    record = json.loads((RECORDS / "P003.json").read_text("utf-8"))
    for number in range(600):
        record["project"]["code"] = f"Q{number:03}"
        (folder / f"{number}.json").write_text(json.dumps(record, ensure_ascii=False), "utf-8")
    return folder


def _begun(records: Path, folder: Path, jobs: int) -> subprocess.Popen[bytes]:
    """Return a run that makes forms, once some are there."""
    command = [sys.executable, "-m", "xlgen", "generate", str(records), "-o", str(folder), "--jobs", str(jobs)]
    run = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=ROOT)
    while run.poll() is None and not (folder.is_dir() and any(folder.glob("Q*"))):
        time.sleep(0.05)
    assert run.poll() is None, "it was done too soon"
    return run


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells of processes in files")
def test_the_workers_of_a_killed_generate_end_with_it(many_records: Path, tmp_path: Path) -> None:
    run = _begun(many_records, tmp_path / "下发", 2)
    workers = Path(f"/proc/{run.pid}/task/{run.pid}/children").read_text("ascii").split()
    run.kill()
    run.communicate()

    assert len(workers) > 1
    latest = time.monotonic() + 20
    while alive := [each for each in workers if Path(f"/proc/{each}").exists()]:
        assert time.monotonic() < latest, alive
        time.sleep(0.1)


@pytest.mark.skipif(os.name == "nt", reason="Windows interrupts whole consoles")
def test_whoever_stops_a_generate_is_told_and_nothing_half_written_is_left(many_records: Path, tmp_path: Path) -> None:
    run = _begun(many_records, tmp_path / "下发", 1)
    run.send_signal(signal.SIGINT)
    _, told = run.communicate()

    assert (130, "已中止。\n") == (run.returncode, told.decode())
    assert [] == [path.name for path in (tmp_path / "下发").iterdir() if path.suffix == ".part"]


@pytest.mark.parametrize("text", ["0/4", "5/4", "1", "1/4/2", "a/b", "1/0", "-1/4", "01/4"])
def test_what_is_no_part_is_told(text: str) -> None:
    with pytest.raises(UsageError, match="如 1/4"):
        batch.shard(text)


# --- a cluster -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--backend", "ray"), "loky（本机）或 dask（集群）"),
        (("--backend", "dask"), "没有写明集群的地址"),
        (("--scheduler", "tcp://localhost:1"), "没有写 --backend dask"),
        (("--backend", "dask", "--scheduler", "nowhere"), "连接不上集群"),
        (("--jobs", "0"), "参数 个数 的值不合要求"),
        (("--shard", "3/2"), "如 1/4"),
    ],
)
def test_what_does_not_go_together_is_told(filled: Path, options: tuple[str, ...], words: str) -> None:
    done = _run("verify", filled, *options)

    assert (2, b"") == (done.returncode, done.stdout)
    assert words in done.stderr.decode("utf-8")
    assert b"Traceback" not in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="nobody is killed so on Windows")
def test_a_cluster_that_loses_a_worker_gives_what_this_process_gives(
    filled: Path, issued: Path, tmp_path: Path
) -> None:
    from distributed import LocalCluster  # noqa: PLC0415 - an extra

    folder = round_of(filled, tmp_path / "收回", 40)
    (folder / "部门1" / "0012_once.xlsx").write_bytes(next(filled.glob("P003*")).read_bytes())
    register = issued / ledger.FILE_NAME
    alone = lines([folder], ledger=register)
    with LocalCluster(  # type: ignore[no-untyped-call] # dask has no types
        n_workers=2, threads_per_worker=2, processes=True, dashboard_address=None, silence_logs=50
    ) as cluster:
        spread = batch.Spread(backend=batch.DASK, scheduler=cluster.scheduler_address, work=hostile_work.work)

        found = lines([f"file://{folder}"], spread, ledger=register)

    assert (tmp_path / "收回" / "部门1.killed").exists()  # it lost one
    assert alone == [each.replace("file://", "") for each in found]


def test_addresses_are_read_as_paths_are(filled: Path, tmp_path: Path) -> None:
    from upath import UPath  # noqa: PLC0415 - an extra

    folder = round_of(filled, tmp_path / "收回", 3)
    there = UPath("memory://round/收回")
    for each in folder.rglob("*.xlsx"):
        (there / each.relative_to(folder).as_posix()).write_bytes(each.read_bytes())

    here, remote = lines([folder]), lines([str(there)])

    assert [json.loads(each)["sha256"] for each in here[:-1]] == [json.loads(each)["sha256"] for each in remote[:-1]]
    assert "memory://round/收回/部门0/0000_P002.xlsx" == json.loads(remote[0])["file"]
    assert [each.replace(folder.as_posix(), "X") for each in here] == [
        each.replace("memory://round/收回", "X") for each in remote
    ]


@pytest.mark.parametrize(
    ("address", "words"),
    [("memory://nothing/here", "没有这个文件或文件夹"), ("nosuch://a/b", "无法读取此地址|没有安装")],
)
def test_an_address_that_leads_nowhere_is_told(address: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        batch.collect([address])


# --- issuing -------------------------------------------------------------------------------------------------------


def test_any_number_of_processes_issues_the_same(tmp_path: Path) -> None:
    record = json.loads((RECORDS / "P003.json").read_text("utf-8"))
    roster = [
        record | {"project": record["project"] | {"code": f"A{number:03}", "name": f"购置费“{number}”\\"}}
        for number in range(70)
    ]
    (tmp_path / "名单.json").write_text(json.dumps(roster), "utf-8")
    for jobs in ("1", "2"):
        done = _run("generate", tmp_path / "名单.json", "-o", tmp_path / jobs, "--jobs", jobs)
        assert (0, b"") == (done.returncode, done.stderr)

    one, two = (
        {each.name: each.read_bytes() for each in (tmp_path / jobs).iterdir() if each.suffix == ".xlsx"}
        for jobs in ("1", "2")
    )
    assert 71 == len(one)  # and the list of them
    assert one == two
    assert ledger.read(tmp_path / "1" / ledger.FILE_NAME) == ledger.read(tmp_path / "2" / ledger.FILE_NAME)


def test_what_a_dead_worker_leaves_unmade_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    manifests = [manifest_of(code) for code in ("P003", "P007")]
    plain = list(workbooks.blank_forms(manifests))
    monkeypatch.setattr(workbooks, "_packed_forms", os._exit)
    monkeypatch.setattr("xlgen.manifest.pack", lambda _: 1)
    monkeypatch.setattr(workbooks, "_SHARED_CHUNK", 1)

    assert plain == list(workbooks.blank_forms(manifests, 2))
