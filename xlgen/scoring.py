"""The scoring rules of the field, each once, as Excel formula text over field names.

Every rule is total (DESIGN.md D2): whatever stands in its cells, it yields a number or "". `COUNT(a,b,c)=3` is the
guard, since COUNT takes a cell for a number just when it holds one. Sources: the published form of seed 001 (rates,
proportional scores, a zero budget) and the rules of 财预〔2020〕10号 as DOMAIN.md gathers them.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

EXECUTION_RATE: Final = "execution_rate"
EXECUTION_SCORE: Final = "execution_score"
FUNDING_TOTAL: Final = "funding_total"
SCORE_TOTAL: Final = "score_total"

_GUARD = 'IF(COUNT(target_value,actual_value,max_score)=3,{},"")'
# Met → the full maximum, exactly; not met → by proportion, rounded, and never above the maximum.
_PROPORTION = (
    "IF(actual_value>=target_value,max_score,IF(actual_value<=0,0,"
    "MIN(max_score,ROUND(max_score*(actual_value/target_value),{digits}))))"
)
_INVERSE = (
    "IF(actual_value<=target_value,max_score,IF(target_value<=0,0,"
    "MIN(max_score,ROUND(max_score*(target_value/actual_value),{digits}))))"
)

METHODS: Final[Mapping[str, str]] = MappingProxyType(
    {
        # ≥: proportional below the target.
        "at-least": _GUARD.format(_PROPORTION),
        # = and a plain number: as ≥ (above is full); a target of 0 is met by 0 and below, else 0 points.
        "exactly": _GUARD.format(f"IF(target_value=0,IF(actual_value<=0,max_score,0),{_PROPORTION})"),
        # ≤: target ÷ actual above the target; a target of 0 that is passed gives 0.
        "at-most": _GUARD.format(_INVERSE),
        # 不适用: not assessed, the maximum is 0.
        "not-applicable": "0",
    }
)
"""Scoring method → rule over `target_value`, `actual_value`, `max_score`."""

RULES: Final[Mapping[str, str]] = MappingProxyType(
    {
        # A zero budget gives rate 0 and score 0 (seed 001, 预算准备金).
        EXECUTION_RATE: 'IF(COUNT(numerator,denominator)=2,IF(denominator=0,0,IFERROR(numerator/denominator,"")),"")',
        # Rounded from the exact ratio, never above the maximum and never below 0.
        EXECUTION_SCORE: (
            'IF(COUNT(execution_rate,max_score)=2,ROUND(max_score*MAX(0,MIN(1,execution_rate)),{digits}),"")'
        ),
        # Blank parts count as 0; a part that is no number leaves the total open, and so does no part at all.
        FUNDING_TOTAL: 'IF(COUNT(parts)=COUNTA(parts),IF(COUNT(parts)=0,"",IFERROR(SUM(parts),"")),"")',
        # A score that could not be computed is "" and leaves the total open: a partial sum would pass for the total.
        SCORE_TOTAL: 'IF(COUNT(parts)=COUNTA(parts),IFERROR(ROUND(SUM(parts),{digits}),""),"")',
    }
)
"""Rule id → rule; `{digits}` is the template's number of decimals."""

PARAMETERS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        EXECUTION_RATE: frozenset({"numerator", "denominator"}),
        EXECUTION_SCORE: frozenset({"execution_rate", "max_score"}),
        FUNDING_TOTAL: frozenset({"parts"}),
        SCORE_TOTAL: frozenset({"parts"}),
        **dict.fromkeys(METHODS, frozenset({"target_value", "actual_value", "max_score"})),
    }
)
"""The field names that each rule may speak of."""


def default_rules(digits: int) -> dict[str, str]:
    """Return every rule's text by its id, rounded to `digits` decimals; methods stand under their own names."""
    return {key: text.replace("{digits}", str(digits)) for key, text in {**RULES, **METHODS}.items()}
