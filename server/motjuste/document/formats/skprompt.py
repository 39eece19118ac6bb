"""Semantic Kernel's prompt files: `skprompt.txt`, one in a folder of its own, and `*.skprompt`.

Their settings stand in a `config.json` beside them, which is not read here; the file itself is words alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.document.body import read_body
from motjuste.document.file_name import name_of, suffix_of
from motjuste.document.formats.chat_document import chat_document
from motjuste.document.front_matter import FrontMatter
from motjuste.document.model import Message
from motjuste.text.span import Span

if TYPE_CHECKING:
    from motjuste.document.formats.format import Source
    from motjuste.document.model import Document


class SemanticKernelPrompt:
    """Files of Semantic Kernel's prompt plug-ins."""

    name = "skprompt"

    def matches(self, path: str) -> bool:
        """By the name, which Semantic Kernel prescribes, or by the suffix."""
        return name_of(path) == "skprompt.txt" or suffix_of(path) == ".skprompt"

    def looks_like(self, text: str) -> bool:  # noqa: ARG002  # the name decides alone
        """Any text may be one."""
        return True

    def parse(self, source: Source) -> tuple[Document, ...]:
        """Read a file. Never raises. It has no front matter: a `---` line is words for Semantic Kernel."""
        span = Span(1 if source.text.startswith("\ufeff") else 0, len(source.text))
        dialect = source.dialect or "semantic-kernel"
        body = read_body(source.text, span, dialect, source.protect)
        front = FrontMatter(body_start=span.start)
        messages = (Message(None, span, body.pieces),)
        return (chat_document(source, front, body, messages, format_name=self.name, dialect=dialect),)


SKPROMPT = SemanticKernelPrompt()
