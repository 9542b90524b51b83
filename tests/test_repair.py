"""A form made anew from what came back: whole again whatever was done to it, with the values that were submitted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

import xlgen
from tests import packages
from tests.forms import judged, workbook
from tests.manipulations import HARMFUL, HARMLESS, NothingToChange, manipulated
from tests.test_manipulations import FORMS, filled
from xlgen import integrity, recompute
from xlgen.finding import UsageError
from xlgen.layout import Role

if TYPE_CHECKING:
    from pathlib import Path

SHEET: Final = packages.SHEETS + "sheet2.xml"
"""The form of P003, behind its guide."""
TEMPLATES: Final = tuple(FORMS)
IN_EACH: Final = 1
"""Each manipulation is repaired in so many templates, another one each; together they meet all of them."""


def _inputs(path: Path, left_out: set[str]) -> dict[str, object]:
    """Return what stands in the inputs of a form as they are read, but for those that could not be carried over."""
    manifest, stored = integrity.open_issued(path)
    read, _ = recompute.as_read(manifest.plan.shape, stored)
    fields = (cell.field for _, cell in manifest.plan.shape.of_role(Role.INPUT))
    return {field: read.get(field) or None for field in fields if field not in left_out}


@pytest.mark.parametrize("number", range(len(TEMPLATES)), ids=TEMPLATES)
def test_what_was_repaired_is_whole_and_says_what_was_submitted(number: int, tmp_path: Path) -> None:
    template, changes = TEMPLATES[number], [*HARMFUL, *HARMLESS]
    step = len(TEMPLATES) // IN_EACH
    forms = filled()[template]
    repaired = 0
    for place, change in enumerate(changes):
        if (place + number) % step:
            continue
        try:
            content, _ = manipulated(forms[place % len(forms)], change, template)
        except NothingToChange:
            continue
        path = tmp_path / "returned.xlsx"
        path.write_bytes(content)
        try:
            made = xlgen.repair(path)
        except UsageError:  # none of ours any more
            continue
        left_out = {each.field for each in made.left_out}
        inputs, submitted = _inputs(path, left_out), xlgen.extract(path)
        path.write_bytes(made.content)

        (verdict,) = xlgen.verify([path])
        told = [each for each in verdict.findings if each.code[0] in "SC" and each.key != "S107/corrected"]
        assert [] == [(each.key, each.cell) for each in told], change.name
        assert inputs == _inputs(path, left_out), change.name
        assert left_out or submitted == xlgen.extract(path), change.name
        repaired += 1
    assert repaired > 4


def _returned(content: bytes, folder: Path) -> Path:
    path = folder / "returned.xlsx"
    path.write_bytes(content)
    return path


def test_an_error_value_is_left_blank_and_told(tmp_path: Path) -> None:
    broken = packages.with_cell(workbook("P003"), SHEET, "F13", "<v>#DIV/0!</v>", "e")
    made = xlgen.repair(_returned(broken, tmp_path))

    assert [("V306", "F13", "#DIV/0!")] == [(each.key, each.cell, each.found) for each in made.left_out]
    assert xlgen.extract(_returned(made.content, tmp_path))["indicators"][0]["actual_value"] is None


def test_a_picture_in_a_cell_is_left_blank_and_told(tmp_path: Path) -> None:
    cell = packages.formula('DISPIMG("ID_1",1)', "=DISPIMG")
    made = xlgen.repair(_returned(packages.with_cell(workbook("P003"), SHEET, "F13", cell, "str"), tmp_path))

    assert [("V308", "F13")] == [(each.key, each.cell) for each in made.left_out]


def test_a_formula_that_the_unit_wrote_is_carried_over_as_its_value(tmp_path: Path) -> None:
    cell = packages.formula("2*4", 8)
    made = xlgen.repair(_returned(packages.with_cell(workbook("P003"), SHEET, "F13", cell), tmp_path))

    assert () == made.left_out
    assert 8 == xlgen.extract(_returned(made.content, tmp_path))["indicators"][0]["actual_value"]
    assert "V307" not in {each.code for each in judged(made.content, tmp_path).findings}


def test_what_is_none_of_ours_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="不能作为 Excel 工作簿打开"):
        xlgen.repair(_returned(b"no workbook", tmp_path))
