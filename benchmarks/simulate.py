"""False claims, power and calls of the real search, on models whose true effects are known.

    python benchmarks/simulate.py [--runs 5000] [--processes N] [--smoke]

Nothing of the search is replaced: it runs as the command line runs it, with the product protocol and every rule on.
Only the two models are simulated (`simulated.py`): each proposal has a true effect, and a case's answer under a prompt
is fixed by it. On the null grid no proposal helps, so each HELPS is false; the default way to select has all the runs,
the others, the anytime gate and five runs on one gate have a share. On the grid of effects claims are compared with the
usual way on the same numbers: the paper's full dev evaluation of 37 prompts, its best on a fixed test. A cell there is
power, mean true gain of what is offered in points (0 for a run that offers nothing), and calls.
Prints two tables; exits 1 when more than 5 % of a rule's null runs claim anything (one-sided 95 % bound).
"""

from __future__ import annotations

import argparse
import asyncio
import math
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from statistics import fmean

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from typing import TYPE_CHECKING

from benchmarks.simulated import Found, Sizes, World, searched

from motjuste.optimize.plan import SearchOptions

if TYPE_CHECKING:
    from motjuste.optimize.events import Select

ALPHA = 0.05
RIGHT = (0.3, 0.5, 0.7, 0.9)
FLIPS = (0.05, 0.1, 0.2, 0.3)
NULLS = (0.0, -0.03)
"""Mean true effect of a proposal where none helps."""
HELPFUL = ((-0.01, 0.05), (0.0, 0.10), (0.05, 0.10))
"""Mean and standard deviation of a proposal's true effect."""
SIZES = (Sizes(25, 35, 40), Sizes(50, 100, 200))
PAPER_NODES = 36
"""Prompts that the paper's beam makes at most, besides the seed."""


@dataclass(frozen=True)
class Setting:
    """One cell of a grid."""

    right: float
    """Share of cases that the seed prompt answers rightly."""
    flips: float
    """Share of cases that a proposal changes the outcome of."""
    mean: float
    spread: float
    sizes: Sizes


@dataclass(frozen=True)
class Rule:
    """One way to run the search; what it does not name is as the command line has it."""

    name: str
    select: Select = "race"
    anytime: bool = False
    """Judge the gate by evidence; the user stops at the best moment there is."""
    openings: int = 1
    """Runs on the same prompt and gate, one after another; one claim among them counts."""


RULES = (
    Rule("race"),
    Rule("halving", select="halving"),
    Rule("ucb", select="ucb"),
    Rule("anytime", anytime=True),
    Rule("one gate, 5 runs", openings=5),
)


@dataclass(frozen=True)
class Outcome:
    """What one run came to, or the runs on one gate."""

    claimed: bool
    gain: float
    """True gain of the prompt that is offered; 0 when none is."""
    calls: float
    """Of one run."""
    stop: str


def outcome(job: tuple[Rule, Setting, int]) -> Outcome:
    """One run of the search, or as many as the rule says."""
    rule, setting, seed = job
    world = World(seed, setting.right, setting.flips, setting.mean, setting.spread)
    opened: tuple[str, ...] = ()
    runs: list[Found] = []
    for number in range(rule.openings):
        options = SearchOptions(
            seed=seed + 10**6 * number, concurrency=1, select=rule.select, anytime=rule.anytime
        )
        runs.append(asyncio.run(searched(world, setting.sizes, options, opened)))
        opened += (runs[-1].champion,) if runs[-1].champion else ()
    claims = [one for one in runs if one.claimed]
    gain = world.effect(claims[0].text) if claims else 0.0
    stop = "gate" if opened else runs[-1].stop
    return Outcome(bool(claims), gain, fmean(one.calls for one in runs), stop)


def usual(setting: Setting, seed: int) -> Outcome:
    """Full dev evaluation of as many prompts as the paper's beam makes, and the best against the seed on a fixed test."""
    random = np.random.default_rng(seed)
    sizes, flips = setting.sizes, setting.flips
    effects = np.clip(random.normal(setting.mean, setting.spread, PAPER_NODES), -flips, flips)
    best = int(np.argmax([gain.sum() for gain in _gains(random, effects, flips, sizes.dev)]))
    (gate,) = _gains(random, effects[best : best + 1], flips, sizes.gate)
    wins, losses = int((gate > 0).sum()), int((gate < 0).sum())
    claimed = _sign_test(wins, losses) <= ALPHA
    calls = (PAPER_NODES + 1) * sizes.dev + 2 * sizes.gate + 9 * 20
    return Outcome(claimed, float(effects[best]) if claimed else 0.0, calls, "")


def _gains(random: np.random.Generator, effects: np.ndarray, flips: float, cases: int) -> list[np.ndarray]:
    """Gain on each case, -1, 0 or 1, of prompts with some true effects."""
    draws = random.random((len(effects), cases))
    win = (flips + effects[:, None]) / 2
    return list(np.where(draws < win, 1, np.where(draws < flips, -1, 0)))


