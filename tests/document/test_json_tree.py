"""JSON read with places: the same data as the standard library, and faults at exactly their place."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motjuste.document.json_tree import read_json

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(values, st.booleans(), st.sampled_from([None, 2]))
def test_it_reads_what_json_reads(value, ascii_only, indent):
    source = json.dumps(value, ensure_ascii=ascii_only, indent=indent)
    tree = read_json(source)
    assert tree.fault is None
    assert tree.root.value == value
    assert json.loads(tree.root.span.of(source)) == value


def test_keys_and_values_have_their_places():
    source = '{"a\\n": [1, {"b": "x"}]}'
    (key, span, value) = read_json(source).root.keys[0]
    assert (key, span.of(source), value.span.of(source)) == ("a\n", '"a\\n"', '[1, {"b": "x"}]')
    assert value.items[1].keys[0][2].span.of(source) == '"x"'


@pytest.mark.parametrize(
    ("source", "place", "message"),
    [
        ("", (0, 0), "it ends in the middle"),
        ('["a", ', (4, 5), "it ends in the middle"),
        ("[1 2]", (3, 4), "a comma is missing before this"),
        ('{"a" 1}', (5, 6), "a colon is missing before this"),
        ("{a: 1}", (1, 2), "a is no value"),
        ('["abc\n"]', (1, 2), "the string that opens here is never closed on its line"),
        ("[1,]", (3, 4), "a ] stands where none can"),
        ("[1]x", (3, 4), "x is no value"),
        ("[NaN]", (1, 4), "NaN is no value"),
        ("[" * 200, (100, 101), "it is nested more than 100 deep"),
    ],
)
def test_faults_stand_at_their_place(source, place, message):
    fault = read_json(source).fault
    assert ((fault.span.start, fault.span.end), fault.message) == (place, message)


def test_what_came_before_a_fault_is_kept():
    assert read_json('{"a": [1, 2], "b"').root.value == {"a": [1, 2]}


def test_tags_of_a_template_engine_may_stand_between_values():
    tree = read_json('[{"a": 1}, {% for x in y %} {"a": "{{ x }}"}, {% endfor %} {# c #} {"b": 2},]')
    assert tree.fault is None
    assert tree.templated
    assert tree.root.value == [{"a": 1}, {"a": "{{ x }}"}, {"b": 2}]


def test_a_template_may_write_a_whole_value():
    source = '{"a": {{ topic | dump }}, "b": [{{x}}, 1]}'
    tree = read_json(source)
    assert (tree.fault, tree.templated) == (None, False)
    assert tree.root.value == {"a": "{{ topic | dump }}", "b": ["{{x}}", 1]}


@pytest.mark.parametrize(
    "source", ['{{"a": 1}}', "{ {{x}}: 1}", '{"a" {{x}}}', "[1 {{x}}]", '["a", {{x', "[{{}}]"]
)
def test_braces_elsewhere_are_a_fault(source):
    assert read_json(source).fault is not None
