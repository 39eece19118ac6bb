"""Fetching the weights from the model hub, by its own client, which resumes what was broken off."""

from __future__ import annotations

import importlib.util
import logging
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from motjuste.llm.local.fetching import run_python

if TYPE_CHECKING:
    import threading
    from pathlib import Path

    from motjuste.llm.local.fetching import OnBytes

log = logging.getLogger(__name__)

PROBE_SECONDS = 5.0
"""The hub's client tries for minutes where it cannot be reached; one short question comes first."""
CLIENT = """
import sys
from huggingface_hub import hf_hub_download
repository, file, folder, hub = sys.argv[1:]
hf_hub_download(repository, file, local_dir=folder, endpoint=hub)
"""


@dataclass(frozen=True, slots=True)
class HubFile:
    """A file of a model repository."""

    repository: str
    file: str


def download(
    source: HubFile, size: int, folder: Path, progress: OnBytes, stop: threading.Event
) -> Path | None:
    """Download into `folder`; None when the hub or its client is not there or breaks off.

    Whoever calls verifies the bytes.

    Raises:
        Stopped: `stop` was set; what has come stays, and the client goes on from there.
    """
    if importlib.util.find_spec("huggingface_hub") is None or not reachable(source):
        return None
    finished = run_python(
        ["-c", CLIENT, source.repository, source.file, str(folder), hub_url()],
        stop,
        # The client's own bar writes to the terminal; the size of what lies there tells the same.
        tick=lambda: progress(min(_size(folder), size), size),
        environment={**os.environ, "HF_HUB_DISABLE_PROGRESS_BARS": "1", "HF_HUB_DISABLE_TELEMETRY": "1"},
    )
    if finished.status != 0:
        log.info("the model hub's client broke off: %s", finished.errors.strip().rpartition("\n")[2])
        return None
    progress(size, size)
    return folder / source.file


def hub_url() -> str:
    """The hub's address; `HF_ENDPOINT` names a mirror, as it does for the hub's own client."""
    return os.environ.get("HF_ENDPOINT", "https://huggingface.co").rstrip("/")


def reachable(source: HubFile) -> bool:
    """Whether the hub answers for this file within a few seconds."""
    import urllib.error
    import urllib.request

    if os.environ.get("HF_HUB_OFFLINE", "").lower() in {"1", "true", "yes", "on"}:
        return False
    url = f"{hub_url()}/{source.repository}/resolve/main/{source.file}"
    if not url.startswith(("https://", "http://")):
        return False
    request = urllib.request.Request(url, method="HEAD")  # noqa: S310 - the scheme was looked at
    try:
        with urllib.request.urlopen(request, timeout=PROBE_SECONDS):  # noqa: S310 - as above
            return True
    except urllib.error.HTTPError as error:
        error.close()
        return False
    except (OSError, ValueError):
        return False


def _size(folder: Path) -> int:
    """Bytes under a folder; files may vanish while it looks."""
    total = 0
    for file in folder.rglob("*"):
        try:
            total += file.stat().st_size if file.is_file() else 0
        except OSError:
            continue
    return total
