"""The smallest edits that would make broken front matter readable, each proved by reading the result."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from motjuste.document.front_matter import block_of
from motjuste.document.yaml_tree import YamlFault, read_yaml
from motjuste.text.edit import Edit, apply_edits
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_GLUED = re.compile(r"(?m)(?:^|(?<=\r))(?P<key>[A-Za-z_][\w-]*):(?=[^\s:/\\])")
_UNQUOTED = re.compile(
    r"(?m)(?:^|(?<=\r))[ \t]*[\w-]+:[ \t]+(?P<value>[^\s\"'\[{|>&*!#][^\r\n]*: [^\r\n]*?)[ \t]*$"
)


def missing_spaces(text: str, front_matter: Span) -> tuple[Edit, ...]:
    """A space after each colon that lacks one; empty unless that makes the settings a mapping."""
    return _proved(text, front_matter, _spaces)


def missing_quotes(text: str, front_matter: Span) -> tuple[Edit, ...]:
    """Quotes round each one-line value that holds a `: `; empty unless that makes the settings a mapping."""
    return _proved(text, front_matter, _quotes)


def missing_spaces_and_quotes(text: str, front_matter: Span) -> tuple[Edit, ...]:
    """Both at once; empty unless that makes the settings a mapping."""
    return _proved(text, front_matter, lambda block: iter(sorted((*_spaces(block), *_quotes(block)))))


def glued_keys(text: str, front_matter: Span) -> tuple[Span, ...]:
    """Each `key:` that its value follows without a blank, whatever else is wrong with the settings."""
    block = block_of(text, front_matter)
    if block is None:
        return ()
    return tuple(Span(*match.span()).shifted(block.start) for match in _GLUED.finditer(block.of(text)))


def _spaces(block: str) -> Iterator[Edit]:
    return (Edit(Span(match.end(), match.end()), " ") for match in _GLUED.finditer(block))


def _quotes(block: str) -> Iterator[Edit]:
    for match in _UNQUOTED.finditer(block):
        value = match["value"].replace("\\", "\\\\").replace('"', '\\"')
        yield Edit(Span(*match.span("value")), f'"{value}"')


def _proved(text: str, front_matter: Span, propose: Callable[[str], Iterator[Edit]]) -> tuple[Edit, ...]:
    block = block_of(text, front_matter)
    if block is None:
        return ()
    edits = tuple(propose(block.of(text)))
    try:
        node = read_yaml(apply_edits(block.of(text), edits)) if edits else None
    except YamlFault:
        return ()
    if node is None or not isinstance(node.value, dict):
        return ()
    return tuple(Edit(edit.span.shifted(block.start), edit.text) for edit in edits)
