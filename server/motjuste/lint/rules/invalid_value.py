"""F004 invalid-value: a setting's value is one the tool that reads the file refuses.

## What it does

Checks values that break a file, and no more (agnix knows these schemas whole):

- `SKILL.md`: `name` has 1 to 64 characters, lower case letters, digits and single hyphens, and is the folder's name;
  `description` has 1 to 1,024 characters, `compatibility` at most 500.
- VS Code's files: `name`, `description`, `argument-hint`, `agent` and `applyTo` are texts, `target` is `vscode` or
  `github-copilot`.
- Prompty and Dotprompt files: sampling options are in the range the interfaces take: `temperature` 0 to 2, `topP` 0 to 1,
  penalties -2 to 2, a positive whole number of tokens.

## Why is this bad

The tool drops the file, or the setting, or every request fails. A skill whose name is not its folder's name is not
found; instructions whose `applyTo` is a list apply to nothing.

## Example

```markdown
---
applyTo: ['**/*.ts', '**/*.tsx']
---
```

Write `applyTo: '**/*.ts, **/*.tsx'`.

## Fix safety

Writing a list of texts as one text, and a skill's name in lower case with hyphens, is unsafe: the file takes effect
then, and other files may name the skill.

## Evidence

Agent Skills specification (docs/specification.mdx of agentskills/agentskills), section "Frontmatter";
promptValidator.ts of microsoft/vscode, which reports each of these as an error; Prompty specification, section
2.6, for the ranges.
"""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import TYPE_CHECKING

from motjuste.lint.file_kind import FileKind, file_kind
from motjuste.lint.finding import Applicability, Fix, Severity
from motjuste.lint.rule import Problem, Rule
from motjuste.text.edit import Edit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from motjuste.document.model import Document, Setting
    from motjuste.lint.context import LintContext
    from motjuste.text.span import Span

_SKILL_NAME = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_LONGEST = {"name": 64, "description": 1024, "compatibility": 500}
_TEXTS = {
    FileKind.PROMPT_FILE: ("name", "description", "argument-hint", "agent"),
    FileKind.INSTRUCTIONS: ("name", "description", "applyTo"),
    FileKind.AGENT: ("name", "description", "argument-hint"),
    FileKind.CHATMODE: ("name", "description", "argument-hint"),
}
_TARGETS = ("vscode", "github-copilot")
_RANGES: dict[str, tuple[float, float]] = {
    "temperature": (0, 2),
    "topp": (0, 1),
    "frequencypenalty": (-2, 2),
    "presencepenalty": (-2, 2),
}
_COUNTS = frozenset({"maxoutputtokens", "maxtokens", "maxcompletiontokens"})


def _check(document: Document, _context: LintContext) -> Iterator[Problem]:
    kind = file_kind(document)
    if kind is FileKind.SKILL:
        yield from _skill(document)
    elif kind in {FileKind.PROMPTY, FileKind.DOTPROMPT}:
        yield from (problem for one in _options(document) for problem in _option(one))
    elif kind is not None:
        for key in _TEXTS.get(kind, ()):
            if key in document.settings:
                yield from _text(document.settings[key])
        if kind is FileKind.AGENT and "target" in document.settings:
            yield from _target(document.settings["target"])


def _skill(document: Document) -> Iterator[Problem]:
    for key, longest in _LONGEST.items():
        setting = document.settings.get(key)
        if setting is None:
            continue
        if not isinstance(setting.value, str):
            yield Problem(_place(setting), f"`{key}` of a skill must be a text")
        elif not setting.value.strip() and key != "compatibility":
            yield Problem(_place(setting), f"`{key}` of a skill must not be empty")
        elif len(setting.value) > longest:
            message = f"`{key}` has {len(setting.value):,} characters; a skill's may have {longest:,}"
            yield Problem(_place(setting), message)
        elif key == "name":
            yield from _skill_name(document, setting, setting.value)


def _skill_name(document: Document, setting: Setting, name: str) -> Iterator[Problem]:
    """The form of a name first; a name of the right form is held to the folder's."""
    if not _SKILL_NAME.fullmatch(name) or name != name.lower():
        plain = re.sub(r"[\W_]+", "-", name.lower()).strip("-")
        fix = _rewritten(setting, plain) if _SKILL_NAME.fullmatch(plain) else None
        message = "A skill's name has lower case letters, digits and single hyphens only"
        yield Problem(_place(setting), message, fix)
        return
    folder = PurePath(document.path).parent.name
    if folder and folder not in {"..", "."} and folder != name:
        message = f"A skill's name must be that of its folder, `{folder}`"
        yield Problem(_place(setting), message)


def _text(setting: Setting) -> Iterator[Problem]:
    if isinstance(setting.value, str) or setting.value is None:
        return
    what = "a list" if isinstance(setting.value, list) else "no text"
    words = setting.value if isinstance(setting.value, list) else []
    joined = all(isinstance(word, str) for word in words) and words and setting.key == "applyTo"
    fix = _rewritten(setting, ", ".join(words), quoted=True) if joined else None
    yield Problem(_place(setting), f"`{setting.key}` must be a text, and this is {what}", fix)


def _target(setting: Setting) -> Iterator[Problem]:
    if isinstance(setting.value, str) and setting.value not in _TARGETS:
        yield Problem(_place(setting), "`target` is `vscode` or `github-copilot`")


def _options(document: Document) -> Iterator[Setting]:
    """Sampling options: `config` in Dotprompt, `model.options` and `model.parameters` in Prompty 2 and 1."""
    if "config" in document.settings and document.format == "dotprompt":
        yield from document.settings["config"].children
    model = document.settings.get("model")
    for part in model.children if model else ():
        if part.key in {"options", "parameters"}:
            yield from part.children


def _option(setting: Setting) -> Iterable[Problem]:
    value = setting.value
    if isinstance(value, bool) or not isinstance(value, int | float):
        return
    key = setting.key.replace("_", "").lower()
    if key in _RANGES:
        low, high = _RANGES[key]
        if not low <= value <= high:
            yield Problem(_place(setting), f"`{setting.key}` lies between {low:g} and {high:g}")
    elif key in _COUNTS and (isinstance(value, float) or value < 1):
        yield Problem(_place(setting), f"`{setting.key}` is a whole number of tokens, at least 1")


def _place(setting: Setting) -> Span:
    """The value; the key where there is no word of a value, or where it runs over many lines."""
    long = isinstance(setting.value, str) and len(setting.value) > _LONGEST["compatibility"]
    return setting.key_span if long or not len(setting.value_span) else setting.value_span


def _rewritten(setting: Setting, value: str, *, quoted: bool = False) -> Fix | None:
    """The value as one text; left alone where quotes would have to be escaped."""
    if "'" in value or "\n" in value or not len(setting.value_span):
        return None
    edit = Edit(setting.value_span, f"'{value}'" if quoted else value)
    return Fix(f"Write `{value}`", (edit,), Applicability.UNSAFE)


INVALID_VALUE = Rule(
    code="F004",
    name="invalid-value",
    severity=Severity.ERROR,
    summary="A setting's value is one the tool that reads the file refuses.",
    docs=__doc__,
    check=_check,
)
