"""The score table of a form whose indicators are its own: one row a criterion, then one a veto or an exemption."""

from __future__ import annotations

import enum
import itertools
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from xlgen import checks, terms
from xlgen.formula import Text
from xlgen.layout.canvas import PERCENT
from xlgen.layout.indicators import TotalRow, draw_totals, runs
from xlgen.layout.paths import stated
from xlgen.layout.plan import Cell, Kind, Role
from xlgen.layout.subject import Subject

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlgen.formula import Node
    from xlgen.layout.canvas import Canvas
    from xlgen.model import Value
    from xlgen.template import ScoredClause, ScoredCriterion, ScoredIndicator
    from xlgen.template.evaluation import Evaluation

_UNROUNDED: Final = "0.00##"
"""A criterion's score is rounded in its indicator alone; what shows is enough to add up."""


class Part(enum.Enum):
    """What stands in a column of the score table; the value is its width in characters."""

    DIMENSION = (7.0, "dimension")
    CATEGORY = (8.0, "category")
    NAME = (11.0, "name")
    MAX_SCORE = (5.0, "max_score")
    MEANING = (20.0, "meaning")
    CRITERION = (38.0, "criterion")
    POINTS = (6.0, "points")
    ACTUAL = (11.0, "actual_value")
    CRITERION_SCORE = (7.0, "criterion_score")
    SCORE = (7.0, "score")
    STATED = (7.0, "stated_score")
    EXPLANATION = (16.0, "deviation_explanation")


def parts(*, meaning: bool, stating: bool) -> tuple[Part, ...]:
    """Return the columns that a form has."""
    left_out = set() if meaning else {Part.MEANING}
    left_out |= set() if stating else {Part.STATED}
    return tuple(each for each in Part if each not in left_out)


