"""Which candidates fall out of the race on dev: a rule for thrift, not for claims."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.stats.paired import counts, gain_p, is_binary, mcnemar_p

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

HOPELESS = 0.05
"""A candidate less likely than this to be better than the incumbent falls out."""


def drops(
    scores: Mapping[int, Sequence[float]], incumbent: int, beam: int, alpha: float = 0.2
) -> tuple[int, ...]:
    """The candidates that need not see another case.

    A candidate falls out when at least `beam` others beat it by a one-sided paired test at level `alpha`,
    or when its chance to be better than the incumbent is below 5 %. Right-or-wrong scores are compared by
    the exact sign test on discordant cases and the Beta(1 + wins, 1 + losses) posterior, graded ones by
    sign flips both times.
    Source: the racing rule of CAPO (arXiv 2504.16005) with the test for right-or-wrong scores.

    Args:
        scores: By candidate, its scores (0..1) on the cases seen so far, in one order of cases.
        incumbent: The candidate to beat; it never falls out itself.
        beam: How many candidates are wanted in the end, at least 1.
        alpha: Level of each comparison.

    Returns:
        The ids that fall out, ascending. The best `beam` by mean score are not beaten by `beam` others.

    Raises:
        ValueError: If the incumbent has no scores, the scores differ in length, or `beam` is not positive.
    """
    if incumbent not in scores or beam < 1 or len({len(row) for row in scores.values()}) > 1:
        raise ValueError("a race needs the incumbent's scores, one length of scores, and a positive beam")
    return tuple(
        candidate
        for candidate in sorted(scores)
        if candidate != incumbent
        and (
            _hopeless(_less(scores[candidate], scores[incumbent])) or _beaten(candidate, scores, alpha, beam)
        )
    )


def _beaten(candidate: int, scores: Mapping[int, Sequence[float]], alpha: float, beam: int) -> bool:
    """Whether `beam` others beat the candidate."""
    better = 0
    for other, row in scores.items():
        gains = _less(row, scores[candidate])
        better += other != candidate and sum(gains) > 0 and gain_p(gains) <= alpha
        if better >= beam:
            return True
    return False


def _hopeless(gains: Sequence[float]) -> bool:
    """Whether the chance of a mean gain above 0 is small; for graded scores as far as a test can say."""
    if not is_binary(gains):
        return sum(gains) < 0 and gain_p([-gain for gain in gains]) < HOPELESS
    wins, losses, _ = counts(gains)
    # P(share of wins > 1/2) under Beta(1 + wins, 1 + losses) is a binomial tail.
    return mcnemar_p(losses + 1, wins) < HOPELESS


def _less(ours: Sequence[float], theirs: Sequence[float]) -> list[float]:
    return [our - their for our, their in zip(ours, theirs, strict=True)]
