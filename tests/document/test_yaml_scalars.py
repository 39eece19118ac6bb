"""Scalars of every style read as YAML reads them; those we cannot vouch for are left alone."""

from __future__ import annotations

import pytest

from motjuste.document.transcript import Escape, transcribe
from motjuste.document.yaml_scalars import scalar_strand
from motjuste.document.yaml_tree import read_yaml


def read(source):
    """The words of the first value, as they are written and as they read."""
    node = read_yaml(source).keys[0][2]
    assert isinstance(node.value, str)
    strand = scalar_strand(source, node.span, node.value)
    if strand is None:
        return None
    written = strand.span.of(source)
    moved = [Escape(one.span.shifted(-strand.span.start), one.value) for one in strand.escapes]
    reading = transcribe(written, moved).text
    assert reading == node.value
    return written, reading


@pytest.mark.parametrize(
    ("source", "written", "reading"),
    [
        ("k: some words  # why\n", "some words", "some words"),
        ("k: some\n  more\n\n  words\n", "some\n  more\n\n  words", "some more\nwords"),
        ("k: 'it''s\n  so'\n", "it''s\n  so", "it's so"),
        ('k: "a\\tb \\\n   c\\u00e9\\\n\n  d"\n', "a\\tb \\\n   c\\u00e9\\\n\n  d", "a\tb cé\nd"),
        ("k: |\n  a\n\n   b\nz: 1\n", "  a\n\n   b\n", "a\n\n b\n"),
        ("k: |-\n  a\n  b\n\n", "  a\n  b", "a\nb"),
        ("k: |+\n  a\n\n", "  a\n\n", "a\n\n"),
        ("k: |2  # why\n    a\n  b\n", "    a\n  b\n", "  a\nb\n"),
        ("k: >\n  a\n  b\n\n  c\n    d\n  e\n", "  a\n  b\n\n  c\n    d\n  e\n", "a b\nc\n  d\ne\n"),
        ("k: >-\n\n  a\n  b\n", "\n  a\n  b", "\na b"),
        ("k: !!str &x |\n  a\n", "  a\n", "a\n"),
        ("k: &x 'a'\n", "a", "a"),
        ("k: |\r\n  a\r\n  b\r\n", "  a\r\n  b\r\n", "a\nb\n"),
    ],
)
def test_words(source, written, reading):
    assert read(source) == (written, reading)


def test_an_alias_has_no_words_of_its_own():
    source = "a: &a some words\nb: *a\n"
    node = read_yaml(source).keys[1][2]
    assert node.value == "some words"
    assert scalar_strand(source, node.span, node.value) is None


def test_a_value_that_we_would_read_otherwise_is_left_alone():
    source = "k: some words\n"
    assert scalar_strand(source, read_yaml(source).keys[0][2].span, "other words") is None
