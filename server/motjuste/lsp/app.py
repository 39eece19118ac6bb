"""Starts the server, as fast as a server on pygls can start."""

from __future__ import annotations

import gc
import logging
import sys


def serve(tcp: int | None = None) -> int:
    """Run until the editor leaves; returns the exit status.

    Args:
        tcp: A port on loopback to listen on for one editor; None speaks on stdin and stdout.
    """
    # Importing lsprotocol makes a great many objects that live for good: collecting garbage meanwhile finds none and
    # costs some twenty milliseconds of the editor's wait. `lifecycle.warm_up` turns it on again.
    gc.disable()
    from motjuste.lsp.compiled import import_types

    import_types()
    from motjuste.lsp.server import MotjusteServer

    logging.basicConfig(
        level=logging.WARNING, stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    # pygls logs whole messages, prompts included, when it fails to handle one.
    logging.getLogger("pygls").setLevel(logging.CRITICAL)
    server = MotjusteServer()
    if tcp is None:
        # stdout is the protocol's alone: whatever else prints, prints into the log.
        stdout, sys.stdout = sys.stdout, sys.stderr
        server.start_io(stdout=stdout.buffer)
    else:
        server.start_tcp("127.0.0.1", tcp)
    return 0
