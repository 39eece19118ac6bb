"""The flags of `motjuste check` that ruff's users know, as they run them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time

import pytest
from tests.cli.command import command, motjuste, refusal, snapshot

LEFT_OVER = "Sort the ticket. <edit>Be brief.\n"
FIXED = "Sort the ticket. Be brief.\n"
UNMENDED = "---\nname: x\n"


@pytest.fixture
def folder(tmp_path):
    """A fixable prompt, an empty one that nothing mends, and a clean one."""
    place = tmp_path / "folder"
    (place / "prompts").mkdir(parents=True)
    (place / "prompts" / "bad.md").write_bytes(LEFT_OVER.encode())
    (place / "prompts" / "empty.md").write_bytes(b"")
    (place / "prompts" / "good.md").write_bytes(b"Sort the ticket.\n")
    return place


def test_fix_only_tells_nothing_of_what_is_left(folder):
    done = motjuste("check", "--fix-only", cwd=folder)
    assert (done.status, done.out) == (0, "")
    assert "Fixed 1 finding." in done.stderr
    assert (folder / "prompts" / "bad.md").read_text() == FIXED


def test_show_fixes_counts_by_file_and_rule(folder):
    done = motjuste("check", "--fix", "--show-fixes", cwd=folder)
    assert "Fixed 1 finding:\n- prompts/bad.md:\n    1 x T006 (leaked-marker)\n" in done.stderr
    assert "Fixed" not in motjuste("check", "--fix", "--show-fixes", cwd=folder).stderr


def test_exit_non_zero_on_fix(folder):
    flags = ("--select", "T006", "--fix", "--exit-non-zero-on-fix")
    assert motjuste("check", *flags, cwd=folder).status == 1
    assert motjuste("check", *flags, cwd=folder).status == 0


def test_diff_exits_1_only_for_changes_and_names_each_file(folder):
    before = snapshot(folder)
    done = motjuste("check", "--diff", cwd=folder)
    assert done.status == 1
    assert done.out.startswith("--- a/prompts/bad.md\n+++ b/prompts/bad.md\n@@ ")
    assert snapshot(folder) == before
    assert motjuste("check", "--diff", "prompts/empty.md", cwd=folder).status == 0


@pytest.mark.parametrize(
    "text",
    [
        LEFT_OVER,
        LEFT_OVER.rstrip("\n"),
        f"One.\r\n{LEFT_OVER}"[:-1] + "\r\nThree.\r\n",
        f"One\u2028two\rthree\x0b\nfour\n{LEFT_OVER}five",
    ],
)
def test_a_diff_can_be_applied(folder, text):
    path = folder / "prompts" / "bad.md"
    path.write_bytes(text.encode())
    diff = motjuste("check", "--diff", "prompts/bad.md", cwd=folder).stdout
    subprocess.run(["git", "apply", "-"], input=diff, cwd=folder, check=True)
    assert path.read_bytes() == text.replace("<edit>", "").encode()


@pytest.mark.parametrize(
    ("ignores", "left"),
    [
        (("prompts/bad.md:T006",), {"F005"}),
        (("*.md:T,F005",), set()),
        (("bad.md:T", "empty.md:F"), set()),
        (("bad.md:T,empty.md:F",), set()),
        (("other/**:T006",), {"F005", "T006"}),
    ],
)
def test_per_file_ignores(folder, ignores, left):
    flags = [flag for one in ignores for flag in ("--per-file-ignores", one)]
    done = motjuste("check", *flags, "--output-format", "json", cwd=folder)
    assert {finding["code"] for finding in done.json} == left


def test_per_file_ignores_that_mean_nothing_are_refused(folder):
    done = motjuste("check", "--per-file-ignores", "T006", cwd=folder)
    assert (done.status, done.out) == (2, "")
    assert "GLOB:CODES" in done.stderr
    assert "T006" in refusal(motjuste("check", "--per-file-ignores", "*.md:T06", cwd=folder))


def test_isolated_reads_no_settings(folder):
    (folder / "motjuste.toml").write_text('[lint]\nignore = ["T006", "F005"]\n')
    assert motjuste("check", cwd=folder).status == 0
    assert motjuste("check", "--isolated", cwd=folder).status == 1
    assert "contradict" in refusal(motjuste("check", "--isolated", "--config", "motjuste.toml", cwd=folder))


def test_show_files_lists_what_would_be_checked(folder):
    done = motjuste("check", "--show-files", cwd=folder)
    assert done.out.splitlines() == ["prompts/bad.md", "prompts/empty.md", "prompts/good.md"]
    assert done.status == 0
    assert motjuste("check", "--show-files", "none.md", cwd=folder).status == 2


def test_show_settings_shows_what_holds_and_no_password(folder):
    (folder / "motjuste.toml").write_text(
        '[lint]\nignore = ["T006"]\n[models.task]\nmodel = "m"\nbase_url = "http://user:secret@127.0.0.1:9/v1"\n'
    )
    done = motjuste("check", "--show-settings", cwd=folder)
    assert done.json["source"] == str(folder / "motjuste.toml")
    assert done.json["settings"]["lint"]["ignore"] == ["T006"]
    assert "T006" not in done.json["rules"]
    assert "F005" in done.json["rules"]
    assert done.json["settings"]["models"]["task"]["base_url"] == "http://127.0.0.1:9/v1"
    assert "secret" not in done.out + done.stderr


def test_the_environment_names_a_format_and_the_flag_wins(folder):
    env = {"MOTJUSTE_OUTPUT_FORMAT": "json-lines"}
    done = motjuste("check", cwd=folder, env=env)
    assert {json.loads(line)["code"] for line in done.out.splitlines()} == {"T006", "F005"}
    assert motjuste("check", "--output-format", "json", cwd=folder, env=env).json
    message = refusal(motjuste("check", cwd=folder, env={"MOTJUSTE_OUTPUT_FORMAT": "xml"}))
    assert "MOTJUSTE_OUTPUT_FORMAT" in message
    assert "sarif" in message


def test_on_github_actions_nothing_is_guessed(folder):
    done = motjuste("check", cwd=folder, env={"GITHUB_ACTIONS": "true", "CI": "true"})
    assert "::error" not in done.out


@pytest.mark.parametrize(
    "name", ["concise", "full", "json", "json-lines", "sarif", "github", "gitlab", "junit", "azure"]
)
def test_a_file_gets_exactly_what_stdout_would(folder, name):
    shown = motjuste("check", "--output-format", name, cwd=folder)
    done = motjuste(
        "check", "--output-format", name, "-o", "out/report", cwd=folder, env={"FORCE_COLOR": "1"}
    )
    assert (done.status, done.stdout) == (1, b"")
    assert (folder / "out" / "report").read_bytes() == shown.stdout.replace(b"\r\n", b"\n")
    assert [one.name for one in (folder / "out").iterdir()] == ["report"]


def test_an_output_file_that_cannot_be_written_is_told(folder):
    (folder / "out").write_text("a file")
    assert "cannot be written" in refusal(motjuste("check", "-o", "out/report", cwd=folder))


def test_the_root_of_the_repository_is_where_ci_counts_from(folder):
    (folder / ".git").mkdir()
    done = motjuste("check", "--output-format", "github", cwd=folder / "prompts")
    assert "file=prompts/bad.md," in done.out


def test_the_summary_is_added_to_what_the_file_holds(folder):
    (folder / "summary.md").write_text("Before.\n")
    done = motjuste("check", "--summary", "summary.md", cwd=folder)
    assert done.status == 1
    text = (folder / "summary.md").read_text()
    assert text.startswith("Before.\n## Mot Juste\n")
    assert "`prompts/bad.md:1`" in text
    assert "cannot be written" in refusal(motjuste("check", "--summary", "prompts", cwd=folder))


@pytest.mark.parametrize(
    "flags",
    [
        ("--diff", "-o", "x"),
        ("--add-suppressions", "--fix"),
        ("--write-baseline", "x", "--fix"),
        ("--write-baseline", "x", "--baseline", "y"),
        ("--watch", "-"),
    ],
)
def test_flags_that_contradict_each_other_are_refused(folder, flags):
    before = snapshot(folder)
    assert refusal(motjuste("check", *flags, cwd=folder))
    assert snapshot(folder) == before


def test_ignore_suppressions_tells_what_comments_hide(folder):
    path = folder / "prompts" / "bad.md"
    path.write_text(f"<!-- motjuste: ignore T006 -->\n{LEFT_OVER}")
    assert motjuste("check", path, cwd=folder).status == 0
    done = motjuste("check", path, "--ignore-suppressions", "--output-format", "concise", cwd=folder)
    assert done.out.startswith("prompts/bad.md:2:18: T006") or ":2:18: T006" in done.out
    assert "N001" not in done.out


def test_add_suppressions_hides_every_finding_and_changes_no_word(folder):
    path = folder / "prompts" / "bad.md"
    path.write_bytes(
        b"\xef\xbb\xbf---\r\nname: x\r\n---\r\nOne.\r\n  Sort it. <edit>Be brief. <edit>x\r\nMore <edit>.\r\n"
    )
    done = motjuste("check", "--add-suppressions", "prompts/bad.md", cwd=folder)
    assert done.status == 0, done
    assert "Suppressed" in done.stderr
    text = path.read_bytes()
    assert text.startswith(b"\xef\xbb\xbf---\r\n")
    assert b"\r\n  <!-- motjuste: ignore T006 -->\r\n  Sort it. <edit>Be brief. <edit>x\r\n" in text
    assert b"\n" not in text.replace(b"\r\n", b"")
    assert motjuste("check", "prompts/bad.md", cwd=folder).status == 0
    assert motjuste("check", "--add-suppressions", "prompts/bad.md", cwd=folder).status == 0
    assert path.read_bytes() == text


def test_add_suppressions_writes_the_comments_of_the_format(folder):
    path = folder / "prompts" / "bad.j2"
    path.write_text("Sort {{ x }}. <edit>Be brief.\n")
    done = motjuste("check", "--add-suppressions", "--select", "T006", path, cwd=folder)
    assert done.status == 0, done
    assert "motjuste: ignore T006" in path.read_text()


@pytest.mark.parametrize(
    ("name", "text", "wanted"),
    [
        (
            "prompts.py",
            'A_PROMPT = """Greet them by name, please.\nThen <edit>stop there.\n<edit>Now.\n"""\n',
            "# motjuste: ignore T006\nA_PROMPT",
        ),
        (
            "prompts.yaml",
            "triage: |\n  Sort the ticket into one of the three groups.\n  <edit>Be brief.\n",
            "# motjuste: ignore T006\ntriage",
        ),
    ],
)
def test_add_suppressions_writes_no_comment_into_a_string_that_a_program_sends(folder, name, text, wanted):
    path = folder / "prompts" / name
    path.write_text(text)
    done = motjuste("check", "--add-suppressions", "--select", "T006", path, cwd=folder)
    assert done.status == 0, path.read_text()
    assert path.read_text().startswith(wanted)
    assert path.read_text().endswith(text)


def test_add_suppressions_leaves_alone_what_it_cannot_write(folder):
    (folder / "prompts" / "bad.md").write_bytes(b"caf\xe9 <edit>\n")
    before = snapshot(folder)
    done = motjuste("check", "--add-suppressions", "prompts/bad.md", cwd=folder)
    assert done.status == 1
    assert "Suppressed 0 findings" in done.stderr
    assert "T006" in done.out
    assert snapshot(folder) == before


def test_add_suppressions_leaves_alone_a_line_that_no_comment_can_stand_above(folder):
    """A comment above would stand inside of the template's own comment and hide nothing."""
    path = folder / "prompts" / "bad.j2"
    text = "{{ x\n}} <edit>\n"
    path.write_text(text)
    done = motjuste("check", "--add-suppressions", "--select", "T006", path, cwd=folder)
    assert done.status == 1, path.read_text()
    assert path.read_text() == text


