"""`motjuste report`: one HTML page for a run, to look at, keep or send."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from motjuste.cli.terminal import say
from motjuste.errors import UserError

if TYPE_CHECKING:
    import argparse

DONE = 0
STDOUT = "-"


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the flags."""
    parser.add_argument(
        "run", metavar="RUN", help="a run's id, a run file, `last`, or a prompt for its last run"
    )
    parser.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        help="where the page goes; `-` is stdout (motjuste-RUN.html in this folder)",
    )


def run(arguments: argparse.Namespace) -> int:
    """Write the page; prints where it is."""
    from motjuste.optimize.run_file import replay
    from motjuste.report import page
    from motjuste.workspace.runs import find_run
    from motjuste.workspace.write import write_bytes

    path = find_run(arguments.run)
    told = list(replay(path))
    if not told:
        raise UserError(
            "The run file holds no events yet", remedy="Wait for the run to begin", path=str(path)
        )
    text = page([event for event, _ in told], seconds=told[-1][1])
    if arguments.output == STDOUT:
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode())
        return DONE
    target = Path(arguments.output or f"motjuste-{path.stem}.html")
    write_bytes(target, text.encode())
    say(str(target))
    return DONE
