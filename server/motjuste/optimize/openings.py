"""How often a gate was opened before, and what is left of its error rate for the next claim (method.md 6.7)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING

from motjuste.evals.case import Split
from motjuste.llm.cache import identity_of
from motjuste.stats.many import opening_alpha

if TYPE_CHECKING:
    from collections.abc import Sequence

    from motjuste.evals.case import EvalSet
    from motjuste.optimize.plan import SearchInputs


@dataclass(frozen=True, slots=True)
class Opening:
    """One opening of a gate for a prompt."""

    number: int
    """Which one of these cases, from 1."""
    alpha: float
    """The error rate of its claim; those of all openings add up to the run's alpha."""
    champion: str
    """What it is opened for: the digest of the test that is made."""
    gate: str
    """The digest of the gate's cases."""


def opening_for(inputs: SearchInputs, text: str, samples: int) -> Opening:
    """The opening for a champion; the one it had, if the gate was opened for the same test before.

    The answers are then those of the cache: to look at them again is no second chance.

    Args:
        inputs: What the run works on.
        text: The champion's text.
        samples: How often each case is asked.
    """
    champion = champion_digest(inputs, text, samples)
    known = tuple(dict.fromkeys((*inputs.opened, champion)))
    return _counted(inputs, Opening(0, 0.0, champion, gate_digest(inputs.eval_set)), known)


def noted(inputs: SearchInputs, opening: Opening) -> Opening:
    """The opening as it counts from now on, remembered: another run may have opened the gate since this one began."""
    if inputs.note_opening is None:
        return opening
    return _counted(inputs, opening, inputs.note_opening(opening.gate, opening.champion))


def _counted(inputs: SearchInputs, opening: Opening, known: Sequence[str]) -> Opening:
    """An opening with its place among all there are, and what that leaves of the error rate."""
    number = known.index(opening.champion) + 1
    return replace(opening, number=number, alpha=opening_alpha(inputs.options.alpha, number))


def next_alpha(inputs: SearchInputs) -> float:
    """The error rate that the next champion's claim will have, if it is a new one."""
    return opening_alpha(inputs.options.alpha, len(set(inputs.opened)) + 1)


def champion_digest(inputs: SearchInputs, text: str, samples: int) -> str:
    """What names one test, in 16 hex digits: the champion, what it is held against, who answers, and how it is judged."""
    options = inputs.options
    judged = f"{identity_of(inputs.task)} {options.max_tokens} {samples} {options.anytime}"
    parts = (judged, inputs.document.source, text)
    data = "\n".join(f"{len(part)} {part}" for part in parts)
    return sha256(data.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def gate_digest(eval_set: EvalSet) -> str:
    """What names the gate's cases, whatever their order and their places, in 16 hex digits."""
    ids = sorted(case.id for case in eval_set.part(Split.GATE))
    return sha256("\n".join(ids).encode()).hexdigest()[:16]
