"""Prompts kept as data: chat messages in JSON or YAML, and collections such as `prompts.yaml`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from pathlib import PurePath
from typing import TYPE_CHECKING

from motjuste.document.data_tree import is_data_file

if TYPE_CHECKING:
    from motjuste.document.formats.format import Source
    from motjuste.document.model import Document

_FOLDERS = frozenset({"prompts", "prompt", "prompt_templates", "system_prompts"})
_EVAL_CONFIG = "promptfooconfig"
"""A format of its own, whose tests hold texts that are no prompts."""
_EVAL_PROMPTS = re.compile(r"(?m)^\ufeff?prompts[ \t]*:")
_EVAL_TESTS = re.compile(r"(?m)^(?:providers|targets|tests|defaultTest)[ \t]*:")
_MESSAGE = re.compile(
    r"[\"']?role[\"']?[ \t]*:[ \t]*[\"']?(?:system|developer|user|human|assistant|model)\b", re.IGNORECASE
)
_CONTENT = re.compile(r"\b(?:content|parts)[\"']?[ \t]*:")
_PROMPT_KEY = re.compile(
    r"(?m)[\"']?\b(?:system_?prompt|system_?message|system_?instructions?|prompt_?template|system_template"
    r"|instance_template|backstory)[\"']?[ \t]*:",
    re.IGNORECASE,
)
_TOP_KEY = re.compile(
    r"\A\ufeff?\s*+\{(?:[^{}\[\]]*?,)?\s*\"(?:prompt|system)\"\s*:\s*\""
    r"|(?m:^)\ufeff?[\"']?(?:prompt|system)[\"']?[ \t]*:[ \t]*\S"
)
"""A key of the whole file with a text, in JSON before anything nested, or at the beginning of a line."""
_MANIFESTS = frozenset({"package.json", "composer.json", "manifest.json", "tsconfig.json", "compose.yaml"})
"""Files whose keys mean something else, whatever they are called."""


@dataclass(frozen=True, slots=True)
class PromptData:
    """JSON and YAML that hold prompts by their shape or by their file's name."""

    name: str
    pattern: re.Pattern[str] | None
    """What the text must hold; None for files whose name is enough."""

    def matches(self, path: str) -> bool:
        """Whether it is JSON or YAML, and named like a file of prompts if that is to be enough."""
        if not is_data_file(path) or PurePath(path).stem.lower().startswith(_EVAL_CONFIG):
            return False
        if self.pattern is _TOP_KEY:
            return PurePath(path).name.lower() not in _MANIFESTS
        return self.pattern is not None or is_prompt_path(path)

    def looks_like(self, text: str) -> bool:
        """Whether the text has messages with roles, or keys of prompts, and is no evaluation's configuration."""
        if _EVAL_PROMPTS.search(text) and _EVAL_TESTS.search(text):
            return False
        if self.pattern is _MESSAGE and not _CONTENT.search(text):
            return False
        return self.pattern is None or self.pattern.search(text) is not None

    def parse(self, source: Source) -> tuple[Document, ...]:
        """Read every prompt of a file. Never raises."""
        from motjuste.document.data_prompts import parse_data
        from motjuste.document.prompt_library import find_prompts

        find = partial(find_prompts, named=is_prompt_path(source.path), top_only=self.pattern is _TOP_KEY)
        return parse_data(source, self.name, find)


def is_prompt_path(path: str) -> bool:
    """Whether a file's name, or its folder's, says that it holds prompts."""
    parts = PurePath(path)
    return "prompt" in parts.stem.lower() or parts.parent.name.lower() in _FOLDERS


CHAT_MESSAGES = PromptData("chat-messages", _MESSAGE)
KEYED_PROMPTS = PromptData("prompt-library", _PROMPT_KEY)
NAMED_PROMPTS = PromptData("prompt-library", None)
ONE_PROMPT = PromptData("prompt-library", _TOP_KEY)
"""A file of any name whose own keys hold one prompt; in a folder its name or place must say so besides."""
