"""X001 unbalanced-tag: a section tag is opened and not closed, or closed and not opened.

## What it does

Reads the XML-like tags of a prompt, outside code, and reports a tag alone on its line that lacks its other half: an
opening tag whose name is closed elsewhere or which stands between sections that are closed, and a closing tag of a
name that nothing has opened. Placeholders (`<file_name>`), tags named in a sentence (`use <answer> tags`), HTML's
elements without an end tag, and templates that choose between texts are left alone; so is a tag that the last lines of
a prompt leave open for the model to go on in.

## Why is this bad

Tags tell a model where the instructions end and the material begins. When one half is missing, the rest of the
prompt belongs to the wrong section, or to none.

## Example

```text
<rules>
Answer in one word.

<ticket>
{{ ticket }}
</ticket>
<rules>
Answer politely.
</rules>
```

Write `</rules>` below `Answer in one word.`

## Fix safety

Correcting a misspelt closing tag is unsafe: the other half may be the one that is wrong. Where a half is missing
there is no fix, since only the author knows where the section ends.

## Evidence

Anthropic's prompt guide asks for sections in XML tags, closed and named alike throughout; agnix checks the same
(XML-001 to XML-003). Of 1,632 public prompt files 408 have a `<placeholder>` that nothing should close, hence the
narrow conditions.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from motjuste.lint.finding import Applicability, Fix, Related, Severity
from motjuste.lint.reading import line_ends, readings
from motjuste.lint.rule import Problem, Rule
from motjuste.text.edit import Edit
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from motjuste.document.model import Document
    from motjuste.lint.context import LintContext
    from motjuste.lint.reading import Reading

_TAG = re.compile(r"<(?P<close>/?)(?P<name>[A-Za-z][\w.:-]{0,60})(?P<rest>[^<>\r\n]{0,300})>")
_ALONE = re.compile(r"(?m)^(?P<indent>[ \t]*+)(?P<tag><[^<>\r\n]{1,400}>)[ \t]*+\r?$")
_ATTRIBUTES = re.compile(r"(?:\s*=\s*\S|\s+[\w:-]+\s*=).*|\s*", re.DOTALL)
_NO_END = frozenset(
    {
        "area",
        "base",
        "body",
        "br",
        "col",
        "colgroup",
        "dd",
        "dt",
        "embed",
        "head",
        "hr",
        "html",
        "img",
        "input",
    }
    | {"li", "link", "meta", "option", "p", "param", "source", "tbody", "td", "tfoot", "th", "thead", "tr"}
    | {"track", "wbr"}
)
"""HTML elements that have no end tag or may go without."""
_LAST_LINES = 3
"""So many lines below an open tag, at the end of a prompt, are for the model to go on from."""
_NEAR = 0.8
"""Likeness of two names, one of which is misspelt."""
_MOST_TAGS = 100_000
"""So many tags are compared; of a part of them none could be told to be left open."""
_MOST = 200
"""Findings a prompt; a text with more is no prompt."""
_NAMES = 30
"""So many names are compared; a text of nothing but unpaired tags must not cost its square."""


@dataclass(slots=True, eq=False)
class _Tag:
    """A tag met."""

    name: str
    reading: Reading
    start: int
    end: int
    """Where it stands in the reading's text."""
    order: tuple[int, int]
    """Its message, and how many tags of that stand before it."""
    alone: bool
    """It is a whole line but for blanks."""
    indent: int
    last: bool
    """Hardly anything stands below it."""
    line: tuple[int, int, int]
    """Message, stretch and line: the same for tags of one line."""

    @property
    def span(self) -> Span:
        """In the document."""
        return self.reading.span(self.start, self.end)


@dataclass(slots=True)
class _Open:
    """Opening tags of one name that wait for their end: those alone on their line, and those in a sentence."""

    sections: list[_Tag] = field(default_factory=list)
    mentions: list[_Tag] = field(default_factory=list)


@dataclass(slots=True)
class _Pairing:
    """What was paired, and what was not."""

    waiting: dict[str, _Open] = field(default_factory=lambda: defaultdict(_Open))
    stray: list[_Tag] = field(default_factory=list)
    """Closing tags, alone on their line, of a name that was not open."""
    pairs: list[tuple[_Tag, _Tag]] = field(default_factory=list)
    """Sections, both tags alone on their lines."""


def _check(document: Document, _context: LintContext) -> Iterator[Problem]:
    return islice(_faults(document), _MOST)


def _faults(document: Document) -> Iterator[Problem]:
    texts = readings(document)
    if not any(reading.holds("</") for reading in texts) or any(reading.branches for reading in texts):
        return
    if sum(count for reading in texts for _, count in reading.each(_count)) > _MOST_TAGS:
        return
    pairing = _Pairing()
    for number, reading in enumerate(texts):
        for closes, tag in _tags(reading, number, is_final=number == len(texts) - 1):
            if closes:
                _close(tag, pairing)
            else:
                waiting = pairing.waiting[tag.name]
                (waiting.sections if tag.alone else waiting.mentions).append(tag)
    yield from _misspelt_or_stray(document, pairing)
    yield from _never_closed(pairing)


