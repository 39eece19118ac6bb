"""The pre-commit hooks, run by pre-commit itself from a clone of this repository."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.runner import REACHING_THE_INDEX, load

ROOT = Path(__file__).resolve().parent.parent
HOOKS = {hook["id"]: hook for hook in load(ROOT / ".pre-commit-hooks.yaml")}
TAG = "Sort the ticket. <edit>Be brief.\n"


@pytest.mark.parametrize("hook", HOOKS)
@pytest.mark.parametrize(
    ("path", "picked"),
    [
        ("prompts/triage.md", True),
        ("server/prompts/deep/triage.j2", True),
        ("a.prompty", True),
        ("a.prompt", True),
        (".github/prompts/a.prompt.md", True),
        (".github/copilot-instructions.md", True),
        (".claude/agents/a.md", True),
        ("skills/x/SKILL.md", True),
        ("AGENTS.md", True),
        ("x/promptfooconfig.yaml", True),
        ("plugin/skprompt.txt", True),
        ("README.md", False),
        ("prompts/README.md", False),
        ("docs/prompts.md", False),
        ("notes.txt", False),
        ("a.py", False),
        ("prompts/triage.evals.jsonl", False),
    ],
)
def test_hooks_are_handed_prompts_and_nothing_else(hook, path, picked):
    found = re.search(HOOKS[hook]["files"], path) and not re.search(HOOKS[hook]["exclude"], path)
    assert bool(found) is picked


def test_hooks_install_themselves_and_need_nothing_else():
    assert set(HOOKS) == {"motjuste", "motjuste-fix"}
    for hook in HOOKS.values():
        assert hook["language"] == "python"
        assert hook["entry"].startswith("motjuste check ")
        assert "additional_dependencies" not in hook


@pytest.fixture(scope="module")
def clone(tmp_path_factory):
    if not (ROOT / ".git").exists():
        pytest.skip("an unpacked archive has no commit to check out")
    place = tmp_path_factory.mktemp("hooks")
    subprocess.run(["git", "clone", "-q", "--no-hardlinks", str(ROOT), str(place / "motjuste")], check=True)
    return place


@pytest.fixture
def repository(tmp_path):
    """A small repository with a faulty and a clean prompt, and a faulty file that is none."""
    place = tmp_path / "repository"
    (place / "prompts").mkdir(parents=True)
    (place / "prompts" / "bad one.md").write_text(TAG)
    (place / "prompts" / "good.md").write_text("Sort the ticket.\n")
    (place / "README.md").write_text(TAG)
    return place


@pytest.fixture
def run(clone, repository):
    """pre-commit in that repository, with a home of its own; what it installs is kept for the next test."""
    environment = {
        **{name: value for name, value in os.environ.items() if REACHING_THE_INDEX.fullmatch(name)},
        "PATH": os.pathsep.join((str(Path(sys.base_prefix) / "bin"), "/usr/bin", "/bin")),
        "HOME": str(clone / "home"),
        "PRE_COMMIT_HOME": str(clone / "cache"),
        "GIT_CONFIG_NOSYSTEM": "1",
    }
    for words in (("init", "-q"), ("add", ".")):
        subprocess.run(["git", *words], cwd=repository, env=environment, check=True)

    def precommit(*words):
        return subprocess.run(
            [sys.executable, "-m", "pre_commit", *words],
            cwd=repository,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=900,
        )

    return precommit


@pytest.mark.packaging
@pytest.mark.timeout(1200)
def test_the_hook_finds_faults_in_prompts_only(run, clone):
    done = run("try-repo", str(clone / "motjuste"), "motjuste", "--all-files", "--verbose")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "prompts/bad one.md:1:18: T006" in done.stdout
    assert "README.md" not in done.stdout
    assert "Checked 2 files" in done.stdout


@pytest.fixture
def configure(run, clone, repository):
    """Names hooks in the repository's configuration, as users do; returns the one call that runs them."""
    revision = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=clone / "motjuste", check=True, capture_output=True, text=True
    ).stdout.strip()

    def configured(hook):
        (repository / ".pre-commit-config.yaml").write_text(
            f"repos:\n  - repo: {clone / 'motjuste'}\n    rev: {revision}\n    hooks:\n      - {hook}\n"
        )
        subprocess.run(["git", "add", "."], cwd=repository, check=True)
        return lambda: run("run", "--all-files")

    return configured


@pytest.mark.packaging
@pytest.mark.timeout(1200)
def test_the_fixing_hook_mends_fails_once_and_then_passes(configure, repository):
    commit = configure("id: motjuste-fix")
    first = commit()
    assert first.returncode == 1, first.stdout + first.stderr
    assert (repository / "prompts" / "bad one.md").read_text() == "Sort the ticket. Be brief.\n"
    assert (repository / "README.md").read_text() == TAG
    second = commit()
    assert second.returncode == 0, second.stdout + second.stderr


@pytest.mark.packaging
@pytest.mark.timeout(1200)
def test_a_configuration_gives_the_hook_flags(configure):
    assert configure("{ id: motjuste, args: [--select, F] }")().returncode == 0
    assert configure("{ id: motjuste, args: [--select, T006] }")().returncode == 1
