"""Globs moved from the folder of their settings file to the workspace."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from motjuste.evals.glob import matches as strictly
from motjuste.settings.globs import rebased
from motjuste.workspace.file_settings import matches

REPO = Path("/repo")


@pytest.mark.parametrize(
    ("glob", "root", "expected"),
    [
        ("pkg/prompts/*.md", "/repo/pkg", ("/prompts/*.md",)),
        ("prompts/*.md", "/repo/pkg", ()),
        ("p*/prompts/*.md", "/repo/pkg", ("/prompts/*.md",)),
        ("**/drafts/*.md", "/repo/pkg", ("/**/drafts/*.md",)),
        ("**/pkg/*.md", "/repo/pkg", ("/*.md", "/**/pkg/*.md")),
        ("*.tmp", "/repo/pkg", ("*.tmp",)),
        ("drafts/", "/repo/pkg", ("drafts/",)),
        ("pkg", "/repo/pkg", ("pkg",)),
        ("/pkg", "/repo/pkg", ("/**",)),
        ("/pkg/", "/repo/pkg/inner", ("/**/",)),
        ("!pkg/keep.md", "/repo/pkg", ("!/keep.md",)),
        ("./pkg/a.md", "/repo/pkg", ("/a.md",)),
        ("a.md", "/repo", ("a.md",)),
        ("prompts/a.md", "/", ("/repo/prompts/a.md",)),
        ("prompts/a.md", "/other", ()),
        ("../repo/pkg/*.md", "/repo/pkg", ("/*.md",)),
        ("../repo/*.md", "/repo", ("/*.md",)),
        ("!pkg/../a.md", "/repo", ("!/a.md",)),
        ("../other/*.md", "/repo", ()),
        ("..", "/repo", ()),
        ("../*.md", "/", ("/*.md",)),
    ],
)
def test_a_glob_of_gitignores_language_keeps_its_meaning(glob, root, expected):
    assert rebased(glob, REPO, Path(root), anywhere=True) == expected


@pytest.mark.parametrize(
    ("glob", "root", "expected"),
    [
        ("*.md", "/repo/pkg", ()),
        ("*/*.md", "/repo/pkg", ("/*.md",)),
        ("pkg", "/repo/pkg", ()),
        ("**/*.md", "/repo/pkg", ("/**/*.md",)),
        ("*.md", "/", ("/repo/*.md",)),
    ],
)
def test_a_strict_glob_keeps_its_meaning(glob, root, expected):
    found = rebased(glob, REPO, Path(root), anywhere=False)
    assert set(found) == set(expected)


def test_a_folder_with_a_glob_in_its_name_matches_only_itself():
    (moved,) = rebased("a.md", Path("/repo/[x]*"), REPO, anywhere=False)
    assert strictly("[x]*/a.md", moved)
    assert not strictly("x1/a.md", moved)


PARTS = st.sampled_from(["a", "b", "*", "?", "**", "a*"])
NAMES = st.lists(st.sampled_from(["a", "b", "ab"]), min_size=1, max_size=4)


@example(["**", "**", "**", "**"], ["a", "a"], 1)
@given(st.lists(PARTS, min_size=1, max_size=4), NAMES, st.integers(0, 3))
def test_moving_down_changes_no_match(parts, names, depth):
    """Whatever the glob and the path: looked at from a folder in between, the same files match."""
    glob, depth = "/".join(parts), min(depth, len(names) - 1)
    root = REPO.joinpath(*names[:depth])
    inside = "/".join(names[depth:])
    moved = rebased(glob, REPO, root, anywhere=False)
    assert strictly("/".join(names), glob) == any(strictly(inside, one) for one in moved)
    anchored = f"/{glob}"
    moved = rebased(anchored, REPO, root, anywhere=True)
    assert matches("/".join(names), anchored) == any(matches(inside, one) for one in moved)
