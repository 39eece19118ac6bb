"""F001 invalid-frontmatter: the settings between the `---` fences are no YAML mapping.

## What it does

Checks that front matter is closed, is YAML, is a list of `key: value` settings and sets no key twice. A `---` that
is a horizontal rule is left alone, and the body of the prompt is read either way.

## Why is this bad

A tool that cannot read the settings takes none of them: the link to the eval set, the role and the declared
variables are lost, often without a word. Some tools then send the settings to the model as part of the prompt.

## Example

```markdown
---
description:Sorts tickets
evals: ./triage.evals.jsonl
---
```

A space is missing after `description:`. Use instead:

```markdown
---
description: Sorts tickets
evals: ./triage.evals.jsonl
---
```

## Fix safety

Adding missing spaces after colons is safe: it is offered only when the front matter is a mapping with them and was
none without. Nothing else is mended, because the parser cannot know what was meant.

## Evidence

YAML 1.2.2, sections 3.2.1.3 (keys are unique) and 7.4.2 (a plain key needs a blank after its colon); Prompty
specification 2.2; editor diagnostics for exactly the missing space were added to kilocode in its pull request
13013. In 2,776 public prompt files 13 of 1,222 with front matter were broken.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.document.front_matter import missing_spaces
from motjuste.lint.finding import Fix, Severity
from motjuste.lint.rule import Problem, Rule, fault_problems
from motjuste.text.edit import Edit
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from motjuste.document.model import Document
    from motjuste.lint.context import LintContext

_FIX = "Add a space after the colon"


def _check(document: Document, _context: LintContext) -> Iterable[Problem]:
    problems = list(fault_problems(document, "F001"))
    if problems and document.front_matter is not None and not document.settings:
        offsets = missing_spaces(document.text, document.front_matter)
        if offsets:
            return _glued(document, offsets)
    return problems


def _glued(document: Document, offsets: tuple[int, ...]) -> Iterator[Problem]:
    """One finding for all missing spaces, at the first key: only together do they mend the YAML."""
    first = offsets[0]
    start = max(document.text.rfind("\n", 0, first), document.text.rfind("\r", 0, first)) + 1
    key = document.text[start : first - 1]
    edits = tuple(Edit(Span(offset, offset), " ") for offset in offsets)
    yield Problem(
        Span(start, first), f"A space is missing after `{key}:`, so this is no YAML", Fix(_FIX, edits)
    )


INVALID_FRONTMATTER = Rule(
    code="F001",
    name="invalid-frontmatter",
    severity=Severity.ERROR,
    summary="The settings between the --- fences are no YAML mapping.",
    docs=__doc__,
    check=_check,
)
