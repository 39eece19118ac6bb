from __future__ import annotations

from time import process_time

import pytest

from motjuste.document.parse import parse
from motjuste.lint.engine import lint
from motjuste.lint.finding import Finding, Severity
from motjuste.lint.suppress import Suppressions, covers
from motjuste.text.span import Span

NOTE = "Sort for [INSERT NAME]."


def codes(text, path="a.md"):
    return [finding.code for finding in lint(parse(path, text))]


@pytest.mark.parametrize(
    ("selector", "hides"),
    [
        ("T006", True),
        ("t006", True),
        ("T", True),
        ("T0", True),
        ("leaked-marker", True),
        ("ALL", True),
        ("F", False),
    ],
)
def test_selectors_are_codes_their_beginnings_or_names(selector, hides):
    assert covers(selector, "T006", "leaked-marker") is hides


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_the_next_line_is_the_next_line_under_every_line_end(end):
    assert codes(f"<!-- motjuste: ignore T006 -->{end}{NOTE}") == []
    assert codes(f"<!-- motjuste: ignore T006 -->{end}{end}{NOTE}") == ["N001", "T006"]


def test_a_directive_behind_other_words_means_the_next_line_too():
    assert codes(f"Be brief. <!-- motjuste: ignore T006 -->\n{NOTE}") == []
    assert codes(f"{NOTE} <!-- motjuste: ignore T006 -->\nBe brief.") == ["T006", "N001"]


def test_stretches_may_nest_and_a_bare_end_closes_all():
    text = f"""<!-- motjuste: ignore-start T006 -->
<!-- motjuste: ignore-start -->
{NOTE}
<!-- motjuste: ignore-end -->
{NOTE}"""
    assert codes(text) == ["T006"]


def test_an_end_closes_the_start_of_its_own_codes():
    text = f"""<!-- motjuste: ignore-start T006 -->
<!-- motjuste: ignore-start F005 -->
<!-- motjuste: ignore-end F005 -->
{NOTE}
<!-- motjuste: ignore-end T006 -->
{NOTE}"""
    assert codes(text) == ["N001", "T006"]


def test_a_start_without_an_end_reaches_to_the_end():
    assert codes(f"<!-- motjuste: ignore-start T006 -->\n{NOTE}\n{NOTE}") == []


def test_a_suppression_of_the_unused_ones_is_obeyed():
    text = "<!-- motjuste: ignore N001 -->\n<!-- motjuste: ignore T001 --> x\nBe brief."
    assert codes(text) == []


def test_findings_of_other_origin_can_be_asked_about():
    document = parse("a.md", "<!-- motjuste: ignore L001 -->\nThink step by step.\nThink.")
    suppressions = Suppressions(document)

    def mark(start):
        return Finding(
            code="L001",
            name="edit-candidate",
            message="m",
            severity=Severity.HINT,
            span=Span(start, start + 5),
        )

    assert suppressions.hides(mark(document.text.index("Think")))
    assert not suppressions.hides(mark(document.text.rindex("Think")))


def test_many_directives_above_one_line_take_no_square_of_time():
    began = process_time()
    assert codes("<!-- motjuste: ignore T006 -->\n" * 5000 + NOTE) == []
    assert process_time() - began < 3
