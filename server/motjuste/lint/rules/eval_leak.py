"""E004 eval-leak: the prompt holds words of the cases it is judged on.

## What it does

Looks for dev and gate cases in the prompt's own words: a whole input of at least five words, or five words in a row of
an expected answer that no other case expects. Train cases are left alone, for examples are taken from them; so are
answers written as JSON unless the whole of one stands in the prompt.

## Why is this bad

A model that is shown the answer gives it. The score rises, on this case and on no other, and what was to be measured is
gone: the edit that copied the case into the prompt wins.

## Example

```text
Sort the ticket.

Where is the parcel I ordered last week? → delivery
```

with the row `{"ticket": "Where is the parcel I ordered last week?", "expected": "delivery", "split": "gate"}`. Take an
example from the train cases, or write one.

## Fix safety

There is no fix: an example may be replaced, an instruction has to be written anew.

## Evidence

gepa's issue 261 reports an optimizer that copied the answers of its validation rows into the prompt. A run of five
words is what papers on contaminated test sets use as the least that does not repeat by chance in short texts.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from motjuste.evals.case import Split
from motjuste.lint.finding import Related, Severity
from motjuste.lint.passages import RUN, Passages, runs_of, words_of
from motjuste.lint.reading import readings
from motjuste.lint.rule import Problem, Rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from motjuste.document.model import Document
    from motjuste.evals.case import Case, EvalSet
    from motjuste.lint.context import LintContext
    from motjuste.lint.reading import Reading

_MOST = 20
"""Findings a prompt; who copied a whole file needs no more."""
_MOST_RUNS = 200_000
"""Runs of an index, some 20 MB; an eval set with more is looked through case by case."""


def _check(document: Document, context: LintContext) -> Iterator[Problem]:
    if context.eval_set is None:
        return
    known = [(reading, Passages(reading)) for reading in readings(document)]
    held_back = _held_back(context.eval_set)
    told: set[tuple[int, int]] = set()
    for case in held_back.sharing([passages for _, passages in known]):
        if len(told) >= _MOST:
            break
        for problem in _leaks(case, context.eval_set, known, held_back.answers):
            place = (problem.span.start, problem.span.end)
            if place not in told:
                told.add(place)
                yield problem
            break


def _leaks(
    case: Case,
    eval_set: EvalSet,
    known: list[tuple[Reading, Passages]],
    answers: Mapping[tuple[str, ...], int],
) -> Iterator[Problem]:
    related = (Related(eval_set.path, case.line, f"The {case.split.value} case"),)
    which = f"{case.split.value} case {case.label or f'line {case.line}'}"
    for reading, passages in known:
        for column, value in case.inputs.items():
            words = words_of(value)
            found = passages.longest(words) if len(words) >= RUN else None
            # A column may hold the whole prompt, as the variable `prompt` of promptfoo does.
            if found is not None and found[2] == len(words) < passages.size:
                message = f"This is the `{column}` of the {which}, which is kept back to judge the prompt by"
                yield Problem(reading.span(found[0], found[1]), message, related=related)
        expected = _own_words(case, answers)
        found = passages.longest(expected) if expected else None
        if found is not None and (found[2] == len(expected) or not _is_json(case.expected)):
            message = f"These words are from the answer that the {which} expects"
            yield Problem(reading.span(found[0], found[1]), message, related=related)


@dataclass(frozen=True, slots=True)
class _HeldBack:
    """What of an eval set is looked up at each keystroke, worked out once."""

    cases: tuple[Case, ...]
    """Those kept back, in the order of the file."""
    answers: Mapping[tuple[str, ...], int]
    """How many cases expect each run of five words: a stock phrase is no answer to one of them."""
    index: Mapping[int, list[int]] | None
    """The numbers of the cases that hold a run, by its hash; None where there are too many runs to keep."""

    def sharing(self, texts: Iterable[Passages]) -> Sequence[Case]:
        """The cases that may share a run with some texts, in order; all where there is no index."""
        if self.index is None:
            return self.cases
        found = {number for text in texts for run in text.runs for number in self.index.get(hash(run), ())}
        return [self.cases[number] for number in sorted(found)]


def _held_back(eval_set: EvalSet) -> _HeldBack:
    made: _HeldBack | None = eval_set.derived.get("held back")
    if made is None:
        cases = tuple(case for case in eval_set.cases if case.split is not Split.TRAIN)
        made = eval_set.derived["held back"] = _HeldBack(cases, _runs(eval_set), _index(cases))
    return made


def _index(cases: Sequence[Case]) -> dict[int, list[int]] | None:
    index: dict[int, list[int]] = {}
    kept = 0
    for number, case in enumerate(cases):
        runs = {
            hash(run)
            for text in (*case.inputs.values(), case.expected or "")
            for run in runs_of(words_of(text))
        }
        kept += len(runs)
        if kept > _MOST_RUNS:
            return None
        for run in runs:
            index.setdefault(run, []).append(number)
    return index


def _runs(eval_set: EvalSet) -> Counter[tuple[str, ...]]:
    counted: Counter[tuple[str, ...]] = Counter()
    for case in eval_set.cases:
        counted.update(set(runs_of(words_of(case.expected or ""))))
    return counted


def _own_words(case: Case, answers: Mapping[tuple[str, ...], int]) -> list[str]:
    """The longest stretch of the expected answer whose runs no other case expects."""
    words = words_of(case.expected or "")
    best, start = (0, 0), 0
    for at in range(len(words) - RUN + 1):
        if answers[tuple(words[at : at + RUN])] > 1:
            start = at + 1
        elif at + RUN - start > best[1] - best[0]:
            best = (start, at + RUN)
    return words[best[0] : best[1]]


def _is_json(text: str | None) -> bool:
    try:
        return isinstance(json.loads(text or ""), (dict, list))
    except (ValueError, RecursionError):
        return False


EVAL_LEAK = Rule(
    code="E004",
    name="eval-leak",
    severity=Severity.WARNING,
    summary="The prompt holds words of the cases it is judged on.",
    docs=__doc__,
    check=_check,
)
