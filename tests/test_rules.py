"""Every rule and every check is total: no content of its cells makes it fail."""

from __future__ import annotations

from decimal import Decimal

import pytest

from xlgen import checks, formula, scoring, terms
from xlgen.model import CellError
from xlgen.recompute import engine, proof

NOTHING = frozenset({""})
BANDS = [("达成", Decimal("0.8"), Decimal(1)), ("未达成", Decimal(0), Decimal("0.8"))]
CHAINS = {
    "required text": checks.REQUIRED_TEXT,
    "optional text": checks.OPTIONAL_TEXT,
    "free text": checks.FREE_TEXT,
    "objective": (*checks.REQUIRED_TEXT, checks.COPIED, *checks.lengths(10, 1000)),
    "required choice": checks.chosen(("优", "良")),
    "stated rating": (*checks.chosen(("优", "良"), required=False), checks.STATED_RATING),
    "required money": checks.number(checks.NEGATIVE, required=True),
    "optional money": checks.number(checks.NEGATIVE, required=False),
    "typed total": checks.number(checks.NEGATIVE, checks.parts_differ(exact=True), required=True),
    "typed total, parts that fall short": checks.number(checks.parts_differ(exact=False), required=False),
    "points": checks.number(checks.NEGATIVE_POINTS, checks.section_sum(Decimal(50), 3), required=True),
    "points in all": (checks.maxima_total(),),
    "points in all, a zero budget not assessed": (checks.maxima_total(Decimal(10)),),
    "share": checks.number(checks.SHARE, checks.OVER_ONE, required=True),
    "progress": checks.number(checks.PROGRESS, required=True),
    "typed score": checks.number(checks.SCORE_RANGE, checks.banded(BANDS, 2), required=True),
    "over budget": checks.over_budget(other=True, original=False),
    "over the original budget": checks.over_budget(other=False, original=True),
    "budget": (checks.UNIT_OF_MONEY, checks.revised(Decimal("0.3"))),
    "rate": (checks.low_execution(Decimal("0.8")),),
    "outputs": (checks.unspent(Decimal("0.1")),),
    "stated rate": checks.number(*checks.STATED_RATE, required=False),
    "stated rate that may be none": checks.number(*checks.STATED_RATE, required=False, tokens=True),
    "share of a proposed target": checks.number(checks.SHARE_PROPOSED, required=True),
    "row of a proposed target": checks.scored(Decimal("1.3"), "1", of_number=True, proposed=True),
    "stated total": checks.number(checks.stated_total(3, 2), required=False),
    "stated total alone": checks.number(checks.stated_total(0, 0), required=False),
    "scored row": checks.scored(Decimal("1.3"), "1", of_number=True),
    "chosen row": checks.scored(None, "1", of_number=False),
}
PLACES = {
    "plain": scoring.Settings(),
    "cut off, no zero budget": scoring.Settings(digits=1, rounding="truncate", zero_budget="not-applicable"),
    "capped": scoring.Settings(
        digits=4,
        over_achieved=(Decimal("1.3"), Decimal(2)),
        caps=((Decimal("0.5"), Decimal(59)), (Decimal("0.6"), Decimal(69))),
        ratings=(("优", Decimal(90)), ("差", Decimal(0))),
    ),
}
RULES = [(place, name, rule) for place, settings in PLACES.items() for name, rule in scoring.rules(settings).items()]
DECLARED = {
    ("cut off, no zero budget", scoring.EXECUTION_RATE): {terms.NOT_APPLICABLE},
    ("capped", scoring.RATING): {"优", "差"},
}


@pytest.mark.parametrize(("place", "name", "rule"), RULES)
def test_a_scoring_rule_yields_a_number_or_nothing_whatever_its_cells_hold(place: str, name: str, rule: str) -> None:
    texts = frozenset({"", *DECLARED.get((place, name), set())})

    assert () == proof.failures(formula.parse_rule(rule), float, texts)


def test_the_rule_of_a_proposed_target_is_total() -> None:
    signs = {"≥": "at-least", "=": "exactly", "≤": "at-most-linear"}
    rule = scoring.proposed(scoring.rules(scoring.Settings()), signs)

    assert () == proof.failures(formula.parse_rule(rule), float, NOTHING)


def _relied_on(chain: tuple[checks.Condition, ...], index: int) -> tuple[checks.Condition, ...]:
    """Return a condition with those before it that speak of its own cells alone: it may rely on no other."""
    names = set(formula.names(formula.parse_rule(chain[index].text)))
    before = [each for each in chain[:index] if set(formula.names(formula.parse_rule(each.text))) <= names]
    return (*before, chain[index])


CONDITIONS = [(name, index) for name, chain in CHAINS.items() for index in range(len(chain))]


