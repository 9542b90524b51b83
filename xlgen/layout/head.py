"""The form's head: title, code, year, unit of money, the head's fields two a row, and the annual objective."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from xlgen import terms
from xlgen.layout.canvas import MONEY, TEXT_FORMAT
from xlgen.layout.plan import Cell, Kind, Role
from xlgen.template import LONGEST_TEXT

if TYPE_CHECKING:
    from xlgen.layout.canvas import Canvas
    from xlgen.layout.plan import Shape

_UNIT: Final = re.compile(re.escape(terms.AMOUNT_UNIT).replace(re.escape("{unit}"), "(.+)"))


def amount_unit(shape: Shape) -> str:
    """Return the unit of money that a form names, "" where it names none."""
    labels = (cell.text for _, cell in shape.of_role(Role.LABEL) if cell.style.startswith("small"))
    return next((found[1] for found in map(_UNIT.fullmatch, labels) if found), "")


def draw_head(canvas: Canvas) -> None:
    """Draw everything above the money table."""
    definition = canvas.definition
    canvas.label((0, canvas.width), definition.title, "title")
    canvas.row = 1
    label, value, canvas.status, middle, end = canvas.shared(14, 22, 38, 18, 23)
    canvas.label(label, terms.PROJECT_CODE, "small")
    if canvas.pattern.blank:  # in a format of text 001 stays as it is typed
        canvas.value(
            value, "project.code", Kind.TEXT, label=terms.PROJECT_CODE, required=True, number_format=TEXT_FORMAT
        )
    else:
        canvas.value(value, "project.code", Kind.TEXT, label=terms.PROJECT_CODE, style="small")
    year = Cell(
        row=1,
        column=middle[0],
        columns=middle[1],
        role=Role.ISSUED,
        style="small",
        kind=Kind.NUMBER,
        field="fiscal_year",
        number_format=terms.FISCAL_YEAR,
        label=terms.YEAR,
    )
    canvas.form.put(year)
    unit = terms.AMOUNT_UNIT.format(unit=definition.amount_unit)
    canvas.label(end, unit, "small_right")
    canvas.row = 2
    _fields(canvas)


def _fields(canvas: Canvas) -> None:
    first_label, first_value, *second = canvas.shared(15, 36, 14, 50)
    halves = ((first_label, first_value), (second[0], second[1]))
    for index, each in enumerate(canvas.definition.header):
        label, value = halves[index % 2]
        canvas.label(label, each.label, "head")
        money = each.kind == "money"
        canvas.value(
            value,
            f"project.{each.id}",
            Kind.MONEY if money else Kind.TEXT,
            label=each.label,
            # It says which project a blank form is, together with the code.
            required=each.required or (canvas.pattern.blank and each.id == "name"),
            number_format=MONEY if money else "",
            unit=canvas.definition.amount_unit if money else "",
        )
        canvas.row += index % 2
    if len(canvas.definition.header) % 2:
        label, value = halves[1]
        canvas.label((label[0], canvas.width - label[0]), "", "head")
        canvas.row += 1


def draw_objective(canvas: Canvas) -> None:
    """Draw the annual objective: expected beside achieved."""
    objective = canvas.definition.objective
    if objective is None:
        return
    halves = canvas.shared(59, 50, start=1)
    canvas.label((0, 1), objective.label, "block", rows=2)
    for place, key in zip(halves, ("expected_result", "achieved_result"), strict=True):
        half = getattr(objective, key)
        canvas.label(place, half.label, "head")
        canvas.row += 1
        locked = f"objective.{key}" in canvas.pattern.issued and f"objective.{key}" not in canvas.pattern.correctable
        canvas.value(
            place,
            f"objective.{key}",
            Kind.TEXT,
            label=half.label,
            required=half.required,
            longest=0 if locked or half.longest == LONGEST_TEXT else half.longest,
            style="issued_long" if locked else "input_long",
        )
        canvas.row -= 1
    canvas.row += 2
