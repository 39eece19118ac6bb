from __future__ import annotations

import re

from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from motjuste.lint.fences import read_fences
from motjuste.text.span import Span

BITS = ["```", "````", "~~~", "```py", "> ", "- ", "1. ", "2. ", "* ", " ", "   ", "    ", "\n", "\n\n"]
BITS += ["a", "# h", "---", "===", "-", "\t", ">", "`` `", "10) "]
texts = st.lists(st.sampled_from(BITS), max_size=16).map("".join)


def ours(text):
    return [
        (text.count("\n", 0, fence.mark.start), fence.body.of(text).count("\n") if fence.closing else None)
        for fence in read_fences(text, Span(0, len(text)))
    ]


def reference(text):
    # HTML blocks and link definitions are read as text here, as the module says.
    parser = MarkdownIt("commonmark").disable(["html_block", "reference"])
    tokens = []
    parser.block.parse(text, parser, {}, tokens)
    return [(token.map[0], token.content.count("\n")) for token in tokens if token.type == "fence"]


@given(texts)
@example("- a\n  ```\n  b\n```\n")
@example("> ```\n> a\nb\n")
@example("1. ```\n   a\n\n   b\n   ```\n")
@example("a\n    ```\n")
@example("-\n\n  ```\n")
def test_fences_are_those_of_a_markdown_parser(text):
    # The reference takes `>` behind four blanks for a quote that goes on, which section 5.1 does not.
    if re.search(r"(?: {4}|\t)[ \t]*>", text):
        return
    found, expected = ours(text), reference(text)
    assert [row for row, _ in found] == [row for row, _ in expected]
    assert all(
        lines is None or lines == other for (_, lines), (_, other) in zip(found, expected, strict=True)
    )


@given(texts, st.sampled_from(["\r\n", "\r"]))
def test_line_ends_of_other_systems_change_nothing(text, end):
    other = text.replace("\n", end)
    fences = list(read_fences(other, Span(0, len(other))))
    assert [fence.mark.of(other) for fence in fences] == [
        fence.mark.of(text) for fence in read_fences(text, Span(0, len(text)))
    ]


@given(st.text(), st.integers(0, 5))
def test_no_text_makes_it_fail_and_spans_lie_inside(text, start):
    span = Span(min(start, len(text)), len(text))
    for fence in read_fences(text, span):
        assert span.contains(fence.mark)
        assert span.contains(fence.body)
        assert set(fence.mark.of(text)) == {fence.char}
        if fence.closing is not None:
            assert fence.body.end <= fence.closing.start
            assert set(fence.closing.of(text)) == {fence.char}


def test_containers_deeper_than_any_author_nests_them_are_text():
    text = "- " * 100 + "```\n"
    assert list(read_fences(text, Span(0, len(text)))) == []
