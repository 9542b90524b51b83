"""What the engine promises its callers: batches, ranges, errors and refusals."""

from __future__ import annotations

import itertools
import random
import re
from typing import cast

import pytest
from formulas.functions import get_functions
from formulas.functions.operators import OPERATORS

from xlgen.model import CellError, Content
from xlgen.recompute import excel
from xlgen.recompute.engine import FUNCTIONS, Column, EngineError, evaluate

SCORE = 'IF(AND(ISNUMBER(A1),ISNUMBER(A2),ISNUMBER(A3)),IF(A1>=A2,A3,IF(A1<=0,0,ROUND(A3*A1/A2,2))),"")'
CONTENTS: tuple[Content, ...] = (
    None,
    "完成",
    "",
    "5",
    CellError.NOT_AVAILABLE,
    True,
    False,
    0.0,
    1.0,
    -2.5,
    80.5,
)


def single(text: str, *slots: Content | tuple[Content, ...]) -> Content:
    """Evaluate for one record, whose slots are given as contents or, for ranges, as tuples."""
    columns: list[Column] = [[slot if isinstance(slot, tuple) else (slot,)] for slot in slots]
    (answer,) = evaluate(text, columns, 1)
    return answer


def listed(formulas: str) -> list[str]:
    """Return the formulas of a text in which they stand apart by "|" or on lines of their own."""
    return [formula.strip() for formula in re.split(r"[|\n]", formulas.strip())]


@pytest.mark.parametrize(
    "formula",
    ["SUM(A1,A2:D2,A3)", 'A1&A3&"分"', "SUMPRODUCT((A2:D2=A1)*1)", "A1=A3", "A1+A3", "IF(A1=A3,A1,A3)"],
)
def test_a_batch_gives_what_single_calls_give(formula: str) -> None:
    chooser = random.Random(7)
    firsts, lasts = (chooser.choices(CONTENTS, k=300) for _ in range(2))
    rows = [tuple(chooser.choices(CONTENTS, k=4)) for _ in firsts]
    expected = [single(formula, *record) for record in zip(firsts, rows, lasts, strict=True)]
    actual = evaluate(formula, [[[first] for first in firsts], rows, [[last] for last in lasts]], 300)
    assert list(map(repr, expected)) == list(map(repr, actual))


def test_a_score_is_given_for_numbers_and_nothing_for_other_contents() -> None:
    records = list(itertools.product(CONTENTS, repeat=3))
    expected = [single(SCORE, *record) for record in records]
    actual = evaluate(SCORE, [[[record[slot]] for record in records] for slot in range(3)], len(records))
    assert list(map(repr, expected)) == list(map(repr, actual))
    assert "" in actual
    assert all(isinstance(answer, float) or answer == "" for answer in actual)


def test_equal_looking_records_of_different_kinds_are_kept_apart() -> None:
    column: list[list[Content]] = [[1.0], [True], [1.0], ["1"], [True]]
    expected = [True, False, True, False, False]
    assert expected == evaluate("ISNUMBER(A1)", [column], 5)


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("SUM(A1:C1)", [6.0, 4.0, 0.0]),
        ("MIN(A1:C1)", [1.0, 4.0, 0.0]),
        ("MAX(A1:C1)", [3.0, 4.0, 0.0]),
        ("COUNT(A1:C1)", [3.0, 1.0, 0.0]),
        ("COUNTA(A1:C1)", [3.0, 2.0, 0.0]),
        ("OR(A1:C1)", [True, True, CellError.VALUE]),
        ("AND(A1:C1)", [True, True, CellError.VALUE]),
        ('SUMPRODUCT((A1:C1<>"")*1)', [3.0, 2.0, 0.0]),
        ("SUMPRODUCT((A1:C1=A2)*1)", [1.0, 1.0, 3.0]),
        ("SUMPRODUCT(A1:C1,A1:C1)", [14.0, 16.0, 0.0]),
        ("SUM(A1:C1,A2,1)", [9.0, 5.0, 1.0]),
    ],
)
def test_ranges_reduce_along_each_record(formula: str, expected: list[Content]) -> None:
    rows: list[tuple[Content, ...]] = [(1.0, 2.0, 3.0), ("x", None, 4.0), (None, None, None)]
    others: list[tuple[Content, ...]] = [(2.0,), ("X",), (None,)]
    assert expected == evaluate(formula, [rows, others], 3)


def test_a_function_takes_more_arguments_than_numpy_would() -> None:
    cells = [f"A{index + 1}" for index in range(100)]
    columns = [[[1.0], [2.0]] for _ in cells]
    assert evaluate(f"SUM({','.join(cells)})", columns, 2) == [100.0, 200.0]
    assert evaluate(f"AND({','.join(cells)})", columns, 2) == [True, True]


