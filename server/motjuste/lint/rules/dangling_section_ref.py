"""X003 dangling-section-ref: the prompt points at a part of itself that is not there.

## What it does

Checks three kinds of literal pointers. A tag that is said to hold something (`the text given in <context>`, `the
<rules> section`), when no such tag, heading or variable is in the prompt. A number that the reader is sent to (`go
back to step 7`), when the prompt numbers its steps and none of its lists and headings has that number. A count before
a list (`the following three rules:`), when the list has more or fewer items. What the model is to write itself
(`answer in <answer> tags`) is no pointer.

## Why is this bad

The model looks for what is not there, and fills the gap: it treats other text as the context, or makes up the missing
rule. Often the part was renamed or moved to another file.

## Example

```text
Answer only from the facts given in <context>.

<facts>
{{ facts }}
</facts>
```

Write `given in <facts>`.

## Fix safety

There is no fix.

## Evidence

Anthropic's prompt guide says to refer to tagged parts by the names of their tags, which fails when the names differ.
In 1,632 public prompt files pointers of these kinds are rare and nearly always right: what remains is at fault.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from motjuste.lint.finding import Severity
from motjuste.lint.numbering import numbers
from motjuste.lint.reading import in_lower_case, readings
from motjuste.lint.rule import Problem, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from motjuste.document.model import Document
    from motjuste.lint.context import LintContext
    from motjuste.lint.reading import Reading

_WORDS = (
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)
_COUNTED = re.compile(
    r"(?i)\bfollowing (?:\*\*)?(?P<count>[2-9]|1[0-9]|" + "|".join(_WORDS[2:]) + r")(?:\*\*)?"
    r" [a-z][a-z-]*(?: [a-z][a-z-]*){0,3}:(?:\*\*)?[ \t]*(?=[\r\n]|\Z)"
)
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
_ITEM = re.compile(r"(?P<indent>[ \t]*)(?:[-*+]|\d{1,3}[.)])[ \t]+\S")
_TAG = re.compile(r"<(?P<name>[A-Za-z][\w-]{1,40})>(?P<tick>`?)(?P<part>(?i: section| block)\b)?")
_HELD_IN = re.compile(
    r"(?i)\b(?:given|provided|listed|described|specified|defined|stated|contained|enclosed|found|supplied)"
    r" (?:in|inside|within|between|under) (?:the )?(?P<tick>`?)\Z"
)
_LOOKED_UP_IN = re.compile(r"(?i)\b(?:see|consult|use|read|follow) the (?P<tick>`?)\Z")
_STEP_NUMBER = re.compile(r"step (?P<number>\d{1,2})(?![\w.]*\w)(?! (?:of|in|from)\b)")
_SENT_TO = re.compile(
    r"\b(?:go (?:back )?to|return to|repeat|back to|skip to|jump to|proceed to|continue (?:with|from|at)) \Z"
)
_BEFORE = 40
"""Characters before a pointer's target; more than the longest words that lead to one have."""

_STEP = re.compile(r"(?im)^[^\w\r\n]{0,8}step (\d{1,2})\b")
_MOST_COUNTED = 10_000
"""Counts of a message whose lists are looked at."""
_LONGEST = 80
"""Lines of a list that are counted."""


def _check(document: Document, _context: LintContext) -> Iterator[Problem]:
    texts = readings(document)
    for reading in texts:
        yield from _counts(reading)
        yield from _tags(document, reading, texts)
        yield from _steps(reading, texts)


def _tags(document: Document, reading: Reading, texts: tuple[Reading, ...]) -> Iterator[Problem]:
    variables = set(document.variable_names)
    for by, pointers in reading.outside_code(_pointers):
        for _, start, end, name in pointers:
            if not reading.is_literal(by + start, by + end):
                continue
            if name in variables or _is_there(name, texts):
                continue
            message = f"The prompt has no `<{name}>` that this could mean; name the part as it is called"
            yield Problem(reading.span(by + start, by + end), message)


