"""T002 undefined-variable: the prompt uses a variable that nothing fills.

## What it does

Checks that every variable of the body is one the settings declare: under `inputs`, `variables` or `input_variables`,
in the `sample` of a Prompty file, in `input.schema` or `input.default` of a Dotprompt file, as an argument of a BAML
function. A prompt that declares nothing, or in another file, is left alone, and so are variables that the template
copes without (`{{ name | default("") }}`, `{% if name %}`). When an eval set is linked its columns decide, and E002
speaks instead.

## Why is this bad

Depending on the engine an undefined variable is an error at run time, an empty string, or the literal text
`{{ name }}` in front of the model. The last two look like an answer and are none.

## Example

```markdown
---
inputs: [ticket]
---
Sort this ticket: {{ tikcet }}
```

Write `{{ ticket }}`.

## Fix safety

Renaming the variable to the declared name nearest to it is unsafe: both may be meant.

## Evidence

LangChain issue 13055 and its many duplicates; promptly and other prompt linters check the same. In 1,632 public prompt
files ten variables are undefined, among them one of an evaluator whose caller hands over `ground_truth` and whose body
asks for `statement`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.lint.declared import declared_variables
from motjuste.lint.finding import Applicability, Fix, Severity
from motjuste.lint.near_names import NearNames
from motjuste.lint.rule import Problem, Rule
from motjuste.text.edit import Edit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from motjuste.document.model import Document, Variable
    from motjuste.lint.context import LintContext


_NOTHING = frozenset({"null", "undefined", "nil"})
"""What other languages call nothing: an undefined name that is meant to be so."""


def _check(document: Document, context: LintContext) -> Iterator[Problem]:
    declared = declared_variables(document)
    if not declared or context.eval_set is not None:
        return
    used = set(document.variable_names)
    meant = NearNames(name for name in declared if name not in used)
    where = " in the front matter" if document.front_matter else ""
    for name in required_names(document):
        if name not in declared:
            yield undefined(document, name, f"not declared{where}", meant)


def required_names(document: Document) -> list[str]:
    """Variables that the template cannot do without, in order of first use."""
    optional = _NOTHING.union(variable.name for variable in document.variables if variable.optional)
    return [name for name in document.variable_names if name not in optional]


def undefined(document: Document, name: str, why: str, meant: NearNames) -> Problem:
    """One finding for all uses of a name, at the first of them."""
    uses = _uses(document)[name]
    near = meant.to(name)
    hint = f"; did you mean `{near}`?" if near else ""
    times = f" (used {len(uses)} times)" if len(uses) > 1 else ""
    fix = _renaming(uses, near) if near and near.isidentifier() else None
    return Problem(uses[0].span, f"The variable `{name}`{times} is {why}{hint}", fix)


def _uses(document: Document) -> dict[str, list[Variable]]:
    """All uses of each name, in order."""
    made: dict[str, list[Variable]] | None = document.derived.get("uses")
    if made is None:
        made = document.derived["uses"] = {}
        for variable in document.variables:
            made.setdefault(variable.name, []).append(variable)
    return made


def _renaming(uses: Iterable[Variable], name: str) -> Fix:
    edits = tuple(Edit(variable.span, name) for variable in uses)
    return Fix(f"Rename the variable to `{name}`", edits, Applicability.UNSAFE)


UNDEFINED_VARIABLE = Rule(
    code="T002",
    name="undefined-variable",
    severity=Severity.ERROR,
    summary="The prompt uses a variable that nothing fills.",
    docs=__doc__,
    check=_check,
)
