"""`init`, `doctor`, `cache`, `rule` and `server` as a user runs them."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import time
import tomllib

import pytest
from tests.cli.command import DEADLINE, command, motjuste, refusal, snapshot, start
from tests.endpoint import Reply, status


@pytest.fixture
def fresh(tmp_path):
    """Prompts and eval sets that nothing links yet."""
    folder = tmp_path / "fresh"
    (folder / "prompts").mkdir(parents=True)
    (folder / "evals").mkdir()
    (folder / "prompts" / "triage.md.j2").write_text("Sort {{ text }}\n")
    (folder / "prompts" / "lonely.md").write_text("Do.\n")
    (folder / "evals" / "triage.jsonl").write_text('{"text": "a", "expected": "b"}\n')
    return folder


def test_init_links_what_belongs_together(fresh):
    before = snapshot(fresh)
    done = motjuste("init", cwd=fresh)
    assert done.status == 0, done.stderr
    after = snapshot(fresh)
    settings = tomllib.loads(after.pop("motjuste.toml")[0].decode())
    assert settings == {"evals": {"prompts/triage.md.j2": "evals/triage.jsonl"}}
    assert after == before
    assert "Linked prompts/triage.md.j2 to evals/triage.jsonl." in done.out
    assert "Next: motjuste doctor" in done.stderr
    assert "evals/triage.jsonl (settings)" in motjuste("doctor", "--offline", cwd=fresh).out


def test_init_never_overwrites(fresh):
    (fresh / "motjuste.toml").write_text("# mine\n")
    message = refusal(motjuste("init", cwd=fresh))
    assert '"prompts/triage.md.j2" = "evals/triage.jsonl"' in message
    assert (fresh / "motjuste.toml").read_text() == "# mine\n"


def test_init_links_what_is_named(fresh):
    done = motjuste("init", "--prompt", "prompts/l*.md", "--evals", "evals/triage.jsonl", cwd=fresh)
    assert done.status == 0
    assert tomllib.loads((fresh / "motjuste.toml").read_text())["evals"] == {
        "prompts/l*.md": "evals/triage.jsonl"
    }


LONELY = ["--prompt", "prompts/lonely.md"]
TRIAGE = ["--evals", "evals/triage.jsonl"]


@pytest.mark.parametrize(
    "flags",
    [
        LONELY,
        [*LONELY, "--evals", "none.jsonl"],
        [*LONELY, "--evals", "../x.jsonl"],
        [*LONELY, "--evals", "/dev/null"],
        ["--prompt", "prompts/nope.md", *TRIAGE],
        ["--prompt", "prompts/n*.md", *TRIAGE],
        ["--prompt", "prompts/lonely.md::NAME", *TRIAGE],
        ["--prompt", "../fresh.md", *TRIAGE],
        ["--prompt", "/dev/null", *TRIAGE],
        ["none"],
        ["prompts/lonely.md"],
    ],
)
def test_init_refuses_links_that_cannot_work(fresh, flags):
    assert refusal(motjuste("init", *flags, cwd=fresh))
    assert not (fresh / "motjuste.toml").exists()


@pytest.mark.parametrize("through_a_link", [False, True])
def test_init_writes_paths_that_match_however_they_were_named(fresh, tmp_path, through_a_link):
    named = fresh
    if through_a_link:
        named = tmp_path / "link"
        named.symlink_to(fresh)
    prompt, evals = named / "prompts" / "lonely.md", named / "prompts" / ".." / "evals" / "triage.jsonl"
    done = motjuste("init", "--prompt", prompt, "--evals", evals, cwd=fresh)
    assert done.status == 0, done.stderr
    links = tomllib.loads((fresh / "motjuste.toml").read_text())["evals"]
    assert links == {"prompts/lonely.md": "evals/triage.jsonl"}
    assert "lonely.md → evals/triage.jsonl (settings)" in motjuste("doctor", "--offline", cwd=fresh).out


def test_init_links_a_file_whose_name_would_be_a_glob(fresh):
    (fresh / "prompts" / "new[1].md").write_text("Do.\n")
    done = motjuste("init", "--prompt", "prompts/new[1].md", *TRIAGE, cwd=fresh)
    assert done.status == 0, done.stderr
    assert "new[1].md → evals/triage.jsonl (settings)" in motjuste("doctor", "--offline", cwd=fresh).out


def test_init_does_not_stand_in_front_of_settings_in_pyproject(fresh):
    (fresh / "pyproject.toml").write_text(
        '[tool.motjuste.models.task]\nbase_url = "http://x.invalid/v1"\nmodel = "m"\n'
    )
    for flags in ([], [*LONELY, *TRIAGE]):
        message = refusal(motjuste("init", *flags, cwd=fresh))
        assert message.startswith("pyproject.toml: There are settings already")
        assert "under [tool.motjuste.evals]: " in message
    assert '"prompts/lonely.md" = "evals/triage.jsonl"' in message
    assert not (fresh / "motjuste.toml").exists()


def test_init_says_that_settings_above_hold_no_longer(fresh):
    (fresh / "motjuste.toml").write_text('[models.task]\nbase_url = "http://x.invalid/v1"\nmodel = "m"\n')
    done = motjuste("init", "prompts", cwd=fresh)
    assert done.status == 0
    assert 'extend = "../motjuste.toml"' in done.stderr
    path = fresh / "prompts" / "motjuste.toml"
    path.write_text(f'extend = "../motjuste.toml"\n{path.read_text()}')
    assert "x.invalid" in motjuste("config", "models", "--path", "prompts", cwd=fresh).out


def test_init_in_an_empty_folder_says_what_to_do(tmp_path):
    (tmp_path / "empty").mkdir()
    done = motjuste("init", cwd=tmp_path / "empty")
    assert done.status == 0
    assert "[evals]" in done.stderr


def test_the_settings_that_init_writes_have_no_unknown_key(fresh):
    """Also the keys that stand there as comments."""
    motjuste("init", cwd=fresh)
    path = fresh / "motjuste.toml"
    lines = []
    for line in path.read_text().splitlines():
        bare = line.removeprefix("# ")
        lines.append(bare if bare.startswith("[") or " = " in bare else "")
    path.write_text("\n".join(lines))
    assert "models" in tomllib.loads(path.read_text())
    done = motjuste("check", cwd=fresh)
    assert "Unknown key" not in done.stderr
    assert "is not used" not in done.stderr


def test_what_comes_next_is_quoted_for_the_shell(workspace, endpoint, tmp_path):
    endpoint.responder = lambda _request: "ready"
    (workspace / "dates.md").rename(workspace / "my dates.md")
    done = motjuste("doctor", cwd=workspace)
    assert "Next: motjuste optimize 'my dates.md'" in done.out
    fresh = tmp_path / "fresh"
    fresh.mkdir()
    for name in ("my dates.md", "dates.evals.jsonl"):
        (workspace / name).rename(fresh / name)
    done = motjuste("init", "--prompt", "my dates.md", "--evals", "dates.evals.jsonl", cwd=fresh)
    assert "then motjuste optimize 'my dates.md'" in done.stderr


def test_doctor_tells_links_models_and_the_next_step(workspace, endpoint):
    endpoint.responder = lambda _request: "ready"
    done = motjuste("doctor", cwd=workspace)
    assert done.status == 0, done.out
    assert "dates.md → dates.evals.jsonl (front matter): 80 cases" in done.out
    assert f"scripted at {endpoint.url} answers in" in done.out
    assert "Next: motjuste optimize dates.md" in done.out
    assert endpoint.calls == 2
    assert "sk-test-secret" not in done.out + done.stderr


def test_doctor_asks_nobody_offline(workspace, endpoint):
    assert motjuste("doctor", "--offline", cwd=workspace).status == 0
    assert endpoint.calls == 0


def test_doctor_leaves_the_editors_models_to_the_editor(workspace, endpoint):
    (workspace / "motjuste.toml").write_text('[models.task]\nmodel = "editor"\n', encoding="utf-8")
    done = motjuste("doctor", cwd=workspace)
    assert done.status == 0, done.out
    assert "a model of the editor: only runs that are started there can ask it" in done.out
    assert endpoint.calls == 0


def test_doctor_finds_what_is_wrong(workspace, endpoint, monkeypatch):
    endpoint.responder = lambda _request: status(401, "Incorrect API key provided")
    done = motjuste("doctor", cwd=workspace)
    assert done.status == 2
    assert "✗ task" in done.out
    monkeypatch.delenv("MOTJUSTE_TEST_KEY")
    (workspace / "dates.evals.jsonl").write_text("nonsense\n")
    done = motjuste("doctor", cwd=workspace)
    assert done.status == 2
    assert "MOTJUSTE_TEST_KEY" in done.out
    assert "✗ prompt" in done.out
    assert "Traceback" not in done.stderr


def test_doctor_does_not_fetch_a_gigabyte(workspace):
    (workspace / "motjuste.toml").unlink()
    done = motjuste("doctor", cwd=workspace)
    assert "the embedded model" in done.out


def test_cache_is_told_and_cleared(workspace, endpoint):
    assert "empty" in motjuste("cache", "info").out
    motjuste("eval", "dates.md", "--split", "dev", cwd=workspace)
    calls = endpoint.calls
    assert f"{calls} answers" in motjuste("cache", "info").out
    assert f"forgot {calls} answers" in motjuste("cache", "clear").out
    motjuste("eval", "dates.md", "--split", "dev", cwd=workspace)
    assert endpoint.calls == 2 * calls


def test_rules_are_explained():
    page = motjuste("rule", "t002")
    assert page.status == 0
    assert page.out.startswith("# undefined-variable (T002)")
    assert motjuste("rule", "undefined-variable").out == page.out
    listed = motjuste("rule", "--all").out.splitlines()
    assert any(line.startswith("T006  error") for line in listed)
    assert "T002" in refusal(motjuste("rule", "T022"))


def initialize() -> bytes:
    body = json.dumps(
        {
            "jsonrpc": "2.0",
            "id": 1,
            "method": "initialize",
            "params": {"processId": None, "rootUri": None, "capabilities": {}},
        }
    ).encode()
    return b"Content-Length: %d\r\n\r\n%b" % (len(body), body)


def test_the_server_answers_on_a_port(tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = start("server", "--tcp", port, cwd=tmp_path)
    try:
        connection = connect(port, process)
        with connection:
            connection.sendall(initialize())
            assert b"Content-Length" in connection.recv(4096)
    finally:
        process.kill()
        process.communicate()


def connect(port: int, process: subprocess.Popen[bytes]) -> socket.socket:
    """Connect as soon as the server listens; fails when it ends before."""
    deadline = time.monotonic() + DEADLINE
    while time.monotonic() < deadline:
        assert process.poll() is None
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=DEADLINE)
        except ConnectionRefusedError:
            continue
    raise TimeoutError


@pytest.mark.parametrize("port", ["0", "x", "70000"])
def test_a_port_must_be_one(port):
    assert motjuste("server", "--tcp", port).status == 2


def test_the_server_speaks_on_stdio(tmp_path):
    process = subprocess.Popen(
        command("server"), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path
    )
    try:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(initialize())
        process.stdin.flush()
        assert process.stdout.readline().startswith(b"Content-")
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("times", [1, 2])
def test_ctrl_c_ends_the_server_though_its_editor_says_nothing(tmp_path, times):
    process = subprocess.Popen(
        command("server"), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path
    )
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stderr is not None
    try:
        process.stdin.write(initialize())
        process.stdin.flush()
        assert process.stdout.readline().startswith(b"Content-")
        for _ in range(times):
            process.send_signal(signal.SIGINT)
        assert process.wait(DEADLINE) == 130
        assert process.stderr.read() == b""
    finally:
        process.kill()
        process.communicate()


def test_doctor_says_how_a_prompt_is_read_and_which_settings_hold(workspace):
    (workspace / "base.toml").write_text('[prompts.dialects]\n"dates.md" = "none"\n')
    text = (workspace / "motjuste.toml").read_text()
    (workspace / "motjuste.toml").write_text(f'extend = "base.toml"\n{text}')
    done = motjuste("doctor", "--offline", cwd=workspace)
    assert done.status == 0, done.out
    assert "settings    motjuste.toml, extending base.toml" in done.out
    assert "read as markdown, dialect none" in done.out
    assert "scores      none on record" in done.out


def test_doctor_names_what_of_an_eval_set_is_left_out(workspace):
    (workspace / "dates.evals.jsonl").unlink()
    judged = "  - vars: {input: 'On May 5, 1990'}\n    assert:\n      - {type: equals, value: '1990-05-05'}\n      - {type: llm-rubric, value: kind}\n"
    (workspace / "dates.evals.yaml").write_text(f"tests:\n{judged}{judged.replace('5', '6')}")
    (workspace / "dates.md").write_text("Find the date in {{ input }}.\n")
    done = motjuste("doctor", "--offline", cwd=workspace)
    assert "left out: llm-rubric asks a model to judge (2×)" in done.out  # noqa: RUF001 - a times sign


def test_doctor_finds_a_damaged_scores_file(workspace):
    (workspace / "motjuste.scores.json").write_text("{")
    done = motjuste("doctor", "--offline", cwd=workspace)
    assert done.status == 2
    assert "motjuste.scores.json:1: The scores file cannot be used" in done.out


def test_doctor_names_globs_that_match_no_file(fresh):
    (fresh / "motjuste.toml").write_text(
        '[evals]\n"prompts/tirage*.md" = "evals/triage.jsonl"\n"prompts/**" = "evals/triage.jsonl"\n'
        '"lost.py::PROMPT" = "evals/triage.jsonl"\n"prompts/lonely.md" = "evals/triage.jsonl"\n'
    )
    done = motjuste("doctor", "--offline", cwd=fresh)
    idle = [line for line in done.out.splitlines() if line.endswith("matches no file")]
    assert [line.split('"')[1] for line in idle] == ["prompts/tirage*.md", "lost.py::PROMPT"]
    assert all(line.startswith("! settings") for line in idle)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ("Finde das Datum: é.\n".encode("latin-1"), "UTF-8"),
        ("Find it.\n".encode("utf-16"), "UTF-16"),
        (b"\x7fELF\x00\x01\xff\xfe", "binary"),
        (b"", "The prompt is empty"),
        (b"---\nevals: ./dates.evals.jsonl\n---\n", "The prompt is empty"),
        (b"---\nevals: [\n---\nFind it.\n", "front matter"),
        (b"---\nevals: ./dates.evals.jsonl\n---\nFind it in {{ letter }}.\n", "No column"),
    ],
)
def test_doctor_finds_prompts_that_no_run_would_begin_with(workspace, data, told):
    (workspace / "dates.md").write_bytes(data)
    done = motjuste("doctor", "--offline", "dates.md", cwd=workspace)
    assert done.status == 2, done.out
    (line,) = (line for line in done.out.splitlines() if " prompt " in line)
    assert line.startswith("✗ prompt")
    assert told in line
    assert "Next: mend what is marked" in done.out
    refused = motjuste("eval", "dates.md", cwd=workspace)
    assert told in refused.stderr


def test_doctor_sends_nobody_to_an_optimization_that_would_not_begin(workspace):
    first = (workspace / "dates.evals.jsonl").read_text().splitlines()[0]
    (workspace / "few.evals.jsonl").write_text(f"{first}\n")
    (workspace / "few.md").write_text("---\nevals: ./few.evals.jsonl\n---\nFind the date.\n")
    done = motjuste("doctor", "--offline", "few.md", cwd=workspace)
    assert done.status == 0, done.out
    assert "! prompt      few.md → few.evals.jsonl (front matter): 1 case" in done.out
    assert "optimizing needs at least" in done.out
    assert "Next: motjuste eval few.md" in done.out
    (workspace / "0.md").write_bytes((workspace / "few.md").read_bytes())
    assert motjuste("doctor", "--offline", ".", cwd=workspace).out.endswith(
        "Next: motjuste optimize dates.md\n"
    )


def test_doctor_holds_the_settings_budget_against_what_a_run_needs(workspace):
    with (workspace / "motjuste.toml").open("a", encoding="utf-8") as settings:
        settings.write("[optimize]\nmax-calls = 3\n")
    assert "A budget of 3 calls is too small" in motjuste("doctor", "--offline", cwd=workspace).out


@pytest.mark.parametrize("below", ["", "/below"])
def test_doctor_finds_a_home_that_is_no_folder(workspace, tmp_path, below):
    (tmp_path / "home").write_text("")
    done = motjuste(
        "doctor", "--offline", cwd=workspace, env={"MOTJUSTE_HOME": f"{tmp_path / 'home'}{below}"}
    )
    assert done.status == 2
    for topic in ("cache", "runs"):
        assert f"✗ {topic:<11} {tmp_path / 'home'}: A folder is needed here, and this is none." in done.out


def test_doctor_finds_a_model_that_says_nothing(workspace, endpoint):
    endpoint.responder = lambda _request: "  "
    done = motjuste("doctor", cwd=workspace)
    assert done.status == 2
    assert f"✗ task        scripted at {endpoint.url}: it answered with nothing" in done.out
    # One that thinks before it speaks may not have come to its word.
    endpoint.responder = lambda _request: Reply("", finish_reason="length")
    assert motjuste("doctor", cwd=workspace).status == 0
