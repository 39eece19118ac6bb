"""Where edits go, in the product's own search: marked words, random words, or the whole prompt.

The tasks are longer prompts with a few wrong words, for which editing few words is meant, and the one-line prompts of the
headroom tasks. The optimizer model alone proposes, and marks do not grow. What is compared is each arm's best prompt on
dev, proven or not: marked words against the whole prompt (local - global), and against random words (the localisation
lift, method.md 7.2). The arms are asked as the product asks: marks and their new words in one question, random words by
the question for given pieces, and one proposal in eight of the local arm is the product's own control on random words.
The curve of a run has two points, the prompt as it was and, at the call that first tried it, its best.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.method_bench import chosen, tell
from benchmarks.method_tasks import HEADROOM, TASKS, WORDED

if TYPE_CHECKING:
    from benchmarks.method_bench import Bench

MODE = "scopes"
COMMON = "--proposer model --no-ladder"
ARMS = {
    f"{method}-{arm}": f"{COMMON} --method {method} {flags}"
    for method in ("apo", "ape", "pe2")
    for arm, flags in (
        ("local", "--scope local"),
        ("random", "--scope local --tags random"),
        ("global", "--scope global"),
    )
}


def run(bench: Bench) -> None:
    """Make the runs that are not there."""
    for line in bench.planned(MODE, chosen((*WORDED, *HEADROOM), bench.options), bench.options.tools):
        task = TASKS[line["task"]]
        cases = bench.cases(task)
        if cases is None:
            continue
        found = bench.ours(line, task, cases, ARMS[line["tool"]].split())
        if found["error"]:
            tell(found)
            continue
        before, after = (
            bench.score(task, prompt, cases.test, name)
            for name, prompt in (("seed", task.prompt), ("final", found["unproven"]))
        )
        found["heldout"] = {"seed": before, "final": after}
        proposals = found["result"].get("proposals") or {}
        found |= {name: proposals.get(name) for name in ("leak_rate", "outside_edit_rate")}
        found["curve"] = [[0, sum(before) / len(before)]]
        if found["first_tried"] and found["unproven"] != task.prompt:
            found["curve"] += [[found["first_tried"]["calls"], sum(after) / len(after)]]
        bench.results.add(found)
        tell(found)
