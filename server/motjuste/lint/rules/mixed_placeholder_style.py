"""T005 mixed-placeholder-style: a variable of the prompt also stands in another engine's braces, and is not filled there.

## What it does

Finds, outside code, `{ticket}` and `${ticket}` in prompts whose variables are written `{{ ticket }}`, where `ticket` is a
variable the prompt declares or uses, or a column of its eval set. Names that are no variable of the prompt are left
alone: they are words, or examples. So are doubled braces where single ones are filled: there they are the way to write
a brace.

## Why is this bad

The model reads the braces and the name in place of the value. One of two places is filled, so that the prompt looks right
in a quick test.

## Example

```markdown
Sort this ticket: {{ ticket }}

Repeat {ticket} in your answer.
```

Write `{{ ticket }}` twice.

## Fix safety

Writing the placeholder as the others is unsafe: the braces may have been meant to be read.

## Evidence

Several prompt linters check for mixed placeholders (promptlint-ai among them), by the mere presence of two kinds of braces;
in public prompt files that alone is noise, since JSON, code and examples have braces. Hence the shared name.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from motjuste.lint.declared import declared_variables
from motjuste.lint.finding import Applicability, Fix, Severity
from motjuste.lint.rule import Problem, Rule
from motjuste.lint.written import written
from motjuste.text.edit import Edit
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from motjuste.document.model import Document
    from motjuste.lint.context import LintContext
    from motjuste.lint.written import Written

_SINGLE = re.compile(
    r"(?:\$(?<![{\w$\\\"'`]\$)\{|\{(?<![{\w$\\\"'`]\{))(?P<name>[^\W\d]\w{1,100})\}(?![}\w])"
)
_OWN_WAY = {
    "braces": "{{{{ {name} }}}}",
    "jinja": "{{{{ {name} }}}}",
    "nunjucks": "{{{{ {name} }}}}",
    "mustache": "{{{{{name}}}}}",
    "handlebars": "{{{{{name}}}}}",
}
"""How each dialect of doubled braces writes a variable."""


def _check(document: Document, context: LintContext) -> Iterator[Problem]:
    own_way = _OWN_WAY.get(document.dialect)
    if own_way is None:
        return
    known = {*document.variable_names, *declared_variables(document)}
    known.update(context.eval_set.columns if context.eval_set is not None else ())
    if not known:
        return
    for message in written(document):
        yield from _foreign(message, known, own_way)


def _foreign(message: Written, known: set[str], own_way: str) -> Iterator[Problem]:
    for match in message.finditer(_SINGLE):
        if match["name"] not in known or not message.is_literal(match.start()):
            continue
        if not message.is_code(match.start()):
            right = own_way.format(name=match["name"])
            span = Span(*match.span())
            told = f"`{match.group()}` is not filled here, and `{match['name']}` is a variable; did you mean `{right}`?"
            yield Problem(span, told, Fix(f"Write `{right}`", (Edit(span, right),), Applicability.UNSAFE))


MIXED_PLACEHOLDER_STYLE = Rule(
    code="T005",
    name="mixed-placeholder-style",
    severity=Severity.WARNING,
    summary="A variable also stands in another engine's braces, and is not filled there.",
    docs=__doc__,
    check=_check,
)
