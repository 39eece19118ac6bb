"""Random words in every encoding of JSON, YAML and TOML read as their own readers read them; edits are written exactly."""

from __future__ import annotations

import json
import tomllib

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from motjuste.document.parse import parse
from motjuste.document.transcript import Unwritable
from motjuste.text.edit import Edit, apply_edits
from motjuste.text.span import Span

BITS = [
    "a",
    "word ",
    "\n",
    "\n\n",
    "  ",
    "\t",
    "'",
    '"',
    '"""',
    "'''",
    ":",
    ": ",
    " #",
    "# ",
    "- ",
    "|",
    "é",
    "😀",
]
BITS += [
    "{x}",
    "{{ y }}",
    "\\",
    "\\n",
    "*",
    "&a ",
    "!",
    "\x00",
    "\x7f",
    "\x85",
    "\u2028",
    "\ufeff",
    "null",
    "\r",
]
words = st.lists(st.sampled_from(BITS), max_size=10).map("".join)
CALM = ["You", "are kind", "a", ",", ".", " ", "\n", "\n\n", "  ", '"', "'", ": ", " #", "{x}", "é", "\\d"]
calm_words = st.lists(st.sampled_from(CALM), max_size=10).map("".join)


def yaml_value(source):
    return YAML(typ="safe", pure=True).load(source)["system_prompt"]


def toml_value(source):
    return tomllib.loads(source)["system_prompt"]


def message(document):
    (one,) = document.messages
    return one.span.of(document.text)


@given(words, st.booleans())
def test_json_strings_read_as_json_reads_them(text, ascii_only):
    assume("<edit>" not in text)
    text = f"You are an assistant. {text}"
    source = json.dumps({"system_prompt": text}, ensure_ascii=ascii_only)
    document = parse("prompts.json", source)
    assert message(document) == text
    assert document.written(()) == source


BLOCKS = st.sampled_from(["|", "|-", "|+", ">", ">-", ">+", "|2", ">2-"])
LINES = ["You are an assistant", "a b", "", "  ", "  a", " b", "\ta", "c: d", "# x", "- e", '"q"', "{{ y }}"]


@given(
    st.lists(st.sampled_from(LINES), min_size=1, max_size=6),
    BLOCKS,
    st.sampled_from(["\n", "\r\n"]),
    st.data(),
)
def test_yaml_blocks_read_and_are_edited_as_yaml_reads_them(lines, header, line_end, data):
    body = "\n".join(("  " + line) if line else line for line in ["You are an assistant", *lines])
    tail = data.draw(st.sampled_from(["", "\n", "\nmodel: gpt-4\n", "\n# an end\nmodel: gpt-4\n"]))
    source = f"# a start\nsystem_prompt: {header}\n{body}{tail}".replace("\n", line_end)
    check_yaml(source, data)


FLOWS = [
    "a",
    "a b",
    "''",
    "\\n",
    "\\\n",
    "\n",
    "\n  ",
    "\n\n  ",
    " ",
    "\\x41",
    "\\u00e9",
    '\\"',
    "\\ ",
    "\\/",
    ": b",
]


@given(st.lists(st.sampled_from(FLOWS), max_size=8).map("".join), st.sampled_from(["'", '"', ""]), st.data())
def test_yaml_quotes_and_plain_words_read_and_are_edited_as_yaml_reads_them(text, quote, data):
    line_end = data.draw(st.sampled_from(["\n", "\r\n"]))
    source = f"system_prompt: {quote}You are an assistant {text}{quote}\nmodel: gpt-4\n"
    check_yaml(source.replace("\n", line_end), data)


def check_yaml(source, data):
    try:
        value = yaml_value(source)
    except YAMLError:
        return
    document = parse("prompts.yaml", source)
    assume(isinstance(value, str) and document.messages)
    assert message(document) == value
    check_edit(document, data, yaml_value)


@given(words, st.sampled_from(['"', "'", '"""', "'''"]), st.data())
def test_toml_strings_read_and_are_edited_as_toml_reads_them(text, quote, data):
    line_end = "\n" if len(quote) == 3 else ""
    source = f'description = "d"\nsystem_prompt = {quote}{line_end}You are an assistant {text}{quote}\n'
    try:
        value = toml_value(source)
    except tomllib.TOMLDecodeError:
        return
    document = parse("prompts.toml", source)
    assume("<edit>" not in text)
    assert message(document) == value
    check_edit(document, data, toml_value)


