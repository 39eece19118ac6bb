"""The peers of the method benchmark: each run by its driver in an environment of its own, made by `make bench-method`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benchmarks.method_tasks import Cases, Task

HERE = Path(__file__).resolve().parent
LONGEST = 7200
"""Seconds after which a run is ended."""
VERSION = "import importlib.metadata, sys; print(importlib.metadata.version(sys.argv[1]))"


@dataclass(frozen=True)
class Peer:
    """A tool, its driver, and the environment it lives in."""

    title: str
    driver: str
    package: str = ""
    """Its distribution; empty for an algorithm made again here."""

    @property
    def python(self) -> Path:
        """The interpreter of its environment."""
        if not self.package:
            return Path(sys.executable)
        return HERE.parent / f".venv-peers-{self.package}" / "bin" / "python"

    def version(self) -> str:
        """The installed version; empty where it is not installed."""
        if not self.package:
            return "reimplemented"
        if not self.python.is_file():
            return ""
        done = subprocess.run(
            [self.python, "-c", VERSION, self.package], capture_output=True, text=True, check=False
        )
        return done.stdout.strip()


PEERS = {
    "gepa": Peer("GEPA", "method_gepa.py", "gepa"),
    "miprov2": Peer("DSPy MIPROv2", "method_mipro.py", "dspy"),
    "textgrad": Peer("TextGrad", "method_textgrad.py", "textgrad"),
    "capo": Peer("promptolution CAPO", "method_capo.py", "promptolution"),
    "protegi": Peer("ProTeGi, made again", "method_protegi.py"),
}


@dataclass(frozen=True)
class Outcome:
    """What a driver ended with."""

    prompt: str
    """The seed where it failed."""
    note: str
    error: str


def optimize(
    peer: Peer, task: Task, cases: Cases, base_url: str, *, calls: int, seed: int, optimizer_tokens: int
) -> Outcome:
    """Run a peer on a task: its train and dev cases, the same prompt, the same endpoint, the same budget.

    Args:
        peer: Which tool.
        task: Whose prompt is optimized.
        cases: Its cases; those of `gate` and `test` are not handed over.
        base_url: The endpoint, with the models `task` and `optimizer`.
        calls: The budget, both models together.
        seed: Of the tool's random choices.
        optimizer_tokens: Longest answer of the optimizer model.
    """
    job = {
        "base_url": base_url,
        "instruction": task.instruction,
        "max_tokens": task.max_tokens,
        "calls": calls,
        "optimizer_tokens": optimizer_tokens,
        "seed": seed,
        "train": [[row.input, row.expected] for row in cases.train],
        "dev": [[row.input, row.expected] for row in cases.dev],
    }
    with tempfile.TemporaryDirectory(prefix="motjuste-peer-") as folder:
        # Caches of the tools go here as well: each run is its own.
        environment = {
            **os.environ,
            "HOME": folder,
            "XDG_CACHE_HOME": f"{folder}/cache",
            "DSPY_CACHEDIR": f"{folder}/dspy",
            "OPENAI_API_KEY": "none",
            "PYTHONPATH": str(HERE.parent),
        }
        try:
            done = subprocess.run(
                [peer.python, HERE / peer.driver],
                input=json.dumps(job),
                cwd=folder,
                env=environment,
                capture_output=True,
                text=True,
                timeout=LONGEST,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return Outcome(task.prompt, "", f"not done after {LONGEST} s")
    if done.returncode != 0:
        return Outcome(task.prompt, "", done.stderr.strip().rpartition("\n")[2][-500:])
    told = json.loads(done.stdout.rstrip().rpartition("\n")[2])
    return Outcome(str(told["prompt"]), str(told["note"]), "")
