"""Prompts whose words are written in an encoding, made into documents: what every such format has in common.

A format finds where in the source the words stand (strands) and what a program puts between them (holes); here they
become one transcript of the file and a document for each prompt.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field, replace
from operator import attrgetter
from typing import TYPE_CHECKING, TypeVar

from motjuste.document.body import read_body, subtract, tile
from motjuste.document.decode import unreadable
from motjuste.document.model import Document, Fault, Message, Piece, PieceKind, Setting, Variable
from motjuste.document.protect import merged, protected_ranges
from motjuste.document.transcript import Escape, Quoted, Quoting, Transcript, transcribe
from motjuste.text.span import Span

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Mapping, Sequence

    from motjuste.document.body import Body
    from motjuste.document.formats.format import Source
    from motjuste.document.model import Directive, Role


_Placed = TypeVar("_Placed", "Directive", Fault, Variable)


@dataclass(frozen=True, slots=True)
class Strand:
    """Words in one encoding: the inside of a string, or what stands between two holes of one."""

    span: Span
    """In the source, without quotes."""
    escapes: tuple[Escape, ...]
    quoting: Quoting


@dataclass(frozen=True, slots=True)
class Hole:
    """What a program puts in when it runs, such as `{name}` of an f-string."""

    span: Span
    """In the source."""
    name: str | None
    """The variable's, if it is one by itself; None for an expression."""
    name_span: Span | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """One message, in offsets of the source."""

    role: Role | None
    parts: tuple[Strand | Hole, ...]
    """Sorted; what stands between two of them is never sent."""
    span: Span
    """From the first word to the last; may leave out blanks that the program strips."""


@dataclass(frozen=True, slots=True)
class EncodedPrompt:
    """One prompt of a file, in offsets of the source."""

    name: str | None
    turns: tuple[Turn, ...]
    dialect: str
    directives: tuple[Directive, ...] = ()
    """Its own; those of the whole file are given once."""
    settings: Mapping[str, Setting] = field(default_factory=dict)
    fields: re.Pattern[str] | None = None
    """What a program may fill in, though nobody says how: no edit may touch it."""


PLACEHOLDERS = (
    r"\{\{[^{}\r\n]{1,200}\}\}|\{%[^{}\r\n]{1,200}%\}|\{[^\W\d][\w.]{0,100}\}|\$\{[^\W\d]\w{0,100}\}"
    r"|%\(\w{1,100}\)s|[!@]\{[^{}\r\n]{1,500}\}"
)
"""What looks like a placeholder of one dialect or another, for prompts that do not say how they are filled."""


def whole_turn(role: Role | None, parts: Sequence[Strand | Hole]) -> Turn:
    """A message that holds all its parts from border to border."""
    return Turn(role, tuple(parts), Span(parts[0].span.start, parts[-1].span.end))


def assemble(
    source: Source,
    format_name: str,
    prompts: Sequence[EncodedPrompt],
    *,
    settings: Mapping[str, Setting] | None = None,
    directives: Sequence[Directive] = (),
    faults: Sequence[Fault] = (),
) -> tuple[Document, ...]:
    """One document a prompt; one without messages when there is none.

    Args:
        source: The file.
        format_name: As `Document.format` has it.
        prompts: What was found, offsets of the source.
        settings: Of the whole file; a prompt's own go before them.
        directives: Of the whole file.
        faults: Of the whole file.
    """
    strands = _strands(prompts)
    transcript = transcribe(source.text, (one for strand in strands for one in strand.escapes))
    lost = unreadable(source.text)
    told = (*([lost] if lost else []), *faults)
    empty = Document(
        path=source.path,
        text=transcript.text,
        format=format_name,
        dialect=source.dialect or "none",
        messages=(),
        settings=_moved_settings(settings or {}, transcript),
        directives=tuple(_moved(directives, transcript)),
        faults=tuple(replace(one, span=transcript.inner_span(one.span)) for one in told),
        transcript=transcript,
        quoted=tuple(Quoted(_inner(transcript, one.span), one.quoting) for one in strands),
    )
    return tuple(_document(empty, prompt, source.protect) for prompt in prompts) or (empty,)


def _strands(prompts: Iterable[EncodedPrompt]) -> list[Strand]:
    """Every strand once, in order; words that two prompts share are one strand."""
    found = {
        part.span: part
        for prompt in prompts
        for turn in prompt.turns
        for part in turn.parts
        if isinstance(part, Strand)
    }
    return [found[span] for span in sorted(found)]


def _inner(transcript: Transcript, span: Span) -> Span:
    """A span of the source in the text. What vanishes at its borders has no length, so both ways agree."""
    start = transcript.inner(span.start)
    return Span(start, max(start, transcript.inner(span.end)))


