"""The `dollar` dialect: `${input:x}` of VS Code's prompt files, `$ARGUMENTS` and `$1` of Claude's commands and skills.

Sources: VS Code, "Prompt files" and "Variables reference"; Claude Code, "Skills" (string substitutions and dynamic
context).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from motjuste.document.dialects.filling import lacking, unfit
from motjuste.document.dialects.template import Template
from motjuste.document.dialects.values import sent_source
from motjuste.document.model import Piece, PieceKind, Variable
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from motjuste.document.model import Document, Message

_HOST = (
    "selection|selectedText|lineNumber|columnNumber|cwd|userHome|pathSeparator|defaultBuildTask|execPath"
    "|file(?:Basename(?:NoExtension)?|Dirname|Extname|WorkspaceFolder|DirnameBasename)?|relativeFile(?:Dirname)?"
    "|workspaceFolder(?:Basename)?|workspaceRoot|CLAUDE_SESSION_ID|CLAUDE_SKILL_DIR|CLAUDE_PLUGIN_ROOT"
)
"""What the editor or agent puts in by itself."""
_PLACEHOLDER = re.compile(
    rf"""
      \$(?:
      \{{input:(?P<input>[^\s{{}}:]{{1,100}})(?::[^{{}}\r\n]{{0,500}})?\}}
    | \{{(?P<host>{_HOST})\}}
    | (?P<asked>\{{(?:env|config|command|workspaceFolder):[^{{}}\s]{{1,200}}\}})
    | (?P<arguments>ARGUMENTS)(?:\[[0-9]{{1,3}}\])?(?!\w)
    | (?P<number>[0-9])(?![\w%]|[.,][0-9])
    ) | !(?<![\w`!]!)`(?P<command>[^`\r\n]{{1,2000}})`
    """,
    re.VERBOSE,
)


class Dollar:
    """Placeholders of prompt files that an editor or an agent fills."""

    name = "dollar"

    def scan(self, text: str, span: Span) -> Template:
        """Find the placeholders. What the host fills by itself may be missing from a case.

        A command that the host runs (`!` and words in backticks) is template text; Mot Juste never runs it.
        """
        if text.find("$", span.start, span.end) < 0 and text.find("!`", span.start, span.end) < 0:
            return Template()
        matches = list(_PLACEHOLDER.finditer(text, span.start, span.end))
        pieces = tuple(Piece(_kind(match), Span(*match.span())) for match in matches)
        return Template(pieces, tuple(_variables(matches)))

    def fill(self, document: Document, message: Message, inputs: Mapping[str, str]) -> str:
        """The message with the case's columns in place; what the host fills and no column gives stays as written.

        Raises:
            RenderError: An input has no column, or the prompt runs a command for which there is no column either.
        """
        source = sent_source(document, message)
        return _PLACEHOLDER.sub(lambda match: _filled(document, match, inputs), source)


def _kind(match: re.Match[str]) -> PieceKind:
    """Commands, and what a program looks up for itself, are no variables."""
    return PieceKind.STATEMENT if match["command"] or match["asked"] else PieceKind.VARIABLE


def _variables(matches: list[re.Match[str]]) -> Iterator[Variable]:
    for match in matches:
        for group in ("input", "host", "arguments", "number"):
            if match[group]:
                needed = group in {"input", "arguments"}
                place = Span(*match.span(group))
                yield Variable(match[group], place, Span(*match.span()), optional=not needed)


def _filled(document: Document, match: re.Match[str], inputs: Mapping[str, str]) -> str:
    name = match["input"] or match["host"] or match["arguments"] or match["number"] or match["command"] or ""
    column = match.group().removeprefix("$") if match["arguments"] else name
    if column in inputs or name in inputs:
        return inputs[column] if column in inputs else inputs[name]
    if match["command"]:
        message = f"The prompt runs the command {name[:60]!r}, and Mot Juste runs none"
        raise unfit(document, message, f"Write what it prints into a column called {name[:60]!r}")
    if match["input"] or match["arguments"]:
        raise lacking(document, name, inputs)
    return match.group()


DOLLAR = Dollar()
