"""A workspace made by somebody who means ill: nothing outside it is read, nothing in it runs or keeps us waiting."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
from tests.cli.command import motjuste, refusal

import motjuste as package

OPENED = Path(__file__).resolve().parent.parent / "fuzz" / "opened.py"
DEADLINE = 60
SECRET = "Sort the secret {{ ticket }} as one of a, b and c."
OUTSIDE = {
    "secret.md": SECRET,
    "secret.txt": SECRET,
    "secret.json": '{"name": "secret", "type": "object"}',
    "secret.jsonl": '{"input": "secret", "expected": "b"}\n' * 3,
    "secret.yaml": "- vars: {x: secret}\n  assert: [{type: equals, value: a}]\n",
    "secret.csv": "input,expected\nsecret,b\n",
    "promptfooconfig.yaml": "prompts: ['file://a.md']\ntests: [{vars: {x: 1}, assert: [{type: equals, value: a}]}]\n",
    "motjuste.scores.json": '{"version": 1, "prompts": {}}',
    ".gitignore": "*\n",
}
PROMPTFOO = """\
prompts:
  - file://../outside/secret.md
  - file://../outside/*.md
  - file://../../../**/*.md
  - file:///etc/passwd
  - file://prompts/a.md
  - |
    Sort {{ x }}
providers:
  - file://../outside/secret.yaml
