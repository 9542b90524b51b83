"""Rounding as Excel does it: half-up on the decimal value of 15 significant digits."""

from __future__ import annotations

import decimal
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlgen.recompute.engine import evaluate

_RATES = range(10_001)  # in ten-thousandths: 0 % to 100 % with two decimals
_WEIGHTS = range(1, 21)
_WIDE = decimal.Context(prec=400)
_ROUNDINGS = {
    "ROUND": decimal.ROUND_HALF_UP,
    "ROUNDUP": decimal.ROUND_UP,
    "ROUNDDOWN": decimal.ROUND_DOWN,
    "TRUNC": decimal.ROUND_DOWN,
}


def test_every_score_of_every_rate_and_weight_is_rounded_half_up() -> None:
    pairs = [(rate, weight) for weight in _WEIGHTS for rate in _RATES]
    rates = [[rate / 10_000] for rate, _ in pairs]
    weights = [[float(weight)] for _, weight in pairs]
    # In whole numbers: rate*weight ten-thousandths are, half-up, (rate*weight + 50) // 100 hundredths.
    expected = [(rate * weight + 50) // 100 / 100 for rate, weight in pairs]
    assert len(pairs) == 200_020
    assert expected == evaluate("ROUND(A1*A2,2)", [rates, weights], len(pairs))


@pytest.mark.parametrize("function", sorted(_ROUNDINGS))
@given(
    numbers=st.lists(
        st.one_of(
            st.floats(-1e15, 1e15),
            st.floats(-1000, 1000),
            # Halves and their neighbours: where binary rounding goes wrong.
            st.integers(-(10**7), 10**7).map(lambda half: half / 20_000),
        ),
        min_size=1,
    ),
    digits=st.integers(0, 4),
)
def test_rounding_is_decimal_on_fifteen_digits(function: str, numbers: list[float], digits: int) -> None:
    def rounded(number: float) -> float:
        value = Decimal(f"{number:.15g}")
        return float(value.quantize(Decimal(1).scaleb(-digits), _ROUNDINGS[function], _WIDE))

    expected = [rounded(number) for number in numbers]
    assert expected == evaluate(f"{function}(A1,{digits})", [[[number] for number in numbers]], len(numbers))
