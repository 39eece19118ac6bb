"""The gate: its decisions against counting every outcome, its p-values, and what it refuses."""

from __future__ import annotations

from itertools import product
from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from motjuste.stats.gate import Gate, Look
from motjuste.stats.paired import mcnemar_p

SPENDING = st.sampled_from(["pocock", "obf"])


@st.composite
def schedules(draw):
    """Looks as (new cases, new discordant ones); the last look may come before the end."""
    steps = []
    for _ in range(draw(st.integers(1, 4))):
        cases = draw(st.integers(1, 6))
        steps.append((cases, draw(st.integers(0, min(cases, 5)))))
    return steps, draw(st.integers(0, 3))


def every_run(steps, **options):
    """Each way the wins may fall: its probability without a gain, and its looks up to the first proof."""
    steps, left_over = steps
    n_total = sum(cases for cases, _ in steps) + left_over
    for ways in product(*(range(discordant + 1) for _, discordant in steps)):
        gate = Gate(n_total, **options)
        looks: list[Look] = []
        likely, seen, wins, losses = 1.0, 0, 0, 0
        for (cases, discordant), won in zip(steps, ways, strict=True):
            likely *= comb(discordant, won) / 2**discordant
            seen, wins, losses = seen + cases, wins + won, losses + discordant - won
            if not (looks and looks[-1].rejected):
                looks.append(gate.look(wins, losses, seen))
        yield likely, looks, gate


@settings(max_examples=40)
@given(schedules(), SPENDING, st.sampled_from([0.05, 0.2, 0.5]))
def test_no_gain_is_proved_no_more_often_than_alpha(steps, spending, alpha):
    runs = list(every_run(steps, alpha=alpha, spending=spending, futility=0))
    assert sum(likely for likely, _, _ in runs) == pytest.approx(1)
    assert sum(likely for likely, looks, _ in runs if looks[-1].rejected) <= alpha + 1e-12


@settings(max_examples=40)
@given(schedules(), SPENDING, st.sampled_from([0.05, 0.2, 0.5]))
def test_the_p_value_is_at_most_alpha_exactly_when_a_gain_is_proved(steps, spending, alpha):
    for _, looks, gate in every_run(steps, alpha=alpha, spending=spending, futility=0):
        assert all((look.p <= alpha) == look.rejected for look in looks)
        assert gate.p_value == looks[-1].p <= 1


@settings(max_examples=40)
@given(schedules(), SPENDING, st.sampled_from([0, 0.05, 0.3]))
def test_without_a_gain_small_p_values_are_as_rare_as_they_say(steps, spending, futility):
    ends = []
    for likely, looks, _ in every_run(steps, alpha=0.3, spending=spending, futility=futility):
        stop = next((look for look in looks if look.futile), looks[-1])
        ends.append((stop.p, likely))
    for bound in {p for p, _ in ends}:
        assert sum(likely for p, likely in ends if p <= bound) <= bound + 1e-12


@settings(max_examples=40)
@given(schedules(), SPENDING)
def test_harm_is_the_mirror_image_of_a_gain(steps, spending):
    gained = harmed = 0.0
    for likely, looks, _ in every_run(steps, alpha=0.3, spending=spending, futility=0):
        # What is proved first counts: who goes on after harm may still come to prove a gain.
        first = next((look for look in looks if look.rejected or look.harmful), looks[-1])
        assert not (first.rejected and first.harmful)
        gained += likely * first.rejected
        harmed += likely * first.harmful
        assert looks[-1].harmful == (looks[-1].harm_p <= 0.3)
    assert gained == pytest.approx(harmed)


def test_one_look_is_the_fixed_test():
    for wins, losses in [(12, 3), (9, 6), (0, 0), (3, 12)]:
        gate = Gate(60, looks=1)
        look = gate.look(wins, losses, 60)
        assert look.rejected == (mcnemar_p(wins, losses) <= 0.05)
        assert look.harmful == (mcnemar_p(losses, wins) <= 0.05)
        assert look.p == pytest.approx(mcnemar_p(wins, losses))
        assert look.harm_p == pytest.approx(mcnemar_p(losses, wins))


