"""Checks: each scores an output against one demand of a case; `build` makes them by name."""

from motjuste.evals.checks.bad_check import BadCheck, UnsupportedCheck
from motjuste.evals.checks.registry import NAMES, build

__all__ = ["NAMES", "BadCheck", "UnsupportedCheck", "build"]
