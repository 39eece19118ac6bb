"""`motjuste server`: speak the Language Server Protocol."""

from __future__ import annotations

import argparse


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the flags."""
    parser.add_argument(
        "--tcp", metavar="PORT", type=_port, help="listen on this port of loopback, for one editor"
    )
    # Editors' clients add it by habit; it is what happens anyway.
    parser.add_argument("--stdio", action="store_true", help=argparse.SUPPRESS)


def run(arguments: argparse.Namespace) -> int:
    """Serve until the editor leaves."""
    from motjuste.lsp.app import serve

    return serve(arguments.tcp)


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65_535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port; ports go from 1 to 65535")
    return int(text)
