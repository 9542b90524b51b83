"""A second implementation of the form in exact arithmetic, from the rules in words; it knows no xlgen.

What stands in the cells (field path → content) and a plain description of the form give every formula cell of
every sheet. Numbers are taken as a spreadsheet takes them, at 15 significant digits.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True)
class Error:
    """An error value in a cell, such as #DIV/0!."""

    shown: str


Given = float | str | bool | Error | None
Answer = Decimal | str
"""What a formula gives: a number of at most 15 significant digits, or a text; "" shows nothing."""

NOT_APPLICABLE: Final = "不适用"
NAMES_OF_SHARES: Final = ("满意", "合格", "覆盖", "及时")
COLUMNS: Final = ("original_budget", "final_budget", "actual_expenditure")
PARTS: Final = ("appropriation", "carryover", "other_funds")
OF_TOTAL: Final = "funding.total_funds"
EXECUTION_MAX: Final = f"{OF_TOTAL}.max_score"
TO_VERIFY: Final = ("V304/over", "B402/other")

SENTENCES: Final[Mapping[str, str]] = {
    "V301": "必填项未填，请填写。没有发生的数填 0。",
    "V302": "应填数字，现为文字或其他内容。请只填数字，不带单位、符号和说明。",
    "V304/money": "金额为负数。请核对后填写不小于 0 的数。",
    "V304/points": "分值为负数。请核对后填写不小于 0 的数。",
    "V304/share": "与指标值相差约百倍，疑似 95 与 95% 之误。请核对：百分之九十五应填 95% 或 0.95。",
    "V304/over": "比率大于 100%。请核实完成值。",
    "V306": "单元格为错误值。请清除后重新填写。",
    "B402": "执行数大于预算数。请核对执行数和预算数，改正后再报送。",
    "B402/other": "执行数大于预算数，且其中含其他资金。请核实执行数和预算数。",
    "B405": "没有预算但有支出。请核对预算数和执行数，改正后再报送。",
    "I503": "得分大于分值。请恢复该格公式，得分不得高于分值。",
    "I505": "未得满分且未说明原因。请在“偏差原因分析及改进措施”中写明原因和措施。",
}
ALL_DONE: Final = "未发现问题，可打印签字盖章后报送。"
SOME_LEFT: Final = "还有 {count} 处需要处理，见下表带 ✗ 或 ？ 的行。"

_FIFTEEN: Final = Context(prec=15, rounding=ROUND_HALF_UP)
_WIDE: Final = Context(prec=400, rounding=ROUND_HALF_UP)
_LARGEST: Final = Decimal(sys.float_info.max)
_TARGET: Final = re.compile(r"(?P<sign>[≥≤=]?)(?P<number>-?\d+(?:\.\d+)?)(?P<unit>.*)")


@dataclass(frozen=True)
class Indicator:
    """What scoring and the self-check know of an indicator; `share`: a percentage that cannot pass 100 %."""

    sign: str
    unit: str
    share: bool


@dataclass(frozen=True)
class Form:
    """A form: its indicators, the fields that must be filled, and the field each self-check line is about."""

    indicators: tuple[Indicator, ...]
    required: frozenset[str]
    lines: tuple[str, ...]


def indicator(target: str, name: str) -> Indicator:
    """Return what an indicator is, from its target and name as they are printed."""
    if target == NOT_APPLICABLE:
        return Indicator(NOT_APPLICABLE, "", share=False)
    found = _TARGET.fullmatch(target)
    if found is None:
        message = f"no target: {target}"
        raise ValueError(message)
    share = found["unit"] == "%" and any(word in name for word in NAMES_OF_SHARES)
    return Indicator(found["sign"], found["unit"], share=share)


def written_number(text: str) -> float:
    """Return the number that a printed target or achievement such as ≥95% or 70万条 stands for."""
    found = _TARGET.fullmatch(text)
    if found is None:
        message = f"no number: {text}"
        raise ValueError(message)
    number = Decimal(found["number"])
    return float(number / 100 if found["unit"] == "%" else number)


def fifteen_digits(value: Fraction) -> Decimal | None:
    """Return a number as a cell holds it; None where it is too large for one."""
    rounded = _FIFTEEN.divide(Decimal(value.numerator), Decimal(value.denominator))
    return None if abs(rounded) > _LARGEST else rounded