def test_a_run_in_full():
    gate = Gate(200)
    assert gate.planned == (50, 100, 150, 200)
    assert gate.p_value == 1.0
    assert gate.look(7, 3, 50) == Look(9, False, False, False, 0.171875, 0.9453125)
    assert gate.look(14, 6, 100).boundary == 15
    assert not gate.look(20, 10, 150).rejected
    last = gate.look(28, 12, 200)
    assert (last.boundary, last.rejected, last.futile) == (27, True, False)
    assert gate.p_value == last.p == pytest.approx(0.0402, abs=0.0001)


def test_a_clear_gain_is_proved_at_the_first_look_and_the_gate_closes():
    gate = Gate(200)
    assert gate.look(10, 0, 50).rejected
    assert gate.p_value == pytest.approx(2**-10)
    with pytest.raises(ValueError, match="closed"):
        gate.look(11, 0, 100)


def test_a_useless_prompt_is_given_up_early_and_a_harmful_one_is_named():
    gate = Gate(200)
    assert gate.look(3, 7, 50).futile
    second = gate.look(3, 17, 100)
    assert second.harmful
    assert second.harm_p <= 0.05 < second.p


def test_harm_once_proved_stays_proved():
    gate = Gate(100, futility=0)
    first = gate.look(0, 9, 25)
    assert first.harmful
    later = gate.look(9, 9, 50)
    assert later.harmful
    assert later.harm_p == first.harm_p


def test_few_differences_cannot_reach_a_boundary():
    look = Gate(100).look(2, 0, 25)
    assert look.boundary is None
    assert not look.rejected
    assert not look.harmful


@pytest.mark.parametrize(
    ("n_total", "looks", "planned"),
    [
        (202, 4, (51, 101, 152, 202)),
        (3, 4, (1, 2, 3)),
        (1, 4, (1,)),
        (0, 4, ()),
        (10, 1, (10,)),
        (10, 3, (4, 7, 10)),
    ],
)
def test_looks_are_planned_for_any_number_of_cases(n_total, looks, planned):
    assert Gate(n_total, looks=looks).planned == planned


@given(st.integers(1, 500), st.integers(1, 12))
def test_planned_looks_rise_to_the_last_case(n_total, looks):
    planned = Gate(n_total, looks=looks).planned
    assert list(planned) == sorted(set(planned))
    assert planned[-1] == n_total
    assert 1 <= len(planned) <= looks
    assert planned[0] >= 1


def test_a_tiny_gate_proves_nothing_and_says_so():
    for n_total in range(1, 5):
        gate = Gate(n_total)
        for seen in gate.planned:
            look = gate.look(seen, 0, seen)
            assert look.boundary is None
            assert not look.rejected
        assert gate.p_value == pytest.approx(2**-n_total)
    gate = Gate(5)
    looks = [gate.look(seen, 0, seen) for seen in gate.planned]
    assert looks[-1].rejected
    assert gate.p_value == 2**-5


@pytest.mark.parametrize(
    "options", [{"n_total": -1}, {"looks": 0}, {"alpha": 0}, {"alpha": 1}, {"spending": "haybittle"}]
)
def test_impossible_gates_are_refused(options):
    with pytest.raises(ValueError, match="no such"):
        Gate(**{"n_total": 10, **options})


@pytest.mark.parametrize(
    "counts",
    [(2, 2, 10), (1, 4, 20), (3, 1, 20), (2, 3, 9), (8, 8, 20), (3, 3, 101), (-1, 3, 20)],
)
def test_counts_that_cannot_follow_are_refused(counts):
    gate = Gate(100)
    gate.look(2, 3, 10)
    with pytest.raises(ValueError, match=r"cannot follow|of a gate of 100"):
        gate.look(*counts)
    assert gate.look(3, 3, 20).p > 0.05  # the refused counts left no trace
