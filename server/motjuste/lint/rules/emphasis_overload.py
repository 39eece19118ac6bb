"""W004 emphasis-overload: so much of the prompt is shouted that nothing stands out.

## What it does

Counts the words of emphasis in a message, `CRITICAL`, `IMPORTANT`, `MUST`, `NEVER`, `ALWAYS` in capitals and runs of `!!`,
outside code. More than five of them, and more than one in a hundred words, are reported, at the one that is too many.
The rule has to be asked for: `--select W`.

## Why is this bad

When everything is critical nothing is. Newer models take such words at their strength: they apply the rule where it
was not meant, and ask, search or refuse too often.

## Example

```text
CRITICAL: You MUST ALWAYS use the search tool!!
```

Write `Use the search tool when the answer is not in the conversation.`

## Fix safety

There is no fix: which of the words to keep is for the author to say.

## Evidence

Anthropic's best practices for Claude 4.5 and later ask to tone down "CRITICAL: You MUST", since the model
may over-trigger. OpenAI's GPT-4.1 guide calls capitals and bribes generally unnecessary and apt to be followed too
strictly; its GPT-5 guide tells how a customer softened such wording. promptdoctor checks the same (PD108).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from motjuste.lint.finding import Severity
from motjuste.lint.reading import readings
from motjuste.lint.rule import Problem, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from motjuste.document.model import Document
    from motjuste.lint.context import LintContext

_EMPHASIS = re.compile(
    r"\b(?:CRITICAL(?:LY)?|IMPORTANT|MUST|NEVER|ALWAYS|MANDATORY|ABSOLUTELY|STRICTLY|WARNING)\b|!{2,}"
)
_MOST = 5
_SHARE = 0.01
"""Of all words of the message."""


def _check(document: Document, _context: LintContext) -> Iterator[Problem]:
    for reading in readings(document):
        found = [match for match in _EMPHASIS.finditer(reading.text) if not reading.is_code(match.start())]
        words = len(reading.text.split())
        if len(found) > _MOST and len(found) > words * _SHARE:
            message = (
                f"{len(found)} words of emphasis in {words} words: from here on nothing stands out any more; "
                "keep them for what goes wrong otherwise"
            )
            yield Problem(reading.span(*found[_MOST].span()), message)


EMPHASIS_OVERLOAD = Rule(
    code="W004",
    name="emphasis-overload",
    severity=Severity.INFO,
    summary="So much of the prompt is shouted that nothing stands out.",
    docs=__doc__,
    check=_check,
    default=False,
)
