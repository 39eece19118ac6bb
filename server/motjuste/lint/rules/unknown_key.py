"""F002 unknown-key: a setting is misspelt, so the tool that reads the file ignores it.

## What it does

Checks the top-level settings of VS Code's `.prompt.md`, `.instructions.md`, `.agent.md` and `.chatmode.md`, of
`SKILL.md`, Cursor rules, Dotprompt files and promptfoo configurations against the names their tools know. Only a name
that is nearly one of those is reported (`desription`, `argumentHint`, `apply-to`): settings of your own are left
alone, and so is every setting of a Prompty file.

## Why is this bad

An unknown setting is ignored without a word. A skill whose `desription` nobody reads is never chosen, and
instructions whose `applyto` is not `applyTo` are never sent.

## Example

```markdown
---
name: code-review
desription: Reviews a pull request for correctness and missing tests
---
```

Write `description`.

## Fix safety

Renaming the setting is unsafe: it takes effect then, which it did not before. Where the right name is set as well,
nothing is reported.

## Evidence

VS Code's own validator reports attributes it does not support (promptFileAttributes.ts of microsoft/vscode); people
asked for completion and validation of these headers in vscode-copilot-release issue 9453; agnix checks the same as
COP-014. The Prompty specification, section 2.3, forbids errors for unknown settings. In 1,632 public prompt files
the rule finds nothing: what is unknown there (`tags`, `tested_with`, `title`, `hidden`) is meant as it stands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.lint.file_kind import file_kind
from motjuste.lint.finding import Applicability, Fix, Severity
from motjuste.lint.format_keys import KNOWN_KEYS, near_miss
from motjuste.lint.rule import Problem, Rule
from motjuste.text.edit import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from motjuste.document.model import Document
    from motjuste.lint.context import LintContext


def _check(document: Document, _context: LintContext) -> Iterator[Problem]:
    kind = file_kind(document)
    known = KNOWN_KEYS.get(kind) if kind else None
    if kind is None or known is None:
        return
    for key, setting in document.settings.items():
        meant = near_miss(key, known)
        if meant is None or meant in document.settings:
            continue
        message = f"No {kind} has a setting `{key}`, so it is ignored; did you mean `{meant}`?"
        edit = Edit(setting.key_span, meant)
        fix = Fix(f"Rename the setting to `{meant}`", (edit,), Applicability.UNSAFE)
        yield Problem(setting.key_span, message, fix)


UNKNOWN_KEY = Rule(
    code="F002",
    name="unknown-key",
    severity=Severity.WARNING,
    summary="A setting is misspelt, so the tool that reads the file ignores it.",
    docs=__doc__,
    check=_check,
)
