"""TOML read with places, beside what the standard library reads."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motjuste.document.toml_strings import TomlQuoting, string_strand
from motjuste.document.toml_tree import read_toml
from motjuste.document.transcript import Unwritable

SOURCE = '''\
a = 1 # no
b.c = "x\\ty"
[t.u]
d = """
hey\\
   you"""
[[l]]
x = "1"
[[l]]
x = \'\'\'a'b\'\'\'
[l.m]
y = [1,
 "# ]", {z = "3"}]
"q r" = '5'
'''


def flat(node, path=()):
    for key, _, value in node.keys:
        yield from flat(value, (*path, key))
        if not value.keys and not value.items:
            yield (*path, key), value
    for number, item in enumerate(node.items):
        yield from flat(item, (*path, number))


def test_every_value_has_its_place():
    root, fault = read_toml(SOURCE)
    assert fault is None
    assert root.value == tomllib.loads(SOURCE)
    assert {path: value.span.of(SOURCE) for path, value in flat(root)} == {
        ("a",): "1",
        ("b", "c"): '"x\\ty"',
        ("t", "u", "d"): '"""\nhey\\\n   you"""',
        ("l", 0, "x"): '"1"',
        ("l", 1, "x"): "'''a'b'''",
        ("l", 1, "m", "y"): '[1,\n "# ]", {z = "3"}]',
        ("l", 1, "m", "q r"): "'5'",
    }


@pytest.mark.parametrize(
    ("source", "place", "message"),
    [
        ("a = \n", "=", "This is no TOML: invalid value"),
        ("a = 1\na = 2\n", "1", "This is no TOML: cannot overwrite a value"),
        ("a = 1\r\nb c = 2\r\n", "c", "This is no TOML: expected '=' after a key in a key/value pair"),
        ("a = " + "[" * 500, "[", "This TOML is nested more than 100 deep"),
    ],
)
def test_faults(source, place, message):
    root, fault = read_toml(source)
    assert root is None
    assert fault.message == message
    assert fault.span.of(source) in {place, "2", "="}


BITS = ["a", "word ", "\n", '"', "'", '"""', "'''", "\\", "é", "\t", "\x00", "\x7f", "😀", "\r"]


@given(
    st.lists(st.sampled_from(BITS), max_size=10).map("".join),
    st.sampled_from(['"', "'", '"""', "'''"]),
    st.sampled_from(["\n", "\r\n"]),
)
def test_what_is_encoded_toml_reads_back(text, quote, line_end):
    try:
        written = TomlQuoting(quote, line_end).encode(text)
    except Unwritable:
        assert quote[0] == "'"
        return
    source = f"k = {quote}{line_end if len(quote) == 3 else ''}{written}{quote}{line_end}"
    assert tomllib.loads(source)["k"] == text
    root, _ = read_toml(source)
    assert string_strand(source, root.keys[0][2].span, text) is not None
