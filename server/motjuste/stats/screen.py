"""Is the best of many candidates better than chance makes the best of many? A screen, never a claim."""

from __future__ import annotations

from functools import lru_cache
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

_ROUNDING = 1e-12
"""Sums that differ by no more are equal: flipped sums are added up in another order."""


def max_t_p(differences: Sequence[Sequence[float]], seed: int, flips: int = 2000) -> float:
    """p-value of the largest mean difference among candidates, under joint sign flips of the cases.

    If no candidate differs from the seed prompt but by luck, a case's differences are as likely to be the
    other way round. Each case is flipped for all candidates at once, which keeps their correlation.
    Source: Westfall & Young, Resampling-Based Multiple Testing (1993), max-T.

    Args:
        differences: One row a candidate: its score - the seed prompt's, case by case, in one order of cases.
        seed: Of the flips; the same seed gives the same p.
        flips: How many flips are drawn. If there are no more distinct ones than that, each is counted once
            and the result is exact.

    Returns:
        A p-value in (0, 1]; 1 without candidates or cases.

    Raises:
        ValueError: If the rows differ in length or `flips` is not positive.
    """
    import numpy as np

    if flips < 1:
        raise ValueError(f"cannot draw {flips} flips")
    if len({len(row) for row in differences}) > 1:
        raise ValueError("the candidates were not scored on the same cases")
    if not any(map(len, differences)):
        return 1.0
    scores = np.asarray(differences, dtype=float).T
    telling = scores[np.any(scores != 0, axis=1)]
    if not telling.size:
        return 1.0
    exact = 2 ** len(telling) <= flips
    scores = telling if exact else scores
    signs = _all_signs(len(scores)) if exact else _drawn_signs(len(scores), seed, flips)
    reached = int(((signs @ scores).max(axis=1) >= scores.sum(axis=0).max() - _ROUNDING).sum())
    # The order observed is itself one of the flips (Phipson & Smyth 2010): a drawn p is never 0.
    return reached / len(signs) if exact else (reached + 1) / (flips + 1)


def _all_signs(cases: int) -> NDArray[np.float64]:
    import numpy as np

    patterns = np.arange(2**cases)[:, None] >> np.arange(cases) & 1
    return (1 - 2 * patterns).astype(np.float64)


@lru_cache(maxsize=4)
def _drawn_signs(cases: int, seed: int, flips: int) -> NDArray[np.float64]:
    """Draw by the standard library's generator, whose stream is the same in every version."""
    import numpy as np

    drawn = np.frombuffer(Random(seed).randbytes((flips * cases + 7) // 8), dtype=np.uint8)  # noqa: S311
    bits = np.unpackbits(drawn)[: flips * cases].reshape(flips, cases)
    return 1 - 2 * bits.astype(np.float64)
