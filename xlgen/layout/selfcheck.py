"""The sheet 填报自查: one line a field or row, ✓ or ✗, what is wrong, and a link to the cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from xlgen import checks, formula, terms
from xlgen.finding import Severity
from xlgen.layout import checkcode
from xlgen.layout.drawing import Drawing
from xlgen.layout.measure import text_width
from xlgen.layout.open_rows import NEEDED, used_rows
from xlgen.layout.paths import counts_what_happened, response
from xlgen.layout.plan import Cell, Kind, Line, Outcome, Role, Sheet
from xlgen.layout.subjects import subjects

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlgen.checks import Condition
    from xlgen.formula import Area
    from xlgen.layout.pattern import Pattern
    from xlgen.layout.subject import Subject
    from xlgen.template import Template

WIDTHS: Final = (6.0, 11.0, 32.0, 25.0, 7.0, 56.0, 26.0, 10.0, 10.0)
NUMBER, PLACE, ITEM, COLUMN, MARK, MESSAGE, RESPONSE, KEY, CODE = range(9)
SUMMARY_ROW, HINT_ROW, HEAD_ROW, FIRST_ROW = 1, 2, 3, 4
_WIDEST_PLACE: Final = 32.0
SUMMARY: Final = "self_check.summary"
PROGRESS: Final = "self_check.progress"
_NUMBERS: Final = frozenset({Kind.NUMBER, Kind.MONEY, Kind.TARGET})


@dataclass(frozen=True, slots=True)
class SelfCheck:
    """The sheet, and what each of its lines may say."""

    sheet: Sheet
    lines: tuple[Line, ...]


def draw(
    template: Template,
    pattern: Pattern,
    cells: Sequence[Cell],
    fields: dict[str, Area],
    asked: Mapping[str, Subject],
) -> SelfCheck:
    """Return the sheet for a form's cells, one line an input and one a scored row or total; `asked` as for subjects."""
    drawing = Drawing(terms.CHECK_SHEET, fields)
    own = template.definition.checks
    lines: list[Line] = []
    for subject in subjects(template, pattern, cells, asked):
        worded = tuple(_worded(subject.cell, each) for each in subject.conditions)
        conditions = checks.switched(worded, frozenset(own.apply), own.levels)
        if any(each.key for each in conditions):
            lines.append(_draw_line(template, drawing, len(lines), subject, conditions))
    top = _draw_top(drawing, lines, fields, None if pattern.blank else pattern)
    checkcode.draw(drawing, (HEAD_ROW, CODE), cells, template.definition.amount_unit)
    sheet = Sheet(
        name=terms.CHECK_SHEET,
        widths=_widths(drawing.cells),
        cells=(*top, *drawing.cells),
        head_rows=(FIRST_ROW - 1, FIRST_ROW - 1),
        hidden_columns=(KEY, CODE),
        landscape=True,
        frozen=FIRST_ROW,
        filtered=True,
    )
    return SelfCheck(sheet, tuple(lines))


def _worded(cell: Cell, condition: Condition) -> Condition:
    """Return a condition in the words that fit a cell."""
    if condition.about != "value":
        return condition
    either = bool(cell.words_field)
    return checks.worded(
        condition,
        number=cell.kind in _NUMBERS and not either and counts_what_happened(cell.field),
        choice=bool(cell.choices) and not either,
        percent="%" in cell.number_format,
    )


def _widths(cells: Sequence[Cell]) -> tuple[float, ...]:
    """Return the columns' widths: an address of another sheet is longer than one of the form, and does not wrap."""
    longest = max((text_width(cell.text) for cell in cells if cell.style == "check_link"), default=0)
    place = max(WIDTHS[PLACE], min(longest + 3.0, _WIDEST_PLACE))
    return (*WIDTHS[:PLACE], place, *WIDTHS[PLACE + 1 :])


def _one(field: str | Sequence[str]) -> str:
    return field if isinstance(field, str) else field[0]


def _address(template: Template, place: Area, cell: Cell) -> str:
    """Return how a cell is found: its address, beside its sheet where that is not the form's own."""
    if place.sheet == template.definition.title:
        return cell.a1
    return terms.SHEET_AND_CELL.format(sheet=place.sheet, cell=cell.a1)


def _draw_line(
    template: Template, drawing: Drawing, index: int, subject: Subject, conditions: tuple[Condition, ...]
) -> Line:
    """Draw one line, and return what it may say."""
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
            text=_address(template, place, cell),
            link=f"'{place.sheet}'!{cell.a1}",
        )
    )
    if cell.row_label:
        drawing.put(Cell(row=row, column=ITEM, role=Role.ISSUED, style="check_text", field=cell.row_label))
        drawing.label((row, COLUMN), cell.label, "check_text")
    else:
        drawing.label((row, ITEM), cell.label, "check_text")
        drawing.label((row, COLUMN), "", "check_text")
    answer = _draw_response(drawing, row, subject, conditions)
    texts = {
        "key": (KEY, "check_key", drawing.rule(formula.parse_rule(checks.chain(conditions)), subject.fields)),
        "mark": (MARK, "check_mark", ""),
        "message": (MESSAGE, "check_text", ""),
    }
    drawing.fields[f"{path}.key"] = formula.Area.cell(drawing.sheet, row, KEY)
    for name, (column, style, text) in texts.items():
        around = {"key": f"{path}.key"} | ({"response": answer} if answer else {})
        about = around | {"value": cell.field}
        shown = text or drawing.rule(formula.parse_rule(_shown(name, conditions, cell.longest)), about)
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
    outcomes = tuple(_outcome(subject, each) for each in conditions if each.key)
    return Line(field=f"{path}.key", outcomes=outcomes, response=answer)