def _sign_test(wins: int, losses: int) -> float:
    total = wins + losses
    return float(sum(math.comb(total, k) for k in range(wins, total + 1)) / 2**total)


def possible(setting: Setting) -> bool:
    """Whether a prompt can change so many cases: not more than are right, nor than are wrong."""
    return setting.flips <= 2 * min(setting.right, 1 - setting.right)


def grid(effects: tuple[tuple[float, float], ...]) -> list[Setting]:
    """All settings that can be."""
    every = product(RIGHT, FLIPS, effects, SIZES)
    found = [Setting(right, flips, mean, spread, sizes) for right, flips, (mean, spread), sizes in every]
    return [one for one in found if possible(one)]


def upper_bound(count: int, runs: int) -> float:
    """One-sided 95 % Clopper-Pearson bound of a rate."""
    from motjuste.stats.interval import clopper_pearson

    return float(clopper_pearson(count, runs, confidence=0.90)[1])


def nulls(pool: ProcessPoolExecutor, settings: list[Setting], runs: int) -> bool:
    """Print the null grid's table; false if some rule claims more often than allowed."""
    print("| no proposal helps | runs | false HELPS | 95 % bound | calls | stopped before the gate |")
    print("|---|---|---|---|---|---|")
    kept = True
    for rule in RULES:
        # The default has all the runs, the other rules a fifth, and runs on one gate that much less again.
        share = 1 if rule == RULES[0] else 5 * rule.openings
        each = max(1, -(-runs // share // len(settings)))
        jobs = [(rule, setting, seed) for setting in settings for seed in range(each)]
        found = list(zip(jobs, pool.map(outcome, jobs, chunksize=4), strict=True))
        kept = _null_row(rule.name, [one for _, one in found]) <= ALPHA and kept
        if rule == RULES[0]:
            for mean in NULLS:
                part = [one for (_, at, _), one in found if at.mean == mean]
                _null_row(f"{rule.name}, true effect {100 * mean:+.0f} points", part)
            for flips in FLIPS:
                part = [one for (_, at, _), one in found if at.flips == flips]
                _null_row(f"{rule.name}, {100 * flips:.0f} % of outcomes flip", part)
    return kept


def _null_row(name: str, part: list[Outcome]) -> float:
    """Print a row; the upper bound of the rate of false claims."""
    if not part:
        return 0.0
    false = sum(one.claimed for one in part)
    bound = upper_bound(false, len(part))
    calls, early = fmean(one.calls for one in part), fmean(one.stop != "gate" for one in part)
    rate = f"{false} ({100 * false / len(part):.2f} %)"
    told = f"{len(part):,} | {rate} | {100 * bound:.2f} % | {calls:,.0f} | {100 * early:.0f} %"
    print(f"| {name} | {told} |", flush=True)
    return bound


def powers(pool: ProcessPoolExecutor, runs: int) -> None:
    """Print power, gain and calls of each rule beside those of the usual way."""
    settings = [one for one in grid(HELPFUL) if one.right in {0.5, 0.7}]
    rules = [rule for rule in RULES if rule.openings == 1]
    each = max(1, -(-runs // len(settings)))
    names = " | ".join([*(rule.name for rule in rules), "full dev + fixed test"])
    print(f"\n| effects of proposals, train/dev/gate | {names} |")
    print(f"|---|{'---|' * (len(rules) + 1)}")
    for (mean, spread), sizes in product(HELPFUL, SIZES):
        part = [one for one in settings if (one.mean, one.spread, one.sizes) == (mean, spread, sizes)]
        jobs = [(setting, seed) for setting in part for seed in range(each)]
        cells = [
            _told(list(pool.map(outcome, [(rule, *job) for job in jobs], chunksize=4))) for rule in rules
        ]
        cells.append(_told([usual(*job) for job in jobs]))
        name = f"N({100 * mean:+.0f}, {100 * spread:.0f}) points, {sizes}"
        print(f"| {name} | {' | '.join(cells)} |", flush=True)


def _told(found: list[Outcome]) -> str:
    power, gain = fmean(one.claimed for one in found), fmean(one.gain for one in found)
    return f"{100 * power:.0f} %, {100 * gain:+.1f}, {fmean(one.calls for one in found):,.0f}"


def main() -> int:
    """Run both grids."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--runs", type=int, default=5000, help="of the default rule on the null grid")
    parser.add_argument("--processes", type=int, default=None)
    parser.add_argument("--smoke", action="store_true", help="a few runs of each rule; no limit is held")
    options = parser.parse_args()
    harmless = grid(tuple((mean, 0.0) for mean in NULLS))
    with ProcessPoolExecutor(options.processes) as pool:
        if options.smoke:
            nulls(pool, harmless[:2], 2)
            return 0
        kept = nulls(pool, harmless, options.runs)
        powers(pool, options.runs // 8)
    if not kept:
        print("more than 5 % of the runs in which nothing helps claim something", file=sys.stderr)
    return int(not kept)


if __name__ == "__main__":
    sys.exit(main())
