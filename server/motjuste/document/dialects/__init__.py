"""The template dialects, one module each. A new dialect is a new module and a line in `DIALECTS`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.document.dialects.braces import BRACES
from motjuste.document.dialects.jinja import JINJA
from motjuste.document.dialects.none import NONE

if TYPE_CHECKING:
    from motjuste.document.dialects.dialect import Dialect
    from motjuste.document.dialects.template import Template
    from motjuste.text.span import Span

DIALECTS: dict[str, Dialect] = {one.name: one for one in (NONE, BRACES, JINJA)}
"""Every dialect by its name."""


def dialect_of(name: str) -> Dialect:
    """The dialect of a name; one we do not speak is left alone rather than read as another."""
    return DIALECTS.get(name, NONE)


def scan(text: str, span: Span, dialect: str) -> Template:
    """Find the template text of `span` in the dialect of that name. Never raises."""
    return dialect_of(dialect).scan(text, span)
