"""100,000 edits to one document: how much memory the server keeps.

    python benchmarks/lsp_soak.py [--edits 100000] [--limit 5]

Every edit is answered with diagnostics before the next is sent, so that nothing is skipped. The first 2,000 edits warm the
allocator up and are not counted. Prints the growth in MB; exits 1 above the limit.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

import psutil

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.lsp_wire import Wire, insert, started

WARM = 2_000
LINE = "Answer in one short sentence, and name the {{ product }} only once.\n"


def edit(wire: Wire, uri: str, first: int, count: int) -> None:
    """Type and delete a letter in turn, at moving places, waiting for the diagnostics of each edit."""
    for version in range(first, first + count):
        line, column = version // 2 % 30, version // 2 % 20
        change = insert(line, column, "x") if version % 2 == 0 else insert(line, column, "", 1)
        wire.change(uri, version, [change])
        while wire.wait_for("textDocument/publishDiagnostics").get("version") != version:
            pass


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--edits", type=int, default=100_000)
    parser.add_argument("--limit", type=float, default=5.0, help="MB")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, started(MOTJUSTE_HOME=name) as wire:
        folder = Path(name) / "prompts"
        folder.mkdir()
        uri = (folder / "soak.md").as_uri()
        wire.initialize(folder)
        wire.open(uri, LINE * 30)
        wire.wait_for("textDocument/publishDiagnostics")
        edit(wire, uri, 2, WARM)
        server = psutil.Process(wire.process.pid)
        before, begun = server.memory_info().rss, time.perf_counter()
        edit(wire, uri, WARM + 2, options.edits)
        grown = (server.memory_info().rss - before) / 1e6
        seconds = time.perf_counter() - begun
    print(f"{options.edits:,} edits in {seconds:.0f} s, each with diagnostics: memory ", end="")
    print(f"{before / 1e6:.1f} MB before, grown by {grown:.2f} MB (limit {options.limit} MB)")
    return int(grown > options.limit)


if __name__ == "__main__":
    sys.exit(main())
