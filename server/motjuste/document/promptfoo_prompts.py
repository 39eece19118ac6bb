"""The prompts of a promptfoo configuration: those written in it, and what its other entries refer to.

An entry is a text, or names a file, or code, or a prompt kept by a service; only texts are read here, and nothing is
ever run or fetched. Source: promptfoo, src/prompts (index.ts and utils.ts).
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING

from motjuste.document.data_prompts import DataPrompt, chat_turns, text_turn
from motjuste.document.data_tree import child, read_data, text_of
from motjuste.document.encoded import Strand
from motjuste.document.nested_strings import nested_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from motjuste.document.data_tree import DataFile
    from motjuste.document.encoded import Turn
    from motjuste.document.yaml_tree import Node

_SERVICE = re.compile(r"[a-z][a-z0-9+-]*://(?!\s)", re.IGNORECASE)
_CODE = re.compile(r"\.(?:py|[cm]?[jt]s|sh|bash|exe|bat|cmd|ps1|rb|pl)(?::[\w.]+)?$", re.IGNORECASE)
_FILE = re.compile(r"\.(?:txt|md|j2|json|jsonl|ya?ml|csv|prompty)$", re.IGNORECASE)
_YAML_CHAT = re.compile(r"\s*-[ \t]+(?:role|content)[ \t]*:")
_LONGEST_NESTED = 200_000
"""Characters of one prompt that are looked through for messages."""


class Entry(StrEnum):
    """What an entry of `prompts` is."""

    TEXT = "text"
    FILE = "file"
    """A path or glob, with `file://` or without."""
    CODE = "code"
    """A script or a command; never run."""
    SERVICE = "service"
    """A prompt that a service keeps (`langfuse://`); never fetched."""


def kind_of(entry: str) -> Entry:
    """What an entry is.

    promptfoo takes any text of one line with a slash for a path. We ask for a path's look as well, because `and/or`
    stands in many a prompt.
    """
    text = entry.strip()
    if text.startswith("exec:"):
        return Entry.CODE
    if "\n" in text:
        return Entry.TEXT
    is_file = text.startswith("file://")
    if not is_file and _SERVICE.match(text):
        return Entry.SERVICE
    if not is_file and not _looks_like_a_path(text):
        return Entry.TEXT
    return Entry.CODE if _CODE.search(text) else Entry.FILE


def _looks_like_a_path(text: str) -> bool:
    """Whether a line is a path: of one word, or with a slash and a suffix; templates are none."""
    if "{{" in text or "{%" in text:
        return False
    if re.search(r"\s", text):
        return "/" in text and bool(_CODE.search(text) or _FILE.search(text))
    return bool("/" in text or "*" in text or _CODE.search(text) or _FILE.search(text))


def find_prompts(file: DataFile) -> Iterator[DataPrompt]:
    """The prompts written in a configuration, named by their label or by their place in the list."""
    prompts = child(file.root, "prompts")
    if prompts is None:
        return
    for number, item in enumerate(prompts.items or ([prompts] if isinstance(prompts.value, str) else [])):
        words = (child(item, "raw") or child(item, "id")) if item.keys else item
        if words is None or not isinstance(words.value, str) or kind_of(words.value) is not Entry.TEXT:
            continue
        turns = _turns(file, words)
        if turns:
            name = (text_of(child(item, "label")) or "").strip() or f"prompts[{number}]"
            yield DataPrompt(name, turns, item.span.start)


def _turns(file: DataFile, words: Node) -> tuple[Turn, ...]:
    whole = text_turn(file, words, None)
    if whole is None:
        return ()
    (strand,) = whole.parts
    assert isinstance(strand, Strand)
    return _chat(file, strand, str(words.value)) or (whole,)


def _chat(file: DataFile, strand: Strand, value: str) -> tuple[Turn, ...]:
    """The messages of a text that is a list of them, in JSON or YAML; empty for any other text."""
    name = "chat.json" if value.lstrip().startswith("[") else "chat.yaml" if _YAML_CHAT.match(value) else None
    if name is None or len(value) > _LONGEST_NESTED:
        return ()
    nested = nested_text(file.text, strand)
    inner = read_data(name, nested.text)
    if inner.root is None or inner.faults or inner.templated:
        return ()
    return tuple(nested.outward(turn) for turn in chat_turns(inner, inner.root))
