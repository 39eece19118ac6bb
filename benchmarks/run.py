"""Runs every benchmark, one after another, and says which missed its limit.

    python benchmarks/run.py [--smoke] [NAME...]

`--smoke` runs each just long enough to see that it works: its figures mean nothing and its limits are not held.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
# Script → the arguments of a short run. A script exits 0 within its limits, 1 outside them.
BENCHMARKS: dict[str, tuple[str, ...]] = {
    "check_speed": ("--smoke",),
    "lsp_start": ("--rounds", "1", "--limit", "1000"),
    "lsp_soak": ("--edits", "500", "--limit", "1000"),
    "lsp_busy": ("--blocks", "1", "--edits", "5", "--limit", "1000"),
    "precision": ("--smoke",),
    "simulate": ("--smoke",),
    "lsp_peers": ("--smoke", "--only", "motjuste", "bare pygls"),
    "lsp_cancel": ("--rounds", "1", "--limit", "100000"),
}
# Modules that benchmarks share.
SHARED = {"run", "lsp_wire", "lsp_servers", "lsp_texts", "simulated"}
# It asks a model for hours, so it is run by itself (`make bench-method`); its drivers run in the peers' environments.
APART = "method"


def unlisted() -> set[str]:
    """Scripts in this folder that nothing here runs."""
    scripts = {path.stem for path in HERE.glob("*.py") if path.stem.partition("_")[0] != APART}
    return scripts - BENCHMARKS.keys() - SHARED


def run(name: str, *, smoke: bool) -> int:
    """Run one benchmark and return its exit status."""
    print(f"== {name}", flush=True)
    begun = time.perf_counter()
    arguments = BENCHMARKS[name] if smoke else ()
    status = subprocess.run([sys.executable, str(HERE / f"{name}.py"), *arguments], check=False).returncode
    print(f"   {'ok' if status == 0 else f'exit {status}'}, {time.perf_counter() - begun:.1f} s", flush=True)
    return status


def main() -> int:
    """Run what was asked for; 0 if all is well, 1 if a benchmark failed, missed its limit or is not listed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"of {', '.join(BENCHMARKS)}; all by default"
    )
    parser.add_argument("--smoke", action="store_true")
    options = parser.parse_args()
    if unknown := set(options.names) - BENCHMARKS.keys():
        parser.error(f"no benchmark is called {', '.join(sorted(unknown))}")
    names = options.names or list(BENCHMARKS)
    failed = [name for name in names if run(name, smoke=options.smoke)]
    if failed:
        print(f"missed its limit or failed: {', '.join(failed)}", file=sys.stderr)
    if forgotten := unlisted():
        print(f"not listed in benchmarks/run.py: {', '.join(sorted(forgotten))}", file=sys.stderr)
    return int(bool(failed or forgotten))


if __name__ == "__main__":
    sys.exit(main())
