"""The vocabulary of the form and all wording that people read, in one place."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

NOT_APPLICABLE: Final = "不适用"
NO_VALUE: Final = "—"
BLANK: Final = "空白"
ANYTHING: Final = "任何内容"

# --- sheets --------------------------------------------------------------------------------------------------------
BLANK_GUIDE: Final = (
    "本表为空白表，一个项目一份，收回时按项目编码区分项目。项目编码、项目名称必填，编码开头的 0 不要省略。"
)
SPARE_GUIDE: Final = (
    "“{sections}”末尾留有空行，可以增列指标；用不到的全部留空，填了一格，该行就要填全。"
    "{heads.unit_of_measure}为 % 的，{heads.target_value}和{heads.actual_value}填 90，不填 0.9。"
    "增列的与下发的{heads.max_score}之和须与表中所示相同。"
)
SPARE_GUIDE_JUDGED: Final = "{heads.direction}选“{judged}”的由人评分，填在“{judged_score}”栏。"
OPEN_GUIDE: Final = (
    (
        "每行填一个指标：选{heads.category}，填{heads.name}，选{heads.direction}（{signs}），"
        "填{heads.target_value}、{heads.unit_of_measure}和{heads.max_score}。"
    ),
    "{heads.unit_of_measure}为 % 的，{heads.target_value}和{heads.actual_value}只填数字：百分之九十填 90，不填 0.9。",
    "用不到的行全部留空；填了一格，该行就要填全。",
    (
        "各{heads.dimension}的{heads.max_score}之和须与表中所示相同，与预算执行率分值合计为 100；"
        "不符时“填报自查”会提示。"
    ),
)
OPEN_GUIDE_JUDGED: Final = (
    "{heads.direction}选“{judged}”的指标由人评分，填在“{judged_score}”栏，右边的“{heads.score}”自动带出；"
    "其他指标由公式按完成值计算得分。"
)
OPEN_GUIDE_WORDED: Final = "定性指标的{heads.target_value}写文字要求，{heads.actual_value}从“{levels}”中选一个。"
GUIDE_SHEET: Final = "填报说明"
CHECK_SHEET: Final = "填报自查"
MANIFEST_SHEET: Final = "xlgen"
SHEETS: Final = frozenset({GUIDE_SHEET, CHECK_SHEET})
"""Sheets beside the form."""

FONT: Final = "宋体"

# --- the form ------------------------------------------------------------------------------------------------------
PROJECT_CODE: Final = "项目编码"
YEAR: Final = "年度"
FISCAL_YEAR: Final = '"（"0"年度）"'  # a number format
AMOUNT_UNIT: Final = "金额单位：{unit}"
MAX_SCORE: Final = "分值"
EXECUTION_RATE: Final = "执行率"
SCORE: Final = "得分"
RATING: Final = "评价等级"
PROPOSED_SIGNS: Final = ("≥", "=", "≤")
PERCENT_UNITS: Final = ("%", "％", "﹪", "百分比")
QUALITATIVE_SIGN: Final = "定性"
JUDGED_SCORE: Final = "定性得分"
TYPED_SCORE: Final = "评定得分"
ROW_USED: Final = "本行已填"
OPEN_ROW: Final = "{section}第{number}行·{label}"
VERDICTS: Final = ("达成", "未达成")
STATED_TOTALS: Final = "单位填列合计"
STATED_FIGURES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "execution_rate": "单位填列·执行率",
        "execution_score": "单位填列·执行率得分",
        "total_score": "单位填列·总分",
        "rating": "单位填列·评价等级",
    }
)
TOTAL: Final = "总分"
TOTAL_DEDUCTED: Final = "总分（{reasons}）"
DEDUCTED: Final = "未设{indicator}，扣 {points} 分"
RATING_IN_TOTAL: Final = '"评价等级："@'  # a number format
INDICATORS: Final = "年度绩效指标"
POINTS: Final = "分"
SECTION: Final = "{label}\n（{points}分）"
FUNDING_FIELD: Final = "{line}·{column}"

FOOTER: Final = "&C第 &P 页，共 &N 页"
NUMBER_WANTED: Final = "数字"
MONEY_WANTED: Final = "不小于 0 的数字"
VALIDATION_TITLE: Final = "应填{wanted}"
VALIDATION_MESSAGE: Final = "“{label}”{unit}应填{wanted}，不带单位和说明。"
PROMPT_REQUIRED: Final = "必填。"
PROMPT_OPTIONAL: Final = "选填。"
PROMPT_CHOICE: Final = "请点右侧箭头，从列表中选择。"
PROMPT_MONEY: Final = "填数字，单位为{unit}，如 1234.56；没有发生的填 0。"
PROMPT_MONEY_OPTIONAL: Final = "填数字，单位为{unit}，如 1234.56；没有发生的可以不填。"
PROMPT_PERCENT: Final = "请连同百分号填写，如 95%；只填 95 时请看显示的是否为 95%。"
PROMPT_AS_WRITTEN: Final = "单位为 % 的，百分之九十填 90，不填 0.9，也不填 90%。"
PROMPT_UNIT: Final = "只填数字，如 10；单位“{unit}”不用填。"
PROMPT_NUMBER: Final = "只填数字，如 10，不带单位和说明。"
PROMPT_TEXT: Final = "填文字，如实、简明。"
PROMPT_NO_FORMULA: Final = "开头不要用“=”“+”“-”，否则会被当作公式。"
PROMPT_LONGEST: Final = "不超过 {longest} 字。"
PROMPTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "indicators.deviation_explanation": "未得满分的，写明原因和改进措施，"
        "如“供货延期，已于次年 1 月到货”；得满分的不填。",
        "responses": "“结果”为 ？ 的行，核实无误的在此写明情况，如“含上年结转资金”；填后不再算作待处理。",
        "objective.achieved_result": "对照左边的预期目标，写实际做了什么、做成了多少，不要照抄目标。",
        "correction_request": "下发的内容（名称、金额、指标值等）有误时，在此写明哪一格、应为多少。",
        "signoff.phone": "填能找到填表人的电话，如 0755-12345678。",
        "signoff.date": "填日期，如 2022年3月15日。",
        "project.code": "填项目编码，开头的 0 不要省略。",
    }
)
"""What to write into certain fields, by the first key of their path, or by the first and the last."""
CHOICE_TITLE: Final = "请从列表中选择"
CHOICE_MESSAGE: Final = "“{label}”只能是：{choices}。"
UNIT_IN_BRACKETS: Final = "（{unit}）"
REISSUED: Final = "_第{number}版"

# --- tables and score tables ----------------------------------------------------------------------------------------
TABLES_SHEET: Final = "基础数据"
TABLE_ROW: Final = "项目"
TABLE_NUMBER: Final = "序号"
TARGET_VALUE: Final = "年度指标值"
ACTUAL_VALUE: Final = "实际完成值"
DEVIATION_EXPLANATION: Final = "偏差原因分析及改进措施"
MET: Final = ("符合", "不符合")
OCCURRED: Final = ("未发生", "发生")
APPLIES: Final = ("不适用", "适用")
VETO: Final = "否决项"
EXEMPTION: Final = "免评项"
CRITERION_FIELD: Final = "{criterion}{number}·{column}"
WITH_TARGET: Final = "{text}（{target}）"
ROW_NUMBER: Final = "{table}第 {number} 行"
FREE: Final = "由名单给出，{least} 至 {most} 个"
ROWS_GIVEN: Final = "由名单给出，至多 {most} 行"
COMPUTED: Final = "计算"
CRITERION_METHODS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "met": "符合得满分，不符合不得分",
        "chosen": "按所选情形得分",
        "checkpoint": "达到目标得满分，否则不得分",
        "tiers": "按所在档次得分",
        "violations": "每发现一项扣分，扣完为止",
        "excess": "超出界限的部分按比例扣分，扣完为止",
        "ratio": "按比例得分",
        "judged": "由评价人在 0 与要点分值之间填写",
    }
)
TEMPLATE_SCHEMA: Final = "表样"
TEMPLATE_KEYS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "extends": "以哪张表样为基础；只写不同之处",
        "format": "写法的版本，现为 1",
        "id": "表样的编号，与文件名相同",
        "version": "表样的版本，改动后加一",
        "title": "表的正式名称，也是工作表名，至多 31 个字",
        "place": "适用的地方",
        "fiscal_year": "年度",
        "basis": "依据的文件",
        "checked_by": "由谁、按什么核对过",
        "amount_unit": "金额单位",
        "header": "表头各项及由谁填写",
        "tables": "附表：列、行、公式，供正表引用",
        "funding": "资金表：列、行、执行率的分子和分母",
        "objective": "年度总体目标",
        "sections": "一级指标、分值和所属二级指标",
        "indicators": "由名单给出指标的表：各列的名称、由谁填写",
        "evaluation": "由表样固定指标的表：指标和评价要点",
        "scoring": "评分：位数、舍入、各种指标值的评分办法、等级",
        "ratings": "评价等级及其最低分，由高到低",
        "stated": "单位另行填列、与计算结果对照的数",
        "signoff": "签字栏、盖章处、申请更正",
        "checks": "采用的检查及其级别、界限",
        "figures": "结论中另列的数：名称 = 表.行.列",
        "guide": "填报说明：由表样生成，这里只写本地另需说明的话（lines）和找谁（contact）",
        "roster": "项目名单表头的其他写法",
    }
)
RATE_WANTED: Final = "总分上限按执行率定，没有资金表的写明是哪一格：表.行.列"
CELL_NAMES: Final = "本表的列或行的 id，或 表.行.列"
CRITERION_KEYS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "chosen.options": '各选项及其得分，如 [{ label = "好", points = 2 }, { label = "差", points = 0 }]',
        "checkpoint.target": "应达到的目标，如 “≥6次”",
        "tiers.tiers": '各档的区间及其得分，如 [{ range = "≥90%", points = 2 }, { range = "<90%", points = 0 }]',
        "violations.each": "一个数，每发生一次（项）扣的分，如 0.5",
        "excess.bound": "一个数，从多少起扣分，如 0.1（10%）",
        "excess.per": "一个数，每超出多少扣一次分，如 0.01（1%）",
        "excess.each": "一个数，每超出一个 per 扣的分，如 0.1",
    }
)
"""What a key is that a method of a criterion needs: method.key → words."""
KINDS: Final[Mapping[str, str]] = MappingProxyType(
    {"number": "数", "text": "文字", "blank": "空白", "truth": "真假判断"}
)
CONDITION: Final = "{name}>0"
CONDITION_OF_WORDS: Final = 'EXACT({name},"是")'
SOME_CELL: Final = "表.行.列"
VALUE_OF_NUMBER: Final = "得出数的公式"
VALUE_OF_WORDS: Final = "得出文字的公式（{choices}之一）"
DENOMINATOR_OPTIONAL: Final = (
    "{place}：{found}的分母可以不填（{names}），空白时没有结果；应为：必填的一格。"
    "请写 required = true，或确认可以没有结果"
)
TEMPLATE_FAULTY: Final = "表样文件 {file} 有错误，没有使用；请用 xlgen template check 检查"
CRITERIA_DIFFER: Final = (
    "{place}：“{name}”各评价要点合计 {points} 分，与分值 {max_score} 不同；全部达到时按 {max_score} 分计"
)
EVALUATION_HEADS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "dimension": "一级指标",
        "category": "二级指标",
        "name": "三级指标",
        "max_score": "分值",
        "meaning": "指标解释",
        "criterion": "评价要点",
        "points": "单项分值",
        "actual_value": "完成情况",
        "criterion_score": "单项得分",
        "score": "得分",
        "deviation_explanation": "扣分原因及改进措施",
    }
)

# --- the project list ----------------------------------------------------------------------------------------------
PROJECTS_SHEET: Final = "项目"
FUNDING_SHEET: Final = "资金"
INDICATORS_SHEET: Final = "指标"
FORM_COLUMN: Final = "表样"
FORM_NOTE: Final = r"表样[:：]([a-z][a-z0-9_-]*).*"
FUNDING_LINE: Final = "资金来源"
DIRECTION: Final = "指标性质"
UNIT_OF_MEASURE: Final = "度量单位"
PARENT: Final = "上级指标"
SHEET_AND_CELL: Final = "{sheet}!{cell}"
YUAN: Final = "元"
MONEY_UNITS: Final[Mapping[str, int]] = MappingProxyType(
    {"元": 0, "百元": 2, "千元": 3, "万元": 4, "百万元": 6, "千万元": 7, "亿元": 8}
)
"""Units of money, as powers of ten of 元."""
UNIT_PREFIX: Final = "^(?:(?:金额)?单位[:：]?)?(?:人民币)?"
UNIT_LINE: Final = (
    r"(?:^|[(【\[,，;；。])(?:金额)?(?:计量)?单位[:：](?:人民币)?([^\s()\[\]【】,，;；:：]{0,3}元)(?=$|[)\]】,，;；。])"
)
UNITS_KNOWN: Final = "{units}"
AMONG: Final = "^其中[:：]?"
TOTAL_WORDS: Final = ("合计", "小计", "总计", "资金总额")
TOTAL_ROW: Final = r"(?:本页|本表|全部)?(?:合计|小计|总计)(?:数|[:：].*|[(].*[)])?"
NOTE_ROW: Final = "(?:注|备注|说明|填表说明|制表人|填表人|填报人|审核人|制表时间|填表时间|导出时间|打印时间)[:：]"
NO_UNIT: Final = ("/", "-", "—", "无")
YEAR_WORDS: Final = "年度"
DIRECTIONS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "≥": ("≥", ">=", "≧", "大于等于", "大于或等于", "不小于", "不低于", "不少于"),
        "=": ("=", "═", "等于"),
        "≤": ("≤", "<=", "≦", "小于等于", "小于或等于", "不大于", "不高于", "不超过", "不多于"),
        "": ("定性", "定性指标"),
    }
)
"""How the column 指标性质 writes the sign of a target."""
ROSTER_ALIASES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "项目编码": ("项目编号", "项目代码"),
        "项目名称": ("项目名",),
        "主管部门": ("主管单位", "主管部门名称", "主管单位名称", "一级预算单位"),
        "实施单位": ("实施单位名称", "项目实施单位", "项目单位"),
        "年度": ("评价年度", "自评年度", "预算年度", "财政年度", "年份"),
        "预期目标": ("年度预期目标", "年度绩效目标", "年度总体目标", "总体目标", "绩效目标"),
        "资金来源": ("资金性质", "资金类型", "资金类别", "资金名称"),
        "年初预算数": ("年初预算", "年初预算金额"),
        "全年预算数": ("调整后预算数", "调整预算数", "全年预算", "全年预算金额"),
        "全年执行数": ("预算执行数", "执行数"),
        "一级指标": ("一级指标名称",),
        "二级指标": ("二级指标名称",),
        "三级指标": ("三级指标名称", "绩效指标", "绩效指标名称", "指标名称", "指标内容"),
        "年度指标值": ("指标值", "目标值", "年度目标值", "指标目标值", "绩效指标值"),
        "实际完成值": ("完成值", "全年完成值", "全年实际完成值"),
        "分值": ("权重", "指标分值", "标准分", "标准分值"),
        "得分": ("自评得分",),
        "指标性质": ("指标方向", "计算符号", "比较符号"),
        "上级指标": ("所属指标",),
        "度量单位": ("计量单位", "指标单位"),
        "偏差原因分析及改进措施": ("未完成原因分析", "偏差原因分析"),
        "表样": (),
    }
)
"""Spellings of the heads that lists of every form may use; a form adds its own in `[roster.aliases]`."""
CHOICES_SHEET: Final = "选项"
CHOOSE_FROM_LIST: Final = "“{head}”请从列表中选择。"
ROSTER_TITLE: Final = "项目名单"
ROSTER_TITLES: Final[Mapping[str, str]] = MappingProxyType({"项目": "项目名单", "资金": "项目资金", "指标": "绩效指标"})
ROSTER_NOTES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "项目": "每个项目一行，项目编码不得重复；金额、部门留空的由单位填写。三张表按项目编码对应。",
        "资金": "每个项目的每项资金一行；留空的由单位填写。",
        "指标": "每个指标一行，按一级指标的顺序排列；年度指标值如 ≥95%、10台、≤2小时、不适用；分值留空的由单位填写。",
    }
)
ROSTER_FORM: Final = "表样：{form}（{title}）"

# --- the list of what was issued -----------------------------------------------------------------------------------
ISSUE_LIST: Final = "下发清单"
ISSUE_HEADS: Final = (
    "序号",
    "项目编码",
    "项目名称",
    "主管部门",
    "表样",
    "年度",
    "第几次下发",
    "文件",
    "状态",
    "校验码",
    "报送期限",
)
ISSUED: Final = "已下发"
REPLACED: Final = "已由新版代替"
WITHDRAWN: Final = "已撤销"
WITHOUT: Final = "未填{label}"
ISSUED_TOGETHER: Final = "下发"

# --- the folder of an office that works by double-clicking ----------------------------------------------------------
OFFICE_LISTS: Final = "项目名单"
OFFICE_FORMS: Final = "表样"
OFFICE_ISSUED: Final = "已下发"
OFFICE_RETURNED: Final = "已回收"
OFFICE_REPORT: Final = "报告"
OFFICE_FOLDERS: Final = (OFFICE_LISTS, OFFICE_FORMS, OFFICE_ISSUED, OFFICE_RETURNED, OFFICE_REPORT)
OFFICE_SCRIPTS: Final[Mapping[str, str]] = MappingProxyType({"1下发": "issue", "2校验": "verify", "3汇总": "summary"})
"""The scripts to be double-clicked, each with its command."""
OFFICE_MADE: Final = (
    "已建好工作文件夹 {folder}。把项目名单放进“{lists}”，双击“1下发”；"
    "收回的表放进“{returned}”，双击“2校验”，再双击“3汇总”。"
)
MANUAL: Final = "手册"
"""The folder of the manuals, among the samples."""
OFFICE_CLOSE: Final = "按回车键关闭。"
OFFICE_SUMMARY: Final = "汇总"
OFFICE_SUM: Final = "合计"
OFFICE_NO_PROGRAM: Final = (
    "没有找到本程序，什么也没有做。\n\n"
    "可能是程序没有安装，或安装后移动过位置。请任选一种办法：\n"
    "一、再运行一次离线安装包中的 install，安装到本文件夹；\n"
    "二、在装有本程序的 Python 中运行：python -m xlgen office new 本文件夹的路径\n"
    "    （程序所在的路径含有中文时，请用第一种办法）。\n"
)
UNUSED_COLUMNS: Final = "未用到的列：{columns}"
NEAR: Final = "是否想写“{word}”？"
CHOOSE: Final = "请从中选择"
UNSOURCED: Final = (
    "这些金额没有写明资金来源，没有下发，由单位填写：{columns}。"
    "要下发的，请在表头上一行或“资金”表中写明资金来源，如“当年财政拨款”。"
)
CORRECT_IT: Final = "请改正"
ADD_OR_REMOVE: Final = "请核对编码，或在“项目”表中补上该项目"
NO_SPACES: Final = "不含空格的文字"
PROPOSABLE: Final = "符号（{signs}）加数字和单位"
PROPOSABLE_OR_WORDS: Final = "符号（{signs}）加数字和单位，或不带符号的文字要求（含等级、时限）"
NO_FUNDING_LINES: Final = "没有资金来源列，也没有各资金来源的金额列"

# --- the self-check sheet ------------------------------------------------------------------------------------------
CHECK_HEADS: Final = ("序号", "位置", "项目", "栏目", "结果", "问题与处理办法", "情况说明", "代码")
CHECK_TITLE: Final = "填报自查（自动检查）"
CHECK_HINT: Final = (
    "每填一项，本页自动更新。✗ 为须修改，？为请核实，※ 为提示（可不处理），✓ 为无问题。点“位置”可直达该单元格。"
    "？的行核实无误的，在“情况说明”中写明即可。用“结果”栏的筛选按钮可以只看 ✗ 和 ？。"
)
CHECK_LINE: Final = "第 {number} 行·{column}"
CHECK_SUMMARY: Final = "结论"
OPERAND: Final = "{label} {value}"
OPERANDS: Final = "（{operands}）"
ADDED_UP: Final[Mapping[str, str]] = MappingProxyType({"B401": "分项", "I502": "各项分值", "I513": "各项得分"})
"""What a message calls the numbers that it adds up."""
SUM: Final = "{parts} {numbers}＝{sum}"
SUM_OF_ONE: Final = "{parts} {sum}"
SUM_OF_MANY: Final = "{parts}共 {count} 项，合计 {sum}"
DIFFERENCE: Final = "相差 {difference}"
CRITERION_SHORT: Final = "{label} {value}，得 {score} 分，满分 {points} 分"
ON_SHEET: Final = "{sheet} {cell}"
CHECK_DONE: Final = "已填完整，可打印签字盖章后报送"
CHECK_LEFT: Final = ("还有 ", " 处需要处理")
CHECK_PROGRESS: Final = "必填项已填"
CHECK_PROGRESS_SHOWN: Final = '"必填项已填 "0%'  # a number format
CHECK_STATUS: Final = "填报状态"
CHECK_STATUS_BEFORE: Final = "自查："
LENGTH_LEFT: Final = ("已写 ", " 字，还可写 ", " 字。")
CHECK_CODE: Final = "数据核对码"
CHECK_CODE_PART: Final = "数据核对码第 {number} 部分"
CHECK_CODE_SUM: Final = "数据核对码各部分之和"
MARKS: Final[Mapping[str, str]] = MappingProxyType({"error": "✗", "warning": "？", "note": "※"})
PASSED: Final = "✓"

# --- what of a workbook's build is not as issued -------------------------------------------------------------------
ROW: Final = "第 {row} 行"
ROWS: Final = "第 {first}—{last} 行"
COLUMN: Final = "第 {column} 列"
COLUMNS: Final = "第 {first}—{last} 列"
PLACES_OF_LINES: Final = "行列位置"
INSERTED: Final = "{lines}是插入的"
GONE: Final = "原{lines}（{label}）已不在"
MOVED: Final = "原{line}（{label}）移到了{place}"
AS_ISSUED: Final = "与下发时相同"
AND_MORE: Final = "等"
ALSO: Final = "（同样的另有 {count} 处：{places}）"
REACHES: Final = "影响：{figures}。"
REACHED_FIGURE: Final = "{label}（表上显示 {shown}，按公式应为 {right}）"
BY_FORMULA: Final = "（按公式应为 {right}）"
DOUBLE_OF: Final = "（与 {cell} 相同）"
AS_BY_FORMULA: Final = "（数值与按公式算出的相同）"
BESIDE_THE_FORM: Final = "表格以外"
DRAWN: Final = "图片或图形"
SEEN, UNSEEN = "可见", "已隐藏"
PROTECTED, UNPROTECTED = "受保护", "未保护"
LOCKED, UNLOCKED = "锁定", "未锁定"
NO_REFERENCE: Final = "无"
NOT_MERGED: Final = "未合并"
UNRESTRICTED: Final = "不限"
ONLY_WARNED: Final = "{wanted}（只提醒，不阻止）"
IDENTITY: Final = "项目编码、项目名称"
ANOTHER_RULE: Final = "另一种限制"
ONE_OF: Final = "从“{choices}”中选一个"
OFFERED: Final = "备有选项“{choices}”"

# --- files that are no plain form -------------------------------------------------------------------------------------
BROUGHT_ALONG: Final[Mapping[str, str]] = MappingProxyType(
    {
        "vba": "VBA 宏",
        "macro-sheet": "Excel 4.0 宏表",
        "link": "指向其他文件的链接",
        "connection": "外部数据连接",
        "dde": "DDE 链接",
        "object": "嵌入的对象（OLE 或控件）",
    }
)
"""What a file may bring along that no form has."""


def brought_along(kinds: Collection[str]) -> str:
    """Return what a file brings along, in the order of the list."""
    return "、".join(words for kind, words in BROUGHT_ALONG.items() if kind in kinds)


# --- the catalogue -------------------------------------------------------------------------------------------------
TITLES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "X101": "文件无法读取",
        "X102": "文件已加密",
        "X103": "文件内容异常庞大",
        "X104": "含有宏",
        "X105": "含有外部链接",
        "X106": "非 xlsx 格式",
        "X107": "文件含有不安全内容",
        "X108": "读取中止",
        "X109": "非自评表文件",
        "S101": "不是下发的表",
        "S102": "表样未知",
        "S103": "防改动校验未通过",
        "S104": "缺少工作表",
        "S105": "增加了工作表",
        "S106": "行列位置已变动",
        "S107": "锁定内容与下发时不一致",
        "S108": "保护已取消",
        "S109": "数据有效性已改动",
        "S110": "有内容被隐藏",
        "S111": "表外另有内容",
        "S112": "工作表已改名",
        "S113": "名称定义已改动",
        "S114": "显示格式使数值显示不同",
        "S115": "合并单元格已改动",
        "C201": "公式单元格现为数值",
        "C202": "公式与下发时不一致",
        "C203": "显示数值与公式结果不一致",
        "C204": "未重新计算",
        "C205": "无法计算",
        "V301": "必填项未填",
        "V302": "应填数字，现为文字",
        "V303": "数字以文字形式填写",
        "V304": "数值超出合理范围",
        "V305": "不在可选范围",
        "V306": "单元格为错误值",
        "V307": "填写项中有公式",
        "V308": "填写项中为图片",
        "V309": "填写提示未删除",
        "B401": "资金合计与分项之和不等",
        "B402": "执行数大于预算数",
        "B403": "预算执行率偏低且未说明",
        "B404": "预算调整较大且未说明",
        "B405": "无预算但有支出",
        "B406": "金额单位疑有误",
        "B407": "所列比率与计算不符",
        "I501": "分值合计不为100",
        "I502": "一级指标分值与规定不符",
        "I503": "得分大于分值",
        "I504": "得分与评分规则不符",
        "I505": "未得满分且未说明原因",
        "I506": "得满分但填有偏差原因",
        "I507": "完成值明显高于指标值且未说明",
        "I508": "指标方向疑有误",
        "I509": "指标重复",
        "I510": "支出进度与预算执行率不一致",
        "I511": "资金基本未支出但产出满分",
        "I512": "等级与总分不符",
        "I513": "总分与各项之和不等",
        "I514": "单项分值过高",
        "N601": "实际完成情况与预期目标相同",
        "N602": "文字过短",
        "N603": "文字过长",
        "N604": "目标文字与指标值不一致",
        "N605": "文中分项与合计不符",
        "N606": "文字称未完成但得满分",
        "N607": "定性指标值空泛",
        "N608": "三级指标与二级指标不符",
        "N609": "成本指标金额与执行数不符",
        "N610": "得分率明显高于执行率",
        "R701": "应报未报",
        "R702": "同一项目报送多份",
        "R703": "不在应报清单",
        "R704": "填报内容高度雷同",
        "R705": "部门项目全部满分",
        "R706": "项目合计与部门数不等",
        "R707": "逾期报送",
        "R708": "报送的是旧版下发表",
        "R709": "单位申请更正下发信息",
    }
)

# What is wrong and what to do. The sheet 填报自查 shows these words beside the cell; the verifier puts the place and
# what it found before them. A key is a code, or a code and a variant.
SENTENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "X101": "不能作为 Excel 工作簿打开。请在本机用 Excel 或 WPS 打开原表，另存为 .xlsx 后重新报送。",
        "X101/empty": "文件是空的，没有任何内容。请重新发送填好的原文件。",
        "X101/truncated": "文件不完整，可能没有传完或没有复制完。请重新发送填好的原文件。",
        "X101/web": "内容是网页，不是 Excel 工作簿。请打开下发的原表填写，存为 .xlsx 后重新报送。",
        "X101/pdf": "内容是 PDF，不是 Excel 工作簿。请报送填好的 .xlsx 原文件，PDF 可另附。",
        "X101/picture": "内容是图片，不是 Excel 工作簿。请报送填好的 .xlsx 原文件，图片可另附。",
        "X101/document": "内容是文字或演示文稿，不是 Excel 工作簿。请报送填好的 .xlsx 原文件。",
        "X101/packed": "内容是压缩包，不是 Excel 工作簿。请解压后报送其中的 .xlsx 文件。",
        "X101/archive": "内容是压缩包，不是 Excel 工作簿。请解压后报送其中的 .xlsx 文件，或把扩展名改为 .zip。",
        "X101/binary": "文件是二进制工作簿（.xlsb），不能校验。请在 Excel 或 WPS 中另存为 .xlsx 后重新报送。",
        "X102": "文件设有打开密码，未能校验。请取消密码后重新报送；下发单位知道密码的，可用 --password 打开。",
        "X102/password": "文件设有打开密码，所给的密码打不开。请取消密码后重新报送，或核对密码。",
        "X102/ods": "文件设有打开密码，此格式（.ods）的密码本程序不能打开。请取消密码，另存为 .xlsx 后重新报送。",
        "X103": "内容超出自评表应有的大小，为安全起见未打开。请在下发的原表上重新填写后报送。",
        "X103/far": "有内容位于工作表边缘，远在表格之外，未再读取。请删去表格以外的内容后重新报送。",
        "X103/archive": "压缩包解开后过大，或其中的文件过多，为安全起见未打开。请分成几个压缩包重新报送。",
        "X104": "自评表不需要宏，已读取但没有运行。请在下发的原表上填写，或另存为 .xlsx 后重新报送。",
        "X105": "自评表不引用文件以外的内容，已读取但没有打开。请删去这些内容，改为直接填写数值。",
        "X106/xls": "文件是 .xls 格式，已按其中的数值校验；公式、格式和保护无法核对。请今后报送 .xlsx。",
        "X106/ods": "文件是 .ods 格式，已按其中的数值校验；公式、格式和保护无法核对。请今后报送 .xlsx。",
        "X107": "含有自评表不应有的内容（外部实体），为安全起见未打开。请在下发的原表上重新填写后报送。",
        "X107/path": "文件内部的路径指向文件之外，为安全起见未打开。请在下发的原表上重新填写后报送。",
        "X107/twice": "文件内部有两个同名部分，各软件所见会不同，为安全起见未打开。请在下发的原表上重新填写后报送。",
        "X108": "程序读取此文件时出错，未能校验。请下发单位联系维护人员，并保留此文件。",
        "X108/denied": "打不开此文件或文件夹（可能没有读取权限、正被别的程序占用，或已移走），未能校验。"
        "请下发单位关闭占用它的程序、检查权限后再校验一次。",
        "X108/limit": "读取此文件超出时间或内存上限，或使校验程序异常退出，未能校验，其他文件不受影响。"
        "请下发单位联系维护人员，并保留此文件。",
        "X109": "不是工作簿，列为附件，未校验。无需处理。",
        "X109/et": "是 WPS 表格的专用格式，未校验。请在 WPS 中另存为 .xlsx 后重新报送。",
        "X109/packed": "是压缩包，未校验。请先解压，再校验其中的文件；或改用 .zip 压缩，不要层层压缩。",
        "S101": "文件中没有下发时写入的标识。请在下发的原表上填写后报送，不要另行制表或复制到新文件。",
        "S101/copied": "文件中有下发表的工作表，但没有下发时写入的标识，应是复制到了别处。请在下发的原表上填写后报送。",
        "S102": "本机没有这张表的表样，表内保存的表样也不能使用。请下发单位提供相应版本的表样后再校验。",
        "S103": "表内保存的下发信息与其校验码不符。请在下发的原表上重新填写后报送。",
        "S103/unsigned": "表内没有下发单位的防改动校验值，不能确认是下发的表。请在下发的原表上重新填写后报送。",
        "S103/signature": "防改动校验值与下发单位的公钥不符，不能确认是下发的表。请在下发的原表上重新填写后报送。",
        "S103/project": "表上的项目编码、名称与文件内的下发信息不是同一个项目。请在本项目下发的原表上填写后报送。",
        "S104": "工作簿中没有这张工作表，可能已删除。请在下发的原表上填写，保留全部工作表。",
        "S105": "下发的表中没有这张工作表，未予校验。与自评无关的内容无需处理，请勿用它代替下发的表。",
        "S105/copy": "与下发的表样相同，只校验原来的那一张。另一项目请用其原表单独报送，多余的副本请删除。",
        "S106": "其余内容已按现在的位置校验。请恢复原来的行列，或在退回的表上重新填写；要增减指标的请与下发单位联系。",
        "S107": "此处由下发单位给定，已按下发的内容计算。请恢复原内容；下发有误的请与下发单位联系。",
        "S107/corrected": "单位更正了此处，已按现有内容计算。请下发单位核实，填报单位无需处理。",
        "S108": "工作表保护用于防止误改，取消后仍逐格校验。无需处理，如改动了锁定内容请恢复。",
        "S108/unlocked": "此处原已锁定，解除后仍逐格校验。无需处理，如改动了内容请恢复。",
        "S109": "此处可填内容的限制与下发时不同，多为粘贴所致。已按下发的要求校验，无需处理。",
        "S110": "下发时可见的内容现已隐藏，打印和审阅时看不到。请取消隐藏后报送。",
        "S111": "这些内容不在下发的表内，未予校验。需要说明的请写在情况说明或偏差原因中，其他的无需处理。",
        "S111/drawn": "图片或图形遮住的内容打印时看不到。请移到表外；签章图片未遮住数值的，无需处理。",
        "S112": "工作表名称与下发时不同，已按内容认出并照常校验。无需处理，如方便请改回原名。",
        "S113": "单元格的名称定义用于汇总取数。校验已按原来的位置读取，请在退回的表上重新填写，或恢复名称。",
        "S114": "此处数字格式与下发时不同，显示的与实际内容不一致。请恢复原格式，或在退回的表上重新填写。",
        "S114/unseen": "此处有内容，但字色与底色相近、字号过小，看不见。请恢复原来的字体和底色。",
        "S114/conditional": "此处的条件格式会改变或遮住显示的内容。请删除这条条件格式。",
        "S115": "合并的范围与下发时不同，不影响计算。无需处理，如方便请恢复。",
        "C201": "此处应为公式，现为直接填入的内容。请恢复该格公式，或在退回的表上重新填写。",
        "C202": "此处公式与下发时不同。请恢复该格公式，或在退回的表上重新填写。",
        "C203": "显示的数值与按表内公式算出的不同。请打开文件重新计算（按 F9）并保存后再报送。",
        "C204": "文件保存时没有重新计算，校验按公式重算的结果为准，无需处理。",
        "C205": "程序未能算出此处结果，请下发单位联系维护人员。",
        "V301": "必填项未填，请填写。",
        "V301/number": "必填项未填，请填写；没有发生的填 0。",
        "V301/choice": "必填项未选。请点单元格右侧的箭头，从列出的选项中选择。",
        "V302": "应填数字，填的不是数字。请只填数字，不带单位和说明。",
        "V302/percent": "应填百分比，填的不是数字。请只填数字，不带说明；百分之九十五填 95% 或 0.95。",
        "V303": "数字以文字形式填写，已按读出的数计算。请核实后改为只填数字。",
        "V303/percent": "百分比以文字形式填写，已按读出的数计算。请核实后重新填写：百分之九十五填 95% 或 0.95。",
        "V304/money": "金额为负数。请核对后填写不小于 0 的数。",
        "V301/uncomputed": "得分没有算出来：附表中有关的数没有填全，或者除数为 0。请核对附表中有关的数。",
        "V304/count": "数量为负数。请核对后填写不小于 0 的数。",
        "V304/points": "分数为负数。请核对后填写不小于 0 的数。",
        "V304/percent": "百分比为负数。请核对后填写不小于 0 的数。",
        "V304/high": "百分比大于 1000%，可能漏了百分号。请核实：百分之九十五应填 95% 或 0.95。",
        "V304/large": "数值过大。请核对位数和单位，改正后再报送。",
        "V304/score": "得分小于 0 或大于满分。请核对后填写不小于 0、不大于满分的数。",
        "V304/band": "得分不在所选完成等级的分数段内（见填报说明）。请核对完成等级和得分。",
        "V304/share": "与指标值相差约百倍，可能漏了百分号。请核对：百分之九十五应填 95% 或 0.95。",
        "V304/confused": "单位为 %，指标值或完成值不大于 1，疑似 95 与 0.95 之误。请核对这两个数："
        "百分之九十五应填 95；确为百分之一或更小的，请在“情况说明”中写明。",
        "V304/over": "比率大于 100%。请核实完成值。",
        "V304/date": "此处应填数字，填的是日期。请清除后填写数字；仍显示为日期的，请在下发的原表上填写。",
        "V304/judged": "此行按指标性质由公式计算得分，此格没有采用。请核对指标性质；性质无误的可清除此格。",
        "V304/code": "编码以数字填写，超过 15 位的末尾数字已丢失。请清除此格，设为文本格式后重新填写。",
        "V305": "不是可选的内容。请点单元格右侧的箭头，从列出的选项中选择。",
        "V306": "单元格为错误值。请清除后重新填写。",
        "V307": "填写项中写的是公式，已按其显示的结果计算，无需处理；如结果有误，请改为直接填写。",
        "V308": "填写项中是图片，不能读取。请删除图片，改为填写文字或数字；证明材料请另附。",
        "V309": "只有提示或占位符号。请删除后填写实际内容。",
        "V309/within": "文字中留有“XX”“……”等占位符号。请核对是否漏填，确实如此的无需处理。",
        "B401": "合计与各分项之和不等。请核对合计和各分项，改正后再报送。",
        "B402": "执行数大于预算数。请核对执行数和预算数，改正后再报送。",
        "B402/other": "执行数大于预算数，且其中含其他资金。请核实执行数和预算数。",
        "B402/original": "执行数大于年初预算数。请核实；年中追加预算的，请在“情况说明”中写明。",
        "B403": "预算执行率偏低。请核实执行数；确实偏低的，请在“情况说明”中写明原因。",
        "B404": "全年预算与年初预算相差较大。请核对；确有调整的无需处理。",
        "B405": "没有预算但有支出。请核对预算数和执行数，改正后再报送。",
        "B406": "执行数与预算数相差约一万倍，疑为元与万元混用。请按表头的金额单位核对预算数和执行数。",
        "B407": "所填比率与按表内数据计算的不符。请核对所填比率和资金数。",
        "B407/hundredfold": "所填比率与按表内数据计算的相差一百倍。百分之九十五应填 95% 或 0.95，请改正。",
        "I501": "各项分值与预算执行率分值合计不为 100。请核对各项分值。",
        "I502": "一级指标下各项分值之和与规定的分值不符。请核对各项分值。",
        "I503": "得分大于分值。由公式计算的，请恢复该格公式；自填的，请改为不大于分值的数。",
        "I504": "所填得分高于按评分规则计算的得分。请核对完成值和得分，按规则改正。",
        "I504/below": "所填得分低于按评分规则计算的得分，且未说明原因。"
        "请核对；确需扣分的，请在本行的原因栏或“情况说明”中写明原因。",
        "I504/rounded": "所填得分与计算结果只是四舍五入的位数不同。无需处理。",
        "I504/truncated": "所填得分是计算结果舍去尾数得出的。无需处理。",
        "I504/method": "所填得分与用另一种评分办法算出的相同，但与本表规定的评分规则不符。请按本表规则改正。",
        "I505": "未得满分且未说明原因。请在本格写明原因和改进措施。",
        "I506": "得满分但填有偏差原因。请核对；不属于偏差的说明可以保留，无需处理。",
        "I507": "完成值明显高于指标值。请核实完成值；确实如此的，请在本格或“情况说明”中写明原因。",
        "I508": "指标名称与指标值的符号似不相符。请下发单位核对指标值的方向。",
        "I509": "同一名称的指标出现不止一次。请下发单位核对是否重复。",
        "I510": "所填支出进度与本表计算的预算执行率不一致。请核对；口径不同的无需处理。",
        "I511": "资金基本未支出，但产出指标全部满分。请核实执行数和完成值；确实如此的，请在“情况说明”中写明原因。",
        "I512": "所填等级与总分对应的等级不符。请核对总分和等级，改正后再报送。",
        "I513": "所填总分与各项得分之和不等。请核对各项得分和总分，改正后再报送。",
        "I514": "单项分值超过规定的上限。请下发单位核对分值的分配。",
        "N601": "实际完成情况与预期目标文字相同。请写明实际完成了什么；确实一致的，请在“情况说明”中写明。",
        "N602": "文字较短。请核对是否写明了完成情况；已写清楚的无需处理。",
        "N603": "文字较长。请核对能否精简；确需如此的无需处理。",
        "N604": "预期目标的文字与指标值写的不是同一个数。请下发单位核对以哪一个为准；确实不是一回事的无需处理。",
        "N605": "文字中各分项之和与合计不等。请核对文中的数；分项没有列全的无需处理。",
        "N606": "文字说没有完成，该指标却得满分。请核对完成值或文字；说的不是这项指标的无需处理。",
        "N607": "指标值只有一个笼统的词，难以衡量。请下发单位写明达到什么程度；确需如此的无需处理。",
        "N608": "三级指标与所在的二级指标不符。请下发单位核对应归入哪一类；确需如此的无需处理。",
        "N608/proposed": "三级指标与所选的二级指标不符。请核对应归入哪一类；确需如此的无需处理。",
        "N609": "成本指标的金额大于全年执行数。请核对完成值的数和单位、全年执行数；含尚未支付或其他来源的无需处理。",
        "N610": "指标得分率明显高于预算执行率。请核对执行数和各项完成值；确实如此的无需处理。",
        "R701": "尚未收到。请填报单位尽快报送。",
        "R702": "收到多份，内容不同。请与填报单位确认以哪一份为准，把作废的移出收回文件夹，再校验一次。",
        "R702/same": "收到多份，内容相同，只计一份。无需处理。",
        "R702/newest": "收到多份，内容不同，按最后保存的一份计。请核实。",
        "R702/oldest": "收到多份，内容不同，按最早保存的一份计。请核实。",
        "R703": "不在下发清单。请下发单位核对项目编码和台账。",
        "R703/withdrawn": "该项目已撤销，不再需要报送。请下发单位核对。",
        "R703/department": "不是本部门的项目。请下发单位核对。",
        "R703/other": "不是下发给该项目的那一份表。请填报单位用下发的表填报，下发单位核对。",
        "R704": "几个项目的填报内容几乎相同。请核实各自的完成情况；确实相同的无需处理。",
        "R705": "该部门已报送的项目全部满分。请核实自评是否客观；确实如此的无需处理。",
        "R706": "各项目支出之和与部门自评表的项目支出不等。请核对是否有项目漏报，或填错金额。",
        "R707": "在报送期限之后收到。请下次按期报送。",
        "R708": "报送的是旧版，已由新版代替。请在新版的表上填写后重新报送。",
        "R709": "单位认为下发的内容有误，申请更正。请下发单位核实后答复。",
    }
)

EXPLANATIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "X101": "文件为空、不完整，或内容与扩展名不符，无法读取其中的工作表。",
        "X102": "打开文件需要密码。校验时用 --password 给出密码，即可照常校验；一次只能给一个密码。",
        "X103": "压缩包解开后过大、部件过多，单元格位于工作表边缘，或单元格多得异常；在解开或读完之前即停止读取。",
        "X104": "文件中有 VBA 宏或 Excel 4.0 宏表。程序只读取单元格，不运行其中的任何内容。",
        "X105": "文件中有指向其他文件的链接、数据连接、DDE 链接或嵌入的对象。程序只读取单元格，不打开链接。",
        "X106": "这些格式照常读取数值；不能核对的检查计入“未执行”，不算通过也不算有问题。",
        "X107": "XML 中带有实体定义，或内部路径指向文件之外等正常软件不会写入的内容。",
        "X108": "属于程序或本机的问题，不是填报问题；该文件不判通过也不判退回。",
        "X109": "PDF、图片、文档、临时文件等，以及需先另存或解压的文件；记入附件清单，不算收回的表。",
        "S101": "下发的表带有一张隐藏的工作表，记录表样、项目和下发内容；没有它就无法判断是哪个项目。",
        "S102": "表内保存的表样须能通过校验码和允许函数的检查才会使用。",
        "S103": "下发信息（表样、项目、下发值）在下发时计算了校验码，现两者不一致，或与台账记载不一致。",
        "S104": "表样规定的工作表在文件中找不到。",
        "S105": "增加的工作表不参加校验；其中的公式和数值不会被采用。",
        "S106": "按表头、指标名称和单元格名称定义认出各行各列现在的位置；插入、删除、移动合为一条，并写明在哪里。",
        "S107": "指标名称、指标值、分值等由下发单位给定；空格和换行的不同不算改动。",
        "S108": "保护没有密码，只防误改。有的软件另存时会丢失保护，不是填报人所为。",
        "S109": "下拉选项或数字限制被去掉、放宽或换成别的。另存为其他软件格式时常见。",
        "S110": "包括隐藏的行、列、工作表，以及行高、列宽接近零的。下发时就隐藏的不算。",
        "S111": "表格以外的单元格里另有文字或数字，或表上放了图片、图形。",
        "S112": "按表内的固定文字认出是哪一张工作表。",
        "S113": "每个填报项有一个以 x_ 开头的名称；名称不见了，或指向别的单元格。",
        "S114": "比较的是看到的内容：写法不同而显示相同的格式不算改动；填写项只看显示的数是否仍是填写的数。",
        "S115": "下发时合并的单元格被拆开、扩大或缩小，或另有合并。",
        "C201": "公式由程序提供，填报人不需要填写。出现数值多为粘贴时覆盖。",
        "C202": "比较的是含义：大小写、空格、TRUE 与 TRUE() 等写法不同不算不一致。",
        "C203": "公式没有变，但保存的结果与按单元格现有内容算出的不同。程序只用自己的公式重算，不执行文件中的公式。",
        "C204": "结果缺失，或仍是下发时的结果。手机、聊天软件内编辑常见，不影响校验。",
        "C205": "属于程序或表样的问题，不是填报问题；该文件不判通过也不判退回。",
        "V301": "年初预算数、上年结转资金、其他资金留空视为 0，不算漏填。",
        "V302": "数字格中出现不能读作数字的内容，或带有与本格不同的单位（如在“台”的格内填“95分”）。",
        "V303": "全角数字、千分位、空格、百分号和本格自己的单位可以识别，按读出的数计算。",
        "V304": "金额、数量、百分数为负（表样写明可以为负的除外）；数字达到 16 位；评分表中百分数大于 1000%（请核实）；"
        "数字格中填了日期；自填得分不在 0 与满分之间，或不在所选等级的分数段内；百分比为指标值的 50 至 200 倍；"
        "单位自填的指标值以 % 为单位，而指标值或完成值不大于 1（请核实；“≤”的只在两数相差 50 至 200 倍时提出）；"
        "项目编码填成了超过 15 位的数字；空白表中按公式得分的指标另填了得分（提示）；"
        "满意度、合格率、覆盖率、及时率大于 100%（请核实）。",
        "V305": "完成等级、符号、等级等只能从列出的选项中选择；多余的空格不算。",
        "V306": "如 #DIV/0!、#VALUE!，多由粘贴带来。",
        "V307": "公式不执行，只取文件中保存的结果。",
        "V308": "WPS 的单元格图片（DISPIMG）、Excel 的单元格图片，或盖在空白必填项上的图片。",
        "V309": "整格只有提示语或占位符号为须修改；正文中夹有“XX”“……”的为提示。",
        "B401": "合计由单位填写时，与各分项之和比较；表样规定“其中”可以不列全的，只在分项之和大于合计时提出。",
        "B402": "按表样规定的分子、分母比较；合计中含其他资金，或以年初预算为分母时为请核实。",
        "B403": "执行率低于表样规定的比例（一般为 80%）；预算为 0 的不提。已在“情况说明”中写明的不影响通过。",
        "B404": "全年预算与年初预算之差超过年初预算的规定比例（一般为 30%）；年初预算为 0 的不提。",
        "B405": "全年预算数合计为 0 而执行数合计大于 0。",
        "B406": "执行数合计为预算数合计的约一万倍或万分之一。",
        "B407": "按所填的位数比较，四舍五入和一个末位单位的出入不计；能识别把 156% 写成 1.56% 等相差一百倍的写法。",
        "I501": "含预算执行率的分值。分值由下发单位给定的在下发时检查，由单位填写的在表内检查。",
        "I502": "各一级指标下各项分值之和与表样规定的分值比较。",
        "I503": "由公式按评分规则算出的得分不会大于分值，出现时多为公式被覆盖；自填的得分也不得大于分值。",
        "I504": "单位自填的得分与按规则计算的得分比较：高出超过一个末位单位为须修改；低于而未说明原因为请核实；"
        "能用四舍五入位数或舍去尾数解释的为提示，并写明是哪一种。",
        "I505": "得分低于分值而偏差原因栏为空，或只写了“无”“/”。",
        "I506": "得分等于分值，完成值与指标值相同，却填有偏差原因。",
        "I507": "“≥”类指标完成值达到指标值的规定倍数（一般为 1.3 倍），且高出不止一个单位。",
        "I508": "按指标名称和符号判断：如建设数量用“≤”，成本金额用“≥”。只凭二级指标不判断。",
        "I509": "名称完全相同才算重复；不适用和分值为 0 的不计。",
        "I510": "名称为支出进度、支付进度、预算执行率等的指标，其完成值与执行率按显示的位数比较。",
        "I511": "执行率低于表样规定的比例（一般为 10%），而产出指标全部满分；预算为 0 的不提。",
        "I512": "单位填列了等级时，与总分按表样的等级界限比较。",
        "I513": "单位填列了总分时，与其自填的各项得分之和比较；没有自填各项得分的，与计算的总分比较。",
        "I514": "一项指标的分值超过表样规定的上限（一般为 50）。",
        "N601": "不计空格和换行，两处文字完全相同。",
        "N602": "字数少于表样规定。",
        "N603": "字数多于表样规定。",
        "N604": "试行：预期目标里说到某项指标的数，与该指标的指标值不同，如文字写 3 场、指标值为 ≥2场。"
        "只在一句话明确说到一项指标、单位相同时才提示；按月、按季、累计的数不比。",
        "N605": "试行：一句话里写明合计和各分项（其中……），各分项之和与合计相差不到百分之二而不相等。"
        "相差更多的可能是分项没有列全或互有重叠，不提示。",
        "N606": "试行：偏差原因或实际完成情况中写明某项没有完成或没有达到，而该指标得满分。",
        "N607": "试行：指标值只写“有效”“明显”“较好”等一个词。",
        "N608": "试行：按三级指标的名称和指标值的单位判断，如数量指标下写满意度，时效指标下写人数，成本指标下写及时率。"
        "只凭“完成率”“覆盖率”等几类都可用的名称不提示；不适用和不计分的不看。",
        "N609": "试行：成本指标的完成值是金额（元、万元、亿元等，按表的金额单位换算），而大于年度资金总额的全年执行数；"
        "末位四舍五入的出入不计，节约额、总投资、合同价等不比；执行数为 0 的不提。",
        "N610": "试行：各项指标得分之和与分值之和的比（不含预算执行率），比预算执行率高出 30 个百分点以上；"
        "界限可在校验政策中改（score_above_execution）。预算为 0 的不提，"
        "已提示金额单位有误或资金基本未支出的不重复提。",
        "R701": "台账中下发了、没有撤销的项目，一份也没有收到。过了报送期限或加 --final 才算；之前只列为尚未收到。",
        "R702": "按台账和项目编码辨认，与文件名无关。内容相同的只作提示；内容不同的由下发单位决定，"
        "或用 --duplicates 写明按最后保存（newest）还是最早保存（oldest）的一份计，"
        "看文件中记录的保存时间，不看文件名。",
        "R703": "台账中没有这个项目，或项目已撤销，或不是由本单位下发的那一份表。不影响填报单位。",
        "R704": "比较的是单位自己填写的文字和数，下发的内容不计；两样都几乎相同才提示。",
        "R705": "同一主管部门已报送五个以上项目，总分全部等于满分。",
        "R706": "把部门自评表中的项目支出与该部门各项目表的支出合计相比（金额单位换算后）。"
        "只在该部门的项目全部收到时比较。",
        "R707": "项目第一次收到的日期（记在台账中）晚于报送期限；退回修改后再报的，以第一次收到的日期为准。",
        "R708": "台账中该项目后来重新下发过，收到的是先前的一份。列出两版下发内容的不同。",
        "R709": "单位在“申请更正”一栏写有内容；不影响该表的结论。",
    }
)

SEVERITIES: Final[Mapping[str, str]] = MappingProxyType({"error": "须修改", "warning": "请核实", "note": "提示"})
WHERES: Final[Mapping[str, str]] = MappingProxyType(
    {"cell": "填报自查与校验", "file": "校验", "issue": "下发与校验", "round": "汇总"}
)
OWNERS: Final[Mapping[str, str]] = MappingProxyType({"F": "填报单位", "O": "下发单位"})
STATUSES: Final[Mapping[str, str]] = MappingProxyType(
    {"accepted": "通过", "flagged": "待核实", "sent-back": "建议退回", "unverifiable": "无法校验"}
)
PROJECT_STATUSES: Final[Mapping[str, str]] = MappingProxyType({**STATUSES, "undecided": "待定（多份）"})
"""What is said of a project: what is said of the file that counts for it, or that none was chosen yet."""
NO_PROJECT: Final = "（未识别项目）"
HEAD: Final = "{project}：{status}{counts}"
HOW_MANY: Final = "{severity} {count} 处"
ANSWERED: Final = "已说明"
CONSEQUENCES: Final = "    由此引起的另有 {count} 处，不另计：{cells}。"
ALIKE: Final = "    同一原因、同样的问题另有 {count} 处，不另计，也请逐格处理：{cells}。"
HELD: Final[Mapping[str, str]] = MappingProxyType({"off": "已停用", "waived": "已放行", "beta": "试行"})
WAIVED_BY: Final = "放行理由：{reason}，批准人：{by}{until}。"
WAIVED_UNTIL: Final = "，有效期至 {until}"
ANSWER: Final = "单位说明：{response}。"
OF_OFFICE: Final = "{severity}（由下发单位处理）"
FILES: Final = "共 {count} 个文件{counts}。"
NEW: Final = "新收到 {count} 个项目：{names}。"
NO_MORE: Final = "上次有、这次没有的 {count} 个项目：{names}。"
CHANGED: Final = "与上次不同的 {count} 个项目：{names}。"
BECAME: Final = "{code}（{was}→{now}）"
STAYED: Final = "{code}（文件有变化，结论仍为{now}）"
NONE_CHOSEN: Final = "多份待定"
MISSED: Final = "应报未报 {count} 个项目：{names}。"
LATE: Final = "逾期报送 {count} 个项目：{names}。"
MORE_OF_CODE: Final = "{title}［{code}］另有 {count} 条，见完整结果。"
COUNTED: Final = "项目编码 {code} 收到 {count} 份：{files}。按 {counted} 计。"
DUPLICATE: Final = "项目编码 {code} 收到 {count} 份：{files}。请核对以哪一份为准。"
MISSING: Final = "尚未收到 {count} 个项目：{names}。"
UNEXPECTED: Final = "不在下发清单的 {count} 份：{names}。请核对项目编码和台账。"
ATTACHED: Final = "另有 {count} 个其他文件，没有校验：{names}。"
AND_OTHERS: Final = "{names}等"
ISSUE_NUMBER: Final = "第 {number} 次下发"
CHANGED_SINCE: Final = "（改动：{changes}）"
CHANGED_FROM_TO: Final = "“{label}”由 {was} 改为 {now}"
CHANGES_MORE: Final = "；等共 {count} 处"
LATER_FILE_GONE: Final = "（新版文件已不在台账旁，改动未列出）"
LAID_OUT_OTHERWISE: Final = "（下发的内容没有改动，表的版式或公式有改动）"
MOST_LISTED: Final = 20
FILES_OF: Final = "：{files}"
LISTED_OF: Final = "{names}等 {count} 个"
HOW_MANY_PROJECTS: Final = "（{count} 个项目）"
DUE: Final = "，报送期限为 {due}"
FIRST_SEEN: Final = "：第一次收到为 {day}，报送期限为 {due}"
SPENDING_OF: Final = "{name} 项目支出"
NO_LEDGER: Final = "没有台账"
NO_DAY: Final = "没有写明当天的日期"
NO_DUE: Final = "没有报送期限"
NOT_FINAL: Final = "收表没有结束（没有加 --final），也没有报送期限，未报的不算逾期"
FEW_PROJECTS: Final = "没有主管部门收到 {count} 个以上项目"
NO_DEPARTMENT_FORM: Final = "没有收到部门整体支出自评表"
PROJECTS_NOT_COMPLETE: Final = "该部门的项目没有全部收到，或没有列出支出"
CUT_OF_CODE: Final = "{title}［{code}］没有查全：{reason}。"
ALIKE_CUT: Final = (
    "有 {count} 份填报文字彼此相近，份数太多，每份只与按文件名相邻的几份比较过，没有逐一比较；雷同的可能没有全部列出"
)
NOTHING_TO_COMPARE: Final = "没有足够的填报文字可以比较"
POWERS: Final[Mapping[str, int]] = MappingProxyType({"万": 4, "亿": 8})
NUMBER_IN_TEXT: Final = r"(?<![0-9.A-Za-z+-])([0-9]+(?:\.[0-9]+)?)(万|亿)?(?![0-9])"
SENTENCE_ENDS: Final = r"[。；;！!？?\n]"
CLAUSE_ENDS: Final = r"[。；;！!？?\n，,、：:（）()]"
SUM_OF_PARTS: Final = (
    r"([0-9]+(?:\.[0-9]+)?(?:万|亿)?)([^0-9，,、：:（(]{1,3})[，,、：:（(]?(?:其中|包括|包含|分别为|分别是)[：:]?"
)
PARTS_APART: Final = "[、，,和及]"
CLOSING: Final = "）)"
IN_OBJECTIVE: Final = "（文字为{clause}）"
ADDS_UP: Final = "（{sum}：{parts}＝{found}，合计写的是 {wanted}）"
CALLED_UNDONE: Final = "（{clause}；指标“{name}”得满分）"
VAGUE_TARGETS: Final = frozenset(
    {"有效", "明显", "较好", "显著", "较高", "较大", "较强", "提高", "提升", "改善", "增强", "促进", "加强"}
)
QUANTITY, QUALITY, TIMELINESS, COST, SATISFACTION = "数量", "质量", "时效", "成本", "满意度"
"""The kinds of second-level indicators whose content their names and units tell; each stands in the category's name."""
CATEGORY_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {"数量": QUANTITY, "质量": QUALITY, "时效": TIMELINESS, "成本": COST, "满意": SATISFACTION}
)
OTHER_COSTS: Final = ("社会", "生态", "环境")
"""Costs that are no money: 社会成本指标, 生态环境成本指标."""
LOOKS_LIKE: Final = "（在“{category}”之下，像是{kind}指标）"
KIND_ENDINGS: Final[Mapping[str, str]] = MappingProxyType(
    {
        SATISFACTION: "满意度|满意率|满意程度",
        TIMELINESS: "及时率|及时性|及时程度|[按如][时期]完成率|[准按][时期]率|完成(?:时限|时间|期限)|[完竣]工时间",
        QUALITY: "合格率|准确率|正确率|优良率|优秀率|优质率|完好率|差错率",
        COST: "成本|单价|造价",
        QUANTITY: "数量|个数|次数|场次|人数|人次|面积|里程|台数|套数|场数|户数|册数",
    }
)
"""How the names of indicators of each kind end; an ending that goes with several kinds (完成率, 达标率) is none."""
KIND_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        QUANTITY: "数量|完成率|任务",
        QUALITY: "质量|合格|达标",
        TIMELINESS: "时|期|限|进度|进展|速|快|早|晚|迟|延|提前|效率|日|天|周|旬|月|季|年|频",
        COST: (
            "成本|费|资金|支出|支付|预算|价|节约|节省|节支|节能|控制|标准|补助|补贴|投入|投资|采购|金额|元|耗|人均"
            "|执行|定额|限额|用量|降|减|压"
        ),
        SATISFACTION: "满意|投诉|好评|认可|评价|口碑|表扬|访|意见|反馈|舆情|测评|感|支持|评分|态度|赞",
    }
)
"""Words that leave an indicator where it is: it may be meant as one of that kind."""
BELONGS_ELSEWHERE: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        QUANTITY: (SATISFACTION, TIMELINESS, QUALITY, COST),
        QUALITY: (COST,),
        TIMELINESS: (SATISFACTION, QUALITY, COST, QUANTITY),
        COST: (SATISFACTION, TIMELINESS, QUALITY, QUANTITY),
        SATISFACTION: (TIMELINESS, QUALITY, COST, QUANTITY),
    }
)
"""Which kinds do not belong under each; 学员满意度 or 答复及时率 may well tell the quality of a service."""
DURATION: Final = "秒钟?|分钟|小时|时|个?工作日|自然日|日历天|天|日|周|个?星期|个?月|个?季度|年"
NOT_SPENT: Final = (
    "节约|节省|节支|降低|减少|压减|核减|下降|收入|收益|总投资|投资额|投资总额|累计|合同|概算|估算|决算|中标|控制|招标"
    "|两年|三年|五年|历年|以前年度|全周期"
)
"""Words of amounts under 成本 that are not spent in the year, or not out of this money."""
COST_AND_SPENDING: Final = "（完成值 {cost}，全年执行数 {spent}）"
RATES_APART: Final = "（指标得分率 {scored}，预算执行率 {executed}，相差 {apart} 个百分点）"
NAME_ENDINGS: Final = ("场次", "次数", "人数", "个数", "册数", "户数", "数量", "情况", "数", "率")
OTHER_PERIODS: Final = (
    *("每", "累计", "两年", "三年", "五年", "十四五", "十三五", "同比", "环比", "上年", "去年", "往年", "其中", "分别"),
    *("各", "之一", "约", "左右", "近", "平均", "人均", "到20", "至20"),
)
"""Words beside which a number is that of another period, or of a part."""
LONGER_UNITS: Final = (
    "个月",
    "个工作日",
    "个百分点",
    "场地",
    "场所",
    "次日",
    "天内",
    "家庭",
    "人次",
    "人均",
    "件套",
    "万元",
)
UNDONE: Final = (
    "未完成|没有完成|未能完成|尚未完成|未全部完成|未达到|没有达到|未能达到|未达标|未实施|未开展|没有开展|未启动"
)
UNDONE_NOT_MEANT: Final = (
    "无未|不存在|没有未|未发现|上年|去年|往年|以前年度|此前|原未|对未|如未|若未|凡未"
    "|未完成的|未达到的|未达标的|避免|防止|减少"
)
WAIVER_LIST: Final = "放行清单"
WAIVER_HEADS: Final[Mapping[str, str]] = MappingProxyType(
    {"project": "项目编码", "code": "代码", "reason": "理由", "by": "批准人", "until": "有效期"}
)
WAIVER_WIDTHS: Final[Mapping[str, float]] = MappingProxyType(
    {"project": 14.0, "code": 8.0, "reason": 44.0, "by": 12.0, "until": 14.0}
)
WAIVER_NOTE: Final = "每行放行一个项目的一项检查：理由和批准人必填；放行的问题仍列在报告中，不再影响结论。"
WAIVER_NOTE_DAYS: Final = "有效期写到日，如 2026-12-31，当日有效，过后不再放行；不写则一直有效。代码见 xlgen rules。"
DAY: Final = r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?"
DAY_WANTED: Final = "日期，如 2026-12-31"
PROJECT_SPENDING: Final = "项目支出"
SPENT_COLUMNS: Final = ("实际支出数", "全年执行数", "执行数", "金额")
"""The columns in which a department's form says what was spent, the surest first."""

