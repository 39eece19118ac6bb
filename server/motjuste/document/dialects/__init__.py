"""The template dialects, one module each. A new dialect is a new module and a line in `DIALECTS`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.document.dialects.braces import BRACES
from motjuste.document.dialects.dense import is_dense, searched
from motjuste.document.dialects.dollar import DOLLAR
from motjuste.document.dialects.fstring import FSTRING
from motjuste.document.dialects.handlebars import HANDLEBARS
from motjuste.document.dialects.jinja import JINJA
from motjuste.document.dialects.mustache import MUSTACHE
from motjuste.document.dialects.none import NONE
from motjuste.document.dialects.nunjucks import NUNJUCKS
from motjuste.document.dialects.poml import POML
from motjuste.document.dialects.python import PYTHON
from motjuste.document.dialects.semantic_kernel import SEMANTIC_KERNEL

if TYPE_CHECKING:
    from motjuste.document.dialects.dialect import Dialect
    from motjuste.document.dialects.template import Template
    from motjuste.text.span import Span

_ALL = (NONE, BRACES, JINJA, MUSTACHE, HANDLEBARS, FSTRING, DOLLAR, SEMANTIC_KERNEL, PYTHON, POML, NUNJUCKS)

DIALECTS: dict[str, Dialect] = {one.name: one for one in _ALL}
"""Every dialect by its name."""
_WITH_STATEMENTS = frozenset({JINJA.name, NUNJUCKS.name})
_DOUBLE_BRACES = _WITH_STATEMENTS | {MUSTACHE.name, HANDLEBARS.name, SEMANTIC_KERNEL.name}


def dialect_of(name: str) -> Dialect:
    """The dialect of a name; one we do not speak is left alone rather than read as another."""
    return DIALECTS.get(name, NONE)


def scan(text: str, span: Span, dialect: str) -> Template:
    """Find the template text of `span` in the dialect of that name. Never raises; linear in the length of `span`."""
    if dialect in _DOUBLE_BRACES and is_dense(text, span):
        return searched(text, span, statements=dialect in _WITH_STATEMENTS)
    return dialect_of(dialect).scan(text, span)
