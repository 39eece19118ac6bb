"""T003 unused-variable: the front matter declares a variable that the prompt never uses.

## What it does

Checks that every declared variable stands in the body: names under `inputs`, `variables` or `input_variables`, fields
of a Dotprompt file's `input.schema`, arguments of a BAML function. Samples and defaults may be left unused, and what is
bound to a tool is used. A body that has the name in another engine's placeholder (`{name}`, `${name}`, `$name`, `<name>`, `[name]`) is left alone, and
so is one whose template does not parse.

## Why is this bad

The caller computes and hands over a value that the model never sees. Often the placeholder was lost in an edit, and
with it the text the prompt is about.

## Example

```markdown
---
inputs: [ticket, language]
---
Sort this ticket: {{ ticket }}
```

Use `{{ language }}` in the body, or remove it from `inputs`.

## Fix safety

Removing the declaration is unsafe: it may be the placeholder that is missing. It is offered where the declaration
has lines of its own.

## Evidence

Optimizers lose placeholders silently: Opik's pull request 7656 calls it close to certain and refuses such prompts.
promptly checks the same.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

from motjuste.document.model import PieceKind
from motjuste.lint.declared import declared_variables
from motjuste.lint.finding import Applicability, Fix, Severity
from motjuste.lint.rule import Problem, Rule
from motjuste.lint.rules.undefined_variable import required_names
from motjuste.text.edit import Edit
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from motjuste.document.model import Document, Setting
    from motjuste.lint.context import LintContext
    from motjuste.lint.declared import Declaration

_BLANKS = " \t"


def _check(document: Document, _context: LintContext) -> Iterator[Problem]:
    broken = any(fault.code == "T001" for fault in document.faults)
    if broken or document.dialect == "none" or not any(message.pieces for message in document.messages):
        return
    declared = declared_variables(document)
    undeclared = [name for name in required_names(document) if name not in declared]
    for name, place in declared.items():
        if not place.needed or name in document.variable_names or _mentioned(document, name):
            continue
        # A name that is only misspelt in the body is one problem, and T002 or E002 tells it.
        if not get_close_matches(name, undeclared, n=1):
            message = f"The variable `{name}` is declared but never used in the prompt"
            yield Problem(place.span, message, _removal(document, place))


def _mentioned(document: Document, name: str) -> bool:
    """Whether the body has the name as some other engine's placeholder, in template text, or hands it to a tool."""
    if "tools" in document.settings and _handed_over(document.settings["tools"], name):
        return True
    word = re.escape(name)
    foreign = re.compile(rf"[$%@#]{word}\b|[{{<\[][ \t]*(?:input:)?{word}\b", re.IGNORECASE)
    inside = re.compile(rf"\b{word}\b")
    for message in document.messages:
        if foreign.search(document.text, message.span.start, message.span.end):
            return True
        template = (piece.span for piece in message.pieces if piece.kind is not PieceKind.LITERAL)
        if any(inside.search(document.text, span.start, span.end) for span in template):
            return True
    return False


def _handed_over(tools: Setting, name: str) -> bool:
    """Whether the name is a value among the tools' settings, as in Prompty's bindings."""
    waiting = [tools]
    while waiting:
        setting = waiting.pop()
        if setting.value == name:
            return True
        waiting.extend(setting.children)
    return False


def _removal(document: Document, place: Declaration) -> Fix | None:
    """Take out the declaration's lines, if nothing else stands on them; never the last one of its list."""
    text = document.text
    start, end = place.entry.start, place.entry.end
    while start > 0 and text[start - 1] not in "\r\n":
        start -= 1
    while end < len(text) and text[end] in _BLANKS:
        end += 1
    alone = text[start : place.entry.start].strip(_BLANKS) in {"", "-"} and text[end : end + 1] in {
        "\r",
        "\n",
    }
    if not alone or len(declared_variables(document)) < 2:
        return None
    end += 2 if text.startswith("\r\n", end) else 1
    return Fix("Remove the declaration", (Edit(Span(start, end), ""),), Applicability.UNSAFE)


UNUSED_VARIABLE = Rule(
    code="T003",
    name="unused-variable",
    severity=Severity.WARNING,
    summary="The front matter declares a variable that the prompt never uses.",
    docs=__doc__,
    check=_check,
)
