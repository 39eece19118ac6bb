"""APO with LPO: gradient, marks and replacements in one structured reply (method.md sections 3 and 8)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from motjuste import prompts
from motjuste.llm.reply import structured
from motjuste.optimize.events import Mark
from motjuste.optimize.methods import replies
from motjuste.optimize.methods.method import Proposal
from motjuste.optimize.numbered import number_words, readable
from motjuste.optimize.splice import named_spans, replacement
from motjuste.text.edit import smallest_edits
from motjuste.text.words import count_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from motjuste.optimize.methods.method import Brief
    from motjuste.text.edit import Edit
    from motjuste.text.span import Span

TEMPERATURE = 0.7
LONGEST_REPLY = 700
"""Tokens. A reply names a few words; a longer one is a model that lost its way."""


class Apo:
    """Automatic Prompt Optimization: reasons for failures first, then the change they call for."""

    name = "apo"

    async def propose(self, brief: Brief) -> Proposal:
        """One proposal; see `Method.propose`."""
        if brief.scope == "global":
            return await _rewrite(brief)
        return await (_reword(brief) if brief.spans else _identify_and_reword(brief))


async def _identify_and_reword(brief: Brief) -> Proposal:
    numbered = number_words(brief.document)
    shape = replies.edits_reply(len(numbered.spans), brief.max_spans)
    reply = await _ask(
        brief,
        "improve_local",
        shape,
        words=numbered.text,
        max_words=str(brief.max_words),
        max_spans=str(brief.max_spans),
    )
    text, chosen = numbered.source, named_spans(numbered, reply.edits, brief.max_words)
    marks = tuple(_mark(text, span, edit.why, brief.evidence.failing_ids) for span, edit in chosen.items())
    edits = [replacement(text, span, edit.new) for span, edit in chosen.items()]
    return Proposal(tuple(reply.causes), marks, _changing(text, edits))


async def _reword(brief: Brief) -> Proposal:
    text = brief.document.text
    pieces = "\n".join(f"{number}. {span.of(text)}" for number, span in enumerate(brief.spans, start=1))
    shape = replies.pieces_reply(len(brief.spans))
    reply = await _ask(brief, "reword_spans", shape, instruction=readable(brief.document), pieces=pieces)
    new = {edit.id: edit.new for edit in reply.edits}
    edits = [replacement(text, brief.spans[number - 1], words) for number, words in sorted(new.items())]
    reason = reply.causes[0] if reply.causes else ""
    marks = tuple(_mark(text, span, reason, brief.evidence.failing_ids) for span in brief.spans)
    return Proposal(tuple(reply.causes), marks, _changing(text, edits))


async def _rewrite(brief: Brief) -> Proposal:
    own = readable(brief.document)
    length = count_words(own)
    reply = await _ask(
        brief,
        "rewrite_prompt",
        replies.Rewrite,
        instruction=own,
        max_length=str(max(length * 3 // 2, length + 60)),
    )
    body = brief.document.messages[-1].span
    old = body.of(brief.document.text)
    start = body.start + len(old) - len(old.lstrip())
    edits = smallest_edits(old.strip(), reply.prompt.strip())
    shifted = tuple(type(edit)(edit.span.shifted(start), edit.text) for edit in edits)
    return Proposal(tuple(reply.causes), (), shifted)


async def _ask(brief: Brief, name: str, shape: type[Any], **values: str) -> Any:
    messages = prompts.load(name).fill(
        failures=brief.evidence.failures_text, successes=brief.evidence.successes_text, **values
    )
    return await structured(
        brief.optimizer,
        messages,
        shape,
        temperature=TEMPERATURE,
        sample=brief.sample,
        max_tokens=LONGEST_REPLY,
    )


def _mark(text: str, span: Span, why: str, cases: tuple[str, ...]) -> Mark:
    return Mark(span.start, span.end, span.of(text), " ".join(why.split()), cases)


def _changing(text: str, edits: Sequence[Edit]) -> tuple[Edit, ...]:
    return tuple(edit for edit in edits if edit.text != edit.span.of(text))
