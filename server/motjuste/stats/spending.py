"""How much of the error rate a group-sequential test may have spent by when (Lan & DeMets, Biometrika 70, 1983)."""

from __future__ import annotations

from math import e, erfc, log, sqrt
from statistics import NormalDist
from typing import Literal

Spending = Literal["pocock", "obf"]
"""`pocock` spends evenly and stops early; `obf` (O'Brien-Fleming) saves nearly all for the end."""


def spent_by(fraction: float, alpha: float, spending: Spending) -> float:
    """The error rate that may be spent once `fraction` (0..1) of the cases are in.

    Pocock type: alpha * ln(1 + (e - 1) * fraction). O'Brien-Fleming type: 2 - 2 * Phi(z / sqrt(fraction))
    with z the upper alpha / 2 point of the normal distribution. Both reach alpha at fraction 1.

    Raises:
        ValueError: If the spending function is unknown.
    """
    if spending not in {"pocock", "obf"}:
        raise ValueError(f"no such spending function: {spending}")
    if fraction >= 1:
        return alpha
    if fraction <= 0:
        return 0.0
    if spending == "pocock":
        return alpha * log(1 + (e - 1) * fraction)
    z = NormalDist().inv_cdf(1 - alpha / 2)
    return erfc(z / sqrt(2 * fraction))
