"""`motjuste check` as a user runs it: formats, choices, fixes, exit status."""

from __future__ import annotations

import json
import os

import pytest
from tests.cli.command import motjuste, refusal, snapshot

LEFT_OVER = "Sort the ticket. <edit>Be brief.\n"
FIXED = "Sort the ticket. Be brief.\n"


@pytest.fixture
def folder(tmp_path):
    """A folder with one clean and one faulty prompt, and a file that is none."""
    place = tmp_path / "folder"
    (place / "prompts").mkdir(parents=True)
    (place / "prompts" / "bad.md").write_bytes(LEFT_OVER.encode())
    (place / "prompts" / "good.md").write_text("Sort the ticket.\n")
    (place / "notes.md").write_text(LEFT_OVER)
    return place


def test_a_folder_is_searched_for_prompts(folder):
    done = motjuste("check", cwd=folder)
    assert done.status == 1
    assert "prompts/bad.md:1:18" in done.out
    assert "notes.md" not in done.out
    assert done.stderr.splitlines()[-1].startswith("Checked 2 files in ")


def test_a_clean_folder_is_clean(folder):
    (folder / "prompts" / "bad.md").unlink()
    done = motjuste("check", folder, cwd=folder.parent)
    assert (done.status, done.out) == (0, "All clean.\n")
    assert done.stderr.startswith("Checked 1 file in ")


def test_concise_is_a_line_a_finding(folder):
    done = motjuste("check", "prompts/bad.md", "--output-format", "concise", cwd=folder)
    assert (
        done.out.splitlines()[0] == "prompts/bad.md:1:18: T006 [*] This <edit> is never closed with </edit>"
    )


def test_full_underlines_the_words(folder):
    (folder / "prompts" / "bad.md").write_text(f"日本\t{LEFT_OVER}")
    done = motjuste("check", "prompts/bad.md", "--output-format", "full", cwd=folder)
    lines = done.out.splitlines()
    source = next(line for line in lines if line.startswith("1 | "))
    carets = next(line for line in lines if "^" in line)
    assert source.endswith("Be brief.")
    assert "\t" not in source
    # Two wide characters take four cells.
    assert carets.index("^") == source.index("<edit>") + 2
    assert carets.count("^") == len("<edit>")


def test_full_shows_a_piece_of_a_very_long_line(folder):
    (folder / "prompts" / "bad.md").write_text("word " * 50_000 + "<edit>x" + " word" * 50_000)
    done = motjuste("check", "prompts/bad.md", cwd=folder)
    assert len(done.out) < 2_000
    assert "<edit>" in done.out


def test_json_is_exactly_ruffs_shape(folder):
    text = "---\nevals: ./none.jsonl\n---\nAn astral \U0001f600 <edit>tag\n"
    (folder / "prompts" / "bad.md").write_text(text, encoding="utf-8")
    done = motjuste("check", "prompts/bad.md", "--output-format", "json", cwd=folder)
    findings = done.json
    assert done.status == 1
    for finding in findings:
        assert list(finding) == [
            "code",
            "name",
            "message",
            "severity",
            "filename",
            "location",
            "end_location",
            "fix",
            "url",
        ]
        assert finding["filename"] == str(folder / "prompts" / "bad.md")
    tag = next(finding for finding in findings if finding["code"] == "T006")
    assert tag["location"] == {"row": 4, "column": 13}
    assert tag["end_location"] == {"row": 4, "column": 19}
    assert tag["fix"] == {
        "applicability": "safe",
        "message": tag["fix"]["message"],
        "edits": [
            {
                "content": "",
                "location": {"row": 4, "column": 13},
                "end_location": {"row": 4, "column": 19},
            }
        ],
    }
    link = next(finding for finding in findings if finding["code"] == "E001")
    assert link["fix"] is None
    assert link["severity"] == "error"


def test_json_of_clean_files_is_an_empty_list(folder):
    done = motjuste("check", "prompts/good.md", "--output-format", "json", cwd=folder)
    assert (done.status, done.json) == (0, [])


