"""The sheet 填报自查: one line a field or row, ✓ or ✗, what is wrong, and a link to the cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from xlgen import checks, formula, terms
from xlgen.layout.drawing import Drawing
from xlgen.layout.paths import indicator_index, total
from xlgen.layout.plan import Cell, Kind, Line, Outcome, Role, Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from xlgen.checks import Condition
    from xlgen.formula import Area
    from xlgen.layout.pattern import Pattern
    from xlgen.template import Definition

WIDTHS: Final = (6.0, 8.0, 34.0, 24.0, 7.0, 62.0, 10.0)
NUMBER, PLACE, ITEM, COLUMN, MARK, MESSAGE, KEY = range(7)
SUMMARY_ROW, HINT_ROW, HEAD_ROW, FIRST_ROW = 1, 2, 3, 4
SUMMARY: Final = "self_check.summary"


@dataclass(frozen=True, slots=True)
class SelfCheck:
    """The sheet, and what each of its lines may say."""

    sheet: Sheet
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class _Subject:
    """One line to be: the cell it is about, its chain of conditions, and the fields its names stand for."""

    cell: Cell
    conditions: tuple[Condition, ...]
    fields: Mapping[str, str | Sequence[str]]


def draw(definition: Definition, pattern: Pattern, cells: Sequence[Cell], fields: dict[str, Area]) -> SelfCheck:
    """Return the sheet for a form's cells, one line an input and one a scored row or money total."""
    drawing = Drawing(terms.CHECK_SHEET, fields)
    codes = frozenset(definition.checks.apply)
    lines = []
    for index, subject in enumerate(_subjects(definition, pattern, cells)):
        conditions = checks.switched(subject.conditions, codes)
        _draw_line(drawing, index, subject, conditions)
        outcomes = tuple(
            Outcome(key=each.key, severity=each.severity, about=_one(subject.fields[each.about]))
            for each in conditions
            if each.key
        )
        lines.append(Line(field=f"self_check[{index}].key", outcomes=outcomes))
    top = _draw_top(drawing, len(lines), fields)
    sheet = Sheet(
        name=terms.CHECK_SHEET,
        widths=WIDTHS,
        cells=(*top, *drawing.cells),
        repeat_rows=FIRST_ROW,
        hidden_columns=(KEY,),
        landscape=True,
    )
    return SelfCheck(sheet, tuple(lines))


def _one(field: str | Sequence[str]) -> str:
    return field if isinstance(field, str) else field[0]


def _subjects(definition: Definition, pattern: Pattern, cells: Sequence[Cell]) -> Iterator[_Subject]:
    """Yield the lines in the order of the form."""
    funding = definition.funding
    scored = {
        each.field.removesuffix("actual_value")
        for each in cells
        if each.required and each.field.endswith(".actual_value")
    }
    for cell in cells:
        # The explanation of a scored row is asked about in that row's own line.
        if cell.role is Role.INPUT and cell.field.removesuffix("deviation_explanation") not in scored:
            yield _Subject(cell, _input_conditions(pattern, cell), _input_fields(cell))
        if cell.role is Role.FORMULA and cell.row_label:
            path = cell.field.removesuffix("score")
            if path in scored:
                keys = ("score", "max_score", "deviation_explanation")
                yield _Subject(cell, checks.SCORED, {key: f"{path}{key}" for key in keys})
        if cell.role is Role.FORMULA and cell.field == total(funding.numerator):
            others = [f"funding.{line}.{column.id}" for line in funding.other_lines for column in funding.columns]
            fields: dict[str, str | Sequence[str]] = {
                "numerator": cell.field,
                "denominator": total(funding.denominator),
            }
            if others:
                yield _Subject(cell, checks.OVER_BUDGET, fields | {"other": others})
            else:
                plain = tuple(each for each in checks.OVER_BUDGET if each.key != "B402/other")
                yield _Subject(cell, plain, fields)


