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
from motjuste.lint.secrets import find_secrets
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from motjuste.document.model import Document
    from motjuste.lint.context import LintContext


def _check(document: Document, _context: LintContext) -> Iterator[Problem]:
    spans = [message.span for message in document.messages]
    if document.front_matter is not None:
        spans.append(document.front_matter)
    for span in spans:
        for secret in find_secrets(span.of(document.text)):
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
