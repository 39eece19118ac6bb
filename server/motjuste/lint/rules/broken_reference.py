"""R001 broken-reference: a file that the prompt names is not there, or lies outside the repository.

## What it does

Looks up the files that a prompt's own tool follows: relative links in `.prompt.md`, `.instructions.md`, `.agent.md`,
`SKILL.md`, `AGENTS.md`, `CLAUDE.md` and `copilot-instructions.md`; `${file:…}` in the front matter of a Prompty file;
`file://…` in a promptfoo configuration; and `include`, `import` and `extends` of Jinja templates. Links (but for a
skill's), promptfoo's paths and includes may be written from any folder between the file's own and the workspace's
root. Handlebars partials may be registered by a program and are not looked up. Links in code, to other sites, to
absolute paths, and those that are plainly examples (`path/to/file.md`, `./your-file.md`) are left alone, and so are
names with placeholders or globs. A file that is named several times is reported once, at the first of them. A path
that leads out of the workspace is a warning where the workspace is a whole repository (`.git` lies in it), and nothing
is said of it elsewhere: a folder of a larger work is not all there is.

## Why is this bad

The tool stops, or the model is sent a prompt that speaks of a text it does not have. A path that leads out of the
repository works on one machine only, and is refused by tools that guard against reading what they should not.

## Example

```markdown
Follow the rules in [the style guide](docs/style-guid.md).
```

Write the path of a file that is there.

## Fix safety

There is no fix.

## Evidence

Prompty specification, section 2.11 (a missing file is an error; paths out of the folder are refused); VS Code's documentation
of prompt files asks for relative links; agnix checks the same as REF-001 and REF-002, promptly as
`unverified-partial`. Of the 471 paths that the rule follows in 1,632 public prompt files some 300 were read one by
one; all but two were meant to be followed, and those two, pages without a suffix, are left alone now. 26 were looked
for in public copies of their repositories, which are not complete; 19 were found, each where the rule looks.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from motjuste.lint.context import Place
from motjuste.lint.finding import Severity
from motjuste.lint.references import references
from motjuste.lint.rule import Problem, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from motjuste.document.model import Document
    from motjuste.lint.context import LintContext

_MOST = 1000
"""How many references of a prompt are looked up."""


def _check(document: Document, context: LintContext) -> Iterator[Problem]:
    if context.files is None:
        return
    told: set[str] = set()
    for reference in islice(references(document, with_cases=context.link is None), _MOST):
        if reference.target in told or not reference.required:
            continue
        told.add(reference.target)
        place, _ = context.files.find(reference.target, upwards=reference.upwards)
        if place is Place.MISSING:
            yield Problem(reference.span, f"There is no file `{reference.target}`{_where(reference.upwards)}")
        elif place is Place.OUTSIDE:
            told_out = f"`{reference.target}` leads out of the repository; take the file in, or write a path inside it"
            yield Problem(reference.span, told_out, severity=Severity.WARNING)


def _where(upwards: bool) -> str:  # read where it stands
    return " in this folder or in one above" if upwards else ""


BROKEN_REFERENCE = Rule(
    code="R001",
    name="broken-reference",
    severity=Severity.ERROR,
    summary="A file that the prompt names is not there, or lies outside the repository.",
    docs=__doc__,
    check=_check,
)
