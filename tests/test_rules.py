"""Every rule and every check is total: no content of its cells makes it fail."""

from __future__ import annotations

import pytest

from xlgen import checks, formula, scoring
from xlgen.model import CellError
from xlgen.recompute import engine, proof

NOTHING = frozenset({""})
CHAINS = {
    "required text": checks.REQUIRED_TEXT,
    "optional text": checks.OPTIONAL_TEXT,
    "required money": checks.number(checks.NEGATIVE, required=True),
    "optional money": checks.number(checks.NEGATIVE, required=False),
    "points": checks.number(checks.NEGATIVE_POINTS, required=True),
    "share": checks.number(checks.SHARE, checks.OVER_ONE, required=True),
    "over budget": checks.OVER_BUDGET,
    "scored row": checks.SCORED,
}


@pytest.mark.parametrize(("name", "rule"), scoring.default_rules(2).items())
def test_a_scoring_rule_yields_a_number_or_nothing_whatever_its_cells_hold(name: str, rule: str) -> None:
    assert [] == proof.failures(formula.parse_rule(rule), float, NOTHING), name


@pytest.mark.parametrize("name", CHAINS)
def test_a_check_yields_one_of_its_keys_or_nothing_whatever_its_cells_hold(name: str) -> None:
    keys = frozenset(condition.key for condition in CHAINS[name])

    assert [] == proof.failures(formula.parse_rule(checks.chain(CHAINS[name])), str, keys | NOTHING)


@pytest.mark.parametrize(
    ("rule", "contents"),
    [
        ("actual_value/target_value", {"actual_value": (2.5,), "target_value": (0.0,)}),
        ("ROUND(actual_value,2)", {"actual_value": ("文字",)}),
        ("IF(ISNUMBER(actual_value),actual_value*10,0)", {"actual_value": (9.99e307,)}),
        ('IF(ISTEXT(actual_value),actual_value,"")', {"actual_value": ("5",)}),
        ("actual_value>1", {"actual_value": (None,)}),
        ('"满分"', {}),
        ('IF(COUNT(actual_value)=1,IF(actual_value=0.5,1/0,1),"")', {"actual_value": (0.5,)}),
        ('IF(actual_value>1,1,"")', {"actual_value": (CellError.DIVISION,)}),
    ],
)
def test_a_rule_that_can_fail_is_found_with_contents_that_show_it(rule: str, contents: dict[str, object]) -> None:
    found = [each for each, _ in proof.failures(formula.parse_rule(rule), float, NOTHING)]

    assert contents in found


@pytest.mark.parametrize(
    ("method", "target", "actual", "maximum", "score"),
    [
        ("at-least", 0.95, 0.95, 3, 3),
        ("at-least", 0.95, 0.94, 3, 2.97),
        ("at-least", 1, 0.5, 2.5, 1.25),
        ("at-least", 3, 6, 4, 4),
        ("at-least", 0, 0, 4, 4),
        ("at-least", 0, -1, 4, 0),
        ("at-least", -0.05, -0.07, 4, 0),
        ("exactly", 0, 0, 4, 4),
        ("exactly", 0, 1, 4, 0),
        ("exactly", 10, 9, 10, 9),
        ("exactly", 10, 12, 10, 10),
        ("at-most", 2, 2, 5, 5),
        ("at-most", 2, 4, 5, 2.5),
        ("at-most", 2, 0, 5, 5),
        ("at-most", 0, 0, 5, 5),
        ("at-most", 0, 1, 5, 0),
        # A maximum with more decimals than the score: met is the maximum exactly, and nothing rounds above it.
        ("at-least", 1, 1, 1.666, 1.666),
        ("at-least", 1000, 999.9999, 1.664, 1.66),
        ("at-least", 1000, 999.9999, 1.666, 1.666),
    ],
)
def test_methods_score_as_the_field_scores(
    method: str, target: float, actual: float, maximum: float, score: float
) -> None:
    text = scoring.default_rules(2)[method].replace("target_value", "A1").replace("actual_value", "A2")
    columns = [[[float(each)]] for each in (target, actual, maximum)]

    assert [score] == engine.evaluate(text.replace("max_score", "A3"), columns, 1)
