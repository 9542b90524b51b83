"""What really happens to forms on their way back: each wrong workbook of the samples, and how it is made.

What the verifier has to say of each stands in `samples/*/wrong/expected.json`, written by hand from the catalogue.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

import xlsxwriter

from tests import packages
from tests.forms import edited, part
from xlgen import recompute, writer
from xlgen.model import CellError, Content

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from xlgen.manifest import Manifest
    from xlgen.recompute import Contents

FORM: Final = "项目支出绩效自评表"
GUIDE: Final = "填报说明"

RESULT: Final = "objective.achieved_result"
SPENT: Final = "funding.appropriation.actual_expenditure"


LINES: Final = ("appropriation", "carryover", "other_funds")


def _actual(index: int) -> str:
    return f"indicators[{index}].actual_value"


def _score(index: int) -> str:
    return f"indicators[{index}].score"


def _reason(index: int) -> str:
    return f"indicators[{index}].deviation_explanation"


@dataclass(frozen=True, slots=True)
class Sample:
    """A form that is issued, and what stands in its issued and input cells when it is filled well."""

    manifest: Manifest
    contents: Contents

    def filled(self, changes: Mapping[str, Content]) -> bytes:
        """Return the workbook with other contents, computed again as Excel does; a formula may be given a value."""
        contents = self.contents | dict(changes)
        return writer.write(self.manifest, contents | recompute.evaluate(self.manifest.plan.shape, [contents])[0])

    def put(self, content: bytes, field: str, inner: str, kind: str = "") -> bytes:
        """Return a workbook with other XML in a field's cell."""
        sheet, cell = self.manifest.plan.shape.places[field]
        return packages.with_cell(content, part(self.manifest.plan.shape, sheet.name), cell.a1, inner, kind)

    def formula(self, field: str) -> str:
        """Return the text of a field's formula."""
        return self.manifest.plan.shape.places[field][1].text


Made = tuple[str, "Callable[[Sample], bytes] | Mapping[str, Content]"]
"""The code of the project, and what is done to its form: other contents, or a change of the file."""


def _typed_over(sample: Sample, numbers: Mapping[str, float], changes: Mapping[str, Content]) -> bytes:
    """Return the workbook with numbers typed over formulas; what follows from them is computed."""
    content = sample.filled({**changes, **numbers})
    for field, number in numbers.items():
        content = sample.put(content, field, f"<v>{number:g}</v>")
    return content


def _scores_pasted(sample: Sample) -> bytes:
    """Return the workbook with its column of scores copied and pasted as values."""
    given = recompute.evaluate(sample.manifest.plan.shape, [sample.contents])[0]
    scores = {field: value for field, value in given.items() if field.endswith("].score") and isinstance(value, float)}
    return _typed_over(sample, scores, {})


def _formula_changed(sample: Sample, field: str, words: tuple[str, str], value: float) -> bytes:
    """Return the workbook with other words in a formula, and the value that it gives then."""
    before = sample.formula(field)
    after = before.replace(*words)
    if after == before:
        raise LookupError(words[0])
    return sample.put(sample.filled({field: value}), field, packages.formula(after, value))


def _line_left_out(sample: Sample) -> bytes:
    """Return the workbook whose formula of the money spent in total leaves out its last line, where nothing was."""
    places = sample.manifest.plan.shape.places
    first, second, last = (places[f"funding.{line}.actual_expenditure"][1].a1 for line in LINES)
    words = (f"SUM({first}:{last})", f"SUM({first}:{second})")
    return _formula_changed(sample, "funding.total_funds.actual_expenditure", words, 37592.0)


def _shown_total(sample: Sample) -> bytes:
    """Return the workbook with another stored total beside the formula, which is whole."""
    return sample.put(sample.filled({}), "total_score", packages.formula(sample.formula("total_score"), 100))


def _head_changed(sample: Sample) -> bytes:
    """Return the workbook with other words in a head of the money table."""
    shape = sample.manifest.plan.shape
    head = next(cell for sheet, cell in shape.walk() if sheet.name == FORM and cell.text == "全年预算数")
    return packages.with_cell(sample.filled({}), part(shape, FORM), head.a1, packages.text("调整后预算数"), "inlineStr")


def _formula_typed(sample: Sample) -> bytes:
    return sample.put(sample.filled({}), _actual(0), packages.formula("4+6", 10))


