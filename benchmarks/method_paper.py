"""The paper's protocol on PE2's splits: six arms, three methods by local and global, each prompt asked in two stages.

The seed prompt is the paper's, "Let's think step by step."; train, dev and test are PE2's own (method.md 2.1). A few train
cases are set aside as gate, since the command wants some; what is compared is the prompt that is best on dev, on test cases
the command never saw. `small` is a size for the embedded model: fewer cases, steps and proposals, and short reasoning.
"""

from __future__ import annotations

import random
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from benchmarks.method_bench import commit, run_name, spent, tell
from benchmarks.method_ours import optimize, prompt_of
from benchmarks.method_tasks import INPUT, Absent, Cases, Row, Task, read_rows, shared_evals

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from benchmarks.method_bench import Bench

ARMS = tuple(f"{method}-{scope}" for method in ("ape", "apo", "pe2") for scope in ("local", "global"))
INSTRUCTION = "Let's think step by step."
NUMBERS = ("gsm8k", "multistep_arithmetic_two", "object_counting")
TASKS = (
    "gsm8k",
    "boolean_expressions",
    "causal_judgement",
    "date_understanding",
    "disambiguation_qa",
    "hyperbaton",
    "logical_deduction_three_objects",
    "multistep_arithmetic_two",
    "navigate",
    "object_counting",
    "snarks",
    "sports_understanding",
    "web_of_lies",
    "word_sorting",
)
SMALL_TASKS = ("hyperbaton", "navigate", "object_counting")
LONGEST_ANSWER = 100
"""Tokens of the second stage, as the command asks for them."""


@dataclass(frozen=True)
class Size:
    """How large a run is."""

    train: int
    dev: int
    gate: int
    test: int
    reasoning: int
    """Longest reasoning, in tokens."""
    flags: str

    def arm(self, name: str) -> list[str]:
        """The command's flags for an arm."""
        method, _, scope = name.partition("-")
        flags = ["--protocol", "paper", "--two-stage", "--method", method, "--scope", scope]
        return [*flags, *self.flags.split()]


FULL = Size(96, 100, 4, 10_000, 400, "--beam 4 --candidates 4 --steps 3")
SMALL = Size(12, 12, 4, 24, 60, "--beam 2 --candidates 2 --steps 2")


def task_of(name: str, size: Size) -> Task:
    """A task of PE2's with the paper's seed prompt."""
    return Task(name, INSTRUCTION, size.reasoning, list, "paper", check_of(name), case_first=True)


def cases_of(name: str, size: Size) -> Cases:
    """PE2's own parts, cut to a size.

    Raises:
        Absent: The data is not beside the repository.
    """
    parts: dict[str, list[Row]] = {}
    for part in ("train", "dev", "test"):
        rows = read_rows(shared_evals() / "pe2_splits" / name / f"{part}.jsonl")
        parts[part] = [Row(row["input"], row["expected"]) for row in rows]
        random.Random(f"{name} {part}").shuffle(parts[part])
    train = parts["train"]
    if len(train) < size.gate + 2:
        raise Absent(f"{len(train)} train cases")
    return Cases(
        train=tuple(train[size.gate : size.gate + size.train]),
        dev=tuple(parts["dev"][: size.dev]),
        gate=tuple(train[: size.gate]),
        test=tuple(parts["test"][: size.test]),
    )


def check_of(name: str) -> str:
    """The check that scores a task: numbers as numbers, all else as text, whatever the case."""
    return "numeric" if name in NUMBERS else "iequals"


def solves(name: str, output: str, expected: str) -> int:
    """1 if an answer is right, by the check that the command uses."""
    from motjuste.evals.checks import registry

    return int(registry.build(check_of(name), expected).score(output).value == 1.0)


def champions(events: Iterable[dict[str, Any]]) -> list[tuple[int, str]]:
    """(calls so far, file text) each time that another prompt became the best on dev; the seed is the first."""
    texts: dict[int, str] = {}
    source, best, found = "", -1.0, []
    for event in events:
        if event["kind"] == "run_started":
            source = texts[0] = event["text"]
        elif event["kind"] == "candidate_proposed":
            texts[event["candidate"]] = edited(source, event["edits"])
        elif event["kind"] == "prompt_scored" and event["split"] == "dev" and event["mean"] > best:
            best = event["mean"]
            totals = event["totals"]
            found.append((totals["task_calls"] + totals["optimizer_calls"], texts[event["candidate"]]))
    return found


