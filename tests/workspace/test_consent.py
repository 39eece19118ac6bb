"""What a user allowed for a workspace is kept for its endpoints and keys alone, and binds what works for an agent."""

from __future__ import annotations

import pytest

from motjuste.errors import UserError
from motjuste.llm.places import state_dir
from motjuste.settings import ModelSettings
from motjuste.workspace.consent import ALLOWED, agree, agreed, check_allowed

A = ModelSettings(model="m", base_url="https://a.example/v1")
B = ModelSettings(model="m", base_url="https://b.example/v1")
WITH_KEY = ModelSettings(model="m", base_url=A.base_url, api_key_env="SOMETHING_SECRET")


def test_only_what_was_agreed_to_is_allowed(tmp_path):
    one, other = tmp_path / "one", tmp_path / "other"
    assert not agreed(one, [A])
    assert agree(one, [A])
    assert agreed(one, [A])
    assert not agreed(one, [A, B])
    assert not agreed(other, [A])
    assert agree(one, [B])
    assert agreed(one, [B, A])


def test_a_damaged_file_asks_again(tmp_path):
    agree(tmp_path, [A])
    (file,) = (state_dir() / "consent").iterdir()
    for text in ("", "{", "[]", '{"endpoints": 3}', '{"endpoints": [3]}'):
        file.write_text(text)
        assert not agreed(tmp_path, [A])
    assert agree(tmp_path, [A])
    assert agreed(tmp_path, [A])


def test_what_cannot_be_written_down_is_asked_again(tmp_path, monkeypatch):
    file = tmp_path / "file"
    file.write_text("")
    monkeypatch.setenv("MOTJUSTE_HOME", str(file))
    assert not agree(tmp_path, [A])
    assert not agreed(tmp_path, [A])


def test_another_key_for_the_same_address_is_asked_about(tmp_path):
    agree(tmp_path, [A])
    assert not agreed(tmp_path, [WITH_KEY])


def test_who_works_for_an_agent_asks_only_what_the_user_allows(tmp_path, monkeypatch):
    check_allowed(tmp_path, A)
    monkeypatch.setenv(ALLOWED, B.base_url)
    check_allowed(tmp_path, B)
    for here in ("http://127.0.0.1:8080/v1", "http://localhost/v1", "http://[::1]/v1"):
        check_allowed(tmp_path, ModelSettings(model="m", base_url=here))
    for there in (
        A.base_url,
        "http://127.0.0.1.a.example/v1",
        "http://10.0.0.1/v1",
        f"{B.base_url}.a.example",
    ):
        with pytest.raises(UserError, match="has not allowed"):
            check_allowed(tmp_path, ModelSettings(model="m", base_url=there))
    agree(tmp_path, [A])
    check_allowed(tmp_path, A)
    with pytest.raises(UserError, match="has not allowed"):
        check_allowed(tmp_path, WITH_KEY)
