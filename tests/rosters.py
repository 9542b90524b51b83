"""Project lists for tests: a good one of two projects as an openpyxl workbook, and what a test does to it."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from openpyxl import Workbook

from tests.conftest import RECORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from xlgen.layout import Plan

FORM: Final = "futian-project-2021"
LINES: Final = {"appropriation": "其中：当年财政拨款", "carryover": "上年结转资金", "other_funds": "其他资金"}
Rows = list[list[Any]]

PROJECTS: Final[Rows] = [
    ["项目编码", "项目名称", "项目金额", "主管部门", "实施单位", "年度", "预期目标"],
    ["P003", "购置费", 118800, "0402009", "综合科", 2021, "购置办公设备"],
    ["007", "培训费", 5000, "0402009", "人事科", 2021, "培训职工"],
]
FUNDING: Final[Rows] = [
    ["项目编码", "资金来源", "年初预算数", "全年预算数"],
    ["P003", "其中：当年财政拨款", 39600, 39600],
    ["P003", "上年结转资金", 0, 0],
    ["007", "其中：当年财政拨款", 5000, 5000],
]
INDICATORS: Final[Rows] = [
    ["项目编码", "一级指标", "二级指标", "三级指标", "年度指标值", "分值"],
    ["P003", "产出指标", "数量指标", "购置设备数量", "10台", 30],
    ["P003", "产出指标", "质量指标", "验收合格率", "≥95%", 20],
    ["P003", "效益指标", "满意度指标", "使用人员满意度", "≥90%", 40],
    ["007", "产出指标", "数量指标", "培训人数", "≥20人", 50],
    ["007", "效益指标", "社会效益指标", "培训覆盖率", "100%", 40],
]


def book() -> Workbook:
    """Return the good list: 项目 B2 is 购置费, 资金 C2 its budget, 指标 E2 its first target."""
    return book_of({"项目": PROJECTS, "资金": FUNDING, "指标": INDICATORS})


def book_of(sheets: dict[str, Rows]) -> Workbook:
    """Return a workbook of sheets, each from its first cell on."""
    made = Workbook()
    made.remove(made.worksheets[0])
    for name, rows in sheets.items():
        page = made.create_sheet(name)
        for row in rows:
            page.append(row)
    return made


def saved(made: Workbook, folder: Path, name: str = "名单.xlsx") -> Path:
    """Return the path of the workbook, saved in a folder."""
    path = folder / name
    made.save(path)
    return path


def sample_records() -> list[dict[str, Any]]:
    """Return the records of the eight published forms."""
    return [json.loads(path.read_text("utf-8")) for path in sorted(RECORDS.glob("*.json"))]


def many_records(count: int) -> list[dict[str, Any]]:
    """Return records of as many projects, made from the eight, each with a code and name of its own."""
    samples = sample_records()
    made = []
    for number in range(1, count + 1):
        record = json.loads(json.dumps(samples[number % len(samples)]))
        record["project"] |= {"code": f"{number:06d}", "name": f"{record['project']['name']}（{number}）"}
        made.append(record)
    return made


def export(records: Sequence[dict[str, Any]]) -> dict[str, Rows]:
    """Return records as another system exports them: titles, two rows of heads, its own columns and order, sums.

    Amounts are in 万元, as text of the digits; money stands wide beside the project. The two rows of heads are to be
    merged as `MERGED` says.
    """
    blank = [None] * 7
    projects: Rows = [
        ["2021 年度项目支出绩效目标汇总表", *[None] * 12],
        ["编报部门：财政局", *blank, "金额单位：万元", *[None] * 4],
        ["序号", "项目名称", "项目\n编号", "项目单位", "主管部门", "预算年度", "项目总金额（元）", "绩效目标",
         "年初预算", None, None, "全年预算", None],
        [*[None] * 8, "财政拨款", "上年结转", "其他资金", "财政拨款", "其他资金"],
    ]  # fmt: skip
    indicators: Rows = [
        ["绩效指标表", *[None] * 8],
        ["分值权重", "一级指标", "二级指标", "备 注", "指标名称", "目标值", "项目代码", "实际完成值", "得分"],
    ]
    for number, record in enumerate(records, 1):
        project, funding = record["project"], record["funding"]
        money = [
            _wan(funding[line][column])
            for column, lines in (("original_budget", LINES), ("final_budget", ("appropriation", "other_funds")))
            for line in lines
        ]
        projects.append(
            [number, project["name"], project["code"], project["implementing_agency"],
             project["supervising_department"], "2021年", project["amount"], record["objective"]["expected_result"],
             *money]
        )  # fmt: skip
        last: tuple[str, str] = ("", "")
        for each in record["indicators"]:
            level = (each["dimension"], each["category"])
            shown = ["" if level[0] == last[0] else level[0], "" if level == last else level[1]]
            last = level
            indicators.append([each["max_score"], *shown, "无", each["name"], each["target_value"], project["code"]])
        indicators.append([100, None, None, None, "小计", None, project["code"]])
    projects.append(["合计", *[None] * 7, 12345.67, 1, 2, 3, 4])
    indicators[1][0] = "权 重"
    return {"项目（导出）": projects, "绩效指标": indicators}


MERGED: Final = ("A1:M1", *(f"{letter}3:{letter}4" for letter in "ABCDEFGH"), "I3:K3", "L3:M3")
"""The merged blocks of the first sheet of an export."""


def _wan(amount: float | None) -> str | None:
    """Return an amount of 元 in 万元, digit by digit."""
    return None if amount is None else f"{Decimal(str(amount)).scaleb(-4):f}"


def as_html(sheets: dict[str, Rows], encoding: str) -> bytes:
    """Return the sheets of an export as a page of tables, the way other systems write an .xls."""
    lines = [f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={encoding}"></head><body>']
    for index, (name, rows) in enumerate(sheets.items()):
        lines.append(f"<table border=1><caption>{name}</caption>")
        lines.extend(_html_rows(rows, merged=index == 0))
        lines.append("</table>")
    return "\n".join([*lines, "</body></html>"]).encode(encoding)


def _html_rows(rows: Rows, *, merged: bool) -> Iterable[str]:
    for number, row in enumerate(rows):
        cells = []
        for column, value in enumerate(row):
            span = ""
            if merged and number == 2:
                if column < 8:
                    span = " rowspan=2"
                elif value is None:
                    continue
                else:
                    span = " colspan=3" if column == 8 else " colspan=2"
            if merged and number == 3 and column < 8:
                continue
            text = "" if value is None else str(value).replace("\n", "<br>")
            cells.append(f"<td{span}>&nbsp;{text} </td>")
        yield f"<tr>{''.join(cells)}</tr>"


def plans(found: Iterable[tuple[str, Plan]]) -> dict[str, tuple[str, dict[str, Any]]]:
    """Return what two lists of plans are compared by: code → shape and issued values."""
    return {code: (plan.shape.digest, dict(plan.issued)) for code, plan in found}
