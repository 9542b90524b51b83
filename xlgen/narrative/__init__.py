"""What texts say against numbers, and numbers against each other: notes on trial, which rather are silent than accuse.

Reading sentences is guessing. A note is given only where a sentence speaks of one indicator, or of one sum and its
parts, in words that leave little else to be meant; what is unclear says nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlgen.narrative import fitting, spending, sums, unfinished, wording
from xlgen.narrative.indicators import indicators

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from decimal import Decimal

    from xlgen.finding import Finding
    from xlgen.layout import Plan
    from xlgen.model import Content

__all__ = ["filled", "issued"]


def issued(plan: Plan) -> Iterator[Finding]:
    """Yield what the office's own texts say.

    An objective against a target, a target that says nothing, an indicator under another kind's head.

    Sources: what reviewers found in issued forms (3场 against ≥2场, 100 % against ≥98 %).
    """
    known = list(indicators(plan, {}))
    yield from wording.objective(plan, known)
    yield from wording.vague(plan, known)
    yield from fitting.issued(plan)


def filled(plan: Plan, read: Mapping[str, Content], far_above: Decimal) -> Iterator[Finding]:
    """Yield what a unit's texts and numbers say against its own numbers.

    Parts and sums, undone work with full marks, its own indicators under another kind's head, a cost above all that was
    spent, scores more than `far_above` percentage points over the execution rate.
    """
    yield from sums.findings(plan, read)
    yield from unfinished.findings(plan, read, list(indicators(plan, read)))
    yield from fitting.proposed(plan, read)
    yield from spending.costs(plan, read)
    yield from spending.scores(plan, read, far_above)
