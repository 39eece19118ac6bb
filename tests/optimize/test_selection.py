"""Telling candidates apart on dev: what each way spends, that it repeats itself, and whose full scores it has."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from tests.optimize.scores import SEED, candidate

from motjuste.evals.case import Case, Split
from motjuste.evals.checks import build
from motjuste.llm.chat import ChatReply
from motjuste.optimize.events import RaceBlock, Totals
from motjuste.optimize.scoreboard import Scoreboard
from motjuste.optimize.selection.contest import Contest
from motjuste.optimize.selection.registry import selection_named, selection_names

if TYPE_CHECKING:
    from motjuste.llm.chat import ChatRequest

WAYS = selection_names()
CASES = [
    Case(f"{n:012x}", {"input": f"#{n}#"}, "yes", (build("equals", "yes", expected="yes"),), Split.DEV, n + 1)
    for n in range(100)
]
RIVALS = [candidate(number) for number in range(1, 17)]
RATES = {SEED.text: 0.5} | {one.text: 0.3 + 0.03 * number for number, one in enumerate(RIVALS)}
"""The later a rival, the better; the last is right on three cases of four."""


@dataclass
class Answers:
    """A task model that answers a share of cases rightly, and remembers what it was asked."""

    name: str = "answers"
    asked: Counter[tuple[str, str]] = field(default_factory=Counter)

    async def complete(self, request: ChatRequest) -> ChatReply:
        said = "\n".join(message.content for message in request.messages)
        case = said.split("#")[1]
        prompt = next(text for text in sorted(RATES, key=len, reverse=True) if text.strip() in said)
        self.asked[prompt, case] += 1
        return ChatReply("yes" if Random(f"{case} {prompt}").random() < RATES[prompt] else "no")


def hold(
    way: str, budget: int = 10**6, rivals: Any = RIVALS, beam: int = 1
) -> tuple[Contest, Answers, list[Any]]:
    """One contest, the calls it made, and its events."""
    model = Answers()
    contest = Contest(
        Scoreboard(model, concurrency=4, max_tokens=None),
        CASES,
        incumbent=SEED,
        entrants=[SEED, *rivals],
        beam=beam,
        step=1,
        affordable=lambda calls: model.asked.total() + calls <= budget,
        totals=Totals,
    )

    async def follow() -> list[Any]:
        return [event async for event in selection_named(way).run(contest)]

    return contest, model, asyncio.run(follow())


@pytest.mark.parametrize("way", WAYS)
def test_nothing_is_asked_twice_and_the_incumbent_has_full_scores(way):
    contest, model, _ = hold(way)
    assert set(model.asked.values()) == {1}
    assert contest.finishers[0] is SEED
    assert contest.finished(SEED)
    assert len(contest.finishers) >= 2
    assert not contest.out_of_budget


@pytest.mark.parametrize("way", WAYS)
def test_one_of_the_best_has_full_scores_in_the_end(way):
    contest, _, _ = hold(way)
    assert max(one.id for one in contest.finishers) >= 14


@pytest.mark.parametrize(
    ("way", "least", "most"), [("race", 0.2, 0.8), ("halving", 0.3, 0.45), ("ucb", 0.38, 0.5)]
)
def test_each_way_spends_about_what_it_says(way, least, most):
    _, model, _ = hold(way)
    spent = sum(times for (prompt, _), times in model.asked.items() if prompt != SEED.text)
    assert least <= spent / (len(RIVALS) * len(CASES)) <= most
    assert model.asked.total() - spent == len(CASES)
    assert selection_named(way).share <= most


@pytest.mark.parametrize("way", WAYS)
def test_the_same_scores_give_the_same_contest(way):
    assert hold(way)[2] == hold(way)[2]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("budget", [5, 60, 150, 210, 300, 700])
def test_a_budget_is_kept_and_the_favourite_paid_to_its_end_where_it_can_be(way, budget):
    contest, model, _ = hold(way, budget)
    assert model.asked.total() <= budget
    if contest.out_of_budget:
        assert budget < 2 * len(CASES) + 10 * len(RIVALS)
    else:
        assert contest.finishers[0] is SEED
        # In a race the favourite may turn out to be hopeless when nobody else can be paid.
        assert len(contest.finishers) >= 2 or way == "race"


@pytest.mark.parametrize("way", WAYS)
def test_who_left_is_told_once_and_the_last_block_is_that_of_the_finishers(way):
    contest, _, events = hold(way)
    blocks = [event for event in events if isinstance(event, RaceBlock)]
    left = [number for block in blocks for number in block.dropped]
    assert len(left) == len(set(left))
    assert set(left) | {one.id for one in contest.finishers} == {one.id for one in contest.entrants}
    assert blocks[-1].cases == len(CASES)
    assert set(blocks[-1].means) == {str(one.id) for one in contest.finishers}


def test_halving_goes_on_with_the_better_half():
    _, _, events = hold("halving")
    blocks = [event for event in events if isinstance(event, RaceBlock)]
    assert [block.cases for block in blocks] == [10, 30, 70, 100]
    assert [len(block.means) - 1 for block in blocks] == [16, 8, 4, 2]
    for block, after in pairwise(blocks):
        stayed = {number for number in after.means if number != "0"}
        worst = min(block.means[number] for number in stayed)
        assert all(block.means[str(number)] <= worst for number in block.dropped)


def test_bounds_play_everyone_once_and_the_good_most():
    _, model, events = hold("ucb")
    plays = Counter(prompt for prompt, _ in model.asked)
    assert min(plays.values()) >= 5
    assert plays[RIVALS[-1].text] + plays[RIVALS[-2].text] > 4 * plays[RIVALS[0].text]
    first = next(event for event in events if isinstance(event, RaceBlock))
    assert len(first.means) == len(RIVALS)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("rivals", [[], RIVALS[-1:]])
def test_a_contest_of_one_or_none_ends_with_full_scores(way, rivals):
    contest, model, _ = hold(way, rivals=rivals)
    assert [one.id for one in contest.finishers] == [0, *(one.id for one in rivals)]
    assert model.asked.total() == len(CASES) * (1 + len(rivals))
