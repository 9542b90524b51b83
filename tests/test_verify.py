"""What the verifier says of returned files: each finding fires where it should, and not where it should not."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import openpyxl
import pytest

from tests import packages
from tests.conftest import ROOT
from tests.forms import NO_REGISTER, edited, good, judged, manifest_of, part, project, returned, workbook
from tests.libreoffice import recalculate, requires_libreoffice
from xlgen import checks, formula, layout, recompute, template, terms, writer
from xlgen import manifest as manifests
from xlgen.finding import Status
from xlgen.model import CellError, Content, Raw, Record
from xlgen.recompute import engine
from xlgen.verbs.verify import Register

if TYPE_CHECKING:
    from pathlib import Path

    from xlgen.verbs.verdict import Verdict

FORM = "项目支出绩效自评表"
ACTUAL, EXPLANATION = "indicators[0].actual_value", "indicators[0].deviation_explanation"  # 10台 of P003: F13, I13
MONEY = "funding.appropriation.actual_expenditure"
BUDGET = "funding.appropriation.final_budget"
PROGRESS = ("I510", "indicators[3].actual_value")  # 支付进度达标率 of P003 repeats the execution rate
NOTED = {
    "P002": [
        ("B404", "funding.total_funds.final_budget"),
        ("I506", "indicators[7].deviation_explanation"),
        ("N604", "indicators[2].target_value"),
    ]
}
"""What the samples are told of as they were published; the others that are accepted are told of nothing."""


def _codes(verdict: Verdict) -> list[tuple[str, str]]:
    return [(each.key, each.field) for each in verdict.findings]


@pytest.mark.parametrize(
    ("code", "changes", "findings"),
    [
        # V301: required and blank, or nothing but white space
        ("P003", {ACTUAL: None}, [("V301/number", ACTUAL)]),
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
        ("P003", {"indicators[5].actual_value": 44.99}, [("I507", "indicators[5].deviation_explanation")]),
        ("P003", {"indicators[5].actual_value": 180.0}, [("V304/share", "indicators[5].actual_value")]),
        ("P003", {"indicators[5].actual_value": 180.01}, [("I507", "indicators[5].deviation_explanation")]),
        (
            "P003",
            {"indicators[7].actual_value": 1.2},
            [("I507", "indicators[7].deviation_explanation"), ("V304/over", "indicators[7].actual_value")],
        ),
        ("P003", {"indicators[7].actual_value": 1.0}, []),
        # V306: an error value
        ("P003", {ACTUAL: CellError.DIVISION}, [("V306", ACTUAL)]),
        ("P003", {EXPLANATION: CellError.NOT_AVAILABLE}, [("V306", EXPLANATION)]),
        # B402: more spent than budgeted; with other money in it a question only
        ("P003", {MONEY: 39600.01}, [("B402", "funding.total_funds.actual_expenditure"), PROGRESS]),
        ("P003", {MONEY: 39600.0}, [PROGRESS]),
        (
            "P003",
            {MONEY: 39600.0, "funding.other_funds.actual_expenditure": 0.01},
            [("B402/other", "funding.total_funds.actual_expenditure"), PROGRESS],
        ),
        # B405: no budget, but spending
        (
            "P001",
            {MONEY: 1.0} | {f"indicators[{i}].deviation_explanation": "未发生" for i in range(8)},
            [
                ("B405", "funding.total_funds.actual_expenditure"),
                ("N601", "objective.achieved_result"),
                ("B404", "funding.total_funds.final_budget"),
            ],
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

    over = [("B402", "funding.total_funds.actual_expenditure"), ("V304/large", MONEY)]
    assert [*over, PROGRESS] == _codes(verdict)
    assert verdict.status is Status.SENT_BACK
    assert verdict.figures["execution_score"] == 10


def test_a_score_above_its_maximum_shows_in_the_self_check() -> None:
    """I503 cannot come of our own formulas, which cap; it shows where somebody wrote over one."""
    manifest = manifest_of("P003")
    contents = good("P003") | {"indicators[0].score": 15.0}
    given = recompute.evaluate(manifest.plan.shape, [contents])[0]
    keys = {line.field: given[line.field] for line in manifest.plan.shape.lines}

    assert ["I503"] == [key for key in keys.values() if key]


def test_a_space_in_optional_money_does_not_hide_the_total() -> None:
    shape = manifest_of("P003").plan.shape
    contents = good("P003") | {"funding.carryover.actual_expenditure": " \u3000"}

    given = recompute.evaluate(shape, [contents])[0]

    assert given["total_score"] == 99.49
    assert {""} == {given[line.field] for line in shape.lines}


@pytest.mark.parametrize("white", [" ", "\u3000", "\n", "\r\n", "\t", "\xa0", " \u3000\n"])
def test_the_workbook_and_the_verifier_take_the_same_for_blank(white: str, tmp_path: Path) -> None:
    changes: dict[str, Content] = {
        "objective.achieved_result": white,
        ACTUAL: 9.0,
        EXPLANATION: white,
        "funding.carryover.actual_expenditure": white,
    }
    shape = manifest_of("P003").plan.shape
    live = recompute.evaluate(shape, [good("P003") | changes])[0]

    said = {str(live[line.field]) for line in shape.lines} - {""}

    assert {"V301", "I505"} == said
    assert said == {each.key for each in judged(workbook("P003", changes), tmp_path).findings}


def test_a_share_far_above_a_small_target_is_none_of_our_business() -> None:
    """60 % growth against a target of 1 % is good news, not 60 written for 60 %."""
    chain = checks.chain(checks.number(checks.SHARE, required=True))
    places = {"value": (formula.Area.cell("", 0, 0),), "target_value": (formula.Area.cell("", 1, 0),)}
    text, areas = formula.slotted(formula.bind(formula.parse_rule(chain), places))
    columns = {0: [[0.6], [1.0], [60.0]], 1: [[0.01], [0.01], [0.9]]}

    found = engine.evaluate(text, [columns[area.top] for area in areas], 3)

    assert ["", "V304/share", "V304/share"] == found


# --- formulas and stored values -------------------------------------------------------------------------------------


def _form(code: str, pattern: str, replacement: str) -> bytes:
    return edited(workbook(code), part(manifest_of(code).plan.shape, FORM), pattern, replacement)


def test_a_number_over_a_formula_is_c201_with_the_figures_it_reaches(tmp_path: Path) -> None:
    verdict = judged(_form("P003", r'(<c r="H13"[^>]*>)<f>[^<]*</f><v>10</v>', r"\g<1><v>15</v>"), tmp_path)

    first = verdict.findings[0]
    assert ("C201", "H13", 15.0, ("total_score",)) == (first.key, first.cell, first.found, first.affects)
    assert Decimal("99.49") == verdict.figures["total_score"]
    wrong, stop, remedy = terms.SENTENCES["C201"].partition("。")
    said = f"现为 15。{wrong}（按公式应为 10）{stop}{remedy}影响：总分·得分。"
    assert first.message == f"“购置办公设备数量·得分”（H13）{said}"


def test_a_total_that_adds_up_a_number_over_a_formula_is_told_as_it_is_shown_and_as_it_should_be(
    tmp_path: Path,
) -> None:
    """Who holds the report against the stamped paper reads there what the paper shows: 15 of 10 points, so 104.49."""
    book = _form("P003", r'(<c r="H13"[^>]*>)<f>[^<]*</f><v>10</v>', r"\g<1><v>15</v>")
    shape = manifest_of("P003").plan.shape
    verdict = judged(edited(book, part(shape, FORM), r"<v>99\.49</v>", "<v>104.49</v>"), tmp_path)

    (found,) = [each for each in verdict.findings if each.code == "C201"]
    assert "影响：总分·得分（表上显示 104.49，按公式应为 99.49）。" in found.message


def test_the_number_that_a_formula_gives_in_its_place_is_told_as_such(tmp_path: Path) -> None:
    verdict = judged(_form("P003", r'(<c r="H13"[^>]*>)<f>[^<]*</f>', r"\g<1>"), tmp_path)

    assert ["C201"] == [each.code for each in verdict.findings]
    assert "（数值与按公式算出的相同）" in verdict.findings[0].message


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


def test_where_the_workbook_computes_only_when_told_to_a_wrong_result_is_a_question(tmp_path: Path) -> None:
    content = _form("P003", r'(<c r="H21"[^>]*><f>[^<]*</f>)<v>99.49</v>', r"\g<1><v>100</v>")
    manual = edited(content, "xl/workbook.xml", "<calcPr ", '<calcPr calcMode="manual" ')

    verdict = judged(manual, tmp_path)

    assert [("C203", "total_score")] == _codes(verdict)
    assert verdict.status is Status.FLAGGED


def test_one_forged_result_among_stale_ones_is_the_only_one_told(tmp_path: Path) -> None:
    manifest = manifest_of("P003")
    stale = recompute.evaluate(manifest.plan.shape, [recompute.issued_contents(manifest.plan)])[0]

    verdict = judged(writer.write(manifest, good("P003") | stale | {"total_score": 100.0}), tmp_path)

    assert [("C203", "total_score")] == _codes(verdict)


def test_no_stored_result_is_c204_and_no_error(tmp_path: Path) -> None:
    verdict = judged(_form("P003", r'(<c r="H21"[^>]*><f>[^<]*</f>)<v>99.49</v>', r"\g<1>"), tmp_path)

    assert [("C204", "")] == _codes(verdict)
    assert verdict.status is Status.ACCEPTED


def test_results_still_as_issued_are_c204(tmp_path: Path) -> None:
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


def test_true_in_an_issued_cell_is_not_the_1_that_was_issued(tmp_path: Path) -> None:
    """TRUE and 1 are equal to Python: what follows from one must not be taken for what follows from the other."""
    form = template.load(ROOT / "templates" / "national-project-2020.toml")
    record = project(*[("≥1台", Decimal(1))] * 50)  # 50 indicators of a point each

    whole = judged(returned(form, record), tmp_path)
    changed = judged(returned(form, record, {"indicators[0].max_score": True}), tmp_path)

    assert {"S107"} == {each.code for each in changed.findings} - {each.code for each in whole.findings}
    assert "indicators[0].max_score" in [each.field for each in changed.findings if each.code == "S107"]
    assert Decimal(100) == changed.figures["total_score"]


def test_a_label_that_was_changed_is_s107_at_its_cell(tmp_path: Path) -> None:
    content = edited(workbook("P003"), "xl/sharedStrings.xml", "<t>全年预算数</t>", "<t>全年执行数</t>")

    verdict = judged(content, tmp_path)

    assert [("S107", "E5", "全年执行数", "全年预算数")] == [
        (each.key, each.cell, each.found, each.expected) for each in verdict.findings
    ]


@requires_libreoffice
@pytest.mark.parametrize("hard", [True, False])
def test_a_form_that_libreoffice_saved_again_is_accepted(*, hard: bool, filled: Path, tmp_path: Path) -> None:
    paths = recalculate(sorted(filled.glob("P00[238]*.xlsx")), tmp_path, hard=hard)

    for path in paths:
        verdict = judged(path.read_bytes(), tmp_path)
        assert verdict.status is Status.ACCEPTED
        assert NOTED.get(path.name[:4], []) == _codes(verdict), path.name


@pytest.mark.parametrize(
    ("folder", "code", "others"),
    [
        ("filled", "P002", {"B404", "I506", "N604"}),
        ("filled", "P003", set()),
        ("issued", "P003", {"V301", "V301/number"}),
    ],
)
def test_a_form_that_openpyxl_saved_again_has_lost_its_results_and_is_no_fault(
    folder: str, code: str, others: set[str], request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    path = next(request.getfixturevalue(folder).glob(f"{code}*.xlsx"))
    openpyxl.load_workbook(path).save(tmp_path / "again.xlsx")

    verdict = judged((tmp_path / "again.xlsx").read_bytes(), tmp_path)

    assert {"C204"} | others == {each.key for each in verdict.findings}


def test_a_missing_figure_without_an_error_is_c205_and_never_a_pass(tmp_path: Path) -> None:
    honest = manifest_of("P003")
    plan = layout.Plan(
        shape=honest.plan.shape, issued=dict(honest.plan.issued) | {"indicators[0].max_score": Raw("十")}
    )
    odd = replace(honest, plan=plan)
    contents = recompute.issued_contents(plan) | {
        field: content for field, content in good("P003").items() if field not in plan.issued
    }
    contents |= recompute.evaluate(plan.shape, [contents])[0]

    verdict = judged(writer.write(odd, contents), tmp_path)

    assert [("C205", "total_max_score"), ("C205", "total_score")] == sorted(_codes(verdict))
    assert verdict.status is Status.UNVERIFIABLE


# --- is it our form ---------------------------------------------------------------------------------------------------


def _manifest_part(code: str) -> str:
    return f"xl/worksheets/sheet{len(manifest_of(code).plan.shape.sheets) + 1}.xml"


def test_a_workbook_without_manifest_is_s101(tmp_path: Path) -> None:
    content = edited(workbook("P003"), "xl/workbook.xml", r'name="xlgen"', 'name="Sheet9"')

    assert [("S101/copied", "")] == _codes(judged(content, tmp_path))


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
    text = (ROOT / "templates" / softer.name).read_text("utf-8")
    softer.write_text(f'{text}\n[scoring.methods]\n"≥" = "above"\n', "utf-8")
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


def test_a_definition_of_the_same_version_that_gives_another_plan_is_s102(tmp_path: Path) -> None:
    """Our definition was edited without a new version, or the file claims a definition that it was not made from."""
    text = (ROOT / "templates" / "futian-project-2021.toml").read_text("utf-8")
    (tmp_path / "futian-project-2021.toml").write_text(f"{text}\n[scoring]\ndigits = 1\n", "utf-8")
    edited_form = template.load(tmp_path / "futian-project-2021.toml")

    verdict = judged(workbook("P003"), tmp_path, Register({edited_form.id: edited_form}, {}))

    assert [("S102", "")] == _codes(verdict)
    assert verdict.status is Status.UNVERIFIABLE


def test_without_the_form_sheet_nothing_is_judged(tmp_path: Path) -> None:
    content = packages.without_sheet(workbook("P003"), 1, FORM)

    verdict = judged(content, tmp_path)

    assert [("S104", "")] == _codes(verdict)
    assert {None} == set(verdict.figures.values())
    assert verdict.rules["skipped"] > 10


def test_a_deleted_form_sheet_is_told_once_and_not_with_all_that_follows(filled: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(next(filled.glob("P003*.xlsx")))
    del book[FORM]
    for row in book["填报自查"].iter_rows():
        for cell in row:
            if isinstance(cell.value, str) and FORM in cell.value:
                cell.value = "=#REF!"
    book.save(tmp_path / "deleted.xlsx")

    assert [("S104", "")] == _codes(judged((tmp_path / "deleted.xlsx").read_bytes(), tmp_path))


def test_a_missing_guide_is_a_warning(tmp_path: Path) -> None:
    content = packages.without_sheet(workbook("P003"), 0, "填报说明")

    verdict = judged(content, tmp_path)

    assert [("S104", "")] == _codes(verdict)
    assert verdict.status is Status.FLAGGED
