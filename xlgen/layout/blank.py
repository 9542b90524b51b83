"""A blank form: one for all units that propose their own indicators, with rows enough for each section.

The office issues nothing but the form itself. A row counts once anything stands in it; what shows whether it does is
a cell of its own in a hidden column.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from xlgen import formula, scoring, terms
from xlgen.finding import UsageError, mistake
from xlgen.formula import Text
from xlgen.layout import proposal
from xlgen.layout.columns import Column
from xlgen.layout.indicators import draw_frame, judged_label
from xlgen.layout.paths import EXECUTION_MAX_SCORE, stated
from xlgen.layout.pattern import IndicatorPattern, Pattern
from xlgen.layout.plan import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xlgen.layout.canvas import Canvas
    from xlgen.layout.plan import Plan
    from xlgen.model import Value
    from xlgen.template import Definition, Template
    from xlgen.template.definition import Section

USED: Final = "used"
JUDGED: Final = "judged_score"
USED_WIDTH: Final = 4.0
NOTHING_SHOWN: Final = ";;;"
"""A number format: what a hidden column holds must not show beside it where a program prints what runs over."""
_ROWS: Final = {"output": 8, "outcome": 5}
_OTHER_ROWS: Final = 3


def is_blank(plan: Plan) -> bool:
    """Return whether a plan is that of a blank form: no project was issued with it."""
    return "project.code" not in plan.issued


def rows_of(section: Section) -> int:
    """Return how many rows a section has in a blank form: what the template says, else enough for every category."""
    return section.blank_rows or max(_ROWS.get(section.kind, _OTHER_ROWS), len(section.categories))


def pattern(template: Template) -> Pattern:
    """Return the pattern of a form's blank: every row open, nothing issued.

    Raises
    ------
    UsageError
        The form has no sections whose indicators a unit could propose, or tables whose rows a list gives.

    """
    definition = template.definition
    given = [each for each in definition.tables if each.most_rows is not None]
    if not definition.sections or definition.evaluation is not None or given:
        raise UsageError(template.source, mistake("blank-unsuited"))
    choices = levels(definition)
    rows = [
        IndicatorPattern(index, "", None, scoring.OPEN, choices=choices, accepted=choices[:1])
        for index, section in enumerate(definition.sections)
        for _ in range(rows_of(section))
    ]
    return Pattern(tuple(rows), frozenset(), blank=True)


def issued(template: Template) -> dict[str, Value]:
    """Return what a blank form is issued with: its year, the points of the rate, each row's first-level indicator."""
    definition = template.definition
    labels = [section.label for section in definition.sections for _ in range(rows_of(section))]
    return {
        "fiscal_year": Decimal(definition.fiscal_year),
        **({EXECUTION_MAX_SCORE: definition.funding.max_score} if definition.has_funding else {}),
        **{f"indicators[{index}].dimension": label for index, label in enumerate(labels)},
    }


def levels(definition: Definition) -> tuple[str, ...]:
    """Return the words that the achievement of a qualitative indicator is chosen from; none where there are none."""
    own = definition.scoring
    method = own.methods[terms.QUALITATIVE_SIGN]
    if method == scoring.QUALITATIVE:
        return tuple(each.level for each in own.bands)
    return own.verdicts if method == "met-or-not" else ()


def guide(definition: Definition) -> tuple[str, ...]:
    """Return what the sheet 填报说明 says of a blank form besides the template's own words."""
    methods = definition.scoring.methods
    judged, words = scoring.judged_signs(methods), "、".join(levels(definition))
    templates = list(terms.BLANK_GUIDE)
    templates += [terms.BLANK_GUIDE_JUDGED] if judged else []
    templates += [terms.BLANK_GUIDE_WORDED] if words else []
    named = {
        "heads": definition.indicators,
        "signs": "、".join(scoring.open_signs(methods)),
        "judged": "、".join(judged),
        "judged_score": judged_label(definition),
        "levels": words,
    }
    return tuple(each.format(**named) for each in templates)


def draw_rows(canvas: Canvas) -> None:
    """Draw the heads and every open row."""
    draw_frame(canvas)
    numbers: dict[int, int] = {}
    for index, each in enumerate(canvas.pattern.indicators):
        numbers[each.section] = numbers.get(each.section, 0) + 1
        _Row(canvas, index, each, numbers[each.section]).draw()
        canvas.row += 1


