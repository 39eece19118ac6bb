"""Draws the docs' picture of a report: the top of a run's page in Chromium, as PNG.

Needs what `make test-editors` installs. After `make demo`:

    .venv/bin/python docs/draw_report.py last
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

SIZE = {"width": 1120, "height": 1330}
PICTURE = Path(__file__).parent / "report.png"


def main() -> None:
    """Make the page of the run that is named, and write `docs/report.png`."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        page = Path(folder) / "report.html"
        command = [sys.executable, "-m", "motjuste", "report", sys.argv[1], "-o", str(page)]
        subprocess.run(command, stdout=subprocess.DEVNULL, check=True)  # noqa: S603 -- our own command
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        tab = chromium.new_page(viewport=SIZE, color_scheme="light")
        tab.goto(page.as_uri())
        tab.screenshot(path=PICTURE)
        chromium.close()


if __name__ == "__main__":
    main()
