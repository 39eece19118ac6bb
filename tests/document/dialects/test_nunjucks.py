"""The `nunjucks` dialect: where it is Jinja, where it is not, and what no case can fill."""

from __future__ import annotations

import pytest
from tests.pace import within

from motjuste.document.dialects.nunjucks import as_jinja
from motjuste.document.model import PieceKind
from motjuste.document.parse import parse
from motjuste.document.render import RenderError, render


def read(text):
    return parse("a.md", text, dialect="nunjucks")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("{{ a }} and {{b.c}}", ("a", "b")),
        ("{{ a | dump | safe }}", ("a",)),
        ("{% if a === 'x' %}1{% elseif b !== 2 %}2{% endif %}", ("a", "b")),
        ("{% for x in xs %}{{ x }}{% endfor %}", ("xs",)),
        ("{% asyncEach x in xs %}{{ x }}{% endeach %}", ("xs",)),
        ("{% asyncAll x in xs %}{{ x }}{% endall %}", ("xs",)),
        ("{% ifAsync a %}1{% endif %}", ("a",)),
        ("{% switch a %}{% case b %}1{% default %}2{% endswitch %}", ("a", "b")),
        ("{%- elseif a -%}", ()),
        ("{# {{ a }} #}b", ()),
        ("{% set a = 1 %}{{ a }}", ()),
        ("a === b {% raw %}{{ c }}{% endraw %}", ()),
    ],
)
def test_variables(text, names):
    document = read(text)
    assert document.variable_names == names
    assert bool(document.faults) is (text == "{%- elseif a -%}")
    for variable in document.variables:
        assert variable.span.of(text) == variable.name


def test_pieces_are_of_the_text_as_written():
    text = "Say {% if a === 1 %}yes{% elseif b %}no{% endif %}."
    (message,) = read(text).messages
    found = [(piece.kind.value, piece.span.of(text)) for piece in message.pieces]
    assert found[1] == ("statement", "{% if a === 1 %}")
    assert ("statement", "{% elseif b %}") in found
    literal = [words for kind, words in found if kind == PieceKind.LITERAL]
    assert literal == ["Say ", "yes", "no", "."]


@pytest.mark.parametrize(
    ("text", "values", "filled"),
    [
        ("{% if a === 'x' %}A{% elseif b !== '1' %}B{% else %}C{% endif %}", {"a": "y", "b": "2"}, "B"),
        ("{{ a | dump }}", {"a": 'say "hi"'}, '"say \\"hi\\""'),
        ("{{ a.b | dump }}", {"a": '{"b": [1, "é"]}'}, '[1,"é"]'),
        ("{{ a.b | dump(2) }}", {"a": '{"b": [1]}'}, "[\n  1\n]"),
        ("{{ a.length }} {{ b.length }}", {"a": "[1, 2]", "b": "word"}, "2 4"),
        ("{{ a[a.length - 1] }}", {"a": '["x", "y"]'}, "y"),
        ("{% asyncEach x in xs %}{{ x }};{% endeach %}", {"xs": '["a", "b"]'}, "a;b;"),
        ("{{ a | upper }}{{ a | nl2br }}", {"a": "x"}, "Xx"),
        ("{% for t in _conversation %}{{ t.output }}{% endfor %}Q {{ q }}", {"q": "1"}, "Q 1"),
        ("1 === 2\r\n{{ a }}", {"a": "x"}, "1 === 2\r\nx"),
        ("{{ '===' }}{{ a }}", {"a": "{{ b }}"}, "== {{ b }}"),
    ],
)
def test_a_case_fills_it(text, values, filled):
    assert render(read(text), values) == (("user", filled),)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{{ env.API_KEY }}", "`env`"),
        ("{% if env.DEBUG %}x{% endif %}{{ a }}", "`env`"),
        ("{% switch a %}{% case 1 %}x{% endswitch %}", "switch"),
        ("{{ b }}", "'b' has no value"),
        ("{% include 'x.html' %}{{ a }}", "may not"),
        ("{{ a.__class__.__mro__ }}", "asks for something|may not"),
        ("{{ a | nofilter }}", "cannot be rendered"),
        ("{% for i in range(999999999) %}x{% endfor %}{{ a }}", "may not|fails"),
    ],
)
def test_what_no_case_can_fill_is_said(text, message, monkeypatch):
    monkeypatch.setenv("API_KEY", "secret")
    with pytest.raises(RenderError, match=message) as caught:
        render(read(text), {"a": "1"})
    assert "secret" not in str(caught.value)


def test_a_column_called_env_is_a_case_s_own():
    assert render(read("{{ env.A }}"), {"env": '{"A": "b"}'}) == (("user", "b"),)


def test_what_promptfoo_hands_over_may_be_missing():
    optional = {one.name: one.optional for one in read("{{ env.A }}{{ _conversation }}{{ a }}").variables}
    assert optional == {"env": True, "_conversation": True, "a": False}


@pytest.mark.parametrize(
    "text",
    [
        "{{ === ",
        "{% elseif ",
        "{% elseif x %}",
        "{{ a !== b }}===",
        "{% case %}{% default",
        "===",
        "{%",
        "{{",
    ],
)
def test_rewriting_keeps_every_offset(text):
    assert len(as_jinja(text)) == len(text)


HOSTILE = {
    "open comparisons": "{{ === " * 140_000,
    "open tags": "{% elseif " * 100_000,
    "blanks": "{%" + " " * 1_000_000 + "elseif",
    "equals": "{{ " + "=" * 1_000_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_time_grows_with_the_text(name):
    read("{% if a === 1 %}{% endif %}")  # imports are not what is measured
    # The bar is a second for a megabyte; tags without words between them get three.
    within(3 * max(len(HOSTILE[name]) / 1e6, 0.5), lambda: read(HOSTILE[name]))
