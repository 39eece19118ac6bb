"""T006 leaked-marker: a marker meant for a tool or for the author is left in the prompt.

## What it does

Finds, outside code: an `<edit>` or `</edit>` without its other half, or inside another pair (a whole pair is work in
progress and no fault); the conflict markers of a merge; Dotprompt's internal `<<<dotprompt:` markers; and notes an
author left to fill in, `[INSERT NAME]`, `[TODO: …]`, a line that begins with `TODO:`, `<!-- TODO … -->`.

## Why is this bad

The model reads them as part of its instructions. A half-tag tells nobody which words were to be edited, a conflict
leaves two versions of an instruction in force, and `[INSERT NAME]` is answered as if it were a name.

## Example

```text
You are the support desk of [INSERT COMPANY NAME].
```

Write the name, or make it a variable: `{{ company }}`.

## Fix safety

Removing a stray half-tag is safe: tags are never sent to a model, so the prompt that is sent stays the same.

## Evidence

Leaked tags are the fourth failure signature of local prompt optimization (Jain and Chowdhary, 2025,
arXiv 2504.20355). The notes are narrow on purpose: in 1,632 public prompt files none of these forms was meant to be
read by a model, while plain words such as TODO or [TODO] often were.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from motjuste.lint.finding import Fix, Severity
from motjuste.lint.rule import Problem, Rule
from motjuste.lint.written import written
from motjuste.text.edit import Edit
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from motjuste.document.model import Document
    from motjuste.lint.context import LintContext
    from motjuste.lint.written import Written
    from motjuste.text.stretches import Hit

_CONFLICT = re.compile(r"(?m)^(?:(<{7}) (\S.*)|(={7})[ \t\r]*$|(>{7}) (\S.*))")
_SEARCH_REPLACE = re.compile(r"SEARCH|REPLACE|ORIGINAL|UPDATED")
"""Labels of edit formats that prompts describe to models; a merge writes HEAD, a branch or a commit."""
_NOTES = (
    (
        re.compile(r"<<<dotprompt:[^>\r\n]{0,200}>>>"),
        "A marker of Dotprompt's renderer is left in the prompt",
    ),
    (
        re.compile(r"\[INSERT [A-Z0-9][A-Z0-9 '/&,._-]{0,80}\](?!\()"),
        "This note still waits to be filled in",
    ),
    (re.compile(r"\[(?:TODO|FIXME|TBD):[^\]\r\n]{1,200}\](?!\()"), "This note still waits to be filled in"),
    (
        re.compile(r"(?m)^[ \t]*(?:[-*+][ \t]+)?((?:TODO|FIXME): ?\S[^\r\n]*)"),
        "A note to the author is part of the prompt",
    ),
    (
        re.compile(r"<!--[ \t]*(?:TODO|FIXME)\b[^\r\n]{0,500}?-->"),
        "A note to the author is part of the prompt",
    ),
)
_WORDS = ("dotprompt:", "[INSERT ", "TODO", "FIXME", "[TBD:")


def _check(document: Document, _context: LintContext) -> Iterator[Problem]:
    if document.format == "unknown":
        return
    for fault in document.faults:
        if fault.code == "T006":
            yield Problem(fault.span, fault.message, Fix("Remove the tag", (Edit(fault.span, ""),)))
    for message in written(document):
        for found in (*_conflicts(message), *_notes(message)):
            if message.is_literal(found.span.start) and not message.is_code(found.span.start):
                yield found


def _notes(message: Written) -> Iterator[Problem]:
    if not any(message.holds(word) for word in _WORDS):
        return
    for pattern, told in _NOTES:
        for match in message.finditer(pattern):
            yield Problem(Span(*match.span(pattern.groups)), told)


def _conflicts(message: Written) -> Iterator[Problem]:
    """Whole conflicts only, start, divider and end in this order: a lone row of `=` underlines a heading."""
    if not message.holds("<<<<<<<"):
        return
    opened: list[Hit] = []
    for match in message.finditer(_CONFLICT):
        if match.group(1):
            opened = [] if _SEARCH_REPLACE.match(match.group(2)) else [match]
        elif match.group(3) and len(opened) == 1:
            opened.append(match)
        elif match.group(4) and len(opened) == 2:
            yield from (_conflict(mark) for mark in (*opened, match))
            opened = []


def _conflict(mark: Hit) -> Problem:
    end = mark.start() + len(mark.group().rstrip())
    return Problem(
        Span(mark.start(), end), "A merge conflict was never resolved; keep one version of the text"
    )


LEAKED_MARKER = Rule(
    code="T006",
    name="leaked-marker",
    severity=Severity.ERROR,
    summary="A marker meant for a tool or the author is left in the prompt.",
    docs=__doc__,
    check=_check,
)
