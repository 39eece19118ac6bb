"""What the statistics promise, on the grid and against the table of the method (section 6.4).

The gate is followed along simulated numbers of discordant cases; given them, its error rate and power are
summed exactly. The other procedures walk a lattice of (wins, losses) and need no simulation at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import count
from typing import TYPE_CHECKING

import numpy as np
import pytest
from scipy import stats

from motjuste.stats.anytime import e_value
from motjuste.stats.boundary import Stage, first_stage, next_stage
from motjuste.stats.futility import predictive_probability
from motjuste.stats.gate import FUTILE, Gate
from motjuste.stats.paired import mcnemar_p
from motjuste.stats.spending import Spending, spent_by

if TYPE_CHECKING:
    from collections.abc import Callable

ALPHA = 0.05
SHARES = (0.05, 0.1, 0.2, 0.3)
SIZES = (100, 200, 400)
GRID = [(share, size) for share in SHARES for size in SIZES]

Figures = tuple[float, float]
"""Power and mean cases."""


@dataclass(frozen=True)
class Row:
    """What the method measured for one share of discordant cases, gain and number of cases."""

    share: float
    gain: float
    size: int
    pocock: Figures
    obf: Figures
    e_process: Figures | None = None
    fixed: float | None = None
    peeking: float | None = None

    def __str__(self) -> str:
        return f"{self.share}-{self.gain}-{self.size}"


TABLE = [
    Row(0.2, 0.0, 200, (0.043, 114), (0.035, 112), (0.024, 197), 0.034, 0.113),
    Row(0.2, 0.0, 400, (0.046, 227), (0.035, 232), (0.028, 391), 0.039, 0.170),
    Row(0.2, -0.03, 200, (0.004, 88), (0.007, 88)),
    Row(0.2, 0.05, 200, (0.40, 145), (0.40, 157), (0.24, 176), 0.43, 0.59),
    Row(0.2, 0.05, 400, (0.62, 277), (0.66, 316), (0.39, 315), 0.68, 0.82),
    Row(0.2, 0.10, 100, (0.63, 71), (0.64, 79), (0.43, 82), 0.67, 0.74),
    Row(0.2, 0.10, 200, (0.91, 116), (0.91, 144), (0.77, 120), 0.93, 0.95),
    Row(0.2, 0.15, 200, (0.999, 78), (0.999, 110), (0.998, 60), 1.0),
    Row(0.1, 0.05, 200, (0.62, 143), (0.65, 159), (0.46, 163), 0.68, 0.76),
]


@dataclass(frozen=True)
class Step:
    """One look of a gate, given the discordant cases on the way."""

    cases: int
    discordant: int
    needed: int
    given_up: int
    """The most wins at which the gate is futile; -1 if none."""


@cache
def paths(share: float, size: int, spending: Spending, runs: int, *, futility: bool) -> list[list[Step]]:
    """Simulated runs of a gate, each with the boundaries it meets."""
    rng = np.random.default_rng([int(share * 1000), size])
    planned = Gate(size, spending=spending).planned
    cuts = np.diff([0, *planned])
    return [
        follow(tuple(rng.binomial(cuts, share).cumsum().tolist()), planned, spending, futility=futility)
        for _ in range(runs)
    ]


def follow(
    discordant: tuple[int, ...], planned: tuple[int, ...], spending: Spending, *, futility: bool
) -> list[Step]:
    steps = []
    for look in range(len(planned)):
        stage = stage_after(discordant[: look + 1], planned, spending)
        stop = futility and look + 1 < len(planned)
        limit = given_up(discordant[look], planned[look], planned[-1]) if stop else -1
        before = discordant[look - 1] if look else 0
        cases = planned[look] - (planned[look - 1] if look else 0)
        steps.append(Step(cases, discordant[look] - before, stage.needed, limit))
    return steps


@cache
def stage_after(discordant: tuple[int, ...], planned: tuple[int, ...], spending: Spending) -> Stage:
    look = len(discordant)
    before = stage_after(discordant[:-1], planned, spending) if look > 1 else first_stage()
    return next_stage(before, discordant[-1], spent_by(planned[look - 1] / planned[-1], ALPHA, spending))


@cache
def given_up(discordant: int, seen: int, size: int) -> int:
    """The most wins at which to go on is futile; more wins are more hope."""
    for wins in range(discordant + 1):
        if predictive_probability(wins, discordant - wins, seen, size, ALPHA) >= FUTILE:
            return wins - 1
    return discordant


def operate(steps: list[Step], win: float) -> tuple[float, float]:
    """Power and mean cases along one path, when a discordant case is a win with probability `win`."""
    still_open, power, cases = np.ones(1), 0.0, 0.0
    for step in steps:
        cases += float(still_open.sum()) * step.cases
        coins = stats.binom.pmf(np.arange(step.discordant + 1), step.discordant, win)
        arrived = np.convolve(still_open, coins)
        power += float(arrived[step.needed :].sum())
        still_open = arrived[: step.needed]
        still_open[: step.given_up + 1] = 0
    return power, cases


@pytest.mark.parametrize("spending", ["pocock", "obf"])
@pytest.mark.parametrize(("share", "size"), GRID)
def test_the_gates_error_rate_is_kept_on_every_path(share, size, spending):
    errors = [operate(steps, 0.5)[0] for steps in paths(share, size, spending, 400, futility=False)]
    assert max(errors) <= ALPHA + 1e-12
    # Below the law of small numbers the test can only be cautious; with enough cases it uses its alpha.
    assert np.mean(errors) >= (0.03 if share * size >= 20 else 0.005)


@pytest.mark.parametrize("spending", ["pocock", "obf"])
@pytest.mark.parametrize("row", TABLE, ids=str)
def test_the_gates_power_and_cost_are_those_of_the_method(row, spending):
    runs = paths(row.share, row.size, spending, 400, futility=True)
    power, cases = np.mean([operate(run, (row.share + row.gain) / 2 / row.share) for run in runs], axis=0)
    expected_power, expected_cases = row.pocock if spending == "pocock" else row.obf
    assert power == pytest.approx(expected_power, abs=0.03)
    assert cases == pytest.approx(expected_cases, rel=0.05)


@pytest.mark.parametrize("spending", ["pocock", "obf"])
def test_the_gate_itself_run_to_its_end_seldom_claims_what_is_not_there(spending):
    rng = np.random.default_rng(17)
    proved = harmed = 0
    for share, size in GRID:
        for _ in range(120):
            gains = rng.choice([1, -1, 0], size=size, p=[share / 2, share / 2, 1 - share])
            wins, losses = (gains == 1).cumsum().tolist(), (gains == -1).cumsum().tolist()
            gate = Gate(size, spending=spending, futility=0)
            for seen in gate.planned:
                look = gate.look(wins[seen - 1], losses[seen - 1], seen)
                if look.rejected:
                    break
            proved += look.rejected
            harmed += look.harmful
    trials = 120 * len(GRID)
    limit = ALPHA + 2 * (ALPHA * (1 - ALPHA) / trials) ** 0.5
    assert 0.01 < proved / trials <= limit
    assert 0.01 < harmed / trials <= limit


def walk(
    needed: Callable[[int], int], share: float, gain: float, size: int, every: int = 1
) -> tuple[float, float]:
    """Exact chance to reject, and mean cases, of a rule that looks at (wins, losses) after `every` cases.

    The rule rejects at `needed(losses)` wins or more. Counts far out in the tails are left out.
    """
    most = int(share * size / 2 + 9 * (share * size / 2) ** 0.5) + 9
    stop = np.arange(most)[:, None] >= np.array([needed(losses) for losses in range(most)])
    law = np.zeros((most, most))
    law[0, 0] = 1.0
    up, down = (share + gain) / 2, (share - gain) / 2
    found = cases = 0.0
    for seen in range(1, size + 1):
        cases += float(law.sum())
        after = (1 - share) * law
        after[1:] += up * law[:-1]
        after[:, 1:] += down * law[:, :-1]
        law = after
        if seen % every == 0:
            found += float(law[stop].sum())
            law[stop] = 0
    assert found + law.sum() == pytest.approx(1, abs=1e-6)
    return found, cases


@cache
def by_e_value(losses: int) -> int:
    return next(wins for wins in count(losses) if e_value(wins, losses) >= 1 / ALPHA)


@cache
def by_plain_test(losses: int) -> int:
    return next(wins for wins in count(losses) if mcnemar_p(wins, losses) <= ALPHA)


@pytest.mark.parametrize(("share", "size"), GRID)
def test_stopping_at_any_time_by_e_values_keeps_the_error_rate(share, size):
    assert walk(by_e_value, share, 0.0, size)[0] <= ALPHA


@pytest.mark.parametrize("row", [row for row in TABLE if row.e_process], ids=str)
def test_the_e_process_has_the_power_and_cost_of_the_method(row):
    power, cases = walk(by_e_value, row.share, row.gain, row.size)
    assert power == pytest.approx(row.e_process[0], abs=0.03)
    assert cases == pytest.approx(row.e_process[1], rel=0.05)


@pytest.mark.parametrize(("share", "size"), GRID)
def test_the_fixed_test_keeps_the_error_rate(share, size):
    assert walk(by_plain_test, share, 0.0, size, every=size)[0] <= ALPHA


@pytest.mark.parametrize("row", [row for row in TABLE if row.fixed], ids=str)
def test_the_fixed_test_has_the_power_of_the_method(row):
    power, _ = walk(by_plain_test, row.share, row.gain, row.size, every=row.size)
    assert power == pytest.approx(row.fixed, abs=0.03)


@pytest.mark.parametrize("row", [row for row in TABLE if row.peeking], ids=str)
def test_peeking_with_the_fixed_test_claims_far_too_often(row):
    found, _ = walk(by_plain_test, row.share, row.gain, row.size, every=10)
    assert found == pytest.approx(row.peeking, abs=0.03)
    assert row.gain > 0 or found > 2 * ALPHA