@pytest.mark.parametrize(("name", "index"), CONDITIONS)
def test_a_check_yields_one_of_its_keys_or_nothing_whatever_its_cells_hold(name: str, index: int) -> None:
    chain = _relied_on(CHAINS[name], index)
    keys = frozenset(condition.key for condition in chain)

    assert () == proof.failures(formula.parse_rule(checks.chain(chain)), str, keys | NOTHING)


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
        # > and <: a target that is only reached is not passed, but the ratio is 1
        ("above", 10, 10, 5, 5),
        ("above", 10, 9, 5, 4.5),
        ("above", 0, 0, 5, 0),
        ("above", 0, 1, 5, 5),
        ("below", 10, 10, 5, 5),
        ("below", 10, 12.5, 5, 4),
        ("below", 0, 0, 5, 0),
        ("below", 0, -1, 5, 5),
        # linear: (1 − (actual − target) ÷ target) × maximum, 0 from twice the target on
        ("at-most-linear", 10, 10, 5, 5),
        ("at-most-linear", 10, 12, 5, 4),
        ("at-most-linear", 10, 19.99, 5, 0.01),
        ("at-most-linear", 10, 20, 5, 0),
        ("at-most-linear", 10, 30, 5, 0),
        ("at-most-linear", 0, 1, 5, 0),
    ],
)
def test_methods_score_as_the_field_scores(
    method: str, target: float, actual: float, maximum: float, score: float
) -> None:
    text = scoring.rules(scoring.Settings())[method].replace("target_value", "A1").replace("actual_value", "A2")
    columns = [[[float(each)]] for each in (target, actual, maximum)]

    assert [score] == engine.evaluate(text.replace("max_score", "A3"), columns, 1)


def _score(rule: str, places: dict[str, formula.Node], *contents: object) -> object:
    """Return what a rule gives; the names in `places` are bound, the contents stand in A1, A2 … for the others."""
    node = formula.parse_rule(rule)
    others = [name for name in formula.names(node) if name not in places]
    bound = {name: (each,) for name, each in places.items()}
    bound |= {name: (formula.Area.cell("", row, 0),) for row, name in enumerate(sorted(others))}
    text, areas = formula.slotted(formula.bind(node, bound))
    return engine.evaluate(text, [[[contents[area.top]]] for area in areas], 1)[0]  # type: ignore[list-item] # contents


@pytest.mark.parametrize(
    ("actual", "score"), [(10, 5), (20, 5), (15, 5), (5, 2.5), (0, 0), (-1, 0), (25, 4), (40, 2.5)]
)
def test_a_range_is_full_within_and_by_proportion_outside(actual: float, score: float) -> None:
    bounds: dict[str, formula.Node] = {
        "lower_bound": formula.Number(Decimal(10)),
        "upper_bound": formula.Number(Decimal(20)),
    }

    assert score == _score(scoring.rules(scoring.Settings())["between"], bounds, float(actual), 5.0)


@pytest.mark.parametrize(
    ("chosen", "score"), [("优秀", 5), ("良好", 5), ("一般", 0), ("合格", ""), (None, ""), ("优秀良好", ""), (5.0, "")]
)
def test_a_grade_that_meets_the_target_is_full_and_another_nothing(chosen: object, score: object) -> None:
    words: dict[str, formula.Node] = {
        "accepted": formula.Text("|优秀|良好|"),
        "choices": formula.Text("|优秀|良好|一般|较差|"),
    }

    assert score == _score(scoring.rules(scoring.Settings())["ordinal"], words, chosen, 5.0)


@pytest.mark.parametrize(("rate", "total"), [(0.8, 95), (0.6, 95), (0.5999, 69), (0.5, 69), (0.4999, 59), (0, 59)])
def test_a_low_execution_rate_caps_the_total_at_its_bounds(rate: float, total: float) -> None:
    caps = ((Decimal("0.6"), Decimal(69)), (Decimal("0.5"), Decimal(59)))
    rule = scoring.rules(scoring.Settings(caps=caps))[scoring.SCORE_TOTAL]
    text = rule.replace("execution_rate", "A1").replace("parts", "A2:B2").replace("count", "2")

    assert [total] == engine.evaluate(text, [[[float(rate)]], [[90.0, 5.0]]], 1)


@pytest.mark.parametrize(
    ("total", "rating"),
    [(100, "优"), (90, "优"), (89.99, "良"), (80, "良"), (79.99, "中"), (60, "中"), (59.99, "差"), (0, "差")],
)
def test_a_rating_holds_from_its_bound_on(total: float, rating: str) -> None:
    """优 ≥ 90, 良 ≥ 80, 中 ≥ 60, 差 below: 财预〔2020〕10号, as public forms print it."""
    bands = (("优", Decimal(90)), ("良", Decimal(80)), ("中", Decimal(60)), ("差", Decimal(0)))
    rule = scoring.rules(scoring.Settings(ratings=bands))[scoring.RATING]

    assert rating == _score(rule, {}, float(total))
