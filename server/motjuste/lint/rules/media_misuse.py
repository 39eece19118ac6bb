"""M003 media-misuse: an image stands where no model sees one.

## What it does

Finds `{{media url=…}}` in the system message of a Dotprompt file, and images written out as `data:` addresses of more
than 2,000 characters among the words of a prompt, where they are read letter by letter.

## Why is this bad

Interfaces take images in the user's messages alone; elsewhere the request fails or the image is dropped. An image among
the words costs thousands of tokens and shows the model nothing.

## Example

```handlebars
{{role "system"}}
Describe this plan: {{media url=plan}}
```

Move the image below `{{role "user"}}`.

## Fix safety

There is no fix.

## Evidence

lmstudio-bug-tracker issue 1586 quotes a chat template's error about an image in the system message; the system
parameter of Anthropic's and Google's interfaces holds text only. In 1,632 public prompt files the rule finds nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from motjuste.document.model import PieceKind
from motjuste.lint.finding import Severity
from motjuste.lint.rule import Problem, Rule
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from motjuste.document.model import Document, Message
    from motjuste.lint.context import LintContext

_MEDIA = re.compile(r"\{\{~?[ \t]*+media[ \t]")
_DATA = re.compile(
    r"data:(?:image|audio|video)/[\w.+-]{1,40};base64,[A-Za-z0-9+/=_-]{2000}[A-Za-z0-9+/=_-]*+"
)
_PART = re.compile(r"(?:\burl\b|\bsrc\b|image|data|source)[\"']?[ \t]*[:=][ \t]*[\"']?\Z", re.IGNORECASE)
"""What stands before an address that is a part of its own and no words."""


def _check(document: Document, _context: LintContext) -> Iterator[Problem]:
    if document.format == "unknown":
        return
    addresses = ";base64," in document.text
    for message in document.messages:
        if message.role == "system" and document.format == "dotprompt":
            yield from _in_system(document, message)
        if addresses:
            yield from _among_words(document, message)


def _in_system(document: Document, message: Message) -> Iterator[Problem]:
    for piece in message.pieces:
        if piece.kind is PieceKind.STATEMENT and _MEDIA.match(
            document.text, piece.span.start, piece.span.end
        ):
            yield Problem(piece.span, "A system message cannot hold an image; move it to the user's message")


def _among_words(document: Document, message: Message) -> Iterator[Problem]:
    for piece in message.pieces:
        if piece.kind is not PieceKind.LITERAL:
            continue
        for match in _DATA.finditer(document.text, piece.span.start, piece.span.end):
            before = document.text[max(piece.span.start, match.start() - 40) : match.start()]
            if not _PART.search(before):
                span = Span(match.start(), match.start() + match.group().index(",") + 1)
                size = f"{match.end() - match.start():,}"
                yield Problem(
                    span, f"An image of {size} characters among the words is read as text, not seen"
                )


MEDIA_MISUSE = Rule(
    code="M003",
    name="media-misuse",
    severity=Severity.WARNING,
    summary="An image stands where no model sees one.",
    docs=__doc__,
    check=_check,
)
