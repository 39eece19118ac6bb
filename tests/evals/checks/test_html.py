from __future__ import annotations

from functools import partial

import pytest
from tests.pace import within

from motjuste.evals.checks import BadCheck, build


@pytest.mark.parametrize(
    ("output", "whole", "holds"),
    [
        ("<!DOCTYPE html><html><head></head><body>x</body></html>", 1, 1),
        ("<div>Content</div>", 1, 1),
        ("<h1>Title</h1>\n<p>Paragraph</p>", 1, 1),
        ('<img src="test.jpg" />', 1, 1),
        ("<ul><li>one<li>two</ul>", 1, 1),
        ("<p>one<p>two</p>", 1, 1),
        ("Just text", 0, 0),
        ("Text before <div>HTML</div> text after", 0, 1),
        ('<?xml version="1.0"?><root></root>', 0, 1),
        ("<root><leaf/></root>", 0, 1),
        ("<div>Unclosed div", 0, 1),
        ("<div><span></div>", 0, 1),
        ("</div><div></div>", 0, 1),
        ("<div></div> and <div></div>", 0, 1),
        ("a < b and b > c", 0, 0),
        ("write to <mail@example.com>", 0, 0),
        ("fill in <name>", 0, 0),
        ("", 0, 0),
    ],
)
def test_fragments_and_documents(output, whole, holds):
    assert build("is-html", None).score(output).value == whole
    assert build("contains-html", None).score(output).value == holds
    assert build("not-contains-html", None).score(output).value == 1 - holds


@pytest.mark.parametrize(
    "output", ["<a " * 100_000, "<div>" * 200_000, "<!--" * 100_000, "<" * 500_000 + ">"]
)
def test_broken_tags_are_read_in_time(output):
    for name in ("contains-html", "is-html"):
        within(3, partial(build(name, None).score, output))


def test_there_is_no_value():
    with pytest.raises(BadCheck):
        build("is-html", "x")
