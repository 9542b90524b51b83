"""The rules of score tables, each once, as Excel formula text: criteria, vetoes, exemptions, the indicator's score.

Every rule is total, like those of targets. A criterion's rule speaks of `actual_value` and `max_score` (its points);
what a template itself writes (a value, a condition) is guarded here. Sources: the published score tables of
深圳市福田区 (重点项目 2020) and 深圳市罗湖区 (部门整体 2022).
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from xlgen.formula import names, numbers, parse_rule, trimmed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

_SCORED: Final = numbers("actual_value", "max_score")


def guarded(expression: str, of_number: Callable[[str], bool]) -> str:
    """Return an expression made total: "" where a name that should hold a number holds none, or it cannot be computed.

    `of_number` says of a name whether its cell holds a number; a cell of words may hold anything but an error.
    """
    found = names(parse_rule(expression))
    text = f'IFERROR({expression},"")'
    counted = [each for each in found if of_number(each)]
    if counted:
        text = f'IF({numbers(*counted)},{text},"")'
    words = [each for each in found if not of_number(each)]
    if words:
        text = f'IF(OR({",".join(f"ISERROR({each})" for each in words)}),"",{text})'
    return text


def held(condition: str, words: tuple[str, str], of_number: Callable[[str], bool]) -> str:
    """Return the rule that says by a word (no, yes) whether a condition holds; "" where that cannot be said."""
    return guarded(f'IF({condition},"{words[1]}","{words[0]}")', of_number)


# --- one criterion --------------------------------------------------------------------------------------------------


def chosen(options: Iterable[tuple[str, str]]) -> str:
    """Return the rule of a word chosen; `options` are (word, points as formula text)."""
    text = '""'
    for word, points in reversed(list(options)):
        text = f'IF(EXACT({trimmed("actual_value")},"{word}"),{points},{text})'
    return f'IFERROR(IF({numbers("max_score")},{text},""),"")'


def reached(comparison: str) -> str:
    """Return the rule of a checkpoint: all points where the comparison of `actual_value` holds, else 0."""
    return f'IF({_SCORED},IF({comparison},max_score,0),"")'


def violations(each: Decimal) -> str:
    """Return the rule of so many points off for each violation, not below 0."""
    return f'IF({_SCORED},IF(actual_value<0,"",IFERROR(MAX(0,max_score-{each:f}*actual_value),"")),"")'


def excess(bound: Decimal, per: Decimal, each: Decimal) -> str:
    """Return the rule of `each` points off for every `per` that the value lies above a bound, not below 0."""
    over = f"MAX(0,actual_value-{bound:f})"
    return f'IF({_SCORED},IFERROR(MAX(0,max_score-{each:f}*({over}/{per:f})),""),"")'


def ratio(*, capped: bool) -> str:
    """Return the rule of points × a ratio, not below 0; `capped`, not above the points either."""
    scored = "max_score*MAX(0,actual_value)"
    scored = f"MIN(max_score,{scored})" if capped else scored
    return f'IF({_SCORED},IFERROR({scored},""),"")'


def conditional(base: str, full: str | None, zero: str | None, of_number: Callable[[str], bool]) -> str:
    """Return a criterion's rule with the conditions that give it no points, or all of them, whatever else holds."""
    text = base
    if full is not None:
        text = guarded_choice(full, f'IF({numbers("max_score")},max_score,"")', text, of_number)
    if zero is not None:
        text = guarded_choice(zero, "0", text, of_number)
    return text


def guarded_choice(condition: str, then: str, otherwise: str, of_number: Callable[[str], bool]) -> str:
    """Return one of two rules by a condition, "" where it cannot be computed."""
    decided = guarded(f"IF({condition},1,0)", of_number)
    return f'IF(COUNT({decided})=0,"",IF({decided}=1,{then},{otherwise}))'


# --- ranges ---------------------------------------------------------------------------------------------------------

_NUMBER: Final = r"(-?\d+(?:\.\d+)?)(%?)"
_BOUND: Final = re.compile(rf"(≥|>|≤|<){_NUMBER}")
_INTERVAL: Final = re.compile(rf"([\[(]){_NUMBER},{_NUMBER}([\])])")
_WIDE: Final = str.maketrans("（）［］，＜＞％≧≦〔〕", "()[],<>%≥≤[]")


