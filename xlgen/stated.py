"""Scores that somebody stated beside ours: held against the rule, with what explains a difference."""

from __future__ import annotations

from dataclasses import replace
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Final

from xlgen import formula, recompute, scoring, terms
from xlgen.finding import Finding, Severity
from xlgen.formula import Area
from xlgen.layout import Role
from xlgen.layout.paths import stated
from xlgen.model import ALL_DIGITS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from xlgen.layout import Shape
    from xlgen.model import Content

_DIRECTIONS: Final = (("at-least", "above", "exactly"), ("at-most", "at-most-linear", "below"))
EXPLAINING_DIGITS: Final = (2, 1, 3, 4)
"""To how many decimals a score may have been rounded otherwise, the usual first; a whole number explains too much."""


def findings(shape: Shape, read: Mapping[str, Content]) -> Iterator[Finding]:
    """Yield I504 for each stated score that is not what the form's own rule gives.

    Above by more than one unit of the last digit is an error; below without a reason a warning, with one nothing. A
    difference that another rounding or a truncation explains is a note which names it.
    """
    for sheet, cell in shape.of_role(Role.FORMULA):
        field = stated(cell.field)
        place = shape.places.get(field)
        if place is None or cell.field in {"execution_rate", "total_score", "rating"}:
            continue
        theirs, ours = read.get(field), read.get(cell.field)
        if isinstance(theirs, float) and isinstance(ours, float) and not isinstance(theirs, bool):
            exact = recompute.unrounded(cell.text, sheet.name, shape, read)
            finding = _finding(shape, cell.field, (_decimal(theirs), _decimal(ours), exact), read)
            if finding is not None:
                yield finding


def _decimal(number: float) -> Decimal:
    return Decimal(f"{number:.15g}")


def _finding(
    shape: Shape, field: str, scores: tuple[Decimal, Decimal, Decimal | None], read: Mapping[str, Content]
) -> Finding | None:
    theirs, ours, exact = scores
    if theirs == ours:
        return None
    found, expected = float(theirs), float(ours)
    seen = Finding(key="I504", severity=Severity.ERROR, field=stated(field), found=found, expected=expected)
    key, digits = _explained(theirs, exact) if exact is not None else ("", 0)
    if key:
        return replace(seen, key=key, severity=Severity.NOTE, detail=terms.EXPLAINED_BY[key].format(digits=digits))
    one_unit = Decimal(1).scaleb(-shape.named_figures["total_score"][1])
    if abs(theirs - ours) <= one_unit:
        return None
    if theirs > ours:
        method = _other_method(shape, field, theirs, read)
        if not method:
            return seen
        detail = terms.EXPLAINED_BY["I504/method"].format(method=terms.METHODS[method])
        return replace(seen, key="I504/method", detail=detail)
    if _has_reason(field, read):
        return None
    return replace(seen, key="I504/below", severity=Severity.WARNING)


def _explained(theirs: Decimal, exact: Decimal) -> tuple[str, int]:
    """Return the key and digits of the rounding that makes the stated score of the exact one; "" where none does."""
    for digits in EXPLAINING_DIGITS:
        unit = Decimal(1).scaleb(-digits)
        if theirs == exact.quantize(unit, ROUND_HALF_UP, ALL_DIGITS):
            return "I504/rounded", digits
        if theirs == exact.quantize(unit, ROUND_DOWN, ALL_DIGITS):
            return "I504/truncated", digits
    return "", 0


def _has_reason(field: str, read: Mapping[str, Content]) -> bool:
    reason = read.get(field.removesuffix("score") + "deviation_explanation")
    return (
        isinstance(reason, str)
        and not formula.is_blank(reason)
        and reason.strip() not in {*terms.NIL_WORDS, *terms.NIL_PHRASES}
    )


def _other_method(shape: Shape, field: str, theirs: Decimal, read: Mapping[str, Content]) -> str:
    """Return another of the field's scoring methods that gives the stated score, or ""."""
    path = field.removesuffix("score")
    operands = scoring.PARAMETERS["at-least"]
    if any(f"{path}{name}" not in shape.places for name in operands):
        return ""
    places = {name: (_area(shape, f"{path}{name}"),) for name in operands}
    given: dict[str, Decimal] = {}
    for key, text in scoring.rules(scoring.Settings()).items():
        if key in scoring.METHODS and scoring.PARAMETERS[key] == operands:
            bound = formula.bind(formula.parse_rule(text), places)
            score = recompute.result(bound, shape, read)
            if isinstance(score, float):
                given[key] = _decimal(score)
    # Only a method of the same direction explains: that a target was missed is no way of scoring it.
    ours = read.get(field)
    same = [
        each
        for each in _DIRECTIONS
        if any(isinstance(ours, float) and given.get(key) == _decimal(ours) for key in each)
    ]
    return next((key for each in same for key in each if given.get(key) == theirs), "")


def _area(shape: Shape, field: str) -> Area:
    sheet, cell = shape.places[field]
    return Area.cell(sheet.name, cell.row, cell.column)
