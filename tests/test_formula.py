"""The rule language: what is read, what is refused, and what counts as the same formula."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlgen import formula
from xlgen.formula import Area, FormulaError
from xlgen.recompute import engine

if TYPE_CHECKING:
    from collections.abc import Callable

FORM = "项目支出绩效自评表"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", "not-finished"),
        ("1+", "not-finished"),
        ("IF(1,2", "not-finished"),
        ("(1", "not-finished"),
        ("1 2", "text-left"),
        ("SUM(A1:A2))", "text-left"),
        ("{1,2}", "unknown-sign"),
        ("2^3", "unknown-sign"),
        ("5%", "unknown-sign"),
        ("#REF!", "unknown-sign"),
        ("A1:A2:A3", "unknown-sign"),
        ("[1]Sheet1!A1", "unknown-sign"),
        ("*2", "operand-expected"),
        ("IF(1,,2)", "operand-expected"),
        ("VALUE(A1)", "function-not-allowed"),
        ("TRIM()", "arguments-count"),
        ("ABS(A1,2)", "arguments-count"),
        ("IF(A1)", "arguments-count"),
        ("ROUND(A1)", "arguments-count"),
        ("SUBSTITUTE(A1,2,3,4,5)", "arguments-count"),
        ("INDIRECT(A1)", "function-not-allowed"),
        ("_xlfn.LET(A1)", "function-not-allowed"),
        ("+".join("1" * 1000), "too-deep"),
        ("1E9999999", "unknown-sign"),
        ("1E99999999999999999999", "unknown-sign"),
        ("9" * 50, "unknown-sign"),
        ("(" * 70 + "1" + ")" * 70, "too-deep"),
    ],
)
def test_what_is_not_of_the_language_is_refused_with_its_reason(text: str, key: str) -> None:
    with pytest.raises(FormulaError) as refused:
        formula.parse(text, FORM)

    assert key == refused.value.key
    assert refused.value.reason


@pytest.mark.parametrize(
    ("spelled", "ours"),
    [
        ("if( $H$3 >= 2 , true() , FALSE )", "IF(H3>=2,TRUE,FALSE)"),
        ("((H3))+(2*H4)", "H3+2*H4"),
        ("项目支出绩效自评表!H3+1", "'项目支出绩效自评表'!H3+1"),
        ("'项目支出绩效自评表'!H3+1", "H3+1"),
        ("+H3", "H3"),
        ("ROUND(H3,2.0)", "ROUND(H3,2)"),
        ("0.10*H3", ".1*H3"),
        ("SUM(H4:H3)", "SUM(H3:H4)"),
    ],
)
def test_spelling_does_not_make_another_formula(spelled: str, ours: str) -> None:
    assert formula.normal(ours, FORM) == formula.normal(spelled, FORM)


@pytest.mark.parametrize(
    ("altered", "ours"),
    [
        ("ROUND(H3,1)", "ROUND(H3,2)"),
        ("SUM(H3:H4)", "SUM(H3:H5)"),
        ("H3-(H4-H5)", "H3-H4-H5"),
        ("(H3+H4)*2", "H3+H4*2"),
        ("-(H3+H4)", "-H3+H4"),
        ("填报说明!H3", "H3"),
        ("H3>2", "H3>=2"),
        ('"A"', '"a"'),
        ("MYFUNCTION(H3)", "MYFUNCTION(H4)"),
        ("#REF!+1", "#REF!+2"),
    ],
)
def test_another_meaning_is_another_formula(altered: str, ours: str) -> None:
    assert formula.normal(ours, FORM) != formula.normal(altered, FORM)


@pytest.mark.parametrize("foreign", ["+".join("1" * 4000), "1E9999999", "1E99999999999999999999", "(" * 4000, "{" * 9])
def test_a_foreign_formula_of_any_kind_is_only_another_one(foreign: str) -> None:
    assert formula.normal("H3", FORM) != formula.normal(foreign, FORM)


def test_a_rules_word_for_each_cell_is_written_out() -> None:
    rule = formula.parse_rule("OR(COUNT(parts)=0,EACH(ISLOGICAL(parts)))")

    bound = formula.bind(rule, {"parts": [Area("", 6, 3, 7, 3)]})

    assert formula.render(bound, formula.spelled_on("")) == "OR(COUNT(D7:D8)=0,ISLOGICAL(D7),ISLOGICAL(D8))"


def test_names_become_cells_and_a_list_becomes_arguments() -> None:
    rule = formula.parse("IF(COUNT(parts)=0,rate,SUM(parts))")
    cells = {"parts": [Area.cell("", 1, 6), Area("", 3, 6, 5, 6)], "rate": [Area.cell("另一页", 0, 0)]}

    text = formula.render(formula.bind(rule, cells), formula.spelled_on(""))

    assert text == "IF(COUNT(G2,G4:G6)=0,'另一页'!A1,SUM(G2,G4:G6))"


def test_a_list_cannot_stand_where_one_cell_is_needed() -> None:
    with pytest.raises(FormulaError) as refused:
        formula.bind(formula.parse("parts+1"), {"parts": [Area.cell("", 0, 0), Area.cell("", 2, 0)]})

    assert refused.value.key == "name-unbound"


def test_formulas_alike_but_for_their_place_share_one_slotted_text() -> None:
    first, second = (
        formula.slotted(formula.parse(text)) for text in ("IF(C3>0,SUM(D3:E3),C3)", "IF(C9>0,SUM(D9:E9),C9)")
    )

    assert first[0] == second[0] == "IF(A1>0,SUM(A2:B2),A1)"
    assert first[1] != second[1]


def test_the_engine_knows_every_function_of_the_language() -> None:
    assert set() == formula.FUNCTIONS - engine.FUNCTIONS


@pytest.mark.parametrize(("function", "counts"), formula.ARITY.items())
def test_a_function_has_the_arguments_that_the_engine_gives_it(function: str, counts: tuple[int, int]) -> None:
    """In both, one argument fewer or more than it takes is refused."""
    least, most = counts
    for count in {least - 1, least, min(most, 5), most + 1}:
        arguments = ",".join(['"0.00"' if function == "TEXT" else "1"] * count)
        text = f"{function}({arguments})"
        refused = not least <= count <= most

        assert refused == _is_refused(lambda: formula.parse(text), FormulaError)  # noqa: B023 - called at once
        assert refused == _is_refused(lambda: engine.evaluate(text, [], 1), engine.EngineError)  # noqa: B023 - the same


def _is_refused(call: Callable[[], object], error: type[Exception]) -> bool:
    try:
        call()
    except error:
        return True
    return False


def _trees() -> st.SearchStrategy[str]:
    leaves = st.one_of(
        st.integers(0, 999).map(str),
        st.sampled_from(["A1", "B2:B9", "'另一页'!C3", '"文字"', "TRUE", "0.25"]),
    )
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.tuples(inner, st.sampled_from(sorted(formula.PRECEDENCE)), inner).map(
                lambda t: f"({t[0]}){t[1]}({t[2]})"
            ),
            inner.map(lambda text: f"-({text})"),
            st.tuples(st.sampled_from(["SUM", "IF", "AND"]), inner, inner).map(lambda t: f"{t[0]}({t[1]},{t[2]})"),
        ),
        max_leaves=12,
    )


@given(_trees())
def test_what_is_rendered_reads_back_as_the_same_tree(text: str) -> None:
    tree = formula.parse(text, FORM)

    again = formula.parse(formula.render(tree, formula.spelled_on(FORM)), FORM)

    assert tree == again


@given(st.integers(0, 1_048_575), st.integers(0, 16_383))
def test_addresses_count_as_excel_counts(row: int, column: int) -> None:
    area = formula.parse(formula.a1(row, column), FORM)

    assert Area.cell(FORM, row, column) == area
