"""Text files that promptfoo reads: split at lines `---`, and only when a configuration says so."""

from __future__ import annotations

import pytest

from motjuste.document.coverage import stretches
from motjuste.document.parse import parse, parse_all
from motjuste.document.transcript import Unwritable
from motjuste.text.edit import Edit
from motjuste.text.span import Span
from motjuste.workspace.workspace import Workspace


def parts(text):
    return [
        (document.name, document.messages[0].span.of(document.text))
        for document in parse_all("a.txt", text, dialect="nunjucks")
        if document.messages
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One {{x}}\n---\nTwo\n", [("prompts[0]", "One {{x}}"), ("prompts[1]", "Two")]),
        ("One\r\n---\r\nTwo\r\n", [("prompts[0]", "One"), ("prompts[1]", "Two")]),
        ("One\n  ---  \n\n\nTwo", [("prompts[0]", "One"), ("prompts[1]", "Two")]),
        ("---\nOne\n---\n---\nTwo\n---", [("prompts[0]", "One"), ("prompts[1]", "Two")]),
        ("One\n---\n", [(None, "One")]),
        ("\ufeffOne\n---\nTwo", [("prompts[0]", "One"), ("prompts[1]", "Two")]),
        ("One\n----\n- ---\nTwo", [(None, "One\n----\n- ---\nTwo")]),
        ("---\n---\n", []),
    ],
)
def test_a_separator_is_a_line_of_its_own(text, expected):
    assert parts(text) == expected
    documents = parse_all("a.txt", text, dialect="nunjucks")
    assert all(document.source == text for document in documents)
    assert "".join(stretch.span.of(text) for stretch in stretches(documents)) == text


def test_nobody_else_splits():
    text = "One {{x}}\n---\nTwo\n"
    for dialect in (None, "jinja", "braces", "none"):
        (document,) = parse_all("a.txt", text, dialect=dialect)
        assert document.name is None
        assert document.messages[0].span == Span(0, len(text))
    (markdown,) = parse_all("a.md", text, dialect="nunjucks")
    assert markdown.messages[0].span == Span(0, len(text))


def test_an_edit_never_splits_a_prompt():
    document = parse("a.txt", "One two\n---\nThree\n", dialect="nunjucks")
    place = Span(4, 7)
    assert document.written([Edit(place, "2\n--\n2")]) == "One 2\n--\n2\n---\nThree\n"
    with pytest.raises(Unwritable):
        document.written([Edit(place, "2\n---\n2")])
    with pytest.raises(Unwritable):
        document.written([Edit(place, "2\n---")])


def test_the_workspace_reads_named_files_as_promptfoo_does(tmp_path):
    (tmp_path / "promptfooconfig.yaml").write_text("prompts: [file://ask.txt, chats/*.json, make.py]\n")
    (tmp_path / "chats").mkdir()
    workspace = Workspace.discover(tmp_path)

    def dialects(name, text):
        return [document.dialect for document in workspace.documents(str(tmp_path / name), text)]

    assert dialects("ask.txt", "A {{x}}\n---\nB\n") == ["nunjucks", "nunjucks"]
    assert dialects("other.txt", "A {{x}}\n---\nB\n") == ["braces"]
    assert dialects("chats/a.json", '[{"role": "user", "content": "{{ x | dump }}"}]') == ["nunjucks"]
    assert "nunjucks" not in dialects("make.py", 'PROMPT = "{x}"\n')
    (tmp_path / "motjuste.toml").write_text('[prompts.dialects]\n"ask.txt" = "jinja"\n')
    settled = Workspace.discover(tmp_path)
    assert [one.dialect for one in settled.documents(str(tmp_path / "ask.txt"), "A\n---\nB\n")] == ["jinja"]
