"""`motjuste ablate`: one command, its cost said before, the table or JSON, and nothing asked twice."""

from __future__ import annotations

import pytest
from tests.cli.command import motjuste, snapshot
from tests.personas import write_workspace

FEW = ("--seeds", 1, "--steps", 1, "--candidates", 2, "--max-calls", 400)


def test_one_command_prints_the_table_and_a_second_time_asks_nothing(workspace, endpoint):
    write_workspace(workspace, cases=40)
    before = snapshot(workspace)
    done = motjuste("ablate", "dates.md", *FEW, cwd=workspace)
    assert done.status == 0, done.stderr
    lines = done.out.splitlines()
    assert lines[0].split() == ["arm", "gate", "95", "%", "interval", "calls", "near", "end", "words", "lost"]
    assert [line[:18].strip() for line in lines[1:11]] == [
        *("W=3 identified", "W=3 random", "W=5 identified", "W=5 random"),
        *("W=10 identified", "W=10 random", "W=∞ identified", "W=∞ random"),
        *("global", "global, 15 words"),
    ]
    assert any(line.startswith("W=5 identified \u2212 W=5 random") for line in lines)
    assert "no figure here is a claim" in done.out
    assert "10 arms with 1 seeds" in done.stderr
    assert "10/10" in done.stderr
    assert snapshot(workspace) == before
    calls = endpoint.calls
    again = motjuste("ablate", "dates.md", *FEW, "--json", cwd=workspace)
    assert again.status == 0, again.stderr
    assert endpoint.calls == calls, "all answers were paid for"
    assert list(again.json) == ["path", "arms", "contrasts", "searches"]
    assert len(again.json["arms"]) == 10
    assert {one["calls"] <= 400 for one in again.json["searches"]} == {True}


def test_its_cost_is_told_without_asking(workspace, endpoint):
    done = motjuste("ablate", "dates.md", "--estimate", cwd=workspace)
    assert (done.status, done.out, endpoint.calls) == (0, "", 0)
    assert "10 arms with 5 seeds, 600 calls each" in done.stderr


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (("--max-calls", 10), "A budget of 10 calls is too small"),
        (("--edit-words", 0), "no whole number from 1"),
    ],
)
def test_what_cannot_work_is_refused_before_a_call(workspace, endpoint, flags, words):
    done = motjuste("ablate", "dates.md", "--seeds", 1, *flags, cwd=workspace)
    assert done.status == 2
    assert words in done.stderr
    assert endpoint.calls == 0
