"""What the search gains and what it costs, on tasks with headroom and without, beside the tools one would pick instead.

    python benchmarks/method.py --acceptance [--calls 600]          ours: headroom tasks and A/A prompts, with limits
    python benchmarks/method.py --peers [--calls 300] [--tools ...]  ours and the peers, equal calls, held-out gain
    python benchmarks/method.py --paper [--small]                    the paper's protocol, six arms, local and global
    python benchmarks/method.py --scopes [--calls 300]               the product's search on marked, random and all words
    python benchmarks/method.py --table                              only what is in build/method/results.jsonl

Common: [--tasks NAME...] [--seeds 0 1 ...] [--again] [--base-url URL --model NAME --api-key-env VARIABLE]

All tools ask one endpoint (`method_endpoint.py`), which counts; a tool's final prompt is scored by the benchmark itself on
test cases that no tool was given. Results go to build/method/results.jsonl, a line a run; what is there is not run again, and
answers are kept beside it, so a benchmark goes on where it was ended. Without `--base-url` the embedded model is asked.
`--acceptance` exits 1 when a limit is missed: 4 of 6 headroom tasks HELPS with a median gain of 10 points; of the A/A prompts
at most one in twenty HELPS, and three quarters of those at the ceiling or on the floor stopped for want of headroom within
150 calls.
"""

from __future__ import annotations

import argparse
import os
import sys
from dataclasses import asdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import method_scopes as scopes
from benchmarks.method_bench import OURS, Bench, Results
from benchmarks.method_endpoint import CountingEndpoint, Upstream
from benchmarks.method_paper import ARMS, PaperBench
from benchmarks.method_paper import TASKS as PAPER_TASKS
from benchmarks.method_paper_tables import paper_tables
from benchmarks.method_peers import PEERS
from benchmarks.method_tables import acceptance_table, peers_table
from benchmarks.method_tasks import HEADROOM, TASKS, WORDED, Sizes

FOLDER = Path(__file__).resolve().parent.parent / "build" / "method"


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
    mode.add_argument("--paper", action="store_true", help="the paper's protocol, six arms")
    mode.add_argument(
        "--scopes", action="store_true", help="the product's search on marked, random and all words"
    )
    mode.add_argument("--table", action="store_true", help="no run; tables of all results")
    parser.add_argument(
        "--calls", type=int, help="budget of a run, both models together (600; with --peers and --scopes 300)"
    )
    parser.add_argument(
        "--optimizer-tokens",
        type=int,
        default=400,
        help="longest answer of the optimizer model, for every tool (400)",
    )
    parser.add_argument(
        "--small", action="store_true", help="with --paper: a size for the embedded model, some hours"
    )
    parser.add_argument(
        "--tasks",
        nargs="*",
        default=[],
        metavar="NAME",
        help=f"of {', '.join(TASKS)}; with --paper of {', '.join(PAPER_TASKS)}",
    )
    parser.add_argument(
        "--tools",
        nargs="*",
        metavar="NAME",
        help=f"with --peers of {OURS}, {', '.join(PEERS)}; with --paper of {', '.join(ARMS)}; "
        f"with --scopes of {', '.join(scopes.ARMS)}; all by default",
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
    options.calls = options.calls or (300 if options.peers or options.scopes else 600)
    tools, tasks = [*PEERS, OURS], tuple(TASKS)
    if options.paper:
        tools, tasks = list(ARMS), PAPER_TASKS
    elif options.scopes:
        tools, tasks = list(scopes.ARMS), tuple(task.name for task in (*WORDED, *HEADROOM))
    options.tools = options.tools or tools
    if unknown := (set(options.tasks) - set(tasks)) | (set(options.tools) - set(tools)):
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
            elif options.paper:
                PaperBench(bench, small=options.small).run()
            elif options.scopes:
                scopes.run(bench)
            else:
                bench.peers(options.tools)
    lines = results.lines()
    missed = acceptance_table([line for line in lines if line["mode"] == "acceptance"])
    peers_table([line for line in lines if line["mode"] == "peers"])
    for mode in ("paper", "paper-small", scopes.MODE):
        paper_tables(mode, [line for line in lines if line["mode"] == mode])
    return int(bool(missed) and options.acceptance)


if __name__ == "__main__":
    sys.exit(main())
