"""Start to initialize reply: our server against a bare pygls server, run in turn.

    python benchmarks/lsp_start.py [--rounds 15] [--limit 1.05]

Prints both medians and their ratio; exits 1 when the ratio is above the limit.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.lsp_wire import BARE, OURS, started


def start_seconds(command: tuple[str, ...], root: Path) -> float:
    """From starting the process to its reply."""
    begun = time.perf_counter()
    with started(command) as wire:
        params: dict[str, object] = {"processId": None, "rootUri": root.as_uri(), "capabilities": {}}
        wire.ask("initialize", params)
        return time.perf_counter() - begun


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--limit", type=float, default=1.05)
    options = parser.parse_args()
    root = Path.cwd()
    times: dict[tuple[str, ...], list[float]] = {BARE: [], OURS: []}
    for command in times:
        start_seconds(command, root)  # Fills the disk cache; not counted.
    for _ in range(options.rounds):
        for command, kept in times.items():
            kept.append(start_seconds(command, root))
    bare, ours = (1000 * median(kept) for kept in times.values())
    print(f"start to initialize reply, median of {options.rounds}: bare pygls {bare:.0f} ms, ", end="")
    print(f"motjuste {ours:.0f} ms, ratio {ours / bare:.3f} (limit {options.limit})")
    return int(ours / bare > options.limit)


if __name__ == "__main__":
    sys.exit(main())
