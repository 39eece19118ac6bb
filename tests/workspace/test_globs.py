"""Globs of a stranger's repository take no longer than honest ones, and match the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pathspec import GitIgnoreSpec
from tests.pace import within

from motjuste.workspace.globs import globs

BITS = ["a", "b", "*", "?", "/", "[ab]", "[]a]", "**", ".", "\\*"]


@given(
    st.lists(st.sampled_from(BITS), min_size=1, max_size=9).map("".join),
    st.text("ab./*]", min_size=1, max_size=12),
)
def test_they_match_what_pathspec_matches(glob, path):
    path = path.strip("/")
    if not path or glob.count("**") > 3 or glob.endswith("\\"):
        return
    assert globs([glob]).check_file(path).include == GitIgnoreSpec.from_lines([glob]).check_file(path).include


@pytest.mark.parametrize(
    "glob", ["*a" * 40 + "b", "*" * 300 + "b", "*?" * 40 + "b", "*[ab]" * 40 + "c", "**/a/" * 9 + "b"]
)
def test_no_glob_runs_away(glob):
    spec = globs([glob])
    paths = ("a" * 250, "a/" * 200 + "c", "/".join(["a" * 250] * 16))
    assert not within(0.5, lambda: any(spec.match_file(path) for path in paths))
