"""退回修改/: each file sent back is whole again, says what is to be mended and where, and keeps what was filled in."""

from __future__ import annotations

import atexit
import functools
import io
import re
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

import xlgen
from tests import hostile_work
from tests.conftest import ROOT
from tests.forms import workbook
from tests.libreoffice import recalculate, requires_libreoffice
from tests.rounds import Judged, judged, summary
from tests.test_repair import _inputs
from xlgen import batch, reader, report, terms
from xlgen.report import Round, lists, sent_back

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Sequence

    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

    from xlgen.model import Content
    from xlgen.reader import Source
    from xlgen.report.sent_back import Job, Remade, Remake

SAMPLES = ("futian-2021/wrong", "national-2020/wrong", "futian-2021/filled", "luohu-department-2022/filled")
NOT_OURS = {"41", "42", "43", "44", "45"}
"""Samples of which nothing can be made: no form of ours, none at all, or another project's."""


@functools.cache
def samples() -> tuple[list[Judged], dict[str, Source]]:
    results: list[Judged] = []
    sources: dict[str, Source] = {}
    for each in SAMPLES:
        found, where = judged(ROOT / "samples" / each)
        results += found
        sources |= where
    return results, sources


def of_samples() -> Round:
    results, sources = samples()
    return Round(results=results, summary=summary(results), sources=sources, due="2026-04-10")


@functools.cache
def remade() -> tuple[Path, tuple[Remade, ...]]:
    # Kept as long as this process lives: nobody else would take it away.
    kept = tempfile.TemporaryDirectory(prefix="xlgen-sent-back-")
    atexit.register(kept.cleanup)
    folder = Path(kept.name)
    return folder, tuple(sent_back.write(folder, of_samples()))


def written() -> list[tuple[Judged, Path]]:
    results, (folder, done) = {each.file: each for each in samples()[0]}, remade()
    return [(results[each.file], folder / each.path) for each in done if each.path]


def notice(path: Path) -> Worksheet:
    return openpyxl.load_workbook(path)[terms.NOTICE_SHEET]


def test_each_file_sent_back_or_flagged_is_made_anew_and_the_others_are_not() -> None:
    results, _ = samples()
    wanted = {each.file for each in results if each.verdict["status"] in {"sent-back", "flagged"}}
    impossible = {each.file.rpartition("/")[2][:2] for each in remade()[1] if not each.path}

    assert wanted == {each.file for each in remade()[1]}
    assert NOT_OURS - {"41"} <= impossible <= NOT_OURS
    assert len(wanted) - len(impossible) == len({path for _, path in written()})


def test_what_is_sent_back_has_no_finding_of_its_build_and_keeps_what_was_filled_in() -> None:
    for result, path in written():
        (verdict,) = xlgen.verify([path])
        told = [each.message for each in verdict.findings if each.code[0] in "SC" and each.key != "S107/corrected"]
        assert [] == told, result.file
        before, after = _inputs(Path(result.file), set()), _inputs(path, set())
        differing = {field for field in before if before[field] != after[field]}
        lost = {each["field"] for each in result.verdict["findings"] if each["code"] in {"V306", "V308"}}
        gone = any(each["code"] in {"S104", "S106"} for each in result.verdict["findings"])
        assert gone or differing <= lost, result.file


def of_unit(result: Judged) -> list[dict[str, Any]]:
    """Return what the unit is to be told on a line of its own: what follows from another is told there."""
    found = result.verdict["findings"]
    return [each for each in found if each["owner"] == "F" and each.get("follows") is None and not each.get("beta")]


def words(finding: dict[str, Any]) -> str:
    """Return how what is said of a finding begins: of what the file restores only what stood there before."""
    if finding["code"][0] not in "SC":
        return str(finding["message"])
    place = f"（{finding['cell']}" if finding["cell"] else ""
    return f"报送的表：{terms.TITLES[finding['code']]}{place}"


def line(path: Path, finding: dict[str, Any]) -> list[Cell]:
    """Return the cells of a finding's line in the notice; behind its message the cells of what follows are named."""
    (found,) = [list(row) for row in notice(path).iter_rows(min_row=6) if str(row[3].value).startswith(words(finding))]
    return found  # type: ignore[return-value] # none of them is merged


