from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motjuste.document.code_spans import code_spans, fenced_blocks, inside
from motjuste.text.span import Span


def shown(text):
    return [span.of(text) for span in code_spans(text, Span(0, len(text)))]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a `b` c", ["`b`"]),
        ("a ``b ` c`` d", ["``b ` c``"]),
        ("a `b", []),
        ("`a``b`", ["`a``b`"]),
        ("`a\nb`", []),
        ("```\na\n```\nb", ["```\na\n```\n"]),
        ("```py\na\n```", ["```py\na\n```"]),
        ("~~~\n```\n~~~\nb", ["~~~\n```\n~~~\n"]),
        ("````\n```\n````\n", ["````\n```\n````\n"]),
        ("```\nopen", ["```\nopen"]),
        ("```a`b\nc", []),
        ("- ```\n  a\n  ```\nb", ["- ```\n  a\n  ```\n"]),
        ("> ```\n> a\n> ```\nb", ["> ```\n> a\n> ```\n"]),
        ("```\r\na\r\n```\r\nb", ["```\r\na\r\n```\r\n"]),
        ("```\ra\r```\rb", ["```\ra\r```\r"]),
        ("```\n`a`\n```\n`b`", ["```\n`a`\n```\n", "`b`"]),
    ],
)
def test_code_is_found_as_markdown_has_it(text, code):
    assert shown(text) == code


@given(st.text("`~\n\r ab>-"))
def test_spans_are_sorted_disjoint_and_inside(text):
    spans = code_spans(text, Span(0, len(text)))
    assert list(spans) == sorted(spans)
    assert all(one.end <= other.start for one, other in pairwise(spans))
    assert all(span.end <= len(text) for span in spans)
    assert set(fenced_blocks(text, Span(0, len(text)))) <= set(spans)
    for offset in range(len(text)):
        assert inside(spans, offset) == any(span.start <= offset < span.end for span in spans)
