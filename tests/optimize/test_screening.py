"""The screen on train: it drops what is clearly worse, lets ties go on, and keeps to the budget."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from tests import personas
from tests.optimize.test_search import OPTIONS, only, run

from motjuste.document.parse import parse
from motjuste.evals.case import Case, Score, Split
from motjuste.evals.run import Outcome
from motjuste.optimize.candidate import Origin, derive, seed_candidate
from motjuste.optimize.events import (
    CandidateProposed,
    CandidatesScreened,
    GateSummary,
    ProposalsCounted,
    RaceBlock,
    Totals,
)
from motjuste.optimize.screening import Screening
from motjuste.text.edit import Edit
from motjuste.text.span import Span

SEED = seed_candidate(parse("a.md", "Do it.\n"))
CASES = [
    Case(id=f"c{n}", inputs={"text": str(n)}, expected="yes", checks=(), split=Split.TRAIN, line=n)
    for n in range(8)
]
FAILING = 4
"""The seed fails the first four cases and solves the others."""


class Board:
    """Scores by rule: a candidate solves the cases whose numbers stand in its words."""

    def __init__(self) -> None:
        self.asked: list[tuple[int, str]] = []

    async def run_sample(self, candidates: Any, cases: Any, sample: int) -> None:
        assert sample == 0
        self.asked += [(candidate.id, case.id) for candidate in candidates for case in cases]

    def outcome(self, candidate: Any, case: Any) -> Outcome:
        solves = case.id[1:] in (candidate.edits[0].new if candidate.edits else "4567")
        return Outcome(case, "", Score(float(solves)), right=solves, truncated=False)


def child(number: int, solves: str, quotes: str = "") -> Any:
    return derive(
        SEED.document, SEED, [Edit(Span(5, 5), f" {solves}")], Origin("operator", "x", quotes), number
    )


async def screen(
    *solved: str, affordable: bool = True, quotes: str = ""
) -> tuple[CandidatesScreened | None, Board]:
    board: Any = Board()
    outcomes = [board.outcome(SEED, case) for case in CASES]
    children = [child(number, one, quotes) for number, one in enumerate(solved, start=1)]
    made = Screening(board, lambda _: affordable, Totals)
    return await made.run(SEED, outcomes, children, 1), board


@pytest.mark.parametrize(
    ("solved", "dropped"),
    [
        (("4567", "4567", "4567"), ()),
        (("012 456", "0 456", "4567", "01 456"), (3,)),
        (("01 456", "12 456", "0 7", "23"), (3, 4)),
        (("0 456", "1 456", "4567", "2 456"), ()),
        (("0 7", "1 7", "2 7", "3 7"), (3, 4)),
    ],
)
async def test_only_what_is_clearly_worse_is_dropped(solved, dropped):
    event, _ = await screen(*solved)
    assert event is not None
    assert event.dropped == dropped
    assert (event.failing, event.passing) == (4, 3)


async def test_it_costs_a_handful_of_calls_a_candidate_and_none_that_cannot_tell():
    event, board = await screen("4567", "4567", "4567")
    assert len(board.asked) == 3 * FAILING, "nobody fixes anything: nothing to choose by"
    event, board = await screen("01 456", "012 456", "4567", "1 456")
    assert len(board.asked) == len(set(board.asked)) == 4 * FAILING + 3 * 3
    assert event is not None
    assert event.fixed == {"1": 2, "2": 3, "3": 0, "4": 1}
    assert event.broke == {"1": 0, "2": 0, "4": 0}


async def test_no_candidate_is_run_on_a_case_that_it_quotes():
    _, board = await screen("01 456", "012 456", "1 456", quotes="c0 c3")
    assert {case for _, case in board.asked} == {"c1", "c2", "c4", "c5", "c6"}


async def test_few_candidates_and_small_budgets_go_straight_to_the_race():
    assert (await screen("4567", "0 7"))[0] is None
    event, board = await screen("01", "02", "03", affordable=False)
    assert event is None
    assert not board.asked


def test_what_is_dropped_never_races_and_is_told(tmp_path):
    events, endpoint = run(tmp_path)
    screened = [event for event in events if isinstance(event, CandidatesScreened)]
    assert screened
    dropped = {number for event in screened for number in event.dropped}
    assert dropped, "rewording what does not matter fixes nothing here"
    raced = {int(one) for event in events if isinstance(event, RaceBlock) for one in event.means}
    made = {event.candidate for event in events if isinstance(event, CandidateProposed)}
    assert dropped.isdisjoint(raced)
    assert made - dropped <= raced
    counted = [event for event in events if isinstance(event, ProposalsCounted)][-1]
    assert sum(one.screened_out for one in counted.sources) == len(dropped)
    questions = [
        str(request["messages"]) for request in endpoint.requests if "response_format" not in request
    ]
    noise = 30
    assert len(questions) - noise == len(set(questions)), "only the A/A floor asks anything twice"


def test_every_source_and_operator_tells_what_was_of_use(tmp_path):
    events, _ = run(tmp_path)
    counted = [event for event in events if isinstance(event, ProposalsCounted)][-1]
    operators = {one.operator: one for one in counted.operators}
    assert operators["output-format"].useful > 0
    assert operators["answer-only"].useful == 0
    by_source = {one.source: one for one in counted.sources}
    assert sum(one.useful for one in counted.operators) == by_source["operator"].useful
    assert all(one.useful + one.screened_out <= one.admitted <= one.proposed for one in counted.operators)
    assert 0 < by_source["model"].useful <= by_source["model"].admitted


def test_a_tight_budget_is_kept_with_a_screen_too(tmp_path):
    for calls in (330, 350, 400):
        events, endpoint = run(tmp_path / str(calls), replace(OPTIONS, max_calls=calls))
        assert endpoint.calls <= calls
        assert only(events, GateSummary).n > 0


def test_operators_alone_ask_no_optimizer(tmp_path):
    def no_optimizer(request: dict[str, Any]) -> str:
        assert "response_format" not in request
        return personas.dates(request)

    events, endpoint = run(tmp_path, replace(OPTIONS, proposer="operators"), responder=no_optimizer)
    summary = only(events, GateSummary)
    assert summary.verdict == "HELPS"
    assert summary.totals.optimizer_calls == 0
    assert not any("response_format" in request for request in endpoint.requests)
    proposed = [event for event in events if isinstance(event, CandidateProposed)]
    assert {event.source for event in proposed} == {"operator"}
    assert "rule" not in {event.operator for event in proposed}


def test_the_model_alone_is_not_helped_by_operators(tmp_path):
    events, endpoint = run(tmp_path, replace(OPTIONS, proposer="model"))
    assert {event.source for event in events if isinstance(event, CandidateProposed)} <= {"model", "random"}
    assert not any(re.search("`rule`", str(request["messages"])) for request in endpoint.requests)


def test_both_fill_a_rule_in_the_models_words(tmp_path):
    events, _ = run(tmp_path)
    rules = [
        "".join(edit.new for edit in event.edits)
        for event in events
        if isinstance(event, CandidateProposed) and event.operator == "rule"
    ]
    assert rules
    ruled = re.compile(r" (Write the date as YYYY-MM-DD|Always keep to what the text says)\.")
    assert all(ruled.search(rule) for rule in rules)
