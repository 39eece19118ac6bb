"""X004 broken-numbering: a number in a list or in headings is used twice or skipped.

## What it does

Follows the numbers that an author gave to list items and headings, and reports one that repeats the number before it
or leaves out one or two. A list that repeats one number throughout (`1.` `1.` `1.`) is left alone, for Markdown numbers
it by itself; so are lists that start again at 1, scales (`1.` `5.` `10.`), and numbers with template text between
them.

## Why is this bad

"Go back to step 4" means nothing when there are two, or none. A gap often is the trace of a step that was deleted by
mistake, and the reader of a prompt, man or model, looks for it.

## Example

```markdown
1. Read the ticket.
2. Name the group.
4. Answer with its name.
```

Write `3.` in the last line, or put the missing step back.

## Fix safety

Numbering the list anew is safe where a number was only used twice. A number that is left out may be left out on purpose,
and headings may be named in other files, so these are never renumbered without a look. There is no fix where somebody
counts on the numbers: where words of the prompt name a step, rule, point or section by its number, where they ask for a
number, code, rating, score, option or label as the answer, where the linked eval set expects one of the numbers, or where
the template may leave out part of the list.

## Evidence

A check of our own. In 1,632 public prompt files it speaks of some ten, each with a number that is missing or used twice.
"""

from __future__ import annotations

import re
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from motjuste.evals.checks.equals import Equals
from motjuste.lint.finding import Applicability, Fix, Severity
from motjuste.lint.numbering import Number, numbered_lines, numbers
from motjuste.lint.reading import readings
from motjuste.lint.rule import Problem, Rule
from motjuste.text.edit import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from motjuste.document.model import Document
    from motjuste.lint.context import LintContext
    from motjuste.lint.numbering import Line
    from motjuste.lint.reading import Reading

_GAP = 3
"""So far a number may lie above the last one to have skipped some; one further on starts a list of its own."""
_REFERENCE = re.compile(
    r"(?i)\b(?:steps?|rules?|points?|items?|sections?|phases?|parts?|stages?|questions?|numbers?|options?|no\.)"
    r"[ \t]*\#?\(?\d|\(\d{1,3}\)|\#\d"
)
_ASKED = r"(?:numbers?|digits?|codes?|ids?|ratings?|scores?|grades?|options?|labels?|choices?)"
_ANSWER = re.compile(
    r"(?i)\b(?:answer|reply|respond|return|output|write|give|print|say|report|choose|pick|select|assign)"
    rf"\b[^.\r\n]{{0,80}}\b{_ASKED}\b|\b(?:only|just|which|what)\b[^.\r\n]{{0,30}}\b{_ASKED}\b"
    rf"|\b{_ASKED}[ \t]+(?:only|alone)\b"
    r"|\b(?:rate|grade|score|rank)[ \t]+(?:the|this|that|each|every|how|it|its|their|an?)\b"
)
"""Words that ask for one of the numbers as the answer, or may: what the eval set expects then goes by them."""
_MOST = 200
"""Findings a prompt; a text with more is no prompt."""
_MOST_NUMBERS = 50_000
"""Numbers of a message that are looked at."""
_DEEPEST = 12
"""Lists inside each other that are kept in mind."""

_Run = list[Number]
_Lines = tuple[tuple[tuple[int, "tuple[str, int, str] | None"], ...], ...]


def _check(document: Document, context: LintContext) -> Iterator[Problem]:
    return islice(_faults(document, context), _MOST)


def _faults(document: Document, context: LintContext) -> Iterator[Problem]:
    texts = readings(document)
    referred: bool | None = None
    for at, reading in enumerate(texts):
        stretches = [lines for _, lines in numbered_lines(reading)]
        if _in_order(stretches):
            continue
        series = tuple(tuple((value, series) for _, value, _, _, series in lines) for lines in stretches)
        # Where the numbers stand changes with every letter above them; whether they follow each other does not.
        runs, faults = reading.stretches.worked_out((_runs, at), series, _runs)
        found = list(islice(numbers(reading), _MOST_NUMBERS)) if faults else []
        mended: set[int] = set()
        for index, last, run in faults:
            number, before = found[index], found[last]
            if referred is None:
                referred = any(_refers(one) for one in texts)
            if not reading.has_statement(before.end, number.start):
                # One fix numbers the whole series anew, so only its first fault bears it.
                whole = [found[one] for one in runs[run]]
                known = referred or run in mended or reading.has_statement(whole[0].end, whole[-1].start)
                counted_on = known or _expected(context, whole)
                yield _problem(reading, number, before, None if counted_on else whole)
                mended.add(run)


