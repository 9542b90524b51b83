"""The checks that live in the workbook, each once, as Excel formula text over field names.

A line of the sheet 填报自查 is a chain: the first condition that holds gives the line its key (a code, or a code and
a variant), and "" says that nothing was found. A condition may rely on those before it being false; the chain as a
whole is total, like every rule.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from xlgen.finding import Severity
from xlgen.formula import filled, numbers


@dataclass(frozen=True, slots=True)
class Condition:
    """What is looked for: the key it gives and how grave that is; `about` names the field to be mended."""

    key: str
    text: str
    about: str
    severity: Severity = Severity.ERROR

    @property
    def code(self) -> str:
        """The code of the catalogue."""
        return self.key.partition("/")[0]


_ERROR = Condition("V306", "ISERROR(value)", "value")
_MISSING = Condition("V301", f"NOT({filled('value')})", "value")
_NO_NUMBER = Condition("V302", "OR(ISLOGICAL(value),NOT(ISNUMBER(value)))", "value")

REQUIRED_TEXT: Final = (_ERROR, _MISSING)
OPTIONAL_TEXT: Final = (_ERROR,)

NEGATIVE: Final = Condition("V304/money", "value<0", "value")
NEGATIVE_POINTS: Final = Condition("V304/points", "value<0", "value")
# 95 typed where 95 % is meant: 50 to 200 times the target, and not written as a share (60 % of a target of 1 % is one).
SHARE: Final = Condition(
    "V304/share",
    f"IF({numbers('target_value')},IF(target_value>0,AND(value>=1,value/50>=target_value,value/200<=target_value),FALSE),FALSE)",
    "value",
)
OVER_ONE: Final = Condition("V304/over", "value>1", "value", Severity.WARNING)

_BOTH_TOTALS = numbers("numerator", "denominator")
OVER_BUDGET: Final = (
    Condition("B405", f"IF({_BOTH_TOTALS},AND(denominator=0,numerator>0),FALSE)", "numerator"),
    # Where other money is part of the total, more may be spent than was budgeted without a fault.
    Condition(
        "B402/other",
        f"IF({_BOTH_TOTALS},IF(numerator>denominator,IFERROR(OR(MAX(other)<>0,MIN(other)<>0),FALSE),FALSE),FALSE)",
        "numerator",
        Severity.WARNING,
    ),
    Condition("B402", f"IF({_BOTH_TOTALS},numerator>denominator,FALSE)", "numerator"),
)
_SCORE_AND_MAXIMUM = numbers("score", "max_score")
SCORED: Final = (
    Condition("V306", "ISERROR(deviation_explanation)", "deviation_explanation"),
    Condition("I503", f"IF({_SCORE_AND_MAXIMUM},score>max_score,FALSE)", "score"),
    Condition(
        "I505",
        f"IF({_SCORE_AND_MAXIMUM},AND(score<max_score,NOT({filled('deviation_explanation')})),FALSE)",
        "deviation_explanation",
    ),
)


def number(*ranges: Condition, required: bool) -> tuple[Condition, ...]:
    """Return the chain of a number cell: error, missing, no number, then what its range allows."""
    if required:
        return (_ERROR, _MISSING, _NO_NUMBER, *ranges)
    # A blank that need not be filled ends the chain before "no number" is asked.
    optional = tuple(
        Condition(each.key, f"IF({filled('value')},{each.text},FALSE)", each.about, each.severity)
        for each in (_NO_NUMBER, *ranges)
    )
    return (_ERROR, *optional)


def switched(conditions: tuple[Condition, ...], codes: frozenset[str]) -> tuple[Condition, ...]:
    """Return the chain as a template lets it apply: a check that is off still guards those after it, and says ""."""
    return tuple(each if each.code in codes else replace(each, key="") for each in conditions)


def chain(conditions: tuple[Condition, ...]) -> str:
    """Return the formula text of a line: the key of the first condition that holds, or ""."""
    text = '""'
    for condition in reversed(conditions):
        text = f'IF({condition.text},"{condition.key}",{text})'
    return text
