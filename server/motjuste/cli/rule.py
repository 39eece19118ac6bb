"""`motjuste rule`: explain a rule, or list them all."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from motjuste.cli.terminal import say
from motjuste.errors import UserError

if TYPE_CHECKING:
    import argparse


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the flags."""
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("code", nargs="?", metavar="CODE", help="a rule's code or name, such as T002")
    which.add_argument("--all", action="store_true", help="list all rules")


def run(arguments: argparse.Namespace) -> int:
    """Print one rule's page, or a line for each."""
    from motjuste.lint.registry import RULES

    if arguments.all:
        for rule in RULES:
            say(f"{rule.code}  {rule.severity.value:<8} {rule.name:<24} {rule.summary}")
        return 0
    wanted = arguments.code.strip()
    found = next((rule for rule in RULES if wanted.upper() == rule.code or wanted.lower() == rule.name), None)
    if found is None:
        names = [name for rule in RULES for name in (rule.code, rule.name)]
        near = difflib.get_close_matches(wanted, names, n=1)
        remedy = f"Did you mean {near[0]}" if near else "`motjuste rule --all` lists them"
        raise UserError(f"There is no rule {wanted!r}", remedy=remedy)
    say(f"# {found.name} ({found.code})\n\n{found.docs.strip()}")
    return 0
