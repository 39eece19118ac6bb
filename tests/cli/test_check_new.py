"""Only what is new: `--baseline` and `--diff-base`, with real files and real git."""

from __future__ import annotations

import json
import os
import subprocess

import pytest
from tests.cli.command import motjuste, refusal

TAG = "Sort the ticket. <edit>Be brief.\n"


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "folder"
    (place / "prompts").mkdir(parents=True)
    (place / "prompts" / "old.md").write_text(TAG)
    return place


def places(done):
    """`prompts/old.md:1` of every finding."""
    return [
        line.split(": T006 ")[0].rpartition(":")[0] for line in done.out.splitlines() if ": T006 " in line
    ]


def check(folder, *flags, **others):
    return motjuste("check", "--select", "T006", "--output-format", "concise", *flags, cwd=folder, **others)


def known(folder):
    done = motjuste("check", "--select", "T006", "--write-baseline", "base.json", cwd=folder)
    assert done.status == 0
    assert "Wrote 1 finding to base.json." in done.stderr
    return json.loads((folder / "base.json").read_text())


def test_what_the_baseline_lists_is_not_told(folder):
    data = known(folder)
    assert data["scheme"] == "motjuste/v1"
    assert [(one["path"], one["code"], one["line"]) for one in data["findings"]] == [
        ("prompts/old.md", "T006", 1)
    ]
    assert check(folder, "--baseline", "base.json").status == 0
    (folder / "prompts" / "new.md").write_text(TAG)
    done = check(folder, "--baseline", "base.json")
    assert (done.status, places(done)) == (1, ["prompts/new.md:1"])


def test_a_baseline_holds_when_lines_move_and_from_any_folder(folder):
    known(folder)
    (folder / "prompts" / "old.md").write_text(f"# Sorting\n\nMore words.\n{TAG}And more.\n")
    assert check(folder, "--baseline", "base.json").status == 0
    assert check(folder / "prompts", "--baseline", "../base.json").status == 0
    assert check(folder, "--baseline", folder / "base.json", folder / "prompts" / "old.md").status == 0


def test_another_finding_like_a_known_one_is_told(folder):
    known(folder)
    (folder / "prompts" / "old.md").write_text(TAG * 2)
    done = check(folder, "--baseline", "base.json")
    assert places(done) == ["prompts/old.md:2"]


def test_entries_that_no_longer_occur_are_told(folder):
    known(folder)
    (folder / "prompts" / "old.md").write_text("Sort the ticket.\n")
    done = check(folder, "--baseline", "base.json")
    assert done.status == 0
    assert "1 entry of the baseline no longer occurs" in done.stderr


def test_fix_leaves_known_findings_alone(folder):
    known(folder)
    (folder / "prompts" / "old.md").write_text(f"New <edit>here.\n{TAG}")
    done = check(folder, "--baseline", "base.json", "--fix")
    assert done.status == 0
    assert (folder / "prompts" / "old.md").read_text() == f"New here.\n{TAG}"


def test_a_baseline_of_nothing(folder):
    (folder / "prompts" / "old.md").write_text("Fine.\n")
    assert motjuste("check", "--write-baseline", "base.json", cwd=folder).status == 0
    assert json.loads((folder / "base.json").read_text())["findings"] == []
    assert check(folder, "--baseline", "base.json").status == 0


@pytest.mark.parametrize(
    "content",
    [
        None,
        "",
        "{",
        "[]",
        '{"findings": []}',
        '{"scheme": "motjuste/v2", "findings": []}',
        '{"scheme": "motjuste/v1"}',
        '{"scheme": "motjuste/v1", "findings": [1]}',
        '{"scheme": "motjuste/v1", "findings": [{"path": "a.md"}]}',
        "[" * 100_000,
    ],
)
def test_a_baseline_that_cannot_be_read_is_no_empty_one(folder, content):
    if content is not None:
        (folder / "base.json").write_text(content)
    message = refusal(check(folder, "--baseline", "base.json"))
    assert "base.json" in message
    assert "--write-baseline" in message


