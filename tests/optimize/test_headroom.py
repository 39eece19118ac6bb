"""The headroom stop: whether some reworded prompts solve what the seed fails, found out for few calls."""

from __future__ import annotations

import asyncio

import pytest
from tests.optimize.scores import SEED, Scores, candidate, cases

from motjuste.optimize.candidate import Origin, derive
from motjuste.optimize.headroom import PROBES, WAVE, HeadroomProbe, probes_of
from motjuste.text.edit import Edit
from motjuste.text.span import Span

TRAIN = 10


def probed(scores, *, min_effect=0.1, probes=None, affordable=None):
    """A probe that ran to its end; cases from the tenth on are dev cases. A score of None may not be asked for."""
    every = cases(len(scores[0]))
    probe = HeadroomProbe(
        Scores(scores),
        SEED,
        probes or [candidate(number) for number in scores if number],
        min_effect,
        affordable or (lambda _: True),
    )

    async def follow():
        return [len(block) async for block in probe.run(every[:TRAIN], every[TRAIN:])]

    return probe, asyncio.run(follow())


def test_where_nothing_is_solved_it_takes_as_few_cases_as_the_interval_needs():
    # 29 is the fewest n with 0.95 < 1 - 0.9 ** n, by hand.
    row = [0.0] * 29 + [None] * 20
    probe, blocks = probed(dict.fromkeys(range(PROBES + 1), row))
    assert blocks == [10, 10, 9]
    assert probe.reason.startswith("On 29 cases, 4 differently worded prompts solved 0 ")


def test_what_the_seed_solves_is_tried_by_nobody_else():
    seed, other = [1.0] * 28 + [0.0, None], [None] * 28 + [0.0, None]
    probe, _ = probed({0: seed, 1: other, 2: other})
    assert probe.reason.startswith("On 29 cases, 2 ")
    assert probe.counted == probe.looked_at == 29


def zeros(count: int, total: int) -> list[float | None]:
    """Scores of 0 on the first cases; the others may not be asked for."""
    return [0.0 if case < count else None for case in range(total)]


@pytest.mark.parametrize(("available", "known"), [(46, True), (45, False)])
def test_one_solved_case_is_outweighed_by_enough_others(available, known):
    # Clopper and Pearson's upper end for 1 of 46 is 0.0991, for 1 of 45 it is 0.1013.
    asked = available if known else TRAIN
    rows = {number: zeros(asked if known or not number else WAVE, available) for number in range(PROBES + 1)}
    rows[2][3] = 1.0
    probe, _ = probed(rows)
    assert (probe.reason is not None) is known
    assert probe.counted == (46 if known else 0)


def test_where_wording_helps_a_few_failures_say_so():
    rows = {0: [0.0] * TRAIN + [None] * 30}
    rows |= {number: [0.0, 1.0, 1.0, 0.0] + [None] * 36 for number in range(1, PROBES + 1)}
    probe, blocks = probed(rows)
    assert (probe.reason, probe.solved, blocks) == (None, 2, [])


def test_who_quotes_a_case_is_not_tried_on_it():
    edit = Edit(Span(8, 11), "day, as 0 is")
    quoting = derive(SEED.document, SEED, [edit], Origin("operator", "worked-example", "0"), 1)
    rows = {0: [0.0] * 29, 1: [None] + [0.0] * 28, 2: [0.0] * 29}
    probe, _ = probed(rows, probes=[quoting, candidate(2)])
    assert (probe.counted, probe.reason is None) == (29, False)


def test_a_case_that_all_quote_says_nothing():
    quoting = [
        derive(SEED.document, SEED, [Edit(Span(8, 11), new)], Origin("operator", new, "0"), number)
        for number, new in enumerate(("day as 0", "0"), 1)
    ]
    other = [None] + [0.0] * 29
    probe, _ = probed({0: [0.0] * 30, 1: other, 2: other}, probes=quoting)
    assert (probe.looked_at, probe.counted) == (30, 29)
    assert probe.reason.startswith("On 29 cases, 2 ")


def test_one_prompt_of_many_that_helps_is_not_missed():
    rows: dict[int, list[float | None]] = {number: [0.0] * 60 for number in range(10)}
    rows[8] = [1.0] * 60
    probe, blocks = probed(rows)
    assert (probe.reason, blocks) == (None, [])
    # Its turns among nine are on the second, fifth and seventh case, by hand; the third wave is not asked.
    assert (probe.solved, probe.turns) == (3, 2 * WAVE * PROBES)


def test_one_prompt_alone_says_nothing_of_wording():
    probe, blocks = probed({0: [0.0] * TRAIN + [None] * 30, 1: [None] * 40})
    assert (probe.reason, blocks) == (None, [])


def test_a_smaller_gain_worth_having_takes_more_cases():
    probe, _ = probed({number: [0.0] * 60 for number in range(PROBES + 1)}, min_effect=0.05)
    assert probe.counted == 59
    assert probe.reason is not None


def test_without_the_calls_or_the_cases_nothing_is_said():
    rows = {number: [0.0] * TRAIN + [None] * 30 for number in range(PROBES + 1)}
    probe, blocks = probed(rows, affordable=lambda calls: not calls)
    assert (probe.reason, blocks) == (None, [10])
    probe, _ = probed({number: [0.0] * TRAIN + [None] * 18 for number in range(PROBES + 1)})
    assert (probe.reason, probe.looked_at) == (None, 0)


def test_probes_are_as_different_as_they_can_be():
    def made(number, operator):
        return derive(
            SEED.document, SEED, [Edit(Span(8, 11), f"day {number}")], Origin("operator", operator), number
        )

    # Proposals of the model are of one kind, however many places they edit.
    model = [
        derive(SEED.document, SEED, edits, Origin("model"), number)
        for number, edits in (
            (6, [Edit(Span(0, 3), "Tell")]),
            (7, [Edit(Span(0, 3), "Name"), Edit(Span(8, 11), "date")]),
        )
    ]
    assert [one.id for one in probes_of([*model, made(1, "labels"), made(2, "order")])] == [6, 1, 2, 7]
    kinds = [made(1, "labels"), made(2, "labels"), made(3, "order"), made(4, "labels"), made(5, "terse")]
    assert [one.id for one in probes_of(kinds)] == [1, 3, 5, 2, 4]
