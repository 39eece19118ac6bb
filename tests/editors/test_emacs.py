"""Emacs with Eglot, with the configuration of its page: findings, a fix, a run, its proven edit, the saved file."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from tests.editors.conftest import page_block, program, saved

pytestmark = pytest.mark.editors

PACKAGES = Path("/usr/share/emacs/site-lisp/elpa")
"""Where Debian puts packages; an Emacs that brings Eglot along needs none."""


def test_a_prompt_is_mended_optimized_and_saved(prompt, environment, endpoint, tmp_path):
    init, seen = tmp_path / "init.el", tmp_path / "seen.json"
    blocks = ("init.el", "init.el, without markdown-mode")
    init.write_text("".join(page_block("emacs.md", one) for one in blocks), encoding="utf-8")
    told = {
        "MOTJUSTE_TEST_SEEN": str(seen),
        "MOTJUSTE_TEST_PROMPT": str(prompt),
        "MOTJUSTE_TEST_FIX": "^Number them anew",
        "MOTJUSTE_TEST_PROVEN": "points on",
    }
    folders = [part for folder in sorted(PACKAGES.glob("*/")) for part in ("-L", str(folder))]
    drive = Path(__file__).with_name("drive.el")
    done = subprocess.run(
        [program("emacs"), "--batch", "-Q", *folders, "-l", str(init), "-l", str(drive)],
        cwd=prompt.parent,
        env={**environment, **told},
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    assert seen.exists(), done.stderr
    found = json.loads(seen.read_text(encoding="utf-8"))
    assert "error" not in found, (found, done.stderr)
    assert found["fixes"] == ["motjuste [X004]: The number 2 is used twice: the item before has it too"]
    assert ["form of the date" in mark for mark in found["marks"]] == [True]
    assert any(one.startswith("dates.md: HELPS.") for one in found["messages"])
    assert endpoint.calls > 0
    assert prompt.read_bytes() == saved()
