"""Which files of a folder are prompts."""

from __future__ import annotations

import pytest

from motjuste.errors import UserError
from motjuste.workspace.pick import Picker
from motjuste.workspace.workspace import Workspace


def tree(root, *names, **texts):
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(texts.get(name, "Do it.\n"), encoding="utf-8")


def picked(root, *paths):
    found = Workspace.discover(root).prompt_files([root / path for path in paths] or [root])
    return [path.relative_to(root).as_posix() for path in found]


def test_markdown_counts_only_where_something_says_so(tmp_path):
    tree(
        tmp_path,
        "notes.md",
        "docs/guide.txt",
        "prompts/a.md",
        "prompts/deep/b.j2",
        "prompts/data.csv",
        "x/prompts/c.txt",
    )
    assert picked(tmp_path) == ["prompts/a.md", "prompts/deep/b.j2", "x/prompts/c.txt"]


def test_a_readme_is_no_prompt_even_among_prompts(tmp_path):
    tree(tmp_path, "prompts/README.md", "prompts/CHANGELOG.md", "prompts/readme-writer.md")
    assert picked(tmp_path) == ["prompts/readme-writer.md"]


def test_a_folder_called_prompts_named_outright_counts(tmp_path):
    tree(tmp_path, "prompts/a.md", "other/b.md")
    assert picked(tmp_path, "prompts") == ["prompts/a.md"]


def test_a_file_named_outright_always_counts(tmp_path):
    tree(tmp_path, "README.md", "data.bin", ".gitignore")
    (tmp_path / ".gitignore").write_text("*.md\n")
    assert picked(tmp_path, "README.md", "data.bin") == ["README.md", "data.bin"]


def test_an_eval_link_makes_a_prompt(tmp_path):
    tree(tmp_path, "front.md", "comment.txt", "sibling.md", "sibling.evals.jsonl", "none.md")
    (tmp_path / "front.md").write_text("---\nevals: ./x.jsonl\n---\nDo.\n")
    (tmp_path / "comment.txt").write_text("<!-- motjuste: evals=./x.jsonl -->\nDo.\n")
    assert {"front.md", "sibling.md"} <= set(picked(tmp_path))
    assert "none.md" not in picked(tmp_path)


def test_settings_make_prompts_and_unmake_them(tmp_path):
    tree(tmp_path, "a/x.md", "a/y.md", "b/z.md", "prompts/old.md")
    (tmp_path / "motjuste.toml").write_text(
        '[prompts]\ninclude = ["a/*.md"]\nexclude = ["a/y.md", "old.md"]\n[evals]\n"b/*.md" = "x.jsonl"\n'
    )
    assert picked(tmp_path) == ["a/x.md", "b/z.md"]


def test_gitignore_is_respected_at_every_level(tmp_path):
    (tmp_path / ".git").mkdir()
    tree(
        tmp_path,
        "prompts/a.md",
        "prompts/b.md",
        "prompts/deep/c.md",
        "prompts/deep/d.md",
        "build/prompts/e.md",
    )
    (tmp_path / ".gitignore").write_text("build/\nprompts/b.md\n")
    (tmp_path / "prompts" / "deep" / ".gitignore").write_text("*.md\n!d.md\n")
    assert picked(tmp_path) == ["prompts/a.md", "prompts/deep/d.md"]
    assert picked(tmp_path, "prompts") == ["prompts/a.md", "prompts/deep/d.md"]


def test_what_never_holds_prompts_is_not_walked(tmp_path):
    tree(tmp_path, "node_modules/prompts/a.md", ".venv/prompts/b.md", ".git/prompts/c.md", "prompts/d.md")
    assert picked(tmp_path) == ["prompts/d.md"]


def test_each_file_comes_once_in_the_order_asked_for(tmp_path):
    tree(tmp_path, "prompts/a.md", "prompts/b.md")
    assert picked(tmp_path, "prompts/b.md", "prompts", "prompts/b.md") == ["prompts/b.md", "prompts/a.md"]


def test_links_that_lead_in_circles_or_nowhere_are_no_trouble(tmp_path):
    tree(tmp_path, "prompts/a.md")
    (tmp_path / "prompts" / "loop").symlink_to(tmp_path / "prompts")
    (tmp_path / "prompts" / "gone.md").symlink_to("nowhere.md")
    assert picked(tmp_path) == ["prompts/a.md"]


def test_a_path_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(UserError, match="no such file"):
        picked(tmp_path, "none.md")


def test_a_suffix_of_their_own_makes_prompts_anywhere(tmp_path):
    tree(tmp_path, "a.prompty", "b.md")
    picker = Picker(tmp_path, (), (), frozenset({".prompty"}), lambda _path: False)
    assert [path.name for path in picker.pick([tmp_path])] == ["a.prompty"]
