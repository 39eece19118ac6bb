"""Whatever is wrong with the input: one clear message that says where, exit 2, nothing lost or half-written."""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import subprocess
from typing import TYPE_CHECKING

import pytest
from tests.cli.command import DEADLINE, Done, command, motjuste, refusal, snapshot
from tests.endpoint import dropped, html, status, truncated
from tests.personas import PROMPT, dates, write_settings

if TYPE_CHECKING:
    from pathlib import Path

RUNS = ("optimize", "mark", "eval")


def refused(workspace: Path, *flags: object, job: str = "optimize") -> str:
    """The message of a run that is refused; no byte of the workspace changes."""
    before = snapshot(workspace)
    message = refusal(motjuste(job, "dates.md", *flags, cwd=workspace))
    assert snapshot(workspace) == before
    return message


# The prompt.


@pytest.mark.parametrize("job", [*RUNS, "check"])
def test_a_missing_prompt(workspace, job):
    message = refusal(motjuste(job, "none.md", cwd=workspace))
    assert message.startswith("none.md: ")
    assert "no such file" in message


@pytest.mark.parametrize("job", RUNS)
@pytest.mark.parametrize("text", [b"", b"\n \n", b"---\nevals: ./dates.evals.jsonl\n---\n"])
def test_an_empty_prompt(workspace, endpoint, job, text):
    (workspace / "dates.md").write_bytes(text)
    assert "dates.md" in refused(workspace, job=job)
    assert endpoint.calls == 0


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"\x7fELF\x00\x01\xff\xfe", "binary"),
        (b"Find \xe9t\xe9 in {{ text }}.", "UTF-8"),
        ("Find it.".encode("utf-16"), "UTF-16"),
    ],
)
def test_a_prompt_that_is_no_text(workspace, endpoint, data, told):
    (workspace / "dates.md").write_bytes(data)
    message = refused(workspace)
    assert message.startswith("dates.md:1: ")
    assert told in message
    assert endpoint.calls == 0


def test_a_huge_prompt(workspace, endpoint):
    (workspace / "dates.md").write_text(PROMPT + "word " * 2_000_000)
    message = refused(workspace)
    assert "dates.md: " in message
    assert "too long" in message
    assert endpoint.calls == 0


def test_broken_front_matter(workspace, endpoint):
    (workspace / "dates.md").write_text("---\nevals: [./x\n---\nFind it.\n")
    message = refused(workspace)
    assert message.startswith("dates.md:")
    assert message.split(":")[1].isdigit()
    assert endpoint.calls == 0


def test_a_folder_instead_of_a_prompt(workspace):
    message = refusal(motjuste("optimize", ".", cwd=workspace))
    assert "folder" in message


# The eval set.


def test_no_eval_set(workspace, endpoint):
    (workspace / "dates.md").write_text("Find the date.\n")
    (workspace / "dates.evals.jsonl").rename(workspace / "else.jsonl")
    message = refused(workspace)
    assert message.startswith("dates.md: No eval set is linked")
    assert "motjuste init" in message
    assert endpoint.calls == 0


def test_an_eval_set_that_is_not_there(workspace):
    (workspace / "dates.evals.jsonl").unlink()
    assert "dates.evals.jsonl" in refused(workspace)


def test_an_eval_set_outside_the_workspace(workspace):
    (workspace.parent / "secret.jsonl").write_text('{"input": "x", "expected": "y"}\n')
    (workspace / "dates.md").write_text(PROMPT.replace("./dates.evals.jsonl", "../secret.jsonl"))
    message = refused(workspace)
    assert "secret.jsonl" in message


@pytest.mark.parametrize("text", ["", "\n\n"])
def test_an_eval_set_without_cases(workspace, endpoint, text):
    (workspace / "dates.evals.jsonl").write_text(text)
    assert "dates.evals.jsonl" in refused(workspace)
    assert endpoint.calls == 0


def test_bad_rows(workspace, endpoint):
    evals = workspace / "dates.evals.jsonl"
    evals.write_text(evals.read_text() + '{"input": "no expectation"}\nnonsense\n')
    message = refused(workspace)
    assert message.startswith("dates.evals.jsonl:81: ")
    assert "--skip-bad-rows" in message
    assert endpoint.calls == 0
    done = motjuste("eval", "dates.md", "--split", "dev", "--skip-bad-rows", "--json", cwd=workspace)
    assert done.status == 0
    assert "2 bad rows skipped" in done.stderr


def test_columns_that_fit_no_variable(workspace, endpoint):
    (workspace / "dates.md").write_text(PROMPT + "{{ document }}\n")
    message = refused(workspace)
    assert "document" in message
    assert "input" in message
    assert endpoint.calls == 0


