"""What a rule may know beside the document: the eval set the prompt is linked to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from motjuste.evals.case import EvalSet
    from motjuste.evals.link import EvalLink


@dataclass(frozen=True, slots=True)
class LintContext:
    """A prompt's surroundings, read by the caller: rules open no files."""

    link: EvalLink | None = None
    """None when nothing names an eval set."""
    eval_set: EvalSet | None = None
    """None when there is no link, or when it could not be read."""
    eval_fault: str | None = None
    """Why the linked eval set could not be read, one sentence."""
