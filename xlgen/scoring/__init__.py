"""The scoring rules of the field, each once, as Excel formula text over field names.

Every rule is total: whatever stands in its cells, it yields a number, a declared text or "". Its guard asks whether
each operand is a number. Sources: the published forms of 深圳市福田区 2021 (rates, proportional scores, a zero
budget), which follow 财预〔2020〕10号; the other methods are those of published local rules.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from xlgen import terms
from xlgen.formula import filled, numbers, trimmed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

EXECUTION_RATE: Final = "execution_rate"
EXECUTION_SCORE: Final = "execution_score"
EXECUTION_MAXIMUM: Final = "execution_maximum"
FUNDING_TOTAL: Final = "funding_total"
MAXIMUM_TOTAL: Final = "maximum_total"
SCORE_TOTAL: Final = "score_total"
RATING: Final = "rating"
DIRECTION: Final = "direction"
PROPOSED: Final = "proposed"
"""The method of a target that the unit itself proposes: its sign stands in a cell beside it."""

OPEN: Final = "open"
"""The method of a row of a blank form: name, sign, target, points and what was achieved are all the unit's own."""
ROW_USED: Final = "row_used"

QUALITATIVE: Final = "qualitative"
TYPED: Final = "typed"
TYPED_METHODS: Final = frozenset({QUALITATIVE, TYPED})
"""Methods by which a person decides: the score is filled in, and held to its bounds by the self-check."""
CHOSEN_METHODS: Final = frozenset({QUALITATIVE, "ordinal", "met-or-not"})
"""Methods whose achievement is one of a list of words."""

_NOISE: Final = 9
"""So many digits behind the last one kept, what is there is real: 9.9999999 cut to one digit is 9.9."""

_OPERANDS: Final = ("target_value", "actual_value", "max_score")
_GUARD = f'IF({numbers(*_OPERANDS)},{{}},"")'
# Met → the full maximum, exactly; not met → by proportion, rounded, and never above the maximum.
_BELOW = "IF(actual_value<=0,0,MIN(max_score,{round}(max_score*(actual_value/target_value))))"
_ABOVE = "IF(target_value<=0,0,MIN(max_score,{round}(max_score*(target_value/actual_value))))"
_PROPORTION = f"IF(actual_value>=target_value,{{full}},{_BELOW})"
_BETWEEN = (
    "IF(AND(actual_value>=lower_bound,actual_value<=upper_bound),max_score,IF(actual_value<lower_bound,"
    "IF(OR(actual_value<=0,lower_bound<=0),0,MIN(max_score,{round}(max_score*(actual_value/lower_bound)))),"
    "IF(upper_bound<=0,0,MIN(max_score,{round}(max_score*(upper_bound/actual_value))))))"
)
# A list of words is one text, "|优秀|良好|": a word is in it where taking it out makes the text shorter.
_WORD = trimmed("actual_value")
_CHOSEN = (
    f"IFERROR(IF({numbers('max_score')},"
    f'IF(LEN(SUBSTITUTE(accepted,"|"&{_WORD}&"|",""))<LEN(accepted),max_score,'
    f'IF(LEN(SUBSTITUTE(choices,"|"&{_WORD}&"|",""))<LEN(choices),0,"")),""),"")'
)

METHODS: Final[Mapping[str, str]] = MappingProxyType(
    {
        # ≥: proportional below the target.
        "at-least": _GUARD.format(_PROPORTION),
        # >: as ≥, but a target of 0 that is only reached is not passed.
        "above": _GUARD.format(f"IF(actual_value>target_value,{{full}},IF(target_value<=0,0,{_BELOW}))"),
        # = and a plain number: as ≥ (above is full); a target of 0 is met by 0 and below, else 0 points.
        "exactly": _GUARD.format(
            f"IF(target_value=0,IF(actual_value<=0,max_score,0),IF(actual_value>=target_value,max_score,{_BELOW}))"
        ),
        # ≤: target ÷ actual above the target; a target of 0 that is passed gives 0.
        "at-most": _GUARD.format(f"IF(actual_value<=target_value,max_score,{_ABOVE})"),
        # <: as ≤, but a target of 0 that is only reached is not kept below.
        "below": _GUARD.format(f"IF(actual_value<target_value,max_score,{_ABOVE})"),
        # ≤, linear: each percent above the target costs a percent of the points; 0 from twice the target on.
        "at-most-linear": _GUARD.format(
            "IF(actual_value<=target_value,max_score,IF(OR(target_value<=0,actual_value/2>=target_value),0,"
            "MAX(0,MIN(max_score,{round}(max_score*(1-(actual_value-target_value)/target_value))))))"
        ),
        # 10-20次: full within the bounds, by proportion outside them.
        "between": f'IF({numbers("actual_value", "max_score")},{_BETWEEN},"")',
        # ≥良好, 达成 or not: full where the word chosen is among those that meet the target, else 0.
        "ordinal": _CHOSEN,
        "met-or-not": _CHOSEN,
        # 不适用: not assessed, the maximum is 0.
        "not-applicable": "0",
    }
)
"""Scoring method → rule; bounds and lists of words (`accepted`, `choices`) are the target's own, not cells."""

