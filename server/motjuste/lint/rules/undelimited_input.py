"""K003 undelimited-input: the value of a variable stands in the instructions with nothing round it.

## What it does

Reports a variable whose name says that it holds somebody's text (`ticket`, `question`, `document`, `user_input`, …) when
words of the prompt follow it and neither a tag, a fence, quotes, a heading nor an empty line with a label sets it apart.
It is a matter of judgement, so the rule has to be asked for: `--extend-select K003`.

## Why is this bad

The model cannot tell where the text ends and the instructions go on. A text that holds instructions of its own is
obeyed (prompt injection), and one that ends in a question gets that question answered.

## Example

```text
Sort this ticket: {{ ticket }} into one of the groups below.
```

Write `<ticket>{{ ticket }}</ticket>`.

## Fix safety

Wrapping the variable in a tag of its name is unsafe: it changes what the model reads.

## Evidence

Anthropic's prompt guide asks for material in XML tags, apart from instructions; llm-promptlint (PL001) and promptdoctor
(PD105) check the same. Delimiters help a model to tell the two apart; they do not stop an attacker.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from motjuste.document.model import PieceKind
from motjuste.lint.finding import Applicability, Fix, Severity
from motjuste.lint.reading import readings
from motjuste.lint.rule import Problem, Rule
from motjuste.text.edit import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from motjuste.document.model import Document, Variable
    from motjuste.lint.context import LintContext
    from motjuste.text.span import Span

_TEXTS = re.compile(
    r"(?i)(?:user_?)?(?:input|text|message|query|question|content|document|article|email|ticket|comment|review|"
    r"transcript|conversation|context|passage|body|request|feedback)"
)
_SET_APART_BEFORE = re.compile(
    r"(?:[\"'`>\]\[({|=]|```[^\r\n]*[\r\n]+|^\#[^\r\n]*[\r\n]+|[-*_]{3,}[ \t]*[\r\n]+)\s*\Z", re.MULTILINE
)
_SET_APART_AFTER = re.compile(r"\s*(?:[\"'`<\]\[)}|]|[\r\n]+(?:```|\#|[-*_]{3,}|\w[\w ]{0,30}:))")
_NEAR = 200
"""Characters before a variable that are looked at."""


def _check(document: Document, _context: LintContext) -> Iterator[Problem]:
    shown = {reading.role for reading in readings(document)}
    if not shown:
        return
    for message in document.messages:
        placed = {piece.span.start for piece in message.pieces if piece.kind is PieceKind.VARIABLE}
        for variable in document.variables:
            place = variable.placeholder
            if (
                place.start in placed
                and _TEXTS.fullmatch(variable.name)
                and _is_bare(document.text, message.span, place)
            ):
                text = f"The text in `{variable.name}` stands among the instructions with nothing round it"
                yield Problem(place, text, _wrapping(document, variable))


def _is_bare(text: str, message: Span, place: Span) -> bool:
    before = text[max(message.start, place.start - _NEAR) : place.start]
    after = text[place.end : min(message.end, place.end + _NEAR)]
    if not after.strip() or (not before.strip() and not after.strip()):
        return False
    return _SET_APART_BEFORE.search(before) is None and _SET_APART_AFTER.match(after) is None


def _wrapping(document: Document, variable: Variable) -> Fix:
    place = variable.placeholder
    name = variable.name
    words = f"<{name}>{place.of(document.text)}</{name}>"
    return Fix(f"Wrap it in `<{name}>`", (Edit(place, words),), Applicability.UNSAFE)


UNDELIMITED_INPUT = Rule(
    code="K003",
    name="undelimited-input",
    severity=Severity.WARNING,
    summary="The value of a variable stands in the instructions with nothing round it.",
    docs=__doc__,
    check=_check,
    default=False,
)
