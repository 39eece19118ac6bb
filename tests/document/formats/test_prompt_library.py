"""Chat messages and collections of prompts in JSON and YAML: which texts are prompts, and what is theirs."""

from __future__ import annotations

import json

import pytest

from motjuste.document.parse import parse, parse_all
from motjuste.document.render import render
from motjuste.document.rewrite import written
from motjuste.text.edit import Edit
from motjuste.text.span import Span


def found(path, text):
    return {
        one.name: [(message.role, message.span.of(one.text)) for message in one.messages]
        for one in parse_all(path, text)
        if one.messages
    }


CHAT = [
    {"role": "developer", "content": "You are\tkind."},
    {
        "role": "user",
        "content": [
            {"type": "text", "text": "Look at {{ x }}"},
            {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}},
            {"type": "text", "text": "and say what it is."},
        ],
    },
    {"role": "tool", "content": "a result"},
    {"role": "assistant", "content": "A cat."},
]


def test_messages_and_the_texts_among_their_parts():
    source = json.dumps({"model": "gpt-4o", "temperature": 0.2, "messages": CHAT})
    (document,) = parse_all("chat.json", source)
    assert (document.name, document.format, document.variable_names) == (None, "chat-messages", ("x",))
    assert [one.role for one in document.messages] == ["system", "user", "assistant"]
    hidden = [piece for piece in document.messages[1].pieces if piece.kind.value == "hidden"]
    assert ["base64" in piece.span.of(document.text) for piece in hidden] == [True]
    assert document.settings["model"].value == "gpt-4o"
    assert document.settings["temperature"].value_span.of(document.text) == "0.2"
    assert document.settings["model"].key_span.of(document.text) == '"model"'


def test_gemini_parts_and_a_bare_list():
    source = (
        '[{"role": "user", "parts": [{"text": "Say it all"}]}, {"role": "model", "parts": [{"text": "ok"}]}]'
    )
    assert found("chat.json", source) == {None: [("user", "Say it all"), ("assistant", "ok")]}


def test_settings_stand_where_they_stand_whatever_escapes_come_before():
    source = '{"messages": [{"role": "system", "content": "a\\nb\\u00e9"}], "model": "x"}'
    document = parse("chat.json", source)
    setting = document.settings["model"]
    assert document.outer(setting.value_span).of(source) == '"x"'


YAML = """\
# motjuste: evals=./all.jsonl

triage:
  # motjuste: evals=./triage.jsonl
  system: You sort tickets by urgency.
  user: |
    The ticket:
    {{ ticket }}
  model: gpt-4o
summary:
  description: What this is about, for people.
  prompt: >-
    Sum it up
    in one line.
  template_format: jinja2
chat:
  - role: system
    content: "Be kind.\\nBe brief."
  - {role: user, content: '{{ question }}'}
agents:
  - name: writer
    prompt_template: Write what {topic} needs.
"""


def test_a_collection_of_prompts():
    assert found("prompts.yaml", YAML) == {
        "triage": [("system", "You sort tickets by urgency."), ("user", "The ticket:\n{{ ticket }}\n")],
        "summary": [(None, "Sum it up in one line.")],
        "chat": [("system", "Be kind.\nBe brief."), ("user", "{{ question }}")],
        "agents.writer.prompt_template": [(None, "Write what {topic} needs.")],
    }


def test_comments_belong_to_the_prompt_below_them_and_the_others_to_the_file():
    documents = {one.name: one for one in parse_all("prompts.yaml", YAML)}
    assert [one.arguments[0] for one in documents["triage"].directives] == ["./all.jsonl", "./triage.jsonl"]
    assert [one.arguments[0] for one in documents["summary"].directives] == ["./all.jsonl"]
    assert documents["summary"].dialect == "jinja"
    assert documents["triage"].dialect == "braces"


def test_placeholders_of_other_dialects_are_protected():
    document = parse("prompts.yaml", YAML, prompt="agents.writer.prompt_template")
    assert [span.of(document.text) for span in document.literal_spans] == ["Write what ", " needs."]


def test_the_caller_says_how_braces_are_read_where_the_file_does_not():
    document = parse("prompts.yaml", YAML, prompt="agents.writer.prompt_template", dialect="fstring")
    assert document.variable_names == ("topic",)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("package.json", '{"name": "a", "prompt": "Say it all to them now"}'),
        ("compose.yaml", "services:\n  web:\n    image: nginx\n    command: run it all now please\n"),
        ("ci.yml", "jobs:\n  a:\n    steps:\n      - name: Build it all now\n        role: x\n"),
    ],
)
def test_other_data_files_are_left_alone(path, text):
    (document,) = parse_all(path, text)
    assert document.format == "unknown"


