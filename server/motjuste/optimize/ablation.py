"""The cap ablation: how much it matters how many words a mark may cover, and that they are the right ones (method.md 7.5).

Ten arms search from the same prompt with the same seeds and the same number of calls; what each ends with is scored on
all gate cases. The gate is opened for every arm, so nothing here is a claim for the prompt.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from motjuste.llm.wrapped import Wrapped
from motjuste.optimize.events import Progress, StepScreened, Totals
from motjuste.optimize.methods.registry import method_named
from motjuste.optimize.numbered import readable
from motjuste.optimize.plan import check_optimizable
from motjuste.optimize.search import Search
from motjuste.optimize.two_stage import TwoStage
from motjuste.text.distance import changed_words

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from motjuste.llm.chat import ChatModel, ChatReply, ChatRequest
    from motjuste.optimize.plan import SearchInputs, SearchOptions

CAPS = (3, 5, 10, None)
"""Longest mark, words; None for no limit."""
NO_CAP = 1_000_000
NEAR = 0.01
"""A dev score this close to the last one counts as having arrived."""


@dataclass(frozen=True, slots=True)
class Arm:
    """One way to search."""

    name: str
    options: SearchOptions
    cap: str = ""
    """`3`, `5`, `10` or `∞`; empty for the global arms."""


@dataclass(frozen=True, slots=True)
class ArmResult:
    """What one arm came to with one seed."""

    arm: str
    seed: int
    calls: int
    """Of the search, both models, answers from the cache counted as well: the same for all arms but for what is left over."""
    calls_to_near: int | None
    """Calls until the best dev score came within a point of the last; None when no step was screened."""
    dev_gain: float | None
    """-1..1, on all dev cases."""
    gains: tuple[float, ...]
    """On each gate case, in the order of their ids: score of the arm's best prompt - score of the prompt as it was."""
    gate_gain: float
    """Their mean."""
    lost: float | None
    """ACR: of the cases that the prompt got right, the share that it gets wrong now (0..1); None where it got none right."""
    edit_size: int
    """Words changed."""
    stopped: str
    """Why the search ended; see `SearchStopped.reason`."""
    text: str
    """The best prompt's whole file."""


def arms(options: SearchOptions, edit_words: int) -> tuple[Arm, ...]:
    """The ten arms: four caps with marked and with random words, whole prompts, and whole prompts with few words changed.

    Args:
        options: What they have in common.
        edit_words: Most words the last arm may change.
    """
    common = replace(
        options, proposer="model", ladder=False, controls=0, persist=True, spans=(), edit_words=None
    )
    local = [
        Arm(
            f"W={_cap(cap)} {tags}",
            replace(common, scope="local", max_words=cap or NO_CAP, tags=tags),
            _cap(cap),
        )
        for cap in CAPS
        for tags in ("identified", "random")
    ]
    whole = replace(common, scope="global")
    return (
        *local,
        Arm("global", whole),
        Arm(f"global, {edit_words} words", replace(whole, edit_words=edit_words)),
    )


async def ablate(
    inputs: SearchInputs, chosen: Sequence[Arm], seeds: Sequence[int]
) -> AsyncIterator[Progress | ArmResult]:
    """Run every arm with every seed.

    Args:
        inputs: What to work on; `options.max_calls` is what each arm may spend with each seed.
        chosen: The arms.
        seeds: One search of each arm a seed.

    Yields:
        Progress of the search under way, and an ArmResult when it is done; seed by seed, so that what there is can
        be compared at any time.

    Raises:
        UserError: The run cannot begin (a split is empty, nothing may be edited, the budget is too small).
        motjuste.llm.errors.ModelError: A model's endpoint failed for good.
    """
    for seed in seeds:
        for arm in chosen:
            async for told in _searched(inputs, arm, seed):
                yield told


async def _searched(inputs: SearchInputs, arm: Arm, seed: int) -> AsyncIterator[Progress | ArmResult]:
    """One search, and its best prompt on all gate cases."""
    counts = _Counts()
    own = replace(
        inputs,
        options=replace(arm.options, seed=seed),
        task=_Counting(inputs.task, counts),
        optimizer=_Counting(inputs.optimizer, counts),
        totals=counts.totals,
    )
    method = method_named(own.options.method)
    check_optimizable(own.document, own.eval_set, own.options, method)
    search = Search(replace(own, task=TwoStage(own.task)) if own.options.two_stage else own, method)
    screens: list[tuple[int, float]] = []
    async for event in search.steps():
        if isinstance(event, StepScreened):
            screens.append((counts.calls, event.dev))
        elif isinstance(event, Progress):
            yield event
    calls = counts.calls
    # The gate is beside the budget, and the same for all arms.
    await search.board.run([search.seed, search.champion], search.gate)
    yield _result(search, arm, seed, calls, screens)


def _result(
    search: Search, arm: Arm, seed: int, calls: int, screens: Sequence[tuple[int, float]]
) -> ArmResult:
    best, board = search.champion, search.board
    gate = sorted(search.gate, key=lambda case: case.id)
    old, new = board.vector(search.seed, gate), board.vector(best, gate)
    gains = tuple(after - before for after, before in zip(new, old, strict=True))
    right = [case for case in gate if board.outcome(search.seed, case).right]
    wrong = sum(not board.outcome(best, case).right for case in right)
    dev = [board.mean(one, search.dev) for one in (search.seed, best)]
    near = (spent for spent, score in screens if score >= screens[-1][1] - NEAR)
    return ArmResult(
        arm=arm.name,
        seed=seed,
        calls=calls,
        calls_to_near=next(near, None),
        dev_gain=None if dev[0] is None or dev[1] is None else dev[1] - dev[0],
        gains=gains,
        gate_gain=sum(gains) / len(gains),
        lost=wrong / len(right) if right else None,
        edit_size=changed_words(readable(search.seed.document), readable(best.document)),
        stopped=search.stop.reason if search.stop else "",
        text=best.document.source,
    )


def _cap(cap: int | None) -> str:
    return "∞" if cap is None else str(cap)


@dataclass(slots=True)
class _Counts:
    """Calls of one arm, whoever answered them: an answer that an earlier arm paid for is as much worth to this one."""

    by_purpose: dict[str, int] = field(default_factory=lambda: {"task": 0, "optimizer": 0})

    @property
    def calls(self) -> int:
        return sum(self.by_purpose.values())

    def totals(self) -> Totals:
        return Totals(task_calls=self.by_purpose["task"], optimizer_calls=self.by_purpose["optimizer"])


class _Counting(Wrapped):
    """A model whose questions are counted."""

    def __init__(self, model: ChatModel, counts: _Counts) -> None:
        super().__init__(model)
        self._counts = counts

    async def complete(self, request: ChatRequest) -> ChatReply:
        self._counts.by_purpose[request.purpose] += 1
        return await self._model.complete(request)
