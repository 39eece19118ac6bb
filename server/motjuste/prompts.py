"""Loads the meta-prompts: text files that are prompt documents like any user's, checked before they are used."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from motjuste.document.parse import parse
from motjuste.document.render import render
from motjuste.errors import UserError
from motjuste.llm.chat import ChatMessage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from motjuste.document.model import Document


class MetaPromptError(UserError):
    """A meta-prompt of this installation is missing or does not use exactly the variables it should.

    Args:
        message: What is wrong with which one.
    """

    def __init__(self, message: str) -> None:
        super().__init__(
            f"Meta-prompt {message}",
            remedy="It is a file of Mot Juste, not of yours: install Mot Juste again, or undo what changed it",
        )


@dataclass(frozen=True, slots=True)
class MetaPrompt:
    """One meta-prompt, ready to be filled."""

    name: str
    variables: frozenset[str]
    document: Document

    def fill(self, **values: str) -> tuple[ChatMessage, ...]:
        """Put values into the placeholders; they are inserted as they are and never read as template.

        Raises:
            MetaPromptError: The values are not exactly the declared variables.
        """
        if values.keys() != self.variables:
            raise MetaPromptError(f"{self.name} wants {sorted(self.variables)}, was given {sorted(values)}")
        return tuple(ChatMessage(role, content) for role, content in render(self.document, values))


@cache
def load(name: str) -> MetaPrompt:
    """Read `prompts/NAME.md`.

    Raises:
        MetaPromptError: It is missing, broken, or its text and its `variables` key disagree.
    """
    path = folder() / f"{name}.md"
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as fault:
        raise MetaPromptError(f"{name} cannot be read: {fault.strerror}") from fault
    document = parse(path.name, text)
    if document.faults:
        raise MetaPromptError(f"{name} is broken: {document.faults[0].message}")
    setting = document.settings.get("variables")
    declared = frozenset(setting.value) if setting and isinstance(setting.value, list) else frozenset[str]()
    if declared != frozenset(document.variable_names):
        raise MetaPromptError(
            f"{name} declares {sorted(declared)} but uses {sorted(document.variable_names)}"
        )
    return MetaPrompt(name, declared, document)


def check(wanted: Mapping[str, frozenset[str]]) -> None:
    """Make sure, before anything is spent, that meta-prompts are there and use just the variables they are given.

    Args:
        wanted: The variables of each, by its name.

    Raises:
        MetaPromptError: One is missing, broken, or lacks a variable or has one too many.
    """
    for name, variables in wanted.items():
        found = load(name).variables
        if lost := sorted(variables - found):
            raise MetaPromptError(f"{name} does not use {{{{ {lost[0]} }}}}, so its question would be lost")
        if extra := sorted(found - variables):
            raise MetaPromptError(f"{name} uses {{{{ {extra[0]} }}}}, which nothing fills")


def folder() -> Path:
    """Where the meta-prompts are: inside the installed package, or at the top of a source checkout."""
    package = Path(__file__).parent
    installed = package / "meta_prompts"
    return installed if installed.is_dir() else package.parent.parent / "prompts"
