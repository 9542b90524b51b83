"""The report folder: every output tells the same counts, and 汇总表's live sums are those that Decimal gives."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
import sys
from collections import Counter
from contextlib import ExitStack
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

import xlgen
from tests.conftest import RECORDS, ROOT
from tests.libreoffice import recalculate, requires_libreoffice
from tests.rounds import Judged, judged, summary
from xlgen import ledger, report, terms
from xlgen.finding import UsageError
from xlgen.report import Round, export, figures, lists, projects

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from xlgen.report.projects import Project

SAMPLES = ROOT / "samples"


@pytest.fixture(scope="module")
def round_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder in which eight forms were issued and seven returned, with some wrong ones beside them."""
    folder = tmp_path_factory.mktemp("round")
    xlgen.generate(RECORDS, folder / "issued")
    xlgen.fill(folder / "issued", RECORDS, folder / "returned")
    next((folder / "returned").glob("P004*")).unlink()
    for number in ("13", "34", "48"):
        (found,) = (SAMPLES / "futian-2021" / "wrong").glob(f"{number} *.xlsx")
        shutil.copy(found, folder / "returned")
    (folder / "returned" / "盖章.pdf").write_bytes(b"%PDF-1.4\n")
    return folder


@pytest.fixture(scope="module")
def told(round_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Return the report's folder and what the command printed."""
    output = tmp_path_factory.mktemp("report")
    register = round_folder / "issued" / ledger.FILE_NAME
    command = ["verify", str(round_folder / "returned"), "-o", str(output), "--ledger", str(register)]
    done = subprocess.run([sys.executable, "-m", "xlgen", *command], capture_output=True, check=False, cwd=ROOT)
    return output, done.stdout.decode("utf-8")


def workbook(path: Path, *, data_only: bool = False) -> Any:
    """Return a workbook; of what may stand in a cell its types know no more than that it is something."""
    return openpyxl.load_workbook(path, data_only=data_only)


def lines(folder: Path) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    *verdicts, last = [json.loads(each) for each in (folder / "问题清单.jsonl").read_text("utf-8").splitlines()]
    return verdicts, last["summary"]


def recounted(findings: Iterable[dict[str, Any]]) -> Counter[str]:
    """Return how many findings of each severity there are; those on trial under "trial"."""
    alone = [each for each in findings if each.get("follows") is None and not each.get("off")]
    return Counter("trial" if each.get("beta") else each["severity"] for each in alone)


def by_project(verdicts: Iterable[dict[str, Any]], end: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Return the files of each project of the round, by code; of several, the one that counts where one was chosen."""
    found: dict[str, list[dict[str, Any]]] = {}
    for each in verdicts:
        if each["project"] and each["file"] not in end["unexpected"]:
            found.setdefault(each["project"]["code"], []).append(each)
    for each in end["duplicates"]:
        if each["counted"]:
            found[each["code"]] = [own for own in found[each["code"]] if own["file"] == each["counted"]]
    return found


def test_the_page_the_workbook_the_lines_the_terminal_and_the_ledger_tell_the_same_counts(
    told: tuple[Path, str], round_folder: Path
) -> None:
    folder, printed = told
    verdicts, end = lines(folder)
    statuses = Counter(each["status"] for each in verdicts)
    projects_of = by_project(verdicts, end)
    several = {code: own for code, own in projects_of.items() if len(own) > 1}
    standing_for = [own[0] for code, own in projects_of.items() if code not in several]
    assert {"P003", "P008"} == set(several)
    assert (10, 8, 1) == (len(verdicts), end["issued"], len(end["missing"]))

    page = (folder / "校验报告.html").read_text("utf-8")
    card = r'<div class="card ([a-z-]+)"><dt>[^<]*</dt><dd>(\d+)<small>([^<]*)</small></dd>'
    cards = {kind: (int(count), unit) for kind, count, unit in re.findall(card, page)}
    by_status = Counter(each["status"] for each in standing_for)
    names = ("accepted", "flagged", "sent-back")
    wanted = {"issued": 8, **{each: by_status[each] for each in names}, "undecided": 2, "missing": 1}
    assert {**{key: (count, "个项目") for key, count in wanted.items()}, "received": (10, "份")} == cards
    assert wanted["issued"] == sum(wanted.values()) - wanted["issued"]
    severities = recounted(found for each in standing_for for found in each["findings"])
    numbers = re.search(r"须修改 (\d+) 处，请核实 (\d+) 处，提示 (\d+) 处。另有试行 (\d+) 处", page)
    assert numbers
    assert [severities[each] for each in ("error", "warning", "note", "trial")] == [
        int(each) for each in numbers.groups()
    ]
    beside = recounted(found for own in several.values() for each in own for found in each["findings"])
    assert f"没有计入项目的 {sum(map(len, several.values()))} 份文件" in page
    assert f"这些文件里须修改 {beside['error']} 处" in page
    assert "整批：未报 1 个，多份 2 个；" in page

    book = workbook(folder / "汇总表.xlsx", data_only=True)
    rows = list(book["问题清单"].iter_rows(min_row=3, values_only=True))
    alone = [row for row in rows if "不重复计数" not in (row[13] or "") and "已停用" not in (row[13] or "")]
    every = [found for each in verdicts for found in each["findings"]]
    every += [each for each in end["findings"] if each["code"] != "X109"]
    whole = recounted(each | {"beta": False} for each in every)
    assert {terms.SEVERITIES[key]: count for key, count in whole.items()} == Counter(row[7] for row in alone)
    last = list(book["自评覆盖率"].iter_rows(values_only=True))[-1]
    standing = {each["code"]: each for each in end["missing"]}
    assert (terms.OVERVIEW_SUM, 8, 7) == last[:3]
    assert len(standing) == last[1] - last[2]
    assert 1 == sum(1 for row in book["未报"].iter_rows(min_row=4, values_only=True) if row[0])
    archived = workbook(folder / "归档清单.xlsx")["归档清单"]
    assert statuses == Counter(
        {value: key for key, value in terms.STATUSES.items()}[row[4]]
        for row in archived.iter_rows(min_row=3, values_only=True)
    )

    for status, count in statuses.items():
        assert f"{terms.STATUSES[status]} {count}" in printed
    assert "共 10 个文件" in printed
    assert str(folder) in printed
    known = ledger.latest(ledger.read(round_folder / "issued" / ledger.FILE_NAME))
    assert set(known) - {each["project"]["code"] for each in verdicts} == set(standing)


def test_the_command_says_where_the_report_is_and_everything_it_names_is_there(told: tuple[Path, str]) -> None:
    folder, printed = told
    (names,) = re.findall(r"^报告在 .+?：(.+)。$", printed, re.MULTILINE)

    assert {"校验报告.html", "汇总表.xlsx", "催报清单.xlsx", "归档清单.xlsx", "问题清单.jsonl"} <= set(
        names.split("、")
    )
    assert [] == [name for name in names.split("、") if not (folder / name).is_file()]
    assert {path.name[:4] for path in (folder / "退回修改").rglob("P*.xlsx")} >= {"P001"}


def test_what_came_in_is_not_touched(round_folder: Path, told: tuple[Path, str]) -> None:
    folder, _ = told
    digests = {each["file"]: each["sha256"] for each in lines(folder)[0]}
    again = {each.file: each.sha256 for each in xlgen.verify([round_folder / "returned"])}

    assert digests == again


# --- the sums ---------------------------------------------------------------------------------------------------------


def rounded(value: object) -> Decimal:
    return Decimal(str(value)).quantize(Decimal("0.000001"), ROUND_HALF_UP)


def several() -> Round:
    """Return a round of four departments and two units of money, with two projects missing."""
    results: list[Judged] = []
    for each in ("futian-2021", "national-2020", "jinzhai-project-2023", "luohu-department-2022"):
        results += judged(SAMPLES / each / "filled")[0]
    results.sort(key=lambda each: each.file)
    end = summary(results) | {
        "missing": [
            {"code": "P99", "name": "=1+1", "supervising_department": "0402009"},
            {"code": "Q01", "name": "另一个", "supervising_department": "教育局"},
        ]
    }
    return Round(results=results, summary=end)


@requires_libreoffice
def test_every_live_sum_and_average_is_what_decimal_gives(tmp_path: Path) -> None:
    given = several()
    report.write(tmp_path / "report", given)
    written = tmp_path / "report" / "汇总表.xlsx"
    (computed,) = recalculate([written], tmp_path / "computed")
    live = workbook(computed, data_only=True)
    stored = workbook(written, data_only=True)
    formulas = workbook(written)
    compared = 0
    for sheet in formulas:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.value.startswith("=") and cell.data_type == "f":
                    now, then = live[sheet.title][cell.coordinate].value, stored[sheet.title][cell.coordinate].value
                    if isinstance(now, int | float):
                        assert rounded(now) == rounded(then), (sheet.title, cell.coordinate, cell.value)
                    else:
                        assert (now or "") == (then or ""), (sheet.title, cell.coordinate, cell.value)
                    compared += 1
    assert compared > 150

    totals = [Decimal(str(each.verdict["figures"]["total_score"])) for each in given.results]
    rows = list(live["汇总"].iter_rows(values_only=True))
    (last,) = [row for row in rows if str(row[3]).startswith("合计 ")]
    assert "合计 11 个项目" == last[3]
    assert rounded(sum(totals) / len(totals)) == rounded(last[11])
    factors = {"元": 1, "万元": 10_000}
    spent = [
        Decimal(str(each.facts["money"]["actual_expenditure"])) * factors[each.facts["amount_unit"]]
        for each in given.results
        if each.facts["money"]["actual_expenditure"] is not None
    ]
    assert rounded(sum(spent)) == rounded(last[8])
    coverage = list(live["自评覆盖率"].iter_rows(values_only=True))[-1]
    assert (13, 11) == coverage[1:3]
    assert rounded(Decimal(11) / 13) == rounded(coverage[3])
    weighed = [
        (Decimal(str(each.facts["money"]["final_budget"])) * factors[each.facts["amount_unit"]], total)
        for each, total in zip(given.results, totals, strict=True)
        if each.facts["money"]["final_budget"] is not None
    ]
    with_record = [(amount * total, amount) for amount, total in weighed]
    assert rounded(sum(each for each, _ in with_record) / sum(each for _, each in with_record)) == rounded(coverage[8])


def test_a_text_that_looks_like_a_formula_stays_a_text(tmp_path: Path) -> None:
    report.write(tmp_path, several())
    missing = workbook(tmp_path / "汇总表.xlsx")["未报"]
    (cell,) = [row[3] for row in missing.iter_rows(min_row=4) if row[2].value == "P99"]

    assert ("=1+1", "s") == (cell.value, cell.data_type)


def test_the_workbook_has_its_sheets_its_charts_and_columns_to_fill(tmp_path: Path) -> None:
    report.write(tmp_path, several())
    book = workbook(tmp_path / "汇总表.xlsx")

    assert list(terms.OVERVIEW_TITLES.values()) == book.sheetnames
    assert "汇总单位（盖章）：" in str([row[0].value for row in book["汇总"].iter_rows()][-1])
    assert "未自评原因" == book["未报"].cell(3, 8).value
    assert len(book["等级分布"]._charts) == len(book["总分分布"]._charts) == 1  # noqa: SLF001 - it has no other way
    assert book["问题清单"].auto_filter.ref


def test_of_a_project_returned_twice_nothing_is_added_up_until_one_is_chosen() -> None:
    results = judged(SAMPLES / "futian-2021" / "filled")[0][:2]
    one, other = results[1], Judged("again.xlsx", results[1].verdict, results[1].facts)
    files = sorted([one.file, other.file])

    def collected(chosen: str | None) -> list[Project]:
        end = summary([results[0], one, other])
        end["duplicates"] = [{"code": "P002", "files": files, "counted": chosen}]
        given = Round(results=sorted([results[0], one, other], key=lambda each: each.file), summary=end)
        with ExitStack() as opened:
            return list(projects.collect(given, opened).returned)

    undecided = collected(None)
    assert ["P001", "P002"] == [each.code for each in undecided]
    assert (None, "收到 2 份，以哪一份为准待定，只列预算金额") == (undecided[1].total, undecided[1].note)
    assert Decimal("97.14") == collected(one.file)[1].total


# --- lists, figures, exports ------------------------------------------------------------------------------------------


def test_each_department_gets_a_text_ready_to_paste(tmp_path: Path) -> None:
    report.write(tmp_path, several())
    book = workbook(tmp_path / "催报清单.xlsx")
    texts = {row[0]: row[2] for row in book["催报文字"].iter_rows(min_row=4, values_only=True)}

    assert {"0402009", "教育局"} == set(texts)
    wanted = "教育局：绩效自评表还有 1 个项目没有收到：Q01 另一个。请尽快报送。填报说明见下发的表；已经报送的请忽略。"
    assert wanted == texts["教育局"]


def test_a_long_list_of_missing_projects_is_cut_in_the_text_and_says_so() -> None:
    some = [projects.Missing("局", f"P{number}", "", None, "", "2026-03-31") for number in range(40)]
    found = lists.text("局", some, "")

    assert "还有 40 个项目" in found
    assert "P29等（只列前 30 个，全部见催报清单）" in found
    assert "请于 2026-03-31 前报送" in found


@pytest.mark.parametrize(
    ("name", "how", "wanted"),
    [
        ("教育局", {}, "教育局：绩效自评表还有 1 个项目没有收到：P1 甲。请于 2026-03-31 前报送。填报说明"),
        ("教育局", {"overdue": True}, "没有收到：P1 甲。报送期限 2026-03-31 已过，请尽快报送。填报说明"),
        ("教育局", {"final": True}, "没有收到：P1 甲。收表已结束，现按未报登记；如已报送，请联系我单位核对。"),
        ("0402009", {}, "贵单位（主管部门代码 0402009）：绩效自评表还有"),
        ("（未写明主管部门）", {}, "贵单位：绩效自评表还有"),
    ],
)
def test_what_is_sent_fits_the_day_and_whom_it_is_sent_to(name: str, how: dict[str, bool], wanted: str) -> None:
    missing = [projects.Missing(name, "P1", "甲", None, "", "2026-03-31")]

    found = lists.text(name, missing, "", **how)

    assert wanted in found
    assert ("尽快" not in found and "请于" not in found) == ("final" in how)


def test_of_a_round_that_is_over_nothing_is_asked_for(tmp_path: Path) -> None:
    given = several()
    report.write(tmp_path, Round(results=given.results, summary={**given.summary, "final": True}))
    book = workbook(tmp_path / "催报清单.xlsx")
    texts = [row[2] for row in book["催报文字"].iter_rows(min_row=4, values_only=True)]

    assert ["收表已结束" in each for each in texts] == [True, True]


def test_the_figures_stand_in_csv_as_excel_opens_it(tmp_path: Path) -> None:
    report.write(tmp_path, several())
    raw = (tmp_path / "项目数据.csv").read_bytes()
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))

    assert raw.startswith(b"\xef\xbb\xbf")
    (found,) = [row for row in rows if row["项目编码"] == "P002"]
    assert ("97.14", "9.64", "10012516.44") == (found["总分"], found["执行率得分"], found["全年执行数"])


def test_a_formula_in_a_name_does_not_run_when_the_csv_is_opened(tmp_path: Path) -> None:
    (one,) = [each for each in judged(SAMPLES / "futian-2021" / "filled")[0] if "P003" in each.file]
    named = Judged(one.file, {**one.verdict, "project": {"code": "P003", "name": "=HYPERLINK(1)"}}, one.facts)
    with ExitStack() as opened:
        figures.write_csv(
            tmp_path / "a.csv", projects.collect(Round(results=[named], summary=summary([named])), opened)
        )

    assert "'=HYPERLINK(1)" in (tmp_path / "a.csv").read_text("utf-8-sig")


def test_the_figures_stand_in_parquet_where_pyarrow_is_there(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    report.write(tmp_path, several())
    rows: list[dict[str, Any]] = parquet.read_table(tmp_path / "项目数据.parquet").to_pylist()

    (found,) = [row for row in rows if row["project_code"] == "P002"]
    assert (97.14, 10012516.44, "accepted") == (found["total_score"], found["actual_expenditure"], found["status"])


def test_without_pyarrow_parquet_is_left_out_and_said_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figures, "has_parquet", lambda: False)
    done = report.write(tmp_path, several())

    assert not done.parquet
    assert not (tmp_path / "项目数据.parquet").exists()


MAPPING = """
export = 1
title = "项目绩效信息导入表"
rows = ["P002", "P009", "P003"]
columns = [
    {head = "年度", value = "2021"},
    {head = "项目代码", field = "project.code"},
    {head = "全年预算（万元）", field = "funding.appropriation.final_budget", divide = 10000, digits = 2},
    {head = "首项指标", field = "indicators[0].name"},
    {head = "自评得分", figure = "total_score"},
]
"""


def test_an_export_has_the_rows_and_columns_of_the_other_system(tmp_path: Path) -> None:
    mapping = tmp_path / "财政一体化.toml"
    mapping.write_text(MAPPING, "utf-8")
    results = judged(SAMPLES / "futian-2021" / "filled")[0][:4]
    done = report.write(tmp_path / "report", Round(results=results, summary=summary(results)), mapping)
    rows = list(workbook(tmp_path / "report" / "财政一体化.xlsx").active.iter_rows(values_only=True))

    assert ("年度", "项目代码", "全年预算（万元）", "首项指标", "自评得分") == rows[1]
    assert ("2021", "P002", 1039, 97.14) == (*rows[2][:3], rows[2][4])
    assert ("2021", "P009", None, None, None) == rows[3]
    assert ("2021", "P003", 3.96, 99.49) == (*rows[4][:3], rows[4][4])
    assert ("P001", "P004") == done.left


def wrong_mappings() -> Iterator[tuple[str, str]]:
    yield 'export = 1\ncolumns = [{head = "甲", field = "a", figure = "b"}]', "正好一个"
    yield 'export = 1\ncolumns = [{head = "甲"}]', "正好一个"
    yield 'export = 1\nrows = ["P1", "P1"]\ncolumns = [{head = "甲", value = "b"}]', "写了两次"
    yield 'export = 1\ncolums = []\ncolumns = [{head = "甲", value = "b"}]', "columns"
    yield "export = 2\ncolumns = []", "export"


@pytest.mark.parametrize(("text", "said"), list(wrong_mappings()))
def test_a_wrong_mapping_is_refused_before_anything_is_written(text: str, said: str, tmp_path: Path) -> None:
    mapping = tmp_path / "mapping.toml"
    mapping.write_text(text, "utf-8")

    with pytest.raises(UsageError, match=said):
        export.load(mapping)
    with pytest.raises(UsageError):
        report.write(tmp_path / "report", several(), mapping)
    assert not (tmp_path / "report").exists()