def test_exit_zero_reports_and_passes(folder):
    done = motjuste("check", "--exit-zero", cwd=folder)
    assert done.status == 0
    assert "T006" in done.out


def test_statistics_count_by_rule(folder):
    (folder / "prompts" / "empty.md").write_text("")
    done = motjuste("check", "--statistics", cwd=folder)
    assert sorted(done.out.splitlines()) == ["1\tF005\tempty-prompt", "1\tT006\tleaked-marker"]
    as_json = motjuste("check", "--statistics", "--output-format", "json", cwd=folder)
    assert {"code": "T006", "name": "leaked-marker", "count": 1} in as_json.json


@pytest.mark.parametrize(
    ("flags", "codes"),
    [
        ((), {"F005", "T006"}),
        (("--select", "T"), {"T006"}),
        (("--select", "t006,F"), {"T006", "F005"}),
        (("--select", "F", "--extend-select", "T006"), {"T006", "F005"}),
        (("--ignore", "T006"), {"F005"}),
        (("--select", "T006", "--ignore", "T"), {"T006"}),
        (("--select", "ALL", "--ignore", "F,T"), set()),
    ],
)
def test_flags_choose_the_rules(folder, flags, codes):
    (folder / "prompts" / "empty.md").write_text("")
    done = motjuste("check", "--output-format", "json", *flags, cwd=folder)
    assert {finding["code"] for finding in done.json} == codes
    assert done.status == (1 if codes else 0)


def test_settings_choose_the_rules_and_flags_win(folder):
    (folder / "motjuste.toml").write_text('[lint]\nignore = ["T006"]\n')
    assert motjuste("check", cwd=folder).status == 0
    assert motjuste("check", "--select", "T006", cwd=folder).status == 1
    assert motjuste("check", "--config", os.devnull, cwd=folder).status == 1


def test_a_selector_that_names_no_rule_is_refused(folder):
    message = refusal(motjuste("check", "--select", "T06", cwd=folder))
    assert "T006" in message


def test_fix_mends_what_is_safe_and_keeps_every_other_byte(folder):
    path = folder / "prompts" / "bad.md"
    path.write_bytes(b"\xef\xbb\xbf" + LEFT_OVER.replace("\n", "\r\n").encode() + b"A lone\rline end.")
    path.chmod(0o640)
    others = {name: kept for name, kept in snapshot(folder).items() if name != "prompts/bad.md"}
    done = motjuste("check", "--fix", cwd=folder)
    assert done.status == 0
    assert "Fixed 1 finding, 0 left." in done.out
    assert path.read_bytes() == b"\xef\xbb\xbf" + FIXED.replace("\n", "\r\n").encode() + b"A lone\rline end."
    assert path.stat().st_mode & 0o777 == 0o640
    assert {name: kept for name, kept in snapshot(folder).items() if name != "prompts/bad.md"} == others


def test_fix_leaves_a_read_only_file_alone_and_mends_the_others(folder):
    locked = folder / "prompts" / "locked.md"
    locked.write_text(LEFT_OVER)
    locked.chmod(0o444)
    done = motjuste("check", "--fix", cwd=folder)
    assert refusal(done) == (
        "prompts/locked.md: The file is read-only, so it was left alone. Make it writable first."
    )
    assert locked.read_text() == LEFT_OVER
    assert (folder / "prompts" / "bad.md").read_text() == FIXED


def test_diff_shows_and_changes_nothing(folder):
    before = snapshot(folder)
    done = motjuste("check", "--diff", cwd=folder)
    assert done.status == 1
    assert "-Sort the ticket. <edit>Be brief." in done.out.splitlines()
    assert "+Sort the ticket. Be brief." in done.out.splitlines()
    assert snapshot(folder) == before


