"""What can be said of an indicator framework as it is issued: its points, doubles, directions, heavy single items.

These are findings of the office's own making. They are told as it issues, and again when the form comes back.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from xlgen import targets, terms
from xlgen.finding import BY_CODE, Finding, Owner
from xlgen.layout import EXECUTION_MAX_SCORE, Role, proposable
from xlgen.targets import Operator

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xlgen.layout import Plan, Shape
    from xlgen.model import Value
    from xlgen.targets import Target

FULL: Final = Decimal(100)


@dataclass(frozen=True, slots=True)
class _Indicator:
    """One scored indicator as issued; `points` is None where the unit fills them in, `target` where it proposes it."""

    path: str
    dimension: str
    name: str
    target: Target | None
    points: Decimal | None

    @property
    def applies(self) -> bool:
        """Whether it is not 不适用."""
        return self.target is None or self.target.operator is not Operator.NOT_APPLICABLE

    @property
    def counts(self) -> bool:
        """Whether it is assessed: 不适用 and a maximum of 0 are not."""
        return self.applies and self.points != 0


def findings(plan: Plan) -> tuple[Finding, ...]:
    """Return what is wrong with the framework of a plan, of the codes that its form applies.

    Sources: what reviewers found in returned forms (points that do not add up, one indicator twice, "≥" on a cost).
    """
    framework = plan.shape.framework
    indicators = list(_indicators(plan))
    found = [*_points(plan, indicators), *_doubles(plan.shape, indicators), *_directions(indicators)]
    found += [
        Finding(key="I514", severity=BY_CODE["I514"].severity, field=f"{each.path}.max_score", found=float(each.points))
        for each in indicators
        if each.points is not None and each.points > Decimal(framework.heavy)
    ]
    return tuple(each for each in found if each.code in framework.codes)


def _indicators(plan: Plan) -> Iterator[_Indicator]:
    index = 0
    while (path := f"indicators[{index}]") and f"{path}.name" in plan.issued:
        issued = {key: plan.issued.get(f"{path}.{key}") for key in ("dimension", "name", "target_value", "max_score")}
        target = targets.parse_target(str(issued["target_value"])) if issued["target_value"] is not None else None
        if f"{path}.parent" not in plan.issued:
            yield _Indicator(path, str(issued["dimension"]), str(issued["name"]), target, _number(issued["max_score"]))
        index += 1


def _number(value: Value) -> Decimal | None:
    return (
        targets.read_number(value, terms.POINTS)
        if isinstance(value, str)
        else value
        if isinstance(value, Decimal)
        else None
    )


def _points(plan: Plan, indicators: Sequence[_Indicator]) -> Iterator[Finding]:
    """Yield what does not add up, where all points are the office's own; those of a unit are asked about live."""
    places = plan.shape.places
    inputs = [each for each in indicators if places[f"{each.path}.max_score"][1].role is Role.INPUT]
    # A form without a money table has no points for it.
    execution = _number(plan.issued.get(EXECUTION_MAX_SCORE, Decimal(0)))
    if not indicators or inputs or execution is None or any(each.points is None for each in indicators):
        return
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for each in indicators:
        sums[each.dimension] += each.points or 0
    total = execution + sum(sums.values())
    # Where the rest is scaled to 100, what is not assessed leaves its points out; spare rows are the unit's to fill.
    short = {each.dimension for each in indicators if not each.applies and plan.shape.framework.scaled}
    short |= set(proposable(plan).values())
    if total > FULL or (total < FULL and not short):
        yield _finding("I501", "total_max_score", total, FULL)
    for label, points in plan.shape.framework.points:
        if sums[label] > Decimal(points) or (sums[label] < Decimal(points) and label not in short):
            first = next((each.path for each in indicators if each.dimension == label), None)
            field = "total_max_score" if first is None else f"{first}.max_score"
            yield _finding("I502", field, sums[label], Decimal(points))


def _finding(key: str, field: str, found: Decimal, expected: Decimal) -> Finding:
    severity = BY_CODE[key].severity
    return Finding(
        key=key, severity=severity, field=field, found=float(found), expected=float(expected), owner=Owner.OFFICE
    )


def _doubles(shape: Shape, indicators: Sequence[_Indicator]) -> Iterator[Finding]:
    """Yield each indicator but the first that has the name of another."""
    names = Counter("".join(each.name.split()) for each in indicators if each.counts)
    first: dict[str, str] = {}
    for each in indicators:
        name, field = "".join(each.name.split()), f"{each.path}.name"
        if each.counts and names[name] > 1:
            if name in first:
                detail = terms.DOUBLE_OF.format(cell=shape.places[first[name]][1].a1)
                severity = BY_CODE["I509"].severity
                yield Finding(key="I509", severity=severity, field=field, found=each.name, detail=detail)
            first.setdefault(name, field)


def _directions(indicators: Sequence[_Indicator]) -> Iterator[Finding]:
    for each in indicators:
        if each.target is not None and each.counts and _against(each.name, each.target):
            severity = BY_CODE["I508"].severity
            yield Finding(key="I508", severity=severity, field=f"{each.path}.target_value", found=each.target.shown)


def _against(name: str, target: Target) -> bool:
    """Return whether a name and a sign do not go together: a thing to build bounded above, a cost bounded below."""
    if any(word in name for word in terms.REDUCING):
        return False  # 成本节约额, 投诉处理率: less of the thing, or what is done about it
    money = target.unit.startswith(terms.UNITS_OF_COST)
    if target.operator in {Operator.AT_LEAST, Operator.ABOVE}:
        return money and name.endswith(terms.AMOUNTS_OF_COST)
    if target.operator in {Operator.AT_MOST, Operator.BELOW}:
        built = any(word in name for word in terms.BUILDING) and name.endswith(terms.COUNTS)
        return built and not money and not target.is_percent
    return False