def _outcome(subject: Subject, condition: Condition) -> Outcome:
    """Return what a line may say by one of its conditions, with the fields that a message shows."""
    parts = subject.fields.get(checks.SUMS.get(condition.key, ""), ())
    return Outcome(
        key=condition.key,
        severity=condition.severity,
        about=_one(subject.fields[condition.about]),
        owner=condition.owner,
        beside=tuple(
            _one(subject.fields[name]) for name in checks.OPERANDS.get(condition.key, ()) if name in subject.fields
        ),
        parts=(parts,) if isinstance(parts, str) else tuple(parts),
        criteria=subject.criteria if condition.key in checks.BY_CRITERIA else (),
    )


def _draw_response(drawing: Drawing, row: int, subject: Subject, conditions: tuple[Condition, ...]) -> str:
    """Draw where the unit answers a warning of the line, and return its field; "" where the line never warns."""
    if not subject.answerable and not any(each.key and each.severity is Severity.WARNING for each in conditions):
        drawing.label((row, RESPONSE), "", "check_text")
        return ""
    field = response(subject.cell.field)
    label = subject.cell.label or subject.cell.field
    drawing.put(
        Cell(
            row=row,
            column=RESPONSE,
            role=Role.INPUT,
            style="input_text",
            field=field,
            label=terms.FUNDING_FIELD.format(line=label, column=terms.CHECK_HEADS[RESPONSE]),
            row_label=subject.cell.row_label,
        )
    )
    return field


def _shown(name: str, conditions: tuple[Condition, ...], longest: int) -> str:
    """Return the rule over `key` that shows a line's mark or its words; an answered warning passes.

    A text that is all right and may have `longest` characters says how many are left.
    """
    text = f'"{terms.PASSED}"' if name == "mark" else _length_left(longest)
    for each in reversed([each for each in conditions if each.key]):
        word = f'"{terms.MARKS[each.severity.value]}"' if name == "mark" else f'"{terms.SENTENCES[each.key]}"'
        if name == "mark" and each.severity is Severity.WARNING:
            word = f'IF(IFERROR({formula.filled("response")},FALSE),"{terms.PASSED}",{word})'
        text = f'IF(key="{each.key}",{word},{text})'
    return text


def _length_left(longest: int) -> str:
    """Return the rule that says how long the text `value` is, and how much longer it may be."""
    if not longest:
        return '""'
    before, between, after = terms.LENGTH_LEFT
    length = f"LEN({formula.trimmed('value')})"
    left = f'"{before}"&TEXT({length},"0")&"{between}"&TEXT({longest}-{length},"0")&"{after}"'
    return f'IFERROR(IF({length}=0,"",{left}),"")'


def _draw_top(drawing: Drawing, lines: Sequence[Line], fields: dict[str, Area], pattern: Pattern | None) -> list[Cell]:
    """Draw the head: the verdict, beside it how much is filled in; not without the `pattern` that says how much."""
    count = len(lines)
    top = Drawing(drawing.sheet, fields)
    top.label((0, 0), terms.CHECK_TITLE, "title", (1, KEY))
    marks = [f"self_check[{index}].mark" for index in range(count)]
    before, after = terms.CHECK_LEFT
    left = f'SUMPRODUCT((marks="{terms.MARKS["error"]}")+(marks="{terms.MARKS["warning"]}"))'
    text = f'IF({left}=0,"{terms.CHECK_DONE}","{before}"&TEXT({left},"0")&"{after}")'
    top.put(
        Cell(
            row=SUMMARY_ROW,
            column=0,
            columns=MESSAGE if pattern else KEY,
            role=Role.FORMULA,
            style="check_summary",
            field=SUMMARY,
            label=terms.CHECK_SUMMARY,
            text=top.rule(formula.parse_rule(text), {"marks": marks}),
        )
    )
    if pattern:
        _draw_progress(top, lines, pattern)
    top.label((HINT_ROW, 0), terms.CHECK_HINT, "small", (1, KEY))
    for column, label in enumerate(terms.CHECK_HEADS):
        top.label((HEAD_ROW, column), label, "head")
    return top.cells


def _draw_progress(top: Drawing, lines: Sequence[Line], pattern: Pattern) -> None:
    """Draw which share of what must be filled in is; of open rows only what those in use need counts."""
    needed = [each.about for line in lines for each in line.outcomes if each.key in checks.MISSING]
    if not needed:
        return
    # Counted over all lines, of which no other says so: one by one, those of a large form are no formula any more.
    fields: dict[str, Sequence[str]] = {"keys": [line.field for line in lines]}
    spare = [field for field in needed if pattern.is_open(field)]
    count = str(len(needed) - len(spare))
    if spare:
        fields["used_rows"] = used_rows(pattern, pattern.order)
        count = f"MAX(1,{count}+COUNT(used_rows)*{len(NEEDED)})"
    missing = "+".join(f'(keys="{key}")' for key in sorted(checks.MISSING))
    text = f"1-SUMPRODUCT({missing})/{count}"
    top.put(
        Cell(
            row=SUMMARY_ROW,
            column=MESSAGE,
            columns=KEY - MESSAGE,
            role=Role.FORMULA,
            style="check_progress",
            field=PROGRESS,
            kind=Kind.NUMBER,
            number_format=terms.CHECK_PROGRESS_SHOWN,
            label=terms.CHECK_PROGRESS,
            text=top.rule(formula.parse_rule(text), fields),
        )
    )
