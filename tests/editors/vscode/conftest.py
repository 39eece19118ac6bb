"""One code-server and one browser for all tests of the extension; for each test a folder and a window of its own."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests import personas
from tests.editors.vscode.code_server import ROOT, VSIX, CodeServer, missing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser
    from tests.editors.vscode.window import Window
    from tests.endpoint import Endpoint

SHOTS = ROOT / "build" / "editors"
"""Pictures of what was seen, kept after the tests."""


# The driver of the browser is installed by `make test-editors` alone; elsewhere there is nothing to collect here.
collect_ignore_glob = [] if importlib.util.find_spec("playwright") else ["test_*.py"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here needs the editor, and one at a time."""
    here = Path(__file__).parent
    lacks = missing()
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.editors)
            item.add_marker(pytest.mark.timeout(300))
            if lacks:
                item.add_marker(pytest.mark.skip(reason=lacks))


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The editor's home."""
    return tmp_path_factory.mktemp("code")


@pytest.fixture(scope="session")
def code_server(home: Path) -> Iterator[CodeServer]:
    """A running code-server with the packaged extension, run by this Python."""
    server = CodeServer(home)
    server.install(VSIX)
    server.write_settings({"motjuste.interpreter": sys.executable})
    server.start({"MOTJUSTE_HOME": str(home / "motjuste"), "MOTJUSTE_TEST_KEY": "test"})
    yield server
    server.stop()


@pytest.fixture
def folder(tmp_path: Path, endpoint: Endpoint) -> Path:
    """A prompt that leaves a date's form open, its eval set, and settings that name the scripted endpoint."""
    endpoint.responder = personas.dates
    place = tmp_path / "work"
    personas.write_workspace(place, cases=60)
    settings = personas.write_settings(place, endpoint.url)
    with settings.open("a") as stream:
        stream.write("[optimize]\nsteps = 1\nbeam = 1\ncandidates = 2\n")
    return place


@pytest.fixture
def window(
    code_server: CodeServer, home: Path, folder: Path, open_window: Callable[[CodeServer, Path], Window]
) -> Window:
    """The folder in a window; what earlier tests left in the caches is gone."""
    shutil.rmtree(home / "motjuste", ignore_errors=True)
    return open_window(code_server, folder)


@pytest.fixture
def open_window(
    browser: Browser, request: pytest.FixtureRequest
) -> Iterator[Callable[[CodeServer, Path], Window]]:
    """Opens folders in windows, and closes them at the end; keeps a picture of the last one when the test failed."""
    from tests.editors.vscode.window import Window

    opened: list[Window] = []

    def opening(server: CodeServer, folder: Path) -> Window:
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        window = Window(page, server, folder, SHOTS)
        opened.append(window)
        window.show()
        return window

    yield opening
    for one in opened:
        if os.environ.get("MOTJUSTE_SHOOT_ALL") or getattr(request.node, "failed", False):
            one.shot(f"failed-{request.node.name}")
        one.page.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Let fixtures know that their test failed."""
    report = yield
    item.failed = getattr(item, "failed", False) or report.failed  # type: ignore[attr-defined]
    return report
