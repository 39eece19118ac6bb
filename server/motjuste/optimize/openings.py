"""How often a gate was opened before, and what is left of its error rate for the next claim (method.md 6.7)."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from motjuste.evals.case import Split
from motjuste.stats.many import opening_alpha

if TYPE_CHECKING:
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
    """What it is opened for: the digest of a text and of the model that reads it."""
    gate: str
    """The digest of the gate's cases."""


def opening_for(inputs: SearchInputs, text: str) -> Opening:
    """The opening for a champion; the one it had, if the gate was opened for it before.

    Its answers are then those of the cache: to look at them again is no second chance.

    Args:
        inputs: What the run works on.
        text: The champion's text.
    """
    champion = champion_digest(text, inputs.task.name)
    known = list(dict.fromkeys(inputs.opened))
    number = known.index(champion) + 1 if champion in known else len(known) + 1
    alpha = opening_alpha(inputs.options.alpha, number)
    return Opening(number, alpha, champion, gate_digest(inputs.eval_set))


def next_alpha(inputs: SearchInputs) -> float:
    """The error rate that the next champion's claim will have, if it is a new one."""
    return opening_alpha(inputs.options.alpha, len(set(inputs.opened)) + 1)


def champion_digest(text: str, model: str) -> str:
    """What names a prompt read by a model, in 16 hex digits."""
    return sha256(f"{model}\n{text}".encode("utf-8", "surrogatepass")).hexdigest()[:16]


def gate_digest(eval_set: EvalSet) -> str:
    """What names the gate's cases, whatever their order and their places, in 16 hex digits."""
    ids = sorted(case.id for case in eval_set.part(Split.GATE))
    return sha256("\n".join(ids).encode()).hexdigest()[:16]
