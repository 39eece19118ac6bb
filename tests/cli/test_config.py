"""`motjuste config` as a user runs it: what holds, where it was written, and the schema."""

from __future__ import annotations

import json
import tomllib

import jsonschema
import pytest
from tests.cli.command import motjuste, refusal


@pytest.fixture
def folder(tmp_path):
    """Settings that extend others."""
    (tmp_path / "base.toml").write_text('[lint]\nignore = ["T002"]\n[optimize]\nsteps = 2\n')
    place = tmp_path / "pkg"
    place.mkdir()
    (place / "motjuste.toml").write_text(
        'extend = "../base.toml"\n[optimize]\nbeam = 2\n[evals]\n"a\\"b.md" = "é\\u007f.jsonl"\n'
        '[models.task]\nbase_url = "https://me:secret@example.com/v1"\n'
    )
    return place


def test_every_setting_is_told_with_where_it_was_written(folder):
    done = motjuste("config", cwd=folder)
    assert done.status == 0, done.stderr
    lines = done.out.splitlines()
    assert "optimize.beam = 2  # motjuste.toml:3" in lines
    assert f"optimize.steps = 2  # {folder.parent / 'base.toml'}:4" in lines
    assert "optimize.candidates = 4  # default" in lines
    assert 'lint.select = ["DEFAULT"]  # default' in lines
    assert "# optimize.max-calls is not set" in lines
    assert "motjuste.toml, extending" in done.stderr


def test_what_is_told_is_toml(folder):
    told = tomllib.loads(motjuste("config", cwd=folder).out)
    assert told["lint"]["ignore"] == ["T002"]
    assert told["evals"] == {'a"b.md': "é\x7f.jsonl"}


def test_a_login_in_an_address_is_not_told(folder):
    done = motjuste("config", "models", cwd=folder)
    assert 'models.task.base-url = "https://example.com/v1"' in done.out
    assert "secret" not in done.out + done.stderr + motjuste("config", "--json", cwd=folder).out


def test_one_setting_is_told_with_what_it_means(folder):
    done = motjuste("config", "optimize.max_words", cwd=folder)
    assert done.out.splitlines() == ["# Most words of one marked span.", "optimize.max-words = 5  # default"]


def test_a_table_is_told_whole(folder):
    lines = motjuste("config", "lint", cwd=folder).out.splitlines()
    assert len(lines) == 4
    assert all(line.startswith("lint.") for line in lines)


def test_a_name_that_is_none_is_refused(folder):
    assert "Did you mean optimize.steps" in refusal(motjuste("config", "optimize.step", cwd=folder))
    assert refusal(motjuste("config", "--path", "none", cwd=folder))


def test_the_settings_of_another_place_can_be_asked_for(folder):
    assert "optimize.beam = 2" in motjuste("config", "--path", "pkg", cwd=folder.parent).out
    assert "optimize.beam = 4" in motjuste("config", cwd=folder.parent).out
    assert "optimize.steps = 2" in motjuste("config", "--config", "base.toml", cwd=folder.parent).out


def test_programs_get_json(folder):
    told = motjuste("config", "optimize", "--json", cwd=folder).json
    assert told["root"] == str(folder)
    assert [name.rpartition("/")[2] for name in told["files"]] == ["motjuste.toml", "base.toml"]
    assert told["settings"]["optimize.beam"] == {
        "value": 2,
        "file": str(folder / "motjuste.toml"),
        "line": 3,
    }
    assert told["settings"]["optimize.max-calls"] == {"value": None, "file": None, "line": None}


def test_the_schema_is_printed_without_any_settings(tmp_path):
    (tmp_path / "motjuste.toml").write_text("[")
    done = motjuste("config", "--schema", cwd=tmp_path)
    assert done.status == 0
    jsonschema.Draft7Validator.check_schema(json.loads(done.out))
    assert ":1: The settings are not TOML" in refusal(motjuste("config", cwd=tmp_path))


def test_unknown_keys_are_warned_of_and_the_rest_is_told(folder):
    (folder / "motjuste.toml").write_text("[optimize]\nbeems = 3\nsteps = 9\n")
    done = motjuste("config", "optimize.steps", cwd=folder)
    assert "did you mean 'beam'?" in done.stderr
    assert "optimize.steps = 9  # motjuste.toml:3" in done.out


def test_a_circle_of_settings_stops_every_command(folder):
    (folder.parent / "base.toml").write_text('extend = "pkg/motjuste.toml"\n')
    (folder / "a.md").write_text("Sort.\n")
    for arguments in (["check", "a.md"], ["config"], ["eval", "a.md"]):
        assert "base.toml:1: extend names 'pkg/motjuste.toml', which is extended already" in refusal(
            motjuste(*arguments, cwd=folder)
        )


def test_per_file_ignores_and_severities_reach_check(folder):
    (folder / "motjuste.toml").write_text(
        '[lint.per-file-ignores]\n"old/*" = ["T006"]\n[lint.severity]\nT006 = "info"\n'
    )
    (folder / "old").mkdir()
    for place in ("a.md", "old/a.md"):
        (folder / place).write_text("Sort. <edit>Be brief.\n")
    done = motjuste("check", "a.md", "old/a.md", "--output-format", "json", cwd=folder)
    assert [(one["filename"].rpartition("pkg/")[2], one["severity"]) for one in done.json] == [
        ("a.md", "info")
    ]
    assert motjuste("check", "old/a.md", "--select", "T006", cwd=folder).status == 0
