"""F005 empty-prompt: there is nothing a model would read.

## What it does

Checks that something is left to send once front matter, directives, `<edit>` tags and template comments are
taken away: a word, or a variable.

## Why is this bad

An empty message is refused by most model APIs, and with the others it produces an answer to nothing. It is nearly
always a file that was saved too early, or whose body was cut off.

## Example

```markdown
---
description: Sorts tickets
---
```

Write the prompt below the closing `---`.

## Fix safety

There is no fix.

## Evidence

The same check stands in agnix as COP-013; in 2,776 public prompt files only deliberate test fixtures break it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.document.model import PieceKind
from motjuste.lint.finding import Severity
from motjuste.lint.rule import Problem, Rule
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from motjuste.document.model import Document, Piece
    from motjuste.lint.context import LintContext


def _check(document: Document, _context: LintContext) -> Iterator[Problem]:
    pieces = [piece for message in document.messages for piece in message.pieces]
    if not document.messages and document.text.strip():
        # A file of a format that holds prompts, without one: a program, or a configuration that names files.
        return
    for piece in pieces:
        if piece.kind in {PieceKind.VARIABLE, PieceKind.STATEMENT} or _is_filled(document, piece):
            return
        if piece.kind is PieceKind.LITERAL and piece.span.of(document.text).strip():
            return
    if document.front_matter is not None:
        message = "The file has settings but no prompt below them"
        yield Problem(_last_fence(document.text, document.front_matter), message)
    elif any(piece.kind is PieceKind.HIDDEN for piece in pieces):
        hidden = next(piece.span for piece in pieces if piece.kind is PieceKind.HIDDEN)
        comment = Span(hidden.start, hidden.start + len(hidden.of(document.text).rstrip()))
        yield Problem(comment, "The file holds only comments, which no model is sent")
    else:
        what = "nothing but blanks" if document.text else "nothing"
        yield Problem(Span(0, 0), f"The file holds {what}")


def _last_fence(text: str, front_matter: Span) -> Span:
    """The three marks that end the settings, or what their last line has instead."""
    words = front_matter.of(text).rstrip()
    line = max(words.rfind("\n"), words.rfind("\r")) + 1
    start, end = front_matter.start, front_matter.start + len(words)
    return Span(max(start + line, end - 3), end)


def _is_filled(document: Document, piece: Piece) -> bool:
    """Whether a hidden piece is a call that the format's own engine replaces, such as BAML's output format."""
    words = piece.span.of(document.text)
    return piece.kind is PieceKind.HIDDEN and words.startswith("{{") and not words.startswith("{{!")


EMPTY_PROMPT = Rule(
    code="F005",
    name="empty-prompt",
    severity=Severity.ERROR,
    summary="There is nothing a model would read.",
    docs=__doc__,
    check=_check,
)
