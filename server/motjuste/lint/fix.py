"""Applying the fixes of findings to a text, pass by pass, until there is nothing left to apply."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from motjuste.lint.finding import Applicability
from motjuste.text.edit import apply_edits, overlapping

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from motjuste.lint.finding import Finding
    from motjuste.text.edit import Edit

_PASSES = 20
"""A fix may uncover another finding; fixes that keep uncovering each other must end somewhere."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """A text after its fixes."""

    text: str
    applied: tuple[Finding, ...]
    """The findings whose fixes were applied, in the order they were."""
    findings: tuple[Finding, ...]
    """What is left."""


def applicable(finding: Finding, *, unsafe: bool) -> bool:
    """Whether a finding's fix may be applied without a look."""
    return finding.fix is not None and (unsafe or finding.fix.applicability is Applicability.SAFE)


def fix_to_the_end(text: str, lint: Callable[[str], tuple[Finding, ...]], *, unsafe: bool = False) -> Fixed:
    """Apply what may be applied until nothing is left to; applying it again changes nothing.

    Args:
        text: The whole file.
        lint: What the rules say of a text.
        unsafe: Also apply fixes that need a look.
    """
    seen = {text}
    applied: list[Finding] = []
    findings = lint(text)
    for _ in range(_PASSES):
        chosen = disjoint_fixes(findings, unsafe=unsafe)
        following = apply_edits(text, _edits(chosen))
        if following in seen:
            break
        seen.add(following)
        applied.extend(chosen)
        text, findings = following, lint(following)
    return Fixed(text, tuple(applied), findings)


def disjoint_fixes(findings: Iterable[Finding], *, unsafe: bool = False) -> tuple[Finding, ...]:
    """The findings whose fixes can be applied together: first come, first served."""
    chosen: list[Finding] = []
    edits: tuple[Edit, ...] = ()
    for finding in findings:
        if finding.fix is None or not applicable(finding, unsafe=unsafe):
            continue
        together = tuple(dict.fromkeys((*edits, *finding.fix.edits)))
        if not overlapping(together):
            chosen.append(finding)
            edits = together
    return tuple(chosen)


def _edits(findings: Iterable[Finding]) -> tuple[Edit, ...]:
    """All edits of the findings' fixes, an edit that two of them share but once."""
    return tuple(dict.fromkeys(edit for one in findings if one.fix for edit in one.fix.edits))
