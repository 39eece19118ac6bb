"""Prompty files, version 2 and 1: front matter, then messages that begin with a line such as `system:`.

Source: the Prompty runtime specification 0.1 (sections 2 and 6) and the version 1 loader.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from motjuste.document.body import read_body
from motjuste.document.dialects import DIALECTS
from motjuste.document.file_name import suffix_of
from motjuste.document.formats.chat_document import chat_document, with_defaults
from motjuste.document.front_matter import FrontMatter, read_front_matter
from motjuste.document.message_split import split_messages
from motjuste.document.role_lines import role_markers
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Mapping

    from motjuste.document.formats.format import Source
    from motjuste.document.model import Document, Setting

_LEAD = re.compile(r"[\s\ufeff]*+")
_FENCE = re.compile(r"(?:(?<=\n)|(?<=\r))(?:---|\+\+\+)[ \t]*(?=[\r\n]|\Z)")
_REFERENCE = re.compile(r"\$\{(?:env|file):", re.IGNORECASE)
_TEMPLATES = {
    "jinja2": "jinja",
    "jinja": "jinja",
    "nunjucks": "nunjucks",
    "mustache": "mustache",
    "handlebars": "handlebars",
}
_NO_WORDS = frozenset({"thread"})
"""Kinds of inputs that the host puts in as messages; a case does without."""


class Prompty:
    """Files of Microsoft's Prompty."""

    name = "prompty"

    def matches(self, path: str) -> bool:
        """By the suffix."""
        return suffix_of(path) == ".prompty"

    def looks_like(self, text: str) -> bool:  # noqa: ARG002  # the suffix decides alone
        """Any text may be one."""
        return True

    def parse(self, source: Source) -> tuple[Document, ...]:
        """Read a file. Never raises.

        What stands before the first role line is the system message. `${env:…}` and `${file:…}` mean something in
        the front matter alone and are not followed.
        """
        front = _front_matter(source.text)
        dialect = _dialect(front.settings, source.dialect or "jinja")
        span = Span(front.body_start, len(source.text))
        body = read_body(source.text, span, dialect, source.protect)
        markers, pieces = role_markers(source.text, span, body.pieces)
        messages = split_messages(source.text, span, pieces, markers, "system")
        document = chat_document(source, front, body, messages, format_name=self.name, dialect=dialect)
        defaults, examples = _declared_values(front.settings)
        return (with_defaults(document, defaults, examples),)


def _front_matter(text: str) -> FrontMatter:
    """Front matter between `---` or `+++`, blanks before it allowed."""
    lead = _LEAD.match(text)
    start = lead.end() if lead else 0
    front = read_front_matter(_with_dashes(text, start), start)
    if front.span is not None:
        return front
    # Blanks before the first line belong to the first message then.
    return FrontMatter(body_start=1 if text.startswith("\ufeff") else 0)


def _with_dashes(text: str, start: int) -> str:
    """The text with `+++` fences written as the dashes they stand for; every offset stays as it is."""
    if not text.startswith(("+++", "---"), start):
        return text
    closing = _FENCE.search(text, start + 3)
    if closing is None or (text.startswith("---", start) and text.startswith("---", closing.start())):
        return text
    middle = text[start + 3 : closing.start()]
    return f"{text[:start]}---{middle}---{text[closing.start() + 3 :]}"


def _dialect(settings: Mapping[str, Setting], default: str) -> str:
    """The template language: `template: mustache`, `template: {format: mustache}` or `{format: {kind: mustache}}`."""
    value: object = settings["template"].value if "template" in settings else None
    for key in ("format", "kind"):
        value = value.get(key, value.get("type")) if isinstance(value, dict) else value
    if not isinstance(value, str):
        return default
    named = _TEMPLATES.get(value.lower(), "none")
    # Nunjucks is Jinja's JavaScript sibling, close enough to be read as it.
    return "jinja" if named == "nunjucks" and named not in DIALECTS else named


def _declared_values(settings: Mapping[str, Setting]) -> tuple[dict[str, object], dict[str, object]]:
    """The defaults of the inputs, and their examples (version 1's `sample` among them)."""
    defaults: dict[str, object] = {}
    examples: dict[str, object] = {}
    for name, told in _inputs(settings):
        if not isinstance(told, dict):
            defaults[name] = told
        elif "default" in told:
            defaults[name] = told["default"]
        elif told.get("kind") in _NO_WORDS:
            defaults[name] = ""
        elif "sample" in told or "example" in told:
            examples[name] = told.get("sample", told.get("example"))
    sample = settings["sample"].value if "sample" in settings else None
    if isinstance(sample, dict):
        examples.update(sample)
    return _spelt_out(defaults), _spelt_out(examples)


def _spelt_out(values: Mapping[str, object]) -> dict[str, object]:
    """The values that stand in the file itself; what another file or the environment holds is not looked up."""
    return {
        name: value
        for name, value in values.items()
        if value is not None and not (isinstance(value, str) and _REFERENCE.search(value))
    }


def _inputs(settings: Mapping[str, Setting]) -> list[tuple[str, object]]:
    """Each input by name with what is said of it: a list of `name:` entries, or a mapping by name."""
    value = settings["inputs"].value if "inputs" in settings else None
    if isinstance(value, dict):
        return [(str(name), told) for name, told in value.items()]
    entries = value if isinstance(value, list) else []
    return [(str(one["name"]), one) for one in entries if isinstance(one, dict) and "name" in one]


PROMPTY = Prompty()
