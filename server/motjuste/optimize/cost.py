"""What a run may cost in calls, before anything is spent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from motjuste.evals.case import Split
from motjuste.optimize.audit import audit_calls
from motjuste.optimize.methods.registry import method_named
from motjuste.optimize.operators.registry import FILLED
from motjuste.optimize.portions import BLOCK, NOISE_CASES
from motjuste.optimize.selection.registry import selection_named

if TYPE_CHECKING:
    from motjuste.evals.case import EvalSet
    from motjuste.optimize.methods.method import Method
    from motjuste.optimize.plan import SearchOptions

OPERATED = 5
"""About how many candidates of one parent the edit operators bring into the race."""
SCREENED = 6
"""About how many train cases a new candidate is run on before it may race."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Calls of a run, both models together."""

    least: int
    """Below this a run cannot come to any verdict."""
    typical: int
    worst: int
    optimizer: int
    """Of `typical`, those of the optimizer model."""


def expected_cost(options: SearchOptions, eval_set: EvalSet) -> Cost:
    """What an optimization may cost. Samples taken twice for a wavering model, and replies asked for again, not counted."""
    train, dev, gate = (len(eval_set.part(split)) for split in Split)
    sizes = _Sizes(train, dev, gate, stages=2 if options.two_stage else 1)
    method = method_named(options.method)
    paper = options.protocol == "paper"
    return _paper(options, sizes, method) if paper else _product(options, sizes, method)


@dataclass(frozen=True, slots=True)
class _Sizes:
    """Cases by split, and task calls for each."""

    train: int
    dev: int
    gate: int
    stages: int


def _product(options: SearchOptions, sizes: _Sizes, method: Method) -> Cost:
    stages, share = sizes.stages, selection_named(options.select).share
    train, dev, gate = sizes.train * stages, sizes.dev * stages, sizes.gate * stages
    noise, block = min(NOISE_CASES * stages, dev), BLOCK * stages
    entrants = options.asks_model * options.candidates + options.operates * OPERATED
    asked = options.asks_model * options.candidates * method.calls + _filled(options)
    first = 2 * noise + min(block, train) + asked
    audited = options.audit * audit_calls(options.max_spans) * stages
    screened = entrants * min(SCREENED * stages, train) + audited
    parents = options.beam * (min(2 * block, train) + asked + screened)
    later = options.beam * entrants * dev
    return Cost(
        least=first + entrants * min(block, dev) + 2 * max(0, dev - block) + 2 * gate,
        typical=int(
            first
            + screened
            + share * entrants * dev
            + (options.steps > 1) * (parents / 2 + share * later / 2)
            + gate
        ),
        worst=first + screened + entrants * dev + max(0, options.steps - 1) * (parents + later) + 4 * gate,
        optimizer=asked + (options.steps > 1) * options.beam * asked // 2,
    )


def _filled(options: SearchOptions) -> int:
    """Optimizer calls that edit operators take for one parent."""
    asked = options.asks_model and options.operates
    return asked * sum(min(operator.samples, options.candidates) for operator in FILLED)


def _paper(options: SearchOptions, sizes: _Sizes, method: Method) -> Cost:
    """The paper's loop: every prompt on all dev cases, and a beam of parents from the second step on (method.md 2.1)."""
    parents = 1 + options.beam * (options.steps - 1)
    mined = 0 if method.turns.reason is None else min(2 * BLOCK, sizes.train)
    identifies = options.scope == "local" and options.identify != "fused" and not options.spans
    asked = paper_questions(method, options.candidates, identifies=identifies)

    def total(parents: int, mined: int) -> int:
        cases = sizes.dev * (1 + parents * options.candidates) + parents * mined + 2 * sizes.gate
        return cases * sizes.stages + parents * asked

    return Cost(
        least=total(1, mined),
        typical=total(parents, mined),
        worst=total(parents, sizes.train if mined else 0),
        optimizer=parents * asked,
    )


def paper_questions(method: Method, candidates: int, *, identifies: bool) -> int:
    """Optimizer calls for one parent in the paper's protocol, each sample of a question counted as a call.

    Args:
        method: Which method.
        candidates: Proposals for the parent.
        identifies: Whether marks are asked for in a turn of their own.
    """
    turns = method.turns
    each = 1 + (turns.reason is not None)
    return each * candidates + identifies * (1 if turns.sampled else candidates)
