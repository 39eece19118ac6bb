"""The runs of the method benchmark: which are still to be made, each made, scored on held-out cases, and written down."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks import method_ours as ours
from benchmarks import method_peers as peers
from benchmarks.method_peers import PEERS
from benchmarks.method_tasks import HEADROOM, INPUT, NO_HEADROOM, TASKS, Absent, Sizes, cases_of

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

    from benchmarks.method_endpoint import CountingEndpoint, Run
    from benchmarks.method_tasks import Cases, Row, Task

ROOT = Path(__file__).resolve().parent.parent
OURS = "motjuste"
AA_OF_PEERS = ("echo:1", "capitals:1", "code:1", "arithmetic:1", "coin:1", "sports:1")
"""A/A prompts that the peers are run on as well."""
OVERDRAFT = 1.5
"""A tool that only looks at its budget between steps may end the step it is in; beyond this it is refused."""


class Results:
    """The file of results: appended to, a line a run."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path

    def lines(self) -> list[dict[str, Any]]:
        """All there is; of runs made again the last counts."""
        if not self.path.is_file():
            return []
        read = [json.loads(line) for line in self.path.read_text(encoding="utf-8").splitlines()]
        return list({_key(line): line for line in read}.values())

    def has(self, wanted: dict[str, Any]) -> bool:
        """Whether such a run is there."""
        return any(_key(line) == _key(wanted) for line in self.lines())

    def add(self, line: dict[str, Any]) -> None:
        """Write a run down."""
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")


def _key(line: dict[str, Any]) -> tuple[str, ...]:
    names = ("mode", "tool", "task", "seed", "budget", "model", "sizes", "flags")
    return tuple(str(line[name]) for name in names)


def right(output: str, row: Row) -> bool:
    """Whether an answer is the expected one."""
    return output.strip() == row.expected.strip()


class Bench:
    """One pass: an endpoint, the file of results, and what is asked for."""

    def __init__(self, endpoint: CountingEndpoint, results: Results, options: argparse.Namespace) -> None:
        self.endpoint = endpoint
        self.results = results
        self.options = options

    def planned(self, mode: str, tasks: Sequence[Task], tools: Sequence[str]) -> Iterator[dict[str, Any]]:
        """The runs that are still to be made, task by task, so that what is there can be compared."""
        for seed in self.options.seeds:
            for task in tasks:
                for tool in tools:
                    line = {
                        "mode": mode,
                        "tool": tool,
                        "task": task.name,
                        "seed": seed,
                        "budget": self.options.calls,
                        "model": self.endpoint.identity,
                        "sizes": asdict(Sizes(*self.options.sizes)),
                        "flags": self.options.flags if tool == OURS else "",
                    }
                    if self.options.again or not self.results.has(line):
                        yield line

    def cases(self, task: Task) -> Cases | None:
        """A task's cases; None, and a word, where the data is not here."""
        try:
            return cases_of(task, Sizes(*self.options.sizes))
        except Absent as absent:
            print(f"{task.name}: left out, {absent}", flush=True)
            return None

    def score(self, task: Task, prompt: str, rows: Sequence[Row], name: str) -> list[int]:
        """1 for each case that a prompt solves."""
        run = self.endpoint.begin(f"score-{name}", 0, sys.maxsize)
        answers = [self.endpoint.ask(run, prompt.replace(INPUT, row.input), task.max_tokens) for row in rows]
        return [int(right(answer, row)) for answer, row in zip(answers, rows, strict=True)]

    def timed(self, run: Run, begun: float) -> float:
        """Seconds of a run as if no answer had been on disk."""
        return time.monotonic() - begun - run.served + run.charged

    def ours(self, line: dict[str, Any], task: Task, cases: Cases, flags: list[str]) -> dict[str, Any]:
        """Our command on a task; what it offers is its prompt if the verdict is HELPS, else the seed."""
        run = self.endpoint.begin(run_name(line), line["seed"], int(OVERDRAFT * line["budget"]))
        begun = time.monotonic()
        outcome = ours.optimize(
            task, cases, self.endpoint.url(run), calls=line["budget"], seed=line["seed"], flags=flags
        )
        seconds = self.timed(run, begun)
        best = ours.prompt_of(outcome.result["best"]["text"]) if outcome.result else task.prompt
        helps = outcome.verdict == "HELPS"
        return {
            **line,
            **spent(run, seconds, best),
            "tool_version": commit(),
            "prompt": best if helps else task.prompt,
            "unproven": best,
            "claims": helps,
            "verdict": outcome.verdict,
            "stop": outcome.stop,
            "error": outcome.error,
            "result": {name: value for name, value in (outcome.result or {}).items() if name != "best"},
            "kind": task.kind,
        }

    def acceptance(self) -> None:
        """Our command on headroom tasks and A/A prompts; held-out cases of those it claims on."""
        for line in self.planned("acceptance", chosen((*NO_HEADROOM, *HEADROOM), self.options), [OURS]):
            task = TASKS[line["task"]]
            cases = self.cases(task)
            if cases is None:
                continue
            found = self.ours(line, task, cases, self.options.flags.split())
            if task.kind == "headroom" or found["claims"]:
                found["heldout"] = {
                    "seed": self.score(task, task.prompt, cases.test, "seed"),
                    "final": self.score(task, found["prompt"], cases.test, "final"),
                }
            self.results.add(found)
            tell(found)

    def peers(self, tools: Sequence[str]) -> None:
        """Every tool on every task, at equal calls; each final prompt on the test cases."""
        tasks = chosen((*HEADROOM, *(task for task in NO_HEADROOM if task.name in AA_OF_PEERS)), self.options)
        there = [tool for tool in tools if tool == OURS or PEERS[tool].version()]
        for tool in set(tools) - set(there):
            print(f"{tool}: left out, it is not installed", flush=True)
        for line in self.planned("peers", tasks, there):
            task = TASKS[line["task"]]
            cases = self.cases(task)
            if cases is None:
                continue
            if line["tool"] == OURS:
                found = self.ours(line, task, cases, self.options.flags.split())
            else:
                found = self.peer(line, task, cases)
            found["heldout"] = {
                name: self.score(task, prompt, cases.test, name)
                for name, prompt in (
                    ("seed", task.prompt),
                    ("final", found["prompt"]),
                    ("unproven", found.get("unproven", found["prompt"])),
                )
            }
            self.results.add(found)
            tell(found)

    def peer(self, line: dict[str, Any], task: Task, cases: Cases) -> dict[str, Any]:
        """A peer on a task; it claims whatever it ends with, if that is not the seed."""
        tool = PEERS[line["tool"]]
        run = self.endpoint.begin(run_name(line), line["seed"], int(OVERDRAFT * line["budget"]))
        begun = time.monotonic()
        outcome = peers.optimize(
            tool,
            task,
            cases,
            self.endpoint.url(run),
            calls=line["budget"],
            seed=line["seed"],
            optimizer_tokens=self.endpoint.optimizer_tokens,
        )
        return {
            **line,
            **spent(run, self.timed(run, begun), outcome.prompt),
            "tool_version": tool.version(),
            "prompt": outcome.prompt,
            "claims": outcome.prompt.strip() != task.prompt,
            "note": outcome.note,
            "error": outcome.error,
            "kind": task.kind,
        }


