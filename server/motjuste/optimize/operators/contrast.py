"""Operator: say which of two labels a case has that the prompt confuses."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from motjuste.optimize.operators.coverage import input_length
from motjuste.optimize.operators.labels import closed_labels
from motjuste.optimize.operators.operator import Insertion
from motjuste.optimize.operators.quoting import answer_line, input_line, quotable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from motjuste.evals.run import Outcome
    from motjuste.optimize.operators.operator import Change, Workbench


class Contrast:
    """Quotes the shortest case of the commonest confusion between two labels, with the right label and the wrong one."""

    name = "label-contrast"

    def changes(self, bench: Workbench) -> Sequence[Change]:
        """One sentence, when some failing output is another label than the expected one."""
        labels = closed_labels(bench.answers)
        confused = [
            outcome
            for outcome in bench.failing
            if outcome.output.strip() in labels and quotable(outcome.case, bench.prompt)
        ]
        if not confused:
            return []
        counted = Counter(_pair(outcome) for outcome in confused)
        common = min(counted, key=lambda pair: (-counted[pair], pair))
        cases = [outcome.case for outcome in confused if _pair(outcome) == common]
        case = min(cases, key=lambda case: (input_length(case), case.id))
        text = f"For example, “{input_line(case)}” is {answer_line(case)}, not {common[1]}."
        return [Insertion(text, quotes_cases=(case.id,))]


def _pair(outcome: Outcome) -> tuple[str, str]:
    """Expected and given label."""
    return answer_line(outcome.case), outcome.output.strip()
