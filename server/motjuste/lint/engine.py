"""Runs the rules over a document. Never raises: a rule that crashes becomes a finding that says so."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from motjuste.document.rewrite import source_edit
from motjuste.document.transcript import Unwritable
from motjuste.lint.context import LintContext
from motjuste.lint.reading import keep_from
from motjuste.lint.registry import RULES
from motjuste.lint.rule import Problem
from motjuste.lint.rules.broken_directive import BROKEN_DIRECTIVE, unclosed_problem
from motjuste.lint.rules.internal_error import INTERNAL_ERROR
from motjuste.lint.rules.unused_suppression import UNUSED_SUPPRESSION, unused_problems
from motjuste.lint.suppress import Suppressions
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from motjuste.document.model import Document
    from motjuste.lint.finding import Finding
    from motjuste.lint.rule import Rule
    from motjuste.text.stretches import Kept

__all__ = ["LintContext", "lint", "lint_all", "placed"]

_MOST = 1000
"""Findings of one rule in one prompt; nobody reads so many, and a hostile file would give a million."""
_NOTHING_KNOWN = LintContext()


def lint(
    document: Document,
    context: LintContext = _NOTHING_KNOWN,
    select: Collection[str] | None = None,
    *,
    rules: Sequence[Rule] = RULES,
) -> tuple[Finding, ...]:
    """Everything the rules have to say of a document. Never raises.

    Args:
        document: What to look at.
        context: Its eval set.
        select: Codes of the rules to run; None runs those that need not be asked for. Crashes are always reported.
        rules: The catalogue.

    Returns:
        Findings sorted by place and code, suppressed ones left out. All spans lie inside the file's source.
    """
    return lint_all([(document, context)], select, rules=rules)


def lint_all(
    prompts: Sequence[tuple[Document, LintContext]],
    select: Collection[str] | None = None,
    *,
    rules: Sequence[Rule] = RULES,
    kept: Kept | None = None,
) -> tuple[Finding, ...]:
    """Everything the rules have to say of a file: of each of its prompts, what is said twice but once.

    Args:
        prompts: The file's documents, at least one, each with its eval set.
        select: As for `lint`.
        rules: The catalogue.
        kept: What earlier looks at the same file found in its lines: lines that are as they were are not looked through
            again. It changes how long this takes, and nothing else.

    Returns:
        Findings of the file, in offsets of its source, sorted by place and code.
    """
    chosen = [rule for rule in rules if (rule.default if select is None else rule.code in select)]
    if kept is not None:
        kept.turn()
        for document, _ in prompts:
            keep_from(document, kept)
    findings = [
        placed(document, finding)
        for document, context in prompts
        for rule in chosen
        for finding in _run(rule, document, context)
    ]
    suppressions = Suppressions(*(document for document, _ in prompts))
    first = suppressions.document
    shown = [finding for finding in dict.fromkeys(findings) if not suppressions.hides(finding)]
    for one in suppressions.all if BROKEN_DIRECTIVE in chosen else ():
        if one.unclosed:
            open_start = placed(first, BROKEN_DIRECTIVE.finding(unclosed_problem(one.directive)))
            shown.extend([] if suppressions.hides(open_start) else [open_start])
    if UNUSED_SUPPRESSION in chosen:
        idle = unused_problems(first, suppressions, chosen, rules)
        told = (placed(first, UNUSED_SUPPRESSION.finding(problem)) for problem in idle)
        shown.extend(finding for finding in told if not suppressions.hides(finding))
    return tuple(sorted(shown, key=lambda one: (one.span, one.code, one.message)))


def placed(document: Document, finding: Finding) -> Finding:
    """A finding of the text as it reads, where it stands in the source; a fix the file cannot hold is left out."""
    if document.transcript is None:
        return finding
    fix = finding.fix
    if fix is not None:
        try:
            fix = replace(fix, edits=tuple(source_edit(document, edit) for edit in fix.edits))
        except Unwritable:
            fix = None
    return replace(finding, span=document.outer(finding.span), fix=fix)


def _run(rule: Rule, document: Document, context: LintContext) -> list[Finding]:
    """One rule's findings. A file whose analysis failed must never look clean, hence the finding in its stead."""
    try:
        problems = list(islice(rule.check(document, context), _MOST + 1))
        if not problems:
            return []
        if len(problems) > _MOST:
            more = f"{problems[_MOST - 1].message}. More of the kind follow, which are not listed"
            problems[_MOST - 1 :] = [replace(problems[_MOST - 1], message=more)]
        findings = [rule.finding(problem) for problem in problems]
    except Exception as error:  # noqa: BLE001  # the named door: no rule may take the others down with it
        return [_crash(rule, type(error).__name__)]
    if all(_lies_inside(finding, document) for finding in findings):
        return findings
    return [_crash(rule, "it points outside the file")]


def _lies_inside(finding: Finding, document: Document) -> bool:
    edits = finding.fix.edits if finding.fix else ()
    spans = (finding.span, *(edit.span for edit in edits))
    return all(span.end <= len(document.text) for span in spans)


def _crash(rule: Rule, cause: str) -> Finding:
    message = (
        f"The rule {rule.code} {rule.name} failed on this file ({cause}); the other rules ran. "
        "Please report it with the file"
    )
    return INTERNAL_ERROR.finding(Problem(Span(0, 0), message))
