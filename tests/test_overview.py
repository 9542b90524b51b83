"""汇总表.xlsx of a round of 66 made-up projects, recalculated by LibreOffice, against sums made here from the records.

Scores, ratings, shares and averages are computed in Decimal from what the records say, by the form's printed rules:
nothing of it comes from what the program computed.
"""

from __future__ import annotations

import json
import random
from collections import defaultdict
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

import xlgen
from tests.libreoffice import recalculate, requires_libreoffice
from tests.rounds import judged, summary
from xlgen import ledger, report
from xlgen.report import Round

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

pytestmark = requires_libreoffice

DEPARTMENTS = ("教育局", "民政局", "交通运输局", "档案馆", "文化和旅游局")
RATINGS = (("优", 90), ("良", 80), ("中", 60), ("差", 0))
CLASSES = {"100 分及以上": (100, 101), "95 分至 100 分以下": (95, 100), "90 分至 95 分以下": (90, 95)}
CLASSES |= {"85 分至 90 分以下": (85, 90), "80 分至 85 分以下": (80, 85), "70 分至 80 分以下": (70, 80)}
CLASSES |= {"60 分至 70 分以下": (60, 70), "60 分以下": (0, 60)}
LINES = ("appropriation", "carryover", "other_funds")
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Made:
    """One made-up project: what it is issued with and what it returns; `done` of 100 things in each of its sections.

    `yuan` says how many 元 its unit of money is: the form of 元 has no ratings. `spent` is None where a text stands
    there, `done` where nothing does.
    """

    code: str
    department: str
    yuan: int
    original: tuple[Decimal, ...]
    final: tuple[Decimal, ...]
    spent: tuple[Decimal, ...] | None
    done: tuple[Decimal, ...] | None
    returned: bool

    @property
    def points(self) -> tuple[int, ...]:
        """The points of its indicators, in the order of the sections."""
        return (50, 40) if self.yuan == 1 else (50, 30, 10)

    def money(self, amounts: Iterable[Decimal]) -> Decimal:
        """Return amounts of its form as one sum in 元."""
        return sum(amounts, Decimal(0)) * self.yuan

    @property
    def execution(self) -> Decimal | None:
        """The points of the execution rate: 10 × spent ÷ budget, none without a budget."""
        if self.spent is None:
            return None
        budget = sum(self.final, Decimal(0))
        return half_up(10 * sum(self.spent, Decimal(0)) / budget) if budget else Decimal(0)

    @property
    def total(self) -> Decimal | None:
        """The total score; None where it cannot be computed."""
        if self.execution is None or self.done is None:
            return None
        pairs = zip(self.points, self.done, strict=True)
        return self.execution + sum(
            (half_up(points * min(done, Decimal(100)) / 100) for points, done in pairs), CENT * 0
        )

    @property
    def rating(self) -> str:
        """The rating, "" where there is none."""
        total = self.total
        return "" if self.yuan == 1 or total is None else next(name for name, least in RATINGS if total >= least)

    def record(self) -> dict[str, Any]:
        """Return the record that is issued and returned."""
        heads = [("产出指标", "数量指标"), ("效益指标", "社会效益指标"), ("满意度指标", "服务对象满意度指标")]
        done = self.done or [None] * len(self.points)
        indicators = [
            {
                "dimension": head[0],
                "category": head[1],
                "name": f"{head[0]}完成项数",
                "target_value": "≥100项",
                "max_score": points,
                "actual_value": None if actual is None else float(actual),
                "deviation_explanation": "" if actual is None or actual >= 100 else "部分工作顺延至下年度。",
            }
            for head, points, actual in zip(heads, self.points, done, strict=False)
        ]
        spent: Iterable[Any] = ["约三十万", 0, 0] if self.spent is None else map(float, self.spent)
        amounts = zip(LINES, map(float, self.original), map(float, self.final), spent, strict=True)
        return {
            "record": 1,
            "template": "futian-project-2021" if self.yuan == 1 else "national-project-2020",
            "fiscal_year": 2021,
            "project": {"code": self.code, "name": f"项目{self.code}", "supervising_department": self.department}
            | ({"amount": float(sum(self.final))} if self.yuan == 1 else {}),
            "funding": {
                line: {"original_budget": original, "final_budget": final, "actual_expenditure": own}
                for line, original, final, own in amounts
            },
            "objective": {
                "expected_result": f"按计划完成{self.code}的各项工作任务。",
                "achieved_result": f"{self.code}的各项工作任务已按计划完成。",
            },
            "indicators": indicators,
        }


def half_up(number: Decimal) -> Decimal:
    return number.quantize(CENT, ROUND_HALF_UP)


