"""Settings files that extend others: who wins, what adds up, whose globs are whose, and chains that lead nowhere."""

from __future__ import annotations

import pytest
from tests.settings.test_settings import write

from motjuste.errors import UserError
from motjuste.settings import DEFAULT, Settings, load


def both(tmp_path, base: str, nearer: str):
    """The settings of `pkg/motjuste.toml`, which extends `base.toml` above it."""
    write(tmp_path / "base.toml", base)
    write(tmp_path / "pkg" / "motjuste.toml", f'extend = "../base.toml"\n{nearer}')
    return load(tmp_path / "pkg" / "a.md")


def test_the_nearer_file_wins_key_by_key(tmp_path):
    loaded = both(
        tmp_path,
        '[models.task]\nbase_url = "http://base"\nmodel = "base"\n[optimize]\nsteps = 1\nbeam = 2\n',
        '[models.task]\nmodel = "near"\n[optimize]\nbeam = 3\n',
    )
    assert loaded.settings.models.task.base_url == "http://base"
    assert loaded.settings.models.task.model == "near"
    assert (loaded.settings.optimize.steps, loaded.settings.optimize.beam) == (1, 3)
    assert loaded.warnings == ()


def test_a_list_replaces_and_its_twin_adds(tmp_path):
    loaded = both(
        tmp_path,
        '[lint]\nselect = ["F"]\nignore = ["F001"]\n[prompts]\nprotect = ["x+"]\n',
        '[lint]\nselect = ["T"]\nextend-ignore = ["T002"]\n[prompts]\nextend-protect = ["y+"]\n',
    )
    assert loaded.settings.lint.select == ("T",)
    assert loaded.settings.lint.ignore == ("F001", "T002")
    assert loaded.settings.prompts.protect == ("x+", "y+")
    assert loaded.settings.lint.extend_ignore == ()


def test_what_is_added_to_a_default_keeps_the_default(tmp_path):
    write(tmp_path / "motjuste.toml", '[lint]\nextend-select = ["T002"]\n')
    assert load(tmp_path).settings.lint.select == (DEFAULT, "T002")


def test_who_sets_a_list_anew_lets_go_of_what_was_added_to_the_old_one(tmp_path):
    loaded = both(tmp_path, '[lint]\nextend-select = ["T002"]\n', '[lint]\nselect = ["F"]\n')
    assert loaded.settings.lint.select == ("F",)


def test_additions_of_three_files_add_up_from_the_farthest(tmp_path):
    write(tmp_path / "one.toml", '[lint]\nextend-ignore = ["T001"]\n')
    write(tmp_path / "two.toml", 'extend = "one.toml"\n[lint]\nextend-ignore = ["T002"]\n')
    write(tmp_path / "motjuste.toml", 'extend = "two.toml"\n[lint]\nextend-ignore = ["T003"]\n')
    loaded = load(tmp_path)
    assert loaded.settings.lint.ignore == ("T001", "T002", "T003")
    assert [path.name for path in loaded.files] == ["motjuste.toml", "two.toml", "one.toml"]
    assert loaded.source == tmp_path / "motjuste.toml"


def test_tables_of_globs_are_joined_and_the_nearer_globs_come_first(tmp_path):
    loaded = both(
        tmp_path,
        '[prompts.dialects]\n"*.md" = "none"\n"*.txt" = "braces"\n[evals]\n"pkg/a.md" = "pkg/base.jsonl"\n',
        '[prompts.dialects]\n"*.j2" = "jinja"\n"*.md" = "jinja"\n[evals]\n"b.md" = "b.jsonl"\n',
    )
    assert list(loaded.settings.prompts.dialects.items()) == [
        ("*.j2", "jinja"),
        ("*.md", "jinja"),
        ("*.txt", "braces"),
    ]
    assert list(loaded.settings.evals.items()) == [("b.md", "b.jsonl"), ("/a.md", "base.jsonl")]


def test_per_file_ignores_are_replaced_and_their_twin_adds(tmp_path):
    base = '[lint.per-file-ignores]\n"*.md" = ["T001"]\n'
    loaded = both(tmp_path, base, '[lint.extend-per-file-ignores]\n"*.md" = ["T002"]\n"x/*" = ["F"]\n')
    assert loaded.settings.lint.per_file_ignores == {"*.md": ("T001", "T002"), "x/*": ("F",)}
    loaded = both(tmp_path, base, '[lint.per-file-ignores]\n"*.txt" = ["F"]\n')
    assert loaded.settings.lint.per_file_ignores == {"*.txt": ("F",)}


