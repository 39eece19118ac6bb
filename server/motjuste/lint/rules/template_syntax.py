"""T001 template-syntax: the template engine cannot read this tag.

## What it does

In Jinja prompts: everything jinja2's own lexer and parser refuse, at the token they stumble over; for a block that
is never closed, at the tag that opens it. In Markdown and text prompts: a placeholder that lacks one of its four
braces, `{{ ticket }` or `{ ticket }}`, if the name is one the prompt declares, uses elsewhere or has in its eval
set. All other braces there are literal.

## Why is this bad

A template that does not parse raises an error before any model is called. A placeholder that lacks a brace is
worse: it is sent as it stands, and the model answers without the value.

## Example

```jinja
{% if examples %}Here are examples: {{ examples }}
```

Close the block with `{% endif %}`.

## Fix safety

Adding the missing brace is unsafe, because the braces may have been meant to be read as they stand. Jinja errors
have no fix.

## Evidence

jinja2 3.1 is the reference: what it refuses is refused. An unclosed comment delimiter that swallowed a prompt was
reported to promptfoo as issue 1283.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from motjuste.lint.declared import declared_variables
from motjuste.lint.finding import Applicability, Fix, Severity
from motjuste.lint.rule import Problem, Rule
from motjuste.lint.rules.unescaped_brace import claims
from motjuste.lint.written import written
from motjuste.text.edit import Edit
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from motjuste.document.model import Document
    from motjuste.lint.context import LintContext
    from motjuste.text.stretches import Hit

_NAME = r"[ \t]*+(?P<name>[^\W\d]\w*+)(?:\.\w++)*+[ \t]*+"
_LACKING_LAST = re.compile(r"\{(?<!\{\{)\{" + _NAME + r"\}(?!\})")
_LACKING_FIRST = re.compile(r"\{(?<!\{\{)" + _NAME + r"\}\}(?!\})")


def _check(document: Document, context: LintContext) -> Iterator[Problem]:
    # A brace that is no template text but JSON is told by T004, with what to write.
    # Liquid is read as Jinja, the nearest we have: what only Liquid can say (`| date: "d"`) is no fault of the template.
    liquid = document.format == "elasta-prompt"
    for fault in () if liquid else document.faults:
        if fault.code == "T001" and not claims(document, fault):
            yield Problem(fault.span, fault.message)
    if document.dialect != "braces":
        return
    known = {*document.variable_names, *declared_variables(document)}
    known.update(context.eval_set.columns if context.eval_set is not None else ())
    if known:
        yield from _lacking_braces(document, known)


def _lacking_braces(document: Document, known: set[str]) -> Iterator[Problem]:
    for message in written(document):
        for pattern, place, brace in ((_LACKING_LAST, 1, "}"), (_LACKING_FIRST, 0, "{")):
            for match in message.finditer(pattern):
                if match["name"] in known and not message.is_code(match.start()):
                    yield _problem(match, match.span()[place], brace)


def _problem(match: Hit, at: int, brace: str) -> Problem:
    edit = Edit(Span(at, at), brace)
    fix = Fix("Add the missing brace", (edit,), Applicability.UNSAFE)
    message = f"A brace is missing, so `{match['name']}` is no variable and stays as it is written"
    return Problem(Span(*match.span()), message, fix)


TEMPLATE_SYNTAX = Rule(
    code="T001",
    name="template-syntax",
    severity=Severity.ERROR,
    summary="The template engine cannot read this tag.",
    docs=__doc__,
    check=_check,
)