def _picture_in_cell(sample: Sample) -> bytes:
    """Return the workbook with a picture that WPS put into a cell: there it is a function that gives its own text."""
    picture = 'DISPIMG("ID_3F1C5B0E6A7D4C2E9B8A1D2C3E4F5A6B",1)'
    content = sample.filled({RESULT: f"={picture}"})
    return sample.put(content, RESULT, packages.formula(f"_xlfn.{picture}", f"={picture}"), "str")


def _picture_over_cell(sample: Sample) -> bytes:
    """Return the workbook with a required cell left blank under a picture, such as a photo of the sheet on paper."""
    shape = sample.manifest.plan.shape
    cell = shape.places[RESULT][1]
    return packages.with_picture(sample.filled({RESULT: None}), part(shape, FORM), cell.row, cell.column)


def _without(sample: Sample, sheet: str) -> bytes:
    return packages.without_sheet(sample.filled({}), sample.manifest.plan.shape.positions[sheet], sheet)


def _cut_off(sample: Sample) -> bytes:
    """Return the first bytes of the workbook; they are not packed, so that they are the same everywhere."""
    return packages.packed(packages.parts(sample.filled({})), zipfile.ZIP_STORED)[:6000]


def _own_table(_: Sample) -> bytes:
    """Return a table that somebody drew without the form that was issued."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        page = book.add_worksheet("自评表")
        for row, words in enumerate(
            (("项目名称", "购置费"), ("全年预算数", 39600), ("全年执行数", 37592), ("总分", 99.49))
        ):
            page.write_row(row, 0, words)
    return packages.packed(packages.parts(buffer.getvalue()) | {"docProps/core.xml": _CORE})


_CORE: Final = (
    b'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>'
)


def _manifest_changed(sample: Sample) -> bytes:
    """Return the workbook with another version of the form written into its hidden sheet."""
    return edited(sample.filled({}), "xl/sharedStrings.xml", "<t>futian-project-2021</t>", "<t>futian-project-2022</t>")


def _not_computed(sample: Sample) -> bytes:
    """Return the workbook filled in a program that computes nothing: results are those of the blank form."""
    shape = sample.manifest.plan.shape
    issued = recompute.issued_contents(sample.manifest.plan)
    return writer.write(sample.manifest, sample.contents | recompute.evaluate(shape, [issued])[0])


_SEVENTY: Final[Mapping[str, Content]] = {
    SPENT: 27720.0,
    _actual(3): 0.7,
    _reason(3): "设备尾款按合同在下年支付。",
}
FUTIAN: Final[Mapping[str, Made]] = {
    "01 完成值填了文字": ("P003", {_actual(0): "完成"}),
    "02 完成值带了符号": ("P003", {_actual(0): "≥10台"}),
    "03 完成值带了别的单位": ("P008", {_actual(0): "95分"}),
    "04 完成值写成带单位的文字": ("P003", {_actual(0): "１０台"}),
    "05 金额带了逗号和元字": ("P003", {SPENT: "37,592.00元"}),
    "06 百分数漏了百分号": ("P003", {_actual(7): 98.0}),
    "07 满意度超过百分之百": ("P003", {_actual(7): 1.02}),
    "08 其他资金执行数为负": ("P005", {"funding.other_funds.actual_expenditure": -200.0}),
    "09 实际完成情况没有填": ("P003", {RESULT: None}),
    "10 完成值没有填": ("P008", {_actual(0): None}),
    "11 得分公式改成了数": ("P003", partial(_typed_over, numbers={_score(0): 15.0}, changes={})),
    "12 少完成一台却把得分改满": ("P003", partial(_typed_over, numbers={_score(0): 10.0}, changes={_actual(0): 9.0})),
    "13 得分整列粘贴成数值": ("P008", _scores_pasted),
    "14 执行率得分公式改为一位小数": (
        "P003",
        partial(_formula_changed, field="execution_score", words=(",2)", ",1)"), value=9.5),
    ),
    "15 合计公式漏加一行": ("P003", _line_left_out),
    "16 总分的显示值改成满分": ("P003", _shown_total),
    "17 指标值改小": ("P003", {"indicators[0].target_value": 9.0, _actual(0): 9.0}),
    "18 表头文字改了": ("P003", _head_changed),
    "19 项目名称改了": ("P003", {"project.name": "办公设备购置费"}),
    "20 执行数大于预算数": ("P003", {SPENT: 39952.0, _actual(3): 1.0089}),
    "21 动用其他资金后执行数大于预算数": (
        "P003",
        {SPENT: 39600.0, "funding.other_funds.actual_expenditure": 500.0, _actual(3): 1.0126},
    ),
    "22 没有预算却有支出": (
        "P001",
        {SPENT: 3000.0} | {_reason(index): "本年未发生需动用的事项。" for index in (0, 1, 2, 3, 5, 7)},
    ),
    "23 金额按万元填": ("P003", {SPENT: 3.7592}),
    "24 完成值远超指标值没有说明": ("P002", {_actual(2): 5.0}),
    "25 已达标却填了偏差原因": ("P003", {_reason(0): "设备已全部到货。"}),
    "26 未得满分没有说明": ("P003", {_actual(0): 9.0}),
    "27 偏差原因只写了无": ("P003", {_actual(0): 9.0, _reason(0): "无"}),
    "28 执行率偏低没有说明": ("P003", _SEVENTY),
    "29 执行率偏低已在情况说明中写明": (
        "P003",
        {**_SEVENTY, "responses.execution_rate": "设备年底到货，尾款按合同在下年支付。"},
    ),
    "30 填写提示没有删": ("P003", {RESULT: "请填写"}),
    "31 偏差原因只有省略号": ("P003", {_actual(0): 9.0, _reason(0): "……"}),
    "32 正文里留着XX": ("P003", {RESULT: "已购置电脑XX台、打印机XX台，全部验收合格并交付使用。"}),
    "33 实际完成情况照抄预期目标": ("P008", {RESULT: "用于区属和市转离退休干部的\n管理与慰问支出。 "}),
    "34 粘贴来的错误值": ("P003", {_actual(0): CellError.REFERENCE}),
    "35 完成值里写了算式": ("P003", _formula_typed),
    "36 单元格里放了图片": ("P003", _picture_in_cell),
    "37 图片盖在空白的必填项上": ("P003", _picture_over_cell),
    "38 支出进度与执行率不一致": ("P003", {_actual(3): 0.96}),
    "40 填报说明删掉了": ("P003", partial(_without, sheet=GUIDE)),
    "41 自评表删掉了": ("P003", partial(_without, sheet=FORM)),
    "42 自己画的表": ("P003", _own_table),
    "43 网页改了扩展名": ("P003", lambda _: "<html><body><table><tr><td>总分</td></tr></table></body></html>".encode()),
    "44 文件没有传完": ("P003", _cut_off),
    "45 下发信息改了": ("P003", _manifest_changed),
    "46 申请更正下发内容": ("P003", {"correction_request": "购置数量批复为12台，表中下发的是10台。"}),
    "47 填写后没有重新计算": ("P003", _not_computed),
    "48 两处错误": ("P003", {_actual(0): "完成", RESULT: None}),
    "49 实际完成情况写得过短": ("P003", {RESULT: "已完成。"}),
}
"""File name → what was done to which form of samples/futian-2021."""

LIBRARY: Final = "WH2020-007"
NATIONAL: Final[Mapping[str, Made]] = {
    "01 完成等级不在可选范围": (LIBRARY, {_actual(9): "基本达成"}),
    "02 得分超出所选等级的分数段": (LIBRARY, {_score(10): 9.0}),
    "03 得分大于分值": (LIBRARY, {_score(9): 12.0}),
    "04 未达成却给满分": (LIBRARY, {_actual(12): "未达成"}),
    "05 等级写了别的词": (LIBRARY, {_actual(4): "较好"}),
    "06 时限填了日期": (LIBRARY, {_actual(5): "2020年9月28日"}),
    "07 金额按元填": (
        LIBRARY,
        {SPENT: 3045000.0}
        | {"funding.carryover.actual_expenditure": 200000.0, "funding.other_funds.actual_expenditure": 80000.0},
    ),
}
"""File name → what was done to which form of samples/national-2020."""


def made(sample: Sample, how: Callable[[Sample], bytes] | Mapping[str, Content]) -> bytes:
    """Return one wrong workbook."""
    return how(sample) if callable(how) else sample.filled(how)
