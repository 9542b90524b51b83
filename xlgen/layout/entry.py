"""What may be typed into an input cell: the rule that the program itself holds it to (数据有效性)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from xlgen.layout.plan import Kind, Role

if TYPE_CHECKING:
    from xlgen.layout.plan import Cell

MOST: Final = 999_999_999_999_999
"""A cell keeps 15 digits: no number of a form reaches it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One of some words, or a number from `least` to `most`; what is not `binding` is only offered."""

    choices: tuple[str, ...] = ()
    least: float = 0
    most: float = MOST
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
    return Entry(least=0 if cell.kind is Kind.MONEY else -MOST)
