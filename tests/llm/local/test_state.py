from __future__ import annotations

import stat
import sys

import pytest

from motjuste.llm.local.state import ServerState, read_state, state_path, states_dir, write_state

STATE = ServerState(1, "http://127.0.0.1:2", "the-token", "/w.gguf", "w")


def test_what_is_written_is_read_and_is_for_its_owner_alone(tmp_path):
    path = tmp_path / "server-x.json"
    write_state(path, STATE)
    assert read_state(path) == STATE
    assert list(tmp_path.iterdir()) == [path]
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"pid": 1}', "null"])
def test_what_is_no_state_is_none(tmp_path, content):
    path = tmp_path / "server-x.json"
    path.write_text(content)
    assert read_state(path) is None
    assert read_state(tmp_path / "missing.json") is None


def test_the_token_is_not_in_its_repr():
    assert "the-token" not in repr(STATE)


def test_one_server_for_one_file_of_weights(tmp_path):
    (tmp_path / "link.gguf").symlink_to(tmp_path / "a.gguf")
    assert state_path(tmp_path / "a.gguf") == state_path(tmp_path / "link.gguf")
    assert state_path(tmp_path / "a.gguf") != state_path(tmp_path / "b.gguf")
    assert state_path(tmp_path / "a.gguf").parent == states_dir()
