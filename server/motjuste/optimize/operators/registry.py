"""All edit operators, in the order in which they propose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.optimize.operators.answer_only import AnswerOnly
from motjuste.optimize.operators.contrast import Contrast
from motjuste.optimize.operators.delimiters import Delimiters
from motjuste.optimize.operators.label_list import LabelList
from motjuste.optimize.operators.label_words import LabelWords
from motjuste.optimize.operators.output_format import OutputFormat
from motjuste.optimize.operators.positive_rule import PositiveRule
from motjuste.optimize.operators.rule import Rule
from motjuste.optimize.operators.steps import Steps
from motjuste.optimize.operators.unsure_rule import UnsureRule
from motjuste.optimize.operators.worked_example import WorkedExample

if TYPE_CHECKING:
    from motjuste.optimize.operators.filled import FilledOperator
    from motjuste.optimize.operators.operator import Operator

OPERATORS: tuple[Operator, ...] = (
    WorkedExample(),
    OutputFormat(),
    LabelList(),
    LabelWords(),
    AnswerOnly(),
    Steps(),
    PositiveRule(),
    Contrast(),
    Delimiters(),
    UnsureRule(),
)
"""What each proposes races on equal terms; the order only numbers the candidates."""

FILLED: tuple[FilledOperator, ...] = (Rule(),)
"""Those whose words the optimizer model fills in."""
