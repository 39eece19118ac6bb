"""W006 vague-quantifier: an instruction leaves open how many, how long or what is meant.

## What it does

Reports, in instructions only, amounts and yardsticks without a measure: `a few`, `several`, `some` before a count of
things, `as appropriate`, `if necessary`, `relatively short`, `etc.` at the end of a list. The rule has to be asked for:
`--select W`.

## Why is this bad

Each model, and each run, fills the gap otherwise; what was meant can be said in the same number of words. Often the
vagueness is wanted, hence a hint and no default.

## Example

```text
Give a few examples.
```

Write `Give two examples.`

## Fix safety

There is no fix.

## Evidence

OpenAI's and Anthropic's guides ask for specific lengths and counts. promptlint-cli and agnix (PE-004) list such words
anywhere in a file, which is known to be noisy; instructions alone are looked at here. No study of its effect is known
to us.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from motjuste.lint.finding import Severity
from motjuste.lint.imperatives import imperatives
from motjuste.lint.reading import readings
from motjuste.lint.rule import Problem, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from motjuste.document.model import Document
    from motjuste.lint.context import LintContext

_VAGUE = re.compile(
    r"(?i)\b(?:a few|several|some (?=\w+s\b)|various (?=\w+s\b)|as (?:appropriate|needed|necessary)|if (?:appropriate|necessary)|"
    r"relatively (?:short|long|brief)|fairly (?:short|long|brief)|reasonable (?:length|amount|number)|etc\b\.?|and so on)"
)


def _check(document: Document, _context: LintContext) -> Iterator[Problem]:
    for reading in readings(document):
        for start, end in imperatives(reading):
            match = _VAGUE.search(reading.text, start, end)
            if match is not None:
                words = match.group().strip()
                place = match.start()
                yield Problem(
                    reading.span(place, place + len(words)), f"“{words}” leaves open what is meant; say it"
                )


VAGUE_QUANTIFIER = Rule(
    code="W006",
    name="vague-quantifier",
    severity=Severity.INFO,
    summary="An instruction leaves open how many, how long or what is meant.",
    docs=__doc__,
    check=_check,
    default=False,
)
