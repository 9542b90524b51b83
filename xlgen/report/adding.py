"""Sums and averages over projects, made in one pass: what a department, a class or all of them come to."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from xlgen.report.projects import Project

MONEY: Final = ("amount", "original", "final", "spent")
_NONE: Final = Decimal(0)


@dataclass(slots=True)
class Mean:
    """An average while it is added up; of nothing there is none."""

    sum: Decimal = _NONE
    count: int = 0

    def add(self, value: Decimal | None) -> None:
        """Add a value where there is one."""
        if value is not None:
            self.sum += value
            self.count += 1

    @property
    def value(self) -> Decimal | str:
        """The average, "" of nothing."""
        return share(self.sum, self.count)


@dataclass(slots=True)
class Added:
    """What some projects come to; `weighted` is the sum of totals weighed by `weight`, the money that has a total.

    `unknown` counts those whose amount is not known.
    """

    count: int = 0
    money: dict[str, Decimal] = field(default_factory=lambda: dict.fromkeys(MONEY, _NONE))
    execution: Mean = field(default_factory=Mean)
    total: Mean = field(default_factory=Mean)
    weight: Decimal = _NONE
    weighted: Decimal = _NONE
    errors: int = 0
    warnings: int = 0
    unknown: int = 0
    statuses: Counter[str] = field(default_factory=Counter)

    def add(self, each: Project) -> None:
        """Add a project."""
        self.count += 1
        for key in MONEY:
            self.money[key] += getattr(each, key) or _NONE
        self.execution.add(each.execution_score)
        self.total.add(each.total)
        if each.amount is not None and each.total is not None:
            self.weight += each.amount
            self.weighted += each.amount * each.total
        self.unknown += each.amount is None
        self.errors += each.errors or 0
        self.warnings += each.warnings or 0
        self.statuses[each.status] += 1


def by_department(projects: Iterable[Project]) -> tuple[dict[str, Added], Added]:
    """Return what the projects of each department come to, the departments in order, and what all of them do."""
    found: defaultdict[str, Added] = defaultdict(Added)
    whole = Added()
    for each in projects:
        found[each.department].add(each)
        whole.add(each)
    return dict(sorted(found.items())), whole


def by_class(projects: Iterable[Project], classes: Sequence[Callable[[Project], bool]]) -> list[tuple[int, Decimal]]:
    """Return how many projects belong to each class, and their money."""
    counts, money = [0] * len(classes), [_NONE] * len(classes)
    for each in projects:
        for index, belongs in enumerate(classes):
            if belongs(each):
                counts[index] += 1
                money[index] += each.amount or _NONE
    return list(zip(counts, money, strict=True))


def share(part: Decimal | int, whole: Decimal | int) -> Decimal | str:
    """Return a part of a whole; "" where there is no whole."""
    return Decimal(part) / Decimal(whole) if whole else ""
