"""Marks and replacements in one structured reply, spliced by code: the question all methods ask in their own words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from motjuste import prompts
from motjuste.llm.reply import structured
from motjuste.optimize.bans import new_words_pattern
from motjuste.optimize.events import Mark
from motjuste.optimize.leaks import without_leaks
from motjuste.optimize.methods import replies
from motjuste.optimize.methods.method import Proposal
from motjuste.optimize.numbered import PLACES, number_words, readable
from motjuste.optimize.shown import show
from motjuste.optimize.splice import named_spans, replacement
from motjuste.text.distance import changed_words
from motjuste.text.edit import smallest_edits
from motjuste.text.words import count_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from motjuste.llm.chat import ChatMessage
    from motjuste.optimize.methods.method import Brief, Question
    from motjuste.text.edit import Edit
    from motjuste.text.span import Span

LONGEST_REPLY = 700
"""Tokens. A reply names reasons and a few words; a longer one is a model that lost its way."""
TOKENS_A_WORD = 6
"""Of a whole prompt, in a language that a model's tokens fit badly."""
SHORTEST_CAP = 60
"""Words that any prompt may grow by (method.md 3.2)."""


async def propose(
    brief: Brief, question: Question, before: tuple[ChatMessage, ...] = (), **values: str
) -> Proposal:
    """One proposal in the form the brief calls for: numbered words, given pieces, or the whole prompt.

    Args:
        brief: What it is based on.
        question: The method's meta-prompts and temperature.
        before: Earlier turns of the same chat.
        values: What the method's own variables stand for; the common ones are filled here.

    Raises:
        motjuste.llm.errors.ModelError: The endpoint failed, or the reply's schema was broken twice.
    """
    asking = _Asking(brief, question, before, values)
    if brief.scope == "global":
        return await asking.rewrite()
    return await (asking.reword() if brief.spans else asking.identify_and_reword())


def most_changed(brief: Brief) -> str:
    """What a whole-prompt question says of its edit budget; nothing where there is none."""
    return "" if brief.edit_words is None else f", at most {brief.edit_words} of them changed"


def over_budget(brief: Brief, old: str, new: str) -> bool:
    """Whether a whole prompt changes more words than it may."""
    return brief.edit_words is not None and changed_words(old, new) > brief.edit_words


def longest(words: int) -> int:
    """Most words a rewritten prompt may have: max(1.5 |p0|, |p0| + 60)."""
    return max(words * 3 // 2, words + SHORTEST_CAP)


class _Asking:
    """One question with its answer."""

    def __init__(
        self,
        brief: Brief,
        question: Question,
        before: tuple[ChatMessage, ...],
        values: dict[str, str],
    ) -> None:
        self.brief, self.question, self.before, self.own = brief, question, before, values
        self.repairs: list[str] = []

    async def identify_and_reword(self) -> Proposal:
        brief = self.brief
        numbered = number_words(brief.document, anchors=brief.anchors)
        shape = replies.edits_reply(
            len(numbered.spans),
            brief.max_spans,
            causes=self.question.causes,
            pattern=new_words_pattern(readable(brief.document)),
        )
        reply = await self._ask(
            self.question.local,
            shape,
            words=numbered.text,
            places=PLACES if brief.anchors else "",
            max_words=str(brief.max_words),
            max_spans=str(brief.max_spans),
        )
        text = numbered.source
        chosen = named_spans(numbered, reply.edits, brief.max_words, brief.max_share)
        # A place between sentences holds no words to mark.
        marks = tuple(self._mark(text, span, edit.why) for span, edit in chosen.items() if len(span))
        edits = [self._replacement(text, span, edit.new) for span, edit in chosen.items()]
        return self._proposal(reply, marks, _changing(text, edits))

    async def reword(self) -> Proposal:
        brief, text = self.brief, self.brief.document.text
        pieces = "\n".join(f"{number}. {span.of(text)}" for number, span in enumerate(brief.spans, start=1))
        shape = replies.pieces_reply(
            len(brief.spans), causes=self.question.causes, pattern=new_words_pattern(readable(brief.document))
        )
        reply = await self._ask(
            self.question.pieces, shape, instruction=readable(brief.document), pieces=pieces
        )
        new = {edit.id: edit.new for edit in reply.edits}
        edits = [
            self._replacement(text, brief.spans[number - 1], words) for number, words in sorted(new.items())
        ]
        reason = reply.causes[0] if self.question.causes and reply.causes else ""
        marks = tuple(self._mark(text, span, reason) for span in brief.spans)
        return self._proposal(reply, marks, _changing(text, edits))

    async def rewrite(self) -> Proposal:
        shown = show(self.brief.document)
        own, length = shown.text, count_words(shown.text)
        shape = replies.Rewrite if self.question.causes else replies.Paraphrase
        reply = await self._ask(
            self.question.whole,
            shape,
            instruction=own,
            max_length=str(longest(length)),
            most_changed=most_changed(self.brief),
            room=LONGEST_REPLY + max(TOKENS_A_WORD * longest(length), len(own) // 2),
        )
        text, _ = shown.taken(self._clean(reply.prompt, own))
        if over_budget(self.brief, own, text):
            return self._proposal(reply, (), (), fault="over-budget")
        edits = shown.edits(smallest_edits(own, text))
        return self._proposal(reply, (), edits or (), fault="outside-marks" if edits is None else None)

    async def _ask(self, name: str, shape: type[Any], *, room: int = LONGEST_REPLY, **values: str) -> Any:
        evidence = self.brief.evidence
        known = {
            "failures": evidence.failures_text,
            "successes": evidence.successes_text,
            **values,
            **self.own,
        }
        meta = prompts.load(name)
        messages = meta.fill(**{name: value for name, value in known.items() if name in meta.variables})
        return await structured(
            self.brief.optimizer,
            (*self.before, *messages),
            shape,
            temperature=self.question.temperature,
            sample=self.brief.sample,
            max_tokens=room,
            noted=self.repairs,
        )

    def _replacement(self, text: str, span: Span, new: str) -> Edit:
        return replacement(text, span, self._clean(new, span.of(text)))

    def _clean(self, new: str, old: str) -> str:
        """New words without marks' tags that the old ones did not hold."""
        cleaned, leaked = without_leaks(new, old)
        if leaked:
            self.repairs.append("tag-leak")
        return cleaned

    def _mark(self, text: str, span: Span, why: str) -> Mark:
        return Mark(
            span.start, span.end, span.of(text), " ".join(why.split()), self.brief.evidence.failing_ids
        )

    def _proposal(
        self, reply: Any, marks: Iterable[Mark], edits: Sequence[Edit], fault: str | None = None
    ) -> Proposal:
        causes = tuple(reply.causes) if self.question.causes else ()
        repairs = tuple(dict.fromkeys(self.repairs))
        return Proposal(causes, tuple(marks), tuple(edits), repairs, fault)


def _changing(text: str, edits: Sequence[Edit]) -> tuple[Edit, ...]:
    return tuple(edit for edit in edits if edit.text != edit.span.of(text))
