"""Wrong form definitions: each is refused with the file, the place, what was found, and what to do; nothing is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import xlgen
from tests.variants import variant
from xlgen import template
from xlgen.finding import TemplateError, UsageError
from xlgen.verbs.generate import prove

if TYPE_CHECKING:
    from pathlib import Path

COLUMN = '{id = "a", label = "甲", supplied = "filled"}'
NAME = '{id = "name", label = "项目名称", kind = "text", supplied = "issued"}'
COLUMNS = ", ".join(
    f'"{name}"'
    for name in (
        *("dimension", "category", "name", "target_value", "actual_value", "max_score", "score"),
        "deviation_explanation",
    )
)
LACKING = '{ indicator = "成本指标", deduct = 5 }'
LONG = "长" * 81
WORDS = [f"{number}号{'长' * 30}" for number in range(9)]

MISTAKES = [
    # lines of a variant of the general form, the place named, what was found, what is expected or to be done
    # --- shape: keys, types, choices ---
    ('titel = "自评表"', "titel", "不认识的键", "是否想写“title”"),
    ('"标题" = "自评表"', "标题", "不认识的键", "可用的有：amount_unit、basis"),
    ('funding.lable = "资金"', "funding.lable", "不认识的键", "是否想写“label”"),
    ('indicators.nmae = "三级指标"', "indicators.nmae", "不认识的键", "是否想写“name”"),
    ("scoring.digit = 1", "scoring.digit", "不认识的键", "是否想写“digits”"),
    ("checks.thresholds.low = 0.8", "checks.thresholds.low", "不认识的键", "low_execution"),
    ("objective.achieved_result.longst = 9", "objective.achieved_result.longst", "不认识的键", "是否想写“longest”"),
    ("scoring.over_achieved = {time = 1.3, deduct = 2}", "scoring.over_achieved.time", "不认识的键", "想写“times”"),
    ('ratings = [{name = "优", lest = 0}]', "ratings[0].lest", "不认识的键", "是否想写“least”"),
    ('ratings = [{name = "优"}]', "ratings[0].least", "缺少这一项", "应为：数"),
    ('header = [{id = "name", label = "名", kind = "text"}]', "header[0].supplied", "缺少", "issued、filled、either"),
    ("format = 2", "format", "写的是 2", "应为：1"),
    ('version = "1"', "version", "写的是 “1”", "应为：整数"),
    ("version = 0", "version", "写的是 0", "不小于 1"),
    ("version = 1.5", "version", "写的是 1.5", "应为：整数"),
    ("version = 99999999999999999999", "version", "写的是 9999", "不大于 9999"),
    ("title = 2021", "title", "写的是 2021", "应为：文字"),
    ("fiscal_year = 21", "fiscal_year", "写的是 21", "不小于 1990"),
    ("fiscal_year = 2021-01-01", "fiscal_year", "写的是 2021-01-01", "应为：整数"),
    ('amount_unit = "万"', "amount_unit", "写的是 “万”", "是否想写“万元”"),
    ('funding = "项目资金"', "funding", "写的是 “项目资金”", "一组键值"),
    ("header = []", "header", "写的是 列表", "至少 1 项"),
    ('funding.max_score = "10"', "funding.max_score", "写的是 “10”", "应为：数"),
    ("funding.max_score = -1", "funding.max_score", "写的是 -1", "不小于 0"),
    ("funding.max_score = nan", "funding.max_score", "写的是 NaN", "有限的数"),
    ("funding.max_score = 9.99999", "funding.max_score", "写的是 9.99999", "小数不超过 4 位"),
    ('funding.other_lines = "other_funds"', "funding.other_lines", "写的是 “other_funds”", "应为：列表"),
    (f"funding.columns = [{COLUMN}]", "funding.columns", "写的是 列表", "至少 2 项"),
    (f"funding.columns = [{', '.join([COLUMN] * 7)}]", "funding.columns", "写的是 列表", "至多 6 项"),
    ('funding.totals = "sum"', "funding.totals", "写的是 “sum”", "formula、input、stated"),
    ('funding.parts = "<="', "funding.parts", "写的是 “<=”", "=、≤"),
    ('funding.zero_budget = "zreo"', "funding.zero_budget", "写的是 “zreo”", "是否想写“zero”"),
    ('objective.expected_result.required = "是"', "objective.expected_result.required", "“是”", "true 或 false"),
    ("objective.achieved_result.shortest = -1", "objective.achieved_result.shortest", "写的是 -1", "不小于 0"),
    ("scoring.digits = 9", "scoring.digits", "写的是 9", "不大于 4"),
    ("scoring.digits = -1", "scoring.digits", "写的是 -1", "不小于 0"),
    ('scoring.rounding = "四舍五入"', "scoring.rounding", "写的是 “四舍五入”", "half-up、truncate"),
    ('scoring.verdicts = ["达成"]', "scoring.verdicts", "写的是 列表", "至少 2 项"),
    ('scoring.scales = ["优", "良"]', "scoring.scales[0]", "写的是 “优”", "应为：列表"),
    ('scoring.scales = [["优"]]', "scoring.scales[0]", "写的是 列表", "至少 2 项"),
    ('checks.thresholds.low_execution = "80%"', "checks.thresholds.low_execution", "写的是 “80%”", "应为：数"),
    ("checks.thresholds.low_execution = 80", "checks.thresholds.low_execution", "写的是 80", "不大于 1"),
    ("checks.thresholds.unspent = -0.1", "checks.thresholds.unspent", "写的是 -0.1", "不小于 0"),
    ("checks.thresholds.over_achieved = 1", "checks.thresholds.over_achieved", "写的是 1", "大于 1"),
    ('checks.levels.B403 = "grave"', "checks.levels.B403", "写的是 “grave”", "error、warning、note"),
    ('stated = ["total"]', "stated[0]", "写的是 “total”", "是否想写“total_score”"),
    ('signoff.fields = [{id = "填报人", label = "填报人"}]', "signoff.fields[0].id", "写的是 “填报人”", "preparer"),
    # --- words: what a cell, a sheet's name or a message can hold ---
    ('place = ""', "place", "写的是 “”", "至少 1 个字"),
    ('place = "  "', "place", "写的是 “  ”", "前后没有空格"),
    (f'funding.label = "{LONG}"', "funding.label", "写的是 “长长", "至多 80 个字"),
    (f'title = "{LONG[:40]}"', "title", "写的是 “长长", "至多 31 个字"),
    ('title = "自评表[1]"', "title", "写的是 “自评表[1]”", "用作工作表名称"),
    ('title = "2020/2021"', "title", "写的是 “2020/2021”", "用作工作表名称"),
    ('title = "填报自查"', "title", "“填报自查”是其他工作表的名称", "请改名"),
    ('title = "XLGEN"', "title", "“XLGEN”是其他工作表的名称", "请改名"),
    ('title = "History"', "title", "“History”是其他工作表的名称", "请改名"),
    ('funding.total_label = "合计 "', "funding.total_label", "写的是 “合计 ”", "前后没有空格"),
    (r'funding.total_label = "合\u0007计"', "funding.total_label", "写的是", "不含控制字符"),
    (r'funding.total_label = "合\u200b计"', "funding.total_label", "写的是", "不可见字符"),
    (f'guide.lines = ["{"长" * 1001}"]', "guide.lines[0]", "写的是 “长长", "至多 1000 个字"),
    ('guide.contact = ""', "guide.contact", "写的是 “”", "至少 1 个字"),
    # --- head ---
    (
        f'header = [{NAME}, {{id = "项目", label = "甲", kind = "text", supplied = "filled"}}]',
        "header[1].id",
        "写的是 “项目”",
        "小写字母开头",
    ),
    (
        f'header = [{NAME}, {{id = "a-b", label = "甲", kind = "text", supplied = "filled"}}]',
        "header[1].id",
        "写的是 “a-b”",
        "数字和 _ 组成",
    ),
    (f"header = [{NAME}, {NAME}]", "header[1]", "“name”重复", "请删去或改名"),
    (
        f'header = [{NAME}, {{id = "code", label = "编号", kind = "text", supplied = "issued"}}]',
        "header[1].id",
        "代码“code”另有用途",
        "如“code_1”",
    ),
    (
        f'header = [{NAME}, {{id = "schema", label = "模式", kind = "text", supplied = "issued"}}]',
        "header[1].id",
        "代码“schema”另有用途",
        "请改名",
    ),
    (
        'header = [{id = "amount", label = "金额", kind = "money", supplied = "issued"}]',
        "header",
        "缺少这一项",
        'id = "name"',
    ),
    (
        'header = [{id = "name", label = "名称", kind = "money", supplied = "issued"}]',
        "header[0].kind",
        "项目名称为 money",
        "应为：text",
    ),
    (
        'header = [{id = "name", label = "名称", kind = "text", supplied = "filled"}]',
        "header[0].supplied",
        "项目名称为 filled",
        "应为：issued",
    ),
    (
        f'header = [{NAME}, {{id = "a", label = "项目编码", kind = "text", supplied = "issued"}}]',
        "header[1].label",
        "“项目编码”与另一处的名称相同",
        "请改其中一个名称",
    ),
    (
        f'header = [{NAME}, {{id = "a", label = "预期目标", kind = "text", supplied = "issued"}}]',
        "objective.expected_result.label",
        "“预期目标”与另一处的名称相同（header[1].label）",
        "请改其中一个",
    ),
    # --- money ---
    ('funding.denominator = "final_buget"', "funding.denominator", "没有“final_buget”", "是否想写“final_budget”"),
    ('funding.numerator = "支出"', "funding.numerator", "写的是 “支出”", "小写字母开头"),
    ('funding.denominator = "actual_expenditure"', "funding.denominator", "都是“actual_expenditure”", "两个不同的栏"),
    ('funding.other_lines = ["others"]', "funding.other_lines[0]", "没有“others”", "是否想写“other_funds”"),
    (
        'funding.lines = [{id = "total_funds", label = "拨款"}]\nfunding.other_lines = []',
        "funding.lines[0].id",
        "代码“total_funds”另有用途",
        "请改名",
    ),
    (
        'funding.lines = [{id = "a", label = "拨款"}, {id = "a", label = "其他"}]\nfunding.other_lines = []',
        "funding.lines[1]",
        "“a”重复",
        "请删去或改名",
    ),
    (
        'funding.lines = [{id = "a", label = "拨款"}, {id = "b", label = "其中：拨款"}]\nfunding.other_lines = []',
        "funding.lines[1].label",
        "“其中：拨款”与另一处的名称相同（funding.lines[0].label）",
        "请改其中一个名称",
    ),
    (
        'funding.lines = [{id = "a", label = "年度资金总额"}]\nfunding.other_lines = []',
        "funding.lines[0].label",
        "（funding.total_label）",
        "请改其中一个名称",
    ),
    (
        "objective.achieved_result.longest = 5",
        "objective.achieved_result.shortest",
        "shortest 为 10，longest 为 5",
        "shortest 不大于 longest",
    ),
    # --- sections and their points ---
    ("funding.max_score = 20", "sections", "合计为 110", "应为：100"),
    (
        'sections = [{label = "产出", kind = "output", max_score = 0, categories = ["数量"]}]',
        "sections[0].max_score",
        "写的是 0",
        "大于 0",
    ),
    (
        'sections = [{label = "产出", max_score = 90, categories = []}]',
        "sections[0].categories",
        "写的是 列表",
        "至少 1 项",
    ),
    (
        'sections = [{label = "产出", kind = "产出", max_score = 90, categories = ["数量"]}]',
        "sections[0].kind",
        "写的是 “产出”",
        "output、outcome",
    ),
    (
        'sections = [{label = "产出", max_score = 90, categories = ["数量", "数量"]}]',
        "sections[0].categories[1]",
        "“数量”重复",
        "请删去或改名",
    ),
    (
        "\n".join(f'[[sections]]\nlabel = "产出"\nmax_score = {points}\ncategories = ["数量"]' for points in (40, 50)),
        "sections[1]",
        "“产出”重复",
        "请删去或改名",
    ),
    ('indicators.category = "一级指标"', "indicators.category", "（indicators.dimension）", "请改其中一个名称"),
    ('indicators.stated_score = "得分"', "indicators.stated_score", "“得分”与另一处", "请改其中一个名称"),
    # --- what a place decides ---
    ("indicators.columns = []", "indicators.columns", '缺少这一项；应为："name"', "请补上"),
    (
        'indicators.columns = ["dimension", "name", "target_value", "actual_value", "score", "deviation_explanation"]',
        "indicators.columns",
        "缺少这一项",
        '应为："max_score"',
    ),
    (f'indicators.columns = [{COLUMNS}, "direction"]', "indicators.columns", "缺少", '应为："unit_of_measure"'),
    (f'indicators.columns = [{COLUMNS}, "name"]', "indicators.columns[8]", "“name”重复", "请删去或改名"),
    (f'indicators.columns = [{COLUMNS}, "scores"]', "indicators.columns[8]", "写的是 “scores”", "是否想写“score”"),
    (f'indicators.columns = [{COLUMNS}, "stated_score"]', "indicators.stated_score", "缺少这一项", "应为：文字"),
    ('indicators.columns = "name"', "indicators.columns", "写的是 “name”", "应为：列表"),
    ('indicators.max_score = "得分"', "indicators.score", "“得分”与另一处", "请改其中一个名称"),
    ('indicators.unit_of_measure = "上级指标"', "indicators.unit_of_measure", "与另一处", "请改其中一个名称"),
    ('indicators.direction = ""', "indicators.direction", "写的是 “”", "至少 1 个字"),
    ('indicators.children = "是"', "indicators.children", "写的是 “是”", "true 或 false"),
    ('rating_row = "last"', "rating_row", "写的是 “last”", "own、total"),
    ('rating_row = "total"\nratings = []', "ratings", "缺少这一项", "各评价等级及其下限"),
    ('scoring.not_applicable = "scale"', "scoring.not_applicable", "写的是 “scale”", "是否想写“scaled”"),
    (
        'scoring.missing = [{ indicator = "成本", deduct = 5 }]',
        "scoring.missing[0].indicator",
        "没有“成本”",
        "成本指标",
    ),
    (
        'scoring.missing = [{ indicator = "成本指标", deduct = 0 }]',
        "scoring.missing[0].deduct",
        "写的是 0",
        "大于 0 的数",
    ),
    (
        f"scoring.missing = [{LACKING}, {LACKING}]",
        "scoring.missing[1]",
        "“成本指标”重复",
        "请删去或改名",
    ),
    ('scoring.missing = [{ category = "成本指标" }]', "scoring.missing[0].category", "不认识的键", "deduct、indicator"),
    # --- methods and rules ---
    ('scoring.methods."≥" = "at-lest"', "scoring.methods.≥", "没有“at-lest”", "是否想写“at-least”"),
    ('scoring.methods."≥" = "between"', "scoring.methods.≥", "没有“between”", "“at-least”"),
    ('scoring.methods."≥" = "qualitative"', "scoring.methods.≥", "没有“qualitative”", "“at-least”"),
    ('scoring.methods."定性" = "ordinal"', "scoring.methods.定性", "没有“ordinal”", "“met-or-not”、“qualitative”"),
    ('scoring.methods."不适用" = "typed"', "scoring.methods.不适用", "没有“typed”", "not-applicable"),
    ('scoring.methods."" = "按比例"', 'scoring.methods.""', "没有“按比例”", "“exactly”"),
    ('scoring.methods."≧" = "at-least"', "scoring.methods.≧", "没有“≧”", "“≥”"),
    ('scoring.methods."≥" = 1', "scoring.methods.≥", "写的是 1", "应为：文字"),
    ('scoring.methods."≥" = "typed"', "scoring.methods.≥", "不能用“typed”", 'target_supplied = "issued"'),
    ("scoring.rules.atleast = '0'", "scoring.rules.atleast", "没有“atleast”", "是否想写“at-least”"),
    ("scoring.rules.qualitative = '0'", "scoring.rules.qualitative", "由人评分，不用公式", "请删去这条公式"),
    ("scoring.rules.at-least = ''", "scoring.rules.at-least", "第 1 个字符处：式子没有写完", "请改正公式"),
    ("scoring.rules.at-least = '=max_score'", "scoring.rules.at-least", "第 1 个字符处：开头多了等号", "请改正公式"),
    ("scoring.rules.at-least = 'IF(1'", "scoring.rules.at-least", "式子没有写完", "请改正公式"),
    ("scoring.rules.at-least = 'IF（1，2，3）'", "scoring.rules.at-least", "出现了不认识的符号", "请改正公式"),
    (
        "scoring.rules.at-least = 'VALUE(actual_value)'",
        "scoring.rules.at-least",
        "函数 VALUE 不在允许之列",
        "请改正公式",
    ),
    ("scoring.rules.at-least = 'actual+1'", "scoring.rules.at-least", "没有“actual”这个字段", "想写“actual_value”"),
    ("scoring.rules.at-least = 'A1*2'", "scoring.rules.at-least", "写了单元格地址 A1", "请改用字段名"),
    ("scoring.rules.at-least = 'EACH(1)'", "scoring.rules.at-least", "EACH 中应当只有一个式子", "请改正公式"),
    (f"scoring.rules.at-least = '{'(' * 70}1{')' * 70}'", "scoring.rules.at-least", "嵌套太深", "请改正公式"),
    (f"scoring.rules.at-least = '{'1+' * 1500}1'", "scoring.rules.at-least", "写的是 “1+1+", "至多 2000 个字"),
    (
        f"""scoring.rules.at-least = 'IF(EXACT(actual_value,\"{"长" * 256}\"),1,0)'""",
        "scoring.rules.at-least",
        "一段文字共 256 个字",
        "不多于 255 个字",
    ),
    ("scoring.over_achieved = {times = 1, deduct = 2}", "scoring.over_achieved.times", "写的是 1", "大于 1"),
    ("scoring.over_achieved = {times = 1.3, deduct = -2}", "scoring.over_achieved.deduct", "写的是 -2", "大于 0"),
    ("scoring.caps = [{below = 0.8, total = 189}]", "scoring.caps[0].total", "写的是 189", "不大于 100"),
    ("scoring.caps = [{below = 80, total = 89}]", "scoring.caps[0].below", "写的是 80", "不大于 1"),
    (
        "scoring.caps = [{below = 0.8, total = 69}, {below = 0.6, total = 89}]",
        "scoring.caps",
        "0.8→69、0.6→89",
        "执行率越低，总分上限越低",
    ),
    # --- bands, grades, ratings ---
    ("scoring.bands = []", "scoring.bands", "缺少这一项", "各完成等级的分数段"),
    ('scoring.bands = [{level = "好", least = 80, most = 100}]', "scoring.bands[0].least", "写的是 80", "不大于 1"),
    (
        'scoring.bands = [{level = "好", least = 1, most = 0.8}]',
        "scoring.bands[0]",
        "分数段为 1–0.8",
        "请对调 least 和 most",
    ),
    ('scoring.bands = [{level = "好", least = 0, most = 0.9}]', "scoring.bands[0].most", "上限为 0.9", "上限写 1"),
    (
        'scoring.bands = [{level = "好", least = 0.8, most = 1}, {level = "差", least = 0, most = 0.6}]',
        "scoring.bands[1].most",
        "上限为 0.6，上一档的下限为 0.8",
        "首尾相接",
    ),
    (
        'scoring.bands = [{level = "好", least = 0.5, most = 1}, {level = "差", least = 0, most = 0.6}]',
        "scoring.bands[1].most",
        "上限为 0.6，上一档的下限为 0.5",
        "首尾相接",
    ),
    (
        'scoring.bands = [{level = "好", least = 0.5, most = 1}, {level = "好", least = 0, most = 0.5}]',
        "scoring.bands[1].level",
        "“好”重复",
        "请删去或改名",
    ),
    ('scoring.scales = [["优", "良", "优"]]', "scoring.scales[0][2]", "“优”重复", "请删去或改名"),
    ('scoring.scales = [["优|秀", "良"]]', "scoring.scales[0][0]", "“优|秀”不能作为选项", "请改写"),
    ("""scoring.verdicts = ['"达成"', '未达成']""", "scoring.verdicts[0]", '“"达成"”不能作为选项', "请改写"),
    ('scoring.verdicts = ["达成,全部", "未达成"]', "scoring.verdicts[0]", "“达成,全部”不能作为选项", "请改写"),
    ('scoring.verdicts = ["达成", "达成"]', "scoring.verdicts[1]", "“达成”重复", "请删去或改名"),
    ('scoring.scales = [["1", "2", "3"]]', "scoring.scales[0][1]", "“2”没有文字", "如“2级”"),
    (f"scoring.scales = [{WORDS}]", "scoring.scales[0]", "共 ", "不多于 255 个字"),
    ('ratings = [{name = "优", least = 90}]', "ratings", "各等级的下限为 90", "最后一个为 0"),
    ('ratings = [{name = "差", least = 0}, {name = "优", least = 90}]', "ratings", "下限为 0、90", "由高到低"),
    ('ratings = [{name = "优", least = 120}, {name = "差", least = 0}]', "ratings[0].least", "写的是 120", "100"),
    ('ratings = [{name = "优", least = 90}, {name = "优", least = 0}]', "ratings[1].name", "“优”重复", "改名"),
    (
        """ratings = [{name = '优\"', least = 90}, {name = \"差\", least = 0}]""",
        "ratings[0].name",
        '“优"”不能作为选项',
        "请改写",
    ),
    ('stated = ["rating"]\nratings = []', "ratings", "缺少这一项", "各评价等级及其下限"),
    ('stated = ["total_score", "total_score"]', "stated[1]", "“total_score”重复", "请删去或改名"),
    # --- checks, sign-off, aliases ---
    ('checks.apply = ["I550"]', "checks.apply[0]", "没有“I550”", "是否想写“"),
    ('checks.apply = ["C203"]', "checks.apply[0]", "没有“C203”", "应为：“B401”、"),
    ('checks.apply = ["V301", "V301"]', "checks.apply[1]", "“V301”重复", "请删去或改名"),
    ('checks.levels.B999 = "note"', "checks.levels.B999", "没有“B999”", "应为：“B401”、"),
    (
        'signoff.fields = [{id = "lead", label = "负责人"}, {id = "lead", label = "领导"}]',
        "signoff.fields[1]",
        "“lead”重复",
        "请删去或改名",
    ),
    ('roster.aliases."主管单位" = ["部门"]', "roster.aliases.主管单位", "没有“主管单位”", "“主管部门”"),
    ('roster.aliases."主管部门" = ["项目负责人"]', "roster.aliases.主管部门[0]", "另一栏的名称", "请删去"),
    ('roster.aliases."主管部门" = ["项目单位"]', "roster.aliases.主管部门[0]", "“项目单位”重复", "请删去或改名"),
    ('roster.aliases."主管部门" = "部门"', "roster.aliases.主管部门", "写的是 “部门”", "应为：列表"),
    # --- what it extends ---
    ('id = "other"', "第 3 行第 13 列", '同一个键或表写了两次：“id = "other"”', "请删去一个"),
    ("title = “自评表”", "第 3 行第 9 列", "不是合乎规范的 TOML：“title = “自评表””", "改用英文（半角）"),
    ("title ＝ 3", "第 3 行第 7 列", "不是合乎规范的 TOML", "改用英文（半角）"),
    ('标题 = "自评表"', "第 3 行第 1 列", "不是合乎规范的 TOML：“标题 =", "等号左边的中文和符号请写在英文双引号内"),
    ("title = ", "第 3 行第 9 列", "不是合乎规范的 TOML", "文字写在英文双引号内"),
    ('guide.lines = ["甲"', "文件末尾", "不是合乎规范的 TOML", "请按提示位置改正"),
]


