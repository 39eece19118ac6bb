"""X002 unclosed-fence: a code fence is opened and never closed.

## What it does

Pairs the fences of every message as CommonMark does, quotes and lists included, and reports one that nothing closes.
Where an earlier block holds a fence of its own length, that block ends at the inner fence's close and everything
after it is upside down: then the finding is at the earlier fence. A fence in the last lines of a message, with no
paragraph below it, is left alone, for it asks the model to go on with code; not so in files of instructions. So are fences in templates that choose
between texts, and in Python those of a string that the program puts together with others, or may.

## Why is this bad

All that follows an open fence is code: instructions, headings and the user's input among it. Editors show it as
code, and a model that was told "the code below" takes the rest of the prompt for it.

## Example

````text
```json
{"group": "delivery"}

Answer with such an object.
````

Write a line of three backticks below the object. Where a block shows fences, open and close it with four backticks.

## Fix safety

Closing the fence at the end of the message is unsafe: by the rules of Markdown it changes nothing, but the block may have
been meant to end before. It is offered where a fence that names its language is left open. A block cut short by the end of its list item, and a
fence inside another, have no fix: only the author knows where the block should end.

## Evidence

CommonMark 0.31, section 4.5: a fence that is not closed runs to the end of its container. agnix checks the same
(AGM-001). In 1,632 public prompt files each fence found this way was broken, most by a block that holds another.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from motjuste.lint.fences import Fence, read_fences
from motjuste.lint.finding import Applicability, Fix, Related, Severity
from motjuste.lint.reading import readings
from motjuste.lint.rule import Problem, Rule
from motjuste.text.edit import Edit
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from motjuste.document.model import Document
    from motjuste.lint.context import LintContext
    from motjuste.lint.reading import Reading

_MOST_FENCES = 50_000
"""Fences of a message that are looked at."""
_INNER = re.compile(r"(?m)^[ \t]*(?P<mark>`{3,}|~{3,})[ \t]*[A-Za-z][\w+#.-]*[ \t]*\r?$")
"""A line in a block that looks like the start of another block."""

_MARK = re.compile(
    r"(?m)^(?P<before>[^\r\n`~]*+(?:(?!```|~~~)[`~][^\r\n`~]*+)*+)(?P<mark>`{3,}|~{3,})(?P<info>[^\r\n]*)"
)

_LONE_CR = re.compile(r"\r(?!\n)")
_LAST_LINES = 3
"""So many lines below an open fence, at the end of a message, are for the model to go on from."""
_NOTES = frozenset({"agents-md", "instructions", "skill", "agent", "claude-agent", "chatmode", "cursor-rule"})
"""Formats of files that stand above a talk: no answer goes on where they end."""
_PARAGRAPH = re.compile(
    r"(?:\r\n|\r|\n)[ \t]*(?:\r\n|\r|\n)[ \t]*(?:(?:[-*+>]|\d{1,3}[.)]|\#{1,6})[ \t]+)?"
    r"[A-Z][\w'-]*+(?: [`\"'(]?\w[\w'-]*+[`\"'),;]?){2}[^\r\n]*[.:!?][ \t]*(?:[\r\n]|\Z)"
)
"""Below an empty line, words that no program would hold: a block does not end in them."""

_LINE_END = re.compile(r"\r\n|\r|\n")


def _check(document: Document, _context: LintContext) -> Iterator[Problem]:
    for reading in readings(document):
        if not reading.holds("```") and not reading.holds("~~~"):
            continue
        # Read as a whole, a text is not worth the second look.
        if not reading.stretches.whole and _all_closed(reading):
            continue
        fences = list(islice(read_fences(reading.text, Span(0, len(reading.text))), _MOST_FENCES))
        if all(fence.closing for fence in fences) or reading.branches:
            continue
        yield from _unclosed(document, reading, fences)


def _all_closed(reading: Reading) -> bool:
    """Whether it is plain that nothing is open: all marks stand at the left margin, where no list or quote matters."""
    opened: tuple[str, int] | None = None
    for _, marks in reading.each(_marks_at_margin):
        for mark in marks:
            if mark is None:
                return False
            char, length, info = mark
            if opened is None:
                opened = (char, length) if char == "~" or "`" not in info else None
            elif opened[0] == char and length >= opened[1] and not info:
                opened = None
    return opened is None


def _marks_at_margin(text: str) -> tuple[tuple[str, int, str] | None, ...]:
    """What fences of a stretch are made of, how long they are, and the words behind; None for any that need a close look."""
    if "```" not in text and "~~~" not in text:
        return ()
    if _LONE_CR.search(text):
        return (None,)
    found: list[tuple[str, int, str] | None] = []
    for match in _MARK.finditer(text):
        mark, info = match["mark"], match["info"]
        plain = not match["before"] and "\t" not in info
        found.append((mark[0], len(mark), info.strip(" ")) if plain else None)
    return tuple(found)


def _unclosed(document: Document, reading: Reading, fences: list[Fence]) -> Iterator[Problem]:
    culprit: tuple[Fence, int] | None = None
    for fence in fences:
        if fence.closing is None:
            if culprit is not None:
                yield _nested(document, reading, culprit, fence)
            elif fence.body.of(reading.text).strip() and not _goes_on(document, reading, fence):
                yield _open(reading, fence)
            culprit = None
        elif culprit is None and (inner := _inner(reading, fence)) is not None:
            culprit = (fence, inner)


def _inner(reading: Reading, fence: Fence) -> int | None:
    """Where a block that is closed holds a line that would start another block of the same kind."""
    for match in _INNER.finditer(reading.text, fence.body.start, fence.body.end):
        if match["mark"][0] == fence.char and len(match["mark"]) >= len(fence.mark):
            return match.start("mark")
    return None


def _nested(document: Document, reading: Reading, culprit: tuple[Fence, int], open_fence: Fence) -> Problem:
    fence, inner = culprit
    closing = fence.closing or fence.mark
    row = document.line(reading.span(closing.start, closing.end).start)
    related = tuple(
        Related(document.path, document.line(reading.span(at, at + 1).start), message)
        for at, message in (
            (inner, "The fence inside it"),
            (closing.start, "Here the block ends"),
            (open_fence.mark.start, "This fence is never closed"),
        )
    )
    mark = fence.char * (len(fence.mark) + 1)
    message = (
        f"This block holds another fence, so it ends at line {row}, and a later fence is never closed; "
        f"open and close the outer block with {mark}"
    )
    return Problem(reading.span(fence.mark.start, fence.mark.end), message, related=related)


def _goes_on(document: Document, reading: Reading, fence: Fence) -> bool:
    """Whether an open fence may be closed by what is not written here: the model's answer, or another string."""
    if fence.body.end < len(reading.text) or document.format in _NOTES:
        return False
    if document.format == "python" and _is_joined(document):
        return True
    body = fence.body.of(reading.text)
    if _PARAGRAPH.search(body):
        return False
    if len(body.strip().splitlines()) <= _LAST_LINES:
        return True
    return document.format == "python" and fence.mark.start * 3 >= len(reading.text) * 2