def _input_conditions(pattern: Pattern, cell: Cell) -> tuple[Condition, ...]:
    if cell.kind is Kind.TEXT:
        return checks.REQUIRED_TEXT if cell.required else checks.OPTIONAL_TEXT
    if cell.kind is Kind.MONEY:
        return checks.number(checks.NEGATIVE, required=cell.required)
    if not cell.field.endswith(".actual_value"):
        return checks.number(checks.NEGATIVE_POINTS, required=cell.required)
    index = indicator_index(cell.field)
    ranges: tuple[Condition, ...] = (checks.SHARE,) if cell.unit == "%" else ()
    if index is not None and pattern.indicators[index].share:
        ranges += (checks.OVER_ONE,)
    return checks.number(*ranges, required=cell.required)


def _input_fields(cell: Cell) -> dict[str, str | Sequence[str]]:
    fields: dict[str, str | Sequence[str]] = {"value": cell.field}
    if cell.field.endswith(".actual_value"):
        fields["target_value"] = cell.field.removesuffix("actual_value") + "target_value"
    return fields


def _draw_line(drawing: Drawing, index: int, subject: _Subject, conditions: tuple[Condition, ...]) -> None:
    row, cell = FIRST_ROW + index, subject.cell
    path = f"self_check[{index}]"
    drawing.label((row, NUMBER), str(index + 1), "check_centre")
    place = drawing.fields[cell.field]
    drawing.put(
        Cell(
            row=row,
            column=PLACE,
            role=Role.LABEL,
            style="check_link",
            text=cell.a1,
            link=f"'{place.sheet}'!{cell.a1}",
        )
    )
    if cell.row_label:
        drawing.put(Cell(row=row, column=ITEM, role=Role.ISSUED, style="check_text", field=cell.row_label))
        drawing.label((row, COLUMN), cell.label, "check_text")
    else:
        drawing.label((row, ITEM), cell.label, "check_text")
        drawing.label((row, COLUMN), "", "check_text")
    texts = {
        "key": (KEY, "check_key", drawing.rule(formula.parse_rule(checks.chain(conditions)), subject.fields)),
        "mark": (MARK, "check_mark", ""),
        "message": (MESSAGE, "check_text", ""),
    }
    drawing.fields[f"{path}.key"] = formula.Area.cell(drawing.sheet, row, KEY)
    for name, (column, style, text) in texts.items():
        shown = text or drawing.rule(formula.parse_rule(_shown(name, conditions)), {"key": f"{path}.key"})
        label = terms.CHECK_LINE.format(number=index + 1, column=terms.CHECK_HEADS[column])
        drawing.put(
            Cell(
                row=row,
                column=column,
                role=Role.FORMULA,
                style=style,
                text=shown,
                field=f"{path}.{name}",
                label=label,
            )
        )


def _shown(name: str, conditions: tuple[Condition, ...]) -> str:
    """Return the rule over `key` that shows a line's mark or its words."""
    text = f'"{terms.PASSED}"' if name == "mark" else '""'
    for each in reversed([each for each in conditions if each.key]):
        word = terms.MARKS[each.severity.value] if name == "mark" else terms.SENTENCES[each.key]
        text = f'IF(key="{each.key}","{word}",{text})'
    return text


def _draw_top(drawing: Drawing, count: int, fields: dict[str, Area]) -> list[Cell]:
    top = Drawing(drawing.sheet, fields)
    top.label((0, 0), terms.CHECK_TITLE, "title", (1, KEY))
    keys = [f"self_check[{index}].key" for index in range(count)]
    before, after = terms.CHECK_LEFT
    left = 'SUMPRODUCT((keys<>"")*1)'
    text = f'IF({left}=0,"{terms.CHECK_DONE}","{before}"&TEXT({left},"0")&"{after}")'
    top.put(
        Cell(
            row=SUMMARY_ROW,
            column=0,
            columns=KEY,
            role=Role.FORMULA,
            style="check_summary",
            field=SUMMARY,
            label=terms.CHECK_SUMMARY,
            text=top.rule(formula.parse_rule(text), {"keys": keys}),
        )
    )
    top.label((HINT_ROW, 0), terms.CHECK_HINT, "small", (1, KEY))
    for column, label in enumerate(terms.CHECK_HEADS):
        top.label((HEAD_ROW, column), label, "head")
    return top.cells
