"""Local against global, and against random words: paired by item, over tasks and seeds (method.md 6.7 and 7.2)."""

from __future__ import annotations

from collections import defaultdict
from statistics import fmean
from typing import TYPE_CHECKING, Any

import numpy as np
from benchmarks.method_tables import by_setting, told_group

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

Line = dict[str, Any]
Blocks = dict[tuple[str, int], "NDArray[np.float64]"]
"""By (task, seed): the local arm's score - the other arm's, of every test item, -1, 0 or 1."""

DRAWS = 10_000


def paper_tables(mode: str, lines: Sequence[Line]) -> None:
    """Print the arms, and the local ones against the others, each kind of task, model, budget and deal of cases for itself."""
    for kind in dict.fromkeys(line["kind"] for line in lines):
        for part in by_setting([line for line in lines if line["kind"] == kind]):
            print(f"\n{told_group(part[0])} Tasks: {kind}.")
            _tables(mode, part)


def _tables(mode: str, lines: Sequence[Line]) -> None:
    ends = _spans(lines)
    print(
        f"\n| {mode}: arm | runs | test before | test after | calls to its best | all calls | AUC | tags leaked | edits outside |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    for arm in dict.fromkeys(line["tool"] for line in lines):
        _arm_row(arm, [line for line in lines if line["tool"] == arm], ends)
    for other in ("global", "random"):
        if any(line["tool"].endswith(f"-{other}") for line in lines):
            _contrasts(other, lines, ends)


def _contrasts(other: str, lines: Sequence[Line], ends: dict[tuple[str, int], int]) -> None:
    """The local arms against the `other` ones, for each method and for all together."""
    print(
        f"\n| local - {other} | tasks x seeds | items | test, points | permutation p | AUC, points | calls to best |"
    )
    print("|---|---|---|---|---|---|---|")
    methods = list(dict.fromkeys(line["tool"].partition("-")[0] for line in lines))
    for method in [*methods, ""] if len(methods) > 1 else methods:
        _against(method, other, lines, ends)


def _spans(lines: Sequence[Line]) -> dict[tuple[str, int], int]:
    """By (task, seed): the calls of the arm that made most, so that all curves have one length."""
    spans: dict[tuple[str, int], int] = defaultdict(int)
    for line in lines:
        block = line["task"], line["seed"]
        spans[block] = max(spans[block], sum(line["calls"].values()))
    return spans


def auc(curve: Sequence[tuple[int, float]], end: int) -> float:
    """Mean test score of the best prompt so far over calls 0 to `end` (0..1); before the first point it is the first's."""
    if end <= 0:
        return float(curve[0][1])
    area, last = 0.0, (0, curve[0][1])
    for calls, score in [*curve, (end, curve[-1][1])]:
        area += (min(calls, end) - last[0]) * last[1]
        last = min(calls, end), score
    return area / end


def _arm_row(arm: str, part: Sequence[Line], ends: dict[tuple[str, int], int]) -> None:
    areas = [auc(line["curve"], ends[line["task"], line["seed"]]) for line in part]
    print(
        f"| {arm} | {len(part)} | {fmean(fmean(line['heldout']['seed']) for line in part):.3f} "
        f"| {fmean(fmean(line['heldout']['final']) for line in part):.3f} "
        f"| {fmean(line['curve'][-1][0] for line in part):.0f} | {fmean(sum(line['calls'].values()) for line in part):.0f} "
        f"| {fmean(areas):.3f} | {_rate(part, 'leak_rate')} | {_rate(part, 'outside_edit_rate')} |"
    )


def _rate(part: Sequence[Line], name: str) -> str:
    known = [line[name] for line in part if line[name] is not None]
    return f"{100 * fmean(known):.0f} %" if known else "-"


def _against(method: str, other: str, lines: Sequence[Line], ends: dict[tuple[str, int], int]) -> None:
    """One row: a method's local arm and its `other` one, or all methods together where none is named."""
    runs = {(line["tool"], line["task"], line["seed"]): line for line in lines}
    pairs = [
        (line, runs[paired, task, seed])
        for (tool, task, seed), line in runs.items()
        if tool.endswith("-local") and tool.startswith(method)
        if (paired := tool.replace("-local", f"-{other}"), task, seed) in runs
    ]
    if not pairs:
        return
    blocks: Blocks = {}
    for local, plain in pairs:
        difference = np.array(local["heldout"]["final"], float) - np.array(plain["heldout"]["final"], float)
        block = f"{local['tool']} {local['task']}", local["seed"]
        blocks[block] = difference
    low, high = two_way(blocks)
    areas = [
        auc(local["curve"], end) - auc(plain["curve"], end)
        for local, plain in pairs
        for end in [ends[local["task"], local["seed"]]]
    ]
    sooner = fmean(local["curve"][-1][0] - plain["curve"][-1][0] for local, plain in pairs)
    print(
        f"| {method or 'all methods'} | {len(blocks)} | {sum(map(len, blocks.values()))} "
        f"| {100 * mean_of(blocks):+.1f} [{100 * low:+.1f}, {100 * high:+.1f}] | {permutation_p(blocks):.3f} "
        f"| {100 * fmean(areas):+.1f} | {sooner:+.0f} |"
    )


def mean_of(blocks: Blocks) -> float:
    """Mean difference, each task of equal weight."""
    by_task: dict[str, list[float]] = defaultdict(list)
    for (task, _), block in blocks.items():
        by_task[task].append(float(block.mean()))
    return fmean(fmean(means) for means in by_task.values())


def permutation_p(blocks: Blocks) -> float:
    """Two-sided: how often the mean of block means is as far from 0 when the arms of each block are swapped at random."""
    means = np.array([float(block.mean()) for block in blocks.values()])
    signs = np.random.default_rng(0).choice((-1.0, 1.0), (DRAWS, len(means)))
    drawn = np.abs((signs * means).mean(axis=1))
    return float((1 + (drawn >= abs(means.mean()) - 1e-12).sum()) / (DRAWS + 1))


def two_way(blocks: Blocks) -> tuple[float, float]:
    """95 % bootstrap interval of the mean difference, seeds and test items drawn anew (the same items for all seeds)."""
    random = np.random.default_rng(0)
    tasks = {
        task: [block for (other, _), block in blocks.items() if other == task]
        for task in dict.fromkeys(task for task, _ in blocks)
    }
    draws = np.zeros(DRAWS // 5)
    for found in tasks.values():
        table = np.stack(found)
        for at in range(len(draws)):
            seeds = random.integers(len(table), size=len(table))
            items = random.integers(table.shape[1], size=table.shape[1])
            draws[at] += table[np.ix_(seeds, items)].mean()
    low, high = np.quantile(draws / len(tasks), (0.025, 0.975))
    return float(low), float(high)
