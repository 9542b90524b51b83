"""Finds the heads of a table: below titles, over one or several rows, merged or not, in any order."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Final

from xlgen import terms
from xlgen.finding import Mistake, mistake
from xlgen.roster.words import UNITS, plain, unit_line, unit_of, without_brackets

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from xlgen.roster.grid import Grid
    from xlgen.roster.words import Words

_ROWS: Final = 40
"""Rows from the first with content in which heads are looked for."""
_DEEPEST: Final = 3
_NEAR: Final = 0.66
"""How alike a head must be to a missing one that is required: one character in three may differ."""
_NEARER: Final = 0.85
"""The same for one that may be missing: 长期目标 is not 预期目标."""


@dataclass(frozen=True, slots=True)
class Head:
    """One column's head: its words from top to bottom, its key (or None), and the unit of money in brackets."""

    row: int
    column: int
    texts: tuple[str, ...]
    key: str | None
    unit: str | None

    @property
    def shown(self) -> str:
        """The words as a message shows them, on one line."""
        return "·".join("".join(each.split()) for each in self.texts)


@dataclass(frozen=True, slots=True)
class Heads:
    """The heads of a table: those that are read by key, all others, and the first row below.

    `twice` are further columns under a head that is read already: nobody can say which one counts.
    """

    by_key: Mapping[str, Head]
    others: tuple[Head, ...]
    below: int
    unit: str | None
    twice: tuple[Head, ...] = ()


def find(grid: Grid, words: Words) -> Heads:
    """Return the heads of a sheet: the rows in which most columns are known; few rows and early ones win a draw."""
    first = min((row for row, _ in grid.cells), default=0)
    choices = product(range(1, _DEEPEST + 1), range(first, min(first + _ROWS, grid.height)))
    best: tuple[int, list[Head], int, int] = (-1, [], first, 0)
    for depth, row in choices:
        heads = list(_heads(grid, words, row, depth))
        score = len({each.key for each in heads if each.key})
        if score > best[0]:
            best = (score, heads, row, depth)
    _, heads, row, depth = best
    return _chosen(heads, words, row + depth, _unit_above(grid, row))


def _chosen(heads: Sequence[Head], words: Words, below: int, unit: str | None) -> Heads:
    """Keep one column a key: the one headed by the label itself where there is one."""
    kept: dict[str, Head] = {}
    twice: list[Head] = []
    for key in dict.fromkeys(each.key for each in heads if each.key and each.key not in words.unread):
        headed = [each for each in heads if each.key == key]
        label = plain(words.labels.get(key, ""))
        chosen = [each for each in headed if without_brackets(each.texts[-1]) == label] or headed
        kept[key] = chosen[0]
        twice.extend(chosen[1:])
    others = tuple(each for each in heads if each.key is None or kept.get(each.key) is not each)
    return Heads(kept, others, below, unit, tuple(twice))


def _heads(grid: Grid, words: Words, top: int, depth: int) -> Iterator[Head]:
    columns = sorted({column for row in range(top, top + depth) for column in grid.columns.get(row, ())})
    for column in columns:
        texts: list[str] = []
        place = top
        for row in range(top, top + depth):
            text = grid.text(row, column) or (_spread(grid, words, row, column) if row < top + depth - 1 else "")
            if text and (not texts or plain(text) != plain(texts[-1])):
                texts.append(text)
                place = row
        if texts:
            unit = next(filter(None, map(unit_of, reversed(texts))), None)
            yield Head(place, column, tuple(texts), _key(texts, words), unit)


def _spread(grid: Grid, words: Words, row: int, column: int) -> str:
    """Return the funding line that stands to the left of a blank cell: a group's head that is not merged."""
    if grid.text(row + 1, column):
        for left in range(column - 1, max(column - len(words.money) - 1, -1), -1):
            if text := grid.text(row, left):
                return text if _word(text, words.lines) or plain(text) in words.total else ""
    return ""