def test_too_few_cases(workspace, endpoint):
    evals = workspace / "dates.evals.jsonl"
    evals.write_text("".join(evals.read_text().splitlines(keepends=True)[:3]))
    assert "dates.evals.jsonl" in refused(workspace)
    assert endpoint.calls == 0


# The settings.


def test_broken_settings(workspace):
    (workspace / "motjuste.toml").write_text("[models.task\n")
    message = refused(workspace)
    assert "motjuste.toml:1: " in message


def test_a_setting_of_the_wrong_kind(workspace, endpoint):
    settings = workspace / "motjuste.toml"
    settings.write_text(settings.read_text() + '[optimize]\nsteps = "many"\n')
    lines = len(settings.read_text().splitlines())
    assert f"motjuste.toml:{lines}: " in refused(workspace)
    assert endpoint.calls == 0


def test_an_unknown_setting_warns_and_the_run_goes_on(workspace):
    settings = workspace / "motjuste.toml"
    settings.write_text(settings.read_text() + "[optimise]\nsteps = 2\n")
    done = motjuste("eval", "dates.md", "--split", "dev", cwd=workspace)
    assert done.status == 0
    assert "did you mean 'optimize'?" in done.stderr


def test_a_key_that_is_not_set(workspace, monkeypatch):
    monkeypatch.delenv("MOTJUSTE_TEST_KEY")
    assert "MOTJUSTE_TEST_KEY" in refused(workspace)


def test_nothing_configured_and_no_embedded_model(workspace):
    (workspace / "motjuste.toml").unlink()
    # A path that hides the embedded model's runtime, as if the extra had not been installed.
    hide = (
        "import importlib.util, sys\n"
        "found = importlib.util.find_spec\n"
        "importlib.util.find_spec = lambda name, *more: None if name == 'xllamacpp' else found(name, *more)\n"
        "sys.argv = ['motjuste', 'optimize', 'dates.md']\n"
        "from motjuste.__main__ import main\n"
        "sys.exit(main())\n"
    )
    done = subprocess.run(
        [command()[0], "-c", hide], cwd=workspace, capture_output=True, check=False, timeout=DEADLINE
    )
    message = refusal(Done(done.returncode, done.stdout, done.stderr.decode()))
    assert "motjuste[local]" in message
    assert "base_url" in message


# The endpoint.


