"""How well an optimizer model's proposals can be used: counted by source, and what follows when they cannot."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from motjuste.optimize.events import OperatorYield, ProposalsCounted, SourceYield

if TYPE_CHECKING:
    from collections.abc import Iterable

    from motjuste.optimize.candidate import Origin
    from motjuste.optimize.events import Source, Totals
    from motjuste.optimize.methods.method import Proposal

Mode = Literal["numbered", "whole", "none"]

MOST_REJECTED = 0.3
"""Above this share of unreadable replies the model is asked in the other way (method.md 3.1)."""
FEWEST_ASKED = 8
"""Proposals in one way before its share of unreadable ones is judged: two parents' worth."""
FEWEST_USELESS = 4
"""Proposals in one way, all of them of no use, after which it is given up: one parent's worth."""
UNREADABLE = frozenset(
    {"broken-reply", "outside-marks", "tag-leak", "chatter", "placeholder-lost", "no-marks"}
)
"""Reasons that speak of the way of asking, not of what was proposed."""


@dataclass(slots=True)
class Counts:
    """One source's proposals."""

    proposed: int = 0
    parsed: int = 0
    admitted: int = 0
    whole: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    repairs: Counter[str] = field(default_factory=Counter)
    repaired: int = 0
    screened_out: int = 0
    useful: int = 0


@dataclass(slots=True)
class Tally:
    """Counts what becomes of proposals, and says how the model is to be asked next.

    A model whose replies cannot be read in one way is asked in the other; one of which nothing could be used in
    either is asked no more.
    """

    mode: Mode = "numbered"
    _sources: dict[Source, Counts] = field(default_factory=dict)
    _operators: dict[str, Counts] = field(default_factory=dict)
    _asked: int = 0
    _unreadable: int = 0
    _useful: int = 0
    _switched: bool = False

    def count(
        self, source: Source, proposal: Proposal | None, reason: str | None, operator: str = ""
    ) -> None:
        """Add one proposal.

        Args:
            source: Who made it.
            proposal: What it was; None when the reply was broken.
            reason: Why it was refused; None when it became a candidate.
            operator: Which edit operator made it.
        """
        if operator:
            own = self._operators.setdefault(operator, Counts())
            own.proposed += 1
            own.admitted += reason is None
        counts = self._sources.setdefault(source, Counts())
        counts.proposed += 1
        repairs = proposal.repairs if proposal else ()
        counts.repairs.update(repairs)
        counts.whole += bool(proposal and proposal.whole)
        if reason is None:
            counts.admitted += 1
        else:
            counts.reasons[reason] += 1
        readable = proposal is not None and reason not in UNREADABLE
        counts.repaired += bool(readable and repairs)
        counts.parsed += bool(readable and not repairs)
        if source != "operator":
            self._asked += 1
            self._unreadable += not readable
            self._useful += reason is None

    def fared(self, screened_out: Iterable[Origin], useful: Iterable[Origin]) -> None:
        """Take in how all candidates so far did on train and dev, in place of what was known before.

        Args:
            screened_out: Whose candidates were left out of the race, one entry each.
            useful: Whose candidates were better than their parents, one entry each.
        """
        for counts in (*self._sources.values(), *self._operators.values()):
            counts.screened_out = counts.useful = 0
        for origin in screened_out:
            for counts in self._of(origin):
                counts.screened_out += 1
        for origin in useful:
            for counts in self._of(origin):
                counts.useful += 1

    def _of(self, origin: Origin) -> list[Counts]:
        known = (self._sources.get(origin.source), self._operators.get(origin.operator))
        return [counts for counts in known if counts is not None]

    def useless(self, operator: str) -> bool:
        """Whether nothing that an operator proposed could be used, often enough to give it up."""
        counts = self._operators.get(operator)
        return counts is not None and counts.proposed >= FEWEST_USELESS and counts.admitted == 0

    def settle(self) -> bool:
        """Judge the way of asking by what came of it; true when the model is asked otherwise from here on."""
        if self.mode == "none":
            return False
        useless = self._asked >= FEWEST_USELESS and self._useful == 0
        if self._switched:
            # What could be read in the first way keeps a model in the run, whichever way it is asked now.
            if useless:
                self.mode = "none"
            return useless
        unreadable = self._asked >= FEWEST_ASKED and self._unreadable > MOST_REJECTED * self._asked
        if not useless and not unreadable:
            return False
        self.mode = "whole" if self.mode == "numbered" else "numbered"
        self._switched, self._asked, self._unreadable = True, 0, 0
        return True

    @property
    def asked(self) -> int:
        """How many proposals the model was asked for."""
        return sum(counts.proposed for source, counts in self._sources.items() if source != "operator")

    @property
    def refusals(self) -> str:
        """Why the model's proposals were refused, the commonest reasons first, in words."""
        reasons: Counter[str] = Counter()
        for source, counts in self._sources.items():
            if source != "operator":
                reasons.update(counts.reasons)
        return ", ".join(f"{count} {reason}" for reason, count in reasons.most_common(3))

    @property
    def nothing_useful(self) -> str:
        """What there is to say when no proposal of a step became a candidate."""
        said = "No proposal was both new and sound"
        if self.asked:
            said += f" (of {self.asked} by the optimizer model: {self.refusals})"
        return f"{said}." + (" The model is asked no more." if self.mode == "none" else "")

    def event(self, totals: Totals, step: int) -> ProposalsCounted:
        """The counts so far."""
        asked = [counts for source, counts in self._sources.items() if source != "operator"]
        replies, whole = sum(one.proposed for one in asked), sum(one.whole for one in asked)
        return ProposalsCounted(
            totals=totals,
            step=step,
            sources=tuple(_yield(source, counts) for source, counts in sorted(self._sources.items())),
            leak_rate=_share(sum(one.repairs["tag-leak"] for one in asked), replies),
            outside_edit_rate=_share(sum(one.repairs["outside-edit"] for one in asked), whole),
            mode=self.mode,
            operators=tuple(
                OperatorYield(
                    operator=name,
                    proposed=counts.proposed,
                    admitted=counts.admitted,
                    screened_out=counts.screened_out,
                    useful=counts.useful,
                )
                for name, counts in sorted(self._operators.items())
            ),
        )


def _yield(source: Source, counts: Counts) -> SourceYield:
    return SourceYield(
        source=source,
        proposed=counts.proposed,
        parsed=counts.parsed,
        repaired=counts.repaired,
        rejected=counts.proposed - counts.admitted,
        admitted=counts.admitted,
        reasons=dict(sorted(counts.reasons.items())),
        repairs=dict(sorted(counts.repairs.items())),
        screened_out=counts.screened_out,
        useful=counts.useful,
    )


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
