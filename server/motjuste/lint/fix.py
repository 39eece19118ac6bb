"""Applying the fixes of findings to a text, pass by pass, until there is nothing left to apply."""

from __future__ import annotations

from dataclasses import dataclass, replace
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


def fix_to_the_end(
    text: str,
    lint: Callable[[str], tuple[Finding, ...]],
    *,
    unsafe: bool = False,
    faults: Callable[[str], int] | None = None,
) -> Fixed:
    """Apply what may be applied until nothing is left to; applying it again changes nothing.

    Args:
        text: The whole file.
        lint: What the rules say of a text.
        unsafe: Also apply fixes that need a look.
        faults: How much is wrong with a text as a prompt, such as what of it cannot be read; a fix that makes it more
            is refused, and what it was for is told as a finding without a fix. None takes every fix for harmless.
    """
    seen = {text}
    applied: list[Finding] = []
    refused: set[tuple[str, ...]] = set()
    findings = lint(text)
    for _ in range(_PASSES):
        open_ones = [one for one in findings if _named(one, text) not in refused]
        chosen = disjoint_fixes(open_ones, unsafe=unsafe)
        harmless = chosen if faults is None else _harmless(text, chosen, faults)
        refused.update(_named(one, text) for one in chosen if one not in harmless)
        if not chosen:
            break
        if not harmless:
            continue
        following = apply_edits(text, _edits(harmless))
        if following in seen:
            break
        seen.add(following)
        applied.extend(harmless)
        text, findings = following, lint(following)
    left = (replace(one, fix=None) if _named(one, text) in refused else one for one in findings)
    return Fixed(text, tuple(applied), tuple(left))


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


def _harmless(text: str, chosen: tuple[Finding, ...], faults: Callable[[str], int]) -> tuple[Finding, ...]:
    """Those of the fixes that leave the text no more faults than it has."""
    most = faults(text)
    if not chosen or faults(apply_edits(text, _edits(chosen))) <= most:
        return chosen
    kept: tuple[Finding, ...] = ()
    for one in chosen:
        if faults(apply_edits(text, _edits((*kept, one)))) <= most:
            kept = (*kept, one)
    return kept


def _named(finding: Finding, text: str) -> tuple[str, ...]:
    """What a finding and its fix are known by while other fixes move them."""
    edits = finding.fix.edits if finding.fix else ()
    words = (word for edit in edits for word in (edit.span.of(text), edit.text))
    return (finding.code, finding.message, *words)