_BOTH = numbers("numerator", "denominator")
RULES: Final[Mapping[str, str]] = MappingProxyType(
    {
        # A zero budget gives rate 0 and score 0 (as published for 预算准备金), or is not assessed.
        EXECUTION_RATE: f'IF({_BOTH},IF(denominator=0,{{zero_rate}},IFERROR(numerator/denominator,"")),"")',
        # Rounded from the exact ratio, never above the maximum and never below 0.
        EXECUTION_SCORE: (
            f"IF({numbers('execution_rate', 'max_score')},"
            "{round}(max_score*MAX(0,MIN(1,execution_rate))),{otherwise})"
        ),
        # Where a zero budget is not assessed, its points are none.
        EXECUTION_MAXIMUM: f"IF({numbers('denominator')},IF(denominator=0,0,points),points)",
        # Blank parts count as 0; a part that is no number leaves the total open, and so does no part at all.
        FUNDING_TOTAL: (
            f"IFERROR(IF(OR(SUM(BLOCK(SUMPRODUCT(({filled('parts')})*1)))>COUNT(parts),EACH(ISLOGICAL(parts))),"
            '"",IF(COUNT(parts)=0,"",SUM(parts))),"")'
        ),
        MAXIMUM_TOTAL: 'IF(COUNT(parts)=count,IFERROR(ROUND(SUM(parts),{digits}),""),"")',
        # A score that could not be computed is "" and leaves the total open: a partial sum would pass for the total.
        SCORE_TOTAL: 'IF(COUNT(parts)=count,{assessed},"")',
        RATING: f'IF({numbers("total_score")},{{ratings}},"")',
        # A row of a blank form counts once anything stands in it; what shows an error is not blank.
        ROW_USED: f'IFERROR(IF(OR(EACH({filled("parts")})),1,""),1)',
    }
)
"""Rule id → rule; what stands in braces are the template's parameters."""

PARAMETERS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        EXECUTION_RATE: frozenset({"numerator", "denominator"}),
        EXECUTION_SCORE: frozenset({"execution_rate", "max_score"}),
        EXECUTION_MAXIMUM: frozenset({"denominator", "points"}),
        FUNDING_TOTAL: frozenset({"parts"}),
        MAXIMUM_TOTAL: frozenset({"parts", "count"}),
        SCORE_TOTAL: frozenset({"parts", "maxima", "count", "deducted", "execution_rate"}),
        RATING: frozenset({"total_score"}),
        ROW_USED: frozenset({"parts"}),
        OPEN: frozenset({DIRECTION, *_OPERANDS, "judged_score", "accepted", "choices"}),
        PROPOSED: frozenset({DIRECTION, *_OPERANDS}),
        **dict.fromkeys(METHODS, frozenset(_OPERANDS)),
        "between": frozenset({*_OPERANDS, "lower_bound", "upper_bound"}),
        "ordinal": frozenset({"actual_value", "max_score", "accepted", "choices"}),
        "met-or-not": frozenset({"actual_value", "max_score", "accepted", "choices"}),
    }
)
"""The field names that each rule may speak of."""

CONSTANTS: Final = frozenset({"lower_bound", "upper_bound", "points", "count", "deducted"})
"""Names that stand for a number written into the formula."""
WORDS: Final = frozenset({"accepted", "choices"})
"""Names that stand for a list of words written into the formula."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a place decides about scoring; `rounding` is half-up or truncate.

    `over_achieved` is (from how many times the target, points taken off) for ≥ targets; `caps` are (below which
    execution rate, the highest total); `ratings` are (name, from which total), the best first. Where it is `scaled`,
    what is assessed makes 100 by itself; where it is `deducted`, points go off for indicators that a form must have.
    Sources: DOMAIN's published local rules.
    """

    digits: int = 2
    rounding: str = "half-up"
    zero_budget: str = "zero"
    over_achieved: tuple[Decimal, Decimal] | None = None
    caps: tuple[tuple[Decimal, Decimal], ...] = ()
    ratings: tuple[tuple[str, Decimal], ...] = ()
    scaled: bool = False
    deducted: bool = False


