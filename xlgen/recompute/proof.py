"""The proof that a rule is total, and ever gives a number: evaluated over what its cells may hold."""

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

PLAIN: Final = (0.0, 1.0, -1.0, 0.5, ORDINARY, 100.0)
"""Numbers as people fill them in."""
MOST_WORDS: Final = 6
_SOME_WORDS: Final = ("文字", "文字" * 500)
"""A short and a long text: a rule may ask for the length."""

Failure = tuple[dict[str, tuple[Content, ...]], Content]


@lru_cache(maxsize=1024)
def failures(node: formula.Node, kind: type, texts: frozenset[str]) -> tuple[Failure, ...]:
    """Return the contents over which a rule fails, with what it gives there.

    It may yield a finite number where `kind` is float, and the texts given; nothing else, and never an error. The
    numbers that stand in the rule are tried too: it may fail at one of them alone.
    """
    names = formula.names(node)
    combinations = list(_combinations(names, (*CONTENTS, *_numbers(node))))
    given = _evaluated(node, combinations)
    return tuple(
        (dict(zip(names, cells, strict=True)), value)
        for cells, value in zip(combinations, given, strict=True)
        if not _allowed(value, kind, texts)
    )


@lru_cache(maxsize=1024)
def trials_without_number(node: formula.Node) -> int:
    """Return over how many contents a rule was tried, where none of them gave a number; 0 where one did.

    Tried are numbers as people fill them in, the numbers and words that stand in the rule, and what lies beside them.
    A rule of so many cells that not all of this can be tried together is not judged: 0 too.
    """
    contents: tuple[Content, ...] = (
        *PLAIN,
        *_beside(node),
        *sorted(formula.texts(node) - {""})[:MOST_WORDS],
        *_SOME_WORDS,
    )
    names = formula.names(node)
    choices = [_filled(name, contents) for name in names]
    apart = [
        tuple(each[(start + step) % len(each)] for step, each in enumerate(choices)) for start in range(len(contents))
    ]
    if any(isinstance(each, float) for each in _evaluated(node, apart)):
        return 0
    if _count(choices) > MOST_COMBINATIONS:
        return 0
    combinations = list(itertools.product(*choices))
    return 0 if any(isinstance(each, float) for each in _evaluated(node, combinations)) else len(combinations)


def _beside(node: formula.Node) -> list[Content]:
    """Return the numbers that stand in a rule, and those one below and above them."""
    found = [each for each in _numbers(node) if isinstance(each, float)]
    return list(dict.fromkeys(number + step for number in found for step in (0.0, -1.0, 1.0)))


def _filled(name: str, contents: tuple[Content, ...]) -> list[tuple[Content, ...]]:
    """Return what a name's cells may hold once they are filled in; the cells of a list hold the same."""
    if name in scoring.WORDS:
        return [(WORDS[0],)]
    if name == scoring.DIRECTION:
        return [(sign,) for sign in terms.PROPOSED_SIGNS]
    own = (*contents, terms.VERDICTS[0])
    return [(each,) * (3 if name in checks.LISTS else 1) for each in own]


def _evaluated(node: formula.Node, combinations: Sequence[tuple[tuple[Content, ...], ...]]) -> Sequence[Content]:
    """Return what a rule gives for the contents of its names, a tuple a name in the order met."""
    places = {
        name: (Area("", row, 0, row, 2 if name in checks.LISTS else 0),) for row, name in enumerate(formula.names(node))
    }
    slotted, areas = formula.slotted(formula.bind(node, places))
    columns = [[each[area.top][area.left : area.right + 1] for each in combinations] for area in areas]
    return engine.evaluate(slotted, columns, len(combinations))


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
