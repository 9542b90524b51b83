"""The round of collecting: each list exact, whatever the files are called; what changed since the round before."""

from __future__ import annotations

import datetime as dt
import gc
import hashlib
import random
import tracemalloc
from typing import TYPE_CHECKING, Any

import pytest

from xlgen import collection, ledger, template, terms
from xlgen.cli import show
from xlgen.collection import Duplicates, Taking, departments
from xlgen.finding import UsageError
from xlgen.ledger import Issue
from xlgen.results import Result

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

DAY = dt.date(2026, 3, 20)
DUE = dt.date(2026, 3, 31)
LATER = dt.date(2026, 4, 2)


def _digest(*words: object) -> str:
    return hashlib.sha256(repr(words).encode()).hexdigest()


def _issue(code: str, number: int = 1, **others: Any) -> Issue:
    given = {"name": f"项目{code}", "supervising_department": "教育局", "digest": _digest(code, number)}
    form: dict[str, Any] = {
        "template": "futian-project-2021",
        "template_version": 1,
        "template_sha256": "",
        "fiscal_year": 2021,
    }
    return Issue(code=code, number=number, file=f"{code}_{number}.xlsx", **form | given | others)


def _ledger(folder: Path, *issues: Issue) -> Path:
    path = folder / ledger.FILE_NAME
    ledger.add(path, issues)
    return path


def _result(file: str, code: str, number: int = 1, **others: Any) -> Result:
    """Return a judged file: the return of a project's issue; `content` tells one filling from another."""
    given: dict[str, Any] = {"status": "accepted", "content": 0, "modified": None, "full": False, "trust": "ledger"}
    given |= {"filled": {}, "record": {}, "department": "教育局", "template": "futian-project-2021"} | others
    verdict = {
        "file": file,
        "sha256": _digest(code, number, given["content"]),
        "status": given["status"],
        "trust": given["trust"],
        "template": given["template"],
        "project": {"code": code, "name": f"项目{code}"},
        "figures": {"total_score": 100 if given["full"] else 98.5, "total_max_score": 100},
        "findings": [],
    }
    facts = {
        "manifest": _digest(code, number),
        "modified": given["modified"],
        "supervising_department": given["department"],
        "record": given["record"] | {"content": given["content"]},
        "filled": given["filled"],
    }
    return Result(file=file, verdict=verdict, facts=facts)


def _closed(results: Sequence[Result], **how: Any) -> dict[str, Any]:
    ordered = sorted(results, key=lambda each: each.file)
    found: dict[str, Any] = collection.close(ordered, {}, Taking(**how))["summary"]
    return found


def _said(summary: dict[str, Any], code: str) -> list[tuple[str | None, str]]:
    """Return the project and severity of each finding of a code."""
    return [(each["project"], each["severity"]) for each in summary["findings"] if each["code"] == code]


# --- a whole round -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def whole() -> tuple[list[Issue], list[Result], dict[str, list[str]]]:
    """Return a round: 1,050 projects issued, ten of them twice; 1,000 returned under names that say nothing.

    Of the 1,050, 50 are missing; 20 came twice, 10 from their first issue; 15 files are of no project issued.
    """
    chooser = random.Random(7)
    codes = [f"P{number:04}" for number in range(1, 1051)]
    chooser.shuffle(codes)
    missing, returned = codes[:50], codes[50:]
    old, twice = returned[:10], returned[10:30]
    issues = [_issue(code) for code in codes] + [_issue(code, 2) for code in old]
    names = [f"批次{number % 7}.zip!/{number:04}.xlsx" for number in range(1035)]
    chooser.shuffle(names)
    results = [_result(names.pop(), code) for code in returned]
    results += [_result(names.pop(), code, content=1, status="flagged") for code in twice]
    results += [_result(names.pop(), f"X{number:02}", trust="digest-only") for number in range(15)]
    lists = {"missing": sorted(missing), "old": sorted(old), "twice": sorted(twice)}
    return issues, results, lists


