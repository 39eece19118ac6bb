"""Files that hold one message: optional front matter, then the words, in one template dialect."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, cast

from motjuste.document.body import read_body
from motjuste.document.decode import unreadable
from motjuste.document.dialects import DIALECTS
from motjuste.document.directives import yaml_directives
from motjuste.document.file_name import suffix_of
from motjuste.document.front_matter import read_front_matter, text_setting
from motjuste.document.model import Document, Message
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Mapping

    from motjuste.document.formats.format import Source
    from motjuste.document.model import Role, Setting

_ROLES = ("system", "user", "assistant")


@dataclass(frozen=True, slots=True)
class SingleMessage:
    """A format of one message a file."""

    name: str
    suffixes: frozenset[str]
    dialect: str
    """Unless the front matter (`template: jinja`) or the caller says otherwise."""

    def matches(self, path: str) -> bool:
        """Whether the file's last suffix is one of ours."""
        return suffix_of(path) in self.suffixes

    def looks_like(self, text: str) -> bool:  # noqa: ARG002  # the suffix decides alone
        """Any text may be the words of a prompt."""
        return True

    def parse(self, source: Source) -> tuple[Document, ...]:
        """Read a file of this format. Never raises."""
        text = source.text
        # An editor may hand over a BOM as part of the text; it is no part of the prompt.
        front = read_front_matter(text, 1 if text.startswith("\ufeff") else 0)
        dialect = _dialect(front.settings, source.dialect or self.dialect)
        span = Span(front.body_start, len(text))
        body = read_body(text, span, dialect, source.protect)
        role = cast("Role | None", text_setting(front.settings, "role", _ROLES))
        notes = yaml_directives(text, front.span) if front.span else ()
        lost = unreadable(text)
        document = Document(
            path=source.path,
            text=text,
            format=self.name,
            dialect=dialect,
            messages=(Message(role, span, body.pieces),),
            settings=front.settings,
            front_matter=front.span,
            variables=body.variables,
            tags=body.tags,
            directives=tuple(sorted((*notes, *body.directives), key=attrgetter("span"))),
            protected=body.protected,
            faults=tuple(
                sorted((*([lost] if lost else []), *front.faults, *body.faults), key=attrgetter("span"))
            ),
        )
        return (document,)


def _dialect(settings: Mapping[str, Setting], default: str) -> str:
    """The dialect a file asks for; one we do not speak is left alone rather than read as another."""
    if "template" not in settings:
        return default
    named = text_setting(settings, "template", (*DIALECTS, "jinja2")) or "none"
    return "jinja" if named == "jinja2" else named
