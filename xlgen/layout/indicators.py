"""The indicator table: first- and second-level indicators merged over their rows, one row an indicator, the total."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from xlgen import scoring, targets, terms
from xlgen.formula import Number, Text
from xlgen.layout.canvas import PERCENT
from xlgen.layout.columns import Column
from xlgen.layout.paths import EXECUTION_MAX_SCORE, RATING, stated
from xlgen.layout.plan import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from xlgen.formula import Node
    from xlgen.layout.canvas import Canvas
    from xlgen.layout.pattern import IndicatorPattern
    from xlgen.template import Definition


def draw_indicators(canvas: Canvas) -> None:
    """Draw the heads and every indicator."""
    columns, patterns = canvas.columns, canvas.pattern.indicators
    top = draw_frame(canvas)
    for start, stop in runs([(each.section, each.category) for each in patterns]):
        place = (top + start, columns.at(Column.CATEGORY))
        canvas.form.label(place, patterns[start].category, "centre", (stop - start, 1))
    for index, each in enumerate(patterns):
        _Row(canvas, index, each).draw()
        canvas.row += 1


def draw_frame(canvas: Canvas) -> int:
    """Draw the heads and the first-level indicators over their rows, and return the first of these rows."""
    columns, patterns = canvas.columns, canvas.pattern.indicators
    canvas.label((0, 1), terms.INDICATORS, "block", rows=len(patterns) + 1)
    for column, label in _heads(canvas):
        canvas.label((columns.at(column), 1), label, "head")
    canvas.row += 1
    top = canvas.row
    for start, stop in runs([each.section for each in patterns]):
        text = _section(canvas, patterns[start].section)
        place = (top + start, columns.at(Column.DIMENSION))
        canvas.form.label(place, text, "centre", (stop - start, 1))
    return top


def _section(canvas: Canvas, index: int) -> str:
    """Return what a first-level indicator's cell says; its points are the form's, where the form has it."""
    if not canvas.definition.has_sections:
        return canvas.pattern.dimensions[index]
    section = canvas.definition.sections[index]
    return terms.SECTION.format(label=section.label, points=f"{section.max_score:f}")


def _heads(canvas: Canvas) -> Iterator[tuple[Column, str]]:
    words = canvas.definition.indicators
    labels = {
        Column.DIMENSION: words.dimension,
        Column.CATEGORY: words.category,
        Column.NAME: words.name,
        Column.DIRECTION: terms.DIRECTION,
        Column.TARGET: words.target_value,
        Column.UNIT: terms.UNIT_OF_MEASURE,
        Column.ACTUAL: words.actual_value,
        Column.MAX_SCORE: terms.MAX_SCORE,
        Column.JUDGED: judged_label(canvas.definition),
        Column.SCORE: terms.SCORE,
        Column.STATED: words.stated_score or "",
        Column.EXPLANATION: words.deviation_explanation,
    }
    return ((column, labels[column]) for column in canvas.columns.kept if column in labels)


def judged_label(definition: Definition) -> str:
    """Return the head over the scores that a person gives in a blank form."""
    qualitative = scoring.judged_signs(definition.scoring.methods) == (terms.QUALITATIVE_SIGN,)
    return terms.JUDGED_SCORE if qualitative else terms.TYPED_SCORE


def runs(keys: Sequence[object]) -> Iterator[tuple[int, int]]:
    """Yield [start, stop) of each run of equal neighbours."""
    start = 0
    for index in range(1, len(keys) + 1):
        if index == len(keys) or keys[index] != keys[start]:
            yield start, index
            start = index


class _Row:
    """One row of the table, drawn into the canvas's next row."""

    def __init__(self, canvas: Canvas, index: int, pattern: IndicatorPattern) -> None:
        self.canvas = canvas
        self.pattern = pattern
        self.path = f"indicators[{index}]"
        self.words = canvas.definition.indicators

    def at(self, column: Column) -> tuple[int, int]:
        return (self.canvas.columns.at(column), 1)

    def value(self, column: Column, key: str, kind: Kind, label: str, **more: Any) -> None:  # noqa: ANN401 - as in Cell
        named = {} if key == "name" else {"row_label": f"{self.path}.name"}
        self.canvas.value(self.at(column), f"{self.path}.{key}", kind, label=label, **named, **more)

    def draw(self) -> None:
        self.value(Column.NAME, "name", Kind.TEXT, self.words.name)
        if self.pattern.target is None:
            self.proposal()
        else:
            self.target(self.pattern.target)
        self.achievement()
        self.value(Column.MAX_SCORE, "max_score", Kind.NUMBER, terms.MAX_SCORE, unit=terms.POINTS, required=True)
        self.score()
        if Column.STATED in self.canvas.columns.kept and self.pattern.scored:
            label = self.words.stated_score or ""
            field = stated(f"{self.path}.score")
            self.canvas.value(
                self.at(Column.STATED),
                field,
                Kind.NUMBER,
                label=label,
                row_label=f"{self.path}.name",
                unit=terms.POINTS,
            )
        elif Column.STATED in self.canvas.columns.kept:
            self.canvas.label(self.at(Column.STATED), terms.NO_VALUE, "centre")
        self.value(Column.EXPLANATION, "deviation_explanation", Kind.TEXT, self.words.deviation_explanation)

    def proposal(self) -> None:
        """Draw a target that the unit proposes: sign, number and unit are three inputs."""
        label = self.words.target_value
        self.value(
            Column.DIRECTION,
            "direction",
            Kind.CHOICE,
            terms.FUNDING_FIELD.format(line=label, column=terms.DIRECTION),
            choices=terms.PROPOSED_SIGNS,
            required=True,
        )
        self.value(Column.TARGET, "target_value", Kind.NUMBER, label, required=True)
        unit = terms.FUNDING_FIELD.format(line=label, column=terms.UNIT_OF_MEASURE)
        self.value(Column.UNIT, "unit_of_measure", Kind.TEXT, unit, style="input_number")

    def target(self, target: targets.Target) -> None:
        """Draw a target: a number whose format shows sign and unit, so that no formula need read a text, or words."""
        kept = self.canvas.columns
        first, last = (Column.DIRECTION, Column.UNIT) if Column.UNIT in kept.kept else (Column.TARGET, Column.TARGET)
        correctable = f"{self.path}.target_value" in self.canvas.pattern.correctable
        self.canvas.value(
            kept.span(first, last),
            f"{self.path}.target_value",
            Kind.TARGET,
            style="input_number" if correctable else "issued_number" if target.is_number else "issued_word",
            unit=target.unit if target.is_number else "",
            number_format=targets.number_format(target) if target.is_number else "",
            label=self.words.target_value,
            row_label=f"{self.path}.name",
            # Taken away, it would leave score and total open without a word.
            required=correctable,
        )

    def achievement(self) -> None:
        """Draw what was achieved: a number in the target's unit, one of a list of words, or free words."""
        pattern, label = self.pattern, self.words.actual_value
        if pattern.choices:
            kind, more = Kind.CHOICE, dict[str, Any](choices=pattern.choices)
        elif pattern.of_number:
            unit = pattern.target.unit if pattern.target else ""
            own = f'General"{unit}"' if unit else "General"
            kind, more = Kind.NUMBER, {"unit": unit, "number_format": PERCENT if unit == "%" else own}
            more |= {} if pattern.target else {"unit_field": f"{self.path}.unit_of_measure"}
        else:
            kind, more = Kind.TEXT, {}
        self.value(Column.ACTUAL, "actual_value", kind, label, required=pattern.scored, style="input_number", **more)

    def score(self) -> None:
        """Draw the score: a formula, or an input where a person decides."""
        if self.pattern.method in scoring.TYPED_METHODS:
            self.value(Column.SCORE, "score", Kind.NUMBER, terms.SCORE, unit=terms.POINTS, required=True)
            return
        keys = ("target_value", "actual_value", "max_score", "direction")
        fields = {key: f"{self.path}.{key}" for key in keys}
        rule = self.canvas.template.rules[self.pattern.method]
        text = self.canvas.form.rule(rule, fields, self.constants())
        row_label = f"{self.path}.name"
        self.canvas.computed(self.at(Column.SCORE), f"{self.path}.score", text, label=terms.SCORE, row_label=row_label)

    def constants(self) -> dict[str, Node]:
        """Return what the target itself says to its rule: bounds of a range, words that meet it."""
        found: dict[str, Node] = {}
        target = self.pattern.target
        if target and target.number is not None and target.upper is not None:
            found |= {"lower_bound": Number(target.number), "upper_bound": Number(target.upper)}
        if self.pattern.choices:
            found["choices"] = Text(f"|{'|'.join(self.pattern.choices)}|")
            found["accepted"] = Text(f"|{'|'.join(self.pattern.accepted)}|")
        return found


