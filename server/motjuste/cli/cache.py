"""`motjuste cache`: what the completion cache holds, and clearing it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.cli.terminal import many, say

if TYPE_CHECKING:
    import argparse


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the flags."""
    parser.add_argument("action", choices=("info", "clear"), help="show what is kept, or forget it all")


def run(arguments: argparse.Namespace) -> int:
    """Show or clear; a cache that was never made is not made for that."""
    from motjuste.llm.completions import CompletionCache
    from motjuste.llm.places import completions_path

    path = completions_path()
    if not path.exists():
        say(f"{path}: empty")
        return 0
    with CompletionCache(path) as cache:
        before = cache.info()
        if arguments.action == "info":
            say(f"{path}: {many(before.entries, 'answer')}, {before.bytes / 1e6:.1f} MB")
            return 0
        cache.clear()
    say(f"{path}: forgot {many(before.entries, 'answer')}; runs will ask their models again")
    return 0