def test_add_suppressions_leaves_alone_a_format_that_has_no_comments(folder):
    path = folder / "prompts" / "chat.json"
    text = '[{"role": "user", "content": "Sort <edit> it"}]\n'
    path.write_text(text)
    done = motjuste("check", "--add-suppressions", "--select", "T006", path, cwd=folder)
    assert (done.status, path.read_text()) == (1, text)
    assert "Suppressed 0 findings, 1 left." in done.stderr


def test_add_suppressions_of_stdin_goes_to_stdout(folder):
    done = motjuste("check", "-", "--add-suppressions", cwd=folder, stdin=LEFT_OVER.encode())
    assert done.out == f"<!-- motjuste: ignore T006 -->\n{LEFT_OVER}"


def test_stdin_that_cannot_be_read_comes_out_byte_for_byte(folder):
    done = motjuste("check", "-", "--fix", cwd=folder, stdin=b"caf\xe9 <edit>\n")
    assert done.status == 1
    assert done.stdout == b"caf\xe9 <edit>\n"


def test_a_file_that_changes_while_it_is_mended_is_left_alone(folder):
    from motjuste.cli.mending import write_text
    from motjuste.errors import UserError

    path = folder / "prompts" / "bad.md"
    path.write_text("Somebody else was faster.\n")
    with pytest.raises(UserError, match="changed since"):
        write_text(str(path), LEFT_OVER, FIXED)
    assert path.read_text() == "Somebody else was faster.\n"


