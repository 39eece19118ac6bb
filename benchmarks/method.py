"""What the search gains and what it costs, on tasks with headroom and without, beside the tools one would pick instead.

    python benchmarks/method.py --acceptance [--calls 600]          ours: headroom tasks and A/A prompts, with limits
    python benchmarks/method.py --peers [--calls 300] [--tools ...]  ours and the peers, equal calls, held-out gain
    python benchmarks/method.py --paper [--small]                    the paper's protocol, six arms, local and global
    python benchmarks/method.py --table                              only what is in build/method/results.jsonl

Common: [--tasks NAME...] [--seeds 0 1 ...] [--again] [--base-url URL --model NAME --api-key-env VARIABLE]

All tools ask one endpoint (`method_endpoint.py`), which counts; a tool's final prompt is scored by the benchmark itself on
test cases that no tool was given. Results go to build/method/results.jsonl, a line a run; what is there is not run again, and
answers are kept beside it, so a benchmark goes on where it was ended. Without `--base-url` the embedded model is asked.
`--acceptance` exits 1 when a limit is missed: 4 of 6 headroom tasks HELPS with a median gain of 10 points; of the A/A prompts
at most one HELPS, and three quarters stopped for want of headroom within 150 calls.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import method_ours as ours
from benchmarks import method_peers as peers
from benchmarks.method_endpoint import CountingEndpoint, Run, Upstream
from benchmarks.method_peers import PEERS
from benchmarks.method_tables import acceptance_table, peers_table
from benchmarks.method_tasks import HEADROOM, INPUT, NO_HEADROOM, TASKS, Absent, Sizes, cases_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmarks.method_tasks import Cases, Row, Task

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "build" / "method"
OURS = "motjuste"
AA_OF_PEERS = ("echo:1", "capitals:1", "code:1", "arithmetic:1", "coin:1", "boolean:1")
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
    return tuple(str(line[name]) for name in ("mode", "tool", "task", "seed", "budget", "model", "sizes"))


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
        run = self.endpoint.begin(_name(line), line["seed"], int(OVERDRAFT * line["budget"]))
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
            "tool_version": _commit(),
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
        run = self.endpoint.begin(_name(line), line["seed"], int(OVERDRAFT * line["budget"]))
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
    """The tasks asked for."""
    return [task for task in tasks if not options.tasks or task.name in options.tasks]


def _name(line: dict[str, Any]) -> str:
    return f"{line['mode']}-{line['tool']}-{line['task']}-{line['seed']}".replace(":", "-")


def _commit() -> str:
    """Which state of our sources ran."""
    said = subprocess.run(
        ["git", "describe", "--always", "--dirty"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return said.stdout.strip() or "unknown"


def upstream(options: argparse.Namespace) -> Upstream:
    """The real endpoint: the one that is named, or the embedded model, started if need be."""
    if options.base_url:
        key = os.environ.get(options.api_key_env, "") if options.api_key_env else ""
        return Upstream(options.base_url, options.model, f"{options.base_url} {options.model}", key)
    from motjuste.llm.local import ensure_local_endpoint

    local = ensure_local_endpoint()
    return Upstream(local.base_url, local.model, local.cache_identity, local.api_key)


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    mode = parser.add_mutually_exclusive_group(required=True)
    mode.add_argument("--acceptance", action="store_true", help="ours alone, held to the limits")
    mode.add_argument("--peers", action="store_true", help="ours and the peers, at equal calls")
    mode.add_argument("--table", action="store_true", help="no run; tables of all results")
    parser.add_argument(
        "--calls", type=int, help="budget of a run, both models together (600; with --peers 300)"
    )
    parser.add_argument(
        "--optimizer-tokens",
        type=int,
        default=400,
        help="longest answer of the optimizer model, for every tool (400)",
    )
    parser.add_argument("--tasks", nargs="*", default=[], metavar="NAME", help=f"of {', '.join(TASKS)}")
    parser.add_argument(
        "--tools", nargs="*", default=[*PEERS, OURS], metavar="NAME", help=f"of {OURS}, {', '.join(PEERS)}"
    )
    parser.add_argument("--seeds", nargs="*", type=int, default=[0], metavar="N")
    parser.add_argument(
        "--sizes",
        nargs=4,
        type=int,
        default=list(asdict(Sizes()).values()),
        metavar=("TRAIN", "DEV", "GATE", "TEST"),
    )
    parser.add_argument("--flags", default="", help="more flags of `motjuste optimize`, in one argument")
    parser.add_argument("--again", action="store_true", help="also runs whose results are there")
    parser.add_argument("--results", type=Path, default=FOLDER / "results.jsonl")
    parser.add_argument("--base-url", default="", help="another endpoint than the embedded model")
    parser.add_argument("--model", default="")
    parser.add_argument("--api-key-env", default="", metavar="VARIABLE")
    options = parser.parse_args()
    options.calls = options.calls or (300 if options.peers else 600)
    if unknown := (set(options.tasks) - TASKS.keys()) | (set(options.tools) - PEERS.keys() - {OURS}):
        parser.error(f"no task or tool is called {', '.join(sorted(unknown))}")
    return options


def main() -> int:
    """Run what is asked for and print the tables; 1 when a limit of the acceptance is missed."""
    options = arguments()
    results = Results(options.results)
    if not options.table:
        answers = FOLDER / "answers.sqlite"
        with CountingEndpoint(lambda: upstream(options), answers, options.optimizer_tokens) as endpoint:
            bench = Bench(endpoint, results, options)
            if options.acceptance:
                bench.acceptance()
            else:
                bench.peers(options.tools)
    lines = results.lines()
    missed = acceptance_table([line for line in lines if line["mode"] == "acceptance"])
    peers_table([line for line in lines if line["mode"] == "peers"])
    return int(bool(missed) and options.acceptance)


if __name__ == "__main__":
    sys.exit(main())
