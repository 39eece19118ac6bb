"""M002 role-order: a message stands where chat templates refuse it, says nothing, or has a role nobody knows.

## What it does

In prompts of several messages: a system message that is not the first, a message between others in which nothing is said,
and in Dotprompt files a role other than `system`, `user`, `model` and `tool`.

## Why is this bad

The chat templates of Qwen and others raise "System message must be at the beginning", interfaces refuse
empty messages, and Dotprompt calls the assistant `model`. Stray characters before the first role are a message
too, and push the system message to the second place.

## Example

```handlebars
{{role "system"}}
Sort tickets.
{{role "assistant"}}
Ready.
```

Write `{{role "model"}}`.

## Fix safety

Writing `model` for `assistant` is unsafe: a program may map roles of its own. There is no other fix.

## Evidence

llama.cpp issue 20733, vLLM issue 41114 and Qwen3.8 issue 244 (the template's words); Dotprompt's specification of
roles. Of 1,632 public prompt files two break the rule: both have `}}` left over from a comment before the first role.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from motjuste.lint.finding import Applicability, Fix, Severity
from motjuste.lint.rule import Problem, Rule
from motjuste.lint.turns import says_something, turn_head
from motjuste.text.edit import Edit
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from motjuste.document.model import Document
    from motjuste.lint.context import LintContext

_DOTPROMPT_ROLE = re.compile(
    r"\{\{~?#?[ \t]*+role[ \t]++(?P<quote>[\"'])(?P<role>[^\"'\r\n]{0,50})(?P=quote)"
)
_DOTPROMPT_ROLES = frozenset({"system", "user", "model", "tool"})
_MARKED = frozenset({"prompty", "promptflow"})
"""Formats in which a role line alone makes a message."""


def _check(document: Document, _context: LintContext) -> Iterator[Problem]:
    if document.format == "dotprompt":
        yield from _dotprompt_roles(document)
    spoken = [index for index, one in enumerate(document.messages) if says_something(document, one)]
    for index in spoken[1:]:
        if document.messages[index].role == "system":
            earlier = {document.messages[other].role for other in spoken if other < index}
            what = (
                "This is a second system message"
                if earlier == {"system"}
                else "This system message is not the first"
            )
            message = f"{what}; many chat templates refuse any but one at the beginning"
            yield Problem(turn_head(document, index), message)
    if document.format in _MARKED:
        for index in set(range(len(document.messages) - 1)) - set(spoken):
            message = "Nothing is said in this message, and interfaces refuse empty ones"
            yield Problem(turn_head(document, index), message)


def _dotprompt_roles(document: Document) -> Iterator[Problem]:
    start = document.front_matter.end if document.front_matter else 0
    for match in _DOTPROMPT_ROLE.finditer(document.text, start):
        role = match["role"]
        if role in _DOTPROMPT_ROLES:
            continue
        span = Span(*match.span("role"))
        meant = "model" if role in {"assistant", "ai", "bot"} else None
        hint = f"; the model's own turns have the role `{meant}`" if meant else ""
        fix = Fix("Write `model`", (Edit(span, "model"),), Applicability.UNSAFE) if meant else None
        yield Problem(span, f"Dotprompt has no role `{role}`{hint}", fix)


ROLE_ORDER = Rule(
    code="M002",
    name="role-order",
    severity=Severity.WARNING,
    summary="A message stands where chat templates refuse it, says nothing, or has an unknown role.",
    docs=__doc__,
    check=_check,
)