def test_the_lists_of_a_round_are_exact(
    whole: tuple[list[Issue], list[Result], dict[str, list[str]]], tmp_path: Path
) -> None:
    issues, results, lists = whole

    found = _closed(results, ledger=_ledger(tmp_path, *issues), today=DAY)

    assert (1035, 1050, 1000) == (found["files"], found["issued"], found["received"])
    assert (1015, 20) == (found["accepted"], found["flagged"])
    assert lists["missing"] == [each["code"] for each in found["missing"]]
    assert lists["twice"] == [each["code"] for each in found["duplicates"]]
    assert {2} == {len(each["files"]) for each in found["duplicates"]}
    assert {None} == {each["counted"] for each in found["duplicates"]}
    assert lists["old"] == sorted(each["code"] for each in found["superseded"])
    strangers = sorted(each.file for each in results if each.verdict["project"]["code"].startswith("X"))
    assert strangers == sorted(found["unexpected"])
    assert [(f"X{number:02}", "warning") for number in range(15)] == _said(found, "R703")
    assert [(code, "warning") for code in lists["twice"]] == _said(found, "R702")
    assert [] == _said(found, "R701")


def test_a_second_run_shows_exactly_what_was_corrected(
    whole: tuple[list[Issue], list[Result], dict[str, list[str]]], tmp_path: Path
) -> None:
    issues, results, lists = whole
    register = _ledger(tmp_path, *issues)
    once = [each for each in results if each.verdict["project"]["code"] not in {*lists["twice"], *lists["old"]}]
    corrected = sorted(each.verdict["project"]["code"] for each in once if each.verdict["trust"] == "ledger")[:50]
    first = [
        _result(each.file, code, status="sent-back") if (code := each.verdict["project"]["code"]) in corrected else each
        for each in results
    ]
    second = [
        _result(f"重报/{code}.xlsx", code, content=2)
        if (code := each.verdict["project"]["code"]) in corrected
        else each
        for each in results
    ]

    begun = _closed(first, ledger=register, today=DAY)
    again = _closed(first, ledger=register, today=DAY)
    found = _closed(second, ledger=register, today=LATER)

    assert begun == again
    assert 1000 == len(begun["changed"]["new"])
    assert (1, 2) == (begun["round"], found["round"])
    changes = [{"code": code, "from": "sent-back", "to": "accepted"} for code in corrected]
    assert {"new": [], "withdrawn": [], "changed": changes} == found["changed"]


def test_what_came_in_since_and_what_is_gone_is_told(tmp_path: Path) -> None:
    register = _ledger(tmp_path, *map(_issue, "ABC"))
    _closed([_result("1.xlsx", "A"), _result("2.xlsx", "B")], ledger=register, today=DAY)

    found = _closed([_result("1.xlsx", "B"), _result("2.xlsx", "C")], ledger=register, today=LATER)

    assert {"new": ["C"], "withdrawn": ["A"], "changed": []} == found["changed"]
    assert [
        ledger.Round(number=1, day="2026-03-20", issued=3, received=2),
        ledger.Round(number=2, day="2026-04-02", issued=3, received=2),
    ] == list(ledger.rounds(register))
    standing = {each.code: (each.day, each.file) for each in ledger.received(register, 2)}
    assert {"B": ("2026-03-20", "2.xlsx"), "C": ("2026-04-02", "2.xlsx")} == standing
    assert ["A", "B"] == [each.code for each in ledger.received(register, 1)]


def test_a_file_that_comes_back_after_it_was_gone_was_first_seen_when_it_was(tmp_path: Path) -> None:
    register = _ledger(tmp_path, _issue("A"))
    for results, day in (([_result("1.xlsx", "A")], DAY), ([], DUE), ([_result("1.xlsx", "A")], LATER)):
        _closed(results, ledger=register, today=day, due=DUE)

    assert ["2026-03-20"] == [each.day for each in ledger.received(register, 3)]
    assert {"A": "2026-03-20"} == ledger.first_days(register)


def test_without_a_day_nothing_is_written_into_the_ledger(tmp_path: Path) -> None:
    register = _ledger(tmp_path, _issue("A"))
    before = register.read_bytes()

    found = _closed([_result("1.xlsx", "A")], ledger=register)

    assert ["A"] == found["changed"]["new"]
    assert before == register.read_bytes()
    assert "R707" in [each["code"] for each in found["rules"]["skipped"]]


# --- missing, and late --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("how", "missed", "code"),
    [
        ({"today": LATER}, [], 0),
        ({"today": DUE, "due": DUE}, [], 0),
        ({"today": LATER, "due": DUE}, [("B", "error")], 0),
        ({"today": DAY, "final": True}, [("B", "error")], 1),
    ],
)
def test_what_is_missing_is_an_error_once_the_round_is_over(
    how: dict[str, Any], missed: list[tuple[str, str]], code: int, tmp_path: Path
) -> None:
    register = _ledger(tmp_path, _issue("A"), _issue("B"))

    found = _closed([_result("1.xlsx", "A")], ledger=register, **how)

    assert ["B"] == [each["code"] for each in found["missing"]]
    assert missed == _said(found, "R701")
    assert code == collection.exit_code({"summary": found})


