from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motjuste.document.front_matter import read_front_matter
from motjuste.document.parse import parse


def words(text, span):
    return span.of(text)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_keys_and_values_know_their_places_under_every_line_end(end):
    lines = [
        "---",
        "# a note 😀",
        "description: 'Sorts, 😀'",
        "inputs:",
        "  - ticket",
        "evals: ./x.jsonl",
        "---",
        "Body",
    ]
    text = end.join(lines)
    front = read_front_matter(text)
    assert {key: one.value for key, one in front.settings.items()} == {
        "description": "Sorts, 😀",
        "inputs": ["ticket"],
        "evals": "./x.jsonl",
    }
    for key, one in front.settings.items():
        assert words(text, one.key_span) == key
    assert words(text, front.settings["evals"].value_span) == "./x.jsonl"
    assert words(text, front.settings["description"].value_span) == "'Sorts, 😀'"
    assert words(text, front.settings["inputs"].children[0].value_span) == "ticket"
    assert text[front.body_start :] == "Body"
    assert words(text, front.span) == text[: -len(end) - 4]


def test_nested_mappings_are_children_with_places_of_their_own():
    text = "---\nmetadata:\n  team: support\n  evals: ./x.jsonl\n---\n"
    metadata = read_front_matter(text).settings["metadata"]
    assert metadata.value == {"team": "support", "evals": "./x.jsonl"}
    assert [words(text, child.value_span) for child in metadata.children] == ["support", "./x.jsonl"]
    assert words(text, metadata.value_span) == "team: support\n  evals: ./x.jsonl"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "---",
        "----\nkey: value\n---\n",
        " ---\nkey: value\n---\n",
        "---\n\nA paragraph.\n\n---\n\nAnother.",
        "---\nA line of prose.\n\nMore of it: yes, a colon.\n\n---\nAnother.",
        "---\nNo end and no settings.",
        "Body\n---\nkey: value\n---\n",
        "---\r\n\r\nA paragraph.\r\n\r\n---\r\n",
    ],
)
def test_a_horizontal_rule_is_no_front_matter(text):
    front = read_front_matter(text)
    assert (front.span, front.body_start, front.faults) == (None, 0, ())


@pytest.mark.parametrize("text", ["---\n---\nBody", "---\n# only a note\n---\nBody", "---\n~\n---\nBody"])
def test_empty_front_matter_is_front_matter(text):
    front = read_front_matter(text)
    assert (text[front.body_start :], dict(front.settings), front.faults) == ("Body", {}, ())


def test_front_matter_may_begin_with_an_empty_line_if_it_holds_settings():
    assert read_front_matter("---\n\nrole: user\n---\nBody").settings["role"].value == "user"


@pytest.mark.parametrize(
    ("block", "at"),
    [
        ("a: [1, 2\n", "2"),
        ("a: 'open\n", "'open"),
        ("a: b: c\n", "b:"),
        ("a: 1\n\tb: 2\n", "\t"),
        ("a: 1\na: 2\n", "a"),
        ("a: *nowhere\n", "*nowhere"),
        ("a: &x [*x]\n", "[*x]"),
        ("- one\n- two\n", "- one"),
        ('a: "\\q"\n', '"\\q"'),
        ("a: \x07\n", "\x07"),
        ("a: 1\n  b: 2\n", "b:"),
        ("a: @b\n", "@b"),
    ],
)
def test_broken_settings_are_pointed_at_and_the_body_stands(block, at):
    text = f"---\n{block}---\nBody {{{{ x }}}}"
    document = parse("a.md", text)
    (fault,) = document.faults
    assert (fault.code, fault.span.of(text).strip(" ")) == ("F001", at)
    assert document.variable_names == ("x",)
    assert text[document.messages[0].span.start :] == "Body {{ x }}"


def test_an_unclosed_fence_costs_the_settings_up_to_the_first_empty_line():
    text = "---\nrole: user\ndescription: x\n\nBody {{ x }}"
    front = read_front_matter(text)
    assert front.settings["role"].value == "user"
    assert words(text, front.span) == "---\nrole: user\ndescription: x\n"
    assert [fault.code for fault in front.faults] == ["F001"]


def test_the_last_of_two_equal_keys_counts():
    assert read_front_matter("---\nrole: user\nrole: system\n---\n").settings["role"].value == "system"


@given(st.text(st.sampled_from("-\n\r\t ab:#'\"[]{}&*!|>%@`,?\\0.~😀\ufeff")))
def test_no_text_makes_it_raise_and_every_place_lies_inside(text):
    for whole in (text, f"---\n{text}\n---\nBody", f"---\r\n{text}"):
        front = read_front_matter(whole)
        assert 0 <= front.body_start <= len(whole)
        assert front.span is None or front.span.end <= front.body_start
        for setting in front.settings.values():
            assert setting.key_span.end <= front.body_start
            assert setting.value_span.end <= front.body_start
        assert all(fault.span.end <= len(whole) for fault in front.faults)


@given(
    st.dictionaries(
        st.from_regex(r"[a-z_]{1,8}", fullmatch=True),
        st.one_of(
            st.integers(), st.booleans(), st.none(), st.from_regex(r"[a-z][a-z ]{0,9}[a-z]", fullmatch=True)
        ),
        min_size=1,
    )
)
def test_what_yaml_writes_is_read_back(settings):
    from io import StringIO

    from ruamel.yaml import YAML

    stream = StringIO()
    YAML().dump(settings, stream)
    front = read_front_matter(f"---\n{stream.getvalue()}---\nBody")
    assert {key: one.value for key, one in front.settings.items()} == settings
    assert front.faults == ()
