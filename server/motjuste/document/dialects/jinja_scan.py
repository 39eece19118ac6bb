"""The `jinja` dialect's template text, by jinja2's own lexer. Nothing is executed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cache

from jinja2 import Environment, TemplateSyntaxError

from motjuste.document.dialects.dense import searched
from motjuste.document.dialects.jinja_names import Token, leading_names, parse_names
from motjuste.document.dialects.template import Template
from motjuste.document.model import Fault, Piece, PieceKind
from motjuste.text.span import Span

_MOST_RESTARTS = 20
"""After so many broken constructs the rest of the file is taken as template text, which keeps the scan linear."""
_MOST_TOKENS = 100_000
"""Beyond so many, constructs are found by a plain search: a syntax tree of them would not fit a keystroke."""

_KINDS = {
    "variable_begin": PieceKind.VARIABLE,
    "block_begin": PieceKind.STATEMENT,
    "comment_begin": PieceKind.HIDDEN,
    "raw_begin": PieceKind.STATEMENT,
    "raw_end": PieceKind.STATEMENT,
}
_ENDS = frozenset({"variable_end", "block_end", "comment_end", "raw_begin", "raw_end"})
_CLOSERS = {PieceKind.VARIABLE: "}}", PieceKind.STATEMENT: "%}", PieceKind.HIDDEN: "#}"}
_OPENER = re.compile(r"\{[{%#]")
_LINE = re.compile(r"[^\n]*")


@cache
def lexing_environment() -> Environment:
    """The environment that reads templates; it knows the tags of jinja2's own extensions."""
    extensions = ["jinja2.ext.do", "jinja2.ext.loopcontrols", "jinja2.ext.i18n"]
    # A prompt is no HTML: escaping would change what the model reads.
    return Environment(extensions=extensions, keep_trailing_newline=True, autoescape=False)  # noqa: S701


@dataclass(slots=True)
class _Scan:
    """What the lexer has found so far, in offsets of the source handed to it."""

    source: str
    tokens: list[Token] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    opened: Piece | None = None
    """The construct being read; its span is the delimiter with the blanks it strips."""


def scan_jinja(text: str, span: Span) -> Template:
    """Find template text, free variables and syntax faults. Never raises; linear in the length of `span`."""
    source = _same_length_newlines(text[span.start : span.end])
    scan = _Scan(source)
    position = 0
    while position < len(source):
        position = _lex_from(scan, position)
        if len(scan.tokens) > _MOST_TOKENS:
            return searched(text, span, statements=True)
        if len(scan.faults) >= _MOST_RESTARTS and position < len(source):
            scan.pieces.append(Piece(PieceKind.STATEMENT, Span(position, len(source))))
            break
    if scan.faults:
        found = Template(tuple(scan.pieces), leading_names(scan.tokens, scan.pieces), tuple(scan.faults))
    else:
        found = parse_names(lexing_environment(), scan.tokens, scan.pieces)
    return _settled(found, source, span.start)


def _same_length_newlines(source: str) -> str:
    """Spare the lexer its own normalizing of line ends, which would move every offset after a CRLF."""
    if "\r" not in source:
        return source
    return source.replace("\r\n", " \n").replace("\r", "\n")


def _lex_from(scan: _Scan, start: int) -> int:
    """Lex from `start` to the end, or past the first construct that is broken; says where to go on."""
    source, position = scan.source, start
    rest = source[start:] if start else source
    try:
        for _, kind, value in lexing_environment().lexer.tokeniter(rest, None):
            at = _skip_stripped(source, position, value)
            scan.tokens.append((at, kind, value))
            if len(scan.tokens) > _MOST_TOKENS:
                return len(source)
            if kind in _KINDS:
                scan.opened = Piece(_KINDS[kind], Span(position, at + len(value)))
            position = at + len(value)
            if kind in _ENDS and scan.opened is not None:
                scan.pieces.append(Piece(scan.opened.kind, Span(scan.opened.span.start, position)))
                scan.opened = None
    except TemplateSyntaxError as error:
        return _step_over(scan, position, _wording(error, source, position))
    if scan.opened is None:
        return len(source)
    return _step_over(scan, position, f"This is never closed with {_CLOSERS[scan.opened.kind]}")


def _skip_stripped(source: str, position: int, value: str) -> int:
    """Step over the blanks that `{%-` strips: the lexer leaves them out of its tokens."""
    while position < len(source) and not source.startswith(value, position):
        position += 1
    return position


def _step_over(scan: _Scan, position: int, message: str) -> int:
    """Record the construct the lexer stumbled over as template text, and say where literal text resumes."""
    opened = scan.opened
    if opened is None:  # A raw block without its end: only its opening tag is template text.
        scan.faults.append(Fault("T001", _trimmed(scan.source, scan.pieces[-1].span), message))
        return position
    opener = _OPENER.search(scan.source, opened.span.start)
    start = opener.start() if opener else opened.span.start
    end = _construct_end(scan.source, start, max(position, start + 2), _CLOSERS[opened.kind])
    while scan.tokens and scan.tokens[-1][0] >= start:
        scan.tokens.pop()
    scan.pieces.append(Piece(PieceKind.STATEMENT, Span(opened.span.start, end)))
    scan.faults.append(Fault("T001", _trimmed(scan.source, Span(start, end)), message))
    scan.opened = None
    return end


def _construct_end(source: str, start: int, position: int, closer: str) -> int:
    """A broken construct ends with its closing delimiter, or without one at the end of its line."""
    following = _OPENER.search(source, position)
    closing = source.find(closer, position, following.start() if following else len(source))
    if closing >= 0:
        return closing + len(closer)
    line = _LINE.match(source, start + 2)
    return line.end() if line else len(source)


def _trimmed(source: str, span: Span) -> Span:
    """The span without the blanks round it."""
    words = span.of(source)
    start = span.start + len(words) - len(words.lstrip())
    return Span(start, max(start, span.start + len(words.rstrip())))


def _wording(error: TemplateSyntaxError, source: str, position: int) -> str:
    """Say in our words what the lexer's message means here."""
    message = error.message or "it is no Jinja syntax"
    if message.startswith("unexpected char"):
        return f"Jinja does not expect {source[position : position + 1]!r} in this tag"
    if message.startswith("Missing end of comment"):
        return "This comment is never closed with #}"
    if message.startswith("Missing end of raw"):
        return "This raw block is never closed with {% endraw %}"
    return f"Jinja cannot read this: {message}"


def _settled(template: Template, source: str, by: int) -> Template:
    """The template text in the offsets of the whole file; placeholders without the blanks they strip."""
    pieces = tuple(Piece(piece.kind, piece.span.shifted(by)) for piece in template.pieces)
    variables = tuple(
        replace(one, span=one.span.shifted(by), placeholder=_trimmed(source, one.placeholder).shifted(by))
        for one in template.variables
    )
    faults = tuple(replace(fault, span=_trimmed(source, fault.span).shifted(by)) for fault in template.faults)
    return Template(pieces, variables, faults)