@pytest.mark.parametrize(
    ("how", "back", "issued_due", "wanted"),
    [
        ({"today": DAY}, "A", "", {"R701": terms.NOT_FINAL, "R707": "没有报送期限"}),
        ({}, "A", "2026-03-31", {"R701": "没有写明当天的日期", "R707": "没有写明当天的日期"}),
        ({"today": DAY}, "A", "2026-03-31", {}),
        ({"today": DAY, "due": DUE}, "A", "", {}),
        ({"today": DAY, "final": True}, "A", "", {"R707": "没有报送期限"}),
        ({"today": DAY}, "AB", "", {"R707": "没有报送期限"}),  # nothing is missing
    ],
)
def test_that_nothing_could_be_missed_or_late_is_said(
    how: dict[str, Any], back: str, issued_due: str, wanted: dict[str, str], tmp_path: Path
) -> None:
    register = _ledger(tmp_path, _issue("A", due=issued_due), _issue("B", due=issued_due))

    found = _closed([_result(f"{code}.xlsx", code) for code in back], ledger=register, **how)["rules"]

    told = {each["code"]: each["reason"] for each in found["skipped"]}
    assert wanted == {code: told[code] for code in ("R701", "R707") if code in told}
    assert found["ran"] == 8 - len(told)


def test_the_day_that_the_ledger_names_counts_where_no_other_is_given(tmp_path: Path) -> None:
    register = _ledger(tmp_path, _issue("A", due="2026-03-31"), _issue("B", due="2026-04-30"))

    assert [("A", "error")] == _said(_closed([], ledger=register, today=LATER), "R701")


def test_late_is_what_first_came_after_its_day_and_not_what_was_corrected_after_it(tmp_path: Path) -> None:
    register = _ledger(tmp_path, _issue("A"), _issue("B"))
    _closed([_result("1.xlsx", "A", status="sent-back")], ledger=register, today=DAY, due=DUE)

    results = [_result("1.xlsx", "A", content=1), _result("2.xlsx", "B")]
    found = _closed(results, ledger=register, today=LATER, due=DUE)

    assert [("B", "note")] == _said(found, "R707")
    (late,) = [each for each in found["findings"] if each["code"] == "R707"]
    assert "第一次收到为 2026-04-02，报送期限为 2026-03-31" in late["message"]


def test_a_round_cannot_be_final_without_missing_projects_being_known() -> None:
    found = _closed([_result("1.xlsx", "A")], final=True)

    assert [] == found["missing"]
    assert ["R701", "R703", "R707", "R708"] == [
        each["code"] for each in found["rules"]["skipped"] if each["reason"] == "没有台账"
    ]


# --- several of one project ---------------------------------------------------------------------------------------

EARLY, LATE = "2026-03-01T08:00:00Z", "2026-03-02T08:00:00Z"


@pytest.mark.parametrize(
    ("duplicates", "saved", "counted", "severity"),
    [
        (Duplicates.ASK, (EARLY, LATE), None, "warning"),
        (Duplicates.NEWEST, (EARLY, LATE), "b.xlsx", "note"),
        (Duplicates.OLDEST, (EARLY, LATE), "a.xlsx", "note"),
        (Duplicates.NEWEST, (LATE, EARLY), "a.xlsx", "note"),
        (Duplicates.NEWEST, (EARLY, EARLY), "b.xlsx", "note"),  # then the path decides
        (Duplicates.NEWEST, (EARLY, None), None, "warning"),  # nobody knows when it was saved
    ],
)
def test_which_of_two_returns_counts_is_said_and_never_guessed(
    duplicates: Duplicates, saved: tuple[str, str | None], counted: str | None, severity: str, tmp_path: Path
) -> None:
    results = [_result("a.xlsx", "A", modified=saved[0]), _result("b.xlsx", "A", content=1, modified=saved[1])]

    found = _closed(results, ledger=_ledger(tmp_path, _issue("A")), duplicates=duplicates)

    assert [{"code": "A", "files": ["a.xlsx", "b.xlsx"], "counted": counted}] == found["duplicates"]
    assert [("A", severity)] == _said(found, "R702")


