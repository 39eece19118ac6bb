"""Cancel → no call in flight and no process left.

    python benchmarks/lsp_cancel.py [--rounds 10] [--limit 200]

Each round starts a run, waits until 64 calls are in flight, cancels, and takes the time until the endpoint sees none and
the worker's process is gone. Prints median and worst in ms; exits 1 when the worst is above the limit.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

import psutil

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.lsp_wire import Wire, started
from tests import personas
from tests.endpoint import Endpoint, Reply, serve

IN_FLIGHT = 64
CASES = 400
_DEADLINE = 20.0


def endless(_: dict[str, Any]) -> Reply:
    """A model that does not answer in time."""
    return Reply("late", delay=60)


def cancel_seconds(wire: Wire, uri: str, endpoint: Endpoint) -> float:
    """One round."""
    wire.ask("workspace/executeCommand", {"command": "motjuste.evaluate", "arguments": [{"uri": uri}]})
    wait(lambda: endpoint.in_flight > 0)
    workers = psutil.Process(wire.process.pid).children(recursive=True)
    begun = time.perf_counter()
    wire.send("workspace/executeCommand", {"command": "motjuste.cancel", "arguments": []}, request=True)
    wait(lambda: endpoint.in_flight == 0 and not any(alive(worker) for worker in workers))
    return time.perf_counter() - begun


def alive(process: psutil.Process) -> bool:
    """Whether a process still runs."""
    with contextlib.suppress(psutil.NoSuchProcess):
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    return False


def wait(condition: Any) -> None:
    """Wait for something, looking every millisecond."""
    end = time.monotonic() + _DEADLINE
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.001)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--limit", type=float, default=200.0, help="ms")
    options = parser.parse_args()
    os.environ["MOTJUSTE_TEST_KEY"] = "x"
    with (
        tempfile.TemporaryDirectory() as name,
        serve(endless) as endpoint,
        started(MOTJUSTE_HOME=f"{name}/home") as wire,
    ):
        path = personas.write_workspace(Path(name) / "work", cases=CASES)
        personas.write_settings(path.parent, endpoint.url, concurrency=IN_FLIGHT)
        wire.initialize(path.parent)
        wire.open(path.as_uri(), path.read_text())
        wire.wait_for("textDocument/publishDiagnostics")
        times = [1000 * cancel_seconds(wire, path.as_uri(), endpoint) for _ in range(options.rounds)]
    worst = max(times)
    print(f"cancel to no call and no process, {options.rounds} rounds: ", end="")
    print(f"median {median(times):.0f} ms, worst {worst:.0f} ms (limit {options.limit:.0f} ms)")
    return int(worst > options.limit)


if __name__ == "__main__":
    sys.exit(main())
