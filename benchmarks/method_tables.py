"""The tables of the method benchmark, made of its lines of results alone."""

from __future__ import annotations

from collections import Counter
from statistics import fmean, median
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

Line = dict[str, Any]

NONE = "-"
"""Stands where there is no figure."""

HELPED_OF_6 = 4
MEDIAN_GAIN = 0.10
FALSE_OF_20 = 1
STOPPED_OF_20 = 15
STOPPED_WITHIN = 150
"""Limits of the acceptance; with fewer or more tasks, their shares. Nothing can stop a toss of a coin for want of headroom."""
FUTILE = ("no-headroom", "no-failures", "ceiling", "no-candidate")
"""Stops that say a prompt cannot get better, or not by wording, where the gate stayed closed."""


def calls_of(line: Line) -> int:
    """Calls of a run, both models together."""
    return int(line["calls"]["task"] + line["calls"]["optimizer"])


def gate_of(line: Line) -> dict[str, Any]:
    """The gate's figures; empty where the run failed."""
    return dict((line["result"] or {}).get("gate") or {})


def gain_of(lines: Sequence[Line], final: str = "final") -> tuple[float, float, float]:
    """Mean held-out gain over the cases of some runs, with both ends of Newcombe's paired 95 % interval."""
    from motjuste.stats.interval import newcombe_paired

    pairs = Counter(
        pair for line in lines for pair in zip(line["heldout"]["seed"], line["heldout"][final], strict=True)
    )
    n = max(1, pairs.total())
    low, high = newcombe_paired(pairs[1, 1], pairs[0, 1], pairs[1, 0], pairs[0, 0])
    return (pairs[0, 1] - pairs[1, 0]) / n, low, high


def told_gain(lines: Sequence[Line], final: str = "final") -> str:
    """The gain in points, with its interval."""
    gain, low, high = gain_of(lines, final)
    return f"{100 * gain:+.1f} [{100 * low:+.0f}, {100 * high:+.0f}]"


def acceptance_table(lines: Sequence[Line]) -> list[str]:
    """Print what the acceptance runs came to, and give the limits that were missed."""
    headroom = [line for line in lines if line["kind"] == "headroom"]
    null = [line for line in lines if line["kind"] != "headroom"]
    missed = []
    if headroom:
        missed += _headroom(headroom)
    if null:
        missed += _null(null)
    for limit in missed:
        print(f"MISSED: {limit}")
    return missed


def told_setting(lines: Sequence[Line]) -> str:
    """What was run: budget, cases, flags, and the state of our sources, each once."""
    budgets = " or ".join(dict.fromkeys(str(line["budget"]) for line in lines))
    sizes = " or ".join(dict.fromkeys("/".join(map(str, line["sizes"].values())) for line in lines))
    flags = " or ".join(dict.fromkeys(line["flags"] or "none" for line in lines))
    versions = ", ".join(dict.fromkeys(line["tool_version"] for line in lines))
    return f"At most {budgets} calls; {sizes} train/dev/gate/test cases; flags: {flags}; sources: {versions}."


def _headroom(lines: Sequence[Line]) -> list[str]:
    print(f"\n{told_setting(lines)}")
    print(
        "\n| task with headroom | verdict | gain at the gate | held-out before | held-out gain | calls | seconds |"
    )
    print("|---|---|---|---|---|---|---|")
    for line in lines:
        seed = line["heldout"]["seed"]
        print(
            f"| {line['task']} | {line['verdict']} | {_at_gate(line)} | {fmean(seed):.2f} | {told_gain([line])} "
            f"| {calls_of(line)} | {line['seconds']:.0f} |"
        )
    helped = sum(line["claims"] for line in lines)
    middle = median(gain_of([line])[0] for line in lines)
    print(f"\n{helped} of {len(lines)} HELPS; median held-out gain {100 * middle:+.1f} points.")
    missed = []
    if helped < HELPED_OF_6 / 6 * len(lines):
        missed.append(f"{helped} of {len(lines)} headroom tasks HELPS")
    if middle < MEDIAN_GAIN:
        missed.append(f"median gain {100 * middle:.1f} points")
    return missed


def _at_gate(line: Line) -> str:
    gate = gate_of(line)
    if not gate.get("n"):
        return NONE
    low, high = gate["interval"]
    gain = (gate["wins"] - gate["losses"]) / gate["n"]
    return f"{100 * gain:+.0f} [{100 * low:+.0f}, {100 * high:+.0f}], p = {gate['p']:.2g}"


def _null(lines: Sequence[Line]) -> list[str]:
    print(f"\n{told_setting(lines)}")
    print(
        "\n| A/A prompts | runs | HELPS | stopped for want of headroom | of these within 150 calls | calls, mean | why they ended |"
    )
    print("|---|---|---|---|---|---|---|")
    for kind in ("ceiling", "floor", "chance"):
        if part := [line for line in lines if line["kind"] == kind]:
            _null_row(kind, part)
    claims, _ = _null_row("all", lines)
    able = [line for line in lines if line["kind"] != "chance"]
    stopped = _null_row("ceiling and floor", able)[1] if able else 0
    missed = []
    if claims > FALSE_OF_20 / 20 * len(lines):
        missed.append(f"{claims} of {len(lines)} A/A prompts HELPS")
    if stopped < STOPPED_OF_20 / 20 * len(able):
        missed.append(f"{stopped} of {len(able)} A/A prompts stopped within {STOPPED_WITHIN} calls")
    return missed


