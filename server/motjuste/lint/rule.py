"""What a rule is: its facts, its page and its check."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from motjuste.lint.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from motjuste.document.model import Document
    from motjuste.lint.context import LintContext
    from motjuste.lint.finding import Fix, Related, Severity
    from motjuste.text.span import Span


PROJECT_DOCS: str | None = None
"""Where the documentation is published, ending in `/`; None as long as it has no public address."""


def url_of(code: str) -> str | None:
    """The address of a rule's page; None while the documentation has no public address."""
    return None if PROJECT_DOCS is None else f"{PROJECT_DOCS}rules/{code}/"


@dataclass(frozen=True, slots=True)
class Problem:
    """What a check found, before it bears its rule's name."""

    span: Span
    """Exactly the words at fault; `Span(0, 0)` when the fault is the whole file's or outside it."""
    message: str
    """What is wrong and what to do, a sentence without a final full stop."""
    fix: Fix | None = None
    related: tuple[Related, ...] = ()
    severity: Severity | None = None
    """Where it differs from the rule's."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing we look for."""

    code: str
    """`T002`."""
    name: str
    """`undefined-variable`: the fault, never the cure."""
    severity: Severity
    summary: str
    """One line for lists."""
    docs: str
    """The rule's page, Markdown: the docstring of its module."""
    check: Callable[[Document, LintContext], Iterable[Problem]]
    """Yields what is wrong. A pure function of its arguments."""
    default: bool = True
    """Whether it runs when nobody chose the rules; false where some of its findings are a matter of taste."""

    def finding(self, problem: Problem) -> Finding:
        """A problem under this rule's name."""
        return Finding(
            code=self.code,
            name=self.name,
            message=problem.message,
            severity=problem.severity or self.severity,
            span=problem.span,
            fix=problem.fix,
            related=problem.related,
        )


def fault_problems(document: Document, code: str) -> Iterable[Problem]:
    """What the parser already found for a rule."""
    return (Problem(fault.span, fault.message) for fault in document.faults if fault.code == code)
