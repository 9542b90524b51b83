"""The command line as people and programs meet it: messages, exit codes, encodings, pipes."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
from openpyxl import load_workbook

from tests.conftest import RECORDS, ROOT
from xlgen import terms
from xlgen.cli import commands, show
from xlgen.finding import RULES, Rule, Status
from xlgen.layout.measure import text_width

VERDICT_KEYS = {
    "verdict",
    "file",
    "sha256",
    "status",
    "check_code",
    "trust",
    "template",
    "project",
    "figures",
    "findings",
    "rules",
}
RELATIONS = {"follows", "consequences", "beta"}
FINDING_KEYS = {
    "code",
    "name",
    "severity",
    "owner",
    "sheet",
    "cell",
    "field",
    "found",
    "expected",
    "affects",
    "message",
}


def _run(*arguments: str | Path, encoding: str = "utf-8") -> subprocess.CompletedProcess[bytes]:
    """Run xlgen in a process of its own, piped, with the console's encoding set."""
    return subprocess.run(
        [sys.executable, "-c", "from xlgen.cli import main; main()", *map(str, arguments)],
        capture_output=True,
        check=False,
        cwd=ROOT,
        env=os.environ | {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"},
    )


def _out(done: subprocess.CompletedProcess[bytes]) -> str:
    return done.stdout.decode("utf-8")


def _err(done: subprocess.CompletedProcess[bytes]) -> str:
    return done.stderr.decode("utf-8")


def test_the_demo_shows_eight_projects_as_published(tmp_path: Path) -> None:
    done = _run("demo", "-o", tmp_path)

    rows = [line.split("\t") for line in _out(done).splitlines() if line.startswith("P00")]
    assert (done.returncode, _err(done)) == (0, "")
    assert [row[:6] for row in rows] == [
        ["P001", "预算准备金", "0.00%", "0.00", "0.00", "建议退回"],
        ["P002", "数据规划管理", "96.37%", "9.64", "97.14", "通过"],
        ["P003", "购置费", "94.93%", "9.49", "99.49", "通过"],
        ["P004", "政务事项管理", "99.25%", "9.92", "99.92", "待核实"],
        ["P005", "网格信息管理", "95.22%", "9.52", "99.52", "待核实"],
        ["P006", "一般管理事务", "98.84%", "9.88", "99.88", "待核实"],
        ["P007", "疫情防控", "99.90%", "9.99", "99.99", "待核实"],
        ["P008", "离退休干部慰问金", "100.00%", "10.00", "100.00", "通过"],
    ]
    assert (tmp_path / "问题清单.jsonl").is_file()


def test_a_demo_that_does_not_give_what_is_promised_says_so() -> None:
    from xlgen.cli import demo  # noqa: PLC0415 - used here alone

    promised: dict[str, dict[str, object]] = {"P001": {"status": "accepted"}}

    (line,) = demo._differences([], promised)  # noqa: SLF001 - the comparison itself

    assert line.startswith("P001：应为 {'status': 'accepted'}，实为 {'status': None")


@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "ascii"])
def test_json_lines_are_utf8_whatever_the_console(encoding: str, filled: Path) -> None:
    done = _run("verify", filled, "--json", "-", encoding=encoding)

    *verdicts, summary = [json.loads(line) for line in _out(done).splitlines()]
    assert done.returncode == 1
    assert [f"P00{index}" for index in range(1, 9)] == [each["project"]["code"] for each in verdicts]
    assert "预算准备金" == verdicts[0]["project"]["name"]
    assert all(VERDICT_KEYS == set(each) for each in verdicts)
    assert all(FINDING_KEYS == set(each) - RELATIONS for verdict in verdicts for each in verdict["findings"])
    assert {"files": 8, "accepted": 3, "flagged": 4, "sent-back": 1, "unverifiable": 0} == {
        key: summary["summary"][key] for key in ("files", "accepted", "flagged", "sent-back", "unverifiable")
    }


def test_the_console_survives_gbk(filled: Path) -> None:
    done = _run("verify", filled, encoding="gbk")

    assert "建议退回" in _out(done)
    assert "I505" in _out(done)