# ---- --diff-base -------------------------------------------------------------------------------------------------


def git(folder, *words):
    subprocess.run(
        ["git", "-c", "user.name=A", "-c", "user.email=a@b.c", "-c", "commit.gpgsign=false", *words],
        cwd=folder,
        check=True,
        capture_output=True,
    )


@pytest.fixture
def repository(folder):
    """A branch off main, whose one commit holds a prompt with a finding in its first and its fifth line."""
    (folder / "prompts" / "old.md").write_text(f"{TAG}Two.\nThree.\nFour.\nFive <edit>.\n")
    (folder / "prompts" / "other.md").write_text(TAG)
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", ".")
    git(folder, "commit", "-q", "-m", "First")
    git(folder, "checkout", "-q", "-b", "work")
    return folder


def test_nothing_changed_is_nothing_new(repository):
    assert check(repository).status == 1
    done = check(repository, "--diff-base", "main")
    assert (done.status, places(done)) == (0, [])


def test_findings_on_changed_lines_are_told_and_others_not(repository):
    (repository / "prompts" / "old.md").write_text(f"New.\n{TAG}Two.\nThree.\nFour.\nFive <edit>, changed.\n")
    assert places(check(repository, "--diff-base", "main")) == ["prompts/old.md:6"]
    git(repository, "commit", "-q", "-a", "-m", "Second")
    assert places(check(repository, "--diff-base", "main")) == ["prompts/old.md:6"]


def test_what_a_change_causes_on_another_line_is_told(repository):
    prompt = "---\ninputs:\n  ticket: The ticket\n---\nSort {{ ticket }}.\n"
    path = repository / "prompts" / "declared.md"
    path.write_text(prompt)
    git(repository, "add", ".")
    git(repository, "commit", "-q", "-m", "Declared")
    git(repository, "tag", "here")
    flags = ("--select", "T002", "--output-format", "concise", "--diff-base", "here")
    assert motjuste("check", *flags, cwd=repository).status == 0
    path.write_text(prompt.replace("  ticket:", "  tcket:"))
    done = motjuste("check", *flags, cwd=repository)
    assert "prompts/declared.md:5:9: T002" in done.out


def test_new_files_are_wholly_new(repository):
    (repository / "prompts" / "untracked.md").write_text(TAG)
    (repository / "prompts" / "staged.md").write_text(TAG)
    git(repository, "add", "prompts/staged.md")
    assert places(check(repository, "--diff-base", "main")) == [
        "prompts/staged.md:1",
        "prompts/untracked.md:1",
    ]


def test_a_renamed_file_keeps_its_history(repository):
    git(repository, "mv", "prompts/old.md", "prompts/näu\t1.md")
    assert check(repository, "--diff-base", "main").status == 0
    with (repository / "prompts" / "näu\t1.md").open("a") as stream:
        stream.write("Six <edit>\n")
    assert len(places(check(repository, "--diff-base", "main"))) == 1


def test_what_others_did_on_the_base_since_is_not_ours(repository):
    git(repository, "checkout", "-q", "main")
    (repository / "prompts" / "old.md").write_text("All different now.\n")
    git(repository, "commit", "-q", "-a", "-m", "Theirs")
    git(repository, "checkout", "-q", "work")
    assert check(repository, "--diff-base", "main").status == 0


def test_line_ends_are_no_change(repository):
    path = repository / "prompts" / "old.md"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert check(repository, "--diff-base", "main").status == 0


def test_files_outside_of_the_repository_are_wholly_new(repository, tmp_path):
    (tmp_path / "elsewhere.md").write_text(TAG)
    assert len(places(check(repository, "--diff-base", "main", "../elsewhere.md"))) == 1


def test_stdin_is_compared_by_its_name(repository):
    flags = ("-", "--stdin-filename", "prompts/old.md", "--diff-base", "main")
    text = (repository / "prompts" / "old.md").read_text()
    assert check(repository, *flags, stdin=text.encode()).status == 0
    assert places(check(repository, *flags, stdin=f"{text}Six <edit>\n".encode())) == ["prompts/old.md:6"]


