"""promptfoo configurations: which entries are prompts, their names and messages, and writing back."""

from __future__ import annotations

import pytest
from tests.pace import within

from motjuste.document.coverage import stretches
from motjuste.document.parse import parse, parse_all
from motjuste.document.promptfoo_prompts import Entry, kind_of
from motjuste.document.render import render
from motjuste.text.edit import Edit
from motjuste.text.span import Span

CONFIG = r"""# a comment
description: about prompts
prompts:
  - 'Say {{x}} it''s'
  - file://a.txt
  - prompts/*.txt
  - exec:run.sh
  - file://make.py:go
  - langfuse://triage:1
  - label: a chat
    raw: |
      [
        {"role": "system", "content": "Be \"kind\".\nAnd {{ tone }}."},
        {"role": "user", "content": [{"type": "text", "text": "{{ q }}"}]}
      ]
  - id: greeting
    raw: "[{\"role\": \"user\", \"content\": \"A\\nB {{ z }}\"}]"
  - |
    - role: system
      content: |
        Line one
        Line two
    - role: user
      content: '{{ q }}'
  - >-
    folded words
    go on {{ y }}
  - id: file://labelled.txt
    label: not ours
defaultTest:
  vars: {system_prompt: You are a helpful default}
tests:
  - vars: {prompt: Not a prompt of ours}
"""


def by_name(text=CONFIG, path="promptfooconfig.yaml"):
    return {document.name: document for document in parse_all(path, text)}


def edited(document, old, new):
    at = document.text.index(old, document.messages[0].span.start)
    return document.written([Edit(Span(at, at + len(old)), new)])


@pytest.mark.parametrize(
    ("path", "text", "name"),
    [
        ("promptfooconfig.yaml", "", "promptfoo"),
        ("x/promptfooconfig.claude.yml", "", "promptfoo"),
        ("promptfooconfig-tools.json", "{}", "promptfoo"),
        ("my.promptfooconfig.yaml", "", "promptfoo"),
        (
            "eval.yaml",
            "# yaml-language-server: $schema=https://promptfoo.dev/config-schema.json\nprompts: [a]\n",
            "promptfoo",
        ),
        ("eval.yaml", "# yaml-language-server: $schema=./other.json\nprompts: [a]\n", "unknown"),
        ("eval.yaml", "prompts: [a]\n", "unknown"),
    ],
)
def test_which_files_are_configurations(path, text, name):
    assert parse(path, text).format == name


@pytest.mark.parametrize(
    ("entry", "kind"),
    [
        ("Say {{x}}", Entry.TEXT),
        ("{{query}}", Entry.TEXT),
        ("Who am I?", Entry.TEXT),
        ("Sort and/or drop {{x}}.", Entry.TEXT),
        ("Sort and/or drop them.", Entry.TEXT),
        ("Say it in one word. OK", Entry.TEXT),
        ("two\nlines/of.txt", Entry.TEXT),
        ("file://two\nlines.txt", Entry.TEXT),
        ("See https://x.test", Entry.TEXT),
        ("{{ a }}/{{ b }}.txt", Entry.TEXT),
        ("file://a.txt", Entry.FILE),
        ("file://with blanks.md", Entry.FILE),
        ("prompts/a", Entry.FILE),
        ("prompt*.txt", Entry.FILE),
        ("prompts.txt", Entry.FILE),
        ("my prompts/a.txt", Entry.FILE),
        ("chat.json", Entry.FILE),
        ("exec:python x", Entry.CODE),
        ("file://x.py", Entry.CODE),
        ("file://x.py:make", Entry.CODE),
        ("x.mjs", Entry.CODE),
        ("file://x.ts:default", Entry.CODE),
        ("langfuse://p:1:chat", Entry.SERVICE),
        ("portkey://pp-x", Entry.SERVICE),
        ("helicone://a:1", Entry.SERVICE),
    ],
)
def test_what_an_entry_is(entry, kind):
    assert kind_of(entry) is kind


def test_the_prompts_written_in_it_are_documents():
    documents = by_name()
    assert list(documents) == ["prompts[0]", "a chat", "prompts[7]", "prompts[8]", "prompts[9]"]
    assert {document.format for document in documents.values()} == {"promptfoo"}
    assert {document.dialect for document in documents.values()} == {"nunjucks"}
    assert {name: document.variable_names for name, document in documents.items()} == {
        "prompts[0]": ("x",),
        "a chat": ("tone", "q"),
        "prompts[7]": ("z",),
        "prompts[8]": ("q",),
        "prompts[9]": ("y",),
    }
    assert not any(document.faults for document in documents.values())


