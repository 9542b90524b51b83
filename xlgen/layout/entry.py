"""What may be typed into an input cell: the rule that the program itself holds it to (数据有效性)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from xlgen.layout.plan import Kind, Role

if TYPE_CHECKING:
    from xlgen.layout.plan import Cell

_LEAST: Final = -1e15
"""A bound that no number of a form reaches: the rule then says no more than that a number is wanted."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One of some words, or a number that is not below `least`; what is not `binding` is only offered."""

    choices: tuple[str, ...] = ()
    least: float = 0
    binding: bool = True


def entry(cell: Cell) -> Entry | None:
    """Return what an input cell takes; None where anything may stand in it."""
    if cell.role is not Role.INPUT:
        return None
    if cell.choices:
        # Where a number may stand as well, the words are offered; the self-check says what is none of both.
        return Entry(choices=cell.choices, binding=not cell.words_field)
    if cell.kind is Kind.TEXT or cell.words_field:
        return None
    return Entry(least=0 if cell.kind is Kind.MONEY else _LEAST)
