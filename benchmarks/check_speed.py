"""`motjuste check` against other linters of prompt files on the same corpus, side by side in one run.

    python benchmarks/check_speed.py [--rounds 5] [--peers FOLDER] [--smoke]

Ours is given every file outright, with an empty cache (cold) and again (warm), its bytecode compiled as an installed
package's is; agnix and promptdoctor walk the same
folder and say themselves how many files they read. Prints files a second, ratios, our memory (the process tree's
proportional share, peak) and how long `--version` takes beside `python -c pass`; exits 1 when a limit is missed. Peers are
looked for in FOLDER (`make bench-check` installs them); one that is not there is left out and said to be. Without the
corpus beside the repository there is nothing to measure, which is said too.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT.parent / "shared" / "prompts"
OURS = Path(sys.executable).with_name("motjuste")
MEMORY_LIMIT = 150
VERSION_RATIO, VERSION_EXTRA = 1.5, 0.060
_AS_INSTALLED = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""The environment of every run. Sources of a working copy may keep their bytecode, as installed packages have theirs."""


@dataclass(frozen=True)
class Rate:
    """How fast a tool went."""

    files: int
    seconds: float

    @property
    def per_second(self) -> float:
        """Files a second."""
        return self.files / self.seconds


def timed(command: list[str], folder: Path, **environment: str) -> tuple[float, bytes]:
    """Seconds of one run and what it printed."""
    begun = time.perf_counter()
    done = subprocess.run(
        command, cwd=folder, capture_output=True, check=False, env={**_AS_INSTALLED, **environment}
    )
    seconds = time.perf_counter() - begun
    if done.returncode not in {0, 1}:
        sys.exit(f"{command[0]} failed with {done.returncode}: {done.stderr.decode()[-500:]}")
    return seconds, done.stdout


def ours(corpus: Path, files: list[str], rounds: int) -> tuple[Rate, Rate]:
    """Cold and warm, medians."""
    cold, warm = [], []
    timed([str(OURS), "check", "--no-cache", "--output-format", "concise", *files], corpus)
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as home:
            command = [str(OURS), "check", "--output-format", "concise", *files]
            cold.append(timed(command, corpus, MOTJUSTE_HOME=home)[0])
            warm.append(timed(command, corpus, MOTJUSTE_HOME=home)[0])
    return Rate(len(files), median(cold)), Rate(len(files), median(warm))


def agnix(peers: Path, corpus: Path, rounds: int) -> Rate | None:
    """Its native binary, walking the folder."""
    tool = peers / "bin" / "agnix"
    if not tool.exists():
        return None
    runs = [timed([str(tool), "--format", "json", "."], corpus) for _ in range(rounds)]
    return Rate(json.loads(runs[0][1])["files_checked"], median(seconds for seconds, _ in runs))


def promptdoctor(peers: Path, corpus: Path, rounds: int) -> Rate | None:
    """Pure Python, walking the folder."""
    tool = peers / "bin" / "promptdoctor"
    if not tool.exists():
        return None
    runs = [timed([str(tool), "--format", "json", "."], corpus) for _ in range(max(1, rounds // 2))]
    return Rate(json.loads(runs[0][1])["summary"]["prompts"], median(seconds for seconds, _ in runs))


def peak_memory(corpus: Path, files: list[str]) -> float:
    """Megabytes of the whole process tree at its highest, pages it shares counted once."""
    import psutil

    with tempfile.TemporaryDirectory() as home:
        command = [str(OURS), "check", "--output-format", "concise", *files]
        child = subprocess.Popen(
            command,
            cwd=corpus,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**_AS_INSTALLED, "MOTJUSTE_HOME": home},
        )
        root, peak = psutil.Process(child.pid), 0
        while child.poll() is None:
            try:
                tree = [root, *root.children(recursive=True)]
                peak = max(peak, sum(one.memory_full_info().pss for one in tree))
            except psutil.Error:
                pass
            time.sleep(0.002)
    return peak / 1e6


def version_seconds(rounds: int) -> tuple[float, float]:
    """`python -c pass` and `motjuste --version`, medians of interleaved runs."""
    bare, version = [], []
    for _ in range(3 * rounds):
        bare.append(timed([sys.executable, "-c", "pass"], ROOT)[0])
        version.append(timed([str(OURS), "--version"], ROOT)[0])
    return median(bare), median(version)


def main() -> int:
    """Measure and print; 1 when a limit is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--peers", type=Path, default=ROOT / ".venv-peers")
    parser.add_argument("--smoke", action="store_true", help="one round; no limit is held")
    options = parser.parse_args()
    if not CORPUS.is_dir():
        print("the shared prompt files are not beside the repository: nothing measured")
        return 0
    rounds = 1 if options.smoke else options.rounds
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder) / "corpus"
        shutil.copytree(CORPUS, corpus)
        missed = measured(corpus, options.peers, rounds)
    if missed and not options.smoke:
        print(f"missed: {'; '.join(missed)}", file=sys.stderr)
    return int(bool(missed) and not options.smoke)


def measured(corpus: Path, peers: Path, rounds: int) -> list[str]:
    """Run everything, print the table, and list the limits that were missed."""
    files = [json.loads(line)["path"] for line in (corpus / "manifest.jsonl").read_text("utf-8").splitlines()]
    cold, warm = ours(corpus, files, rounds)
    rates = {"motjuste, cold": cold, "motjuste, warm": warm}
    for name, rate in (
        ("agnix", agnix(peers, corpus, rounds)),
        ("promptdoctor", promptdoctor(peers, corpus, rounds)),
    ):
        if rate is None:
            print(f"{name} is not installed in {peers.name}: left out (make bench-check installs it)")
        else:
            rates[name] = rate
    for name, rate in rates.items():
        print(f"{name:15} {rate.files:5} files {rate.seconds:7.3f} s {rate.per_second:7.0f} files/s")
    memory = peak_memory(corpus, files)
    bare, version = version_seconds(rounds)
    limits = [
        ("cold files/s", cold.per_second, ">=", 900.0),
        *_against(rates, "promptdoctor", cold, 5.0, "cold / promptdoctor"),
        *_against(rates, "agnix", cold, 0.4, "cold / agnix"),
        *_against(rates, "agnix", warm, 1.0, "warm / agnix"),
        ("peak memory, MB", memory, "<=", MEMORY_LIMIT),
        ("--version, ms", 1000 * version, "<=", 1000 * (VERSION_RATIO * bare + VERSION_EXTRA)),
    ]
    missed = []
    for name, value, sign, limit in limits:
        met = value >= limit if sign == ">=" else value <= limit
        print(f"{name:20} {value:8.2f}  limit {sign} {limit:.2f}  {'ok' if met else 'MISSED'}")
        missed += [] if met else [name]
    return missed


def _against(
    rates: dict[str, Rate], peer: str, rate: Rate, limit: float, name: str
) -> list[tuple[str, float, str, float]]:
    """The ratio to a peer, when it is there."""
    return [(name, rate.per_second / rates[peer].per_second, ">=", limit)] if peer in rates else []


if __name__ == "__main__":
    sys.exit(main())
