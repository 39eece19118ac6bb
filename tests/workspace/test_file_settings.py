"""What the settings say of one file: dialect, rules, severities."""

from __future__ import annotations

import pytest
from tests.pace import within

from motjuste.lint.finding import Severity
from motjuste.workspace.file_settings import codes_for, dialect_for, inside, matches
from motjuste.workspace.workspace import Workspace

LEFT_OVER = "Sort the ticket. <edit>Be brief.\n"


@pytest.fixture
def workspace(tmp_path):
    def made(text: str) -> Workspace:
        (tmp_path / "motjuste.toml").write_text(text)
        return Workspace.discover(tmp_path)

    return made


def codes(workspace, path):
    return {finding.code for finding in workspace.file_findings(str(workspace.root / path), LEFT_OVER)}


@pytest.mark.parametrize(
    ("glob", "matching"),
    [
        ("*.md", True),
        ("prompts/*.md", True),
        ("/prompts/", True),
        ("prompts", True),
        ("*.txt", False),
        ("/a.md", False),
        ("other/**", False),
    ],
)
def test_globs_speak_gitignores_language(glob, matching):
    assert matches("prompts/a.md", glob) == matching


def test_a_path_is_told_from_the_workspace_even_through_a_link(tmp_path, monkeypatch):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert inside(tmp_path / "real" / "a.md", tmp_path / "real") == "a.md"
    assert inside(tmp_path / "link" / "a.md", tmp_path / "real") == "a.md"
    monkeypatch.chdir(tmp_path / "real")
    assert inside("x/../a.md", tmp_path / "real") == "a.md"
    assert inside(tmp_path / "a.md", tmp_path / "real") == (tmp_path / "a.md").as_posix()
    assert not matches(inside(tmp_path / "a.md", tmp_path / "real"), "*.md")


def test_rules_are_left_out_where_the_settings_say(workspace):
    found = workspace('[lint.per-file-ignores]\n"legacy/**" = ["T0"]\n')
    assert "T006" in codes(found, "a.md")
    assert "T006" not in codes(found, "legacy/a.md")


def test_ignores_of_several_globs_add_up():
    assert codes_for("x/a.md", ("T001", "T002", "E001"), {"*.md": ["T001"], "x/": ["e"]}) == ("T002",)
    assert codes_for("a.md", ("T001", "E001"), {"*": ["ALL"]}) == ()


def test_the_first_glob_that_matches_names_the_dialect(workspace):
    table = {"special/*.md": "jinja", "*.md": "none"}
    assert dialect_for("special/a.md", table) == "jinja"
    assert dialect_for("a.md", table) == "none"
    assert dialect_for("a.txt", table) is None
    found = workspace('[prompts.dialects]\n"*.txt" = "jinja"\n')
    (document,) = found.documents(str(found.root / "a.txt"), "{% if x %}y{% endif %}")
    assert document.dialect == "jinja"
    (bytes_too,) = found.documents(str(found.root / "a.txt"), b"{% if x %}y{% endif %}")
    assert bytes_too.dialect == "jinja"


def test_findings_are_as_bad_as_the_settings_say(workspace):
    found = workspace('[lint.severity]\nT = "info"\nT006 = "warning"\n')
    (finding,) = [
        one for one in found.file_findings(str(found.root / "a.md"), LEFT_OVER) if one.code == "T006"
    ]
    assert finding.severity is Severity.WARNING
    found = workspace('[lint.severity]\nt = "info"\n')
    assert {one.severity for one in found.file_findings(str(found.root / "a.md"), LEFT_OVER)} == {
        Severity.INFO
    }


def test_hostile_patterns_of_the_settings_cost_little_and_protect_everything(workspace):
    patterns = ", ".join(f"'(a|{'a' * count})*$'" for count in range(1, 11))
    found = workspace(f"[prompts]\nprotect = [{patterns}]\n")
    text = ("a" * 40 + "x\n") * 20_000
    (document,) = within(3, lambda: found.documents(str(found.root / "a.md"), text))
    assert document.literal_spans == ()
    assert {fault.code for fault in document.faults} == {"N002"}
    assert "took more than" in document.faults[0].message


def test_a_pattern_that_matches_nothing_between_letters_protects_nothing(workspace):
    found = workspace("[prompts]\nprotect = ['x*']\n")
    (document,) = found.documents(str(found.root / "a.md"), "Sort axxb.\n")
    assert [span.of(document.text) for span in document.protected] == ["xx"]


def test_an_exclamation_mark_means_all_other_files():
    ignores = {"!prompts/*.md": ["T"]}
    assert codes_for("prompts/a.md", ("T006", "F001"), ignores) == ("T006", "F001")
    assert codes_for("notes/a.md", ("T006", "F001"), ignores) == ("F001",)
