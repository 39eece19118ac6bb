from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motjuste.evals.load import yaml, yaml_fast
from motjuste.evals.load.yaml_nodes import Reader

WORDS = st.sampled_from(
    ["yes", "True", "false", "007", "0o17", "0x1F", "1_000", "1.50", "1e3", ".5", "-.inf", ".nan", "~", "null", "", "<",
     "2024-03-05", "12:30", "=", "0b11", "+1", "1.", "a b", "'1'", '"x"', "!t x", "[1, a]", "{a: 1}"]
)  # fmt: skip


@given(st.lists(st.tuples(st.sampled_from("abcdef"), WORDS), min_size=1, unique_by=lambda pair: pair[0]))
def test_both_readers_give_the_same_data(pairs):
    text = "".join(f"{key}: {word}\n" for key, word in pairs)
    fast, careful = yaml_fast.compose(text), yaml._composed_with_care(text, "x.yaml")
    assert fast is not None
    assert careful is not None
    assert Reader().plain(fast) == Reader().plain(careful)
    assert Reader().row(fast) == Reader().row(careful)


@pytest.mark.parametrize("text", ["a: b: c", "a: [1", "- a\n--- \n- b", "a: \x07", "a: \u2028b", "\ud800"])
def test_what_libyaml_does_not_take_is_left_to_the_other(text):
    with pytest.raises(LookupError):
        yaml_fast.compose(text)


@pytest.mark.parametrize(
    "text", ["[" * 5_000 + "]" * 5_000, "- " * 100_000 + "a", "{a: " * 100_000 + "}" * 100_000]
)
def test_what_is_nested_too_deep_is_refused_before_it_is_composed(text):
    with pytest.raises((yaml_fast.TooDeepError, LookupError)):
        yaml_fast.compose(text)