def _pointers(text: str) -> tuple[tuple[int, int, int, str], ...]:
    """Tags that are said to hold something: where the words before each start, where it starts and ends, and its name."""
    found = []
    for match in _TAG.finditer(text) if "<" in text else ():
        if text[max(0, match.start() - 1) : match.start()] not in {" ", "`"}:
            continue
        least = max(0, match.start() - _BEFORE)
        before = text[least : match.start()]
        words = _HELD_IN.search(before) or (_LOOKED_UP_IN.search(before) if match["part"] else None)
        if words is not None:
            start = least + words.start("tick")
            found.append((least + words.start(), start, match.end("tick"), match["name"]))
    return tuple(found)


def _is_there(name: str, texts: tuple[Reading, ...]) -> bool:
    """Whether the name opens a tag, with attributes or its other half, or stands in a heading or before a colon."""
    word = re.escape(name)
    spoken = re.escape(name).replace("_", "[ _-]").replace(r"\-", "[ _-]")
    tag = re.compile(
        rf"(?im)</{word}>|<{word}[\s/][^<>]*>|^[ \t]*<{word}>|^\W{{0,8}}(?:the )?{spoken}\b[^\r\n]{{0,20}}(?::|$)"
        rf"|^#{{1,6}} [^\r\n]{{0,60}}\b{spoken}"
    )
    return any(tag.search(reading.text) for reading in texts)


def _steps(reading: Reading, texts: tuple[Reading, ...]) -> Iterator[Problem]:
    found = [
        (by + start, by + end, named)
        for by, sent in reading.outside_code(_sent_to)
        for words, start, end, named in sent
        if reading.is_literal(by + words, by + end)
    ]
    if not found:
        return
    known = {number.value for one in texts for number in numbers(one)}
    known |= {int(match[1]) for one in texts for match in one.finditer(_STEP)}
    if len(known) < 2:
        return
    for start, end, named in found:
        if int(named.removeprefix("step ")) not in known:
            message = f"The prompt has no {named}: its numbers go up to {max(known)}"
            yield Problem(reading.span(start, end), message)


def _sent_to(text: str) -> tuple[tuple[int, int, int, str], ...]:
    """Steps that the reader is sent to: where the words before each start, where it starts and ends, and its name."""
    if "tep " not in text:
        return ()
    lowered = in_lower_case(text)
    return tuple(
        (words.start(), *match.span(), match.group())
        for match in _STEP_NUMBER.finditer(lowered)
        if (words := _SENT_TO.search(lowered, max(0, match.start() - _BEFORE), match.start()))
    )


def _counts(reading: Reading) -> Iterator[Problem]:
    counted = (
        (by + start, by + end, count)
        for by, found in reading.outside_code(_counted)
        for _, start, end, count in found
    )
    for start, end, count in islice(counted, _MOST_COUNTED):
        after = reading.line(reading.row(end))[1]
        items, length = _items(reading.text, after)
        said = _WORDS.index(count) if count in _WORDS else int(count)
        if items and items != said and not reading.has_statement(after, after + length + 1):
            message = f"The list that follows has {items} items, not {count}"
            yield Problem(reading.span(start, end), message)


def _counted(text: str) -> tuple[tuple[int, int, int, str], ...]:
    """Announcements of a list: where each starts, where its count starts and ends, and the count."""
    found = []
    at = text.find("ollowing ")
    while at >= 0:
        match = _COUNTED.match(text, at - 1) if at else None
        if match is not None:
            found.append((match.start(), *match.span("count"), match["count"].lower()))
        at = text.find("ollowing ", at + 1)
    return tuple(found)


def _items(text: str, start: int) -> tuple[int, int]:
    """How many items the list has that starts at a line, blank lines before it aside, and its length."""
    indent: int | None = None
    count = 0
    at = start
    for match in islice(_LINE.finditer(text, start), _LONGEST):
        line = match[0].rstrip("\r\n").expandtabs(4)
        at = match.start()
        if not line.strip():
            continue
        depth = len(line) - len(line.lstrip())
        item = _ITEM.match(line)
        if indent is None:
            if item is None:
                return 0, at - start
            indent = depth
        if depth < indent or (depth == indent and item is None):
            return count, at - start
        count += item is not None and depth == indent
        at = match.end()
    return (count, at - start) if at >= len(text) else (0, 0)


DANGLING_SECTION_REF = Rule(
    code="X003",
    name="dangling-section-ref",
    severity=Severity.WARNING,
    summary="The prompt points at a part of itself that is not there.",
    docs=__doc__,
    check=_check,
)
