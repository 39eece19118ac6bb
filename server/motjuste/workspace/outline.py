"""The parts of a prompt file: its prompts, settings, messages and variables as a tree, and what folds together."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from motjuste.document.model import Document, Message, Setting

_LONGEST = 60
_LINE_END = re.compile(r"[\r\n]")
_BLOCK = re.compile(
    r"\{%[-+]?\s*(?P<end>end)?(?P<name>if|for|macro|call|filter|block|with|raw|autoescape)\b"
    r"|\{\{~?\s*(?P<mark>[#^/])\s*(?P<section>[\w.-]+)"
)
"""Template tags that open or close a block."""


class PartKind(StrEnum):
    """What a part of a file is."""

    PROMPT = "prompt"
    FRONT_MATTER = "front matter"
    SETTING = "setting"
    MESSAGE = "message"
    VARIABLE = "variable"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a file, in offsets of the source."""

    name: str
    detail: str
    kind: PartKind
    span: Span
    """All of it."""
    focus: Span
    """What to select; inside `span`."""
    children: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Fold:
    """A stretch that an editor may fold, in offsets of the source."""

    span: Span
    is_comment: bool = False


def outline(documents: Sequence[Document]) -> tuple[Part, ...]:
    """The parts of a file, in its order; the prompts of a file of several have their parts below them."""
    first = documents[0]
    top = [_front_matter(first)] if first.front_matter is not None else []
    if len(documents) == 1 and first.name is None:
        return (*top, *_messages(first))
    return (*top, *(_prompt(document) for document in documents if document.messages))


def folds(documents: Sequence[Document]) -> tuple[Fold, ...]:
    """What folds: front matter, messages, blocks of the template, protected and suppressed passages, long comments."""
    found: dict[Span, Fold] = {}
    for document in documents:
        for fold in _folds(document):
            if _LINE_END.search(document.source, fold.span.start, fold.span.end):
                found.setdefault(fold.span, fold)
    return tuple(found[span] for span in sorted(found))


def _prompt(document: Document) -> Part:
    span = document.outer(Span(document.messages[0].span.start, document.messages[-1].span.end))
    children = _messages(document) if len(document.messages) > 1 else tuple(_variables(document, span))
    return Part(document.name or "prompt", document.dialect, PartKind.PROMPT, span, span, children)


def _front_matter(document: Document) -> Part:
    assert document.front_matter is not None
    span = document.outer(document.front_matter)
    inside = [one for one in document.settings.values() if document.front_matter.contains(one.key_span)]
    return Part(
        "front matter",
        "",
        PartKind.FRONT_MATTER,
        span,
        Span(span.start, min(span.start + 3, span.end)),
        tuple(_setting(document, one) for one in inside),
    )


def _setting(document: Document, setting: Setting) -> Part:
    key, value = document.outer(setting.key_span), document.outer(setting.value_span)
    told = "" if isinstance(setting.value, dict) else _line(value.of(document.source))
    whole = Span(min(key.start, value.start), max(key.end, value.end))
    nested = tuple(_setting(document, one) for one in setting.children if isinstance(setting.value, dict))
    return Part(setting.key, told, PartKind.SETTING, whole, key, nested)


def _messages(document: Document) -> tuple[Part, ...]:
    return tuple(_message(document, message) for message in document.messages)


def _message(document: Document, message: Message) -> Part:
    span = document.outer(message.span)
    children = tuple(_variables(document, span))
    words = _line(message.span.of(document.text).strip())
    return Part(message.role or "prompt", words, PartKind.MESSAGE, span, span, children)


def _variables(document: Document, within: Span) -> Iterator[Part]:
    """Each variable used in a message once, at its first use there."""
    seen: set[str] = set()
    for variable in document.variables:
        name, place = document.outer(variable.span), document.outer(variable.placeholder)
        if variable.name not in seen and within.contains(place) and place.contains(name):
            seen.add(variable.name)
            yield Part(variable.name, "", PartKind.VARIABLE, place, name)


def _folds(document: Document) -> Iterator[Fold]:
    if document.front_matter is not None:
        yield Fold(document.outer(document.front_matter))
    if len(document.messages) > 1 or document.name is not None:
        for message in document.messages:
            yield Fold(document.outer(message.span))
    for span in document.protected:
        yield Fold(document.outer(span))
    yield from (Fold(document.outer(span)) for span in _suppressed(document))
    for message in document.messages:
        yield from (Fold(document.outer(span)) for span in _blocks(document, message))
        for piece in message.pieces:
            if piece.kind.value == "hidden":
                yield Fold(document.outer(piece.span.trimmed(document.text)), is_comment=True)


def _suppressed(document: Document) -> Iterator[Span]:
    opened: list[int] = []
    for directive in document.directives:
        if directive.name == "ignore-start":
            opened.append(directive.span.start)
        elif directive.name == "ignore-end" and opened:
            yield Span(opened.pop(), directive.span.end)


def _blocks(document: Document, message: Message) -> Iterator[Span]:
    """The blocks of a template, from the tag that opens one to the tag that closes it."""
    opened: list[tuple[str, int]] = []
    for span in _statements(message):
        match = _BLOCK.match(document.text, span.start, span.end)
        if match is None:
            continue
        closes = match["end"] is not None or match["mark"] == "/"
        name = match["name"] or match["section"]
        if not closes:
            opened.append((name, span.start))
        elif any(one == name for one, _ in opened):
            while opened[-1][0] != name:
                opened.pop()
            yield Span(opened.pop()[1], span.end)


def _statements(message: Message) -> Iterable[Span]:
    return (piece.span for piece in message.pieces if piece.kind.value == "statement")


def _line(words: str) -> str:
    """The beginning of some words, on one line."""
    line = " ".join(words[: 4 * _LONGEST].split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