def count_of(canvas: Canvas) -> formula.Node:
    """Return the formula, bound to its cells, of how many parts a total has: the rows used and the rate's."""
    text = "COUNT(used_rows)+1" if canvas.definition.has_funding else "COUNT(used_rows)"
    used = canvas.form.areas(f"indicators[{index}].{USED}" for index in range(len(canvas.pattern.indicators)))
    return formula.bind(formula.parse_rule(text), {"used_rows": used})


class _Row:
    """One open row, drawn into the canvas's next row."""

    def __init__(self, canvas: Canvas, index: int, pattern: IndicatorPattern, number: int) -> None:
        self.canvas = canvas
        self.pattern = pattern
        self.path = f"indicators[{index}]"
        self.number = number
        self.section = canvas.definition.sections[pattern.section]
        self.inputs: list[str] = []

    def value(self, column: Column, key: str, kind: Kind, label: str, **more: Any) -> None:  # noqa: ANN401 - as in Cell
        field = stated(f"{self.path}.score") if column is Column.STATED else f"{self.path}.{key}"
        self.inputs.append(field)
        place = self.canvas.columns.at(column)
        self.canvas.value(place, field, kind, label=self.label(label), **more)

    def label(self, label: str) -> str:
        return terms.OPEN_ROW.format(section=self.section.label, number=self.number, label=label)

    def draw(self) -> None:
        words, methods = self.canvas.definition.indicators, self.canvas.definition.scoring.methods
        kept, figure = self.canvas.columns.kept, {"style": "input_number"}
        worded = {"words_field": f"{self.path}.direction"}
        unit = proposal.measured(self.path)
        sign = terms.FUNDING_FIELD.format(line=words.target_value, column=words.direction)
        measure = terms.FUNDING_FIELD.format(line=words.target_value, column=words.unit_of_measure)
        choices = self.section.categories
        self.value(Column.CATEGORY, "category", Kind.CHOICE, words.category, choices=choices, style="input_text")
        self.value(Column.NAME, "name", Kind.TEXT, words.name)
        signs = scoring.open_signs(methods)
        self.value(Column.DIRECTION, "direction", Kind.CHOICE, sign, choices=signs, **figure)
        self.value(Column.TARGET, "target_value", Kind.NUMBER, words.target_value, **worded, **unit, style="input_word")
        self.value(Column.UNIT, "unit_of_measure", Kind.TEXT, measure, **figure)
        more = worded | unit | {"choices": self.pattern.choices}
        self.value(Column.ACTUAL, "actual_value", Kind.NUMBER, words.actual_value, **more, **figure)
        self.value(Column.MAX_SCORE, "max_score", Kind.NUMBER, words.max_score, unit=terms.POINTS)
        if Column.JUDGED in kept:
            self.value(Column.JUDGED, JUDGED, Kind.NUMBER, judged_label(self.canvas.definition), unit=terms.POINTS)
        if Column.STATED in kept:
            self.value(Column.STATED, "", Kind.NUMBER, words.stated_score or "", unit=terms.POINTS)
        self.value(Column.EXPLANATION, "deviation_explanation", Kind.TEXT, words.deviation_explanation)
        self.score()
        self.used()

    def score(self) -> None:
        """Draw the score: a formula by the sign, over the score that a person gives where one decides."""
        keys = ("target_value", "actual_value", "max_score", "direction", JUDGED)
        fields = {key: f"{self.path}.{key}" for key in keys if f"{self.path}.{key}" in self.inputs}
        rule = self.canvas.template.rules[scoring.OPEN]
        text = self.canvas.form.rule(rule, fields, self.words())
        place = self.canvas.columns.at(Column.SCORE)
        self.canvas.computed(
            place, f"{self.path}.score", text, label=self.label(self.canvas.definition.indicators.score)
        )

    def words(self) -> Mapping[str, formula.Node]:
        """Return the lists of words that the rule may speak of."""
        choices, accepted = ("|".join(("", *each, "")) for each in (self.pattern.choices, self.pattern.accepted))
        return {"choices": Text(choices), "accepted": Text(accepted)}

    def used(self) -> None:
        """Draw what tells whether anything stands in the row."""
        text = self.canvas.form.rule(self.canvas.template.rules[scoring.ROW_USED], {"parts": self.inputs})
        place, unseen = (self.canvas.width, 1), {"style": "check_key", "number_format": NOTHING_SHOWN}
        self.canvas.computed(place, f"{self.path}.{USED}", text, label=self.label(terms.ROW_USED), **unseen)


__all__ = ["JUDGED", "USED", "count_of", "draw_rows", "guide", "is_blank", "issued", "levels", "pattern"]
