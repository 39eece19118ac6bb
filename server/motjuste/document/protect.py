"""Ranges a user protected: never tagged, never edited."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.document.model import Fault
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from motjuste.document.model import Directive

_SECONDS = 0.5
"""Time all patterns of a user together may take over one file."""
_LEAST = 0.05
"""Seconds each pattern has at least, however many there are: enough for a plain one over a megabyte."""


def protected_ranges(
    directives: Sequence[Directive], body: Span
) -> tuple[tuple[Span, ...], tuple[Fault, ...]]:
    """What stands between `protect-start` and `protect-end`; an open start protects all that follows."""
    spans: list[Span] = []
    faults: list[Fault] = []
    opened: Directive | None = None
    for directive in directives:
        if directive.name == "protect-start" and opened is None:
            opened = directive
        elif directive.name == "protect-start":
            faults.append(Fault("N002", directive.span, "Protection has already started above"))
        elif directive.name == "protect-end" and opened is None:
            faults.append(Fault("N002", directive.span, "This protect-end has no protect-start before it"))
        elif directive.name == "protect-end" and opened is not None:
            spans.append(Span(opened.span.start, directive.span.end))
            opened = None
    if opened is not None:
        spans.append(Span(opened.span.start, max(body.end, opened.span.end)))
        message = "This protect-start has no protect-end, so it protects the rest of the file"
        faults.append(Fault("N002", opened.span, message))
    return tuple(spans), tuple(faults)


def protected_matches(
    text: str, body: Span, patterns: Sequence[str]
) -> tuple[tuple[Span, ...], tuple[Fault, ...]]:
    """What the user's patterns match inside the body.

    A pattern that is no regular expression, or takes too long, protects the whole body: an edit it was to
    prevent must not slip through.
    """
    if not patterns:
        return (), ()
    spans: list[Span] = []
    faults: list[Fault] = []
    seconds = max(_LEAST, _SECONDS / len(patterns))
    for pattern in patterns:
        try:
            spans.extend(_matches(text, body, pattern, seconds))
        except _Unusable as error:
            spans.append(body)
            message = f"The protect pattern {pattern!r} {error}, so the whole file is protected"
            faults.append(Fault("N002", Span(body.start, body.start), message))
    return tuple(spans), tuple(faults)


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Sorted, with what touches or overlaps joined and what is empty left out."""
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        elif len(span):
            joined.append(span)
    return tuple(joined)


class _Unusable(Exception):  # noqa: N818  # it names the pattern's state, and never leaves this file
    """A pattern cannot be obeyed; the message says why."""


def _matches(text: str, body: Span, pattern: str, seconds: float) -> Iterator[Span]:
    try:
        import regex
    except ImportError as error:  # the VS Code extension brings no native package
        raise _Unusable("needs the package regex, which this Python does not have") from error
    try:
        compiled = regex.compile(pattern, regex.MULTILINE)
    except (regex.error, RecursionError, OverflowError) as error:
        raise _Unusable(f"is no regular expression ({error})") from error
    try:
        found = compiled.finditer(text, body.start, body.end, timeout=seconds)
        return iter([Span(*match.span()) for match in found if match.end() > match.start()])
    except TimeoutError as error:
        raise _Unusable(f"took more than {seconds:.2g} s on this file") from error
