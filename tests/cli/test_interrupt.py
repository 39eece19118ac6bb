"""Ctrl-C, SIGTERM and kill at any moment: the stream ends properly, nothing paid for is lost, nothing is half-written."""

from __future__ import annotations

import json
import signal
import threading
import time

import pytest
from tests.cli.command import DEADLINE, motjuste, snapshot, start
from tests.endpoint import slow
from tests.personas import PROMPT, dates

from motjuste.evals.case import Split
from motjuste.evals.load import read_eval_set


def ended(process) -> tuple[int, bytes, str]:
    out, err = process.communicate(timeout=DEADLINE)
    return process.returncode, out, err.decode()


@pytest.mark.parametrize(("number", "expected"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
@pytest.mark.parametrize("calls", [1, 40])
def test_a_signal_ends_the_stream_properly(workspace, endpoint, number, expected, calls):
    before = snapshot(workspace)
    seen: list[object] = []

    def stall(request):
        seen.append(request)
        return dates(request) if len(seen) < calls else slow(DEADLINE)

    endpoint.responder = stall
    process = start("optimize", "dates.md", "--events", cwd=workspace)
    endpoint.wait_for_calls(calls)
    began = time.monotonic()
    process.send_signal(number)
    status, out, err = ended(process)
    assert status == expected
    assert time.monotonic() - began < 5
    events = [json.loads(line) for line in out.splitlines()]
    assert events[-1]["kind"] == "run_finished"
    assert events[-1]["status"] == "cancelled"
    assert "Traceback" not in err
    endpoint.wait_until(lambda seen: seen.in_flight == 0)
    assert snapshot(workspace) == before


def test_the_run_file_of_a_cancelled_run_says_so(workspace, endpoint, motjuste_home):
    endpoint.hold()
    process = start("eval", "dates.md", cwd=workspace)
    endpoint.wait_for_calls(1)
    process.send_signal(signal.SIGINT)
    assert ended(process)[0] == 130
    (file,) = (motjuste_home / "state" / "runs").iterdir()
    last = json.loads(file.read_text().splitlines()[-1])
    assert (last["kind"], last["status"]) == ("run_finished", "cancelled")


def test_an_impatient_second_signal_changes_nothing(workspace, endpoint):
    endpoint.hold()
    process = start("eval", "dates.md", "--events", cwd=workspace)
    endpoint.wait_for_calls(1)
    process.send_signal(signal.SIGINT)
    process.send_signal(signal.SIGINT)
    status, out, err = ended(process)
    assert status == 130
    assert json.loads(out.splitlines()[-1])["kind"] == "run_finished"
    assert "Traceback" not in err


def test_a_killed_run_goes_on_where_it_ended(workspace, endpoint):
    """No finished call is made again: the endpoint counts each question.

    From the 110th call on, in the midst of the race, no answer comes; with four calls at once, the run has taken in all
    109 answers when the 113th call is made, and then it is killed.
    """
    asked: list[str] = []
    killed = threading.Event()

    def count(request):
        asked.append(json.dumps(request, sort_keys=True))
        return slow(DEADLINE) if len(asked) >= 110 and not killed.is_set() else dates(request)

    endpoint.responder = count
    process = start("optimize", "dates.md", "--steps", 1, "--concurrency", 4, cwd=workspace)
    endpoint.wait_for_calls(113)
    process.kill()
    ended(process)
    endpoint.wait_until(lambda seen: seen.in_flight == 0)
    killed.set()
    done = motjuste("optimize", "dates.md", "--steps", 1, "--json", cwd=workspace)
    assert done.status == 0, done.stderr
    finished, later = asked[:109], asked[113:]
    assert not set(finished) & set(later)
    assert len(set(later)) == len(later)
    assert done.json["calls"]["cached"] >= len(finished)


def test_a_reader_that_goes_away_ends_the_run(workspace, endpoint):
    process = start("optimize", "dates.md", "--events", cwd=workspace)
    assert process.stdout is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.wait(DEADLINE) == 2
    assert process.stderr is not None
    assert b"Traceback" not in process.stderr.read()
    process.stderr.close()
    endpoint.wait_until(lambda seen: seen.in_flight == 0)


def test_a_reader_that_goes_away_ends_the_run_although_no_event_is_due(workspace, endpoint, motjuste_home):
    """As when a server is killed: to wait for the next event would be to go on paying."""
    endpoint.hold()
    process = start("eval", "dates.md", "--events", cwd=workspace)
    endpoint.wait_for_calls(1)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    assert process.wait(DEADLINE) == 2
    assert b"Traceback" not in process.stderr.read()
    process.stderr.close()
    endpoint.wait_until(lambda seen: seen.in_flight == 0)
    (file,) = (motjuste_home / "state" / "runs").iterdir()
    last = json.loads(file.read_text().splitlines()[-1])
    assert (last["kind"], last["status"]) == ("run_finished", "cancelled")


@pytest.mark.parametrize("output", ["--json", "--events"])
def test_an_anytime_run_that_is_stopped_at_the_gate_tells_the_verdict_so_far(workspace, endpoint, output):
    evals = read_eval_set(workspace / "dates.evals.jsonl")
    gate = {case.inputs["input"] for case in evals.part(Split.GATE)}
    first = min(10, -(-len(gate) // 4))
    enough = 2 * first + 1
    asked: list[str] = []

    def stall(request):
        if request["messages"][-1]["content"] in gate:
            asked.append("gate")
        return slow(DEADLINE) if len(asked) >= enough else dates(request)

    endpoint.responder = stall
    flags = ("--anytime", "--steps", 1, "--candidates", 2, output)
    process = start("optimize", "dates.md", *flags, cwd=workspace)
    endpoint.wait_until(lambda _: len(asked) >= enough)
    process.send_signal(signal.SIGINT)
    status, out, err = ended(process)
    assert status == 130
    if output == "--json":
        told = json.loads(out)
        assert told["gate"]["n"] == first
        assert told["gate"]["opening"] == 1
        assert told["verdict"] in {"HELPS", "UNDERPOWERED"}
        assert (told["verdict"] == "HELPS") == (told["gate"]["p"] <= told["gate"]["alpha"])
        assert "the verdict so far holds" in err
    else:
        kinds = [json.loads(line) for line in out.splitlines()]
        (told,) = [one for one in kinds if one["kind"] == "verdict"]
        assert told["final"] is False
        assert kinds[-1]["status"] == "cancelled"
    assert (workspace / "dates.md").read_text() == PROMPT
