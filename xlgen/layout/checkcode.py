"""数据核对码: six digits over what was filled in and what it scores, so that the stamped paper can be held to the file.

Every number has a weight of its own, so that two that change places change the code; the sum is taken modulo a
prime, so that no round difference is lost. What is no number counts as 0.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

from xlgen import formula, terms
from xlgen.layout.paths import is_score
from xlgen.layout.plan import Cell, Kind, Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xlgen.layout.drawing import Drawing

CHECK_CODE: Final = "check_code"
SUM: Final = "check_code.sum"
_PRIME, _CODES = 999_983, 1_000_000
_WEIGHTS: Final = 89
_AT_ONCE: Final = 20
"""Numbers in one formula: a formula may have some hundred operators."""
_DIGITS: Final = 4
_MONEY_DIGITS: Final = {terms.YUAN: 2}
"""Digits of an amount that count; larger units are written with six."""
_EXACT: Final = 14
"""A sum of more digits than this is no longer exact in every program: it counts as 0."""


def draw(drawing: Drawing, at: tuple[int, int], cells: Sequence[Cell], unit: str) -> None:
    """Draw the hidden cells whose sum gives the code, from (row, column) on down.

    `cells` are those of the form and its tables, in order; `unit` is that of the amounts.
    """
    row, column = at
    counted = [cell for cell in cells if _counts(cell)]
    for number, (digits, fields) in enumerate(_parts(counted, unit)):
        weighed = "+".join(f"{weight}*N({name})" for name, weight, _ in fields)
        bound = 10 ** (_EXACT - digits)
        text = f"IFERROR(IF(ABS({weighed})<{bound},ROUND(({weighed})*{10**digits},0),0),0)"
        _put(
            drawing,
            (row + 1 + number, column),
            f"{CHECK_CODE}.parts[{number}]",
            drawing.rule(formula.parse_rule(text), {name: field for name, _, field in fields}),
            terms.CHECK_CODE_PART.format(number=number + 1),
        )
    parts = [each.field for each in drawing.cells if each.field.startswith(f"{CHECK_CODE}.parts[")]
    text = f"SUM(EACH(parts-{_PRIME}*TRUNC(parts/{_PRIME})))" if parts else "0"
    _put(drawing, at, SUM, drawing.rule(formula.parse_rule(text), {"parts": parts}), terms.CHECK_CODE_SUM)


def rule() -> formula.Node:
    """Return the rule that shows the code, over `sum`."""
    return formula.parse_rule(f'IFERROR(TEXT(ABS(sum-{_CODES}*TRUNC(sum/{_CODES})),"000000"),"")')


def _put(drawing: Drawing, at: tuple[int, int], field: str, text: str, label: str) -> None:
    cell = Cell(row=at[0], column=at[1], role=Role.FORMULA, style="check_key", field=field, text=text, label=label)
    drawing.put(cell)


def _counts(cell: Cell) -> bool:
    """Return whether a cell is in the code: what the unit fills in as a number, and every score."""
    if cell.role is Role.INPUT:
        return cell.kind in {Kind.MONEY, Kind.NUMBER}
    return cell.role is Role.FORMULA and is_score(cell.field)


def _parts(cells: Sequence[Cell], unit: str) -> Iterator[tuple[int, list[tuple[str, int, str]]]]:
    """Yield the digits that count and the (name, weight, field) of the cells of each part."""
    weighed = [(index % _WEIGHTS + 11, cell) for index, cell in enumerate(cells)]
    for digits in (_DIGITS, None):
        own = [(weight, cell) for weight, cell in weighed if (cell.kind is Kind.MONEY) is (digits is None)]
        left = iter(own)
        while batch := list(islice(left, _AT_ONCE)):
            named = [(f"cell_{place}", weight, cell.field) for place, (weight, cell) in enumerate(batch)]
            yield digits or _MONEY_DIGITS.get(unit, 6), named
