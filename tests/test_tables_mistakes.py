"""Wrong tables and score tables: each is refused before any workbook is made, with its place, and with what to do."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from xlgen import template
from xlgen.finding import TemplateError
from xlgen.verbs.generate import prove

RIGHT: Final = (Path(__file__).parent / "templates" / "department.toml").read_text("utf-8")

PARTS: Final = 'parts = ["general", "other"]'
OTHER: Final = 'id = "other"\nlabel = "其他资金"'
VALUE: Final = 'value = "funds.rate.total"'
VETO: Final = 'text = "发生挪用资金的，本指标得 0 分"'
LAST: Final = "evaluation.indicators[2].criteria[0].value"
FIRST: Final = "evaluation.indicators[0].criteria[0]"

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
        '[figures]\nx = "goals.row.name"\n[guide]',
        "figures.x",
        "“goals.row.name”这一格是文字",
        "存放数的一格",
    ),
    ("[guide]", '[figures]\nx = "goals.total.name"\n[guide]', "figures.x", "打印“—”，没有内容", "请改公式"),
    *(
        (
            "[guide]",
            f'[figures]\n{name} = "funds.rate.total"\n[guide]',
            f"figures.{name}",
            f"代码“{name}”另有用途",
            f"请改名，如“{name}_1”",
        )
        for name in ("execution_score", "total_max_score", "total_score", "rating")
    ),
    *(
        (PARTS, f"parts = {parts}", place, found, remedy)
        for parts, place, found, remedy in (
            ('["general", "total"]', "tables[0].columns[0].parts", "合计是自己的分项", "请从 parts 中删去"),
            ('["general", "general"]', "tables[0].columns[0].parts[1]", "“funds.budget.general”重复", "请删去或改名"),
            ('["general", "budget.general"]', "tables[0].columns[0].parts[1]", "重复", "请删去或改名"),
        )
    ),
    (
        OTHER,
        f'{OTHER}\nparts = ["total"]',
        "tables[0].columns[0].parts",
        "funds.budget.total → funds.budget.other → funds.budget.total",
        "请从 parts 中删去",
    ),
    (OTHER, f'{OTHER}\nkind = "text"', "tables[0].columns[0].parts[1]", "“funds.budget.other”是文字", "存放数的一格"),
    (OTHER, f'{OTHER}\nkind = "text"', "tables[0].rows[2].formula", "“spent”是文字，不能参加计算", "EXACT"),
    *(
        ('formula = "spent/budget"', f"formula = '{text}'", "tables[0].rows[2].formula", found, remedy)
        for text, found, remedy in (
            ("spent/0", "“spent/0”的分母总是 0", "请改正分母"),
            ("spent/(3-2-1)", "“spent/(3-2-1)”的分母总是 0", "请改正分母"),
            ("spent/(budget-budget)", "“spent/(budget-budget)”的分母总是 0", "请改正分母"),
            ("IFERROR(spent/(0*budget),0)", "“spent/(0*budget)”的分母总是 0", "请改正分母"),
            ("spent/ROUND(0.2,0)", "没有一种得出数", "填写完整时得出数的公式"),
            ('ROUND(spent/LEN(TRIM("")),2)', "没有一种得出数", "请改正公式"),
            ('spent*"高"', '“"高"”是文字，不能参加计算', "请改正"),
            ('"2"*spent', '“"2"”是文字，不能参加计算', "请改正"),
            ('-(spent&"元")', '“spent&"元"”是文字', "请改正"),
            ('SUM(spent,"5")', '“"5"”是文字', "请改正"),
            ('"高"', '“"高"”得出的是文字', "得出数的公式"),
            ("spent>budget", "得出的是真假判断", "得出数的公式"),
            ('IF(budget="",0,spent/budget)', '“budget=""”的两边一边是数', "不必判断空白"),
            ('IF("是",spent,budget)', '“"是"”是文字，不是条件', "请写成比较"),
            ("TRIM()", "函数 TRIM 的参数个数不对", "请改正公式"),
            ("ROUND(spent)", "函数 ROUND 的参数个数不对", "请改正公式"),
            ("LEN(TEXT(spent,TRIM(budget)))", "公式中有不能计算的写法", "TEXT 的格式"),
        )
    ),
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
    "“spent”这一格（funds.spent.other）打印“—”，没有内容",
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
    (
        'label = "绩效"\nmax_score = 60',
        'label = "绩效"\nmax_score = 50',
        "sections[1].max_score",
        "写的是 50 分，所属各指标合计 60 分",
        "请核对各项 max_score",
    ),
    (
        'dimension = "绩效"\ncategory = "效果"',
        'dimension = "管理"\ncategory = "人员"',
        "sections[1].max_score",
        "写的是 60 分，所属各指标合计 0 分",
        "请核对各项 max_score",
    ),
    *(
        (VALUE, f"value = '{text}'", f"{FIRST}.value", found, remedy)
        for text, found, remedy in (
            ("funds.spent.total/0", "“funds.spent.total/0”的分母总是 0", "请改正分母"),
            ("funds.spent.total/(0+0)", "的分母总是 0", "请改正分母"),
            ('funds.rate.total+"高"', '“"高"”是文字', "请改正"),
            ("goals.row.name*2", "“goals.row.name”是文字", "存放数的一格"),
            ("goals.row.name", "“goals.row.name”得出的是文字", "得出数的公式"),
            ('IF(funds.rate.total>1,"高","低")', "得出的是文字", "得出数的公式"),
            ("funds.rate.total>1", "得出的是真假判断", "得出数的公式"),
        )
    ),
    *(
        (VALUE, f"{VALUE}, {key} = '{text}'", f"{FIRST}.{key}", found, remedy)
        for key in ("full_when", "zero_when")
        for text, found, remedy in (
            ("funds.spent.total", "“funds.spent.total”是数，不是条件", "比较（如 funds.spent.total>0）"),
            ("1", "“1”是数，不是条件", "请写成比较"),
            ("funds.spent.total+funds.budget.total", "是数，不是条件", "请写成比较"),
            ("goals.row.name", "“goals.row.name”是文字，不是条件", "EXACT(goals.row.name"),
            ("AND(funds.spent.total,funds.rate.total>1)", "“funds.spent.total”是数，不是条件", "请写成比较"),
            ("IF(funds.rate.total>1,1,0)", "“1”是数，不是条件", "请写成比较"),
            ("1=1", "条件“1=1”与填写的内容无关", "请改正条件"),
            ("OR(funds.rate.total>1,TRUE)", "条件“TRUE”与填写的内容无关", "请改正条件"),
            ("funds.rate.total=funds.rate.total", "与填写的内容无关", "请改正条件"),
            ("ISBLANK(funds.rate.total)", "与填写的内容无关", "请改正条件"),
            ('EXACT(funds.rate.total,"是")', "的两边一边是数，一边是文字", "同为数，或同为文字"),
            ("goals.row.name>0", "的两边一边是数，一边是文字", "同为数，或同为文字"),
        )
    ),
    (
        VALUE,
        f'{VALUE}, full_when = "funds.spent.total=0", zero_when = "funds.spent.total = 0.0"',
        f"{FIRST}.zero_when",
        "与 full_when 的条件相同",
        "请改正其中一个",
    ),
    *(
        (VETO, f"{VETO}, when = '{text}'", "evaluation.indicators[0].vetoes[0].when", found, remedy)
        for text, found, remedy in (
            ("funds.spent.total", "“funds.spent.total”是数，不是条件", "请写成比较"),
            ("NOT(funds.spent.total)", "“funds.spent.total”是数，不是条件", "请写成比较"),
            ("2>1", "与填写的内容无关", "请改正条件"),
        )
    ),
    (
        VETO,
        f'{VETO} }}]\nexemptions = [{{ text = "免评", when = "funds.spent.total"',
        "evaluation.indicators[0].exemptions[0].when",
        "“funds.spent.total”是数，不是条件",
        "请写成比较",
    ),
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
    (
        'method = "met"',
        'method = "violations"',
        "evaluation.indicators[0].criteria[1].each",
        "缺少这一项",
        "应为：一个数，每发生一次（项）扣的分，如 0.5。请补上",
    ),
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
    *(
        (
            'target = "≥6次"',
            f"target = \"{target}\", value = '{text}'",
            "evaluation.indicators[2].criteria[0].value",
            *told,
        )
        for target, text, told in (
            ("≥6次", 'IF(funds.rate.total>1,"达成","未达成")', ("得出的是文字", "得出数的公式")),
            ("通过验收", "funds.rate.total", ("得出的是数", "得出文字的公式（达成、未达成之一）")),
        )
    ),
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


TOTALLED: Final = RIGHT.replace('title = "资金情况"', 'title = "资金情况"\ntotal_label = "合计"', 1)
STROKES: Final = (
    # what the column 其他资金 is, and a formula that speaks of its total
    ('kind = "percent"', 'row = "total"\ncolumn = "general"\nformula = "other*2"'),
    ('kind = "text"', 'row = "total"\ncolumn = "general"\nsum = ["other"]'),
    ('kind = "choice"\nchoices = ["是", "否"]', 'row = "spent"\ncolumn = "general"\nformula = "total.other"'),
)


@pytest.mark.parametrize(("kind", "cell"), STROKES)
def test_nothing_is_computed_from_the_total_of_words_or_rates(kind: str, cell: str, tmp_path: Path) -> None:
    path = tmp_path / "department.toml"
    text = TOTALLED.replace(PARTS, "", 1).replace(OTHER, f"{OTHER}\n{kind}", 1)
    path.write_text(text.replace("[[tables.rows]]", f"[[tables.cells]]\n{cell}\n[[tables.rows]]", 1), "utf-8")

    with pytest.raises(TemplateError) as refused:
        template.load(path)

    assert "tables[0].cells[0]" in str(refused.value)
    assert "这一格（funds.total.other）打印“—”，没有内容；应为：有内容的一格。请改公式" in str(refused.value)


def test_a_total_of_words_may_be_given_a_formula_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "department.toml"
    cells = """
        [[tables.cells]]
        row = "total"
        column = "other"
        kind = "money"
        formula = "budget"
        [[tables.cells]]
        row = "total"
        column = "general"
        formula = "other*2"
        [[tables.rows]]
    """
    text = TOTALLED.replace(PARTS, "", 1).replace(OTHER, f'{OTHER}\nkind = "percent"', 1)
    path.write_text(text.replace("[[tables.rows]]", cells, 1), "utf-8")

    entries = template.load(path).tables({"goals": ("a",)}).entries()

    assert (("other", "tables.funds.total.other"),) == entries["tables.funds.total.general"].names


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('dimension = "绩效"', 'dimension = "绩校"'),
        ('label = "绩效"\nmax_score = 60', 'label = "绩效"\nmax_score = 50'),
        (PARTS, 'parts = ["general", "others"]'),
        (PARTS, 'parts = ["general", "total"]'),
        ('formula = "spent/budget"', 'formula = "spent/0"'),
    ],
)
def test_what_is_wrong_in_one_place_is_told_once(old: str, new: str, tmp_path: Path) -> None:
    """Not for every row of a column, nor again as points that do not add up."""
    assert 1 == len(_refused(old, new, tmp_path).mistakes)


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("formula", "IF(budget=0,0,spent/budget)"),
        ("formula", "ROUND(spent/(budget+1),4)"),
        ("formula", "IF(budget,spent/budget,0)"),
        ("formula", "(spent>budget)*5"),
        ("formula", 'IF(spent>budget,"超支",spent/budget)'),
        ("formula", "IF(AND(spent>5000,budget<200),1,0)"),
        ("full_when", "AND(funds.budget.total=0,funds.spent.total=0)"),
        ("full_when", "NOT(funds.spent.total>funds.budget.total)"),
        ("full_when", 'EXACT(goals.row.name,"无")'),
        ("full_when", 'goals.row.name=""'),
        ("full_when", "ISBLANK(goals.row.name)"),
        ("full_when", "IF(funds.budget.total=0,TRUE,funds.spent.total>funds.budget.total)"),
        ("zero_when", "LEN(goals.row.name)>20"),
        ("value", "IF(LEN(goals.row.name)>20,funds.rate.total,0)"),
        ("value", 'IF(EXACT(goals.row.name,"甲"),funds.rate.total,"")'),
    ],
)
def test_a_rule_that_may_be_computed_is_not_refused(key: str, text: str, tmp_path: Path) -> None:
    old = 'formula = "spent/budget"' if key == "formula" else VALUE
    new = f"{VALUE}, {key} = '{text}'" if key.endswith("_when") else f"{key} = '{text}'"
    path = tmp_path / "department.toml"
    path.write_text(RIGHT.replace(old, new, 1), "utf-8")

    prove(template.load(path))


def test_a_denominator_that_may_stay_blank_is_worth_a_look(tmp_path: Path) -> None:
    path = tmp_path / "department.toml"
    path.write_text(RIGHT.replace("required = true\n", "", 1).replace(VALUE, 'value = "1/funds.spent.other"'), "utf-8")

    assert [
        (
            "tables[0].rows[2].formula：“spent/budget”的分母可以不填"
            "（funds.budget.total、funds.budget.general、funds.budget.other），空白时没有结果；应为：必填的一格。"
            "请写 required = true，或确认可以没有结果"
        ),
        (
            "evaluation.indicators[0].criteria[0].value：“1/funds.spent.other”的分母可以不填（funds.spent.other），"
            "空白时没有结果；应为：必填的一格。请写 required = true，或确认可以没有结果"
        ),
    ] == list(template.warnings(template.load(path).definition))


@pytest.mark.parametrize("key", ['supplied = "issued"', "required = true"])
def test_a_denominator_that_is_issued_or_required_is_not(key: str, tmp_path: Path) -> None:
    path = tmp_path / "department.toml"
    columns = ('id = "general"', 'id = "other"')
    text = RIGHT.replace("required = true\n", f"{key}\n", 1)
    for each in columns:
        text = text.replace(each, f"{each}\n{key}", 1)
    path.write_text(text, "utf-8")

    assert [] == list(template.warnings(template.load(path).definition))


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
