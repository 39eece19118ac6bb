"""Suppression: `ignore` for the next line, `ignore-start` to `ignore-end`, `ignore-file`; and what none of them hid.

Above a statement of Python or an entry of YAML or TOML, `ignore` means the whole prompt that begins there: its words stand
on lines in which there is no place for a comment. Behind code, `ignore` means that line too, with the prompt or message
that ends on it or, where an opening bracket or a key stands before it, that begins below.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field, replace
from operator import attrgetter
from typing import TYPE_CHECKING

from motjuste.document.directives import whole_lines
from motjuste.text.position import BLANK_LINE, LineIndex
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from motjuste.document.model import Directive, Document
    from motjuste.lint.finding import Finding

_CLOSED = re.compile(r"[\s)\]},;\"']*+(?:\.\w++\([^()\r\n]{0,80}\)[\s)\]},;\"']*+)*+")
"""What may stand between the words of a prompt and the end of its statement: brackets, a call of `strip`."""
_FARTHEST = 200
"""Characters of that."""
_OPENERS = ("(", "[", "{", ":", "|", ">", "\\")
"""What stands at the end of a line whose statement or entry goes on below."""
_SHORT = 4
"""Rows of a suppression that is kept row by row, so that thousands of them do not cost their square."""
NEVER_HIDDEN = frozenset({"N000"})
"""That a rule crashed must be seen."""


@dataclass(slots=True)
class Suppression:
    """One directive: the lines it covers and which of its selectors hid something."""

    directive: Directive
    first: int
    last: int
    """Rows from 1, both covered."""
    used: set[str] = field(default_factory=set)
    unclosed: bool = False
    """Whether it is a start without an end, which reaches to the end of the file."""

    @property
    def selectors(self) -> tuple[str, ...]:
        """Codes, beginnings of codes, or names of rules; a bare directive means all."""
        return self.directive.arguments or ("ALL",)

    def hides(self, finding: Finding, row: int) -> bool:
        """Whether this directive covers a finding on a row; remembers that it did."""
        if not self.first <= row <= self.last or finding.code in NEVER_HIDDEN:
            return False
        matching = {one for one in self.selectors if covers(one, finding.code, finding.name)}
        self.used |= matching
        return bool(matching)


def covers(selector: str, code: str, name: str) -> bool:
    """Whether a word of a directive means a rule: `T002`, `T`, `undefined-variable` or `ALL`."""
    return selector.upper() == "ALL" or code.startswith(selector.upper()) or selector.lower() == name


class Suppressions:
    """All suppressions of one file, by lines of its source. Findings of other origin (marks) can be asked about too."""

    def __init__(self, document: Document, *others: Document) -> None:
        """Take the file's documents; each knows the directives that are its own and those of the file."""
        prompts = (document, *others)
        self.document = _whole(prompts) if others else document
        """The file, with the directives of all its prompts."""
        self.lines = LineIndex(document.source)
        known = self.document.directives
        self.all = tuple(_suppressions(self.document, prompts, self.lines)) if known else ()
        self._long = [one for one in self.all if one.last - one.first >= _SHORT]
        self._lines: dict[int, list[Suppression]] = {}
        for one in self.all:
            for row in range(one.first, one.last + 1) if one.last - one.first < _SHORT else ():
                self._lines.setdefault(row, []).append(one)

    def hides(self, finding: Finding, *, but: Suppression | None = None) -> bool:
        """Whether a directive hides a finding, by the row of the source where it begins. All that cover it count as used.

        Args:
            finding: Anything that is told of the file.
            but: A directive that has no say, as the finding is about it.
        """
        if not self.all:
            return False
        row, _ = self.lines.row_column(finding.span.start)
        others = (one for one in (*self._lines.get(row, ()), *self._long) if one is not but)
        hiding = [one for one in others if one.hides(finding, row)]
        return bool(hiding)

    def unused(self, checked: Callable[[str], bool]) -> Iterable[tuple[Suppression, tuple[str, ...]]]:
        """Each suppression that has selectors which hid nothing, with those of them for which `checked` holds."""
        for one in self.all:
            idle = tuple(
                word for word in dict.fromkeys(one.selectors) if word not in one.used and checked(word)
            )
            if idle:
                yield one, idle


def _whole(prompts: Sequence[Document]) -> Document:
    directives = {one for prompt in prompts for one in prompt.directives}
    return replace(prompts[0], directives=tuple(sorted(directives, key=attrgetter("span"))))


