"""Pages of the docs site that the program's own texts make: rules, checks, settings. Run by mkdocs (`hooks:`).

What `motjuste rule CODE` prints is the page of that rule, word for word; a page that could disagree with the program
is not written by hand.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.structure.files import File, Files

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "server"))

from motjuste.lint.registry import RULES

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

    from motjuste.lint.rule import Rule

FAMILIES = {
    "C": "Contradictions",
    "E": "Eval sets",
    "F": "Files and settings",
    "K": "Safety",
    "M": "Messages and roles",
    "N": "Mot Juste itself",
    "P": "Models and sampling",
    "R": "References",
    "S": "Scores",
    "T": "Templates",
    "W": "Wording",
    "X": "Structure",
}


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the generated pages to those that stand in the folder."""
    for path, text in generated().items():
        files.append(File.generated(config, path, content=text))
    return files


def generated() -> dict[str, str]:
    """Every generated page by its path below `docs/`."""
    pages = {f"rules/{rule.name}.md": rule_page(rule) for rule in RULES}
    pages["rules/index.md"] = rule_list()
    return pages


def rule_page(rule: Rule) -> str:
    """The page of one rule: its facts, then the very text that `motjuste rule` prints."""
    on = "on by default" if rule.default else "asked for by `--select`"
    return f"# {rule.name} ({rule.code})\n\n*{rule.severity.value}, {on}*\n\n{rule.docs.strip()}\n"


def rule_list() -> str:
    """All rules, by family."""
    parts = ["# Rules\n\nEach finding bears a code. `motjuste rule CODE` prints a rule's page.\n"]
    for letter, title in FAMILIES.items():
        family = [rule for rule in RULES if rule.code.startswith(letter)]
        if family:
            parts.append(f"## {letter}: {title}\n\n| Code | Name | Finds | By default |\n|---|---|---|---|")
            parts += [_row(rule) for rule in family]
            parts.append("")
    return "\n".join(parts)


def _row(rule: Rule) -> str:
    shown = rule.severity.value if rule.default else "off"
    return f"| {rule.code} | [{rule.name}]({rule.name}.md) | {rule.summary} | {shown} |"
