"""How often a gate was opened is remembered on this machine, and in the scores file where there is one."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from tests.personas import PROMPT, dates, write_settings, write_workspace

from motjuste.errors import UserError
from motjuste.optimize.events import GateOpened, GateSummary
from motjuste.workspace.jobs import OptimizeJob, run_job
from motjuste.workspace.openings import note_opening, read_openings
from motjuste.workspace.scores import FILE_NAME, read_gates, write_gates, write_scores
from motjuste.workspace.workspace import Workspace


@pytest.fixture
def prompt(tmp_path, endpoint, monkeypatch):
    monkeypatch.setenv("MOTJUSTE_TEST_KEY", "k")
    endpoint.responder = dates
    write_settings(tmp_path, endpoint.url)
    return write_workspace(tmp_path, cases=80)


@pytest.fixture
def noted(tmp_path):
    """Reads and notes openings of one prompt, from a workspace on one of two machines."""
    (tmp_path / "w").mkdir()
    path = tmp_path / "w" / "a.md"
    path.write_text("Say the day.\n")
    workspace = Workspace.discover(path)
    document = workspace.document(path)

    class Noted:
        root = workspace.root

        def read(self, gate="g", machine="one"):
            return read_openings(workspace, tmp_path / machine, document, gate)

        def note(self, champion, gate="g", machine="one"):
            return note_opening(workspace, tmp_path / machine, document, gate, champion)

    return Noted()


def test_openings_are_counted_by_prompt_and_gate_each_once(noted):
    assert noted.read() == ()
    for champion in ("x", "y", "x"):
        noted.note(champion)
    noted.note("x", gate="other")
    assert noted.read() == ("x", "y")
    assert noted.read(gate="other") == ("x",)
    assert noted.read(machine="two") == ()
    assert not (noted.root / FILE_NAME).exists(), "a run makes no file in a workspace"


def test_runs_beside_each_other_are_told_of_each_other(noted):
    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(noted.note, "abcdefgh"))
    assert sorted(map(len, told)) == list(range(1, 9)), "each is told of all that came before it"
    assert len(noted.read()) == 8


def test_where_there_is_a_scores_file_other_machines_know(noted):
    noted.note("x")
    write_scores(noted.root, {})
    noted.note("y")
    assert noted.read(machine="two") == ("x", "y"), "what was noted before there was a file is in it too"
    noted.note("z", machine="two")
    assert noted.read() == ("x", "y", "z")
    (noted.root / FILE_NAME).unlink()
    assert noted.read() == ("x", "y"), "what this machine saw is not forgotten with the file"


def test_new_scores_leave_the_gates_and_new_gates_the_scores(noted):
    write_scores(noted.root, {})
    noted.note("x")
    write_scores(noted.root, {})
    assert read_gates(noted.root) == {"a.md": {"g": ("x",)}}
    write_gates(noted.root, {})
    assert json.loads((noted.root / FILE_NAME).read_text()) == {"version": 1, "prompts": {}}


@pytest.mark.parametrize("gates", [[], {"a.md": []}, {"a.md": {"g": "x"}}, {"a.md": {"g": [1]}}])
def test_a_damaged_table_is_refused_with_its_line(noted, gates):
    path = noted.root / FILE_NAME
    path.write_text(json.dumps({"version": 1, "prompts": {}, "gates": gates}, indent=1))
    with pytest.raises(UserError, match="its table `gates` is damaged") as caught:
        noted.read()
    assert caught.value.line == 4


def test_a_damaged_ledger_is_as_good_as_none(noted, tmp_path):
    noted.note("x")
    (ledger,) = (tmp_path / "one" / "gates").glob("*.json")
    ledger.write_text("[")
    assert noted.read() == ()
    noted.note("y")
    assert noted.read() == ("y",)


async def test_a_run_is_counted_when_it_opens_the_gate_and_once(prompt):
    async def verdict(text=None, seed=0):
        workspace = Workspace.discover(prompt)
        job = OptimizeJob(steps=1, candidates=2, seed=seed)
        seen = [event async for event in run_job(workspace, workspace.document(prompt, text), job)]
        return next(event for event in seen if isinstance(event, GateSummary)), seen

    first, seen = await verdict()
    again, _ = await verdict()
    assert (first.opening, again.opening) == (1, 1), "the same champion is the same opening"
    assert first.alpha == again.alpha
    assert any(isinstance(event, GateOpened) for event in seen)
    other, _ = await verdict(PROMPT.replace("Keep to the facts.", "Keep to what it says."))
    assert other.opening == 2
    assert other.alpha == pytest.approx(first.alpha / 4)
