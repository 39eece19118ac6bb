"""Intervals against scipy, published examples, slow versions, and their promised coverage."""

from __future__ import annotations

from itertools import pairwise
from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from motjuste.stats.gate import Gate
from motjuste.stats.interval import betting_interval, clopper_pearson, newcombe_paired, repeated_confidence


def drawn(rng: np.random.Generator, share: float, gain: float, cases: int) -> np.ndarray:
    return rng.choice([1, -1, 0], size=cases, p=[(share + gain) / 2, (share - gain) / 2, 1 - share])


@given(st.integers(1, 300), st.data())
def test_the_exact_interval_of_a_rate_is_scipys(n, data):
    k = data.draw(st.integers(0, n))
    expected = stats.binomtest(k, n).proportion_ci(0.9, "exact")
    assert clopper_pearson(k, n, 0.9) == pytest.approx((expected.low, expected.high), abs=1e-9)


def test_no_cases_say_nothing_of_a_rate():
    assert clopper_pearson(0, 0) == (0.0, 1.0)


@pytest.mark.parametrize(("k", "n"), [(-1, 3), (4, 3)])
def test_impossible_counts_are_refused(k, n):
    with pytest.raises(ValueError, match="not"):
        clopper_pearson(k, n)
    with pytest.raises(ValueError, match="negative"):
        newcombe_paired(1, k - n, -1, n)


@pytest.mark.parametrize(
    ("table", "low", "high"),
    [
        ((36, 12, 2, 0), 0.0569, 0.3404),  # Newcombe 1998, table III
        ((20, 12, 2, 16), 0.0562, 0.3292),
        ((14, 5, 0, 22), 0.0115, 0.2265),  # Altman et al., Statistics with Confidence (2000), table 6.2
        ((1, 1, 7, 12), -0.5069, -0.0256),  # Bentur et al. 2009, in Fagerland et al. (2017), ch. 8
        ((59, 6, 16, 80), -0.1186, -0.0046),  # Cavo et al. 2012, the same
    ],
)
def test_the_paired_interval_is_that_of_published_examples(table, low, high):
    assert newcombe_paired(*table) == pytest.approx((low, high), abs=0.0001)


@given(*[st.integers(0, 60)] * 4)
def test_the_paired_interval_holds_the_gain_and_turns_with_the_table(a, b, c, d):
    low, high = newcombe_paired(a, b, c, d)
    assert -1 <= low <= high <= 1
    if a + b + c + d:
        assert low - 1e-12 <= (b - c) / (a + b + c + d) <= high + 1e-12
    assert newcombe_paired(a, c, b, d) == pytest.approx((-high, -low))


def test_no_cases_say_nothing_of_a_gain():
    assert newcombe_paired(0, 0, 0, 0) == (-1.0, 1.0)
    assert betting_interval([]) == (-1.0, 1.0)


@pytest.mark.parametrize(("cases", "width"), [(200, 0.12), (100, 0.17)])
def test_the_paired_interval_covers_as_often_and_is_as_narrow_as_the_method_says(cases, width):
    rng = np.random.default_rng(8)
    covered, widths = 0, []
    for _ in range(2000):
        gains = drawn(rng, 0.2, 0.05, cases)
        wins, losses = int((gains == 1).sum()), int((gains == -1).sum())
        right = rng.binomial(cases - wins - losses, 0.6)
        low, high = newcombe_paired(right, wins, losses, cases - wins - losses - right)
        covered += low <= 0.05 <= high
        widths.append(high - low)
    assert covered / 2000 > 0.935
    assert np.mean(widths) == pytest.approx(width, abs=0.01)


@pytest.mark.parametrize(("cases", "gain", "width"), [(200, 0.0, 0.18), (200, 0.1, 0.18), (100, 0.0, 0.25)])
def test_the_betting_interval_covers_at_all_times_and_is_as_narrow_as_the_method_says(cases, gain, width):
    rng = np.random.default_rng(9)
    intervals = [betting_interval(drawn(rng, 0.2, gain, cases).tolist()) for _ in range(120)]
    # It is a running intersection: it covers in the end only if it covered at every look before.
    assert np.mean([low <= gain <= high for low, high in intervals]) >= 0.95
    assert np.mean([high - low for low, high in intervals]) == pytest.approx(width, abs=0.012)