def edited(source: str, edits: Sequence[dict[str, Any]]) -> str:
    """A text with edits applied that all refer to it; insertions at one place keep their order."""
    pieces, done = [], 0
    for edit in sorted(edits, key=lambda edit: (edit["start"], edit["end"])):
        pieces += [source[done : edit["start"]], edit["new"]]
        done = edit["end"]
    return "".join((*pieces, source[done:]))


class PaperBench:
    """The paper's runs, by a bench that counts and writes down.

    Args:
        bench: With the options of the command line.
        small: Whether to cut everything to what the embedded model does in hours.
    """

    def __init__(self, bench: Bench, *, small: bool) -> None:
        self.bench = bench
        self.size = size = SMALL if small else FULL
        # The protocol has sizes of its own and no budget; the lines of results are to say so.
        bench.options.sizes, bench.options.calls = [size.train, size.dev, size.gate, size.test], None
        self.mode = "paper-small" if small else "paper"
        names = SMALL_TASKS if small else TASKS
        self.tasks = [name for name in names if not bench.options.tasks or name in bench.options.tasks]

    def run(self) -> None:
        """Make the runs that are not there."""
        for line in self.bench.planned(
            self.mode, [task_of(name, self.size) for name in self.tasks], self.bench.options.tools
        ):
            try:
                cases = cases_of(line["task"], self.size)
            except Absent as absent:
                print(f"{line['task']}: left out, {absent}", flush=True)
                continue
            found = self.arm(line, cases)
            if not found["error"]:
                self.bench.results.add(found)
            tell(found)

    def arm(self, line: dict[str, Any], cases: Cases) -> dict[str, Any]:
        """One arm on one task: its best prompt on dev, and each that was the best before it, on the test cases."""
        task = task_of(line["task"], self.size)
        endpoint = self.bench.endpoint
        run = endpoint.begin(run_name(line), line["seed"], sys.maxsize)
        begun = time.monotonic()
        outcome = optimize(
            task, cases, endpoint.url(run), calls=None, seed=line["seed"], flags=self.size.arm(line["tool"])
        )
        seconds = self.bench.timed(run, begun)
        best = [(calls, prompt_of(text)) for calls, text in champions(outcome.events)] or [(0, task.prompt)]
        scores = [self.scored(task, prompt, cases) for _, prompt in best]
        proposals = (outcome.result or {}).get("proposals") or {}
        return {
            **line,
            **spent(run, seconds, best[-1][1]),
            "tool_version": commit(),
            "prompt": best[-1][1],
            "claims": outcome.verdict == "HELPS",
            "verdict": outcome.verdict,
            "stop": outcome.stop,
            "error": outcome.error,
            "kind": task.kind,
            "heldout": {"seed": scores[0], "final": scores[-1]},
            "curve": [
                [calls, sum(score) / max(1, len(score))]
                for (calls, _), score in zip(best, scores, strict=True)
            ],
            "leak_rate": proposals.get("leak_rate"),
            "outside_edit_rate": proposals.get("outside_edit_rate"),
        }

    def scored(self, task: Task, prompt: str, cases: Cases) -> list[int]:
        """1 for each test case that a prompt solves."""
        run = self.bench.endpoint.begin("score-paper", 0, sys.maxsize)

        def ask(messages: list[dict[str, str]], max_tokens: int) -> str:
            return self.bench.endpoint.chat(run, messages, max_tokens)

        return [
            solves(task.name, two_stage(ask, prompt.replace(INPUT, row.input), self.size), row.expected)
            for row in cases.test
        ]


def two_stage(ask: Callable[[list[dict[str, str]], int], str], prompt: str, size: Size) -> str:
    """The answer to a filled prompt, as the command asks for it with `--two-stage`."""
    from motjuste import prompts

    messages = [{"role": "user", "content": prompt}]
    thought = ask(messages, size.reasoning)
    asked = [{"role": one.role, "content": one.content} for one in prompts.load("answer_alone").fill()]
    return ask([*messages, {"role": "assistant", "content": thought}, *asked], LONGEST_ANSWER)
