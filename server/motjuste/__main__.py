"""The `motjuste` command: hands over to one command's module, importing nothing that command does not need."""

from __future__ import annotations

import gc
import sys


def main() -> int:
    """Run the command line and return its exit status.

    An editor waits for `motjuste server` to start, so that command without flags does not even load argparse.
    """
    arguments = sys.argv[1:]
    if arguments == ["server"]:
        from motjuste.lsp.app import serve

        return serve()
    from motjuste.cli.app import run

    status = run(arguments)
    # At exit Python would walk all that was imported once more, which takes up to half a second.
    gc.freeze()
    return status


if __name__ == "__main__":
    sys.exit(main())
