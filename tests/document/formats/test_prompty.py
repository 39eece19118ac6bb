from __future__ import annotations

import pytest

from motjuste.document.parse import parse
from motjuste.document.render import render
from motjuste.text.edit import Edit
from motjuste.text.span import Span

BASIC = """---
name: triage
model: gpt-4o
---
system:
You sort mail.

user:
{{mail}}
"""


def said(document):
    return [(message.role, message.span.of(document.text).strip()) for message in document.messages]


def test_role_lines_begin_messages_and_belong_to_none():
    document = parse("a.prompty", BASIC)
    assert (document.format, document.dialect) == ("prompty", "jinja")
    assert said(document) == [("system", "You sort mail."), ("user", "{{mail}}")]
    assert document.variable_names == ("mail",)
    assert render(document, {"mail": "user:\nhi"}) == (("system", "You sort mail."), ("user", "user:\nhi"))


@pytest.mark.parametrize(
    "line",
    [
        "user:",
        "User:",
        "USER : ",
        "  user:",
        "# user:",
        "#user:",
        "\t# User:\t",
        'user[name="Alice"]:',
        "user[a=1, b=x]:",
    ],
)
def test_ways_to_write_a_role_line(line):
    assert said(parse("a.prompty", f"system:\none\n{line}\ntwo")) == [("system", "one"), ("user", "two")]
    assert said(parse("a.prompty", f"system:\r\none\r\n{line}\r\ntwo")) == [
        ("system", "one"),
        ("user", "two"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "The user: said",
        "user: hi",
        "## user:",
        "users:",
        "user",
        "- user:",
        "tool:",
        "{# user: #}",
        "user[x]:",
    ],
)
def test_lines_that_only_look_like_one(line):
    assert len(parse("a.prompty", f"system:\none\n{line}\ntwo").messages) == 1


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        ("words alone", [("system", "words alone")]),
        ("first\nuser:\nsecond", [("system", "first"), ("user", "second")]),
        ("\n\nuser:\nonly", [("user", "only")]),
        ("system:\n\nuser:\nHello", [("system", ""), ("user", "Hello")]),
        ("system:\na\n\nassistant:\nb\nuser:", [("system", "a"), ("assistant", "b")]),
        ("developer:\na", [("system", "a")]),
        ("{# note #}\nuser:\na", [("user", "a")]),
        ("", [("system", "")]),
    ],
)
def test_what_stands_before_the_first_role_is_the_system_message(text, messages):
    assert said(parse("a.prompty", text)) == messages


@pytest.mark.parametrize(
    ("text", "key", "body"),
    [
        ("---\nname: a\n---\nB", "name", "B"),
        ("+++\nname: a\n+++\nB", "name", "B"),
        ("---\nname: a\n+++\nB", "name", "B"),
        ("+++\nname: a\n---\nB", "name", "B"),
        ("\n\n  ---\nname: a\n---\nB", "name", "B"),
        ("\ufeff---\r\nname: a\r\n---\r\nB", "name", "B"),
        ("---\n---\nB", None, "B"),
        ("just words\n---\nname: a\n---\n", None, "just words\n---\nname: a\n---"),
    ],
)
def test_front_matter(text, key, body):
    document = parse("a.prompty", text)
    assert list(document.settings) == ([key] if key else [])
    if key:
        assert document.settings[key].key_span.of(text) == key
        assert document.settings[key].value_span.of(text) == "a"
    assert said(document) == [("system", body)]
    assert not document.faults


@pytest.mark.parametrize(
    ("template", "dialect"),
    [
        ("template: jinja2", "jinja"),
        ("template: mustache", "mustache"),
        ("template:\n  format: mustache", "mustache"),
        ("template:\n  format:\n    kind: mustache\n  parser:\n    kind: prompty", "mustache"),
        ("template:\n  type: handlebars", "handlebars"),
        ("template: liquid", "none"),
        ("name: a", "jinja"),
    ],
)
def test_the_template_setting_names_the_dialect(template, dialect):
    assert parse("a.prompty", f"---\n{template}\n---\n{{{{x}}}}").dialect == dialect


@pytest.mark.parametrize(
    ("settings", "defaults", "optional"),
    [
        ("inputs:\n  - name: x\n    kind: string\n    default: Jane", {"x": "Jane"}, True),
        ("inputs:\n  x: Jane", {"x": "Jane"}, True),
        ("inputs:\n  x:\n    type: string\n    default: [1, a]", {"x": '[1, "a"]'}, True),
        ("inputs:\n  x:\n    type: string\n    sample: Jane", {"x": "Jane"}, False),
        ("inputs:\n  x:\n    type: string\nsample:\n  x: Jane\n  y: 2", {"x": "Jane", "y": "2"}, False),
        ("inputs:\n  - name: x\n    kind: thread", {"x": ""}, True),
        ("sample: ${file:a.json}", {}, False),
        ("sample:\n  x: ${file:a.json}", {}, False),
        ("inputs: 3", {}, False),
        ("inputs:\n  - 3\n  - name: [x]", {}, False),
    ],
)
def test_inputs_give_their_variables_values(settings, defaults, optional):
    document = parse("a.prompty", f"---\n{settings}\n---\nuser:\nHi {{{{x}}}}")
    assert dict(document.defaults) == defaults
    assert [variable.optional for variable in document.variables] == [optional]
    if "x" in defaults:
        assert render(document, {}) == (("user", f"Hi {defaults['x']}".strip()),)
    assert render(document, {"x": "own"}) == (("user", "Hi own"),)


def test_roles_inside_a_block_are_template_text():
    text = "system:\na\n{% for turn in turns %}\n# user:\n{{turn.q}}\n{% endfor %}\n# user:\n{{q}}"
    document = parse("a.prompty", text)
    assert [message.role for message in document.messages] == ["system", "user"]
    assert "# user:" not in "".join(span.of(text) for span in document.literal_spans)
    assert render(document, {"turns": "[]", "q": "now"}) == (("system", "a"), ("user", "now"))
    mustache = "---\ntemplate: mustache\n---\nsystem:\na\n{{#turns}}\nuser:\n{{q}}\n{{/turns}}\nuser:\n{{q}}"
    assert [message.role for message in parse("a.prompty", mustache).messages] == ["system", "user"]


def test_a_block_never_closed_swallows_no_role():
    document = parse("a.prompty", "system:\n{% if x %}a\nuser:\nb")
    assert [message.role for message in document.messages] == ["system", "user"]
    assert [fault.code for fault in document.faults] == ["T001"]


def test_env_and_file_mean_nothing_in_the_body():
    document = parse("a.prompty", "---\nname: ${env:X}\n---\nuser:\n${env:X} ${file:a}")
    assert render(document, {}) == (("user", "${env:X} ${file:a}"),)


def test_an_edit_changes_its_words_alone():
    document = parse("a.prompty", BASIC)
    at = BASIC.index("sort")
    assert document.written([Edit(Span(at, at + 4), "file")]) == BASIC.replace("sort", "file")
    assert document.written(()) == BASIC


def test_broken_settings_leave_the_messages():
    document = parse("a.prompty", "---\nname: [a\n---\nuser:\nhi")
    assert [fault.code for fault in document.faults] == ["F001"]
    assert said(document) == [("user", "hi")]
