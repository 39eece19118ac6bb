"""The `nunjucks` dialect, promptfoo's: Jinja's constructs with JavaScript's comparisons and a few tags of its own.

What differs is rewritten in place, character for character, into what Jinja calls it; jinja2's lexer and sandbox do the
rest. The environment that promptfoo hands a template as `env` is never ours to give.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from motjuste.document.dialects.jinja_plain import plain_template
from motjuste.document.dialects.template import Template
from motjuste.document.dialects.values import failed, sent_source
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Mapping

    from motjuste.document.model import Document, Message

_OPENERS = ("{{", "{%", "{#")
_CONSTRUCT = re.compile(r"\{\{(?:(?!\}\}).)*+(?:\}\}|\Z)|\{%(?:(?!%\}).)*+(?:%\}|\Z)", re.DOTALL)
_TAG = re.compile(
    r"(\{%[-+]?\s*+)(elseif|ifAsync|asyncEach|asyncAll|endeach|endall|switch|case|default|endswitch)\b"
)
_TAGS = {
    "elseif": "elif",
    "ifAsync": "if",
    "asyncEach": "for",
    "asyncAll": "for",
    "endeach": "endfor",
    "endall": "endfor",
    "switch": "if",
    "case": "elif",
    "default": "else",
    "endswitch": "endif",
}
_SWITCH = re.compile(r"\{%[-+]?\s*+switch\b")
_TRIPLE = re.compile(r"([=!]=)=")
_NEEDS_REWRITING = re.compile(
    r"===|!==|\{%[-+]?\s*+(?:else?if|ifAsync|async|end(?:each|all|switch)|switch|case|default)"
)
ENVIRONMENT = "env"
"""promptfoo's own process environment."""
CONVERSATION = "_conversation"
"""The turns so far; promptfoo hands over none before the first."""


class Nunjucks:
    """Templates of promptfoo; jinja2 is imported only for text that has any."""

    name = "nunjucks"

    def scan(self, text: str, span: Span) -> Template:
        """Find template text, free variables and syntax faults."""
        if not any(text.find(opener, span.start, span.end) >= 0 for opener in _OPENERS):
            return Template()
        plain = plain_template(text, span)
        if plain is not None:
            return plain
        from motjuste.document.dialects.jinja_scan import scan_jinja

        template = as_jinja(span.of(text))
        return _settled(scan_jinja(template, Span(0, len(template))), span.start)

    def fill(self, document: Document, message: Message, inputs: Mapping[str, str]) -> str:
        """Render the message in a sandbox, within bounds.

        Raises:
            RenderError: Also for a template that asks for the environment.
        """
        source = sent_source(document, message)
        asked = next((one for one in document.variables if one.name == ENVIRONMENT), None)
        if asked is not None and ENVIRONMENT not in inputs and message.span.contains(asked.span):
            raise failed(
                document, "The template asks for `env`, and no case is given the environment it runs in"
            )
        if _SWITCH.search(source):
            raise failed(document, "A template with {% switch %} only promptfoo itself can run")
        from motjuste.document.dialects.jinja_render import fill_jinja
        from motjuste.document.dialects.nunjucks_sandbox import NunjucksEnvironment

        values = {CONVERSATION: "[]", **inputs}
        return fill_jinja(document, as_jinja(source), values, NunjucksEnvironment)


def _settled(found: Template, by: int) -> Template:
    """The template text in the offsets of the whole text; what promptfoo itself hands over may be missing."""
    return Template(
        tuple(replace(one, span=one.span.shifted(by)) for one in found.pieces),
        tuple(
            replace(
                one,
                span=one.span.shifted(by),
                placeholder=one.placeholder.shifted(by),
                optional=one.optional or one.name in {ENVIRONMENT, CONVERSATION},
            )
            for one in found.variables
        ),
        tuple(replace(one, span=one.span.shifted(by)) for one in found.faults),
    )


def as_jinja(text: str) -> str:
    """The same template as Jinja writes it, of the same length; the very same text where nothing differs."""
    if not _NEEDS_REWRITING.search(text):
        return text
    return _CONSTRUCT.sub(lambda match: _rewritten(match.group()), text)


def _rewritten(construct: str) -> str:
    if construct.startswith("{%"):
        construct = _TAG.sub(
            lambda tag: tag.group(1) + _TAGS[tag.group(2)].ljust(len(tag.group(2))), construct, 1
        )
    return _TRIPLE.sub(r"\1 ", construct)


NUNJUCKS = Nunjucks()
