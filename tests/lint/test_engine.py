from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motjuste.document.parse import parse
from motjuste.evals.case import EvalSet
from motjuste.evals.link import EvalLink
from motjuste.lint.engine import LintContext, lint
from motjuste.lint.finding import Severity
from motjuste.lint.registry import RULES
from motjuste.lint.rule import Problem, Rule
from motjuste.text.edit import apply_edits, overlapping
from motjuste.text.span import Span

BROKEN = "---\ninputs: [ticket, language]\nrole: user\nrole: user\n---\nSort {{ tikcet } {{ message }}. [INSERT NAME]</edit>"


def rule(check, code="Z001"):
    return Rule(code, "a-rule", Severity.WARNING, "Says something.", "", check)


def crash(_document, _context):
    raise KeyError("boom")


def crash_late(_document, _context):
    yield Problem(Span(0, 1), "found before the crash")
    raise RecursionError


@pytest.mark.parametrize("check", [crash, crash_late])
def test_a_rule_that_crashes_is_seen_and_stops_no_other(check):
    findings = lint(parse("a.md", ""), rules=[*RULES, rule(check)])
    assert [finding.code for finding in findings] == ["F005", "N000"]
    assert "Z001" in findings[1].message
    assert findings[1].severity is Severity.ERROR


def test_a_crash_is_seen_whatever_is_selected_and_cannot_be_suppressed():
    document = parse("a.md", "<!-- motjuste: ignore-file -->\nSort.")
    findings = lint(document, LintContext(), ["Z001"], rules=[*RULES, rule(crash)])
    assert [finding.code for finding in findings] == ["N000"]


def test_a_rule_that_points_outside_the_file_has_crashed():
    findings = lint(parse("a.md", "Sort."), rules=[rule(lambda *_: [Problem(Span(3, 6), "outside")])])
    assert [finding.code for finding in findings] == ["N000"]


def test_select_chooses_by_code():
    document = parse("a.md", BROKEN)
    assert {finding.code for finding in lint(document)} == {"F001", "T001", "T002", "T003", "T006"} - {"T001"}
    assert [finding.code for finding in lint(document, LintContext(), ["F001"])] == ["F001"]
    assert lint(document, LintContext(), []) == ()


def test_findings_come_in_the_order_of_the_text():
    findings = lint(parse("a.md", BROKEN))
    assert list(findings) == sorted(findings, key=lambda one: (one.span, one.code))


def test_a_problem_may_be_milder_than_its_rule():
    mild = rule(lambda *_: [Problem(Span(0, 1), "mild", severity=Severity.INFO)])
    assert lint(parse("a.md", "Sort."), rules=[mild])[0].severity is Severity.INFO


def test_rules_that_are_not_selected_leave_their_suppressions_alone():
    document = parse("a.md", "<!-- motjuste: ignore T006 -->\nSort.")
    assert lint(document, LintContext(), ["N001"]) == ()
    assert [finding.code for finding in lint(document, LintContext(), ["N001", "T006"])] == ["N001"]


BITS = [
    "---\n",
    "inputs: [a, b]\n",
    "role:user\n",
    "a: b: c\n",
    "evals: x\n",
    "{{ a }}",
    "{{ b }",
    "{{",
    "{% if a %}",
    "%}",
]
BITS += [
    "{% endif %}",
    "<edit>",
    "</edit>",
    "<<<<<<< HEAD\n",
    "=======\n",
    ">>>>>>> x\n",
    "TODO: x\n",
    "[INSERT NAME]",
]
BITS += [
    "<!-- motjuste: ignore T006 -->\n",
    "<!-- motjuste: ignore-start -->",
    "<!-- motjuste: ignore-end -->",
    "`",
    "```\n",
]
BITS += [
    "<!-- motjuste: protect-start -->",
    "<!-- motjuste: oops -->",
    "# motjuste: ignore F001\n",
    "\n",
    "\r\n",
    "\r",
    "😀",
    " ",
]
texts = st.one_of(st.lists(st.sampled_from(BITS), max_size=25).map("".join), st.text())
contexts = st.sampled_from(
    [
        LintContext(),
        LintContext(EvalLink(Path("x"), "settings", None, "broken"), None, None),
        LintContext(EvalLink(Path("x"), "settings", None, None), None, "unreadable"),
        LintContext(EvalLink(Path("x"), "settings", None, None), EvalSet("x", (), ("a", "c")), None),
    ]
)


@given(texts, st.sampled_from(["a.md", "a.txt", "a.j2", "a.yaml"]), contexts)
def test_no_text_makes_a_rule_crash_or_point_outside(text, path, context):
    document = parse(path, text)
    findings = lint(document, context)
    assert "N000" not in {finding.code for finding in findings}
    for finding in findings:
        assert finding.span.end <= len(text)
        assert finding.message
        assert not finding.message.endswith(".")
        if finding.fix is not None:
            assert finding.fix.edits
            assert not overlapping(finding.fix.edits)
            assert apply_edits(text, finding.fix.edits) != text


def test_linting_does_not_depend_on_what_the_caller_calls_the_file():
    document = parse("a.md", BROKEN)
    assert lint(replace(document, path="/somewhere/else.md")) == lint(document)


def test_a_rule_that_finds_very_much_tells_the_first_of_it():
    findings = lint(parse("a.md", "<edit>\n" * 3000), select=["T006"])
    assert len(findings) == 1000
    assert findings[-1].message.endswith("More of the kind follow, which are not listed")
    assert not findings[-2].message.endswith("not listed")
    assert len(lint(parse("a.md", "<edit>\n" * 1000), select=["T006"])) == 1000
