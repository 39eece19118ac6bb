"""What holds for every file of every format, whatever stands in it."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from motjuste.document.coverage import stretches
from motjuste.document.dialects import DIALECTS
from motjuste.document.parse import parse_all
from motjuste.document.render import RenderError, render
from motjuste.lint.context import LintContext
from motjuste.lint.engine import lint_all
from motjuste.lint.registry import RULES

if TYPE_CHECKING:
    from motjuste.document.model import Document

CODES = tuple(rule.code for rule in RULES)
INPUTS = {"x": "1", "y": "[1]", "ticket": "{{ x }}", "input": "a"}


def keep(path: str, text: str, *, dialect: str | None = None) -> tuple[Document, ...]:
    """Read and lint a text as the file of that name; an AssertionError says which promise is broken."""
    documents = parse_all(path, text, dialect=dialect)
    assert documents
    assert "".join(one.span.of(text) for one in stretches(documents)) == text
    for document in documents:
        _whole(document, text)
    findings = lint_all([(document, LintContext(today="2026-11-22")) for document in documents], CODES)
    for finding in findings:
        assert finding.code != "N000", finding.message
        assert finding.span.end <= len(text)
        edits = finding.fix.edits if finding.fix else ()
        assert all(edit.span.end <= len(text) for edit in edits)
    return documents


def _whole(document: Document, text: str) -> None:
    assert document.source == text
    assert document.written(()) == text
    for message in document.messages:
        position = message.span.start
        for piece in message.pieces:
            assert piece.span.start == position
            assert len(piece.span) > 0
            position = piece.span.end
        assert position == message.span.end
    places = [one.span for one in document.faults] + [one.span for one in document.directives]
    places += [one.placeholder for one in document.variables] + [one.outer for one in document.tags]
    assert all(one.end <= len(document.text) for one in places)
    literal = document.literal_spans
    assert all(one.end <= other.start for one, other in pairwise(literal))


def fill(document: Document) -> None:
    """Render a prompt: messages, or the one error that says why not."""
    try:
        sent = render(document, INPUTS)
    except RenderError:
        return
    assert all(role in {"system", "user", "assistant"} and isinstance(words, str) for role, words in sent)


DIALECT_NAMES = tuple(DIALECTS)