@dataclass(frozen=True, slots=True)
class TotalRow:
    """Where the last rows stand: their words, maximum and score, strokes beside them, and what is below the score."""

    words: tuple[int, int]
    maximum: tuple[int, int]
    score: tuple[int, int]
    strokes: tuple[tuple[int, int], ...]
    below: tuple[tuple[int, int], tuple[int, int]]
    """The words and the value of the rating and of what the unit states."""


def draw_total(canvas: Canvas, count_of: Callable[[int], Node] = lambda parts: Number(Decimal(parts))) -> None:
    """Draw the last rows: the maximum and the score of everything, what the unit states beside it, and the rating.

    `count_of` says how many of the parts of a total must be there.
    """
    columns = canvas.columns
    before = (0, columns.at(Column.MAX_SCORE))
    strokes = tuple(
        (columns.at(each), 1) for each in (Column.JUDGED, Column.STATED, Column.EXPLANATION) if each in columns.kept
    )
    value = columns.span(Column.MAX_SCORE, Column.EXPLANATION)
    places = TotalRow(
        before, (columns.at(Column.MAX_SCORE), 1), (columns.at(Column.SCORE), 1), strokes, (before, value)
    )
    draw_totals(canvas, places, len(canvas.pattern.indicators), count_of)


def draw_totals(
    canvas: Canvas,
    places: TotalRow,
    count: int,
    count_of: Callable[[int], Node] = lambda parts: Number(Decimal(parts)),
) -> None:
    """Draw the last rows of a form with `count` indicators; `count_of` as above."""
    canvas.label(places.words, terms.TOTAL, "head")
    for place, field, key, first, rule in (
        (places.maximum, "total_max_score", "max_score", EXECUTION_MAX_SCORE, scoring.MAXIMUM_TOTAL),
        (places.score, "total_score", "score", "execution_score", scoring.SCORE_TOTAL),
    ):
        parts = [f"indicators[{index}].{key}" for index in range(count)]
        parts += [first] if canvas.definition.has_funding else []
        fields: dict[str, str | Sequence[str]] = {"parts": parts, "execution_rate": "execution_rate"}
        constants = {"count": count_of(len(parts))}
        text = canvas.form.rule(canvas.template.rules[rule], fields, constants)
        heading = terms.MAX_SCORE if key == "max_score" else terms.SCORE
        label = terms.FUNDING_FIELD.format(line=terms.TOTAL, column=heading)
        canvas.computed(place, field, text, label=label)
    for place in places.strokes:
        canvas.label(place, terms.NO_VALUE, "centre")
    canvas.row += 1
    if canvas.definition.ratings:
        canvas.label(places.below[0], terms.RATING, "head")
        text = canvas.form.rule(canvas.template.rules[scoring.RATING], {"total_score": "total_score"})
        canvas.computed(places.below[1], RATING, text, kind=Kind.TEXT, label=terms.RATING)
        canvas.row += 1
    _stated(canvas, places.below)


