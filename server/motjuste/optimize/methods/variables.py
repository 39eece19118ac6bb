"""Which variables a method's meta-prompts must use, so that a damaged one is found before anything is spent."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from motjuste.optimize.methods.method import Question

SHOWN = "failures successes"
WHOLE = {
    "whole_mark": "max_words open close",
    "whole_mark_again": "open close",
    "whole_again": "open close",
    "whole_demand_local": "open close",
    "whole_demand_global": "max_length most_changed",
}
"""The turns that all dialogues over whole prompts share."""


def variables(question: Question, shown: str, **others: str) -> dict[str, frozenset[str]]:
    """The variables of each meta-prompt of a method.

    Args:
        question: Its structured question; the variables of that are the same for all methods.
        shown: What of the evidence that question shows.
        others: Variables of its other meta-prompts, by name, with blanks between them.
    """
    wanted = {
        question.local: f"words places max_words max_spans {shown}",
        question.pieces: f"instruction pieces {shown}",
        question.whole: f"instruction max_length most_changed {shown}",
        **others,
    }
    return {name: frozenset(used.split()) for name, used in wanted.items()}
