"""Which files a check looks at, and what it says of those it cannot."""

from __future__ import annotations

import os

from motjuste.cli.checking import Checker, CheckOptions


def test_a_folder_that_may_not_be_read_is_told_and_the_others_are_checked(tmp_path, monkeypatch):
    for name in ("a/prompts/x.md", "b/prompts/y.md"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text("Say hi to {{ name }}.\n")
    scandir = os.scandir

    # Root, who runs tests in containers, may read everything; so the refusal itself is staged.
    def refusing(path):
        if os.fspath(path) == str(tmp_path / "a"):
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)
    checked = {one.path: one.error for one in Checker(CheckOptions()).check_files([tmp_path])}
    assert checked[str(tmp_path / "b/prompts/y.md")] is None
    assert "cannot be read: Permission denied" in checked[str(tmp_path / "a")]
    assert len(checked) == 2