def test_a_folder_of_the_repository_will_do(repository):
    (repository / "prompts" / "other.md").write_text(f"{TAG}Two <edit>\n")
    assert places(check(repository / "prompts", "--diff-base", "main", "other.md")) == ["other.md:2"]


def test_fix_mends_only_what_is_new(repository):
    path = repository / "prompts" / "old.md"
    path.write_text(path.read_text() + "Six <edit>.\n")
    done = check(repository, "--diff-base", "main", "--fix")
    assert done.status == 0
    assert path.read_text() == f"{TAG}Two.\nThree.\nFour.\nFive <edit>.\nSix .\n"


def test_a_baseline_and_a_revision_hold_together(repository):
    (repository / "prompts" / "new.md").write_text(TAG)
    motjuste("check", "--select", "T006", "--write-baseline", "base.json", "prompts/new.md", cwd=repository)
    done = check(repository, "--diff-base", "main", "--baseline", "base.json")
    assert done.status == 0, done


@pytest.mark.parametrize("revision", ["nowhere", "-x", "--output=x", "", "main:prompts/old.md"])
def test_an_unknown_revision_is_told(repository, revision):
    message = refusal(check(repository, f"--diff-base={revision}"))
    assert "no revision" in message
    assert "fetch-depth: 0" in message


def test_histories_that_never_met_are_told(repository):
    git(repository, "checkout", "-q", "--orphan", "lonely")
    git(repository, "commit", "-q", "-m", "Lonely")
    assert "no common commit" in refusal(check(repository, "--diff-base", "main"))


def test_no_repository_is_told(folder):
    assert "no git repository" in refusal(check(folder, "--diff-base", "main"))


def test_what_git_itself_says_is_told(repository):
    message = refusal(check(repository / ".git", "--diff-base", "main", "../prompts"))
    assert "must be run in a work tree" in message


def test_a_repository_of_another_user_is_told_with_the_remedy(repository):
    other = {"GIT_TEST_ASSUME_DIFFERENT_OWNER": "1"}
    message = refusal(check(repository, "--diff-base", "main", env=other))
    assert "dubious ownership" in message
    assert "git config --global --add safe.directory" in message


def test_no_git_is_told(repository, tmp_path):
    empty = tmp_path / "empty"
    empty.mkdir()
    assert "no git here" in refusal(check(repository, "--diff-base", "main", env={"PATH": str(empty)}))


