from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motjuste.evals.checks import BadCheck, build
from motjuste.evals.checks.numeric import last_number

DECIMALS = st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**12), max_value=10**12)


@given(DECIMALS, DECIMALS)
def test_the_last_of_two_numbers_is_read_exactly(first, last):
    assert last_number(f"From {first} we get {last}.") == last


@given(st.integers(min_value=-(10**15), max_value=10**15))
def test_thousands_separators_currency_and_per_cent_do_not_count(number):
    sign = "-" if number < 0 else ""
    for written in (
        f"{number:,}",
        f"{sign}${abs(number):,}",
        f"${number:,}",
        f"{number:,}%",
        f"**{number:,}**.",
    ):
        assert last_number(f"The answer is {written}") == number, written


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("She has 3 + 4 = 7 apples.\n#### 42", "42"),
        ("#### 42\nI checked this 3 times.", "3"),
        ("It is 5.\n#### ", "5"),
        ("#### Step 1: 2\n#### Step 2: 4 so 6", "6"),
        ("5.", "5"),
        ("$1,234.50.", "1234.50"),
        ("10 - 3", "3"),
        ("3-5", "5"),
        ("x=-5", "-5"),
        ("(\u22125)", "-5"),
        ("-.5", "-0.5"),
        ("1,2", "2"),
        ("3.14e-2", "0.0314"),
        ("٤٢", "42"),
        ("abc12", None),
        ("none at all", None),
        ("", None),
    ],
)
def test_numbers_in_the_wild(text, number):
    assert last_number(text) == (None if number is None else Decimal(number))


def test_equal_numbers_written_differently_are_equal():
    assert build("numeric", "$1,000.00").score("1e3").value == 1.0
    assert build("numeric", 0.1).score("0.10").value == 1.0
    assert build("numeric", "The sum.\n#### 42").score("42").value == 1.0


def test_the_reason_shows_the_number_that_was_read():
    assert build("numeric", 84).score("4 * 6 = 24").reason == "expected 84, got 24"
    assert build("numeric", 84).score("many").reason == "expected 84, got no number: many"


def test_a_tolerance_is_inclusive():
    check = build("numeric", {"value": 3.14, "tolerance": 0.01})
    assert check.score("3.15").value == 1.0
    assert check.score("3.1501").value == 0.0


@pytest.mark.parametrize(
    "value",
    [None, "many", [1], {"tolerance": 1}, {"value": 1, "tolerance": -1}, {"value": 1, "tolerance": "NaN"},
     {"value": 1, "tolerance": "x"}, {"value": 1, "slack": 1}],
)  # fmt: skip
def test_a_value_without_a_number_is_refused(value):
    with pytest.raises(BadCheck, match="numeric"):
        build("numeric", value)


def test_monstrous_outputs_are_read_in_no_time():
    assert build("numeric", 1).score("9" * 100_000).value == 0.0
    assert build("numeric", 1).score("1,111" * 50_000 + " 1").value == 1.0
    assert build("numeric", 1).score("1e999 " * 1000 + "1").value == 1.0
