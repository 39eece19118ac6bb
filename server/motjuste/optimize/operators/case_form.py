"""The form in which a prompt puts its case: its last paragraph, so that examples can be shown in the very same form."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from motjuste.document.model import PieceKind
from motjuste.text.edit import Edit
from motjuste.text.position import BLANK_LINE
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from motjuste.document.model import Document, Message, Piece, Variable

LABEL = re.compile(r"\s*(?:[^\W\d_][\w'’-]*(?: [\w'’-]+)?:\s*)?")  # noqa: RUF001 -- an apostrophe as people write it
"""What may stand round a placeholder: nothing, or the name of what comes in a word or two, `Question:`."""
BRACES = "{$} \t\r\n"
"""What stands round the name in a placeholder that shows a case's value as it is."""
INPUT, ANSWER = "Input:", "Answer:"
"""The labels of a paragraph that has none."""


@dataclass(frozen=True, slots=True)
class CaseForm:
    """A prompt's last paragraph, which holds all its placeholders and names for them, and no instruction."""

    text: str
    """The prompt's whole text."""
    span: Span
    """The paragraph, from the start of its first line to the end of its last label or placeholder."""
    variables: tuple[Variable, ...]
    """In order of their places."""

    @property
    def head(self) -> str:
        """The label put before the case where it has none."""
        return "" if self.text[self.span.start : self.variables[0].placeholder.start].strip() else f"{INPUT} "

    @property
    def tail(self) -> str:
        """The label put behind the case where it has none."""
        return "" if self.span.end > self.variables[-1].placeholder.end else f"\n{ANSWER}"

    def filled(self, inputs: Mapping[str, str], answer: str) -> str:
        """A case with its answer as the prompt would show it.

        Args:
            inputs: A value for each variable's name.
            answer: What comes after it.
        """
        parts, at = [self.head], self.span.start
        for variable in self.variables:
            parts += [self.text[at : variable.placeholder.start], inputs[variable.name]]
            at = variable.placeholder.end
        return f"{''.join(parts)}{self.text[at : self.span.end]}{self.tail} {answer}"

    def with_examples(self, examples: Sequence[str]) -> tuple[Edit, ...]:
        """The edits that put examples before the case, and labels round it where it has none."""
        shown = "".join(f"{example}\n\n" for example in examples)
        first = Edit(Span(self.span.start, self.span.start), f"{shown}{self.head}")
        last = Edit(Span(self.span.end, self.span.end), self.tail)
        return (first, last) if self.tail else (first,)


def case_form(document: Document) -> CaseForm | None:
    """The form in which a prompt puts its case.

    Returns:
        None where the last paragraph says more than that or is all there is, where a placeholder shows something else
        than a case's value, and where labels would come twice or the paragraph may not be edited.
    """
    if not document.messages or not document.variables:
        return None
    message = document.messages[-1]
    span = _last_paragraph(document.text, message.span)
    pieces = [piece for piece in message.pieces if piece.span.overlaps(span)]
    variables = tuple(sorted(document.variables, key=lambda one: one.placeholder.start))
    placeholders = [piece.span for piece in pieces if piece.kind is PieceKind.VARIABLE]
    plain = all(_plain(document.text, piece, span) for piece in pieces) and all(
        one.placeholder.of(document.text).strip(BRACES) == one.name for one in variables
    )
    instructed = any(_says(document.text, one, span.start) for one in document.messages)
    if not (plain and instructed) or placeholders != [variable.placeholder for variable in variables]:
        return None
    form = CaseForm(document.text, span, variables)
    return form if _fits(document, form) else None


def _fits(document: Document, form: CaseForm) -> bool:
    """Whether the form's own labels are new to the paragraph, and both its ends may be edited."""
    told = form.span.of(form.text).casefold()
    added = [label.strip().casefold() for label in (form.head, form.tail) if label]
    places = [edit.span for edit in form.with_examples(())]
    return not any(label in told for label in added) and all(
        any(region.contains(place) for region in document.literal_spans) for place in places
    )


def _last_paragraph(text: str, message: Span) -> Span:
    body = message.of(text).rstrip()
    start = max((found.end() for found in BLANK_LINE.finditer(body)), default=0)
    start += len(body[start:]) - len(body[start:].lstrip("\r\n"))
    return Span(message.start + start, message.start + len(body))


def _plain(text: str, piece: Piece, paragraph: Span) -> bool:
    """Whether a piece of the paragraph is a placeholder or a label."""
    if piece.kind is not PieceKind.LITERAL:
        return piece.kind is PieceKind.VARIABLE
    inside = text[max(piece.span.start, paragraph.start) : min(piece.span.end, paragraph.end)]
    return LABEL.fullmatch(inside) is not None


def _says(text: str, message: Message, before: int) -> bool:
    """Whether a message has words before a place."""
    return any(
        piece.kind is PieceKind.LITERAL and text[piece.span.start : min(piece.span.end, before)].strip()
        for piece in message.pieces
    )
