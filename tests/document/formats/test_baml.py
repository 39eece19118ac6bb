"""BAML: which strings are prompts, their messages, margins, parameters, and writing back."""

from __future__ import annotations

import pytest
from tests.pace import within

from motjuste.document.baml_strings import margin_of
from motjuste.document.model import PieceKind
from motjuste.document.parse import parse, parse_all
from motjuste.document.render import RenderError, render
from motjuste.document.transcript import Unwritable
from motjuste.text.edit import Edit
from motjuste.text.span import Span

CHAT = """// function Not() { prompt #"no"# }
{// function Not() { prompt #"no"# } //}
enum Kind { A @description(#"no prompt"#) }
client<llm> GPT { provider openai options { prompt #"no"# } }
function Sort(mail: string, kind: Kind[], tone: "a, b" | map<string, int>) -> Kind {
  client "https://x.test/v1" // a comment
  prompt #"
    {{ _.role("system") }}
    Sort mail with { braces }.

      - deeper {{ tone }}
    {{ ctx.output_format(prefix="Answer:") }}

    {{ _.role('user') }} {{ mail }}
    {% for k in kind %}{{ _.role("assistant") }}{{ k }}{% endfor %}
  "#
}
test T { functions [Sort] args { mail #"function X() { prompt "# } }
template_string Greet(name: string) ##"Hi "# {{ name }}"##
"""


def edited(document, old, new):
    at = document.text.index(old)
    return document.written([Edit(Span(at, at + len(old)), new)])


def test_functions_come_first_and_template_strings_after_them():
    documents = parse_all("a.baml", CHAT)
    assert [document.name for document in documents] == ["Sort", "Greet"]
    assert {document.format for document in documents} == {"baml"}
    assert {document.dialect for document in documents} == {"jinja"}
    assert all(document.written(()) == CHAT for document in documents)
    assert not documents[0].faults


def test_role_marks_begin_messages_where_they_always_do():
    document = parse("a.baml", CHAT)
    assert [message.role for message in document.messages] == ["system", "user"]
    system, user = (message.span.of(document.text) for message in document.messages)
    assert system.startswith('{{ _.role("system") }}\nSort mail with { braces }.\n\n  - deeper {{ tone }}\n')
    assert user.startswith("{{ _.role('user') }} {{ mail }}\n{% for k in kind %}")
    kinds = [piece.kind for piece in document.messages[0].pieces]
    assert kinds[0] is PieceKind.HIDDEN


@pytest.mark.parametrize(
    ("mark", "roles"),
    [
        ('{{ _.role("user") }}', ["system", "user"]),
        ('{{_.chat("user")}}', ["system", "user"]),
        ('{{- _.role( role = "user" ) -}}', ["system", "user"]),
        ('{{ _.role("USER") }}', ["system", "user"]),
        ('{{ _.role("user", __baml_default__=true) }}', ["system", "user"]),
        ('{{ _.role("tool") }}', ["system", None]),
        ('{{ _.role("user" if x else "system") }}', [None]),
        ("{{ _.role(x) }}", [None]),
        ('{# {{ _.role("user") }} #}', [None]),
        ('{% if x %}{{ _.role("user") }}{% endif %}', [None]),
    ],
)
def test_what_a_role_mark_is(mark, roles):
    document = parse("a.baml", f'function F(x: string) {{\n  prompt #"\n    One\n    {mark} Two\n  "#\n}}\n')
    assert [message.role for message in document.messages] == roles
    assert not document.faults


def test_parameters_are_the_declared_inputs():
    document = parse("a.baml", CHAT)
    inputs = document.settings["inputs"]
    assert inputs.value == {"mail": "string", "kind": "Kind[]", "tone": '"a, b" | map<string, int>'}
    assert [child.key_span.of(document.text) for child in inputs.children] == ["mail", "kind", "tone"]
    assert inputs.key_span.of(document.text) == "Sort"


def test_what_baml_fills_in_may_be_missing():
    text = 'function F(x: string) { prompt #"{{ x }} {{ Kind.A }} {{ y or null }} {{ ctx.output_format }}"# }'
    document = parse("a.baml", text)
    optional = {variable.name: variable.optional for variable in document.variables}
    assert optional == {"x": False, "Kind": True, "y": True, "ctx": True}


