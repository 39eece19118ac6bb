"""Files of no format we know, read only because somebody named them: bare text without settings or variables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.document.body import read_body
from motjuste.document.decode import unreadable
from motjuste.document.model import Document, Message
from motjuste.text.span import Span

if TYPE_CHECKING:
    from motjuste.document.formats.format import Source


class Unknown:
    """The last resort of `format_of`. Its `---` lines and braces mean nothing to us."""

    name = "unknown"

    def matches(self, path: str) -> bool:  # noqa: ARG002  # whatever nobody else reads
        """Every file."""
        return True

    def looks_like(self, text: str) -> bool:  # noqa: ARG002
        """Every text."""
        return True

    def parse(self, source: Source) -> tuple[Document, ...]:
        """Read the file as one literal message. Never raises."""
        span = Span(0, len(source.text))
        body = read_body(source.text, span, "none", source.protect)
        lost = unreadable(source.text)
        document = Document(
            path=source.path,
            text=source.text,
            format=self.name,
            dialect="none",
            messages=(Message(None, span, body.pieces),),
            tags=body.tags,
            directives=body.directives,
            protected=body.protected,
            faults=(*([lost] if lost else []), *body.faults),
        )
        return (document,)


UNKNOWN = Unknown()
