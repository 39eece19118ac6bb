"""Fixtures for all tests: the scripted endpoint, and a home of its own for every test's local state."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

# Tests import `tests.endpoint`; pytest started without `python -m` does not put the repository on the path.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.endpoint import Endpoint, serve

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    """A scripted endpoint that answers `ok`; set `endpoint.responder` to script it."""
    with serve(lambda _request: "ok") as running:
        yield running


@pytest.fixture(autouse=True)
def motjuste_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Caches and run files of a test go to a folder of its own, never to the user's."""
    home = tmp_path / "motjuste-home"
    monkeypatch.setenv("MOTJUSTE_HOME", str(home))
    return home
