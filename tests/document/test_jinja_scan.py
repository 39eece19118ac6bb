from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motjuste.document.parse import parse


def kinds(text, path="a.j2"):
    (message,) = parse(path, text).messages
    return [(piece.kind.value, piece.span.of(text)) for piece in message.pieces]


def names(text):
    return [variable.name for variable in parse("a.j2", text).variables]


def test_template_text_is_told_from_literal_text():
    assert kinds("Hi {{ a }}{# note #}, {% if b %}x{% endif %}") == [
        ("literal", "Hi "),
        ("variable", "{{ a }}"),
        ("hidden", "{# note #}"),
        ("literal", ", "),
        ("statement", "{% if b %}"),
        ("literal", "x"),
        ("statement", "{% endif %}"),
    ]


def test_what_a_raw_block_holds_is_literal():
    assert kinds("{% raw %}{{ a }}{% endraw %}") == [
        ("statement", "{% raw %}"),
        ("literal", "{{ a }}"),
        ("statement", "{% endraw %}"),
    ]


def test_blanks_that_a_tag_strips_are_its_own():
    assert kinds("a \r\n {%- if b -%}\r\n x {{- c }} y{# d -#}  z{% endif %}") == [
        ("literal", "a"),
        ("statement", " \r\n {%- if b -%}\r\n "),
        ("literal", "x"),
        ("variable", " {{- c }}"),
        ("literal", " y"),
        ("hidden", "{# d -#}  "),
        ("literal", "z"),
        ("statement", "{% endif %}"),
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_and_astral_characters_move_nothing(end):
    text = end.join(["😀 {{ one }}", "{% for x in two %}", "  {{ x }}😀", "{% endfor %}", "{{ three }}", ""])
    document = parse("a.j2", text)
    assert [variable.span.of(text) for variable in document.variables] == ["one", "two", "three"]
    assert [v.placeholder.of(text) for v in document.variables] == [
        "{{ one }}",
        "{% for x in two %}",
        "{{ three }}",
    ]
    assert document.faults == ()


@pytest.mark.parametrize(
    ("text", "free"),
    [
        ("{{ a.b[c] }}", ["a", "c"]),
        ("{{ a | f(b) }}", ["a", "b"]),
        ("{{ a ~ b + c }}", ["a", "b", "c"]),
        ("{{ 'a' }}{{ true }}{{ none }}{{ 1 }}", []),
        ("{{ f(a) }}", ["a"]),
        ("{{ a.f(b) }}", ["a", "b"]),
        ("{{ range(a) }}{{ loop }}", ["a", "loop"]),
        ("{% for x in xs %}{{ x }}{{ loop.index }}{% endfor %}{{ x }}", ["xs", "x"]),
        ("{% for k, v in xs.items() if k != y %}{{ v }}{% else %}{{ k }}{% endfor %}", ["xs", "y", "k"]),
        ("{% for x in x %}{{ x }}{% endfor %}", ["x"]),
        ("{% set a = b %}{{ a }}", ["b"]),
        ("{{ a }}{% set a = 1 %}{{ a }}", ["a"]),
        ("{% set a = a %}{{ a }}", ["a"]),
        ("{% set a %}{{ b }}{% endset %}{{ a }}", ["b"]),
        ("{% set a, b = c %}{{ a }}{{ b }}", ["c"]),
        ("{% set ns = namespace(n=a) %}{% set ns.n = b %}{{ ns.n }}", ["a", "b"]),
        ("{% if c %}{% set a = 1 %}{% endif %}{{ a }}", ["c"]),
        ("{% for x in xs %}{% set a = 1 %}{% endfor %}{{ a }}", ["xs", "a"]),
        ("{% macro m(a, b=c) %}{{ a }}{{ b }}{{ d }}{{ varargs }}{% endmacro %}{{ m(e) }}", ["c", "d", "e"]),
        ("{% call(x) m(a) %}{{ x }}{{ b }}{% endcall %}", ["a", "b"]),
        ("{% with a = b %}{{ a }}{{ c }}{% endwith %}{{ a }}", ["b", "c", "a"]),
        ("{% filter upper %}{{ a }}{% endfilter %}", ["a"]),
        ("{% block x %}{{ a }}{{ super() }}{% endblock %}", ["a"]),
        ("{% import 'x' as m %}{% from 'y' import n as o, p %}{{ m.a }}{{ o }}{{ p }}{{ n }}", ["n"]),
        ("{% include name %}", ["name"]),
        ("{{ a if b else c }}", ["a", "b", "c"]),
        ("{% do xs.append(a) %}", ["xs", "a"]),
        ("{% trans n=a %}{{ n }} files{% endtrans %}", ["a"]),
        ("{# {{ a }} #}{% raw %}{{ b }}{% endraw %}", []),
    ],
)
def test_free_names_in_source_order(text, free):
    assert names(text) == free
    assert parse("a.j2", text).faults == ()


@pytest.mark.parametrize(
    ("text", "optional"),
    [
        ("{{ a }}", []),
        ("{{ a | default('x') }}", ["a"]),
        ("{{ a | d('x') }}", ["a"]),
        ("{% if a %}{% endif %}", ["a"]),
        ("{% if not a and b %}{% elif c %}{% endif %}", ["a", "b", "c"]),
        ("{% if a is defined %}{% endif %}", ["a"]),
        ("{% if a == 1 %}{% endif %}", []),
        ("{{ a or b }}", ["a"]),
        ("{{ 1 if a else 2 }}", ["a"]),
        ("{{ a.b | default('x') }}", []),
        ("{% if a.b %}{% endif %}", []),
    ],
)
def test_a_template_copes_without_what_it_asks_for(text, optional):
    assert [variable.name for variable in parse("a.j2", text).variables if variable.optional] == optional


@pytest.mark.parametrize(
    ("text", "at", "free"),
    [
        ("a {{ b", "{{ b", []),
        ("{{ b\nMore {{ c }}", "{{ b", ["c"]),
        ("{{ b ! }} {{ c }}", "{{ b ! }}", ["c"]),
        ("{{ 'b }}\n{{ c }}", "{{ 'b }}", ["c"]),
        ("{% set x = [1,\n ?,\n 2] %}{{ c }}", "{% set x = [1,\n ?,\n 2] %}", ["c"]),
        ("{# b\n{{ c }}", "{# b", ["c"]),
        ("{% raw %}\n{{ c }}", "{% raw %}", ["c"]),
        ("{{ b c }}{{ d }}", "c", ["b", "d"]),
        ("{{ }}", "{{ }}", []),
        ("{% %}", "{% %}", []),
        ("{% if a %}{% for b in c %}{{ d }}", "{% for b in c %}", ["d"]),
        ("{% if a %}{% for b in c %}{% endfor %}{{ d }}", "{% if a %}", ["d"]),
        ("{% endif %}", "endif", []),
        ("{% if a %}{% endfor %}", "endfor", []),
        ("{% nosuchtag %}", "nosuchtag", []),
        ("{{ (a }}{{ b }}", "{{ (a }}", ["b"]),
        ("{{ 1.. }}", ".", []),
        ("x\r\n\r\n{%- if a b %}", "b", []),
    ],
)
def test_what_jinja_refuses_is_pointed_at_and_the_rest_is_read(text, at, free):
    document = parse("a.j2", text)
    assert [(fault.code, fault.span.of(text)) for fault in document.faults] == [("T001", at)]
    assert list(document.variable_names) == free


def test_nesting_beyond_python_is_a_fault():
    for text in ("{% if x %}" * 3000 + "{% endif %}" * 3000, "{{ " + "(" * 5000 + "a" + ")" * 5000 + " }}"):
        assert [fault.code for fault in parse("a.j2", text).faults] == ["T001"]


def test_a_chain_far_deeper_than_the_stack_is_read():
    assert names("{{ a" + " + b" * 9000 + " }}")[:3] == ["a", "b", "b"]


def test_a_number_that_python_refuses_is_a_fault():
    assert [fault.code for fault in parse("a.j2", "{{ " + "9" * 9000 + " }}").faults] == ["T001"]


def test_many_broken_constructs_end_in_template_text():
    text = "{{ ! }} literal " * 40
    document = parse("a.j2", text)
    assert len(document.faults) == 20
    assert document.messages[0].pieces[-1].kind.value == "statement"


def test_very_many_constructs_are_found_by_their_delimiters():
    text = "{{ a }} x {% if b %}y{% endif %} {# c #}" * 6000
    document = parse("a.j2", text)
    assert document.variable_names == ("a",)
    assert all(variable.optional for variable in document.variables)
    assert {
        piece.span.of(text) for piece in document.messages[0].pieces if piece.kind.value == "literal"
    } == {
        " x ",
        "y",
        " ",
    }
    assert parse("a.j2", "{{" * 20_000).messages[0].pieces[0].kind.value == "variable"


JINJA_BITS = [
    "{{",
    "}}",
    "{%",
    "%}",
    "{#",
    "#}",
    "-",
    "+",
    " ",
    "\n",
    "\r\n",
    "\r",
    "a",
    "if",
    "for",
    "in",
    "endif",
]
JINJA_BITS += [
    "endfor",
    "set",
    "raw",
    "endraw",
    "=",
    "'",
    '"',
    "(",
    ")",
    "[",
    "]",
    "|",
    ".",
    "1",
    "😀",
    "<edit>",
    "</edit>",
]
jinja_text = st.lists(st.sampled_from(JINJA_BITS), max_size=40).map("".join)


@given(jinja_text)
def test_every_place_is_inside_and_every_name_is_where_it_says(text):
    document = parse("a.j2", text)
    for variable in document.variables:
        assert variable.span.of(text) == variable.name
        assert variable.placeholder.contains(variable.span)
    assert all(fault.span.end <= len(text) for fault in document.faults)


@given(jinja_text)
def test_jinja2_agrees_on_what_is_a_template(text):
    from jinja2 import Environment, TemplateSyntaxError
    from jinja2.meta import find_undeclared_variables

    from motjuste.document.dialects.jinja_scan import lexing_environment

    environment: Environment = lexing_environment()
    document = parse("a.j2", text)
    try:
        tree = environment.parse(text)
    except (TemplateSyntaxError, ValueError):
        assert any(fault.code == "T001" for fault in document.faults)
        return
    # A comment that opens at the very end swallows nothing, so jinja2 lets it pass; we point at it.
    assert all("closed with #}" in fault.message for fault in document.faults if fault.code == "T001")
    ours = set(document.variable_names)
    assert ours <= find_undeclared_variables(tree) | {"loop"}
