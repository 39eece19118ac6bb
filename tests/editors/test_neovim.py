"""Neovim as Debian has it, with the configuration of its page: findings, a fix, a run, its proven edit, the saved file."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest
from tests.editors.conftest import page, page_block, program, saved

pytestmark = pytest.mark.editors


def test_every_block_of_the_page_is_lua(tmp_path):
    blocks = re.findall(r"```lua[^\n]*\n(.*?)```", page("neovim.md"), re.DOTALL)
    assert len(blocks) >= 3
    for number, block in enumerate(blocks):
        path = tmp_path / f"{number}.lua"
        path.write_text(block, encoding="utf-8")
        check = f"lua local f, fault = loadfile([[{path}]]); if not f then print(fault); vim.cmd('cquit') end"
        done = subprocess.run(
            [program("nvim"), "--headless", "--clean", "-c", check, "-c", "qall!"],
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
        assert done.returncode == 0, done.stderr


def test_a_prompt_is_mended_optimized_and_saved(prompt, environment, endpoint, tmp_path):
    init, seen = tmp_path / "init.lua", tmp_path / "seen.json"
    init.write_text(page_block("neovim.md", "init.lua (0.7)"), encoding="utf-8")
    drive = Path(__file__).with_name("drive.lua")
    told = {
        "MOTJUSTE_TEST_SEEN": str(seen),
        "MOTJUSTE_TEST_PROMPT": str(prompt),
        "MOTJUSTE_TEST_FIX": "^Number them anew",
        "MOTJUSTE_TEST_PROVEN": "points",
    }
    done = subprocess.run(
        [program("nvim"), "--headless", "-i", "NONE", "-n", "-u", str(init), "-S", str(drive)],
        cwd=prompt.parent,
        env={**environment, **told},
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    found = json.loads(seen.read_text(encoding="utf-8"))
    assert "error" not in found, json.dumps(found) + done.stderr
    assert found["fixes"] == ["The number 2 is used twice: the item before has it too"]
    assert ["form of the date" in mark for mark in found["marks"]] == [True]
    assert any(one.startswith("dates.md: HELPS.") for one in found["messages"])
    assert any("points on" in title for title in found["menu"])
    assert endpoint.calls > 0
    assert prompt.read_bytes() == saved()
