"""What the words at a place mean, as Markdown: a variable, a rule, a setting, a role, a check. Texts of others are escaped."""

from __future__ import annotations

import re
import sys
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from motjuste.errors import UserError
from motjuste.lint.declared import declared_variables
from motjuste.text.span import Span
from motjuste.workspace.default_check import default_check
from motjuste.workspace.key_notes import key_note
from motjuste.workspace.variables import values_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from motjuste.document.model import Document
    from motjuste.evals.case import EvalSet
    from motjuste.workspace.workspace import Workspace

_LONGEST_KEY = 40
_ROW_KEY = re.compile(r"(?<![\w-])(?P<key>[\w-]+)[\"']?[ \t]*:")
_ROW_CHECK = re.compile(r"\b(?:type|check)[\"']?[ \t]*:[ \t]*[\"']?(?P<name>[\w-]+)")
_BACKTICKS = re.compile(r"`+")
_SHOWN = ("What it does", "Why is this bad", "Fix safety")
"""The parts of a rule's page that a hover has room for."""


def variable_card(workspace: Workspace, document: Document, name: str) -> str:
    """What is known of a variable: who declares it, and what the cases of the eval set give it."""
    parts = [f"**Variable** {in_code(name)}"]
    if name in declared_variables(document):
        parts.append("Declared in the settings.")
    if name in document.defaults:
        parts.append(f"Default: {escaped(document.defaults[name])}")
    if any(one.optional for one in document.variables if one.name == name):
        parts.append("The template copes without it.")
    eval_set, told = _eval_set(workspace, document)
    parts.append(told if eval_set is None else _values(name, eval_set))
    return "\n\n".join(parts)


def column_card(workspace: Workspace, path: Path, text: str, name: str, prompts: Sequence[Document]) -> str:
    """What is known of a column of an eval file: its values, and the prompts that use it.

    Args:
        workspace: Of the file.
        path: The eval file.
        text: What stands in it.
        name: The column, without an attribute.
        prompts: Those that are linked to the file.
    """
    from motjuste.evals.load import read_eval_set

    using = [PurePath(one.address).name for one in prompts if name in one.variable_names]
    used = f"Used by {', '.join(escaped(one) for one in using)}." if using else "No prompt uses it."
    try:
        check = default_check(prompts[0]) if prompts else None
        values = _values(name, read_eval_set(path, default_check=check, root=workspace.root, text=text))
    except UserError as error:
        values = f"The eval set cannot be read: {escaped(error.message)}."
    return f"**Column** {in_code(name)}\n\n{used}\n\n{values}"


def row_card(text: str, at: int) -> tuple[str, Span] | None:
    """What a row's own key or the name of a check means, at a place of an eval file, and its words."""
    from motjuste.workspace.completion_evals import OWN_KEYS

    for match in _ROW_KEY.finditer(text, max(0, at - _LONGEST_KEY), at + _LONGEST_KEY):
        if match.start("key") <= at <= match.end("key") and match["key"] in OWN_KEYS:
            return f"**`{match['key']}`**\n\n{OWN_KEYS[match['key']].capitalize()}.", Span(*match.span("key"))
    for match in _ROW_CHECK.finditer(text, max(0, at - 2 * _LONGEST_KEY), at + _LONGEST_KEY):
        card = check_card(match["name"]) if match.start("name") <= at <= match.end("name") else None
        if card is not None:
            return card, Span(*match.span("name"))
    return None


def rule_card(code: str) -> str | None:
    """The head of a rule's page; None when there is no such rule."""
    from motjuste.lint.registry import RULES

    rule = next((one for one in RULES if code in {one.code, one.name}), None)
    if rule is None:
        return None
    sections = _sections(rule.docs)
    shown = [f"**{title}**: {sections[title]}" for title in _SHOWN if title in sections]
    more = f"`motjuste rule {rule.code}` prints the whole page."
    return "\n\n".join([f"**{rule.code} {rule.name}**", *shown, more])


def setting_card(document: Document, key: str) -> str | None:
    """What a setting means; None when nothing is known of it."""
    note = key_note(document, key)
    return None if note is None else f"**`{key}`**\n\n{note}"


def role_card(document: Document, role: str, number: int) -> str:
    """What a message is: its role, its place among the messages, how its braces are read."""
    place = f"Message {number} of {len(document.messages)}."
    return f"**{role}**\n\n{place} Braces are read as `{document.dialect}`; format `{document.format}`."


def check_card(name: str) -> str | None:
    """What a check asks, by the first words of its module; None when there is no such check."""
    from motjuste.evals.checks import regex
    from motjuste.evals.checks.registry import BUILDERS, WITH_THRESHOLD

    bare = name.removeprefix("not-")
    build = BUILDERS.get(bare) or WITH_THRESHOLD.get(bare) or (regex.build if bare == "regex" else None)
    if build is None:
        return None
    page = sys.modules[build.__module__].__doc__ or ""
    opposite = "The opposite of: " if bare != name else ""
    return f"**`{name}`**\n\n{opposite}{page.strip().partition(chr(10) * 2)[0]}"


def escaped(text: str) -> str:
    r"""Words of others on one line: characters that Markdown reads as markup are escaped."""
    line = " ".join(text.split())
    return "".join(f"\\{one}" if one in r"\`*_{}[]<>()#!|~&" else one for one in line)


def in_code(text: str) -> str:
    """Words of others on one line, as code that no backtick of theirs ends."""
    line = " ".join(text.split())
    marks = "`" * (1 + max((len(run) for run in _BACKTICKS.findall(line)), default=0))
    blank = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{marks}{blank}{line}{blank}{marks}"


def _values(name: str, eval_set: EvalSet) -> str:
    told = values_of(name, eval_set)
    where = escaped(PurePath(eval_set.path).name)
    if not told.columns:
        have = ", ".join(in_code(column) for column in eval_set.columns[:12])
        return f"No column of {where} fits it; there are {have or 'none'}."
    lines = [
        f"{told.filled} of {told.cases} cases of {where} have it, {told.distinct} different"
        f" value{'s'[: told.distinct != 1]}" + (f"; **missing in {told.missing}**." if told.missing else ".")
    ]
    for value, count in told.examples:
        times = f" ({count} cases)" if count > 1 else ""
        lines.append(f"- {escaped(value) or '*empty*'}{times}")
    return "\n".join(lines[:1]) + "\n\n" + "\n".join(lines[1:])


def _eval_set(workspace: Workspace, document: Document) -> tuple[EvalSet | None, str]:
    link = workspace.link(document)
    if link is None:
        return None, "The prompt has no eval set."
    try:
        return workspace.eval_set(link, document), ""
    except UserError as error:
        return None, f"The eval set cannot be read: {escaped(error.message)}."


def _sections(page: str) -> dict[str, str]:
    """The sections of a page by title, each a paragraph."""
    found = {}
    for section in page.split("\n## ")[1:]:
        title, _, body = section.partition("\n")
        found[title.strip()] = " ".join(body.split())
    return found
