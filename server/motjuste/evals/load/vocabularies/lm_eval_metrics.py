"""The metrics and filters of an lm-eval task as checks of ours; what has no counterpart is named."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

SWITCHES = ("ignore_case", "ignore_punctuation", "ignore_numbers")
CHOICE = ("acc", "acc_norm", "acc_mutual_info")
"""Metrics of tasks that pick a choice by its likelihood; an endpoint that only talks is asked to say it instead."""
PASSIVE = ("take_first", "remove_whitespace")
"""Filters that change nothing about one answer that is stripped anyway."""


@dataclass(frozen=True, slots=True)
class Scoring:
    """What a task asks of an answer."""

    options: Mapping[str, object]
    """Those of `exact-match`."""
    picks: bool
    """The answer is one of the document's choices."""
    overlap: str | None
    """A check of wording (`bleu`, `f1`) where the task has no exact metric."""
    left: tuple[tuple[str, str], ...]
    """What is left out: its name, and why."""

    def asserts(self, answer: str, choices: list[str]) -> list[dict[str, object]]:
        """The `assert` list of a document."""
        if self.picks and choices:
            return [{"type": "choice", "value": {"value": answer, "options": choices}}]
        if self.overlap:
            return [{"type": self.overlap, "value": answer}]
        if self.options:
            return [{"type": "exact-match", "value": {"value": answer, **self.options}}]
        return [{"type": "equals", "value": answer}]


def scoring(values: Mapping[str, Any]) -> Scoring:
    """Read `metric_list`, `filter_list` and `output_type` of a task."""
    left: list[tuple[str, str]] = []
    options: dict[str, object] = {}
    picks = values.get("output_type") == "multiple_choice"
    overlap = None
    exact = False
    listed = values.get("metric_list")
    for item in listed if isinstance(listed, list) else []:
        metric = item.get("metric") if isinstance(item, dict) else None
        if metric == "exact_match":
            exact = True
            options |= _exact(item)
        elif metric in CHOICE:
            picks = True
        elif metric in {"bleu", "f1"}:
            overlap = str(metric)
        else:
            left.append((f"metric {metric}", "is not supported"))
    options |= _filter(values.get("filter_list"), left)
    return Scoring(options, picks, None if exact else overlap, tuple(left))


def _exact(item: Mapping[str, Any]) -> dict[str, object]:
    options: dict[str, object] = {key: True for key in SWITCHES if item.get(key) is True}
    ignored = item.get("regexes_to_ignore")
    if isinstance(ignored, list) and ignored:
        options["regexes_to_ignore"] = ignored
    return options


def _filter(pipelines: object, left: list[tuple[str, str]]) -> dict[str, object]:
    """The first pipeline that is one pattern; votes over many answers are left out."""
    chosen: dict[str, object] | None = None
    for pipeline in pipelines if isinstance(pipelines, list) else []:
        name = pipeline.get("name") if isinstance(pipeline, dict) else None
        steps = pipeline.get("filter") if isinstance(pipeline, dict) else None
        read = _steps(steps) if isinstance(steps, list) else None
        if read is None or chosen is not None:
            left.append(
                (
                    f"filter {name}",
                    "is not supported" if read is None else "is a second way of reading the answer",
                )
            )
        else:
            chosen = read
    return chosen or {}


def _steps(steps: list[Any]) -> dict[str, object] | None:
    options: dict[str, object] = {}
    for step in steps:
        function = step.get("function") if isinstance(step, dict) else None
        if function == "regex" and not options:
            options = {
                "extract": str(step.get("regex_pattern", r"#### (\-?[0-9\.\,]+)")),
                "pick": step.get("group_select", 0),
            }
        elif function not in PASSIVE:
            return None
    return options
