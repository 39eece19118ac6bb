"""The page itself: the sections' data put into the template, with styles and script inside and nothing to fetch."""

from __future__ import annotations

import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from motjuste.optimize.word_diff import diff_lines
from motjuste.report import figures
from motjuste.report.candidates import tree, yields
from motjuste.report.curves import dev_curve, gains, gate_curve
from motjuste.report.headline import headline
from motjuste.report.run import run_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jinja2 import Environment

    from motjuste.optimize.events import AnyEvent

_TEMPLATES = Path(__file__).parent / "template"
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
"""Control characters, those that turn the direction of writing, and halves of characters, which no file can hold."""


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
    style, script = (_read(name) for name in ("page.css", "page.js"))
    text = run.seed_text
    return (
        _environment()
        .get_template("page.html")
        .render(
            run=run,
            seconds=seconds,
            headline=headline(run),
            diff=diff_lines(text, run.verdict.edits) if text is not None and run.verdict else (),
            dev=dev_curve(run),
            gate=gate_curve(run),
            gains=gains(run),
            tree=tree(run),
            yields=yields(run),
            style=style,
            script=script,
            policy=_policy(style, script),
        )
    )


def readable(text: str) -> str:
    """Text as a page can show it: what has no glyph or would turn the line round is named by its code point."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return _UNSEEN.sub(lambda found: f"[U+{ord(found[0]):04X}]", lines)


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
    made.filters |= {
        name: getattr(figures, name) for name in ("points", "gain", "chance", "many", "duration", "money")
    }
    return made
