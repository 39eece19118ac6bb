"""What `check` keeps makes it fast and never wrong: whatever a finding depends on, a change of it is seen."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from tests.cli.command import motjuste

from motjuste.workspace.surroundings import stamp

PROMPT = "---\nevals: ./cases.jsonl\n---\nSort {{ ticket }}.\n"
CASES = "".join(
    json.dumps({"ticket": f"ticket {number}", "expected": "bug" if number % 2 else "wish"}) + "\n"
    for number in range(40)
)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("MOTJUSTE_HOME", str(tmp_path / "home"))
    folder = tmp_path / "work"
    folder.mkdir()
    (folder / "motjuste.toml").write_text("")
    (folder / "a.md").write_text(PROMPT)
    (folder / "cases.jsonl").write_text(CASES)
    return folder


def check(folder, *arguments):
    """What a check prints, having seen that one without a cache prints the same."""
    done = motjuste("check", "--output-format", "concise", *arguments, cwd=folder)
    anew = motjuste("check", "--output-format", "concise", "--no-cache", *arguments, cwd=folder)
    assert (done.status, done.out) == (anew.status, anew.out)
    return done.out


def kept(folder):
    (path,) = (folder.parent / "home" / "cache" / "checks").glob("*.json")
    return path


def test_the_second_check_takes_what_the_first_found(folder):
    (folder / "a.md").write_text(PROMPT.replace("ticket", "tikcet"))
    first = check(folder, "a.md")
    assert "E002" in first
    data = json.loads(kept(folder).read_bytes())
    ((key, entry),) = data["entries"].items()
    entry[1][0]["message"] = "Kept words"
    kept(folder).write_text(json.dumps(data))
    assert "Kept words" in motjuste("check", "--output-format", "concise", "a.md", cwd=folder).out
    assert key


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: (folder / "a.md").write_text(PROMPT.replace("ticket", "tikcet")),
        lambda folder: (folder / "cases.jsonl").write_text(CASES.replace('ticket"', 'text"')),
        lambda folder: (folder / "cases.jsonl").unlink(),
        lambda folder: (folder / "motjuste.toml").write_text('[lint]\nselect = ["ALL"]\n'),
    ],
    ids=["prompt", "eval set", "eval set gone", "settings"],
)
def test_what_a_finding_depends_on_is_watched(folder, change):
    before = check(folder, "a.md")
    change(folder)
    after = check(folder, "a.md")
    assert before == "All clean.\n"
    assert before != after or "select" in (folder / "motjuste.toml").read_text()


def test_an_eval_set_that_may_no_longer_be_read_is_looked_at_anew(folder):
    cases = folder / "cases.jsonl"
    check(folder, "a.md")
    (before,) = json.loads(kept(folder).read_bytes())["entries"].values()
    cases.chmod(0)
    # Root, who runs tests in containers, may read it all the same; that it is looked at again shows in what is kept.
    told = check(folder, "a.md")
    (after,) = json.loads(kept(folder).read_bytes())["entries"].values()
    assert before[3] != after[3]
    assert ("Permission denied" in told) is not os.access(cases, os.R_OK)


def test_a_file_that_another_user_may_not_read_has_another_stamp(folder, monkeypatch):
    before = stamp(folder / "cases.jsonl")
    monkeypatch.setattr(os, "access", lambda _path, _mode: False)
    assert before != stamp(folder / "cases.jsonl")


def test_an_eval_set_that_appears_beside_a_prompt_is_seen(folder):
    (folder / "a.md").write_text("Sort {{ tikcet }}.\n")
    assert check(folder, "a.md") == "All clean.\n"
    (folder / "cases.jsonl").rename(folder / "a.evals.jsonl")
    assert "E002" in check(folder, "a.md")


def test_a_file_that_a_prompt_names_is_seen_to_come_and_go(folder):
    path = folder / "a.prompt.md"
    path.write_text("---\nagent: ask\n---\nFollow [the rules](./rules.md).\n")
    assert "R001" in check(folder, path.name)
    (folder / "rules.md").write_text("Be brief.\n")
    assert check(folder, path.name) == "All clean.\n"
    (folder / "rules.md").unlink()
    assert "R001" in check(folder, path.name)


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"version": 1}', b"\xff\xfe", b'{"entries": 3}'])
def test_a_damaged_cache_costs_only_time(folder, damage):
    check(folder, "a.md")
    path = kept(folder)
    path.write_bytes(damage)
    assert check(folder, "a.md") == "All clean.\n"
    assert json.loads(path.read_bytes())["entries"]


def test_entries_of_no_sense_are_looked_up_anew(folder):
    check(folder, "a.md")
    data = json.loads(kept(folder).read_bytes())
    for entry in data["entries"].values():
        entry[1] = [{"code": "T002"}]
    kept(folder).write_text(json.dumps(data))
    assert check(folder, "a.md") == "All clean.\n"


def test_a_cache_that_cannot_be_written_is_done_without(folder):
    (folder.parent / "home").write_text("a file where the folder should be")
    assert check(folder, "a.md") == "All clean.\n"


def test_the_cache_can_stand_elsewhere(folder, tmp_path):
    check(folder, "a.md", "--cache-dir", tmp_path / "elsewhere")
    assert list((tmp_path / "elsewhere").glob("*.json"))
    assert not (folder.parent / "home").exists()


def test_a_changed_text_is_what_fixes_start_from(folder):
    path = folder / "a.md"
    path.write_text("Be brief.\n<edit>\n")
    check(folder, "a.md")
    done = motjuste("check", "--fix", "a.md", cwd=folder)
    assert done.status in {0, 1}
    assert Path(path).read_text().startswith("Be brief.")


def test_a_prompt_reached_through_a_link_is_watched_where_it_stands(folder, tmp_path):
    (tmp_path / "link").symlink_to(folder)
    path = tmp_path / "link" / "a.md"
    assert "S001" not in check(tmp_path, path)
    (folder / "motjuste.scores.json").write_text("{bad")
    assert motjuste("check", path, cwd=tmp_path).status == 2
    assert motjuste("check", "--no-cache", path, cwd=tmp_path).status == 2


def test_what_is_wrong_with_nested_settings_is_told_without_a_cache_too(folder):
    for name in ("b", "c"):
        (folder / name).mkdir()
        (folder / name / "motjuste.toml").write_text("unknown-key = 1\n")
        (folder / name / "p.prompt.md").write_text("Be brief.\n" * 60_000)
    anew = motjuste("check", "--no-cache", ".", cwd=folder)
    assert anew.stderr.count("unknown-key") == 2
    assert motjuste("check", ".", cwd=folder).stderr.count("unknown-key") == 2


def test_a_file_is_told_once_by_whatever_name_it_is_reached(folder):
    (folder / "AGENTS.md").write_text("Steps:\n\n1. a\n2. b\n2. c\n3. d\n")
    (folder / "CLAUDE.md").symlink_to("AGENTS.md")
    assert check(folder, ".").count("X004") == 1
    assert check(folder, "CLAUDE.md", "./AGENTS.md", folder / "AGENTS.md").count("X004") == 1


def test_nested_settings_choose_the_prompts_of_their_folder(folder):
    nested = folder / "nested"
    (nested / "skip").mkdir(parents=True)
    (nested / "motjuste.toml").write_text('[prompts]\nexclude = ["skip/"]\ninclude = ["extra.txt"]\n')
    (nested / "skip" / "a.prompt.md").write_text("Be brief.\n")
    (nested / "extra.txt").write_text("Be brief.\n")
    shown = motjuste("check", "--show-files", ".", cwd=folder).out
    assert "nested/extra.txt" in shown
    assert "skip" not in shown
    assert "a.prompt.md" in motjuste("check", "--show-files", "nested/skip/a.prompt.md", cwd=folder).out
    left_out = motjuste("check", "--show-files", "--force-exclude", "nested/skip/a.prompt.md", cwd=folder)
    assert left_out.out == ""