def _null_row(name: str, part: Sequence[Line]) -> tuple[int, int]:
    """Print a row; the claims, and the runs stopped in time."""
    claims = sum(line["claims"] for line in part)
    futile = [line for line in part if line["stop"] in FUTILE and not gate_of(line).get("n")]
    soon = sum(calls_of(line) <= STOPPED_WITHIN for line in futile)
    why = ", ".join(f"{stop} {count}" for stop, count in Counter(line["stop"] for line in part).most_common())
    print(
        f"| {name} | {len(part)} | {claims} | {len(futile)} | {soon} | {fmean(map(calls_of, part)):.0f} | {why} |"
    )
    return claims, soon


def peers_table(lines: Sequence[Line]) -> None:
    """Print ours beside the peers, each model, budget and deal of cases for itself: over tasks, and task by task.

    False claims are counted over all A/A prompts that a tool was run on with that model, whatever the budget. Where nothing
    else was run, the table is of them alone.
    """
    headroom = [line for line in lines if line["kind"] == "headroom"]
    for part in by_setting(headroom or lines):
        null = [line for line in lines if line["kind"] != "headroom" and line["model"] == part[0]["model"]]
        _setting_table(part, null)


def by_setting(lines: Sequence[Line]) -> list[list[Line]]:
    """The runs that may be compared: those on one model, with one budget and one deal of cases."""
    groups: dict[tuple[str, ...], list[Line]] = {}
    for line in lines:
        groups.setdefault(tuple(str(line[name]) for name in ("model", "budget", "sizes")), []).append(line)
    return list(groups.values())


def told_group(line: Line) -> str:
    """Model, budget and cases of such runs, by one of them."""
    model, sizes = line["model"].split()[-1], "/".join(map(str, line["sizes"].values()))
    calls = f"at most {line['budget']} calls; " if line["budget"] else ""
    return f"{model}: {calls}{sizes} train/dev/gate/test cases."


def _setting_table(headroom: Sequence[Line], null: Sequence[Line]) -> None:
    rows = _arms(headroom)
    others = " or ".join(dict.fromkeys(str(line["budget"]) for line in null))
    print(f"\n{told_group(headroom[0])}")
    if others:
        print(f"A/A prompts: at most {others} calls.")
    print(
        "\n| tool | runs | held-out gain, points | calls: task + optimizer | first tried its prompt at call | seconds "
        "| gains claimed | false claims over A/A prompts | failed |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    for name, part, final in rows:
        _peer_row(name, part, [line for line in null if _arm(line) == _arm(part[0])], final)
    _by_task(rows)


def _arm(line: Line) -> tuple[str, str]:
    return line["tool"], line["flags"]


def _arms(lines: Sequence[Line]) -> list[tuple[str, list[Line], str]]:
    """Title, runs, and which final prompt, of every tool; ours also with what it did not offer for want of proof."""
    rows = []
    for tool, flags in dict.fromkeys(map(_arm, lines)):
        part = [line for line in lines if _arm(line) == (tool, flags)]
        name = f"{tool} {flags}".rstrip()
        rows.append((f"{name} ({part[-1]['tool_version']})", part, "final"))
        if any("unproven" in line for line in part):
            rows.append((f"{name}, its best on dev, unproven", part, "unproven"))
    return sorted(rows, key=lambda row: -gain_of(row[1], row[2])[0])


def _peer_row(name: str, part: Sequence[Line], null: Sequence[Line], final: str) -> None:
    tried = [line["first_tried"]["calls"] for line in part if line["first_tried"] and line["claims"]]
    task, optimizer = (fmean(line["calls"][role] for line in part) for role in ("task", "optimizer"))
    claimed, false = (sum(_claims(line, final) for line in group) for group in (part, null))
    print(
        f"| {name} | {len(part)} | {told_gain(part, final)} | {task:.0f} + {optimizer:.0f} "
        f"| {f'{fmean(tried):.0f}' if tried else NONE} | {fmean(line['seconds'] for line in part):.0f} "
        f"| {claimed} of {len(part)} | {f'{false} of {len(null)}' if null else NONE} "
        f"| {sum(bool(line['error']) for line in part)} |"
    )


def _claims(line: Line, final: str) -> bool:
    """Whether a run ends with another prompt than it was given, and says that it is better."""
    if final == "unproven":
        return bool(line["stop"] != "" and line["unproven"] != _seed_of(line))
    return bool(line["claims"])


def _seed_of(line: Line) -> str:
    from benchmarks.method_tasks import TASKS

    return TASKS[line["task"]].prompt


def _by_task(rows: Sequence[tuple[str, list[Line], str]]) -> None:
    tasks = list(dict.fromkeys(line["task"] for _, part, _ in rows for line in part))
    print(f"\n| tool | {' | '.join(tasks)} |")
    print(f"|---|{'---|' * len(tasks)}")
    for name, part, final in rows:
        cells = []
        for task in tasks:
            runs = [line for line in part if line["task"] == task]
            score = fmean(fmean(line["heldout"][final]) for line in runs) if runs else None
            cells.append(NONE if score is None else f"{score:.2f}")
        print(f"| {name} | {' | '.join(cells)} |")
    seeds = [
        next(line["heldout"]["seed"] for _, part, _ in rows for line in part if line["task"] == task)
        for task in tasks
    ]
    print(f"| the prompt as it was | {' | '.join(f'{fmean(seed):.2f}' for seed in seeds)} |")
