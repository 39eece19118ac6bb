"""What the server says of runs: titles, counts, gains and verdicts, worded once for lens, hover, action and bar."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from motjuste.optimize.events import GateSummary, PlannedEdit, Totals

_LONGEST_QUOTE = 40
"""Code points of a replacement shown in a menu."""

_PHASES = {
    "noise": "measuring the noise floor",
    "headroom": "looking for headroom",
    "mine": "collecting failures",
    "identify": "finding the words",
    "race": "racing candidates",
    "screen": "screening",
    "gate": "proving on held-out cases",
    "prune": "dropping edits without evidence",
    "eval": "scoring",
}

_TITLES = {"optimize": "Optimizing", "mark": "Finding the words behind failures in", "eval": "Scoring"}


def title(job: str, name: str) -> str:
    """What a run does: "Optimizing triage.md"."""
    return f"{_TITLES[job]} {name}"


def phase(name: str) -> str:
    """A phase of a run in words."""
    return _PHASES.get(name, name)


def counts(totals: Totals) -> str:
    """What a run spent: "213 calls, 40 from the cache, 12,345 tokens"."""
    calls = totals.task_calls + totals.optimizer_calls
    tokens = totals.task_tokens + totals.optimizer_tokens
    cached = f", {totals.cached_calls:,} from the cache" if totals.cached_calls else ""
    return f"{calls:,} call{'s'[: calls != 1]}{cached}, {tokens:,} token{'s'[: tokens != 1]}"


def percent(share: float) -> str:
    """A score: "81.0 %"."""
    return f"{100 * share:.1f} %"


def gain(told: GateSummary) -> str:
    """The evidence of a verdict: "+6.0 points on 120 held-out cases, p = 0.01"."""
    cases = f"{told.n} held-out case{'s'[: told.n != 1]}"
    known = told.seed_gate is not None and told.best_gate is not None
    points = f"{100 * ((told.best_gate or 0) - (told.seed_gate or 0)):+.1f} points on " if known else ""
    chance = "" if told.p is None else f", p {'< 0.001' if told.p < 0.001 else f'= {told.p:.2g}'}"
    return f"{points}{cases}{chance}"


def replacement(edits: tuple[PlannedEdit, ...], first: PlannedEdit) -> str:
    """What taking a run's edits does, told by one of them: "Replace with 'x' and make 2 more edits"."""
    more = len(edits) - 1
    rest = f" and make {more} more edit{'s'[: more != 1]}" if more else ""
    if not first.new.strip():
        return f"Remove {quoted(first.old)}{rest}"
    verb = "Replace with" if first.old.strip() else "Insert"
    return f"{verb} {quoted(first.new)}{rest}"


def quoted(text: str) -> str:
    """A passage short enough for a menu, on one line."""
    line = " ".join(text.split())
    short = line if len(line) <= _LONGEST_QUOTE else f"{line[: _LONGEST_QUOTE - 1]}…"
    return f"'{short}'"