@pytest.mark.parametrize(("text", "place", "found", "remedy"), MISTAKES)
def test_a_wrong_form_is_refused_with_file_place_found_and_remedy_and_nothing_is_issued(
    text: str, place: str, found: str, remedy: str, tmp_path: Path
) -> None:
    path = variant(tmp_path, text)

    record = tmp_path / "record.json"
    record.write_text('{"record": 1, "template": "mine"}', "utf-8")

    with pytest.raises(TemplateError) as refused:
        template.load(path)
    with pytest.raises(TemplateError):
        xlgen.generate(record, tmp_path / "下发", templates=[tmp_path])

    assert str(refused.value).startswith(f"{path}\n")
    assert place in {each.place for each in refused.value.mistakes}
    (line,) = [str(each) for each in refused.value.mistakes if each.place == place and found in str(each)]
    assert remedy in line
    assert not (tmp_path / "下发").exists()


def test_all_mistakes_of_a_file_are_named_at_once(tmp_path: Path) -> None:
    path = variant(
        tmp_path,
        """
        titel = "自评表"
        amount_unit = "万"
        funding.denominator = "final_buget"
        scoring.digits = 9
        scoring.methods."≥" = "between"
        ratings = [{name = "优", least = 90}]
        """,
    )

    with pytest.raises(TemplateError) as refused:
        template.load(path)

    assert {"titel", "amount_unit", "funding.denominator", "scoring.digits", "scoring.methods.≥", "ratings"} == {
        each.place for each in refused.value.mistakes
    }