@dataclass(frozen=True, slots=True)
class Range:
    """The numbers between two bounds, each with whether it belongs to them; None is no bound."""

    low: Decimal | None
    low_included: bool
    high: Decimal | None
    high_included: bool

    @property
    def condition(self) -> str:
        """The condition that `actual_value` lies in it."""
        sides = []
        if self.low is not None:
            sides.append(f"actual_value{'>=' if self.low_included else '>'}{self.low:f}")
        if self.high is not None:
            sides.append(f"actual_value{'<=' if self.high_included else '<'}{self.high:f}")
        return f"AND({','.join(sides)})"

    def holds(self, number: Decimal) -> bool:
        """Return whether a number lies in it."""
        above = self.low is None or number > self.low or (self.low_included and number == self.low)
        below = self.high is None or number < self.high or (self.high_included and number == self.high)
        return above and below

    @property
    def empty(self) -> bool:
        """Whether no number lies in it."""
        if self.low is None or self.high is None:
            return False
        return self.low > self.high or (self.low == self.high and not (self.low_included and self.high_included))


def _decimal(digits: str, percent: str) -> Decimal:
    return Decimal(digits).scaleb(-2) if percent else Decimal(digits)


def read_range(text: str) -> Range | None:
    """Return the range that a text says: `≥90%`, `<75%`, `[75%,90%)`; None where it is none."""
    plain = "".join(text.split()).translate(_WIDE)
    if (found := _BOUND.fullmatch(plain)) is not None:
        number, included = _decimal(found[2], found[3]), found[1] in "≥≤"
        return Range(number, included, None, False) if found[1] in "≥>" else Range(None, False, number, included)  # noqa: FBT003 - no bound
    if (found := _INTERVAL.fullmatch(plain)) is not None:
        low, high = _decimal(found[2], found[3]), _decimal(found[4], found[5])
        return Range(low, found[1] == "[", high, found[6] == "]")
    return None


def uncovered(ranges: Sequence[Range]) -> tuple[str, Decimal | None] | None:
    """Return where ranges overlap or leave a gap, as ("overlap" | "gap", the bound); None where each number has one."""
    ordered = sorted(ranges, key=lambda each: (each.low is not None, each.low or Decimal(0), not each.low_included))
    if ordered[0].low is not None:
        return "gap", ordered[0].low
    for lower, upper in itertools.pairwise(ordered):
        if lower.high is None or upper.low is None or upper.low < lower.high:
            return "overlap", upper.low if lower.high is None else lower.high
        if upper.low > lower.high or not (lower.high_included or upper.low_included):
            return "gap", lower.high
        if lower.high_included and upper.low_included:
            return "overlap", lower.high
    return None if ordered[-1].high is None else ("gap", ordered[-1].high)


def tiered(tiers: Iterable[tuple[Range, Decimal]]) -> str:
    """Return the rule of points by ranges that cover every number once."""
    text = '""'
    for within, points in reversed(list(tiers)):
        text = f"IF({within.condition},{points:f},{text})"
    return f'IF({_SCORED},{text},"")'


# --- the indicator --------------------------------------------------------------------------------------------------


def _any(cells: str, word: str) -> str:
    return f'OR(EACH(EXACT({trimmed(cells)},"{word}")))'


def _answered(cells: str, words: tuple[str, str]) -> str:
    one = f'OR(EXACT({trimmed(cells)},"{words[0]}"),EXACT({trimmed(cells)},"{words[1]}"))'
    return f"AND(EACH({one}))"


def indicator(
    count: int, points: Decimal, clauses: Mapping[str, tuple[str, str]], rounded: Callable[[str], str]
) -> str:
    """Return the rule of an indicator's score from the scores of its criteria (`parts`, `count` of them).

    All `points` reached is the full maximum, whatever the points add up to (1.66+1.66+1.67 for 5). `clauses` are the
    words (no, yes) of its `vetoes`, which set it to 0, and of its `exemptions`, which give it in full; what there is
    none of is left out.
    """
    total = "SUM(parts)"
    summed = f"IF(ROUND({total},9)>={points:f},max_score,MIN(max_score,MAX(0,{rounded(total)})))"
    text = f'IF(AND(COUNT(parts)={count},{numbers("max_score")}),IFERROR({summed},""),"")'
    for name, given in (("exemptions", f'IF({numbers("max_score")},max_score,"")'), ("vetoes", "0")):
        if name in clauses:
            text = f"IF({_any(name, clauses[name][1])},{given},{text})"
    for name, words in clauses.items():
        text = f'IF({_answered(name, words)},{text},"")'
    return f'IFERROR({text},"")'