def rules(settings: Settings) -> dict[str, str]:
    """Return every rule's text by its id for a place's settings; methods stand under their own names."""
    not_assessed = settings.zero_budget == "not-applicable"
    parameters = {
        "zero_rate": f'"{terms.NOT_APPLICABLE}"' if not_assessed else "0",
        "otherwise": f'IFERROR(IF(EXACT(execution_rate,"{terms.NOT_APPLICABLE}"),0,""),"")' if not_assessed else '""',
        "full": _full(settings),
        "assessed": _assessed(settings),
        "ratings": _ratings(settings),
        "digits": str(settings.digits),
    }
    texts = {}
    for key, text in {**RULES, **METHODS}.items():
        filled_in = text
        for name, value in parameters.items():
            filled_in = filled_in.replace(f"{{{name}}}", value)
        texts[key] = _rounded(filled_in, settings)
    return texts


def _full(settings: Settings) -> str:
    if settings.over_achieved is None:
        return "max_score"
    times, points = settings.over_achieved
    return f"IF(AND(target_value>0,actual_value/{times:f}>=target_value),MAX(0,max_score-{points:f}),max_score)"


def _assessed(settings: Settings) -> str:
    """Return the total where every score is there; a scaled one wants the points of all that is assessed too."""
    if not settings.scaled:
        return f'IFERROR({_capped(settings)},"")'
    return f'IF(COUNT(maxima)=count,IFERROR(IF(SUM(maxima)>0,{_capped(settings)},""),""),"")'


def _capped(settings: Settings) -> str:
    reached = "SUM(parts)/SUM(maxima)*100" if settings.scaled else "SUM(parts)"
    total = f"ROUND({reached},{settings.digits})"
    if settings.deducted:
        total = f"MAX(0,ROUND({reached}-deducted,{settings.digits}))"
    if not settings.caps:
        return total
    capped = total
    for below, most in sorted(settings.caps, reverse=True):
        capped = f"IF(execution_rate<{below:f},MIN({most:f},{total}),{capped})"
    return f"IF({numbers('execution_rate')},{capped},{total})"


def _ratings(settings: Settings) -> str:
    text = '""'
    for name, least in reversed(settings.ratings):
        text = f'"{name}"' if text == '""' else f'IF(total_score>={least:f},"{name}",{text})'
    return text


def rounded(text: str, settings: Settings) -> str:
    """Return formula text rounded as a place decides: `{round}` of it written out."""
    return _rounded(f"{{round}}({text})", settings)


def _rounded(text: str, settings: Settings) -> str:
    """Return the text with `{round}(x)` written out; truncation first takes away what binary fractions add."""
    while "{round}(" in text:
        before, _, rest = text.rpartition("{round}(")
        depth, end = 1, 0
        while depth:
            depth += {"(": 1, ")": -1}.get(rest[end], 0)
            end += 1
        inner, after = rest[: end - 1], rest[end:]
        if settings.rounding == "truncate":
            inner = f"ROUNDDOWN(ROUND({inner},{settings.digits + _NOISE}),{settings.digits})"
        else:
            inner = f"ROUND({inner},{settings.digits})"
        text = f"{before}{inner}{after}"
    return text


_PROPOSABLE: Final = dict(zip(terms.PROPOSED_SIGNS, ("at-least", "exactly", "at-most"), strict=True))


def proposed(texts: Mapping[str, str], methods: Mapping[str, str]) -> str:
    """Return the rule of a target whose sign the unit fills in: the sign's own method, for each that may be chosen.

    Where a person scores such targets, the sign's usual method stands in: one cell cannot be both.
    """
    text = '""'
    for sign, usual in reversed(_PROPOSABLE.items()):
        method = methods[sign] if methods[sign] in texts else usual
        text = f'IF(EXACT({trimmed("direction")},"{sign}"),{texts[method]},{text})'
    return f'IF(ISERROR(direction),"",{text})'


_JUDGED: Final = f'IF({numbers("judged_score", "max_score")},judged_score,"")'


def open_signs(methods: Mapping[str, str]) -> tuple[str, ...]:
    """Return the signs that may be chosen in a row of a blank form: 定性 where its achievement is one of some words."""
    worded = methods[terms.QUALITATIVE_SIGN] in {QUALITATIVE, "met-or-not"}
    return (*terms.PROPOSED_SIGNS, *([terms.QUALITATIVE_SIGN] if worded else []))


def judged_signs(methods: Mapping[str, str]) -> tuple[str, ...]:
    """Return those of them for which a person gives the score: it is filled in beside the formula."""
    return tuple(each for each in open_signs(methods) if methods[each] in TYPED_METHODS)


def open_row(texts: Mapping[str, str], methods: Mapping[str, str]) -> str:
    """Return the rule of a row of a blank form: each sign's own method, a person's score where one decides."""
    text = '""'
    for sign in reversed(open_signs(methods)):
        score = _JUDGED if methods[sign] in TYPED_METHODS else texts[methods[sign]]
        text = f'IF(EXACT({trimmed("direction")},"{sign}"),{score},{text})'
    return f'IF(ISERROR(direction),"",{text})'
