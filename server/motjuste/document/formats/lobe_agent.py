"""LobeChat's agents: JSON whose `config.systemRole` is the system message, with the model's settings beside it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from motjuste.document.data_tree import JSON_SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from motjuste.document.data_prompts import DataPrompt
    from motjuste.document.data_tree import DataFile
    from motjuste.document.formats.format import Source
    from motjuste.document.model import Document

_SYSTEM_ROLE = re.compile(r"\"systemRole\"\s*:")


class LobeAgent:
    """One prompt a file."""

    name = "lobe-agent"

    def matches(self, path: str) -> bool:
        """Whether it is JSON."""
        return path.lower().endswith(tuple(JSON_SUFFIXES))

    def looks_like(self, text: str) -> bool:
        """Whether it has a `systemRole`."""
        return _SYSTEM_ROLE.search(text) is not None

    def parse(self, source: Source) -> tuple[Document, ...]:
        """Read the file. Never raises."""
        from motjuste.document.data_prompts import parse_data

        return parse_data(source, self.name, _find)


def _find(file: DataFile) -> Iterator[DataPrompt]:
    from motjuste.document.data_prompts import DataPrompt, text_turn
    from motjuste.document.data_tree import child

    assert file.root is not None
    for node in (child(file.root, "config", "systemRole"), child(file.root, "systemRole")):
        turn = text_turn(file, node, "system")
        if turn is not None:
            yield DataPrompt(None, (turn,), file.root.span.start)


LOBE_AGENT = LobeAgent()
