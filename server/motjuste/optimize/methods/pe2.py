"""PE2 with LPO: a form filled in for each failure, then the change it suggests, in one chat (method.md 2.4 and 3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.optimize.methods.method import Question, Turn, Turns
from motjuste.optimize.methods.variables import WHOLE, variables

if TYPE_CHECKING:
    from motjuste.llm.chat import ChatMessage
    from motjuste.optimize.methods.method import Brief, Proposal

LONGEST_FORM = 1500
"""Tokens (method.md 2.4)."""


class Pe2:
    """Prompt Engineering a Prompt Engineer: two turns of one chat, the first of which inspects case by case."""

    name = "pe2"
    calls = 2
    question = Question("pe2_local", "pe2_pieces", "pe2_prompt", temperature=0.7, causes=True)
    turns = Turns(
        reason=Turn("pe2_examine", 0.5),
        propose=Turn("pe2_refine", 0.7),
        identify="whole_identify",
        one_chat=True,
    )
    meta_prompts = variables(
        question,
        "",
        pe2_form="instruction template failures successes",
        pe2_examine="instruction template failures",
        pe2_refine="instruction demand",
        whole_identify="instruction failures reasons max_words open close",
        **WHOLE,
    )

    async def propose(self, brief: Brief, before: tuple[ChatMessage, ...] = ()) -> Proposal:
        """One proposal; see `Method.propose`."""
        from motjuste.optimize.methods import fused

        return await fused.propose(brief, self.question, before or await _examined(brief))


async def _examined(brief: Brief) -> tuple[ChatMessage, ...]:
    """The first turn: the form, filled in for every failure shown."""
    from motjuste import prompts
    from motjuste.llm.chat import ChatMessage
    from motjuste.llm.reply import structured
    from motjuste.optimize.methods import replies
    from motjuste.optimize.methods.template import sent_as
    from motjuste.optimize.numbered import readable

    asked = prompts.load("pe2_form").fill(
        instruction=readable(brief.document),
        template=sent_as(brief.document),
        failures=brief.evidence.failures_text,
        successes=brief.evidence.successes_text,
    )
    form = await structured(
        brief.optimizer,
        asked,
        replies.examined_reply(len(brief.evidence.failures)),
        temperature=0.5,
        sample=brief.sample,
        max_tokens=LONGEST_FORM,
    )
    return (*asked, ChatMessage("assistant", form.model_dump_json()))