def made() -> list[Made]:
    """Return 66 projects of five departments; of the last none is returned, and one has nothing but zero budgets."""
    chance, found = random.Random(20210331), []
    for number in range(66):
        department = DEPARTMENTS[number % 5]
        yuan = 1 if number % 4 == 3 else 10_000
        zero = department == "档案馆" or number in {5, 12, 31}
        final = tuple(Decimal(0 if zero else chance.randint(0, 400_000)) * CENT for _ in LINES)
        share = Decimal(chance.randint(2_000, 10_000)) / 10_000
        sections = 2 if yuan == 1 else 3
        found.append(
            Made(
                code=f"P{number:03}",
                department=department,
                yuan=yuan,
                original=tuple(Decimal(chance.randint(0, 400_000)) * CENT for _ in LINES),
                final=final,
                spent=None if number == 16 else tuple(half_up(each * share) for each in final),
                done=None if number == 22 else tuple(Decimal(chance.randint(30, 120)) for _ in range(sections)),
                returned=department != "文化和旅游局" and number not in {7, 20, 41},
            )
        )
    return found


PROJECTS = made()
RETURNED = [each for each in PROJECTS if each.returned]


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[tuple[Any, ...]]]:
    """Return the rows of each sheet as LibreOffice computes them."""
    folder = tmp_path_factory.mktemp("round")
    (folder / "records").mkdir()
    for each in PROJECTS:
        (folder / "records" / f"{each.code}.json").write_text(json.dumps(each.record(), ensure_ascii=False), "utf-8")
    xlgen.generate(folder / "records", folder / "issued")
    xlgen.fill(folder / "issued", folder / "records", folder / "filled")
    for each in PROJECTS:
        if not each.returned:
            next((folder / "filled").glob(f"{each.code}*")).unlink()
    issued = ledger.read(folder / "issued" / ledger.FILE_NAME)
    results, sources = judged(folder / "filled")
    given = Round(
        results=results,
        summary=summary(results, issued),
        issued=issued,
        sources=sources,
        folder=folder / "issued",
    )
    report.write(folder / "report", given)
    (computed,) = recalculate([folder / "report" / "汇总表.xlsx"], folder / "computed")
    book = openpyxl.load_workbook(computed, data_only=True)
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


def shown(number: Decimal | None) -> Decimal | None:
    """Return a number to 12 significant digits: cells hold 15, and sums in them lose some of these."""
    return None if number is None else Decimal(f"{number:.12g}")


def cells(row: Iterable[Any]) -> list[Decimal | None]:
    """Return numbers as LibreOffice gives them; what is blank or "" is None."""
    return [None if each in {None, ""} else shown(Decimal(str(each))) for each in row]


def share(part: Decimal | int, whole: Decimal | int) -> Decimal | None:
    return Decimal(part) / Decimal(whole) if whole else None


def mean(values: Iterable[Decimal | None]) -> Decimal | None:
    known = [each for each in values if each is not None]
    return share(sum(known, Decimal(0)), len(known))


def weighted(some: Iterable[Made]) -> Decimal | None:
    """Return the average of the totals, each weighed by its project's budget."""
    known = [(each.money(each.final), each.total) for each in some if each.total is not None]
    weight = sum((amount for amount, _ in known), Decimal(0))
    return share(sum((amount * total for amount, total in known), Decimal(0)), weight)


def by_department(some: Iterable[Made]) -> Mapping[str, list[Made]]:
    found: dict[str, list[Made]] = defaultdict(list)
    for each in some:
        found[each.department].append(each)
    return found


def test_the_round_is_what_it_is_meant_to_be() -> None:
    """So that nothing below is asked of a round without what it is about."""
    assert 66 == len(PROJECTS)
    assert {"教育局", "民政局", "交通运输局", "档案馆"} == {each.department for each in RETURNED}
    assert 10 < sum(each.rating == "" for each in RETURNED) < 20
    assert 12 < sum(not sum(each.final) for each in RETURNED)
    assert {"优", "良", "中", "差", ""} == {each.rating for each in RETURNED}
    assert 2 == sum(each.total is None for each in RETURNED)
    assert {1, 10_000} == {each.yuan for each in RETURNED}


def sums(some: list[Made]) -> list[Decimal | None]:
    """Return what a row of sums shows: four amounts, the rate, two averages."""
    spent = sum((each.money(each.spent) for each in some if each.spent is not None), Decimal(0))
    final = sum((each.money(each.final) for each in some), Decimal(0))
    original = sum((each.money(each.original) for each in some), Decimal(0))
    averages = [mean(each.execution for each in some), mean(each.total for each in some)]
    return [shown(each) for each in (final, original, final, spent, share(spent, final), *averages)]