def test_the_same_content_twice_counts_once_and_is_a_note(tmp_path: Path) -> None:
    results = [_result("a.xlsx", "A"), _result("压缩包.zip!/a.xlsx", "A")]

    found = _closed(results, ledger=_ledger(tmp_path, _issue("A")), today=DAY)

    assert ["a.xlsx"] == [each["counted"] for each in found["duplicates"]]
    assert [("A", "note")] == _said(found, "R702")
    assert 1 == len(ledger.received(tmp_path / ledger.FILE_NAME, 1))


def test_a_return_of_the_last_issue_counts_beside_one_of_an_earlier(tmp_path: Path) -> None:
    register = _ledger(tmp_path, _issue("A"), _issue("A", 2))
    results = [_result("a.xlsx", "A", status="sent-back"), _result("b.xlsx", "A", 2)]

    found = _closed(results, ledger=register, today=DAY)

    assert [] == found["duplicates"]
    assert [{"code": "A", "file": "a.xlsx"}] == found["superseded"]
    counted = {each.file: each.counted for each in ledger.received(register, 1)}
    assert {"a.xlsx": False, "b.xlsx": True} == counted


# --- what belongs to none -----------------------------------------------------------------------------------------


def test_why_a_file_is_not_expected_is_told(tmp_path: Path) -> None:
    register = _ledger(tmp_path, _issue("A"), _issue("B", withdrawn=True))
    results = [_result("1.xlsx", "B"), _result("2.xlsx", "C"), _result("3.xlsx", "A", 9, trust="digest-only")]

    found = _closed(results, ledger=register)

    assert ["1.xlsx", "2.xlsx", "3.xlsx"] == found["unexpected"]
    messages = [each["message"] for each in found["findings"] if each["code"] == "R703"]
    assert ["不是下发给该项目的那一份表", "该项目已撤销，不再需要报送", "不在下发清单"] == [
        each.partition("：")[2].partition("。")[0] for each in messages
    ]
    assert {"O"} == {each["owner"] for each in found["findings"]}


def test_a_department_sees_its_own_projects_alone(tmp_path: Path) -> None:
    issues = [_issue("A"), _issue("B"), _issue("C", supervising_department="卫生局")]
    register = _ledger(tmp_path, *issues)
    _closed([_result("3.xlsx", "C")], ledger=register, today=DAY)

    found = _closed([_result("1.xlsx", "A"), _result("3.xlsx", "C")], ledger=register, today=DAY, department="教育局")

    assert (2, 1) == (found["issued"], found["received"])
    assert ["B"] == [each["code"] for each in found["missing"]]
    assert ["3.xlsx"] == found["unexpected"]
    assert {"new": ["A"], "withdrawn": [], "changed": []} == found["changed"]
    assert ["A", "C"] == [each.code for each in ledger.received(register, 2)]  # the other department's stand


def test_a_department_that_nobody_issued_to_is_refused_before_anything_is_judged(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="台账中没有主管部门“教育司”"):
        Taking(ledger=_ledger(tmp_path, _issue("A")), department="教育司").check()


# --- departments --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("full", "told"),
    [([True] * 5, 1), ([True] * 4, 0), ([True] * 5 + [False], 0)],
    ids=["five, all full", "too few", "one is not"],
)
def test_full_marks_for_all_of_a_department_are_noted(full: list[bool], told: int) -> None:
    results = [_result(f"{number}.xlsx", f"P{number}", full=each) for number, each in enumerate(full)]

    found = _closed(results)

    assert told == len(_said(found, "R705"))
    skipped = {each["code"]: each["reason"] for each in found["rules"]["skipped"]}
    assert ("没有主管部门收到 5 个以上项目" if len(full) < 5 else None) == skipped.get("R705")


def _spent(code: str, yuan: float) -> Result:
    funding = {"appropriation": {"actual_expenditure": yuan}, "carryover": {"actual_expenditure": None}}
    return _result(f"{code}.xlsx", code, department="大数据中心", record={"funding": funding})


def _department(ten_thousands: float) -> Result:
    record = {"tables": {"expenditure": {"all": {"amount": 9e9}, "project": {"amount": ten_thousands}}}}
    result = _result("部门.xlsx", "D1", template="luquan-department-2022", record=record, department="")
    return Result(
        file=result.file,
        verdict={**result.verdict, "project": {"code": "D1", "name": "大数据中心"}},
        facts=result.facts,
    )


