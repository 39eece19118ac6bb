"""A method's own dialogue, in which prompts are read and written whole, each reply held to the marks (method.md 3)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from motjuste import prompts
from motjuste.evals.run import in_order
from motjuste.llm.chat import ChatMessage, ChatRequest
from motjuste.llm.errors import ReplyInvalid
from motjuste.optimize.events import Mark
from motjuste.optimize.identify import identify
from motjuste.optimize.leaks import without_leaks
from motjuste.optimize.locality import held_to
from motjuste.optimize.methods.fused import most_changed, over_budget
from motjuste.optimize.methods.method import Proposal
from motjuste.optimize.methods.template import sent_as
from motjuste.optimize.shown import show
from motjuste.optimize.splice import replacement
from motjuste.optimize.tagged import marked_spans, tags_for, with_tags
from motjuste.optimize.wrapping import unwrapped
from motjuste.text.edit import smallest_edits
from motjuste.text.span import Span
from motjuste.text.words import count_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from motjuste.llm.chat import ChatReply
    from motjuste.optimize.events import IdentifyMode
    from motjuste.optimize.methods.method import Brief, Method

LONGEST_REASONS = 1500
"""Tokens."""
PROMPT_WORDS = 50
"""Words a rewritten prompt may have where the prompt itself has no more (method.md 2.1)."""
MARK_TRIES, WORD_TRIES = 2, 3
"""How often marks and new words are asked for: once more, and twice more, after a reply that is no use."""


@dataclass(frozen=True, slots=True)
class Opening:
    """What comes before a proposal."""

    chat: tuple[ChatMessage, ...] = ()
    reasons: str = ""
    spans: tuple[Span, ...] = ()
    """What may change, in the shown text; empty in global scope."""
    repairs: tuple[str, ...] = ()
    fault: str | None = None


async def propose_whole(method: Method, brief: Brief, mode: IdentifyMode = "same-chat") -> Proposal:
    """One proposal by the method's own dialogue.

    Raises:
        motjuste.llm.errors.ReplyInvalid: A structured reply of the fused mode was broken twice.
        motjuste.llm.errors.ModelError: The optimizer's endpoint failed.
    """
    talk = Talk(method, brief, mode)
    return await talk.proposal(await talk.opening())


async def propose_for_parent(
    method: Method, briefs: Sequence[Brief], mode: IdentifyMode, concurrency: int
) -> list[Proposal | None]:
    """All proposals for one parent; a sampled method is asked for its marks once.

    Args:
        method: Whose dialogue.
        briefs: One a proposal, all about the same prompt.
        mode: Where marks are asked for.
        concurrency: The most dialogues under way, from 1.

    Returns:
        A proposal for each brief, None where a structured reply was broken twice.

    Raises:
        motjuste.llm.errors.ModelError: The optimizer's endpoint failed.
    """
    shared: Opening | None = None
    if method.turns.sampled:
        try:
            shared = await Talk(method, briefs[0], mode).opening()
        except ReplyInvalid:
            return [None] * len(briefs)

    async def ask(brief: Brief) -> Proposal | None:
        talk = Talk(method, brief, mode)
        try:
            return await talk.proposal(shared or await talk.opening())
        except ReplyInvalid:
            return None

    return await in_order([partial(ask, brief) for brief in briefs], concurrency)


class Talk:
    """One dialogue about one prompt.

    Args:
        method: Its meta-prompts, temperatures and the order of its turns.
        brief: What the proposal is based on.
        mode: Whether marks are asked for in the chat that gave the reasons, in one of their own, or with the new words.
    """

    def __init__(self, method: Method, brief: Brief, mode: IdentifyMode) -> None:
        self.method, self.turns, self.brief, self.mode = method, method.turns, brief, mode
        self.shown = show(brief.document)
        self.tags = tags_for(self.shown.text)
        self.length = count_words(self.shown.text)

    async def opening(self) -> Opening:
        """The turns before the proposal: reasons, if the method asks for any, and marks, in local scope."""
        chat: tuple[ChatMessage, ...] = ()
        reasons = ""
        if (turn := self.turns.reason) is not None:
            asked = self._fill(turn.prompt)
            reply = await self._say(asked, turn.temperature, LONGEST_REASONS)
            reasons, chat = reply.text.strip(), (*asked, ChatMessage("assistant", reply.text))
        if self.brief.spans:
            placed = [span for own in self.brief.spans if (span := self.shown.shown(own)) is not None]
            return Opening(chat, reasons, tuple(placed), fault=None if placed else "no-marks")
        if self.brief.scope == "global" or self.mode == "fused":
            return Opening(chat, reasons)
        return await self._marked(chat, reasons)

    async def proposal(self, opening: Opening) -> Proposal:
        """The new prompt, held to the marks."""
        causes = _lines(opening.reasons)
        if opening.fault is not None:
            return Proposal(causes, (), (), opening.repairs, opening.fault)
        before = opening.chat if self.turns.one_chat else ()
        if self.brief.scope == "local" and not opening.spans:
            return await self.method.propose(self.brief, before=opening.chat)
        scope, instruction = self.brief.scope, self.shown.text
        if scope == "local":
            instruction = with_tags(instruction, opening.spans, self.tags)
        demand = self._fill(f"whole_demand_{scope}")[0].content
        asked = self._fill(
            self.turns.propose.prompt, instruction=instruction, reasons=opening.reasons, demand=demand
        )
        return await self._reworded((*before, *asked), opening, causes)

    async def _marked(self, chat: tuple[ChatMessage, ...], reasons: str) -> Opening:
        """Ask for marks: twice by a copy with tags, then by word numbers."""
        brief, together = self.brief, self.mode == "same-chat"
        if together and chat:
            asked = (*chat, *self._fill("whole_mark"))
        else:
            asked = self._fill(self.turns.identify, reasons=reasons)
        repairs: list[str] = []
        for _ in range(MARK_TRIES):
            reply = await self._say(asked, self.turns.identify_temperature, self._room())
            copy, wrapped = unwrapped(reply.text, self.shown.text)
            found = marked_spans(
                self.shown,
                copy,
                self.tags,
                max_words=brief.max_words,
                max_spans=brief.max_spans,
                max_share=brief.max_share,
            )
            answered = (*asked, ChatMessage("assistant", reply.text))
            if found is not None and found.spans:
                repairs += ["wrapping"] * wrapped + ["round-trip"] * (not found.exact)
                return Opening(answered if together else chat, reasons, found.spans, tuple(repairs))
            asked = (*answered, *self._fill("whole_mark_again"))
            repairs = ["asked-again"]
        return await self._numbered(chat, reasons, repairs)

    async def _numbered(self, chat: tuple[ChatMessage, ...], reasons: str, repairs: list[str]) -> Opening:
        """Marks by word numbers, for a model that cannot copy the prompt."""
        brief = self.brief
        _, marks = await identify(
            brief.document,
            brief.evidence,
            brief.optimizer,
            max_words=brief.max_words,
            max_spans=brief.max_spans,
            sample=brief.sample,
        )
        spans = [span for mark in marks if (span := self.shown.shown(Span(mark.start, mark.end))) is not None]
        fault = None if spans else "no-marks"
        return Opening(chat, reasons, tuple(spans), (*repairs, "numbered"), fault)

    async def _reworded(
        self, asked: tuple[ChatMessage, ...], opening: Opening, causes: tuple[str, ...]
    ) -> Proposal:
        """Ask for the whole prompt until it says something new inside the marks."""
        marks = tuple(
            Mark(home.start, home.end, span.of(self.shown.text), " ".join(causes[:1]), self._cases)
            for span in opening.spans
            if (home := self.shown.home(span)) is not None
        )
        repairs = dict.fromkeys(opening.repairs)
        fault: str | None = None
        for _ in range(WORD_TRIES):
            reply = await self._say(asked, self.turns.propose.temperature, self._room())
            answer = self.read(reply, opening.spans)
            repairs |= dict.fromkeys(answer.repairs)
            if answer.edits or answer.fault is None:
                return Proposal(causes, marks, answer.edits, tuple(repairs), whole=True)
            fault = answer.fault
            asked = (*asked, ChatMessage("assistant", reply.text), *self._fill("whole_again"))
            repairs["asked-again"] = None
        return Proposal(causes, marks, (), tuple(repairs), fault, whole=True)

    def read(self, reply: ChatReply, spans: Sequence[Span]) -> Proposal:
        """One whole-prompt reply as edits of the file; its `fault` says when it is no use."""
        own = self.shown.text
        text, wrapped = unwrapped(reply.text, own)
        text, leaked = without_leaks(text, own)
        text, framed = self.shown.taken(text)
        repairs = ["wrapping"] * (wrapped or framed) + ["tag-leak"] * leaked
        if not text or reply.truncated:
            return Proposal((), (), (), tuple(repairs), "broken-reply")
        if self.brief.scope == "global":
            if over_budget(self.brief, own, text):
                return Proposal((), (), (), tuple(repairs), "over-budget")
            edits = self.shown.edits(smallest_edits(own, text))
            return Proposal((), (), edits or (), tuple(repairs), "outside-marks" if edits is None else None)
        held = held_to(own, spans, text)
        repairs += ["outside-edit"] * held.outside
        new = [
            replacement(self.brief.document.text, home, piece)
            for span, piece in zip(spans, held.pieces, strict=True)
            if (home := self.shown.home(span)) is not None and piece != span.of(own)
        ]
        fault = "outside-marks" if held.outside and not new else None
        return Proposal((), (), tuple(new), tuple(repairs), fault)

    def _fill(self, name: str, **values: str) -> tuple[ChatMessage, ...]:
        """A meta-prompt with what it asks for put in."""
        meta = prompts.load(name)
        known = {
            "instruction": self.shown.text,
            "failures": self.brief.evidence.failures_text,
            "template": sent_as(self.brief.document),
            "max_words": str(self.brief.max_words),
            "max_length": str(max(PROMPT_WORDS, self.length)),
            "most_changed": most_changed(self.brief),
            "open": self.tags.open,
            "close": self.tags.close,
            **values,
        }
        return meta.fill(**{name: value for name, value in known.items() if name in meta.variables})

    async def _say(self, messages: tuple[ChatMessage, ...], temperature: float, max_tokens: int) -> ChatReply:
        return await self.brief.optimizer.complete(
            ChatRequest(messages, temperature, max_tokens, sample=self.brief.sample, purpose="optimizer")
        )

    def _room(self) -> int:
        """Tokens that a copy of the prompt with some changes fits in."""
        return max(300, 6 * self.length + 200, len(self.shown.text) // 2)

    @property
    def _cases(self) -> tuple[str, ...]:
        return self.brief.evidence.failing_ids


def _lines(reasons: str) -> tuple[str, ...]:
    """Reasons as single lines, without their numbers; the first few, since a page shows them."""
    lines = [" ".join(line.split()).lstrip("0123456789.)-*• ") for line in reasons.splitlines()]
    return tuple(line for line in lines if line)[:5]
