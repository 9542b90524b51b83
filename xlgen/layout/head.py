"""The form's head: title, code, year, unit of money, the head's fields two a row, and the annual objective."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlgen import terms
from xlgen.layout.canvas import MONEY, TEXT_FORMAT
from xlgen.layout.columns import Column
from xlgen.layout.plan import Cell, Kind, Role

if TYPE_CHECKING:
    from xlgen.layout.canvas import Canvas


def draw_head(canvas: Canvas) -> None:
    """Draw everything above the money table."""
    definition = canvas.definition
    canvas.label((0, canvas.width), definition.title, "title")
    canvas.row = 1
    label, value, middle, right = canvas.spread(1.2, 3, 2, 2) if canvas.evaluated else _top(canvas)
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
    canvas.label(right, unit, "small_right")
    canvas.row = 2
    _fields(canvas)


def _top(canvas: Canvas) -> tuple[tuple[int, int], ...]:
    """Return the places of the second row over the indicator table: code, its value, year, unit of money."""
    points = canvas.columns.at(Column.MAX_SCORE)
    return (0, 2), (2, 2), (4, points - 4), canvas.columns.span(Column.MAX_SCORE, Column.EXPLANATION)


def _fields(canvas: Canvas) -> None:
    if canvas.evaluated:
        one, two, three, four = canvas.spread(1.2, 3, 1.2, 3)
        halves = ((one, two), (three, four))
    else:
        _, target, actual, *_ = canvas.slots()
        halves = (((0, 2), (2, 2)), (target, (actual[0], canvas.width - actual[0])))
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
    middle = canvas.spread(1, 1)[1][0] if canvas.evaluated else canvas.columns.at(Column.ACTUAL)
    canvas.label((0, 1), objective.label, "block", rows=2)
    for place, key in (((1, middle - 1), "expected_result"), ((middle, canvas.width - middle), "achieved_result")):
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
            style="issued_long" if locked else "input_long",
        )
        canvas.row -= 1
    canvas.row += 2