def _moved(directives: Iterable[Directive], transcript: Transcript) -> Iterable[Directive]:
    return (replace(one, span=_inner(transcript, one.span)) for one in directives)


def _moved_settings(settings: Mapping[str, Setting], transcript: Transcript) -> dict[str, Setting]:
    if not transcript.escapes:
        return dict(settings)
    return {key: _moved_setting(one, transcript) for key, one in settings.items()}


def _moved_setting(setting: Setting, transcript: Transcript) -> Setting:
    """A setting in offsets of the text; nesting is bounded by whoever read it."""
    children = tuple(_moved_setting(one, transcript) for one in setting.children)
    key, value = _inner(transcript, setting.key_span), _inner(transcript, setting.value_span)
    return Setting(setting.key, setting.value, key, value, children)


def _document(empty: Document, prompt: EncodedPrompt, protect: tuple[str, ...]) -> Document:
    """The prompt's own document; `empty` holds what it shares with the others."""
    assert empty.transcript is not None
    transcript = empty.transcript
    directives = tuple(_moved(prompt.directives, transcript))
    messages: list[Message] = []
    bodies: list[Body] = []
    for turn in prompt.turns:
        span = _inner(transcript, turn.span)
        body = read_body(empty.text, span, prompt.dialect, protect)
        body = _with_parts(body, span, turn, transcript)
        bodies.append(body)
        messages.append(Message(turn.role, span, body.pieces))
    whole = Span(messages[0].span.start, messages[-1].span.end) if messages else Span(0, 0)
    ranges, range_faults = protected_ranges(directives, whole)
    return replace(
        empty,
        name=prompt.name,
        dialect=prompt.dialect,
        messages=tuple(messages),
        settings={**empty.settings, **_moved_settings(prompt.settings, transcript)},
        variables=tuple(one for body in bodies for one in body.variables),
        tags=tuple(one for body in bodies for one in body.tags),
        directives=_sorted(
            (*empty.directives, *directives, *(d for body in bodies for d in body.directives))
        ),
        protected=merged(
            (
                *ranges,
                *_fields(empty.text, prompt, messages),
                *(one for body in bodies for one in body.protected),
            )
        ),
        faults=_sorted((*empty.faults, *range_faults, *(one for body in bodies for one in body.faults))),
    )


def _fields(text: str, prompt: EncodedPrompt, messages: Iterable[Message]) -> Iterable[Span]:
    pattern = prompt.fields
    if pattern is None:
        return ()
    spans = (
        piece.span for message in messages for piece in message.pieces if piece.kind is PieceKind.LITERAL
    )
    return (Span(*match.span()) for span in spans for match in pattern.finditer(text, span.start, span.end))


def _sorted(items: Iterable[_Placed]) -> tuple[_Placed, ...]:
    return tuple(sorted(items, key=attrgetter("span")))


def _with_parts(body: Body, span: Span, turn: Turn, transcript: Transcript) -> Body:
    """The body with its holes as template text, and what stands between its strands hidden."""
    fixed: list[Piece] = []
    variables: list[Variable] = []
    position = span.start
    for part in turn.parts:
        inner = _inner(transcript, part.span)
        if inner.start > position:
            fixed.append(Piece(PieceKind.HIDDEN, Span(position, min(inner.start, span.end))))
        position = max(position, inner.end)
        if isinstance(part, Hole):
            fixed.append(Piece(PieceKind.VARIABLE if part.name else PieceKind.STATEMENT, inner))
            if part.name and part.name_span:
                variables.append(Variable(part.name, _inner(transcript, part.name_span), inner))
    if not fixed:
        return body
    starts = [piece.span.start for piece in fixed]

    def free(one: Span) -> bool:
        at = bisect_left(starts, one.end) - 1
        return at < 0 or fixed[at].span.end <= one.start

    return replace(
        body,
        pieces=_overlaid(span, body.pieces, fixed),
        variables=_sorted((*(one for one in body.variables if free(one.span)), *variables)),
        faults=tuple(one for one in body.faults if free(one.span)),
    )


def _overlaid(span: Span, pieces: Sequence[Piece], fixed: Sequence[Piece]) -> tuple[Piece, ...]:
    """Pieces that tile the span, with the fixed ones (sorted, disjoint) over them."""
    holes = [piece.span for piece in fixed]
    rest = [
        Piece(piece.kind, part)
        for piece in pieces
        if piece.kind is not PieceKind.LITERAL
        for part in subtract((piece.span,), holes[_first(holes, piece.span) :])
    ]
    return tile(span, (*rest, *fixed))


def _first(holes: Sequence[Span], span: Span) -> int:
    return max(0, bisect_left(holes, span) - 1)
