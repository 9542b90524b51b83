"""校验报告.html in a browser: one file that asks for nothing, sorts, filters, and opens by keyboard."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from tests.chromium import opened, requires_chromium
from tests.conftest import ROOT
from tests.rounds import Judged, judged, summary
from xlgen import report, terms
from xlgen.report import Round

if TYPE_CHECKING:
    from pathlib import Path

WRONG = ROOT / "samples" / "futian-2021" / "wrong"


@pytest.fixture(scope="module")
def round_of_samples() -> Round:
    filled, _ = judged(ROOT / "samples" / "futian-2021" / "filled")
    wrong, _ = judged(WRONG)
    return Round(results=[*filled, *wrong], summary=summary([*filled, *wrong]))


@pytest.fixture(scope="module")
def page(round_of_samples: Round, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return report.write(tmp_path_factory.mktemp("report"), round_of_samples).files[0]


def data_of(page: Path) -> dict[str, Any]:
    """Return the page's data as a program reads it."""
    found = re.search(r'id="data">(.*?)</script>', page.read_text("utf-8"), re.DOTALL)
    assert found
    read: dict[str, Any] = json.loads(found[1])
    return read


def test_the_page_holds_every_file_and_every_finding_of_the_round(page: Path, round_of_samples: Round) -> None:
    told = {row[10]: [each["c"] for each in row[13]] for row in data_of(page)["rows"]}

    assert told == {
        each.file: [finding["code"] for finding in each.verdict["findings"]] for each in round_of_samples.results
    }


def test_no_address_stands_in_the_page_that_a_browser_would_ask_for(page: Path) -> None:
    text = page.read_text("utf-8")

    assert [] == re.findall(r'(?:src|href)="(?!#)', text)
    assert [] == re.findall(r"url\(|@import|\bfetch\(|XMLHttpRequest", text)


def test_the_same_round_gives_the_same_bytes(page: Path, round_of_samples: Round, tmp_path: Path) -> None:
    assert page.read_bytes() == report.write(tmp_path, round_of_samples).files[0].read_bytes()


def hostile(text: str) -> Judged:
    """Return a file whose project, department, findings and surroundings are all called `text`."""
    finding = {
        "code": "C201",
        "name": "formula-replaced",
        "severity": "error",
        "owner": "F",
        "sheet": text,
        "cell": "H14",
        "field": text,
        "found": text,
        "expected": text,
        "affects": [],
        "message": text,
        "response": text,
    }
    around = {"label": text, "row": text, "column": text, "cells": [[text, text]], "at": 0}
    verdict = {
        "verdict": 1,
        "file": text,
        "sha256": "",
        "status": "sent-back",
        "trust": "ledger",
        "template": text,
        "project": {"code": text, "name": text},
        "figures": {"rating": text},
        "findings": [finding],
        "rules": {"ran": 1, "skipped": 0, "failed": 0},
    }
    names = {"supervising_department": text, "implementing_agency": text, "fiscal_year": 2021, "check_code": text}
    working = [{"field": "", "sheet": "", "cell": text, "label": text, "formula": text, "value": text}]
    return Judged(text, verdict, names | {"working": working, "surroundings": {"0": around}, "record": {}})


HOSTILE = (
    "</script><img src=x onerror=\"document.title='broken'\">",
    "<!--<script>",
    "'\"><svg onload=alert(1)>&amp;{{ 7*7 }}",
)


@requires_chromium
@pytest.mark.parametrize("text", HOSTILE)
def test_what_comes_from_a_file_is_text_and_does_nothing(text: str, tmp_path: Path) -> None:
    one = hostile(text)
    told = summary([one]) | {
        "missing": [{"code": text, "name": text, "supervising_department": text}],
        "unexpected": [text],
        "attachments": [text],
        "duplicates": [{"code": text, "files": [text, text], "counted": text}],
    }
    written = report.write(tmp_path, Round(results=[one], summary=told)).files[0]

    with opened(written) as found:
        found.page.locator("button.open").press("Enter")
        assert text in found.page.inner_text("tr.detail")
        assert text in found.page.inner_text("#missing")
        assert 0 == found.page.locator("img, svg[onload]").count()
        assert terms.REPORT_TITLE in found.page.title()
        assert ([], []) == (found.requests, found.complaints)


@requires_chromium
def test_the_page_asks_for_nothing_and_complains_of_nothing(page: Path) -> None:
    with opened(page) as found:
        found.page.click("#expand")
        assert 5 == found.page.locator("#pictures figure svg, #pictures figure p:text('没有评价等级')").count()
        assert ([], []) == (found.requests, found.complaints)


@requires_chromium
def test_a_click_on_a_head_sorts_and_a_second_one_turns_it_round(page: Path) -> None:
    totals = sorted(row[7] for row in data_of(page)["rows"] if row[7] is not None)
    with opened(page) as found:
        head = found.page.get_by_role("button", name="总分", exact=True)
        head.click()
        first = found.page.locator("#rows tr").first.locator("td").nth(6)
        assert f"{totals[0]:.2f}" == first.inner_text()
        assert "ascending" == head.locator("xpath=..").get_attribute("aria-sort")
        head.click()
        assert f"{totals[-1]:.2f}" == first.inner_text()


