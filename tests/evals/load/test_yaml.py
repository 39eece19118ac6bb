from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from motjuste.errors import UserError
from motjuste.evals.case import BadRow
from motjuste.evals.load import tree, yaml
from motjuste.evals.load.files import Files
from motjuste.evals.load.place import Place


def rows(text, display):
    place = Place(Path("/nowhere/x.yaml"), Files(Path("/nowhere/x.yaml"), display))
    held = yaml.held(text, display)
    return iter(()) if held is None else tree.rows(held, place)


TEXT = st.text(st.sampled_from("ab :#-'\"\n\t{}[]é\u2028😀"))


@given(st.lists(st.dictionaries(st.sampled_from(["input", "expected", "q"]), TEXT, min_size=1), max_size=4))
def test_rows_read_back(written):
    file = io.StringIO()
    YAML(typ="safe", pure=True).dump(written, file)
    assert [dict(row.values) for row in rows(file.getvalue(), "x.yaml")] == written


def test_lines_are_those_of_the_items():
    text = "# head\n- input: a\n  expected: b\n\n-\n  input: |\n    two\n    lines\n  expected: d\n- {input: e, expected: f}\n"
    assert [row.line for row in rows(text, "x.yaml")] == [2, 6, 10]


def test_scalars_of_a_row_are_what_their_author_sees():
    text = (
        "- {a: 2024-03-05, b: 1.50, c: 007, d: True, e: yes, f: 1_000, g: ~, h: '~', i: .inf, j: 0x1F, k: }\n"
    )
    (row,) = rows(text, "x.yaml")
    assert row.values == {
        "a": "2024-03-05", "b": "1.50", "c": "007", "d": "True", "e": "yes", "f": "1_000", "g": None, "h": "~",
        "i": ".inf", "j": "0x1F", "k": None,
    }  # fmt: skip


def test_what_is_nested_deeper_is_typed():
    text = "- assert:\n  - type: is-json\n    value: {a: 1.50, b: True, c: [0x1F, 0o17, 1_000, 007], d: .inf, e: 2024-03-05, f: ~}\n"
    (row,) = rows(text, "x.yaml")
    check = {
        "a": 1.5, "b": True, "c": [31, 15, 1000, 7], "d": ".inf", "e": "2024-03-05", "f": None,
    }  # fmt: skip
    assert row.values["assert"] == [{"type": "is-json", "value": check}]


def test_promptfoos_tests_inherit_from_default_test():
    text = """
prompts: [file://p.txt]
defaultTest:
  vars: {tone: dry, n: 1}
  threshold: 0.5
  assert:
    - type: not-contains
      value: sorry
tests:
  - vars: {body: hi, n: 2}
    assert:
      - type: contains
        value: ho
  - vars: {body: hu}
"""
    first, second = rows(text, "x.yaml")
    assert first.line == 10
    assert first.values["vars"] == {"tone": "dry", "n": "2", "body": "hi"}
    assert [check["type"] for check in first.values["assert"]] == ["not-contains", "contains"]
    assert first.values["threshold"] == "0.5"
    assert [check["type"] for check in second.values["assert"]] == ["not-contains"]


def test_anchors_and_merge_keys_are_resolved():
    text = "- &base {input: a, expected: b}\n- <<: *base\n  input: c\n- <<: [{input: d}, *base]\n"
    found = [dict(row.values) for row in rows(text, "x.yaml")]
    assert found == [
        {"input": "a", "expected": "b"},
        {"input": "c", "expected": "b"},
        {"input": "d", "expected": "b"},
    ]


@pytest.mark.parametrize(
    ("item", "message"),
    [
        ("just a text", "is a text, not a mapping"),
        ("[a, b]", "is a list, not a mapping"),
        ("", "is a null, not a mapping"),
        ("file://tests.csv", "names a file that does not exist"),
        ("{a: 1, a: 2}", "the key `a` twice"),
        ("{[a]: 1}", "is a list; keys are texts"),
        ("{<<: 3, a: 1}", "merge key"),
        ("{a: &x {b: *x}}", "levels deep"),
        ("&m {<<: *m, a: &y [*y]}", "levels deep"),
    ],
)
def test_a_bad_row_is_listed_and_the_next_is_read(item, message):
    bad, good = rows(f"- {item}\n- {{input: a}}\n", "x.yaml")
    assert isinstance(bad, BadRow), bad
    assert bad.line == 1
    assert message in bad.message
    assert (good.line, good.values) == (2, {"input": "a"})


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("- a: [1\n- b: 2\n", 2),
        ("- a: b: c\n", 1),
        ("- a: 1\n\t- b\n", 2),
        ("- a: *nowhere\n", 1),
        ("- a: 1\n---\n- b: 2\n", 2),
        ("just words\n", 1),
        ("prompts: [a]\n", 1),
        ("defaultTest: file://d.yaml\ntests: [{vars: {a: 1}}]\n", 1),
        ("defaultTest: {a: 1, a: 2}\ntests: [{vars: {a: 1}}]\n", 1),
        ("- a: \x07\n", None),
        ("[" * 100_000, None),
    ],
)
def test_a_file_that_is_no_list_of_rows_is_one_error_with_its_line(text, line):
    with pytest.raises(UserError) as caught:
        list(rows(text, "x.yaml"))
    assert caught.value.path == "x.yaml"
    assert caught.value.line == line
    assert caught.value.remedy
    assert "\n" not in caught.value.message


@pytest.mark.parametrize("text", ["", "\n# nothing\n", "[]", "tests: []\n", "tests:\n", "~"])
def test_a_file_without_rows_has_none(text):
    assert list(rows(text, "x.yaml")) == []


def test_an_alias_bomb_is_refused_before_it_bursts():
    text = "- a: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for level in range(1, 12):
        text += f"  b{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 10)}]\n"
    (bad,) = rows(text, "x.yaml")
    assert "aliases" in bad.message


def test_merge_keys_that_multiply_are_read_once():
    text = "- &a0 {k: v}\n"
    for level in range(1, 60):
        text += f"- &a{level} {{<<: [*a{level - 1}, *a{level - 1}]}}\n"
    assert all(row.values == {"k": "v"} for row in rows(text, "x.yaml"))
