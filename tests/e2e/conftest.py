"""What end-to-end tests start from: a folder with a prompt whose wording matters, and a model that shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import pytest_asyncio
from tests import personas
from tests.e2e.editor import session

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.e2e.editor import Editor
    from tests.endpoint import Endpoint


@pytest.fixture
def prompt(tmp_path: Path, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A prompt that leaves a date's form open, its eval set, and settings that name the scripted endpoint."""
    monkeypatch.setenv("MOTJUSTE_TEST_KEY", "test")
    endpoint.responder = personas.dates
    path = personas.write_workspace(tmp_path / "work", cases=60)
    settings = personas.write_settings(path.parent, endpoint.url)
    with settings.open("a") as stream:
        stream.write("[optimize]\nsteps = 1\nbeam = 1\ncandidates = 2\n")
    return path


@pytest_asyncio.fixture
async def editor(prompt: Path) -> AsyncIterator[Editor]:
    """A modern editor with a running server in the prompt's folder."""
    async with session(prompt.parent) as editor:
        yield editor
