"""APO with LPO: reasons for failures first, then the change they call for (method.md 2.3 and 3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.optimize.methods.method import Question, Turn, Turns
from motjuste.optimize.methods.variables import SHOWN, WHOLE, variables

if TYPE_CHECKING:
    from motjuste.llm.chat import ChatMessage
    from motjuste.optimize.methods.method import Brief, Proposal


class Apo:
    """Automatic Prompt Optimization: in the product's protocol reasons, marks and replacements are one reply."""

    name = "apo"
    calls = 1
    question = Question("improve_local", "reword_spans", "rewrite_prompt", temperature=0.7, causes=True)
    turns = Turns(
        reason=Turn("apo_inspect", 0.7),
        propose=Turn("apo_propose", 0.0),
        identify="whole_identify",
        one_chat=False,
    )
    meta_prompts = variables(
        question,
        SHOWN,
        apo_inspect="instruction failures",
        apo_propose="instruction failures reasons demand",
        whole_identify="instruction failures reasons max_words open close",
        **WHOLE,
    )

    async def propose(self, brief: Brief, before: tuple[ChatMessage, ...] = ()) -> Proposal:
        """One proposal; see `Method.propose`."""
        from motjuste.optimize.methods import fused

        return await fused.propose(brief, self.question, before)
