"""Scoring one output of one case: the weighted mean of its checks, and whether that counts as right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.evals.case import Score
from motjuste.evals.checks.demanding import passes

if TYPE_CHECKING:
    from motjuste.evals.case import Case

TOLERANCE = 1e-9
"""A weighted mean may miss its threshold by this much through rounding alone."""


def score_output(case: Case, output: str, *, truncated: bool = False) -> Score:
    """The weighted mean of the case's checks, 0 to 1.

    The reason joins those of the checks that failed, and says so when the answer was cut off, since that is what a
    prompt can be blamed for. `passed` is set when a check has a threshold of its own: whether every check passed. A
    check without weight can fail nothing.
    """
    weights = case.weights or (1.0,) * len(case.checks)
    scores = [check.score(output) for check in case.checks]
    value = sum(weight * score.value for weight, score in zip(weights, scores, strict=True)) / sum(weights)
    counted = [score for weight, score in zip(weights, scores, strict=True) if weight]
    own = any(score.passed is not None for score in counted)
    passed = all(passes(score) for score in counted) if own else None
    reasons = [score.reason for score in counted if score.reason]
    if truncated and reasons:
        reasons.append("the answer was cut off at the token limit")
    return Score(min(value, 1.0), "; ".join(dict.fromkeys(reasons)), passed)


def is_right(case: Case, score: Score) -> bool:
    """Whether a score reaches the case's threshold; one of 1 asks that every check passes."""
    if case.threshold >= 1.0 and score.passed is not None:
        return score.passed
    return score.value >= case.threshold - TOLERANCE
