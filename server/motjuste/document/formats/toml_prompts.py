"""Prompts in TOML: the commands of Gemini CLI, which are one prompt each, and collections such as `prompts.toml`."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from motjuste.document.file_name import name_of, suffix_of
from motjuste.document.formats.prompt_library import is_prompt_path

if TYPE_CHECKING:
    from motjuste.document.formats.format import Source
    from motjuste.document.model import Document

_PROMPT = re.compile(
    r"(?m)^\ufeff?[ \t]*\"?(?:prompt|system|system_?prompt|instructions?)\"?[ \t]*=[ \t]*[\"']"
)
_PROJECT_FILES = frozenset({"pyproject.toml", "cargo.toml", "motjuste.toml", ".motjuste.toml", "poetry.toml"})


class TomlPrompts:
    """Strings under keys named like prompts; a lone `prompt` is the file's one prompt."""

    name = "toml-prompt"

    def matches(self, path: str) -> bool:
        """Whether it is TOML, and no project's settings."""
        return suffix_of(path) == ".toml" and name_of(path) not in _PROJECT_FILES

    def looks_like(self, text: str) -> bool:
        """Whether a key says that a prompt stands here."""
        return _PROMPT.search(text) is not None

    def parse(self, source: Source) -> tuple[Document, ...]:
        """Read every prompt of a file. Never raises."""
        from motjuste.document.data_prompts import parse_data
        from motjuste.document.prompt_library import find_prompts

        return parse_data(source, self.name, partial(find_prompts, named=is_prompt_path(source.path)))


TOML_PROMPTS = TomlPrompts()
