from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.pace import within

from motjuste.evals.glob import braced, matches


@pytest.mark.parametrize(
    ("path", "glob", "matched"),
    [
        ("prompts/triage.md", "prompts/triage*.md", True),
        ("prompts/triage-2.md", "prompts/triage*.md", True),
        ("prompts/old/triage.md", "prompts/triage*.md", False),
        ("prompts/triage.md.j2", "prompts/triage*.md", False),
        ("prompts/a/b/c.md", "prompts/**/*.md", True),
        ("prompts/c.md", "prompts/**/*.md", True),
        ("c.md", "**/*.md", True),
        ("c.md", "**", True),
        ("a/b.md", "a/**", True),
        ("a.md", "a/**", False),
        ("a/b.md", "*.md", False),
        ("a.md", "./*.md", True),
        ("a.md", "/*.md", True),
        ("a/b.md", "a\\b.md", True),
        ("a1.md", "a?.md", True),
        ("a/1.md", "a?1.md", False),
        ("a1.md", "a[0-9].md", True),
        ("ax.md", "a[!0-9].md", True),
        ("a1.md", "a[!0-9].md", False),
        ("a-.md", "a[z-a].md", True),
        ("a[1.md", "a[1.md", True),
        ("a].md", "a[]].md", False),
        ("A.md", "a.md", False),
        ("a.md", "a+md", False),
        ("a\nb.md", "*.md", True),
    ],
)
def test_globs(path, glob, matched):
    assert matches(path, glob) is matched


@given(st.text(), st.text(st.sampled_from("ab*?[]!-/.\\^")))
def test_no_glob_is_an_error(path, glob):
    assert matches(path, glob) in (True, False)


@given(st.text(st.characters(exclude_characters="*?[]\\/")).filter(lambda name: name not in {"", "."}))
def test_a_name_without_wildcards_matches_itself(name):
    assert matches(name, name)


def test_braces_stand_for_several_globs():
    assert sorted(braced("{a,b}/*.{csv,md}")) == ["a/*.csv", "a/*.md", "b/*.csv", "b/*.md"]
    assert braced("plain{}.txt") == ["plain{}.txt"]
    assert len(braced("{a,b}" * 30)) <= 64


@pytest.mark.parametrize(
    "glob", ["*a" * 50 + "b", "*?" * 50 + "b", "**/a/" * 50 + "b", "*[a]" * 50 + "b", "**/" * 300 + "b"]
)
def test_no_glob_runs_away(glob):
    paths = ("a" * 250, "a/" * 2000 + "c", "/".join(["a" * 250] * 16))
    assert not within(0.5, lambda: any(matches(path, glob) for path in paths))


def test_braces_that_never_close_are_looked_through_once():
    assert within(0.5, lambda: braced("{" + "," * 500_000)) == ["{" + "," * 500_000]
