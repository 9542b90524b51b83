"""数据核对码: six digits that hold the paper to the file: no single change, and no exchange, leaves them alike."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
import python_calamine

from tests.forms import judged
from tests.good_fillings import GoodForm, good_forms
from tests.libreoffice import recalculate, requires_libreoffice
from xlgen import recompute, writer
from xlgen.layout import CHECK_CODE, Kind, Role

if TYPE_CHECKING:
    from pathlib import Path

    from xlgen.recompute import Contents


def _codes(form: GoodForm, contents: list[Contents]) -> list[object]:
    return [each[CHECK_CODE] for each in recompute.evaluate(form.manifest.plan.shape, contents)]


def _numbers(form: GoodForm) -> dict[str, float]:
    """Return what the unit filled in as a number: every amount, value and score of its own."""
    kinds = {cell.field: cell.kind for _, cell in form.manifest.plan.shape.of_role(Role.INPUT)}
    found = {field: form.contents.get(field) for field, kind in kinds.items() if kind in {Kind.MONEY, Kind.NUMBER}}
    return {field: value for field, value in found.items() if isinstance(value, float)}


@pytest.mark.parametrize("form", good_forms(), ids=lambda each: each.name)
def test_any_single_number_that_changes_changes_the_code(form: GoodForm) -> None:
    """By one fen where it is money (in whatever unit), by the fourth decimal where it is not, and by a round sum."""
    numbers = _numbers(form)
    changed = [form.contents | {field: value + step} for field, value in numbers.items() for step in (0.01, 1.0, 1e4)]

    (code,) = _codes(form, [form.contents])

    assert len(numbers) > 5
    assert code not in _codes(form, changed)


@pytest.mark.parametrize("form", good_forms(), ids=lambda each: each.name)
def test_two_numbers_that_change_places_change_the_code(form: GoodForm) -> None:
    numbers = list(_numbers(form).items())
    pairs = [
        (one, two) for place, one in enumerate(numbers) for two in numbers[place + 1 : place + 7] if one[1] != two[1]
    ]

    (code,) = _codes(form, [form.contents])

    assert pairs
    changed = [form.contents | {one[0]: two[1], two[0]: one[1]} for one, two in pairs]
    assert code not in _codes(form, changed)


@pytest.mark.parametrize("form", good_forms(), ids=lambda each: each.name)
def test_words_do_not_change_the_code(form: GoodForm) -> None:
    """A name or a reason that is typed anew, with a blank more, is the same paper as far as its figures go."""
    texts = [
        cell.field
        for _, cell in form.manifest.plan.shape.of_role(Role.INPUT)
        if cell.kind is Kind.TEXT and isinstance(form.contents.get(cell.field), str)
    ]
    changed = form.contents | {field: f"{form.contents[field]} " for field in texts if "signoff" in field}

    assert _codes(form, [form.contents]) == _codes(form, [changed])


@requires_libreoffice
def test_the_verdict_has_the_code_that_the_paper_shows(tmp_path: Path) -> None:
    """The paper is printed by another program: what LibreOffice computes, and what the verifier says, are one code."""
    source, into = tmp_path / "填好", tmp_path / "重算"
    source.mkdir()
    into.mkdir()
    paths = []
    for form in good_forms():
        path = source / f"{form.name}.xlsx"
        path.write_bytes(writer.write(form.manifest, form.contents | form.results))
        paths.append(path)

    for form, path in zip(good_forms(), recalculate(paths, into), strict=True):
        sheet, cell = form.manifest.plan.shape.places[CHECK_CODE]
        rows = (
            python_calamine.CalamineWorkbook.from_path(str(path))
            .get_sheet_by_name(sheet.name)
            .to_python(skip_empty_area=False)
        )
        shown = rows[cell.row][cell.column]

        assert re.fullmatch("[0-9]{6}", str(shown)), form.name
        assert shown == judged(path.read_bytes(), tmp_path).check_code, form.name
