from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from motjuste.document.parse import parse
from motjuste.lint.engine import lint
from motjuste.lint.finding import Applicability, Finding, Fix, Severity
from motjuste.lint.fix import disjoint_fixes, fix_to_the_end
from motjuste.text.edit import Edit, overlapping
from motjuste.text.span import Span


def finding(start, end, text="", applicability=Applicability.SAFE):
    span = Span(start, end)
    fix = Fix("Mend it", (Edit(span, text),), applicability)
    return Finding(code="Z001", name="z", message="m", severity=Severity.ERROR, span=span, fix=fix)


def of(path):
    return lambda text: lint(parse(path, text))


def test_of_overlapping_fixes_the_first_is_taken():
    first, second, third = finding(0, 4), finding(2, 6), finding(6, 8)
    assert disjoint_fixes([first, second, third]) == (first, third)


def test_an_edit_that_two_findings_share_is_applied_once():
    one = finding(0, 4)
    assert disjoint_fixes([one, one]) == (one, one)
    assert fix_to_the_end("abcdef", lambda text: (one, one) if text == "abcdef" else ()).text == "ef"


def test_unsafe_fixes_wait_to_be_asked_for():
    unsafe = finding(0, 1, applicability=Applicability.UNSAFE)
    assert disjoint_fixes([unsafe]) == ()
    assert disjoint_fixes([unsafe], unsafe=True) == (unsafe,)


def test_fixes_that_undo_each_other_end():
    def swing(text):
        return (finding(0, 1, "b" if text[0] == "a" else "a"),)

    assert fix_to_the_end("ac", swing).text in {"ac", "bc"}


def test_fixes_that_never_end_are_stopped():
    assert len(fix_to_the_end("", lambda _text: (finding(0, 0, "x"),)).text) < 100


def test_what_is_left_is_what_the_rules_say_of_the_result():
    fixed = fix_to_the_end("---\nrole:user\n---\nSort [INSERT NAME].</edit>", of("a.md"))
    assert fixed.text == "---\nrole: user\n---\nSort [INSERT NAME]."
    assert [one.code for one in fixed.applied] == ["F001", "T006"]
    assert [one.code for one in fixed.findings] == ["T006"]


BITS = [
    "---\n",
    "inputs:\n  - a\n  - b\n",
    "role:user\n",
    "a: b: c\n",
    "{{ a }}",
    "{{ b }",
    "{{ aa }}",
    "<edit>",
    "</edit>",
]
BITS += [
    "<!-- motjuste: ignore T006 -->\n",
    "<!-- motjuste: ignore T006, F005 -->",
    "# motjuste: ignore F001\n",
    "\n",
    "\r\n",
]


@given(
    st.lists(st.sampled_from(BITS), max_size=20).map("".join),
    st.booleans(),
    st.sampled_from(["a.md", "a.j2"]),
)
def test_fixing_twice_changes_no_more_than_fixing_once(text, unsafe, path):
    once = fix_to_the_end(text, of(path), unsafe=unsafe)
    again = fix_to_the_end(once.text, of(path), unsafe=unsafe)
    assert again.text == once.text
    assert again.applied == ()
    chosen = disjoint_fixes(lint(parse(path, text)), unsafe=unsafe)
    assert not overlapping(dict.fromkeys(edit for one in chosen for edit in one.fix.edits))


def braces(text):
    """How many braces stand alone: what a template engine could not read."""
    return abs(text.count("{") - text.count("}"))


def test_a_fix_that_breaks_the_text_is_refused_and_told_without_a_fix():
    def rules(text):
        at = text.index("}")
        breaking = (finding(at, at + 1),) if at >= 0 else ()
        return (finding(0, 1), *breaking) if text.startswith("a") else breaking

    fixed = fix_to_the_end("ab{c}d", rules, faults=braces)
    assert fixed.text == "b{c}d"
    assert [one.fix for one in fixed.findings] == [None]
    assert len(fixed.applied) == 1


def test_a_fix_that_was_hidden_by_a_refused_one_gets_its_turn():
    def rules(text):
        if "{c}" not in text:
            return ()
        at = text.index("{c}")
        return (finding(at, at + 2), finding(at, at + 3))

    fixed = fix_to_the_end("ab{c}d", rules, faults=braces)
    assert fixed.text == "abd"
    assert fixed.findings == ()


def test_a_text_that_is_broken_already_can_still_be_mended():
    def rules(text):
        return (finding(0, 1),) if text.startswith("a") else ()

    assert fix_to_the_end("ab{", rules, faults=braces).text == "b{"