# --- words that say nothing -----------------------------------------------------------------------------------------
NIL_WORDS: Final = ("无", "没有", "不适用", "/", "／", "-", "—")
"""What people write into a cell to say that there is nothing to say."""
NIL_PHRASES: Final = ("无。", "暂无", "暂无。", "无偏差", "无偏差。", "未出现偏差", "N/A", "n/a", "0")
"""The same, of a deviation."""
PLACEHOLDERS: Final = ("请填写", "请在此填写", "此处填写", "待填写", "待补充", "填写说明")
"""A cell with nothing but one of these is not filled."""
PLACEHOLDER_MARKS: Final = ("X", "x", "Ｘ", "×", "*", "＊", "…")
"""A cell with nothing but these is not filled."""
PLACEHOLDERS_WITHIN: Final = ("XX", "xx", "××", "……")

# --- by which names tell the direction of a target ----------------------------------------------------------------
REDUCING: Final = (
    *("投诉", "事故", "故障", "差错", "错误", "缺勤", "违规", "违法", "逾期", "延误", "损坏", "拖欠", "上访", "人均"),
    "节约",
    "节省",
    "降低",
    "减少",
    "下降",
    "压减",
    "控制",
    "处理",
    "处置",
    "办结",
    "收入",
    "投入",
    "筹集",
)
UNITS_OF_COST: Final = ("元", "万元", "亿元")
AMOUNTS_OF_COST: Final = ("成本", "费用", "经费", "造价", "单价", "支出额", "成本额")
BUILDING: Final = (
    *("建设", "新建", "修建", "改造", "购置", "采购", "培训", "开展", "举办", "组织", "完成", "服务", "发放", "种植"),
)
COUNTS: Final = ("数量", "个数", "次数", "场次", "人数", "人次", "面积", "里程", "台数", "套数", "场数")

