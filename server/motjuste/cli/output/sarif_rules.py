"""The rules of the catalogue as SARIF descriptors: what a viewer shows beside a finding."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from motjuste.lint.finding import Severity
from motjuste.lint.registry import RULES
from motjuste.lint.rule import url_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from motjuste.lint.finding import Finding
    from motjuste.lint.rule import Rule

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note", Severity.HINT: "note"}
_PROBLEMS = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFO: "recommendation",
    Severity.HINT: "recommendation",
}
_FAMILIES = {
    "C": "consistency",
    "E": "evaluation",
    "F": "format",
    "K": "security",
    "M": "messages",
    "N": "motjuste",
    "P": "model",
    "R": "references",
    "S": "scores",
    "T": "template",
    "W": "wording",
    "X": "structure",
}
"""What the first letter of a code stands for."""


def descriptors(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """A descriptor for every rule of the catalogue, and one for each finding whose rule is not in it."""
    told = {rule.code: _descriptor(rule) for rule in RULES}
    for finding in findings:
        told.setdefault(finding.code, {"id": finding.code, "name": finding.name})
    return list(told.values())


def _descriptor(rule: Rule) -> dict[str, Any]:
    page, url = rule.docs.strip(), url_of(rule.code)
    # A rule that runs unasked has to be right nine times in ten; one that has to be asked for need not.
    precise = "high" if rule.default else "medium"
    descriptor: dict[str, Any] = {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": _sentence(rule.summary)},
        "fullDescription": {"text": _what_it_does(page) or _sentence(rule.summary)},
        "help": {"text": page, "markdown": page},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {
            "tags": ["prompt", *([_FAMILIES[rule.code[0]]] if rule.code[0] in _FAMILIES else [])],
            "precision": precise,
            "problem.severity": _PROBLEMS[rule.severity],
        },
    }
    return descriptor if url is None else {**descriptor, "helpUri": url}


def _what_it_does(page: str) -> str:
    """The page's first section in one paragraph."""
    section = re.search(r"^## What it does\s*\n(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL)
    return " ".join(section[1].split()) if section else ""


def _sentence(text: str) -> str:
    text = text.strip()
    return text if text.endswith((".", "?", "!")) else f"{text}."
