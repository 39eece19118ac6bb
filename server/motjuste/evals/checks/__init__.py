"""Checks: each scores an output against one demand of a case; `build` makes them by name."""

from motjuste.evals.checks.bad_check import BadCheck
from motjuste.evals.checks.registry import NAMES, build

__all__ = ["NAMES", "BadCheck", "build"]
