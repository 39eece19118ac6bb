"""P001 discouraged-sampling: the model's maker advises against the temperature that is set for it.

## What it does

Finds a temperature other than 1 for OpenAI's reasoning models (o1, o3, o4, GPT-5) and for Google's Gemini 3 models, where
the settings name both: `config` of a Dotprompt file, `model.options` of a Prompty file, a provider's `config` in a
promptfoo configuration. Runs only when it is selected.

## Why is this bad

The reasoning models refuse the request. Gemini 3 takes it, but its makers saw loops and worse answers below 1.

## Example

```yaml
model: googleai/gemini-3-flash-preview
config:
  temperature: 0.2
```

Leave `temperature` out.

## Fix safety

There is no fix: what was meant by a low temperature, such as answers that are the same each time, may need other words.

## Evidence

Google Cloud's Gemini 3 prompting guide ("keep temperature at its default"); OpenAI's documentation of reasoning models.
Model-dependent, hence only on request.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.lint.finding import Severity
from motjuste.lint.models import fixed_temperature, named_models
from motjuste.lint.rule import Problem, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from motjuste.document.model import Document
    from motjuste.lint.context import LintContext


def _check(document: Document, _context: LintContext) -> Iterator[Problem]:
    for named in named_models(document):
        setting = named.temperature
        if setting is None or not fixed_temperature(named) or setting.value == 1:
            continue
        if isinstance(setting.value, int | float) and not isinstance(setting.value, bool):
            message = f"`{named.model}` wants its temperature left at 1, and this sets {setting.value:g}"
            yield Problem(setting.value_span, message)


DISCOURAGED_SAMPLING = Rule(
    code="P001",
    name="discouraged-sampling",
    severity=Severity.WARNING,
    summary="The model's maker advises against the temperature that is set for it.",
    docs=__doc__,
    check=_check,
    default=False,
)
