"""POML: the words between the tags are the prompt; markup, data and settings are not, and expressions are variables.

Messages are told by tags (`<system-msg>`, `<human-msg>`, `<ai-msg>`), by `speaker=`, and by the inputs and outputs of
examples. How POML lays tags out (headings, list marks) is its own business and is not imitated.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from motjuste.document.dialects.poml import EXPRESSION, NAME
from motjuste.document.directives import html_directives
from motjuste.document.encoded import EncodedPrompt, Hole, Strand, Turn, assemble
from motjuste.document.model import Fault
from motjuste.document.poml_markup import CdataText, Mark, PomlText, Token, attributes, text_escapes, tokens
from motjuste.text.span import Span

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator, Sequence

    from motjuste.document.formats.format import Source
    from motjuste.document.model import Directive, Document, Role

_SPEAKERS: dict[str, Role] = {
    **dict.fromkeys(("system", "systemmsg", "systemmessage"), "system"),
    **dict.fromkeys(("human", "humanmsg", "humanmessage", "usermsg", "usermessage", "input"), "user"),
    **dict.fromkeys(("ai", "aimsg", "aimessage", "assistant", "output"), "assistant"),
}
_EXAMPLE_PARTS = frozenset({"input", "output"})
_MESSAGE_TAGS = frozenset({name for name in _SPEAKERS if name.endswith(("msg", "message"))} | _EXAMPLE_PARTS)
_SETTINGS = frozenset(
    {"let", "stylesheet", "context", "meta", "runtime", "outputschema", "tool", "tooldef", "tooldefinition"}
)
"""Elements whose content no model reads as words."""
_DATA = ("src", "records", "data", "url", "base64")
"""Attributes by which an element draws in what stands elsewhere."""
_MOST_FAULTS = 20


@dataclass(frozen=True, slots=True)
class PomlFormat:
    """The format of `.poml` files."""

    name: str = "poml"

    def matches(self, path: str) -> bool:
        """Whether the suffix is POML's."""
        return path.lower().endswith(".poml")

    def looks_like(self, text: str) -> bool:  # noqa: ARG002  # the suffix decides alone
        """No other format has the suffix."""
        return True

    def parse(self, source: Source) -> tuple[Document, ...]:
        """Read a file. Never raises."""
        reader = _Reader(source.text)
        for token in tokens(source.text):
            reader.take(token)
        turns = tuple(_turns(source.text, reader))
        prompts = [EncodedPrompt(None, turns, "poml")] if turns else []
        whole = html_directives(source.text, Span(0, len(source.text)))
        return assemble(
            source, self.name, prompts, directives=_outside(whole, turns), faults=reader.all_faults()
        )


@dataclass(slots=True)
class _Open:
    """An element that is not closed yet."""

    token: Token
    role: Role | None
    number: int
    """Of the message it belongs to."""
    hidden: bool
    chat: bool
    loops: int
    """How many loops there were round it."""


