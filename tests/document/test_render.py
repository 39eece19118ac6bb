from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motjuste.document.parse import parse
from motjuste.document.render import RenderError, input_column, render


def sent(text, path="a.md", **inputs):
    return render(parse(path, text), inputs)


def refused(text, path="a.md", **inputs):
    with pytest.raises(RenderError) as caught:
        sent(text, path, **inputs)
    return caught.value


def test_variables_make_one_user_message():
    assert sent("Sort {{ ticket }} now.\n", ticket="it") == (("user", "Sort it now."),)


def test_the_front_matter_names_another_role():
    assert sent("---\nrole: system\n---\nSort {{ x }}.", x="it") == (("system", "Sort it."),)
    assert sent("---\nrole: System\n---\nBe brief.", input="it") == (("system", "Be brief."), ("user", "it"))


def test_an_unknown_role_is_none():
    assert sent("---\nrole: wizard\n---\nSort {{ x }}.", x="it") == (("user", "Sort it."),)


def test_without_variables_the_prompt_is_the_system_message_and_the_input_the_users():
    assert sent("Be brief.", question="Why?") == (("system", "Be brief."), ("user", "Why?"))


def test_without_variables_and_inputs_the_prompt_is_the_user_message():
    assert sent("Be brief.") == (("user", "Be brief."),)


@pytest.mark.parametrize(
    ("columns", "column"),
    [
        (["a", "text", "input"], "input"),
        (["prompt", "query"], "query"),
        (["a"], "a"),
        (["a", "b"], None),
        ([], None),
    ],
)
def test_the_input_is_a_known_column_or_the_only_one(columns, column):
    assert input_column(columns) == column


def test_no_column_that_is_the_input_is_refused_with_a_way_out():
    error = refused("Be brief.", a="1", b="2")
    assert "'a', 'b'" in error.message
    assert "{{ a }}" in error.remedy


def test_what_is_ours_is_never_sent():
    text = "---\nevals: x\n---\n<!-- motjuste: ignore -->\n\nBe <edit>very {{ x }}</edit> brief.</edit>\n\n"
    assert sent(text, x="very") == (("user", "Be very very brief."),)


def test_inserted_values_are_never_read_again():
    value = "{{ y }} <edit>a</edit> <!-- motjuste: ignore --> {% if %} \\1"
    assert sent("{{ x }}!", x=value) == (("user", f"{value}!"),)
    assert sent("{{ x }}!", "a.j2", x=value) == (("user", f"{value}!"),)


def test_attributes_come_from_a_dotted_column_or_an_object():
    assert sent("{{ user.name }}", **{"user.name": "Ada"}) == (("user", "Ada"),)
    assert sent("{{ user.name }}", user='{"name": "Ada"}') == (("user", "Ada"),)
    assert sent("{{ user.tags }}", user='{"tags": ["ä", 1]}') == (("user", '["ä", 1]'),)
    assert sent("{{ user }}", user='{"name": "Ada"}') == (("user", '{"name": "Ada"}'),)


@pytest.mark.parametrize("user", ["Ada", "{}", "[1]", '{"name": null}', "{broken", "[" * 5000])
def test_an_attribute_that_is_not_there_is_a_missing_variable(user):
    assert "user.name" in refused("{{ user.name }}", user=user).message


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("path", ["a.md", "a.j2"])
def test_a_missing_variable_is_named_with_its_line_and_the_columns_there_are(end, path):
    error = refused(f"one{end}two {{{{ x }}}} three {{{{ y }}}}", path, x="1", z="2")
    assert "'y'" in error.message
    assert "'x', 'z'" in error.message
    assert (error.path, error.line) == (path, 2)


@given(
    st.dictionaries(st.sampled_from(["x", "y"]), st.text(), min_size=2),
    st.sampled_from(["a.md", "a.j2", "a.txt"]),
)
def test_filling_is_plain_replacement(inputs, path):
    text = "a {{ x }} b {{ y }} c {{ x }}"
    wanted = f"a {inputs['x']} b {inputs['y']} c {inputs['x']}".strip()
    assert sent(text, path, **inputs) == (("user", wanted),)


