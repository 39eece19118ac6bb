"""What holds for every brace dialect, whatever the text; and that time grows with it."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.document.dialects.views import View, document_of, fill
from tests.pace import within

from motjuste.document.dialects import DIALECTS
from motjuste.document.model import PieceKind
from motjuste.document.render import RenderError
from motjuste.text.span import Span

NAMES = ["mustache", "handlebars", "fstring", "dollar", "semantic-kernel"]
BITS = [
    "{{",
    "}}",
    "{",
    "}",
    "{{{",
    "}}}",
    "{{x}}",
    "{{$x}}",
    "{x}",
    "$1",
    "${input:x}",
    "{{#if x}}",
    "{{/if}}",
]
BITS += [
    "{{else}}",
    "{{#a}}",
    "{{/a}}",
    "{{!",
    "{{!--",
    "--}}",
    "{{> p}}",
    "'",
    '"',
    "[",
    "]",
    "\\",
    "~",
    "=",
    "(",
    ")",
]
BITS += [
    "{{=<% %>=}}",
    "<%",
    "%>",
    "\n",
    "\r\n",
    " ",
    "é",
    "😀",
    "\0",
    "\u2028",
    ".",
    "../",
    "|",
    "as |a|",
    "word",
]
texts = st.one_of(st.lists(st.sampled_from(BITS), max_size=25).map("".join), st.text(max_size=60))
dialects = st.sampled_from(NAMES)


@given(dialects, texts, st.integers(0, 5), st.integers(0, 5))
def test_pieces_are_sorted_and_disjoint_and_inside(name, text, before, after):
    span = Span(min(before, len(text)), max(min(before, len(text)), len(text) - after))
    template = DIALECTS[name].scan(text, span)
    spans = [piece.span for piece in template.pieces]
    assert all(len(one) for one in spans)
    assert all(one.end <= other.start for one, other in pairwise(spans))
    places = spans + [fault.span for fault in template.faults] + [one.span for one in template.variables]
    assert all(span.contains(place) for place in places)
    assert all(piece.kind is not PieceKind.LITERAL for piece in template.pieces)
    for variable in template.variables:
        assert variable.span.of(text) == variable.name
        assert variable.placeholder in spans
    assert [fault.span.start for fault in template.faults] == sorted(f.span.start for f in template.faults)


@given(dialects, texts)
def test_filling_gives_text_or_says_why_not(name, text):
    document = document_of(name, text)
    try:
        filled = fill(name, text, {"x": "{{y}}", "a": "[1]", "1": "one"})
    except RenderError:
        return
    if not View(name, text).template.pieces and "<edit" not in text:
        assert filled == "".join(
            p.span.of(text) for p in document.messages[0].pieces if p.kind is not PieceKind.HIDDEN
        )


@given(dialects, st.text(alphabet=st.characters(exclude_characters="{}$!`\\"), max_size=80))
def test_literal_text_stays_as_it_is(name, text):
    if "<edit" in text or "</edit" in text or "motjuste:" in text:
        return
    assert fill(name, text, {"x": "1"}) == text.removeprefix("\ufeff")


SECONDS_PER_MEGABYTE = 3.0
"""Far above what a quiet machine needs, far below a square: tags without words between them are the slowest text."""
HOSTILE = {
    "one line of 4 MB": ("word " * 800_000, 0.5),
    "opening braces": ("{" * 500_000, None),
    "closing braces": ("}" * 500_000, None),
    "open tags": ("{{ a " * 100_000, None),
    "open blocks": ("{{#a}}" * 80_000, None),
    "blocks of many names": ("".join(f"{{{{#a{number}}}}}" for number in range(20_000)), None),
    "10,000 nested blocks": ("{{#a}}" * 10_000 + "{{../../x}}" * 10_000 + "{{/a}}" * 10_000, None),
    "10,000 nested loops": (
        "{{#each a as |b c|}}" * 10_000 + "{{b}}{{d}}" * 5_000 + "{{/each}}" * 10_000,
        None,
    ),
    "10,000 nested brackets": ("{{" + "(" * 10_000 + "}}" + "{" * 10_000 + "[" * 10_000, None),
    "open comments": ("{{! " * 100_000 + "{{!-- -- " * 50_000, None),
    "open quotes": ("{{ ' " * 100_000, None),
    "quotes and one end": ('{{ " ' * 100_000 + "}}", None),
    "open brackets": ("{{ [ " * 100_000 + "]}}", None),
    "raw blocks": ("{{{{ r }}}} " * 40_000, None),
    "long paths": ("{{" + "../" * 100_000 + "a." * 100_000 + "x}}", None),
    "blanks": ("{{" + " " * 500_000 + "}" + (" " * 2000 + "{{#a}}") * 200, None),
    "named values": ("{{x " + "a=b " * 60_000 + "}}", None),
    "fields": ('{a:{b}} {"c": {"d": 1}} { {a[ ' * 20_000, None),
    "inputs": ("${input:" * 60_000 + "!`" * 100_000 + "$" * 200_000, None),
    "delimiters": ("".join(f"{{{{=<{number} {number}>=}}}}" for number in range(20_000)), None),
    "backslashes": ("\\" * 500_000 + "\\{{x}} " * 20_000, None),
}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", HOSTILE)
def test_time_grows_with_the_text(kind, name):
    text, limit = HOSTILE[kind]
    View(name, "{{x}}{x}")  # imports are not what is measured
    within((limit or SECONDS_PER_MEGABYTE) * max(len(text) / 1e6, 0.5), lambda: View(name, text))