def spent(run: Run, seconds: float, prompt: str) -> dict[str, Any]:
    """What a run cost, and when it first tried the prompt that it ended with."""
    head = prompt.partition(INPUT)[0].strip()
    first = next(
        (at for at, (role, text, _) in enumerate(run.asked) if role == "task" and head in text), None
    )
    return {
        "calls": {role: run.calls[role] for role in ("task", "optimizer")},
        "tokens": dict(run.tokens),
        "seconds": round(seconds, 1),
        "model_seconds": round(run.charged, 1),
        "first_tried": None
        if first is None
        else {"calls": first + 1, "seconds": round(run.asked[first][2], 1)},
        "refused": run.refused,
    }


def tell(found: dict[str, Any]) -> None:
    """A line about a run that is done."""
    calls = found["calls"]
    gain = ""
    if "heldout" in found:
        seed, final = found["heldout"]["seed"], found["heldout"]["final"]
        gain = f", held-out {sum(seed) / len(seed):.2f} -> {sum(final) / len(final):.2f}"
    word = found.get("verdict") or ("claims" if found["claims"] else "seed kept")
    print(
        f"{found['tool']} on {found['task']} (seed {found['seed']}): {word}{gain}, {calls['task']} + "
        f"{calls['optimizer']} calls, {found['seconds']:.0f} s {found.get('stop', '')} {found['error'][:160]}",
        flush=True,
    )


def chosen(tasks: Sequence[Task], options: argparse.Namespace) -> list[Task]:
    """The tasks asked for, in the order they are asked for."""
    there = {task.name: task for task in tasks}
    return [there[name] for name in options.tasks if name in there] if options.tasks else list(tasks)


def run_name(line: dict[str, Any]) -> str:
    """A run's name, which is part of its address."""
    return f"{line['mode']}-{line['tool']}-{line['task']}-{line['seed']}".replace(":", "-")


def commit() -> str:
    """Which state of the program ran: the last commit that touched it, and whether it was changed since."""

    def git(*arguments: str) -> str:
        done = subprocess.run(
            ["git", *arguments, "--", "server", "prompts"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        return done.stdout.strip()

    changed = "-changed" if git("status", "--porcelain") else ""
    return f"{git('log', '-1', '--format=%h') or 'unknown'}{changed}"