class ScoreTable:
    """The score table while it is drawn into a canvas; `asked` is what the self-check asks, by field."""

    def __init__(self, canvas: Canvas, evaluation: Evaluation) -> None:
        self.canvas = canvas
        self.kept = parts(
            meaning=any(each.meaning for each in evaluation.indicators), stating=evaluation.stated_score is not None
        )
        canvas.widths = tuple(each.value[0] for each in self.kept)
        self.asked: dict[str, Subject] = {}
        self.heads: dict[str, str] = dict(evaluation.heads) | {"stated_score": evaluation.stated_score or ""}

    def at(self, part: Part) -> tuple[int, int]:
        """Return the place of a column."""
        return (self.kept.index(part), 1)

    def draw(self) -> None:
        """Draw the heads and every indicator."""
        for part in self.kept:
            self.canvas.label(self.at(part), str(self.heads[part.value[1]]), "head")
        self.canvas.row += 1
        top, scored = self.canvas.row, self.canvas.template.scored
        tall = [len(each.criteria) + len(each.vetoes) + len(each.exemptions) for each in scored]
        starts = [top, *(top + each for each in itertools.accumulate(tall))]
        for key, part in (("dimension", Part.DIMENSION), ("category", Part.CATEGORY)):
            names = [(each.section, each.declared.category if key == "category" else "") for each in scored]
            for start, stop in runs(names):
                section = self.canvas.definition.sections[scored[start].section]
                text = scored[start].declared.category
                if key == "dimension":
                    text = terms.SECTION.format(label=section.label, points=f"{section.max_score:f}")
                rows = starts[stop] - starts[start]
                self.canvas.form.label((starts[start], self.at(part)[0]), text, "centre", (rows, 1))
        for index, each in enumerate(scored):
            self.indicator(index, each, tall[index])

    def total(self) -> None:
        """Draw the last rows: maximum, score, rating and what the unit states."""
        kept, maximum, score = self.kept, self.at(Part.MAX_SCORE), self.at(Part.SCORE)
        strokes = [(maximum[0] + 1, score[0] - maximum[0] - 1), self.at(Part.EXPLANATION)]
        strokes += [self.at(Part.STATED)] if Part.STATED in kept else []
        before = (0, maximum[0])
        below = (before, (maximum[0], len(kept) - maximum[0]))
        rows = [f"indicators[{index}]" for index in range(len(self.canvas.template.scored))]
        draw_totals(self.canvas, TotalRow(before, maximum, score, tuple(strokes), below), rows)

    def indicator(self, index: int, scored: ScoredIndicator, tall: int) -> None:
        """Draw one indicator over `tall` rows."""
        path, declared, canvas = f"indicators[{index}]", scored.declared, self.canvas
        top = canvas.row
        self.locked(Part.NAME, f"{path}.name", tall, kind=Kind.TEXT, style="issued_word", label=self.heads["name"])
        self.locked(Part.MAX_SCORE, f"{path}.max_score", tall, label=self.heads["max_score"], row=path)
        if Part.MEANING in self.kept:
            canvas.form.label((top, self.at(Part.MEANING)[0]), declared.meaning or terms.NO_VALUE, "left", (tall, 1))
        for number, each in enumerate(scored.criteria):
            self.criterion(f"{path}.criteria[{number}]", path, number, each)
            canvas.row += 1
        self.exempt(path, scored)
        words = (("vetoes", "occurred", terms.VETO), ("exemptions", "applies", terms.EXEMPTION))
        for (key, answer, label), clauses in zip(words, (scored.vetoes, scored.exemptions), strict=True):
            for number, clause in enumerate(clauses):
                self.clause(f"{path}.{key}[{number}].{answer}", path, (label, number), clause)
                canvas.row += 1
        below, canvas.row = canvas.row, top
        self.score(path, scored, tall)
        canvas.row = below

    def criterion(self, path: str, indicator: str, number: int, scored: ScoredCriterion) -> None:
        """Draw one criterion in the next row."""
        canvas = self.canvas
        label = terms.CRITERION_FIELD.format(criterion=self.heads["criterion"], number=number + 1, column="{column}")
        named: dict[str, Any] = {"row_label": f"{indicator}.name"}
        canvas.label(self.at(Part.CRITERION), scored.text, "left")
        self.locked(Part.POINTS, f"{path}.max_score", 1, label=label.format(column=self.heads["points"]), row=indicator)
        actual = label.format(column=self.heads["actual_value"])
        number_format = PERCENT if scored.unit == "%" else f'General"{scored.unit}"' if scored.unit else "General"
        field = f"{path}.actual_value"
        if scored.score is None:
            canvas.label(self.at(Part.ACTUAL), terms.NO_VALUE, "centre")
        elif scored.value is not None:
            text = canvas.form.rule(scored.value.rule, scored.value.fields)
            shown = {} if scored.choices else {"number_format": number_format}
            canvas.computed(self.at(Part.ACTUAL), field, text, label=actual, **named, **shown)
        else:
            kind = Kind.CHOICE if scored.choices else Kind.NUMBER
            more = {"unit": scored.unit, "choices": scored.choices, "required": scored.required, **named}
            own_format = "" if scored.choices else number_format
            cell = self.filled(Part.ACTUAL, field, kind, label=actual, number_format=own_format, **more)
            self.asked[field] = Subject(cell, self.questions(scored), {"value": field})
        self.criterion_score(path, label.format(column=self.heads["criterion_score"]), scored, named)

    @staticmethod
    def questions(scored: ScoredCriterion) -> tuple[checks.Condition, ...]:
        """Return what is asked of a criterion's input."""
        if scored.choices:
            return checks.chosen(scored.choices, required=scored.required)
        ranges = checks.in_range(scored.unit, negative=scored.negative)
        return checks.number(*ranges, required=scored.required)

    def criterion_score(self, path: str, label: str, scored: ScoredCriterion, named: Mapping[str, Any]) -> None:
        """Draw the score of a criterion: a formula, or an input where a person decides."""
        canvas, field = self.canvas, f"{path}.score"
        if scored.score is None:
            more = {"unit": terms.POINTS, "required": True, **named}
            cell = self.filled(Part.CRITERION_SCORE, field, Kind.NUMBER, label=label, **more)
            fields = {"value": field, "max_score": f"{path}.max_score"}
            self.asked[field] = Subject(cell, checks.number(checks.SCORE_RANGE, required=True), fields)
            return
        fields = {"actual_value": f"{path}.actual_value", "max_score": f"{path}.max_score"}
        words: dict[str, Node] = {name: Text(text) for name, text in scored.words.items()}
        text = canvas.form.rule(scored.score.rule, fields | dict(scored.score.fields), words)
        canvas.computed(self.at(Part.CRITERION_SCORE), field, text, label=label, number_format=_UNROUNDED, **named)

    def exempt(self, path: str, scored: ScoredIndicator) -> None:
        """Let the inputs of an indicator's criteria be blank where it is exempt."""
        if not scored.exemptions:
            return
        exemptions = [f"{path}.exemptions[{number}].applies" for number in range(len(scored.exemptions))]
        word = scored.exemptions[0].words[1]
        for field, each in self.asked.items():
            if field.startswith(f"{path}.criteria["):
                chain = checks.exempted(each.conditions, word)
                self.asked[field] = replace(each, conditions=chain, fields={**each.fields, "exemptions": exemptions})
        cells = self.canvas.form.cells
        for place, cell in enumerate(cells):
            if cell.required and cell.field.startswith(f"{path}.criteria["):
                cells[place] = replace(cell, spared_by=tuple((each, word) for each in exemptions))

    def clause(self, field: str, indicator: str, named: tuple[str, int], scored: ScoredClause) -> None:
        """Draw a veto or an exemption in the next row."""
        canvas, (kind, number) = self.canvas, named
        label = terms.CRITERION_FIELD.format(criterion=kind, number=number + 1, column=self.heads["actual_value"])
        canvas.label(self.at(Part.CRITERION), scored.text, "left")
        canvas.label(self.at(Part.POINTS), kind, "centre")
        canvas.label(self.at(Part.CRITERION_SCORE), terms.NO_VALUE, "centre")
        more = {"label": label, "row_label": f"{indicator}.name"}
        if scored.value is not None:
            text = canvas.form.rule(scored.value.rule, scored.value.fields)
            canvas.computed(self.at(Part.ACTUAL), field, text, kind=Kind.TEXT, **more)
            return
        cell = self.filled(Part.ACTUAL, field, Kind.CHOICE, choices=scored.words, required=True, **more)
        self.asked[field] = Subject(cell, checks.chosen(scored.words), {"value": field})

    def score(self, path: str, scored: ScoredIndicator, tall: int) -> None:
        """Draw an indicator's score over its rows, what the unit states of it, and why it is not full."""
        canvas = self.canvas
        fields: dict[str, str | Sequence[str]] = {
            "parts": [f"{path}.criteria[{number}].score" for number in range(len(scored.criteria))],
            "max_score": f"{path}.max_score",
            "vetoes": [f"{path}.vetoes[{number}].occurred" for number in range(len(scored.vetoes))],
            "exemptions": [f"{path}.exemptions[{number}].applies" for number in range(len(scored.exemptions))],
        }
        text = canvas.form.rule(scored.rule, fields)
        named = {"row_label": f"{path}.name", "rows": tall}
        canvas.computed(self.at(Part.SCORE), f"{path}.score", text, label=self.heads["score"], **named)
        if Part.STATED in self.kept:
            field = stated(f"{path}.score")
            label = str(self.heads["stated_score"])
            canvas.value(self.at(Part.STATED), field, Kind.NUMBER, label=label, unit=terms.POINTS, **named)
            chain = checks.number(checks.NEGATIVE_POINTS, required=False)
            self.asked[field] = Subject(canvas.form.cells[-1], chain, {"value": field}, answerable=True)
        field = f"{path}.deviation_explanation"
        label = str(self.heads["deviation_explanation"])
        canvas.value(self.at(Part.EXPLANATION), field, Kind.TEXT, label=label, **named)
        cell = canvas.form.cells[-1]
        about: dict[str, str | Sequence[str]] = {
            "score": f"{path}.score",
            "max_score": f"{path}.max_score",
            "deviation_explanation": field,
        }
        chain = checks.scored(None, "1", of_number=False)
        if scored.computes:
            inputs = [each for each, one in self.asked.items() if each.startswith(f"{path}.") and one.cell.required]
            about |= {"inputs": inputs} if inputs else {}
            chain = (*chain[:2], checks.uncomputed(inputs=bool(inputs)), *chain[2:])
        criteria = tuple(_follows(f"{path}.criteria[{number}]", each) for number, each in enumerate(scored.criteria))
        self.asked[field] = Subject(cell, chain, about, criteria=criteria)

    def filled(self, part: Part, field: str, kind: Kind, **more: Any) -> Cell:  # noqa: ANN401 - as in Cell
        """Draw a value that the unit gives of a criterion or a clause, and return its cell."""
        self.canvas.value(self.at(part), field, kind, style="input_number", **more)
        return self.canvas.form.cells[-1]

    def locked(self, part: Part, field: str, tall: int, *, row: str = "", **more: object) -> None:
        """Draw a value that the form itself gives."""
        given = {"kind": Kind.NUMBER, "style": "issued_number"} | ({"row_label": f"{row}.name"} if row else {}) | more
        self.canvas.form.put(
            Cell(
                row=self.canvas.row,
                column=self.at(part)[0],
                rows=tall,
                role=Role.ISSUED,
                field=field,
                **given,  # type: ignore[arg-type] # named as in Cell
            )
        )


def _follows(path: str, scored: ScoredCriterion) -> tuple[str, str, str]:
    """Return a criterion's score, its points, and what the score follows from: itself, where a person gives it."""
    return f"{path}.score", f"{path}.max_score", f"{path}.{'score' if scored.score is None else 'actual_value'}"


def given(scored: Sequence[ScoredIndicator]) -> dict[str, Value]:
    """Return the values that the form itself gives, by field path."""
    found: dict[str, Value] = {}
    for index, each in enumerate(scored):
        path = f"indicators[{index}]"
        for key in ("id", "dimension", "category", "name", "max_score"):
            found[f"{path}.{key}"] = getattr(each.declared, key)
        for number, criterion in enumerate(each.criteria):
            found[f"{path}.criteria[{number}].max_score"] = criterion.points
    return found