@given(words, words, st.data())
def test_json_edits_change_the_words_asked_and_nothing_else(one, two, data):
    turns = [{"role": "system", "content": f"You are {one}"}, {"role": "user", "content": f"I am {two}"}]
    source = json.dumps({"model": "gpt-4", "messages": turns}, indent=2, ensure_ascii=False)
    document = parse("chat.json", source)
    assert [one.span.of(document.text) for one in document.messages] == [turn["content"] for turn in turns]
    spans = document.literal_spans
    span = data.draw(st.sampled_from(spans))
    edit = drawn_edit(span, data)
    wanted = apply_edits(document.text, [edit])
    written = document.written([edit])
    again = parse("chat.json", written)
    assert again.text == wanted
    assert [turn["role"] for turn in json.loads(written)["messages"]] == ["system", "user"]


def drawn_edit(span, data):
    start = data.draw(st.integers(span.start, span.end))
    end = data.draw(st.integers(start, span.end))
    return Edit(Span(start, end), data.draw(calm_words))


def check_edit(document, data, value_of):
    """An edit either is refused, or makes exactly the value asked and leaves all round the scalar alone."""
    assume(document.literal_spans)
    span = document.messages[0].span
    edit = drawn_edit(data.draw(st.sampled_from(document.literal_spans)), data)
    inner = Edit(edit.span.shifted(-span.start), edit.text)
    wanted = apply_edits(span.of(document.text), [inner])
    assume(len(wanted.split()) > 2)
    try:
        written = document.written([edit])
    except Unwritable:
        return
    assert value_of(written) == wanted
    outer = document.outer(span)
    assert written.startswith(document.source[: document.source.index("system_prompt")])
    assert written.endswith(document.source[outer.end :].lstrip("'\""))


@pytest.mark.parametrize(
    ("source", "old", "new", "wanted"),
    [
        ("system_prompt: |\n  You are kind.\n\n  Be brief.\n", "\n\n", "\n\nDo it.\n\n", "system_prompt: |\n  You are kind.\n\n  Do it.\n\n  Be brief.\n"),
        ("system_prompt: |\n  You are kind.\n  Be brief.\n  Go on.\n", "Be brief.\n", "", "system_prompt: |\n  You are kind.\n  Go on.\n"),
        ("system_prompt: >-\n  You are kind\n  and brief.\n", "brief", "very brief", "system_prompt: >-\n  You are kind\n  and very brief.\n"),
        ("system_prompt: You are kind to all\n", "kind", 'kind: "very"', 'system_prompt: "You are kind: \\"very\\" to all"\n'),
        ("system_prompt: You are kind to all\n", "kind", "good", "system_prompt: You are good to all\n"),
        ("system_prompt: 'You are kind to all'\n", "all", "everyone's dog", "system_prompt: 'You are kind to everyone''s dog'\n"),
        ('system_prompt: "You are kind to all"\n', "all", "two\nlines", 'system_prompt: "You are kind to two\\nlines"\n'),
        ("a:\n  system_prompt: |\r\n    You are kind.\r\n    Be brief.\r\n", "kind.", "kind.\nAnd good.", "a:\n  system_prompt: |\r\n    You are kind.\r\n    And good.\r\n    Be brief.\r\n"),
    ],
)  # fmt: skip
def test_yaml_edits_are_written_as_a_person_would(source, old, new, wanted):
    document = parse("prompts.yaml", source)
    start = document.text.index(old, document.messages[0].span.start)
    assert document.written([Edit(Span(start, start + len(old)), new)]) == wanted


def test_most_edits_of_a_block_can_be_written():
    """So that the properties above do not hold for want of writable edits."""
    source = "system_prompt: |\n  You are kind.\n\n    - to all\n\n  Be {x} brief.\nmodel: gpt-4\n"
    document = parse("prompts.yaml", source)
    refused = []
    for span in document.literal_spans:
        for start in range(span.start, span.end):
            for new in ("new", "two\nlines", "three\n\nlines\n", '"quoted": # yes'):
                edit = Edit(Span(start, start), new)
                try:
                    written = document.written([edit])
                except Unwritable:
                    refused.append((start - span.start, new))
                    continue
                inner = Edit(edit.span.shifted(-document.messages[0].span.start), new)
                assert yaml_value(written) == apply_edits(message(document), [inner])
    # The block's header says that it ends with one line end, so no edit can give it two.
    assert refused == [(len(" brief."), "three\n\nlines\n")]