def _is_joined(document: Document) -> bool:
    """Whether the program adds something to the string, or the string to something, by its name."""
    name = re.escape((document.name or "").rpartition(".")[2])
    return bool(name) and re.search(rf"\b{name}[ \t]*\+|\+[ \t]*{name}\b", document.source) is not None


def _open(reading: Reading, fence: Fence) -> Problem:
    text = reading.text
    at_end = fence.body.end >= len(text)
    if not at_end:
        message = "This fence is not closed before its list item or quote ends, so the code ends there too"
        return Problem(reading.span(fence.mark.start, fence.mark.end), message)
    fix = _closing(reading, fence)
    return Problem(
        reading.span(fence.mark.start, fence.mark.end),
        "This code fence is never closed: all that follows is code",
        fix,
    )


def _closing(reading: Reading, fence: Fence) -> Fix | None:
    """A closing line below the last one, for a fence in no quote or list item that surely opens a block."""
    text = reading.text
    if not fence.info:  # it may be meant to close a block that was never opened
        return None
    line_start = max(text.rfind("\n", 0, fence.mark.start), text.rfind("\r", 0, fence.mark.start)) + 1
    if text[line_start : fence.mark.start].strip(" ") or fence.mark.start - line_start > 3:
        return None
    end = len(text.rstrip())
    newline = _line_end_at(text, fence.mark)
    edit = Edit(Span(at := reading.span(end - 1, end).end, at), newline + fence.mark.of(text))
    return Fix("Close the fence at the end", (edit,), Applicability.UNSAFE)


def _line_end_at(text: str, fence: Span) -> str:
    """The line end behind a fence, else the one before it: a file may have several kinds."""
    after = _LINE_END.search(text, fence.end)
    if after is not None:
        return after[0]
    before = _LINE_END.findall(text, 0, fence.start)
    return str(before[-1]) if before else "\n"


UNCLOSED_FENCE = Rule(
    code="X002",
    name="unclosed-fence",
    severity=Severity.ERROR,
    summary="A code fence is opened and never closed.",
    docs=__doc__,
    check=_check,
)
