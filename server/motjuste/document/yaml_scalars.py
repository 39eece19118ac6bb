"""The words of YAML scalars in all five styles: where they stand and which stretches read as something else.

The result is compared with the value that the YAML reader gave: a scalar that we would read otherwise is left alone.
Source: YAML 1.2.2, chapters 7 (flow scalars) and 8 (block scalars).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from motjuste.document.encoded import Strand
from motjuste.document.transcript import Escape, reading
from motjuste.document.yaml_quoting import YamlQuoting
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_PROPERTIES = re.compile(r"(?:[&!][^\s,\[\]{}]*[ \t\r\n]+)*")
_HEADER = re.compile(r"(?P<style>[|>])(?P<indicators>[-+1-9]{0,2})[ \t]*(?:#[^\r\n]*)?(?:\r\n|\r|\n)")
_LINE = re.compile(r"(?P<blank> *)(?P<rest>[^\r\n]*)(?P<end>\r\n|\r|\n|\Z)")
_FOLD = re.compile(r"[ \t]*(?P<first>\r\n|\r|\n)(?P<more>(?:[ \t]*(?:\r\n|\r|\n))*)[ \t]*")
_LINE_END = re.compile(r"[ \t]*(?:\r\n|\r|\n)")
_DOUBLE = re.compile(
    r"\\(?:(?P<continued>\r\n|\r|\n)(?P<more>(?:[ \t]*(?:\r\n|\r|\n))*)[ \t]*"
    r"|(?P<simple>[0abt\tnvfre \"/\\N_LP])|x(?P<x>[0-9a-fA-F]{2})|u(?P<u>[0-9a-fA-F]{4})|U(?P<U>[0-9a-fA-F]{8}))"
    r"|(?P<fold>[\r\n])"
)
_SINGLE = re.compile(r"''|[\r\n]")
_BREAK = re.compile(r"[\r\n]")
_SIMPLE = {
    "0": "\0",
    "a": "\a",
    "b": "\b",
    "t": "\t",
    "\t": "\t",
    "n": "\n",
    "v": "\v",
    "f": "\f",
    "r": "\r",
    "e": "\x1b",
    " ": " ",
    '"': '"',
    "/": "/",
    "\\": "\\",
    "N": "\x85",
    "_": "\xa0",
    "L": "\u2028",
    "P": "\u2029",
}
_MOST_INDENT = 200


def scalar_strand(text: str, span: Span, value: str) -> Strand | None:
    """The words of a scalar.

    Args:
        text: The whole file.
        span: The scalar as the YAML reader gives it; tags and anchors may stand before it.
        value: What the YAML reader made of it.

    Returns:
        None for an alias, and where we would read something else than the YAML reader.
    """
    match = _PROPERTIES.match(text, span.start, span.end)
    start = match.end() if match else span.start
    mark = text[start : start + 1]
    if mark in {"|", ">"}:
        return _block(text, start, value)
    if mark == "*" or start >= span.end:
        return None
    line_end = "\r\n" if "\r\n" in span.of(text) else "\n"
    if mark in {'"', "'"}:
        inner = Span(start + 1, max(start + 1, span.end - 1))
        escapes = _double(text, inner) if mark == '"' else _single(text, inner)
        return _checked(text, Strand(inner, tuple(escapes), YamlQuoting(mark, line_end=line_end)), value)
    inner = Span(start, start + len(text[start : span.end].rstrip()))
    return _checked(
        text, Strand(inner, tuple(_folds(text, inner)), YamlQuoting("", line_end=line_end)), value
    )


def _checked(text: str, strand: Strand, value: str) -> Strand | None:
    """The strand, if it reads as the value."""
    return strand if reading(text, strand.span, strand.escapes) == value else None


def _folds(text: str, span: Span) -> Iterator[Escape]:
    """The line folds of a plain or quoted scalar."""
    position = span.start
    while (match := _BREAK.search(text, position, span.end)) is not None:
        fold = _fold_at(text, position, match.start(), span.end)
        yield from _fold(text, fold)
        position = fold.end()


def _fold_at(text: str, floor: int, line_end: int, limit: int) -> re.Match[str]:
    """The fold round a line end. The blanks before it are looked for backwards: a search would begin at each of them."""
    start = floor + len(text[floor:line_end].rstrip(" \t"))
    fold = _FOLD.match(text, start, limit)
    assert fold is not None
    return fold


def _fold(text: str, match: re.Match[str]) -> Iterator[Escape]:
    """One line end reads as a blank; of several the first vanishes."""
    more = Span(*match.span("more"))
    if not len(more):
        yield Escape(Span(*match.span()), " ")
        return
    yield Escape(Span(match.start(), more.start), "")
    yield from _line_ends(text, more, match.end())


def _line_ends(text: str, more: Span, end: int) -> Iterator[Escape]:
    """Empty lines, each read as a line end, and the blanks up to `end`."""
    for line in _LINE_END.finditer(text, more.start, more.end):
        yield Escape(Span(*line.span()), "\n")
    if end > more.end:
        yield Escape(Span(more.end, end), "")


def _single(text: str, span: Span) -> Iterator[Escape]:
    position = span.start
    while (match := _SINGLE.search(text, position, span.end)) is not None:
        if match.group() == "''":
            yield Escape(Span(*match.span()), "'")
            position = match.end()
            continue
        fold = _fold_at(text, position, match.start(), span.end)
        yield from _fold(text, fold)
        position = fold.end()


def _double(text: str, span: Span) -> Iterator[Escape]:
    position = span.start
    while (match := _DOUBLE.search(text, position, span.end)) is not None:
        if match["fold"] is not None:
            fold = _fold_at(text, position, match.start(), span.end)
            position = fold.end()
            yield from _fold(text, fold)
            continue
        position = match.end()
        if match["continued"] is not None:
            more = Span(*match.span("more"))
            yield Escape(Span(match.start(), more.start), "")
            yield from _line_ends(text, more, match.end())
        elif match["simple"] is not None:
            yield Escape(Span(*match.span()), _SIMPLE[match["simple"]])
        else:
            code = int(match[match.lastgroup or 0], 16)
            if code <= 0x10FFFF:
                yield Escape(Span(*match.span()), chr(code))


def _block(text: str, start: int, value: str) -> Strand | None:
    """A literal or folded block; its indentation is tried out where the header gives it relative to another."""
    header = _HEADER.match(text, start)
    if header is None:
        return None
    lines = _block_lines(text, header.end())
    first = next((line for line in lines if line["rest"]), None)
    if first is None:
        return None
    widest = len(first["blank"])
    asked = re.search(r"[1-9]", header["indicators"])
    widths = range(widest, -1, -1) if asked and widest <= _MOST_INDENT else (widest,)
    for width in widths:
        strand = _block_of_width(text, header, lines, width, value)
        if strand is not None:
            return strand
    return None


def _block_lines(text: str, start: int) -> list[re.Match[str]]:
    """The lines from `start` as far as the block may go: up to one that is indented less than its first."""
    lines: list[re.Match[str]] = []
    least: int | None = None
    position = start
    while position < len(text):
        line = _LINE.match(text, position)
        assert line is not None
        if line["rest"]:
            width = len(line["blank"])
            if least is not None and width == 0 and least > 0:
                break
            least = width if least is None else min(least, max(width, 1))
        lines.append(line)
        position = line.end()
    return lines


def _block_of_width(
    text: str, header: re.Match[str], lines: list[re.Match[str]], width: int, value: str
) -> Strand | None:
    """The block, if its lines bear an indentation of `width` and then read as the value."""
    own: list[re.Match[str]] = []
    for line in lines:
        if line["rest"] and len(line["blank"]) < width:
            break
        own.append(line)
    kept = len(own) if "+" in header["indicators"] else _last_worded(own, width) + 1
    own = own[:kept]
    if not own:
        return None
    end = own[-1].end() if value.endswith("\n") else own[-1].start("end")
    span = Span(header.end(), end)
    escapes = tuple(_block_escapes(own, width, folded=header["style"] == ">", end=end))
    line_end = "\r\n" if own[0]["end"] == "\r\n" else "\n"
    quoting = YamlQuoting(header["style"], " " * width, line_end)
    return _checked(text, Strand(span, escapes, quoting), value)


def _last_worded(lines: list[re.Match[str]], width: int) -> int:
    """The number of the last line that holds more than its indentation."""
    return max(
        (number for number, line in enumerate(lines) if line["rest"] or len(line["blank"]) > width),
        default=-1,
    )


def _block_escapes(lines: Iterable[re.Match[str]], width: int, *, folded: bool, end: int) -> Iterator[Escape]:
    """What the indentation and the line ends of a block read as."""
    own = list(lines)
    for number, line in enumerate(own):
        taken = min(len(line["blank"]), width)
        if taken:
            yield Escape(Span(line.start(), line.start() + taken), "")
        if line.end() > end or not line["end"]:
            continue
        reads = _line_end_value(own, number, width) if folded else "\n"
        if reads != line["end"]:
            yield Escape(Span(line.start("end"), line.end()), reads)


def _line_end_value(lines: list[re.Match[str]], number: int, width: int) -> str:
    """What a line end of a folded block reads as: a blank between two lines of words, nothing before empty lines."""
    if _is_empty(lines[number], width) or _is_indented(lines[number], width):
        return "\n"
    following = number + 1
    while following < len(lines) and _is_empty(lines[following], width):
        following += 1
    if following == len(lines) or _is_indented(lines[following], width):
        return "\n"
    return " " if following == number + 1 else ""


def _is_empty(line: re.Match[str], width: int) -> bool:
    return not line["rest"] and len(line["blank"]) <= width


def _is_indented(line: re.Match[str], width: int) -> bool:
    """Whether a line begins with a blank of its own, which keeps the line ends round it."""
    return len(line["blank"]) > width or line["rest"].startswith("\t")
