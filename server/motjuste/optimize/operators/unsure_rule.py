"""Operator: say what to answer when unsure, so that hedging and refusals become answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.optimize.operators.operator import Insertion

if TYPE_CHECKING:
    from collections.abc import Sequence

    from motjuste.optimize.operators.operator import Change, Workbench

OPEN_ANSWERS = frozenset({"none", "unknown", "other", "unclear", "n/a", "not stated", "null", "not found"})


class UnsureRule:
    """Names the eval set's own way of saying "nothing fits", or asks for the most likely answer."""

    name = "unsure-rule"

    def changes(self, bench: Workbench) -> Sequence[Change]:
        """One sentence; the general form only where some failing output is empty or declines to answer."""
        for answer in bench.answers:
            if answer.strip().casefold() in OPEN_ANSWERS:
                return [Insertion(f"If the text does not say, answer {answer.strip()}.")]
        if any(_declines(outcome.output) for outcome in bench.failing):
            return [Insertion("If you are not sure, give the most likely answer.")]
        return []


def _declines(output: str) -> bool:
    folded = output.strip().casefold()
    return not folded or any(
        sign in folded for sign in ("sorry", "cannot", "can't", "unable", "not sure", "unclear")
    )
