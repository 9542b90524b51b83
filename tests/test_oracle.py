"""The oracle imports nothing of xlgen, gives the published figures from the records alone, and examples by hand."""

from __future__ import annotations

import ast
import json
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from tests import oracle

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE: Final = Path(__file__).parent
TEMPLATES: Final = HERE.parent / "templates"
SAMPLES: Final = HERE.parent / "samples" / "futian-2021" / "records"
PUBLISHED: Final = {  # execution score, total score
    "P001": ("0", "0"),
    "P002": ("9.64", "97.14"),
    "P003": ("9.49", "99.49"),
    "P004": ("9.92", "99.92"),
    "P005": ("9.52", "99.52"),
    "P006": ("9.88", "99.88"),
    "P007": ("9.99", "99.99"),
    "P008": ("10", "100"),
}
Contents = dict[str, oracle.Given]


def imported(source: str) -> Iterator[str]:
    """Yield the modules that a module's source imports, wherever in it."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        if isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")


@pytest.mark.parametrize("path", sorted((HERE / "oracle").glob("*.py")), ids=lambda path: path.stem)
def test_the_oracle_imports_itself_and_the_standard_library_only(path: Path) -> None:
    library = {"__future__", "collections", "dataclasses", "decimal", "fractions", "functools", "pathlib"}
    library |= {"re", "sys", "tomllib", "typing"}
    source = path.read_text(encoding="utf-8")
    others = {each for each in imported(source) if each.partition(".")[0] not in library}
    assert set() == {each for each in others if each != "tests" and not each.startswith("tests.oracle")}
    assert "import_module" not in source
    assert "__import__" not in source
    assert "xlgen" not in {each.partition(".")[0] for each in others}


# --- the published forms ---------------------------------------------------------------------------------------------


def read_sample(code: str) -> tuple[oracle.Form, Contents]:
    """Return the form and contents of a published record, read here without xlgen."""
    record = json.loads((SAMPLES / f"{code}.json").read_text(encoding="utf-8"))
    contents: Contents = {oracle.EXECUTION_MAX: 10.0}
    issued: dict[str, object] = {}
    for line, columns in record["funding"].items():
        contents |= {f"funding.{line}.{column}": float(amount) for column, amount in columns.items()}
    for index, each in enumerate(record["indicators"]):
        path = f"indicators[{index}]"
        issued |= {f"{path}.{key}": each[key] for key in ("dimension", "name", "target_value", "max_score")}
        contents |= {f"{path}.{key}": value for key, value in indicator_contents(each).items()}
    template = oracle.read_template(TEMPLATES / "futian-project-2021.toml", [TEMPLATES])
    return oracle.Form(template, issued), contents


def indicator_contents(indicator: dict[str, Any]) -> Contents:
    """Return the cells of one indicator of a record."""
    found: Contents = {"max_score": float(indicator["max_score"])}
    for key in ("target_value", "actual_value"):
        text = indicator[key]
        applies = indicator["target_value"] != oracle.NOT_APPLICABLE
        found[key] = oracle.written_number(text) if applies else text
    return found


@pytest.mark.parametrize("code", PUBLISHED)
def test_the_oracle_gives_the_published_scores(code: str) -> None:
    shown = oracle.figures(*read_sample(code))
    execution_score, total_score = map(Decimal, PUBLISHED[code])
    assert execution_score == shown["execution_score"]
    assert total_score == shown["total_score"]
    assert Decimal(100) == shown["total_max_score"]


# --- scores by hand --------------------------------------------------------------------------------------------------


def form_of(target: str | None, name: str = "办理事项", **scoring: Any) -> oracle.Form:
    """Return a form of the national template with one indicator, and with other settings of scoring."""
    template = oracle.read_template(TEMPLATES / "national-project-2020.toml", [TEMPLATES])
    template["scoring"] |= {"methods": template["scoring"]["methods"] | scoring.pop("methods", {})} | scoring
    issued = {"dimension": "产出指标", "name": name, "target_value": target}
    return oracle.Form(template, {f"indicators[0].{key}": value for key, value in issued.items()})


def scored(form: oracle.Form, **contents: oracle.Given) -> oracle.Answer:
    """Return the score of the one indicator."""
    given = {f"indicators[0].{key}": value for key, value in contents.items()}
    return oracle.figures(form, given)["indicators[0].score"]


@pytest.mark.parametrize(
    ("target", "value", "actual", "most", "score"),
    [
        ("≥95%", 0.95, 0.95, 2.505, "2.505"),
        ("≥3", 3.0, 2.0, 10.0, "6.67"),
        ("≥8", 8.0, 1.0, 0.2, "0.03"),
        ("≥0", 0.0, -1.0, 5.0, "0"),
        (">0台", 0.0, 0.0, 3.0, "0"),
        (">0台", 0.0, 0.5, 3.0, "3"),
        (">5台", 5.0, 5.0, 3.0, "3"),
        ("0起", 0.0, 0.0, 4.0, "4"),
        ("=0起", 0.0, 1.0, 4.0, "0"),
        ("2", 2.0, 5.0, 4.0, "4"),
        ("≤2", 2.0, 2.0, 4.0, "4"),
        ("≤2", 2.0, 3.0, 4.0, "2.67"),
        ("≤0", 0.0, 1.0, 4.0, "0"),
        ("≤0.3", 0.3, 0.1 + 0.2, 4.0, "4"),
        ("<3", 3.0, 3.0, 4.0, "4"),
        ("<3", 3.0, 4.0, 4.0, "3"),
        ("10-20次", "10-20次", 10.0, 4.0, "4"),
        ("10-20次", "10-20次", 20.0, 4.0, "4"),
        ("10-20次", "10-20次", 25.0, 4.0, "3.2"),
        ("10-20次", "10-20次", 5.0, 4.0, "2"),
        ("95%-100%", "95%-100%", 0.76, 5.0, "4"),
        ("不适用", "不适用", 1.0, 4.0, "0"),
        ("/", "/", 1.0, 4.0, "0"),
        ("≥良好", "≥良好", "优秀", 4.0, "4"),
        ("≥良好", "≥良好", " 良好 ", 4.0, "4"),
        ("≥良好", "≥良好", "一般", 4.0, "0"),
        ("≥良好", "≥良好", "好", 4.0, ""),
        ("2022年12月底前", "2022年12月底前", "达成", 4.0, "4"),
        ("2022年12月底前", "2022年12月底前", "未达成", 4.0, "0"),
    ],
)
def test_the_oracle_scores_by_hand_worked_examples(
    target: str, value: oracle.Given, actual: oracle.Given, most: float, score: str
) -> None:
    found = scored(form_of(target), target_value=value, actual_value=actual, max_score=most)
    assert (Decimal(score) if score else "") == found


@pytest.mark.parametrize(("actual", "score"), [(5.0, "4"), (6.0, "3.2"), (9.65, "0.28"), (10.0, "0"), (11.0, "0")])
def test_a_linear_deduction_ends_at_twice_the_target(actual: float, score: str) -> None:
    form = form_of("≤5天", methods={"≤": "at-most-linear"})
    assert Decimal(score) == scored(form, target_value=5.0, actual_value=actual, max_score=4.0)


@pytest.mark.parametrize(("actual", "score"), [(10.0, "4"), (12.9, "4"), (13.0, "2"), (5.0, "2")])
def test_points_are_taken_off_where_a_target_is_passed_by_far(actual: float, score: str) -> None:
    form = form_of("≥10", over_achieved={"times": Decimal("1.3"), "deduct": 2})
    assert Decimal(score) == scored(form, target_value=10.0, actual_value=actual, max_score=4.0)


@pytest.mark.parametrize(("digits", "score"), [(0, "1"), (1, "1.6"), (2, "1.66"), (4, "1.6666")])
def test_a_score_may_be_cut_off(digits: int, score: str) -> None:
    form = form_of("≥3", rounding="truncate", digits=digits)
    assert Decimal(score) == scored(form, target_value=3.0, actual_value=1.0, max_score=5.0)


@pytest.mark.parametrize(("sign", "score"), [("≥", "4"), ("=", "4"), (" ≤ ", "2"), (">", ""), (None, ""), ("≥≥", "")])
def test_a_proposed_target_scores_by_the_sign_beside_it(sign: str | None, score: str) -> None:
    found = scored(form_of(None), direction=sign, target_value=5.0, actual_value=10.0, max_score=4.0)
    assert (Decimal(score) if score else "") == found


# --- money by hand ---------------------------------------------------------------------------------------------------


def spent(form: oracle.Form, budget: float, amount: float) -> dict[str, oracle.Answer]:
    """Return the figures where an appropriation was spent; every indicator has its full points."""
    contents: Contents = {
        "funding.appropriation.final_budget": budget,
        "funding.appropriation.actual_expenditure": amount,
        oracle.EXECUTION_MAX: 10.0,
        "indicators[0].target_value": 1.0,
        "indicators[0].actual_value": 1.0,
        "indicators[0].max_score": 90.0,
    }
    return oracle.figures(form, contents)


@pytest.mark.parametrize(
    ("budget", "amount", "rate", "score", "total"),
    [
        (300.0, 200.0, "0.666666666666667", "6.67", "96.67"),
        (200.0, 300.0, "1.5", "10", "100"),
        (0.0, 0.0, "0", "0", "90"),
        (100.0, -1.0, "-0.01", "0", "90"),
    ],
)
def test_the_execution_rate_scores_from_the_exact_ratio(
    budget: float, amount: float, rate: str, score: str, total: str
) -> None:
    shown = spent(form_of("≥1"), budget, amount)
    expected = [Decimal(rate), Decimal(score), Decimal(total)]
    assert expected == [shown[each] for each in ("execution_rate", "execution_score", "total_score")]


def test_a_budget_of_0_that_is_not_assessed_has_neither_rate_nor_points() -> None:
    form = form_of("≥1")
    form.template["funding"]["zero_budget"] = "not-applicable"
    shown = spent(form, 0.0, 0.0)
    figures = ("execution_rate", oracle.EXECUTION_MAX, "execution_score", "total_score")
    assert ["不适用", Decimal(0), Decimal(0), Decimal(90)] == [shown[each] for each in figures]


@pytest.mark.parametrize(("amount", "total", "rating"), [(80.0, "98", "优"), (79.0, "89", "良"), (49.0, "59", "差")])
def test_a_low_execution_rate_caps_the_total(amount: float, total: str, rating: str) -> None:
    caps = [{"below": Decimal("0.8"), "total": 89}, {"below": Decimal("0.5"), "total": 59}]
    shown = spent(form_of("≥1", caps=caps), 100.0, amount)
    assert (Decimal(total), rating) == (shown["total_score"], shown["rating"])


# --- the self-check by hand ------------------------------------------------------------------------------------------


def test_the_oracle_names_the_first_wrong_thing_of_a_line() -> None:
    actual, money = "indicators[0].actual_value", "funding.total_funds.actual_expenditure"
    form, order = form_of("≥90%", "满意率"), (actual, money, "indicators[0].deviation_explanation")
    base: Contents = {
        "indicators[0].target_value": 0.9,
        "indicators[0].max_score": 10.0,
        "funding.appropriation.final_budget": 100.0,
        "funding.appropriation.actual_expenditure": 101.0,
    }
    for content, expected in (
        (oracle.Error("#N/A"), ["V306", "B402", ""]),
        (" \u3000", ["V301/number", "B402", ""]),
        (True, ["V302/percent", "B402", ""]),
        (90.0, ["V304/share", "B402", "I507"]),
        (1.01, ["V304/over", "B402", ""]),
        (0.8, ["", "B402", "I505"]),
    ):
        shown = oracle.answers(form, base | {actual: content}, order)
        assert expected == [shown[f"self_check[{index}].key"] for index in range(3)], content
    assert shown["self_check.summary"] == "还有 2 处需要处理"


def test_an_answer_settles_a_warning_and_no_error() -> None:
    rate, actual = "execution_rate", "indicators[0].actual_value"
    contents: Contents = {
        "funding.appropriation.final_budget": 100.0,
        "funding.appropriation.actual_expenditure": 50.0,
        f"responses.{actual}": "已核实。",
    }
    for answer, marks, left in (
        (None, "？✗", 2),
        (" ", "？✗", 2),
        (oracle.Error("#N/A"), "？✗", 2),
        ("延期。", "✓✗", 1),
    ):
        shown = oracle.answers(form_of("≥1"), contents | {f"responses.{rate}": answer}, (rate, actual))
        assert marks == "".join(str(shown[f"self_check[{index}].mark"]) for index in range(2))
        assert shown["self_check.summary"] == f"还有 {left} 处需要处理"


def test_a_check_that_is_off_says_nothing_and_one_may_weigh_otherwise() -> None:
    form, line = form_of("≥1"), "funding.total_funds.actual_expenditure"
    contents: Contents = {
        "funding.appropriation.final_budget": 100.0,
        "funding.appropriation.actual_expenditure": 101.0,
    }
    form.template["checks"]["levels"] = {"B402": "warning"}
    shown = oracle.answers(form, contents, (line,))
    assert [shown["self_check[0].key"], shown["self_check[0].mark"]] == ["B402", "？"]
    form = form_of("≥1")
    form.template["checks"]["apply"].remove("B402")
    shown = oracle.answers(form, contents, (line,))
    assert [shown["self_check[0].key"], shown["self_check[0].mark"]] == ["", "✓"]
    form.template["checks"]["apply"].remove("B405")
    assert line not in oracle.lines_of(oracle.Form(form.template, form.record))