def test_the_first_sheet_tells_each_finding_of_the_unit_and_none_of_the_office() -> None:
    for result, path in written():
        book = openpyxl.load_workbook(path)
        assert terms.NOTICE_SHEET == book.sheetnames[0]
        assert book[terms.NOTICE_SHEET] is book.active
        said = [str(row[3]) for row in book[terms.NOTICE_SHEET].iter_rows(min_row=6, values_only=True)]
        told = [words(each) for each in of_unit(result)]
        assert [] == [each for each in told if not any(text.startswith(each) for text in said)], result.file
        office = [each["message"] for each in result.verdict["findings"] if each["owner"] == "O"]
        assert [] == [each for each in office if any(text.startswith(each) for text in said)], result.file


def test_each_finding_stands_as_a_note_at_its_cell_and_its_line_leads_there() -> None:
    compared = 0
    for result, path in written():
        book = openpyxl.load_workbook(path)
        for each in of_unit(result):
            if each["field"] and each["sheet"] in book.sheetnames:
                link = line(path, each)[2].hyperlink
                assert link is not None
                sheet, _, cell = str(link.location).rpartition("!")
                note = book[sheet.strip("'")][cell].comment
                assert words(each) in note.text, (result.file, each["cell"])
                compared += 1
    assert compared > 50


def test_what_follows_from_another_is_named_on_its_line_and_noted_at_its_own_cell() -> None:
    compared = 0
    for result, path in written():
        book, findings = openpyxl.load_workbook(path), result.verdict["findings"]
        for each in findings:
            if each.get("follows") is not None and each["cell"]:
                assert each["cell"] in str(line(path, findings[each["follows"]])[3].value), result.file
                assert each["message"] in book[each["sheet"]][each["cell"]].comment.text, result.file
                compared += 1
    assert compared >= 5


def test_what_is_left_of_the_findings_is_what_the_notice_asks_to_mend() -> None:
    """The notice's word for it: restored means gone on the next verification, mend means still there."""
    for result, path in written():
        (verdict,) = xlgen.verify([path])
        left = {(each.code, each.field) for each in verdict.findings}
        for each in of_unit(result):
            key, todo = (each["code"], each["field"]), line(path, each)[4].value
            if todo in {terms.NOTICE_RESTORED, terms.NOTICE_READ}:
                assert key not in left or each["code"] == "S107", (result.file, each["message"])
            elif each["severity"] != "note" and todo not in {terms.NOTICE_BLANK, terms.ANSWERED}:
                assert key in left, (result.file, each["message"])


def test_the_day_stands_in_the_notice() -> None:
    lines = [row[0] for row in notice(written()[0][1]).iter_rows(min_row=2, max_row=5, values_only=True)]

    assert terms.NOTICE_DUE.format(due="2026-04-10") in lines


def test_what_an_earlier_run_wrote_is_put_away_and_not_deleted(tmp_path: Path) -> None:
    results, sources = samples()
    (one,) = [each for each in results if each.file.endswith("26 未得满分没有说明.xlsx")]
    sent_back.write(tmp_path, Round(results=[one], summary=summary([one]), sources=sources))
    (before,) = tmp_path.rglob("*.xlsx")
    sent_back.write(tmp_path, Round(results=[], summary=summary([]), sources={}))

    (after,) = tmp_path.rglob("*.xlsx")
    assert terms.EARLIER_FOLDER == after.relative_to(tmp_path).parts[0]
    assert before.name == after.name


def test_a_file_that_changed_since_it_was_judged_is_not_taken_for_it(tmp_path: Path) -> None:
    results, sources = samples()
    (one,) = [each for each in results if each.file.endswith("26 未得满分没有说明.xlsx")]
    changed = Judged(one.file, {**one.verdict, "sha256": "0" * 64}, one.facts)

    (done,) = sent_back.write(tmp_path, Round(results=[changed], summary=summary([changed]), sources=sources))
    assert ("", terms.NOT_FOUND_AGAIN) == (done.path, done.reason)


# --- many of them -----------------------------------------------------------------------------------------------------


