"""Operator: ask for the answer alone, when wrong answers hold the right one among other words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.optimize.operators.operator import Insertion

if TYPE_CHECKING:
    from collections.abc import Sequence

    from motjuste.optimize.operators.operator import Change, Workbench


class AnswerOnly:
    """Asks for the answer and nothing else, when the parent's outputs are longer than the expected answers."""

    name = "answer-only"

    def changes(self, bench: Workbench) -> Sequence[Change]:
        """One sentence, when some failing output is longer than its expected answer."""
        wordy = any(
            outcome.case.expected is not None and len(outcome.output.strip()) > len(outcome.case.expected)
            for outcome in bench.failing
        )
        return [Insertion("Write only the answer itself: no sentence, no explanation.")] if wordy else []
