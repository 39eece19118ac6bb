"""What a run is given, what it may cost, and the order in which it reads cases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from motjuste import prompts
from motjuste.errors import UserError
from motjuste.evals.case import Split
from motjuste.optimize.cost import expected_cost
from motjuste.optimize.evidence import stream
from motjuste.optimize.operators.registry import FILLED

if TYPE_CHECKING:
    from collections.abc import Callable

    from motjuste.document.model import Document
    from motjuste.evals.case import Case, EvalSet
    from motjuste.llm.chat import ChatModel
    from motjuste.llm.prices import Price
    from motjuste.optimize.events import IdentifyMode, Proposer, Protocol, Scope, Select, Totals
    from motjuste.optimize.methods.method import Method
    from motjuste.text.span import Span

ERRORS_WANTED = 4
"""A parent is run on train until it has made this many mistakes (method.md 8)."""
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
    proposer: Proposer = "both"
    """Who proposes in the product's protocol: the optimizer model, edit operators, or both with those that it fills."""
    tags: Literal["identified", "random"] = "identified"
    """Which words proposals may change: those behind the failures, or for comparison as many drawn at random."""
    controls: int = 8
    """One proposal in so many rewords words drawn at random, the control for the marks; 0 makes none (method.md 7)."""
    edit_words: int | None = None
    """Most words that a proposal in global scope may change (PE2's step size, method.md 2.4); None for no limit."""
    ladder: bool = True
    """Let proposals change more words when a few were not enough, level by level up to the whole prompt."""
    persist: bool = False
    """Go on until the steps or the budget end, though a step brought nothing: for comparisons at equal calls."""
    protocol: Protocol = "product"
    identify: IdentifyMode = "same-chat"
    """Where the paper's protocol asks for marks."""
    select: Select = "race"
    """How candidates are told apart on dev; the paper's protocol runs all of them on all cases."""
    anytime: bool = False
    """Judge the gate by evidence, block by block, so that the verdict so far holds whenever the run is stopped."""
    audit: bool = False
    """Leave out marked words, and random ones, to see whether answers depend on them."""
    two_stage: bool = False
    """Ask the task model twice a case: to reason, then for the answer alone."""
    seed: int = 0
    alpha: float = 0.05
    """Error rate of all claims that one gate makes for one prompt, over all runs together."""
    min_effect: float = 0.10
    """The smallest gain worth having (0..1): what the words "no headroom" and "underpowered" are measured against."""
    max_calls: int | None = None
    max_total_tokens: int | None = None
    """Most tokens, both ways and both models together."""
    concurrency: int = 32
    max_tokens: int | None = None
    """Longest answer of the task model."""
    spans: tuple[Span, ...] = ()
    """Spans of the seed's text that the user chose; then nothing else is edited."""

    @property
    def asks_model(self) -> bool:
        """Whether the optimizer model is asked at all."""
        return self.protocol == "paper" or self.proposer != "operators"

    @property
    def operates(self) -> bool:
        """Whether edit operators propose."""
        return self.protocol == "product" and self.proposer != "model"

    def left(self, spent: Totals) -> float:
        """How many more questions the budget allows; one to a task model that is asked twice a case counts as one.

        Of tokens a question is taken to need as many as those so far did, and what is set aside for answers under way is
        left alone.
        """
        left = float("inf")
        if self.max_calls is not None:
            left = self.max_calls - spent.task_calls - spent.optimizer_calls
        if self.max_total_tokens is not None and spent.task_tokens:
            aside = self.concurrency * (self.max_tokens or 0)
            tokens = self.max_total_tokens - spent.task_tokens - spent.optimizer_tokens - aside
            left = min(left, tokens * spent.task_calls / spent.task_tokens)
        return left / 2 if self.two_stage else left


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
    opened: tuple[str, ...] = ()
    """What the same gate was opened for before, for this prompt: `Opening.champion` of each, the first first."""
    note_opening: Callable[[str, str], tuple[str, ...]] | None = None
    """Remembers what a gate is opened for, of `Opening.gate` and `champion`, and gives all it was opened for, that too.
    None where nobody else can open it."""

    def cases(self, split: Split) -> tuple[Case, ...]:
        """The cases of a split in the run's own order: random, the same for all candidates, fixed by the seed.

        The gate's order is the same for every seed: another one would give a prompt that was judged by its first cases
        other first cases to be judged by.
        """
        ordered = list(self.eval_set.part(split))
        stream("gate" if split is Split.GATE else self.options.seed, "order", split).shuffle(ordered)
        return tuple(ordered)


def check_optimizable(document: Document, evalset: EvalSet, options: SearchOptions, method: Method) -> None:
    """Refuse a run that cannot come to a verdict, before it costs anything.

    Raises:
        UserError: A split is too small, nothing in the prompt may be edited, the budget is too small, or a meta-prompt of
            the method is damaged.
    """
    if options.asks_model:
        prompts.check(method.meta_prompts)
        for operator in FILLED if options.operates else ():
            prompts.check(operator.meta_prompts)
    for split in Split:
        if len(evalset.part(split)) < FEWEST_CASES:
            raise UserError(
                f"The eval set has {len(evalset.part(split))} {split} cases of {len(evalset.cases)}; "
                f"optimizing needs at least {FEWEST_CASES} train, dev and gate cases, and some 100 to prove a gain",
                remedy="Add cases, or set the split column of some rows to train, dev or gate",
                path=evalset.path,
            )
    if not any(span.of(document.text).strip() for span in document.literal_spans):
        raise UserError(
            "Nothing in this prompt may be edited: it has no text outside placeholders and protected ranges",
            remedy="Write the instruction, or take the protection off",
            path=document.path,
        )
    least = expected_cost(options, evalset).least
    if options.max_calls is not None and options.max_calls < least:
        raise UserError(
            f"A budget of {options.max_calls} calls is too small: this run needs at least {least}",
            remedy=f"Allow --max-calls {least} or more, or use fewer --candidates or fewer cases",
        )
