"""What a user allowed for a workspace is kept for its endpoints alone."""

from __future__ import annotations

from motjuste.llm.places import state_dir
from motjuste.workspace.consent import agree, agreed


def test_only_what_was_agreed_to_is_allowed(tmp_path):
    one, other = tmp_path / "one", tmp_path / "other"
    assert not agreed(one, ["http://a/v1"])
    assert agree(one, ["http://a/v1"])
    assert agreed(one, ["http://a/v1"])
    assert not agreed(one, ["http://a/v1", "http://b/v1"])
    assert not agreed(other, ["http://a/v1"])
    assert agree(one, ["http://b/v1"])
    assert agreed(one, ["http://b/v1", "http://a/v1"])


def test_a_damaged_file_asks_again(tmp_path):
    agree(tmp_path, ["http://a/v1"])
    (file,) = (state_dir() / "consent").iterdir()
    for text in ("", "{", "[]", '{"endpoints": 3}', '{"endpoints": [3]}'):
        file.write_text(text)
        assert not agreed(tmp_path, ["http://a/v1"])
    assert agree(tmp_path, ["http://a/v1"])
    assert agreed(tmp_path, ["http://a/v1"])


def test_what_cannot_be_written_down_is_asked_again(tmp_path, monkeypatch):
    file = tmp_path / "file"
    file.write_text("")
    monkeypatch.setenv("MOTJUSTE_HOME", str(file))
    assert not agree(tmp_path, ["http://a/v1"])
    assert not agreed(tmp_path, ["http://a/v1"])
