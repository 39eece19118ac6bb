"""Bounds on time in seconds of a quiet machine: a slow or busy one does not break them, a square of time does."""

from __future__ import annotations

import gc
import re
from time import process_time
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

Result = TypeVar("Result")

_WORDS = re.compile(r"\w+|\{\{|\}\}")
_TEXT = "some words {{ x }} and more of them " * 3_000
_QUIET = 0.009
"""Seconds that `_reference` took on the machine the bounds were written on, with nothing beside it."""
_TRIES = 3
_HOPELESS = 10
"""Times a bound beyond which no machine is to blame."""


def within(seconds: float, work: Callable[[], Result]) -> Result:
    """Do some work and hold it to a bound.

    The machine's pace is taken right before and right after, and the bound grows with it. Work that is interrupted by
    something else is tried again; work that takes a square of time is not saved by that.

    Args:
        seconds: Of CPU time on a quiet machine.
        work: What is measured. It is done again if it was too slow.

    Returns:
        What the work gives.
    """
    told = ""
    for _ in range(_TRIES):
        # What the suite has piled up by now is not visited by a collection in the midst of the work.
        gc.freeze()
        try:
            before = _reference()
            began = process_time()
            result = work()
            spent = process_time() - began
            bound = seconds * max(1.0, before / _QUIET, _reference() / _QUIET)
        finally:
            gc.unfreeze()
        if spent < bound:
            return result
        told = f"took {spent:.2f} s of at most {bound:.2f} s at this machine's pace"
        if spent > _HOPELESS * bound:
            break
    raise AssertionError(told)


def _reference() -> float:
    """Seconds that a fixed piece of work takes now: matching and small objects, as reading prompts is."""
    began = process_time()
    found = [(one.start(), one[0]) for one in _WORDS.finditer(_TEXT)]
    sorted(found, key=lambda pair: pair[1])
    return process_time() - began
