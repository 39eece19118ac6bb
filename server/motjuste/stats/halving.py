"""The plan of successive halving: how many cases each round has seen, and how many candidates go on."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, log2


@dataclass(frozen=True, slots=True)
class Round:
    """One round."""

    cases: int
    """Cases that everyone in it has run at its end."""
    keep: int
    """How many go on."""


def rounds(candidates: int, cases: int, share: float) -> tuple[Round, ...]:
    """Rounds that leave one candidate, which runs all cases at last.

    With a budget B for K candidates there are ceil(log2 K) rounds, each adding B / (candidates left * rounds) cases;
    the better half goes on. Source: Karnin, Koren & Somekh, ICML 2013, on one common order of cases (method.md 2.3).

    Args:
        candidates: How many begin.
        cases: How many cases there are, at least 1.
        share: B as a share of candidates * cases, in (0, 1].

    Returns:
        One round at least, the last with all cases.
        Together they cost at most the budget, one case more for each candidate where it is less than that, and what
        the last candidate needs to run all cases.
    """
    budget, count = int(share * candidates * cases), ceil(log2(candidates)) if candidates > 1 else 0
    seen, left = 0, candidates
    found: list[Round] = []
    for _ in range(count):
        seen = min(cases, seen + max(1, budget // (left * count)))
        left = -(-left // 2)
        found.append(Round(seen, left))
    if not found or seen < cases:
        found.append(Round(cases, min(1, left)))
    return tuple(found)
