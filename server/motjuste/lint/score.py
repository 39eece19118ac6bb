"""What the scores file says of a prompt, as rules are told of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreState:
    """A prompt's entry in the scores file, held against the prompt and its eval set as they are now."""

    file: str
    """The scores file, as messages name it."""
    line: int
    """Where the prompt's entry begins in it, from 1."""
    command: str
    """What scores the prompt anew and writes it down: `motjuste eval triage.md --update`."""
    mean: float
    """The last score on record, 0 to 1."""
    cases: int
    """How many cases are behind it, at least 1."""
    date: str
    """The day it was written down, `2026-11-22`, in UTC."""
    changed: tuple[str, ...] = ()
    """What is no longer what was scored, one clause each: `the prompt changed`."""
    held_to: float | None = None
    """The higher score the prompt is held to, over the cases both have; None when it did not fall."""
    last: float | None = None
    """The last score over the same cases; None when it did not fall."""
    shared: int = 0
    """How many cases both have."""
    fallen: tuple[str, ...] = ()
    """The cases that scored lower than before: `line 12`, `more.csv:12`, or an id where the eval set has it no more."""
