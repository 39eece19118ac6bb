from __future__ import annotations

import json
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.pace import within

from motjuste.errors import UserError
from motjuste.evals.load import json_file, read_eval_set

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(VALUES, st.sampled_from([None, 1]))
def test_values_read_back_with_their_parts(value, indent):
    held = json_file.held(json.dumps(value, indent=indent), "x.json")
    assert held.data() == value
    if isinstance(value, list):
        assert [item.data() for item in held.items()] == value
    if isinstance(value, dict):
        assert {key: member.data() for key, member in held.members().items()} == value


def test_lines_are_those_of_the_items(tmp_path):
    path = tmp_path / "x.json"
    path.write_text(
        '\n[\n {"input": "a",\n  "expected": "b"}, {"input": "c", "expected": "d"},\n\n {"input": 1, "input": 2},\n 3]'
    )
    found = read_eval_set(path)
    assert [case.line for case in found.cases] == [3, 4]
    assert [(bad.line, bad.message) for bad in found.bad_rows] == [
        (6, "The row has the key `input` twice; keep one of them"),
        (7, "The row is a text, not a mapping; write `input: …` and `expected: …`"),
    ]


@pytest.mark.parametrize(
    ("text", "line"),
    [("[1, 2", 1), ("[\n{]", 2), ('{"a": 1} 2', 1), ("[" * 100_000, 1), ("[NaN]", None), ("nothing", 1), ("{'a': 1}", 1),
     ("[1" + "0" * 5000 + "]", 1)],
)  # fmt: skip
def test_what_is_no_json_is_one_error(tmp_path, text, line):
    path = tmp_path / "x.json"
    path.write_text(text)
    if line is None:
        assert read_eval_set(path).bad_rows
        return
    with pytest.raises(UserError) as caught:
        read_eval_set(path)
    assert caught.value.line == line


def test_ten_thousand_rows_are_read_in_time(tmp_path):
    rows = [
        {"input": f"question {n}", "expected": f"answer {n}", "metadata": {"n": n}} for n in range(10_000)
    ]
    for name, text in (("x.json", json.dumps(rows, indent=1)), ("x.jsonl", "\n".join(map(json.dumps, rows)))):
        (tmp_path / name).write_text(text)
        assert len(within(2, partial(read_eval_set, tmp_path / name)).cases) == 10_000
