"""DSPy's saved state: the instructions of each predictor. Demonstrations are measured choices and stay as they are.

Source: dspy.ai, "Saving and loading"; state-only JSON. Whole programs (`.pkl`, folders) hold code and are never opened.
"""

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
    from motjuste.document.yaml_tree import Node

_SIGNATURE = re.compile(r"\"(?:extended_)?signature\"\s*:\s*\{")
_INSTRUCTIONS = re.compile(r"\"instructions\"\s*:")
_DEMOS = re.compile(r"\"demos\"\s*:")


class DspyState:
    """One prompt a predictor, named by its path in the program."""

    name = "dspy-state"

    def matches(self, path: str) -> bool:
        """Whether it is JSON."""
        return path.lower().endswith(tuple(JSON_SUFFIXES))

    def looks_like(self, text: str) -> bool:
        """Whether it holds signatures with instructions beside demonstrations."""
        return all(pattern.search(text) for pattern in (_SIGNATURE, _INSTRUCTIONS, _DEMOS))

    def parse(self, source: Source) -> tuple[Document, ...]:
        """Read the file. Never raises."""
        from motjuste.document.data_prompts import parse_data

        return parse_data(source, self.name, _find, "none")


def _find(file: DataFile) -> Iterator[DataPrompt]:
    from motjuste.document.data_prompts import DataPrompt, text_turn
    from motjuste.document.data_tree import child

    assert file.root is not None
    entries: list[tuple[str | None, int, Node]] = [(None, file.root.span.start, file.root)]
    entries += [(key, span.start, value) for key, span, value in file.root.keys]
    for name, anchor, predictor in entries:
        for signature in ("signature", "extended_signature"):
            turn = text_turn(file, child(predictor, signature, "instructions"), "system")
            if turn is not None:
                yield DataPrompt(name, (turn,), anchor, "none")


DSPY_STATE = DspyState()
