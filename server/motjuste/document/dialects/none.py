"""The `none` dialect: no braces mean anything, every word is literal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.document.dialects.template import Template
from motjuste.document.dialects.values import sent_source

if TYPE_CHECKING:
    from collections.abc import Mapping

    from motjuste.document.model import Document, Message
    from motjuste.text.span import Span


class None_:  # noqa: N801  # the dialect's name is a word of the language
    """Bare text."""

    name = "none"

    def scan(self, text: str, span: Span) -> Template:  # noqa: ARG002  # nothing is template text
        """Find nothing."""
        return Template()

    def fill(self, document: Document, message: Message, inputs: Mapping[str, str]) -> str:  # noqa: ARG002
        """The message as it stands, without what is never sent."""
        return sent_source(document, message)


NONE = None_()
