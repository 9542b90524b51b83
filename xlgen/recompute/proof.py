"""The proof that a rule is total: evaluated over every content that its cells may hold."""

from __future__ import annotations

import itertools
import math
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from xlgen import checks, formula, scoring, terms
from xlgen.formula import Area
from xlgen.model import CellError, Content
from xlgen.recompute import engine

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

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

FEWER: Final[tuple[Content, ...]] = (None, "文字", "　", CellError.DIVISION, True, 0.0, -1.0, 2.5)
"""What is tried where a rule speaks of many cells: one content of each kind."""
MOST_NUMBERS: Final = 6
MOST_COMBINATIONS: Final = 40_000
"""Of so many contents together an engine's call takes a second or two."""
ORDINARY: Final = 2.5
WORDS: Final = ("|达成|未达成|", "|5|")
"""What a list of words that is written into a rule may be."""

Failure = tuple[dict[str, tuple[Content, ...]], Content]


@lru_cache(maxsize=1024)
def failures(node: formula.Node, kind: type, texts: frozenset[str]) -> tuple[Failure, ...]:
    """Return the contents over which a rule fails, with what it gives there.

    It may yield a finite number where `kind` is float, and the texts given; nothing else, and never an error. The
    numbers that stand in the rule are tried too: it may fail at one of them alone.
    """
    names = formula.names(node)
    places = {name: (Area("", row, 0, row, 2 if name in checks.LISTS else 0),) for row, name in enumerate(names)}
    slotted, areas = formula.slotted(formula.bind(node, places))
    combinations = list(_combinations(names, (*CONTENTS, *_numbers(node))))
    columns = [[each[area.top][area.left : area.right + 1] for each in combinations] for area in areas]
    given = engine.evaluate(slotted, columns, len(combinations))
    return tuple(
        (dict(zip(names, cells, strict=True)), value)
        for cells, value in zip(combinations, given, strict=True)
        if not _allowed(value, kind, texts)
    )


def _combinations(names: Sequence[str], contents: tuple[Content, ...]) -> Iterable[tuple[tuple[Content, ...], ...]]:
    """Yield what the cells of the names hold together: everything beside everything, where that is not too much.

    Else every two names with all that they may hold, and one content of each kind beside each other.
    """
    several = sum(name in checks.LISTS for name in names) > 1
    everything, fewer = (
        [list(_choices(name, tried, several=several)) for name in names] for tried in (contents, FEWER)
    )
    if _count(everything) <= MOST_COMBINATIONS:
        return itertools.product(*everything)
    return itertools.chain(_pairs(everything), itertools.product(*fewer) if _count(fewer) <= MOST_COMBINATIONS else ())


def _count(choices: list[list[tuple[Content, ...]]]) -> int:
    return math.prod(len(each) for each in choices)


def _pairs(choices: list[list[tuple[Content, ...]]]) -> Iterable[tuple[tuple[Content, ...], ...]]:
    """Yield every content of every two names beside an ordinary number in all the others."""
    usual = [next((each for each in some if each[0] == ORDINARY), some[-1]) for some in choices]
    for one, other in itertools.combinations(range(len(choices)), 2):
        for first, second in itertools.product(choices[one], choices[other]):
            found = list(usual)
            found[one], found[other] = first, second
            yield tuple(found)


def _numbers(node: formula.Node) -> list[Content]:
    """Return the numbers that stand in a rule and are not tried anyway, no more than a handful."""
    found = {float(each.value) for each in formula.walk(node) if isinstance(each, formula.Number)}
    return list(sorted(found - {each for each in CONTENTS if isinstance(each, float)})[:MOST_NUMBERS])


def _choices(name: str, contents: tuple[Content, ...], *, several: bool) -> Iterable[tuple[Content, ...]]:
    """Return what a name's cells may hold; a list is three cells, of which two vary, or one beside other lists."""
    if name in scoring.WORDS:
        return [(words,) for words in WORDS]
    if name == scoring.DIRECTION:
        return [(content,) for content in (*terms.PROPOSED_SIGNS, None, "文字", CellError.VALUE, True, 0.0)]
    if name in scoring.CONSTANTS:
        return [(content,) for content in contents if isinstance(content, float)]
    if name in checks.LISTS:
        second = (1.0,) if several else CONTENTS
        return [(first, other, 1.0) for first, other in itertools.product(CONTENTS, second)]
    return [(content,) for content in contents]


def _allowed(value: Content, kind: type, texts: frozenset[str]) -> bool:
    if isinstance(value, str):
        return value in texts
    return kind is float and isinstance(value, float) and not isinstance(value, bool)
