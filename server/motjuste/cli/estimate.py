"""`--estimate`: what a run may cost, instead of the run."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from motjuste.cli.terminal import complain, say, say_json
from motjuste.errors import UserError
from motjuste.optimize.events import RunFailed, RunFinished, Totals

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from motjuste.cli.source import Source
    from motjuste.optimize.events import AnyEvent, CostEstimated
    from motjuste.workspace.jobs import Job

DONE, FAILED = 0, 2


def tell_estimates(arguments: argparse.Namespace, sources: Iterable[Source], job: Job) -> int:
    """Tell what a job may cost on each prompt; asks no model. Exit 2 where a run could not begin."""
    from motjuste.workspace.estimate import estimate

    status, told = DONE, []
    for source in sources:
        try:
            found = estimate(source.workspace, source.document, job)
        except UserError as error:
            status = FAILED
            _tell_failure(arguments, error)
            continue
        if arguments.events:
            _emit(found, RunFinished(totals=found.totals, status="done"))
        elif not arguments.json:
            say(f"{source.document.address}: {in_words(found)}")
        told.append(_json(source.document.address, found))
    if arguments.json and not arguments.events:
        say_json(told)
    return status


def _json(address: str, found: CostEstimated) -> dict[str, object]:
    typical, most = found.calls
    calls = {"typical": typical, "most": most}
    return {"path": address, "calls": calls, "tokens": found.tokens, "dollars": found.dollars}


def in_words(found: CostEstimated) -> str:
    """The cost in a line: "about 120 calls, at most 300, and 45,000 tokens, about $0.02"."""
    typical, most = found.calls
    calls = f"{most:,} calls" if typical == most else f"about {typical:,} calls, at most {most:,},"
    money = "" if found.dollars is None else f", about ${found.dollars:,.2f}"
    return f"{calls} and about {found.tokens:,} tokens{money}"


def _tell_failure(arguments: argparse.Namespace, error: UserError) -> None:
    if not arguments.events:
        complain(str(error))
        return
    told = RunFailed(
        totals=Totals(), message=error.message, remedy=error.remedy, path=error.path, line=error.line
    )
    _emit(told, RunFinished(totals=Totals(), status="failed"))


def _emit(*events: AnyEvent) -> None:
    from motjuste.optimize.wire import to_json

    for event in events:
        sys.stdout.write(f"{to_json(event, 0.0)}\n")
    sys.stdout.flush()
