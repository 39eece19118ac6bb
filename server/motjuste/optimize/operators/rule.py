"""Operator: one rule in the optimizer model's words, in a form that can only be an instruction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste import prompts
from motjuste.optimize.operators.operator import Insertion
from motjuste.text.scripts import scripts

if TYPE_CHECKING:
    from motjuste.llm.chat import ChatModel
    from motjuste.optimize.evidence import Evidence
    from motjuste.optimize.operators.operator import Workbench

LONGEST_REPLY = 120
"""Tokens."""
HOME = "Latin"
"""The script that rules are written in; a prompt in another one is left to the other operators."""


class Rule:
    """Asks what differs between wrong and right answers, for a sentence that begins with a verb.

    A small model obeys a grammar and not a request: left free it answers the task, refuses, or pastes an answer.
    """

    name = "rule"
    samples = 2
    meta_prompts = {"fill_rule": frozenset({"instruction", "failures"})}  # noqa: RUF012 -- never changed

    def fits(self, bench: Workbench) -> bool:
        """Only where something fails, and the prompt is in a script that rules can be written in."""
        written = scripts(bench.prompt).most_common(1)
        return bool(bench.failing) and (not written or written[0][0] == HOME)

    async def fill(
        self, bench: Workbench, evidence: Evidence, optimizer: ChatModel, sample: int
    ) -> Insertion:
        """One sentence; see `FilledOperator.fill`."""
        from motjuste.llm.reply import structured
        from motjuste.optimize.methods.replies import FilledRule

        messages = prompts.load("fill_rule").fill(instruction=bench.prompt, failures=evidence.failures_text)
        reply = await structured(
            optimizer, messages, FilledRule, temperature=0.7, sample=sample, max_tokens=LONGEST_REPLY
        )
        return Insertion(reply.rule)
