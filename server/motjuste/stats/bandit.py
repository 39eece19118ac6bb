"""Which candidate to try next: the one that may still be the best, by an upper confidence bound."""

from __future__ import annotations

from math import log, sqrt
from statistics import fmean
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

BOLDNESS = 0.25
"""The factor c of the bound. Gains over a common incumbent spread less than scores, so it is less than APE's 1."""


def highest_bound(gains: Sequence[Sequence[float]], played: int, boldness: float = BOLDNESS) -> int:
    """The arm with the highest mean + c * sqrt(ln t / n); the first on ties.

    Source: Auer, Cesa-Bianchi & Fischer, Machine Learning 47 (2002), with t all plays so far and n the arm's own
    (method.md 2.3; published prompt optimizers count rounds as t, which leaves the first without a bound).

    Args:
        gains: By arm, what it gained case by case; each has been played.
        played: Cases played by all arms together, at least 1.
        boldness: The factor c.

    Raises:
        ValueError: If there is no arm, or one was never played.
    """
    if not gains or not all(gains):
        raise ValueError("every arm has to be played once first")
    bounds = [fmean(row) + boldness * sqrt(log(played) / len(row)) for row in gains]
    return bounds.index(max(bounds))