def contents(folder: Path) -> dict[str, bytes]:
    return {each.relative_to(folder).as_posix(): each.read_bytes() for each in folder.rglob("*.xlsx")}


def few(*names: str) -> Round:
    results, sources = samples()
    some = [each for each in results if any(name in each.file for name in names)]
    assert len(names) == len(some)
    return Round(results=some, summary=summary(some), sources=sources)


def spread_over(spread: batch.Spread, work: Any = sent_back.make) -> Remake:
    return lambda jobs: batch.made(work, jobs, spread)  # type: ignore[return-value] # a generator all the same


def test_any_number_of_workers_makes_the_same(tmp_path: Path) -> None:
    given = few("wrong/10 ", "wrong/12 ", "wrong/26 ", "wrong/44 ")

    alone = sent_back.write(tmp_path / "alone", given)
    two = sent_back.write(tmp_path / "two", given, spread_over(batch.Spread(jobs=2)))

    assert alone == two
    assert 3 == len(contents(tmp_path / "alone"))
    assert contents(tmp_path / "alone") == contents(tmp_path / "two")


@pytest.mark.skipif(sys.platform == "win32", reason="nobody is killed so on Windows")
@pytest.mark.parametrize(("jobs", "work"), [(1, hostile_work.remake_raising), (2, hostile_work.remake_killed)])
def test_a_file_that_breaks_us_costs_itself_and_is_named(tmp_path: Path, jobs: int, work: Any) -> None:
    given = few("futian-2021/wrong/10 ", "futian-2021/wrong/12 ", "futian-2021/wrong/26 ")

    done = sent_back.write(tmp_path, given, spread_over(batch.Spread(jobs=jobs), work))

    assert [False, True, False] == [each.path == "" for each in done]
    assert terms.REMAKING_FAILED == done[1].reason
    assert 2 == len(contents(tmp_path))
    listed = openpyxl.load_workbook(io.BytesIO(lists.not_remade(given, done))).worksheets[0]
    (row,) = list(listed.iter_rows(min_row=4, values_only=True))
    assert (done[1].file, terms.REMAKING_FAILED) == (row[0], row[4])
    assert terms.NOT_REMADE_TODOS[terms.REMAKING_FAILED] == row[5]


def test_a_sheet_of_that_name_is_no_added_sheet_and_any_other_is(tmp_path: Path) -> None:
    path = written()[0][1]
    book = openpyxl.load_workbook(path)
    book.create_sheet("备注")
    book.save(tmp_path / "returned.xlsx")

    (verdict,) = xlgen.verify([tmp_path / "returned.xlsx"])
    assert ["备注"] == [each.sheet for each in verdict.findings if each.code == "S105"]


@requires_libreoffice
def test_every_file_opens_in_libreoffice_with_its_notes(tmp_path: Path) -> None:
    paths = []
    for number, (_, path) in enumerate(written()):
        paths.append(tmp_path / "in" / f"{number}.xlsx")
        paths[-1].parent.mkdir(exist_ok=True)
        paths[-1].write_bytes(path.read_bytes())
    count = 0
    for before, after in zip(paths, recalculate(paths, tmp_path / "out"), strict=True):
        ours, theirs = reader.read(before)[1], reader.read(after)[1]
        assert not isinstance(ours, str)
        assert not isinstance(theirs, str)
        assert terms.NOTICE_SHEET == next(iter(theirs.sheets))
        notes = [{name: set(sheet.comments) for name, sheet in book.sheets.items()} for book in (ours, theirs)]
        assert notes[0] == notes[1]
        count += sum(map(len, notes[0].values()))
        (verdict,) = xlgen.verify([after])
        assert [] == [each.key for each in verdict.findings if each.code[0] in "SC" and each.key != "S107/corrected"]
    assert count > 60


@pytest.mark.parametrize("name", ["13 得分整列粘贴成数值.xlsx", "34 粘贴来的错误值.xlsx"])
def test_the_sample_of_several_findings_asks_for_what_is_to_be_done(name: str) -> None:
    (path,) = [path for result, path in written() if result.file.endswith(name)]
    rows = [row for row in notice(path).iter_rows(min_row=6, values_only=True) if row[1] in terms.SEVERITIES.values()]
    wanted = {"13": terms.NOTICE_RESTORED, "34": terms.NOTICE_BLANK}[name[:2]]

    assert wanted in {row[4] for row in rows}