MOST_SHOWN: Final = 60
"""Characters of a label, or of a value in a mistake, that a message shows."""
MOST_QUOTED: Final = 24
"""Characters of a text found in a cell that a message quotes: who reads it has the cell at hand."""


def shown(value: object) -> str:
    """Return a found or expected value as a message quotes it."""
    if value is None or value == "":
        return BLANK
    if isinstance(value, bool):
        return str(value).upper()
    text = f"{value + 0.0:.15g}" if isinstance(value, float) else str(value)
    return text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}…"


def quoted(value: object) -> str:
    """Return what stands in a cell as a message shows it: a text in quotation marks, so that its end is seen."""
    if not isinstance(value, str) or not value.strip():
        return shown(value)
    text = " ".join(value.split()).removesuffix("。")
    return f"“{text}”" if len(text) <= MOST_QUOTED else f"“{text[:MOST_QUOTED]}…”"


METHODS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "at-least": "达到指标值得满分，未达到按比例",
        "above": "超过指标值得满分，未超过按比例",
        "exactly": "达到指标值得满分，未达到按比例；指标值为 0 的，完成值为 0 得满分",
        "at-most": "不超过指标值得满分，超过按指标值÷完成值",
        "at-most-linear": "不超过指标值得满分，超过按超出比例扣减，超出一倍不得分",
        "below": "低于指标值得满分，否则按指标值÷完成值",
        "between": "在范围内得满分，范围外按比例",
        "qualitative": "选择完成等级，在该等级的分数段内填写得分",
        "ordinal": "达到所要求的等级得满分，否则不得分",
        "met-or-not": "达成得满分，未达成不得分",
        "typed": "在 0 与分值之间填写得分",
        "not-applicable": "不考核",
    }
)
NO_SIGN: Final = "（无符号）"
OWN_RULE: Final = "自订公式：{rule}"
ROUNDING: Final[Mapping[str, str]] = MappingProxyType({"half-up": "四舍五入", "truncate": "其后舍去"})
ROUNDED: Final = "保留 {digits} 位小数，{rounding}"
ZERO_BUDGET: Final[Mapping[str, str]] = MappingProxyType(
    {"zero": "执行率和得分为 0", "not-applicable": "不考核执行率，分值为 0"}
)
TOTALS_BY: Final[Mapping[str, str]] = MappingProxyType(
    {"formula": "由公式计算", "input": "由单位填写", "stated": "由公式计算，单位另填一行对照"}
)
OVER_ACHIEVED: Final = "完成值达到指标值 {times} 倍的，扣 {points} 分"
NOT_APPLICABLE_BY: Final[Mapping[str, str]] = MappingProxyType(
    {"zero": "不考核，分值为 0", "scaled": "不考核，其余各项得分按分值折算为 100 分"}
)
NONE_OF: Final = "没有“{indicator}”的，总分扣 {points} 分"
CAPPED: Final = "执行率低于 {below} 的，总分不超过 {total} 分"
FROM_POINTS: Final = "{points} 分及以上"
THRESHOLDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "low_execution": "执行率低于此数为偏低",
        "unspent": "执行率低于此数为基本未支出",
        "revision": "预算调整超过年初预算的此比例为较大",
        "over_achieved": "完成值达到指标值的此比例为明显偏高",
        "heavy": "单项分值高于此数为过高",
    }
)
EXPLAINED_BY: Final[Mapping[str, str]] = MappingProxyType(
    {
        "I504/rounded": "（四舍五入到 {digits} 位小数）",
        "I504/truncated": "（保留 {digits} 位小数，其后舍去）",
        "I504/method": "（另一种评分办法：{method}）",
    }
)


