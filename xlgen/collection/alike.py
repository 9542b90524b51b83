"""Which returns were filled in almost alike: few candidates by hashing, then each pair compared.

Only what a unit filled in counts: its texts and its numbers. Both must be almost the same.
"""

from __future__ import annotations

import functools
import itertools
import json
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from rapidfuzz import fuzz

from xlgen.collection.table import pack

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from xlgen.collection.table import Table

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
_SCHEMA: Final = (
    "CREATE TABLE filling (number INTEGER PRIMARY KEY, kept BLOB)",
    "CREATE TABLE band (template BLOB, place INTEGER, hash INTEGER, number INTEGER)",
    "CREATE TABLE pair (one INTEGER, other INTEGER, PRIMARY KEY (one, other)) WITHOUT ROWID",
)


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


def same(one: Filling, other: Filling, least: float) -> bool:
    """Return whether two fillings are almost the same: the part `least` of their texts, in order, and their numbers."""
    fields = one.values.keys() | other.values.keys()
    equal = sum(1 for field in fields if one.values.get(field) == other.values.get(field))
    if fields and equal < LEAST_VALUES * len(fields):
        return False
    return fuzz.ratio(one.text, other.text, score_cutoff=100 * least) > 0


class Alikes:
    """The fillings of a round in tables beside its others, those of one form held against each other."""

    def __init__(self, table: Table) -> None:
        self._connection = table.connection
        for statement in _SCHEMA:
            self._connection.execute(statement)

    def add(self, number: int, template: str, filled: Mapping[str, Any]) -> None:
        """Take in what was filled in in the file of a number; too little text is not compared."""
        own = filling(filled)
        if len(own.text) < SHORTEST:
            return
        kept = json.dumps([own.text, dict(own.values)]).encode()
        self._connection.execute("INSERT INTO filling VALUES (?, ?)", (number, zlib.compress(kept, 1)))
        bands = ((pack(template), place, band, number) for place, band in enumerate(_bands(own.text)))
        self._connection.executemany("INSERT INTO band VALUES (?, ?, ?, ?)", bands)

    def compared(self) -> bool:
        """Return whether two projects of one form have text enough to be compared."""
        found = self._connection.execute(
            "SELECT 1 FROM project JOIN filling f ON f.number = standing JOIN entry e ON e.number = standing"
            " GROUP BY e.template HAVING COUNT(*) > 1 LIMIT 1"
        )
        return found.fetchone() is not None

    def groups(self, least: float) -> tuple[list[tuple[int, ...]], int]:
        """Return the numbers of the files that were filled in almost alike, group by group, in order.

        And how many files stand in a crowd in which not each was held against each, and that one group does not hold.
        """
        crowded = self._pair()
        pairs = self._connection.execute("SELECT one, other FROM pair ORDER BY one, other")
        get = functools.lru_cache(_MOST_TOGETHER)(self._filling)
        found = list(groups((one, other) for one, other in pairs if same(get(one), get(other), least)))
        return found, self._cut(found) if crowded else 0

    def _pair(self) -> bool:
        """Note the pairs worth comparing, each once; return whether there was a crowd."""
        crowded = False
        for numbers in self._shared():
            crowded = crowded or len(numbers) > _MOST_TOGETHER
            # In a crowd each is held against its neighbours alone; those who copied share several bands.
            width = len(numbers) if len(numbers) <= _MOST_TOGETHER else _MOST_TOGETHER // 8
            pairs = ((one, other) for start, one in enumerate(numbers) for other in numbers[start + 1 : start + width])
            self._connection.executemany("INSERT OR IGNORE INTO pair VALUES (?, ?)", pairs)
        return crowded

    def _shared(self) -> Iterator[list[int]]:
        """Yield the numbers of the files that share a band, of those that are looked at for their projects."""
        rows = self._connection.execute(
            "SELECT template, place, hash, number FROM band JOIN project ON number = standing ORDER BY 1, 2, 3, 4"
        )
        for _, together in itertools.groupby(rows, key=lambda row: row[:3]):
            yield [row[3] for row in together]

    def _filling(self, number: int) -> Filling:
        (kept,) = self._connection.execute("SELECT kept FROM filling WHERE number = ?", (number,)).fetchone()
        return Filling(*json.loads(zlib.decompress(kept)))

    def _cut(self, found: Sequence[tuple[int, ...]]) -> int:
        group = {number: index for index, some in enumerate(found) for number in some}
        cut: set[int] = set()
        for numbers in self._shared():
            one = group.get(numbers[0])
            if len(numbers) > _MOST_TOGETHER and (one is None or any(group.get(each) != one for each in numbers)):
                cut.update(numbers)
        return len(cut)


def groups(pairs: Iterable[tuple[int, int]]) -> Iterator[tuple[int, ...]]:
    """Yield what hangs together by pairs, each group in order, the groups in the order of their first."""
    above: dict[int, int] = {}

    def first(name: int) -> int:
        while above.get(name, name) != name:
            name = above[name]
        return name

    for one, other in pairs:
        low, high = sorted((first(one), first(other)))
        above[high] = above[low] = low
    names = sorted(above)
    for _, together in itertools.groupby(sorted(names, key=lambda name: (first(name), name)), key=first):
        yield tuple(together)