defaultTest: file://../outside/secret.yaml
tests:
  - file://../outside/secret.yaml
  - file://../outside/*.csv
  - ../outside/secret.jsonl
  - prompts/linked.jsonl
  - vars: {x: file://../outside/secret.txt, y: "file:///etc/hostname"}
    assert:
      - {type: equals, value: file://../outside/secret.txt}
      - {type: is-json, value: file://../outside/secret.json}
      - {type: python, value: file://evil.py}
      - {type: javascript, value: "process.exit(3)"}
"""
INSIDE = {
    "motjuste.toml": '[evals]\n"prompts/b.md" = "../outside/secret.jsonl"\n"prompts/c.md" = "/etc/passwd"\n',
    "promptfooconfig.yaml": PROMPTFOO,
    "evil.py": "import os; os.system('touch ran')\nSYSTEM_PROMPT = 'You sort the tickets of our shop'\n",
    "prompts/a.md": "---\nevals: ../../outside/secret.jsonl\n---\nSort {{ x }}. [how](../../outside/secret.md)\n",
    "prompts/b.md": "Sort {{ x }}. See @../../outside/secret.md and #file:../../outside/secret.md.\n",
    "prompts/c.md": "Sort {{ x }}. ![x](/etc/passwd) [y](file:///etc/passwd) [z](linked.md)\n",
    "prompts/d.j2": '{% include "../../outside/secret.md" %}{% extends "/etc/passwd" %}{% import "linked.md" as x %}',
    "prompts/e.md": "<!-- motjuste: evals=linked.jsonl -->\nSort {{ x }}.\n",
    "prompts/f.prompty": "---\nname: f\nsample: ${file:../../outside/secret.json}\ntools: ${file:linked.json}\n"
    "model:\n  configuration:\n    key: ${env:SECRET}\n---\nsystem:\nSort {{x}}\n",
    "prompts/g.poml": '<!DOCTYPE p [<!ENTITY x SYSTEM "../../outside/secret.txt">]>\n<poml>&x;'
    '<document src="../../outside/secret.txt"/><img src="/etc/passwd"/>\n<p>Sort {{x}}</p></poml>',
    "prompts/h.prompt": "---\nmodel: a\n---\n{{> ../../outside/secret}}{{media url=../../outside/secret.md}}",
    "prompts/task.yaml": "task: a\ninclude: ../../outside/secret.yaml\ndoc_to_text: x\n",
    "prompts/i.md": "---\nevals: ./task.yaml\n---\nSort {{ x }}.\n",
    "CLAUDE.md": "# Rules\n\n@../outside/secret.md\n@~/.ssh/id_rsa\n@/etc/passwd\n",
    "sub/a.md": "Sort {{ x }}.",
    "far/prompts/a.md": "Sort {{ x }}.",
}
LINKS = {
    "prompts/linked.md": "../../outside/secret.md",
    "prompts/linked.jsonl": "../../outside/secret.jsonl",
    "prompts/linked.json": "../../outside/secret.json",
    "prompts/b.evals.jsonl": "../../outside/secret.jsonl",
    "prompts/folder": "../../outside",
    "prompts/loop": ".",
    "prompts/self.md": "self.md",
    "prompts/dangling.md": "nothing.md",
    "prompts/.gitignore": "../../outside/.gitignore",
    "far/promptfooconfig.yaml": "../../outside/promptfooconfig.yaml",
    "motjuste.scores.json": "../outside/motjuste.scores.json",
    "prompts/ping.md": "pong.md",
    "prompts/pong.md": "ping.md",
}
PIPES = (
    *("prompts/pipe.md", "prompts/c.evals.jsonl", "sub/.gitignore", "sub/promptfooconfig.yaml"),
    *("sub/pyproject.toml", "sub/SKILL.md"),
)


@pytest.fixture
def hostile(tmp_path):
    """The workspace, beside a folder that is none of its business."""
    for folder, files in (("outside", OUTSIDE), ("inside", INSIDE)):
        for name, text in files.items():
            place = tmp_path / folder / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text)
    for name, target in LINKS.items():
        (tmp_path / "inside" / name).symlink_to(target)
    for name in PIPES:
        os.mkfifo(tmp_path / "inside" / name)
    return tmp_path / "inside"


def opened(folder: Path, *arguments: object) -> tuple[int, str, list[tuple[str, Path]]]:
    """Run the command in a folder: its status, stderr, and what it opened, as event and path."""
    log = folder.parent / "opened.log"
    done = subprocess.run(
        [sys.executable, OPENED, log, *map(str, arguments)],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=DEADLINE,
        check=False,
        env={**os.environ, "HOME": str(folder.parent), "SECRET": "x"},
    )
    lines = log.read_text().splitlines()
    log.unlink()
    return (
        done.returncode,
        done.stderr,
        [(event, Path(path)) for event, path in (line.split("\t", 1) for line in lines)],
    )


def of_python(path: Path) -> bool:
    """Whether a path belongs to Python, to what is installed, or to this package."""
    homes = {
        sys.prefix,
        sys.base_prefix,
        *sysconfig.get_paths().values(),
        *(place for place in sys.path if place),
    }
    homes |= {str(Path(package.__file__ or "").parent), os.path.realpath(sys.executable)}
    return any(path.is_relative_to(home) for home in homes if home != "/")


OURS = ("/dev/null", "/proc/self", "/etc/localtime", "/usr/share/zoneinfo", "/etc/mime.types")


@pytest.mark.parametrize(
    "arguments", [["check", ".", "--no-cache"], ["check", "prompts/a.md", "prompts/linked.md"], ["doctor"]]
)
def test_nothing_outside_the_workspace_is_opened(hostile, arguments):
    status, told, events = opened(hostile, *arguments)
    assert status in {0, 1, 2}, told
    assert "Traceback" not in told
    assert "Internal error" not in told
    named = {hostile / "prompts/linked.md"} if "prompts/linked.md" in arguments else set()
    looked = [path for event, path in events if event in {"open", "os.scandir", "os.listdir"}]
    elsewhere = {
        path
        for path in looked
        if not path.is_relative_to(hostile) and not of_python(path) and not str(path).startswith(OURS)
    }
    if arguments[0] == "check":
        assert ("open", hostile / "prompts" / "a.md") in events
        assert ("open", hostile / "promptfooconfig.yaml") in events
    home = hostile.parent / "motjuste-home"
    assert {path for path in elsewhere if not path.is_relative_to(home)} == set()
    led_out = {
        path
        for path in looked
        if path.is_relative_to(hostile) and not Path(os.path.realpath(path)).is_relative_to(hostile)
    }
    assert led_out - named == set()
    assert not [
        event
        for event, _ in events
        if event in {"subprocess.Popen", "os.exec", "os.system", "socket.connect"}
    ]
    assert not (hostile / "ran").exists()


def test_the_log_would_tell(hostile):
    """A prompt outside that the user names is read, and the log says so."""
    _, _, events = opened(hostile, "check", "../outside/secret.md", "--no-cache")
    assert ("open", hostile.parent / "outside" / "secret.md") in events


def test_no_word_of_the_outside_is_told(hostile):
    done = motjuste("check", ".", "--no-cache", "--output-format", "full", cwd=hostile)
    assert done.status in {1, 2}
    assert "secret {{" not in done.out + done.stderr
    assert "root:" not in done.out + done.stderr


@pytest.mark.parametrize("name", ["prompts/pipe.md", "/dev/zero", "/dev/stdin", "prompts/c.evals.jsonl"])
def test_what_is_no_regular_file_is_refused_at_once(hostile, name):
    done = motjuste("check", name, "--no-cache", cwd=hostile, stdin=b"x")
    assert done.status == 2
    assert "no regular file" in done.stderr
    assert "permissions" not in done.stderr


@pytest.mark.parametrize(
    "name", ["prompts/self.md", "prompts/ping.md", "prompts/dangling.md", "a" * 5000 + ".md", "a/" * 3000]
)
def test_paths_that_lead_nowhere_are_told(hostile, name):
    done = motjuste("check", name, "--no-cache", cwd=hostile)
    assert done.status == 2
    assert "Traceback" not in done.stderr
    assert "Internal error" not in done.stderr


@pytest.mark.parametrize(
    "name", ["motjuste.toml", "pyproject.toml", "motjuste.scores.json", "promptfooconfig.yaml", ".gitignore"]
)
def test_a_pipe_in_the_place_of_a_file_of_ours(tmp_path, name):
    (tmp_path / "prompts").mkdir()
    (tmp_path / "prompts" / "a.md").write_text("Sort {{ x }}.")
    os.mkfifo(tmp_path / name)
    done = motjuste("check", ".", "--no-cache", cwd=tmp_path)
    assert done.status in {0, 1, 2}
    assert "Traceback" not in done.stderr


def test_globs_of_the_repository_do_not_run_away(tmp_path):
    """Ten stars would take years on a name of 200 letters."""
    (tmp_path / ".git").mkdir()
    (tmp_path / ".gitignore").write_text("*a" * 10 + "b\n")
    stars = json.dumps("*a" * 10 + "b.md")
    (tmp_path / "motjuste.toml").write_text(
        f"[prompts]\ninclude = [{stars}]\n[evals]\n{stars} = 'x.jsonl'\n[lint.per-file-ignores]\n{stars} = ['T']\n"
    )
    (tmp_path / "promptfooconfig.yaml").write_text(f"prompts: [{stars}]\ntests: [{stars}]\n")
    (tmp_path / "prompts").mkdir()
    (tmp_path / "prompts" / ("a" * 200 + ".md")).write_text("Sort it.")
    done = motjuste("check", ".", "--no-cache", cwd=tmp_path)
    assert done.status in {0, 1}, done.stderr


EVIL = r"(a+)+$", r"(a|aa)+$", r"(.*a){30}$", r"^(([a-z])+.)+[A-Z]([a-z])+$", r"(?:a?){60}a{60}"


def test_patterns_of_the_settings_do_not_run_away(tmp_path):
    patterns = ", ".join(json.dumps(one) for one in EVIL)
    (tmp_path / "motjuste.toml").write_text(f"[prompts]\nprotect = [{patterns}]\n")
    (tmp_path / "a.md").write_text("a" * 50_000 + "!\n")
    done = motjuste("check", "a.md", "--no-cache", "--output-format", "json", cwd=tmp_path)
    assert done.status == 1
    assert "took more than" in done.out


def test_a_folder_without_end_ends(tmp_path):
    """As deep as a path can be, and a link back to the top in each folder."""
    (tmp_path / "motjuste.toml").write_text("")
    place = tmp_path
    for _ in range(300):
        place = place / "prompts"
        place.mkdir()
        (place / "a.md").write_text("Sort it.")
        (place / "up").symlink_to(tmp_path, target_is_directory=True)
    done = motjuste("check", ".", "--no-cache", cwd=tmp_path)
    assert done.status in {0, 1}, done.stderr


def test_a_file_far_too_large_is_refused_unread(tmp_path):
    with (tmp_path / "a.md").open("wb") as stream:
        stream.truncate(40_000_000_000)
    done = motjuste("check", "a.md", "--no-cache", cwd=tmp_path)
    assert done.status == 2
    assert "larger than" in done.stderr


@pytest.mark.parametrize("job", ["mark", "optimize", "eval", "doctor"])
def test_a_name_that_is_too_long_is_a_users_error(tmp_path, job):
    refusal(motjuste(job, "a" * 5000 + ".md", cwd=tmp_path))
