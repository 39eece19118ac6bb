"""Elasta Cloud's DotPrompt: YAML in a `.prompt` file, with a system and a user prompt in Liquid.

Source: elastacloud/DotPrompt, README. Liquid's variables, conditions and loops are written as Jinja's; what Liquid alone
has (`{% assign %}`, `| date: "…"`) is a fault of the template here.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from motjuste.document.file_name import suffix_of
from motjuste.document.formats.chat_document import with_defaults

if TYPE_CHECKING:
    from collections.abc import Iterator

    from motjuste.document.data_prompts import DataPrompt
    from motjuste.document.data_tree import DataFile
    from motjuste.document.formats.format import Source
    from motjuste.document.model import Document

_PROMPTS = re.compile(
    r"(?m)^\ufeff?prompts[ \t]*:[ \t]*(?:#[^\r\n]*)?\r?\n(?:[ \t]*\r?\n)*[ \t]+(?:system|user)[ \t]*:"
)


class ElastaPrompt:
    """One prompt a file. Its `fewShots` are sent before the question but written after it, and are left out."""

    name = "elasta-prompt"

    def matches(self, path: str) -> bool:
        """By the suffix, which it shares with Dotprompt."""
        return suffix_of(path) == ".prompt"

    def looks_like(self, text: str) -> bool:
        """Whether it is YAML with a system or user prompt under `prompts:`, and no front matter."""
        return not text.startswith("---") and _PROMPTS.search(text) is not None

    def parse(self, source: Source) -> tuple[Document, ...]:
        """Read the file. Never raises."""
        from motjuste.document.data_prompts import parse_data

        # The suffix says nothing of YAML to whoever reads data.
        documents = parse_data(replace(source, path=f"{source.path}.yaml"), self.name, _find, "jinja")
        return tuple(with_defaults(replace(one, path=source.path), _defaults(one)) for one in documents)


def _find(file: DataFile) -> Iterator[DataPrompt]:
    from motjuste.document.data_prompts import DataPrompt, text_turn
    from motjuste.document.data_tree import child

    assert file.root is not None
    system = text_turn(file, child(file.root, "prompts", "system"), "system")
    user = text_turn(file, child(file.root, "prompts", "user"), "user")
    turns = [turn for turn in (system, user) if turn is not None]
    if turns:
        yield DataPrompt(None, tuple(turns), file.root.span.start)


def _defaults(document: Document) -> dict[str, object]:
    """`config.input.default`, and nothing for the parameters that may be missing (`style?`)."""
    value = document.settings["config"].value if "config" in document.settings else None
    told = value.get("input") if isinstance(value, dict) else None
    told = told if isinstance(told, dict) else {}
    parameters, default = told.get("parameters"), told.get("default")
    names = (str(name) for name in (parameters if isinstance(parameters, dict) else {}))
    values: dict[str, object] = {name.removesuffix("?"): "" for name in names if name.endswith("?")}
    values.update(default if isinstance(default, dict) else {})
    return values


ELASTA_PROMPT = ElastaPrompt()