FOUND: Final = "现为{found}"
CONTAINS: Final = "其中有{found}"
"""Of a file as a whole it is said what is in it."""
WANTED_AS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "V303": "，读作{wanted}",
        "V303/percent": "，读作{wanted}",
        "S107": "，下发时为{wanted}",
        "S107/corrected": "，下发时为{wanted}",
    }
)
"""How a finding speaks of what is expected, where that is not what should stand there."""
WANTED_THERE: Final = "，应为{wanted}"


def _beside_words(value: str) -> str:
    """Return a value as it stands behind a word: quotation marks need no space before them."""
    return value if value.startswith("“") else f" {value}"


def there(key: str, found: str, expected: str, *, placed: bool = True) -> str:
    """Return what is there and what it should be, both as they are shown; "" for none."""
    if not expected:
        seen = FOUND if placed else CONTAINS
        return seen.format(found=_beside_words(found)) if found else ""
    wanted = WANTED_AS.get(key, WANTED_THERE).format(wanted=_beside_words(expected))
    return FOUND.format(found=_beside_words(found or BLANK)) + wanted


def message(key: str, place: str, said: str, detail: str, *, answered: bool) -> str:
    """Return the message of a finding: the place, what is `there`, what is wrong in detail, what to do.

    What the unit has `answered` it is not asked again.
    """
    wrong, stop, remedy = SENTENCES[key].partition("。")
    between = "。" if said else "：" if place else ""
    return f"{place}{said}{between}{wrong}{detail}{stop}{'' if answered else remedy}"


