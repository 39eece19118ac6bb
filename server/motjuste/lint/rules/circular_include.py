"""R002 circular-include: the prompt includes itself, by itself or by way of other files.

## What it does

Follows `include`, `import` and `extends` of Jinja templates and the partials of Dotprompt and Handlebars files
(`{{> style}}`, read from `_style.prompt` or `style.prompt` beside the file) and reports the include through
which the file comes back to itself. Only includes outside every condition and loop count: a template
that calls itself under a condition is how trees are rendered.

## Why is this bad

Rendering never ends: the engine stops with a recursion error before any model is called.

## Example

```handlebars
{{! _a.prompt }}
{{> b}}
```

```handlebars
{{! _b.prompt }}
{{> a}}
```

Take one of the two out.

## Fix safety

There is no fix.

## Evidence

promptly, Dotprompt's own linter, reports the same as `circular-partial`.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from motjuste.lint.context import Place
from motjuste.lint.finding import Severity
from motjuste.lint.references import includes
from motjuste.lint.rule import Problem, Rule
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from motjuste.document.model import Document
    from motjuste.lint.context import Files, LintContext
    from motjuste.lint.references import Reference

_MOST = 200
"""How many files are read on the way."""


def _check(document: Document, context: LintContext) -> Iterator[Problem]:
    if context.files is None:
        return
    found = [
        one
        for message in document.messages
        for one in includes(document.text, message.span, document.dialect)
    ]
    own = context.files.find(PurePath(document.path).name)[1] if found else ""
    if not own:
        return
    walk = _Walk(context.files, document.dialect, PurePath(document.path).suffix)
    for reference in found:
        if reference.always and walk.leads_to(own, reference):
            message = f"The file includes itself by way of `{reference.target}`, so that rendering never ends"
            yield Problem(reference.span, message)


class _Walk:
    """The files that are included from here, each read once."""

    def __init__(self, files: Files, dialect: str, suffix: str) -> None:
        self._files = files
        self._dialect = dialect
        self._suffix = suffix
        self._known: dict[str, tuple[str, ...]] = {}

    def leads_to(self, goal: str, reference: Reference) -> bool:
        """Whether what a reference of the prompt includes comes to a file."""
        waiting = self._found(reference, "")
        seen: set[str] = set()
        while waiting:
            file = waiting.pop()
            if file == goal:
                return True
            if file not in seen:
                seen.add(file)
                waiting.extend(self._included(file))
        return False

    def _found(self, reference: Reference, base: str) -> list[str]:
        """The file that a reference in `base` names; none when it is not there."""
        for target in self._spellings(reference):
            place, file = self._files.find(target, base=base, upwards=reference.upwards)
            if place is Place.THERE:
                return [file]
        return []

    def _spellings(self, reference: Reference) -> tuple[str, ...]:
        """A partial is named without its suffix, and its file may begin with `_`."""
        if reference.required:
            return (reference.target,)
        path = PurePath(reference.target)
        return tuple(str(path.with_name(f"{mark}{path.name}{self._suffix}")) for mark in ("_", ""))

    def _included(self, file: str) -> tuple[str, ...]:
        if file not in self._known:
            text = self._files.read(file) if len(self._known) < _MOST else None
            there = includes(text, Span(0, len(text)), self._dialect) if text else ()
            self._known[file] = tuple(
                one for reference in there if reference.always for one in self._found(reference, file)
            )
        return self._known[file]


CIRCULAR_INCLUDE = Rule(
    code="R002",
    name="circular-include",
    severity=Severity.ERROR,
    summary="The prompt includes itself, by itself or by way of other files.",
    docs=__doc__,
    check=_check,
)
