"""The checks that live in the workbook, each once, as Excel formula text over field names.

A line of the sheet 填报自查 is a chain: the first condition that holds gives the line its key (a code, or a code and
a variant), and "" says that nothing was found. A condition may rely on those before it being false; the chain as a
whole is total, like every rule. What each looks for and its bounds are those of the catalogue of findings.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from xlgen import terms
from xlgen.finding import Owner, Severity
from xlgen.formula import filled, numbers, trimmed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

LISTS: Final = frozenset(
    {
        "parts",
        "other",
        "keys",
        "marks",
        "scores",
        "maxima",
        "vetoes",
        "exemptions",
        "used_rows",
        "fixed_scores",
        "inputs",
    }
)
"""Names that stand for several cells."""
_WARNING, _NOTE = Severity.WARNING, Severity.NOTE


@dataclass(frozen=True, slots=True)
class Condition:
    """What is looked for: the key it gives and how grave that is; `about` names the field to be mended."""

    key: str
    text: str
    about: str
    severity: Severity = Severity.ERROR
    owner: Owner | None = None

    @property
    def code(self) -> str:
        """The code of the catalogue."""
        return self.key.partition("/")[0]


OPERANDS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "V304/share": ("target_value",),
        "V304/confused": ("target_value",),
        "V304/score": ("max_score",),
        "V304/band": ("actual_value", "max_score"),
        "V304/judged": ("direction",),
        "B402": ("denominator",),
        "B402/other": ("denominator",),
        "B402/original": ("denominator",),
        "B403": ("numerator", "denominator"),
        "B404": ("original_budget",),
        "B405": ("denominator",),
        "B406": ("denominator",),
        "B407": ("execution_rate",),
        "B407/hundredfold": ("execution_rate",),
        "I503": ("max_score",),
        "I505": ("target_value", "actual_value", "score", "max_score"),
        "I507": ("target_value", "actual_value"),
        "I510": ("execution_rate",),
        "I511": ("numerator", "denominator"),
        "I512": ("rating",),
        "I513": ("total_score",),
    }
)
"""What a message shows beside the cell in question, by key, where the line speaks of it."""

SUMS: Final[Mapping[str, str]] = MappingProxyType({"B401": "parts", "I502": "maxima", "I513": "parts"})
"""The list of which a message shows each number and the sum, by key."""

BY_CRITERIA: Final = frozenset({"I505"})
"""What a message lays to the criteria that lack points, where an indicator has criteria."""


def among(operand: str, words: Iterable[str]) -> str:
    """Return the condition that a cell holds one of some words, outer spaces aside."""
    each = ",".join(f'EXACT({trimmed(operand)},"{word}")' for word in words)
    return f"OR({each})"


def said(operand: str) -> str:
    """Return the condition that a cell gives a reason: it is filled, and not with 无 or a stroke."""
    words = f"|{'|'.join((*terms.NIL_WORDS, *terms.NIL_PHRASES))}|"
    taken = f'LEN(SUBSTITUTE("{words}","|"&{trimmed(operand)}&"|",""))'
    return f"AND({filled(operand)},IFERROR({taken}={len(words)},TRUE))"


def _without(operand: str, words: Iterable[str]) -> str:
    for word in words:
        operand = f'SUBSTITUTE({operand},"{word}","")'
    return operand


def _is(condition: str) -> str:
    """Return a condition that an error makes false."""
    return f"IFERROR({condition},FALSE)"


# --- texts --------------------------------------------------------------------------------------------------------


def _error(field: str) -> Condition:
    return Condition("V306", f"ISERROR({field})", field)


def _missing(field: str) -> Condition:
    return Condition("V301", f"NOT({filled(field)})", field)


def _placeholder(field: str) -> Condition:
    only_marks = f"LEN({trimmed(_without(field, terms.PLACEHOLDER_MARKS))})=0"
    return Condition("V309", f"IF({filled(field)},OR({only_marks},{among(field, terms.PLACEHOLDERS)}),FALSE)", field)


def _placeholder_within(field: str) -> Condition:
    shorter = f"LEN({_without(field, terms.PLACEHOLDERS_WITHIN)})<LEN({field})"
    return Condition("V309/within", shorter, field, _NOTE)


REQUIRED_TEXT: Final = (_error("value"), _missing("value"), _placeholder("value"), _placeholder_within("value"))
OPTIONAL_TEXT: Final = (_error("value"), _placeholder("value"), _placeholder_within("value"))
FREE_TEXT: Final = (_error("value"),)


def _squeezed(field: str) -> str:
    return f'SUBSTITUTE(SUBSTITUTE(SUBSTITUTE(CLEAN({field})," ",""),"\u3000",""),"\xa0","")'


COPIED: Final = Condition(
    "N601",
    _is(f"AND({filled('expected_result')},EXACT({_squeezed('value')},{_squeezed('expected_result')}))"),
    "value",
    _WARNING,
)


def lengths(shortest: int, longest: int) -> tuple[Condition, ...]:
    """Return the conditions that a text which is filled is too short or too long, in characters."""
    short = Condition("N602", f"IF({filled('value')},LEN({trimmed('value')})<{shortest},FALSE)", "value", _NOTE)
    return (short, Condition("N603", f"LEN({trimmed('value')})>{longest}", "value", _NOTE))


def chosen(words: Iterable[str], *, required: bool = True) -> tuple[Condition, ...]:
    """Return the chain of a cell that holds one of some words."""
    other = among("value", words)
    if not required:
        return (_error("value"), Condition("V305", f"IF({filled('value')},NOT({other}),FALSE)", "value"))
    return (_error("value"), _missing("value"), Condition("V305", f"NOT({other})", "value"))


# --- numbers ------------------------------------------------------------------------------------------------------

MISSING: Final = frozenset({"V301", "V301/number", "V301/choice"})
"""What is said of a blank that must be filled in: of any, of a number, of a word to be chosen."""


def worded(condition: Condition, *, number: bool, choice: bool, percent: bool) -> Condition:
    """Return a condition that says what to do in the words that fit the cell; most fit any cell as they are."""
    variants = {"V301": "number" if number else "choice" if choice else "", "V302": "percent" if percent else ""}
    variant = variants.get(condition.key)
    return replace(condition, key=f"{condition.key}/{variant}") if variant else condition


_NO_NUMBER = Condition("V302", "OR(ISLOGICAL(value),NOT(ISNUMBER(value)))", "value")
_LARGE = Condition("V304/large", "ABS(value)>=1000000000000000", "value")
_A_NUMBER: Final = (_NO_NUMBER, _LARGE)
"""What is asked of a cell that holds a number, whatever it counts: a cell keeps 15 digits."""
NEGATIVE: Final = Condition("V304/money", "value<0", "value")
NEGATIVE_COUNT: Final = Condition("V304/count", "value<0", "value")
NEGATIVE_POINTS: Final = Condition("V304/points", "value<0", "value")
_NEGATIVE_PERCENT = Condition("V304/percent", "value<0", "value")
# 95 typed where 95 % is meant; a growth of ten times is rare, and worth a word.
_HIGH = Condition("V304/high", "value>10", "value", _WARNING)
# 95 typed where 95 % is meant: 50 to 200 times the target, and not written as a share (60 % of a target of 1 % is one).
SHARE: Final = Condition(
    "V304/share",
    f"IF({numbers('target_value')},"
    "IF(target_value>0,AND(value>=1,value/50>=target_value,value/200<=target_value),FALSE),FALSE)",
    "value",
)


def _hundredth(less: str, more: str) -> str:
    """Return the condition that one number is at most 1 and about a hundredth of another above 1."""
    return f"AND({less}>0,{less}<=1,{more}>1,{more}/50>={less},{more}/200<={less})"


# Where the unit proposes target and unit, 95 stands beside %, and 0.95 or less is asked about: typed as 95 %, it would
# print as 0.95 %. Small rates are wanted where the sign is ≤: there one of the two must be a hundredfold of the other.
_MIXED: Final = f"OR({_hundredth('target_value', 'value')},{_hundredth('value', 'target_value')})"
_SMALL: Final = "AND(target_value>0,OR(target_value<=1,AND(value>0,value<=1)))"
_SUSPECT: Final = f"IF({among('direction', ('≤',))},{_MIXED},IF({among('direction', ('≥', '='))},{_SMALL},FALSE))"
SHARE_PROPOSED: Final = Condition(
    "V304/confused",
    _is(f"IF({among('unit_of_measure', terms.PERCENT_UNITS)},IF({numbers('target_value')},{_SUSPECT},FALSE),FALSE)"),
    "value",
    _WARNING,
)
OVER_ONE: Final = Condition("V304/over", "value>1", "value", _WARNING)
SCORE_RANGE: Final = Condition("V304/score", f"OR(value<0,IF({numbers('max_score')},value>max_score,FALSE))", "value")
PROGRESS: Final = Condition(
    "I510", f"IF({numbers('execution_rate')},ROUND(value,4)<>ROUND(execution_rate,4),FALSE)", "value", _NOTE
)


def in_range(unit: str, *, negative: bool, money: bool = False) -> tuple[Condition, ...]:
    """Return what is asked of a number by what it counts: nothing of the kind is below 0, unless a form says so."""
    if unit == "%":
        return (_HIGH,) if negative else (_NEGATIVE_PERCENT, _HIGH)
    if negative:
        return ()
    return (NEGATIVE,) if money else (NEGATIVE_COUNT,)


def banded(bands: Sequence[tuple[str, Decimal, Decimal]], digits: int) -> Condition:
    """Return the condition that a typed score lies outside the band of its level; the bounds belong to the band.

    It may lie half a unit of its last digit beside them: 60 % of an odd maximum cannot be written exactly.
    """
    text, half = "FALSE", f"{Decimal(5).scaleb(-digits - 1):f}"
    for level, least, most in reversed(bands):
        outside = f"OR(value<max_score*{least:f}-{half},value>max_score*{most:f}+{half})"
        text = f'IF(EXACT({trimmed("actual_value")},"{level}"),{outside},{text})'
    return Condition("V304/band", _is(f"IF({numbers('max_score')},{text},FALSE)"), "value")


def number(*ranges: Condition, required: bool, tokens: bool = False) -> tuple[Condition, ...]:
    """Return the chain of a number cell: error, missing, no number, then what its range allows.

    With `tokens` a word that says that there is no number (不适用, /) stands for one, and has no range.
    """
    if tokens:
        absent = among("value", terms.NIL_WORDS)
        error, *others = number(*ranges, required=required)
        return (error, *(replace(each, text=f"IF({absent},FALSE,{each.text})") for each in others))
    if required:
        return (_error("value"), _missing("value"), *_A_NUMBER, *ranges)
    # A blank that need not be filled ends the chain before "no number" is asked.
    optional = tuple(replace(each, text=f"IF({filled('value')},{each.text},FALSE)") for each in (*_A_NUMBER, *ranges))
    return (_error("value"), *optional)


def uncomputed(*, inputs: bool) -> Condition:
    """Return the condition that an indicator has no score though all its own `inputs` are filled in.

    What its criteria are computed from is missing elsewhere, or something is divided by 0.
    """
    others = f",EACH({filled('inputs')})" if inputs else ""
    return Condition("V301/uncomputed", _is(f"AND(LEN(score)=0{others})"), "score")


def exempted(conditions: tuple[Condition, ...], word: str) -> tuple[Condition, ...]:
    """Return a chain that lets a blank pass where one of the `exemptions` is answered with a word."""
    exempt = _is(f'OR(EACH(EXACT({trimmed("exemptions")},"{word}")))')
    error, *others = conditions
    blank = f"AND(NOT({filled('value')}),{exempt})"
    return (error, *(replace(each, text=f"IF({blank},FALSE,{each.text})") for each in others))


# --- money --------------------------------------------------------------------------------------------------------

_BOTH_TOTALS = numbers("numerator", "denominator")


def over_budget(*, other: bool, original: bool) -> tuple[Condition, ...]:
    """Return the chain of the money spent; `other` money in it, or the `original` budget, makes it a question."""
    chain = [Condition("B405", f"IF({_BOTH_TOTALS},AND(denominator=0,numerator>0),FALSE)", "numerator")]
    if other:
        # Where other money is part of the total, more may be spent than was budgeted without a fault.
        chain.append(
            Condition(
                "B402/other",
                f"IF({_BOTH_TOTALS},IF(numerator>denominator,{_is('OR(MAX(other)<>0,MIN(other)<>0)')},FALSE),FALSE)",
                "numerator",
                _WARNING,
            )
        )
    over = Condition("B402", f"IF({_BOTH_TOTALS},numerator>denominator,FALSE)", "numerator")
    # More than was first budgeted may be spent where the budget was raised in the year.
    chain.append(replace(over, key="B402/original", severity=_WARNING) if original else over)
    return tuple(chain)


def low_execution(threshold: Decimal) -> Condition:
    """Return the condition that less of the budget was spent than a share of it."""
    text = f"IF({numbers('execution_rate', 'denominator')},AND(denominator<>0,execution_rate<{threshold:f}),FALSE)"
    return Condition("B403", text, "execution_rate", _WARNING)


def revised(threshold: Decimal) -> Condition:
    """Return the condition that the budget was changed in the year by more than a share of the original."""
    changed = f"ABS(final_budget-original_budget)>ABS(original_budget)*{threshold:f}"
    text = f"IF({numbers('original_budget', 'final_budget')},{_is(f'AND(original_budget<>0,{changed})')},FALSE)"
    return Condition("B404", text, "final_budget", _NOTE)


def _ten_thousandfold(upper: str, lower: str, least: int, most: int) -> str:
    return f"AND({upper}/{least}>={lower},{upper}/{most}<={lower})"


UNIT_OF_MONEY: Final = Condition(
    "B406",
    # 10⁴ times or a 10⁴th of the budget, where half of it to a fifth more would have been spent.
    f"IF({_BOTH_TOTALS},IF(AND(numerator>0,denominator>0),"
    f"OR({_ten_thousandfold('numerator', 'denominator', 5_000, 12_000)},"
    f"{_ten_thousandfold('denominator', 'numerator', 8_000, 20_000)}),FALSE),FALSE)",
    "numerator",
    _WARNING,
)


def parts_differ(*, exact: bool) -> Condition:
    """Return the condition that a typed total is not the sum of its parts; without `exact` they may fall short."""
    rest = "ROUND(value-SUM(parts),4)"
    text = f"{rest}<>0" if exact else f"{rest}<0"
    return Condition("B401", _is(f"IF(COUNT(parts)>0,{text},FALSE)"), "value")


def _states(figure: str) -> str:
    """Return the condition that a number states a rate: to a hundredth of a percent, or rounded to fewer digits."""
    near = f"ROUND(ABS(value-{figure}),6)<=0.0001"
    return f"OR({near},value=ROUND({figure},3),value=ROUND({figure},2))"


def stated_rate(also: str = "") -> tuple[Condition, ...]:
    """Return the conditions that a stated rate is not the computed one; `also` is another value that is accepted."""
    if not also:
        return STATED_RATE
    right = f"IF(COUNT({also})>0,IF({_states(also)},TRUE,FALSE),FALSE)"
    return tuple(replace(each, text=f"IF({_is(right)},FALSE,{each.text})") for each in STATED_RATE)


STATED_RATE: Final = (
    Condition(
        "B407/hundredfold",
        _is(
            f"IF({numbers('execution_rate')},IF({_states('execution_rate')},FALSE,"
            f"IF(execution_rate=0,FALSE,OR({_states('execution_rate*100')},"
            "ROUND(ABS(value*100-execution_rate),6)<=0.005))),FALSE)"
        ),
        "value",
        _WARNING,
    ),
    Condition(
        "B407", _is(f"IF({numbers('execution_rate')},NOT({_states('execution_rate')}),FALSE)"), "value", _WARNING
    ),
)

# --- indicators and scores ------------------------------------------------------------------------------------------

_SCORE_AND_MAXIMUM = numbers("score", "max_score")
_EXPLANATION = "deviation_explanation"


def scored(
    over_achieved: Decimal | None, one_unit: str, *, of_number: bool, proposed: bool = False, worded: bool = False
) -> tuple[Condition, ...]:
    """Return the chain of a scored row; `over_achieved` is for ≥ targets, `one_unit` what one more of its unit is.

    The sign of a `proposed` target stands in a cell of its own, and may say that words stand there (`worded`).
    """
    reason = said(_EXPLANATION)
    full = f"IF({_SCORE_AND_MAXIMUM},score=max_score,FALSE)"
    reached = "target_value=actual_value" if of_number else "TRUE"
    if worded:  # words beside words are no two numbers
        reached = f"IF({among('direction', (terms.QUALITATIVE_SIGN,))},TRUE,{reached})"
    chain = [
        _error(_EXPLANATION),
        _placeholder(_EXPLANATION),
        Condition("I503", f"IF({_SCORE_AND_MAXIMUM},score>max_score,FALSE)", "score"),
        Condition("I505", f"IF({_SCORE_AND_MAXIMUM},AND(score<max_score,NOT({reason})),FALSE)", _EXPLANATION),
    ]
    if over_achieved is not None:
        far = f"AND(target_value>0,actual_value/{over_achieved:f}>=target_value,actual_value-target_value>{one_unit})"
        if proposed:
            far = f"AND({among('direction', ('≥',))},{far})"
        text = f"IF({numbers('target_value', 'actual_value')},AND({_is(far)},NOT({reason})),FALSE)"
        chain.append(Condition("I507", text, _EXPLANATION, _WARNING))
    chain.append(Condition("I506", _is(f"AND({full},{reached},{reason})"), _EXPLANATION, _NOTE))
    return tuple(chain)


def unspent(threshold: Decimal, count: str = "COUNTA(scores)") -> Condition:
    """Return the condition that hardly any money was spent while every output, `count` of them, has its full points."""
    full = f"AND(COUNT(scores)={count},SUM(maxima)>0,ROUND(SUM(scores)-SUM(maxima),6)>=0)"
    little = _is(f"AND(denominator<>0,execution_rate<{threshold:f},{full})")
    text = f"IF({numbers('execution_rate', 'denominator')},{little},FALSE)"
    return Condition("I511", text, "execution_rate", _WARNING)


def maxima_total(points: Decimal | None = None, *, less: bool = False) -> Condition:
    """Return the condition that all points are not 100; they are the unit's to mend, who fills them in.

    `points` are those of the execution rate where a zero budget is not assessed: they count though they are then 0.
    They may be `less` where the points of what is not assessed are left out.
    """
    wrong = ">" if less else "<>"
    if points is None:
        text = f"IF({numbers('value')},ROUND(value,4){wrong}100,FALSE)"
    else:
        text = f"IF({numbers('value', 'max_score')},ROUND(value-max_score+{points:f},4){wrong}100,FALSE)"
    return Condition("I501", text, "value", owner=Owner.FILLER)


def section_sum(points: Decimal, count: int | str, *, less: bool = False) -> Condition:
    """Return the condition that a first-level indicator's maxima, `count` of them, are not the points it has.

    `count` is a number, or formula text that gives one. They may be `less` where the points of what is not assessed are
    left out.
    """
    wrong = ">" if less else "<>"
    text = f"IF(COUNT(maxima)={count},{_is(f'ROUND(SUM(maxima),4){wrong}{points:f}')},FALSE)"
    return Condition("I502", text, "value", owner=Owner.FILLER)


# --- rows of a blank form -------------------------------------------------------------------------------------------

_USED: Final = "IFERROR(used=1,TRUE)"
_WORDED: Final = _is(among("direction", (terms.QUALITATIVE_SIGN,)))
_COUNTED: Final = _is(among("direction", terms.PROPOSED_SIGNS))


def where(condition: str, conditions: Iterable[Condition]) -> tuple[Condition, ...]:
    """Return conditions that are asked only where another holds."""
    return tuple(replace(each, text=f"IF({condition},{each.text},FALSE)") for each in conditions)


_FILLED: Final = _is(filled("value"))
_NEEDED: Final = (_error("value"), *where(_USED, [_missing("value")]))
"""What stands first in the chain of a cell that must be filled in a row that is used; a blank row is silent."""

OPEN_TEXT: Final = (*_NEEDED, *where(_FILLED, [_placeholder("value"), _placeholder_within("value")]))


def open_choice(words: Iterable[str]) -> tuple[Condition, ...]:
    """Return the chain of a cell of a row that holds one of some words."""
    return (*_NEEDED, *where(_FILLED, [Condition("V305", f"NOT({among('value', words)})", "value")]))


def open_number(*ranges: Condition) -> tuple[Condition, ...]:
    """Return the chain of a cell of a row that holds a number; `ranges` are asked of one that does."""
    return (*_NEEDED, *where(_FILLED, [*_A_NUMBER, *ranges]))


OPEN_TARGET: Final = (
    *_NEEDED,
    *where(_COUNTED, where(_FILLED, _A_NUMBER)),
    *where(_WORDED, where(_FILLED, [_placeholder("value")])),
)


def open_achievement(words: Iterable[str]) -> tuple[Condition, ...]:
    """Return the chain of an achievement: a number, or one of some words where the sign says so."""
    chosen_words = [Condition("V305", f"NOT({among('value', words)})", "value")] if words else []
    return (
        *_NEEDED,
        *where(_COUNTED, where(_FILLED, [*_A_NUMBER, SHARE_PROPOSED])),
        *where(_WORDED, where(_FILLED, chosen_words)),
    )


def open_judged(signs: Iterable[str], band: Condition | None) -> tuple[Condition, ...]:
    """Return the chain of the score that a person gives where the sign is one of `signs`; elsewhere it is not used."""
    judged = _is(among("direction", signs))
    ranges = [*_A_NUMBER, SCORE_RANGE, *where(_WORDED, [band] if band else [])]
    return (
        _error("value"),
        *where(judged, where(_USED, [_missing("value")])),
        *where(judged, where(_FILLED, ranges)),
        *where(_FILLED, [Condition("V304/judged", f"NOT({judged})", "value", _NOTE)]),
    )


CODE_DIGITS: Final = Condition("V304/code", f"IF({numbers('value')},ABS(value)>=1000000000000000,FALSE)", "value")
"""A code typed as a number of more digits than a number keeps."""


STATED_RATING: Final = Condition(
    "I512", _is(f"IF(AND({filled('value')},{filled('rating')}),NOT(EXACT({trimmed('value')},rating)),FALSE)"), "value"
)


def stated_total(count: int, digits: int) -> Condition:
    """Return the condition that a stated total is not the sum of the `count` scores stated beside it.

    Where not all of them are, it is held against ours. One unit of the last digit is left: whoever adds rounded
    figures is right.
    """
    unit = f"{Decimal(1).scaleb(-digits):f}"
    ours = f"IF({numbers('total_score')},ROUND(ABS(value-total_score),4)>{unit},FALSE)"
    if not count:
        return Condition("I513", _is(ours), "value")
    return Condition("I513", _is(f"IF(COUNT(parts)={count},ROUND(ABS(value-SUM(parts)),4)>{unit},{ours})"), "value")


def switched(
    conditions: tuple[Condition, ...], codes: frozenset[str], levels: Mapping[str, str]
) -> tuple[Condition, ...]:
    """Return the chain as a template lets it apply: a check that is off still guards those after it, and says ""."""
    return tuple(
        replace(each, severity=Severity(levels.get(each.code, each.severity.value)))
        if each.code in codes
        else replace(each, key="")
        for each in conditions
    )


def chain(conditions: tuple[Condition, ...]) -> str:
    """Return the formula text of a line: the key of the first condition that holds, or ""."""
    text = '""'
    for condition in reversed(conditions):
        text = f'IF({condition.text},"{condition.key}",{text})'
    return text
