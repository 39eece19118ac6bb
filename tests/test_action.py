"""The GitHub Action: what it says of itself, and its steps, run on a machine that has nothing but Python and git."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.personas import dates, write_settings, write_workspace
from tests.runner import Job, load

ROOT = Path(__file__).resolve().parent.parent
ACTION = load(ROOT / "action.yml")
STEPS = ACTION["runs"]["steps"]
TAG = "Sort the ticket. <edit>Be brief.\n"


def test_every_input_says_what_it_is_and_is_used():
    text = (ROOT / "action.yml").read_text(encoding="utf-8")
    for name, told in ACTION["inputs"].items():
        assert told["description"].endswith("."), name
        assert f"inputs.{name}" in text
        assert isinstance(told["default"], str), name
    assert {"paths", "args", "version", "output-format", "sarif-file", "score-summary"} <= set(
        ACTION["inputs"]
    )


def test_no_input_is_written_into_a_script():
    """An input may come from a pull request's title; in a script it could begin a command of its own."""
    for step in STEPS:
        assert "${{" not in step.get("run", ""), step["name"]


def test_actions_of_others_are_named_with_a_version():
    used = [step["uses"] for step in STEPS if "uses" in step]
    assert used
    assert all(re.fullmatch(r"[\w-]+/[\w-]+@v\d+", one) for one in used)


def test_all_scripts_are_bash_that_parses():
    for step in STEPS:
        if "run" in step:
            assert step["shell"] == "bash"
            done = subprocess.run(
                ["bash", "-n"], input=step["run"].encode(), capture_output=True, check=False
            )
            assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """A machine on which the action, checked out at HEAD, has installed what it needs."""
    if not (ROOT / ".git").exists():
        pytest.skip("an unpacked archive has no commit to check out")
    place = tmp_path_factory.mktemp("machine")
    subprocess.run(["git", "clone", "-q", "--no-hardlinks", str(ROOT), str(place / "action")], check=True)
    (place / "empty").mkdir()
    job = Job(place / "action", place, place / "empty")
    (done,) = job.run({}, only="Install motjuste")
    assert done.status == 0, done.log
    assert re.search(r"^motjuste \d", done.log, re.MULTILINE)
    return job


@pytest.fixture
def job(installed, tmp_path):
    """A job on that machine, in a small repository with a faulty and a clean prompt."""
    workspace = tmp_path / "a repository"
    (workspace / ".git").mkdir(parents=True)
    (workspace / "prompts").mkdir()
    (workspace / "prompts" / "bad one.md").write_text(TAG)
    (workspace / "prompts" / "good.md").write_text("Sort the ticket.\n")
    return Job(installed.action, tmp_path / "job", workspace, dict(installed.variables))


def check(job, **inputs):
    named = {name.replace("_", "-"): value for name, value in inputs.items()}
    (done,) = job.run(named, only="Check prompts")
    assert done.outputs["status"] == str(done.status)
    return done


@pytest.mark.packaging
@pytest.mark.timeout(1200)
def test_findings_are_annotations_a_summary_and_sarif(job):
    done = check(job, sarif_file="out/motjuste.sarif")
    assert done.status == 1
    assert (
        "::error file=prompts/bad one.md,line=1,endLine=1,col=18,endColumn=24,title=T006 leaked-marker::"
        in done.log
    )
    assert "`prompts/bad one.md:1`" in job.summary
    log = json.loads((job.workspace / "out" / "motjuste.sarif").read_text())
    (result,) = log["runs"][0]["results"]
    place = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert place["uri"] == "prompts/bad%20one.md"


@pytest.mark.packaging
@pytest.mark.timeout(1200)
def test_clean_prompts_pass(job):
    done = check(job, paths="prompts/good.md", summary="false")
    assert done.status == 0
    assert "::" not in done.log
    assert job.summary == ""


@pytest.mark.packaging
@pytest.mark.timeout(1200)
def test_paths_and_flags_are_quoted_as_in_a_shell(job):
    done = check(
        job, paths="'prompts/bad one.md' prompts/good.md", args="--select 'F, X'", output_format="concise"
    )
    assert done.status == 0, done.log
    assert "Checked 2 files" in done.log


@pytest.mark.packaging
@pytest.mark.timeout(1200)
def test_a_failed_check_is_no_pass_and_its_sarif_says_so(job):
    done = check(job, paths="none.md", sarif_file="x.sarif")
    assert done.status == 2
    (invocation,) = json.loads((job.workspace / "x.sarif").read_text())["runs"][0]["invocations"]
    assert invocation["executionSuccessful"] is False


@pytest.mark.packaging
@pytest.mark.timeout(1200)
@pytest.mark.parametrize(
    "hostile", ["$(touch pwned)", "`touch pwned`", "x; touch pwned", '"; touch pwned; "', "--fix"]
)
def test_an_input_starts_no_command(job, hostile):
    for name in ("paths", "sarif-file"):
        job.run({name: hostile}, only="Check prompts")
    assert not list(job.workspace.rglob("pwned"))
    assert (job.workspace / "prompts" / "bad one.md").read_text() == TAG


def test_quotes_that_are_not_balanced_end_the_step(tmp_path):
    """Never go on without the flags or paths that could not be read: that would check something else."""
    (tmp_path / "bin").mkdir()
    for name, command in (("python", f'exec {sys.executable} "$@"'), ("motjuste", "echo went on")):
        (tmp_path / "bin" / name).write_text(f"#!/bin/sh\n{command}\n")
        (tmp_path / "bin" / name).chmod(0o755)
    job = Job(ROOT, tmp_path / "job", tmp_path, {"MOTJUSTE_BIN": str(tmp_path / "bin")})
    for name, step in (
        ("args", "Check prompts"),
        ("paths", "Check prompts"),
        ("score-summary", "Score prompts"),
    ):
        (done,) = job.run({name: "prompts 'one"}, only=step)
        assert done.status == 2, done.log
        assert f"::error title=motjuste::The quotes of the input {name} are not balanced" in done.log
        assert "went on" not in done.log
    (done,) = job.run({"paths": "'a b' c"}, only="Check prompts")
    assert (done.status, done.log.strip()) == (0, "went on")


@pytest.mark.packaging
@pytest.mark.timeout(1200)
def test_scores_are_added_to_the_summary(job, endpoint):
    endpoint.responder = dates
    write_workspace(job.workspace, cases=20)
    write_settings(job.workspace, endpoint.url)
    job.variables["MOTJUSTE_TEST_KEY"] = "sk-test-secret"
    done = job.run({"score-summary": "dates.md"}, only="Score prompts")
    assert [one.status for one in done] == [0], done
    assert job.run({}, only="Score prompts") == []
    assert "dates.md" in job.summary
    assert "sk-test-secret" not in job.summary + "".join(one.log for one in done)