@requires_chromium
def test_conditions_leave_the_rows_that_meet_all_of_them(page: Path) -> None:
    rows = data_of(page)["rows"]
    sent_back = [row for row in rows if row[4] == 2]
    with_text = [row for row in sent_back if any(each["c"] == "V302" for each in row[13])]
    assert 0 < len(with_text) < len(sent_back) < len(rows)
    with opened(page) as found:
        found.page.select_option("#f-status", "sent-back")
        assert len(sent_back) == found.page.locator("button.open").count()
        found.page.select_option("#f-code", "V302")
        assert len(with_text) == found.page.locator("button.open").count()
        assert f"符合条件的 {len(with_text)} 份" in found.page.inner_text("#shown")
        found.page.fill("#f-text", "没有这个项目")
        assert "没有符合条件的项目。" in found.page.inner_text("#rows")
        found.page.get_by_role("button", name="清除条件").click()
        found.page.wait_for_function("document.querySelectorAll('button.open').length > 50")


@requires_chromium
def test_a_finding_opens_by_keyboard_with_its_cell_in_its_row_and_the_working(page: Path) -> None:
    with opened(page) as found:
        found.page.focus("#f-text")
        found.page.keyboard.type("12 少完成一台")
        button = found.page.locator("button.open")
        button.wait_for()
        for _ in range(30):  # from the field through the conditions and the heads to the row
            found.page.keyboard.press("Tab")
            if button.evaluate("each => each === document.activeElement"):
                break
        found.page.keyboard.press("Enter")

        assert "true" == button.get_attribute("aria-expanded")
        detail = found.page.locator("tr.detail")
        assert "C201" in detail.inner_text()
        assert "10" == detail.locator("td.at").first.inner_text()
        assert "ROUND(10 × (9台 ÷ 10台), 2)" in detail.inner_text()
        found.page.keyboard.press("Space")
        assert 0 == detail.count()


@requires_chromium
@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_sticks_out_of_the_window(page: Path, width: int) -> None:
    with opened(page, width) as found:
        found.page.click("#expand")
        assert width >= found.page.evaluate("document.documentElement.scrollWidth")


@requires_chromium
def test_what_follows_from_another_finding_is_folded_under_it_and_not_counted(tmp_path: Path) -> None:
    one = hostile("文字")
    root, follower = dict(one.verdict["findings"][0]), dict(one.verdict["findings"][0])
    follower |= {"code": "C203", "message": "随之不符", "follows": 0}
    both = replace(one, verdict={**one.verdict, "findings": [root | {"consequences": [1]}, follower]})
    written = report.write(tmp_path, Round(results=[both], summary=summary([both]))).files[0]

    with opened(written) as found:
        assert "须修改 1 处" in found.page.inner_text("header")
        assert "另有 1 处由其他问题引起" in found.page.inner_text("header")
        found.page.locator("button.open").press("Enter")
        folded = found.page.locator("details .finding")
        assert not folded.is_visible()
        found.page.locator("summary").press("Enter")
        assert "随之不符" in folded.inner_text()


@requires_chromium
def test_ten_thousand_projects_are_listed_bit_by_bit_and_each_cut_is_announced(
    round_of_samples: Round, tmp_path: Path
) -> None:
    base = next(iter(round_of_samples.results))
    many = [Judged(f"{index}.xlsx", base.verdict, base.facts) for index in range(10_000)]
    written = report.write(tmp_path, Round(results=many, summary=summary(many))).files[0]

    with opened(written) as found:
        assert 100 == found.page.locator("button.open").count()
        assert "共 10000 份；已列出 100 份" in found.page.inner_text("#shown")
        found.page.click("#more")
        assert 200 == found.page.locator("button.open").count()
        found.page.fill("#f-text", "9999.xlsx")
        assert 1 == found.page.locator("button.open").count()


def several_of_one_project() -> Round:
    """Return a round of P001, and P002 three times, of which none was chosen; one file is of no project."""
    results = judged(ROOT / "samples" / "futian-2021" / "filled")[0][:2]
    one, other = results
    again = [replace(other, file=name) for name in ("!.xlsx", "z.xlsx")]
    (wrong,) = [each for each in judged(WRONG)[0] if "42 " in each.file]
    found = sorted([one, other, *again, wrong], key=lambda each: each.file)
    files = [each.file for each in found if (each.verdict["project"] or {}).get("code") == "P002"]
    twice = [{"code": "P002", "files": files, "counted": None}]
    return Round(results=found, summary=summary(found) | {"duplicates": twice})


