"""The money table: its total line, the parts, rates, and the score of the execution rate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xlgen import scoring, terms
from xlgen.formula import Number
from xlgen.layout.canvas import MONEY, PERCENT
from xlgen.layout.paths import EXECUTION_MAX_SCORE, TOTAL_LINE, stated, total
from xlgen.layout.plan import Cell, Kind, Role

if TYPE_CHECKING:
    from xlgen.layout.canvas import Canvas


@dataclass(frozen=True, slots=True)
class _Slots:
    """Where the money table's columns stand over those of the indicator table: (column, columns) of each."""

    line: tuple[int, int]
    money: tuple[tuple[int, int], ...]
    max_score: tuple[int, int]
    rate: tuple[int, int]
    score: tuple[int, int]


def _slots(canvas: Canvas) -> _Slots:
    money = [16.0] * len(canvas.definition.funding.columns)
    line, *amounts, max_score, rate, score = canvas.shared(21, *money, 7, 9, 12, start=1)
    return _Slots(line, tuple(amounts), max_score, rate, score)


def draw_funding(canvas: Canvas) -> None:
    """Draw the money table: heads, the total line (and the unit's own totals), then the parts."""
    funding = canvas.definition.funding
    stating = funding.totals == "stated"
    slots = _slots(canvas)
    block = f"{funding.label}\n（{canvas.definition.amount_unit}）"
    canvas.label((0, 1), block, "block", rows=len(funding.lines) + 2 + stating)
    canvas.label(slots.line, "", "head")
    heads = [each.label for each in funding.columns] + [terms.MAX_SCORE, terms.EXECUTION_RATE, terms.SCORE]
    for place, label in zip((*slots.money, slots.max_score, slots.rate, slots.score), heads, strict=True):
        canvas.label(place, label, "head")
    canvas.row += 1
    top = canvas.row
    # Rules look parts up by field: they are drawn first, the total line above them afterwards.
    canvas.row += 1 + stating
    for index in range(len(funding.lines)):
        _part(canvas, index)
        canvas.row += 1
    below, canvas.row = canvas.row, top
    _total(canvas)
    if stating:
        canvas.row += 1
        canvas.label(slots.line, terms.STATED_TOTALS, "left")
        for place in (slots.max_score, slots.rate, slots.score):
            canvas.label(place, terms.NO_VALUE, "centre")
        _typed_totals(canvas, terms.STATED_TOTALS, stated("funding."), required=False)
    canvas.row = below


def _part(canvas: Canvas, index: int) -> None:
    funding = canvas.definition.funding
    line = funding.lines[index]
    slots = _slots(canvas)
    canvas.label(slots.line, line.label, "left")
    for place, each in zip(slots.money, funding.columns, strict=True):
        canvas.value(
            place,
            f"funding.{line.id}.{each.id}",
            Kind.MONEY,
            unit=canvas.definition.amount_unit,
            number_format=MONEY,
            label=terms.FUNDING_FIELD.format(line=line.label, column=each.label),
            # Without them there is no rate: they are asked for wherever the line is.
            required=line.required and (each.required or each.id in {funding.numerator, funding.denominator}),
        )
    canvas.label(slots.max_score, terms.NO_VALUE, "centre")
    _rate(canvas, line.id, f"funding.{line.id}.execution_rate", line.label)
    canvas.label(slots.score, terms.NO_VALUE, "centre")


def _total(canvas: Canvas) -> None:
    """Draw the total line: sums, the execution rate and its score."""
    funding, form = canvas.definition.funding, canvas.form
    canvas.label(_slots(canvas).line, funding.total_label, "left")
    if funding.totals == "input":
        _typed_totals(canvas, funding.total_label, f"funding.{TOTAL_LINE}.", required=True)
    else:
        for place, each in zip(_slots(canvas).money, funding.columns, strict=True):
            parts = [f"funding.{line.id}.{each.id}" for line in funding.lines]
            text = form.rule(canvas.template.rules[scoring.FUNDING_TOTAL], {"parts": parts})
            label = terms.FUNDING_FIELD.format(line=funding.total_label, column=each.label)
            canvas.computed(place, total(each.id), text, number_format=MONEY, label=label)
    _maximum(canvas)
    _rate(canvas, TOTAL_LINE, "execution_rate", funding.total_label)
    fields = {"execution_rate": "execution_rate", "max_score": EXECUTION_MAX_SCORE}
    text = form.rule(canvas.template.rules[scoring.EXECUTION_SCORE], fields)
    label = terms.FUNDING_FIELD.format(line=terms.EXECUTION_RATE, column=terms.SCORE)
    digits = canvas.definition.scoring.digits
    shown = f"0.{'0' * digits}" if digits else "0"
    canvas.computed(_slots(canvas).score, "execution_score", text, number_format=shown, label=label)


def _typed_totals(canvas: Canvas, line: str, prefix: str, *, required: bool) -> None:
    """Draw totals that the unit fills in."""
    for place, each in zip(_slots(canvas).money, canvas.definition.funding.columns, strict=True):
        canvas.value(
            place,
            f"{prefix}{each.id}",
            Kind.MONEY,
            unit=canvas.definition.amount_unit,
            number_format=MONEY,
            label=terms.FUNDING_FIELD.format(line=line, column=each.label),
            required=required and each.required,
        )


def _maximum(canvas: Canvas) -> None:
    """Draw the points of the execution rate: given, or none where a zero budget is not assessed."""
    funding = canvas.definition.funding
    column, columns = _slots(canvas).max_score
    label = terms.FUNDING_FIELD.format(line=funding.total_label, column=terms.MAX_SCORE)
    if funding.zero_budget == "not-applicable":
        text = canvas.form.rule(
            canvas.template.rules[scoring.EXECUTION_MAXIMUM],
            {"denominator": total(funding.denominator)},
            {"points": Number(funding.max_score)},
        )
        canvas.computed((column, columns), EXECUTION_MAX_SCORE, text, label=label)
        return
    canvas.form.put(
        Cell(
            row=canvas.row,
            column=column,
            columns=columns,
            role=Role.ISSUED,
            style="issued_number",
            kind=Kind.NUMBER,
            field=EXECUTION_MAX_SCORE,
            label=label,
        )
    )


def _rate(canvas: Canvas, line: str, field: str, label: str) -> None:
    """Draw one execution rate."""
    funding = canvas.definition.funding
    fields = {key: f"funding.{line}.{getattr(funding, key)}" for key in ("numerator", "denominator")}
    text = canvas.form.rule(canvas.template.rules[scoring.EXECUTION_RATE], fields)
    label = terms.FUNDING_FIELD.format(line=label, column=terms.EXECUTION_RATE)
    canvas.computed(_slots(canvas).rate, field, text, number_format=PERCENT, label=label)
