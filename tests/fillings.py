"""Forms and reproducible fillings of them: mostly what people fill in, with all that can go wrong among it.

The forms are those of the eight published samples, and variants of some of them that have what the samples
lack: "≤" targets, and budgets and maximum scores that the unit fills in.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests import oracle
from xlgen import layout, recompute, roster
from xlgen.layout import Kind, Role
from xlgen.manifest import Manifest
from xlgen.model import CellError, Content, Record, Value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xlgen.layout import Cell, Shape
    from xlgen.recompute import Contents
    from xlgen.template import Template

SAMPLES: Final = Path(__file__).parent.parent / "samples" / "futian-2021" / "records"
SIGNS: Final = ("≤", "≥", "=", "")

ODD_NUMBERS: Final = (0.0, 1e15, 9.99e307, 1e-300)
ODD_TEXTS: Final = ("完成", "95%", "２", "1,234", " ", "\u3000", " \u3000 ", "\n", "\xa0")
EXPLANATIONS: Final = ("受疫情影响，部分工作顺延至下年度。", "按合同进度支付。", "无")


@dataclass(frozen=True)
class IssuedForm:
    """A form as it is issued, and its description for the oracle."""

    name: str
    manifest: Manifest
    description: oracle.Form
    figures: Contents
    """What the record itself says was achieved and spent: the ordinary values."""

    @property
    def shape(self) -> Shape:
        """Where everything stands."""
        return self.manifest.plan.shape


@dataclass(frozen=True)
class Filling:
    """What stands in the cells of one form but those of formulas."""

    form: IssuedForm
    seed: int
    contents: Contents


@lru_cache(maxsize=1)
def issued_forms() -> tuple[IssuedForm, ...]:
    """Return the forms of the eight samples and of the variants."""
    records = roster.read_records(SAMPLES)
    samples = [_issue(record.code, record, template) for record, template in records]
    variants = [
        _issue(f"{record.code} (variant)", _varied(record), template)
        for record, template in records
        if record.code in {"P002", "P003", "P007", "P008"}
    ]
    return (*samples, *variants)


def _varied(record: Record) -> Record:
    """Return a record with each sign in turn, and without the budgets and half of the maximum scores."""
    values: dict[str, Value] = dict(record.values)
    for index in range(record.indicator_count):
        target = str(values[f"indicators[{index}].target_value"])
        if target != oracle.NOT_APPLICABLE:
            values[f"indicators[{index}].target_value"] = SIGNS[index % len(SIGNS)] + target.lstrip("≥")
            if index % 2:
                values[f"indicators[{index}].max_score"] = None
    for line in ("appropriation", "other_funds"):
        for column in ("original_budget", "final_budget"):
            values[f"funding.{line}.{column}"] = None
    return replace(record, values=values)


def _issue(name: str, record: Record, template: Template) -> IssuedForm:
    plan = layout.plan(template, record)
    manifest = Manifest(
        template=template.id,
        template_version=template.definition.version,
        template_sha256=template.sha256,
        fiscal_year=record.fiscal_year,
        plan=plan,
    )
    paths = [f"indicators[{index}]" for index in range(record.indicator_count)]
    indicators = tuple(
        oracle.indicator(str(record.values[f"{path}.target_value"]), str(record.values[f"{path}.name"]))
        for path in paths
    )
    required = frozenset(cell.field for _, cell in plan.shape.of_role(Role.INPUT) if cell.required)
    description = oracle.Form(indicators, required, tuple(_subjects(plan.shape)))
    converted = {
        cell.field: recompute.to_content(record.values.get(cell.field), cell.kind, cell.unit)
        for _, cell in plan.shape.of_role(Role.INPUT)
    }
    figures: Contents = {field: value for field, value in converted.items() if isinstance(value, float)}
    return IssuedForm(name, manifest, description, figures)


def _subjects(shape: Shape) -> Iterator[str]:
    """Yield the field that each self-check line's link leads to, in order."""
    fields = {f"'{sheet.name}'!{cell.a1}": cell.field for sheet, cell in shape.walk()}
    for _, cell in shape.walk():
        if cell.link:
            yield fields[cell.link]


def fillings(count: int, *, first_seed: int = 0, for_libreoffice: bool = False) -> Iterator[Filling]:
    """Yield fillings, the forms in turn.

    In fillings `for_libreoffice` no TRUE or FALSE stands in a number cell: LibreOffice reads it as 1 or 0
    where the cell has a number format, and sums it elsewhere. `test_three_ways.py` holds what follows.
    """
    forms = issued_forms()
    for seed in range(first_seed, first_seed + count):
        form = forms[seed % len(forms)]
        filler = _Filler(form, random.Random(seed), for_libreoffice=for_libreoffice)
        yield Filling(form, seed, filler.contents())


