"""The oracle's tables and formulas by examples worked out by hand, and a form with criteria beside a money table."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from tests import oracle
from tests.oracle.evaluation import in_tier
from tests.oracle.expressions import FailsError, parse

if TYPE_CHECKING:
    from collections.abc import Mapping

HERE: Final = Path(__file__).parent
FOLDERS: Final = (HERE / "templates", HERE.parent / "templates")
Contents = dict[str, oracle.Given]


def form_of(template: str, **record: object) -> oracle.Form:
    """Return a form of a test template; `record` is issued with it, `.` written as `__`."""
    said = oracle.read_template(HERE / "templates" / f"{template}.toml", FOLDERS)
    return oracle.Form(said, {path.replace("__", "."): value for path, value in record.items()})


# --- formulas --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("1+2*3", 7),
        ("(1+2)*3", 9),
        ("-2*-3", 6),
        ("8/2/2", 2),
        ("5-2-1", 2),
        ("50%*4", 2),
        ("a/b", "2.5"),
        ("a+empty", 5),
        ("0.1+0.2=0.3", True),
        ("a>=5", True),
        ("a<>5", False),
        ("a<5", False),
        ("b<=2", True),
        ('word="是"', True),
        ('EXACT(word,"是")', True),
        ('EXACT(empty,"")', True),
        ("EXACT(a,5)", True),
        ("IF(b=0,0,a/b)", "2.5"),
        ("IF(empty=0,1,a/empty)", 1),
        ("ROUND(a/3,2)", "1.67"),
        ("ROUND(1.005,2)", "1.01"),
        ("ROUND(-2.5,0)", -3),
        ("MIN(a,b)+MAX(a,b)+SUM(a,b,1)", 15),
        ("ABS(b-a)", 3),
        ("AND(a=5,b=2)", True),
        ("AND(a=5,b=3)", False),
        ("OR(a=4,b=2)", True),
        ("NOT(a=5)", False),
        ("IF(AND(a>b,NOT(b=0)),a-b,0)", 3),
    ],
)
def test_a_formula_means_what_a_spreadsheet_means(text: str, result: object) -> None:
    cells: Contents = {"a": 5.0, "b": 2.0, "word": "是"}
    found = parse(text).run(cells.get)
    assert found == (Decimal(result) if isinstance(result, str) else result)


@pytest.mark.parametrize("text", ["1/0", "a/empty", "word+1", "1e", "IF(word,1,2)", "OR(1=1,1/0=1)", "broken"])
def test_a_formula_that_a_spreadsheet_cannot_compute_fails(text: str) -> None:
    cells: Contents = {"a": 5.0, "word": "是", "broken": oracle.Error("#N/A")}
    with pytest.raises((FailsError, ValueError)):
        parse(text).run(cells.get)


@pytest.mark.parametrize("text", ["", "1+", "(1", "IF(1", "LEN(a)", "A1", "a b", "1 2", 'x"'])
def test_what_is_no_formula_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no formula"):
        parse(text)


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        ("≥90%", ["0.9", "1"], ["0.8999"]),
        (">90%", ["0.9001"], ["0.9"]),
        ("<75%", ["0.7499", "-1"], ["0.75"]),
        ("≤5", ["5", "4.9"], ["5.1"]),
        ("[75%,90%)", ["0.75", "0.8999"], ["0.7499", "0.9"]),
        ("(5%,10%]", ["0.0501", "0.1"], ["0.05", "0.1001"]),
        ("[1,10]", ["1", "10"], ["0.99", "10.01"]),
        ("(-5,0)", ["-4.99", "-0.01"], ["-5", "0"]),
        ("=0", ["0"], ["0.01", "-0.01"]),
    ],
)
def test_a_range_has_the_ends_that_it_names(text: str, inside: list[str], outside: list[str]) -> None:
    assert [True] * len(inside) == [in_tier(Fraction(each), text) for each in inside]
    assert [False] * len(outside) == [in_tier(Fraction(each), text) for each in outside]


# --- tables ----------------------------------------------------------------------------------------------------------

FUNDS: Final[Contents] = {
    "budget.general": 300.0,
    "budget.fund": 100.0,
    "budget.fiscal": 400.0,
    "budget.own": 100.0,
    "arrived.general": 240.0,
    "arrived.fiscal": 240.0,
    "arrived.own": 110.0,
    "remark.general": "按期到位。",
}


def tabled(changes: Mapping[str, oracle.Given]) -> tuple[oracle.Form, Contents]:
    """Return the form with tables, and its cells: those of the table `funds` by row and column, others by table."""
    form = form_of("tabled", tables__projects__a1__name="甲", tables__projects__a2__name="乙")
    cells = {f"funds.{path}": content for path, content in FUNDS.items()} | dict(changes)
    return form, {f"tables.{path}": content for path, content in cells.items()}


@pytest.mark.parametrize(
    ("changes", "cell", "shown"),
    [
        ({}, "funds.budget.total", "500"),
        ({"funds.budget.own": None}, "funds.budget.total", "400"),  # a blank is 0
        ({"funds.budget.own": "无"}, "funds.budget.total", ""),
        ({"funds.budget.own": True}, "funds.budget.total", ""),
        ({"funds.budget.own": oracle.Error("#N/A")}, "funds.budget.total", ""),
        ({"funds.budget.own": " ", "funds.budget.fiscal": None}, "funds.budget.total", ""),
        ({}, "funds.arrival_rate.general", "0.8"),
        ({}, "funds.arrival_rate.own", "1.1"),
        ({}, "funds.arrival_rate.fund", ""),  # nothing arrived is no number
        ({"funds.arrived.fund": 0.0}, "funds.arrival_rate.fund", "0"),
        ({"funds.budget.general": 0.0}, "funds.arrival_rate.general", ""),
        ({"funds.budget.general": "300"}, "funds.arrival_rate.general", ""),
        ({}, "funds.arrival_rate.total", "0.7"),  # 350 of 500
        ({"people.first.planned": 0.0, "people.first.actual": 3.0}, "people.first.share", "0"),
        ({"people.first.planned": 8.0, "people.first.actual": 6.0}, "people.first.share", "0.75"),
        ({"people.first.planned": 8.0}, "people.first.share", ""),
        ({"people.first.planned": 8.0, "people.last.planned": 12.0}, "people.total.planned", "20"),
        ({"people.first.planned": 8.0, "people.last.planned": "十"}, "people.total.planned", ""),
        (
            {
                "people.first.planned": 8.0,
                "people.last.planned": 12.0,
                "people.first.actual": 6.0,
                "people.last.actual": 9.0,
            },
            "people.total.share",
            "0.75",  # 15 of 20, not a sum of shares
        ),
        ({"people.first.actual": 4.0, "people.last.actual": 5.0}, "people.last.growth", "0.25"),
        (
            {"people.last.state": "已核定", "people.last.planned": 9.0, "people.last.actual": 7.0},
            "people.last.valid",
            "7",
        ),
        (
            {"people.last.state": "未核定", "people.last.planned": 9.0, "people.last.actual": 7.0},
            "people.last.valid",
            "0",
        ),
        ({"people.last.planned": 9.0, "people.last.actual": 7.0}, "people.last.valid", "0"),
        (
            {"people.last.state": oracle.Error("#N/A"), "people.last.planned": 9.0, "people.last.actual": 7.0},
            "people.last.valid",
            "",
        ),
        ({"projects.a1.amount": 50.0, "projects.a1.paid": 40.0}, "projects.a1.rate", "0.8"),
        ({"projects.a1.amount": 70.0}, "projects.a1.of_all", "0.2"),  # of 350
        ({"projects.a1.amount": 50.0, "projects.a2.amount": 25.5}, "projects.total.amount", "75.5"),
        (
            {"projects.a1.amount": 50.0, "projects.a2.amount": 25.0, "projects.total.paid": 1.0},
            "projects.total.rate",
            "",
        ),
        (
            {"projects.a1.amount": 50.0, "projects.a2.amount": 30.0, "projects.a1.paid": 20.0},
            "projects.total.rate",
            "0.25",
        ),
    ],
)
def test_a_computed_cell_of_a_table_follows_its_formula_or_its_sum(
    changes: Mapping[str, oracle.Given], cell: str, shown: str
) -> None:
    found = oracle.figures(*tabled(changes))[f"tables.{cell}"]
    assert (Decimal(shown) if shown else "") == found


def test_a_table_has_no_cell_where_the_form_prints_a_dash() -> None:
    form, _ = tabled({})
    dashes = ("funds.remark.total", "people.total.state", "people.total.growth", "projects.total.name")
    assert not {f"tables.{each}" for each in dashes} & set(form.tables.cells)


@pytest.mark.parametrize(
    ("changes", "cell", "key"),
    [
        ({}, "funds.budget.general", ""),
        ({"funds.budget.general": None}, "funds.budget.general", "V301/number"),
        ({"funds.budget.fund": None}, "funds.budget.fund", ""),
        ({"funds.budget.general": -0.01}, "funds.budget.general", "V304/money"),
        ({"people.first.planned": -1.0}, "people.first.planned", "V304/count"),
        ({"people.first.growth": -1.0}, "people.first.growth", ""),
        ({"funds.budget.general": "300万元"}, "funds.budget.general", "V302"),
        ({"funds.budget.general": oracle.Error("#N/A")}, "funds.budget.general", "V306"),
        # The parts of a sum: exactly, or not more than it.
        ({}, "funds.budget.fiscal", ""),
        ({"funds.budget.fiscal": 400.0001}, "funds.budget.fiscal", "B401"),
        ({"funds.budget.fiscal": 400.00004}, "funds.budget.fiscal", ""),
        ({"funds.budget.fiscal": 399.0}, "funds.budget.fiscal", "B401"),
        ({"funds.budget.fiscal": None}, "funds.budget.fiscal", ""),
        ({"funds.budget.general": None, "funds.budget.fund": None}, "funds.budget.fiscal", ""),
        ({"people.first.actual": 5.0, "people.first.regular": 4.0}, "people.first.actual", ""),
        ({"people.first.actual": 5.0, "people.first.regular": 5.0}, "people.first.actual", ""),
        ({"people.first.actual": 5.0, "people.first.regular": 6.0}, "people.first.actual", "B401"),
        # The rate that the unit states of 80 %: as it is, rounded, a hundredfold, another; or over what was expected.
        ({"funds.stated_rate.general": 0.8}, "funds.stated_rate.general", ""),
        ({"funds.stated_rate.general": 0.8001}, "funds.stated_rate.general", ""),
        ({"funds.stated_rate.general": 0.8002}, "funds.stated_rate.general", "B407"),
        ({"funds.stated_rate.general": 80.0}, "funds.stated_rate.general", "B407/hundredfold"),
        ({"funds.stated_rate.general": 0.008}, "funds.stated_rate.general", "B407/hundredfold"),
        ({"funds.stated_rate.general": 1.0}, "funds.stated_rate.general", "B407"),
        ({"funds.stated_rate.general": 1.0, "funds.expected.general": 0.8}, "funds.stated_rate.general", ""),
        ({"funds.stated_rate.general": 0.8, "funds.expected.general": 0.8}, "funds.stated_rate.general", ""),
        ({"funds.stated_rate.general": 1.0, "funds.expected.general": 0.0}, "funds.stated_rate.general", "B407"),
        ({"funds.stated_rate.general": None}, "funds.stated_rate.general", "V301/number"),  # as its column says
        ({"funds.stated_rate.own": None}, "funds.stated_rate.own", ""),
        ({"funds.stated_rate.fund": 0.5}, "funds.stated_rate.fund", ""),  # nothing is computed to hold it against
        # Texts and words.
        ({"funds.remark.general": None}, "funds.remark.general", "V301"),
        ({"funds.remark.general": "待补充"}, "funds.remark.general", "V309"),
        ({"funds.remark.general": "第XX批已到位。"}, "funds.remark.general", "V309/within"),
        ({"funds.remark.own": None}, "funds.remark.own", ""),
        ({"funds.remark.own": "……"}, "funds.remark.own", "V309"),
        ({"people.first.state": None}, "people.first.state", "V301/choice"),
        ({"people.first.state": "核定"}, "people.first.state", "V305"),
        ({"people.first.state": " 已核定 "}, "people.first.state", ""),
    ],
)
def test_the_self_check_asks_of_each_input_of_a_table(changes: Mapping[str, oracle.Given], cell: str, key: str) -> None:
    form, contents = tabled(changes)
    order = sorted(oracle.lines_of(form))
    index = order.index(f"tables.{cell}")
    assert key == oracle.answers(form, contents, order)[f"self_check[{index}].key"]


def test_what_is_issued_or_computed_in_a_table_has_no_line() -> None:
    form, _ = tabled({})
    lines = set(oracle.lines_of(form))
    assert not {f"tables.{each}" for each in ("people.first.regular", "projects.a1.name", "projects.a1.rate")} & lines
    assert {"tables.people.first.corrected", "tables.projects.a2.paid"} <= lines


def test_a_row_that_says_who_supplies_it_is_no_sum_of_its_column_unless_a_cell_says_so() -> None:
    said = form_of("tabled").template
    said["tables"][0]["cells"] = [each for each in said["tables"][0]["cells"] if each["row"] != "budget"]
    assert "tables.funds.budget.total" in oracle.lines_of(oracle.Form(said, {}))
    assert "tables.funds.budget.total" not in oracle.lines_of(form_of("tabled"))


def test_what_may_be_issued_is_filled_in_where_it_was_not() -> None:
    assert "tables.funds.budget.own" in oracle.lines_of(form_of("tabled"))
    assert "tables.funds.budget.own" not in oracle.lines_of(form_of("tabled", tables__funds__budget__own=Decimal(5)))


# --- criteria beside money, cut off after one decimal -----------------------------------------------------------------

CUT: Final[Contents] = {
    "funding.appropriation.final_budget": 300.0,
    "funding.appropriation.actual_expenditure": 200.0,
    "funding.other_funds.final_budget": 0.0,
    "funding.other_funds.actual_expenditure": 0.0,
    oracle.EXECUTION_MAX: 10.0,
    "indicators[0].max_score": 30.0,
    "indicators[0].criteria[0].max_score": 10.0,
    "indicators[0].criteria[1].max_score": 10.0,
    "indicators[0].criteria[2].max_score": 10.0,
    "indicators[0].criteria[0].actual_value": 1.0,
    "indicators[0].criteria[1].actual_value": 1.0,
    "indicators[1].max_score": 20.0,
    "indicators[1].criteria[0].max_score": 20.0,
    "indicators[1].criteria[0].actual_value": "达标",
    "indicators[1].vetoes[0].occurred": "无",
    "indicators[1].exemptions[0].applies": "否",
    "indicators[2].max_score": 40.0,
    "indicators[2].criteria[0].max_score": 15.0,
    "indicators[2].criteria[1].max_score": 25.0,
    "indicators[2].criteria[1].score": 20.0,
}


def cut(**changes: Any) -> dict[str, oracle.Answer]:
    """Return what the form shows, some cells changed; 0 stands for `indicators[0]`, and `_` for `.` in money."""
    return oracle.figures(form_of("evaluated-cut"), CUT | changes)


def test_scores_are_cut_off_after_the_sum_of_the_criteria() -> None:
    found = cut()
    # 2/3 of the money: 6.6 of 10 points; the progress is 66.7 %: 26.67 of 30; 20 of 20; 15 + 20 of 40.
    assert Decimal("6.6") == found["execution_score"]
    assert Decimal("0.667") == found["tables.ratios.progress.share"]
    assert Decimal("6.67") == found["indicators[0].criteria[2].score"]
    assert [Decimal("26.6"), Decimal(20), Decimal(35)] == [found[f"indicators[{index}].score"] for index in range(3)]
    assert Decimal("88.2") == found["total_score"]
    assert "rating" not in found


def test_what_a_computer_adds_to_a_fraction_is_not_cut_off() -> None:
    found = cut(**{"indicators[0].criteria[0].actual_value": 1 / 3, "indicators[0].criteria[1].actual_value": 2 / 3})
    assert Decimal("16.6") == found["indicators[0].score"]  # 3.333… + 6.666… + 6.67
    thirds = {f"indicators[0].criteria[{index}].actual_value": 1 / 3 for index in range(2)}
    assert Decimal("13.3") == cut(**thirds)["indicators[0].score"]
    found = cut(**{"indicators[2].criteria[1].score": 3.3})
    assert Decimal("18.3") == found["indicators[2].score"]


def test_vetoes_and_exemptions_may_follow_from_the_money() -> None:
    spent = "funding.appropriation.actual_expenditure"
    assert ["无", "否"] == [
        cut()[each] for each in ("indicators[1].vetoes[1].occurred", "indicators[2].exemptions[0].applies")
    ]
    assert Decimal(0) == cut(**{spent: 0.0})["indicators[1].score"]
    assert Decimal(20) == cut(**{spent: 0.01})["indicators[1].score"]
    assert Decimal(35) == cut(**{spent: 284.99})["indicators[2].score"]
    assert Decimal(40) == cut(**{spent: 285.0})["indicators[2].score"]
    assert "" == cut(**{spent: None})["indicators[2].score"]


def test_the_outputs_without_spending_are_those_of_the_indicators_that_the_form_fixes() -> None:
    form = form_of("evaluated-cut")
    contents = CUT | {"funding.appropriation.actual_expenditure": 29.0, "indicators[1].exemptions[0].applies": "是"}
    contents |= {f"indicators[0].criteria[{index}].actual_value": 1.5 for index in range(2)}
    shown = oracle.answers(form, contents, ("execution_score",))
    assert [Decimal(30), Decimal(20)] == [shown[f"indicators[{index}].score"] for index in range(2)]
    assert shown["self_check[0].key"] == "I511"
    contents["funding.appropriation.actual_expenditure"] = 30.0
    assert not oracle.answers(form, contents, ("execution_score",))["self_check[0].key"]


# --- first and second level in the record's own words -----------------------------------------------------------------


def test_free_sections_are_those_of_the_record() -> None:
    rows = (("履职效能", "服务"), ("履职效能", "监管"), ("社会评价", "满意度"))
    record: dict[str, object] = {}
    for index, (dimension, name) in enumerate(rows):
        path = f"indicators[{index}]"
        record |= {f"{path}.dimension": dimension, f"{path}.name": name, f"{path}.target_value": "≥1项"}
    form = oracle.Form(form_of("free").template, record)
    assert [0, 0, 1] == [each.section for each in form.indicators]
    assert "I502" not in {key for field in oracle.lines_of(form) for key in oracle.keys_of(form, field)}
    assert "I501" in oracle.keys_of(form, "total_max_score")