def test_an_empty_file_lacks_everything_and_says_what(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text("", "utf-8")

    with pytest.raises(TemplateError) as refused:
        template.load(path)

    assert "amount_unit：缺少这一项；应为：元、万元。请补上" in str(refused.value)
    assert "checks：缺少这一项；应为：一组键值（apply" in str(refused.value)
    assert "title：缺少这一项；应为：文字。请补上" in str(refused.value)


def test_an_id_that_is_not_the_files_name_is_refused(tmp_path: Path) -> None:
    path = variant(tmp_path, "", name="mine").rename(tmp_path / "other.toml")

    with pytest.raises(TemplateError, match="id：写的是“mine”；应为：与文件名相同（other）"):
        template.load(path)


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"format = ", "文件末尾：不是合乎规范的 TOML：“format =”；"),
        (b"\xff\xfe", "第 1 行第 1 列：不是 UTF-8 编码；应为：UTF-8 编码的 TOML。请另存为 UTF-8 编码"),
        ('id = "mine"\ntitle = "自评表"'.encode("gbk"), "第 2 行第 10 列：不是 UTF-8 编码；"),
        (b"id = 1\nid = 2", "文件末尾：同一个键或表写了两次：“id = 2”；"),
        (b"[a]\n[a]", "第 2 行第 3 列：同一个键或表写了两次：“[a]”；"),
        (b"a = 1e99999999999999999999", "有的数位数太多，或嵌套太深；"),
        (b"a = " + b"1" * 5000, "有的数位数太多，或嵌套太深；"),
        (b"a = " + b"[" * 5000, "有的数位数太多，或嵌套太深；"),
    ],
)
def test_what_is_no_toml_is_refused_with_line_and_column(content: bytes, line: str, tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_bytes(content)

    with pytest.raises(TemplateError) as refused:
        template.load(path)

    assert f"{path}\n  · {line}" in str(refused.value)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="无法读取文件"):
        template.load(tmp_path / "没有.toml")


