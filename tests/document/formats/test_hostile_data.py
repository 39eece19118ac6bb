"""No text, however odd, makes the readers of Python, JSON, YAML and TOML raise, hang or lose a character."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.pace import within

from motjuste.document.coverage import stretches
from motjuste.document.parse import parse_all, parse_all_bytes

PATHS = ["prompts.py", "prompts.json", "prompts.yaml", "prompts.toml", "chat.json", "x.yaml"]
BITS = [
    '"role"',
    ": ",
    "role: user\n",
    "content",
    "- ",
    "[",
    "]",
    "{",
    "}",
    ",",
    '"',
    "'",
    '"""',
    "\n",
    "  ",
    "\\",
]
BITS += [
    "system_prompt",
    " = ",
    "You are kind to all",
    "f",
    "(",
    ")",
    "{{ x }}",
    "{% if %}",
    "# motjuste: prompt\n",
]
BITS += [
    "# motjuste: dialect=jinja\n",
    "&a ",
    "*a",
    "!!python/object ",
    "<<: ",
    "|\n",
    ">-\n",
    "\r\n",
    "\0",
    "\ud800",
]
BITS += [
    "é",
    "😀",
    "\ufeff",
    "lc",
    "_type: prompt\n",
    "template",
    "systemRole",
    "signature",
    "instructions",
    "demos",
]
texts = st.one_of(st.lists(st.sampled_from(BITS), max_size=40).map("".join), st.text())


@given(texts, st.sampled_from(PATHS))
def test_any_text_gives_documents_that_cover_it(text, path):
    documents = parse_all(path, text)
    assert "".join(one.span.of(text) for one in stretches(documents)) == text
    for document in documents:
        assert document.source == text
        assert document.written(()) == text
        spans = [one.span for one in document.faults] + [one.span for one in document.directives]
        assert all(span.end <= len(document.text) for span in spans)
        assert all(one.span.of(document.text) == one.name for one in document.variables)


@given(st.binary(max_size=300), st.sampled_from(PATHS))
def test_no_bytes_make_it_raise(data, path):
    parse_all_bytes(path, data)


HOSTILE = {
    "brackets": "[" * 10_000,
    "braces": '{"a":' * 10_000,
    "flow in a value": "system_prompt: " + "[" * 10_000,
    "parentheses": "x_prompt = " + "(" * 10_000,
    "minus": "x_prompt = " + "-" * 100_000 + "1",
    "a sum": "x_prompt = " + " + ".join(['"a word"'] * 20_000),
    "a short sum": "x_prompt = " + " + ".join(['"a word or two"'] * 900),
    "attributes": "x_prompt = a" + ".b" * 50_000,
    "one line of words": "SYSTEM_PROMPT = '" + "word " * 400_000 + "'",
    "one line of json": '{"system_prompt": "' + "word \\n" * 100_000 + '"}',
    "one line of yaml": 'system_prompt: "' + "word \\n" * 100_000 + '"',
    "one line of toml": 'system_prompt = "' + "word \\n" * 150_000 + '"',
    "aliases": "a: &a [x, x]\n" + "".join(f"{c}: &{c} [*{p}, *{p}]\n" for p, c in zip("abcdefghij", "bcdefghijk", strict=True)),
    "an alias of itself": "system_prompt: &a\n  - *a\n",
    "a tag": "system_prompt: !!python/object/apply:os.system ['echo You are kind']\n",
    "an object": "prompt: !ruby/object:Gem\n  system: You are kind to all\n",
    "a merge": "a: &a\n  system_prompt: You are kind to all\nb:\n  <<: *a\n",
    "nul": 'SYSTEM_PROMPT = "You are \0 kind"',
    "half a pair": 'SYSTEM_PROMPT = "You are \ud800 kind"',
    "half a pair escaped": '{"system_prompt": "You are \\ud800 kind"}',
    "quotes": '"' * 1_000_000,
    "backslashes": '"' + "\\" * 1_000_000,
    "f-string holes": 'P_PROMPT = f"' + "{x} word " * 20_000 + '"',
    "nested holes": 'P_PROMPT = f"You are a ' + "{f'" * 60 + "x" + "'}" * 60 + '"',
    "open template tags": "{%" * 200_000,
    "colons": "a: " * 100_000,
    "dashes": "- " * 50_000,
    "equals": "a = " * 100_000,
    "table heads": "[" + "a." * 100_000 + "a]",
}  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_read_in_time(name, path):
    text = HOSTILE[name]
    parse_all(path, 'system_prompt = "You are kind"')  # imports are not what is measured
    # A second for a megabyte, and as much again for what stands in no real file.
    documents = within(2 * max(1.0, len(text) / 1e6), lambda: parse_all(path, text))
    assert documents
    assert documents[0].source == text
