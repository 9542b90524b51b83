"""Blank forms for tests: one filled in completely, a record to fill another from."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from tests.conftest import ROOT
from xlgen import recompute, template, writer
from xlgen.verbs import proposals

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from xlgen.manifest import Manifest
    from xlgen.model import Content
    from xlgen.recompute import Contents
    from xlgen.template import Template

NATIONAL: Final = "national-project-2020"
LIBRARY: Final = ROOT / "samples" / "national-2020" / "records" / "WH2020-007.json"
TARGETS: Final = {"56-60小时": "≥56小时", "≥良好": "运行良好", "2020年10月底前": "按期投入使用"}
"""A range, a grade and a date as a unit may propose them."""
OUTPUT, OUTCOME, SATISFACTION = "indicators[0]", "indicators[8]", "indicators[13]"
"""The first rows of the national form's sections: 8 outputs, 5 outcomes, 3 of satisfaction."""


def row(path: str, category: str, target: tuple[str, Content], actual: Content, points: float) -> Contents:
    """Return a row as a unit fills it in; `target` is a sign and a number or words."""
    return {
        f"{path}.category": category,
        f"{path}.name": f"{category}一",
        f"{path}.direction": target[0],
        f"{path}.target_value": target[1],
        f"{path}.actual_value": actual,
        f"{path}.max_score": points,
    }


COMPLETE: Final[Contents] = {
    "project.code": "001",
    "project.name": "文化惠民项目",
    "funding.appropriation.final_budget": 100.0,
    "funding.appropriation.actual_expenditure": 100.0,
    "objective.expected_result": "全年举办惠民演出四十场。",
    "objective.achieved_result": "全年举办惠民演出四十场，群众满意。",
    **row(OUTPUT, "数量指标", ("≥", 40.0), 40.0, 50.0),
    **row(OUTCOME, "社会效益指标", ("定性", "明显改善"), "达成", 30.0),
    f"{OUTCOME}.judged_score": 30.0,
    **row(SATISFACTION, "服务对象满意度指标", ("≥", 90.0), 95.0, 10.0),
    f"{SATISFACTION}.unit_of_measure": "%",
}
"""100 of 100 spent (10 points), and three rows in use: 50 + 30 + 10."""


def form(name: str = NATIONAL) -> Template:
    """Return a shipped form."""
    return template.pick(name)


def extended(folder: Path, text: str, base: str = NATIONAL) -> Path:
    """Write a form that says a little else than another into a folder of forms, and return the folder."""
    (folder / "forms").mkdir()
    (folder / "forms" / "mine.toml").write_text(f'extends = "{base}"\nid = "mine"\n{text}\n', "utf-8")
    return folder / "forms"


def workbook(contents: Mapping[str, Content], manifest: Manifest | None = None) -> bytes:
    """Return a blank form in which these contents stand."""
    manifest = manifest or proposals.manifest_of(form())
    given = recompute.issued_contents(manifest.plan) | dict(contents)
    return writer.write(manifest, given | recompute.evaluate(manifest.plan.shape, [given])[0])


def library() -> dict[str, Any]:
    """Return the national sample with targets that a unit may propose."""
    record: dict[str, Any] = json.loads(LIBRARY.read_text("utf-8"))
    for each in record["indicators"]:
        if each["target_value"] in TARGETS:
            each["target_value"] = TARGETS[each["target_value"]]
            if not each["target_value"].startswith("≥"):
                each |= {"actual_value": "达成", "score": each["max_score"]}
    return record
