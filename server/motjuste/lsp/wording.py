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
_QUESTIONS = {"optimize": "Optimize", "mark": "Find the words behind failures in", "eval": "Score"}


def title(job: str, name: str) -> str:
    """What a run does: "Optimizing triage.md"."""
    return f"{_TITLES[job]} {name}"


def question(job: str, name: str) -> str:
    """Whether to do it: "Optimize triage.md?"."""
    return f"{_QUESTIONS[job]} {name}?"


def phase(name: str) -> str:
    """A phase of a run in words."""
    return _PHASES.get(name, name)


def counts(totals: Totals, dollars: float | None = None) -> str:
    """What a run spent: "213 calls, 40 from the cache, 12,345 tokens, $0.02"."""
    calls = totals.task_calls + totals.optimizer_calls
    tokens = totals.task_tokens + totals.optimizer_tokens
    cached = f", {totals.cached_calls:,} from the cache" if totals.cached_calls else ""
    paid = f", ${dollars:,.2f}" if dollars else ""
    return f"{calls:,} call{'s'[: calls != 1]}{cached}, {tokens:,} token{'s'[: tokens != 1]}{paid}"


def expected(typical: int, most: int) -> str:
    """What a run may cost: "about 120 calls, at most 300"."""
    if typical == most:
        return f"{most:,} call{'s'[: most != 1]}"
    return f"about {typical:,} calls, at most {most:,}"


def time_left(seconds: float) -> str:
    """How long a run may still take, as coarse as it is certain: "about 3 min left"."""
    if seconds < 10:
        return "a few seconds left"
    if seconds < 90:
        return f"about {round(seconds, -1):.0f} s left"
    if seconds < 5400:
        return f"about {seconds / 60:.0f} min left"
    return f"about {seconds / 3600:.0f} h left"


def age(seconds: float) -> str:
    """How long ago something was: "just now", "5 min ago", "3 days ago"."""
    for size, unit in ((86400, "day"), (3600, "h"), (60, "min")):
        number = int(seconds // size)
        if number:
            return f"{number} {unit}{'s'[: unit == 'day' and number != 1]} ago"
    return "just now"


def percent(share: float) -> str:
    """A score: "81.0 %"."""
    return f"{100 * share:.1f} %"


def points(told: GateSummary) -> float | None:
    """The gain on held-out cases, in points of 100; None when the gate stayed closed."""
    if told.seed_gate is None or told.best_gate is None:
        return None
    return round(100 * (told.best_gate - told.seed_gate), 1)


def short_gain(told: GateSummary) -> str:
    """The gain in a word or two, for the end of a line: "+6.0 points"."""
    found = points(told)
    return "" if found is None else f"{found:+.1f} points"


def gain(told: GateSummary, offered: int | None = None) -> str:
    """The evidence of a verdict: "+6.0 points on 120 held-out cases, p = 0.01".

    Args:
        told: The verdict.
        offered: How many of its edits it is told for; where these are not all, it says that it is that of all together.
    """
    cases = f"{told.n} held-out case{'s'[: told.n != 1]}"
    found = short_gain(told)
    on = f"{found} on " if found else ""
    chance = "" if told.p is None else f", p {'< 0.001' if told.p < 0.001 else f'= {told.p:.2g}'}"
    all_of = len(told.edits)
    together = "" if offered is None or offered >= all_of else f", for all {all_of} edits together"
    return f"{on}{cases}{chance}{together}"


def replacement(edits: int, first: PlannedEdit) -> str:
    """What taking so many edits of a run does, told by one of them: "Replace with 'x' and make 2 more edits"."""
    more = edits - 1
    rest = f" and make {more} more edit{'s'[: more != 1]}" if more else ""
    if not first.new.strip():
        return f"Remove {quoted(first.old)}{rest}"
    verb = "Replace with" if first.old.strip() else "Insert"
    return f"{verb} {quoted(first.new)}{rest}"


def attempt(edits: int, first: PlannedEdit, told: GateSummary) -> str:
    """What trying a run's unproven edits does: "Try 'x' (no evidence: +1.0 points on 24 held-out cases, p = 0.4)"."""
    more = edits - 1
    rest = f" and {more} more edit{'s'[: more != 1]}" if more else ""
    shown = f"Try {quoted(first.new)}" if first.new.strip() else f"Try without {quoted(first.old)}"
    evidence = gain(told) if told.n else "the gate stayed closed"
    return f"{shown}{rest} (no evidence: {evidence})"


def quoted(text: str) -> str:
    """A passage short enough for a menu, on one line."""
    line = " ".join(text.split())
    short = line if len(line) <= _LONGEST_QUOTE else f"{line[: _LONGEST_QUOTE - 1]}…"
    return f"'{short}'"
