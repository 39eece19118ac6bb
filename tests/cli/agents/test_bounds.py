"""Which paths an agent may name."""

from __future__ import annotations

import pytest

from motjuste.cli.agents.bounds import Bounds, Place, folders_of
from motjuste.errors import UserError


@pytest.fixture
def work(tmp_path):
    """A workspace beside a folder that is none of the agent's business."""
    for name in ("work/prompts", "elsewhere"):
        (tmp_path / name).mkdir(parents=True)
    for name in ("work/prompts/a.md", "work/-a.md", "elsewhere/secret.md"):
        (tmp_path / name).write_text("Hello.\n", encoding="utf-8")
    (tmp_path / "work" / "link.md").symlink_to(tmp_path / "elsewhere" / "secret.md")
    return (tmp_path / "work").resolve()


@pytest.mark.parametrize(
    ("path", "inside"),
    [
        ("prompts/a.md", "prompts/a.md"),
        ("prompts/../prompts/a.md", "prompts/a.md"),
        ("prompts/a.md::NAME", "prompts/a.md::NAME"),
        (".", "."),
        ("-a.md", "./-a.md"),
    ],
)
def test_paths_inside_are_handed_on_from_the_workspace(work, path, inside):
    assert Bounds((work,)).place(path) == Place(work, inside)


def test_an_absolute_path_inside_is_one_too(work):
    assert Bounds((work,)).place(str(work / "prompts")) == Place(work, "prompts")


@pytest.mark.parametrize(
    "path", ["..", "../elsewhere/secret.md", "link.md", "prompts/../../elsewhere", "/etc/passwd"]
)
def test_paths_outside_are_refused_links_followed(work, path):
    with pytest.raises(UserError, match="outside the workspace"):
        Bounds((work,)).place(path)


@pytest.mark.parametrize(
    ("path", "told"), [("nowhere.md", "no such file"), ("a\0b", "no path"), ("x" * 5000, "no path")]
)
def test_what_is_no_path_of_a_file_is_told(work, path, told):
    with pytest.raises(UserError, match=told):
        Bounds((work,)).place(path)


def test_one_call_works_in_one_folder(work):
    both = Bounds((work, work.parent / "elsewhere"))
    assert both.place(str(work.parent / "elsewhere" / "secret.md")).path == "secret.md"
    assert both.places([]) == (work, ["."])
    with pytest.raises(UserError, match="different folders"):
        both.places(["prompts", str(work.parent / "elsewhere")])


def test_a_client_names_folders_by_uris(work, tmp_path):
    spaced = tmp_path / "a b"
    spaced.mkdir()
    assert folders_of([spaced.as_uri(), "https://example.org/x", "file:///nowhere"], work) == (
        spaced.resolve(),
    )
    assert folders_of(["https://example.org/x"], work) == (work,)
    assert folders_of([], work) == (work,)


def test_scores_are_not_written_above_the_workspace(work):
    bounds = Bounds((work / "prompts",))
    bounds.check_scores(work / "prompts", [])
    (work / "motjuste.toml").write_text("", encoding="utf-8")
    with pytest.raises(UserError, match="scores file belongs into"):
        bounds.check_scores(work / "prompts", ["a.md"])
    Bounds((work,)).check_scores(work, ["prompts/a.md::NAME", "prompts"])
