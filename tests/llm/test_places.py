from __future__ import annotations

from pathlib import Path

from motjuste.llm import places


def test_one_variable_moves_everything(monkeypatch, tmp_path):
    monkeypatch.setenv("MOTJUSTE_HOME", str(tmp_path))
    everything = (places.cache_dir(), places.state_dir(), places.completions_path(), places.models_dir())
    assert all(path.is_relative_to(tmp_path) for path in everything)
    assert places.cache_dir() != places.state_dir()
    assert list(tmp_path.iterdir()) == [], "asking makes nothing"


def test_a_relative_home_does_not_follow_the_working_folder(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MOTJUSTE_HOME", "here")
    assert places.cache_dir() == tmp_path / "here" / "cache"


def test_without_the_variable_the_platform_says(monkeypatch):
    monkeypatch.delenv("MOTJUSTE_HOME")
    assert "motjuste" in str(places.cache_dir())
    assert "motjuste" in str(places.state_dir())
    assert not places.cache_dir().is_relative_to(Path.cwd())
