"""What a workbook says at the cell: a prompt at every input of every form, in words that belong to it."""

from __future__ import annotations

import io

import openpyxl
import pytest

from tests.forms import manifest_of, workbook
from tests.good_fillings import GoodForm, good_forms
from xlgen.layout import Cell, Kind, Role
from xlgen.writer.guidance import prompt_of, validation


def _input(field: str, kind: Kind = Kind.TEXT, **more: object) -> Cell:
    return Cell(row=0, column=0, role=Role.INPUT, style="input", field=field, kind=kind, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("cell", "prompt"),
    [
        (
            _input("funding.appropriation.actual_expenditure", Kind.MONEY, unit="万元", required=True),
            "必填。填数字，单位为万元，如 1234.56；没有发生的填 0。",
        ),
        (
            _input("funding.other_funds.actual_expenditure", Kind.MONEY, unit="元"),
            "选填。填数字，单位为元，如 1234.56；没有发生的可以不填。",
        ),
        (
            _input("indicators[3].actual_value", Kind.NUMBER, unit="%", required=True),
            "必填。请连同百分号填写，如 95%；只填 95 时请看显示的是否为 95%。",
        ),
        (
            _input("indicators[3].actual_value", Kind.NUMBER, unit="台", required=True),
            "必填。只填数字，如 10；单位“台”不用填。",
        ),
        (
            _input("indicators[3].target_value", Kind.NUMBER, unit="%", as_written=True),
            "选填。单位为 % 的，百分之九十填 90，不填 0.9，也不填 90%。",
        ),
        (
            _input("indicators[3].actual_value", Kind.CHOICE, choices=("达成", "未达成"), required=True),
            "必填。请点右侧箭头，从列表中选择。",
        ),
        (
            _input("indicators[3].deviation_explanation", longest=300),
            (
                "未得满分的，写明原因和改进措施，如“供货延期，已于次年 1 月到货”；得满分的不填。"
                "开头不要用“=”“+”“-”，否则会被当作公式。不超过 300 字。"
            ),
        ),
        (
            # An answer goes by what it is, not by the field that it is about.
            _input("responses.indicators[3].deviation_explanation"),
            (
                "“结果”为 ？ 的行，核实无误的在此写明情况，如“含上年结转资金”；填后不再算作待处理。"
                "开头不要用“=”“+”“-”，否则会被当作公式。"
            ),
        ),
        (
            _input("signoff.phone"),
            "填能找到填表人的电话，如 0755-12345678。开头不要用“=”“+”“-”，否则会被当作公式。",
        ),
    ],
)
def test_a_prompt_says_what_to_write_with_an_example_and_the_unit(cell: Cell, prompt: str) -> None:
    assert prompt == prompt_of(cell)


@pytest.mark.parametrize("form", good_forms(), ids=lambda each: each.name)
def test_every_input_of_every_form_has_a_prompt_that_excel_takes_whole(form: GoodForm) -> None:
    """Excel refuses a workbook with a title of more than 32 characters or a message of more than 255."""
    for _, cell in form.manifest.plan.shape.of_role(Role.INPUT):
        said = validation(cell)
        assert 0 < len(str(said["input_title"])) <= 32, cell
        assert 0 < len(prompt_of(cell)) <= 255, cell
        assert prompt_of(cell) == said["input_message"], cell
        assert len(str(said.get("error_message", ""))) <= 255, cell
        assert cell.required == prompt_of(cell).startswith("必填。"), cell


def test_the_prompts_stand_in_the_workbook_at_their_cells() -> None:
    page = openpyxl.load_workbook(io.BytesIO(workbook("P002")))["项目支出绩效自评表"]
    shown = {
        (row, column): (rule.promptTitle, rule.prompt)
        for rule in page.data_validations.dataValidation
        for area in rule.sqref.ranges
        for row, column in area.cells
        if rule.showInputMessage
    }
    form = manifest_of("P002").plan.shape.sheets[1]
    inputs = {(cell.row + 1, cell.column + 1) for cell in form.cells if cell.role is Role.INPUT}

    assert ("其中：当年财政拨款·全年执行数", "必填。填数字，单位为元，如 1234.56；没有发生的填 0。") == shown[7, 6]
    assert inputs == set(shown)
