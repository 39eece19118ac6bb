"""A workspace with a prompt, its eval set and settings that lead to the scripted endpoint."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.personas import dates, write_settings, write_workspace

if TYPE_CHECKING:
    from pathlib import Path

    from tests.endpoint import Endpoint


@pytest.fixture
def workspace(tmp_path: Path, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder; its prompt is `dates.md`."""
    monkeypatch.setenv("MOTJUSTE_TEST_KEY", "sk-test-secret")
    monkeypatch.delenv("MOTJUSTE_TRACEBACK", raising=False)
    endpoint.responder = dates
    folder = tmp_path / "workspace"
    write_workspace(folder, cases=80)
    write_settings(folder, endpoint.url)
    return folder
