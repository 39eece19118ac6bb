"""F000 unreadable-text: the file is no UTF-8 text.

## What it does

Checks that a prompt file is UTF-8 (a byte order mark is fine) and holds no NUL character and no half of a
surrogate pair. The finding stands where the first character was lost; all other rules still run on the rest.

## Why is this bad

Model APIs take JSON, and JSON is UTF-8. Text in another encoding reaches the model with letters replaced, or the
request is refused; either way the prompt that is scored is not the prompt in the file.

## Example

A file saved as Latin-1, UTF-16 or Shift JIS, or a picture that was named `.md` by mistake. Save it as UTF-8.

## Fix safety

There is no fix: the bytes do not say which encoding was meant.

## Evidence

RFC 8259, section 8.1 (JSON text is UTF-8) and RFC 3629, section 3 (no surrogates in UTF-8); read 2025.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.lint.finding import Severity
from motjuste.lint.rule import Problem, Rule, fault_problems

if TYPE_CHECKING:
    from collections.abc import Iterable

    from motjuste.document.model import Document
    from motjuste.lint.context import LintContext


def _check(document: Document, _context: LintContext) -> Iterable[Problem]:
    return fault_problems(document, "F000")


UNREADABLE_TEXT = Rule(
    code="F000",
    name="unreadable-text",
    severity=Severity.ERROR,
    summary="The file is no UTF-8 text.",
    docs=__doc__,
    check=_check,
)
