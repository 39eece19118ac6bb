"""A document of a file whose front matter is followed by several chat messages: what such formats share."""

from __future__ import annotations

from dataclasses import replace
from operator import attrgetter
from typing import TYPE_CHECKING

from motjuste.document.decode import unreadable
from motjuste.document.dialects.values import spoken
from motjuste.document.directives import yaml_directives
from motjuste.document.model import Document

if TYPE_CHECKING:
    from collections.abc import Mapping

    from motjuste.document.body import Body
    from motjuste.document.formats.format import Source
    from motjuste.document.front_matter import FrontMatter
    from motjuste.document.model import Message


def chat_document(
    source: Source,
    front: FrontMatter,
    body: Body,
    messages: tuple[Message, ...],
    *,
    format_name: str,
    dialect: str,
) -> Document:
    """Put together what a format found in a file of front matter and messages."""
    notes = yaml_directives(source.text, front.span) if front.span else ()
    lost = unreadable(source.text)
    faults = (*([lost] if lost else []), *front.faults, *body.faults)
    return Document(
        path=source.path,
        text=source.text,
        format=format_name,
        dialect=dialect,
        messages=messages,
        settings=front.settings,
        front_matter=front.span,
        variables=body.variables,
        tags=body.tags,
        directives=tuple(sorted((*notes, *body.directives), key=attrgetter("span"))),
        protected=body.protected,
        faults=tuple(sorted(faults, key=attrgetter("span"))),
    )


def with_defaults(
    document: Document, values: Mapping[str, object], examples: Mapping[str, object] | None = None
) -> Document:
    """The document with the values its settings give its variables.

    Args:
        document: As parsed.
        values: Defaults: a case may go without these variables.
        examples: What the prompt is tried with; they fill a variable too, but a case is expected to have its own.
    """
    texts = {
        name: spoken(value) for name, value in {**(examples or {}), **values}.items() if value is not None
    }
    variables = (replace(one, optional=True) if one.name in values else one for one in document.variables)
    return replace(document, defaults=texts, variables=tuple(variables))
