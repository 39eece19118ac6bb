from __future__ import annotations

import pytest

from motjuste.lint.file_kind import FileKind
from motjuste.lint.format_keys import KNOWN_KEYS, near_miss


@pytest.mark.parametrize(
    ("kind", "key", "meant"),
    [
        (FileKind.SKILL, "desription", "description"),
        (FileKind.SKILL, "allowed_tools", "allowed-tools"),
        (FileKind.SKILL, "allowedTools", "allowed-tools"),
        (FileKind.INSTRUCTIONS, "applyto", "applyTo"),
        (FileKind.PROMPT_FILE, "tool", "tools"),
        (FileKind.AGENT, "userInvocable", "user-invocable"),
        (FileKind.DOTPROMPT, "inputs", None),
        (FileKind.PROMPTFOO, "default_test", "defaultTest"),
        (FileKind.PROMPTFOO, "provider", "providers"),
        (FileKind.AGENT, "mode", None),
        (FileKind.SKILL, "tags", None),
        (FileKind.SKILL, "author", None),
        (FileKind.SKILL, "name", None),
        (FileKind.SKILL, "", None),
        (FileKind.SKILL, "x" * 5000, None),
    ],
)
def test_only_near_misses_are_misses(kind, key, meant):
    assert near_miss(key, KNOWN_KEYS[kind]) == meant


def test_prompty_has_no_list_of_settings():
    assert FileKind.PROMPTY not in KNOWN_KEYS