def _in_order(stretches: list[tuple[Line, ...]]) -> bool:
    """Whether every number is 1 or one more than the last of its series: then none is missing, whichever lists there are.

    A quick look that finds most texts without fault: what it passes, `_runs` would pass, for the newest list of a series
    is the last to end.
    """
    last: dict[tuple[str, int, str] | None, int] = {}
    for lines in stretches:
        for _, value, _, _, series in lines:
            if value > 1 and last.get(series) != value - 1:
                return False
            if value >= 0:
                last[series] = value
    return True


def _runs(lines: _Lines) -> tuple[list[list[int]], list[tuple[int, int, int]]]:
    """The series of numbers, and those that do not follow the one before them, with the index of their series.

    Args:
        lines: The value and series of each line, by stretch.

    Returns:
        All by how many numbers stand before them.
    """
    runs: list[_Run] = []
    faults: list[tuple[int, int, int]] = []
    open_runs: list[int] = []
    for number in islice(_counted(lines), _MOST_NUMBERS):
        kind, depth, _ = number.series
        open_runs = [one for one in open_runs[-_DEEPEST:] if not _ended(runs[one][-1], number, kind, depth)]
        if number.value < 0:
            continue
        same = [one for one in reversed(open_runs) if runs[one][-1].series == number.series]
        place = _follows(runs, same, number.value)
        if place is None and number.value > 1:
            place = _misses(runs, same, number.value)
            if place is not None:
                faults.append((number.start, runs[place][-1].start, place))
        if place is None:
            place = len(runs)
            runs.append([])
            open_runs.append(place)
        else:
            # A list inside another, such as an example's, is over when the outer one goes on.
            open_runs = [one for one in open_runs if one <= place or one not in same]
        runs[place].append(number)
    return [[number.start for number in run] for run in runs], faults


def _counted(lines: _Lines) -> Iterator[Number]:
    """The numbers, each standing at its own count: where they are in the text does not matter here."""
    at = section = 0
    for stretch in lines:
        for value, series in stretch:
            section += series is None or series[0] != "item"
            if series is not None:
                yield Number(value, at, at, series, section)
                at += 1


def _ended(last: Number, number: Number, kind: str, depth: int) -> bool:
    """Whether a series is over where `number` stands."""
    if last.series[0] == "item":
        return last.section != number.section or (kind == "item" and last.series[1] > depth)
    return kind == "heading" and last.series[1] > depth


def _follows(runs: list[_Run], same: list[int], value: int) -> int | None:
    """The innermost series that a number goes on with."""
    return next((one for one in same if runs[one][-1].value + 1 == value), None)


def _misses(runs: list[_Run], same: list[int], value: int) -> int | None:
    """The innermost series, of two numbers at least, that a number nearly goes on with."""
    for one in same:
        run = runs[one]
        if len(run) > 1 and 0 <= value - run[-1].value <= _GAP and run[-1].value != run[-2].value:
            return one
    return None


def _expected(context: LintContext, run: _Run) -> bool:
    """Whether the eval set expects one of the numbers as the answer."""
    if context.eval_set is None:
        return False
    values = {str(one.value) for one in run}
    return any(
        answer.strip() in values
        for case in context.eval_set.cases
        for answer in (case.expected or "", *(one.expected for one in case.checks if isinstance(one, Equals)))
    )


def _refers(reading: Reading) -> bool:
    """Whether words name something by its number, or ask for one; the numbered headings themselves do not count."""
    if next(reading.finditer(_ANSWER), None) is not None:
        return True
    if next(reading.finditer(_REFERENCE), None) is None:
        return False
    headings = {number.start for number in numbers(reading) if number.series[0] == "heading"}
    return any(match.end() - 1 not in headings for match in reading.finditer(_REFERENCE))


def _problem(reading: Reading, number: Number, before: Number, run: _Run | None) -> Problem:
    heading = number.series[0] == "heading"
    what = "heading" if heading else "item"
    if number.value == before.value:
        message = f"The number {number.value} is used twice: the {what} before has it too"
    else:
        missing = [str(one) for one in range(before.value + 1, number.value)]
        left_out = f"numbers {' and '.join(missing)} are" if len(missing) > 1 else f"number {missing[0]} is"
        message = f"The {left_out} left out: the {what} before is {before.value}"
    fix = None
    if run is not None:
        edits = tuple(
            Edit(reading.span(one.start, one.end), str(value))
            for value, one in enumerate(run, run[0].value)
            if one.value != value
        )
        # What stands behind a gap may have its number on purpose.
        gap = any(one.value > last.value + 1 for last, one in pairwise(run))
        fix = Fix("Number them anew", edits, Applicability.UNSAFE if heading or gap else Applicability.SAFE)
    return Problem(reading.span(number.start, number.end), message, fix)


BROKEN_NUMBERING = Rule(
    code="X004",
    name="broken-numbering",
    severity=Severity.WARNING,
    summary="A number in a list or in headings is used twice or skipped.",
    docs=__doc__,
    check=_check,
)
