from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motjuste.evals.checks import BadCheck, build


@given(st.text(), st.text(min_size=1), st.text())
def test_a_text_contains_each_of_its_pieces(before, needle, after):
    assert build("contains", needle).score(before + needle + after).value == 1.0


@given(st.text(alphabet="aAbB", min_size=1), st.text(alphabet="aAbB"))
def test_icontains_is_contains_on_folded_text(needle, output):
    folded = build("contains", needle.casefold()).score(output.casefold()).value
    assert build("icontains", needle).score(output).value == folded


@pytest.mark.parametrize(
    ("name", "value", "output", "passes"),
    [
        ("contains-any", ["cat", "dog"], "a dog", True),
        ("contains-any", ["cat", "dog"], "a DOG", False),
        ("icontains-any", ["cat", "dog"], "a DOG", True),
        ("contains-all", ["cat", "dog"], "a dog and a cat", True),
        ("contains-all", ["cat", "dog"], "a dog", False),
        ("icontains-all", ["cat", "dog"], "DOG, CAT", True),
        ("contains-any", "cat, dog", "a dog", True),
        ("contains-all", "cat,dog", "a dog", False),
        ("contains-all", [1, 2], "2 and 1", True),
        ("contains", "a,b", "a,b", True),
        ("contains", "a,b", "b", False),
    ],
)
def test_any_and_all(name, value, output, passes):
    assert build(name, value).score(output).value == float(passes)


def test_the_reason_names_only_what_is_missing():
    assert build("contains-all", ["cat", "dog"]).score("a dog").reason == 'does not contain "cat", got a dog'
    reason = build("contains-any", ["cat", "dog"]).score("a cow").reason
    assert reason == 'does not contain any of "cat", "dog", got a cow'


@pytest.mark.parametrize(
    ("name", "value"),
    [("contains", None), ("contains", ""), ("contains", ["a"]), ("contains-any", []), ("contains-any", " , "),
     ("contains-all", ["a", ""]), ("contains-all", [["a"]]), ("contains-any", {"a": 1})],
)  # fmt: skip
def test_a_value_that_every_output_would_pass_is_refused(name, value):
    with pytest.raises(BadCheck, match=name):
        build(name, value)


def test_starts_with_looks_past_leading_white_space():
    check = build("starts-with", "Dear")
    assert check.score("\n Dear Sir").value == 1.0
    assert check.score("My dear").reason == 'does not start with "Dear", got My dear'
    assert build("starts-with", "  x").score("  x").value == 1.0
    with pytest.raises(BadCheck):
        build("starts-with", "")


def test_commas_inside_double_quotes_separate_nothing():
    assert build("contains-all", '"1,000", in stock').demand == 'contain all of "1,000", "in stock"'
    assert build("contains-any", 'say "hi", bye').demand == 'contain any of "say "hi"", "bye"'
    assert build("contains-any", '"never closed, x').demand == 'contain any of ""never closed", "x"'
