"""What an operator is whose words the optimizer model fills in, within a form that leaves it little room."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from motjuste.llm.chat import ChatModel
    from motjuste.optimize.evidence import Evidence
    from motjuste.optimize.operators.operator import Insertion, Workbench


class FilledOperator(Protocol):
    """One kind of edit, for which the optimizer model is asked once a proposal."""

    @property
    def name(self) -> str:
        """Its name as shown to people: `rule`."""

    @property
    def samples(self) -> int:
        """Proposals, and so calls, for a parent."""

    @property
    def meta_prompts(self) -> Mapping[str, frozenset[str]]:
        """The meta-prompts it fills and the variables of each; checked before a run's first call."""

    def fits(self, bench: Workbench) -> bool:
        """Whether it has anything to ask about this parent."""

    async def fill(
        self, bench: Workbench, evidence: Evidence, optimizer: ChatModel, sample: int
    ) -> Insertion:
        """One proposal.

        Args:
            bench: The parent and its train cases.
            evidence: Some of its failures.
            optimizer: Who is asked.
            sample: Which of the parent's proposals of this kind it is, from 0.

        Raises:
            motjuste.llm.errors.ReplyInvalid: The optimizer broke the reply's schema twice.
            motjuste.llm.errors.ModelError: The optimizer's endpoint failed.
        """
