"""How the form is filled in, and what is filled in wrongly most often, for what this form really has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xlgen import terms
from xlgen.layout.guide.words import PERCENT, UNEXPLAINED, Section, percent
from xlgen.layout.plan import Kind, Role
from xlgen.layout.shown import is_percent, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xlgen.layout.plan import Cell
    from xlgen.template import Definition

_MOST_ERRORS: Final = 5
_FIGURES: Final = frozenset({Kind.NUMBER, Kind.TARGET})


def filling(definition: Definition, inputs: Sequence[Cell], open_rows: tuple[str, str]) -> Section:
    """Return how the form is filled in; `open_rows` is the row that tells of those, as (lead, text)."""
    correction = definition.signoff.correction
    locked = [terms.GUIDE_LOCKED_CELLS, terms.GUIDE_CORRECTION.format(label=correction) if correction else ""]
    rows = [
        terms.GUIDE_SAVE,
        (terms.GUIDE_FILL, "".join(_cells(definition, inputs))),
        (terms.GUIDE_LOCKED, "".join(locked)),
        *([open_rows] if open_rows[1] else []),
        terms.GUIDE_CHECK,
    ]
    return Section(terms.GUIDE_FILLING, tuple(rows))


def _cells(definition: Definition, inputs: Sequence[Cell]) -> Iterator[str]:
    yield terms.GUIDE_FILL_INPUTS
    if any(each.kind in _FIGURES for each in inputs):
        yield terms.GUIDE_FILL_NUMBERS
    if _of_percent(inputs):
        yield terms.GUIDE_FILL_PERCENT
    if any(each.kind is Kind.MONEY for each in inputs):
        yield terms.GUIDE_FILL_MONEY.format(unit=definition.amount_unit)
    lines = definition.funding.lines
    required = [each.label for each in lines if each.required]
    if required and len(required) < len(lines):
        yield terms.GUIDE_FILL_LINES.format(lines=terms.GUIDE_NAMES.join(required))


def _of_percent(inputs: Sequence[Cell]) -> bool:
    return any(each.kind in _FIGURES and (each.unit == PERCENT or is_percent(each.number_format)) for each in inputs)


def errors(definition: Definition, inputs: Sequence[Cell]) -> Section:
    """Return what is filled in wrongly most often, five things at most."""
    return Section(terms.GUIDE_MISTAKES, tuple(_errors(definition, inputs))[:_MOST_ERRORS])


def _errors(definition: Definition, inputs: Sequence[Cell]) -> Iterator[tuple[str, str]]:
    """Yield what may be filled in wrongly, the most frequent first."""
    applied, bounds, funding = definition.checks.apply, definition.checks.thresholds, definition.funding
    if _of_percent(inputs):
        yield terms.GUIDE_ERROR_PERCENT
    units = [each.unit for each in inputs if each.kind in _FIGURES and each.unit not in {"", PERCENT, terms.POINTS}]
    lead, text = terms.GUIDE_ERROR_UNIT
    if any(each.kind in _FIGURES for each in inputs):
        yield lead, text.format(unit=next(iter(units), terms.GUIDE_UNIT))
    if definition.has_funding and "B402" in applied:
        labels = {each.id: each.label for each in funding.columns}
        lead, text = terms.GUIDE_ERROR_OVERSPENT
        yield lead, text.format(numerator=labels[funding.numerator], denominator=labels[funding.denominator])
    if definition.has_funding and "B403" in applied:
        lead, text = terms.GUIDE_ERROR_LOW
        yield lead, text.format(share=percent(bounds.low_execution))
    yield from _unexplained(definition)
    if "B401" in applied and _adds_up(definition):
        yield terms.GUIDE_ERROR_PARTS
    if any(each.kind is Kind.MONEY and each.role is Role.INPUT for each in inputs):
        yield terms.GUIDE_ERROR_MONEY[definition.amount_unit]


def _unexplained(definition: Definition) -> Iterator[tuple[str, str]]:
    applied, evaluation = definition.checks.apply, definition.evaluation
    head = (definition.indicators if evaluation is None else evaluation.heads).deviation_explanation
    cases = [terms.GUIDE_CASE_NOT_FULL] if UNEXPLAINED in applied else []
    if "I507" in applied and evaluation is None:
        cases.append(terms.GUIDE_CASE_OVER.format(times=plain(definition.checks.thresholds.over_achieved)))
    if cases:
        lead, text = terms.GUIDE_ERROR_UNEXPLAINED
        yield lead, text.format(cases=terms.GUIDE_CASES.join(cases), head=head)


def _adds_up(definition: Definition) -> bool:
    """Return whether the unit fills in a total together with its parts."""
    typed = definition.has_funding and definition.funding.totals != "formula"
    keys = (each for table in definition.tables for each in (*table.columns, *table.rows, *table.cells))
    return typed or any(each.parts for each in keys)
