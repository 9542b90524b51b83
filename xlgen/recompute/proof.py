"""The proof that a rule is total: evaluated over every content that its cells may hold."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Final

from xlgen import formula
from xlgen.formula import Area
from xlgen.model import CellError, Content
from xlgen.recompute import engine

if TYPE_CHECKING:
    from collections.abc import Iterable

CONTENTS: Final[tuple[Content, ...]] = (
    None,
    "文字",
    "5",
    "",
    "　",  # the ideographic space that people type
    CellError.DIVISION,
    CellError.NOT_AVAILABLE,
    True,
    0.0,
    -1.0,
    2.5,
    1e-300,
    9.99e307,
)
"""Blank, text, text that looks like a number, empty and white text, errors, a boolean, 0, negative, small, extreme."""

LISTS: Final = frozenset({"parts", "other", "keys"})
"""Names that stand for several cells; the proof gives them three."""

Failure = tuple[dict[str, tuple[Content, ...]], Content]


def failures(node: formula.Node, kinds: type | tuple[type, ...] = (float, str)) -> list[Failure]:
    """Return the contents over which a rule fails, with what it gives there.

    A rule may yield a finite number, "" or a text that stands in it; `kinds` narrows that (a check gives only texts,
    a condition within a chain is proved with its chain).
    """
    names = formula.names(node)
    places = {name: (Area("", row, 0, row, 2 if name in LISTS else 0),) for row, name in enumerate(names)}
    slotted, areas = formula.slotted(formula.bind(node, places))
    combinations = list(itertools.product(*(_choices(name) for name in names)))
    columns = [[each[area.top][area.left : area.right + 1] for each in combinations] for area in areas]
    declared = formula.texts(node) | {""}
    given = engine.evaluate(slotted, columns, len(combinations))
    return [
        (dict(zip(names, contents, strict=True)), value)
        for contents, value in zip(combinations, given, strict=True)
        if not _allowed(value, declared, kinds)
    ]


def _choices(name: str) -> Iterable[tuple[Content, ...]]:
    if name in LISTS:
        return [(first, second, 1.0) for first, second in itertools.product(CONTENTS, repeat=2)]
    return [(content,) for content in CONTENTS]


def _allowed(value: Content, declared: frozenset[str], kinds: type | tuple[type, ...]) -> bool:
    if isinstance(value, bool) or not isinstance(value, kinds):
        return False
    return not isinstance(value, str) or value in declared
