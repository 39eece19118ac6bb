"""Directives: comments to Mot Juste, such as `<!-- motjuste: ignore T002 -->`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from motjuste.document.model import Directive, PieceKind
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from motjuste.document.model import Piece

NAMES = (
    "ignore",
    "ignore-file",
    "ignore-start",
    "ignore-end",
    "protect-start",
    "protect-end",
    "evals",
    "prompt",
    "dialect",
)
"""The directives there are; any other name is a typo that lint reports."""

_LONGEST = 1000
"""Characters of a directive; a bound, so that unclosed comments cannot make the search quadratic."""
_HTML = re.compile(r"<!--[ \t]*+motjuste:")
_TEMPLATE = re.compile(
    r"(?:\{#[-+]?|\{\{~?!(?:--)?)[ \t]*motjuste:([^\r\n]{0,1000}?)(?:[-+]?#\}|(?:--)?~?\}\})"
)
_YAML = re.compile(r"(?m)^(?P<code>[^\r\n#]*+)(?P<note>#[ \t]*motjuste:(?P<words>[^\r\n]*))")
_ENTRY = re.compile(r"[ \t]*(?:-[ \t]|[\w.\"'-]+[ \t]*[:=])")
_QUOTE = re.compile(r"\"|(?<!\w)'|'(?!\w)")
_ASSIGNMENT = re.compile(r"(evals|dialect)[ \t]*=[ \t]*(?:\"([^\"]*)\"|'([^']*)'|(\S+))")


def html_directives(text: str, span: Span) -> tuple[Directive, ...]:
    """The `<!-- motjuste: … -->` comments inside `span`."""
    if text.find("motjuste:", span.start, span.end) < 0:
        return ()
    return tuple(_comments(text, span))


def template_directives(text: str, pieces: Iterable[Piece]) -> tuple[Directive, ...]:
    """Those template comments that are directives, `{# motjuste: … #}` or `{{! motjuste: … }}`."""
    return tuple(_among(text, pieces))


def yaml_directives(text: str, span: Span) -> tuple[Directive, ...]:
    """The `# motjuste: …` comments inside `span`, front matter or a file of YAML or TOML: on their own line or behind an entry."""
    matches = _YAML.finditer(text, span.start, span.end)
    return tuple(
        _directive(Span(*match.span("note")), match["words"]) for match in matches if _is_over(match["code"])
    )


def _is_over(code: str) -> bool:
    """Whether a comment can begin behind what stands on its line: nothing, or an entry with its quotes closed."""
    if not code.strip():
        return True
    if code[-1] not in " \t":
        return False
    if code.rstrip()[-1] in "\"']}":
        return True
    return _ENTRY.match(code) is not None and len(_QUOTE.findall(code)) % 2 == 0


def hash_directive(text: str, span: Span) -> Directive:
    """The directive of one `# motjuste: …` comment."""
    return _directive(span, span.of(text).partition("motjuste:")[2])


def whole_lines(text: str, span: Span) -> Span:
    """The span with the blanks round it and its line end, if nothing else stands on its line.

    A directive alone on its line goes with the line: the model should not meet an empty line in its place.
    """
    start = span.start
    while start > 0 and text[start - 1] in " \t":
        start -= 1
    if start > 0 and text[start - 1] not in "\r\n":
        return span
    end = span.end
    while end < len(text) and text[end] in " \t":
        end += 1
    if text.startswith("\r\n", end):
        return Span(start, end + 2)
    if end == len(text) or text[end] in "\r\n":
        return Span(start, min(end + 1, len(text)))
    return span


def _comments(text: str, span: Span) -> Iterator[Directive]:
    for match in _HTML.finditer(text, span.start, span.end):
        end = text.find("-->", match.end(), min(match.end() + _LONGEST, span.end))
        content = text[match.end() : end] if end >= 0 else "\n"
        if "\n" not in content and "\r" not in content:
            yield _directive(Span(match.start(), end + 3), content)


def _among(text: str, pieces: Iterable[Piece]) -> Iterator[Directive]:
    for piece in pieces:
        if piece.kind is not PieceKind.HIDDEN:
            continue
        match = _TEMPLATE.search(text, piece.span.start, piece.span.end)
        if match is not None:
            yield _directive(Span(*match.span()), match.group(1))


def _directive(span: Span, content: str) -> Directive:
    """Read `name argument, argument` or `name=argument`."""
    content = content.strip()
    assignment = _ASSIGNMENT.match(content)
    if assignment is not None:
        value = next(filter(None, assignment.groups()[1:]), "")
        return Directive(span, assignment.group(1), (value, *content[assignment.end() :].split()))
    words = content.replace(",", " ").split()
    return Directive(span, words[0] if words else "", tuple(words[1:]))