def test_brackets_in_a_name_are_shown_where_somebody_looks_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "100")

    show.table("表", ("名称", "结论"), [("购置费[red]", show.status(Status.SENT_BACK))])

    assert "购置费[red]" in capsys.readouterr().out


def test_where_somebody_looks_on_what_is_left_out_is_announced(
    filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setattr(show, "MOST_SHOWN", 3)

    code = commands.verify([str(filled)], output=tmp_path)

    shown = capsys.readouterr().out
    report = tmp_path / "问题清单.jsonl"
    assert 1 == code
    assert ["P001", "P002", "P003"] == re.findall(r"│ (P00\d) ", shown)
    assert f"另有 5 份未列出，见 {report}。" in shown
    with_findings = [each for each in report.read_text("utf-8").splitlines()[:-1] if json.loads(each)["findings"]]
    assert f"另有 {len(with_findings) - 3} 份的问题未列出，见 {report}。" in shown


def test_a_pipe_gets_every_row_and_every_finding(
    filled: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(show, "MOST_SHOWN", 3)

    commands.verify([str(filled)])

    shown = capsys.readouterr().out
    assert [f"P00{number}" for number in range(1, 9)] == re.findall(r"^(P00\d)\t", shown, re.MULTILINE)
    assert "未列出" not in shown


def test_how_far_a_run_is_is_shown_where_somebody_looks_on(
    filled: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "120")

    commands.verify([str(filled)], json_file="-")

    shown = capsys.readouterr()
    assert "8/8" in shown.err
    assert "份/秒" in shown.err
    assert 9 == len([json.loads(line) for line in shown.out.splitlines()])


def test_verifying_twice_gives_the_same_bytes(filled: Path) -> None:
    assert _run("verify", filled, "--json", "-").stdout == _run("verify", filled, "--json", "-").stdout


def test_the_whole_way_by_commands(tmp_path: Path) -> None:
    issued, returned = tmp_path / "下发", tmp_path / "收回"
    steps = [
        _run("generate", RECORDS, "-o", issued),
        _run("fill", issued, RECORDS, "-o", returned),
        _run("verify", returned / "P003_购置费.xlsx", "--ledger", issued / "ledger.sqlite", "-o", tmp_path / "报告"),
        _run("verify", returned, "--json", tmp_path / "结论.jsonl"),
        _run("extract", returned / "P003_购置费.xlsx"),
    ]

    assert [0, 0, 0, 1, 0] == [each.returncode for each in steps]
    assert "新下发 8 份，未变动 0 份" in _out(steps[0])
    assert "P003\t购置费\t94.93%\t9.49\t99.49\t通过" in _out(steps[2])
    summary = json.loads((tmp_path / "报告" / "问题清单.jsonl").read_text("utf-8").splitlines()[-1])["summary"]
    assert [f"P00{index}" for index in (1, 2, 4, 5, 6, 7, 8)] == [each["code"] for each in summary["missing"]]
    assert len((tmp_path / "结论.jsonl").read_text("utf-8").splitlines()) == 9
    assert json.loads(_out(steps[4]))["indicators"][0]["actual_value"] == 10


def test_a_folder_with_other_files_in_it(filled: Path, tmp_path: Path) -> None:
    folder = tmp_path / "收回"
    shutil.copytree(filled, folder)
    for name in ("盖章.pdf", "~$P001.xlsx", "Thumbs.db"):
        (folder / name).write_bytes(b"x")
    shutil.copy(folder / "P003_购置费.xlsx", folder / "购置费 再报.xlsx")
    (folder / "坏的.xlsx").write_bytes(b"x")

    done = _run("verify", folder, "--json", "-")

    summary = json.loads(_out(done).splitlines()[-1])["summary"]
    assert [".db", ".pdf", ".xlsx"] == sorted(Path(each).suffix for each in summary["attachments"])
    assert ["P003"] == [each["code"] for each in summary["duplicates"]]
    assert 10 == summary["files"]


def test_what_a_round_lacks_or_has_twice_is_printed_at_its_end(filled: Path, tmp_path: Path) -> None:
    folder = tmp_path / "收回"
    folder.mkdir()
    _run("generate", RECORDS, "-o", tmp_path)
    for name in ("购置费.xlsx", "购置费 再报.xlsx"):
        shutil.copy(filled / "P003_购置费.xlsx", folder / name)
    (folder / "盖章.pdf").write_bytes(b"x")

    done = _run("verify", folder, "--ledger", tmp_path / "ledger.sqlite")

    count, twice, missing, beside = _out(done).splitlines()[-4:]
    assert "共 2 个文件：通过 2。" == count
    assert (
        f"项目编码 P003 收到 2 份：{folder}/购置费 再报.xlsx、{folder}/购置费.xlsx。按 {folder}/购置费 再报.xlsx 计。"
        == twice
    )
    assert missing.startswith("尚未收到 7 个项目：P001 预算准备金、P002 数据规划管理、P004 ")
    assert f"另有 1 个其他文件，没有校验：{folder}/盖章.pdf。" == beside


def test_long_lists_of_names_end_early() -> None:
    names = [f"P{number}" for number in range(21)]
    counts = {"files": 0} | {each.value: 0 for each in Status}
    others: dict[str, list[str]] = {"duplicates": [], "missing": [], "unexpected": names, "attachments": names[:20]}

    found = list(show.closing({"summary": counts | others}))

    assert "共 0 个文件。" == found[0]
    assert "、P19等。请核对" in found[1]
    assert found[2].endswith("、P19。")


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
def test_a_file_name_that_is_no_utf8_costs_nothing(filled: Path, tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + "/购置费.xlsx".encode("gbk")
    Path(os.fsdecode(name)).write_bytes(next(filled.glob("P003*")).read_bytes())

    done = _run("verify", tmp_path, "--json", tmp_path / "结论.jsonl")

    assert (0, "") == (done.returncode, _err(done))
    verdict = json.loads((tmp_path / "结论.jsonl").read_text("utf-8").splitlines()[0])
    assert verdict["status"] == "accepted"
    assert "\\xb9\\xba" in verdict["file"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("generate",), "缺少参数 文件夹"),
        (("generate", "-o", "x"), "没有写明名单"),
        (
            ("generate", "--blank", "-o", "x.xlsx"),
            "--blank 没有写明表样；应为：-t ID。请补上；可用的有：anhui-rural-project-2022",
        ),
        (
            ("generate", "名单.xlsx", "--blank", "-t", "national-project-2020", "-o", "x.xlsx"),
            "--blank 不与 名单.xlsx 同用",
        ),
        (
            ("generate", "--blank", "-t", "national-project-2020", "--withdraw", "A", "-o", "x.xlsx"),
            "--blank 不与 --withdraw 同用",
        ),
        (
            ("generate", "--blank", "-t", "national-project-2020", "-o", "x"),
            "要写的文件是“x”；应为：以 .xlsx 结尾的文件",
        ),
        (("generate", "--blank", "-t", "national-project-202", "-o", "x.xlsx"), "national-project-2020"),
        (("generate", "--blank", "-t", "national-project-2020", "--zip", "-o", "x.xlsx"), "--blank 不与 --zip 同用"),
        (("generate", "samples/futian-2021/records", "-o", "x", "--due", "三月底"), "参数 日期 的值不合要求"),
        (("generate", "samples/futian-2021/records", "-o", "x", "--by", "科室"), "表头中没有“科室”"),
        (("generate", "没有.json", "-o", "x"), "没有.json\n  · 无法读取文件"),
        (("generate", "samples/futian-2021/records", "-o", "x", "-t", "futian"), "应为：futian"),
        (("generate", "samples/futian-2021/records", "-o", "x", "--templates", "没有"), "没有这个文件或文件夹"),
        (("verify", "没有的文件夹"), "没有的文件夹：没有这个文件或文件夹"),
        (("verify", "samples", "--ledger", "没有.sqlite"), "没有台账，或不是台账文件"),
        (("fill", "没有.xlsx", "samples/futian-2021/records/P001.json", "-o", "x.xlsx"), "没有.xlsx\n  · 无法读取文件"),
        (("extract", "没有.xlsx"), "无法读取文件"),
        (("extract", "README.md"), "文件无法读取"),
        (("explain", "I55"), "是否想写“I505”"),
        (("template", "check", "没有.toml"), "无法读取文件"),
        (("template", "schema", "futian-project-2012"), "是否想写“futian-project-2021”"),
        (("verify", "samples", "--trsut", "-"), "没有选项 --trsut。是否想写 --trust？"),
        (("nosuch",), "不认识“nosuch”"),
        (("explain", "I505", "I506"), "不认识“I506”"),
        (("verify", "samples", "--json"), "选项 --json 用法不对"),
    ],
)
def test_wrong_usage_is_told_in_chinese_and_exits_with_2(arguments: tuple[str, ...], words: str) -> None:
    done = _run(*arguments)

    assert (2, "") == (done.returncode, _out(done))
    assert words in _err(done)
    assert "Traceback" not in _err(done)
    assert not (ROOT / "x").exists()


def test_a_fault_of_ours_is_told_in_one_line_and_exits_with_3() -> None:
    code = "import xlgen.cli as c, xlgen.cli.show as s; s.table = None; c.main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "rules"], capture_output=True, check=False, cwd=ROOT, env=os.environ
    )

    message = _err(done)
    log = Path(message.partition("请把 ")[2].partition(" 发给")[0])
    assert (3, 1) == (done.returncode, message.count("\n"))
    assert "TypeError" in log.read_text("utf-8")
    log.unlink()


