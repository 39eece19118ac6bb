from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.document.dialects.views import View, fill

from motjuste.document.render import RenderError

CASE = {"x": "1", "user": '{"name": "Ada"}', "items": '["p"]', "price": "3.14159", "w": "6", "n": "42"}


@pytest.mark.parametrize(
    ("text", "pieces", "names"),
    [
        ("a {x} b", ["{x}"], ["x"]),
        ("{x!r:>10} {x:{w}}", ["{x!r:>10}", "{x:{w}}"], ["x", "x", "w"]),
        ("{user.name} {items[0]}", ["{user.name}", "{items[0]}"], ["user", "items"]),
        ("{0} {}", ["{0}", "{}"], []),
        ("{user name}", ["{user name}"], ["user name"]),
        ('{{"a": {x}}}', ["{{", "{x}", "}}"], ["x"]),
        ("{größe}", ["{größe}"], ["größe"]),
        ("no braces", [], []),
    ],
)
def test_fields_and_doubled_braces(text, pieces, names):
    view = View("fstring", text)
    assert ([words for _, words in view.pieces], view.names, view.faults) == (pieces, names, [])


def test_doubled_braces_are_statements():
    assert View("fstring", "{{x}}").pieces == [("statement", "{{"), ("statement", "}}")]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ('{"a": {"b": 1}} x', [0]),
        ("a } b", [2]),
        ("a { b", [2]),
        ('[{"a": 1},\n {"b": 2}]', [1, 12]),
        ("{x} {not; a name}", [4]),
        ("{ x }", [0]),
    ],
)
def test_a_brace_that_python_cannot_read_is_a_fault(text, places):
    assert [fault.span.start for fault in View("fstring", text).template.faults] == places
    with pytest.raises(RenderError):
        fill("fstring", text, CASE)


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("a {x} {{x}}", "a 1 {x}"),
        ("{x!r:>5}|{x:<3}|{x:{w}}", "  '1'|1  |1     "),
        ("{price:.2f} {n:05d}", "3.14 00042"),
        ("{user.name} {items[0]} {user[name]}", "Ada p Ada"),
        ("{user}", '{"name": "Ada"}'),
    ],
)
def test_filling(text, filled):
    assert fill("fstring", text, CASE) == filled


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{gone}", "'gone' has no value"),
        ("{x.__class__}", "has no value"),
        ("{user.age}", "'user.age' has no value"),
        ("{}", "has no name"),
        ("{0}", "has no name"),
        ("{x:>999999999}", "too wide"),
        ("{user:.2f}", "does not fit"),
    ],
)
def test_what_cannot_be_filled_is_named(text, says):
    with pytest.raises(RenderError, match=says):
        fill("fstring", text, CASE)


names = st.sampled_from(["x", "y", "größe"])
parts = st.one_of(
    names.map("{{{}}}".format),
    st.sampled_from(["{{", "}}", "\n", "ab", "é "]),
    names.map("{{{}!r:>8}}".format),
)


@given(st.lists(parts, max_size=20).map("".join), st.text(max_size=5))
def test_filling_is_what_python_does(text, value):
    case = {"x": value, "y": "{x}", "größe": "g"}
    assert fill("fstring", text, case) == text.format(**case)
