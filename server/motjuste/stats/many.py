"""Several claims at once: p-values that stay honest together."""

from __future__ import annotations

from math import pi
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def holm(ps: Sequence[float]) -> list[float]:
    """Adjust p-values so that all claims with an adjusted p <= alpha are true with probability 1 - alpha.

    Holds however the tests depend on each other. Source: Holm, Scandinavian Journal of Statistics 6 (1979).

    Args:
        ps: p-values, each 0..1.

    Returns:
        The adjusted p-values in the order given.

    Raises:
        ValueError: If a value is no probability.
    """
    if not all(0 <= p <= 1 for p in ps):
        raise ValueError(f"not p-values: {list(ps)}")
    adjusted = [0.0] * len(ps)
    largest = 0.0
    for rank, place in enumerate(sorted(range(len(ps)), key=lambda i: ps[i])):
        largest = max(largest, min(1.0, (len(ps) - rank) * ps[place]))
        adjusted[place] = largest
    return adjusted


def opening_alpha(alpha: float, opening: int) -> float:
    """The level at which a claim is tested when its cases were used for claims before.

    alpha * 6 / (pi**2 * j**2) for the j-th time adds up to alpha over any number of times, so that all claims that
    one gate ever makes are true with probability 1 - alpha (method.md 6.7).

    Args:
        alpha: Of all openings together, in (0, 1).
        opening: Which one it is, from 1.

    Raises:
        ValueError: If there is no such opening.
    """
    if opening < 1:
        raise ValueError(f"openings are counted from 1, not {opening}")
    return alpha * 6 / (pi * opening) ** 2
