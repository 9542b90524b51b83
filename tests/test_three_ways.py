"""Every formula cell computed three ways: by the package, by LibreOffice, and by an oracle in exact arithmetic.

Random fillings of all forms, good and bad. A failure names form, seed and field, what each side gives and what stands
in the cells that the field follows from.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import pytest

from tests import oracle
from tests.fillings import Filling, fillings, issued_forms
from tests.libreoffice import recalculate, requires_libreoffice
from xlgen import reader, recompute, writer
from xlgen.layout import Role
from xlgen.model import CellError, Content

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from xlgen.recompute import Contents

RANDOM_FILLINGS: Final = 1_000
FILES: Final = 60
SHOWN_FAILURES: Final = 8
SCORES: Final = ("execution_score", "total_score", "total_max_score")
"""These and the indicators' scores have 2 digits (or a maximum's own): they agree exactly, others on 12 digits."""
SMALLEST: Final = Decimal("2.2250738585072014e-308")
"""Below it spreadsheet programs hold 0."""


def oracle_answers(filling: Filling) -> dict[str, oracle.Answer]:
    """Return what the oracle gives for a filling."""
    given = {
        field: oracle.Error(content.value) if isinstance(content, CellError) else content
        for field, content in filling.contents.items()
    }
    return oracle.answers(filling.form.description, given)


def agree(field: str, expected: oracle.Answer, actual: Content) -> bool:
    """Whether a cell shows what the oracle gives."""
    if isinstance(expected, str) or isinstance(actual, bool) or not isinstance(actual, float):
        return type(expected) is type(actual) and expected == actual
    found = Decimal(f"{actual:.15g}")
    if (field in SCORES or field.endswith(".score")) and abs(expected) < 10**12:
        return expected == found
    if max(abs(expected), abs(found)) < SMALLEST:
        return True
    return abs(expected - found) <= Decimal("1e-12") * max(abs(expected), abs(found))


def follows_from(filling: Filling, field: str) -> dict[str, Content]:
    """Return the contents of the issued and input cells that a formula cell follows from."""
    below = {
        given: {each for slot in slots for each in slot}
        for step in recompute.program(filling.form.shape)
        for given, slots in zip(step.fields, step.slots, strict=True)
    }
    reached, new = set[str](), {field}
    while new:
        reached |= new
        new = {each for one in new for each in below.get(one, ())} - reached
    return {each: filling.contents.get(each) for each in sorted(reached - set(below))}


def failures(filling: Filling, expected: Mapping[str, oracle.Answer], actual: Mapping[str, Content]) -> Iterator[str]:
    """Yield a line for each formula cell that does not show what the oracle gives."""
    for field, wanted in expected.items():
        found = actual.get(field)
        if not agree(field, wanted, found):
            wanted_shown = wanted if isinstance(wanted, str) else f"{wanted:g}"
            stands = ", ".join(f"{name}={content!r}" for name, content in follows_from(filling, field).items())
            yield f"{filling.form.name} seed {filling.seed} {field}: oracle {wanted_shown!r}, cell {found!r}; {stands}"
    for field in actual.keys() - expected.keys():
        yield f"{filling.form.name} {field}: the oracle knows no such cell"


def test_the_package_and_the_oracle_agree_on_every_formula_cell() -> None:
    found: list[str] = []
    seen: Counter[object] = Counter()
    for filling in fillings(RANDOM_FILLINGS):
        expected = oracle_answers(filling)
        (actual,) = recompute.evaluate(filling.form.shape, [filling.contents])
        found.extend(failures(filling, expected, actual))
        found.extend(f"{filling.form.name} {field}: {each}" for field, each in actual.items() if isinstance(each, CellError))
        seen.update({each for field, each in expected.items() if field.endswith(".key")})
        seen["a total score"] += expected["total_score"] != ""
    assert [] == found[:SHOWN_FAILURES], f"{len(found)} cells"
    # The fillings reach every key, and totals as well as what prevents them.
    assert {"", *oracle.SENTENCES} <= set(seen), seen
    assert RANDOM_FILLINGS // 10 < seen["a total score"] < RANDOM_FILLINGS


def test_the_fillings_are_reproducible() -> None:
    first, second = ([each.contents for each in fillings(len(issued_forms()))] for _ in range(2))
    assert list(map(repr, first)) == list(map(repr, second))
