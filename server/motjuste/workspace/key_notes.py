"""What the settings of prompt files mean, a sentence each, as hovers and completions show it. Text only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.lint.file_kind import FileKind, file_kind
from motjuste.lint.format_keys import KNOWN_KEYS, OURS

if TYPE_CHECKING:
    from motjuste.document.model import Document

_OURS = {
    "evals": "The eval set of this prompt: a path from this file. Its cases score the prompt.",
    "check": "The check of eval rows that have an expected answer and name none. Without it, `equals`.",
    "role": "The role of the message: `system`, `user` or `assistant`. Without it, variables decide.",
    "template": "How braces are read: the name of a dialect, such as `jinja` or `mustache`.",
    "inputs": "The variables of the prompt, as a list of names or a mapping by name.",
    "variables": "The variables of the prompt, as a list of names or a mapping by name.",
    "input_variables": "The variables of the prompt, as a list of names.",
}
"""Settings that Mot Juste itself reads."""
_ANYWHERE = {
    "name": "What the prompt is called.",
    "description": "What the prompt is for; tools show it in lists, and models choose by it.",
    "model": "The model the prompt is written for; some rules hold only for some models.",
    "tools": "The tools the model may call.",
    "version": "The version of the prompt.",
    "metadata": "Anything else; `evals` below it names the eval set where the format forbids new keys.",
    "agent": "The agent that runs the prompt.",
    "mode": "The chat mode that runs the prompt; `agent` in newer versions.",
    "argument-hint": "The hint that the input field shows.",
    "license": "The licence of the skill.",
    "compatibility": "What the skill needs to run.",
    "allowed-tools": "Tools the skill may use without asking.",
    "applyTo": "Globs of the files that the instructions are for, separated by commas.",
    "globs": "Globs of the files that the rule is for.",
    "alwaysApply": "Whether the rule is always part of the context.",
    "input": "The input of the prompt: `schema`, `default`.",
    "output": "The form of the answer: `format`, `schema`.",
    "config": "Options of the model: `temperature`, `maxOutputTokens` and so on.",
    "sample": "Values of the variables, for a trial run.",
    "authors": "Who wrote it.",
    "handoffs": "Agents that the conversation may be handed to.",
    "target": "Where the agent runs: `vscode` or `github-copilot`.",
    "user-invocable": "Whether a person may start it.",
    "disable-model-invocation": "Whether only a person may start it.",
    "providers": "The models that promptfoo asks.",
    "prompts": "The prompts that promptfoo compares: texts or files.",
    "tests": "The cases: `vars` with their `assert`.",
    "defaultTest": "What every case of `tests` starts from.",
    "scenarios": "Combinations of data and tests.",
}
_VALUES = {
    "role": ("system", "user", "assistant"),
    "target": ("vscode", "github-copilot"),
    "mode": ("ask", "edit", "agent"),
    "agent": ("ask", "edit", "agent", "plan"),
    "alwaysApply": ("true", "false"),
    "user-invocable": ("true", "false"),
    "disable-model-invocation": ("true", "false"),
    "infer": ("true", "false"),
}


def known_keys(document: Document) -> tuple[str, ...]:
    """The settings that may stand in a file of this kind, sorted."""
    kind = file_kind(document)
    if kind is None:
        more = (
            ("name", "description", "model", "version", "metadata") if document.format == "markdown" else ()
        )
        return tuple(sorted((*OURS, *more)))
    if kind is FileKind.PROMPTY:
        return tuple(
            sorted((*OURS, "name", "description", "authors", "model", "sample", "version", "metadata"))
        )
    names = KNOWN_KEYS.get(kind, frozenset())
    # A format that forbids new keys keeps the eval set under `metadata`.
    return tuple(sorted(names | ({"evals", "check"} if "metadata" not in names else set())))


def key_note(document: Document, key: str) -> str | None:
    """What a setting means; None when nothing is known of it."""
    if key in _OURS and (file_kind(document) is None or key in {"evals", "check"}):
        return _OURS[key]
    kind = file_kind(document)
    note = _ANYWHERE.get(key) or _OURS.get(key)
    if note is not None:
        return note
    return f"A setting of a {kind.value}." if kind and key in KNOWN_KEYS.get(kind, ()) else None


def key_values(document: Document, key: str) -> tuple[str, ...]:
    """The values a setting may have, where they can be listed."""
    if key == "template":
        from motjuste.document.dialects import DIALECTS

        return tuple(DIALECTS)
    if key == "check":
        from motjuste.evals.checks.registry import NAMES

        return NAMES
    if key == "model" and file_kind(document) is not FileKind.PROMPTY:
        return ()
    return _VALUES.get(key, ())
