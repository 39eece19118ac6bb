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
none without. If quotes are missing as well, both are offered together, as unsafe. Quoting a value that holds a `: ` is unsafe: the line may be indented wrongly instead. Both are
proved by reading the result before they are offered.

## Evidence

YAML 1.2.2, sections 3.2.1.3 (keys are unique) and 7.4.2 (a plain key needs a blank after its colon); Prompty
specification 2.2; editor diagnostics for exactly the missing space were added to kilocode in its pull request
13013. In 2,776 public prompt files 13 of 1,222 with front matter were broken.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from motjuste.document.front_matter_mending import (
    glued_keys,
    missing_quotes,
    missing_spaces,
    missing_spaces_and_quotes,
)
from motjuste.lint.finding import Applicability, Fix, Severity
from motjuste.lint.rule import Problem, Rule, fault_problems

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from motjuste.document.model import Document
    from motjuste.lint.context import LintContext
    from motjuste.text.span import Span

_ADD = "Add a space after the colon"


def _check(document: Document, _context: LintContext) -> Iterable[Problem]:
    problems = list(fault_problems(document, "F001"))
    if not problems or document.front_matter is None or document.settings:
        return problems
    glued = glued_keys(document.text, document.front_matter)
    spaces = missing_spaces(document.text, document.front_matter)
    if spaces:
        return [_glued(document.text, glued, Fix(_ADD, spaces))]
    if glued and glued[0] < min(problem.span for problem in problems):
        # The reader took the line for a part of the next, so what it says of that one may be about this.
        both = missing_spaces_and_quotes(document.text, document.front_matter)
        fix = Fix(f"{_ADD} and quote the value", both, Applicability.UNSAFE) if both else None
        return [_glued(document.text, glued, fix)]
    quotes = missing_quotes(document.text, document.front_matter)
    fix = Fix("Quote the value", quotes, Applicability.UNSAFE) if quotes else None
    return [replace(problem, fix=fix) for problem in problems]


def _glued(text: str, keys: Sequence[Span], fix: Fix | None) -> Problem:
    """One finding for all missing spaces, at the first key: only together do they mend the YAML."""
    more = f" and {len(keys) - 1} more" if len(keys) > 1 else ""
    message = f"A space is missing after `{keys[0].of(text)}`{more}, so this is no YAML"
    return Problem(keys[0], message, fix)


INVALID_FRONTMATTER = Rule(
    code="F001",
    name="invalid-frontmatter",
    severity=Severity.ERROR,
    summary="The settings between the --- fences are no YAML mapping.",
    docs=__doc__,
    check=_check,
)