def test_a_department_that_says_another_sum_than_its_projects_is_told_both() -> None:
    """123,456.78 元 and 76,543.22 元 are 20 万元."""
    projects = [_spent("P1", 123456.78), _spent("P2", 76543.22)]

    (told,) = [each for each in _closed([*projects, _department(21)])["findings"] if each["code"] == "R706"]

    assert ("D1", 20.0, 21.0, "warning") == (told["project"], told["found"], told["expected"], told["severity"])
    assert [] == _said(_closed([*projects, _department(20)]), "R706")
    assert [] == _said(_closed([*projects, _department(20.004)]), "R706")  # what rounding to two decimals may make


def test_a_department_is_not_compared_before_all_of_its_projects_are_back(tmp_path: Path) -> None:
    issues = [_issue("P1", supervising_department="大数据中心"), _issue("P2", supervising_department="大数据中心")]
    register = _ledger(tmp_path, *issues, _issue("D1", supervising_department=""))

    found = _closed([_spent("P1", 1), _department(21)], ledger=register)

    assert [] == _said(found, "R706")
    assert ["该部门的项目没有全部收到，或没有列出支出"] == [
        each["reason"] for each in found["rules"]["skipped"] if each["code"] == "R706"
    ]


# --- alike --------------------------------------------------------------------------------------------------------

TEXT = (
    "按照政府采购程序购置电脑、打印机等办公设备一批，全部验收合格并交付使用，满足了日常工作和对外服务的需要；"
    "同时完成了旧设备的登记、清理和报废手续，资产账实相符，未发现闲置和浪费的情况。"
)
OTHER = (
    "全年组织文化下乡演出四十二场，覆盖全部乡镇和三分之二的行政村，现场问卷满意度达到百分之九十六；"
    "受天气影响推迟的两场已于十一月补演完毕，演出经费按合同支付，无拖欠。"
)


def _filled(code: str, text: str, *numbers: float) -> Result:
    values = {f"indicators[{index}].actual_value": number for index, number in enumerate(numbers)}
    filled = {"objective.achieved_result": text, "signoff.preparer": f"经办人{code}"} | values
    return _result(f"{code}.xlsx", code, filled=filled)


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        ((TEXT, 10, 0.95, 37592), (TEXT, 10, 0.95, 37592), True),
        ((TEXT, 10, 0.95, 37592), (TEXT.replace("一批", "两批"), 10, 0.95, 37592), True),
        ((TEXT, 10, 0.95, 37592), (TEXT, 12, 0.97, 41880), False),  # a phrase in common, their own figures
        ((TEXT, 10, 0.95, 37592), (OTHER, 10, 0.95, 37592), False),
        (("已按计划完成。", 10, 0.95), ("已按计划完成。", 10, 0.95), False),  # who writes little writes alike
    ],
    ids=["word for word", "a word changed", "other numbers", "other words", "a short phrase"],
)
def test_returns_are_alike_in_words_and_numbers_or_not_at_all(
    one: tuple[Any, ...], other: tuple[Any, ...], *, told: bool
) -> None:
    found = _closed([_filled("P1", *one), _filled("P2", *other), _filled("P3", OTHER[::-1], 1, 2, 3)])

    assert ([("P1", "note")] if told else []) == _said(found, "R704")
    assert [["P1", "P2"]] * told == [each["projects"] for each in found["findings"] if each["code"] == "R704"]


def test_those_who_copied_are_told_together_and_one_projects_two_files_are_not_alike() -> None:
    copied = [_filled(f"P{number:03}", TEXT, number % 2 * 0 + 5, 7) for number in range(100)]
    twice = [_filled("Q1", OTHER, 1, 2), _filled("Q1", OTHER, 1, 2)]

    found = _closed([*copied, *twice])

    (group,) = [each for each in found["findings"] if each["code"] == "R704"]
    assert [f"P{number:03}" for number in range(100)] == group["projects"]
    assert "等 100 个" in group["message"]


@pytest.mark.parametrize(("count", "told"), [(40, False), (41, True)])
def test_a_crowd_in_which_not_each_was_held_against_each_is_told(count: int, *, told: bool) -> None:
    """All wrote the same and have their own figures, so that none are alike."""
    crowd = [_filled(f"P{number:03}", TEXT, number, 7 * number) for number in range(count)]

    found = _closed(crowd)

    assert [] == _said(found, "R704")
    reasons = [(each["code"], each["reason"]) for each in found["rules"].get("cut", ())]
    assert [("R704", terms.ALIKE_CUT.format(count=count))] * told == reasons
    assert told == any(
        "填报内容高度雷同［R704］没有查全：有 41 份" in line for line in show.closing({"summary": found})
    )


