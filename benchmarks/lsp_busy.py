"""Edit → diagnostics at rest and while a run has 64 calls in flight, block by block in turn.

    python benchmarks/lsp_busy.py [--blocks 6] [--edits 150] [--limit 1.5]

The endpoint stands for a machine elsewhere: a process of its own at the lowest priority, so that it takes no core from the
server. Prints p50 and p95 of both and the ratio of the p95s; exits 1 above the limit.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.lsp_wire import Wire, insert, quantile, started
from tests import personas
from tests.endpoint import RemoteEndpoint, Reply, spawn

if TYPE_CHECKING:
    from collections.abc import Iterator

IN_FLIGHT = 64
CASES = 12_000
PAUSE = 0.01
"""Seconds between an answer and the next edit; a fast typist pauses ten times as long."""


def distant(request: dict[str, Any]) -> Reply:
    """A model that takes some time."""
    return Reply(personas.dates(request), delay=0.4)


def measure(wire: Wire, uri: str, version: int, edits: int) -> list[float]:
    """Seconds from each of some edits to its diagnostics."""
    times = []
    for number in range(version, version + edits):
        change = insert(5, 0, "x") if number % 2 == 0 else insert(5, 0, "", 1)
        begun = time.perf_counter()
        wire.change(uri, number, [change])
        while wire.wait_for("textDocument/publishDiagnostics").get("version") != number:
            pass
        times.append(time.perf_counter() - begun)
        time.sleep(PAUSE)
    return times


@contextlib.contextmanager
def run_under_way(wire: Wire, uri: str, endpoint: RemoteEndpoint) -> Iterator[None]:
    """A run with all its calls in flight; cancelled afterwards."""
    wire.ask("workspace/executeCommand", {"command": "motjuste.evaluate", "arguments": [{"uri": uri}]})
    wait_for(endpoint, lambda told: told >= IN_FLIGHT * 0.9)
    yield
    if endpoint.stats()["in_flight"] == 0:
        raise RuntimeError("the run ended before the measurement did: its figures are worthless")
    wire.ask("workspace/executeCommand", {"command": "motjuste.cancel", "arguments": []})
    wait_for(endpoint, lambda told: told == 0)


def wait_for(endpoint: RemoteEndpoint, enough: Any) -> None:
    """Wait until the calls in flight are as they should be."""
    end = time.monotonic() + 30
    while not enough(endpoint.stats()["in_flight"]):
        if time.monotonic() > end:
            raise TimeoutError(f"calls in flight: {endpoint.stats()}")
        time.sleep(0.02)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--blocks", type=int, default=6)
    parser.add_argument("--edits", type=int, default=150)
    parser.add_argument("--limit", type=float, default=1.5)
    options = parser.parse_args()
    rest: list[float] = []
    busy: list[float] = []
    with (
        tempfile.TemporaryDirectory() as name,
        spawn(f"{__file__}:distant") as endpoint,
        started(MOTJUSTE_HOME=f"{name}/home", MOTJUSTE_TEST_KEY="x") as wire,
    ):
        if hasattr(os, "setpriority"):
            os.setpriority(os.PRIO_PROCESS, endpoint.process.pid, 19)
        text = personas.PROMPT + "\nKeep the wording of the contract wherever a clause is quoted.\n" * 150
        path = personas.write_workspace(Path(name) / "work", cases=CASES, prompt=text)
        personas.write_settings(path.parent, endpoint.url, concurrency=IN_FLIGHT)
        wire.initialize(path.parent)
        wire.open(path.as_uri(), text)
        wire.wait_for("textDocument/publishDiagnostics")
        version = 2
        for _ in range(options.blocks):
            rest += measure(wire, path.as_uri(), version, options.edits)
            with run_under_way(wire, path.as_uri(), endpoint):
                busy += measure(wire, path.as_uri(), version + options.edits, options.edits)
            version += 2 * options.edits
    ratio = quantile(busy, 0.95) / quantile(rest, 0.95)
    for name, times in (("at rest", rest), (f"with {IN_FLIGHT} calls in flight", busy)):
        p50, p95 = (1000 * quantile(times, share) for share in (0.5, 0.95))
        print(f"edit to diagnostics {name}: p50 {p50:.2f} ms, p95 {p95:.2f} ms over {len(times)} edits")
    print(f"ratio of the p95s {ratio:.2f} (limit {options.limit})")
    return int(ratio > options.limit)


if __name__ == "__main__":
    sys.exit(main())
