"""What a run cost and what it was run with: the small print of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.optimize.spending import dollars
from motjuste.report.figures import duration, gain, many, money, points
from motjuste.report.headline import Figure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from motjuste.optimize.events import RunStarted
    from motjuste.report.run import Run


def bill(run: Run, seconds: float | None) -> tuple[Figure, ...]:
    """Calls, tokens, money and time."""
    return tuple(_bill(run, seconds))


def _bill(run: Run, seconds: float | None) -> Iterator[Figure]:
    spent = run.totals
    calls = spent.task_calls + spent.optimizer_calls
    note = f"{spent.task_calls:,} of the task model, {spent.optimizer_calls:,} of the optimizer model"
    yield Figure("model calls", f"{calls:,}", note)
    if spent.cached_calls:
        yield Figure("from the cache", f"{spent.cached_calls:,}", "answers that had been paid for before")
    tokens = spent.task_tokens + spent.optimizer_tokens
    if tokens:
        output = spent.task_output_tokens + spent.optimizer_output_tokens
        told = f"{tokens - output:,} sent, {output:,} received" if output else ""
        yield Figure("tokens", f"{tokens:,}", told)
    price = dollars(run.started, spent) if run.started else None
    if price is not None and calls:
        yield Figure("price", money(price), "by the providers' list prices of the day")
    if seconds is not None:
        yield Figure("time", duration(seconds))


def details(run: Run) -> tuple[Figure, ...]:
    """What the run was made with, as far as it is known."""
    return tuple(_details(run, run.started)) if run.started else ()


def _details(run: Run, started: RunStarted) -> Iterator[Figure]:
    yield Figure("run", started.run, f"begun {run.begun}" if run.begun else "")
    yield Figure("prompt", started.path, f"sha256 {started.text_sha256[:12]}")
    splits = ", ".join(f"{count:,} {split}" for split, count in started.cases.items())
    yield Figure("eval set", started.evalset, f"{splits}; digest {started.evalset_digest[:12]}")
    if started.skipped_rows:
        yield Figure("rows left out", f"{started.skipped_rows:,}", "they could not be used")
    yield Figure("task model", started.task_model)
    if started.job != "eval":
        yield Figure("optimizer model", started.optimizer_model)
    if started.job == "optimize":
        yield Figure("method", f"{started.method}, {started.scope} edits", f"seed {started.seed}")
        yield from _promises(run, started)
    if started.max_calls is not None:
        yield Figure("most calls allowed", f"{started.max_calls:,}")
    if run.noise is not None:
        told = f"{points(run.noise.disagreement)} % of {many(run.noise.cases, 'case')}"
        yield Figure("the model disagreed with itself on", told, "the same prompt, asked twice")
    if run.stopped is not None:
        yield Figure("the search ended", run.stopped.reason, run.stopped.message)


def _promises(run: Run, started: RunStarted) -> Iterator[Figure]:
    """What was said before anything was spent."""
    if started.expected_calls is not None:
        typical, worst = started.expected_calls
        yield Figure("calls expected", f"{typical:,}", f"{worst:,} at the most")
    reach = run.verdict.mde if run.verdict and run.verdict.mde is not None else started.mde
    if reach is not None:
        yield Figure(
            "smallest gain the gate can show",
            f"{gain(reach)} points",
            "in four of five runs, by its number of cases",
        )
