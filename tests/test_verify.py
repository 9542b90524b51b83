"""What the verifier says of returned files: each finding fires where it should, and not where it should not."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tests.forms import NO_REGISTER, edited, good, judged, manifest_of, part, workbook
from xlgen import manifest as manifests
from xlgen import template, writer
from xlgen.finding import Status
from xlgen.model import CellError, Content
from xlgen.verbs.verify import Register, Verdict

FORM = "项目支出绩效自评表"
ACTUAL, EXPLANATION = "indicators[0].actual_value", "indicators[0].deviation_explanation"  # 10台 of P003: F13, I13
MONEY = "funding.appropriation.actual_expenditure"
BUDGET = "funding.appropriation.final_budget"


def _codes(verdict: Verdict) -> list[tuple[str, str]]:
    return [(each.key, each.field) for each in verdict.findings]


@pytest.mark.parametrize(
    ("code", "changes", "findings"),
    [
        # V301: required and blank, or nothing but white space
        ("P003", {ACTUAL: None}, [("V301", ACTUAL)]),
        ("P003", {"objective.achieved_result": " \u3000 "}, [("V301", "objective.achieved_result")]),
        ("P003", {"funding.carryover.actual_expenditure": None}, []),
        ("P003", {"project.implementing_agency": None}, []),
        # V302: no number, or another unit
        ("P003", {ACTUAL: "完成"}, [("V302", ACTUAL)]),
        ("P003", {ACTUAL: "≥10台"}, [("V302", ACTUAL)]),
        ("P003", {ACTUAL: "95分"}, [("V302", ACTUAL)]),
        ("P003", {ACTUAL: True}, [("V302", ACTUAL)]),
        # V303: reads as a number; the number read is used
        ("P003", {ACTUAL: "１０ 台"}, [("V303", ACTUAL)]),
        ("P003", {MONEY: "37,592.00元"}, [("V303", MONEY)]),
        # V304: negative money; 95 for 95 %, at its bounds; a rate over 100 %
        (
            "P003",
            {"funding.carryover.actual_expenditure": -0.01},
            [("V304/money", "funding.carryover.actual_expenditure")],
        ),
        ("P003", {"funding.carryover.actual_expenditure": 0.0}, []),
        ("P003", {"indicators[5].actual_value": 90.0}, [("V304/share", "indicators[5].actual_value")]),
        ("P003", {"indicators[5].actual_value": 45.0}, [("V304/share", "indicators[5].actual_value")]),
        ("P003", {"indicators[5].actual_value": 44.99}, []),
        ("P003", {"indicators[5].actual_value": 180.0}, [("V304/share", "indicators[5].actual_value")]),
        ("P003", {"indicators[5].actual_value": 180.01}, []),
        ("P003", {"indicators[7].actual_value": 1.2}, [("V304/over", "indicators[7].actual_value")]),
        ("P003", {"indicators[7].actual_value": 1.0}, []),
        # V306: an error value
        ("P003", {ACTUAL: CellError.DIVISION}, [("V306", ACTUAL)]),
        ("P003", {EXPLANATION: CellError.NOT_AVAILABLE}, [("V306", EXPLANATION)]),
        # B402: more spent than budgeted; with other money in it a question only
        ("P003", {MONEY: 39600.01}, [("B402", "funding.total_funds.actual_expenditure")]),
        ("P003", {MONEY: 39600.0}, []),
        (
            "P003",
            {MONEY: 39600.0, "funding.other_funds.actual_expenditure": 0.01},
            [("B402/other", "funding.total_funds.actual_expenditure")],
        ),
        # B405: no budget, but spending
        (
            "P001",
            {MONEY: 1.0} | {f"indicators[{i}].deviation_explanation": "未发生" for i in range(8)},
            [("B405", "funding.total_funds.actual_expenditure")],
        ),
        # I505: below the maximum without a word
        ("P003", {ACTUAL: 9.0}, [("I505", EXPLANATION)]),
        ("P003", {ACTUAL: 9.0, EXPLANATION: "\u3000"}, [("I505", EXPLANATION)]),
        ("P003", {ACTUAL: 9.0, EXPLANATION: "一台延迟到货"}, []),
    ],
)
def test_a_filling_gets_the_findings_it_earns_and_no_other(
    code: str, changes: dict[str, Content], findings: list[tuple[str, str]], tmp_path: Path
) -> None:
    assert findings == _codes(judged(workbook(code, changes), tmp_path))


def test_an_honest_form_is_accepted(tmp_path: Path) -> None:
    verdict = judged(workbook("P003"), tmp_path)

    assert verdict.status is Status.ACCEPTED
    assert verdict.figures == {
        "execution_rate": Decimal("0.9493"),
        "execution_score": Decimal("9.49"),
        "total_max_score": Decimal(100),
        "total_score": Decimal("99.49"),
        "rating": None,
    }


def test_a_number_written_as_text_counts_as_the_number(tmp_path: Path) -> None:
    verdict = judged(workbook("P003", {ACTUAL: "１０台", "indicators[7].actual_value": "98%"}), tmp_path)

    assert verdict.status is Status.FLAGGED
    assert Decimal("99.49") == verdict.figures["total_score"]


def test_what_cannot_be_computed_is_no_figure_and_never_0(tmp_path: Path) -> None:
    verdict = judged(workbook("P003", {ACTUAL: "完成"}), tmp_path)

    assert (None, Decimal("9.49")) == (verdict.figures["total_score"], verdict.figures["execution_score"])
    assert ("total_score",) == verdict.findings[0].affects


def test_an_enormous_figure_is_shown_and_not_a_fault_of_ours(tmp_path: Path) -> None:
    verdict = judged(workbook("P003", {MONEY: 9.99e307}), tmp_path)

    assert [("B402", "funding.total_funds.actual_expenditure")] == _codes(verdict)
    assert verdict.status is Status.SENT_BACK
    assert verdict.figures["execution_score"] == 10


def test_a_score_above_its_maximum_shows_in_the_self_check() -> None:
    """I503 cannot come of our own formulas, which cap; it shows where somebody wrote over one."""
    from xlgen import recompute  # noqa: PLC0415 - used here alone

    manifest = manifest_of("P003")
    contents = good("P003") | {"indicators[0].score": 15.0}
    given = recompute.evaluate(manifest.plan.shape, [contents])[0]
    keys = {line.field: given[line.field] for line in manifest.plan.shape.lines}

    assert ["I503"] == [key for key in keys.values() if key]


# --- formulas and stored values -------------------------------------------------------------------------------------


def _form(code: str, pattern: str, replacement: str) -> bytes:
    return edited(workbook(code), part(manifest_of(code).plan.shape, FORM), pattern, replacement)


def test_a_number_over_a_formula_is_c201_with_the_figures_it_reaches(tmp_path: Path) -> None:
    verdict = judged(_form("P003", r'(<c r="H13"[^>]*>)<f>[^<]*</f><v>10</v>', r"\g<1><v>15</v>"), tmp_path)

    first = verdict.findings[0]
    assert ("C201", "H13", 15.0, ("total_score",)) == (first.key, first.cell, first.found, first.affects)
    assert Decimal("99.49") == verdict.figures["total_score"]


def test_another_formula_is_c202(tmp_path: Path) -> None:
    verdict = judged(_form("P003", r'(<c r="I6"[^>]*><f>.*?),2\)', r"\g<1>,1)"), tmp_path)

    assert ("C202", "execution_score") == _codes(verdict)[0]
    assert Decimal("9.49") == verdict.figures["execution_score"]


def test_another_spelling_of_our_formula_is_none(tmp_path: Path) -> None:
    verdict = judged(_form("P003", r'(<c r="H6"[^>]*><f>)IF\(', r"\g<1>  if( "), tmp_path)

    assert [] == _codes(verdict)


def test_a_forged_result_with_the_formula_whole_is_c203(tmp_path: Path) -> None:
    verdict = judged(_form("P003", r'(<c r="H21"[^>]*><f>[^<]*</f>)<v>99.49</v>', r"\g<1><v>100</v>"), tmp_path)

    first = verdict.findings[0]
    assert ("C203", "H21", 100.0, 99.49) == (first.key, first.cell, first.found, first.expected)
    assert "现为 100，应为 99.49" in first.message


def test_no_stored_result_is_c204_and_no_error(tmp_path: Path) -> None:
    verdict = judged(_form("P003", r'(<c r="H21"[^>]*><f>[^<]*</f>)<v>99.49</v>', r"\g<1>"), tmp_path)

    assert [("C204", "")] == _codes(verdict)
    assert verdict.status is Status.ACCEPTED


def test_results_still_as_issued_are_c204(tmp_path: Path) -> None:
    from xlgen import recompute  # noqa: PLC0415 - used here alone

    manifest = manifest_of("P003")
    issued = recompute.issued_contents(manifest.plan)
    stale = recompute.evaluate(manifest.plan.shape, [issued])[0]

    verdict = judged(writer.write(manifest, good("P003") | stale), tmp_path)

    assert [("C204", "")] == _codes(verdict)
    assert Decimal("99.49") == verdict.figures["total_score"]


def test_an_issued_target_that_was_changed_is_s107_and_does_not_count(tmp_path: Path) -> None:
    verdict = judged(_form("P003", r'(<c r="E13"[^>]*>)<v>10</v>', r"\g<1><v>5</v>"), tmp_path)

    assert ("S107", "indicators[0].target_value") == _codes(verdict)[0]
    assert (5.0, 10.0) == (verdict.findings[0].found, verdict.findings[0].expected)


# --- is it our form ---------------------------------------------------------------------------------------------------


def _manifest_part(code: str) -> str:
    return f"xl/worksheets/sheet{len(manifest_of(code).plan.shape.sheets) + 1}.xml"


def test_a_workbook_without_manifest_is_s101(tmp_path: Path) -> None:
    content = edited(workbook("P003"), "xl/workbook.xml", r'name="xlgen"', 'name="Sheet9"')

    assert [("S101", "")] == _codes(judged(content, tmp_path))


def test_a_changed_manifest_is_s103(tmp_path: Path) -> None:
    content = edited(
        workbook("P003"), "xl/sharedStrings.xml", "<t>futian-project-2021</t>", "<t>futian-project-2022</t>"
    )

    assert [("S103", "")] == _codes(judged(content, tmp_path))


def test_a_manifest_of_a_later_release_is_s102_and_unverifiable() -> None:
    manifest = manifest_of("P003")
    rows = manifests.to_rows(manifest)
    rows[1][1] = str(manifests.FORMAT + 1)

    found = manifests.from_rows(rows)

    assert manifests.Broken("S102") == found


def test_the_ledger_decides_whether_this_was_issued(tmp_path: Path) -> None:
    manifest = manifest_of("P003")
    content = workbook("P003")
    ours = Register({}, {"P003": frozenset({manifest.digest})})
    another = Register({}, {"P003": frozenset({"0" * 64})})

    assert judged(content, tmp_path, ours).trust == "ledger"
    assert [("S103", "")] == _codes(judged(content, tmp_path, another))
    assert judged(content, tmp_path, NO_REGISTER).trust == "digest-only"


def test_a_frozen_plan_that_the_forms_definition_does_not_give_is_s103(tmp_path: Path) -> None:
    """Somebody made a manifest of their own, digest and all, with another rule under our form's name."""
    honest = manifest_of("P003")
    softer = tmp_path / "futian-project-2021.toml"
    text = (Path(__file__).parent.parent / "templates" / softer.name).read_text("utf-8")
    softer.write_text(text.replace('"≥" = "at-least"', '"≥" = "not-applicable"'), "utf-8")
    from xlgen import layout  # noqa: PLC0415 - used here alone
    from xlgen.model import Record  # noqa: PLC0415 - the same

    record = Record(template=honest.template, fiscal_year=2021, values=honest.plan.issued, indicator_count=8)
    forged = manifests.Manifest(
        template=honest.template,
        template_version=honest.template_version,
        template_sha256=honest.template_sha256,
        fiscal_year=2021,
        plan=layout.plan(template.load(softer), record),
    )
    content = writer.write(forged, {})

    verdict = judged(content, tmp_path, Register(template.library(), {}))

    assert [("S103", "")] == _codes(verdict)


def test_without_the_form_sheet_nothing_is_judged(tmp_path: Path) -> None:
    content = edited(workbook("P003"), "xl/workbook.xml", f'<sheet name="{FORM}"', '<sheet name="别的"')

    verdict = judged(content, tmp_path)

    assert [("S104", "")] == _codes(verdict)
    assert {None} == set(verdict.figures.values())


def test_a_missing_guide_is_a_warning(tmp_path: Path) -> None:
    content = edited(workbook("P003"), "xl/workbook.xml", '<sheet name="填报说明"', '<sheet name="别的"')

    assert judged(content, tmp_path).status is Status.FLAGGED