VERIFYING: Final = "校验"
MAKING: Final = "编制"
VERDICT_TABLE: Final = "校验结果"
RATE: Final = "{rate:.0f} 份/秒"
ROWS_LEFT: Final = "另有 {count} 份未列出，见 {elsewhere}。"
FINDINGS_LEFT: Final = "另有 {count} 份的问题未列出，见 {elsewhere}。"
IN_FULL: Final = "问题清单（用 -o 文件夹 或 --json 文件 取得）"
STOPPED_KEPT: Final = "已中止：{total} 份中已校验 {done} 份，结果保存在 {file}。再次运行同一命令，从此处继续。"
STOPPED: Final = "已中止：{total} 份中已校验 {done} 份，没有保存。要能从中断处继续，请用 -o 指定文件夹。"
SHARD: Final = "这是第 {number} 份，共 {of} 份；未报和重报的项目，用 xlgen merge 合并各份后才知道。"
MERGED: Final = "已合并 {count} 份，见 {file}。"
MERGED_BARE: Final = (
    "其中 {count} 个文件的结果不是 verify --shard 写出的，没有金额和计算过程："
    "汇总表中的金额空缺，也没有做退回修改的表。要得到完整的报告，请用 verify --shard 重新校验各份。"
)
PROGRESS_FILE: Final = "校验进度.sqlite"
"""What a run has found so far, beside its report: the next run goes on from there."""

