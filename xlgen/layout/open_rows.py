"""Open rows of the indicator table, in which a unit proposes an indicator of its own.

A blank form has no others; in an issued one they stand behind the office's rows of a section. A row counts once
anything stands in it; what shows whether it does is a cell of its own in a hidden column.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from xlgen import formula, scoring, terms
from xlgen.formula import Number, Text
from xlgen.layout import proposal
from xlgen.layout.columns import Column
from xlgen.layout.paths import stated
from xlgen.layout.plan import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from xlgen.layout.canvas import Canvas
    from xlgen.layout.pattern import IndicatorPattern, Pattern
    from xlgen.template import Definition

USED: Final = "used"
JUDGED: Final = "judged_score"
NEEDED: Final = ("category", "name", "direction", "target_value", "actual_value", "max_score")
"""What a row in use must have, whatever its sign."""
USED_WIDTH: Final = 4.0
NOTHING_SHOWN: Final = ";;;"
"""A number format: what a hidden column holds must not show beside it where a program prints what runs over."""


def levels(definition: Definition) -> tuple[str, ...]:
    """Return the words that the achievement of a qualitative indicator is chosen from; none where there are none."""
    own = definition.scoring
    method = own.methods[terms.QUALITATIVE_SIGN]
    if method == scoring.QUALITATIVE:
        return tuple(each.level for each in own.bands)
    return own.verdicts if method == "met-or-not" else ()


def judged_label(definition: Definition) -> str:
    """Return the head over the scores that a person gives in an open row."""
    qualitative = scoring.judged_signs(definition.scoring.methods) == (terms.QUALITATIVE_SIGN,)
    return terms.JUDGED_SCORE if qualitative else terms.TYPED_SCORE


def used_rows(pattern: Pattern, rows: Iterable[int]) -> list[str]:
    """Return the fields that tell which of some rows are in use: those of the open ones."""
    return [f"indicators[{index}].{USED}" for index in rows if pattern.indicators[index].open]


def counted(fixed: int) -> str:
    """Return the formula text of how many rows there are: the open ones in use, and so many that always count."""
    return f"COUNT(used_rows)+{fixed}" if fixed else "COUNT(used_rows)"


def count_of(canvas: Canvas, parts: int) -> formula.Node:
    """Return how many of the `parts` of a total there must be, bound to cells: of open rows only those in use."""
    pattern = canvas.pattern
    used = used_rows(pattern, pattern.order)
    if not used:
        return Number(Decimal(parts))
    return formula.bind(formula.parse_rule(counted(parts - len(used))), {"used_rows": canvas.form.areas(used)})


def guide(definition: Definition, pattern: Pattern) -> tuple[str, str]:
    """Return what the sheet 填报说明 says of open rows, as (lead, text); ("", "") where a form has none."""
    if not pattern.has_open:
        return "", ""
    methods = definition.scoring.methods
    judged, words = scoring.judged_signs(methods), "、".join(levels(definition))
    sections = dict.fromkeys(definition.sections[each.section].label for each in pattern.drawn if each.open)
    # Beside issued rows, of which the sheet tells too, there is room for a few words only.
    templates = [terms.BLANK_GUIDE, *terms.OPEN_GUIDE] if pattern.blank else [terms.SPARE_GUIDE]
    templates += [terms.OPEN_GUIDE_JUDGED if pattern.blank else terms.SPARE_GUIDE_JUDGED] if judged else []
    templates += [terms.OPEN_GUIDE_WORDED] if words and pattern.blank else []
    named = {
        "heads": definition.indicators,
        "sections": "”“".join(sections),
        "signs": "、".join(scoring.open_signs(methods)),
        "judged": "、".join(judged),
        "judged_score": judged_label(definition),
        "levels": words,
    }
    lead = terms.GUIDE_BLANK if pattern.blank else terms.GUIDE_SPARE
    return lead, "".join(each.format(**named) for each in templates)


class OpenRow:
    """One open row, drawn into the canvas's next row; `number` is its place among the rows of its section."""

    def __init__(self, canvas: Canvas, index: int, pattern: IndicatorPattern, number: int) -> None:
        self.canvas = canvas
        self.pattern = pattern
        self.path = f"indicators[{index}]"
        self.number = number
        self.section = canvas.definition.sections[pattern.section]
        self.inputs: list[str] = []

    def value(self, column: Column, key: str, kind: Kind, label: str, **more: Any) -> None:  # noqa: ANN401 - as in Cell
        """Draw an input of the row."""
        field = stated(f"{self.path}.score") if column is Column.STATED else f"{self.path}.{key}"
        self.inputs.append(field)
        place = self.canvas.columns.at(column)
        self.canvas.value(place, field, kind, label=self.label(label), **more)

    def label(self, label: str) -> str:
        """Return what a cell of the row is called in messages."""
        return terms.OPEN_ROW.format(section=self.section.label, number=self.number, label=label)

    def draw(self) -> None:
        """Draw every cell of the row."""
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
