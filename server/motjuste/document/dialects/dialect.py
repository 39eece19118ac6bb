"""What a template dialect is: how braces are read in a body, and how a case fills them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from motjuste.document.dialects.template import Template
    from motjuste.document.model import Document, Message
    from motjuste.text.span import Span


class Dialect(Protocol):
    """A template language."""

    @property
    def name(self) -> str:
        """As `Document.dialect` has it."""

    def scan(self, text: str, span: Span) -> Template:
        """Find the template text of `span`. Never raises; linear in the length of `span`."""

    def fill(self, document: Document, message: Message, inputs: Mapping[str, str]) -> str:
        """A message with one case's values in place. Values are never read as template text.

        Raises:
            RenderError: A variable has no value, or the template fails.
        """