# Mistakes in what was given to a command: what was found, what was expected, what to do.
MISTAKES: Final[Mapping[str, tuple[str, str, str]]] = MappingProxyType(
    {
        "export-column": (
            "写了{found}",
            "field、figure、value 中正好一个",
            "请只写一个：字段路径、计算数的名称，或固定的文字",
        ),
        "export-without-folder": (
            "写了 --export，没有写 -o",
            "-o 写明放在哪个文件夹",
            "请加上 -o",
        ),
        "export-row-twice": ("项目编码“{word}”写了两次", "每个项目一行", "请删去一个"),
        "file-unreadable": ("无法读取文件", "{wanted}", "请核对路径"),
        "path-missing": ("没有这个文件或文件夹", "{wanted}", "请核对路径"),
        "no-record": ("没有一条记录", "{wanted}", "请核对文件内容"),
        "folder-empty": ("文件夹中没有 {ending} 文件", "{wanted}", "请核对路径"),
        "not-writable": ("无法写入", "可写的文件夹", "请核对路径和权限，关闭已打开的文件"),
        "key-exists": ("文件已存在", "尚无此文件", "请换一个文件名；旧密钥仍要用来校验已下发的表，不要删除"),
        "key-unreadable": ("无法读取密钥文件", "用 xlgen key new 生成的文件", "请核对路径"),
        "no-private-key": ("文件中没有可用的私钥", "用 xlgen key new 生成的私钥文件（不带 .pub）", "请核对文件"),
        "no-public-key": ("文件中没有可用的公钥", "用 xlgen key new 生成的公钥文件（.pub）", "请核对文件"),
        "would-overwrite": ("会覆盖下发的工作簿", "另一个文件或文件夹", "请换一个 -o"),
        "office-folder-missing": ("其中没有“{word}”文件夹", "用 xlgen office new 建好的工作文件夹", "请重新建一次"),
        "office-list-missing": ("没有项目名单", "{wanted}", "请把名单放进这个文件夹"),
        "office-lists-several": ("有几份名单：{found}", "一份", "请只留一份，其余移到别处"),
        "office-not-issued": ("还没有下发过，没有台账", "已下发的表和台账", "请先下发（双击“1下发”）"),
        "office-not-verified": ("还没有校验过", "校验得出的问题清单", "请先校验（双击“2校验”）"),
        "by-unknown": ("表样 {form} 的表头中没有“{word}”", "表头的一项", "{near}"),
        "file-exists": ("文件已存在，且台账中没有记载", "尚无此文件", "请换一个文件夹，或移走该文件"),
        "extends-itself": ("“{word}”又以本表样为基础", "另一份表样", "请改正"),
        "band-impossible": ("分数段为 {found}", "下限不高于上限", "请对调 least 和 most"),
        "bands-first": ("第一档的上限为 {found}", "1（第一档最高得满分）", "请把得分最高的一档写在最前，上限写 1"),
        "bands-apart": (
            "这一档的上限为 {found}，上一档的下限为 {above}",
            "由高到低，各档首尾相接",
            "请改正；只有一个分数的档，上下限写成一样",
        ),
        "check-needed": (
            "缺少 {code}，或改为较轻",
            "{code} 在 apply 中，且为须修改",
            "没有这一项，错填的表会当作正确的通过，请恢复",
        ),
        "word-marked": ("“{found}”不能作为选项", '不含 | " , 换行和连续空格的文字', "请改写"),
        "word-numeric": ("“{found}”没有文字，选择后会变成数或日期", "带有文字的选项", "请改写，如“{found}级”"),
        "choices-too-long": ("各选项连同分隔符和提示语共 {found} 个字", "不多于 255 个字", "请减少或缩短选项"),
        "ratings-order": ("各等级的下限为 {found}", "由高到低，最后一个为 0", "请调整"),
        "caps-order": ("各档（执行率低于、总分不超过）为 {found}", "执行率越低，总分上限越低", "请改正"),
        "lengths-crossed": ("shortest 为 {found}，longest 为 {longest}", "shortest 不大于 longest", "请改正"),
        "rate-of-itself": ("numerator 和 denominator 都是“{found}”", "两个不同的栏", "请改其中一个"),
        "name-not-issued": ("项目名称为 {found}", "{wanted}", "项目名称由下发单位给定，请改正"),
        "id-taken": ("代码“{word}”另有用途", "别的代码", "请改名，如“{word}_1”"),
        "ids-merge": ("与“{word}”合成同一个名称", "合成后各不相同的代码", "请改其中一个代码"),
        "label-twice": ("“{word}”与另一处的名称相同（{other}）", "各不相同", "请改其中一个名称，否则名单中无法区分"),
        "alias-is-label": ("“{word}”是另一栏的名称", "不与其他栏同名的写法", "请删去"),
        "rule-unused": ("“{word}”由人评分，不用公式", "{wanted}", "请删去这条公式"),
        "rule-text-long": ("公式中有一段文字共 {found} 个字", "不多于 255 个字", "请缩短"),
        "method-of-proposal": (
            "指标值可由单位填写时，不能用“{found}”",
            "按公式评分的办法",
            '请换一种办法，或写 indicators.target_supplied = "issued"',
        ),
        "grade-unknown": ("“{found}”中的等级不在表样列出的等级之内", "{wanted}", "{near}"),
        "framework-wrong": ("{title}，为 {found}", "{wanted}", "{sentence}"),
        "installation-broken": ("安装不完整，缺少该文件夹", "随程序安装的文件", "请重新安装"),
        "not-issued": ("{title}", "下发的工作簿（.xlsx）", "{sentence}"),
        "ledger-failed": ("台账无法读写", "由 generate 建立的台账文件", "请关闭占用它的程序后重试"),
        "ledger-not-writable": (
            "台账无法写入，这一轮收表不能记入台账；什么也没有做",
            "可写的台账文件及其文件夹，没有被其他程序占用",
            "请关闭占用它的程序，核对文件和文件夹的权限后重试",
        ),
        "results-failed": (
            "校验进度无法读写，或另一次校验正在使用",
            "可写的文件夹，同时只有一次校验",
            "请等另一次校验结束，或用 -o 换一个文件夹",
        ),
        "lines-wrong": ("第 {number} 行不是校验结果", "xlgen verify --json 写出的文件", "请核对文件"),
        "lines-unfinished": ("末行没有汇总，文件不完整", "xlgen verify --json 写完的文件", "请重新校验这一份"),
        "judged-twice": ("“{word}”在几个文件中都有", "每个文件只校验一次", "请核对是否重复给了同一份"),
        "shard-of-other": ("不是同一次校验的一份", "同一批文件、同一程序、同样选项校验的各份", "请核对后重新校验"),
        "shard-missing": ("缺少第 {number}/{of} 份", "全部各份", "请补上"),
        "shard-twice": ("第 {number}/{of} 份给了两次", "每份一次", "请去掉一个"),
        "shard-wrong": ("写的是“{found}”", "第几份/共几份，如 1/4", "请改正"),
        "backend-unknown": ("写的是“{found}”", "loky（本机）或 dask（集群）", "请改正"),
        "scheduler-missing": ("没有写明集群的地址", "--scheduler 地址，如 tcp://10.0.0.1:8786", "请补上"),
        "scheduler-alone": ("写了 --scheduler，没有写 --backend dask", "两项同用", "请补上，或去掉 --scheduler"),
        "scheduler-unreachable": ("连接不上集群，或校验途中断开", "正在运行的 dask 调度器的地址", "请核对后重新运行"),
        "cluster-not-installed": (
            "没有安装 dask",
            "pip install 'xlgen[cluster]'",
            "请安装后重试，或不用 --backend dask",
        ),
        "address-not-installed": ("没有安装读取网络地址的组件", "pip install 'xlgen[cluster]'", "请安装后重试"),
        "address-driver": ("没有安装读取此类地址的组件", "pip install {package}", "请安装后重试"),
        "address-unreadable": (
            "无法读取此地址（{reason}）",
            "fsspec 支持的地址，如 file://、s3://",
            "请核对地址和权限",
        ),
        "workers-differ": (
            "集群的程序版本或表样与本机不同",
            "各机安装同一版本的 xlgen，--templates 文件夹内容相同",
            "请统一后重试",
        ),
        "ledger-newer": ("台账版本为 {found}", "不高于 {wanted}", "请升级 xlgen"),
        "ledger-missing": ("没有台账，或不是台账文件", "由 generate 建立的 ledger.sqlite", "请核对路径"),
        "not-toml": ("{reason}{line}", "合乎规范的 TOML", "{remedy}"),
        "toml-not-utf8": ("不是 UTF-8 编码", "UTF-8 编码的 TOML", "请另存为 UTF-8 编码"),
        "not-json": ("不是合乎规范的 JSON", "一条记录或记录的列表", "请按提示位置改正"),
        "not-utf8": ("不是 UTF-8 编码", "UTF-8 编码的 JSON", "请另存为 UTF-8 编码"),
        "json-constant": ("出现了 {word}", "数、文字或 null", "请改正"),
        "json-key-twice": ("同一组里写了两次", "每个键一次", "请删去一个"),
        "not-a-record": ("不是一条记录", "一组键值", "请参照 xlgen template schema 的结果"),
        "key-missing": ("缺少这一项", "{wanted}", "请补上"),
        "key-unknown": ("不认识的键", "", "{near}"),
        "not-of-choices": ("写的是 {found}", "{wanted}", "{near}"),
        "wrong-kind": ("写的是 {found}", "{wanted}", "请改正"),
        "id-not-file-name": ("写的是“{found}”", "与文件名相同（{wanted}）", "请改 id 或文件名"),
        "title-reserved": ("“{found}”是其他工作表的名称", "别的名称", "请改名"),
        "name-unknown": ("没有“{word}”", "{wanted}", "{near}"),
        "word-twice": ("“{word}”重复", "各不相同", "请删去或改名"),
        "points-not-100": ("执行率分值与各一级指标分值合计为 {found}", "100", "请核对各项 max_score"),
        "rule-unreadable": ("第 {position} 个字符处：{reason}", "可用函数和字段名组成的公式", "请改正公式"),
        "rule-address": ("公式中写了单元格地址 {found}", "字段名（{wanted}）", "请改用字段名"),
        "cell-name-unknown": ("没有“{word}”这一格", CELL_NAMES, "{near}"),
        "cell-name-stroke": (
            "“{word}”这一格（{cell}）打印“—”，没有内容",
            "有内容的一格",
            "请改公式，或在 cells 中为引用它的这一格另写 formula，或写 empty = true",
        ),
        "words-counted": ("{found}是文字，不能参加计算", "数，或存放数的一格", "请改正；文字的一格可用 EXACT 判断"),
        "divided-by-zero": ("{found}的分母总是 0", "不总是 0 的分母", "请改正分母"),
        "kinds-compared": (
            "{found}的两边一边是数，一边是文字或判断，结果总是一样",
            "同为数，或同为文字",
            "请改正；存放数的一格空白时整条公式得空白，不必判断空白",
        ),
        "not-a-condition": (
            "{found}是{kind}，不是条件",
            "比较（如 {example}），或用 AND、OR、NOT 连接的几个比较",
            "请写成比较",
        ),
        "condition-constant": (
            "条件{found}与填写的内容无关，总是成立或总是不成立",
            "对某一格的比较",
            "请改正条件，或删去",
        ),
        "value-of-other-kind": ("{found}得出的是{kind}", "{wanted}", "请改正公式，否则永远没有结果"),
        "never-a-number": (
            "试填了 {count} 种内容，没有一种得出数",
            "填写完整时得出数的公式",
            "请改正公式，否则永远没有结果",
        ),
        "part-of-itself": ("合计是自己的分项：{found}", "不含合计自身的分项", "请从 parts 中删去"),
        "conditions-same": ("与 full_when 的条件相同（{found}）", "两个不同的条件", "请改正其中一个，或删去一个"),
        "figure-not-number": ("“{word}”这一格是文字", "存放数的一格", "请改为存放数的一格，或删去"),
        "formula-circular": ("公式循环引用：{found}", "不引用自身的公式", "请改正其中一处"),
        "list-too-long": ("这一项没有这么多条", "至多 {wanted} 条", "请删去多余的"),
        "dimensions-count": ("一级指标有 {found} 个", "{least} 至 {most} 个", "请核对名单"),
        "categories-count": ("所属一级指标下有 {found} 个二级指标", "{least} 至 {most} 个", "请核对名单"),
        "rows-count": ("给出了 {found} 行", "1 至 {wanted} 行", "请核对"),
        "rows-or-most": (
            "rows 和 most_rows 都写了，或都没有写",
            "固定的行写 rows，由名单给出的行写 most_rows",
            "请保留其一",
        ),
        "states-not-computed": ("“{word}”不是计算得出的", "写有 formula 或 sum 的一格", "请改 states"),
        "section-points": ("一级指标写的是 {wanted} 分，所属各指标合计 {found} 分", "两者相等", "请核对各项 max_score"),
        "criteria-over": ("各评价要点合计 {found} 分", "不超过指标的分值 {wanted}", "请核对各要点的 points"),
        "points-over": ("{found} 分", "不超过该要点的 points（{wanted}）", "请改正"),
        "points-unreachable": ("最高只能得 {found} 分", "最高一项等于该要点的 points（{wanted}）", "请核对各项得分"),
        "key-unused": ("评分办法“{method}”用不到 {word}", "", "请删去，或改 method"),
        "range-unreadable": ("“{found}”不能识别为区间", "≥90%、<75%、[75%,90%)、(5%,10%] 这样的写法", "请改写"),
        "tiers-overlap": ("在 {found} 处两档重叠", "每个数只属于一档", "请核对各档两端是否包含"),
        "tiers-gap": ("在 {found} 处没有分档", "各档相连，两头不封闭", "请核对各档两端是否包含，并补上缺的一档"),
        "free-and-fixed": ("写了 indicators.free，又写了 sections 或 evaluation", "只写其一", "请删去一处"),
        "rule-name-unknown": ("公式中没有“{word}”这个字段", "{wanted}", "{near}"),
        "rule-can-fail": (
            "当 {contents} 时结果为 {result}（共 {count} 种情形）",
            '数、公式中写明的文字或 ""',
            "请用 COUNT、ISNUMBER、IFERROR 等先判断再计算",
        ),
        "rule-not-computable": (
            "公式中有不能计算的写法",
            '函数的参数种类正确，TEXT 的格式直接写出（如 "0.00"）',
            "请改正公式",
        ),
        "method-missing": ("缺少“{sign}”的评分办法", "每种符号一种办法", "请补上"),
        "form-missing": ("缺少这一项", "{wanted}", "请补上，或用 -t 指定"),
        "form-differs": ("写的是“{found}”", "{wanted}", "请改正，或不用 -t"),
        "code-twice": ("项目编码“{word}”重复（{name}）", "每个项目一个编码", "请改正"),
        "not-a-number": ("“{found}”不能作为数下发", "数字", "请改为数字，或留空（null）由单位填写"),
        "number-negative": ("{found} 小于 0", "不小于 0 的数", "请改正"),
        "points-not-applicable": ("不适用的指标分值为 {found}", "0", "请把分值改为 0，或改写指标值"),
        "computed-not-filled": ("此项由公式计算，不能填写", "null", "要与公式对照的数请写在 stated 中"),
        "section-order": ("“{label}”排在了后面的一级指标之后", "按表样的一级指标顺序排列", "请调整顺序"),
        "name-empty": ("三级指标没有名称", "指标名称", "请补上"),
        "parent-differs": (
            "写的是“{found}”",
            "同一个二级指标下，上面最近一个计分指标的名称（{wanted}）",
            "请改正名称或调整顺序",
        ),
        "points-of-child": ("写有上级指标的不另计分，分值为 {found}", "空白（null）", "请删去分值，或删去上级指标"),
        "target-missing": ("没有指标值", "如 ≥95%、10台、0起、不适用", "请补上"),
        "target-unreadable": (
            "“{found}”不能识别为指标值",
            "符号（≥、=、≤ 等，可省略）加数字和单位，或 10-20次、≥良好、2022年12月底前、文字要求、不适用",
            "请改写",
        ),
        "no-workbook": ("没有编码为“{word}”的工作簿", "{wanted}", "请核对编码，或补齐工作簿"),
        "other-issue": ("记录属于 {found}", "{wanted}", "请核对记录与工作簿是否为同一次下发"),
        "field-unknown": ("表中没有这一项", "", "{near}"),
        "blank-unsuited": ("表样的指标不由单位提出", "有一级指标（sections）的表样", "请按名单下发，或换一份表样"),
        "blank-alone": ("--blank 不与 {found} 同用", "xlgen generate --blank -t ID -o 文件.xlsx", "请去掉 {found}"),
        "blank-form-missing": ("--blank 没有写明表样", "-t ID", "请补上；可用的有：{wanted}"),
        "blank-not-xlsx": ("要写的文件是“{found}”", "以 .xlsx 结尾的文件", "请改正 -o"),
        "roster-missing": (
            "没有写明名单",
            "项目名单（.xlsx、.xls）或项目记录（.json）",
            "请补上；要空白表的用 --blank",
        ),
        "blank-one-record": (
            "空白表一次填一条记录，现有 {found} 条",
            "一条记录",
            "请一次给一条记录",
        ),
        "blank-rows-short": (
            "“{label}”有 {found} 个指标",
            "不多于空白表的 {most} 行",
            "请减少指标，或在表样的 blank_rows 中增加行数",
        ),
        "open-without-category": (
            "表中没有二级指标一栏，单位提出指标时无处填写",
            '"category"',
            "请在 indicators.columns 中补上，或不留单位填写指标的行",
        ),
        "spare-unsuited": ("指标由表样给定（evaluation），不能增列", "不写 spare_rows", "请删去"),
        "spare-and-missing": (
            "单位可以增列指标，又按缺少的指标扣分（scoring.missing）",
            "两者只取其一",
            "请删去 spare_rows 或 scoring.missing",
        ),
        "spare-rows-short": (
            "“{label}”有 {found} 个增列的指标",
            "不多于表中留给单位增列的 {most} 行",
            "请减少增列的指标；需要更多行的，由下发单位在表样的 spare_rows 中增加后重新下发",
        ),
        "blank-rows-few": ("只有 {found} 行", "每个二级指标至少一行（不少于 {least} 行）", "请增加"),
        "target-not-proposable": (
            "“{found}”不能作为单位自填的指标值",
            "{wanted}",
            "请改写，如“≥10次”；区间、大于和小于由下发单位按名单下发",
        ),
        "issued-differs": (
            "记录中为 {found}",
            "表中下发的 {wanted}",
            "下发内容不能由填报记录改动，请核对是否为同一次下发",
        ),
        "roster-unreadable": (
            "不能作为名单打开（可能已损坏或加密）",
            "项目名单（.xlsx、.xls）或项目记录（.json）",
            "请用 Excel 打开后另存为不加密的 .xlsx",
        ),
        "sheet-absent": ("只有工作表：{found}", "名称含“{wanted}”的工作表", "请补上，或改工作表的名称"),
        "sheet-twice": ("有几张工作表：{found}", "一张", "请合并，或改掉其余工作表的名称"),
        "heads-missing": ("没有找到表头", "有这些列：{wanted}", "请补上表头"),
        "column-misspelt": ("表头为“{found}”", "“{wanted}”", "是否想写“{wanted}”？请改正表头"),
        "column-missing": ("没有“{wanted}”列（现有：{found}）", "有“{wanted}”列", "请补上"),
        "column-twice": ("“{found}”与另一列的表头意思相同", "一项一列", "请删去或改名"),
        "unit-unknown": ("金额单位为“{found}”", "{wanted}", "请改用其中一种单位"),
        "forms-several": ("写了几张表样：{found}", "一份名单一张表样", "请分成几份名单"),
        "code-missing": ("没有项目编码", "每行写明项目编码", "请补上；不是项目的内容请删去"),
        "code-not-listed": ("“项目”表中没有编码“{word}”", "“项目”表中的项目编码", "{near}"),
        "code-not-text": ("编码为 {found}", "文字", "请把该列设为文本格式后重新填写编码"),
        "digits-lost": ("数字 {found} 超过 15 位，末尾的数字已丢失", "文字", "请把该列设为文本格式后重新填写"),
        "cell-blank": ("空白", "{wanted}", "请补上"),
        "cell-error": ("单元格为错误值 {found}", "数、文字或空白", "请改正后保存"),
        "formula-not-saved": ("公式没有计算结果", "已计算的公式或直接填写的内容", "请在 Excel 中打开并保存"),
        "number-merged": ("几行合并为一格", "每行一个数", "请取消合并，逐行填写"),
        "target-rounded": ("单元格的值为 {found}，显示为 {shown}", "显示与值一致", "请改写指标值，或多显示几位小数"),
        "sign-differs": ("写的是“{found}”", "与指标性质（{wanted}）一致", "请改正其中一个"),
        "funding-twice": ("与 {found} 是同一项", "每项资金写一次", "请删去一个"),
        "indicators-missing": ("项目“{word}”没有指标", "“{wanted}”表中有该项目的指标", "请补上，或删去该项目"),
        "roster-exists": ("文件已存在", "尚无此文件", "请换一个文件名，或移走该文件"),
        "withdrawn-unknown": ("台账中没有项目“{word}”", "下发过的项目编码", "{near}"),
        "withdrawn-listed": (
            "要撤销的项目“{word}”仍在名单中",
            "名单中没有该项目",
            "请先从名单中删去，或不用 --withdraw",
        ),
        "threshold-of-form": (
            "“{word}”是表样的界限，写在表内的公式中，填报单位看得到",
            "all_full_marks、near_identical",
            "请改表样的 [checks.thresholds]，改后重新下发",
        ),
        "code-not-decidable": ("{word}（{title}）表示没有算成，不能放行或改级", "别的代码", "请删去"),
        "department-unknown": ("台账中没有主管部门“{word}”", "下发清单中的主管部门", "{near}"),
        "code-unknown": ("没有这个代码", "xlgen rules 列出的代码", "{near}"),
        "cell-not-written": ("内容无法写入单元格", "", "请报告此问题"),
        "reference-empty": ("公式引用了没有内容的单元格", "", "请报告此问题"),
        "reference-circular": ("公式循环引用", "", "请报告此问题"),
        "formula-not-computable": ("公式不能计算（{reason}）", "", "请报告此问题"),
    }
)

# Why a text is no formula of the rule language.
SYNTAX: Final[Mapping[str, str]] = MappingProxyType(
    {
        "text-left": "式子之后还有多余的内容",
        "unknown-sign": "出现了不认识的符号",
        "not-finished": "式子没有写完",
        "mark-expected": "这里应为“{word}”",
        "too-deep": "嵌套太深",
        "operand-expected": "这里应为数、字段名或函数",
        "function-not-allowed": "函数 {word} 不在允许之列",
        "arguments-count": "函数 {word} 的参数个数不对",
        "equals-sign": "开头多了等号",
        "each-of-one": "EACH 中应当只有一个式子、一个字段",
        "name-unbound": "字段 {word} 在此处没有对应的单元格",
    }
)

# What a value should have been, by the kind of mistake that the strict reader names.
WANTED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "string_type": "文字",
        "int_type": "整数",
        "bool_type": "true 或 false",
        "decimal_type": "数",
        "is_instance_of": "数",
        "model_type": "一组键值",
        "model_attributes_type": "一组键值",
        "dict_type": "一组键值",
        "tuple_type": "列表",
        "list_type": "列表",
        "none_required": "null（本表没有这一项）",
        "greater_than": "大于 {gt} 的数",
        "greater_than_equal": "不小于 {ge} 的数",
        "less_than_equal": "不大于 {le} 的数",
        "too_short": "至少 {min_length} 项",
        "too_long": "至多 {max_length} 项",
        "string_too_short": "至少 {min_length} 个字",
        "string_too_long": "至多 {max_length} 个字",
        "string_pattern_mismatch": "符合 {pattern} 的文字",
        "less_than": "小于 {lt} 的数",
        "int_parsing_size": "不超过 18 位的整数",
        "finite_number": "有限的数",
        "decimal_max_places": "小数不超过 {decimal_places} 位的数",
        "text-blank": "写有内容的文字",
        "text-edges": "前后没有空格和换行的文字",
        "text-controls": "不含控制字符和不可见字符的文字",
        "text-title": "不含 [ ] : * ? / \\ ' 和换行的文字（用作工作表名称）",
        "cell-number": "绝对值小于 1E308 的数",
        "cell-value": '数、文字、null 或 {{"raw": "文字"}}',
        "cell-text": "不超过 {most} 个字符的文字",
        "cell-characters": "不含残缺字符的文字",
    }
)
WANTED_OTHERWISE: Final = "另一种写法"
PATTERNS: Final[Mapping[str, str]] = MappingProxyType(
    {
        r"^[A-Za-z][A-Za-z0-9_-]*$": "字母开头，由字母、数字、- 和 _ 组成的编号",
        r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+){0,2}$": "列或行的 id，或 表.行.列",
        r"^[a-z][a-z0-9]*([_-][a-z0-9]+)*$": "小写字母开头，由小写字母、数字、_ 和 - 组成的代码",
        r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$": "小写字母开头，由小写字母、数字和 _ 组成的代码",
        r"^\S+$": "没有空格的文字",
        r"\S": "写有内容的文字",
    }
)
"""What a text of a pattern is, in words."""
TOML_WRONG: Final = "不是合乎规范的 TOML"
TOML_TWICE: Final = "同一个键或表写了两次"
TOML_TOO_MUCH: Final = "有的数位数太多，或嵌套太深"
TOML_LINE: Final = "：“{line}”"
TOML_END: Final = "文件末尾"
TOML_REMEDY: Final = "请按提示位置改正；文字写在英文双引号内"
TOML_REMEDY_KEY: Final = "等号左边的中文和符号请写在英文双引号内"
TOML_REMEDY_TOO_MUCH: Final = "请改正"
TOML_REMEDY_TWICE: Final = "请删去一个"
TOML_REMEDY_MARKS: Final = "引号、等号、逗号和括号请改用英文（半角）的"
TOML_WIDE_MARKS: Final = "“”‘’＂＇＝，［］｛｝"
GROUP: Final = "一组键值"
GROUP_OF: Final = "一组键值（{keys}）"
LIST: Final = "列表"
WORKBOOK: Final = "下发的工作簿（.xlsx）"
RETURNS: Final = "报送的文件或文件夹"
TEMPLATE_FILE: Final = "存在且可读的 .toml 文件"
TEMPLATE_FOLDER: Final = "存放表样（.toml）的文件夹"
RECORD_FILE: Final = "项目记录（.json）"
ROSTER_FILE: Final = "项目名单（.xlsx、.xls）或项目记录（.json）"
PROJECT_ROW: Final = "项目表中至少一个项目"
FORM_AND_YEAR: Final = "{form}，{year} 年度"
LINE_AND_COLUMN: Final = "第 {line} 行第 {column} 列"
FORM_ID: Final = "已有表样的 id"
BANDS_WANTED: Final = "定性指标各完成等级的分数段"
RATINGS_WANTED: Final = "各评价等级及其下限"


def nearest(close: str | None, choices: list[str]) -> str:
    """Return the remedy that names the nearest known word, or lists the known ones."""
    if close is not None:
        return f"是否想写“{close}”？"
    return f"可用的有：{'、'.join(choices)}" if choices else "请删去"


def mistake(key: str, place: str, arguments: Mapping[str, object]) -> str:
    """Return one mistake of a template, record or command as a line."""
    found, expected, remedy = (each.format(**arguments) for each in MISTAKES[key])
    parts = (f"{place}：" if place else "") + found
    if expected:
        parts += f"；应为：{expected}"
    return f"{parts}。{remedy}"