@pytest.mark.parametrize(
    ("base", "found"),
    [
        (
            '"national-project-2002"',
            "没有“national-project-2002”；应为：“anhui-rural-project-2022”、",
        ),
        ('"mine"', "“mine”又以本表样为基础；应为：另一份表样"),
        ("2020", "写的是 2020；应为：文字"),
        ('["national-project-2020"]', "写的是 列表；应为：文字"),
        ('"../national-project-2020"', "没有“../national-project-2020”"),
        ('""', "没有“”"),
    ],
)
def test_a_form_that_extends_what_it_cannot_is_refused(base: str, found: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(f'extends = {base}\nid = "mine"\n', "utf-8")

    with pytest.raises(TemplateError) as refused:
        template.load(path)

    assert f"{path}\n  · extends：{found}" in str(refused.value)


def test_two_forms_that_extend_each_other_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text('extends = "b"\nid = "a"', "utf-8")
    (tmp_path / "b.toml").write_text('extends = "a"\nid = "b"', "utf-8")

    with pytest.raises(TemplateError, match="extends：“a”又以本表样为基础；应为：另一份表样。请改正"):
        template.load(tmp_path / "a.toml")


@pytest.mark.parametrize(
    ("rule", "found", "remedy"),
    [
        ("IF(COUNT(actual_value)=1,max_score/0,0)", "“max_score/0”的分母总是 0", "请改正分母"),
        ('IF(COUNT(actual_value)=1,max_score*"高",0)', '“"高"”是文字，不能参加计算', "请改正"),
        ('""', "没有一种得出数", "请改正公式"),
        ('IF(COUNT(actual_value)=1,IFERROR(max_score/ROUND(0.1,0),""),"")', "没有一种得出数", "请改正公式"),
    ],
)
def test_a_rule_that_never_gives_a_score_is_refused(rule: str, found: str, remedy: str, tmp_path: Path) -> None:
    path = variant(tmp_path, f"scoring.rules.at-least = '{rule}'")

    with pytest.raises(TemplateError) as refused:
        prove(template.load(path))

    assert {"scoring.rules.at-least"} == {each.place for each in refused.value.mistakes}
    assert found in str(refused.value)
    assert remedy in str(refused.value)


@pytest.mark.parametrize("name", ["execution_rate", "execution_score", "total_max_score", "total_score", "rating"])
def test_a_figure_that_every_verdict_has_is_not_named_anew(name: str, tmp_path: Path) -> None:
    table = """
        [[tables]]
        id = "t"
        title = "附表"
        columns = [{ id = "c", label = "数" }]
        rows = [{ id = "r", label = "行" }]
    """
    path = variant(tmp_path, f'figures.{name} = "t.r.c"\n{table}')

    with pytest.raises(TemplateError, match=f"figures.{name}：代码“{name}”另有用途；应为：别的代码。请改名"):
        template.load(path)


def test_a_figure_is_a_cell_of_a_table_not_of_the_form_itself(tmp_path: Path) -> None:
    path = variant(tmp_path, 'figures.rate = "funding.total_funds.final_budget"')

    with pytest.raises(TemplateError, match=r"figures\.rate：没有“funding\.total_funds\.final_budget”这一格"):
        template.load(path)


@pytest.mark.parametrize(
    ("rule", "found"),
    [
        ("max_score*actual_value/target_value", "#"),
        ('"满分"', '当 任何内容 时结果为 "满分"'),
        ('IF(COUNT(actual_value)=1,1/(actual_value-0.5),"")', "当 actual_value = 0.5 时结果为 #DIV/0!"),
    ],
)
def test_a_rule_that_can_fail_is_refused_with_what_makes_it_fail(rule: str, found: str, tmp_path: Path) -> None:
    path = variant(tmp_path, f"scoring.rules.at-least = '{rule}'")

    with pytest.raises(TemplateError) as refused:
        prove(template.load(path))

    assert ["scoring.rules.at-least"] == [each.place for each in refused.value.mistakes]
    assert str(refused.value).startswith(f"{path}\n")
    assert found in str(refused.value)
    assert "请用 COUNT、ISNUMBER、IFERROR 等先判断再计算" in str(refused.value)
