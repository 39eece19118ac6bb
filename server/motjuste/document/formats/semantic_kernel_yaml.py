"""Semantic Kernel's YAML: a function's `template`, or an agent's `instructions`, with its declared variables.

Source: learn.microsoft.com, "YAML schema reference for Semantic Kernel prompts".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from motjuste.document.data_tree import YAML_SUFFIXES
from motjuste.document.file_name import suffix_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from motjuste.document.data_prompts import DataPrompt
    from motjuste.document.data_tree import DataFile
    from motjuste.document.formats.format import Source
    from motjuste.document.model import Document

_TEMPLATE = re.compile(r"(?m)^\ufeff?(?:template|instructions)[ \t]*:")
_BESIDE = re.compile(
    r"(?m)^\ufeff?(?:template_format|input_variables|execution_settings|type[ \t]*:[ \t]*\w*_agent\b)"
)


class SemanticKernelYaml:
    """One prompt a file; braces as `template_format` says, by default Semantic Kernel's own."""

    name = "semantic-kernel-yaml"

    def matches(self, path: str) -> bool:
        """Whether it is YAML."""
        return suffix_of(path) in YAML_SUFFIXES

    def looks_like(self, text: str) -> bool:
        """Whether it has a template and the keys of a function beside it."""
        return _TEMPLATE.search(text) is not None and _BESIDE.search(text) is not None

    def parse(self, source: Source) -> tuple[Document, ...]:
        """Read the file. Never raises."""
        from motjuste.document.data_prompts import parse_data

        return parse_data(source, self.name, _find, "semantic-kernel")


def _find(file: DataFile) -> Iterator[DataPrompt]:
    from motjuste.document.data_prompts import DataPrompt, dialect_named, text_turn
    from motjuste.document.data_tree import child

    assert file.root is not None
    dialect = dialect_named(file.root, ("template_format",)) or dialect_named(
        child(file.root, "template"), ("format",)
    )
    for key, role in (("template", None), ("instructions", "system")):
        turn = text_turn(file, child(file.root, key), "system" if role else None)
        if turn is not None:
            yield DataPrompt(None, (turn,), file.root.span.start, dialect)
            return


SEMANTIC_KERNEL_YAML = SemanticKernelYaml()