# --- the sheet 填报说明 ---------------------------------------------------------------------------------------------
GUIDE_FILLING: Final = "怎样填"
GUIDE_WHO: Final = "谁填什么"
GUIDE_SCORES: Final = "怎样算分"
GUIDE_EXAMPLES: Final = "举例"
GUIDE_MISTAKES: Final = "常见错误"
GUIDE_MORE: Final = "另请注意"
GUIDE_ASKING: Final = "找谁"

GUIDE_SAVE: Final = (
    "保存",
    "请先另存到本机再填写，勿在聊天窗口内直接编辑；填完请保存为 .xlsx。涉密项目及涉密内容不得使用本表填报。",
)
GUIDE_FILL: Final = "填写"
GUIDE_FILL_INPUTS: Final = "只填浅黄底格，红色虚线框为必填而未填的；右侧有箭头的从列表中选。"
GUIDE_FILL_NUMBERS: Final = "数字格只填数字，单位已在格内显示。"
GUIDE_FILL_PERCENT: Final = "百分数填 95% 或 0.95。"
GUIDE_FILL_MONEY: Final = "金额以{unit}为单位。"
GUIDE_FILL_LINES: Final = "资金各行中，“{lines}”必填，其余没有发生的可以不填，视为 0。"
GUIDE_LOCKED: Final = "锁定"
GUIDE_LOCKED_CELLS: Final = "其余单元格由程序计算或由下发单位给定，已锁定；保护无密码，仅防误改。"
GUIDE_CORRECTION: Final = "下发内容有误的，写在“{label}”一栏。"
GUIDE_CHECK: Final = (
    "自查",
    "填完请看“填报自查”：✗ 须修改；？ 请核实，核实无误的在“情况说明”中写明。没有 ✗ 和 ？ 即可打印签字盖章后报送。",
)
GUIDE_BLANK: Final = "空白表"
GUIDE_SPARE: Final = "增列指标"
SPARE_ROWS: Final = "；另留 {count} 行由单位增列指标"

GUIDE_ISSUED: Final = "下发给定"
GUIDE_CORRECTABLE: Final = "可以更正"
GUIDE_REQUIRED: Final = "单位必填"
GUIDE_OPTIONAL: Final = "单位选填"
GUIDE_BLOCK: Final = "{block}：{names}"
GUIDE_NAMES: Final = "、"
GUIDE_ALL_TABLES: Final = "各表的浅黄底格"
GUIDE_SIGNATURES: Final = "签字栏"
GUIDE_USED_ROWS: Final = "指标（用到的行）"
GUIDE_SPARE_ROWS: Final = "增列指标（用到的行）"
GUIDE_BLOCKS: Final = "；"
GUIDE_STOP: Final = "。"
GUIDE_ROWS: Final = "指标"
GUIDE_QUOTED: Final = "“{word}”"
GUIDE_LEFT_OPEN: Final = "{name}（下发时留空的）"
GUIDE_BY_PERSON: Final = "{name}（由人评定的）"
GUIDE_IF_NOT_FULL: Final = "{name}（未得满分的必填）"

GUIDE_MAXIMUM: Final = "满分"
GUIDE_MAXIMUM_PARTS: Final = "满分 100 分：{parts}。"
GUIDE_MAXIMUM_FREE: Final = "满分 100 分，各指标分值见表内。"
GUIDE_PART: Final = "{label} {points} 分"
GUIDE_BOUNDS: Final = "每项得分不低于 0，不高于分值"
GUIDE_ROUNDING: Final[Mapping[str, str]] = MappingProxyType(
    {
        "half-up": "保留 {digits} 位小数，四舍五入",
        "truncate": "保留 {digits} 位小数，多余的舍去",
        "half-up/0": "四舍五入到整数",
        "truncate/0": "只取整数，小数舍去",
    }
)
GUIDE_RATE_NAME: Final = "预算执行率"
GUIDE_RATE: Final = "{numerator}÷{denominator}，按“{line}”一行计算"
GUIDE_RATE_SCORED: Final = "得分＝{points}×执行率，最高 {points} 分"
GUIDE_RATE_SHOWN: Final = "只列示，不计分"
GUIDE_ZERO_BUDGET: Final[Mapping[str, str]] = MappingProxyType(
    {
        "zero": "{denominator}为 0 的，执行率和得分为 0",
        "not-applicable": "{denominator}为 0 的，不考核执行率，该项分值和得分为 0",
        "zero/shown": "{denominator}为 0 的，执行率为 0",
        "not-applicable/shown": "{denominator}为 0 的，不计算执行率",
    }
)
GUIDE_OWN_RULE: Final = "按本表自定的公式计算，见表内"
GUIDE_NUMBERS: Final = "定量指标"
GUIDE_WORDS: Final = "其他指标"
GUIDE_METHOD: Final = "{signs}：{text}"
GUIDE_NO_SIGN: Final = "不带符号的数"
GUIDE_METHODS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "up": "达到指标值得满分，未达到的得分＝分值×完成值÷指标值",
        "down": "不高于指标值得满分，高于的得分＝分值×指标值÷完成值",
        "at-most-linear": "不高于指标值得满分，每高出指标值的 1% 扣分值的 1%，达到指标值的 2 倍得 0 分",
        "between": "在区间内得满分，低于下限的得分＝分值×完成值÷下限，高于上限的得分＝分值×上限÷完成值",
        "ordinal": "选完成等级，不低于指标值的得满分，否则得 0 分",
        "met-or-not": "选“{yes}”得满分，选“{no}”得 0 分",
        "qualitative": "先选完成等级，再填得分：{bands}",
        "typed": "由评价人在 0 与分值之间填写得分",
        "zero": "不考核，不计分",
        "scaled": "不考核，其余各项的得分折算为 100 分",
    }
)
GUIDE_EXACTLY_ZERO: Final = "指标值为 0 的（{signs}），完成值为 0 得满分，否则得 0 分"
GUIDE_BAND: Final = "{level}为分值的 {least}～{most}"
GUIDE_BAND_ONE: Final = "{level}为分值的 {most}"
GUIDE_OVER: Final = "完成值达到指标值 {times} 倍及以上的（{signs}），扣 {points} 分"
GUIDE_CHILDREN: Final = "列在某个指标之下的分项只填完成值，不计分"
GUIDE_STATED: Final = "“{head}”填单位自己评定的分数，与程序计算的不同的写明原因"
GUIDE_TOTAL: Final = "各项得分之和"
GUIDE_TOTAL_SCALED: Final = "各项得分之和÷各项分值之和×100"
GUIDE_MISSING: Final = "没有设“{indicator}”的扣 {points} 分"
GUIDE_CAP: Final = "执行率低于 {below} 的，总分不超过 {total} 分"
GUIDE_RATING: Final = "{least} 分起为{name}"
GUIDE_LOWEST: Final = "{above} 分以下为{name}"

GUIDE_CRITERIA: Final = "依据"
GUIDE_CRITERIA_WHERE: Final = "逐行对照“{criterion}”一栏的要求，每行的分在“{points}”一栏。"
GUIDE_CRITERIA_KINDS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "选择": ("met", "chosen"),
        "填数": ("checkpoint", "tiers", "violations", "excess", "ratio"),
        "打分": ("judged",),
    }
)
GUIDE_CRITERIA_METHODS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "met": "写要求的，选“{yes}”得满分，选“{no}”得 0 分",
        "chosen": "列出几种情形的，选所属的情形，得该情形的分",
        "checkpoint": "写目标值的，达到得满分，否则得 0 分",
        "tiers": "分档的，按数值所在的档得分，在界上的看哪一档含本数",
        "violations": "每发生一次扣分的，填发生的次数，没有的填 0，扣完为止",
        "excess": "超出界限扣分的，按超出多少扣分，扣完为止",
        "ratio": "按比率得分的，得分＝单项分值×比率",
        "judged": "由评价人打分的，直接填得分，在 0 与单项分值之间",
    }
)
GUIDE_INDICATOR: Final = "每个指标"
GUIDE_INDICATOR_SUM: Final = "得分＝各单项得分之和，不高于“{max_score}”，不低于 0；全部得满的得“{max_score}”"
GUIDE_CAPPED_EACH: Final = "按比率得分的，每项不高于单项分值"
GUIDE_CAPPED_WHOLE: Final = "按比率得分的单项可以高于单项分值，只限制合计"
GUIDE_CAPPED_SOME: Final = "{names}按比率得分的单项可以高于单项分值，只限制合计；其他指标的不高于单项分值"
GUIDE_VETO: Final = "否决项为“{word}”的得 0 分"
GUIDE_EXEMPTION: Final = "免评项为“{word}”的得满分"
GUIDE_VETO_FIRST: Final = "两样都有的得 0 分"
GUIDE_CLAUSES: Final = "，"

GUIDE_EXECUTION_EXAMPLE: Final = (
    "{denominator} {budget}、{numerator} {spent}：执行率＝{spent}÷{budget}＝{rate}，得分＝{points}×{rate}＝{score}。"
)
GUIDE_INDICATOR_EXAMPLE: Final = "指标值 {target}、完成 {actual}、分值 {points}：得分＝{sum}＝{score}。"
GUIDE_SUMS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "up": "{points}×{actual}÷{target}",
        "down": "{points}×{target}÷{actual}",
        "at-most-linear": "{points}×(1－({actual}－{target})÷{target})",
    }
)
GUIDE_BAND_EXAMPLE: Final = "分值 {points}、完成等级选“{level}”：得分填 {least}～{most} 分。"
GUIDE_CRITERION_EXAMPLES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "violations": "“{name}”发生 {value}：单项得分＝{points}－{each}×{count}＝{score} 分。",
        "excess": "“{name}”为 {value}：单项得分＝{points}－{each}×({value}－{bound})÷{per}＝{score} 分。",
        "tiers": "“{name}”正好为 {value}：属“{range}”一档，单项得分 {score} 分。",
        "ratio": "“{name}”比率为 {value}：单项得分＝{points}×{value}＝{score} 分。",
        "checkpoint": "“{name}”目标 {target}、实际 {value}：没有达到，单项得分 {score} 分。",
    }
)

GUIDE_ERROR_PERCENT: Final = ("百分号", "百分之九十五填 95% 或 0.95；填后看一眼，格内显示的应是 95%。")
GUIDE_ERROR_UNIT: Final = ("写了单位", "数字格里写成“8{unit}”“约8”“≥8”，不能计算：只填 8。")
GUIDE_ERROR_OVERSPENT: Final = ("超过预算", "“{numerator}”大于“{denominator}”：核对两处的数和单位。")
GUIDE_ERROR_LOW: Final = ("执行率低", "执行率低于 {share}，没有在“填报自查”的“情况说明”中写明原因。")
GUIDE_ERROR_UNEXPLAINED: Final = ("没有说明", "{cases}，“{head}”却空着或只写“无”。")
GUIDE_CASE_NOT_FULL: Final = "未得满分"
GUIDE_CASE_OVER: Final = "完成值达到指标值的 {times} 倍及以上"
GUIDE_CASES: Final = "，或"
GUIDE_ERROR_PARTS: Final = ("合计不等", "填写的合计与各分项之和不等：核对合计和各分项，不要漏行。")
GUIDE_ERROR_MONEY: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "万元": ("金额单位", "把元当成万元填：12000 元应填 1.2。"),
        "元": ("金额单位", "把万元当成元填：1.2 万元应填 12000。"),
    }
)
GUIDE_UNIT: Final = "台"
GUIDE_ASK: Final = "对怎样填、怎样评分有疑问的，请找{contact}。"
GUIDE_OFFICE: Final = "下发本表的财政部门或主管部门"

# --- the report of a round -------------------------------------------------------------------------------------------
WORKING: Final = "{label} = {working} = {value}"
WORKING_TAKEN: Final = "{label} = {value}{reasons}"
WORKING_REASONS: Final = "（{reasons}）"
NO_DEPARTMENT: Final = "（未写明主管部门）"
REPORT_FILE: Final = "校验报告"
FINDINGS_FILE: Final = "问题清单"
REPORT_TITLE: Final = "绩效自评表校验报告"
REPORT_PAGE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "title": REPORT_TITLE,
        "year": "{year} 年度",
        "lead": "本页由程序根据收回的文件逐格校验得出，只作提示，是否退回由审核人员决定。本页不联网，可直接打印。",
        "skip": "跳到项目表",
        "issued": "应报项目",
        "received": "收到文件",
        "accepted": "通过",
        "flagged": "待核实",
        "sent-back": "建议退回",
        "unverifiable": "无法校验",
        "undecided": "待定",
        "missing": "尚未收到",
        "unknown": "没有台账，不知应报多少。",
        "projects_of": "个项目",
        "files_of": "份",
        "files_told": "收到文件 {count} 份。除“收到文件”外，上面各数和下面各图都按项目计，一个项目只计一次。",
        "several_told": "收到多份的项目：{told}{more}。",
        "several": "{code}（{count} 份）",
        "several_undecided": "{code}（{count} 份，内容不同，以哪一份为准待定）",
        "several_more": "等，共 {count} 个",
        "outside_told": "另有 {count} 份（{told}）不在下发清单，或认不出是哪个项目，没有计入项目数。",
        "of_files": "{name} {count} 份",
        "counts": "须修改 {error} 处，请核实 {warning} 处，提示 {note} 处。",
        "of_trial": "另有试行 {count} 处，不影响结论。",
        "of_explained": "其中单位已说明 {count} 处。",
        "of_waived_count": "其中已放行 {count} 处。",
        "of_folded": "另有 {count} 处由其他问题引起，归在起因之下，不重复计数。",
        "left_counts": (
            "以上不含没有计入项目的 {count} 份文件（待定的各份、重复的、不在清单的）：这些文件里{told}，见下表各份。"
        ),
        "of_places": "{name} {count} 处",
        "round_counts": "整批：{told}；不计入以上处数。",
        "round_missing": "未报 {count} 个",
        "round_several": "多份 {count} 个",
        "round_others": "其他 {count} 处",
        "pictures": "图表",
        "ratings": "评价等级",
        "no_ratings": "本批表没有评价等级。",
        "totals": "总分分布",
        "scatter": "执行率与总分",
        "scatter_x": "预算执行率",
        "scatter_y": "总分",
        "scatter_note": "一点为一个项目，共 {count} 个；待定的不画。执行率高于 120% 的画在右边线上。",
        "frequent": "最常见的问题",
        "frequent_note": "按处数排列，只列前 {shown} 种，共 {count} 种。",
        "departments": "各主管部门",
        "departments_note": "按应报和收到多少排列，只画前 {shown} 个，共 {count} 个；其余见汇总表。",
        "nothing": "没有可画的数据。",
        "as_table": "数据",
        "projects": "项目",
        "search": "查找项目编码、名称、部门、单位、文件",
        "status": "结论",
        "department": "主管部门",
        "rating": "等级",
        "code": "问题",
        "all": "全部",
        "clear": "清除条件",
        "number": "项目编码",
        "name": "项目名称",
        "agency": "实施单位",
        "rate": "执行率",
        "execution": "执行率得分",
        "total": "总分",
        "found": "问题",
        "file": "文件",
        "shown": "符合条件的 {matching} 份（{projects} 个项目），共 {all} 份；已列出 {listed} 份。",
        "in_files": "{name}（{count} 份）",
        "this_file": "本份：{status}",
        "beside": "另有一份为准，不计入",
        "outside": "不在清单或认不出项目，不计入",
        "trial": "试行",
        "formula": "查看公式",
        "whole": "查看全文",
        "more": "再列 {count} 份",
        "every": "全部列出",
        "expand": "展开已列出的",
        "collapse": "全部收起",
        "no_match": "没有符合条件的项目。",
        "print_cut": "为免过长，打印时只列出前 {count} 份；请先筛选，或用汇总表。",
        "findings": "问题",
        "no_findings": "没有发现问题。",
        "working": "计算过程",
        "working_note": "列出执行率、总分、等级，以及没有得满分或有问题的各项；得满分且没有问题的指标不列。",
        "no_working": "不是下发的表，没有计算。",
        "place": "位置",
        "seen": "实为",
        "wanted": "应为",
        "response": "单位说明",
        "of_office": "由下发单位处理",
        "consequences": "由此引起的 {count} 处",
        "waived": "已放行：{reason}（{by}，有效期至 {until}）",
        "beta": "试行，不影响结论",
        "off": "已停用，不影响结论",
        "around_cut": "问题较多，这一处没有附上所在行。",
        "check_code": "数据核对码",
        "check_code_told": "由表内数字算出，与纸质表上的一致即为同一份",
        "trust": "来源",
        "ledger": "与台账一致",
        "signature": "防改动校验通过",
        "digest-only": "只核对了文件自身，没有台账可核对",
        "none": "—",
        "blank": "空白",
        "missing_head": "尚未收到的项目",
        "missing_none": "应报 {count} 个，已全部收到。",
        "duplicates": "同一项目收到多份",
        "duplicates_none": "没有。",
        "counted": "以 {file} 为准",
        "undecided_told": "待定：请决定以哪一份为准",
        "unexpected": "不在下发清单的文件",
        "attachments": "其他文件（没有校验）",
        "round": "整批的问题",
        "round_note": "未报和多份见上面两表，这里不再列。",
        "rules": "校验规则",
        "rules_print": "打印时一并印出本表",
        "rules_note": (
            "逐条列出：查了几份文件，查出多少处，涉及几份文件，几份没有查和原因。单位为“整批”的只查一次，涉及按项目计。"
            "没有查不等于没有问题。"
        ),
        "rules_sum": "合计：已查 {ran} 项次，未查 {skipped} 项次",
        "rules_failed": "；已查的有 {failed} 项次未能算出",
        "severity": "级别",
        "key": "代码",
        "cut": "只列出前 {shown} 个，共 {count} 个；全部见汇总表。",
        "files": "{count} 份",
        "point": "{name}：执行率 {rate}，总分 {total}",
        "below": "{bound} 以下",
        "from": "{bound}—{next}",
        "full": "{bound} 及以上",
        "error": "须修改",
        "warning": "请核实",
        "note": "提示",
        "sort": "按“{head}”排序",
        "open": "展开 {name} 的明细",
        "noscript": "本页需要浏览器允许运行页内脚本才能列出项目；也可改看汇总表。",
    }
)