def test_a_constant_answers_for_every_record_and_no_record_gives_no_answer() -> None:
    assert evaluate("ROUND(2.5,0)", [], 3) == [3.0, 3.0, 3.0]
    assert evaluate("1/0", [], 2) == [CellError.DIVISION] * 2
    assert evaluate("SUM(A1:C1,A2)", [[], []], 0) == []


def test_answers_are_of_the_kinds_of_contents() -> None:
    kinds: dict[str, type] = {
        "A1=1": bool,
        "ISLOGICAL(TRUE())": bool,
        "ISTEXT(A1)": bool,
        "NOT(A1)": bool,
        "A1": float,
        "LEN(A1)": float,
    }
    kinds |= {
        "AND(A1)": bool,
        "1": float,
        "TRUE": bool,
        "COUNT(A1)": float,
        'A1&""': str,
        "IF(TRUE,2)": float,
    }
    assert kinds == {formula: type(single(formula, 1.0)) for formula in kinds}


def test_blank_is_zero_or_empty_text_by_context_and_zero_as_a_result() -> None:
    for formula in ("A1", "IF(TRUE,A1)", 'IFERROR(A1,"x")', "A1+0", "-A1"):
        assert repr(single(formula, None)) == "0.0"
    for formula in ('A1=""', "A1=0", "A1=FALSE", 'IF(TRUE,A1)=""', "ISBLANK(IF(TRUE,A1))"):
        assert single(formula, None) is True
    assert single('IF(TRUE,A1)&"x"', None) == "x"


@pytest.mark.parametrize("error", CellError)
def test_errors_pass_through_all_but_those_that_ask_for_them(error: CellError) -> None:
    through = listed("""
        A1+1 | -A1 | A1&1 | A1=A1 | ROUND(A1,2) | SUM(A1,1) | MAX(A1) | AND(A1,TRUE) | NOT(A1) | IF(A1,1,2)
        IF(TRUE,A1,1) | N(A1) | LEN(A1) | TRIM(A1) | TEXT(A1,"0") | SUMPRODUCT(A1)
    """)
    assert {single(formula, error) for formula in through} == {error}
    assert single("IFERROR(A1,1)", error) == 1.0
    assert single("IF(FALSE,A1,1)", error) == 1.0
    assert single("COUNT(A1,1)", error) == 1.0
    assert single("COUNTA(A1)", error) == 1.0
    assert single("ISERROR(A1)", error) is True
    for function in ("ISNUMBER", "ISTEXT", "ISBLANK", "ISLOGICAL"):
        assert single(f"{function}(A1)", error) is False


def test_overflow_and_division_are_errors_and_no_negative_zero_is_left() -> None:
    assert single("A1*10", 1e308) == CellError.NUMBER
    assert single("A1-A2", 1e308, -1e308) == CellError.NUMBER
    assert single("SUM(A1,A1)", 1e308) == CellError.NUMBER
    assert single("SUMPRODUCT(A1,A1)", 1e308) == CellError.NUMBER
    assert single("A1/A2", 1.0, None) == CellError.DIVISION
    assert repr(single("A1*-1", 0.0)) == "0.0"
    assert single("ROUND(A1,2)", -0.001) == 0.0


def test_sums_leave_no_rounding_residue() -> None:
    assert single("A1-A2-A3", 0.3, 0.1, 0.2) == 0.0
    assert single("A1+A2=A3", 0.1, 0.2, 0.3) is True
    assert single("SUM(A1:C1)", (0.1, 0.2, -0.3)) == 0.0
    assert single("SUM(A1:J1)", (0.1,) * 10) == 1.0


@pytest.mark.parametrize(
    ("layout", "number", "expected"),
    [
        ("0", 2.5, "3"),
        ("0", -0.4, "0"),
        ("0.00", 1.005, "1.01"),
        ("0.00", -1.005, "-1.01"),
        ("000", 7.0, "007"),
        ("#,##0", 1234567.0, "1,234,567"),
        ("#,##0.00", 999.995, "1,000.00"),
        ("0%", 0.285, "29%"),
        ("0.0%", 0.12345, "12.3%"),
        ("#,##0.0%", 12.34565, "1,234.6%"),
        ("0.0", None, "0.0"),
        ("0.0", "完成", "完成"),
        ("0.0", "5", "5.0"),
        ("0", True, "TRUE"),
        ("0", 1e300, "1" + "0" * 300),
        ("0", "1e400", "1e400"),
    ],
)
def test_text_formats(layout: str, number: Content, expected: str) -> None:
    assert single(f'TEXT(A1,"{layout}")', number) == expected


