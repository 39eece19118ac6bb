from __future__ import annotations

import pytest

from motjuste.document.model import PieceKind
from motjuste.document.parse import parse


def inner(text, path="a.md"):
    return [tag.inner.of(text) for tag in parse(path, text).tags]


def faults(text, path="a.md"):
    return [(fault.span.start, fault.span.of(text)) for fault in parse(path, text).faults]


@pytest.mark.parametrize(
    ("text", "tagged"),
    [
        ("a <edit>b</edit> c", ["b"]),
        ("<edit>a</edit><edit>b</edit>", ["a", "b"]),
        ("<edit></edit>", [""]),
        ("<edit>a\r\nb</edit>", ["a\r\nb"]),
        ("<edit>a {{ x }} b</edit>", ["a {{ x }} b"]),
        ("<edit >a</edit >", ["a"]),
        ("<Edit>a</Edit>", []),
        ("<edit id='1'>a</edit>", []),
        ("<editor>a</editor>", []),
        ("`<edit>`a`</edit>`", []),
        ("`` <edit>a</edit> ``", []),
        ("```\n<edit>a</edit>\n```", ["a"]),
        ("<edit>a `code` b</edit>", ["a `code` b"]),
        ("<edit>a <edit>b</edit> c</edit>", ["a <edit>b</edit> c"]),
    ],
)
def test_pairs(text, tagged):
    assert inner(text) == tagged


@pytest.mark.parametrize(
    ("text", "stray"),
    [
        ("a</edit>", [(1, "</edit>")]),
        ("<edit>a", [(0, "<edit>")]),
        ("</edit><edit>", [(0, "</edit>"), (7, "<edit>")]),
        ("<edit>a<edit>b</edit>", [(0, "<edit>")]),
        ("<edit>a<edit>b</edit>c</edit>", [(7, "<edit>"), (14, "</edit>")]),
        ("<edit>a</edit>", []),
    ],
)
def test_strays_and_nested_tags_are_faults(text, stray):
    assert faults(text) == stray


@pytest.mark.parametrize(
    "text", ["a <edit>b</edit> c", "</edit>a", "<edit>a<edit>b</edit>c</edit>", "<edit>a"]
)
def test_no_half_tag_is_ever_literal(text):
    document = parse("a.md", text)
    assert all("edit" not in span.of(text) for span in document.literal_spans)
    hidden = [piece.span.of(text) for piece in document.messages[0].pieces if piece.kind is PieceKind.HIDDEN]
    assert set(hidden) <= {"<edit>", "</edit>"}


def test_tags_in_template_text_are_the_templates():
    text = "{{ '<edit>' }}{% if '</edit>' %}{% endif %}{# <edit> #}"
    document = parse("a.j2", text)
    assert (document.tags, document.faults) == ((), ())


def test_tags_in_raw_blocks_are_tags():
    assert inner("{% raw %}<edit>{{</edit>{% endraw %}", "a.j2") == ["{{"]


def test_tags_in_protected_ranges_are_text():
    text = "<!-- motjuste: protect-start --><edit>a</edit><!-- motjuste: protect-end --><edit>b</edit>"
    assert inner(text) == ["b"]


def test_tags_in_front_matter_are_none():
    document = parse("a.md", "---\ndescription: <edit>a</edit>\n---\nBody")
    assert (document.tags, document.faults) == ((), ())