def test_a_git_that_never_answers_is_given_up(repository, tmp_path, monkeypatch):
    from motjuste.errors import UserError
    from motjuste.workspace import git as asking

    slow = tmp_path / "slow"
    slow.mkdir()
    (slow / "git").write_text("#!/bin/sh\nexec sleep 60\n")
    (slow / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{slow}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(asking, "_SECONDS", 0.2)
    with pytest.raises(UserError, match="no answer"):
        asking.ask(repository, "rev-parse", "HEAD")


def commit(repository, message):
    git(repository, "add", "-A")
    git(repository, "commit", "-q", "-m", message)


def codes_since(repository, revision="HEAD~1", *flags):
    done = motjuste("check", "--output-format", "json", "--diff-base", revision, *flags, cwd=repository)
    return done.status, [(one["filename"].rpartition("/")[2], one["code"]) for one in done.json]


@pytest.fixture
def skill(repository):
    (repository / "skill").mkdir()
    (repository / "skill" / "SKILL.md").write_text(
        "---\nname: skill\ndescription: Sorts tickets\n---\nSort the ticket as [the guide](guide.md) says.\n"
    )
    (repository / "skill" / "guide.md").write_text("By age.\n")
    (repository / "notes.txt").write_text("One.\n")
    commit(repository, "A skill")
    return repository


def test_a_link_that_another_change_broke_is_told(skill):
    git(skill, "rm", "-q", "skill/guide.md")
    assert codes_since(skill, "HEAD") == (1, [("SKILL.md", "R001")])
    commit(skill, "Without its guide")
    assert codes_since(skill) == (1, [("SKILL.md", "R001")])


def test_a_link_that_a_rename_broke_is_told(skill):
    git(skill, "mv", "skill/guide.md", "skill/rules.md")
    commit(skill, "Renamed")
    assert codes_since(skill) == (1, [("SKILL.md", "R001")])


def test_a_link_that_was_broken_before_is_old(skill):
    git(skill, "rm", "-q", "skill/guide.md")
    commit(skill, "Without its guide")
    (skill / "notes.txt").write_text("Two.\n")
    commit(skill, "Something else")
    assert motjuste("check", "--select", "R", cwd=skill).status == 1
    assert codes_since(skill) == (0, [])


def test_an_eval_set_that_another_change_broke_is_told(repository):
    (repository / "sort.md").write_text("---\nevals: rows.jsonl\n---\nSort the ticket.\n")
    rows = "".join(
        json.dumps({"input": f"Ticket {number}", "expected": f"Bin {number % 7}"}) + "\n"
        for number in range(60)
    )
    (repository / "rows.jsonl").write_text(rows)
    commit(repository, "With an eval set")
    assert codes_since(repository, "HEAD") == (0, [])
    (repository / "rows.jsonl").write_text("")
    assert codes_since(repository, "HEAD") == (1, [("sort.md", "E001")])
    commit(repository, "Emptied")
    assert codes_since(repository) == (1, [("sort.md", "E001")])
    git(repository, "rm", "-q", "rows.jsonl")
    commit(repository, "Gone")
    assert codes_since(repository) == (1, [("sort.md", "E001")])
    (repository / "prompts" / "other.md").write_text("Fine.\n")
    commit(repository, "Something else")
    assert codes_since(repository) == (0, [])


PYPROJECT = '[project]\nversion = "1"\n[tool.motjuste.evals]\n"linked.md" = "none.jsonl"\n'


def test_settings_that_say_what_they_said_make_no_old_finding_new(repository):
    (repository / "linked.md").write_text("Sort the {{ ticket }}.\n")
    (repository / "pyproject.toml").write_text(PYPROJECT)
    commit(repository, "With an eval set that is not there")
    assert motjuste("check", "--select", "E001", cwd=repository).status == 1
    (repository / "pyproject.toml").write_text(PYPROJECT.replace('"1"', '"2"  # the next one'))
    assert codes_since(repository, "HEAD") == (0, [])
    commit(repository, "Another version")
    assert codes_since(repository) == (0, [])
    (repository / "pyproject.toml").write_text(PYPROJECT.replace("none.jsonl", "other.jsonl"))
    assert codes_since(repository, "HEAD") == (1, [("linked.md", "E001")])


def test_a_comment_in_our_own_settings_is_no_change_of_them(repository):
    (repository / "linked.md").write_text("Sort the {{ ticket }}.\n")
    (repository / "motjuste.toml").write_text('[evals]\n"linked.md" = "none.jsonl"\n')
    commit(repository, "With an eval set that is not there")
    (repository / "motjuste.toml").write_text('# Ours\n[evals]\n"linked.md" = "none.jsonl"\n')
    assert codes_since(repository, "HEAD") == (0, [])
    (repository / "motjuste.toml").write_text('[evals]\n"*.txt" = "a.jsonl"\n"linked.md" = "none.jsonl"\n')
    assert codes_since(repository, "HEAD") == (1, [("linked.md", "E001")])


def test_settings_that_were_not_there_are_a_change(repository):
    (repository / "linked.md").write_text("Sort the {{ ticket }}.\n")
    (repository / "pyproject.toml").write_text('[project]\nversion = "1"\n')
    commit(repository, "Without settings")
    (repository / "pyproject.toml").write_text(PYPROJECT)
    assert codes_since(repository, "HEAD") == (1, [("linked.md", "E001")])
