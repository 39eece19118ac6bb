"""A text as it reads and its source: offsets go there and back, whatever vanishes or turns into something else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motjuste.document.transcript import Escape, transcribe
from motjuste.text.span import Span


def escape(start, end, value):
    return Escape(Span(start, end), value)


def test_escapes_read_as_what_they_stand_for():
    transcript = transcribe(r"say \"hi\"\n", [escape(4, 6, '"'), escape(8, 10, '"'), escape(10, 12, "\n")])
    assert transcript.text == 'say "hi"\n'
    assert transcript.outer(Span(5, 7)) == Span(6, 8)
    assert transcript.outer(Span(4, 8)) == Span(4, 10)
    assert transcript.outer(Span(4, 4)) == Span(4, 4)
    assert [transcript.inner(offset) for offset in (0, 4, 5, 6, 8, 10, 12)] == [0, 4, 4, 5, 7, 8, 9]


def test_what_vanishes_belongs_to_nobody():
    transcript = transcribe("a:\n    one\n    two", [escape(3, 7, ""), escape(10, 15, "\n")])
    assert transcript.text == "a:\none\ntwo"
    assert transcript.outer(Span(3, 6)) == Span(7, 10)
    assert transcript.outer(Span(7, 10)) == Span(15, 18)
    assert (transcript.before(3), transcript.after(3)) == (3, 7)
    assert transcript.inner(5) == 3


def test_an_escape_that_a_span_cuts_is_taken_whole():
    transcript = transcribe("x&hearts;y", [escape(1, 9, "abc")])
    assert transcript.text == "xabcy"
    assert transcript.outer(Span(2, 3)) == Span(1, 9)
    assert transcript.inner_span(Span(4, 6)) == Span(1, 4)
    assert transcript.outer(Span(4, 5)) == Span(9, 10)


def test_without_escapes_all_stays_where_it_is():
    transcript = transcribe("plain", [])
    assert transcript.text == "plain"
    assert transcript.outer(Span(1, 3)) == Span(1, 3)
    assert transcript.inner(5) == 5


def test_escapes_must_not_overlap():
    with pytest.raises(ValueError, match="overlap"):
        transcribe("abcdef", [escape(0, 3, "x"), escape(2, 4, "y")])


@st.composite
def transcripts(draw):
    parts = draw(st.lists(st.tuples(st.text("ab\n", max_size=4), st.text("\\n ", min_size=1, max_size=4))))
    source, escapes = "", []
    for plain, written in parts:
        source += plain
        escapes.append(escape(len(source), len(source) + len(written), draw(st.text("XY", max_size=2))))
        source += written
    return transcribe(source + draw(st.text("ab", max_size=3)), escapes)


@given(transcripts(), st.data())
def test_a_span_of_plain_words_stands_in_the_source_as_it_reads(transcript, data):
    inner = sorted(data.draw(st.lists(st.integers(0, len(transcript.text)), min_size=2, max_size=2)))
    span = Span(*inner)
    outer = transcript.outer(span)
    assert 0 <= outer.start <= outer.end <= len(transcript.source)
    if len(span) and not any(
        outer.overlaps(one.span) or (outer.start <= one.span.start < outer.end) for one in transcript.escapes
    ):
        assert outer.of(transcript.source) == span.of(transcript.text)
        assert transcript.inner_span(outer) == span


@given(transcripts())
def test_offsets_keep_their_order(transcript):
    inner = [transcript.inner(offset) for offset in range(len(transcript.source) + 1)]
    assert inner == sorted(inner)
    assert inner[-1] == len(transcript.text)
    within = [transcript.inner(one.span.start) for one in transcript.escapes]
    for offset in range(len(transcript.text) + 1):
        cut = any(
            at < offset < at + len(one.value) for at, one in zip(within, transcript.escapes, strict=True)
        )
        assert cut or transcript.before(offset) <= transcript.after(offset)
