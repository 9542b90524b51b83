"""What the self-check says, how grave it is, and the words that it takes for nothing: copies of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

NOT_APPLICABLE: Final = "不适用"

SENTENCES: Final[Mapping[str, str]] = {
    "V301": "必填项未填，请填写。",
    "V301/number": "必填项未填，请填写；没有发生的填 0。",
    "V301/choice": "必填项未选。请点单元格右侧的箭头，从列出的选项中选择。",
    "V302": "应填数字，填的不是数字。请只填数字，不带单位和说明。",
    "V302/percent": "应填百分比，填的不是数字。请只填数字，不带说明；百分之九十五填 95% 或 0.95。",
    "V304/money": "金额为负数。请核对后填写不小于 0 的数。",
    "V304/count": "数量为负数。请核对后填写不小于 0 的数。",
    "V304/points": "分数为负数。请核对后填写不小于 0 的数。",
    "V304/percent": "百分比为负数。请核对后填写不小于 0 的数。",
    "V304/high": "百分比大于 1000%，可能漏了百分号。请核实：百分之九十五应填 95% 或 0.95。",
    "V304/large": "数值过大。请核对位数和单位，改正后再报送。",
    "V301/uncomputed": "得分没有算出来：附表中有关的数没有填全，或者除数为 0。请核对附表中有关的数。",
    "V304/score": "得分小于 0 或大于满分。请核对后填写不小于 0、不大于满分的数。",
    "V304/band": "得分不在所选完成等级的分数段内（见填报说明）。请核对完成等级和得分。",
    "V304/share": "与指标值相差约百倍，可能漏了百分号。请核对：百分之九十五应填 95% 或 0.95。",
    "V304/confused": "单位为 %，指标值或完成值不大于 1，疑似 95 与 0.95 之误。请核对这两个数："
    "百分之九十五应填 95；确为百分之一或更小的，请在“情况说明”中写明。",
    "V304/over": "比率大于 100%。请核实完成值。",
    "V304/judged": "此行按指标性质由公式计算得分，此格没有采用。请核对指标性质；性质无误的可清除此格。",
    "V304/code": "编码以数字填写，超过 15 位的末尾数字已丢失。请清除此格，设为文本格式后重新填写。",
    "V305": "不是可选的内容。请点单元格右侧的箭头，从列出的选项中选择。",
    "V306": "单元格为错误值。请清除后重新填写。",
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
    "I505": "未得满分且未说明原因。请在本格写明原因和改进措施。",
    "I506": "得满分但填有偏差原因。请核对；不属于偏差的说明可以保留，无需处理。",
    "I507": "完成值明显高于指标值。请核实完成值；确实如此的，请在本格或“情况说明”中写明原因。",
    "I510": "所填支出进度与本表计算的预算执行率不一致。请核对；口径不同的无需处理。",
    "I511": "资金基本未支出，但产出指标全部满分。请核实执行数和完成值；确实如此的，请在“情况说明”中写明原因。",
    "I512": "所填等级与总分对应的等级不符。请核对总分和等级，改正后再报送。",
    "I513": "所填总分与各项得分之和不等。请核对各项得分和总分，改正后再报送。",
    "N601": "实际完成情况与预期目标文字相同。请写明实际完成了什么；确实一致的，请在“情况说明”中写明。",
    "N602": "文字较短。请核对是否写明了完成情况；已写清楚的无需处理。",
    "N603": "文字较长。请核对能否精简；确需如此的无需处理。",
}
WARNINGS: Final = frozenset(
    {"V304/confused", "V304/over", "V304/high", "B402/other", "B402/original", "B403", "B406", "B407"}
    | {"B407/hundredfold", "I507", "I511", "N601"}
)
NOTES: Final = frozenset({"V304/judged", "V309/within", "B404", "I506", "I510", "N602", "N603"})
"""What is neither is an error."""
ALL_DONE: Final = "已填完整，可打印签字盖章后报送"
SOME_LEFT: Final = "还有 {count} 处需要处理"

NOTHING: Final = frozenset({"无", "没有", "不适用", "/", "／", "-", "—"})
NO_REASONS: Final = NOTHING | {"无。", "暂无", "暂无。", "无偏差", "无偏差。", "未出现偏差", "N/A", "n/a", "0"}
"""Words that give no reason."""
PROMPTS: Final = frozenset({"请填写", "请在此填写", "此处填写", "待填写", "待补充", "填写说明"})
STROKES: Final = frozenset("XxＸ×*＊…")
"""A cell with nothing but these is not filled."""
LEFT_OPEN: Final = ("XX", "xx", "××", "……")
"""Within a text they may be left over."""
PROPOSED_SIGNS: Final = ("≥", "=", "≤")
PERCENTS: Final = frozenset({"%", "％", "﹪", "百分比"})
"""A number beside one of them is so many parts of a hundred: 95."""


def severity(key: str, levels: Mapping[str, str]) -> str:
    """Return how grave a key is: as the form's template says for its code, or as the catalogue does."""
    usual = "warning" if key in WARNINGS else "note" if key in NOTES else "error"
    return levels.get(key.partition("/")[0], usual)
