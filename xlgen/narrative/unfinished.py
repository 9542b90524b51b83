"""Work that a text calls undone, beside full marks for it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from xlgen import terms
from xlgen.finding import BY_CODE, Finding
from xlgen.narrative.indicators import spoken_of
from xlgen.narrative.quantities import clauses, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from xlgen.layout import Plan
    from xlgen.model import Content
    from xlgen.narrative.indicators import Indicator

_UNDONE: Final = re.compile(terms.UNDONE)
_NOT_MEANT: Final = re.compile(terms.UNDONE_NOT_MEANT)
_RESULT: Final = "objective.achieved_result"


def findings(plan: Plan, read: Mapping[str, Content], known: Sequence[Indicator]) -> Iterator[Finding]:
    """Yield N606 for each indicator with full marks that its own explanation, or the result, calls undone."""
    result = read.get(_RESULT)
    undone = list(_undone(result)) if isinstance(result, str) else []
    for each in known:
        if not each.is_full:
            continue
        field = f"{each.path}.deviation_explanation"
        text = read.get(field)
        own = list(_undone(text)) if isinstance(text, str) and field in plan.shape.places else []
        of_result = [clause for clause in undone if spoken_of(clause, known) is each]
        if own or of_result:
            place, clause = (field, own[0]) if own else (_RESULT, of_result[0])
            yield Finding(
                key="N606",
                severity=BY_CODE["N606"].severity,
                field=place,
                detail=terms.CALLED_UNDONE.format(clause=terms.quoted(clause), name=terms.shown(each.name)),
            )


def _undone(text: str) -> Iterator[str]:
    """Yield the clauses of a text that say that something is not done."""
    for clause in clauses(plain(text)):
        if _UNDONE.search(clause) and not _NOT_MEANT.search(clause):
            yield clause
