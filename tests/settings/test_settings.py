"""The settings: found nearest, read leniently, wrong keys told with their lines."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from motjuste.errors import UserError
from motjuste.settings import Settings, from_mapping, load


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_without_a_file_the_defaults_hold(tmp_path):
    loaded = load(tmp_path / "prompt.md")
    assert loaded.settings == Settings()
    assert loaded.source is None
    assert loaded.warnings == ()
    assert not loaded.settings.models.task.configured


def test_every_key_of_the_design_is_read(tmp_path):
    write(
        tmp_path / "motjuste.toml",
        """
[models.task]
base_url = "https://api.example.com/v1"
model = "small"
api_key_env = "EXAMPLE_KEY"
concurrency = 8
[models.optimizer]
model = "local"
[evals]
"prompts/triage*.md" = "evals/triage.jsonl"
[lint]
select = ["F", "T"]
""",
    )
    loaded = load(tmp_path / "prompts" / "triage.md")
    settings = loaded.settings
    assert loaded.warnings == ()
    assert settings.models.task.base_url == "https://api.example.com/v1"
    assert settings.models.task.api_key_env == "EXAMPLE_KEY"
    assert settings.models.task.concurrency == 8
    assert settings.models.optimizer.model == "local"
    assert settings.evals == {"prompts/triage*.md": "evals/triage.jsonl"}
    assert settings.lint.select == ("F", "T")
    assert loaded.root == tmp_path


def test_keys_may_be_written_with_hyphens_but_globs_stay_as_they_are(tmp_path):
    write(
        tmp_path / "motjuste.toml",
        '[optimize]\nmax-words = 7\n[evals]\n"a-b.md" = "a-b.jsonl"\n[models.task]\nbase-url = "http://x"\n',
    )
    loaded = load(tmp_path)
    assert loaded.warnings == ()
    assert loaded.settings.optimize.max_words == 7
    assert loaded.settings.models.task.base_url == "http://x"
    assert loaded.settings.evals == {"a-b.md": "a-b.jsonl"}


def test_a_number_too_large_for_its_key_is_told(tmp_path):
    write(tmp_path / "motjuste.toml", f"[models.task]\ntimeout = 1{'0' * 400}\n[optimize]\nsteps = 2\n")
    loaded = load(tmp_path)
    assert loaded.settings.optimize.steps == 2
    assert loaded.settings.models.task.timeout == Settings().models.task.timeout
    assert ["timeout" in str(one) for one in loaded.warnings] == [True]


def test_the_nearest_file_wins(tmp_path):
    write(tmp_path / "motjuste.toml", "[optimize]\nsteps = 1\n")
    write(tmp_path / "deep" / "motjuste.toml", "[optimize]\nsteps = 2\n")
    assert load(tmp_path / "a.md").settings.optimize.steps == 1
    assert load(tmp_path / "deep" / "deeper" / "a.md").settings.optimize.steps == 2


def test_a_pyproject_counts_only_with_our_table(tmp_path):
    write(tmp_path / "pyproject.toml", "[tool.motjuste.optimize]\nsteps = 1\n")
    write(tmp_path / "package" / "pyproject.toml", "[project]\nname = 'other'\n")
    loaded = load(tmp_path / "package" / "a.md")
    assert loaded.settings.optimize.steps == 1
    assert loaded.root == tmp_path


def test_motjuste_toml_wins_over_a_pyproject_beside_it(tmp_path):
    write(tmp_path / "pyproject.toml", "[tool.motjuste.optimize]\nsteps = 1\n")
    write(tmp_path / "motjuste.toml", "[optimize]\nsteps = 2\n")
    assert load(tmp_path).settings.optimize.steps == 2


def test_a_named_file_wins_over_the_nearest(tmp_path):
    write(tmp_path / "motjuste.toml", "[optimize]\nsteps = 1\n")
    named = write(tmp_path / "other.toml", "[optimize]\nsteps = 2\n")
    assert load(tmp_path / "a.md", named).settings.optimize.steps == 2


def test_an_unknown_key_is_told_with_its_line_and_the_rest_works(tmp_path):
    write(tmp_path / "motjuste.toml", '[models.task]\nmodel = "m"\nconcurency = 4\n[optimise]\nseed = 1\n')
    loaded = load(tmp_path)
    assert loaded.settings.models.task.model == "m"
    assert [(one.line, one.key, one.unknown) for one in loaded.warnings] == [
        (3, "models.task.concurency", True),
        (4, "optimise", True),
    ]
    assert "did you mean 'concurrency'?" in str(loaded.warnings[0])
    assert "did you mean 'optimize'?" in str(loaded.warnings[1])
    assert str(loaded.warnings[0]).startswith(f"{tmp_path / 'motjuste.toml'}:3: ")


def test_a_value_that_cannot_be_used_costs_only_its_key(tmp_path):
    write(
        tmp_path / "motjuste.toml",
        '[optimize]\nsteps = "many"\nbeam = 0\ncandidates = 2\n[lint]\nselect = ["F", 3]\nignore = ["T002"]\n',
    )
    loaded = load(tmp_path)
    assert loaded.settings.optimize.candidates == 2
    assert loaded.settings.optimize.steps == Settings().optimize.steps
    assert loaded.settings.lint.ignore == ("T002",)
    assert loaded.settings.lint.select == Settings().lint.select
    assert {(one.line, one.key) for one in loaded.warnings} == {
        (2, "optimize.steps"),
        (3, "optimize.beam"),
        (6, "lint.select"),
    }
    assert not any(one.unknown for one in loaded.warnings)


def test_a_table_of_the_wrong_kind_costs_only_itself(tmp_path):
    write(tmp_path / "motjuste.toml", 'models = "gpt"\n[optimize]\nsteps = 2\n')
    loaded = load(tmp_path)
    assert loaded.settings.optimize.steps == 2
    assert [one.key for one in loaded.warnings] == ["models"]


def test_a_key_in_plain_sight_is_refused_and_not_repeated(tmp_path):
    write(tmp_path / "motjuste.toml", '[models.task]\napi_key = "sk-very-secret"\n')
    (warning,) = load(tmp_path).warnings
    assert "api_key_env" in str(warning)
    assert "sk-very-secret" not in str(warning)


def test_a_wrong_value_is_not_repeated_either(tmp_path):
    write(tmp_path / "motjuste.toml", '[models.task]\napi_key_env = ["sk-very-secret"]\n')
    (warning,) = load(tmp_path).warnings
    assert "sk-very-secret" not in str(warning)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[lint\nselect = []\n", 1),
        ("[lint]\nselect = [\n", 2),
        ("a = 1\nb = 2\nb = 3\n", 3),
        ("\n\n= 3\n", 3),
    ],
)
def test_broken_toml_is_an_error_with_its_line(tmp_path, text, line):
    path = write(tmp_path / "motjuste.toml", text)
    with pytest.raises(UserError) as caught:
        load(tmp_path / "a.md")
    assert caught.value.path == str(path)
    assert caught.value.line == line


def test_a_broken_pyproject_is_an_error_only_when_it_speaks_of_us(tmp_path):
    write(tmp_path / "pyproject.toml", "[project\n")
    assert load(tmp_path).source is None
    write(tmp_path / "pyproject.toml", "[tool.motjuste\n")
    with pytest.raises(UserError):
        load(tmp_path)


def test_settings_that_are_not_utf8_are_an_error(tmp_path):
    (tmp_path / "motjuste.toml").write_bytes(b'[evals]\n"\xe9.md" = "x"\n')
    with pytest.raises(UserError, match="not UTF-8"):
        load(tmp_path)


def test_a_byte_order_mark_is_no_fault(tmp_path):
    (tmp_path / "motjuste.toml").write_bytes(b"\xef\xbb\xbf[optimize]\r\nsteps = 2\r\n")
    loaded = load(tmp_path)
    assert loaded.settings.optimize.steps == 2


def test_a_named_file_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(UserError, match="cannot be read"):
        load(tmp_path, tmp_path / "none.toml")


def test_without_settings_the_repository_is_the_workspace(tmp_path):
    (tmp_path / ".git").mkdir()
    (tmp_path / "prompts").mkdir()
    assert load(tmp_path / "prompts" / "a.md").root == tmp_path


def test_without_settings_and_repository_the_users_place_is_the_workspace(tmp_path, monkeypatch):
    (tmp_path / "prompts").mkdir()
    monkeypatch.chdir(tmp_path)
    assert load(Path("prompts/a.md")).root == tmp_path
    monkeypatch.chdir("/")
    assert load(tmp_path / "prompts" / "a.md").root == tmp_path / "prompts"


def test_options_from_an_editor_need_no_file():
    settings, warnings = from_mapping({"lint": {"ignore": ["T002"]}, "nonsense": 1})
    assert settings.lint.ignore == ("T002",)
    assert [one.key for one in warnings] == ["nonsense"]


def test_without_a_file_pydantic_is_not_imported(tmp_path):
    code = (
        "import sys\nfrom pathlib import Path\nfrom motjuste.settings import load\n"
        f"load(Path({str(tmp_path)!r}))\nprint('pydantic' in sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=tmp_path
    )
    assert done.stdout.strip() == "False"
