"""Intervals by drawing cases anew: of a gap between two sets of cases, and of a mean over pairs that share cases."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

DRAWS = 2000


def gap_interval(
    chosen: Sequence[float], watched: Sequence[float], seed: int, confidence: float = 0.8
) -> tuple[float, float]:
    """Percentile bootstrap interval of mean(chosen) - mean(watched), two independent sets of cases.

    Args:
        chosen: Gains, each in [-1, 1], on the cases that a prompt was chosen by; at least one.
        watched: Its gains on cases that had no say in the choice; at least one.
        seed: Of the draws; the same seed gives the same interval.
        confidence: Coverage aimed at, both sides together. Few cases (under ten a set) give too narrow an interval.

    Returns:
        Both ends, -2..2. Source: Efron & Tibshirani, An Introduction to the Bootstrap (1993), chapter 13.

    Raises:
        ValueError: If a set is empty.
    """
    import numpy as np

    if not chosen or not watched:
        raise ValueError("a gap needs cases on both sides")
    random = Random(seed)  # noqa: S311 -- sampling, not secrecy
    means = [
        np.asarray(gains, dtype=float)[_drawn(len(gains), random)].mean(axis=1) for gains in (chosen, watched)
    ]
    return _percentiles(means[0] - means[1], confidence)


def two_way_interval(
    gains: Sequence[Sequence[float | None]], groups: Sequence[int], seed: int, confidence: float = 0.95
) -> tuple[float, float]:
    """Percentile bootstrap interval of the mean over pairs and cases, where both were drawn.

    Groups of pairs and cases are drawn anew, independently of each other, so that neither pairs that share a prompt
    nor pairs that ran the same cases count as more than they are. The interval is stretched by sqrt(G / (G - 1)) for
    G groups, as drawing anew makes their spread that much too small; with four groups it still covers some 90 % only.
    Source: Owen, The pigeonhole bootstrap, Annals of Applied Statistics 1 (2007).

    Args:
        gains: One row a pair: its gain (-1..1) on each case, in one order of cases; None where it was not run.
        groups: The group of each row; pairs that share a prompt belong together.
        seed: Of the draws.
        confidence: Coverage aimed at.

    Returns:
        Both ends, -1..1; (-1, 1) without any gain.

    Raises:
        ValueError: If the rows differ in length, or there is not one group a row.
    """
    import numpy as np

    if len(gains) != len(groups) or len({len(row) for row in gains}) > 1:
        raise ValueError("each pair needs its group and one gain or None a case")
    table = np.array([[np.nan if gain is None else gain for gain in row] for row in gains], dtype=float)
    if not table.size or np.isnan(table).all():
        return -1.0, 1.0
    names = sorted(set(groups))
    sums, counts = (
        np.array([part[np.array(groups) == name].sum(axis=0) for name in names])
        for part in (np.nan_to_num(table), (~np.isnan(table)).astype(float))
    )
    random = Random(seed)  # noqa: S311 -- sampling, not secrecy
    rows, cases = (_weights(_drawn(size, random), size) for size in counts.shape)
    weights = np.einsum("dr,rc,dc->d", rows, counts, cases, optimize=True)
    totals = np.einsum("dr,rc,dc->d", rows, sums, cases, optimize=True)
    mean = float(sums.sum() / counts.sum())
    stretch = (len(names) / (len(names) - 1)) ** 0.5 if len(names) > 1 else 1.0
    low, high = _percentiles(totals[weights > 0] / weights[weights > 0], confidence)
    return max(-1.0, mean + stretch * (low - mean)), min(1.0, mean + stretch * (high - mean))


def _drawn(size: int, random: Random) -> NDArray[np.int64]:
    """Draw as `random.choices(range(size))` does, whose stream is the same in every version, but all at once."""
    import numpy as np

    words = np.frombuffer(random.randbytes(8 * DRAWS * size), dtype="<u4").astype(np.float64)
    # `random.random` makes 53 bits of two words, the upper 27 of one and the upper 26 of the next.
    shares = (np.floor(words[::2] / 32) * 2**26 + np.floor(words[1::2] / 64)) / 2**53
    return np.floor(shares * size).astype(np.int64).reshape(DRAWS, size)


def _weights(drawn: NDArray[np.int64], size: int) -> NDArray[np.float64]:
    """How often each of `size` things came up in each draw."""
    import numpy as np

    return np.stack([(drawn == one).sum(axis=1) for one in range(size)], axis=1).astype(float)


def _percentiles(values: NDArray[np.float64], confidence: float) -> tuple[float, float]:
    import numpy as np

    tail = 100 * (1 - confidence) / 2
    low, high = np.percentile(values, [tail, 100 - tail])
    return float(low), float(high)
