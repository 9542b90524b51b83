"""The scoring rules of the field, each once, as Excel formula text over field names.

Every rule is total: whatever stands in its cells, it yields a number or "". Its guard asks whether each operand is a
number. Sources: the published forms of 深圳市福田区 2021 (rates, proportional scores, a zero budget), which follow
财预〔2020〕10号.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from xlgen.formula import filled, numbers

if TYPE_CHECKING:
    from collections.abc import Mapping

EXECUTION_RATE: Final = "execution_rate"
EXECUTION_SCORE: Final = "execution_score"
FUNDING_TOTAL: Final = "funding_total"
SCORE_TOTAL: Final = "score_total"

_GUARD = f'IF({numbers("target_value", "actual_value", "max_score")},{{}},"")'
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
        # A zero budget gives rate 0 and score 0 (as published for 预算准备金).
        EXECUTION_RATE: (
            f'IF({numbers("numerator", "denominator")},IF(denominator=0,0,IFERROR(numerator/denominator,"")),"")'
        ),
        # Rounded from the exact ratio, never above the maximum and never below 0.
        EXECUTION_SCORE: (
            f'IF({numbers("execution_rate", "max_score")},ROUND(max_score*MAX(0,MIN(1,execution_rate)),{{digits}}),"")'
        ),
        # Blank parts count as 0; a part that is no number leaves the total open, and so does no part at all.
        FUNDING_TOTAL: (
            f"IFERROR(IF(OR(SUMPRODUCT(({filled('parts')})*1)>COUNT(parts),EACH(ISLOGICAL(parts))),"
            '"",IF(COUNT(parts)=0,"",SUM(parts))),"")'
        ),
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
