"""What the office's own texts say: another number for one thing, a target that nobody can measure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xlgen import terms
from xlgen.finding import BY_CODE, Finding
from xlgen.narrative.indicators import spoken_of
from xlgen.narrative.quantities import clauses, plain, quantities
from xlgen.targets import Operator

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

    from xlgen.layout import Plan
    from xlgen.narrative.indicators import Indicator

_OBJECTIVE: Final = "objective.expected_result"
_SIMPLE: Final = frozenset({Operator.AT_LEAST, Operator.ABOVE, Operator.AT_MOST, Operator.BELOW, Operator.EXACTLY})


def objective(plan: Plan, known: Sequence[Indicator]) -> Iterator[Finding]:
    """Yield N604 for each target beside which the objective names another number for the same thing."""
    text = plan.issued.get(_OBJECTIVE)
    told: set[str] = set()
    for clause in clauses(plain(text)) if isinstance(text, str) else ():
        if any(word in clause for word in terms.OTHER_PERIODS):
            continue  # 每月2场 are 24 a year; 三年共30家 are ten
        for unit, among in _by_unit(known).items():
            numbers = [each.value for each in quantities(clause, unit)]
            each = spoken_of(clause, among) if len(numbers) == 1 else None
            if each is not None and each.path not in told and not _is_named(numbers[0], clause, among):
                told.add(each.path)
                said = terms.IN_OBJECTIVE.format(clause=terms.quoted(clause))
                yield Finding(
                    key="N604",
                    severity=BY_CODE["N604"].severity,
                    field=f"{each.path}.target_value",
                    found=each.text,
                    detail=said,
                )


def _by_unit(known: Sequence[Indicator]) -> dict[str, list[Indicator]]:
    """Return the indicators with one number for a target by the unit that it is counted in."""
    found: dict[str, list[Indicator]] = {}
    for each in known:
        if each.target is not None and each.target.operator in _SIMPLE and each.target.number is not None:
            unit = "%" if each.target.is_percent else each.target.unit
            if unit:
                found.setdefault(unit.lstrip("".join(terms.POWERS)), []).append(each)
    return found


def _is_named(number: Decimal, clause: str, among: Sequence[Indicator]) -> bool:
    """Return whether the number is the target of any indicator that the clause may be about."""
    return any(_number(each) == number for each in among if spoken_of(clause, [each]))


def _number(indicator: Indicator) -> Decimal | None:
    """Return a target's number as it is counted in a text: 95 for 95 %, 1806700 for 180.67万人."""
    target = indicator.target
    if target is None or target.number is None:
        return None
    if target.is_percent:
        return target.number * 100
    power = terms.POWERS.get(target.unit[:1], 0) if len(target.unit) > 1 else 0
    return target.number.scaleb(power)


def vague(plan: Plan, known: Sequence[Indicator]) -> Iterator[Finding]:
    """Yield N607 for each target that is nothing but a word of praise."""
    for each in known:
        if plain(each.text) in terms.VAGUE_TARGETS and f"{each.path}.target_value" in plan.shape.places:
            yield Finding(
                key="N607",
                severity=BY_CODE["N607"].severity,
                field=f"{each.path}.target_value",
                found=each.text,
            )
