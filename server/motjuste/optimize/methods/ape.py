"""APE with LPO: other words for the same meaning, with no failure shown (iterative APE; method.md 2.2 and 3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.optimize.methods.method import Question, Turn, Turns
from motjuste.optimize.methods.variables import WHOLE, variables

if TYPE_CHECKING:
    from motjuste.llm.chat import ChatMessage
    from motjuste.optimize.methods.method import Brief, Proposal


class Ape:
    """Automatic Prompt Engineer, the iterative form: paraphrases of the best prompts so far."""

    name = "ape"
    calls = 1
    question = Question("ape_local", "ape_pieces", "ape_prompt", temperature=0.7, causes=False)
    turns = Turns(
        reason=None,
        propose=Turn("ape_propose", 0.7),
        identify="ape_identify",
        one_chat=True,
        sampled=True,
    )
    meta_prompts = variables(
        question,
        "",
        ape_propose="instruction demand",
        ape_identify="instruction max_words open close",
        **WHOLE,
    )

    async def propose(self, brief: Brief, before: tuple[ChatMessage, ...] = ()) -> Proposal:
        """One proposal; see `Method.propose`."""
        from motjuste.optimize.methods import fused

        return await fused.propose(brief, self.question, before)
