from __future__ import annotations

import pytest
from tests.document.dialects.views import View, fill

from motjuste.document.render import RenderError

LISTS = {"items": '[{"n": "a"}, {"n": "b"}]', "words": '["p", "q"]', "user": '{"name": "Ada"}', "empty": "[]"}


@pytest.mark.parametrize(
    ("text", "pieces", "names"),
    [
        ("Hi {{x}}!", [("variable", "{{x}}")], ["x"]),
        ("{{ x }}", [("variable", "{{ x }}")], ["x"]),
        ("{{{x}}}", [("variable", "{{{x}}}")], ["x"]),
        ("{{&x}} {{& y }}", [("variable", "{{&x}}"), ("variable", "{{& y }}")], ["x", "y"]),
        ("{{user.name}}", [("variable", "{{user.name}}")], ["user"]),
        ("a {{! note }} b", [("hidden", "{{! note }}")], []),
        ("{{> head}}", [("statement", "{{> head}}")], []),
        (
            "{{#s}}{{n}}{{/s}}{{x}}",
            [("statement", "{{#s}}"), ("variable", "{{n}}"), ("statement", "{{/s}}"), ("variable", "{{x}}")],
            ["s?", "n?", "x"],
        ),
        ("{{^s}}no{{/s}}", [("statement", "{{^s}}"), ("statement", "{{/s}}")], ["s?"]),
        (
            "{{#s}}{{.}}{{/s}}",
            [("statement", "{{#s}}"), ("variable", "{{.}}"), ("statement", "{{/s}}")],
            ["s?"],
        ),
        ("{{=<% %>=}}<%x%> {{y}}", [("statement", "{{=<% %>=}}"), ("variable", "<%x%>")], ["x"]),
        ('{"a": {"b": 1}}', [], []),
        ("{x} {% if y %}", [], []),
    ],
)
def test_tags_and_names(text, pieces, names):
    view = View("mustache", text)
    assert (view.pieces, view.names, view.faults) == (pieces, names, [])


@pytest.mark.parametrize(
    ("text", "faulty", "says"),
    [
        ("a {{x", ["{{"], "never closed with }}"),
        ("a {{x {{y}}", ["{{"], "never closed with }}"),
        ("{{{x}}", ["{{{x}}"], "three"),
        ("{{#a}}x", ["{{#a}}"], "never closed with {{/a}}"),
        ("x{{/a}}", ["{{/a}}"], "closes no block: none is open"),
        ("{{#a}}{{/b}}{{/a}}", ["{{/b}}"], "the one open here is 'a'"),
        ("{{#a}}{{#b}}{{/a}}", ["{{#b}}"], "never closed with {{/b}}"),
        ("{{ }}", ["{{ }}"], "names nothing"),
        ("{{=x=}}", ["{{=x=}}"], "delimiters"),
        ("{{! open", ["{{"], "never closed"),
    ],
)
def test_faults_stand_at_their_words(text, faulty, says):
    view = View("mustache", text)
    assert view.faulty == faulty
    assert says in view.faults[0][1]


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("{{x}} {{{x}}} {{&x}}", "<1> <1> <1>"),
        ("{{user.name}}", "Ada"),
        ("{{#items}}[{{n}}]{{/items}}", "[a][b]"),
        ("{{#words}}{{.}},{{/words}}", "p,q,"),
        ("{{#user}}{{name}} {{x}}{{/user}}", "Ada <1>"),
        ("{{#empty}}no{{/empty}}{{^empty}}none{{/empty}}", "none"),
        ("{{#gone}}no{{/gone}}{{^gone}}none{{/gone}}", "none"),
        ("{{#x}}has {{x}}{{/x}}", "has <1>"),
        ("{{words}}", '["p", "q"]'),
        ("a\n{{#words}}\n- {{.}}\n{{/words}}\nb", "a\n- p\n- q\nb"),
        ("a\r\n  {{#x}}\r\n  b\r\n  {{/x}}\r\nc", "a\r\n  b\r\nc"),
        ("a\n {{! note }} \nb", "a\nb"),
        ("a {{! note }} b", "a  b"),
        ("{{=<% %>=}}\n<%x%> {{x}}", "<1> {{x}}"),
    ],
)
def test_filling(text, filled):
    assert fill("mustache", text, {"x": "<1>", **LISTS}) == filled


def test_values_are_never_read_as_template_text():
    assert fill("mustache", "{{x}} {{y}}", {"x": "{{y}}", "y": "{{#x}}"}) == "{{y}} {{#x}}"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{{x}} {{gone}}", "'gone' has no value"),
        ("{{user.age}}", "'user.age' has no value"),
        ("{{> head}}", "the partial 'head'"),
        ("{{#a}}", "never closed"),
        ("{{#a}}" * 3000 + "{{/a}}" * 3000, "nested too deeply"),
    ],
)
def test_what_cannot_be_filled_is_named(text, says):
    with pytest.raises(RenderError, match=says):
        fill("mustache", text, {"x": "1", "a": "1", **LISTS})


def test_a_template_cannot_grow_without_end():
    many = "[" + ",".join(["1"] * 300) + "]"
    with pytest.raises(RenderError, match="more than"):
        fill("mustache", "{{#m}}{{#m}}{{#m}}x{{/m}}{{/m}}{{/m}}", {"m": many})
