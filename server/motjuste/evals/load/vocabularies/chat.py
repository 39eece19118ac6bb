"""Inputs that are chat messages: what the user says is the input, what the system says stands beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.evals.json_text import json_text

if TYPE_CHECKING:
    from collections.abc import Mapping

ROLES = frozenset({"system", "developer", "user", "assistant", "tool", "function", "human", "ai"})
USERS = frozenset({"user", "human"})
SYSTEMS = frozenset({"system", "developer"})


def is_chat(value: object) -> bool:
    """Whether a value is a list of chat messages."""
    return isinstance(value, list) and bool(value) and all(_role(item) in ROLES for item in value)


def columns_of(messages: list[Mapping[str, object]]) -> dict[str, object]:
    """The columns of a conversation: `input`, and `system` where there is such a message.

    A conversation of several turns is one text, each turn behind its role, as a reader would write it down.
    """
    system = [_content(item) for item in messages if _role(item) in SYSTEMS]
    turns = [item for item in messages if _role(item) not in SYSTEMS]
    if len(turns) == 1:
        told = _content(turns[0])
    else:
        told = "\n\n".join(f"{_role(item)}: {_content(item)}" for item in turns)
    if not turns:
        return {"input": "\n\n".join(system)}
    return {"input": told, **({"system": "\n\n".join(system)} if system else {})}


def _role(item: object) -> str:
    return str(item.get("role", "")).lower() if isinstance(item, dict) else ""


def _content(item: Mapping[str, object]) -> str:
    """A message's text; the text parts of one that is made of parts."""
    content = item.get("content")
    if isinstance(content, list):
        parts = [
            part.get("text")
            for part in content
            if isinstance(part, dict) and isinstance(part.get("text"), str)
        ]
        return "\n".join(str(part) for part in parts) if parts else json_text(content)
    return "" if content is None else json_text(content)
