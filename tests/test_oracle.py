"""The oracle imports nothing of xlgen, and gives the published figures from the records alone."""

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

SAMPLES: Final = Path(__file__).parent.parent / "samples" / "futian-2021" / "records"
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


def imported(source: str) -> Iterator[str]:
    """Yield the packages that a module's source imports, wherever in it."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (each.name.partition(".")[0] for each in node.names)
        if isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "").partition(".")[0]


def test_the_oracle_imports_the_standard_library_only() -> None:
    expected = {"__future__", "collections", "dataclasses", "decimal", "fractions", "re", "sys", "typing"}
    source = Path(oracle.__file__).read_text(encoding="utf-8")
    assert expected == set(imported(source))
    assert "import_module" not in source
    assert "__import__" not in source


def read_sample(code: str) -> tuple[oracle.Form, dict[str, oracle.Given]]:
    """Return the form and contents of a published record, read here without xlgen."""
    record = json.loads((SAMPLES / f"{code}.json").read_text(encoding="utf-8"))
    contents: dict[str, oracle.Given] = {oracle.EXECUTION_MAX: 10.0}
    for line, columns in record["funding"].items():
        contents |= {f"funding.{line}.{column}": float(amount) for column, amount in columns.items()}
    indicators = []
    for index, each in enumerate(record["indicators"]):
        indicators.append(oracle.indicator(each["target_value"], each["name"]))
        contents |= {f"indicators[{index}].{key}": value for key, value in indicator_contents(each).items()}
    return oracle.Form(tuple(indicators), frozenset(), ()), contents


def indicator_contents(indicator: dict[str, Any]) -> dict[str, oracle.Given]:
    """Return the cells of one indicator of a record."""
    found: dict[str, oracle.Given] = {"max_score": float(indicator["max_score"])}
    for key in ("target_value", "actual_value"):
        text = indicator[key]
        applies = indicator["target_value"] != oracle.NOT_APPLICABLE
        found[key] = oracle.written_number(text) if applies else text
    return found


@pytest.mark.parametrize("code", PUBLISHED)
def test_the_oracle_gives_the_published_scores(code: str) -> None:
    shown = oracle.answers(*read_sample(code))
    execution_score, total_score = map(Decimal, PUBLISHED[code])
    assert execution_score == shown["execution_score"]
    assert total_score == shown["total_score"]
    assert Decimal(100) == shown["total_max_score"]


@pytest.mark.parametrize(
    ("sign", "target", "actual", "most", "score"),
    [
        ("≥", 0.95, 0.95, 2.505, "2.505"),
        ("≥", 3.0, 2.0, 10.0, "6.67"),
        ("≥", 8.0, 1.0, 0.2, "0.03"),
        ("≥", 0.0, -1.0, 5.0, "0"),
        ("", 0.0, 0.0, 4.0, "4"),
        ("=", 0.0, 1.0, 4.0, "0"),
        ("", 2.0, 5.0, 4.0, "4"),
        ("≤", 2.0, 2.0, 4.0, "4"),
        ("≤", 2.0, 3.0, 4.0, "2.67"),
        ("≤", 0.0, 1.0, 4.0, "0"),
        ("≤", 0.3, 0.1 + 0.2, 4.0, "4"),
        ("不适用", 1.0, 1.0, 4.0, "0"),
    ],
)
def test_the_oracle_scores_by_hand_worked_examples(
    sign: str, target: float, actual: float, most: float, score: str
) -> None:
    path = "indicators[0]"
    contents: dict[str, oracle.Given] = {
        f"{path}.target_value": target,
        f"{path}.actual_value": actual,
        f"{path}.max_score": most,
    }
    form = oracle.Form((oracle.Indicator(sign, "", share=False),), frozenset(), ())
    assert Decimal(score) == oracle.answers(form, contents)[f"{path}.score"]


def test_the_oracle_names_the_first_wrong_thing_of_a_line() -> None:
    indicators = (oracle.Indicator("≥", "%", share=True),)
    actual, spent = "indicators[0].actual_value", "funding.total_funds.actual_expenditure"
    form = oracle.Form(indicators, frozenset({actual}), (actual, spent, "indicators[0].score"))
    base: dict[str, oracle.Given] = {
        "indicators[0].target_value": 0.9,
        "indicators[0].max_score": 10.0,
        "funding.appropriation.final_budget": 100.0,
        "funding.appropriation.actual_expenditure": 101.0,
    }
    for content, expected in (
        (oracle.Error("#N/A"), ["V306", "B402", ""]),
        (" \u3000", ["V301", "B402", ""]),
        (True, ["V302", "B402", ""]),
        (90.0, ["V304/share", "B402", ""]),
        (1.01, ["V304/over", "B402", ""]),
        (0.8, ["", "B402", "I505"]),
    ):
        shown = oracle.answers(form, base | {actual: content})
        assert expected == [shown[f"self_check[{index}].key"] for index in range(3)], content
    assert shown["self_check.summary"] == "还有 2 处需要处理，见下表带 ✗ 或 ？ 的行。"
