"""Which returns were filled in almost alike: few candidates by hashing, then each pair compared.

Only what a unit filled in counts: its texts and its numbers. Both must be almost the same.
"""

from __future__ import annotations

import hashlib
import itertools
import zlib
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from rapidfuzz import fuzz

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

SHORTEST: Final = 60
"""Characters of text below which likeness says nothing: honest people write alike where they write little."""
LEAST_VALUES: Final = 0.9
"""The part of the numbers that must be the same, each in its own cell."""

_PIECE: Final = 5
"""Characters of the pieces that texts are compared by, to find candidates."""
_BINS: Final = 24
_BAND: Final = 3
_MOST_TOGETHER: Final = 40
"""Of how many texts that share a band each is compared with the next; whole districts share a phrase, and it costs."""
_UNSIGNED: Final = "signoff."


@dataclass(frozen=True, slots=True)
class Sketch:
    """What is kept of a filling: the digest of all of it, and the bands by which those like it are found."""

    whole: bytes
    bands: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Filling:
    """What a unit filled in: its texts one after the other, and its numbers by field."""

    text: str
    values: Mapping[str, float]


def filling(filled: Mapping[str, Any]) -> Filling:
    """Return the texts and numbers of what was filled in; who signed is neither."""
    own = {field: value for field, value in filled.items() if not field.startswith(_UNSIGNED)}
    texts = ("".join(value.split()) for _, value in sorted(own.items()) if isinstance(value, str))
    values = {field: value for field, value in own.items() if isinstance(value, int | float)}
    return Filling("\n".join(each for each in texts if each), values)


def sketch(filled: Mapping[str, Any]) -> Sketch | None:
    """Return the sketch of what was filled in; None where there is too little text to compare."""
    own = filling(filled)
    if len(own.text) < SHORTEST:
        return None
    whole = hashlib.sha256(f"{own.text}\0{sorted(own.values.items())}".encode("utf-8", "surrogatepass")).digest()
    return Sketch(whole, _bands(own.text))


def _bands(text: str) -> tuple[int, ...]:
    """Return hashes of the text's least pieces, bin by bin, a band of bins each: like texts share some band."""
    least: list[int] = [-1] * _BINS
    raw = text.encode("utf-16-le", "surrogatepass")
    for start in range(0, len(raw) - 2 * _PIECE + 1, 2):
        number = zlib.crc32(raw[start : start + 2 * _PIECE])
        place = number % _BINS
        if least[place] < 0 or number < least[place]:
            least[place] = number
    return tuple(zlib.crc32(repr((start, least[start : start + _BAND])).encode()) for start in range(0, _BINS, _BAND))


def candidates(sketches: Sequence[tuple[str, Sketch]]) -> set[tuple[str, str]]:
    """Return the pairs worth comparing, among sketches with what they belong to (in order, each once)."""
    shared: dict[tuple[int, int], list[str]] = defaultdict(list)
    for name, each in sketches:
        for place, band in enumerate(each.bands):
            shared[place, band].append(name)
    pairs: set[tuple[str, str]] = set()
    for names in shared.values():
        # In a crowd each is held against its neighbours alone; those who copied share several bands.
        width = len(names) if len(names) <= _MOST_TOGETHER else _MOST_TOGETHER // 8
        for start, one in enumerate(names):
            pairs.update((one, other) for other in names[start + 1 : start + width])
    return pairs


def same(one: Filling, other: Filling, least: float) -> bool:
    """Return whether two fillings are almost the same: the part `least` of their texts, in order, and their numbers."""
    fields = one.values.keys() | other.values.keys()
    equal = sum(1 for field in fields if one.values.get(field) == other.values.get(field))
    if fields and equal < LEAST_VALUES * len(fields):
        return False
    return fuzz.ratio(one.text, other.text, score_cutoff=100 * least) > 0


def groups(pairs: Iterable[tuple[str, str]]) -> Iterator[tuple[str, ...]]:
    """Yield what hangs together by pairs, each group in order, the groups in the order of their first."""
    above: dict[str, str] = {}

    def first(name: str) -> str:
        while above.get(name, name) != name:
            name = above[name]
        return name

    for one, other in pairs:
        low, high = sorted((first(one), first(other)))
        above[high] = low
    names = sorted({name for pair in pairs for name in pair})
    for _, together in itertools.groupby(sorted(names, key=lambda name: (first(name), name)), key=first):
        yield tuple(together)
