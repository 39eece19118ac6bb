from __future__ import annotations

import os
import sys

import pytest

from motjuste.lint.context import Place
from motjuste.workspace.references import FolderFiles, files_round


@pytest.fixture
def root(tmp_path):
    inside = tmp_path / "inside"
    (inside / "prompts" / "parts").mkdir(parents=True)
    (inside / ".git").mkdir()
    (inside / "prompts" / "a.md").write_text("Sort.", "utf-8")
    (inside / "prompts" / "parts" / "tone.md").write_text("Be kind.", "utf-8")
    (inside / "rules.md").write_text("\ufeffRules.", "utf-8")
    (tmp_path / "secret.md").write_text("Secret.", "utf-8")
    return inside


def lookup(root):
    return FolderFiles(root, root / "prompts" / "a.md")


@pytest.mark.parametrize(
    ("target", "place"),
    [
        ("parts/tone.md", Place.THERE),
        ("./parts/tone.md", Place.THERE),
        ("parts", Place.THERE),
        ("../rules.md", Place.THERE),
        ("../prompts/../rules.md", Place.THERE),
        ("parts/none.md", Place.MISSING),
        ("a.md/under.md", Place.MISSING),
        ("", Place.MISSING),
        ("nul\0.md", Place.MISSING),
        ("x" * 5000, Place.MISSING),
        ("../../secret.md", Place.OUTSIDE),
        ("../../none.md", Place.OUTSIDE),
        ("/etc/passwd", Place.OUTSIDE),
        ("parts/../../../secret.md", Place.OUTSIDE),
    ],
)
def test_paths_are_looked_up_from_the_prompt_and_never_out_of_the_workspace(root, target, place):
    assert lookup(root).find(target)[0] is place


def test_what_is_there_can_be_read_and_what_it_names_is_looked_up_from_it(root):
    files = lookup(root)
    place, tone = files.find("parts/tone.md")
    assert place is Place.THERE
    assert files.read(tone) == "Be kind."
    assert files.find("../a.md", base=tone) == files.find("a.md")
    assert files.read(files.find("../rules.md")[1]) == "Rules."


def test_folders_above_count_only_when_asked_for_and_only_up_to_the_root(root):
    files = FolderFiles(root, root / "prompts" / "parts" / "tone.md")
    assert files.find("rules.md")[0] is Place.MISSING
    assert files.find("rules.md", upwards=True)[0] is Place.THERE
    assert files.find("secret.md", upwards=True)[0] is Place.MISSING


def test_a_path_that_is_nowhere_leads_where_its_own_folder_says(root):
    files = FolderFiles(root, root / "prompts" / "parts" / "tone.md")
    assert files.find("../none.md", upwards=True) == (Place.MISSING, "")
    assert files.find("../../../none.md", upwards=True) == (Place.OUTSIDE, "")
    assert files.find("../rules.md", upwards=True) == files.find("../../rules.md")


def test_out_of_a_folder_that_is_no_repository_nothing_is_known(root):
    (root / ".git").rmdir()
    assert lookup(root).find("../../secret.md") == (Place.UNKNOWN, "")
    assert lookup(root).find("parts/none.md") == (Place.MISSING, "")


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right there")
def test_a_link_that_leads_out_is_outside_and_not_read(root):
    (root / "prompts" / "way-out.md").symlink_to(root.parent / "secret.md")
    (root / "prompts" / "up").symlink_to(root.parent)
    (root / "prompts" / "loop").symlink_to(root / "prompts" / "loop")
    files = lookup(root)
    assert files.find("way-out.md") == (Place.OUTSIDE, "")
    assert files.find("up/secret.md") == (Place.OUTSIDE, "")
    assert files.find("loop/a.md")[0] in {Place.MISSING, Place.OUTSIDE}
    assert files.read(str(root.parent / "secret.md")) is None


def test_nothing_outside_is_even_asked_for(root, monkeypatch):
    asked = []
    real = os.stat

    def noted(path, *args, **kwargs):
        asked.append(str(path))
        return real(path, *args, **kwargs)

    files = lookup(root)
    monkeypatch.setattr(os, "stat", noted)
    files.find("../../secret.md")
    assert not [path for path in asked if path.endswith("secret.md")]


def test_what_is_no_text_or_very_large_is_not_read(root):
    (root / "prompts" / "latin.md").write_bytes(b"caf\xe9")
    (root / "prompts" / "large.md").write_bytes(b"x" * 1_000_001)
    files = lookup(root)
    assert files.read(files.find("latin.md")[1]) is None
    assert files.read(files.find("large.md")[1]) is None
    assert files.read(files.find("parts")[1]) is None


def test_a_prompt_outside_the_root_or_in_no_folder_has_no_files_round_it(root):
    assert files_round(root, root / "prompts" / "a.md") is not None
    assert files_round(root, root.parent / "secret.md") is None
    assert files_round(root, root / "nowhere" / "a.md") is None
    assert files_round(root, root / "nul\0" / "a.md") is None
