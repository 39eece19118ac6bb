from __future__ import annotations

import pytest

from motjuste.errors import UserError
from motjuste.evals.load import files as files_module
from motjuste.evals.load.files import Files
from motjuste.evals.load.row import RowFault


@pytest.fixture
def folder(tmp_path):
    for name in ("a/x.csv", "a/b/y.csv", "a/b/z.md", "root.csv"):
        path = tmp_path / "w" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("q\n")
    (tmp_path / "secret.csv").write_text("q\n")
    return tmp_path / "w"


def find(folder, reference, root=None):
    files = Files(folder / "a" / "main.yaml", "shown/main.yaml", root or folder)
    return [files.display(path) for path in files.find(reference, (folder / "a", folder))]


@pytest.mark.parametrize(
    ("reference", "found"),
    [
        ("file://x.csv", ["shown/x.csv"]),
        ("./x.csv", ["shown/x.csv"]),
        ("b/../x.csv", ["shown/x.csv"]),
        ("root.csv", ["root.csv"]),
        ("../root.csv", ["root.csv"]),
        ("file://*.csv", ["shown/x.csv"]),
        ("**/*.csv", ["shown/b/y.csv", "shown/x.csv"]),
        ("b/{y,z}.*", ["shown/b/y.csv", "shown/b/z.md"]),
        ("b/*", ["shown/b/y.csv", "shown/b/z.md"]),
    ],
)
def test_files_are_found_beside_the_one_that_names_them(folder, reference, found):
    assert find(folder, reference) == found


@pytest.mark.parametrize(
    "reference", ["../../secret.csv", "/etc/passwd", "../../*.csv", "link.csv", "up/secret.csv", "up/*.csv"]
)
def test_nothing_outside_the_workspace_is_found(folder, reference):
    (folder / "a" / "link.csv").symlink_to(folder.parent / "secret.csv")
    (folder / "a" / "up").symlink_to(folder.parent)
    with pytest.raises(RowFault, match=r"leads out of the workspace|does not exist"):
        find(folder, reference)


@pytest.mark.parametrize("reference", ["", "file://", "none.csv", "x\0.csv", "y" * 400, "loop", "loop/x.csv"])
def test_what_is_not_there_is_said(folder, reference):
    (folder / "a" / "loop").symlink_to(folder / "a" / "loop")
    with pytest.raises(RowFault):
        find(folder, reference)


def test_too_many_files_are_refused(folder, monkeypatch):
    monkeypatch.setattr(files_module, "MOST_FILES", 2)
    files = Files(folder / "main.yaml", "main.yaml", folder)
    first, second, third = sorted(folder.rglob("*.csv"))
    files.text(first)
    files.text(second)
    with pytest.raises(UserError, match="more than 2 files"):
        files.text(third)


def test_a_glob_looks_at_so_many_names_only(folder, monkeypatch):
    monkeypatch.setattr(files_module, "MOST_ENTRIES", 1)
    with pytest.raises(RowFault, match="does not exist"):
        find(folder, "b/*.csv")