def test_the_catalogue_is_printed_whole() -> None:
    lines = _out(_run("rules")).splitlines()

    assert ["代码", *(rule.code for rule in RULES)] == [line.split("\t")[0] for line in lines]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_every_finding_is_explained(rule: Rule, capsys: pytest.CaptureFixture[str]) -> None:
    commands.explain(rule.code.lower())

    shown = capsys.readouterr().out
    assert f"{rule.code} {rule.title}" in shown
    assert terms.EXPLANATIONS[rule.code] in shown
    assert "提示：" in shown


def test_forms_are_listed_shown_and_checked(tmp_path: Path) -> None:
    assert "futian-project-2021\t2\t项目支出绩效自评表\t深圳市福田区\t2021" in _out(_run("templates"))
    assert "产出指标\t50\t数量指标、质量指标、时效指标、成本指标" in _out(
        _run("template", "show", "futian-project-2021")
    )
    assert "没有错误" in _out(_run("template", "check", "templates/futian-project-2021.toml"))
    schema = json.loads(_out(_run("template", "schema", "futian-project-2021")))
    jsonschema.Draft202012Validator.check_schema(schema)
    wrong = tmp_path / "wrong.toml"
    wrong.write_text("format = 2\n", "utf-8")
    assert _run("template", "check", wrong).returncode == 2