@dataclass(slots=True)
class _Reader:
    """What has been read: the parts of each message in order, and what is open."""

    text: str
    parts: list[tuple[Role | None, int, Strand | Hole]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    stack: list[_Open] = field(default_factory=list)
    opened: Counter[str] = field(default_factory=Counter)
    lets: set[str] = field(default_factory=lambda: {"loop"})
    """Names that the file sets itself, from there to its end."""
    loops: list[str] = field(default_factory=list)
    """Names that the loops round this place set."""
    messages: int = 0

    def take(self, token: Token) -> None:
        """Read on."""
        if token.mark in {Mark.TEXT, Mark.CDATA}:
            self._words(token)
        elif token.mark in {Mark.OPEN, Mark.EMPTY}:
            self._tag(token)
        elif token.mark is Mark.CLOSE:
            self._close(token)
        elif token.mark is Mark.BROKEN:
            self._broken(token)

    def all_faults(self) -> tuple[Fault, ...]:
        """What is broken, unclosed elements included."""
        unclosed = [_unclosed(element.token) for element in self.stack]
        return tuple((*self.faults, *unclosed)[:_MOST_FAULTS])

    def _add(self, part: Strand | Hole) -> None:
        at = self.stack[-1] if self.stack else None
        if at is None or not at.hidden:
            self.parts.append((at.role if at else None, at.number if at else 0, part))

    def _words(self, token: Token) -> None:
        if self.stack and self.stack[-1].hidden:
            return
        position = token.span.start
        for match in EXPRESSION.finditer(self.text, token.span.start, token.span.end):
            self._strand(token.mark, Span(position, match.start()))
            self._add(self._hole(match))
            position = match.end()
        self._strand(token.mark, Span(position, token.span.end))

    def _hole(self, match: re.Match[str]) -> Hole:
        """An expression; only a name that nothing in the file binds can a case fill."""
        words = match.group(1)
        start = match.start(1) + len(words) - len(words.lstrip())
        name = NAME.fullmatch(self.text, start, start + len(words.strip()))
        if name is None or name.group(1) in self.lets or name.group(1) in self.loops:
            return Hole(Span(*match.span()), None)
        return Hole(Span(*match.span()), name.group(1), Span(*name.span(1)))

    def _strand(self, mark: Mark, span: Span) -> None:
        if not len(span):
            return
        if mark is Mark.CDATA:
            self._add(Strand(span, (), CdataText()))
        else:
            self._add(Strand(span, tuple(text_escapes(self.text, span)), PomlText()))

    def _tag(self, token: Token) -> None:
        known = attributes(token)
        above = self.stack[-1] if self.stack else None
        loops = len(self.loops)
        if "for" in known:
            self.loops.append(known["for"].split(" in ")[0].strip())
        if token.name == "let" and "name" in known:
            self.lets.add(known["name"])
        hidden = (above.hidden if above else False) or token.name in _SETTINGS
        element = _Open(token, None, 0, hidden, (above.chat if above else True), loops)
        if known.get("chat", "").lower() in {"true", "false"}:
            element.chat = known["chat"].lower() == "true"
        element.role, element.number = self._speaker(token, known, above, element.chat)
        runs = token.name == "include" or not {"if", "for", *_DATA}.isdisjoint(known)
        self.stack.append(element)
        if runs:
            self._add(Hole(token.span, None))
        if token.mark is Mark.EMPTY:
            self._leave()
        else:
            self.opened[token.name] += 1

    def _speaker(
        self, token: Token, known: dict[str, str], above: _Open | None, chat: bool
    ) -> tuple[Role | None, int]:
        """Who speaks inside an element, and the number of the message."""
        spoken = known.get("speaker", "").lower()
        named = spoken or (token.name if token.name in _MESSAGE_TAGS else "")
        if named in _SPEAKERS and (chat or token.name not in _EXAMPLE_PARTS):
            if above and above.role == _SPEAKERS[named] and token.name in _EXAMPLE_PARTS:
                return above.role, above.number
            self.messages += 1
            return _SPEAKERS[named], self.messages
        return (above.role, above.number) if above else (None, 0)

    def _leave(self) -> _Open:
        element = self.stack.pop()
        del self.loops[element.loops :]
        return element

    def _close(self, token: Token) -> None:
        if not self.opened[token.name]:
            self._fault(
                token.span, f"This {token.span.of(self.text)[:40]} closes no element that is open here"
            )
            return
        while True:
            element = self._leave()
            self.opened[element.token.name] -= 1
            if element.token.name == token.name:
                return
            if len(self.faults) < _MOST_FAULTS:
                self.faults.append(_unclosed(element.token))

    def _broken(self, token: Token) -> None:
        if token.span.of(self.text) == "<":
            self._fault(token.span, "This < begins no tag; write #lt; for the character itself")
        else:
            first = self.text[token.span.start : token.span.start + 9].split("\n")[0]
            span = Span(token.span.start, token.span.start + max(len(first.rstrip()), 1))
            self._fault(span, "What begins here never ends")

    def _fault(self, span: Span, message: str) -> None:
        if len(self.faults) < _MOST_FAULTS:
            self.faults.append(Fault("F001", span, message))


def _unclosed(token: Token) -> Fault:
    return Fault("F001", token.span, f"This <{token.name}> is never closed")


def _turns(text: str, reader: _Reader) -> Iterator[Turn]:
    """The messages: parts of one number that follow each other, without the blanks round them."""
    spoken = any(role is not None for role, _, _ in reader.parts)
    tells = any(role == "system" for role, _, _ in reader.parts)
    group: list[Strand | Hole] = []
    first = True
    for at, (role, number, part) in enumerate(reader.parts):
        group.append(part)
        following = reader.parts[at + 1] if at + 1 < len(reader.parts) else None
        if following is not None and following[1] == number:
            continue
        parts = _trimmed(text, group)
        group = []
        if parts:
            default: Role = "system" if first and not tells else "user"
            yield Turn(
                role or (default if spoken else None), parts, Span(parts[0].span.start, parts[-1].span.end)
            )
            first = False


def _trimmed(text: str, parts: Sequence[Strand | Hole]) -> tuple[Strand | Hole, ...]:
    """Without blank strands at either end."""

    def is_blank(part: Strand | Hole) -> bool:
        return isinstance(part, Strand) and not part.span.of(text).strip()

    start, end = 0, len(parts)
    while start < end and is_blank(parts[start]):
        start += 1
    while end > start and is_blank(parts[end - 1]):
        end -= 1
    return tuple(parts[start:end])


def _outside(directives: Sequence[Directive], turns: Sequence[Turn]) -> tuple[Directive, ...]:
    """The directives that stand in no message: those of a message are found with its words."""
    left = []
    at = 0
    for one in directives:
        while at < len(turns) and turns[at].span.end <= one.span.start:
            at += 1
        if at == len(turns) or one.span.start < turns[at].span.start:
            left.append(one)
    return tuple(left)


POML_FILE = PomlFormat()
