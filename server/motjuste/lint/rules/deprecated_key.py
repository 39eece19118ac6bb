"""F003 deprecated-key: a setting, or the file's own ending, has been replaced by another.

## What it does

Finds `mode` in a `.prompt.md` (now `agent`), `user-invokable` (now `user-invocable`) and `infer` (now
`user-invocable` and `disable-model-invocation`) in an `.agent.md`, and files called `.chatmode.md` (now
`.agent.md`); the last stands at the head of the file. In a Prompty file it finds settings of version 1
under `model` (`api`, `configuration`, `parameters`) beside those of version 2, which alone are read then. A file that
is all version 1 is left alone.

## Why is this bad

The tools still read most of the old names, and say that they will not for ever. Prompty's version 2 ignores the old
names at once: a temperature under `parameters` is not sent.

## Example

```markdown
---
mode: agent
description: Adds a test
---
```

Write `agent: agent`.

## Fix safety

Renaming `mode`, `user-invokable` and Prompty's `api` is safe: the values mean the same. It is not offered when the
new name is set as well, and the other replacements are not one to one.

## Evidence

VS Code renamed chat modes to custom agents in release 1.106; its sources list `mode` and `infer` as not recommended
(promptFileAttributes.ts) and `user-invokable` as the former spelling; github/docs pull request 41327. Prompty
specification, sections 2.3 to 2.6, and the setting `prompty.showV1DeprecationWarnings` of its extension.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.lint.file_kind import FileKind, file_kind
from motjuste.lint.finding import Fix, Severity
from motjuste.lint.rule import Problem, Rule
from motjuste.text.edit import Edit
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from motjuste.document.model import Document, Setting
    from motjuste.lint.context import LintContext

_RENAMED = {
    FileKind.PROMPT_FILE: {"mode": "agent"},
    FileKind.AGENT: {"user-invokable": "user-invocable"},
    FileKind.CHATMODE: {"user-invokable": "user-invocable"},
}
_PROMPTY_1 = {"api": "apiType", "configuration": "connection", "parameters": "options"}
_PROMPTY_2 = frozenset({"id", "provider", "apiType", "options"})
"""Settings that only version 2 has; promptflow, a reader of version 1, has a `connection` too."""
_SAME_API = frozenset({"chat", "embedding", "image", "responses"})


def _check(document: Document, _context: LintContext) -> Iterator[Problem]:
    kind = file_kind(document)
    if kind is None:
        return
    settings = document.settings
    if kind is FileKind.CHATMODE:
        yield Problem(Span(0, 0), "Chat modes are custom agents now; rename the file to `.agent.md`")
    for old, new in _RENAMED.get(kind, {}).items():
        if old in settings:
            yield _replaced(settings, old, new)
    if "infer" in settings and kind in {FileKind.AGENT, FileKind.CHATMODE}:
        message = "`infer` is deprecated; use `user-invocable` and `disable-model-invocation` in its place"
        yield Problem(settings["infer"].key_span, message)
    if kind is FileKind.PROMPTY and "model" in settings:
        yield from _prompty(settings["model"])


def _replaced(settings: Mapping[str, Setting], old: str, new: str) -> Problem:
    span = settings[old].key_span
    if new in settings:
        return Problem(span, f"`{old}` is deprecated and `{new}` is set as well; remove `{old}`")
    fix = Fix(f"Rename the setting to `{new}`", (Edit(span, new),))
    return Problem(span, f"`{old}` is deprecated; it is called `{new}` now", fix)


def _prompty(model: Setting) -> Iterator[Problem]:
    """Version 1 names that version 2 does not read, in a file that is of version 2 by other names."""
    present = {child.key: child for child in model.children}
    if not _PROMPTY_2 & present.keys():
        return
    for old, new in _PROMPTY_1.items():
        if old not in present:
            continue
        same = old == "api" and present[old].value in _SAME_API and new not in present
        fix = Fix(f"Rename the setting to `{new}`", (Edit(present[old].key_span, new),)) if same else None
        message = f"`{old}` belongs to Prompty 1 and is not read beside settings of Prompty 2; use `{new}`"
        yield Problem(present[old].key_span, message, fix)


DEPRECATED_KEY = Rule(
    code="F003",
    name="deprecated-key",
    severity=Severity.WARNING,
    summary="A setting, or the file's own ending, has been replaced by another.",
    docs=__doc__,
    check=_check,
)
