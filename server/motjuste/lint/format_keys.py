"""The settings that the tools know which read prompt files, as data. Nothing here is a schema: only names."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from motjuste.lint.file_kind import FileKind

if TYPE_CHECKING:
    from collections.abc import Iterable

OURS = frozenset({"evals", "check", "role", "template", "inputs", "variables", "input_variables"})
"""Settings that Mot Juste itself reads in every Markdown prompt."""

_VSCODE = frozenset({"name", "description", "argument-hint", "agent", "mode", "model", "tools"})
_AGENT = frozenset(
    {
        *("name", "description", "argument-hint", "model", "reasoning-effort", "reasoningEffort", "tools"),
        *("handoffs", "target", "infer", "agents", "user-invocable", "user-invokable"),
        *("disable-model-invocation", "advancedOptions", "github", "mcp-servers", "hooks", "metadata"),
    }
)
_SKILL = frozenset(
    {
        *("name", "description", "license", "compatibility", "metadata", "allowed-tools", "argument-hint"),
        *("user-invocable", "disable-model-invocation", "context", "agent", "model", "effort", "paths"),
        *("shell", "hooks", "when_to_use", "version", "disallowed-tools", "arguments"),
    }
)
_DOTPROMPT = frozenset(
    {
        *("name", "variant", "version", "description", "model", "tools", "toolDefs", "config", "input"),
        *("output", "metadata", "candidates", "returnToolRequests", "maxTurns", "toolChoice", "use", "raw"),
        *("ext", "resume", "resources", "docs"),
    }
)
_PROMPTFOO = frozenset(
    {
        *("tags", "description", "providers", "prompts", "tests", "scenarios", "defaultTest", "outputPath"),
        *("sharing", "nunjucksFilters", "env", "derivedMetrics", "extensions", "metadata", "redteam"),
        *("writeLatestResults", "tracing", "evaluateOptions", "commandLineOptions", "targets"),
    }
)
KNOWN_KEYS: dict[FileKind, frozenset[str]] = {
    FileKind.PROMPT_FILE: _VSCODE,
    FileKind.INSTRUCTIONS: frozenset({"name", "description", "applyTo", "excludeAgent"}),
    FileKind.AGENT: _AGENT,
    FileKind.CHATMODE: _AGENT,
    FileKind.SKILL: _SKILL,
    FileKind.CURSOR_RULE: frozenset({"description", "globs", "alwaysApply"}),
    FileKind.DOTPROMPT: _DOTPROMPT,
    FileKind.PROMPTFOO: _PROMPTFOO,
}
"""Top-level settings by kind of file. Prompty is left out: its specification (2.3) bids tools accept any key.

Sources: promptFileAttributes.ts of microsoft/vscode; docs/specification.mdx of agentskills/agentskills and the
settings Claude Code adds; the frontmatter reference of google/dotprompt and Genkit's prompt metadata;
config-schema.json of promptfoo. Read November 2026.
"""
_SOMEWHERE = frozenset[str]().union(*KNOWN_KEYS.values(), OURS)
_CLOSE = 0.8


def near_miss(key: str, known: Iterable[str]) -> str | None:
    """The known key that somebody meant who wrote `key`; None when it is known, or is like none.

    A key that some other kind of file has is no slip of the pen, however much it looks like one (`mode`, `model`).
    """
    names = sorted(known)
    if key in names or key in _SOMEWHERE or len(key) < 3:
        return None
    plain = _plain(key)
    same = next((name for name in names if _plain(name) == plain), None)
    return same or next(iter(get_close_matches(key, names, n=1, cutoff=_CLOSE)), None)


def _plain(key: str) -> str:
    """A key without what spellings differ in: `argumentHint`, `argument_hint` and `argument-hint` are one."""
    return key.replace("-", "").replace("_", "").lower()
