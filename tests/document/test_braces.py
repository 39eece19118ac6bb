from __future__ import annotations

import pytest

from motjuste.document.parse import parse


def placeholders(text):
    return [variable.placeholder.of(text) for variable in parse("a.md", text).variables]


@pytest.mark.parametrize(
    "text",
    [
        "{{x}}",
        "{{ x }}",
        "{{\tx }}",
        "{{ user.name }}",
        "{{ a.b.c }}",
        "{{ größe }}",
        "{{ 名前 }}",
        "{{ _x1 }}",
    ],
)
def test_names_in_double_braces_are_variables(text):
    assert placeholders(text) == [text]


@pytest.mark.parametrize(
    "text",
    [
        "{x}",
        "{{}}",
        "{{ }}",
        "{{ 1x }}",
        "{{ a b }}",
        "{{ x | upper }}",
        "{{ x() }}",
        "{{ x[0] }}",
        "{{ 'x' }}",
        "{{ x. }}",
        "{{ .x }}",
        "{{ x\n}}",
        "{{#if x}}",
        "{{/if}}",
        "{{> part}}",
        "{{$x}}",
        "{% if x %}",
        "{# x #}",
        "${x}",
        "{{ x }",
        "{ x }}",
        '{{"a": 1}}',
    ],
)
def test_everything_else_is_literal(text):
    document = parse("a.md", text)
    assert document.variables == ()
    assert [span.of(text) for span in document.literal_spans] == [text]


def test_the_innermost_braces_count():
    assert placeholders("{{{x}}} {{{{ y }}}}") == ["{{x}}", "{{ y }}"]


def test_the_name_is_the_root_and_knows_its_place():
    text = "Hi {{ user.name }}!"
    (variable,) = parse("a.md", text).variables
    assert (variable.name, variable.span.of(text)) == ("user", "user")


@pytest.mark.parametrize("template", ["none", "liquid", "{ format: mustache }"])
def test_a_dialect_we_do_not_speak_has_no_variables(template):
    document = parse("a.md", f"---\ntemplate: {template}\n---\n{{{{ x }}}}")
    assert (document.dialect, document.variables) == ("none", ())


@pytest.mark.parametrize(
    ("path", "dialect"),
    [
        ("a.md", "braces"),
        ("a.MD", "braces"),
        ("a.prompt.md", "dollar"),
        ("a.txt", "braces"),
        ("prompt", "braces"),
        ("a.j2", "jinja"),
        ("a.md.j2", "jinja"),
        ("a.jinja2", "jinja"),
        ("a.yaml", "none"),
        ("a.py", "none"),
        ("a.prompty", "jinja"),
    ],
)
def test_the_suffix_chooses_the_dialect(path, dialect):
    assert parse(path, "{{ x }}").dialect == dialect


@pytest.mark.parametrize(
    ("template", "dialect"), [("jinja", "jinja"), ("Jinja2", "jinja"), ("braces", "braces")]
)
def test_the_front_matter_overrides_the_suffix(template, dialect):
    for path in ("a.md", "a.j2", "a.txt"):
        assert parse(path, f"---\ntemplate: {template}\n---\nx").dialect == dialect


def test_a_file_of_no_known_format_is_bare_text():
    text = "---\nrole: user\n---\n{{ x }}"
    document = parse("a.conf", text)
    assert (document.format, document.front_matter, dict(document.settings)) == ("unknown", None, {})
    assert [span.of(text) for span in document.literal_spans] == [text]
