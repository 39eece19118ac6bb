"""W003 negation-only: the prompt says what not to do and not what to do instead.

## What it does

Reports a sentence that begins with `Do not`, `Don't`, `Never` or `Avoid`, names no alternative (`instead`, `but`, `only`,
`rather`, `unless`, …), and is not followed by a sentence that does. The rule has to be asked for: `--select W`.

## Why is this bad

A model that is told what to leave out has to guess what belongs in its place, and the words of the ban are the last it
reads on the matter. Many bans are needed as they are, hence a hint and no default.

## Example

```text
Don't use technical terms.
```

Write `Use words that a customer knows.`

## Fix safety

There is no fix.

## Evidence

Anthropic's prompt guide: tell the model what to do instead of what not to do. Google's Gemini 3 guide warns of blanket
bans such as "do not infer". agnix has the same check (PE-006). None of them measured how much it matters.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from motjuste.lint.finding import Severity
from motjuste.lint.reading import readings
from motjuste.lint.rule import Problem, Rule
from motjuste.lint.sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Iterator

    from motjuste.document.model import Document
    from motjuste.lint.context import LintContext

_BAN = re.compile(r"(?i)^(?:please )?(?P<words>do not|don't|never|avoid) \w")
_ALTERNATIVE = re.compile(
    r"(?i)\b(?:instead|but|rather|only|unless|except|without|until|other than|beyond|outside|just)\b|[\u2014;]"
)
_CURE = re.compile(r"(?i)\b(?:instead|rather|only|use|prefer|always)\b")
_MOST = 200
"""Findings a prompt; a text with more is no prompt."""
_AHEAD = 200
"""Characters behind a ban in which the alternative may stand."""


def _check(document: Document, _context: LintContext) -> Iterator[Problem]:
    return islice(_bans(document), _MOST)


def _bans(document: Document) -> Iterator[Problem]:
    for reading in readings(document):
        for sentence in sentences(reading.text, ("do not ", "don't ", "never ", "avoid ")):
            end = sentence.start + len(sentence.text)
            match = _BAN.match(sentence.text)
            if match is None or reading.is_code(sentence.start):
                continue
            ahead = reading.text[end : end + _AHEAD].split("\n")[0]
            if not _ALTERNATIVE.search(sentence.text[match.end("words") :]) and not _ALTERNATIVE.search(
                ahead
            ):
                message = "This says what not to do; say what to do instead"
                yield Problem(reading.span(sentence.start, end), message)


NEGATION_ONLY = Rule(
    code="W003",
    name="negation-only",
    severity=Severity.INFO,
    summary="The prompt says what not to do and not what to do instead.",
    docs=__doc__,
    check=_check,
    default=False,
)
