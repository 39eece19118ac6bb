"""The embedded model's own process: llama.cpp's HTTP server on loopback, which ends itself when idle.

Started by `join.py` as `python -m motjuste.llm.local.serve --weights FILE --state FILE --idle SECONDS`. It belongs
to nobody: a client may be killed at any moment, and the server still ends once nobody has asked for a while.
"""

from __future__ import annotations

import argparse
import os
import secrets
import signal
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from motjuste.llm.local.state import ServerState, lock_path, read_state, write_state

if TYPE_CHECKING:
    from collections.abc import Callable

CONTEXT_TOKENS = 4096
MAX_THREADS = 8
"""More threads than this gain nothing for a model this small."""


def main(arguments: list[str] | None = None) -> int:
    """Serve until idle or ended by SIGTERM."""
    parser = argparse.ArgumentParser(prog="motjuste.llm.local.serve", description=__doc__)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--state", type=Path, required=True)
    parser.add_argument("--idle", type=float, required=True, help="seconds without work after which it ends")
    options = parser.parse_args(arguments)
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda _number, _frame: ended.set())
    token = secrets.token_urlsafe(32)
    server = start_llama(options.weights, token)
    state = ServerState(
        os.getpid(), server.listening_address, token, str(options.weights), options.weights.stem.lower()
    )
    write_state(options.state, state)
    try:
        watch(options.state, options.idle, lambda: activity(server.handle_metrics), ended)
    finally:
        if read_state(options.state) == state:
            options.state.unlink(missing_ok=True)
    return 0


def start_llama(weights: Path, token: str) -> Any:
    """Load the weights and listen on a free loopback port; returns when the model can answer.

    One slot: with more, which cases share a batch changes what the model says, and nothing gets faster.
    """
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = str(weights)
    params.model_alias = {weights.stem.lower()}
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.api_keys = [token]
    params.n_parallel = 1
    params.n_ctx = CONTEXT_TOKENS
    params.endpoint_metrics = True
    params.ui = False
    params.warmup = False
    threads = min(available_cores(), MAX_THREADS)
    params.cpuparams.n_threads = threads
    params.cpuparams_batch.n_threads = threads
    return xllamacpp.Server(params)


def available_cores() -> int:
    """Cores this process may use; containers often have fewer than the machine."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def activity(metrics: Callable[[], Any]) -> tuple[bool, str]:
    """(at work right now, a reading that differs after any work) from llama.cpp's metrics."""
    text = str(metrics())
    lines = [line for line in text.replace("\\n", "\n").splitlines() if line.startswith("llamacpp:")]
    busy = any(
        not line.endswith(" 0")
        for line in lines
        if line.startswith(("llamacpp:requests_processing", "llamacpp:requests_deferred"))
    )
    return busy, "\n".join(line for line in lines if "_total" in line)


def watch(state: Path, idle: float, look: Callable[[], tuple[bool, str]], ended: threading.Event) -> None:
    """Return when ended, or when nobody worked or joined for `idle` seconds.

    Joining touches the state file under the lock that is held here for the last look, so that no client joins a
    server that is about to go. The lock is not given back: the end of the process does that.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(lock_path(state))
    reading, since = "", time.monotonic()
    while not ended.wait(min(1.0, idle / 4)):
        busy, now = look()
        if busy or now != reading:
            reading, since = now, time.monotonic()
        if time.monotonic() - since < idle or joined_lately(state, idle):
            continue
        try:
            lock.acquire(blocking=False)
        except Timeout:
            continue
        if not joined_lately(state, idle):
            return
        lock.release()


def joined_lately(state: Path, idle: float) -> bool:
    """Whether a client joined within the last `idle` seconds; false when the state file is gone."""
    try:
        return time.time() - state.stat().st_mtime < idle
    except OSError:
        return False


if __name__ == "__main__":
    sys.exit(main())