def test_a_faulty_form_in_the_offices_folder_is_named_and_stops_nothing_else(filled: Path, tmp_path: Path) -> None:
    folder = tmp_path / "forms"
    folder.mkdir()
    broken = folder / "broken.toml"
    broken.write_text("format = ", "utf-8")
    named = f"表样文件 {broken} 有错误，没有使用；请用 xlgen template check 检查\n"
    record = next(RECORDS.glob("*.json"))

    listed = _run("templates", "--templates", folder)
    issued = _run("generate", RECORDS, "-o", tmp_path / "out", "--templates", folder)
    done = _run("fill", tmp_path / "out", record, "-o", tmp_path / "filled", "--templates", folder)
    judged = _run("verify", filled, "--templates", folder, "--json", "-")
    wanted = _run("template", "show", "broken", "--templates", folder)

    assert [0, 0, 0] == [each.returncode for each in (listed, issued, done)]
    assert [named] * 4 == [_err(each) for each in (listed, issued, done, judged)]
    assert "futian-project-2021\t2\t" in _out(listed)
    assert judged.stdout == _run("verify", filled, "--json", "-").stdout
    assert 2 == wanted.returncode
    assert _err(wanted).startswith(f"{named}{broken}\n  · 文件末尾：不是合乎规范的 TOML")


@pytest.mark.parametrize("arguments", [(), ("template",), ("verify",)])
def test_help_is_in_chinese(arguments: tuple[str, ...]) -> None:
    text = _out(_run(*arguments, "--help"))

    for english in ("Usage", "Options", "Commands", "Arguments", "Show this message"):
        assert english not in text
    assert "用法：" in text