def test_chat_messages_in_a_string_are_messages():
    documents = by_name()
    chats = {
        name: [(message.role, message.span.of(document.text)) for message in document.messages]
        for name, document in documents.items()
    }
    assert chats["a chat"] == [("system", 'Be "kind".\nAnd {{ tone }}.'), ("user", "{{ q }}")]
    assert chats["prompts[7]"] == [("user", "A\nB {{ z }}")]
    assert chats["prompts[8]"] == [("system", "Line one\nLine two\n"), ("user", "{{ q }}")]
    assert chats["prompts[9]"] == [(None, "folded words go on {{ y }}")]
    assert render(documents["a chat"], {"tone": "calm", "q": "Why?"}) == (
        ("system", 'Be "kind".\nAnd calm.'),
        ("user", "Why?"),
    )


@pytest.mark.parametrize(
    ("name", "old", "new", "line"),
    [
        ("prompts[0]", "it's", "it isn't {{x}}", "  - 'Say {{x}} it isn''t {{x}}'"),
        ("a chat", "kind", 'so "kind"\n', r'"content": "Be \"so \"kind\"\n\".\nAnd {{ tone }}."},'),
        (
            "prompts[7]",
            "A\nB",
            'A "q"\nC',
            r'raw: "[{\"role\": \"user\", \"content\": \"A \\\"q\\\"\\nC {{ z }}\"}]"',
        ),
        ("prompts[8]", "Line two", "Line 2\nLine 3", "        Line 2\n        Line 3\n"),
        ("prompts[9]", "words", "many words", "    folded many words\n    go on"),
    ],
)
def test_edits_are_written_in_every_encoding(name, old, new, line):
    document = by_name()[name]
    written = edited(document, old, new)
    assert line in written
    again = parse("promptfooconfig.yaml", written, prompt=name)
    at = document.text.index(old, document.messages[0].span.start)
    assert again.text == document.text[:at] + new + document.text[at + len(old) :]
    before = [each for each in CONFIG.splitlines() if each not in written.splitlines()]
    assert len(before) == 1


def test_the_stretches_cover_the_file():
    covered = stretches(parse_all("promptfooconfig.yaml", CONFIG))
    assert "".join(stretch.span.of(CONFIG) for stretch in covered) == CONFIG
    assert all(document.written(()) == CONFIG for document in parse_all("promptfooconfig.yaml", CONFIG))


def test_json_configurations():
    text = '{"prompts": ["Say {{x}}\\nnow", {"label": "b", "raw": "Go \\"on\\""}], "tests": []}'
    documents = by_name(text, "promptfooconfig.json")
    assert list(documents) == ["prompts[0]", "b"]
    assert documents["prompts[0]"].messages[0].span.of(documents["prompts[0]"].text) == "Say {{x}}\nnow"
    assert r'"Go \"off\""' in edited(documents["b"], "on", "off")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("prompts: Just one {{x}}\n", ["prompts[0]"]),
        ("prompts: file://one.txt\n", [None]),
        ("prompts:\n  a.txt: first\n", [None]),
        ("prompts: []\n", [None]),
        ("prompts:\n  - 1\n  - null\n  - [a]\n  - {}\n  - {raw: 2}\n  - ''\n", [None]),
        ("tests: []\n", [None]),
        ("", [None]),
        ("prompts:\n  - {label: a, raw: X}\n  - {label: a, raw: Y}\n", ["a", "a#2"]),
        (
            "prompts:\n  - '[not json'\n  - '[1, 2]'\n  - '- role: [x'\n",
            ["prompts[0]", "prompts[1]", "prompts[2]"],
        ),
        (
            'prompts:\n  - |\n    [{% for x in y %}{"role": "user", "content": "a"},{% endfor %}]\n',
            ["prompts[0]"],
        ),
    ],
)
def test_odd_lists_of_prompts(text, names):
    documents = parse_all("promptfooconfig.yaml", text)
    assert [document.name for document in documents] == names
    assert all(document.source == text for document in documents)


@pytest.mark.parametrize(
    "text",
    ["prompts: [a\n", "prompts:\n\t- a\n", "a: &a [*a]\n", "{" * 10_000, "prompts: !!python/object x\n"],
)
def test_broken_files_are_faults_and_never_raise(text):
    documents = parse_all("promptfooconfig.yaml", text)
    assert all(document.source == text for document in documents)


HOSTILE = {
    "many prompts": "prompts:\n" + "  - Say {{x}}\n" * 5000,
    "nested chats": "prompts:\n" + '  - \'[{"role": "user", "content": "a === {{b}}"}]\'\n' * 1500,
    "one long line": "prompts:\n  - " + "word " * 70_000,
    "escapes": 'prompts:\n  - "' + "\\n" * 100_000 + '"\n',
    "brackets": "prompts:\n  - '" + "[" * 100_000 + "'\n",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_time_grows_with_the_text(name):
    parse("promptfooconfig.yaml", CONFIG)  # imports are not what is measured
    # The bound on the length of YAML keeps every file below a second or two.
    within(3.0, lambda: parse_all("promptfooconfig.yaml", HOSTILE[name]))
