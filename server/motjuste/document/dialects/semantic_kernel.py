"""The `semantic-kernel` dialect: `{{$x}}`, `{{'words'}}` and calls such as `{{plugin.function $x}}`.

Source: Microsoft, "Semantic Kernel prompt template syntax", and the grammar in its template tokenizer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from motjuste.document.dialects.filling import lacking, refuse_faults, unfit
from motjuste.document.dialects.template import Template
from motjuste.document.dialects.values import sent_source
from motjuste.document.model import Fault, Piece, PieceKind, Variable
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from motjuste.document.model import Document, Message

_STOP = re.compile(r"\{{2,}|\}\}|\"|'")
_QUOTED = {quote: re.compile(rf"(?:\\[\"'\\]|[^{quote}])*+{quote}") for quote in "\"'"}
_TOKEN = re.compile(
    r"""
      \$(?P<variable>[0-9A-Za-z_]++)(?=\s|\Z)
    | (?P<words>"(?:\\["'\\]|[^"])*+"|'(?:\\["'\\]|[^'])*+')(?=\s|\Z)
    | (?P<argument>[0-9A-Za-z_]++)\s*+=\s*+(?:\$(?P<given>[0-9A-Za-z_]++)|"(?:\\["'\\]|[^"])*+"|'(?:\\["'\\]|[^'])*+')(?=\s|\Z)
    | (?P<function>(?:[0-9A-Za-z_]++\.)?[0-9A-Za-z_]++)(?=\s|\Z)
    """,
    re.VERBOSE,
)
_BLANK = re.compile(r"\s*+")
_ESCAPED = re.compile(r"\\([\"'\\])")
_BEGINS_A_BLOCK = re.compile(r"\{\{\s*+\$[A-Za-z_]")


@dataclass(frozen=True, slots=True)
class _Block:
    """What stands in one pair of double braces."""

    span: Span
    tokens: tuple[re.Match[str], ...]
    """Empty if the inside could not be read."""
    fault: Fault | None = None

    @property
    def is_call(self) -> bool:
        """Whether it asks for a function."""
        return bool(self.tokens) and self.tokens[0]["function"] is not None


class SemanticKernel:
    """Templates of Semantic Kernel's own language."""

    name = "semantic-kernel"

    def scan(self, text: str, span: Span) -> Template:
        """Find the blocks. A call is template text that runs, and its variables are the prompt's."""
        blocks, faults = _blocks(text, span)
        pieces = tuple(Piece(_kind(block), block.span) for block in blocks)
        faults += [block.fault for block in blocks if block.fault is not None]
        faults.sort(key=lambda fault: fault.span)
        return Template(pieces, tuple(_variables(blocks)), tuple(faults))

    def fill(self, document: Document, message: Message, inputs: Mapping[str, str]) -> str:
        """The message with the case's values in place. Names match in upper and lower case, as .NET has it.

        Raises:
            RenderError: A variable has no value, or the template calls a function for which there is no column.
        """
        source = sent_source(document, message)
        return "".join(_parts(document, source, inputs))


def _kind(block: _Block) -> PieceKind:
    variable = bool(block.tokens) and block.tokens[0]["variable"] is not None
    return PieceKind.VARIABLE if variable else PieceKind.STATEMENT


def _blocks(text: str, span: Span) -> tuple[list[_Block], list[Fault]]:
    """All blocks of `span`, and the openings that none became."""
    blocks: list[_Block] = []
    faults: list[Fault] = []
    start: int | None = None
    position = span.start
    while (stop := _STOP.search(text, position, span.end)) is not None:
        position = stop.end()
        if stop.group().startswith("{{"):
            # Of three braces the last two open, and of two openings the later one: the rest is words.
            faults += _never_closed(text, start)
            start = position - 2
        elif start is None:
            continue
        elif stop.group() == "}}":
            block = _block(text, Span(start, position))
            blocks += [block] if block is not None else []
            start = None
        else:
            # An opening quote that has no partner makes the rest of the file words, and no block begins in words.
            closing = _QUOTED[stop.group()].match(text, position, span.end)
            if closing is None:
                break
            position = closing.end()
    faults += _never_closed(text, start)
    return blocks, faults


def _never_closed(text: str, start: int | None) -> list[Fault]:
    """The fault of an opening that became no block, if it was meant as one."""
    if start is None or _BEGINS_A_BLOCK.match(text, start) is None:
        return []
    return [
        Fault("T001", Span(start, start + 2), "This {{ is never closed with }}, so it stays as it is written")
    ]


def _block(text: str, span: Span) -> _Block | None:
    """Read a block; None for empty braces, which are words."""
    tokens: list[re.Match[str]] = []
    position, end = span.start + 2, span.end - 2
    while (position := _skipped(text, position, end)) < end:
        match = _TOKEN.match(text, position, end)
        if match is None or not _fits(match, len(tokens), tokens):
            return _Block(span, (), Fault("T001", span, _wording(text, Span(position, end))))
        tokens.append(match)
        position = match.end()
        if not tokens[0]["function"]:
            # The engine takes a variable or words and leaves what follows; so nothing may follow.
            rest = _skipped(text, position, end)
            if rest < end:
                return _Block(span, (), Fault("T001", span, _wording(text, Span(rest, end))))
    return _Block(span, tuple(tokens)) if tokens else None


def _skipped(text: str, position: int, end: int) -> int:
    match = _BLANK.match(text, position, end)
    return match.end() if match else position


def _fits(match: re.Match[str], index: int, tokens: list[re.Match[str]]) -> bool:
    """Whether a token may stand here: a function first, then one value, then named ones."""
    if index == 0:
        return match["argument"] is None
    return match["argument"] is not None or (index == 1 and match["function"] is None and bool(tokens))


def _wording(text: str, rest: Span) -> str:
    words = " ".join(rest.of(text)[:30].split())
    return f"Semantic Kernel cannot read {words!r} here; {{{{$name}}}} is a variable, {{{{function}}}} a call"


def _variables(blocks: list[_Block]) -> Iterator[Variable]:
    for block in blocks:
        for token in block.tokens:
            for group in ("variable", "given"):
                if token[group]:
                    yield Variable(token[group], Span(*token.span(group)), block.span)


def _parts(document: Document, source: str, inputs: Mapping[str, str]) -> Iterator[str]:
    blocks, faults = _blocks(source, Span(0, len(source)))
    refuse_faults(document, [*faults, *(block.fault for block in blocks if block.fault is not None)])
    values = {**{name.lower(): value for name, value in inputs.items()}, **inputs}
    position = 0
    for block in blocks:
        yield source[position : block.span.start]
        position = block.span.end
        yield _filled(document, block.tokens[0], values, inputs)
    yield source[position:]


def _filled(
    document: Document, token: re.Match[str], values: Mapping[str, str], inputs: Mapping[str, str]
) -> str:
    if token["words"]:
        return _ESCAPED.sub(r"\1", token["words"][1:-1])
    name = token["variable"] or token["function"]
    if name in values or name.lower() in values:
        return values[name] if name in values else values[name.lower()]
    if token["variable"]:
        raise lacking(document, name, inputs)
    message = f"The template calls the function {name!r}, and Mot Juste runs none"
    raise unfit(document, message, f"Write what it returns into a column called {name!r}")


SEMANTIC_KERNEL = SemanticKernel()
