from __future__ import annotations

import pytest

from motjuste.document.model import PieceKind
from motjuste.document.parse import parse


def directives(text, path="a.md"):
    return [(one.name, one.arguments, one.span.of(text)) for one in parse(path, text).directives]


@pytest.mark.parametrize(
    ("content", "name", "arguments"),
    [
        ("ignore T002", "ignore", ("T002",)),
        ("ignore T002, T003", "ignore", ("T002", "T003")),
        ("ignore T002 T003", "ignore", ("T002", "T003")),
        ("ignore-file", "ignore-file", ()),
        ("evals=./x.jsonl", "evals", ("./x.jsonl",)),
        ("evals = ./x.jsonl", "evals", ("./x.jsonl",)),
        ("evals='./my cases.jsonl'", "evals", ("./my cases.jsonl",)),
        ('evals="./my cases.jsonl"', "evals", ("./my cases.jsonl",)),
        ("evals=./my cases.jsonl", "evals", ("./my", "cases.jsonl")),
        ("evals=", "evals=", ()),
        ("", "", ()),
    ],
)
def test_comments_to_us_are_read(content, name, arguments):
    comment = f"<!-- motjuste: {content} -->"
    assert directives(f"a {comment} b") == [(name, arguments, comment)]
    comment = f"{{# motjuste: {content} #}}"
    assert directives(f"a {comment} b", "a.j2") == [(name, arguments, comment)]


def test_a_blank_after_the_colon_is_optional():
    assert directives("<!--motjuste:ignore T002-->") == [("ignore", ("T002",), "<!--motjuste:ignore T002-->")]


def test_jinja_comments_are_literal_in_markdown_and_html_comments_work_in_jinja():
    assert directives("{# motjuste: ignore #}") == []
    assert directives("<!-- motjuste: ignore -->", "a.j2") != []


def test_front_matter_has_directives_of_its_own():
    text = "---\nrole: user\n# motjuste: ignore F001\n---\n<!-- motjuste: ignore-file -->"
    assert [one[2] for one in directives(text)] == [
        "# motjuste: ignore F001",
        "<!-- motjuste: ignore-file -->",
    ]


def test_other_comments_are_read_by_the_model():
    text = "<!-- note --> <!-- the motjuste: way --> <!-- motjuste: over\ntwo lines -->"
    document = parse("a.md", text)
    assert document.directives == ()
    assert [span.of(text) for span in document.literal_spans] == [text]


def test_what_stands_in_a_directive_is_no_variable():
    text = "<!-- motjuste: evals={{ x }}.jsonl --> {{ y }}"
    assert parse("a.md", text).variable_names == ("y",)


def test_a_comment_within_template_text_is_none_of_ours():
    text = "{{ '<!-- motjuste: ignore -->' }}"
    document = parse("a.j2", text)
    assert document.directives == ()
    assert [piece.kind for piece in document.messages[0].pieces] == [PieceKind.VARIABLE]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_directive_alone_on_its_line_goes_with_the_line(end):
    text = f"one{end}  <!-- motjuste: ignore -->  {end}two <!-- motjuste: ignore --> three{end}<!-- motjuste: ignore -->"
    document = parse("a.md", text)
    assert "".join(span.of(text) for span in document.literal_spans) == f"one{end}two  three{end}"
