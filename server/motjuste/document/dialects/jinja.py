"""The `jinja` dialect: jinja2's own lexer finds the template text, its sandbox fills it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.document.dialects.jinja_plain import plain_template
from motjuste.document.dialects.template import Template
from motjuste.document.dialects.values import sent_source

if TYPE_CHECKING:
    from collections.abc import Mapping

    from motjuste.document.model import Document, Message
    from motjuste.text.span import Span

_OPENERS = ("{{", "{%", "{#")


class Jinja:
    """Templates of jinja2; imported only for text that has any."""

    name = "jinja"

    def scan(self, text: str, span: Span) -> Template:
        """Find template text, free variables and syntax faults."""
        if not any(text.find(opener, span.start, span.end) >= 0 for opener in _OPENERS):
            return Template()
        plain = plain_template(text, span)
        if plain is not None:
            return plain
        from motjuste.document.dialects.jinja_scan import scan_jinja

        return scan_jinja(text, span)

    def fill(self, document: Document, message: Message, inputs: Mapping[str, str]) -> str:
        """Render the message in a sandbox, within bounds."""
        from motjuste.document.dialects.jinja_render import fill_jinja

        return fill_jinja(document, sent_source(document, message), inputs)


JINJA = Jinja()