def test_globs_and_paths_belong_to_the_file_they_stand_in(tmp_path):
    loaded = both(
        tmp_path,
        '[prompts]\ninclude = ["pkg/in/*.md", "elsewhere/*.md", "*.ask"]\nexclude = ["pkg/old/"]\n'
        '[evals]\n"pkg/**/*.md" = "shared/e.jsonl"\n[models.local]\npath = "m.gguf"\n'
        '[lint.per-file-ignores]\n"pkg/*.md" = ["T"]\n',
        "",
    )
    assert loaded.settings.prompts.include == ("/in/*.md", "*.ask")
    assert loaded.settings.prompts.exclude == ("/old/",)
    assert set(loaded.settings.evals) == {"/**/*.md"}
    assert set(loaded.settings.evals.values()) == {"../shared/e.jsonl"}
    assert loaded.settings.models.local.path == "../m.gguf"
    assert loaded.settings.lint.per_file_ignores == {"/*.md": ("T",)}
    assert loaded.root == tmp_path / "pkg"


def test_a_pyproject_extends_and_is_extended(tmp_path):
    write(tmp_path / "pyproject.toml", "[tool.motjuste.optimize]\nsteps = 7\n")
    write(tmp_path / "pkg" / "pyproject.toml", '[tool.motjuste]\nextend = "../pyproject.toml"\n')
    assert load(tmp_path / "pkg").settings.optimize.steps == 7


def test_a_named_file_may_extend_too(tmp_path):
    write(tmp_path / "base.toml", "[optimize]\nsteps = 7\n")
    named = write(tmp_path / "ci.toml", 'extend = "base.toml"\n')
    assert load(tmp_path, named).settings.optimize.steps == 7


def test_complaints_name_the_file_they_are_about(tmp_path):
    loaded = both(tmp_path, "[optimize]\n\nstepz = 1\n", "[optimize]\nbeams = 2\n")
    assert [(one.path, one.line, one.key) for one in loaded.warnings] == [
        (str(tmp_path / "pkg" / "motjuste.toml"), 3, "optimize.beams"),
        (str(tmp_path / "base.toml"), 3, "optimize.stepz"),
    ]


def test_every_setting_knows_where_it_was_written(tmp_path):
    loaded = both(
        tmp_path, "[optimize]\nsteps = 1\nbeam = 2\n", '[optimize]\nbeam = 3\n[lint]\nextend-ignore=["T"]\n'
    )
    assert {key: (one.path.name, one.line) for key, one in loaded.origins.items()} == {
        "extend": ("motjuste.toml", 1),
        "optimize.beam": ("motjuste.toml", 3),
        "lint.ignore": ("motjuste.toml", 5),
        "optimize.steps": ("base.toml", 2),
    }


@pytest.mark.parametrize(
    "named", ["none.toml", "../none.toml", "", ".", "/dev/null", "a\\u0000b", "x" * 5000]
)
def test_a_file_that_is_not_there_is_told_with_its_line(tmp_path, named):
    path = write(tmp_path / "motjuste.toml", f'\nextend = "{named}"\n')
    if not named:
        assert load(tmp_path).settings == Settings()
        return
    with pytest.raises(UserError, match="extend names") as caught:
        load(tmp_path)
    assert (caught.value.path, caught.value.line) == (str(path), 2)


def test_a_circle_is_told_with_its_way(tmp_path):
    write(tmp_path / "motjuste.toml", 'extend = "b.toml"\n')
    middle = write(tmp_path / "b.toml", '# b\nextend = "./motjuste.toml"\n')
    with pytest.raises(UserError, match="extended already") as caught:
        load(tmp_path)
    assert (caught.value.path, caught.value.line) == (str(middle), 2)
    assert "motjuste.toml → " in caught.value.message
    write(tmp_path / "motjuste.toml", 'extend = "motjuste.toml"\n')
    with pytest.raises(UserError, match="extended already"):
        load(tmp_path)


