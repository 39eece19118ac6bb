"""T004 unescaped-brace: a brace of JSON or code that the template engine takes for one of its own.

## What it does

In templates of Python's `str.format` (LangChain's default): a single brace that can begin or end no variable, as in
`{"label": "spam"}`. In Jinja and Nunjucks templates: JSON in doubled braces, `{{"label": "spam"}}`, as it is written
for the other kind of template.

## Why is this bad

The engine stops before any model is called: `KeyError: '"label"'`, or an unexpected `:`. The example that the
model was to follow is nearly always what is lost.

## Example

```python
template = 'Answer as {"label": "spam"}. Ticket: {ticket}'
```

Write `{{"label": "spam"}}`; the model reads single braces.

## Fix safety

Doubling the braces of a `str.format` template is safe: the template cannot be filled without, and reads as it did. It is
offered where the braces pair and none between them is doubled already; variables among them stay (`{score:.2f}` too).
There is none where what stands between may be a variable or not, such as `{}`, `{0}` or `{x: 1}`. Halving doubled
braces in Jinja is unsafe: a variable may have been meant.

## Evidence

LangChain issues 700, 1660, 1914 and 3382; promptfoo issues 241, 1258 and 1283; llama_index issue 14310.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from motjuste.document.dialects.fstring import FIELD
from motjuste.lint.finding import Applicability, Fix, Severity
from motjuste.lint.rule import Problem, Rule
from motjuste.text.edit import Edit
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from motjuste.document.model import Document, Fault, Message
    from motjuste.lint.context import LintContext

_BRACE = re.compile(r"[{}]")
_FORM = re.compile(
    r"(?:[^{}\r\n]?[<>=^])[+-]?\#?\d{1,4}[,_]?(?:\.\d{1,4})?[bcdeEfFgGnosxX%]?"
    r"|[+-]?\#?(?=[\d,_.])\d{0,4}[,_]?(?:\.\d{1,4})?[bcdeEfFgGnosxX%]|,|(?:%[A-Za-z][-/:., ]{0,2})+"
)
"""A format that is surely one: `.2f`, `>10`, `,`, `%Y-%m-%d`; ` 1` may as well be the value of a key."""
_MOST = 50
"""Faults of one prompt that get a fix: each looks for its partner anew."""
_LONGEST = 20_000
"""Characters between braces that pair, beyond which no fix is offered."""
_JSON_INSIDE = re.compile(r"\{\{[ \t\r\n]*+(?:\"[^\"{}\r\n]{0,200}\"|'[^'{}\r\n]{0,200}')[ \t\r\n]*+:")
_DOUBLED = re.compile(r"\{\{|\}\}")
_JINJA = frozenset({"jinja", "nunjucks"})


def _check(document: Document, _context: LintContext) -> Iterator[Problem]:
    claimed = [fault for fault in document.faults if claims(document, fault)]
    if document.dialect in _JINJA:
        yield from (_doubled(document, fault) for fault in claimed)
        return
    done = -1
    for number, fault in enumerate(claimed):
        if fault.span.start < done:
            # The fix of the brace before it doubles this one too.
            continue
        problem = _single(document, fault, with_fix=number < _MOST)
        done = max((edit.span.end for edit in problem.fix.edits), default=done) if problem.fix else done
        yield problem


def claims(document: Document, fault: Fault) -> bool:
    """Whether a fault of the template's syntax is this rule's, so that T001 need not tell it too."""
    if fault.code != "T001" or not document.messages:
        return False
    words = fault.span.of(document.text)
    if document.dialect == "fstring":
        return words in {"{", "}"}
    return document.dialect in _JINJA and _json_before(document, fault) is not None


def _single(document: Document, fault: Fault, *, with_fix: bool) -> Problem:
    """A brace of a `str.format` template, with the fix that doubles it and its partner, and those between."""
    if fault.span.of(document.text) == "}":
        fix = Fix("Double the brace", (_doubling(fault.span.start, "}"),))
        return Problem(
            fault.span, "This } closes no variable; write }} for a brace that the model should read", fix
        )
    message = "This { begins no variable; write {{ and }} for braces that the model should read"
    edits = _doublings(document, fault.span.start) if with_fix else ()
    return Problem(fault.span, message, Fix("Double the braces", edits) if edits else None)


def _doublings(document: Document, start: int) -> tuple[Edit, ...]:
    """Doubles every brace from one to its partner but those of variables; nothing if that cannot be told."""
    home = _message_at(document, start)
    end = min(home.span.end if home else start, start + _LONGEST)
    edits: list[Edit] = []
    depth = 0
    position = start
    while (match := _BRACE.search(document.text, position, end)) is not None:
        position = match.end()
        field = FIELD.match(document.text, match.start(), end) if depth else None
        if field is not None and not _is_surely(field):
            return ()
        if field is not None:
            position = field.end()
        elif document.text.startswith("{{", match.start()):
            return ()
        else:
            edits.append(_doubling(match.start(), match.group()))
            depth += 1 if match.group() == "{" else -1
            if depth == 0:
                return tuple(edits)
    return ()


def _is_surely(field: re.Match[str]) -> bool:
    """Whether what may be a field can be nothing else: `{}`, `{0}`, `{x: 1}` and `{two words}` may be meant for the model."""
    form = field["form"]
    return field["name"].isidentifier() and (form is None or _FORM.fullmatch(form) is not None)


def _doubling(at: int, brace: str) -> Edit:
    return Edit(Span(at, at + 1), brace * 2)


def _message_at(document: Document, offset: int) -> Message | None:
    return next((one for one in document.messages if one.span.start <= offset < one.span.end), None)


def _json_before(document: Document, fault: Fault) -> re.Match[str] | None:
    """The doubled opening braces with a key of JSON behind them in which a fault of a Jinja template lies."""
    start = document.text.rfind("{{", max(0, fault.span.start - 500), fault.span.start + 2)
    match = _JSON_INSIDE.match(document.text, start) if start >= 0 else None
    return match if match and fault.span.start <= match.end() else None


def _doubled(document: Document, fault: Fault) -> Problem:
    """JSON in doubled braces; the fix halves the pair."""
    opening = _json_before(document, fault)
    assert opening is not None
    span = Span(opening.start(), opening.start() + 2)
    message = (
        "This {{ begins a variable, and what follows is JSON; write { for a brace that the model should read"
    )
    depth = 0
    for match in _DOUBLED.finditer(document.text, span.start, min(len(document.text), span.start + _LONGEST)):
        depth += 1 if match.group() == "{{" else -1
        if depth == 0:
            edits = (Edit(span, "{"), Edit(Span(*match.span()), "}"))
            return Problem(span, message, Fix("Halve the braces", edits, Applicability.UNSAFE))
    return Problem(span, message)


UNESCAPED_BRACE = Rule(
    code="T004",
    name="unescaped-brace",
    severity=Severity.ERROR,
    summary="A brace of JSON or code that the template engine takes for one of its own.",
    docs=__doc__,
    check=_check,
)
