"""The indicator table: first- and second-level indicators merged over their rows, one row an indicator, the total."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from xlgen import scoring, targets, terms
from xlgen.formula import Number, Text
from xlgen.layout.canvas import PERCENT
from xlgen.layout.columns import Column
from xlgen.layout.open_rows import OpenRow, count_of, judged_label
from xlgen.layout.paths import EXECUTION_MAX_SCORE, RATING, stated
from xlgen.layout.plan import Kind
from xlgen.layout.proposal import measured

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xlgen.formula import Node
    from xlgen.layout.canvas import Canvas
    from xlgen.layout.pattern import IndicatorPattern


def draw_indicators(canvas: Canvas) -> None:
    """Draw the heads and every indicator, open rows behind the others of their section."""
    columns, patterns = canvas.columns, canvas.pattern.drawn
    top = _draw_frame(canvas)
    if Column.CATEGORY in columns.kept:
        left, width = columns.at(Column.CATEGORY)
        for start, stop in runs([(each.section, each.category, each.open) for each in patterns]):
            if not patterns[start].open:
                canvas.form.label((top + start, left), patterns[start].category, "centre", (stop - start, width))
    sections = [each.section for each in patterns]
    for place, (index, each) in enumerate(zip(canvas.pattern.order, patterns, strict=True)):
        if each.open:
            OpenRow(canvas, index, each, place - sections.index(each.section) + 1).draw()
        else:
            _Row(canvas, index, each).draw()
        canvas.row += 1


def _draw_frame(canvas: Canvas) -> int:
    """Draw the heads and the first-level indicators over their rows, and return the first of these rows."""
    columns, patterns = canvas.columns, canvas.pattern.drawn
    canvas.label((0, 1), terms.INDICATORS, "block", rows=len(patterns) + 1)
    for column, label in _heads(canvas):
        canvas.label(columns.at(column), label, "head")
    canvas.row += 1
    top = canvas.row
    left, width = columns.at(Column.DIMENSION)
    for start, stop in runs([each.section for each in patterns]):
        text = _section(canvas, patterns[start].section)
        canvas.form.label((top + start, left), text, "centre", (stop - start, width))
    return top


def _section(canvas: Canvas, index: int) -> str:
    """Return what a first-level indicator's cell says; its points are the form's, where the form has it."""
    if not canvas.definition.has_sections:
        return canvas.pattern.dimensions[index]
    section = canvas.definition.sections[index]
    return terms.SECTION.format(label=section.label, points=f"{section.max_score:f}")


def _heads(canvas: Canvas) -> Iterator[tuple[Column, str]]:
    words = canvas.definition.indicators
    judged = judged_label(canvas.definition) if Column.JUDGED in canvas.columns.kept else ""
    labels = {Column.JUDGED: judged}
    return (
        (each, labels.get(each) or getattr(words, each.value[1]))
        for each in canvas.columns.kept
        if each is not Column.BLOCK
    )


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
        return self.canvas.columns.at(column)

    def value(self, column: Column, key: str, kind: Kind, label: str, **more: Any) -> None:  # noqa: ANN401 - as in Cell
        named = {} if key == "name" else {"row_label": f"{self.path}.name"}
        self.canvas.value(self.at(column), f"{self.path}.{key}", kind, label=label, **named, **more)

    def draw(self) -> None:
        look = {"style": "issued_child"} if self.pattern.child else {}
        self.value(Column.NAME, "name", Kind.TEXT, self.words.name, **look)
        if self.pattern.target is None:
            self.proposal()
        else:
            self.target(self.pattern.target)
        self.achievement()
        if self.pattern.child:
            for column in (Column.MAX_SCORE, Column.JUDGED, Column.SCORE, Column.STATED, Column.EXPLANATION):
                if column in self.canvas.columns.kept:
                    self.canvas.label(self.at(column), terms.NO_VALUE, "centre")
            return
        self.value(Column.MAX_SCORE, "max_score", Kind.NUMBER, self.words.max_score, unit=terms.POINTS, required=True)
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
        if Column.JUDGED in self.canvas.columns.kept:  # of open rows alone: here the score itself is typed
            self.canvas.label(self.at(Column.JUDGED), terms.NO_VALUE, "centre")
        self.value(Column.EXPLANATION, "deviation_explanation", Kind.TEXT, self.words.deviation_explanation)

    def proposal(self) -> None:
        """Draw a target that the unit proposes: sign, number and unit are three inputs."""
        label = self.words.target_value
        self.value(
            Column.DIRECTION,
            "direction",
            Kind.CHOICE,
            terms.FUNDING_FIELD.format(line=label, column=self.words.direction),
            choices=terms.PROPOSED_SIGNS,
            required=True,
        )
        self.value(Column.TARGET, "target_value", Kind.NUMBER, label, required=True, **measured(self.path))
        unit = terms.FUNDING_FIELD.format(line=label, column=self.words.unit_of_measure)
        self.value(Column.UNIT, "unit_of_measure", Kind.TEXT, unit, style="input_number")

    def target(self, target: targets.Target) -> None:
        """Draw a target: a number whose format shows sign and unit, so that no formula need read a text, or words.

        Where the form has columns of their own for sign and unit, they are printed there.
        """
        kept = self.canvas.columns
        place, shown = self.at(Column.TARGET), target
        if kept.split:
            self.canvas.label(self.at(Column.DIRECTION), _sign(target), "centre")
            self.canvas.label(self.at(Column.UNIT), target.unit or terms.NO_VALUE, "centre")
            # A share is shown as per cent: without the sign it would be another number.
            shown = replace(target, operator=targets.Operator.NONE, unit=target.unit if target.is_percent else "")
        elif Column.UNIT in kept.kept:
            place = kept.span(Column.DIRECTION, Column.UNIT)
        correctable = f"{self.path}.target_value" in self.canvas.pattern.correctable
        self.canvas.value(
            place,
            f"{self.path}.target_value",
            Kind.TARGET,
            style="input_number" if correctable else "issued_number" if target.is_number else "issued_word",
            unit=target.unit if target.is_number else "",
            number_format=targets.number_format(shown) if target.is_number else "",
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
            more |= {} if pattern.target else measured(self.path)
        else:
            kind, more = Kind.TEXT, {}
        style = "input_word" if kind is Kind.TEXT else "input_number"
        self.value(Column.ACTUAL, "actual_value", kind, label, required=pattern.applies, style=style, **more)

    def score(self) -> None:
        """Draw the score: a formula, or an input where a person decides."""
        if self.pattern.method in scoring.TYPED_METHODS:
            self.value(Column.SCORE, "score", Kind.NUMBER, self.words.score, unit=terms.POINTS, required=True)
            return
        keys = ("target_value", "actual_value", "max_score", "direction")
        fields = {key: f"{self.path}.{key}" for key in keys}
        rule = self.canvas.template.rules[self.pattern.method]
        text = self.canvas.form.rule(rule, fields, self.constants())
        field, row_label = f"{self.path}.score", f"{self.path}.name"
        self.canvas.computed(self.at(Column.SCORE), field, text, label=self.words.score, row_label=row_label)

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
    """Where the last rows stand: their words, maximum and score, what is around these, and what is below.

    `below` are the words and the value of the rating and of what the unit states. With `rating` that stands in the
    total row itself.
    """

    words: tuple[int, int]
    maximum: tuple[int, int]
    score: tuple[int, int]
    strokes: tuple[tuple[int, int], ...]
    below: tuple[tuple[int, int], tuple[int, int]]
    rating: tuple[int, int] | None = None


def _sign(target: targets.Target) -> str:
    """Return what the column 指标性质 says of a target: a plain number is meant exactly."""
    if target.operator is targets.Operator.NOT_APPLICABLE:
        return terms.NO_VALUE
    return target.operator.value or targets.Operator.EXACTLY.value


def draw_total(canvas: Canvas) -> None:
    """Draw the last rows: the maximum and the score of everything, what the unit states beside it, and the rating."""
    columns = canvas.columns
    head, *between, last = _around_figures(canvas)
    in_total = canvas.definition.rating_row == "total"
    strokes = (*between, *([last] if last[1] and not in_total else []))
    label, value = canvas.shared(79, 36)
    places = TotalRow(
        head,
        columns.at(Column.MAX_SCORE),
        columns.at(Column.SCORE),
        strokes,
        (label, value),
        last if in_total else None,
    )
    pattern = canvas.pattern
    draw_totals(
        canvas, places, [f"indicators[{index}]" for index in pattern.order if not pattern.indicators[index].child]
    )


def draw_totals(canvas: Canvas, places: TotalRow, rows: Sequence[str]) -> None:
    """Draw the last rows of a form whose indicators stand at the paths `rows`."""
    deducted, reasons = _deducted(canvas)
    words = terms.TOTAL_DEDUCTED.format(reasons="；".join(reasons)) if reasons else terms.TOTAL
    canvas.label(places.words, words, "head")
    funded = canvas.definition.has_funding
    maxima = [*(f"{path}.max_score" for path in rows), *([EXECUTION_MAX_SCORE] if funded else [])]
    scores = [*(f"{path}.score" for path in rows), *(["execution_score"] if funded else [])]
    constants = {"count": count_of(canvas, len(maxima)), "deducted": Number(deducted)}
    own = canvas.definition.indicators
    for place, field, parts, rule, heading in (
        (places.maximum, "total_max_score", maxima, scoring.MAXIMUM_TOTAL, own.max_score),
        (places.score, "total_score", scores, scoring.SCORE_TOTAL, own.score),
    ):
        fields: dict[str, str | Sequence[str]] = {
            "parts": parts,
            "maxima": maxima,
            "execution_rate": canvas.definition.rate_field,
        }
        text = canvas.form.rule(canvas.template.rules[rule], fields, constants)
        canvas.computed(place, field, text, label=terms.FUNDING_FIELD.format(line=terms.TOTAL, column=heading))
    for place in places.strokes:
        canvas.label(place, terms.NO_VALUE, "centre")
    if places.rating is not None:
        _rating(canvas, places.rating, number_format=terms.RATING_IN_TOTAL)
    canvas.row += 1
    if canvas.definition.ratings and places.rating is None:
        canvas.label(places.below[0], terms.RATING, "head")
        _rating(canvas, places.below[1])
        canvas.row += 1
    _stated(canvas, places.below)


def _deducted(canvas: Canvas) -> tuple[Decimal, list[str]]:
    """Return the points taken off for the indicators that the form lacks, and each in words."""
    sections = canvas.definition.sections
    rows = [each for each in canvas.pattern.indicators if not each.child]
    there = {each.category for each in rows}
    there |= {sections[each.section].label for each in rows if canvas.definition.has_sections}
    lacking = [each for each in canvas.definition.scoring.missing if each.indicator not in there]
    reasons = [terms.DEDUCTED.format(indicator=each.indicator, points=f"{each.deduct:f}") for each in lacking]
    return sum((each.deduct for each in lacking), Decimal(0)), reasons


def _around_figures(canvas: Canvas) -> list[tuple[int, int]]:
    """Return the blocks of the total row before, between and after its two figures, two at least.

    The first is for its head; where nothing stands behind the figures, that gives a part of its place to the last one.
    """
    columns = canvas.columns
    edges = [(0, 0), *sorted(columns.at(each) for each in (Column.MAX_SCORE, Column.SCORE)), (canvas.width, 0)]
    gaps = [(left + wide, right - left - wide) for (left, wide), (right, _) in pairwise(edges)]
    head, *others = [gap for gap in gaps if gap[1]]
    if others or canvas.definition.rating_row != "total":
        return [head, *others] if others else [head, (head[0] + head[1], 0)]
    return [(head[0], head[1] - 1), (head[0] + head[1] - 1, 1)]


def _rating(canvas: Canvas, place: tuple[int, int], **more: Any) -> None:  # noqa: ANN401 - as in Cell
    text = canvas.form.rule(canvas.template.rules[scoring.RATING], {"total_score": "total_score"})
    canvas.computed(place, RATING, text, kind=Kind.TEXT, label=terms.RATING, **more)


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
        head, place = canvas.shared(15, 100)
        canvas.label(head, signoff.correction, "head")
        canvas.value(place, "correction_request", Kind.TEXT, label=signoff.correction)
        canvas.row += 1
    places = canvas.shared(15, 23, 15, 23, 15, 24)
    thirds = [*zip(places[::2], places[1::2], strict=True)]
    for index, each in enumerate(signoff.fields):
        label, value = thirds[index % 3]
        canvas.label(label, f"{each.label}：", "sign_label")
        canvas.value(value, f"signoff.{each.id}", Kind.TEXT, label=each.label, style="sign_input")
        canvas.row += index % 3 == 2  # noqa: PLR2004 - three a row
    canvas.row += len(signoff.fields) % 3 > 0
    (label, value), *_, (last, _) = thirds
    canvas.label(label, f"{terms.CHECK_CODE}：", "sign_label")
    canvas.code = (canvas.row, value)
    canvas.label((last[0], canvas.width - last[0]), signoff.seal or "", "seal")
    canvas.row += 1