def _tags(reading: Reading, number: int, *, is_final: bool) -> Iterator[tuple[bool, _Tag]]:
    tail = _tail(reading.text) if is_final else len(reading.text)
    order = 0
    for by, seen in reading.outside_code(_seen):
        for one in seen:
            start = by + one.start
            if not reading.is_literal(start, by + one.rest):
                continue
            order += 1
            line, place = (number, by, one.row), (start, by + one.end, (number, order))
            yield one.closes, _Tag(one.name, reading, *place, one.alone, one.indent, start >= tail, line)


class _Seen(NamedTuple):
    """What a tag's own line says of it."""

    start: int
    rest: int
    end: int
    """Where it starts, where its name ends, and where it does."""
    name: str
    closes: bool
    alone: bool
    indent: int
    row: int


def _seen(text: str) -> tuple[_Seen, ...]:
    """The tags of some lines that need another half."""
    if "<" not in text:
        return ()
    alone = {match.start("tag"): len(match["indent"]) for match in _ALONE.finditer(text)}
    ends = line_ends(text)
    found = []
    for match in _TAG.finditer(text):
        start, name, rest = match.start(), match["name"], match["rest"]
        if name.lower() not in _NO_END and not rest.endswith("/"):
            section = start in alone and _ATTRIBUTES.fullmatch(rest) is not None
            place = (start, match.start("rest"), match.end())
            row = bisect_right(ends, start)
            found.append(_Seen(*place, name, bool(match["close"]), section, alone.get(start, 0), row))
    return tuple(found)


def _count(text: str) -> int:
    return text.count("<")


def _tail(text: str) -> int:
    """Where the last lines begin."""
    at = len(text.rstrip())
    for _ in range(_LAST_LINES + 1):
        at = max(text.rfind("\n", 0, at), text.rfind("\r", 0, at), 0)
    return at


def _close(tag: _Tag, pairing: _Pairing) -> None:
    """Pair a closing tag with the opening one of its own kind that was met last."""
    waiting = pairing.waiting[tag.name]
    same_line = bool(waiting.mentions) and waiting.mentions[-1].line == tag.line
    if waiting.sections and not same_line:
        opening = waiting.sections.pop()
        if tag.alone:
            pairing.pairs.append((opening, tag))
    elif waiting.mentions:
        waiting.mentions.pop()
    elif tag.alone:
        pairing.stray.append(tag)


def _misspelt_or_stray(document: Document, pairing: _Pairing) -> Iterator[Problem]:
    """Closing tags that close nothing; the section whose name is nearly theirs is told with them, and only there."""
    for tag in pairing.stray:
        other = _nearly(tag, pairing)
        if other is not None:
            pairing.waiting[other.name].sections.remove(other)
            row = document.line(other.span.start)
            related = (Related(document.path, row, "This tag is open"),)
            message = f"`</{tag.name}>` closes nothing; did you mean `</{other.name}>`?"
            edit = Edit(Span(tag.span.start + 2, tag.span.start + 2 + len(tag.name)), other.name)
            fix = Fix(f"Rename it to `</{other.name}>`", (edit,), Applicability.UNSAFE)
            yield Problem(tag.span, message, fix, related)
        else:
            message = f"`</{tag.name}>` closes nothing: no `<{tag.name}>` is open here"
            yield Problem(tag.span, message)


def _nearly(tag: _Tag, pairing: _Pairing) -> _Tag | None:
    """The section opened last above a closing tag whose name differs from it by a slip."""
    best: _Tag | None = None
    for name, waiting in list(pairing.waiting.items())[-_NAMES:]:
        if name == tag.name or abs(len(name) - len(tag.name)) > 3:
            continue
        above = [one for one in waiting.sections[-_NAMES:] if one.order < tag.order]
        if above and SequenceMatcher(None, name.lower(), tag.name.lower()).ratio() >= _NEAR:
            best = above[-1] if best is None or above[-1].order > best.order else best
    return best


def _never_closed(pairing: _Pairing) -> Iterator[Problem]:
    """Sections without an end, of a name that is closed elsewhere, or between two sections of their own depth."""
    closed = {opening.name for opening, _ in pairing.pairs}
    reach: dict[int, tuple[tuple[int, int], tuple[int, int]]] = {}
    for opening, closing in pairing.pairs:
        first, last = reach.get(opening.indent, (closing.order, opening.order))
        reach[opening.indent] = (min(first, closing.order), max(last, opening.order))
    for waiting in pairing.waiting.values():
        for tag in waiting.sections:
            first, last = reach.get(tag.indent, (tag.order, tag.order))
            between = first < tag.order < last
            if not tag.last and (tag.name in closed or between):
                yield Problem(
                    tag.span, f"`<{tag.name}>` is never closed; write `</{tag.name}>` where it ends"
                )


UNBALANCED_TAG = Rule(
    code="X001",
    name="unbalanced-tag",
    severity=Severity.WARNING,
    summary="A section tag is opened and not closed, or closed and not opened.",
    docs=__doc__,
    check=_check,
)
