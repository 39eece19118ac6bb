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
from typing import TYPE_CHECKING

from motjuste.document.model import PieceKind
from motjuste.lint.declared import declared_variables
from motjuste.lint.finding import Applicability, Fix, Severity
from motjuste.lint.near_names import NearNames
from motjuste.lint.rule import Problem, Rule
from motjuste.lint.rules.undefined_variable import required_names
from motjuste.text.edit import Edit
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from motjuste.document.model import Document
    from motjuste.lint.context import LintContext
    from motjuste.lint.declared import Declaration

_BLANKS = " \t"
_WORD = re.compile(r"\w+")
_FOREIGN = re.compile(r"(?:[$%@#]|[{<\[][ \t]*+)(\w++)(?::(\w++))?")
"""A word where other engines have a placeholder, `{topic}` or `{input:topic}`."""
_MOST_ODD = 50
"""Names that are no words which are looked for, each in the whole text."""


def _check(document: Document, _context: LintContext) -> Iterator[Problem]:
    broken = any(fault.code == "T001" for fault in document.faults)
    if broken or document.dialect == "none" or not any(message.pieces for message in document.messages):
        return
    declared = declared_variables(document)
    used = set(document.variable_names)
    meant = NearNames(name for name in required_names(document) if name not in declared)
    mentioned = _Mentioned(document)
    for name, place in declared.items():
        if not place.needed or name in used or mentioned.has(name):
            continue
        # A name that is only misspelt in the body is one problem, and T002 or E002 tells it.
        if meant.to(name) is None:
            # The last declaration is never taken away: its key alone would declare nothing.
            fix = _removal(document, place) if len(declared) > 1 else None
            message = f"The variable `{name}` is declared but never used in the prompt"
            yield Problem(place.span, message, fix)


class _Mentioned:
    """The names a body has as some other engine's placeholder, in template text, or hands to a tool."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._handed = _handed_over(document)
        self._foreign: set[str] = set()
        self._inside: set[str] = set()
        self._odd = 0
        for message in document.messages:
            for match in _FOREIGN.finditer(document.text, message.span.start, message.span.end):
                first = match[1].lower()
                self._foreign.add(first)
                if first == "input" and match[2]:
                    self._foreign.add(match[2].lower())
            for piece in message.pieces:
                if piece.kind is not PieceKind.LITERAL:
                    self._inside.update(_WORD.findall(document.text, piece.span.start, piece.span.end))

    def has(self, name: str) -> bool:
        """Whether it is one of them; also of a name that is no word, once there were many of these."""
        if name in self._handed:
            return True
        if _WORD.fullmatch(name):
            return name in self._inside or name.lower() in self._foreign
        self._odd += 1
        return self._odd > _MOST_ODD or self._has_odd(name)

    def _has_odd(self, name: str) -> bool:
        """A name such as `user-name`, which is looked for in the whole text."""
        word = re.escape(name)
        foreign = re.compile(rf"[$%@#]{word}\b|[{{<\[][ \t]*(?:input:)?{word}\b", re.IGNORECASE)
        inside = re.compile(rf"\b{word}\b")
        for message in self._document.messages:
            if foreign.search(self._document.text, message.span.start, message.span.end):
                return True
            template = (piece.span for piece in message.pieces if piece.kind is not PieceKind.LITERAL)
            if any(inside.search(self._document.text, span.start, span.end) for span in template):
                return True
        return False


def _handed_over(document: Document) -> set[str]:
    """The values among the tools' settings, as in Prompty's bindings."""
    values: set[str] = set()
    waiting = [document.settings["tools"]] if "tools" in document.settings else []
    while waiting:
        setting = waiting.pop()
        if isinstance(setting.value, str):
            values.add(setting.value)
        waiting.extend(setting.children)
    return values


def _removal(document: Document, place: Declaration) -> Fix | None:
    """Take out the declaration's lines, if nothing else stands on them."""
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
    if not alone:
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
