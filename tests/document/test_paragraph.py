"""The paragraph at a cursor is what a reader would call one, and never leaves its message."""

from __future__ import annotations

import pytest

from motjuste.document.paragraph import paragraph_at
from motjuste.document.parse import parse
from motjuste.text.span import Span

TEXT = "---\nevals: ./x.jsonl\n---\nFirst line.\nSecond line.\n\n  \n  Third.  \n\nLast."


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    ("words", "paragraph"),
    [
        ("First", "First line.\nSecond line."),
        ("line.\n\n", "First line.\nSecond line."),
        ("Third", "Third."),
        ("Last", "Last."),
        ("Second line.\n\n  \n  Third", "First line.\nSecond line.\n\n  \n  Third."),
    ],
)
def test_what_stands_between_blank_lines(words, paragraph, end):
    text = TEXT.replace("\n", end)
    document = parse("a.md", text)
    start = text.index(words.replace("\n", end))
    found = paragraph_at(document, Span(start, start + len(words.replace("\n", end))))
    assert found.of(text) == paragraph.replace("\n", end)


def test_a_message_ends_a_paragraph():
    text = 'PROMPT = """Find it.\nReturn it."""\n\nOTHER = 3\n'
    document = parse("a.py", text)
    start = text.index("Return")
    assert paragraph_at(document, Span(start, start)).of(text) == "Find it.\nReturn it."


def test_on_a_blank_line_there_is_none():
    document = parse("a.md", "One.\n\n\nTwo.\n")
    assert [len(paragraph_at(document, Span(at, at))) for at in (4, 5, 6, 7)] == [4, 0, 0, 4]


def test_where_nothing_is_written_there_is_no_paragraph():
    assert not len(paragraph_at(parse("a.md", ""), Span(0, 0)))
    assert not len(paragraph_at(parse("a.md", "\n\n\n"), Span(1, 1)))
