"""Chat templates of promptflow: Jinja files whose first line is a role, such as `# system:`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.document.body import read_body
from motjuste.document.file_name import suffix_of
from motjuste.document.formats.chat_document import chat_document
from motjuste.document.formats.jinja import JINJA
from motjuste.document.front_matter import FrontMatter
from motjuste.document.message_split import split_messages
from motjuste.document.role_lines import begins_with_role, role_markers
from motjuste.text.span import Span

if TYPE_CHECKING:
    from motjuste.document.formats.format import Source
    from motjuste.document.model import Document

_PEEK = 4000
"""Characters among which the first line must stand."""


class Promptflow:
    """Files of promptflow's LLM tool for chat models."""

    name = "promptflow"

    def matches(self, path: str) -> bool:
        """By Jinja's suffixes."""
        return suffix_of(path) in JINJA.suffixes

    def looks_like(self, text: str) -> bool:
        """Whether the first line, comments left out, names a role: a Jinja file for anything else begins otherwise."""
        return begins_with_role(text[:_PEEK])

    def parse(self, source: Source) -> tuple[Document, ...]:
        """Read a file. Never raises."""
        span = Span(1 if source.text.startswith("\ufeff") else 0, len(source.text))
        front = FrontMatter(body_start=span.start)
        dialect = source.dialect or "jinja"
        body = read_body(source.text, span, dialect, source.protect)
        markers, pieces = role_markers(source.text, span, body.pieces)
        messages = split_messages(source.text, span, pieces, markers, None)
        return (chat_document(source, front, body, messages, format_name=self.name, dialect=dialect),)


PROMPTFLOW = Promptflow()
