"""What a run may cost, told before anything is asked: calls, tokens, and money where prices are known."""

from __future__ import annotations

from statistics import fmean
from typing import TYPE_CHECKING

from motjuste.optimize.events import CostEstimated, Totals
from motjuste.workspace.prepare import prepare

if TYPE_CHECKING:
    from motjuste.document.model import Document
    from motjuste.evals.case import Case
    from motjuste.llm.prices import Price
    from motjuste.optimize.cost import Cost
    from motjuste.settings import ModelSettings
    from motjuste.workspace.jobs import Job
    from motjuste.workspace.prepare import Prepared
    from motjuste.workspace.workspace import Workspace

_SAMPLE = 20
"""Cases whose length stands for all of them."""
_CHARACTERS = 4
"""A token, in English prose: what providers advise to reckon with."""
_SHORTEST_ANSWER = 10
"""Tokens; also where the gold answer is not known."""
_ASKED = 1500
"""Tokens an optimizer call has beside the prompt: what is asked of it, and the failures it reads."""
_PROPOSED = 300
"""Tokens of an optimizer's answer."""
_MILLION = 1_000_000


def estimate(workspace: Workspace, document: Document, job: Job) -> CostEstimated:
    """Reckon what a job may cost. Asks no model; answers that are in the cache will cost nothing and are not known here.

    Raises:
        UserError: The job cannot begin, for the reason it would give itself.
    """
    prepared = prepare(workspace, document, job)
    cost = _cost(prepared, job)
    limit = prepared.options.max_calls
    task_in, task_out = _tokens_of_a_case(prepared)
    task, optimizer = cost.typical - cost.optimizer, cost.optimizer
    prompt = len(document.text) / _CHARACTERS
    both = (
        (task, task_in, task_out, workspace.settings.models.task),
        (optimizer, prompt + _ASKED, _PROPOSED, workspace.optimizer_model),
    )
    return CostEstimated(
        totals=Totals(),
        calls=(cost.typical, cost.worst if limit is None else max(cost.typical, min(cost.worst, limit))),
        tokens=round(sum(calls * (read + written) for calls, read, written, _ in both)),
        dollars=_dollars([(*one[:3], _price(one[3])) for one in both if one[0]]),
    )


def _cost(prepared: Prepared, job: Job) -> Cost:
    from motjuste.evals.case import Split
    from motjuste.optimize.cost import Cost, expected_cost
    from motjuste.optimize.mark import READINGS

    counts = {split: len(prepared.eval_set.part(split)) for split in Split}
    if job.name == "optimize":
        return expected_cost(prepared.options, prepared.eval_set)
    if job.name == "mark":
        calls = counts[Split.TRAIN] + READINGS
        return Cost(calls, calls, calls, READINGS)
    chosen = sum(counts.values()) if job.split == "all" else counts[Split(job.split)]
    calls = chosen * job.repeat
    return Cost(calls, calls, calls, 0)


def _tokens_of_a_case(prepared: Prepared) -> tuple[float, float]:
    """Tokens of a mean question and of its answer."""
    cases = prepared.eval_set.cases
    chosen = cases[:: max(1, len(cases) // _SAMPLE)]
    if not chosen:
        return 0.0, 0.0
    return fmean(_asked(prepared, case) for case in chosen), fmean(_answered(case) for case in chosen)


def _asked(prepared: Prepared, case: Case) -> float:
    from motjuste.evals.run import requests_for

    request = requests_for(prepared.document, case, 0, None)
    return sum(len(message.content) for message in request.messages) / _CHARACTERS


def _answered(case: Case) -> float:
    return max(_SHORTEST_ANSWER, len(case.expected or "") / _CHARACTERS)


def _price(chosen: ModelSettings) -> Price | None:
    """The price of a model that is an endpoint; the embedded one and the editor's have none that we know."""
    from motjuste.llm.prices import price_of

    return price_of(chosen.base_url, chosen.model) if chosen.base_url else None


def _dollars(asked: list[tuple[float, float, float, Price | None]]) -> float | None:
    total = 0.0
    for calls, read, written, price in asked:
        if price is None:
            return None
        total += calls * (read * price[0] + written * price[1]) / _MILLION
    return total
