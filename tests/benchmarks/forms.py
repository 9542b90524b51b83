"""Filled forms for measuring: money, achievements and texts of their own in every file, the same layout in all."""

from __future__ import annotations

import random
from decimal import Decimal
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from tests.conftest import ROOT
from tests.forms import COLUMNS, issued_with, returned
from xlgen import template
from xlgen.model import Record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xlgen.manifest import Manifest
    from xlgen.model import Value
    from xlgen.template import Template

FORM: Final = "national-project-2020"
SIZES: Final = (30, 60, 120)
"""Indicators of a form."""

_SECTIONS: Final = (
    ("产出指标", 50, ("数量指标", "质量指标", "时效指标", "成本指标")),
    ("效益指标", 30, ("经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标")),
    ("满意度指标", 10, ("服务对象满意度指标",)),
)
_SHARES: Final = (0.6, 0.35, 0.05)
_LINES: Final = ("appropriation", "carryover", "other_funds")
# The sign and the unit of a target are the layout's; its number is each project's own.
_TARGETS: Final = ("≥{}台", "≥{}%", "≤{}天", "{}次", "≥{}场", "≤{}万元", "≥{}人次", "{}个")
_WORDS: Final = "开展培训组织检查完成采购建设平台服务群众巡查维护宣传活动编制规划资料数据设备材料" * 2


def form() -> Template:
    """Return the form that is measured."""
    return template.load(ROOT / "templates" / f"{FORM}.toml")


def records(indicators: int, count: int, *, alike: bool = True) -> Iterator[Record]:
    """Yield records of so many indicators, no two with the same money, achievements or words.

    Those that are `alike` have one layout; of the others each has signs and units in an order of its own.
    """
    for number in range(count):
        yield _record(indicators, number, alike=alike)


def _record(indicators: int, number: int, *, alike: bool) -> Record:
    chooser = random.Random(f"{indicators}/{number}")
    units = list(_TARGETS)
    if not alike:
        units = [chooser.choice(units) for _ in range(indicators)]
    values: dict[str, Value] = {
        "project.code": f"P{indicators:04}{number:05}",
        "project.name": f"{_text(chooser, 12)}项目",
        "project.supervising_department": f"{_text(chooser, 4)}局",
        "project.implementing_agency": f"{_text(chooser, 4)}科",
        "project.lead": _text(chooser, 3),
        "objective.expected_result": _text(chooser, 120),
        "objective.achieved_result": _text(chooser, 150),
    }
    for line in _LINES:
        budget = chooser.randrange(1_000_000, 90_000_000)
        spent = budget - chooser.randrange(1, budget // 3)
        for column, cents in zip(COLUMNS, (budget, budget, spent), strict=True):
            values[f"funding.{line}.{column}"] = Decimal(cents) / 10_000
    for index, (dimension, category, points) in enumerate(_rows(indicators)):
        path = f"indicators[{index}]"
        target, actual, deviation = _achieved(chooser, units[index % len(units)])
        values |= {
            f"{path}.dimension": dimension,
            f"{path}.category": category,
            f"{path}.name": f"{_text(chooser, 14)}{index + 1}",
            f"{path}.target_value": target,
            f"{path}.max_score": points,
            f"{path}.actual_value": actual,
            f"{path}.deviation_explanation": deviation,
        }
    return Record(template=FORM, fiscal_year=2020, values=values, indicator_count=indicators)


def _rows(indicators: int) -> Iterator[tuple[str, str, Decimal]]:
    """Yield the section, the category and the points of each indicator; a section's points come out."""
    ends = [round(indicators * share) for share in accumulate(_SHARES)]
    for (dimension, points, categories), start, end in zip(_SECTIONS, (0, *ends), ends, strict=False):
        count = end - start
        for index in range(count):
            cents = points * 100 * (index + 1) // count - points * 100 * index // count
            # Rows of one category stand together: they are merged.
            yield dimension, categories[index * len(categories) // count], Decimal(cents) / 100


def _achieved(chooser: random.Random, unit: str) -> tuple[str, Decimal, str]:
    """Return a target, an achievement and what is said of it; two of three are met."""
    target = chooser.randrange(60, 100)
    miss = Decimal(chooser.randrange(0, 3_000)) / 100 if chooser.random() < 1 / 3 else Decimal(0)
    actual = target + miss if unit.startswith("≤") else target - miss
    text = _text(chooser, 30) if miss else ""
    return unit.format(target), actual / 100 if "%" in unit else actual, text


def _text(chooser: random.Random, length: int) -> str:
    return "".join(chooser.choices(_WORDS, k=length))


def manifests(indicators: int, count: int) -> Iterator[Manifest]:
    """Yield the manifests that the records are issued with."""
    for record in records(indicators, count):
        yield issued_with(form(), record)


def filled(indicators: int, count: int, *, alike: bool = True) -> Iterator[tuple[str, bytes]]:
    """Yield filled workbooks as they come back: their name, and their bytes."""
    made = form()
    for record in records(indicators, count, alike=alike):
        yield f"{record.code}.xlsx", returned(made, record)
