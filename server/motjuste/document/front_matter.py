"""Front matter: the settings between `---` fences at the top of a prompt file."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from motjuste.document.model import Fault, Setting
from motjuste.document.yaml_tree import Node, YamlFault, read_yaml
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_OPENING = re.compile(r"---[ \t]*(\r\n|\r|\n)")
_CLOSING = re.compile(r"(?:(?<=\n)|(?<=\r))---[ \t]*(?=[\r\n]|\Z)")
_LINE_END = re.compile(r"\r\n|\r|\n|\Z")
_BLANK_LINE = re.compile(r"(?:(?<=\n)|(?<=\r)(?!\n))[ \t]*(?:\r\n|\r|\n)")
_KEY_LINE = re.compile(
    r"[ \t]*(?:#[^\r\n]*[\r\n]+[ \t]*)*[\"']?[A-Za-z_][\w.-]*[\"']?[ \t]*:(?=[ \t\r\n]|\Z)"
)
_PLAIN_KEY = re.compile(r"[\w.-]+")
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The settings of a file and where its body begins."""

    span: Span | None = None
    """Fences included, without the last line end; None when there is no front matter."""
    body_start: int = 0
    settings: Mapping[str, Setting] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()


def read_front_matter(text: str, start: int = 0) -> FrontMatter:
    """Read the front matter that begins at `start`. Never raises; broken YAML is a fault and the body stands.

    A `---` line that is a horizontal rule is none: what follows it must look like settings.
    """
    opening = _OPENING.match(text, start)
    if opening is None:
        return FrontMatter(body_start=start)
    closing = _CLOSING.search(text, opening.end())
    if closing is None:
        return _unterminated(text, opening)
    block = Span(opening.end(), closing.start())
    if _is_prose(text, block):
        return FrontMatter(body_start=start)
    settings, faults = _read_block(text, block)
    line_end = _LINE_END.match(text, closing.end())
    body_start = line_end.end() if line_end else closing.end()
    return FrontMatter(Span(start, closing.end()), body_start, settings, faults)


def block_of(text: str, front_matter: Span) -> Span | None:
    """The YAML between the fences of front matter; None if it is not closed."""
    opening = _OPENING.match(text, front_matter.start)
    closing = _CLOSING.search(text, opening.end(), front_matter.end) if opening else None
    return Span(opening.end(), closing.start()) if opening and closing else None


def _is_prose(text: str, block: Span) -> bool:
    """Whether the block between two rules is no settings: it opens with an empty line, or with plain text."""
    first = _BLANK_LINE.match(text, block.start)
    if _KEY_LINE.match(text, block.start, block.end):
        return False
    if first is None and not _BLANK_LINE.search(text, block.start, block.end):
        return False
    try:
        node = read_yaml(block.of(text))
    except YamlFault:
        return True
    if node is None:
        return False
    return not node.keys or not all(_PLAIN_KEY.fullmatch(key) for key, _, _ in node.keys)


def _unterminated(text: str, opening: re.Match[str]) -> FrontMatter:
    """Take the lines up to the first empty one as settings, if they look like it."""
    start = opening.start()
    if not _KEY_LINE.match(text, opening.end()):
        return FrontMatter(body_start=start)
    blank = _BLANK_LINE.search(text, opening.end())
    end = blank.start() if blank else len(text)
    settings, _ = _read_block(text, Span(opening.end(), end))
    message = "The front matter that opens here is never closed with a --- line"
    fault = Fault("F001", Span(start, start + 3), message)
    return FrontMatter(Span(start, end), end, settings, (fault,))


def _read_block(text: str, block: Span) -> tuple[dict[str, Setting], tuple[Fault, ...]]:
    try:
        node = read_yaml(block.of(text))
    except YamlFault as error:
        span = _word_at(text, block, block.start + error.offset)
        return {}, (Fault("F001", span, f"The front matter is no YAML: {error.message}"),)
    if node is None or (node.value is None and not node.keys):
        return {}, ()
    if not isinstance(node.value, dict):
        span = _first_line(text, node.span.shifted(block.start))
        return {}, (Fault("F001", span, "The front matter is no list of `key: value` settings"),)
    settings = {one.key: one for one in _children(node, block.start)}
    return settings, _repeated(node, block.start)


def _children(node: Node, by: int) -> tuple[Setting, ...]:
    """A node's entries as settings, in the offsets of the file; nesting is bounded by the YAML reader."""
    if node.keys:
        return tuple(
            Setting(key, value.value, span.shifted(by), value.span.shifted(by), _children(value, by))
            for key, span, value in node.keys
        )
    return tuple(
        Setting(str(number), item.value, item.span.shifted(by), item.span.shifted(by), _children(item, by))
        for number, item in enumerate(node.items)
    )


def _repeated(node: Node, by: int) -> tuple[Fault, ...]:
    """Keys set twice: YAML forbids it, and readers disagree on which one counts."""
    seen: set[str] = set()
    faults = []
    for key, span, _ in node.keys:
        if key in seen:
            faults.append(Fault("F001", span.shifted(by), f"The key {key!r} is set twice"))
        seen.add(key)
    return tuple(faults)


def _word_at(text: str, block: Span, offset: int) -> Span:
    """The whole word round an offset, or the last one before it: trouble at a line's end is about what stands there."""
    end = min(max(offset, block.start), block.end)
    if text.startswith("\t", end):
        return Span(end, end + 1)
    if _WORD.match(text, end, block.end) is None:
        while end > block.start and text[end - 1].isspace():
            end -= 1
    start = end
    while start > block.start and not text[start - 1].isspace():
        start -= 1
    match = _WORD.match(text, start, block.end)
    return Span(*match.span()) if match else Span(block.start - 1, block.start)


def _first_line(text: str, span: Span) -> Span:
    """The span up to its first line end."""
    match = re.compile(r"[^\r\n]*").match(text, span.start, span.end)
    return Span(span.start, match.end() if match else span.end)


def text_setting(settings: Mapping[str, Setting], key: str, choices: Sequence[str]) -> str | None:
    """A setting's word, if it is one of the choices (upper or lower case)."""
    value = settings[key].value if key in settings else None
    return value.lower() if isinstance(value, str) and value.lower() in choices else None
