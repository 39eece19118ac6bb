"""`motjuste ablate`: does the cap on marks matter, and do the marks? Ten ways to search, at equal calls, in one table."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from motjuste.cli.following import add_limit_flags, positive
from motjuste.cli.mark import read_run_source
from motjuste.cli.progress import watcher_for
from motjuste.cli.source import add_stdin_flags
from motjuste.cli.terminal import note, say, say_json
from motjuste.optimize.ablation import ArmResult
from motjuste.optimize.ablation_table import contrasts, rows
from motjuste.optimize.methods.registry import method_names
from motjuste.workspace.ablation import AblateJob, plan_ablation, run_ablation
from motjuste.workspace.jobs import Limits

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from motjuste.cli.source import Source
    from motjuste.optimize.ablation_table import Contrast, Row
    from motjuste.workspace.ablation import Ablation

DEFAULT = AblateJob()


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the flags."""
    parser.add_argument("path", metavar="PATH", help="the prompt file; `-` is stdin")
    search = parser.add_argument_group("search")
    search.add_argument(
        "--method", choices=method_names(), default="apo", help="see `motjuste optimize` (apo)"
    )
    search.add_argument(
        "--seeds", metavar="N", type=positive, default=DEFAULT.seeds, help="searches an arm (5)"
    )
    search.add_argument(
        "--steps", metavar="N", type=positive, default=DEFAULT.steps, help="most steps of a search (20)"
    )
    search.add_argument("--beam", metavar="N", type=positive, help="prompts kept from step to step (4)")
    search.add_argument("--candidates", metavar="N", type=positive, help="proposals a prompt and step (4)")
    search.add_argument(
        "--edit-words",
        metavar="K",
        type=positive,
        default=DEFAULT.edit_words,
        help="words that the last arm may change in a whole prompt (15)",
    )
    limits = add_limit_flags(parser)
    limits.add_argument(
        "--max-calls",
        metavar="N",
        type=positive,
        default=DEFAULT.calls,
        help="most calls of each search (600)",
    )
    parser.add_argument_group("output").add_argument(
        "--json", action="store_true", help="print the table as JSON"
    )
    add_stdin_flags(parser)


def run(arguments: argparse.Namespace) -> int:
    """Search in all ways, and print the table."""
    source = read_run_source(arguments)
    job = AblateJob(
        method=arguments.method,
        seeds=arguments.seeds,
        calls=arguments.max_calls,
        edit_words=arguments.edit_words,
        steps=arguments.steps,
        beam=arguments.beam,
        candidates=arguments.candidates,
        limits=Limits(
            max_tokens=arguments.max_tokens,
            concurrency=arguments.concurrency,
            skip_bad_rows=arguments.skip_bad_rows,
        ),
    )
    plan = plan_ablation(source.workspace, source.document, job)
    note(
        f"{len(plan.arms)} arms with {len(plan.seeds)} seeds, {plan.calls:,} calls each, and the gate after each: "
        f"at most {plan.most_calls:,} calls"
    )
    if arguments.estimate:
        return 0
    results = asyncio.run(_results(source, plan, job))
    table, answers = rows(plan.arms, results), contrasts(plan.arms, results)
    if arguments.json:
        say_json(_json(source, results, table, answers))
    else:
        _print(table, answers, len(results[0].gains))
    return 0


async def _results(source: Source, plan: Ablation, job: AblateJob) -> list[ArmResult]:
    """Every search; a line on stderr for each that is done."""
    results: list[ArmResult] = []
    total = len(plan.arms) * len(plan.seeds)
    with watcher_for(quiet=False) as watcher:
        async for told in run_ablation(source.workspace, plan, job, progress=watcher.fetched):
            if isinstance(told, ArmResult):
                results.append(told)
                note(
                    f"{len(results)}/{total}  {told.arm}, seed {told.seed}: {100 * told.gate_gain:+.1f} points at the gate "
                    f"after {told.calls:,} calls ({told.stopped})"
                )
    return results


def _print(table: Sequence[Row], answers: Sequence[Contrast], cases: int) -> None:
    say(
        f"{'arm':<18} {'gate':>6}  {'95 % interval':>16}  {'calls':>7}  {'near end':>8}  {'words':>6}  {'lost':>6}"
    )
    for row in table:
        near = "-" if row.calls_to_near is None else f"{row.calls_to_near:,.0f}"
        lost = "-" if row.lost is None else f"{100 * row.lost:.1f} %"
        say(
            f"{row.arm:<18} {100 * row.gate_gain:>+6.1f}  {_interval(row.interval):>16}  {row.calls:>7,.0f}  "
            f"{near:>8}  {row.edit_size:>6.1f}  {lost:>6}"
        )
    say("")
    for one in answers:
        say(f"{one.name:<42} {100 * one.difference:>+6.1f}  {_interval(one.interval):>16}")
    say("")
    say(
        f"gate: mean gain in points on {cases} gate cases over {max(row.seeds for row in table)} seeds; near end: calls until dev "
        "was within a point of its last score;\nwords: changed in the prompt; lost: of the gate cases that the prompt got "
        "right. The gate was opened for every arm: no figure here is a claim, and to make one takes new gate cases."
    )


def _interval(ends: tuple[float, float]) -> str:
    return f"{100 * ends[0]:+.1f} to {100 * ends[1]:+.1f}"


def _json(
    source: Source, results: Sequence[ArmResult], table: Sequence[Row], answers: Sequence[Contrast]
) -> dict[str, Any]:
    """Gains and shares from -1 to 1."""
    return {
        "path": source.document.address,
        "arms": [asdict(row) for row in table],
        "contrasts": [asdict(one) for one in answers],
        "searches": [asdict(one) for one in results],
    }