@pytest.mark.parametrize("department", DEPARTMENTS[:4])
def test_a_departments_subtotal_is_the_sum_of_its_projects(
    department: str, live: dict[str, list[tuple[Any, ...]]]
) -> None:
    own = by_department(RETURNED)[department]
    (row,) = [each for each in live["汇总"] if str(each[3]).startswith("小计 ") and each[1] == department]

    assert f"小计 {len(own)} 个项目" == row[3]
    assert sums(own) == cells(row[5:12])


def test_the_last_row_is_the_sum_of_all_projects_and_adds_no_subtotal(live: dict[str, list[tuple[Any, ...]]]) -> None:
    (row,) = [each for each in live["汇总"] if str(each[3]).startswith("合计 ")]

    assert f"合计 {len(RETURNED)} 个项目" == row[3]
    assert sums(RETURNED) == cells(row[5:12])


def test_each_project_has_its_own_figures(live: dict[str, list[tuple[Any, ...]]]) -> None:
    rows = {row[2]: row for row in live["汇总"] if str(row[2] or "").startswith("P")}

    assert {each.code for each in RETURNED} == set(rows)
    wanted = {each.code: [shown(each.execution), shown(each.total)] for each in RETURNED}
    assert wanted == {code: cells(row[10:12]) for code, row in rows.items()}
    assert {each.code: each.rating for each in RETURNED} == {code: row[12] or "" for code, row in rows.items()}


def coverage(issued: list[Made], some: list[Made]) -> list[Decimal | None]:
    """Return what a row of 自评覆盖率 shows: projects, money, two averages."""
    whole = sum((each.money(each.final) for each in issued), Decimal(0))
    part = sum((each.money(each.final) for each in some), Decimal(0))
    count = [Decimal(len(issued)), Decimal(len(some)), share(len(some), len(issued))]
    found = [*count, whole, part, share(part, whole), mean(each.total for each in some), weighted(some)]
    return [shown(each) for each in found]


@pytest.mark.parametrize("department", DEPARTMENTS)
def test_a_department_is_covered_by_what_it_returned(department: str, live: dict[str, list[tuple[Any, ...]]]) -> None:
    (row,) = [each for each in live["自评覆盖率"] if each[0] == department]

    assert coverage(by_department(PROJECTS)[department], by_department(RETURNED)[department]) == cells(row[1:9])
    assert len(by_department(RETURNED)[department]) == sum(row[9:13])


def test_the_whole_round_is_covered_by_what_came_back(live: dict[str, list[tuple[Any, ...]]]) -> None:
    (row,) = [each for each in live["自评覆盖率"] if each[0] == "合计"]

    assert coverage(PROJECTS, RETURNED) == cells(row[1:9])
    assert len(RETURNED) == sum(row[9:13])


def spread(names: Iterable[str], belongs: Callable[[Made, str], bool]) -> dict[str, list[Decimal | None]]:
    """Return the rows of a spread: projects, their share, their money, its share; the last is the sum of all."""
    classes = {name: [each for each in RETURNED if belongs(each, name)] for name in names}
    money = {name: sum((each.money(each.final) for each in some), Decimal(0)) for name, some in classes.items()}
    count, whole = sum(map(len, classes.values())), sum(money.values(), Decimal(0))
    rows = {
        name: [Decimal(len(some)), share(len(some), count), money[name], share(money[name], whole)]
        for name, some in classes.items()
    }
    rows["合计"] = [Decimal(count), Decimal(1), whole, Decimal(1)]
    return {name: [shown(each) for each in row] for name, row in rows.items()}


def found_in(rows: list[tuple[Any, ...]], names: Iterable[str]) -> dict[str, list[Decimal | None]]:
    wanted = {*names, "合计"}
    return {row[0]: cells(row[1:5]) for row in rows if row[0] in wanted}


def test_ratings_are_spread_by_number_and_by_money_and_those_without_are_told(
    live: dict[str, list[tuple[Any, ...]]],
) -> None:
    names = [name for name, _ in RATINGS]
    without = sum(each.rating == "" for each in RETURNED)

    assert spread(names, lambda each, name: each.rating == name) == found_in(live["等级分布"], names)
    assert any(str(row[0]).startswith(f"另有 {without} 个已报项目没有等级") for row in live["等级分布"])


def test_totals_are_spread_by_number_and_by_money_and_those_without_are_told(
    live: dict[str, list[tuple[Any, ...]]],
) -> None:
    def belongs(each: Made, name: str) -> bool:
        low, high = CLASSES[name]
        return each.total is not None and low <= each.total < high

    assert spread(CLASSES, belongs) == found_in(live["总分分布"], CLASSES)
    assert any(str(row[0]).startswith("另有 2 个已报项目没有总分") for row in live["总分分布"])
