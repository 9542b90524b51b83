"""The indicators of a form as sentences may speak of them, and which of them a clause speaks of."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from xlgen import targets, terms
from xlgen.narrative.quantities import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from xlgen.layout import Plan
    from xlgen.model import Content
    from xlgen.targets import Target

LEAST_SHARED: Final = 4
"""Characters in a row that a clause must share with an indicator's name to speak of it."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator: its path, its name, its target as issued, and its maximum and score where they are known."""

    path: str
    name: str
    target: Target | None
    text: str
    max_score: Content
    score: Content

    @property
    def is_full(self) -> bool:
        """Whether it was given every point."""
        return isinstance(self.score, float) and self.max_score == self.score != 0


def indicators(plan: Plan, read: Mapping[str, Content]) -> Iterator[Indicator]:
    """Yield the indicators that were issued with a name; what is read of them where it is given."""
    index = 0
    while (path := f"indicators[{index}]") and f"{path}.name" in plan.issued:
        text = str(plan.issued.get(f"{path}.target_value") or "")
        yield Indicator(
            path,
            plain(str(plan.issued[f"{path}.name"])),
            targets.parse_target(text) if text else None,
            text,
            read.get(f"{path}.max_score"),
            read.get(f"{path}.score"),
        )
        index += 1


def shared(clause: str, name: str) -> int:
    """Return the length of the longest run of characters that a clause shares with a name, its ending aside."""
    core = name
    for ending in terms.NAME_ENDINGS:
        core = core.removesuffix(ending)
    matcher = difflib.SequenceMatcher(None, clause, core if len(core) >= LEAST_SHARED else name, autojunk=False)
    return matcher.find_longest_match().size


def spoken_of(clause: str, among: Sequence[Indicator]) -> Indicator | None:
    """Return the one indicator that a clause speaks of; None where it speaks of none, or equally of two."""
    ranked = sorted(((shared(clause, each.name), each) for each in among), key=lambda pair: -pair[0])
    if not ranked or ranked[0][0] < LEAST_SHARED:
        return None
    return None if len(ranked) > 1 and ranked[1][0] == ranked[0][0] else ranked[0][1]