FAULTS = {
    "unknown model": (
        lambda: status(404, "The model `scripted` does not exist", kind="model_not_found"),
        "scripted",
    ),
    "401": (lambda: status(401, "Incorrect API key provided", kind="invalid_api_key"), "MOTJUSTE_TEST_KEY"),
    "HTML": (lambda: html(200), "127.0.0.1"),
    "truncated JSON": (truncated, "127.0.0.1"),
    "quota": (lambda: status(429, "You exceeded your quota", kind="insufficient_quota"), "quota"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_an_endpoint_that_answers_wrongly(workspace, endpoint, fault):
    make, told = FAULTS[fault]
    endpoint.responder = lambda _request: make()
    message = refused(workspace)
    assert told in message
    assert "sk-test-secret" not in message


def test_an_endpoint_that_is_down(workspace):
    write_settings(workspace, "http://127.0.0.1:9/v1")
    message = refused(workspace)
    assert "127.0.0.1:9" in message


def test_an_endpoint_that_is_too_slow(workspace, endpoint):
    write_settings(workspace, endpoint.url, timeout=0.2)
    endpoint.hold()
    message = refused(workspace, "--concurrency", 1)
    endpoint.release()
    assert "127.0.0.1" in message


@pytest.mark.parametrize(
    "make", [lambda: status(500, "boom"), lambda: status(429, "slow down", retry_after=0), dropped]
)
def test_an_endpoint_that_fails_for_a_while_is_asked_again(workspace, endpoint, make):
    failed = set()

    def flaky(request):
        question = json.dumps(request)
        if question in failed or len(failed) > 3:
            return dates(request)
        failed.add(question)
        return make()

    endpoint.responder = flaky
    done = motjuste("eval", "dates.md", "--split", "dev", "--json", cwd=workspace)
    assert done.status == 0, done.stderr
    assert failed


@pytest.mark.parametrize("job", ["mark", "optimize"])
def test_a_reply_that_breaks_the_schema_twice(workspace, endpoint, job):
    endpoint.responder = lambda request: "no JSON" if "response_format" in request else dates(request)
    before = snapshot(workspace)
    done = motjuste(job, "dates.md", cwd=workspace)
    assert snapshot(workspace) == before
    if job == "mark":
        assert "scripted" in refusal(done)
    else:
        # The edit operators need no optimizer reply, so an optimization goes on without.
        assert done.status in {0, 2}
        assert "Traceback" not in done.stderr


# The budget.


def test_a_budget_that_is_too_small(workspace, endpoint):
    message = refused(workspace, "--max-calls", 10)
    assert "10" in message
    assert "--max-calls" in message
    assert endpoint.calls == 0


@pytest.mark.parametrize("job", ["mark", "eval"])
def test_a_budget_that_cannot_pay_for_the_cases(workspace, endpoint, job):
    message = refused(workspace, "--max-calls", 5, job=job)
    assert "A budget of 5 calls is too small" in message
    assert "--max-calls" in message
    assert endpoint.calls == 0


def test_a_budget_need_not_pay_for_answers_that_are_there(workspace, endpoint):
    assert motjuste("eval", "dates.md", "--split", "gate", cwd=workspace).status == 0
    calls = endpoint.calls
    message = refused(workspace, "--max-calls", 46, job="eval")
    assert "this run needs 47 that no earlier run made" in message
    assert endpoint.calls == calls
    assert motjuste("eval", "dates.md", "--max-calls", 47, cwd=workspace).status == 0
    assert endpoint.calls == 80


def test_a_token_budget_that_ends_on_the_way(workspace):
    assert "--max-tokens" in refused(workspace, "--max-tokens", 100, job="eval")


# The disk.


def limited(workspace: Path, *arguments: object, size: int) -> Done:
    """A command that may write no file longer than `size` bytes: a disk that is full for all longer ones."""

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    done = subprocess.run(
        command(*arguments),
        cwd=workspace,
        capture_output=True,
        preexec_fn=limit,
        timeout=DEADLINE,
        check=False,
    )
    return Done(done.returncode, done.stdout, done.stderr.decode())


@pytest.fixture
def full_disk(tmp_path):
    """A file system of 64 KB, mounted for the test."""
    place = tmp_path / "full"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(place)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("mounting a small file system needs more rights than this test has")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_full_disk_below_the_caches(workspace, full_disk, monkeypatch):
    monkeypatch.setenv("MOTJUSTE_HOME", str(full_disk / "home"))
    (full_disk / "filler").write_bytes(b"x" * 60 * 1024)
    message = refused(workspace)
    assert str(full_disk) in message


def test_a_disk_too_small_for_the_result(workspace, motjuste_home):
    motjuste("optimize", "dates.md", "--steps", 1, cwd=workspace)
    prompt = workspace / "dates.md"
    before = snapshot(workspace)
    # Long enough that only the prompt itself does not fit: the answers are in the cache already.
    shutil.rmtree(motjuste_home / "state")
    message = refusal(limited(workspace, "optimize", "dates.md", "--steps", 1, "--write", size=100))
    assert prompt.read_bytes() == before["dates.md"][0]
    assert snapshot(workspace) == before
    assert "cannot" in message


@pytest.fixture
def read_only(workspace):
    """The workspace, read-only even to root."""
    bound = subprocess.run(
        ["mount", "--bind", str(workspace), str(workspace)], capture_output=True, check=False
    )
    if bound.returncode:
        pytest.skip("a read-only mount needs more rights than this test has")
    subprocess.run(["mount", "-o", "remount,ro,bind", str(workspace)], check=True)
    yield workspace
    subprocess.run(["umount", str(workspace)], check=True)


def test_a_read_only_folder(read_only, endpoint):
    message = refused(read_only, "--write")
    assert "dates.md" in message
    assert "Nothing was run" in message
    assert endpoint.calls == 0
    assert motjuste("eval", "dates.md", "--split", "dev", cwd=read_only).status == 0
    calls = endpoint.calls
    message = refusal(motjuste("eval", "dates.md", "--update", cwd=read_only))
    assert "motjuste.scores.json" in message
    assert "leave --update out" in message
    assert endpoint.calls == calls
    assert refusal(motjuste("init", "--prompt", "x.md", "--evals", "dates.evals.jsonl", cwd=read_only))


def test_a_prompt_that_changes_during_the_run_is_not_written(workspace, endpoint):
    prompt = workspace / "dates.md"

    def meddle(request):
        prompt.write_text(PROMPT + "Changed by somebody else.\n")
        return dates(request)

    endpoint.responder = meddle
    message = refusal(motjuste("optimize", "dates.md", "--steps", 1, "--write", cwd=workspace))
    assert "changed" in message
    assert prompt.read_text() == PROMPT + "Changed by somebody else.\n"


def test_a_state_folder_that_cannot_be_made(workspace, endpoint, monkeypatch):
    monkeypatch.setenv("MOTJUSTE_HOME", "/proc/motjuste")
    assert "/proc/motjuste" in refused(workspace)
    assert endpoint.calls == 0
    assert os.environ["MOTJUSTE_HOME"] == "/proc/motjuste"
