"""A Python expression read as the words of a prompt: strings joined, stripped, dedented, filled; never evaluated."""

from __future__ import annotations

import ast
import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import TYPE_CHECKING

from motjuste.document.encoded import Hole, Strand
from motjuste.document.python_dedent import Dedent, cleandoc, dedent
from motjuste.document.python_literals import Literal, Unreadable, literal_parts, read_literals
from motjuste.document.python_quoting import PythonQuoting
from motjuste.document.transcript import Escape
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from motjuste.document.python_source import PythonSource

_PLAIN_HOLE = re.compile(r"\{\s*([^\W\d]\w*)\s*(?:![rsa])?(?::[^{}]*)?\}")
_STRIPS = frozenset({"strip", "lstrip", "rstrip"})
_FORMATS = frozenset({"format", "format_map"})


@dataclass(frozen=True, slots=True)
class Words:
    """The words of an expression, in offsets of the source."""

    parts: tuple[Strand | Hole, ...]
    span: Span
    """From the first word to the last that is left."""
    source: str
    """The whole file."""
    dialect: str | None = None
    """What the expression itself does to the braces: `fstring` for `.format(…)`, `none` where that holds for a part; None when nothing."""
    percent: bool = False
    """Whether the `%` operator fills it."""

    @property
    def sample(self) -> str:
        """What reads as text, holes as a letter: enough to judge whether it is prose."""
        return "".join(value for _, value in _runs(self))


def read_words(source: PythonSource, node: ast.expr) -> Words | None:
    """The words of an expression; None if it is none made of string literals."""
    if _is_text(node):
        return _of_literals(source, node)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return _of_sum(source, node)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
        words = read_words(source, node.left)
        return words and replace(words, percent=True)
    return _of_call(source, node) if isinstance(node, ast.Call) else None


def called_name(node: ast.expr) -> str:
    """The last name of what is called or named: `dedent` of `textwrap.dedent`; empty for anything else."""
    if isinstance(node, ast.Call):
        node = node.func
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _is_text(node: ast.expr) -> bool:
    literal = isinstance(node, ast.Constant) and isinstance(node.value, str)
    # Template strings came with Python 3.14; they are cut like f-strings.
    return literal or type(node).__name__ in {"JoinedStr", "TemplateStr"}


def _of_literals(source: PythonSource, node: ast.expr) -> Words | None:
    span = source.span(node)
    try:
        literals = read_literals(source.text, span)
    except Unreadable:
        return None
    parts = tuple(part for literal in literals for part in _cut(source.text, literal))
    words = Words(parts, Span(parts[0].span.start, parts[-1].span.end), source.text) if parts else None
    if words is not None and isinstance(node, ast.Constant) and words.sample != node.value:
        return None
    return words


def _cut(text: str, literal: Literal) -> Iterator[Strand | Hole]:
    """The strands and holes of a literal, in order."""
    line_end = "\r\n" if "\r\n" in literal.body.of(text) else "\n"
    quoting = PythonQuoting(literal.quote, literal.raw, literal.formatted, line_end)
    holes = iter(literal.holes)
    at = 0
    for part in literal_parts(literal):
        first = at
        while at < len(literal.escapes) and literal.escapes[at].span.start < part.end:
            at += 1
        if len(part):
            yield Strand(part, literal.escapes[first:at], quoting)
        hole = next(holes, None)
        if hole is not None:
            match = _PLAIN_HOLE.fullmatch(text, hole.start, hole.end)
            yield Hole(hole, match[1] if match else None, Span(*match.span(1)) if match else None)


def _of_sum(source: PythonSource, node: ast.BinOp) -> Words | None:
    """Operands joined by `+`; those that are no words are holes, and one at least must be words."""
    operands: list[ast.expr] = []
    left: ast.expr = node
    while isinstance(left, ast.BinOp) and isinstance(left.op, ast.Add):
        operands.append(left.right)
        left = left.left
    operands.append(left)
    found = [(one, read_words(source, one)) for one in reversed(operands)]
    readable = [words for _, words in found if words is not None]
    if not readable:
        return None
    parts = tuple(part for one, words in found for part in (words.parts if words else (_hole(source, one),)))
    first, last = found[0][1], found[-1][1]
    start = first.span.start if first else parts[0].span.start
    end = last.span.end if last else parts[-1].span.end
    # `"{a}" + "{b}".format(…)` fills one operand alone: no way of reading braces holds for all of them.
    dialects = {words.dialect for words in readable}
    dialect = dialects.pop() if len(dialects) == 1 else "none"
    percent = any(words.percent for words in readable)
    return Words(parts, Span(start, end), source.text, dialect, percent)


def _hole(source: PythonSource, node: ast.expr) -> Hole:
    span = source.span(node)
    name = node.id if isinstance(node, ast.Name) else None
    return Hole(span, name, span if name else None)


