"""Where the rows or the columns of a sheet stand in a file: found by what stands in them, whatever moved them.

A line (a row or a column) is known by its tokens: what was issued in it, and the defined names that point into it.
The lines that kept their order are the heaviest increasing sequence of matches; what is left over may have been moved
out of order, and a line that nothing tells of stands where those around it say.
"""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence

_COMMON: Final = 8
"""A token of more lines than this says nothing of any one of them."""
_IN_PLACE: Final = 1e-6
"""Of matches that weigh the same those are taken that moved nothing."""
_MOVED: Final = 0.6
"""The share of what is known of a line that must stand elsewhere for it to count as moved out of order."""

_ENDLESS: Final = 1 << 30


@dataclass(frozen=True, slots=True)
class Shift:
    """Where each of the plan's `count` lines stands in the file, 0-based, and which of them left their order.

    A line that is gone is absent from `lines`.
    """

    count: int
    lines: Mapping[int, int]
    moved: frozenset[int] = frozenset()

    @property
    def in_place(self) -> bool:
        """Whether nothing was shifted."""
        return all(self.lines.get(line) == line for line in range(self.count))

    def gone(self) -> Iterator[int]:
        """Yield the lines of the plan that are gone."""
        return (line for line in range(self.count) if line not in self.lines)

    def inserted(self) -> Iterator[tuple[int, int]]:
        """Yield the (first, last) lines of the file that stand between those of the plan and are none of them."""
        kept = set(self.lines.values())
        first = None
        for line in range(max(kept, default=-1) + 1):
            if line in kept:
                if first is not None:
                    yield first, line - 1
                first = None
            elif first is None:
                first = line


def align(expected: Sequence[Mapping[Hashable, float]], found: Mapping[int, frozenset[Hashable]]) -> Shift:
    """Return where each line stands.

    `expected` holds for each line of the plan its tokens and what each says of it; `found` the tokens of each line of
    the file that holds anything.
    """
    telling = _telling(expected)
    pairs = _pairs(telling, found)
    kept = _increasing(pairs)
    moved = _moved(telling, pairs, kept)
    lines = _between(telling, found.keys(), kept, moved)
    return Shift(len(expected), lines, frozenset(moved))


def _telling(expected: Sequence[Mapping[Hashable, float]]) -> list[dict[Hashable, float]]:
    """Return what each token says of its line: the less, the more lines have it."""
    counts = Counter(token for tokens in expected for token in tokens)
    return [
        {token: weight / counts[token] for token, weight in tokens.items() if counts[token] <= _COMMON}
        for tokens in expected
    ]


def _pairs(
    telling: Sequence[Mapping[Hashable, float]], found: Mapping[int, frozenset[Hashable]]
) -> dict[tuple[int, int], float]:
    """Return how much speaks for each line of the plan standing at a line of the file, where anything does."""
    homes: dict[Hashable, list[int]] = defaultdict(list)
    for line, tokens in enumerate(telling):
        for token in tokens:
            homes[token].append(line)
    weights: dict[tuple[int, int], float] = defaultdict(float)
    for place, there in found.items():
        for token in there:
            for line in homes.get(token, ()):
                weights[line, place] += telling[line][token]
    return {pair: weight + _IN_PLACE * (pair[0] == pair[1]) for pair, weight in weights.items()}


def _increasing(pairs: Mapping[tuple[int, int], float]) -> dict[int, int]:
    """Return the heaviest set of matches in which later lines stand later."""
    size = max((place for _, place in pairs), default=-1) + 1
    # A Fenwick tree of maxima: the heaviest chain that ends at or before a place, and its last link.
    best: list[tuple[float, int]] = [(0.0, -1)] * (size + 1)
    links: list[tuple[tuple[int, int], int]] = []
    # Within a line from the right to the left, so that no chain takes the same line twice.
    for line, place in sorted(pairs, key=lambda pair: (pair[0], -pair[1])):
        weight, before = _heaviest(best, place)
        links.append(((line, place), before))
        reached = (weight + pairs[line, place], len(links) - 1)
        at = place + 1
        while at <= size:
            best[at] = max(best[at], reached, key=lambda each: each[0])
            at += at & -at
    _, last = _heaviest(best, size)
    kept: dict[int, int] = {}
    while last >= 0:
        (line, place), last = links[last]
        kept[line] = place
    return kept


def _heaviest(best: Sequence[tuple[float, int]], before: int) -> tuple[float, int]:
    """Return the weight and the last link of the heaviest chain that ends before a place."""
    found = (0.0, -1)
    while before > 0:
        found = max(found, best[before], key=lambda each: each[0])
        before -= before & -before
    return found


def _moved(
    telling: Sequence[Mapping[Hashable, float]], pairs: Mapping[tuple[int, int], float], kept: Mapping[int, int]
) -> dict[int, int]:
    """Return the lines that stand out of order, where most of what is known of them says so."""
    taken = set(kept.values())
    found: dict[int, int] = {}
    for (line, place), weight in sorted(pairs.items(), key=lambda each: (-each[1], each[0])):
        free = line not in kept and line not in found and place not in taken
        if free and weight >= _MOVED * sum(telling[line].values()):
            found[line] = place
            taken.add(place)
    return found


def _between(
    telling: Sequence[Mapping[Hashable, float]],
    filled: Collection[int],
    kept: Mapping[int, int],
    moved: Mapping[int, int],
) -> dict[int, int]:
    """Return all lines that are there with their places: what nothing tells of follows the line before it.

    A line that should be told by something and comes to stand where there is nothing is gone; where there is less room
    than there are lines, those are.
    """
    lines = {**kept, **moved}
    anchors = [(-1, -1), *sorted(kept.items()), (len(telling), _ENDLESS)]
    for (before, place), (after, end) in itertools.pairwise(anchors):
        open_lines = [line for line in range(before + 1, after) if line not in moved]
        free = (each for each in range(place + 1, end) if each not in moved.values())
        room = list(itertools.islice(free, len(open_lines)))
        if len(room) < len(open_lines):
            silent = [line for line in open_lines if not telling[line]]
            open_lines = silent or open_lines
        pairs = zip(open_lines, room, strict=False)
        lines.update((line, each) for line, each in pairs if each in filled or not telling[line])
    return lines
