"""Column names stand where the file writes them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motjuste.evals.column_places import column_places
from motjuste.text.span import Span


def names(suffix, text):
    found = column_places(suffix, text)
    assert all(one.span.of(text) == one.name for one in found)
    return [one.name for one in found]


@pytest.mark.parametrize(
    ("suffix", "text", "expected"),
    [
        (".jsonl", '{"a": 1, "expected": "b"}\r\n\n {"c": "x"}\n', ["a", "c"]),
        (".jsonl", '{"vars": {"a": 1}, "description": "b"}\n', ["a"]),
        (".jsonl", '{"input": {"a": 1}, "target": "b"}\n', ["a"]),
        (".jsonl", '{"input": "a", "output": "b"}\n', ["input"]),
        (".jsonl", '{broken\n{"a": 1}\n', ["a"]),
        (".jsonl", '{"\\u0061": 1}\n', []),
        (".json", '[{"a": 1}, {"b": 2}]', ["a", "b"]),
        (
            ".json",
            '{"tests": [{"vars": {"a": 1}}], "defaultTest": {"vars": {"b": 1}}, "prompts": []}',
            ["a", "b"],
        ),
        (".json", '{"data": [{"a": 1}]}', ["a"]),
        (".yaml", "- a: 1\n  'b': 2\n- vars:\n    c: 3\n", ["a", "b", "c"]),
        (".yaml", "tests:\n- vars: &x {a: 1}\n- vars: *x\n", ["a"]),
        (".yaml", "a: [\n", []),
        (".csv", 'a, "b c" ,expected\n1,2,3\n', ["a", "b c", "expected"]),
        (".csv", "a\r\nb\r\n", ["a"]),
        (".csv", "", []),
        (".md", '{"a": 1}', []),
    ],
)
def test_names_stand_where_they_are_written(suffix, text, expected):
    assert names(suffix, text) == expected


@given(
    st.sampled_from([".jsonl", ".json", ".yaml", ".csv"]),
    st.lists(
        st.sampled_from(['{"a":1}', "- a: 1", '"', ",", "\n", "\r", "{", "vars:", "[", "x", "\U0001f3ab"]),
        max_size=20,
    ).map("".join),
)
def test_no_text_makes_it_raise(suffix, text):
    names(suffix, text)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_of_rows_with_lines_of_their_own_only_those_asked_for_are_looked_at(end):
    text = end.join(f'{{"a{number}": "é", "b": 1}}' for number in range(5))
    everywhere = column_places(".jsonl", text)
    first, second = text.index(end), text.index("a2")
    for within, rows in (
        (Span(0, 0), [0]),
        (Span(first, first), [0]),
        (Span(second - 1, second + 20), [2, 3]),
    ):
        expected = [one for one in everywhere if text[: one.span.start].count(end) in rows]
        assert list(column_places(".jsonl", text, within)) == expected
    assert column_places(".csv", "a,b\n1,2\n", Span(5, 5)) == column_places(".csv", "a,b\n1,2\n")
