"""What every fetch shares: how it tells its progress, how it is stopped, and its client as a process of its own.

The clients (pip, the model hub's) are foreign programs that can hang or fail in many ways; as processes they can
be ended at once, and however they fail it is an exit status and some words.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import threading
    from collections.abc import Mapping

OnBytes = Callable[[int, int], None]
"""Called with (bytes here, bytes in all) as a fetch goes on, from the fetching thread."""
TICK = 0.2
"""Seconds between looks at a running client."""


class Stopped(Exception):  # noqa: N818 - it is no error: the user asked for it
    """The user stopped a fetch or a wait; what is here stays for the next one."""


@dataclass(frozen=True, slots=True)
class Finished:
    """How a client ended."""

    status: int
    errors: str
    """What it wrote to stderr."""


def run_python(
    arguments: list[str],
    stop: threading.Event,
    *,
    tick: Callable[[], None] | None = None,
    environment: Mapping[str, str] | None = None,
) -> Finished:
    """Run the running interpreter with arguments until it ends, calling `tick` now and then.

    `-P` keeps the folder it is started in off the import path: that folder may be a stranger's.

    Raises:
        Stopped: `stop` was set; the process was ended.
    """
    with subprocess.Popen(  # noqa: S603 - the running interpreter, arguments of our own
        [sys.executable, "-P", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=environment,
        text=True,
        encoding="utf-8",
        errors="replace",
    ) as process:
        while True:
            try:
                _, errors = process.communicate(timeout=TICK)
                return Finished(process.returncode, errors)
            except subprocess.TimeoutExpired:
                if stop.is_set():
                    process.kill()
                    raise Stopped from None
                if tick is not None:
                    tick()
            except BaseException:
                # Ctrl-C: leave no client behind.
                process.kill()
                raise
