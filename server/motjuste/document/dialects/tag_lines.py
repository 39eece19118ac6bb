"""Lines that a template tag has to itself, which the engines of the Mustache family take away with the tag."""

from __future__ import annotations

from motjuste.text.span import Span


def with_line(text: str, tag: Span, within: Span) -> Span:
    """The tag's whole line, line end included, if nothing but blanks stands beside it; else the tag alone.

    Source: the Mustache specification, "standalone" tags; Handlebars does the same for blocks and comments.

    Args:
        text: What the template stands in.
        tag: A tag.
        within: The template; its borders count as line ends.
    """
    start = tag.start
    while start > within.start and text[start - 1] in " \t":
        start -= 1
    if start > within.start and text[start - 1] not in "\r\n":
        return tag
    end = tag.end
    while end < within.end and text[end] in " \t":
        end += 1
    if text.startswith("\r\n", end, within.end):
        return Span(start, end + 2)
    if end == within.end or text[end] in "\r\n":
        return Span(start, min(end + 1, within.end))
    return tag
