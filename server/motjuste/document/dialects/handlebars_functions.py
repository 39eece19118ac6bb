"""The helpers of Handlebars and of Dotprompt that a prompt may call, as far as they make text."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from motjuste.document.dialects.template_values import ABSENT, Absent, entry, is_true, text_of
from motjuste.document.dialects.values import opened

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_WIDEST_INDENT = 10


def _json(values: Sequence[object], named: Mapping[str, object]) -> object:
    """The value as JSON, as `JSON.stringify` writes it."""
    value = values[0] if values else None
    value = opened(value) if isinstance(value, str) else value
    indent = named.get("indent")
    if isinstance(indent, int) and indent > 0:
        return json.dumps(_plain(value), ensure_ascii=False, indent=min(indent, _WIDEST_INDENT))
    return json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":"))


def _lookup(values: Sequence[object], _named: Mapping[str, object]) -> object:
    if len(values) < 2:
        return ABSENT
    value = opened(values[0]) if isinstance(values[0], str) else values[0]
    return entry(value, text_of(values[1]))


def _nothing(_values: Sequence[object], _named: Mapping[str, object]) -> object:
    """What leaves no words in the prompt: a log line, the chat so far, a mark for the program."""
    return ""


def _equal(values: Sequence[object]) -> bool:
    """Whether two values are the same. A case's values are text, so `3` in the template is "3" in the case."""
    first, second = (*values, ABSENT, ABSENT)[:2]
    if isinstance(first, Absent) or isinstance(second, Absent):
        return first is second
    return first == second or text_of(first) == text_of(second)


def _plain(value: object) -> object:
    return None if isinstance(value, Absent) else value


INLINE: dict[str, Callable[[Sequence[object], Mapping[str, object]], object]] = {
    "json": _json,
    "lookup": _lookup,
    "log": _nothing,
    "history": _nothing,
    "section": _nothing,
}
"""Helpers that make a value of their parameters and named values."""

CONDITIONS: dict[str, Callable[[Sequence[object]], bool]] = {
    "if": lambda values: bool(values) and is_true(values[0]),
    "unless": lambda values: not (values and is_true(values[0])),
    "ifEquals": _equal,
    "unlessEquals": lambda values: not _equal(values),
}
"""Blocks that show their words or those of their `{{else}}`."""

UNSENDABLE = {
    "media": "The prompt puts an image or a file in with {{media}}, and Mot Juste sends words alone",
    "role": "A {{role}} stands inside a block, so the messages depend on the case, which Mot Juste does not follow",
}
"""Helpers that make something else than words, and what to say of them."""