# --- what goes back to the units --------------------------------------------------------------------------------------
RETURNED_FOLDER: Final = "退回修改"
NOTICE_SHEET: Final = "审核修改意见"
NOTICE_AUTHOR: Final = "审核"
NOTICE_HEADS: Final = ("序号", "级别", "位置", "问题", "怎样处理")
NOTICE_END: Final = "本工作表由程序加在表前，改好后保留或删除都可以，不影响报送。"
NOTICE_ALSO: Final = "由此引起的还有：{cells}，改好后请一并核对。"
NOTICE_ALIKE: Final = "同样的问题还有：{cells}，请逐格处理。"
NOTICE_SOURCE: Final = "根据来文：{file}"
NOTICE_SEVERAL: Final = "本项目收到 {count} 份，内容不同。请先与下发单位确认以哪一份为准，再改这一份。"
NOTICE_NOTHING_LEFT: Final = "下列各处本文件中都已恢复。请核对数值，无误的重新打印、签字盖章后报送本文件即可。"
NOTICE_BEFORE: Final = "报送的表：{title}{found}。"
NOTICE_AT: Final = "（{cell}）"
NOTICE_FOUND: Final = "（{cell} 为 {found}）"
NOTICE_PROJECT: Final = "项目：{project}"
NOTICE_WHAT: Final = (
    "本文件是在您报送的内容上重新做出的：填写的内容原样保留，公式、锁定和格式已恢复为下发时的样子，"
    "请直接在本文件上修改。"
)
NOTICE_DUE: Final = "请于 {due} 前改好，重新报送本文件（不必改文件名）。"
NOTICE_OVERDUE: Final = "报送期限 {due} 已过，请尽快改好，重新报送本文件（不必改文件名）。"
NOTICE_NO_DUE: Final = "请按通知的时间改好，重新报送本文件（不必改文件名）。"
NOTICE_COUNT: Final = "共 {count} 处，点“位置”一栏可直接到该格；相关单元格上另有批注。"
NOTICE_ERROR: Final = "请在该格修改。"
NOTICE_WARNING: Final = "请核实：有误的请改正；无误的请在“情况说明”一栏（{cell}）说明。"
NOTICE_CHECK: Final = "请核实：有误的请改正。"
NOTICE_COMPUTED: Final = "本格由公式计算，不能直接改：所填的数有误的，请改 {cells}。"
NOTICE_ISSUED: Final = "本格由下发单位给定，不能改。"
NOTICE_CORRECTION: Final = "下发的内容有误的，请在“申请更正”（{cell}）写明正确的内容和依据。"
NOTICE_ASK: Final = "下发的内容有误的，请告知下发单位。"
NOTICE_RESTORED: Final = "本文件中已恢复为下发时的样子，请核对数值，不必再改。"
NOTICE_READ: Final = "本文件中已改为数字，请核对。"
NOTICE_BLANK: Final = "原内容无法带入，本文件中该格为空，请重新填写。"
NOTICE_LEFT_OUT: Final = "未能带入"
NOTICE_FORM_GONE: Final = "原文件中表已不完整，有 {count} 格的内容没有找到，本文件中为空，请对照原文件补填。"
NOTICE_CELL: Final = "{severity}：{said}"
NOTICE_WHOLE: Final = "整个文件"
NOT_REMADE_FILE: Final = "无法重做的文件"
NOT_REMADE_HEADS: Final = ("文件", "项目编码", "项目名称", "主管部门", "原因", "怎样处理")
NOT_REMADE_TODO: Final = "请用下发的表重新填报；原下发文件找不到的，可向下发单位索取。"
NOT_REMADE_NOTE: Final = "这些文件没有做出退回修改的表，原因和处理办法见各行。"
EARLIER_FOLDER: Final = "以前退回的"
NOT_FOUND_AGAIN: Final = "原文件已不在原处或已变动"
REMAKING_FAILED: Final = "重做时程序出错，或超出时间、内存上限"
NOT_REMADE_TODOS: Final[Mapping[str, str]] = MappingProxyType(
    {
        NOT_FOUND_AGAIN: "请把原文件放回校验时的位置后重新运行，或在存有原文件的电脑上做。",
        REMAKING_FAILED: "请单位按问题清单在原文件上修改；并把该文件交维护人员查看。",
    }
)
"""What to do about files of which nothing was made for these reasons; about others, NOT_REMADE_TODO."""

# --- what is handed upward --------------------------------------------------------------------------------------------
OVERVIEW_FILE: Final = "汇总表"
OVERVIEW_TITLE: Final = "绩效自评汇总表"
OVERVIEW_TITLES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "projects": "汇总",
        "coverage": "自评覆盖率",
        "ratings": "等级分布",
        "totals": "总分分布",
        "findings": "问题清单",
        "rules": "校验规则",
        "missing": "未报",
    }
)
RULE_HEADS: Final = ("代码", "检查", "级别", "单位", "已查", "查出（处）", "涉及", "未查", "未查原因")
"""The heads of the table of rules, in the workbook and on the page."""
RULE_OF_FILES: Final = "文件"
RULE_OF_ROUND: Final = "整批"
NOT_RUN: Final[Mapping[str, str]] = MappingProxyType(
    {
        "file": "文件读不出，或不是下发的表",
        "form": "文件里没有下发的表，或是别的项目的表",
        "values": "从 .xls、.ods 文件只读数值，看不到公式和格式",
        "left-out": "表样规定不查",
        "cells": "本表样没有要查的格",
        "off": "校验政策停用",
        "round": "没有按整批校验",
    }
)
"""Why a check was not made, by the keys that facts of a file give."""
NO_CELLS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "B401": "本表样没有由单位填写的合计（合计由公式计算）",
        "B402": "本表样没有资金的预算数、执行数",
        "B403": "本表样没有预算执行率",
        "B404": "本表样没有年初预算、全年预算两列",
        "B405": "本表样没有资金的预算数、执行数",
        "B406": "本表样没有资金的预算数、执行数",
        "B407": "本表样没有由单位另填的执行率（执行率由公式计算）",
        "I504": "本表样没有由单位自填的得分（得分由公式计算）",
        "I507": "没有“≥”类指标值",
        "I510": "没有支出进度类指标",
        "I511": "本表样没有预算执行率，或没有产出指标",
        "I512": "本表样没有由单位填写的等级",
        "I513": "本表样没有由单位自填的总分（总分由公式计算）",
        "N601": "本表样没有预期目标、实际完成情况两栏",
        "N602": "本表样没有预期目标、实际完成情况两栏",
        "N603": "本表样没有预期目标、实际完成情况两栏",
        "V305": "本表样没有从列表中选填的格",
    }
)
"""What a form lacks for a check that it has no cells for; of others NOT_RUN."""
NOT_RUN_OF: Final = "{reason}（{count} 份）"
OVERVIEW_HEADS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "projects": (
            *(
                "序号",
                "主管部门",
                "项目编码",
                "项目名称",
                "实施单位",
                "预算金额",
                "年初预算数",
                "全年预算数",
                "全年执行数",
            ),
            *(
                "执行率",
                "执行率得分",
                "总分",
                "等级",
                "结论",
                "数据核对码",
                "复核得分",
                "偏离",
                "须修改",
                "请核实",
                "备注",
            ),
        ),
        "coverage": (
            *("主管部门", "应报项目", "已报项目", "覆盖率（个数）", "应报金额", "已报金额", "覆盖率（金额）", "平均分"),
            *("按金额加权平均分", "通过", "待核实", "建议退回", "无法校验", "待定"),
        ),
        "ratings": ("等级", "个数", "占比（个数）", "金额", "占比（金额）"),
        "totals": ("总分", "个数", "占比（个数）", "金额", "占比（金额）"),
        "findings": (
            *("序号", "主管部门", "项目编码", "项目名称", "文件", "位置", "代码", "级别", "说明", "应为", "实为"),
            *("情况说明", "由谁处理", "备注"),
        ),
        "rules": RULE_HEADS,
        "missing": ("序号", "主管部门", "项目编码", "项目名称", "预算金额", "下发文件", "期限", "未自评原因"),
    }
)
OVERVIEW_OPEN: Final = frozenset({"复核得分", "未自评原因"})
"""Columns to be filled in by hand."""
OVERVIEW_WIDTHS: Final[Mapping[str, tuple[float, float]]] = MappingProxyType(
    {
        "序号": (6.0, 8.0),
        "等级": (6.0, 12.0),
        "主管部门": (8.0, 20.0),
        "项目名称": (8.0, 28.0),
        "实施单位": (8.0, 18.0),
        "备注": (8.0, 24.0),
    }
)
"""How narrow and how wide a column may be, in digits' widths."""
OVERVIEW_UNIT: Final = "金额单位：{unit}"
OVERVIEW_UNITS: Final = "金额单位：{unit}（各表的单位不同，已一律换算）"
OVERVIEW_AMOUNT: Final = "预算金额：全年预算数；没有的取年初预算数，再没有的取表上的项目金额。"
OVERVIEW_ISSUED_AMOUNT: Final = "项目金额（表上）"
OVERVIEW_OF_UNDECIDED: Final = (
    "结论为“待定（多份）”的：收到多份而内容不同，以哪一份为准待定。预算金额取各份一致的数，不一致的取下发的数；"
    "其余各数确定后再列。"
)
OVERVIEW_REVIEW: Final = "复核得分由抽查人员填写，偏离＝复核得分－总分。小计和合计随筛选变化。"
OVERVIEW_OUTSIDE: Final = "另有 {count} 个文件没有列入：不在下发清单，或认不出是哪个项目；见“问题清单”。"
OVERVIEW_LEFT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "ratings": "另有 {count} 个已报项目没有等级（表样不设等级，总分没有算出，或以哪一份为准待定），没有列入。",
        "totals": "另有 {count} 个已报项目没有总分（没有算出，或以哪一份为准待定），没有列入。",
    }
)
OVERVIEW_SUBTOTAL: Final = ("小计 ", " 个项目")
OVERVIEW_TOTAL: Final = ("合计 ", " 个项目")
OVERVIEW_SUM: Final = "合计"
OVERVIEW_SIGNS: Final = (
    "汇总单位（盖章）：",
    "单位负责人：",
    "财务负责人：",
    "填报人：",
    "联系电话：",
    "日期：    年  月  日",
)
OVERVIEW_UNDECIDED: Final = "收到 {count} 份，以哪一份为准待定，只列预算金额"
OVERVIEW_FILES: Final = "共 {count} 份，见问题清单"
OVERVIEW_COUNTED: Final = "收到 {count} 份，以 {file} 为准"
OVERVIEW_NO_LEDGER: Final = "没有台账，不知应报多少，应报只按已报计。"
OVERVIEW_UNKNOWN_AMOUNTS: Final = "有 {count} 个未报项目的金额不明，没有计入。"
OVERVIEW_NO_AMOUNTS: Final = "有 {count} 个已报项目没有预算金额（没有填数，或待定的各份不一致），没有计入金额。"
OVERVIEW_CUT: Final = "只列出前 {shown} 条，共 {count} 条；全部见问题清单.jsonl。"
OVERVIEW_FOLDED: Final = "由第 {number} 条引起，不重复计数"
OVERVIEW_WAIVED: Final = "已放行：{reason}"
OVERVIEW_BETA: Final = "试行，不影响结论"
OVERVIEW_OFF: Final = "已停用，不计"
OVERVIEW_BELOW: Final = "{bound} 分以下"
OVERVIEW_BETWEEN: Final = "{bound} 分至 {next} 分以下"
OVERVIEW_FULL: Final = "{bound} 分及以上"
OVERVIEW_CHART: Final = "{title}（个数）"
REMINDER_LIST: Final = "催报清单"
REMINDER_TEXTS: Final = "催报文字"
REMINDER_HEADS: Final = ("序号", "主管部门", "项目编码", "项目名称", "期限", "下发文件")
REMINDER_TEXT_HEADS: Final = ("主管部门", "未报项目", "可直接发送的文字")
REMINDER_NOTE: Final = (
    "复制“可直接发送的文字”一格，粘贴到聊天窗口即可；主管部门只有代码的称“贵单位”，发送前请核对收件单位。"
)
REMINDER: Final = "{department}：绩效自评表还有 {count} 个项目没有收到：{names}。{when}"
REMINDER_MORE: Final = "{names}等（只列前 {shown} 个，全部见催报清单）"
REMINDER_WHEN: Final[Mapping[str, str]] = MappingProxyType(
    {
        "due": "请于 {due} 前报送。填报说明见下发的表；已经报送的请忽略。",
        "soon": "请尽快报送。填报说明见下发的表；已经报送的请忽略。",
        "overdue": "报送期限 {due} 已过，请尽快报送。填报说明见下发的表；已经报送的请忽略。",
        "final": "收表已结束，现按未报登记；如已报送，请联系我单位核对。",
    }
)
REMINDER_TO_CODE: Final = "贵单位（主管部门代码 {code}）"
REMINDER_TO_YOU: Final = "贵单位"
ARCHIVE_LIST: Final = "归档清单"
ARCHIVE_BESIDE: Final = "其他文件"
ARCHIVE_HEADS: Final = (
    *("序号", "文件", "SHA-256", "批次", "结论", "计入汇总", "表样", "主管部门", "项目编码", "项目名称", "数据核对码"),
    "下发表摘要",
)
ARCHIVE_PARTS: Final = ("是", "待定", "否", "否")
"""Whether a file is counted: it is, nothing was chosen yet, another one is, it is of no project of the round."""
FIGURES_FILE: Final = "项目数据"
FIGURES_NAMES: Final = (
    *("supervising_department", "project_code", "project_name", "implementing_agency", "amount_unit", "amount"),
    *("original_budget", "final_budget", "actual_expenditure", "execution_rate", "execution_score", "total_score"),
    *("rating", "status", "check_code", "errors", "warnings", "file", "note"),
)
FIGURES_HEADS: Final = (
    *("主管部门", "项目编码", "项目名称", "实施单位", "金额单位", "预算金额", "年初预算数", "全年预算数", "全年执行数"),
    *("执行率", "执行率得分", "总分", "等级", "结论", "数据核对码", "须修改", "请核实", "文件", "备注"),
)
NO_PARQUET: Final = "没有写 Parquet 文件：需要时请安装 xlgen[parquet]。"
EXPORT_LEFT: Final = "导出表中没有这 {count} 个已报项目的行：{codes}。"
REPORT_WRITTEN: Final = "报告在 {folder}：{names}。"
REPORT_SENT_BACK: Final = "退回修改的表 {count} 份，在 {folder}。"
REPORT_LOST: Final = (
    "另有 {count} 份应退回的没有做出退回修改的表：原文件不在校验时的位置，或已变动。名单见 {file}；"
    "请把原文件放回原处后重新运行，或在存有原文件的电脑上做。"
)
REPORT_BROKEN: Final = (
    "另有 {count} 份应退回的没有做出退回修改的表：重做时程序出错，或超出时间、内存上限。名单见 {file}。"
)
REMAKING: Final = "退回修改"
