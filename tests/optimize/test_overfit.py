"""The overfit gap: measured on halves that change parts, and what the search goes back to when it is wide."""

from __future__ import annotations

import pytest
from tests.optimize.scores import SEED, Scores, candidate, cases
from tests.optimize.test_search import OPTIONS, only, run

from motjuste.evals.case import Split
from motjuste.evals.load import read_eval_set
from motjuste.optimize.events import (
    CandidateProposed,
    GateSummary,
    OverfitMeasured,
    SearchStopped,
    Totals,
)
from motjuste.optimize.evidence import stream
from motjuste.optimize.overfit import OverfitWatch

FIRST, SECOND = candidate(1), candidate(2)
NONE = [0.0] * 40
EVEN = [1.0, 0.0] * 20
"""Right on the half that odd steps choose by, and on none of the other."""
BOTH = [1.0, 1.0, 0.0, 0.0] * 10


def watch(scores: dict[int, list[float]], dev: int = 40) -> OverfitWatch:
    return OverfitWatch(Scores(scores), cases(dev), SEED, 5, Totals)


def test_a_prompt_that_only_its_own_half_likes_shows_a_gap():
    told = watch({0: NONE, 1: EVEN, 2: BOTH})
    measured = told.measure(1, [FIRST, SECOND])
    assert measured is not None
    assert (measured.candidate, measured.chosen, measured.watched, measured.gap) == (1, 1.0, 0.0, 1.0)
    assert measured.cases == (20, 20)
    assert told.too_wide(1) is measured
    assert told.too_wide(2) is None


def test_the_halves_change_parts_each_step():
    told = watch({0: NONE, 1: EVEN, 2: BOTH})
    measured = told.measure(2, [FIRST, SECOND])
    assert measured is not None
    assert (measured.candidate, measured.chosen, measured.watched) == (2, 0.5, 0.5)
    assert told.too_wide(2) is None


def test_the_gap_is_relative_to_the_seed():
    measured = watch({0: EVEN, 1: EVEN}).measure(1, [FIRST])
    assert measured is not None
    assert (measured.candidate, measured.gap) == (0, 0.0), "the odd half is easier for every prompt"


@pytest.mark.parametrize(
    ("scores", "dev"),
    [({0: NONE, 1: EVEN}, 28), ({1: EVEN}, 40), ({0: NONE}, 40)],
    ids=["too few cases", "the seed was not run", "nobody else was run"],
)
def test_nothing_is_measured_where_there_is_nothing_to_go_by(scores, dev):
    assert watch(scores, dev).measure(1, [FIRST]) is None


def test_the_latest_choice_without_a_gap_is_gone_back_to():
    told = watch({0: NONE, 1: BOTH, 2: EVEN})
    told.measure(1, [FIRST])
    told.measure(2, [FIRST])
    told.measure(3, [FIRST, SECOND])
    assert told.too_wide(3) is not None
    assert told.sound([FIRST, SECOND]).id == 1


def test_without_such_a_choice_the_best_without_a_gap_is_taken_and_at_last_the_seed():
    told = watch({0: NONE, 1: EVEN, 2: [0.5, 0.5] * 20})
    told.measure(1, [FIRST, SECOND])
    assert told.sound([FIRST, SECOND]).id == 2
    told = watch({0: NONE, 1: EVEN})
    told.measure(1, [FIRST])
    assert told.sound([FIRST]).id == 0


def test_a_choice_that_gains_on_the_other_half_too_is_worth_the_gate_though_its_gap_is_wide():
    most = [1.0, 1.0, 1.0, 0.0] * 10
    told = watch({0: NONE, 1: most})
    measured = told.measure(1, [FIRST])
    assert measured is not None
    assert (measured.chosen, measured.watched) == (1.0, 0.5)
    assert told.too_wide(1) is not None
    assert told.sound([FIRST]).id == 1


def _memorizing(folder):
    """A task model that has seen every second dev case: told a form, it is right on those and on no others."""
    from tests import personas

    personas.write_workspace(folder, cases=160)
    dev = list(read_eval_set(folder / "dates.evals.jsonl").part(Split.DEV))
    stream(OPTIONS.seed, "order", Split.DEV).shuffle(dev)
    seen = {case.inputs["input"] for case in dev[::2]}

    def answer(request):
        if "response_format" in request:
            return personas.dates(request)
        text = request["messages"][-1]["content"]
        told = "YYYY" in request["messages"][0]["content"] or "Example" in request["messages"][0]["content"]
        return personas.iso(text) if told and text in seen else "well"

    return answer


def test_a_search_that_fits_its_dev_cases_stops_and_keeps_the_seed(tmp_path):
    events, _ = run(tmp_path, responder=_memorizing(tmp_path), cases=160)
    assert only(events, SearchStopped).reason == "overfit"
    measured = only(events, OverfitMeasured)
    assert measured.interval[0] > 0.05
    assert measured.chosen > 0.8
    summary = only(events, GateSummary)
    assert (summary.verdict, summary.candidate, summary.n) == ("NO EVIDENCE", 0, 0)
    assert "fits its dev cases" in summary.message
    assert any(isinstance(event, CandidateProposed) for event in events)


def test_a_gain_that_holds_everywhere_shows_no_gap(tmp_path):
    events, _ = run(tmp_path)
    measured = [event for event in events if isinstance(event, OverfitMeasured)]
    assert measured
    assert all(event.interval[0] <= 0.05 for event in measured)
    assert only(events, GateSummary).verdict == "HELPS"
