"""What forms show where rules meet: small fillings by hand of the forms that the three ways are compared on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.issued import ROWS, issued_forms
from xlgen import recompute

if TYPE_CHECKING:
    from xlgen.recompute import Contents


def row(index: int, key: str) -> str:
    """Return the field of an indicator."""
    return f"indicators[{index}].{key}"


def filled(form_name: str, contents: Contents) -> tuple[Contents, Contents]:
    """Return what a form shows with these contents beside those issued, and the key of each line by its field."""
    form = next(each for each in issued_forms() if each.name == form_name)
    given = recompute.issued_contents(form.manifest.plan) | contents
    (found,) = recompute.evaluate(form.shape, [given])
    return found, {field: found[f"self_check[{index}].key"] for index, field in enumerate(form.lines)}


def test_a_proposed_sign_counts_with_spaces_around_it_as_the_self_check_lets_it_pass() -> None:
    contents: Contents = {row(4, "direction"): " ≥ ", row(4, "target_value"): 2.0, row(4, "actual_value"): 1.0}
    found, keys = filled("national-project-2020 (proposed)", contents)
    assert keys[row(4, "direction")] == ""
    assert found[row(4, "score")] == 2.0


def full_marks(form_name: str) -> Contents:
    """Return what gives a form all its points, the money spent as planned; signs that are proposed are ≥."""
    form = next(each for each in issued_forms() if each.name == form_name)
    contents: Contents = dict(recompute.issued_contents(form.manifest.plan))
    contents["funding.appropriation.actual_expenditure"] = 325.5
    for each in form.description.indicators:
        if each.kind == "proposed":
            contents |= {f"{each.path}.direction": "≥", f"{each.path}.target_value": 2.0}
        target = contents[f"{each.path}.target_value"]
        beyond = {">": 1.1, "<": 0.5}.get(each.kind, 1.0)
        achieved = target * beyond + (each.kind == ">") if isinstance(target, float) else float(each.low)
        contents[f"{each.path}.actual_value"] = each.choices[0] if each.choices else achieved
        if each.person_decides and not each.child:
            contents[f"{each.path}.score"] = contents[f"{each.path}.max_score"]
    return contents


def test_a_rating_is_compared_where_one_is_stated() -> None:
    for stated, expected in ((None, ""), (" ", ""), ("优", ""), (" 优 ", ""), ("良", "I512")):
        found, keys = filled("capped (issued)", full_marks("capped (issued)") | {"stated.rating": stated})
        assert found["rating"] == "优"
        assert expected == keys["stated.rating"], stated


def test_a_total_stated_alone_is_compared_with_ours() -> None:
    """Of the form `typed-totals` the unit states a total and scores, but not the score of the execution rate."""
    contents = full_marks("typed-totals (issued)")
    for column in ("original_budget", "final_budget", "actual_expenditure"):
        contents[f"funding.total_funds.{column}"] = 325.5
    for stated, expected in ((100.0, ""), (99.0, ""), (98.99, "I513"), (None, "")):
        found, keys = filled("typed-totals (issued)", contents | {"stated.total_score": stated})
        assert found["total_score"] == 100.0
        assert expected == keys["stated.total_score"], stated


def test_a_total_that_the_execution_rate_may_cap_is_held_against_ours_and_no_sum() -> None:
    contents = full_marks("capped (issued)") | {"stated.execution_score": 5.0}
    for stated, expected in ((100.0, ""), (50.0, "I513")):
        _, keys = filled("capped (issued)", contents | {"stated.total_score": stated})
        assert expected == keys["stated.total_score"]


def test_points_that_add_up_stay_right_where_a_budget_of_0_takes_those_of_the_execution_rate_away() -> None:
    money = {f"funding.{line}.final_budget": 0.0 for line in ("appropriation", "carryover", "other_funds")}
    points = {row(index, "max_score"): float(each[4]) for index, each in enumerate(ROWS)}
    for most, expected in ((4.0, ""), (5.0, "I501")):
        found, keys = filled("capped (proposed)", {**money, **points, row(0, "max_score"): most})
        assert found["funding.total_funds.max_score"] == 0.0
        assert found["total_max_score"] == 86.0 + most
        assert expected == keys["total_max_score"]


def test_a_result_copied_from_the_objective_is_told_before_a_placeholder_within_it() -> None:
    text = "年内完成平台升级，服务群众……万人次。"
    contents: Contents = {"objective.expected_result": text, "objective.achieved_result": f" {text}"}
    _, keys = filled("national-project-2020 (proposed)", contents)
    assert keys["objective.achieved_result"] == "N601"
    assert keys["objective.expected_result"] == "V309/within"


def test_a_score_that_is_cut_off_stays_below_the_maximum_by_the_last_cent() -> None:
    """One cent of 325.5 万元 (3,255,000 yuan) is left: 10 × 0.999999997 is 9.9 and not 10."""
    contents: Contents = {
        "funding.appropriation.final_budget": 325.5,
        "funding.appropriation.actual_expenditure": 325.499999,
    }
    found, _ = filled("one-decimal (proposed)", contents)
    assert found["execution_score"] == 9.9


def test_a_score_that_is_cut_off_loses_nothing_to_binary_fractions() -> None:
    """At 1.93 times its target a linear indicator has 7 % of its points: 10 × (1 − 0.93) is 0.7 and not 0.6."""
    contents: Contents = {row(10, "actual_value"): 9.65, row(10, "max_score"): 10.0}
    found, _ = filled("one-decimal (issued)", contents)
    assert found[row(10, "score")] == 0.7


def test_an_achievement_too_far_from_its_target_for_a_cell_breaks_no_line() -> None:
    contents: Contents = {row(0, "target_value"): 9.99e307, row(0, "actual_value"): -9.99e307}
    found, keys = filled("national-project-2020 (issued)", contents)
    assert found[row(0, "score")] == 0.0
    assert keys[row(0, "deviation_explanation")] == "I505"


def test_a_target_that_may_be_corrected_may_not_be_taken_away() -> None:
    """Without it the total is open, and the form must not say that nothing is left to do."""
    contents = full_marks("typed-totals (issued)")
    totals: Contents = {
        f"funding.total_funds.{each}": 325.5 for each in ("original_budget", "final_budget", "actual_expenditure")
    }
    found, keys = filled("typed-totals (issued)", contents | totals | {row(3, "target_value"): None})
    assert keys[row(3, "target_value")] == "V301"
    assert found["total_score"] == ""
