"""M001 accidental-role-marker: a line of an example begins a new message.

## What it does

In Prompty files and promptflow's chat templates, finds lines such as `user:` that cut the prompt in two where they
were meant to be read: inside a fenced block, inside a tag such as `<example>` that is closed in a later message, and
lines that begin with a capital (`User:`) in a file whose other role lines do not.

## Why is this bad

The example falls apart: its first half ends one message, its second half becomes what the user said. The model
answers the example.

## Example

````text
system:
Continue a dialogue such as this one:
```
user:
Where is my parcel?
```
````

Write `user: Where is my parcel?` on one line, or `> user:`, which begins no message.

## Fix safety

There is no fix: moving words changes the example.

## Evidence

Prompty specification, sections 2.10 and 6.2: a role alone on its line begins a message wherever it stands, in any
case, indented or behind a `#`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from motjuste.document.code_spans import fenced_blocks, inside
from motjuste.lint.finding import Severity
from motjuste.lint.rule import Problem, Rule
from motjuste.lint.turns import turn_head
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from motjuste.document.model import Document
    from motjuste.lint.context import LintContext

_FORMATS = frozenset({"prompty", "promptflow"})
_FENCE_END = re.compile(r"[\r\n][ \t>]*(?:`{3,}|~{3,})[ \t]*(?:\r\n|\r|\n)?\Z")
_TAG = re.compile(
    r"<(?P<close>/?)(?P<name>examples?|dialogue?|conversation|transcript|sample|demo|shot)\b[^<>\r\n]{0,200}>"
)
_ROLE = re.compile(r"[A-Za-z]+")


def _check(document: Document, _context: LintContext) -> Iterator[Problem]:
    if document.format not in _FORMATS or len(document.messages) < 2:
        return
    heads = [turn_head(document, index) for index in range(len(document.messages))]
    body = Span(heads[0].start, document.messages[-1].span.end)
    closed = [
        block
        for block in fenced_blocks(document.text, body)
        if _FENCE_END.search(document.text, block.start, block.end)
    ]
    tagged = _tagged(document.text, body)
    foreign = _capitalised(document, heads)
    for head in heads[1:]:
        what = _where(head, closed, tagged, foreign)
        if what:
            message = f"This line begins a new message, and {what}; add words to it, or a > before it"
            yield Problem(head, message)


def _where(head: Span, closed: Sequence[Span], tagged: Sequence[Span], foreign: frozenset[Span]) -> str:
    """Why a role line looks as if it was meant to be read; empty when it does not."""
    if inside(closed, head.start):
        return "it stands in a fenced block"
    if inside(tagged, head.start):
        return "it stands inside a tag that is closed further down"
    return "unlike the others it has a capital" if head in foreign else ""


def _tagged(text: str, span: Span) -> list[Span]:
    """The outermost stretches between the tags of examples."""
    stretches: list[Span] = []
    opened: re.Match[str] | None = None
    for match in _TAG.finditer(text, span.start, span.end):
        if opened is None and not match["close"]:
            opened = match
        elif opened is not None and match["close"] and match["name"] == opened["name"]:
            stretches.append(Span(opened.end(), match.start()))
            opened = None
    return stretches


def _capitalised(document: Document, heads: Sequence[Span]) -> frozenset[Span]:
    """The role lines with a capital, if the first has none: people write one kind."""
    found = [(head, _ROLE.search(document.text, head.start, head.end)) for head in heads]
    named = [(head, match.group()) for head, match in found if match]
    if not named or not named[0][1].islower():
        return frozenset()
    return frozenset(head for head, name in named if name != name.lower())


ACCIDENTAL_ROLE_MARKER = Rule(
    code="M001",
    name="accidental-role-marker",
    severity=Severity.ERROR,
    summary="A line of an example begins a new message.",
    docs=__doc__,
    check=_check,
)