def _of_call(source: PythonSource, node: ast.Call) -> Words | None:
    name = called_name(node)
    if isinstance(node.func, ast.Attribute) and name in _STRIPS | _FORMATS:
        words = read_words(source, node.func.value)
        if words is None or name in _FORMATS:
            return words and replace(words, dialect=words.dialect or "fstring")
        return _stripped(words, name, node.args)
    if name in {"dedent", "cleandoc"} and len(node.args) == 1:
        words = read_words(source, node.args[0])
        found = (dedent if name == "dedent" else cleandoc)(words.sample) if words else None
        return _dedented(words, found) if words and found else words
    return None


def docstring_words(source: PythonSource, node: ast.expr) -> Words | None:
    """A docstring as `inspect.getdoc` gives it."""
    words = read_words(source, node)
    found = cleandoc(words.sample) if words else None
    return _dedented(words, found) if words and found else words


def _stripped(words: Words, method: str, arguments: list[ast.expr]) -> Words:
    text = words.sample
    characters = None
    if arguments:
        if not isinstance(arguments[0], ast.Constant) or not isinstance(arguments[0].value, str):
            return words
        characters = arguments[0].value
    start = 0 if method == "rstrip" else len(text) - len(text.lstrip(characters))
    end = len(text) if method == "lstrip" else len(text.rstrip(characters))
    return _trimmed(words, Span(start, max(start, end)))


def _trimmed(words: Words, kept: Span) -> Words:
    """The words without what stands before and after a span of their text."""
    runs = list(_runs(words))
    starts = _starts(runs)
    start = _source_start(runs, starts, kept.start) if kept.start else words.span.start
    end = _source_end(runs, starts, kept.end) if kept.end < starts[-1] else words.span.end
    return replace(words, span=Span(start, max(start, end)))


def _dedented(words: Words, found: Dedent) -> Words:
    """The words without their indentation."""
    runs = list(_runs(words))
    starts = _starts(runs)
    gone: list[Escape] = []
    for span in found.removed:
        at = bisect_right(starts, span.start) - 1
        while at < len(runs) and starts[at] < span.end:
            run, value = runs[at]
            first, last = max(span.start - starts[at], 0), min(span.end - starts[at], len(value))
            same = len(run) == len(value)
            inner = Span(run.start + first, run.start + last) if same else run
            if first < last:
                gone.append(Escape(inner, ""))
            at += 1
    parts = tuple(
        _without(part, gone, found.margin, first_too=found.first_too) if isinstance(part, Strand) else part
        for part in words.parts
    )
    trimmed = _trimmed(words, found.kept)
    return replace(trimmed, parts=parts)


def _without(strand: Strand, gone: list[Escape], margin: str, *, first_too: bool) -> Strand:
    """The strand with what vanishes from it; `gone` is sorted."""
    first = bisect_right(gone, strand.span.start - 1, key=lambda one: one.span.start)
    last = bisect_right(gone, strand.span.end - 1, key=lambda one: one.span.start)
    removed = gone[first:last]
    taken = {one.span for one in removed}
    kept = (one for one in strand.escapes if one.span not in taken)
    quoting = strand.quoting
    if isinstance(quoting, PythonQuoting):
        quoting = replace(quoting, margin=margin, first_too=first_too)
    escapes = tuple(sorted((*kept, *removed), key=lambda one: one.span))
    return replace(strand, escapes=escapes, quoting=quoting)


def _runs(words: Words) -> Iterator[tuple[Span, str]]:
    """Stretches of the source with what they read as, in order: as written, an escape, or a hole as `x`."""
    for part in words.parts:
        if isinstance(part, Hole):
            yield part.span, "x"
            continue
        position = max(part.span.start, words.span.start)
        limit = min(part.span.end, words.span.end)
        for escape in part.escapes:
            if escape.span.start < position or escape.span.end > limit:
                continue
            if escape.span.start > position:
                yield Span(position, escape.span.start), words.source[position : escape.span.start]
            yield escape.span, escape.value
            position = escape.span.end
        if position < limit:
            yield Span(position, limit), words.source[position:limit]


def _starts(runs: list[tuple[Span, str]]) -> list[int]:
    """Where in the words' text each run begins, and where the last one ends."""
    return [0, *accumulate(len(value) for _, value in runs)]


def _source_start(runs: list[tuple[Span, str]], starts: list[int], offset: int) -> int:
    """Where in the source the words from an offset of their text begin."""
    at = min(bisect_right(starts, offset), len(runs)) - 1
    run, value = runs[at]
    past = offset - starts[at]
    return run.start + past if len(run) == len(value) or not past else run.end


def _source_end(runs: list[tuple[Span, str]], starts: list[int], offset: int) -> int:
    """Where in the source the words up to an offset of their text end."""
    at = max(bisect_left(starts, offset) - 1, 0)
    run, value = runs[at]
    past = offset - starts[at]
    return run.start + past if len(run) == len(value) or not past else run.end
