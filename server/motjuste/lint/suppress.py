"""Suppression: `ignore` for the next line, `ignore-start` to `ignore-end`, `ignore-file`; and what none of them hid.

Above a statement of Python or an entry of YAML or TOML, `ignore` means the whole prompt that begins there: its words stand
on lines in which there is no place for a comment. Behind code, `ignore` means that line too, with the prompt or message
that ends on it or, where an opening bracket or a key stands before it, that begins below.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right, insort
from dataclasses import dataclass, replace
from operator import attrgetter, itemgetter
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
NEVER_HIDDEN = frozenset({"N000"})
"""That a rule crashed must be seen."""


@dataclass(slots=True)
class Suppression:
    """One directive and the lines it covers."""

    directive: Directive
    first: int
    last: int
    """Rows from 1, both covered."""
    unclosed: bool = False
    """Whether it is a start without an end, which reaches to the end of the file."""

    @property
    def selectors(self) -> tuple[str, ...]:
        """Codes, beginnings of codes, or names of rules; a bare directive means all."""
        return self.directive.arguments or ("ALL",)


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
        self._rows = _rows_by_selector(self.all)
        self._meant: dict[tuple[str, str], list[str]] = {}
        """The selectors that mean a rule, by its code and name."""
        self._asked: dict[tuple[str, str], list[int]] = {}
        """The rows, sorted, of the findings that were asked about, by their rule."""

    def hides(self, finding: Finding) -> bool:
        """Whether a directive hides a finding, by the row of the source where it begins. All that cover it count as used."""
        if not self.all or finding.code in NEVER_HIDDEN:
            return False
        row, _ = self.lines.row_column(finding.span.start)
        rule = (finding.code, finding.name)
        if rule not in self._meant:
            self._meant[rule] = [one for one in self._rows if covers(one, *rule)]
        insort(self._asked.setdefault(rule, []), row)
        return any(_holds(self._rows[selector], row) for selector in self._meant[rule])

    def unused(self, checked: Callable[[str], bool]) -> Iterable[tuple[Suppression, tuple[str, ...]]]:
        """Each suppression that has selectors which hid nothing, with those of them for which `checked` holds."""
        for one in self.all:
            idle = tuple(
                word for word in dict.fromkeys(one.selectors) if not self._used(one, word) and checked(word)
            )
            if idle:
                yield one, idle

    def _used(self, one: Suppression, selector: str) -> bool:
        """Whether a finding that was asked about stands on a row of a suppression and is meant by its selector."""
        for rule, rows in self._asked.items():
            at = bisect_left(rows, one.first)
            if at < len(rows) and rows[at] <= one.last and covers(selector, *rule):
                return True
        return False


def _rows_by_selector(suppressions: Iterable[Suppression]) -> dict[str, list[tuple[int, int]]]:
    """The rows that each selector covers, first and last: sorted and disjoint."""
    found: dict[str, list[tuple[int, int]]] = {}
    for one in sorted(suppressions, key=attrgetter("first")):
        for selector in one.selectors if one.first <= one.last else ():
            rows = found.setdefault(selector, [])
            if rows and one.first <= rows[-1][1]:
                rows[-1] = (rows[-1][0], max(rows[-1][1], one.last))
            else:
                rows.append((one.first, one.last))
    return found


def _holds(rows: Sequence[tuple[int, int]], row: int) -> bool:
    at = bisect_right(rows, row, key=itemgetter(0)) - 1
    return at >= 0 and row <= rows[at][1]


def _whole(prompts: Sequence[Document]) -> Document:
    directives = {one for prompt in prompts for one in prompt.directives}
    return replace(prompts[0], directives=tuple(sorted(directives, key=attrgetter("span"))))


def _suppressions(document: Document, prompts: Sequence[Document], lines: LineIndex) -> Iterable[Suppression]:
    opened = _Opened()
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
            opened.add(Suppression(directive, row, lines.line_count))
        elif directive.name == "ignore-end":
            for one in opened.closed_by(directive):
                one.last = row
                yield one
    for one in opened.left():
        # It must not hide that nothing ends it.
        one.first, one.unclosed = one.first + 1, True
        yield one


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


class _Opened:
    """The starts that no end has closed yet, by one of their codes: an end closes those that have no other than its own."""

    def __init__(self) -> None:
        self._by_code: dict[str, dict[frozenset[str], list[Suppression]]] = {}

    def add(self, one: Suppression) -> None:
        """Take a start in; one without codes stands under an empty one."""
        codes = frozenset(one.directive.arguments)
        self._by_code.setdefault(min(codes, default=""), {}).setdefault(codes, []).append(one)

    def closed_by(self, end: Directive) -> list[Suppression]:
        """Take out, in their order, the starts that an end closes; a bare end closes all."""
        if not end.arguments:
            return self.left()
        codes = frozenset(end.arguments)
        closed: list[Suppression] = []
        for code in {"", *codes} & self._by_code.keys():
            starts = self._by_code[code]
            for group in [group for group in starts if group <= codes]:
                closed += starts.pop(group)
        return sorted(closed, key=_place)

    def left(self) -> list[Suppression]:
        """Take out all of them, in their order."""
        every = [one for starts in self._by_code.values() for group in starts.values() for one in group]
        self._by_code.clear()
        return sorted(every, key=_place)


def _place(one: Suppression) -> int:
    return one.directive.span.start


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
