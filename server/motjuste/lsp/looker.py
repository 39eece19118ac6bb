"""The server's side of the process that looks at the files of a workspace: started when it is first asked, ended with us."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import subprocess
import sys
from typing import Any

from motjuste.lsp.worker import lower_priority

log = logging.getLogger(__name__)

_COMMAND = (sys.executable, "-m", "motjuste.lsp.looking")
_LONGEST_LINE = 64 * 1024 * 1024


class LookerDied(Exception):  # noqa: N818 - it says what happened
    """The process ended, or never began."""


class Looker:
    """One process, asked one thing at a time."""

    def __init__(self) -> None:
        self._process: asyncio.subprocess.Process | None = None

    async def ask(self, question: dict[str, Any]) -> dict[str, Any]:
        """Ask, and wait for the answer. Whoever is cancelled meanwhile ends the process: its answer would be the next one's.

        Raises:
            LookerDied: It cannot be started, or ended; asking again starts another.
        """
        try:
            process = self._process = self._process or await _start()
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(json.dumps(question).encode() + b"\n")
            await process.stdin.drain()
            line = await process.stdout.readline()
        except asyncio.CancelledError:
            self.end()
            raise
        except (OSError, ValueError) as error:
            self.end()
            raise LookerDied(str(error)) from error
        if not line:
            self.end()
            raise LookerDied("it ended")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def end(self) -> None:
        """End the process; harmless when it is gone already."""
        process, self._process = self._process, None
        if process is not None and process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()


async def _start() -> asyncio.subprocess.Process:
    process = await asyncio.create_subprocess_exec(
        *_COMMAND,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        limit=_LONGEST_LINE,
        # Modules are never looked for in the folder that happens to be open.
        env={**os.environ, "PYTHONSAFEPATH": "1"},
    )
    lower_priority(process.pid)
    return process