class _Filler:
    """Fills one form; how often something odd stands in a cell is chosen once for the whole form."""

    def __init__(self, form: IssuedForm, chooser: random.Random, *, for_libreoffice: bool) -> None:
        self.form = form
        self.chooser = chooser
        self.for_libreoffice = for_libreoffice
        self.oddness = chooser.choice((0.0, 0.03, 0.1, 0.4, 0.8))
        self.only_numbers = chooser.random() < 0.5
        self.filled: Contents = {}

    def contents(self) -> Contents:
        """Return what stands in the issued and input cells."""
        plan = self.form.manifest.plan
        self.filled |= recompute.issued_contents(plan)
        for _, cell in plan.shape.of_role(Role.ISSUED):
            if cell.kind is not Kind.TEXT and self.chooser.random() < self.oddness / 4:
                self.filled[cell.field] = self.odd_number(self.filled.get(cell.field))
        for _, cell in plan.shape.of_role(Role.INPUT):
            content = self.text(cell) if cell.kind is Kind.TEXT else self.number(cell)
            if content is not None:
                self.filled[cell.field] = content
        return self.filled

    def text(self, cell: Cell) -> Content:
        if self.chooser.random() < self.oddness:
            odd: tuple[Content, ...] = (None, *ODD_TEXTS, 5.0, True, *CellError)
            return self.chooser.choice(odd)
        if cell.field.endswith("deviation_explanation"):
            return self.chooser.choice((None, *EXPLANATIONS))
        return self.chooser.choice(("已按计划完成。", "不适用", "/", "0402009"))

    def number(self, cell: Cell) -> Content:
        ordinary = self.ordinary(cell)
        if self.chooser.random() < self.oddness:
            return self.odd_number(ordinary)
        return ordinary

    def odd_number(self, ordinary: Content) -> Content:
        """Return what should not stand in a number cell, or a number out of the ordinary."""
        plain = ordinary if isinstance(ordinary, float) else 1.0
        numbers = (*ODD_NUMBERS, -plain, math.nextafter(plain, 0.0), _digits(plain * 3))
        if self.only_numbers or self.chooser.random() < 0.4:
            return self.chooser.choice(numbers)
        others: tuple[Content, ...] = (None, *ODD_TEXTS, *CellError)
        return self.chooser.choice(others if self.for_libreoffice else (*others, True, False))

    def ordinary(self, cell: Cell) -> float:
        if cell.kind is Kind.MONEY:
            return self.money(cell.field)
        if cell.field.endswith("max_score"):
            return self.chooser.choice((1.0, 2.5, 3.0, 10.0, 12.75, 0.0))
        return self.actual(cell)

    def money(self, field: str) -> float:
        """Return an amount: round the line's budget where it is something spent."""
        budget = self.filled.get(field.replace("actual_expenditure", "final_budget"))
        if field.endswith("actual_expenditure") and isinstance(budget, float) and 0 < budget < 1e12:
            share = self.chooser.choice((1.0, 1.0, 0.9637, 1.25, round(self.chooser.random(), 6)))
            recorded = self.form.figures.get(field)
            spent = _digits(round(budget * share, 2))
            return self.chooser.choice((spent, recorded if isinstance(recorded, float) else 0.0))
        return self.chooser.choice((0.0, 0.0, round(self.chooser.uniform(1e4, 1e7), 2)))

    def actual(self, cell: Cell) -> float:
        """Return an achievement: at the target, round it, just beside it, or a hundred times it."""
        target = self.filled.get(cell.field.replace("actual_value", "target_value"))
        if not isinstance(target, float) or not 0 < abs(target) < 1e12:
            return self.chooser.choice((0.0, 0.0, 1.0, 0.95))
        factors = [1.0, 1.0, 1.0, 0.5, 1.1, round(self.chooser.uniform(0.3, 1.0), 4), 1 - 1e-9, 1 + 1e-9]
        if cell.unit == "%":
            factors += self.chooser.choice(([0.9], [50.0, 100.0, 200.0, 49.99, 200.01]))
        return _digits(target * self.chooser.choice(factors))


def _digits(value: float) -> float:
    """Return a number as people can fill it in: with 15 significant digits."""
    return float(f"{value:.15g}")
