"""What `textwrap.dedent` and `inspect.cleandoc` take off a text, as spans of it.

Source: the documentation of both in the Python standard library; the results are compared with the real ones.
"""

from __future__ import annotations

import inspect
import re
import textwrap
from dataclasses import dataclass

from motjuste.text.span import Span

_LINE = re.compile(r"(?P<blank>[ \t]*)(?P<rest>[^\n]*)\n?")


@dataclass(frozen=True, slots=True)
class Dedent:
    """What is taken off."""

    removed: tuple[Span, ...]
    """Indentations and blanks on empty lines; sorted, disjoint."""
    kept: Span
    """Without the empty lines at either end that `cleandoc` takes off; all of the text for `dedent`."""
    margin: str
    """The indentation of every line that is not empty."""
    first_too: bool
    """Whether the first line is treated like the others."""

    def of(self, text: str) -> str:
        """What is left of the text."""
        parts, position = [], self.kept.start
        for span in self.removed:
            if span.end <= self.kept.start or span.start >= self.kept.end:
                continue
            parts.append(text[position : max(position, span.start)])
            position = max(position, min(span.end, self.kept.end))
        return "".join((*parts, text[position : self.kept.end]))


def dedent(text: str) -> Dedent | None:
    """What `textwrap.dedent` takes off; None if we cannot say exactly."""
    lines = list(_LINE.finditer(text))
    margin = _common([line["blank"] for line in lines if line["rest"]])
    removed = []
    for line in lines:
        start = line.start()
        size = len(margin) if line["rest"] else len(line["blank"])
        if size:
            removed.append(Span(start, start + size))
    found = Dedent(tuple(removed), Span(0, len(text)), margin, first_too=True)
    return found if found.of(text) == textwrap.dedent(text) else None


def _common(indents: list[str]) -> str:
    """The longest beginning that all share."""
    first, last = min(indents, default=""), max(indents, default="")
    size = 0
    while size < len(first) and first[size] == last[size : size + 1]:
        size += 1
    return first[:size]


def cleandoc(text: str) -> Dedent | None:
    """What `inspect.cleandoc` takes off; None if we cannot say exactly, as with tabs amid the words."""
    lines = [line for line in _LINE.finditer(text) if line.group() or line.start() < len(text)]
    indents = [line["blank"] for line in lines[1:] if line["rest"]]
    size = min(map(len, indents), default=0)
    removed = [Span(0, len(lines[0]["blank"]))] if lines and lines[0]["blank"] else []
    for line in lines[1:]:
        taken = min(size, len(line["blank"]))
        if taken:
            removed.append(Span(line.start(), line.start() + taken))
    margin = next((indent[:size] for indent in indents if len(indent) == size), "")
    found = Dedent(tuple(removed), _without_empty_ends(text, removed), margin, first_too=False)
    return found if found.of(text) == inspect.cleandoc(text) else None


def _without_empty_ends(text: str, removed: list[Span]) -> Span:
    """The text from its first to its last line on which anything is left."""
    left = Dedent(tuple(removed), Span(0, len(text)), "", first_too=False).of(text)
    starts = {span.start: span.end for span in removed}
    start = 0
    for _ in range(len(left) - len(left.lstrip("\n"))):
        start = text.index("\n", starts.get(start, start)) + 1
    end = len(text)
    ends = {span.end: span.start for span in removed}
    for _ in range(len(left) - len(left.rstrip("\n"))):
        end = ends.get(end, end)
        end = text.rindex("\n", start, end) if "\n" in text[start:end] else end
    return Span(start, max(start, end))