def _stated(canvas: Canvas, places: tuple[tuple[int, int], tuple[int, int]]) -> None:
    """Draw the figures that the unit states of itself; they are compared, never used."""
    for name in canvas.definition.stated:
        label = terms.STATED_FIGURES[name]
        canvas.label(places[0], label, "head")
        rating = name == "rating"
        canvas.value(
            places[1],
            stated(name),
            Kind.CHOICE if rating else Kind.NUMBER,
            label=label,
            choices=tuple(each.name for each in canvas.definition.ratings) if rating else (),
            unit="%" if name == "execution_rate" else "" if rating else terms.POINTS,
            number_format=PERCENT if name == "execution_rate" else "",
        )
        canvas.row += 1


def draw_signoff(canvas: Canvas) -> None:
    """Draw where the unit asks for a correction, and the line of those who sign, with a place for the seal."""
    signoff = canvas.definition.signoff
    if signoff.correction:
        canvas.label((0, 2), signoff.correction, "head")
        place = (2, canvas.width - 2)
        canvas.value(place, "correction_request", Kind.TEXT, label=signoff.correction)
        canvas.row += 1
    thirds = _thirds(canvas)
    entries = [*signoff.fields, *([None] if signoff.seal else [])]
    for index, each in enumerate(entries):
        label, value = thirds[index % 3]
        if each is None:
            canvas.label((label[0], canvas.width - label[0]), signoff.seal or "", "seal")
        else:
            canvas.label(label, f"{each.label}：", "sign_label")
            canvas.value(value, f"signoff.{each.id}", Kind.TEXT, label=each.label, style="sign_input")
        canvas.row += index % 3 == 2  # noqa: PLR2004 - three a row
    canvas.row += len(entries) % 3 > 0


def _thirds(canvas: Canvas) -> tuple[tuple[tuple[int, int], tuple[int, int]], ...]:
    """Return the places of three signatures beside each other, words and value each."""
    if canvas.evaluated:
        one, two, three, four, five, six = canvas.spread(1, 2, 1, 2, 1, 2)
        return ((one, two), (three, four), (five, six))
    columns = canvas.columns
    last = columns.at(Column.MAX_SCORE)
    _, target, actual, *_ = canvas.slots()
    return (((0, 2), (2, 1)), ((columns.at(Column.NAME), 1), target), (actual, (last, canvas.width - last)))
