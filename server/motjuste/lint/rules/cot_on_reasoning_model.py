"""W005 cot-on-reasoning-model: "think step by step" is said to a model that does so by itself.

## What it does

Where the settings name a model that reasons before it answers (OpenAI's o-series and GPT-5, DeepSeek-R1, QwQ, and any
whose name says `reasoning` or `thinking`), reports `think step by step` and its like. Where no model is named the rule is
silent. It has to be asked for: `--select W`.

## Why is this bad

The model has thought before it writes the first word; the request makes it write a second chain of thought into the
answer, which costs tokens and at times accuracy.

## Example

```markdown
---
model: deepseek/deepseek-reasoner
---
Let's think step by step. How many parcels are late?
```

Leave the sentence out.

## Fix safety

There is no fix: whether the words help is for an evaluation to say. `motjuste optimize` can try.

## Evidence

OpenAI's guide to its reasoning models: avoid chain-of-thought prompts, since these models reason internally, asking
them to "think step by step" is unnecessary.
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

_REASONS = re.compile(
    r"(?i)(?:o[134](?:-.*)?|gpt-5(?!.*chat).*|deepseek-(?:r1|reasoner).*|qwq.*|.*(?:reasoning|thinking).*)"
)
_CHAIN = re.compile(
    r"(?i)\b(?:let'?s )?think(?: (?:about|through) (?:it|this))?,? (?:carefully,? )?step[ -]by[ -]step\b|\bshow your chain of thought\b"
)


def _check(document: Document, _context: LintContext) -> Iterator[Problem]:
    model = _reasoning_model(document)
    for reading in readings(document) if model else ():
        for match in _CHAIN.finditer(reading.text):
            if not reading.is_code(match.start()):
                message = f"{model} reasons before it answers and needs not be told to"
                yield Problem(reading.span(*match.span()), message)


def _reasoning_model(document: Document) -> str | None:
    names = [named.model for named in named_models(document)]
    setting = document.settings.get("model")
    if setting is not None and isinstance(setting.value, str):
        names.append(setting.value.rpartition("/")[2])
    return next((name for name in names if _REASONS.fullmatch(name)), None)


COT_ON_REASONING_MODEL = Rule(
    code="W005",
    name="cot-on-reasoning-model",
    severity=Severity.INFO,
    summary='"Think step by step" is said to a model that does so by itself.',
    docs=__doc__,
    check=_check,
    default=False,
)