def _suppressions(document: Document, prompts: Sequence[Document], lines: LineIndex) -> Iterable[Suppression]:
    opened: list[Suppression] = []
    below = _rows_below(document, lines)
    parts = _parts(prompts)
    for directive in document.directives:
        place = document.outer(directive.span)
        row, _ = lines.row_column(place.start)
        if directive.name == "ignore-file":
            yield Suppression(directive, 1, lines.line_count)
        elif directive.name == "ignore":
            after = lines.row_column(place.end)[0] + 1
            target = below.get(after, after)
            last = max(target, _end_of_prompt(document, directive, prompts, lines))
            first = target
            if trails_code(document.text, directive.span):
                first = min(row, _start_of_own(document, directive, parts, lines))
            yield Suppression(directive, first, last)
        elif directive.name == "ignore-start":
            opened.append(Suppression(directive, row, lines.line_count))
        elif directive.name == "ignore-end":
            closed = _closed_by(directive, opened)
            for one in closed:
                one.last = row
                opened.remove(one)
            yield from closed
    yield from (replace(one, unclosed=True) for one in opened)


def _end_of_prompt(
    document: Document, directive: Directive, prompts: Sequence[Document], lines: LineIndex
) -> int:
    """The last row of the prompt whose statement or entry begins below a directive; 0 if none does."""
    if not _stands_alone(document.text, directive.span) and not _goes_on(document.text, directive.span):
        return 0
    below: list[Span] = []
    for prompt in prompts:
        if not prompt.quoted or not prompt.messages:
            continue
        whole = Span(prompt.messages[0].span.start, prompt.messages[-1].span.end)
        if whole.start <= directive.span.start < whole.end:
            return 0
        if whole.start >= directive.span.end:
            below.append(whole)
    if not below or BLANK_LINE.search(document.text, directive.span.end, min(below).start):
        return 0
    return lines.row_column(document.outer(min(below)).end)[0]


def trails_code(text: str, span: Span) -> bool:
    """Whether a directive is a `# …` comment behind code on its line."""
    start = max(text.rfind("\n", 0, span.start), text.rfind("\r", 0, span.start)) + 1
    return text.startswith("#", span.start) and bool(text[start : span.start].strip())


def _goes_on(text: str, span: Span) -> bool:
    """Whether a directive stands behind the first line of a statement or entry that goes on below."""
    if not trails_code(text, span):
        return False
    start = max(text.rfind("\n", 0, span.start), text.rfind("\r", 0, span.start)) + 1
    return text[start : span.start].rstrip(" \t+-0123456789").endswith(_OPENERS)


def _parts(prompts: Sequence[Document]) -> tuple[list[Span], ...]:
    """All messages, and all prompts from their first message to their last, each by where they end."""
    turns = [message.span for prompt in prompts for message in prompt.messages]
    wholes = [
        Span(prompt.messages[0].span.start, prompt.messages[-1].span.end)
        for prompt in prompts
        if prompt.quoted and prompt.messages
    ]
    return sorted(turns, key=attrgetter("end")), sorted(wholes, key=attrgetter("end"))


def _start_of_own(
    document: Document, directive: Directive, parts: Iterable[Sequence[Span]], lines: LineIndex
) -> int:
    """The first row of what ends on the row of a directive that trails it, or just above a row of closing brackets."""
    at = directive.span.start
    row = lines.row_column(document.outer(directive.span).start)[0]
    first = row
    for spans in parts:
        index = bisect_right(spans, at, key=attrgetter("end")) - 1
        if index < 0:
            continue
        nearest = spans[index]
        own = document.outer(nearest)
        between = Span(nearest.end, min(at, nearest.end + _FARTHEST + 1)).of(document.text)
        closed = len(between) <= _FARTHEST and _CLOSED.fullmatch(between) is not None
        if closed or lines.row_column(own.end)[0] == row:
            first = min(first, lines.row_column(own.start)[0])
    return first


def _closed_by(directive: Directive, opened: Sequence[Suppression]) -> list[Suppression]:
    """An `ignore-end` closes the starts of the same codes; a bare one closes all."""
    if not directive.arguments:
        return list(opened)
    return [one for one in opened if set(one.directive.arguments) <= set(directive.arguments)]


def _rows_below(document: Document, lines: LineIndex) -> dict[int, int]:
    """For each row that holds nothing but a directive, the first row below it that holds something else."""
    alone = {
        lines.row_column(document.outer(one.span).start)[0]
        for one in document.directives
        if _stands_alone(document.text, one.span)
    }
    below: dict[int, int] = {}
    for row in sorted(alone, reverse=True):
        below[row] = below.get(row + 1, row + 1)
    return below


def _stands_alone(text: str, span: Span) -> bool:
    """Whether nothing but the directive stands on its line."""
    return whole_lines(text, span) != span or (span.start == 0 and span.end == len(text))


def word_span(document: Document, directive: Directive, word: str) -> Span:
    """Where a word stands inside a directive; the whole directive if it cannot be told."""
    start = document.text.find(word, directive.span.start, directive.span.end)
    return directive.span if start < 0 else Span(start, start + len(word))
