"""Identify: ask the optimizer model for the words behind a prompt's failures, without asking for new ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste import prompts
from motjuste.llm.reply import structured
from motjuste.optimize.events import Mark
from motjuste.optimize.methods.replies import marks_reply
from motjuste.optimize.numbered import number_words
from motjuste.optimize.splice import named_spans

if TYPE_CHECKING:
    from collections.abc import Iterable

    from motjuste.document.model import Document
    from motjuste.llm.chat import ChatModel
    from motjuste.optimize.evidence import Evidence

LONGEST_REPLY = 500
"""Tokens."""


async def identify(
    document: Document,
    evidence: Evidence,
    optimizer: ChatModel,
    *,
    max_words: int,
    max_spans: int,
    sample: int,
) -> tuple[tuple[str, ...], tuple[Mark, ...]]:
    """The causes of the failures shown, and the marks they point to.

    Args:
        document: The prompt.
        evidence: Failures and successes on train cases.
        optimizer: The model that reasons.
        max_words: Longest mark; a longer one is cut to its last words.
        max_spans: Most marks.
        sample: Which of several independent answers this is.

    Returns:
        Causes in words; marks in text order, disjoint, each inside one editable range.

    Raises:
        motjuste.llm.errors.ModelError: The model's endpoint failed, or broke the reply's schema twice.
    """
    numbered = number_words(document)
    messages = prompts.load("identify").fill(
        words=numbered.text,
        failures=evidence.failures_text,
        successes=evidence.successes_text,
        max_words=str(max_words),
        max_spans=str(max_spans),
    )
    shape = marks_reply(len(numbered.spans), max_spans)
    reply = await structured(
        optimizer, messages, shape, temperature=0.0, sample=sample, max_tokens=LONGEST_REPLY
    )
    return tuple(reply.causes), tuple(
        Mark(span.start, span.end, span.of(numbered.source), " ".join(mark.why.split()), evidence.failing_ids)
        for span, mark in named_spans(numbered, reply.marks, max_words).items()
    )


def merge(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    """Marks in text order; equal spans become one with all cases, and of overlapping ones the first found stays."""
    merged: dict[tuple[int, int], Mark] = {}
    for mark in marks:
        known = merged.get((mark.start, mark.end))
        if known is not None:
            cases = tuple(dict.fromkeys((*known.cases, *mark.cases)))
            merged[mark.start, mark.end] = Mark(known.start, known.end, known.text, known.reason, cases)
        elif all(mark.end <= other.start or other.end <= mark.start for other in merged.values()):
            merged[mark.start, mark.end] = mark
    return tuple(sorted(merged.values(), key=lambda mark: mark.start))