def test_stdin_has_a_name_for_its_settings_and_format(folder):
    done = motjuste(
        "check",
        "-",
        "--stdin-filename",
        "prompts/new.md",
        "--output-format",
        "concise",
        cwd=folder,
        stdin=LEFT_OVER.encode(),
    )
    assert done.status == 1
    assert done.out.startswith("prompts/new.md:1:18: T006")
    assert motjuste("check", "-", cwd=folder, stdin=b"Fine.\n").status == 0


def test_stdin_is_fixed_to_stdout(folder):
    done = motjuste("check", "-", "--fix", cwd=folder, stdin=LEFT_OVER.encode())
    assert done.stdout == FIXED.encode()
    assert "Fixed 1 finding" in done.stderr


def test_the_nearest_settings_hold_for_each_file(folder):
    (folder / "other").mkdir()
    (folder / "other" / "motjuste.toml").write_text('[lint]\nignore = ["T006"]\n')
    (folder / "other" / "x.md").write_text(LEFT_OVER)
    done = motjuste("check", "prompts/bad.md", "other/x.md", "--output-format", "concise", cwd=folder)
    assert "prompts/bad.md" in done.out
    assert "other/x.md" not in done.out


def test_bad_bytes_are_a_finding_and_never_rewritten(folder):
    path = folder / "prompts" / "bad.md"
    path.write_bytes(b"caf\xe9 <edit>x\n")
    done = motjuste("check", "--fix", "prompts/bad.md", "--output-format", "json", cwd=folder)
    assert done.status == 1
    assert "F000" in {finding["code"] for finding in done.json}
    assert {finding["fix"] for finding in done.json} == {None}
    assert path.read_bytes() == b"caf\xe9 <edit>x\n"


def test_one_file_that_cannot_be_read_does_not_hide_the_others(folder):
    done = motjuste("check", "none.md", "prompts/bad.md", "--output-format", "concise", cwd=folder)
    assert done.status == 2
    assert "none.md: There is no such file" in done.stderr
    assert "prompts/bad.md:1:18" in done.out


def test_an_unknown_setting_is_told_once(folder):
    (folder / "motjuste.toml").write_text("[lnt]\nselect = []\n")
    done = motjuste("check", cwd=folder)
    assert done.status == 1
    assert done.stderr.count("did you mean 'lint'?") == 1


def test_escape_sequences_of_a_prompt_do_not_reach_the_terminal(folder):
    (folder / "prompts" / "bad.md").write_text("\x1b[2J\x9b31m <edit>x\n", encoding="utf-8")
    done = motjuste("check", cwd=folder, env={"FORCE_COLOR": "1"})
    assert "\x1b[2J" not in done.out
    assert "\x9b" not in done.out
    assert "\x1b[" in done.out


def test_a_terminal_that_lacks_characters_is_no_trouble(folder):
    (folder / "prompts" / "bad.md").write_text("日本 <edit>x\n", encoding="utf-8")
    done = motjuste("check", cwd=folder, env={"PYTHONIOENCODING": "ascii"})
    assert done.status == 1
    assert "?? <edit>x" in done.out


def test_a_reader_that_goes_away_is_no_trouble(folder):
    import subprocess

    from tests.cli.command import command

    for number in range(300):
        (folder / "prompts" / f"p{number}.md").write_text(LEFT_OVER * 20)
    process = subprocess.Popen(
        command("check", folder), stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=folder
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.wait(60) == 2
    assert b"Traceback" not in process.stderr.read()
    process.stderr.close()


def test_all_real_prompts_are_read_without_an_internal_error():
    from pathlib import Path

    shared = Path(__file__).resolve().parents[3] / "shared" / "prompts"
    if not shared.is_dir():
        pytest.skip("the collection of real prompts is not beside the repository")
    files = sorted(path for path in shared.rglob("*") if path.is_file())
    done = motjuste("check", *files, "--select", "ALL", "--output-format", "json")
    assert done.status == 1
    assert "N000" not in {finding["code"] for finding in json.loads(done.out)}
    assert f"Checked {len(files)} files in " in done.stderr
