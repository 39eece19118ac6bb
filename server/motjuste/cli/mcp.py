"""`motjuste mcp`: tools for coding agents, by the Model Context Protocol on stdin and stdout."""

from __future__ import annotations

import argparse
import importlib.util
from pathlib import Path

from motjuste.cli.following import positive
from motjuste.errors import UserError
from motjuste.llm.endpoint import is_address

MAX_CALLS = 1000
"""Model calls of one tool call, unless the user says otherwise."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the flags."""
    parser.add_argument(
        "--root",
        metavar="FOLDER",
        type=Path,
        default=Path(),
        help="where the agent works, unless it names folders itself (here); nothing outside is read or written",
    )
    parser.add_argument(
        "--max-calls",
        metavar="N",
        type=positive,
        default=MAX_CALLS,
        help=f"most model calls of one tool call, whatever the agent asks for ({MAX_CALLS:,})",
    )
    parser.add_argument(
        "--endpoint",
        metavar="URL",
        type=_address,
        action="append",
        default=[],
        help="a base_url that runs may ask besides this machine's own, whatever the settings of the folder name; may be "
        "given again",
    )
    parser.add_argument("--read-only", action="store_true", help="write no file, whatever the agent asks for")


def _address(text: str) -> str:
    # Several are handed on with blanks between.
    if any(char.isspace() for char in text) or not is_address(text):
        raise argparse.ArgumentTypeError(f"{text!r} is no address; it begins with http:// or https://")
    return text


def run(arguments: argparse.Namespace) -> int:
    """Serve until the agent leaves."""
    root = arguments.root.resolve()
    if not root.is_dir():
        raise UserError("--root is no folder", remedy="Check the spelling", path=str(arguments.root))
    if importlib.util.find_spec("mcp") is None:
        raise UserError(
            "`motjuste mcp` needs the SDK of the Model Context Protocol, which is not installed",
            remedy='pip install "motjuste[mcp]"',
        )
    from motjuste.cli.agents.server import Permissions, serve

    serve(
        Permissions(
            root=root,
            max_calls=arguments.max_calls,
            writing=not arguments.read_only,
            endpoints=tuple(arguments.endpoint),
        )
    )
    return 0
