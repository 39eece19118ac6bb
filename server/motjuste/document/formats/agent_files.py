"""Files that coding agents read: instructions, custom agents, skills, prompt files and commands, in Markdown.

Which tool reads a file is told by its name or its folder. Their braces are examples, not variables, except where a tool
fills in arguments (`${input:name}`, `$ARGUMENTS`); the schemas of their settings belong to other linters.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from motjuste.document.formats.single_message import SingleMessage

if TYPE_CHECKING:
    from collections.abc import Callable

    from motjuste.document.formats.format import Source
    from motjuste.document.model import Document, Role

_PEEK = 4000
"""Characters in which front matter shows what it is."""
_FRONT = re.compile(r"\ufeff?---[ \t]*\r?\n(.*?)(?:^---[ \t]*\r?$|\Z)", re.DOTALL | re.MULTILINE)
_KEY = re.compile(r"(?m)^([A-Za-z][\w-]*)[ \t]*:")
_AGENT_TOOLS = re.compile(
    r"(?m)^tools[ \t]*:[ \t]*\[?[\"']?(?:Read|Write|Edit|MultiEdit|Bash|Glob|Grep|Task|WebFetch|WebSearch)\b"
)
_ARGUMENTS = re.compile(r"\$ARGUMENTS\b")


@dataclass(frozen=True, slots=True)
class AgentFile:
    """A kind of such files."""

    name: str
    fits: Callable[[tuple[str, ...]], bool]
    """Whether a file can be one, by the parts of its path, its name last."""
    dialect: str = "none"
    role: Role | None = "system"
    """None where the words are what a user asks: filled in they are the user's message, else what stands before it."""
    shows: Callable[[str], bool] | None = None
    """Whether the beginning of a file shows it, where other files have such names too."""

    def matches(self, path: str) -> bool:
        """Whether the file's name or folder is one of ours."""
        return self.fits(path_parts(path))

    def looks_like(self, text: str) -> bool:
        """Whether the text is of this kind; most kinds need no look."""
        return self.shows is None or self.shows(text[:_PEEK])

    def parse(self, source: Source) -> tuple[Document, ...]:
        """Read a file of this kind. Never raises."""
        read = SingleMessage(self.name, frozenset(), self.dialect).parse(source)
        return tuple(_with_role(document, self.role) for document in read)


def _with_role(document: Document, role: Role | None) -> Document:
    """The document with its kind's role, unless its front matter names one."""
    messages = tuple(replace(one, role=one.role or role) for one in document.messages)
    return replace(document, messages=messages)


@lru_cache(maxsize=64)
def path_parts(path: str) -> tuple[str, ...]:
    """A path cut at either kind of slash. Every kind of file asks, so the last paths are remembered."""
    return tuple(path.replace("\\", "/").split("/"))


def _ends(*endings: str) -> Callable[[tuple[str, ...]], bool]:
    return lambda parts: parts[-1].lower().endswith(endings)


def _is_called(*names: str) -> Callable[[tuple[str, ...]], bool]:
    """Exactly so: `skill.md` among the pages of a manual is no skill."""
    return lambda parts: parts[-1] in names


def _stands_in(folder: str) -> Callable[[tuple[str, ...]], bool]:
    """A Markdown file below `.claude/FOLDER`, or in the folder of that name of a plug-in."""

    def fits(parts: tuple[str, ...]) -> bool:
        parents = parts[:-1]
        if folder not in parents or not _is_markdown(parts):
            return False
        at = parents.index(folder)
        return at > 0 and (parents[at - 1] == ".claude" or "plugins" in parents[:at])

    return fits


def _is_markdown(parts: tuple[str, ...]) -> bool:
    return parts[-1].lower().endswith(".md")


def _shows_agent(head: str) -> bool:
    """Front matter with a name, a description and tools as Claude Code calls them; no prompt has that by accident."""
    front = _FRONT.match(head)
    if front is None or not _AGENT_TOOLS.search(front.group(1)):
        return False
    return {"name", "description"} <= set(_KEY.findall(front.group(1)))


def _shows_command(head: str) -> bool:
    front = _FRONT.match(head)
    return (
        front is not None
        and "argument-hint" in _KEY.findall(front.group(1))
        and bool(_ARGUMENTS.search(head))
    )


AGENT_FILES = (
    AgentFile("prompt-file", _ends(".prompt.md"), dialect="dollar", role=None),
    AgentFile("instructions", _ends(".instructions.md", "copilot-instructions.md")),
    AgentFile("agent", _ends(".agent.md")),
    AgentFile("chatmode", _ends(".chatmode.md")),
    AgentFile("skill", _is_called("SKILL.md"), dialect="dollar"),
    AgentFile(
        "agents-md",
        _is_called("AGENTS.md", "AGENTS.override.md", "CLAUDE.md", "CLAUDE.local.md", "GEMINI.md"),
    ),
    AgentFile("claude-agent", _stands_in("agents")),
    AgentFile("claude-command", _stands_in("commands"), dialect="dollar", role=None),
    AgentFile("claude-agent", _is_markdown, shows=_shows_agent),
    AgentFile("claude-command", _is_markdown, dialect="dollar", role=None, shows=_shows_command),
)
"""Every kind, in the order they are asked; a kind told by its text stands after those told by their names."""
