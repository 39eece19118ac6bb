from __future__ import annotations

import pytest
from tests.pace import within

from motjuste.document.parse import parse

START, END = "<!-- motjuste: protect-start -->", "<!-- motjuste: protect-end -->"


def editable(text, **kwargs):
    return [span.of(text) for span in parse("a.md", text, **kwargs).literal_spans]


def codes(text, **kwargs):
    return [fault.code for fault in parse("a.md", text, **kwargs).faults]


def test_between_start_and_end_nothing_may_be_edited():
    text = f"a {START}b {{{{ x }}}} c{END} d"
    assert editable(text) == ["a ", " d"]
    assert codes(text) == []


def test_a_start_without_an_end_protects_the_rest():
    text = f"a {START}b"
    assert editable(text) == ["a "]
    assert codes(text) == ["N002"]


@pytest.mark.parametrize("text", [f"a {END} b", f"{START}{START}a{END}", f"{START}a{END}{END}"])
def test_what_does_not_pair_is_told(text):
    assert codes(text) == ["N002"]


def test_patterns_protect_what_they_match():
    text = "Answer in JSON.\nKeys: a, b\nBe brief. Answer in JSON."
    assert editable(text, protect=[r"JSON", r"^Keys:.*$"]) == [
        "Answer in ",
        ".\n",
        "\nBe brief. Answer in ",
        ".",
    ]


def test_patterns_that_overlap_are_joined():
    assert editable("abcdef", protect=["bc", "cd", "d"]) == ["a", "ef"]


def test_patterns_that_match_nothing_or_emptiness_protect_nothing():
    assert editable("abc", protect=["x", "", "$"]) == ["abc"]


def test_patterns_see_the_body_alone():
    text = "---\nrole: user\n---\nuser"
    assert parse("a.md", text, protect=["user"]).protected[0].of(text) == "user"
    assert len(parse("a.md", text, protect=["user"]).protected) == 1


@pytest.mark.parametrize("pattern", ["(", "[", "(?P<a>b)(?P<a>", "a{99999999999}"])
def test_a_pattern_that_is_none_protects_everything(pattern):
    assert editable("abc", protect=[pattern]) == []
    assert codes("abc", protect=[pattern]) == ["N002"]


def test_a_pattern_that_never_ends_is_stopped_and_protects_everything():
    document = within(10, lambda: parse("a.md", "a" * 60 + "b", protect=["(a|aa)+$"]))
    assert document.literal_spans == ()
    assert "took more than" in document.faults[0].message
