"""What a rule's text alone tells of it: held against what the engine gives for the same rule."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlgen import formula
from xlgen.formula import Area, kinds
from xlgen.formula.kinds import NUMBER, WORDS, Kinds
from xlgen.model import CellError, Content
from xlgen.recompute import engine

NUMBERS = ("a", "b")
WORD = "word"


def _of_name(name: str) -> Kinds:
    return WORDS if name == WORD else NUMBER


def _value(text: str, contents: dict[str, Content]) -> Content:
    """Return what the engine gives for a rule."""
    node = formula.parse_rule(text)
    names = formula.names(node)
    slotted, areas = formula.slotted(
        formula.bind(node, {name: (Area.cell("", row, 0),) for row, name in enumerate(names)})
    )
    (found,) = engine.evaluate(slotted, [[(contents[names[area.top]],)] for area in areas], 1)
    return found


def _kind(value: Content) -> str:
    if isinstance(value, str):
        return "text" if value else "blank"
    return "truth" if isinstance(value, bool) else "number"


_CONTENTS = st.fixed_dictionaries(
    {
        **dict.fromkeys(NUMBERS, st.sampled_from([0.0, 1.0, -2.5, 100.0])),
        WORD: st.sampled_from(["", "是", "2"]),
    }
)
_RULES = st.recursive(
    st.sampled_from(["0", "1", "2.5", *NUMBERS, WORD, '""', '"是"', "TRUE"]),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["+", "-", "*", "/", "=", "<", ">=", "&"]), inner).map(
            lambda each: f"({each[0]}){each[1]}({each[2]})"
        ),
        st.tuples(st.sampled_from(["ABS", "MAX", "NOT", "LEN", "TRIM", "ISTEXT", "N"]), inner).map(
            lambda each: f"{each[0]}({each[1]})"
        ),
        st.tuples(st.sampled_from(["ROUND", "IFERROR", "EXACT", "MIN", "SUM", "OR"]), inner, inner).map(
            lambda each: f"{each[0]}({each[1]},{each[2]})"
        ),
        st.tuples(inner, inner, inner).map(lambda each: f"IF({each[0]},{each[1]},{each[2]})"),
    ),
    max_leaves=8,
)


@settings(deadline=None)
@given(text=_RULES, contents=_CONTENTS)
def test_whatever_a_rule_gives_is_of_a_kind_that_it_may_give(text: str, contents: dict[str, Content]) -> None:
    value = _value(text, contents)

    if isinstance(value, CellError):
        return
    assert _kind(value) in kinds.kinds(formula.parse_rule(text), _of_name)


@settings(deadline=None)
@given(text=_RULES, contents=_CONTENTS)
def test_what_is_zero_by_its_text_is_zero_or_an_error_whatever_the_cells_hold(
    text: str, contents: dict[str, Content]
) -> None:
    if kinds.is_zero(formula.parse_rule(text)):
        value = _value(text, contents)

        assert isinstance(value, CellError) or value == 0


@settings(deadline=None)
@given(text=_RULES, contents=_CONTENTS)
def test_a_division_by_what_is_zero_is_always_an_error(text: str, contents: dict[str, Content]) -> None:
    if kinds.is_zero(formula.parse_rule(text)):
        assert isinstance(_value(f"a/({text})", contents), CellError)


@pytest.mark.parametrize(
    "text",
    [
        *("0", "-0", "0.00", "1-1", "2*3-6", "0*a", "a*0", "a-a", "0/a", "a*b*0", "-(a-a)", "0+0*b", "1/3-1/3"),
        *("ABS(0)", "ROUND(0,2)", "ROUND(a-a,b)", "MAX(0,1-1)", "SUM(0,0*a)", "TRUNC(0*a)"),
    ],
)
def test_what_is_always_zero_is_told_so(text: str) -> None:
    assert kinds.is_zero(formula.parse_rule(text))


@pytest.mark.parametrize(
    "text", ["a", "1", "a-b", "a-1", "a+0", "MAX(0,a)", "MIN(a,0)", "ROUND(a,0)", "1/0", "a/0", "IF(a>0,a,0)", "0/0-1"]
)
def test_what_may_be_another_number_or_an_error_is_not(text: str) -> None:
    assert not kinds.is_zero(formula.parse_rule(text))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a/0", ["divided-by-zero"]),
        ("a/b", []),
        ('a+"x"', ["words-counted"]),
        ("word*2", ["words-counted"]),
        ("-word", ["words-counted"]),
        ("SUM(a,word)", ["words-counted"]),
        ('word=""', []),
        ('a=""', ["kinds-compared"]),
        ("word>a", ["kinds-compared"]),
        ("EXACT(a,word)", ["kinds-compared"]),
        ("EXACT(word,word)", []),
        ("IF(word,1,2)", ["not-a-condition"]),
        ("AND(word,a>0)", ["not-a-condition"]),
        ("IF(a,1,2)", []),
        ("(a>0)*5", []),
        ('IF(a>0,1,"")*2', []),
        ('LEN(word)+COUNT(a,word)+N("x")', []),
    ],
)
def test_parts_that_can_never_be_computed_are_found(text: str, found: list[str]) -> None:
    assert found == [each.key for each in kinds.misuses(formula.parse_rule(text), _of_name)]
