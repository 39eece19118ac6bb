"""N001 unused-suppression: an `ignore` directive hides nothing.

## What it does

Checks that every code in an `ignore`, `ignore-start` or `ignore-file` directive hides at least one finding, and is
the code of a rule there is. Rules that do not run on the file, because they are not selected, are given the
benefit of the doubt.

## Why is this bad

A suppression that outlived its finding, or has a typo, hides the next real finding on its line, or never hid
anything. Either way it misleads the reader.

## Example

```markdown
<!-- motjuste: ignore T006 -->
Sort the ticket into one of three groups.
```

Nothing on the second line needs hiding. Remove the comment.

## Fix safety

Removing the directive, or the codes in it that hide nothing, is safe: no finding appears or disappears by it.

## Evidence

The same rule is RUF100 in ruff and `--report-unused-disable-directives` in ESLint, both on by default for years in
large repositories.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.document.directives import whole_lines
from motjuste.lint.finding import Fix, Severity
from motjuste.lint.rule import Problem, Rule
from motjuste.lint.suppress import covers, trails_code, word_span
from motjuste.text.edit import Edit
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from motjuste.document.model import Directive, Document
    from motjuste.lint.context import LintContext
    from motjuste.lint.suppress import Suppression, Suppressions


def unused_problems(
    document: Document, suppressions: Suppressions, chosen: Sequence[Rule], catalogue: Sequence[Rule]
) -> Iterator[Problem]:
    """What the suppressions of a document hid nothing with, once all findings went past them."""
    families = {rule.code[0] for rule in catalogue}

    def checked(word: str) -> bool:
        """Whether we can tell that a word is idle: its rules ran, or it is no rule of a family we know."""
        meant = [rule for rule in catalogue if covers(word, rule.code, rule.name)]
        if meant:
            # What is said of suppressions comes last, so one that hides just that is not known to be idle.
            # Rules that wait to be asked for are no reason to keep a word that stands for others as well.
            ran = any(rule in chosen for rule in meant)
            return (
                ran
                and all(rule in chosen or not rule.default for rule in meant)
                and meant != [UNUSED_SUPPRESSION]
            )
        return word[:1].upper() in families or not word[1:].isdigit()

    for one, idle in suppressions.unused(checked):
        yield from _problems(document, one, idle, catalogue)


def _problems(
    document: Document, one: Suppression, idle: tuple[str, ...], catalogue: Sequence[Rule]
) -> Iterator[Problem]:
    whole = set(idle) == set(one.selectors)
    fix = _removal(document, one.directive) if whole else _shortened(document, one.directive, idle)
    for word in idle:
        known = any(covers(word, rule.code, rule.name) for rule in catalogue)
        span = word_span(document, one.directive, word) if one.directive.arguments else one.directive.span
        message = (
            f"No finding of {word} is hidden by this directive" if known else f"No rule is called {word}"
        )
        yield Problem(span, "No finding is hidden by this directive" if word == "ALL" else message, fix)


def _removal(document: Document, directive: Directive) -> Fix:
    """Take the directive out, with its line if it has one of its own, or with the blanks between code and it."""
    span = _with_its_line(document, directive.span)
    if trails_code(document.text, directive.span):
        start = span.start
        while document.text[start - 1] in " \t":
            start -= 1
        span = Span(start, span.end)
    return Fix("Remove the directive", (Edit(span, ""),))


def _with_its_line(document: Document, span: Span) -> Span:
    """A directive with its line; in folded words, where a line end reads as a blank, with one of the blanks round it."""
    text = document.text
    whole = whole_lines(text, span)
    place = document.outer(span)
    if whole != span or whole_lines(document.source, place) == place:
        return whole
    if span.start > 0 and text[span.start - 1] == " ":
        return Span(span.start - 1, span.end)
    return Span(span.start, span.end + 1) if text.startswith(" ", span.end) else span


def _shortened(document: Document, directive: Directive, idle: tuple[str, ...]) -> Fix:
    """Leave only the codes that hide something."""
    kept = [word for word in directive.arguments if word not in idle]
    first = word_span(document, directive, directive.arguments[0]).start
    last = word_span(document, directive, directive.arguments[-1]).end
    return Fix("Remove the codes that hide nothing", (Edit(Span(first, last), ", ".join(kept)),))


def _check(_document: Document, _context: LintContext) -> Iterable[Problem]:
    """Nothing by itself: the engine asks once it knows what was hidden."""
    return ()


UNUSED_SUPPRESSION = Rule(
    code="N001",
    name="unused-suppression",
    severity=Severity.WARNING,
    summary="An ignore directive hides nothing.",
    docs=__doc__,
    check=_check,
)
