"""promptfoo configurations: the prompts written in them are documents; files they name are prompts of their own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from motjuste.document.formats.agent_files import path_parts

if TYPE_CHECKING:
    from motjuste.document.formats.format import Source
    from motjuste.document.model import Document

_SUFFIXES = (".yaml", ".yml", ".json")
_PEEK = 2000
_SCHEMA = re.compile(r"(?m)^#[ \t]*yaml-language-server:[ \t]*\$schema=\S*promptfoo")


@dataclass(frozen=True, slots=True)
class Promptfoo:
    """The format of such a configuration, told by its name or by the schema that its first lines name."""

    by_schema: bool = False
    name: str = "promptfoo"

    def matches(self, path: str) -> bool:
        """Whether a file called so can be one."""
        name = path_parts(path)[-1].lower()
        if self.by_schema:
            return name.endswith((".yaml", ".yml"))
        return "promptfooconfig" in name and name.endswith(_SUFFIXES)

    def looks_like(self, text: str) -> bool:
        """Whether the text names the schema, where the name does not tell."""
        return not self.by_schema or _SCHEMA.search(text[:_PEEK]) is not None

    def parse(self, source: Source) -> tuple[Document, ...]:
        """Read every prompt written in the file. Never raises."""
        from motjuste.document.data_prompts import parse_data
        from motjuste.document.promptfoo_prompts import find_prompts

        return parse_data(source, self.name, find_prompts, dialect="nunjucks")


PROMPTFOO = (Promptfoo(), Promptfoo(by_schema=True))
