"""Wrong tables and score tables: each is refused before any workbook is made, with its place, and with what to do."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from xlgen import template
from xlgen.finding import TemplateError
from xlgen.verbs.generate import prove

RIGHT: Final = (Path(__file__).parent / "templates" / "department.toml").read_text("utf-8")

# What is replaced by what, where the mistake stands, what is said of it, and the remedy.
TABLES: Final[tuple[tuple[str, str, str, str, str], ...]] = (
    ('id = "goals"', 'id = "funds"', "tables[1]", "“funds”重复", "请删去或改名"),
    ('title = "目标"', 'titel = "目标"', "tables[1].titel", "不认识的键", "title"),
    ('title = "目标"', 'title = ""', "tables[1].title", "写的是 “”", "请改正"),
    ('title = "目标"', 'title = "目标"\nsheet = "填报自查"', "tables[1].sheet", "填报自查", "请"),
    (
        'title = "目标"',
        'title = "目标"\nsheet = "部门整体支出绩效评分表"',
        "tables[1].sheet",
        "部门整体支出绩效评分表",
        "请",
    ),
    ('title = "目标"', 'title = "目标"\nsheet = "收支/情况"', "tables[1].sheet", "收支/情况", "请"),
    ("most_rows = 5", "most_rows = 0", "tables[1].most_rows", "0", "1"),
    ("most_rows = 5\n", "", "tables[1].rows", "都没有写", "请保留其一"),
    ('id = "amount"\nlabel = "金额"', 'id = "amount"', "tables[1].columns[1].label", "缺少这一项", "请补上"),
    ('id = "amount"', 'id = "name"', "tables[1].columns[1]", "“name”重复", "请删去或改名"),
    ('id = "amount"', 'id = "金额"', "tables[1].columns[1].id", "金额", "字母"),
    ('id = "other"', 'id = "general"', "tables[0].columns[2]", "“general”重复", "请删去或改名"),
    ('id = "budget"', 'id = "general"', "tables[0].rows[0].id", "“general”", "请"),
    ('id = "spent"', 'id = "budget"', "tables[0].rows[1]", "“budget”重复", "请删去或改名"),
    ('kind = "percent"', 'kind = "rate"', "tables[0].rows[2].kind", "rate", "percent"),
    (
        'kind = "percent"',
        'kind = "percent"\nchoices = ["是", "否"]\nsupplied = "unit"',
        "tables[0].rows[2].supplied",
        "unit",
        "filled",
    ),
    (
        'parts = ["general", "other"]',
        'parts = ["general", "others"]',
        "tables[0].columns[0].parts",
        "没有“others”这一格",
        "other",
    ),
    (
        'parts = ["general", "other"]',
        'parts = ["general", "other"]\nparts_rule = "<"',
        "tables[0].columns[0].parts_rule",
        "<",
        "≤",
    ),
    (
        'parts = ["general", "other"]',
        'parts = ["general", "other"]\nstates = "general"',
        "tables[0]",
        "不是计算得出的",
        "请改 states",
    ),
    ('formula = "spent/budget"', 'formula = "=spent/budget"', "tables[0].rows[2].formula", "等号", "请改正公式"),
    ('formula = "spent/budget"', 'formula = "spent/"', "tables[0].rows[2].formula", "个字符处", "请改正公式"),
    ('formula = "spent/budget"', 'formula = "B5/B4"', "tables[0].rows[2].formula", "单元格地址 B5", "请改用字段名"),
    (
        'formula = "spent/budget"',
        'formula = "spent/bugdet"',
        "tables[0].rows[2].formula",
        "没有“bugdet”这一格",
        "budget",
    ),
    (
        'formula = "spent/budget"',
        'formula = "fund.spent.total/budget"',
        "tables[0].rows[2].formula",
        "没有“fund.spent.total”",
        "funds.spent.total",
    ),
    (
        'formula = "spent/budget"',
        'formula = "VLOOKUP(spent,budget,1)"',
        "tables[0].rows[2].formula",
        "VLOOKUP",
        "请改正公式",
    ),
    ('formula = "spent/budget"', 'formula = "INDIRECT(spent)"', "tables[0].rows[2].formula", "INDIRECT", "请改正公式"),
    ('formula = "spent/budget"', 'formula = "rate+spent"', "tables[0].rows[2].formula", "循环引用", "请改正其中一处"),
    ('formula = "spent/budget"', 'sum = ["rate", "spent"]', "tables[0].rows[2].sum", "循环引用", "请改正其中一处"),
    ('formula = "spent/budget"', "formula = 1", "tables[0].rows[2].formula", "1", "文字"),
    (
        'id = "other"\nlabel = "其他资金"',
        'id = "other"\nlabel = "其他资金"\nkind = "choice"',
        "tables[0].columns[2]",
        "缺少这一项",
        "choices",
    ),
    (
        'id = "other"\nlabel = "其他资金"',
        'id = "other"\nlabel = "其他资金"\nkind = "choice"\nchoices = ["是", "是"]',
        "tables[0].columns[2].choices[1]",
        "“是”重复",
        "请删去或改名",
    ),
    (
        'id = "other"\nlabel = "其他资金"',
        'id = "other"\nlabel = "其他资金"\nkind = "choice"\nchoices = ["是", "5"]',
        "tables[0].columns[2].choices[1]",
        "5",
        "请",
    ),
    (
        '[[tables.rows]]\nid = "budget"',
        '[[tables.cells]]\nrow = "arrived"\ncolumn = "total"\nempty = true\n[[tables.rows]]\nid = "budget"',
        "tables[0].cells[0].row",
        "没有“arrived”",
        "budget",
    ),
    (
        '[[tables.rows]]\nid = "budget"',
        '[[tables.cells]]\nrow = "budget"\ncolumn = "sum"\nempty = true\n[[tables.rows]]\nid = "budget"',
        "tables[0].cells[0].column",
        "没有“sum”",
        "total",
    ),
    (
        "[guide]",
        '[figures]\nrate = "funds.rates.total"\n[guide]',
        "figures.rate",
        "没有“funds.rates.total”",
        "funds.rate.total",
    ),
    ("[guide]", '[figures]\nrate = "执行率"\n[guide]', "figures.rate", "执行率", "请"),
    (
        "[guide]",
        "[indicators.free]\ndimensions = [1, 2]\ncategories = [1, 2]\n[guide]",
        "indicators.free",
        "又写了 sections",
        "请删去一处",
    ),
    (
        "[guide]",
        "[indicators.free]\ndimensions = [1]\ncategories = [1, 2]\n[guide]",
        "indicators.free.dimensions",
        "列表",
        "2",
    ),
)

EMPTY: Final = (
    '[[tables.cells]]\nrow = "spent"\ncolumn = "other"\nempty = true\n[[tables.rows]]\nid = "budget"',
    "tables[0]",
    "没有“spent”这一格",
)
"""A cell that prints a stroke, of which the row below computes a rate."""

SCORES: Final[tuple[tuple[str, str, str, str, str], ...]] = (
    (
        'stated_score = "自评得分"',
        'stated_scores = "自评得分"',
        "evaluation.stated_scores",
        "不认识的键",
        "stated_score",
    ),
    ('stated_score = "自评得分"', 'met = ["符合"]', "evaluation.met", "列表", "2"),
    ('stated_score = "自评得分"', 'met = ["是", "是"]', "evaluation.met[1]", "“是”重复", "请删去或改名"),
    ('id = "A2"', 'id = "A1"', "evaluation.indicators[1]", "“A1”重复", "请删去或改名"),
    ('id = "A2"', 'id = "2"', "evaluation.indicators[1].id", "2", "字母"),
    (
        'dimension = "管理"\ncategory = "人员"',
        'dimension = "管埋"\ncategory = "人员"',
        "evaluation.indicators[1].dimension",
        "没有“管埋”",
        "管理",
    ),
    ('category = "人员"', 'category = "人事"', "evaluation.indicators[1].category", "没有“人事”", "人员"),
    (
        "max_score = 10\ncriteria",
        "max_score = 12\ncriteria",
        "sections[0].max_score",
        "合计 42 分",
        "请核对各项 max_score",
    ),
    ('label = "绩效"\nmax_score = 60', 'label = "绩效"\nmax_score = 50', "sections", "90", "请核对各项 max_score"),
    (
        "points = 20, method",
        "points = 25, method",
        "evaluation.indicators[0].criteria",
        "合计 35 分",
        "请核对各要点的 points",
    ),
    ("points = 20, method", "method", "evaluation.indicators[0].criteria[0].points", "缺少这一项", "请补上"),
    ('method = "met"', 'method = "meet"', "evaluation.indicators[0].criteria[1].method", "meet", "met"),
    (
        'method = "met"',
        'method = "met", target = "≥6次"',
        "evaluation.indicators[0].criteria[1].target",
        "用不到 target",
        "请删去，或改 method",
    ),
    ('method = "met"', 'method = "chosen"', "evaluation.indicators[0].criteria[1].options", "缺少这一项", "请补上"),
    (
        'method = "met"',
        'method = "chosen", options = [{ label = "好", points = 12 }, { label = "差", points = 0 }]',
        "evaluation.indicators[0].criteria[1].options[0].points",
        "12 分",
        "请改正",
    ),
    ('method = "met"', 'method = "violations"', "evaluation.indicators[0].criteria[1].each", "缺少这一项", "请补上"),
    (
        'method = "met"',
        'method = "excess", bound = 0.1, each = 1',
        "evaluation.indicators[0].criteria[1].per",
        "缺少这一项",
        "请补上",
    ),
    (
        'method = "met"',
        'method = "excess", bound = 0.1, each = 1, per = 0',
        "evaluation.indicators[0].criteria[1].per",
        "0",
        "大于",
    ),
    (
        'value = "funds.rate.total"',
        'value = "funds.rate.all"',
        "evaluation.indicators[0].criteria[0].value",
        "没有“funds.rate.all”",
        "funds.rate.total",
    ),
    (
        'value = "funds.rate.total"',
        'value = "NOW()"',
        "evaluation.indicators[0].criteria[0].value",
        "NOW",
        "请改正公式",
    ),
    (
        'value = "funds.rate.total"',
        'value = "funds.rate.total", full_when = "funds.budget.totals=0"',
        "evaluation.indicators[0].criteria[0].full_when",
        "没有“funds.budget.totals”",
        "funds.budget.total",
    ),
    (
        'range = "<5%"',
        'range = "5%以下"',
        "evaluation.indicators[1].criteria[0].tiers[0].range",
        "“5%以下”不能识别",
        "请改写",
    ),
    (
        'range = "<5%"',
        'range = "≤5%"',
        "evaluation.indicators[1].criteria[0].tiers",
        "在 0.05 处两档重叠",
        "请核对各档两端是否包含",
    ),
    (
        'range = "<5%"',
        'range = "<4%"',
        "evaluation.indicators[1].criteria[0].tiers",
        "在 0.04 处没有分档",
        "补上缺的一档",
    ),
    (
        'range = "[5%,10%]"',
        'range = "(5%,10%]"',
        "evaluation.indicators[1].criteria[0].tiers",
        "在 0.05 处没有分档",
        "补上缺的一档",
    ),
    (
        'range = ">10%"',
        'range = ">8%"',
        "evaluation.indicators[1].criteria[0].tiers",
        "处两档重叠",
        "请核对各档两端是否包含",
    ),
    (
        ', { range = ">10%", points = 0 }',
        "",
        "evaluation.indicators[1].criteria[0].tiers",
        "在 0.1 处没有分档",
        "补上缺的一档",
    ),
    (
        'range = "[5%,10%]"',
        'range = "[10%,5%]"',
        "evaluation.indicators[1].criteria[0].tiers[1].range",
        "“[10%,5%]”不能识别",
        "请改写",
    ),
    (
        'points = 5 }, { range = ">10%"',
        'points = 11 }, { range = ">10%"',
        "evaluation.indicators[1].criteria[0].tiers[1].points",
        "11 分",
        "请改正",
    ),
    ('target = "≥6次"', 'target = "约6次"', "evaluation.indicators[2].criteria[0].target", "约6次", "请改写"),
    ('target = "≥6次"', 'target = "≥良好"', "evaluation.indicators[2].criteria[0].target", "≥良好", "请"),
    ('target = "≥6次"', 'target = "不适用"', "evaluation.indicators[2].criteria[0].target", "不适用", "请改写"),
    (
        'text = "发生挪用资金的，本指标得 0 分"',
        'text = ""',
        "evaluation.indicators[0].vetoes[0].text",
        "写的是 “”",
        "请改正",
    ),
    (
        'text = "发生挪用资金的，本指标得 0 分"',
        'text = "超支", when = "funds.spent.total>funds.budget"',
        "evaluation.indicators[0].vetoes[0].when",
        "没有“funds.budget”",
        "funds.budget.total",
    ),
    (
        'text = "综合评价", points = 30, method = "judged"',
        'text = "综合评价", points = 30, method = "judged", zero_when = "funds.spent.total=0"',
        "evaluation.indicators[2].criteria[1].zero_when",
        "用不到 zero_when",
        "请删去，或改 method",
    ),
    # What is computed is not asked whether it may be below 0.
    (
        'method = "ratio", value',
        'method = "ratio", negative = true, value',
        "evaluation.indicators[0].criteria[0].negative",
        "用不到 negative",
        "请删去",
    ),
)


def _refused(old: str, new: str, folder: Path) -> TemplateError:
    assert old in RIGHT
    path = folder / "department.toml"
    path.write_text(RIGHT.replace(old, new, 1), "utf-8")
    with pytest.raises(TemplateError) as refused:
        prove(template.load(path))
    return refused.value


def test_nothing_is_computed_from_a_cell_that_prints_a_stroke(tmp_path: Path) -> None:
    new, place, said = EMPTY

    refused = _refused('[[tables.rows]]\nid = "budget"', new, tmp_path)

    assert any(each.place.startswith(place) and said in str(each) for each in refused.mistakes), str(refused)


def test_a_total_adds_up_what_is_there(tmp_path: Path) -> None:
    """A cell that prints a stroke is no part of the sum below it."""
    path = tmp_path / "department.toml"
    cells = '[[tables.cells]]\nrow = "rate"\ncolumn = "other"\nempty = true\n[[tables.rows]]\nid = "budget"'
    text = RIGHT.replace('title = "资金情况"', 'title = "资金情况"\ntotal_label = "合计"', 1)
    path.write_text(text.replace('[[tables.rows]]\nid = "budget"', cells, 1), "utf-8")

    entries = template.load(path).tables({"goals": ("a",)}).entries()

    assert ("tables.funds.budget.other", "tables.funds.spent.other") == entries["tables.funds.total.other"].sum


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        (
            'method = "met"',
            'method = "chosen", options = [{ label = "好", points = 9 }, { label = "差", points = 0 }]',
            "evaluation.indicators[0].criteria[1].options",
        ),
        ("points = 10 }, {", "points = 9 }, {", "evaluation.indicators[1].criteria[0].tiers"),
    ],
)
def test_points_that_nobody_can_reach_are_refused(old: str, new: str, place: str, tmp_path: Path) -> None:
    refused = _refused(old, new, tmp_path)

    assert [place] == [each.place for each in refused.mistakes]
    assert "最高只能得 9 分；应为：最高一项等于该要点的 points（10）" in str(refused)


def test_the_form_that_is_spoilt_below_is_right() -> None:
    prove(template.load(Path(__file__).parent / "templates" / "department.toml"))


@pytest.mark.parametrize("case", [*TABLES, *SCORES], ids=lambda case: f"{case[2]} {case[1][:30]}")
def test_a_wrong_table_or_score_table_is_refused_with_place_found_and_remedy(
    case: tuple[str, str, str, str, str], tmp_path: Path
) -> None:
    old, new, place, found, remedy = case
    refused = _refused(old, new, tmp_path)

    assert str(refused).startswith(f"{tmp_path / 'department.toml'}\n")
    lines = [str(each) for each in refused.mistakes if each.place.startswith(place)]
    assert any(found in line and remedy in line for line in lines), str(refused)
