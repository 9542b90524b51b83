"""A score that a legal 0 leaves without a result is told to the unit, live and on return, and is no fault of ours."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import xlgen
from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from xlgen.verbs.verdict import Verdict

SAMPLES = ROOT / "samples"


def _judged(form: str, changes: dict[tuple[str, ...], Any], folder: Path) -> Verdict:
    """Return the verdict of a sample's only form with some values of its record changed."""
    (path,) = (SAMPLES / form / "records").glob("*.json")
    record = json.loads(path.read_text("utf-8"))
    for (*steps, last), value in changes.items():
        here = record
        for step in steps:
            here = here[step]
        here[last] = value
    (folder / "record.json").write_text(json.dumps(record), "utf-8")
    xlgen.generate(folder / "record.json", folder / "issued")
    xlgen.fill(folder / "issued", folder / "record.json", folder / "filled")
    (verdict,) = xlgen.verify([folder / "filled"])
    return verdict


def _zeros(form: str, table: str) -> dict[tuple[str, ...], Any]:
    """Return the changes that make every number of a table of the form's record 0."""
    record = json.loads(next((SAMPLES / form / "records").glob("*.json")).read_text("utf-8"))
    rows = record["tables"][table]
    return {
        ("tables", table, row, key): 0
        for row, cells in rows.items()
        for key, value in cells.items()
        if "stated" not in key and isinstance(value, int | float)
    }


def test_a_unit_of_nobody_has_its_full_points_for_its_staff(tmp_path: Path) -> None:
    changes = _zeros("luohu-department-2022", "staff")
    assert len(changes) == 3

    verdict = _judged("luohu-department-2022", changes, tmp_path)

    assert "V301" not in {each.code for each in verdict.findings}
    # 0.5 points more than the published 96.50: the half point that 5.69 % of external staff had cost.
    assert Decimal("97.00") == verdict.figures["total_score"]


def test_a_rate_over_no_budget_is_asked_about_at_the_score_and_the_unit_can_mend_it(tmp_path: Path) -> None:
    verdict = _judged("futian-key-project-2020", _zeros("futian-key-project-2020", "funds"), tmp_path)

    found = [each for each in verdict.findings if each.key == "V301/uncomputed"]
    assert found
    assert {"F"} == {each.cured_by.value for each in found}
    assert all(each.field.endswith("].score") and "除数为 0" in each.message for each in found)
    assert "C205" not in {each.code for each in verdict.findings}
    assert verdict.status.value == "sent-back"


def test_growth_over_nothing_is_no_figure_and_no_fault(tmp_path: Path) -> None:
    rows = json.loads(next((SAMPLES / "luquan-department-2022" / "records").glob("*.json")).read_text("utf-8"))
    growth = rows["tables"]["growth"]
    changes: dict[tuple[str, ...], Any] = {("tables", "growth", row, "previous"): 0 for row in growth}
    changes |= {("tables", "growth", row, "stated_rate"): None for row in growth}

    verdict = _judged("luquan-department-2022", changes, tmp_path)

    assert "C205" not in {each.code for each in verdict.findings}
    assert verdict.figures["total_score"] is not None