def test_an_entry_that_is_repeated_by_an_alias_is_one_prompt():
    text = "a: &a\n  system_prompt: You are kind to all\nb: *a\nc:\n  system_prompt: You are bad to all\n"
    assert list(found("x.yaml", text)) == ["a.system_prompt", "c.system_prompt"]


@pytest.mark.parametrize(
    ("path", "text", "place", "message"),
    [
        (
            "prompts.json",
            '{"system_prompt": "You are kind" "x": 1}',
            '"x"',
            "This is no JSON: a comma is missing",
        ),
        (
            "prompts.yaml",
            "system_prompt: 'You are kind\nx: 1\n",
            "",
            "This is no YAML: a quote is never closed",
        ),
        (
            "prompts.yaml",
            "a: You are: kind\n",
            ": kind",
            'This is no YAML: a ": " inside a value needs quotes',
        ),
        ("prompts.yaml", "a: 1\na: You are kind\n", "a", "The key 'a' is set twice"),
    ],
)
def test_what_is_broken_is_a_fault_at_its_place(path, text, place, message):
    document = parse(path, text)
    (fault,) = document.faults
    assert (fault.code, fault.message[: len(message)]) == ("F001", message)
    if place:
        assert document.outer(fault.span).of(text) in place


def test_what_stands_before_a_fault_is_still_read():
    assert found("prompts.json", '{"system_prompt": "You are kind to all", "x"') == {
        "system_prompt": [("system", "You are kind to all")]
    }


BARE = (
    '[{"role": "system", "content": "Sort \\"all\\" of it."}, {{ history | dump }},\n'
    ' {"role": "user", "content": {{ topic | dump }}}]'
)


def test_a_value_that_a_template_writes_is_a_variable_of_the_prompt():
    (document,) = parse_all("chat.json", BARE)
    assert (document.format, document.dialect, document.faults) == ("chat-messages", "nunjucks", ())
    assert document.variable_names == ("topic",)
    assert [one.role for one in document.messages] == ["system", "user"]
    said = 'He said "stop" {{ x }}.'
    assert render(document, {"topic": said}) == (("system", 'Sort "all" of it.'), ("user", said))
    start = document.messages[0].span.start
    edited = written(document, [Edit(Span(start, start + 4), 'Take "it",')])
    assert edited == BARE.replace("Sort", 'Take \\"it\\",')


def test_the_caller_says_how_chat_messages_are_read():
    text = '[{"role": "user", "content": "Say {% if a === 1 %}it{% endif %} of {{ b }} now."}]'
    assert parse("chat.json", text).dialect == "braces"
    document = parse("chat.json", text, dialect="nunjucks")
    assert (document.dialect, document.faults, document.variable_names) == ("nunjucks", (), ("a", "b"))
    looped = '[{% for x in y %}{"role": "user", "content": "Say it all of {{ x }}."}{% endfor %}]'
    assert parse("chat.json", looped).dialect == "jinja"
    assert parse("chat.json", looped, dialect="nunjucks").dialect == "nunjucks"


@pytest.mark.parametrize(
    ("path", "text", "turns"),
    [
        ("p5.json", '{"model": "x", "prompt": "Sort the tickets of the desk."}', [None]),
        ("p5.yaml", "# a note\nmodel: x\nprompt: |\n  Sort the tickets of the desk.\n", [None]),
        ("p5.json", '{"system": "You sort tickets.", "user": "This one: {{ ticket }}"}', ["system", "user"]),
        ("p5.yml", "system: You sort all the tickets of the desk, each into its queue.\n", ["system"]),
        ("p5.json", '{"prompt": "p5"}', []),
        ("p5.json", '{"prompt": 5, "other": "Sort the tickets of the desk."}', []),
        ("p5.json", '{"system": "Linux"}', []),
        ("p5.json", '[{"prompt": "Sort the tickets of the desk.", "completion": "x"}]', []),
        ("p5.yaml", "rows:\n- prompt: Sort the tickets of the desk.\n", []),
        ("p5.json", '{"prompt": "x", "rows": [{"prompt": "Sort the tickets of the desk."}]}', []),
    ],
)
def test_a_file_of_any_name_may_hold_one_prompt_under_a_key_of_its_own(path, text, turns):
    (document,) = parse_all(path, text)
    assert ([one.role for one in document.messages] if document.format != "unknown" else []) == turns