# --- where the unit can do it -----------------------------------------------------------------------------------------


def _todos(folder: Path, code: str, changes: dict[str, Content], duplicates: Any = ()) -> tuple[list[str], list[str]]:
    """Return the lines above the notice's table, and what is to be done, of a sample's form returned with changes."""
    (folder / "收回").mkdir()
    (folder / "收回" / "一.xlsx").write_bytes(workbook(code, changes))
    results, sources = judged(folder / "收回")
    end = summary(results) | {"duplicates": list(duplicates)}
    (done,) = sent_back.write(folder / "退回", Round(results=results, summary=end, sources=sources))
    rows = list(notice(folder / "退回" / done.path).iter_rows(values_only=True))
    return [str(row[0]) for row in rows], [str(row[4]) for row in rows if isinstance(row[0], int)]


def test_at_a_locked_cell_the_cells_are_named_that_the_unit_may_change(tmp_path: Path) -> None:
    """P001 has no budget: money spent is told at the total, which is a formula over the three lines."""
    _, todos = _todos(tmp_path, "P001", {"funding.appropriation.actual_expenditure": 3_000.0})

    locked = "本格由公式计算，不能直接改：所填的数有误的，请改 F7、F8、F9。"
    assert f"{locked}下发的内容有误的，请在“申请更正”（C22）写明正确的内容和依据。" in todos


def test_a_line_to_answer_is_named_by_its_cell(tmp_path: Path) -> None:
    book = workbook("P007")
    _, todos = _todos(tmp_path, "P007", {})

    (cell,) = [re.search(r"填报自查 (G[0-9]+)", each) for each in todos if "情况说明" in each]
    assert cell
    sheet: Any = openpyxl.load_workbook(io.BytesIO(book))["填报自查"]
    assert not sheet[cell[1]].protection.locked


def test_the_notice_names_the_file_and_says_where_nobody_has_decided_between_several(tmp_path: Path) -> None:
    several = [{"code": "P007", "files": [f"{tmp_path.as_posix()}/收回/一.xlsx", "二.xlsx"], "counted": None}]
    lines, _ = _todos(tmp_path, "P007", {}, several)

    assert "根据来文：一.xlsx" in lines
    assert terms.NOTICE_SEVERAL.format(count=2) in lines


def test_where_all_is_restored_nothing_is_left_to_mend(tmp_path: Path) -> None:
    (path,) = [path for result, path in written() if result.file.endswith("11 得分公式改成了数.xlsx")]

    assert terms.NOTICE_NOTHING_LEFT in [row[0] for row in notice(path).iter_rows(max_row=8, values_only=True)]
    lines, _ = _todos(tmp_path, "P007", {})
    assert terms.NOTICE_NOTHING_LEFT not in lines


@pytest.mark.parametrize(
    ("today", "said"),
    [
        ("", "请于 2026-04-10 前改好"),
        ("2026-04-10", "请于 2026-04-10 前改好"),
        ("2026-04-11", "报送期限 2026-04-10 已过，请尽快改好"),
    ],
)
def test_nobody_is_asked_to_come_back_by_a_day_that_is_over(today: str, said: str, tmp_path: Path) -> None:
    told: list[str] = []

    def remake(jobs: Iterable[Job]) -> Generator[Sequence[tuple[int, bytes]], None, None]:
        told.extend(each.by_when for each in jobs)
        yield []

    sent_back.write(tmp_path, replace(of_samples(), today=today), remake)

    assert told
    assert all(each.startswith(said) for each in told)


def test_the_list_of_forms_that_could_not_be_made_is_no_form_of_an_earlier_run(tmp_path: Path) -> None:
    results, sources = samples()
    lost = [each for each in results if "manifest" not in each.facts][:1]
    given = Round(results=lost, summary=summary(lost), sources=sources)

    for _ in range(2):
        report.write(tmp_path, given)

    assert [lists.NOT_REMADE] == [path.name for path in (tmp_path / terms.RETURNED_FOLDER).rglob("*.xlsx")]
