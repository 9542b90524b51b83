"""One mistake is told once, with what follows from it; a mistake of its own is never folded away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import ROOT
from tests.forms import good, judged, manifest_of, workbook
from xlgen import recompute, writer

if TYPE_CHECKING:
    from pathlib import Path

    from xlgen.model import Content
    from xlgen.verbs.verdict import Verdict

SPENT = "funding.appropriation.actual_expenditure"
BUDGET = "funding.appropriation.final_budget"


def _told(verdict: Verdict) -> dict[str, list[str]]:
    """Return what is told on its own, each as code and field, with the codes of what follows from it."""
    names = [f"{each.code} {each.field}" for each in verdict.findings]
    return {
        name: [verdict.findings[follower].code for follower, root in sorted(verdict.follows.items()) if root == place]
        for place, name in enumerate(names)
        if place not in verdict.follows
    }


def _filled(folder: Path, changes: dict[str, Content], code: str = "P003") -> Verdict:
    return judged(workbook(code, changes), folder)


# --- cells without a proper value ---------------------------------------------------------------------------------


def test_an_amount_that_is_missing_is_one_mistake_though_three_checks_stumble_over_it(tmp_path: Path) -> None:
    verdict = _filled(tmp_path, {SPENT: None})

    assert {f"V301 {SPENT}": ["B403", "I511", "I510"]} == _told(verdict)
    findings: Any = verdict.to_json()["findings"]
    root, *others = findings
    assert [1, 2, 3] == root["consequences"]
    assert [0, 0, 0] == [each["follows"] for each in others]
    assert "sent-back" == verdict.status.value


def test_a_mistake_elsewhere_is_told_beside_a_missing_amount(tmp_path: Path) -> None:
    """Half of what was to be done in time was: that has nothing to do with the money."""
    verdict = _filled(tmp_path, {SPENT: None, "indicators[2].actual_value": 0.5})

    told = _told(verdict)
    assert {"I505 indicators[2].deviation_explanation", f"V301 {SPENT}"} == set(told)
    assert [] == told["I505 indicators[2].deviation_explanation"]


def test_scores_far_above_a_rate_that_a_missing_amount_leaves_at_nothing_follow_from_it(tmp_path: Path) -> None:
    """Nothing spent of 39,600 and 82.5 of 90 points: with any amount that may have been meant there is no such gap."""
    told = _told(_filled(tmp_path, {SPENT: None, "indicators[2].actual_value": 0.5}))

    assert "N610" in told[f"V301 {SPENT}"]


def test_scores_far_above_the_rate_beside_a_mistake_elsewhere_stand_on_their_own(tmp_path: Path) -> None:
    told = _told(_filled(tmp_path, {SPENT: 15_000.0, "indicators[0].deviation_explanation": "#N/A"}))

    assert [] == told["N610 execution_rate"]


def test_a_progress_that_no_amount_explains_is_told_beside_a_missing_amount(tmp_path: Path) -> None:
    """The progress of 94.93 % is that of some amount; one of 150 % is of none within the budget."""
    verdict = _filled(tmp_path, {SPENT: None, "indicators[3].actual_value": 1.5})

    assert "I510 indicators[3].actual_value" in _told(verdict)


def test_two_cells_without_a_value_are_two_mistakes(tmp_path: Path) -> None:
    verdict = _filled(tmp_path, {SPENT: None, "indicators[0].actual_value": None})

    assert {f"V301 {SPENT}", "V301 indicators[0].actual_value"} == set(_told(verdict))


@pytest.mark.parametrize("text", ["约三万", "≥37592", "完成", "已支付37592元整，下余退回"])
def test_a_text_in_one_amount_is_one_mistake_whatever_sums_it_stands_in(text: str, tmp_path: Path) -> None:
    """Behind the amount stand its line, the total, the rate, its points and the total score."""
    assert [f"V302 {SPENT}"] == list(_told(_filled(tmp_path, {SPENT: text})))


LUQUAN = ROOT / "samples" / "luquan-department-2022" / "records"


def test_a_text_in_a_total_that_the_unit_fills_in_is_one_mistake(tmp_path: Path) -> None:
    """In this form three shares and two rates of growth follow from the sums of income and expenditure."""
    manifest = manifest_of("LQ001", LUQUAN)
    contents = good("LQ001", LUQUAN)

    def told(changes: dict[str, Content]) -> dict[str, list[str]]:
        own = contents | changes
        made = writer.write(manifest, own | recompute.evaluate(manifest.plan.shape, [own])[0])
        return _told(judged(made, tmp_path))

    before, after = told({}), told({"tables.expenditure.all.amount": "约四千万元"})

    assert "V302 tables.expenditure.all.amount" in after
    new = {each for each in after if each not in before}
    assert {"V302 tables.expenditure.all.amount"} == new


# --- shown values -------------------------------------------------------------------------------------------------


def _shown(folder: Path, **forged: float) -> Verdict:
    """Return the verdict of P003 whose formulas are ours and show other results; `_` stands for `indicators[…].`."""
    manifest, contents = manifest_of("P003"), good("P003")
    results = recompute.evaluate(manifest.plan.shape, [contents])[0]
    given = {
        "total_score" if key == "total" else f"indicators[{key[1:]}].score": value for key, value in forged.items()
    }
    return judged(writer.write(manifest, contents | results | given), folder)


def test_a_total_that_adds_up_a_wrong_score_follows_from_it(tmp_path: Path) -> None:
    """12 shown where 10 is right, and 2 more in the total: 101.49."""
    assert {"C203 indicators[0].score": ["C203"]} == _told(_shown(tmp_path, s0=12.0, total=101.49))


def test_a_total_that_is_wrong_in_another_way_too_stands_on_its_own(tmp_path: Path) -> None:
    told = _told(_shown(tmp_path, s0=12.0, total=102.49))

    assert {"C203 indicators[0].score", "C203 total_score"} == set(told)


def test_two_wrong_scores_are_two_mistakes_and_the_total_one_of_neither(tmp_path: Path) -> None:
    told = _told(_shown(tmp_path, s0=12.0, s1=11.0, total=102.49))

    assert {"C203 indicators[0].score", "C203 indicators[1].score"} == set(told)
    assert 1 == sum(len(each) for each in told.values())


def test_a_wrong_total_alone_is_its_own_mistake(tmp_path: Path) -> None:
    assert {"C203 total_score": []} == _told(_shown(tmp_path, total=100.0))


# --- no budget ----------------------------------------------------------------------------------------------------


def test_six_scores_that_no_budget_left_unexplained_are_one_mistake(tmp_path: Path) -> None:
    """P001: its budget was cut to 0, nothing was done, and none of the six indicators says so."""
    told = _told(_filled(tmp_path, {}, "P001"))

    assert ["I505"] * 5 == told["I505 indicators[0].deviation_explanation"]
    assert 1 == sum(each.startswith("I505") for each in told)


def test_an_indicator_of_which_half_was_done_is_told_beside_them(tmp_path: Path) -> None:
    manifest = manifest_of("P001")
    target = recompute.issued_contents(manifest.plan)["indicators[1].target_value"]
    assert isinstance(target, float)

    told = _told(_filled(tmp_path, {"indicators[1].actual_value": target / 2}, "P001"))

    assert "I505 indicators[1].deviation_explanation" in told
    assert 4 == len(told["I505 indicators[0].deviation_explanation"])


def test_scores_that_are_unexplained_with_money_at_hand_are_each_a_mistake(tmp_path: Path) -> None:
    verdict = _filled(tmp_path, {f"indicators[{number}].actual_value": 0.0 for number in (0, 1)})

    assert 2 == sum(each.startswith("I505") for each in _told(verdict))
