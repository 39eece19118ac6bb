"""Walking a folder: what git ignores, links, folders that cannot be read."""

from __future__ import annotations

import os

import pytest

from motjuste.workspace.walk import walk


def tree(root, *names):
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x\n", encoding="utf-8")


def walked(folder, root=None, complain=None):
    return [path.relative_to(folder).as_posix() for path in walk(folder, root or folder, complain)]


def test_files_come_sorted_folder_by_folder(tmp_path):
    tree(tmp_path, "b.md", "a.md", "z/1.md", "c/y/2.md", "c/3.md")
    assert walked(tmp_path) == ["a.md", "b.md", "c/3.md", "c/y/2.md", "z/1.md"]


def test_what_never_holds_prompts_is_not_entered(tmp_path):
    tree(tmp_path, "node_modules/a.md", ".venv/b.md", ".git/c.md", ".github/d.md", "x/__pycache__/e.md")
    assert walked(tmp_path) == [".github/d.md"]


def test_gitignore_is_respected_at_every_level(tmp_path):
    (tmp_path / ".git").mkdir()
    tree(tmp_path, "p/a.md", "p/b.md", "p/deep/c.md", "p/deep/d.md", "build/e.md", "p/build/f.md", "g.log")
    (tmp_path / ".gitignore").write_text("# comment\nbuild/\n/p/b.md\n*.log\n.gitignore\n")
    (tmp_path / "p" / "deep" / ".gitignore").write_text("*.md\n!d.md\n")
    assert walked(tmp_path) == ["p/a.md", "p/deep/d.md"]
    assert walked(tmp_path / "p", tmp_path) == ["a.md", "deep/d.md"]


def test_the_excludes_of_the_repository_alone_are_respected_and_give_way(tmp_path):
    (tmp_path / ".git" / "info").mkdir(parents=True)
    (tmp_path / ".git" / "info" / "exclude").write_text("secret*\n/only-top.md\n")
    tree(tmp_path, "a.md", "secret.md", "only-top.md", "sub/only-top.md", "sub/secret-plan.md")
    (tmp_path / "sub" / ".gitignore").write_text("!secret-plan.md\n.gitignore\n")
    assert walked(tmp_path) == ["a.md", "sub/only-top.md", "sub/secret-plan.md"]
    assert walked(tmp_path / "sub", tmp_path) == ["only-top.md", "secret-plan.md"]


def test_outside_a_repository_the_folders_own_rules_hold(tmp_path):
    tree(tmp_path, "a.md", "b.md")
    (tmp_path / ".gitignore").write_text("b.md\n.gitignore\n")
    assert walked(tmp_path) == ["a.md"]


def test_a_gitignore_that_is_no_text_or_a_folder_is_no_trouble(tmp_path):
    (tmp_path / "x" / ".gitignore").mkdir(parents=True)
    tree(tmp_path, "x/a.md")
    (tmp_path / ".gitignore").write_bytes(b"\xff\xfe\n[\n*.log\n.gitignore\n")
    assert walked(tmp_path) == ["x/a.md"]


def test_links_are_followed_to_files_of_the_workspace_alone(tmp_path):
    inside, outside = tmp_path / "in", tmp_path / "out"
    tree(tmp_path, "in/a.md", "in/sub/b.md", "out/secret.md")
    (inside / "loop").symlink_to(inside)
    (inside / "gone.md").symlink_to("nowhere.md")
    (inside / "round.md").symlink_to("round.md")
    (inside / "leak.md").symlink_to(outside / "secret.md")
    (inside / "folder").symlink_to(outside)
    (inside / "again.md").symlink_to(inside / "sub" / "b.md")
    assert walked(inside) == ["a.md", "again.md", "sub/b.md"]


def test_a_folder_that_is_itself_a_link_is_walked(tmp_path):
    tree(tmp_path, "real/a.md", "real/.gitignore", "real/b.md")
    (tmp_path / "real" / ".gitignore").write_text("b.md\n.gitignore\n")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert walked(tmp_path / "link") == ["a.md"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every folder")
def test_a_folder_that_may_not_be_read_is_told_and_the_others_are_walked(tmp_path):
    tree(tmp_path, "a/x.md", "b/y.md")
    (tmp_path / "a").chmod(0)
    told = []
    try:
        assert walked(tmp_path, complain=lambda path, error: told.append((path, error.errno))) == ["b/y.md"]
    finally:
        (tmp_path / "a").chmod(0o755)
    assert [path for path, _ in told] == [tmp_path / "a"]


def test_a_folder_that_is_gone_is_told(tmp_path):
    told = []
    assert walked(tmp_path / "none", complain=lambda path, _: told.append(path)) == []
    assert told == [tmp_path / "none"]


def test_very_deep_folders_end_the_walk_and_not_the_program(tmp_path):
    place = tmp_path
    for _ in range(300):
        place /= "d"
        place.mkdir()
    (place / "a.md").write_text("x")
    tree(tmp_path, "b.md")
    assert walked(tmp_path) == ["b.md"]


def test_names_of_all_kinds(tmp_path):
    for name in ("new\nline.md", "blank .md", "ünï.md", "-.md"):
        (tmp_path / name).write_text("x")
    (tmp_path / os.fsdecode(b"bad\xff.md")).write_text("x")
    (tmp_path / ".gitignore").write_text("*.log\n.gitignore\n")
    assert len(walked(tmp_path)) == 5
