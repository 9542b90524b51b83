"""The samples as they are shipped: each workbook gets the verdict that is promised of it, and no other."""

from __future__ import annotations

import io
import json
import zipfile
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

import xlgen
from tests import packages
from tests.make_samples import LISTED, SAMPLES, SETS, project_list, workbooks, wrong_workbook
from tests.wrong_forms import FUTIAN
from xlgen import layout, roster

if TYPE_CHECKING:
    from xlgen.finding import Finding
    from xlgen.verbs.verdict import Verdict

FIGURES = ("_rate", "_score")


def _promised(path: str) -> Any:
    return json.loads((SAMPLES / path).read_text("utf-8"))


def _judged(folder: str) -> dict[str, Verdict]:
    return {each.file.rpartition("/")[2]: each for each in xlgen.verify([SAMPLES / folder])}


@pytest.fixture(scope="module", params=SETS)
def name(request: pytest.FixtureRequest) -> str:
    """Return the name of a folder of samples."""
    return str(request.param)


@pytest.fixture(scope="module")
def wrong() -> dict[str, dict[str, Verdict]]:
    """Return the verdicts of all wrong workbooks: folder of samples → file → verdict."""
    return {each: _judged(f"{each}/wrong") for each, files in SETS.items() if files}


@pytest.fixture(scope="module")
def filled() -> dict[str, dict[str, Verdict]]:
    """Return the verdicts of all filled workbooks: folder of samples → project code → verdict."""
    judged = {each: _judged(f"{each}/filled").values() for each in SETS}
    return {each: {str((of.project or {})["code"]): of for of in verdicts} for each, verdicts in judged.items()}


# --- the filled forms ---------------------------------------------------------------------------------------------


def test_every_filled_form_gets_the_verdict_that_is_promised(name: str, filled: dict[str, dict[str, Verdict]]) -> None:
    promised = _promised(f"{name}/expected.json")
    found = {
        code: {
            "status": verdict.status.value,
            **{figure: float(verdict.figures[figure] or 0) for figure in promised[code] if figure.endswith(FIGURES)},
            "findings": dict(Counter(each.code for each in verdict.findings)),
        }
        for code, verdict in filled[name].items()
    }

    assert promised == found


@pytest.mark.parametrize(
    ("code", "finding", "owner", "field"),
    [
        # The result is the objective word for word; the office issued one indicator twice; 6天 against ≥3天; 100 %
        # against ≥70 %; 支出进度 100 % where 99.90 % was spent; 90 % of 90 % explained.
        ("P001", "N601", "F", "objective.achieved_result"),
        ("P002", "I506", "F", "indicators[7].deviation_explanation"),
        ("P004", "I509", "O", "indicators[14].name"),
        ("P004", "N601", "F", "objective.achieved_result"),
        ("P005", "I507", "F", "indicators[2].deviation_explanation"),
        ("P006", "N601", "F", "objective.achieved_result"),
        ("P007", "I507", "F", "indicators[3].deviation_explanation"),
        ("P007", "I510", "F", "indicators[6].actual_value"),
    ],
)
def test_what_was_overlooked_in_the_published_forms_is_found_at_its_cell(
    code: str, finding: str, owner: str, field: str, filled: dict[str, dict[str, Verdict]]
) -> None:
    (found,) = [each for each in filled["futian-2021"][code].findings if each.code == finding]

    assert (owner, field) == (found.cured_by.value, found.field)


def test_a_form_with_every_kind_of_target_is_rated(filled: dict[str, dict[str, Verdict]]) -> None:
    assert "优" == filled["national-2020"]["WH2020-007"].figures["rating"]


# --- the wrong ones -------------------------------------------------------------------------------------------------


def _place(finding: Finding) -> str:
    return finding.field or finding.cell or finding.sheet


@pytest.mark.parametrize(("name", "file"), [(name, f"{file}.xlsx") for name, files in SETS.items() for file in files])
def test_every_wrong_form_gets_the_findings_it_earns_and_no_other(
    name: str, file: str, wrong: dict[str, dict[str, Verdict]]
) -> None:
    promised = _promised(f"{name}/wrong/expected.json")[file]
    verdict = wrong[name][file]

    assert sorted(map(tuple, promised["findings"])) == sorted((each.code, _place(each)) for each in verdict.findings)
    assert promised["status"] == verdict.status.value


@pytest.mark.parametrize("name", [each for each, files in SETS.items() if files])
def test_every_wrong_form_is_promised_a_verdict(name: str) -> None:
    assert list(_promised(f"{name}/wrong/expected.json")) == [f"{file}.xlsx" for file in SETS[name]]


# --- one project list, the same records -----------------------------------------------------------------------------


def test_the_project_list_gives_the_same_forms_as_the_records() -> None:
    plans = [
        {
            record.code: layout.plan(template, record)
            for record, template in roster.read_records(SAMPLES / LISTED / each)
        }
        for each in ("records", "roster.xlsx")
    ]

    assert list(plans[0]) == list(plans[1])
    assert plans[0] == plans[1]


# --- what is shipped is what is made --------------------------------------------------------------------------------


def _parts(content: bytes) -> dict[str, bytes] | bytes:
    """Return a package's parts: how they are packed is the compression library's, which differs between systems."""
    return packages.parts(content) if zipfile.is_zipfile(io.BytesIO(content)) else content


def test_the_shipped_workbooks_are_those_that_are_made_of_the_records() -> None:
    """Where this fails after the form was changed: python -m tests.make_samples."""
    made = dict(workbooks())
    shipped = {path.relative_to(SAMPLES).as_posix(): path.read_bytes() for path in SAMPLES.rglob("*.xlsx")}

    assert sorted(made) == sorted(shipped)
    assert [] == [each for each, content in made.items() if _parts(content) != _parts(shipped[each])]


def test_a_workbook_that_is_made_again_has_the_same_bytes() -> None:
    """What other libraries and edits of the package make; the writer's own workbooks are tested beside it."""
    changed = [each for each, (_, how) in FUTIAN.items() if callable(how)]

    def once() -> list[bytes]:
        return [project_list(SAMPLES / LISTED / "records"), *(wrong_workbook(LISTED, each) for each in changed)]

    assert once() == once()
