"""What a run is given, what it may cost, and the order in which it reads cases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from motjuste.errors import UserError
from motjuste.evals.case import Split
from motjuste.optimize.evidence import stream

if TYPE_CHECKING:
    from collections.abc import Callable

    from motjuste.document.model import Document
    from motjuste.evals.case import Case, EvalSet
    from motjuste.llm.chat import ChatModel
    from motjuste.llm.prices import Price
    from motjuste.optimize.events import Scope, Totals
    from motjuste.text.span import Span

BLOCK = 10
"""Cases a race or a mining pass runs at a time (method.md 6.2)."""
NOISE_CASES = 30
ERRORS_WANTED = 4
"""A parent is run on train until it has made this many mistakes (method.md 8)."""
OPERATED = 5
"""About how many candidates the edit operators make of one parent."""
RACED = 0.6
"""About which share of the full cost a race spends."""
FEWEST_CASES = 2
"""A part with fewer cases than this cannot be searched or compared on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchOptions:
    """The knobs of a run; the defaults are the product protocol of method.md 3.2."""

    method: str = "apo"
    scope: Scope = "local"
    steps: int = 3
    beam: int = 4
    candidates: int = 4
    """Optimizer proposals per parent and step."""
    max_words: int = 5
    max_spans: int = 3
    seed: int = 0
    alpha: float = 0.05
    min_effect: float = 0.10
    """The smallest gain worth having (0..1): what the words "no headroom" and "underpowered" are measured against."""
    max_calls: int | None = None
    concurrency: int = 32
    max_tokens: int | None = None
    """Longest answer of the task model."""
    spans: tuple[Span, ...] = ()
    """Spans of the seed's text that the user chose; then nothing else is edited."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchInputs:
    """All that a run works on. Nothing else is read: no settings, no clock, no environment."""

    run: str
    document: Document
    eval_set: EvalSet
    task: ChatModel
    optimizer: ChatModel
    options: SearchOptions
    totals: Callable[[], Totals]
    """What has been spent so far."""
    task_price: Price | None = None
    optimizer_price: Price | None = None

    def cases(self, split: Split) -> tuple[Case, ...]:
        """The cases of a split in the run's own order: random, the same for all candidates, fixed by the seed."""
        ordered = list(self.eval_set.part(split))
        stream(self.options.seed, "order", split).shuffle(ordered)
        return tuple(ordered)


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
    """What an optimization may cost, before anything is spent. Samples taken twice for a wavering model not counted."""
    train, dev, gate = (len(eval_set.part(split)) for split in Split)
    noise = min(NOISE_CASES, dev)
    entrants = options.candidates + OPERATED
    first = 2 * noise + min(BLOCK, train) + options.candidates
    parents = options.beam * (min(2 * BLOCK, train) + options.candidates)
    later = options.beam * entrants * dev
    return Cost(
        least=first + entrants * min(BLOCK, dev) + 2 * max(0, dev - BLOCK) + 2 * gate,
        typical=int(
            first + RACED * entrants * dev + (options.steps > 1) * (parents / 2 + RACED * later / 2) + gate
        ),
        worst=first + entrants * dev + max(0, options.steps - 1) * (parents + later) + 4 * gate,
        optimizer=options.candidates + (options.steps > 1) * options.beam * options.candidates // 2,
    )


def check_optimizable(inputs: SearchInputs) -> None:
    """Refuse a run that cannot come to a verdict, before it costs anything.

    Raises:
        UserError: A split is too small, nothing in the prompt may be edited, or the budget is too small.
    """
    evalset, options = inputs.eval_set, inputs.options
    for split in Split:
        if len(evalset.part(split)) < FEWEST_CASES:
            raise UserError(
                f"The eval set has {len(evalset.part(split))} {split} cases of {len(evalset.cases)}; "
                f"optimizing needs at least {FEWEST_CASES} train, dev and gate cases, and some 100 to prove a gain",
                remedy="Add cases, or set the split column of some rows to train, dev or gate",
                path=evalset.path,
            )
    if not any(span.of(inputs.document.text).strip() for span in inputs.document.literal_spans):
        raise UserError(
            "Nothing in this prompt may be edited: it has no text outside placeholders and protected ranges",
            remedy="Write the instruction, or take the protection off",
            path=inputs.document.path,
        )
    least = expected_cost(inputs.options, inputs.eval_set).least
    if options.max_calls is not None and options.max_calls < least:
        raise UserError(
            f"A budget of {options.max_calls} calls is too small: this run needs at least {least}",
            remedy=f"Allow --max-calls {least} or more, or use fewer --candidates",
        )
