"""Many records of one form with distinct money and actual values, and their formulas computed one by one."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from tests.forms import good, manifest_of
from xlgen.recompute import engine, program

if TYPE_CHECKING:
    from xlgen.layout import Shape
    from xlgen.recompute import Contents

CODE = "P003"


def distinct_records(count: int) -> tuple[Shape, list[Contents]]:
    """Return a form's shape and `count` fillings of it, no two alike in any money or actual value."""
    chooser = random.Random(20211231)
    base, shape = good(CODE), manifest_of(CODE).plan.shape
    records = []
    for index in range(count):
        record = dict(base)
        for field, content in base.items():
            if isinstance(content, float) and ("funding." in field or field.endswith("actual_value")):
                record[field] = round(content * chooser.uniform(0.2, 1.4) + index / 1e6, 6)
        records.append(record)
    return shape, records


def one_by_one(shape: Shape, record: Contents) -> Contents:
    """Return what every formula gives for one record, each by a compiled call of its own.

    Where the record has a content for the cell of a formula, that stands there instead.
    """
    done: Contents = {}
    for step in program(shape):
        for field, cells in zip(step.fields, step.cells, strict=True):
            contents = iter([done[each] if each in done else record.get(each) for each in cells])
            (value,) = engine.evaluate(
                step.text, [[[next(contents) for _ in range(width)]] for width in step.widths], 1
            )
            shown = float(f"{value:.15g}") if isinstance(value, float) else value
            done[field] = record.get(field, shown)
    return done
