"""P002 retired-model: the model that the settings name is shut down, or is about to be.

## What it does

Looks up the models that a promptfoo configuration, a Dotprompt or Prompty file or front matter names in a dated table
of the makers' announcements (OpenAI, Anthropic, Google). A model past its day is reported, and one whose day is less
than a month off, which is told mildly. Only the makers' own interfaces count: `openai:gpt-4`,
`googleai/gemini-2.0-flash`, a dated `claude-…`. Names at Azure, Bedrock, Vertex or a base URL of your own are left
alone, and so are names the table does not have.

## Why is this bad

From that day every request fails. An eval set that runs against it proves nothing any more.

## Example

```yaml
providers:
  - anthropic:messages:claude-3-opus-20240229
```

Name a model that is still served, and run the evaluation again: scores do not carry over.

## Fix safety

There is no fix: which model answers best has to be measured.

## Evidence

The makers' pages of deprecations, read in November 2026; lint/models.py gives each row's source. Of the 114 models that
1,632 public prompt files name in this way, 19 had been shut down by then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.lint.finding import Severity
from motjuste.lint.models import RETIRED, named_models
from motjuste.lint.rule import Problem, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from motjuste.document.model import Document
    from motjuste.lint.context import LintContext

_SOON = 30
"""Days."""


def _check(document: Document, context: LintContext) -> Iterator[Problem]:
    if context.today is None:
        return
    for named in named_models(document):
        day = RETIRED.get(named.maker, {}).get(named.model)
        if day is None or _count(day) - _count(context.today) >= _SOON:
            continue
        if day <= context.today:
            message = f"`{named.model}` was shut down on {day}; requests to it fail"
            yield Problem(named.span, message)
        else:
            message = f"`{named.model}` will be shut down on {day}"
            yield Problem(named.span, message, severity=Severity.INFO)


def _count(day: str) -> int:
    """The number of a day such as `2026-11-22`, as if every month had 31 days: near enough for a warning ahead."""
    year, month, number = (int(part) for part in day.split("-"))
    return (year * 12 + month) * 31 + number


RETIRED_MODEL = Rule(
    code="P002",
    name="retired-model",
    severity=Severity.WARNING,
    summary="The model that the settings name is shut down, or is about to be.",
    docs=__doc__,
    check=_check,
)
