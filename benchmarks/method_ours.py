"""Our arm of the method benchmark: the command `motjuste optimize --json` in a folder of its own, as a user runs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from benchmarks.method_tasks import Cases, Task

LONGEST = 7200
"""Seconds after which a run is ended."""


@dataclass(frozen=True)
class Outcome:
    """What the command said."""

    result: dict[str, Any] | None
    """The JSON of `optimize --json`; None when it failed."""
    events: list[dict[str, Any]]
    """What the run's own file tells."""
    error: str

    @property
    def stop(self) -> str:
        """Why the search ended; `gate` when nothing stopped it before."""
        stops = [str(event["reason"]) for event in self.events if event["kind"] == "search_stopped"]
        return stops[-1] if stops else "gate"

    @property
    def verdict(self) -> str:
        """HELPS, NO EVIDENCE, HARMS, UNDERPOWERED, or FAILED."""
        return str(self.result["verdict"]) if self.result else "FAILED"


def optimize(
    task: Task, cases: Cases, base_url: str, *, calls: int | None, seed: int, flags: list[str]
) -> Outcome:
    """Run the command on a task.

    Args:
        task: Whose prompt is optimized.
        cases: Its cases; those of `test` are not written down.
        base_url: The endpoint, with the models `task` and `optimizer`.
        calls: The budget, both models together; None for none.
        seed: Of the command's random choices.
        flags: More of the command line, as `--protocol paper`.
    """
    with tempfile.TemporaryDirectory(prefix="motjuste-bench-") as name:
        folder = Path(name)
        _write(folder, task, cases, base_url)
        command = [sys.executable, "-m", "motjuste", "optimize", "prompt.md", "--json"]
        command += ["--seed", str(seed), *([] if calls is None else ["--max-calls", str(calls)]), *flags]
        environment = {**os.environ, "MOTJUSTE_HOME": str(folder / "home")}
        try:
            done = subprocess.run(
                command,
                cwd=folder,
                env=environment,
                capture_output=True,
                text=True,
                timeout=LONGEST,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return Outcome(None, [], f"not done after {LONGEST} s")
        if done.returncode != 0:
            return Outcome(None, [], " ".join(done.stderr.split())[-500:])
        return Outcome(json.loads(done.stdout), _events(folder / "home" / "state" / "runs"), "")


def prompt_of(text: str) -> str:
    """The prompt in a file's text, without its front matter."""
    return text.partition("---\n")[2].partition("---\n")[2].strip()


def _write(folder: Path, task: Task, cases: Cases, base_url: str) -> None:
    head = f"---\nevals: ./cases.jsonl\ncheck: {task.check}\n---\n"
    (folder / "prompt.md").write_text(f"{head}{task.prompt}\n", encoding="utf-8")
    rows = [
        {"input": row.input, "expected": row.expected, "split": split}
        for split in ("train", "dev", "gate")
        for row in getattr(cases, split)
    ]
    lines = "".join(f"{json.dumps(row)}\n" for row in rows)
    (folder / "cases.jsonl").write_text(lines, encoding="utf-8")
    models = "".join(
        f'[models.{role}]\nbase_url = "{base_url}"\nmodel = "{role}"\nconcurrency = 1\ntimeout = 900\n'
        for role in ("optimizer", "task")
    )
    # The task model's table comes last, and its answers' length with it.
    settings = f"{models}max_tokens = {task.max_tokens}\n"
    (folder / "motjuste.toml").write_text(settings, encoding="utf-8")


def _events(runs: Path) -> list[dict[str, Any]]:
    """All events of the one run there is."""
    lines = [line for path in runs.rglob("*.jsonl") for line in path.read_text(encoding="utf-8").splitlines()]
    return [event for event in map(json.loads, lines) if "kind" in event]
