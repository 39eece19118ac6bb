"""LangChain's prompt files: `_type: prompt`, `few_shot` and `chat`, and what `dumps` and its hub write.

Source: `langchain_core.prompts.loading` and `langchain_core.load`; `template_format` is `f-string` unless it is given.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from motjuste.document.data_tree import is_data_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from motjuste.document.data_prompts import DataPrompt
    from motjuste.document.data_tree import DataFile
    from motjuste.document.encoded import Turn
    from motjuste.document.formats.format import Source
    from motjuste.document.model import Document, Role
    from motjuste.document.yaml_tree import Node

_TYPED = re.compile(r"[\"']?_type[\"']?[ \t]*:[ \t]*[\"']?(?:prompt|few_shot|chat)\b")
_DUMPED = re.compile(r"[\"']lc[\"'][ \t]*:[ \t]*1\b")
_TEMPLATE_CLASS = re.compile(r"[\"'](?:Chat|FewShot)?PromptTemplate[\"']")
_ROLE_CLASSES: dict[str, Role] = {
    "SystemMessagePromptTemplate": "system",
    "HumanMessagePromptTemplate": "user",
    "AIMessagePromptTemplate": "assistant",
    "SystemMessage": "system",
    "HumanMessage": "user",
    "AIMessage": "assistant",
}
_MOST_NODES = 10_000


class LangChain:
    """One prompt or, of a few-shot prompt, its beginning and its end."""

    name = "langchain"

    def matches(self, path: str) -> bool:
        """Whether it is JSON or YAML."""
        return is_data_file(path)

    def looks_like(self, text: str) -> bool:
        """Whether it says `_type: prompt`, or is a dump that names a prompt template's class."""
        if _TYPED.search(text):
            return True
        return _DUMPED.search(text) is not None and _TEMPLATE_CLASS.search(text) is not None

    def parse(self, source: Source) -> tuple[Document, ...]:
        """Read the file. Never raises."""
        from motjuste.document.data_prompts import parse_data

        return parse_data(source, self.name, _find, "fstring")


def _find(file: DataFile) -> Iterator[DataPrompt]:
    """The prompts of the first mapping that is a template; the file is it, or holds it."""
    from motjuste.document.data_prompts import DataPrompt, dialect_named

    assert file.root is not None
    body = _body(file.root)
    dialect = dialect_named(body, ("template_format",)) or "fstring"
    anchor = file.root.span.start
    turns = tuple(_messages(file, body))
    if turns:
        yield DataPrompt(None, turns, anchor, dialect)
        return
    for key, name in (("template", None), ("prefix", "prefix"), ("suffix", "suffix")):
        turn = _text(file, body, key, None)
        if turn is not None:
            yield DataPrompt(name, (turn,), anchor, dialect)


def _body(node: Node) -> Node:
    """Where a template's keys stand: in the mapping itself, or under `kwargs` in a dump."""
    from motjuste.document.data_tree import child

    return child(node, "kwargs") or node


def _messages(file: DataFile, body: Node) -> Iterator[Turn]:
    """The messages of a chat template, each with its role by its class or its `role`."""
    from motjuste.document.data_prompts import ROLES
    from motjuste.document.data_tree import child, text_of

    listed = child(body, "messages")
    for item in listed.items[:_MOST_NODES] if listed is not None else ():
        inner = _body(item)
        role = _ROLE_CLASSES.get(_class_name(item)) or ROLES.get(
            (text_of(child(inner, "role")) or "").lower()
        )
        prompt = child(inner, "prompt")
        turn = (
            _text(file, _body(prompt), "template", role)
            if prompt is not None
            else _text(file, inner, "content", role) or _text(file, inner, "template", role)
        )
        if turn is not None:
            yield turn


def _class_name(node: Node) -> str:
    """`SystemMessagePromptTemplate` of a dump's `id`, or of `_type`."""
    from motjuste.document.data_tree import child, text_of

    path = child(node, "id")
    last = path.items[-1] if path is not None and path.items else child(node, "_type")
    return text_of(last) or ""


def _text(file: DataFile, node: Node, key: str, role: Role | None) -> Turn | None:
    from motjuste.document.data_prompts import text_turn
    from motjuste.document.data_tree import child

    return text_turn(file, child(node, key), role)


LANGCHAIN = LangChain()
