"""Applying the fixes of findings to a text, pass by pass, until there is nothing left to apply."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from motjuste.lint.finding import Applicability
from motjuste.text.edit import apply_edits, overlapping

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from motjuste.lint.finding import Finding
    from motjuste.text.edit import Edit

_PASSES = 10
"""A fix may uncover another finding; fixes that keep uncovering each other must end somewhere."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """A text after its fixes."""

    text: str
    count: int
    findings: tuple[Finding, ...]
    """What is left."""


def applicable(finding: Finding, *, unsafe: bool) -> bool:
    """Whether a finding's fix may be applied without a look."""
    return finding.fix is not None and (unsafe or finding.fix.applicability is Applicability.SAFE)


def fix_text(text: str, lint: Callable[[str], tuple[Finding, ...]], *, unsafe: bool) -> Fixed:
    """Apply what may be applied; fixes that touch the same words wait for the next pass.

    Args:
        text: The whole file.
        lint: What the rules say of a text.
        unsafe: Also apply fixes that need a look.
    """
    count = 0
    findings = lint(text)
    for _ in range(_PASSES):
        edits, applied = _disjoint(findings, unsafe=unsafe)
        if not applied:
            break
        text = apply_edits(text, edits)
        count += applied
        findings = lint(text)
    return Fixed(text, count, findings)


def _disjoint(findings: Sequence[Finding], *, unsafe: bool) -> tuple[tuple[Edit, ...], int]:
    """The edits of as many fixes as fit together, first come first served, and the number of those fixes."""
    chosen: tuple[Edit, ...] = ()
    applied = 0
    for finding in findings:
        if finding.fix is None or not applicable(finding, unsafe=unsafe):
            continue
        together = tuple(dict.fromkeys((*chosen, *finding.fix.edits)))
        if finding.fix.edits and not overlapping(together):
            chosen = together
            applied += 1
    return chosen, applied
