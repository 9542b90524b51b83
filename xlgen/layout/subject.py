"""One line of the self-check to be: the cell it is about, its chain of conditions, the fields these speak of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlgen.checks import Condition
    from xlgen.layout.plan import Cell

Fields = dict[str, "str | Sequence[str]"]


@dataclass(frozen=True, slots=True)
class Subject:
    """One line to be: the cell it is about, its chain of conditions, and the fields its names stand for.

    `answerable` lines take an answer though they never warn: the verifier may. `criteria` are (score, points, what it
    follows from) of each criterion of an indicator.
    """

    cell: Cell
    conditions: tuple[Condition, ...]
    fields: Mapping[str, str | Sequence[str]]
    answerable: bool = False
    criteria: tuple[tuple[str, str, str], ...] = ()
