"""Fingerprints of findings: the same wherever the lines move, different for different faults."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from motjuste.lint.finding import Finding, Severity
from motjuste.lint.fingerprint import base_of, fingerprints
from motjuste.text.span import Span


def at(text, words, *, code="T006", message="A tag is left over", start=0):
    place = text.index(words, start)
    return Finding(
        code=code,
        name="leaked-marker",
        message=message,
        severity=Severity.ERROR,
        span=Span(place, place + len(words)),
    )


def whole(code, message):
    return Finding(code=code, name="whole", message=message, severity=Severity.WARNING, span=Span(0, 0))


def of(text, *words, path="a.md"):
    return fingerprints(path, text, [at(text, one) for one in words])


def test_lines_above_and_below_do_not_count():
    before, after = "Be brief. <edit>Now.\n", "# New\r\n\r\nMore.\r\nBe brief. <edit>Now.\nAnd more.\n"
    assert of(before, "<edit>") == of(after, "<edit>")


def test_the_far_end_of_a_long_line_does_not_count():
    line = f"{'Long ago. ' * 20}<edit> here {'and so on ' * 20}"
    assert of(line, "<edit>") == of(f"Once. {line} The end.", "<edit>")


def test_blanks_do_not_count():
    assert of("\tBe brief.  <edit>", "<edit>") == of("Be brief. <edit> ", "<edit>")


def test_rule_file_words_and_neighbours_count():
    text = "Be brief. <edit>Now.\n"
    different = {
        *of(text, "<edit>"),
        *of(text, "<edit>", path="b.md"),
        *of(text, "brief"),
        *of("Be long. <edit>Now.\n", "<edit>"),
        *of("Be brief. <edit>Later.\n", "<edit>"),
        *fingerprints("a.md", text, [at(text, "<edit>", code="X001")]),
    }
    assert len(different) == 6


def test_the_message_counts_only_where_there_are_no_words():
    text = "Be brief. <edit>Now.\n"
    one, other = at(text, "<edit>", message="One"), at(text, "<edit>", message="Other wording")
    assert fingerprints("a.md", text, [one]) == fingerprints("a.md", text, [other])
    missing = [whole("E002", "No column for x"), whole("E002", "No column for y")]
    assert len({base_of(mark) for mark in fingerprints("a.md", text, missing)}) == 2


def test_a_finding_about_the_whole_file_does_not_hang_on_its_first_line():
    told = [whole("E002", "No column for x")]
    assert fingerprints("a.md", "One.\n", told) == fingerprints("a.md", "Two.\n", told)


def test_findings_that_nothing_tells_apart_are_counted():
    text = "<edit>\n<edit>\n<edit>\n"
    marks = fingerprints("a.md", text, [at(text, "<edit>", start=place) for place in (0, 7, 14)])
    assert [mark.rpartition(":")[2] for mark in marks] == ["1", "2", "3"]
    assert len({base_of(mark) for mark in marks}) == 1


@given(st.text(), st.data())
def test_any_text_has_fingerprints_that_differ(text, data):
    places = st.integers(0, len(text))
    spans = sorted(Span(*sorted(pair)) for pair in data.draw(st.lists(st.tuples(places, places), max_size=8)))
    findings = [
        Finding(code="T006", name="n", message="m", severity=Severity.INFO, span=span) for span in spans
    ]
    marks = fingerprints("a.md", text, findings)
    assert len(set(marks)) == len(marks) == len(findings)