@pytest.mark.parametrize(
    "formula",
    [
        "",
        '"a\nb"',
        *listed("""
            NOSUCH(A1) | IFERROR(NOSUCH(A1),0) | INT(A1) | VALUE(A1) | COUNTIF(A1,1) | VLOOKUP(A1,A1,1)
            _xlfn.CONCAT(A1) | A1^2 | A1% | +A1 | --A1 | @A1 | (A1,A1) | SUM((A1,A1)) | (A1):(A1) | A1 A1 | {1,2}
            LAMBDA(x,x)(A1) | LET(x,A1,x) | A2 | A1:B1 | A:A | 1:1 | R1C1 | INDIRECT("A1") | Sheet1!A1 | [1]S!A1 | name
            A1# | IF(A1,) | TRUE(1) | TEXT(A1,A1) | TEXT(A1,"yyyy-mm-dd") | TEXT(A1,"0.0.0") | TEXT(A1,"#.0")
            TEXT(A1,"0"&"0") | =A1 | A1) | (A1 | A1;A1 | A1 1 | 'x' | 007 | 1E+400 | #GETTING_DATA
        """),
    ],
)
def test_what_the_engine_does_not_know_is_refused(formula: str) -> None:
    with pytest.raises(EngineError):
        single(formula, 1.0)


@pytest.mark.parametrize(
    "formula",
    listed("""
        A1:C1 | A1:C1+1 | SUM(A1:C1*2) | AND(ISNUMBER(A1:C1)) | ISNUMBER(A1:C1) | IF(A1:C1,1,2) | SUM(MAX(A1:C1*1))
        SUMPRODUCT(IF(A1:C1="",0,1)) | SUMPRODUCT(IFERROR(A1:C1,0)) | SUMPRODUCT(N(A1:C1))
        SUMPRODUCT(EXACT(A1:C1,1)*1) | SUMPRODUCT(A1:C1,A2:B2) | A1 | B1 | A1:B1
    """),
)
def test_an_array_outside_sumproduct_or_half_a_slot_is_refused(formula: str) -> None:
    with pytest.raises(EngineError):
        single(formula, (1.0, 2.0, 3.0), (1.0, 2.0))


@pytest.mark.parametrize(
    "formula",
    ["ROUND(A1)", "ROUND(A1,1,1)", "SUM()", "IF(A1)", "ROUNDDOWN(A1)", "ISTEXT(A1,A1)", "SUBSTITUTE(A1,1)", "NOT()"],
)
def test_a_wrong_number_of_arguments_is_refused(formula: str) -> None:
    with pytest.raises(EngineError, match=r"with \d arguments"):
        single(formula, 1.0)


def test_ranges_of_different_lengths_are_refused_before_anything_is_computed() -> None:
    with pytest.raises(EngineError, match="ranges of different lengths"):
        single("SUMPRODUCT((A1:C1=A2:B2)*1)", (1.0, 2.0, 3.0), (1.0, 2.0))


def test_functions_of_several_ranges_take_ranges_of_different_lengths() -> None:
    long, short = (1.0, 2.0, "x"), (4.0, None)
    for formula, expected in (("SUM(A1:C1,A2:B2)", 7.0), ("COUNT(A1:C1,A2:B2)", 3.0), ("MAX(A1:C1,A2:B2)", 4.0)):
        assert expected == single(formula, long, short)


def test_the_engine_fails_loudly_over_what_is_no_content() -> None:
    with pytest.raises(EngineError, match="cannot compute"):
        single("A1+1", cast("Content", object()))


def test_text_answers_with_an_error_over_a_format_that_got_past_the_check() -> None:
    assert excel.formatted(1.0, "yyyy") == CellError.VALUE


def test_slots_that_do_not_fit_are_refused() -> None:
    unfit: list[Column] = [[[1.0]], [[1.0], [1.0, 2.0]], [[], []]]
    for slot in unfit:
        with pytest.raises(EngineError):
            evaluate("1", [slot], 2)


def test_references_may_be_absolute_and_functions_in_small_letters() -> None:
    assert single("$A$1+A$2", 1.0, 2.0) == 3.0
    assert single("sum($A1:$C1)", (1.0, 2.0, 3.0)) == 6.0
    assert single(" ( A1 + 1 ) * ( A1 + 1 ) ", 1.0) == 4.0


def test_the_allow_list_is_of_excel_2010_and_the_librarys_tables_stay_as_they_are() -> None:
    expected = """
        IF IFERROR AND OR NOT ISNUMBER ISTEXT ISBLANK ISERROR ISLOGICAL N SUM MIN MAX COUNT COUNTA ABS ROUND
        ROUNDDOWN ROUNDUP TRUNC LEN CLEAN TRIM SUBSTITUTE EXACT SUMPRODUCT TEXT TRUE FALSE
    """
    assert set(expected.split()) == FUNCTIONS
    assert "xlgen" not in get_functions()["ROUND"].__module__
    assert "xlgen" not in OPERATORS["="].__module__
