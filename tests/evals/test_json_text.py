from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motjuste.evals.json_text import WrittenFloat, json_text


@given(st.text())
def test_a_text_stands_for_itself(text):
    assert json_text(text) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        (True, "true"),
        (0, "0"),
        (1.5, "1.5"),
        ([1, "é"], '[1,"é"]'),
        ({"a": {"b": None}}, '{"a":{"b":null}}'),
        (WrittenFloat("1.50"), "1.50"),
        (WrittenFloat("1e3"), "1e3"),
    ],
)
def test_everything_else_is_compact_json(value, text):
    assert json_text(value) == text


@given(st.dictionaries(st.text(), st.lists(st.integers() | st.text() | st.booleans())))
def test_nested_values_read_back(value):
    assert json.loads(json_text(value)) == value


def test_a_written_number_is_still_a_number():
    assert WrittenFloat("1.50") == 1.5
    assert json.dumps([WrittenFloat("1.50")]) == "[1.5]"
