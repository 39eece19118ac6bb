"""Fixtures for all tests: the scripted endpoint, and a home of its own for every test's local state."""

from __future__ import annotations

import importlib.util
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from motjuste.llm.local import stop_local
from motjuste.llm.local.weights import QWEN

# Tests import `tests.endpoint`; pytest started without `python -m` does not put the repository on the path.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.endpoint import Endpoint, serve

if TYPE_CHECKING:
    from collections.abc import Iterator

# How long an example takes says more of the machine than of the code.
settings.register_profile("no-deadline", deadline=None)
settings.load_profile("no-deadline")

# A suite that was started in the background ignores Ctrl-C, and so would every command that it starts.
signal.signal(signal.SIGINT, signal.default_int_handler)

WEIGHTS = QWEN.path
"""Where the user keeps the embedded model, looked up before any test moves the home."""


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


@pytest.fixture
def embedded_model(motjuste_home: Path) -> Iterator[Path]:
    """The embedded model's weights in the test's own home; skips where they have not been fetched."""
    if importlib.util.find_spec("xllamacpp") is None:
        pytest.skip("the embedded runtime is not installed (extra: local)")
    if not WEIGHTS.is_file():
        pytest.skip(
            "the embedded model's weights have not been fetched (any run without an endpoint fetches them)"
        )
    models = motjuste_home / "cache" / "models"
    models.mkdir(parents=True)
    (models / WEIGHTS.name).symlink_to(WEIGHTS)
    yield models / WEIGHTS.name
    stop_local()
