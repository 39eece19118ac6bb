"""Fetching the weights from the model hub, by its own client, which resumes what was broken off."""

from __future__ import annotations

import importlib.util
import logging
import os
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from motjuste.llm.local.fetching import Stopped

if TYPE_CHECKING:
    from motjuste.llm.local.fetching import OnBytes

log = logging.getLogger(__name__)

PROBE_SECONDS = 5.0
"""The hub's client tries for minutes where it cannot be reached; one short question comes first."""


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
    """
    if importlib.util.find_spec("huggingface_hub") is None or not reachable(source):
        return None
    result: list[Path | None] = []
    fetching = threading.Thread(target=lambda: result.append(_download(source, folder)), daemon=True)
    fetching.start()
    while fetching.is_alive() and not stop.is_set():
        fetching.join(0.2)
        # The client's own bar writes to the terminal; the size of what lies there tells the same.
        progress(min(_size(folder), size), size)
    if stop.is_set():
        raise Stopped
    return result[0] if result else None


def reachable(source: HubFile) -> bool:
    """Whether the hub answers for this file within a few seconds."""
    import urllib.error
    import urllib.request

    if os.environ.get("HF_HUB_OFFLINE", "").lower() in {"1", "true", "yes", "on"}:
        return False
    hub = os.environ.get("HF_ENDPOINT", "https://huggingface.co").rstrip("/")
    url = f"{hub}/{source.repository}/resolve/main/{source.file}"
    if not url.startswith(("https://", "http://")):
        return False
    request = urllib.request.Request(url, method="HEAD")  # noqa: S310 - the scheme was looked at
    try:
        with urllib.request.urlopen(request, timeout=PROBE_SECONDS):  # noqa: S310 - as above
            return True
    except (OSError, ValueError):
        return False


def _download(source: HubFile, folder: Path) -> Path | None:
    from huggingface_hub import hf_hub_download
    from huggingface_hub.errors import HfHubHTTPError
    from huggingface_hub.utils.tqdm import disable_progress_bars

    disable_progress_bars()
    try:
        return Path(hf_hub_download(source.repository, source.file, local_dir=folder))
    except (HfHubHTTPError, OSError, ValueError) as error:
        log.info("the model hub broke off: %s", error)
        return None


def _size(folder: Path) -> int:
    """Bytes under a folder; files may vanish while it looks."""
    total = 0
    for file in folder.rglob("*"):
        try:
            total += file.stat().st_size if file.is_file() else 0
        except OSError:
            continue
    return total