def test_a_circle_through_a_link_is_one(tmp_path):
    write(tmp_path / "motjuste.toml", 'extend = "link.toml"\n')
    (tmp_path / "link.toml").symlink_to("motjuste.toml")
    with pytest.raises(UserError, match="extended already"):
        load(tmp_path)


def test_settings_outside_the_repository_are_not_read(tmp_path):
    write(tmp_path / "base.toml", "[optimize]\nsteps = 1\n")
    (tmp_path / "repo" / ".git").mkdir(parents=True)
    write(tmp_path / "repo" / "motjuste.toml", 'extend = "../base.toml"\n')
    with pytest.raises(UserError, match="outside the repository"):
        load(tmp_path / "repo")
    write(tmp_path / "repo" / "motjuste.toml", 'extend = "inside.toml"\n')
    (tmp_path / "repo" / "inside.toml").symlink_to("../base.toml")
    with pytest.raises(UserError, match="outside the repository"):
        load(tmp_path / "repo")


def test_a_broken_base_is_told_in_its_own_name(tmp_path):
    with pytest.raises(UserError, match="not TOML") as caught:
        both(tmp_path, "x = 1\n[\n", "")
    assert (caught.value.path, caught.value.line) == (str(tmp_path / "base.toml"), 2)


def test_extend_of_the_wrong_kind_costs_only_itself(tmp_path):
    write(tmp_path / "motjuste.toml", 'extend = ["a.toml"]\n[optimize]\nsteps = 2\n')
    loaded = load(tmp_path)
    assert loaded.settings.optimize.steps == 2
    assert [(one.key, one.line) for one in loaded.warnings] == [("extend", 1)]


def test_selectors_that_name_no_rule_are_told_and_the_rest_works(tmp_path):
    write(
        tmp_path / "motjuste.toml",
        '[lint]\nselect = ["F", "T02"]\nignore = ["Q"]\n[lint.severity]\nZ = "info"\nF = "info"\n'
        '[lint.per-file-ignores]\n"a.md" = ["F001", "F9"]\n',
    )
    loaded = load(tmp_path)
    assert loaded.settings.lint.select == ("F",)
    assert loaded.settings.lint.ignore == ()
    assert loaded.settings.lint.severity == {"F": "info"}
    assert loaded.settings.lint.per_file_ignores == {"a.md": ("F001",)}
    told = {(one.line, one.unknown) for one in loaded.warnings}
    assert told == {(2, True), (3, True), (8, True), (4, True)}
    assert any("selects no rule; did you mean 'T002'?" in str(one) for one in loaded.warnings)


def test_nothing_but_typos_selects_the_default(tmp_path):
    write(tmp_path / "motjuste.toml", '[lint]\nselect = ["Undefined"]\n')
    assert load(tmp_path).settings.lint.select == (DEFAULT,)


def test_a_dialect_nobody_speaks_costs_only_its_glob(tmp_path):
    write(tmp_path / "motjuste.toml", '[prompts.dialects]\n"*.a.md" = "jinjja"\n"*.md" = "jinja"\n')
    loaded = load(tmp_path)
    assert loaded.settings.prompts.dialects == {"*.md": "jinja"}
    assert [(one.line, one.key) for one in loaded.warnings] == [(2, "prompts.dialects.*.a.md")]


def test_a_glob_may_climb_from_its_own_file(tmp_path):
    write(tmp_path / "shared" / "base.toml", '[prompts]\nexclude = ["../drafts/*.md"]\n')
    write(tmp_path / "motjuste.toml", 'extend = "shared/base.toml"\n')
    loaded = load(tmp_path)
    assert loaded.settings.prompts.exclude == ("/drafts/*.md",)
    assert loaded.warnings == ()


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('[prompts]\ninclude = ["a.md", "../b/*.md"]\n', "prompts.include"),
        ('[lint.per-file-ignores]\n"../b/*.md" = ["T"]\n', "lint.per_file_ignores"),
        ('[evals]\n"../b/*.md" = "rows.jsonl"\n', "evals"),
    ],
)
def test_a_glob_that_leaves_the_workspace_is_told(tmp_path, text, key):
    write(tmp_path / "motjuste.toml", text)
    (warning,) = load(tmp_path).warnings
    assert warning.key == key
    assert "'../b/*.md'" in str(warning)
    assert "leaves the workspace" in str(warning)
    assert load(tmp_path).settings.prompts.include in {(), ("a.md",)}
