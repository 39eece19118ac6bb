"""What real editors are driven with: a prompt with a finding and an eval set, a model, and the command on the PATH."""

from __future__ import annotations

import os
import re
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests import personas

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser
    from tests.endpoint import Endpoint

ROOT = Path(__file__).resolve().parent.parent.parent
PROMPT = personas.PROMPT.replace(
    "Keep to the facts.\n", "1. Keep to the facts.\n2. Add nothing.\n2. Answer once.\n"
)
"""The list uses a number twice, which is a finding with a safe fix."""


def saved() -> bytes:
    """The prompt with the fix and the proven edit, as it must stand on the disk."""
    mended = PROMPT.replace("2. Answer", "3. Answer")
    return mended.replace("Find the date in", "Find the date (YYYY-MM-DD) in").encode()


def page(name: str) -> str:
    """A page on editors."""
    return (ROOT / "docs" / "editors" / name).read_text(encoding="utf-8")


def page_block(name: str, title: str) -> str:
    """A block of code of a page on editors, by its title: what is documented is what is tested."""
    found = re.search(rf'```\w+ title="{re.escape(title)}"\n(.*?)```', page(name), re.DOTALL)
    assert found, f"{name} has no block titled {title}"
    return found[1]


def program(name: str) -> str:
    """An editor's program; the test is skipped where it is missing."""
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed (make test-editors installs it on Debian)")
    return found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium without a screen."""
    from playwright.sync_api import sync_playwright

    flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=flags)
        yield browser
        browser.close()


@pytest.fixture
def prompt(tmp_path: Path, endpoint: Endpoint) -> Path:
    """A prompt to be mended and optimized, in a folder whose settings name the scripted endpoint."""
    endpoint.responder = personas.dates
    path = personas.write_workspace(tmp_path / "work", cases=60, prompt=PROMPT)
    settings = personas.write_settings(path.parent, endpoint.url)
    with settings.open("a", encoding="utf-8") as stream:
        stream.write("[optimize]\nsteps = 1\nbeam = 1\ncandidates = 2\n")
    return path


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """A user of its own, who has the command on the PATH."""
    home = tmp_path / "home"
    home.mkdir()
    return {
        **os.environ,
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_STATE_HOME": str(home / "state"),
        "XDG_CACHE_HOME": str(home / "cache"),
        "MOTJUSTE_TEST_KEY": "test",
        "PATH": os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"])),
    }