@pytest.mark.parametrize("path", ["a.md", "a.j2"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_inside_a_prompt_stay_as_they_are(path, end):
    assert sent(f"one{end}{end}{{{{ x }}}}{end}two{end}", path, x="1") == (
        ("user", f"one{end}{end}1{end}two"),
    )


def test_a_prompt_whose_body_is_empty_sends_no_empty_message():
    assert sent("---\nrole: user\n---\n\n", input="x") == ()
    assert sent("<!-- motjuste: ignore -->", input="x") == (("user", "x"),)


JINJA = [
    ("{% if x == '1' %}one{% else %}other{% endif %}", {"x": "1"}, "one"),
    ("{% if x %}yes{% else %}no{% endif %}", {}, "no"),
    ("{{ x | default('d') }}", {"y": "1"}, "d"),
    ("{{ x is defined }}", {"y": "1"}, "False"),
    (
        "{% for t in turns %}{{ t.role }}: {{ t.text }};{% endfor %}",
        {"turns": '[{"role":"u","text":"hi"}]'},
        "u: hi;",
    ),
    ("{% for t in turns | reverse %}{{ t }}{% endfor %}", {"turns": "[1, 2]"}, "21"),
    ("{{ user.name }} {{ user['age'] }}", {"user": '{"name": "Ada", "age": 36}'}, "Ada 36"),
    ("{{ items[0] }}", {"items": '["a"]'}, "a"),
    ("{{ x }}", {"x": '{"a": 1}'}, '{"a": 1}'),
    ("{{ x | upper }}", {"x": "ab"}, "AB"),
    ("{{ x | tojson }}", {"x": 'a"b'}, '"a\\"b"'),
    ("{{ x | join(', ') }}{{ ', '.join(['a', 'b']) }}", {"x": "ab"}, "a, ba, b"),
    ("{{ x | indent(2) }}", {"x": "a\nb"}, "a\n  b"),
    ("{{ x | replace('a', 'b') }}{{ x.replace('a', 'c') }}", {"x": "aa"}, "bbcc"),
    ("{{ '%s-%s' | format(x, 1) }}{{ '%s' % x }}{{ '{}'.format(x) }}", {"x": "a"}, "a-1aa"),
    ("{{ x ~ 1 ~ x }}{{ 'ab' * 3 }}{{ 3000 * 3000 }}{{ 2 ** 10 }}", {"x": "a"}, "a1aababab90000001024"),
    (
        "{% set ns = namespace(n=0) %}{% for i in range(3) %}{% set ns.n = ns.n + i %}{% endfor %}{{ ns.n }}",
        {"x": ""},
        "3",
    ),
    ("{% macro m(a) %}<{{ a }}>{% endmacro %}{{ m(x) }}", {"x": "a"}, "<a>"),
    (
        "{% for i in range(9) %}{% if i == 2 %}{% break %}{% endif %}{{ i }}{% endfor %}{{ x }}",
        {"x": ""},
        "01",
    ),
    ("{% raw %}{{ x }}{% endraw %}{{ x }}", {"x": "a"}, "{{ x }}a"),
    ("a {{- x -}} b", {"x": "1"}, "a1b"),
    ("{# note #}{{ x }}<edit>!</edit>{# motjuste: ignore #}", {"x": "a"}, "a!"),
    ("{% set a %}b{% endset %}{{ a }}{{ x }}", {"x": "c"}, "bc"),
    ("{{ x | center(5) }}|", {"x": "a"}, "a  |"),
]


@pytest.mark.parametrize(("text", "inputs", "wanted"), JINJA)
def test_jinja_renders_as_jinja(text, inputs, wanted):
    inputs = {**inputs, "input": ""}
    assert sent(text, "a.j2", **inputs)[0][1] == wanted


FORBIDDEN = [
    "{{ ''.__class__.__mro__ }}",
    "{{ x.__init__.__globals__ }}",
    "{{ x['__class__'] }}",
    "{{ (x | attr('__class__')).y }}",
    "{{ lipsum.__globals__ }}",
    "{{ cycler.__init__.__globals__.os }}",
    "{% include 'other' %}",
    "{% import 'other' as o %}",
    "{% extends 'other' %}",
]
ENDLESS = [
    "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}",
    "{% for i in range(99999) %}{{ x }}{{ 'ab' * 1000 }}{% endfor %}",
    "{% set ns = namespace(t='ab') %}{% for i in range(99) %}{% set ns.t = ns.t ~ ns.t %}{% endfor %}",
    "{% set ns = namespace(t='ab') %}{% for i in range(99) %}{% set ns.t = ns.t + ns.t %}{% endfor %}",
    "{% set ns = namespace(t=[1]) %}{% for i in range(99) %}{% set ns.t = ns.t + ns.t %}{% endfor %}",
    "{% set ns = namespace(t='ab') %}{% for i in range(99) %}{% set ns.t %}{{ ns.t }}{{ ns.t }}{% endset %}{% endfor %}",
    "{% set ns = namespace(t='a') %}{% for i in range(99) %}{% set ns.t = ns.t | replace('a', 'aa') %}{% endfor %}",
    "{% set ns = namespace(t='a') %}{% for i in range(99) %}{% set ns.t = ns.t.replace('a', 'aa') %}{% endfor %}",
    "{% set ns = namespace(t='a') %}{% for i in range(99) %}{% set ns.t = ns.t.join([ns.t, ns.t]) %}{% endfor %}",
    "{% set ns = namespace(t='aa') %}{% for i in range(99) %}{% set ns.t = ns.t | join(ns.t) %}{% endfor %}",
    "{% set ns = namespace(n=9) %}{% for i in range(99) %}{% set ns.n = ns.n * ns.n %}{% endfor %}",
    "{% macro m(a) %}{{ a }}{{ a }}{% endmacro %}{% set n = namespace(t='a') %}{% for i in range(99) %}{% set n.t = m(n.t) %}{% endfor %}",
    "{% macro m() %}{{ m() }}{{ m() }}{% endmacro %}{{ m() }}",
    "{{ 'a' * 1000000000 }}",
    "{{ [1] * 1000000000 }}",
    "{{ 2 ** 1000000000 }}",
    "{{ '%1000000000s' % x }}",
    "{{ '%*s' % (1000000000, x) }}",
    "{{ '%1000000000s' | format(x) }}",
    "{{ '{:1000000000}'.format(x) }}",
    "{{ '{:{}}'.format(x, 1000000000) }}",
    "{{ x | center(1000000000) }}",
    "{{ x.center(1000000000) }}",
    "{{ x.ljust(1000000000) }}",
    "{{ '1'.zfill(1000000000) }}",
    "{{ x | indent(1000000000, true) }}",
    "{{ [x] | batch(1000000000, 'a') | list }}",
    "{{ [x] | tojson(indent=1000000000) }}",
    "{{ lipsum(1000000) }}",
    "{{ range(1000000000) | list }}",
]


@pytest.mark.parametrize("text", FORBIDDEN)
def test_a_template_cannot_leave_its_sandbox(text):
    error = refused(text + "{{ x }}", "a.j2", x="a")
    assert error.path == "a.j2"


@pytest.mark.parametrize("text", ENDLESS)
@pytest.mark.timeout(30)
def test_a_template_cannot_run_or_grow_without_end(text):
    refused(text + "{{ x }}", "a.j2", x="a")


@pytest.mark.parametrize(
    "text",
    [
        "{{ 1 / 0 }}",
        "{{ x | nosuchfilter }}",
        "{{ x + 1 }}",
        "{{ x is nosuchtest }}",
        "{{ f(x) }}",
        "{% if %}",
        "{{",
    ],
)
def test_a_template_that_fails_is_the_users_to_mend(text):
    error = refused(text + "{{ x }}", "a.j2", x="a")
    assert error.remedy


def test_an_index_that_is_not_there_is_named():
    assert "no element" in refused("{{ x[9] }}", "a.j2", x=json.dumps([1])).message


def test_errors_read_as_sentences_with_their_file():
    assert str(refused("{{ y }}", x="1")) == (
        "a.md:1: The variable 'y' has no value: the case has 'x'. "
        "Add a column 'y' to the eval set, or rename the variable."
    )