def test_a_crowd_that_is_one_group_is_told_whole_and_nothing_is_cut() -> None:
    found = _closed([_filled(f"P{number:03}", TEXT, 5, 7) for number in range(60)])

    assert "cut" not in found["rules"]
    assert [60] == [len(each["projects"]) for each in found["findings"] if each["code"] == "R704"]


def test_what_a_round_holds_in_memory_does_not_grow_with_its_files(tmp_path: Path) -> None:
    """What grows lies on disk; the summary names what is missing, but here all is there."""
    chooser = random.Random(5)
    words = "设备采购验收合格交付使用满足工作需要登记清理报废手续资产账实相符演出覆盖乡镇问卷满意天气推迟合同支付"
    codes = [f"P{number:04}" for number in range(900)]
    register = _ledger(tmp_path, *(_issue(code) for code in codes))
    for _ in range(2):  # what is loaded once; and of the first round all is new, which the summary names
        _closed([_filled(code, "") for code in codes], ledger=register, today=DAY)

    def filled(count: int) -> Iterator[Result]:
        for number, code in enumerate(codes[:count]):
            if number % 50 == 0:
                gc.collect()  # what is only not yet cleared away does not count
            yield _filled(code, "".join(chooser.choices(words, k=200)), 1)

    def peak(count: int) -> int:
        tracemalloc.start()
        collection.close(filled(count), {}, Taking(ledger=register if count == len(codes) else None))
        _, found = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return found

    few, many = peak(100), peak(900)

    assert many < few + 800 * 100  # bytes; what was kept of a file once took thousands


def test_most_texts_with_a_few_words_changed_are_found() -> None:
    """The candidates come by hashing: of 200 copies with three words changed, all but a few must be among them."""
    chooser = random.Random(3)
    words = "设备采购验收合格交付使用满足工作需要登记清理报废手续资产账实相符演出覆盖乡镇问卷满意天气推迟合同支付"
    results = []
    for number in range(200):
        text = "".join(chooser.choices(words, k=300))
        changed = list(text)
        for place in chooser.sample(range(300), 3):
            changed[place] = "改"
        results += [_filled(f"A{number:03}", text, 1, 2), _filled(f"B{number:03}", "".join(changed), 1, 2)]

    pairs = [tuple(each["projects"]) for each in _closed(results)["findings"] if each["code"] == "R704"]

    assert len(pairs) >= 198
    assert all(one[1:] == other[1:] for one, other in pairs)


def test_each_form_of_a_department_says_in_one_place_what_its_projects_spent() -> None:
    """罗湖: the row 其中：项目支出, the column 实际支出数, in its own unit; 鹿泉: 项目支出, 金额."""
    forms = template.library()
    records: dict[str, Any] = {
        "luohu-department-2022": {"funds": {"project": {"initial": 1, "adjusted": 2, "executed": 3}}},
        "luquan-department-2022": {"expenditure": {"basic": {"amount": 1}, "project": {"amount": 3}}},
    }

    for form, tables in records.items():
        result = _result("部门.xlsx", "D1", template=form, record={"tables": tables})
        unit = {"元": 1, "万元": 10_000}[forms[form].definition.amount_unit]

        own, whole = departments.spending(result, forms[form])

        assert own is None
        assert whole is not None
        assert 3 * unit == whole.yuan


# --- said in the terminal ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("sent-back", "accepted", "P1（建议退回→通过）"),
        ("sent-back", "sent-back", "P1（文件有变化，结论仍为建议退回）"),
        ("accepted", None, "P1（通过→多份待定）"),
        (None, "accepted", "P1（多份待定→通过）"),
        (None, None, "P1（文件有变化，结论仍为多份待定）"),
    ],
)
def test_what_became_of_a_project_is_said_in_words(before: str | None, after: str | None, said: str) -> None:
    closed: dict[str, Any] = collection.close([], (), Taking(ledger=None))["summary"]
    changed = {"new": [], "withdrawn": [], "changed": [{"code": "P1", "from": before, "to": after}]}

    assert f"与上次不同的 1 个项目：{said}。" in list(
        show.closing({"summary": closed | {"round": 2, "changed": changed}})
    )
