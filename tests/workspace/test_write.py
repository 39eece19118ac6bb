"""Writing files: all or nothing, mode and links kept, somebody else's change never lost."""

from __future__ import annotations

import os
import resource
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from motjuste.errors import UserError
from motjuste.workspace.write import check_writable, replace_file, write_bytes


def test_a_new_file_gets_the_usual_mode(tmp_path):
    path = tmp_path / "new"
    write_bytes(path, b"x")
    umask = os.umask(0)
    os.umask(umask)
    assert path.read_bytes() == b"x"
    assert stat.S_IMODE(path.stat().st_mode) == 0o666 & ~umask
    assert list(tmp_path.iterdir()) == [path]


def test_an_old_file_keeps_its_mode(tmp_path):
    path = tmp_path / "old"
    path.write_bytes(b"old")
    path.chmod(0o640)
    write_bytes(path, b"new")
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_link_stays_a_link(tmp_path):
    (tmp_path / "real").write_bytes(b"old")
    link = tmp_path / "link"
    link.symlink_to("real")
    write_bytes(link, b"new")
    assert link.is_symlink()
    assert (tmp_path / "real").read_bytes() == b"new"


def test_a_missing_folder_is_an_error_unless_it_may_be_made(tmp_path):
    path = tmp_path / "deep" / "file"
    with pytest.raises(UserError):
        write_bytes(path, b"x")
    write_bytes(path, b"x", make_folder=True)
    assert path.read_bytes() == b"x"


def test_a_file_changed_meanwhile_is_left_alone(tmp_path):
    path = tmp_path / "prompt.md"
    path.write_bytes(b"changed by somebody")
    with pytest.raises(UserError, match="changed since"):
        replace_file(path, b"as it was read", b"new")
    assert path.read_bytes() == b"changed by somebody"


def test_a_file_that_vanished_is_not_made_again(tmp_path):
    path = tmp_path / "prompt.md"
    with pytest.raises(UserError, match="no longer"):
        replace_file(path, b"as it was read", b"new")
    assert not path.exists()


def test_nothing_is_written_when_nothing_changes(tmp_path):
    path = tmp_path / "prompt.md"
    path.write_bytes(b"same")
    before = path.stat()
    replace_file(path, b"same", b"same")
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_full_disk_leaves_the_old_bytes_and_nothing_else(tmp_path):
    path = tmp_path / "prompt.md"
    path.write_bytes(b"old")
    code = (
        "import resource, signal, sys\n"
        "from pathlib import Path\n"
        "from motjuste.errors import UserError\n"
        "from motjuste.workspace.write import write_bytes\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "try:\n    write_bytes(Path(sys.argv[1]), b'x' * 5000)\n"
        "except UserError as error:\n    print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], check=True, capture_output=True, text=True)
    assert "cannot be written" in done.stdout
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] != 1000


def test_a_place_nobody_can_write_to_is_told_beforehand():
    with pytest.raises(UserError, match="Nothing was run"):
        check_writable(Path("/proc/version"))


def test_a_read_only_file_is_refused_whoever_asks(tmp_path):
    path = tmp_path / "prompt.md"
    path.write_bytes(b"old")
    path.chmod(0o444)
    with pytest.raises(UserError, match=r"prompt\.md: The file is read-only"):
        replace_file(path, b"old", b"new")
    with pytest.raises(UserError, match="Nothing was run"):
        check_writable(path)
    assert path.read_bytes() == b"old"
    replace_file(path, b"old", b"old")


def test_looking_whether_a_file_can_be_written_leaves_no_trace(tmp_path):
    path = tmp_path / "prompt.md"
    path.write_bytes(b"x")
    before = path.stat().st_mtime_ns
    check_writable(path)
    check_writable(tmp_path / "to-be.json")
    assert path.stat().st_mtime_ns == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_pipe_is_written_into_and_stays_a_pipe(tmp_path):
    path = tmp_path / "pipe"
    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    try:
        write_bytes(path, b"words")
        assert os.read(reader, 100) == b"words"
    finally:
        os.close(reader)
    assert path.is_fifo()
