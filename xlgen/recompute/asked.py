"""Conditions within formulas, evaluated for many records at once: which branch a formula took."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from xlgen import formula
from xlgen.finding import InternalError, mistake
from xlgen.recompute import engine

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlgen.formula import Node
    from xlgen.layout import Shape
    from xlgen.model import Content


def answers(asked: Sequence[tuple[Node, Shape, Mapping[str, Content]]]) -> list[Content]:
    """Return what each bound formula gives for the contents beside it, formula cells included.

    Those that differ only in their places are evaluated together.

    Raises
    ------
    InternalError
        A formula is outside the engine's allow-list.

    """
    groups: dict[tuple[str, tuple[int, ...]], list[tuple[int, list[list[Content]]]]] = defaultdict(list)
    for index, (node, shape, contents) in enumerate(asked):
        text, areas = formula.slotted(node)
        slots = [[contents.get(shape.cells[place].field) for place in area.cells()] for area in areas]
        groups[text, tuple(map(len, slots))].append((index, slots))
    found: list[Content] = [None] * len(asked)
    for (text, widths), rows in groups.items():
        columns = [[slots[index] for _, slots in rows] for index in range(len(widths))]
        try:
            values = engine.evaluate(text, columns, len(rows))
        except engine.EngineError as error:
            raise InternalError(text, mistake("formula-not-computable", reason=error)) from error
        for (index, _), value in zip(rows, values, strict=True):
            found[index] = value
    return found