def test_the_looks_share_the_error():
    looks = [0, 25, 50, 75, 100]
    errors = [1 - repeated_confidence(before, seen, 100) for before, seen in pairwise(looks)]
    assert sum(errors) == pytest.approx(0.05)
    assert errors == sorted(errors, reverse=True)


@pytest.mark.parametrize(
    ("cases", "share", "gain"), [(40, 0.2, 0.0), (40, 0.6, 0.4), (100, 0.2, 0.15), (200, 0.2, 0.1)]
)
def test_intervals_of_a_gate_that_ends_early_cover_and_are_narrower_than_bets(cases, share, gain):
    rng = np.random.default_rng(11)
    covered, widths, betted = 0, [], []
    for _ in range(300):
        gains = drawn(rng, share, gain, cases)
        gate, before = Gate(cases, alpha=0.03), 0
        for seen in gate.planned:
            part = gains[:seen]
            wins, losses = int((part == 1).sum()), int((part == -1).sum())
            look = gate.look(wins, losses, seen)
            if look.rejected or look.harmful or look.futile:
                break
            before = seen
        confidence = repeated_confidence(before, seen, cases) if seen < cases else 0.95
        right = rng.binomial(seen - wins - losses, 0.6)
        low, high = newcombe_paired(right, wins, losses, seen - wins - losses - right, confidence)
        covered += low <= gain <= high
        if seen < cases:
            widths.append(high - low)
            one, other = betting_interval(part.tolist())
            betted.append(other - one)
    assert covered / 300 > 0.93
    assert np.mean(widths) < 0.9 * np.mean(betted)


def test_the_betting_interval_only_shrinks():
    gains = drawn(np.random.default_rng(3), 0.3, 0.1, 150).tolist()
    ends = [betting_interval(gains[:n]) for n in range(1, 150, 12)]
    assert all(one[0] <= other[0] and other[1] <= one[1] for one, other in pairwise(ends))


def slowly_refuted(gains: list[float], truth: float, alpha: float) -> bool:
    """The betting test of one gain, written out case by case."""
    m = (truth + 1) / 2
    up = down = 0.5
    xs = [(gain + 1) / 2 for gain in gains]
    variance = 0.25
    for t, x in enumerate(xs, 1):
        bet = (2 * log(2 / alpha) / (variance * t * log(t + 1))) ** 0.5
        up *= 1 + min(bet, 0.5 / m) * (x - m)
        down *= 1 - min(bet, 0.5 / (1 - m)) * (x - m)
        if max(up, down) >= 1 / alpha:
            return True
        means = [(0.5 + sum(xs[:i])) / (i + 1) for i in range(1, t + 1)]
        variance = (0.25 + sum((y - mean) ** 2 for y, mean in zip(xs, means, strict=False))) / (t + 1)
    return False


@pytest.mark.parametrize("seed", range(3))
def test_the_betting_interval_is_what_the_bets_leave(seed):
    rng = np.random.default_rng(seed)
    gains = (rng.random(40) ** 2 * rng.choice([-1, 1, 1], size=40)).tolist()
    low, high = betting_interval(gains, alpha=0.1)
    assert low > -1
    assert not slowly_refuted(gains, low + 0.0011, 0.1)
    assert not slowly_refuted(gains, high - 0.0011, 0.1)
    assert slowly_refuted(gains, low, 0.1)
    assert high == 1.0 or slowly_refuted(gains, high, 0.1)


def test_a_betting_interval_refuted_everywhere_keeps_the_mean():
    gains = [1.0] * 200 + [-1.0] * 400
    low, high = betting_interval(gains)
    assert low == high == pytest.approx(-1 / 3)


def test_a_difference_out_of_range_is_refused():
    for gains in ([0.0, 1.5], [float("nan")]):
        with pytest.raises(ValueError, match="outside"):
            betting_interval(gains)
