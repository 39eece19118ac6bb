"""Starts the server, as fast as a server on pygls can start, and ends it where nobody asks it to leave."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import gc
import logging
import os
import signal
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import FrameType

    from motjuste.lsp.server import MotjusteServer

INTERRUPTED = 130
_LEAVE = "leave"
"""The schedule's key of the end that SIGTERM sets off."""


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
    server.on_initialize(functools.partial(_mind_sigterm, server))
    if tcp is None:
        # stdout is the protocol's alone: whatever else prints, prints into the log.
        stdout, sys.stdout = sys.stdout, sys.stderr
        interrupted = _catch_interrupts()
        server.start_io(stdout=stdout.buffer)
        if interrupted:
            # A thread still waits for stdin, and Python would wait for that thread.
            os._exit(INTERRUPTED)
    else:
        server.start_tcp("127.0.0.1", tcp)
    return 0


def _catch_interrupts() -> list[int]:
    """Let Ctrl-C end the session, and a second one the process; returns the list that will name what came."""
    caught: list[int] = []

    def interrupt(number: int, _frame: FrameType | None) -> None:
        if caught:
            os._exit(INTERRUPTED)
        caught.append(number)
        # pygls takes it for the end of the session, and whatever is under way is cancelled.
        raise KeyboardInterrupt

    signal.signal(signal.SIGINT, interrupt)
    return caught


def _mind_sigterm(server: MotjusteServer) -> None:
    """Let SIGTERM end what the server has started before it ends the server. Windows knows no such thing."""

    def leave() -> None:
        if not server.schedule.running(_LEAVE):
            server.schedule.start(_LEAVE, _leave(server))

    with contextlib.suppress(NotImplementedError):
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, leave)


async def _leave(server: MotjusteServer) -> None:
    """End all runs, then die as the signal asks: the thread that reads stdin would keep an orderly end waiting."""
    try:
        await server.schedule.close()
        server.runs.close()
    finally:
        asyncio.get_running_loop().remove_signal_handler(signal.SIGTERM)
        os.kill(os.getpid(), signal.SIGTERM)