def test_help_cuts_nothing_off_and_is_no_wider_than_the_console(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")

    page = _out(_run("--help"))

    assert 60 >= max(map(text_width, page.splitlines()))
    assert "每个项目一份工作簿，并记入台账和下发清单。重复运行只补新增和有变动的项目。" in "".join(page.split())


def test_help_tells_what_must_be_given_and_what_is_taken_without_it() -> None:
    explained, shown = ("".join(_out(_run(command, "--help")).split()) for command in ("explain", "demo"))

    assert 1 == explained.count("[必填]")
    assert "结果放在哪个文件夹。[默认：xlgen-demo]" in shown
    assert "[必填]" not in shown


def test_a_group_without_a_command_shows_its_commands(tmp_path: Path) -> None:
    done = _run("key")

    assert 2 == done.returncode
    assert "new  新建一对防改动校验的密钥" in _out(done)
    assert "缺少命令" in _err(done)
    assert [] == list(tmp_path.iterdir())


def test_help_does_not_load_what_it_does_not_need() -> None:
    heavy = {"numpy", "formulas", "xlsxwriter", "lxml", "openpyxl", "pydantic", "cryptography", "rich"}
    shown = "import sys; sys.argv[1:] = ['--help']; from xlgen.cli import main\ntry: main()\nexcept SystemExit: "
    code = f"{shown}print('loaded:', *sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, cwd=ROOT)

    assert done.stdout.decode().endswith("\nloaded:\n")


def test_a_new_list_is_issued_and_columns_that_are_not_used_are_listed(tmp_path: Path) -> None:
    path = tmp_path / "名单.xlsx"
    assert "8 个项目" in _out(_run("roster", "new", "-t", "futian-project-2021", "-o", path, "--from", RECORDS))
    book = load_workbook(path)
    book["指标"]["G4"] = "备注"
    book.save(path)

    done = _run("generate", path, "-o", tmp_path / "下发")

    assert (0, "未用到的列：指标!备注") == (done.returncode, _out(done).splitlines()[-1])


def test_forms_are_handed_out_by_department_with_a_day_of_return(tmp_path: Path) -> None:
    done = _run("generate", RECORDS, "-o", tmp_path, "--by", "主管部门", "--zip", "--due", "2022年3月31日")

    assert (0, "压缩包 1 个：0402009.zip。") == (done.returncode, _out(done).splitlines()[-1])
    assert "P003\t购置费\t1\t0402009/P003_购置费.xlsx" in _out(done)
    page = load_workbook(tmp_path / "下发清单.xlsx").worksheets[0]
    assert ["0402009/P003_购置费.xlsx", "2022-03-31"] == [page.cell(5, column).value for column in (8, 11)]


def test_withdrawing_what_was_never_issued_is_wrong_usage(tmp_path: Path) -> None:
    _run("generate", RECORDS / "P003.json", "-o", tmp_path)

    done = _run("generate", RECORDS / "P003.json", "-o", tmp_path, "--withdraw", "P009")

    assert (2, "") == (done.returncode, _out(done))
    assert "台账中没有项目“P009”" in _err(done)


def _looked_at(command: list[str]) -> str:
    """Return what a command writes into a terminal where errors go."""
    ours, theirs = os.openpty()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=theirs, cwd=ROOT):
        os.close(theirs)
        written = b""
        with contextlib.suppress(OSError):  # so Linux says that nobody writes there any more
            while more := os.read(ours, 4096):
                written += more
    os.close(ours)
    return written.decode()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no pseudo-terminal here")
def test_how_far_a_long_run_has_come_is_shown_to_who_looks_on_and_to_no_pipe(tmp_path: Path) -> None:
    """The eight forms are made, then verified."""
    folder, again = str(tmp_path / "下发"), str(tmp_path / "再发")
    xlgen = [sys.executable, "-m", "xlgen"]

    assert "编制 " in _looked_at([*xlgen, "generate", str(RECORDS), "-o", folder])
    assert "校验 " in _looked_at([*xlgen, "verify", folder])
    assert b"" == _run("verify", folder).stderr
    assert "编制 " not in _run("generate", RECORDS, "-o", again).stderr.decode()
