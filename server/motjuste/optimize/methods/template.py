"""How a prompt reaches the task model, told in words: PE2 shows its optimizer the whole frame (method.md 2.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from motjuste.document.model import Document


def sent_as(document: Document) -> str:
    """The messages of a call, with the instruction and the case's values as names in angle brackets."""
    roles = [message.role for message in document.messages]
    names = ", ".join(f"<{name}>" for name in document.variable_names)
    if names:
        lines = [f"{role or 'user'}: <the instruction's part for this role>" for role in roles]
        return "\n".join([*lines, f"(each placeholder is replaced by a value of the case: {names})"])
    lines = [f"{role or 'system'}: <the instruction's part for this role>" for role in roles]
    return "\n".join(lines if "user" in roles else [*lines, "user: <the case's input>"])
