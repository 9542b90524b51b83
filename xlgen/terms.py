"""The vocabulary of the form and all wording that people read, in one place."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

NOT_APPLICABLE: Final = "不适用"
NO_VALUE: Final = "—"

# --- sheets --------------------------------------------------------------------------------------------------------
GUIDE_SHEET: Final = "填报说明"
CHECK_SHEET: Final = "填报自查"
MANIFEST_SHEET: Final = "xlgen"

# --- the form ------------------------------------------------------------------------------------------------------
PROJECT_CODE: Final = "项目编码"
FISCAL_YEAR: Final = '"（"0"年度）"'  # a number format
AMOUNT_UNIT: Final = "金额单位：{unit}"
MAX_SCORE: Final = "分值"
EXECUTION_RATE: Final = "执行率"
SCORE: Final = "得分"
TOTAL: Final = "总分"
INDICATORS: Final = "年度绩效指标"
SECTION: Final = "{label}\n（{points}分）"
FUNDING_FIELD: Final = "{line}·{column}"

# --- the self-check sheet ------------------------------------------------------------------------------------------
CHECK_HEADS: Final = ("序号", "位置", "项目", "栏目", "结果", "问题与处理办法", "代码")
CHECK_TITLE: Final = "填报自查（自动检查，无需填写）"
CHECK_HINT: Final = "每填一项，本页自动更新。✗ 为须修改，？为请核实，✓ 为无问题。点“位置”可直达该单元格。"
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
        "S104": "工作簿中缺少这张工作表。请在下发的原表上填写，保留全部工作表。",
        "C201": "此处应为公式，现为直接填入的内容。请恢复该格公式，或在退回的表上重新填写。",
        "C202": "此处公式与下发时不同。请恢复该格公式，或在退回的表上重新填写。",
        "C203": "显示的数值与按表内公式算出的不同。请打开文件重新计算（按 F9）并保存后再报送。",
        "C204": "文件保存时没有重新计算，校验按公式重算的结果为准，无需处理。",
        "C205": "程序未能算出此处结果，请下发单位联系维护人员。",
        "V301": "必填项未填。请填写；没有发生的数填 0。",
        "V302": "应填数字，现为文字或其他内容。请只填数字，不带单位、符号和说明。",
        "V303": "数字以文字形式填写，已按读出的数计算。请核实后改为只填数字。",
        "V304/money": "金额为负数。请核对后填写不小于 0 的数。",
        "V304/points": "分值为负数。请核对后填写不小于 0 的数。",
        "V304/share": "与指标值相差约百倍，疑似 95 与 95% 之误。请核对：百分之九十五应填 95% 或 0.95。",
        "V304/over": "比率大于 100%。请核实，确有特殊情况的请在偏差原因栏说明。",
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


def shown(value: object) -> str:
    """Return a found or expected value as a message quotes it."""
    if value is None or value == "":
        return "空白"
    if isinstance(value, float):
        return f"{value:.15g}"
    return str(value)


def message(key: str, place: str, found: object, expected: object) -> str:
    """Return the message of a finding: the place, what is there, what it should be, what to do."""
    parts = [place]
    if found is not None or expected is not None:
        parts.append(f"现为 {shown(found)}" + ("" if expected is None else f"，应为 {shown(expected)}") + "。")
    elif place:
        parts.append("：")
    return "".join(parts) + SENTENCES[key]


def mistake(place: str, found: str, expected: str, remedy: str) -> str:
    """Return one mistake of a template or record as a line."""
    parts = (f"{place}：" if place else "") + found
    if expected:
        parts += f"；应为：{expected}"
    return f"{parts}。{remedy}"
