"""`motjuste mark`: run the eval set and show the words behind the wrong answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.cli.estimate import tell_estimates
from motjuste.cli.following import Ended, add_run_flags, follow, positive
from motjuste.cli.progress import watcher_for
from motjuste.cli.run_json import mark_json
from motjuste.cli.source import add_stdin_flags, read_one
from motjuste.cli.terminal import say_json, warn
from motjuste.workspace.jobs import Limits, MarkJob

if TYPE_CHECKING:
    import argparse

    from motjuste.cli.source import Source


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the flags."""
    parser.add_argument("path", metavar="PATH", help="the prompt file; `-` is stdin")
    parser.add_argument("--max-words", metavar="N", type=positive, help="longest mark, in words (5)")
    parser.add_argument("--seed", metavar="N", type=int, help="which failures are drawn to be read (0)")
    add_run_flags(parser)
    add_stdin_flags(parser)


def run(arguments: argparse.Namespace) -> int:
    """Mark, and show the marks."""
    source = read_run_source(arguments)
    job = MarkJob(max_words=arguments.max_words, seed=arguments.seed, limits=limits_of(arguments))
    if arguments.estimate:
        return tell_estimates(arguments, [source], job)
    try:
        record = follow(source, job, watcher_for(quiet=arguments.events), events=arguments.events)
    except Ended as ended:
        return ended.status
    if arguments.json and not arguments.events:
        say_json(mark_json(record))
    elif not arguments.events:
        from motjuste.cli.run_text import print_marks

        print_marks(record, source)
    return 0


def read_run_source(arguments: argparse.Namespace) -> Source:
    """Read the prompt a run works on, and tell which settings are not used."""
    source = read_one(arguments.path, arguments.stdin_filename, arguments.config)
    for complaint in source.workspace.warnings:
        if complaint.unknown:
            warn(str(complaint))
    return source


def limits_of(arguments: argparse.Namespace) -> Limits:
    """What the flags allow a run."""
    return Limits(
        max_calls=arguments.max_calls,
        max_tokens=arguments.max_tokens,
        concurrency=arguments.concurrency,
        skip_bad_rows=arguments.skip_bad_rows,
    )
