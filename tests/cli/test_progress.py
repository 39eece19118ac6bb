"""Progress: plain lines for logs, a live line on a terminal, silence for programs."""

from __future__ import annotations

import os
import pty
import subprocess

import pytest
from tests.cli.command import DEADLINE, command

from motjuste.cli.progress import Lines, Silent, time_left, told
from motjuste.optimize.events import (
    GateLook,
    Mark,
    MarksFound,
    NoiseMeasured,
    Progress,
    RunStarted,
    SearchStopped,
    StepScreened,
    Totals,
)

NONE = Totals()
STARTED = RunStarted(
    totals=NONE,
    run="r",
    job="optimize",
    path="p.md",
    text_sha256="",
    evalset="e.jsonl",
    evalset_digest="",
    method="apo",
    scope="local",
    task_model="m",
    optimizer_model="m",
    seed=0,
    cases={"train": 1, "dev": 2, "gate": 3},
    mde=0.15,
    max_calls=None,
    expected_calls=(100, 200),
    skipped_rows=2,
)


@pytest.mark.parametrize(
    ("spent", "expected", "seconds", "words"),
    [
        (0, 100, 0.0, ""),
        (50, None, 10.0, ""),
        (120, 100, 10.0, ""),
        (50, 100, 10.0, "10 s left"),
        (50, 100, 1.0, "5 s left"),
        (10, 100, 60.0, "9 min left"),
    ],
)
def test_time_left(spent, expected, seconds, words):
    assert time_left(spent, expected, seconds) == words


def test_the_plan_says_cases_model_cost_and_reach():
    line = told(STARTED)
    for words in (
        "1 train, 2 dev, 3 gate",
        "model m",
        "about 100 calls, at most 200",
        "15 points",
        "2 bad rows skipped",
    ):
        assert words in line


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (NoiseMeasured(totals=NONE, cases=30, disagreement=0.1), "10 % of 30 cases"),
        (NoiseMeasured(totals=NONE, cases=30, disagreement=0.0), ""),
        (
            MarksFound(
                totals=NONE, step=1, candidate=0, gradient=(), marks=(Mark(0, 4, "the\ndate", "why", ()),)
            ),
            "step 1: marked “the date”",
        ),
        (MarksFound(totals=NONE, step=2, candidate=3, gradient=(), marks=(Mark(0, 4, "x", "why", ()),)), ""),
        (StepScreened(totals=NONE, step=1, best=2, dev=0.5, p_max_t=0.1), "step 1: best on dev 0.50"),
        (SearchStopped(totals=NONE, reason="steps", message="All done."), "search ended: All done."),
        (
            GateLook(totals=NONE, look=1, cases=20, wins=3, losses=1, boundary=5),
            "look 1: 3 wins, 1 loss on 20",
        ),
    ],
)
def test_what_deserves_a_line(event, words):
    assert (words in told(event)) if words else told(event) == ""


def progress(phase, step, done):
    return Progress(totals=NONE, phase=phase, step=step, done=done, total=10, best=None)


def test_plain_lines_name_each_phase_once(capsys):
    with Lines() as lines:
        for event in (
            progress("mine", 1, 5),
            progress("mine", 1, 10),
            progress("race", 1, 5),
            progress("race", 2, 5),
        ):
            lines.take(event)
        lines.fetched(500, 1000)
        lines.fetched(501, 1000)
    assert capsys.readouterr().err.splitlines() == [
        "step 1: collecting wrong answers …",
        "step 1: racing candidates …",
        "step 2: racing candidates …",
        "fetching the embedded model: 0 of 0 MB",
    ]


def test_silence(capsys):
    with Silent() as silent:
        silent.take(STARTED)
        silent.fetched(1, 2)
    assert capsys.readouterr() == ("", "")


def test_on_a_terminal_the_line_is_live_and_the_result_stays_clean(workspace):
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        command("optimize", "dates.md", "--steps", 1, "--json"),
        cwd=workspace,
        stdout=subprocess.PIPE,
        stderr=theirs,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "100"},
    )
    os.close(theirs)
    shown = b""
    while True:
        try:
            chunk = os.read(ours, 65_536)
        except OSError:  # the terminal closes with its last writer
            break
        if not chunk:
            break
        shown += chunk
    assert process.stdout is not None
    out = process.stdout.read()
    process.stdout.close()
    assert process.wait(DEADLINE) == 0
    os.close(ours)
    text = shown.decode()
    for words in ("calls", "best", "racing candidates", "gate, look 1"):
        assert words in text, words
    assert "\x1b[?25h" in text, "the cursor is shown again"
    assert out.startswith(b"{")