def _word(text: str, known: Mapping[str, str]) -> str | None:
    return known.get(plain(text)) or known.get(without_brackets(text))


def _key(texts: Sequence[str], words: Words) -> str | None:
    """Return what a column holds: a part of the money table by its two levels, or a column by its lowest words."""
    *above, leaf = texts
    for line_text, money_text in ((text, leaf) for text in reversed(above)):
        for one, other in ((line_text, money_text), (money_text, line_text)):
            line, money = _word(one, words.lines), _word(other, words.money)
            if line and money:
                return f"funding.{line}.{money}"
            if money and without_brackets(one) in words.total:
                return None
    return _word(leaf, words.keys) or _word("".join(texts), words.keys) or _in_one(without_brackets(leaf), words)


def _in_one(text: str, words: Words) -> str | None:
    """Return the part of the money table whose line and column are written as one word: 其他资金年初预算数."""
    for (line, line_key), (money, money_key) in product(words.lines.items(), words.money.items()):
        if text.startswith(line) and text.endswith(money) and not text[len(line) : -len(money)].strip("-_·/—~"):
            return f"funding.{line_key}.{money_key}"
    return None


def _unit_above(grid: Grid, row: int) -> str | None:
    for above in range(row - 1, -1, -1):
        for _, cell in grid.filled(above):
            if isinstance(cell.content, str) and (unit := unit_line(cell.content)):
                return unit
    return None


def complete(grid: Grid, heads: Heads, words: Words) -> tuple[Heads, list[Mistake]]:
    """Return the heads with what each misspelt one probably means, and a mistake for it and each missing column.

    The rows are then read under the meant head, so that their mistakes are told along with it.
    """
    if not heads.by_key:
        wanted = "、".join(words.labels[key] for key in words.required)
        return heads, [mistake("heads-missing", grid.name, wanted=wanted)]
    found: list[Mistake] = []
    by_key, others = dict(heads.by_key), list(heads.others)
    for key in (key for key in words.watched if key not in by_key):
        spellings = [each for each, of in words.keys.items() if of == key]
        near = _nearest(spellings, others, _NEAR if key in words.required else _NEARER)
        label = words.labels[key]
        if near is not None:
            found.append(mistake("column-misspelt", grid.place(near.row, near.column), found=near.shown, wanted=label))
            by_key[key] = near
            others.remove(near)
        elif key in words.required:
            shown = "、".join(each.shown for each in (*by_key.values(), *others))
            found.append(mistake("column-missing", grid.name, wanted=label, found=shown))
    found.extend(mistake("column-twice", grid.place(each.row, each.column), found=each.shown) for each in heads.twice)
    found.extend(_units(grid, heads, words))
    return Heads(by_key, tuple(others), heads.below, heads.unit), found


def _nearest(spellings: Sequence[str], heads: Sequence[Head], least: float) -> Head | None:
    """Return the unknown head that is most like one of the spellings, if any is like enough."""

    def likeness(head: Head) -> float:
        text = without_brackets(head.texts[-1])
        return max(difflib.SequenceMatcher(None, text, each).ratio() for each in spellings)

    best = max((each for each in heads if each.key is None), key=likeness, default=None)
    return best if best is not None and likeness(best) >= least else None


def _units(grid: Grid, heads: Heads, words: Words) -> Iterator[Mistake]:
    wanted = terms.UNITS_KNOWN.format(units="、".join(UNITS))
    amounts = [each for key, each in heads.by_key.items() if key in words.amounts or key.startswith("funding.")]
    if amounts and heads.unit and heads.unit not in UNITS:
        yield mistake("unit-unknown", grid.name, found=heads.unit, wanted=wanted)
    for each in amounts:
        if each.unit and each.unit not in UNITS:
            yield mistake("unit-unknown", grid.place(each.row, each.column), found=each.unit, wanted=wanted)