def two_digits(value: Fraction) -> Decimal | None:
    """Return a number rounded half away from zero to 2 digits, as its 15 significant digits show it."""
    shown = fifteen_digits(value)
    if shown is None or abs(shown) >= 10**13:  # there are no digits left to round
        return shown
    return shown.quantize(Decimal("0.01"), context=_WIDE)


def number(content: Given | Answer) -> Decimal | None:
    """Return the number that a cell holds; None for text, booleans, errors and blanks."""
    if isinstance(content, Decimal):
        return content
    if isinstance(content, float):
        return _FIFTEEN.create_decimal(repr(content))
    return None


def is_blank(content: Given | Answer) -> bool:
    """Whether nothing but spaces (plain, ideographic, no-break) and control characters stands in a cell."""
    white = {" ", "\u3000", "\xa0", *(chr(code) for code in range(32))}
    return content is None or (isinstance(content, str) and set(content) <= white)


def answers(form: Form, contents: Mapping[str, Given]) -> dict[str, Answer]:
    """Return what every formula cell of the form shows, by field path."""
    return _Book(form, contents).answers()


class _Book:
    """One form with its contents; `found` grows with the answers."""

    def __init__(self, form: Form, contents: Mapping[str, Given]) -> None:
        self.form = form
        self.contents = contents
        self.found: dict[str, Answer] = {}

    def answers(self) -> dict[str, Answer]:
        self.money()
        for index, each in enumerate(self.form.indicators):
            self.found[f"indicators[{index}].score"] = self.score(f"indicators[{index}]", each.sign)
        paths = [f"indicators[{index}]" for index in range(len(self.form.indicators))]
        self.found["total_score"] = self.total(["execution_score", *(f"{path}.score" for path in paths)])
        self.found["total_max_score"] = self.total([EXECUTION_MAX, *(f"{path}.max_score" for path in paths)])
        self.self_check()
        return self.found

    def at(self, field: str) -> Given | Answer:
        return self.found[field] if field in self.found else self.contents.get(field)

    def number_at(self, field: str) -> Decimal | None:
        return number(self.at(field))

    # --- money ----------------------------------------------------------------------------------------

    def money(self) -> None:
        for column in COLUMNS:
            fields = [f"funding.{part}.{column}" for part in PARTS]
            sum_ = self.sum_of([each for each in fields if not is_blank(self.at(each))], at_least=1)
            shown = None if sum_ is None else fifteen_digits(sum_)
            self.found[f"{OF_TOTAL}.{column}"] = "" if shown is None else shown
        for part in PARTS:
            self.found[f"funding.{part}.execution_rate"] = self.rate(f"funding.{part}")
        self.found["execution_rate"] = self.rate(OF_TOTAL)
        rate, most = self.number_at("execution_rate"), self.number_at(EXECUTION_MAX)
        score = None
        if rate is not None and most is not None:
            score = two_digits(Fraction(most) * min(Fraction(1), max(Fraction(0), Fraction(rate))))
        self.found["execution_score"] = "" if score is None else score

    def sum_of(self, fields: Iterable[str], at_least: int) -> Fraction | None:
        """Return the sum of cells that hold numbers or nothing; None where one holds anything else."""
        contents = [self.at(field) for field in fields]
        numbers = [each for each in map(number, contents) if each is not None]
        if len(numbers) + contents.count(None) < len(contents) or len(numbers) < at_least:
            return None
        return sum(map(Fraction, numbers), Fraction(0))

    def rate(self, line: str) -> Answer:
        spent, budget = self.number_at(f"{line}.actual_expenditure"), self.number_at(f"{line}.final_budget")
        if spent is None or budget is None:
            return ""
        if budget == 0:
            return Decimal(0)
        shown = fifteen_digits(Fraction(spent) / Fraction(budget))
        return "" if shown is None else shown

    # --- scores ---------------------------------------------------------------------------------------

    def score(self, path: str, sign: str) -> Answer:
        if sign == NOT_APPLICABLE:
            return Decimal(0)
        keys = ("target_value", "actual_value", "max_score")
        target, actual, most = (self.number_at(f"{path}.{key}") for key in keys)
        if target is None or actual is None or most is None:
            return ""
        if sign == "≤":
            return _at_most(target, actual, most)
        if sign != "≥" and target == 0:
            return most if actual <= 0 else Decimal(0)
        return _at_least(target, actual, most)

    def total(self, fields: list[str]) -> Answer:
        sum_ = self.sum_of(fields, at_least=0)
        shown = None if sum_ is None else two_digits(sum_)
        return "" if shown is None else shown

    # --- the self-check -------------------------------------------------------------------------------

    def self_check(self) -> None:
        count = 0
        for index, subject in enumerate(self.form.lines):
            key = self.key(subject)
            count += key != ""
            self.found[f"self_check[{index}].key"] = key
            self.found[f"self_check[{index}].mark"] = "✓" if not key else "？" if key in TO_VERIFY else "✗"
            self.found[f"self_check[{index}].message"] = SENTENCES[key] if key else ""
        self.found["self_check.summary"] = SOME_LEFT.format(count=count) if count else ALL_DONE

    def key(self, subject: str) -> str:
        if subject.endswith(".score"):
            return self.key_of_score(subject.removesuffix(".score"))
        if subject == f"{OF_TOTAL}.actual_expenditure":
            return self.key_of_spending()
        return self.key_of_input(subject)

    def key_of_input(self, field: str) -> str:
        content = self.at(field)
        if isinstance(content, Error):
            return "V306"
        if is_blank(content):
            return "V301" if field in self.form.required else ""
        path, _, last = field.rpartition(".")
        described = self.described(path)
        if path == "objective" or last == "deviation_explanation" or (path == "project" and last != "amount"):
            return ""
        if described and described.sign == NOT_APPLICABLE and last == "actual_value":
            return ""
        filled = number(content)
        if filled is None:
            return "V302"
        if last == "actual_value":
            return self.key_of_actual(path, filled)
        return "" if filled >= 0 else "V304/points" if last == "max_score" else "V304/money"

    def described(self, path: str) -> Indicator | None:
        index = re.fullmatch(r"indicators\[(\d+)\]", path)
        return self.form.indicators[int(index[1])] if index else None

    def key_of_actual(self, path: str, actual: Decimal) -> str:
        described, target = self.described(path), self.number_at(f"{path}.target_value")
        if described is None or described.unit != "%":
            return ""
        if target is not None and target > 0 and actual >= 1 and 50 <= Fraction(actual) / Fraction(target) <= 200:
            return "V304/share"
        return "V304/over" if described.share and actual > 1 else ""

    def key_of_spending(self) -> str:
        spent = self.number_at(f"{OF_TOTAL}.actual_expenditure")
        budget = self.number_at(f"{OF_TOTAL}.final_budget")
        if spent is None or budget is None or spent <= budget:
            return ""
        if budget == 0:
            return "B405"
        others = [self.at(f"funding.other_funds.{column}") for column in COLUMNS]
        present = any(each for each in map(number, others))
        broken = any(isinstance(each, Error) for each in others)
        return "B402/other" if present and not broken else "B402"

    def key_of_score(self, path: str) -> str:
        explanation = self.at(f"{path}.deviation_explanation")
        score, most = self.number_at(f"{path}.score"), self.number_at(f"{path}.max_score")
        if isinstance(explanation, Error):
            return "V306"
        if score is None or most is None or score == most:
            return ""
        if score > most:
            return "I503"
        return "I505" if is_blank(explanation) else ""


def _at_least(target: Decimal, actual: Decimal, most: Decimal) -> Answer:
    if actual >= target:
        return most
    if actual <= 0:
        return Decimal(0)
    return _portion(most, Fraction(actual) / Fraction(target))


def _at_most(target: Decimal, actual: Decimal, most: Decimal) -> Answer:
    if actual <= target:
        return most
    if target <= 0:
        return Decimal(0)
    return _portion(most, Fraction(target) / Fraction(actual))


def _portion(most: Decimal, degree: Fraction) -> Answer:
    rounded = two_digits(Fraction(most) * degree)
    return "" if rounded is None else min(most, rounded)
