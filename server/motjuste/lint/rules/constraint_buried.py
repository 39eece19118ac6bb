"""W002 constraint-buried: a format rule stands before long material, and the model named heeds what stands last.

## What it does

Where the settings name a Gemini 3 model, reports a sentence about the format or length of the answer that 4,000
characters or more of the same message follow, when no such sentence stands in its last fifth. The rule has to be asked
for: `--select W`.

## Why is this bad

Google says of these models that they may drop constraints that come too early, and asks for them at the end.

## Example

```markdown
---
model: googleai/gemini-3-pro-preview
---
Answer in one word.

(ten pages of documents)
```

Repeat the constraint below the documents.

## Fix safety

There is no fix.

## Evidence

Google's Gemini 3 prompting guide asks for negative, format and length constraints last. Liu et al. (TACL 2024) found
that what stands in the middle of long inputs is used least. Advice on position contradicts itself between makers
(IFScale, arXiv 2507.11538, found earlier instructions to win), hence one maker's models only.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from motjuste.lint.finding import Severity
from motjuste.lint.models import named_models
from motjuste.lint.reading import readings
from motjuste.lint.rule import Problem, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from motjuste.document.model import Document
    from motjuste.lint.context import LintContext

_LONG = 4000
"""Characters that stand behind a constraint before it counts as buried."""
_CONSTRAINT = re.compile(
    r"(?i)\b(?:answer|respond|reply|output|return)\b[^.\r\n]{0,40}\b(?:only|json|in one (?:word|sentence)|"
    r"at most \d+|no more than \d+|in \d+ words|exactly)\b[^.\r\n]{0,60}"
)


def _check(document: Document, _context: LintContext) -> Iterator[Problem]:
    model = next((one.model for one in named_models(document) if one.model.startswith("gemini-3")), None)
    for reading in readings(document) if model else ():
        found = [match for match in _CONSTRAINT.finditer(reading.text) if not reading.is_code(match.start())]
        if not found or len(reading.text) - found[-1].end() < max(_LONG, len(reading.text) // 5):
            continue
        start, end = found[-1].span()
        behind = len(reading.text) - end
        message = f"{behind:,} characters follow this constraint; {model} heeds constraints best at the end"
        yield Problem(reading.span(start, start + len(found[-1].group().rstrip())), message)


CONSTRAINT_BURIED = Rule(
    code="W002",
    name="constraint-buried",
    severity=Severity.INFO,
    summary="A format rule stands before long material, and the model named heeds what stands last.",
    docs=__doc__,
    check=_check,
    default=False,
)
