"""What texts say against numbers: notes on trial, each of which rather stays silent than accuses.

Reading sentences is guessing. A note is given only where a sentence speaks of one indicator, or of one sum and its
parts, in words that leave little else to be meant; what is unclear says nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlgen.narrative import sums, unfinished, wording
from xlgen.narrative.indicators import indicators

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from xlgen.finding import Finding
    from xlgen.layout import Plan
    from xlgen.model import Content

__all__ = ["filled", "issued"]


def issued(plan: Plan) -> Iterator[Finding]:
    """Yield what the office's own texts say: an objective against a target, a target that says nothing.

    Sources: what reviewers found in issued forms (3场 against ≥2场, 100 % against ≥98 %).
    """
    known = list(indicators(plan, {}))
    yield from wording.objective(plan, known)
    yield from wording.vague(plan, known)


def filled(plan: Plan, read: Mapping[str, Content]) -> Iterator[Finding]:
    """Yield what a unit's texts say against its own numbers: parts and sums, undone work with full marks."""
    yield from sums.findings(plan, read)
    yield from unfinished.findings(plan, read, list(indicators(plan, read)))
