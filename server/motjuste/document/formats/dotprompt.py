"""Dotprompt files of Genkit: front matter, then a Handlebars template that `{{role "…"}}` cuts into messages.

Source: google/dotprompt, `js/src/parse.ts`, `js/src/helpers.ts` and its specification's test files. Other tools use the
suffix too: a file is taken for Dotprompt if it has front matter or calls one of Dotprompt's own helpers.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from motjuste.document.body import Body, read_body
from motjuste.document.dialects.dense import is_dense
from motjuste.document.dialects.handlebars_expressions import Literal
from motjuste.document.dialects.handlebars_tags import HandlebarsTags, TagKind, handlebars_tags
from motjuste.document.file_name import suffix_of
from motjuste.document.formats.chat_document import chat_document, with_defaults
from motjuste.document.formats.single_message import SingleMessage
from motjuste.document.front_matter import FrontMatter, read_front_matter
from motjuste.document.message_split import Marker, split_messages
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from motjuste.document.dialects.handlebars_tags import HandlebarsTag
    from motjuste.document.formats.format import Source
    from motjuste.document.model import Document, Role, Setting

_ROLES: dict[str, Role] = {"system": "system", "user": "user", "model": "assistant", "assistant": "assistant"}
_LEAD = re.compile(r"\ufeff?(?:(?:#[^\r\n]*+|[ \t]*+)(?:\r\n|\r|\n))*+(?=---[ \t]*+[\r\n])")
"""Comment lines such as a licence, and empty ones, which may stand before the front matter."""
_HELPERS = re.compile(
    r"\{\{[#>]?[ \t]*(?:role[ \t]+[\"']|history\b|media[ \t]+url=|>|#(?:if|each|unless|with)[ \t])"
)
_OPTIONAL = re.compile(r"(?P<name>[^?(]+)\?(?:\(.*\))?")
"""A field of Picoschema that may be missing: `style?` or `tags?(array)`."""


class Dotprompt:
    """Files of Dotprompt."""

    name = "dotprompt"

    def matches(self, path: str) -> bool:
        """By the suffix, which it shares."""
        return suffix_of(path) == ".prompt"

    def looks_like(self, text: str) -> bool:
        """Whether it has front matter, or calls what Dotprompt alone defines."""
        return _LEAD.match(text) is not None or _HELPERS.search(text) is not None

    def parse(self, source: Source) -> tuple[Document, ...]:
        """Read a file. Never raises. What stands before the first role is the user's message."""
        text = source.text
        front = _front_matter(text)
        span = Span(front.body_start, len(text))
        dialect = source.dialect or "handlebars"
        body = read_body(text, span, dialect, source.protect)
        readable = dialect == "handlebars" and not is_dense(text, span)
        found = handlebars_tags(text, span) if readable else HandlebarsTags((), {}, {}, ())
        markers = sorted(_markers(found), key=lambda marker: marker.span)
        messages = split_messages(text, span, body.pieces, markers, "user")
        body = _without_markers(body, markers)
        document = chat_document(source, front, body, messages, format_name=self.name, dialect=dialect)
        return (with_defaults(document, _defaults(front.settings)),)


def _front_matter(text: str) -> FrontMatter:
    lead = _LEAD.match(text)
    front = read_front_matter(text, lead.end()) if lead else FrontMatter()
    return front if front.span is not None else FrontMatter(body_start=1 if text.startswith("\ufeff") else 0)


def _markers(found: HandlebarsTags) -> Iterator[Marker]:
    """Role marks that stand in no block, and the borders of `{{#role "x"}}…{{/role}}`, which some write instead."""
    inside_until = -1
    for index, tag in enumerate(found.tags):
        if index < inside_until:
            continue
        role = _role(tag)
        closing = found.closed_by.get(index)
        if tag.kind is TagKind.OPEN and role is not None and closing is not None:
            yield Marker(tag.span, role)
            yield Marker(found.tags[closing].span, "user")
        elif closing is not None:
            inside_until = closing
        elif tag.kind is TagKind.VALUE and role is not None:
            yield Marker(tag.span, role)
        elif tag.kind is TagKind.VALUE and tag.name == "history" and tag.call is not None and tag.call.bare:
            # The chat so far goes here, and what follows is the model's unless a role says otherwise.
            yield Marker(tag.span, "assistant")


def _role(tag: HandlebarsTag) -> Role | None:
    if tag.name != "role" or tag.call is None or len(tag.call.params) != 1:
        return None
    value = tag.call.params[0]
    named = value.value if isinstance(value, Literal) else None
    return _ROLES.get(named, "user") if isinstance(named, str) else None


def _without_markers(body: Body, markers: list[Marker]) -> Body:
    """The body's findings without what a marker only looks like, such as a variable `history`."""
    if not markers:
        return body
    places = {marker.span for marker in markers}
    return replace(body, variables=tuple(one for one in body.variables if one.placeholder not in places))


def _defaults(settings: Mapping[str, Setting]) -> dict[str, object]:
    """`input.default`, and nothing for the fields of `input.schema` that may be missing."""
    value = settings["input"].value if "input" in settings else None
    told = value if isinstance(value, dict) else {}
    schema, default = told.get("schema"), told.get("default")
    optional = (_OPTIONAL.fullmatch(str(name)) for name in (schema if isinstance(schema, dict) else {}))
    values: dict[str, object] = {match["name"]: "" for match in optional if match is not None}
    values.update(default if isinstance(default, dict) else {})
    return values


DOTPROMPT = Dotprompt()
PLAIN_PROMPT = SingleMessage("text", frozenset({".prompt"}), dialect="braces")
"""A `.prompt` file of some other tool."""
