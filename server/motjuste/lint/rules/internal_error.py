"""N000 internal-error: a rule of ours crashed on this file.

## What it does

Says that a rule could not finish, so that a file whose analysis failed never looks like a clean one. The other
rules' findings still stand. It cannot be switched off or suppressed.

## Why is this bad

It is a fault in Mot Juste, not in the prompt. Whatever the crashed rule would have found is missing.

## Example

Please report the message together with the file, or the smallest part of it that still shows the message.

## Fix safety

There is no fix.

## Evidence

A published analyzer for prompt files returned an empty list when its analysis failed, the same as for a clean
file; nobody could tell the two apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.lint.finding import Severity
from motjuste.lint.rule import Problem, Rule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from motjuste.document.model import Document
    from motjuste.lint.context import LintContext


def _check(_document: Document, _context: LintContext) -> Iterable[Problem]:
    """Nothing by itself: the engine reports it when another rule crashes."""
    return ()


INTERNAL_ERROR = Rule(
    code="N000",
    name="internal-error",
    severity=Severity.ERROR,
    summary="A rule crashed on this file; its findings are missing.",
    docs=__doc__,
    check=_check,
)