def test_a_prompt_is_rendered_as_baml_lays_it_out():
    text = (
        'function F(x: string, ys: string[]) {\n  prompt #"\n    Be kind.\n      Very.\n    {{ ctx.output_format }}\n\n'
        '    {{ _.role("user") }}\n    {% for y in ys %}- {{ y }} {% endfor %}{{ x }}\n  "#\n}\n'
    )
    document = parse("a.baml", text)
    assert render(document, {"x": "?", "ys": '["a", "b"]'}) == (
        ("system", "Be kind.\n  Very."),
        ("user", "- a - b ?"),
    )
    with pytest.raises(RenderError, match="'ys'"):
        render(document, {"x": "?"})


def test_edits_keep_the_margin_and_the_mark_that_closes():
    document = parse("a.baml", CHAT)
    assert "    Sort mail kindly:\n    with\n\n    { braces }.\n" in edited(
        document, "mail with { braces }", "mail kindly:\nwith\n\n{ braces }"
    )
    with pytest.raises(Unwritable):
        edited(document, "Sort mail", 'Say "# and')
    greet = parse("a.baml", CHAT, prompt="Greet")
    assert 'Hello "# {{ name }}"##' in edited(greet, 'Hi "#', 'Hello "#')
    with pytest.raises(Unwritable):
        edited(greet, "Hi ", 'Hi "## ')


def test_a_line_that_would_move_the_margin_keeps_its_place():
    text = 'function F() {\n  prompt #"\n    One\n    Two\n  "#\n}\n'
    document = parse("a.baml", text)
    again = parse("a.baml", edited(document, "One", "  deeper"))
    assert again.text.replace("\n    Two", "\nTwo").count("  deeper\nTwo") == 1


@pytest.mark.parametrize(
    ("words", "margin"),
    [
        ("\n    a\n      b\n  ", "    "),
        ("a\n    b", ""),
        ("  a\n    b", "  "),
        ("\n\ta\n\t\tb\n", "\t"),
        ("\n \ta\n  b\n", " "),
        ("\n\n   \n  a\n\n    b\n", "  "),
        ("\r\n    a\r\n    b\r\n  ", "    "),
        ("", ""),
        ("   \n  ", ""),
    ],
)
def test_the_margin_is_what_all_lines_begin_with(words, margin):
    assert margin_of(words, Span(0, len(words))) == margin


def test_a_string_that_never_ends_is_a_fault_and_what_stands_before_it_is_read():
    text = 'function A() { prompt #"Hi"# }\nfunction B() { prompt #"Never closed }\n'
    documents = parse_all("a.baml", text)
    assert [document.name for document in documents] == ["A"]
    (fault,) = documents[0].faults
    assert (fault.code, fault.span.of(text)) == ("F001", '#"')
    assert fault.span.start == text.index('#"Never')


@pytest.mark.parametrize(
    "text", ["", "class A { b string }", 'test T { args { a #"prompt"# } }', "function", "function F("]
)
def test_a_file_without_prompts_is_one_document_without_messages(text):
    (document,) = parse_all("a.baml", text)
    assert document.messages == ()
    assert document.source == text


def test_comments_are_directives_and_words_are_not():
    text = (
        '// motjuste: evals=./x.jsonl\nfunction F() {\n  // motjuste: ignore T003\n  prompt #"\n'
        '    // motjuste: ignore T001\n    {# motjuste: ignore T002 #}\n    Hi\n  "#\n}\n'
    )
    document = parse("a.baml", text)
    assert [(one.name, one.arguments) for one in document.directives] == [
        ("evals", ("./x.jsonl",)),
        ("ignore", ("T003",)),
        ("ignore", ("T002",)),
    ]


HOSTILE = {
    "open strings": '#"' * 500_000,
    "open parameters": "function F(" * 90_000,
    "nested blocks": "{" * 10_000 + 'function F() { prompt #"a"# }',
    "quotes": '"\\"' * 300_000,
    "one long line": 'function F() { prompt #"' + "word " * 800_000 + '"# }',
    "many lines": 'function F() { prompt #"' + "    word\n" * 100_000 + '"# }',
    "brackets in types": "function F(a: " + "[<(" * 30_000 + ") ",
    "blanks": 'function F() { prompt #"' + " " * 1_000_000 + '"# }',
}


@pytest.mark.parametrize("name", HOSTILE)
def test_time_grows_with_the_text(name):
    parse("a.baml", CHAT)  # imports are not what is measured
    # The bar is a second for a megabyte; tags without words between them get three.
    within(3 * max(len(HOSTILE[name]) / 1e6, 0.5), lambda: parse_all("a.baml", HOSTILE[name]))