@pytest.mark.skipif(os.geteuid() == 0 if hasattr(os, "geteuid") else True, reason="root reads everything")
def test_an_unreadable_file_fails_the_check_in_every_format(folder):
    (folder / "prompts" / "bad.md").chmod(0)
    done = motjuste("check", "--output-format", "sarif", "prompts/bad.md", cwd=folder)
    assert done.status == 2
    assert not done.json["runs"][0]["invocations"][0]["executionSuccessful"]


def test_a_missing_file_fails_the_check_in_every_format(folder):
    done = motjuste("check", "--output-format", "sarif", "none.md", "prompts/good.md", cwd=folder)
    assert done.status == 2
    assert not done.json["runs"][0]["invocations"][0]["executionSuccessful"]
    assert motjuste("check", "--exit-zero", "none.md", cwd=folder).status == 2


def test_watch_checks_again_when_a_prompt_changes(folder, tmp_path):
    log = tmp_path / "log"
    with log.open("wb") as stream:
        process = subprocess.Popen(
            [*command("check", "--watch", "--output-format", "concise")],
            cwd=folder,
            stdout=stream,
            stderr=subprocess.STDOUT,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
    try:
        wait_for(log, "Watching for changes", 1)
        assert "prompts/bad.md:1:18: T006" in log.read_text()
        (folder / "prompts" / "good.md").write_text("Now faulty <edit>.\n")
        wait_for(log, "Watching for changes", 2)
        assert "prompts/good.md:1:12: T006" in log.read_text()
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 1


def test_watch_looks_into_hidden_folders_too(tmp_path):
    from motjuste.cli.watching import _stamps

    for place in (".github/prompts", ".claude/agents", "prompts", ".git", "node_modules"):
        (tmp_path / place).mkdir(parents=True)
        (tmp_path / place / "a.md").write_text("Sort.\n")
    seen = {os.path.relpath(path, tmp_path) for path in _stamps([tmp_path])}
    assert {".github/prompts/a.md", ".claude/agents/a.md", "prompts/a.md"} <= seen
    assert not {".git/a.md", "node_modules/a.md"} & seen


def wait_for(log, words, times):
    deadline = time.monotonic() + 30
    while log.read_text().count(words) < times:
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.05)
