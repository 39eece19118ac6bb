"""The page itself: the sections' data put into the template, with styles and script inside and nothing to fetch."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from hashlib import sha256
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING

from motjuste import __version__
from motjuste.optimize.word_diff import Line, Part, diff_lines
from motjuste.report import charts, figures
from motjuste.report.behaviour import behaviour
from motjuste.report.candidates import tree, yields
from motjuste.report.cases import LONG_TEXT, RESULTS, table
from motjuste.report.curves import dev_curve, gains, gate_curve
from motjuste.report.details import bill, details
from motjuste.report.figures import many
from motjuste.report.gap_chart import gap_chart
from motjuste.report.headline import headline
from motjuste.report.marks import marks
from motjuste.report.run import run_of
from motjuste.report.text import excerpt, readable
from motjuste.report.tree_chart import tree_chart

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jinja2 import Environment

    from motjuste.optimize.events import AnyEvent
    from motjuste.report.run import Run

_TEMPLATES = Path(__file__).parent / "template"
_ROOM, _LONGEST_PART, _LINE = 25_000, 2_000, 60
"""Code points of the word diff: of all of it, of one stretch, and what a line takes beside its words."""
_LIMITS = {"most_nodes": 200, "most_edits": 40, "most_causes": 12, "most_cases": 6, "longest_text": 25_000}
"""What the page shows of lists and texts that a run may make very long."""
_RESULT_WORDS = {"lost": "lost", "won": "won", "wrong": "both wrong", "right": "both right"}


def page(events: Sequence[AnyEvent], *, seconds: float | None = None) -> str:
    """A run as one HTML page that asks nobody for anything. The same events give the same page.

    Args:
        events: The run's events in order, from a run file or a worker; a run that failed, was cancelled or killed
            has fewer of them.
        seconds: How long the run took, if that is known: no event says so.

    Returns:
        The whole document. What stands in prompts, cases and answers is text in it, never markup.
    """
    run = run_of(events)
    cases, nodes = table(run), tree(run)
    dev, gate, both = dev_curve(run), gate_curve(run), gains(run)
    style, script = _read("page.css"), _read("page.js")
    drawn = {
        "strip": _strip(run),
        "scores": charts.scores(dev, gate),
        "forest": charts.forest(both) if both else "",
        "looks": charts.looks(run.looks, run.cases("gate")),
        "tree": tree_chart(nodes),
        "gaps": gap_chart(run.gaps),
    }
    found = {
        "headline": headline(run),
        "difference": _difference(run),
        "dev": dev,
        "gate": gate,
        "gains": both,
        "marks": marks(run, cases.rows),
        "tree": nodes,
        "yields": yields(run),
        "behaviour": behaviour(run),
        "table": cases,
        "bill": bill(run, seconds),
        "details": details(run),
    }
    own = {"style": style, "script": script, "policy": _policy(style, script), "version": __version__}
    return _environment().get_template("page.html").render(run=run, charts=drawn, **found, **own)


def _difference(run: Run) -> tuple[Line, ...]:
    """The changed lines of the prompt, as many as there is room for."""
    text = run.seed_text
    if text is None or run.verdict is None:
        return ()
    lines = [
        Line(line.number, tuple(Part(part.kind, excerpt(part.text, _LONGEST_PART)) for part in line.parts))
        for line in diff_lines(text, run.verdict.edits)
    ]
    filled = accumulate(sum(len(part.text) for part in line.parts) + _LINE for line in lines)
    shown = [line for line, so_far in zip(lines, filled, strict=True) if so_far <= _ROOM]
    left_out = len(lines) - len(shown)
    more = Line(None, (Part("gap", f"… and {many(left_out, 'line')} more"),))
    return (*shown, more) if left_out else tuple(shown)


def _strip(run: Run) -> str:
    """The verdict's gain with its interval."""
    told = run.verdict
    if told is None or told.interval is None or told.seed_gate is None or told.best_gate is None:
        return ""
    return charts.strip(told.best_gate - told.seed_gate, *told.interval, headline(run).tone)


def _policy(style: str, script: str) -> str:
    """What the page may do: these styles, this script, and nothing from anywhere."""
    return "; ".join(
        (
            "default-src 'none'",
            f"style-src '{_digest(style)}'",
            f"script-src '{_digest(script)}'",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _digest(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"


@cache
def _read(name: str) -> str:
    return (_TEMPLATES / name).read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: readable(value) if type(value) is str else value,
    )
    names = ("points", "gain", "chance", "many", "duration", "money")
    made.filters |= {name: getattr(figures, name) for name in names} | {"excerpt": excerpt}
    made.globals |= {**_LIMITS, "long_text": LONG_TEXT, "results": RESULTS, "result_words": _RESULT_WORDS}
    return made
