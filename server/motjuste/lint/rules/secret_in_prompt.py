"""K001 secret-in-prompt: a key or token stands in the prompt file.

## What it does

Looks in messages and front matter for keys whose shape gives them away: of AWS, Anthropic, OpenAI, OpenRouter, Google,
Groq, xAI, Hugging Face, GitHub, GitLab, npm, PyPI, Slack, Stripe and SendGrid, and private keys. A token with a checksum must pass it, any other must look random; signed
tokens (JWT) are left out, for nearly all that people write down are samples; stand-ins (`sk-...`, `YOUR_KEY`, `xxxx`) do not.

## Why is this bad

A prompt is committed, sent to a model's vendor with every call, logged, and can be talked out of the model. Whoever
reads it there can use the key.

## Example

```text
Call the API with the header Authorization: Bearer <a real key>
```

Let the program that calls the model hold the key, and revoke the one that was written down.

## Fix safety

There is no fix: taking the key out of the file does not take it out of the repository's history.

## Evidence

The formats are their vendors' own; GitHub documents the CRC-32 checksum of its tokens, which npm shares. Prompt linters
(promptlint-cli, llm-promptlint PL003) check for keys as well. None of 1,632 public prompt files has one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.lint.finding import Severity
from motjuste.lint.rule import Problem, Rule
from motjuste.lint.secrets import find_secrets, traces_of
from motjuste.lint.written import written
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from motjuste.document.model import Document
    from motjuste.lint.context import LintContext
    from motjuste.lint.secrets import Trace


def _check(document: Document, _context: LintContext) -> Iterator[Problem]:
    for message in written(document):
        yield from _secrets(document, message.span, frozenset().union(*message.each(traces_of)))
    if document.front_matter is not None:
        yield from _secrets(document, document.front_matter)


def _secrets(document: Document, span: Span, traces: frozenset[Trace] | None = None) -> Iterator[Problem]:
    if traces is not None and not traces:
        return
    for secret in find_secrets(span.of(document.text), traces):
        message = f"This looks like {secret.kind}; revoke it, and keep keys out of prompts"
        yield Problem(Span(span.start + secret.start, span.start + secret.end), message)


SECRET_IN_PROMPT = Rule(
    code="K001",
    name="secret-in-prompt",
    severity=Severity.ERROR,
    summary="A key or token stands in the prompt file.",
    docs=__doc__,
    check=_check,
)
