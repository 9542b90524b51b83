"""The vocabulary of the form and all wording that people read, in one place."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

NOT_APPLICABLE: Final = "不适用"
NO_VALUE: Final = "—"
BLANK: Final = "空白"
ANYTHING: Final = "任何内容"

# --- sheets --------------------------------------------------------------------------------------------------------
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
TOTAL: Final = "总分"
INDICATORS: Final = "年度绩效指标"
POINTS: Final = "分"
SECTION: Final = "{label}\n（{points}分）"
FUNDING_FIELD: Final = "{line}·{column}"

FOOTER: Final = "&C第 &P 页，共 &N 页"
NUMBER_WANTED: Final = "数字"
MONEY_WANTED: Final = "不小于 0 的数字"
VALIDATION_TITLE: Final = "应填{wanted}"
VALIDATION_MESSAGE: Final = "“{label}”{unit}应填{wanted}，不带单位和说明。"
UNIT_IN_BRACKETS: Final = "（{unit}）"
REISSUED: Final = "_第{number}版"

# --- the project list ----------------------------------------------------------------------------------------------
PROJECTS_SHEET: Final = "项目"
FUNDING_SHEET: Final = "资金"
INDICATORS_SHEET: Final = "指标"
FORM_COLUMN: Final = "表样"
FORM_NOTE: Final = r"表样[:：]([a-z][a-z0-9_-]*).*"
FUNDING_LINE: Final = "资金来源"
DIRECTION: Final = "指标性质"
UNIT_OF_MEASURE: Final = "度量单位"
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
)
ISSUED: Final = "已下发"
REPLACED: Final = "已由新版代替"
WITHDRAWN: Final = "已撤销"
UNUSED_COLUMNS: Final = "未用到的列：{columns}"
NEAR: Final = "是否想写“{word}”？"
CORRECT_IT: Final = "请改正"
ADD_OR_REMOVE: Final = "请核对编码，或在“项目”表中补上该项目"
NO_SPACES: Final = "不含空格的文字"
NO_FUNDING_LINES: Final = "没有资金来源列，也没有各资金来源的金额列"

# --- the self-check sheet ------------------------------------------------------------------------------------------
CHECK_HEADS: Final = ("序号", "位置", "项目", "栏目", "结果", "问题与处理办法", "代码")
CHECK_TITLE: Final = "填报自查（自动检查，无需填写）"
CHECK_HINT: Final = "每填一项，本页自动更新。✗ 为须修改，？为请核实，✓ 为无问题。点“位置”可直达该单元格。"
CHECK_LINE: Final = "第 {number} 行·{column}"
CHECK_SUMMARY: Final = "结论"
ON_SHEET: Final = "{sheet} {cell}"
CHECK_DONE: Final = "未发现问题，可打印签字盖章后报送。"
CHECK_LEFT: Final = ("还有 ", " 处需要处理，见下表带 ✗ 或 ？ 的行。")
MARKS: Final[Mapping[str, str]] = MappingProxyType({"error": "✗", "warning": "？", "note": "✓"})
PASSED: Final = "✓"

# --- the catalogue -------------------------------------------------------------------------------------------------
TITLES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "X101": "文件无法读取",
        "X103": "文件内容异常庞大",
        "X107": "文件含有不安全内容",
        "X108": "读取中止",
        "S101": "不是下发的表",
        "S102": "表样未知",
        "S103": "防改动校验未通过",
        "S104": "缺少工作表",
        "S107": "锁定内容与下发时不一致",
        "C201": "公式单元格现为数值",
        "C202": "公式与下发时不一致",
        "C203": "显示数值与公式结果不一致",
        "C204": "未重新计算",
        "C205": "无法计算",
        "V301": "必填项未填",
        "V302": "应填数字，现为文字",
        "V303": "数字以文字形式填写",
        "V304": "数值超出合理范围",
        "V306": "单元格为错误值",
        "B402": "执行数大于预算数",
        "B405": "无预算但有支出",
        "I503": "得分大于分值",
        "I505": "未得满分且未说明原因",
    }
)

# What is wrong and what to do. The sheet 填报自查 shows these words beside the cell; the verifier puts the place and
# what it found before them. A key is a code, or a code and a variant.
SENTENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "X101": "不能作为 Excel 工作簿打开。请在本机用 Excel 或 WPS 打开原表，另存为 .xlsx 后重新报送。",
        "X103": "内容超出自评表应有的大小，为安全起见未打开。请在下发的原表上重新填写后报送。",
        "X107": "含有自评表不应有的内容（外部实体），为安全起见未打开。请在下发的原表上重新填写后报送。",
        "X108": "程序读取此文件时出错，未能校验。请下发单位联系维护人员，并保留此文件。",
        "S101": "文件中没有下发时写入的标识。请在下发的原表上填写后报送，不要另行制表或复制到新文件。",
        "S102": "本机没有这张表的表样，表内保存的表样也不能使用。请下发单位提供相应版本的表样后再校验。",
        "S103": "表内保存的下发信息与其校验码不符。请在下发的原表上重新填写后报送。",
        "S104": "工作簿中没有这张工作表，可能已删除或改名。请在下发的原表上填写，保留全部工作表。",
        "S107": "此处由下发单位给定，现与下发时不同，已按下发的内容计算。请恢复原内容；下发有误的请与下发单位联系。",
        "C201": "此处应为公式，现为直接填入的内容。请恢复该格公式，或在退回的表上重新填写。",
        "C202": "此处公式与下发时不同。请恢复该格公式，或在退回的表上重新填写。",
        "C203": "显示的数值与按表内公式算出的不同。请打开文件重新计算（按 F9）并保存后再报送。",
        "C204": "文件保存时没有重新计算，校验按公式重算的结果为准，无需处理。",
        "C205": "程序未能算出此处结果，请下发单位联系维护人员。",
        "V301": "必填项未填，请填写。没有发生的数填 0。",
        "V302": "应填数字，现为文字或其他内容。请只填数字，不带单位、符号和说明。",
        "V303": "数字以文字形式填写，已按读出的数计算。请核实后改为只填数字。",
        "V304/money": "金额为负数。请核对后填写不小于 0 的数。",
        "V304/points": "分值为负数。请核对后填写不小于 0 的数。",
        "V304/share": "与指标值相差约百倍，疑似 95 与 95% 之误。请核对：百分之九十五应填 95% 或 0.95。",
        "V304/over": "比率大于 100%。请核实完成值。",
        "V306": "单元格为错误值。请清除后重新填写。",
        "B402": "执行数大于预算数。请核对执行数和预算数，改正后再报送。",
        "B402/other": "执行数大于预算数，且其中含其他资金。请核实执行数和预算数。",
        "B405": "没有预算但有支出。请核对预算数和执行数，改正后再报送。",
        "I503": "得分大于分值。请恢复该格公式，得分不得高于分值。",
        "I505": "未得满分且未说明原因。请在“偏差原因分析及改进措施”中写明原因和措施。",
    }
)

EXPLANATIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "X101": "文件为空、不完整，或内容与扩展名不符，无法读取其中的工作表。",
        "X103": "压缩包解开后过大、部件过多，或单元格位于工作表边缘之外的位置；在解开之前即停止读取。",
        "X107": "XML 中带有实体定义等正常软件不会写入的内容。",
        "X108": "属于程序的问题，不是填报问题；该文件不判通过也不判退回。",
        "S101": "下发的表带有一张隐藏的工作表，记录表样、项目和下发内容；没有它就无法判断是哪个项目。",
        "S102": "表内保存的表样须能通过校验码和允许函数的检查才会使用。",
        "S103": "下发信息（表样、项目、下发值）在下发时计算了校验码，现两者不一致，或与台账记载不一致。",
        "S104": "表样规定的工作表在文件中找不到。",
        "S107": "指标名称、指标值、分值等由下发单位给定；空格和换行的不同不算改动。",
        "C201": "公式由程序提供，填报人不需要填写。出现数值多为粘贴时覆盖。",
        "C202": "比较的是含义：大小写、空格、TRUE 与 TRUE() 等写法不同不算不一致。",
        "C203": "公式没有变，但保存的结果与按单元格现有内容算出的不同。程序只用自己的公式重算，不执行文件中的公式。",
        "C204": "结果缺失，或仍是下发时的结果。手机、聊天软件内编辑常见，不影响校验。",
        "C205": "属于程序或表样的问题，不是填报问题；该文件不判通过也不判退回。",
        "V301": "年初预算数、上年结转资金、其他资金留空视为 0，不算漏填。",
        "V302": "数字格中出现不能读作数字的内容，或带有与本格不同的单位（如在“台”的格内填“95分”）。",
        "V303": "全角数字、千分位、空格、百分号和本格自己的单位可以识别，按读出的数计算。",
        "V304": "金额为负；百分比为指标值的 50 至 200 倍；满意度、合格率、覆盖率、及时率大于 100%（请核实）。",
        "V306": "如 #DIV/0!、#VALUE!，多由粘贴带来。",
        "B402": "按表样规定的分子、分母比较；合计中含其他资金时为请核实。",
        "B405": "全年预算数合计为 0 而执行数合计大于 0。",
        "I503": "得分由公式按评分规则算出，不会大于分值；出现时多为公式被覆盖。",
        "I505": "得分低于分值而偏差原因栏为空。",
    }
)

SEVERITIES: Final[Mapping[str, str]] = MappingProxyType({"error": "须修改", "warning": "请核实", "note": "提示"})
WHERES: Final[Mapping[str, str]] = MappingProxyType({"cell": "填报自查与校验", "file": "校验"})
OWNERS: Final[Mapping[str, str]] = MappingProxyType({"F": "填报单位", "O": "下发单位"})
STATUSES: Final[Mapping[str, str]] = MappingProxyType(
    {"accepted": "通过", "flagged": "待核实", "sent-back": "建议退回", "unverifiable": "无法校验"}
)


MOST_SHOWN: Final = 60
"""Characters of a found text or a label that a message quotes."""


def shown(value: object) -> str:
    """Return a found or expected value as a message quotes it."""
    if value is None or value == "":
        return BLANK
    text = f"{value + 0.0:.15g}" if isinstance(value, float) else str(value)
    return text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}…"


def message(key: str, place: str, found: object, expected: object) -> str:
    """Return the message of a finding: the place, what is there, what it should be, what to do."""
    parts = [place]
    # A formula says nothing to the person who fills the form; JSON carries it.
    found, expected = (None if isinstance(each, str) and each.startswith("=") else each for each in (found, expected))
    if found is not None or expected is not None:
        parts.append(f"现为 {shown(found)}" + ("" if expected is None else f"，应为 {shown(expected)}") + "。")
    elif place:
        parts.append("：")
    return "".join(parts) + SENTENCES[key]


# Mistakes in what was given to a command: what was found, what was expected, what to do.
MISTAKES: Final[Mapping[str, tuple[str, str, str]]] = MappingProxyType(
    {
        "file-unreadable": ("无法读取文件", "{wanted}", "请核对路径"),
        "path-missing": ("没有这个文件或文件夹", "{wanted}", "请核对路径"),
        "no-record": ("没有一条记录", "{wanted}", "请核对文件内容"),
        "folder-empty": ("文件夹中没有 {ending} 文件", "{wanted}", "请核对路径"),
        "not-writable": ("无法写入", "可写的文件夹", "请核对路径和权限，关闭已打开的文件"),
        "would-overwrite": ("会覆盖下发的工作簿", "另一个文件或文件夹", "请换一个 -o"),
        "file-exists": ("文件已存在，且台账中没有记载", "尚无此文件", "请换一个文件夹，或移走该文件"),
        "installation-broken": ("安装不完整，缺少该文件夹", "随程序安装的文件", "请重新安装"),
        "not-issued": ("{title}", "下发的工作簿（.xlsx）", "{sentence}"),
        "ledger-failed": ("台账无法读写", "由 generate 建立的台账文件", "请关闭占用它的程序后重试"),
        "ledger-newer": ("台账版本为 {found}", "不高于 {wanted}", "请升级 xlgen"),
        "ledger-missing": ("没有台账，或不是台账文件", "由 generate 建立的 ledger.sqlite", "请核对路径"),
        "not-toml": ("不是合乎规范的 TOML", "UTF-8 编码的 TOML", "请按提示位置改正"),
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
        "rule-name-unknown": ("公式中没有“{word}”这个字段", "{wanted}", "{near}"),
        "rule-can-fail": (
            "当 {contents} 时结果为 {result}（共 {count} 种情形）",
            '数、公式中写明的文字或 ""',
            "请用 COUNT、ISNUMBER、IFERROR 等先判断再计算",
        ),
        "method-missing": ("缺少“{sign}”的评分办法", "每种符号一种办法", "请补上"),
        "form-missing": ("缺少这一项", "{wanted}", "请补上，或用 -t 指定"),
        "form-differs": ("写的是“{found}”", "{wanted}", "请改正，或不用 -t"),
        "code-twice": ("项目编码“{word}”重复（{name}）", "每个项目一个编码", "请改正"),
        "not-a-number": ("“{found}”不能作为数下发", "数字", "请改为数字，或改为 null 由单位填写"),
        "number-negative": ("{found} 小于 0", "不小于 0 的数", "请改正"),
        "points-not-applicable": ("不适用的指标分值为 {found}", "0", "请把分值改为 0，或改写指标值"),
        "computed-not-filled": ("得分由公式计算，不能填写", "null", "要与公式对照的得分请写在 stated 中"),
        "section-order": ("“{label}”排在了后面的一级指标之后", "按表样的一级指标顺序排列", "请调整顺序"),
        "name-empty": ("三级指标没有名称", "指标名称", "请补上"),
        "target-missing": ("没有指标值", "如 ≥95%、10台、0起、不适用", "请补上"),
        "target-unreadable": (
            "“{found}”不能识别为指标值",
            "可选的符号（≥、=、≤）加数字和单位，或“不适用”",
            "请改写",
        ),
        "no-workbook": ("没有编码为“{word}”的工作簿", "{wanted}", "请核对编码，或补齐工作簿"),
        "other-issue": ("记录属于 {found}", "{wanted}", "请核对记录与工作簿是否为同一次下发"),
        "field-unknown": ("表中没有这一项", "", "{near}"),
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
        "cell-number": "绝对值小于 1E308 的数",
        "cell-value": '数、文字、null 或 {{"raw": "文字"}}',
        "cell-text": "不超过 {most} 个字符的文字",
        "cell-characters": "不含残缺字符的文字",
    }
)
WANTED_OTHERWISE: Final = "另一种写法"
GROUP: Final = "一组键值"
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
