"""What may happen to a filled form on its way back: named changes, each saying what the verifier must find and where.

A change is made in the package's XML, as a person in a spreadsheet program, a library or an editor leaves it. It picks
its place by the seeded chooser that it is given, and returns the (code, cell) that must be found; those without a
finding are harmless. A form that has nothing of the kind raises `NothingToChange`.
"""

from __future__ import annotations

from functools import partial
from typing import Final

from tests.manipulations import cells, display, formulas, harmless, hidden, issued, lines, rules, sheets
from tests.manipulations.change import Change, Form, Found, Manipulation, NothingToChange, manipulated
from xlgen import terms
from xlgen.layout import Role

__all__ = ["HARMFUL", "HARMLESS", "Change", "Form", "Found", "Manipulation", "NothingToChange", "manipulated"]

HARMFUL: Final = (
    Manipulation("数覆盖公式", formulas.constant_over_formula),
    Manipulation("公式粘贴成数值", formulas.result_pasted),
    Manipulation("公式清空", formulas.formula_emptied),
    Manipulation("求和少一行", formulas.one_row_short),
    Manipulation("分值写成常数", formulas.weight_constant),
    Manipulation("去掉封顶", partial(formulas.edited, pattern=r"MIN\(", replacing="MAX(")),
    Manipulation("改舍入位数", partial(formulas.edited, pattern=r",2\)", replacing=",1)")),
    Manipulation("改比较号", partial(formulas.edited, pattern=r"<>0", replacing=">0")),
    Manipulation("改界限", partial(formulas.edited, pattern=r">0", replacing=">0.01")),
    Manipulation("公式末尾加分", partial(formulas.edited, pattern=r"\Z", replacing="+1")),
    Manipulation("改取最大", partial(formulas.edited, pattern=r"SUM\(", replacing="MAX(")),
    Manipulation("引用错一行", partial(formulas.edited, pattern=r"\b([A-Z])(\d)(\d)\b", replacing=r"\g<1>\g<2>\g<3>0")),
    Manipulation("整条公式换掉", formulas.replaced_wholly),
    Manipulation("显示值改动", formulas.result_forged),
    Manipulation("自查标记改动", formulas.mark_forged),
    Manipulation("手动计算并改显示值", formulas.manual_and_forged),
    Manipulation("手动计算未重算", formulas.stale),
    Manipulation("结果全部缺失", formulas.never_computed),
    Manipulation("改指标值", lambda change: issued.issued_changed(change, ".target_value")),
    Manipulation("改分值", lambda change: issued.issued_changed(change, ".max_score")),
    Manipulation("改指标名称", lambda change: issued.issued_changed(change, ".name")),
    Manipulation("改项目名称", lambda change: issued.issued_changed(change, "project.name")),
    Manipulation("改项目编码", lambda change: issued.issued_changed(change, "project.code")),
    Manipulation("改标签", issued.label_changed),
    Manipulation("对调分值", issued.weights_swapped),
    Manipulation("删一行", lines.row_deleted),
    Manipulation("插一行", partial(lines.rows_inserted, count=1)),
    Manipulation("插三行", partial(lines.rows_inserted, count=3)),
    Manipulation("插一行并填写", lines.row_inserted_and_filled),
    Manipulation("程序插行而引用不动", partial(lines.rows_inserted, count=1, follow=False)),
    Manipulation("移动一行", lines.rows_swapped),
    Manipulation("插一列", lines.column_inserted),
    Manipulation("删完成值列", lines.column_deleted),
    Manipulation("隐藏一行", partial(lines.row_hidden, hidden="1")),
    Manipulation("行高为零", partial(lines.row_hidden, ht="0", customHeight="1")),
    Manipulation("隐藏一列", partial(lines.column_hidden, hidden="1")),
    Manipulation("列宽为零", partial(lines.column_hidden, width="0")),
    Manipulation("工作表改名", sheets.sheet_renamed),
    Manipulation("复制工作表", sheets.sheet_copied),
    Manipulation("删自评表", sheets.form_deleted),
    Manipulation("删填报说明", lambda change: sheets.sheet_deleted(change, terms.GUIDE_SHEET)),
    Manipulation("删填报自查", lambda change: sheets.sheet_deleted(change, terms.CHECK_SHEET)),
    Manipulation("删附表", sheets.sheet_deleted),
    Manipulation("加工作表", sheets.sheet_added),
    Manipulation("隐藏工作表", sheets.sheet_hidden),
    Manipulation("并入另一项目的表", sheets.other_form_beside),
    Manipulation("复制到另一工作簿", sheets.pasted_into_another),
    Manipulation("删一个名称", rules.name_deleted),
    Manipulation("名称改指别处", rules.name_redirected),
    Manipulation("名称全部丢失", rules.names_deleted),
    Manipulation("拖走一个填写项", rules.cell_dragged_away, alone=False),
    Manipulation("删一条有效性", rules.rule_removed),
    Manipulation("有效性改为警告", rules.rule_loosened),
    Manipulation("有效性下限放宽", rules.bound_loosened),
    Manipulation("下拉选项增加", rules.list_extended),
    Manipulation("有效性全部丢失", rules.rules_lost),
    Manipulation("取消一张表的保护", partial(rules.unprotected, every=False)),
    Manipulation("取消全部保护", partial(rules.unprotected, every=True)),
    Manipulation("解除公式的锁定", rules.unlocked),
    Manipulation("改隐藏表", hidden.manifest_edited),
    Manipulation("换成另一项目的隐藏表", hidden.manifest_swapped),
    Manipulation("隐藏表中加入禁用函数", hidden.rule_of_ones_own),
    Manipulation("公式格改数字格式", lambda change: display.formatted(change, Role.FORMULA, '"100"', "0.0000,", ";;;")),
    Manipulation("下发数改数字格式", lambda change: display.formatted(change, Role.ISSUED, '"100"', "0.0000,", ";;;")),
    Manipulation("填写项改数字格式", lambda change: display.formatted(change, Role.INPUT, '"100"', "0.0000,", ";;;")),
    Manipulation("白字", partial(display.coloured, font="FFFFFF")),
    Manipulation("字号过小", partial(display.coloured, size="1")),
    Manipulation("文字显示成别的", display.words_hidden),
    Manipulation("条件格式遮住标记", display.mark_hidden),
    Manipulation("条件格式改显示", display.number_by_condition),
    Manipulation("表外白字", display.white_text_added),
    Manipulation("表外另写", display.text_beside),
    Manipulation("图片盖住结果", display.drawn_over),
    Manipulation("拆开合并", cells.merge_split),
    Manipulation("另行合并", cells.merge_added),
    Manipulation("填写项写算式", partial(cells.formula_in_input, text="1+1"), alone=False),
    Manipulation("填写项引用别的文件", partial(cells.formula_in_input, text="'[1]Sheet1'!A1"), alone=False),
    Manipulation("填写项放图片", cells.picture_in_input, alone=False),
)
HARMLESS: Final = (
    Manipulation("未改动", harmless.untouched),
    Manipulation("加批注", harmless.comment_added),
    Manipulation("加宽各列", harmless.column_widened),
    Manipulation("调行高", harmless.rows_resized),
    Manipulation("改页面设置", harmless.page_set_up),
    Manipulation("改视图", harmless.looked_at_elsewhere),
    Manipulation("调整工作表顺序", harmless.sheets_reordered),
    Manipulation("隐藏表改为普通隐藏", harmless.manifest_hidden),
    Manipulation("公式换写法", harmless.spelled_otherwise),
    Manipulation("数字格式换写法", harmless.formats_spelled_otherwise),
    Manipulation("样式重新编号", harmless.styles_renumbered),
    Manipulation("标签多空格", harmless.spaces_in_labels),
    Manipulation("程序自加的名称", harmless.names_of_programs),
    Manipulation("填写项带千分位", harmless.inputs_formatted),
    Manipulation("保护加密码", harmless.protected_otherwise),
    Manipulation("有效性合并书写", harmless.rules_joined),
    Manipulation("表外留空样式", harmless.empty_sheet_part),
    Manipulation("隐藏表外的列", harmless.far_column_hidden),
)