@requires_chromium
def test_a_project_returned_three_times_counts_once_and_its_files_stand_side_by_side(tmp_path: Path) -> None:
    given = several_of_one_project()
    written = report.write(tmp_path, given).files[0]
    data = data_of(written)

    assert [["0402009", {"sent-back": 1, "undecided": 1}]] == data["departments"]
    assert 1 == sum(count for _, count in data["totals"])  # P002 has no total until one file is chosen
    with opened(written) as found:
        cards = found.page.inner_text(".cards")
        assert "待定\n1个项目" in cards
        assert "收到文件\n5份" in cards
        assert "符合条件的 5 份（2 个项目）" in found.page.inner_text("#shown")
        rows = found.page.locator("#rows tr")
        codes = [rows.nth(place).locator("td").first.inner_text() for place in range(5)]
        first = codes.index("P002")
        assert ["P002"] * 3 == codes[first : first + 3]
        listed = [rows.nth(first + place).inner_text() for place in range(3)]
        assert [1, 1, 1] == [sum(name in text for text in listed) for name in given.summary["duplicates"][0]["files"]]
        assert all("待定" in text and "本份：通过" in text for text in listed)
        found.page.select_option("#f-status", "undecided")
        assert 3 == found.page.locator("button.open").count()


@requires_chromium
def test_what_is_on_trial_is_told_beside_the_notes_and_not_among_them(tmp_path: Path) -> None:
    one = hostile("文字")
    note, tried = ({**one.verdict["findings"][0], "severity": "note"} for _ in range(2))
    both = replace(one, verdict={**one.verdict, "findings": [note, tried | {"beta": True}]})
    written = report.write(tmp_path, Round(results=[both], summary=summary([both]))).files[0]

    with opened(written) as found:
        assert "提示 1 处。另有试行 1 处，不影响结论。" in found.page.inner_text("header")
        assert "提示 1；试行 1" == found.page.locator("#rows tr td").last.inner_text()


@requires_chromium
def test_a_formula_that_was_replaced_is_there_for_whoever_asks_and_its_number_is_said_once(tmp_path: Path) -> None:
    (one,) = [each for each in judged(WRONG)[0] if "12 少完成一台" in each.file]
    written = report.write(tmp_path, Round(results=[one], summary=summary([one]))).files[0]

    with opened(written) as found:
        found.page.locator("button.open").press("Enter")
        box = found.page.locator(".finding").filter(has_text="C201")
        assert "=IF(" not in box.inner_text()
        assert "实为" not in box.inner_text()
        box.locator("summary").press("Enter")
        assert "=IF(" in box.inner_text()


@requires_chromium
def test_on_paper_what_was_found_is_told_and_the_heads_are_words_and_the_rules_are_left_out(page: Path) -> None:
    with opened(page) as found:
        found.page.emulate_media(media="print")
        found.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        with_findings = [row for row in data_of(page)["rows"] if row[13]]
        assert len(with_findings) == found.page.locator("tr.detail").count()
        assert "项目编码" in found.page.locator("#heads").inner_text()
        assert 0 == found.page.locator("#heads button:visible").count()
        assert not found.page.locator("#rules").is_visible()
        found.page.evaluate("window.dispatchEvent(new Event('afterprint'))")
        assert 0 == found.page.locator("tr.detail").count()
        found.page.emulate_media(media="screen")
        found.page.check("#print-rules")
        found.page.emulate_media(media="print")
        assert found.page.locator("#rules").is_visible()


@requires_chromium
def test_once_every_row_is_listed_nothing_offers_to_list_more(tmp_path: Path) -> None:
    one = hostile("文字")
    written = report.write(tmp_path, Round(results=[one], summary=summary([one]))).files[0]

    with opened(written) as found:
        assert not found.page.locator("#more").is_visible()
        assert not found.page.locator("#every").is_visible()


@requires_chromium
@pytest.mark.parametrize("width", [1280, 390])
def test_a_code_and_a_severity_stand_on_one_line(page: Path, width: int) -> None:
    with opened(page, width) as found:
        cells = found.page.locator("#rules tbody tr").first.locator("td.code")
        heights = [cells.nth(place).evaluate("each => getComputedStyle(each).whiteSpace") for place in range(2)]
        assert ["nowrap", "nowrap"] == heights


def test_what_is_missing_or_came_twice_is_told_in_its_own_table_and_not_again(tmp_path: Path) -> None:
    one = hostile("文字")
    whole = {"file": None, "owner": "F", "severity": "error", "message": "整批"}
    end = summary([one]) | {
        "missing": [{"code": "P1", "name": "甲", "supervising_department": "局"}],
        "findings": [whole | {"code": "R701", "project": "P1"}, whole | {"code": "R704", "project": "P2"}],
    }
    text = report.write(tmp_path, Round(results=[one], summary=end)).files[0].read_text("utf-8")
    (table,) = re.findall(r'<section aria-labelledby="h-round".*?</section>', text, re.DOTALL)

    assert ["R704"] == re.findall(r"R70\d", table)
    assert "整批：未报 1 个，其他 1 处；不计入以上处数。" in text
    assert "须修改 1 处，请核实 0 处，提示 0 处。" in text
