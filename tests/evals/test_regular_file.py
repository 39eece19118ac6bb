"""Only regular files are read, and only so much of them."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from motjuste.evals.regular_file import leads_out, read_regular


def test_a_file_is_read_through_links(tmp_path):
    (tmp_path / "a").write_bytes(b"abc")
    (tmp_path / "b").symlink_to("a")
    assert read_regular(tmp_path / "b", 3) == b"abc"


def test_a_file_that_is_longer_is_refused(tmp_path):
    (tmp_path / "a").write_bytes(b"abcd")
    with pytest.raises(OSError, match="larger"):
        read_regular(tmp_path / "a", 3)


def test_a_pipe_keeps_nobody_waiting(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError, match="no regular file"):
        read_regular(tmp_path / "pipe", 10)


def test_devices_sockets_and_folders_are_refused(tmp_path, monkeypatch):
    with socket.socket(socket.AF_UNIX) as server:
        monkeypatch.chdir(tmp_path)  # the name of a socket must be short
        server.bind("socket")
        for place in (Path("/dev/zero"), tmp_path / "socket", tmp_path):
            with pytest.raises(OSError):
                read_regular(place, 10)


def test_what_leads_out(tmp_path):
    root = tmp_path / "in"
    (root / "sub").mkdir(parents=True)
    (tmp_path / "out").write_text("x")
    (root / "link").symlink_to(tmp_path / "out")
    (root / "loop").symlink_to("loop")
    (root / "near").symlink_to("sub/a")
    (tmp_path / "inside-too").mkdir()
    assert not leads_out(root / "sub" / "a", root)
    assert not leads_out(root / "near", root)
    for place in ("link", "../out", "sub/../../out", "../inside-too/x", "\0"):
        assert leads_out(root / place, root), place
