"""BAML: the prompts of functions and the template strings they use. Types, clients and tests are left alone.

A prompt is Jinja; `{{ _.role("user") }}` begins a message, `{{ ctx.output_format }}` is put in by BAML from the
function's type, and the variables are the function's parameters.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

from motjuste.document.baml_strings import Margin, RawString, margin_escapes, margin_of, raw_strings
from motjuste.document.code_spans import inside
from motjuste.document.dialects import scan
from motjuste.document.directives import hash_directive
from motjuste.document.encoded import EncodedPrompt, Strand, Turn, assemble
from motjuste.document.model import Fault, Piece, PieceKind, Setting
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from motjuste.document.formats.format import Source
    from motjuste.document.model import Directive, Document, Message, Role, Variable

_ROLE = re.compile(
    r"\{\{[-+]?\s*_\s*\.\s*(?:role|chat)\s*\(\s*(?:role\s*=\s*)?([\"'])(\w+)\1\s*(?:,[^)]*)?\)\s*[-+]?\}\}[ \t]*+(?:\r?\n)?"
)
_COMMENT = re.compile(r"(?m)^[ \t]*+(//[ \t]*motjuste:[^\r\n]*)")
_ROLES = ("system", "user", "assistant")
_BLOCK = re.compile(r"\{%[-+]?\s*(end)?(if|for|macro|filter|call|raw|with|block|autoescape)\b")
_OUTPUT_FORMAT = re.compile(r"\{\{[-+]?\s*ctx\s*\.\s*output_format\b[^{}]*\}\}")
_HOST = ("ctx", "_")
"""What BAML itself hands a template."""
_CONSTANTS = ("null", "undefined")
"""What Jinja would take for names."""


@dataclass(frozen=True, slots=True)
class Baml:
    """The format of `.baml` files."""

    name: str = "baml"

    def matches(self, path: str) -> bool:
        """Whether the suffix is BAML's."""
        return path.lower().endswith(".baml")

    def looks_like(self, text: str) -> bool:  # noqa: ARG002  # the suffix decides alone
        """No other format has the suffix."""
        return True

    def parse(self, source: Source) -> tuple[Document, ...]:
        """Read every prompt; functions come before the template strings they use. Never raises."""
        found: list[RawString] = []
        faults: list[Fault] = []
        for one in raw_strings(source.text):
            if isinstance(one, RawString):
                found.append(one)
            else:
                message = f"The string that opens here is never closed with {one.closer}"
                faults.append(Fault("F001", one.opener, message))
        found.sort(key=lambda one: not one.is_function)
        prompts = [_prompt(source.text, one, source.dialect or "jinja") for one in found]
        comments = _comments(source.text, [one.inside for one in found])
        documents = assemble(source, self.name, prompts, directives=comments, faults=faults)
        return tuple(_hosted(document) for document in documents)


def _comments(text: str, prompts: Sequence[Span]) -> list[Directive]:
    """The directives in BAML's own comments, `// motjuste: evals=./x.jsonl`; what stands in a prompt is none."""
    if "motjuste:" not in text:
        return []
    found = (Span(*match.span(1)) for match in _COMMENT.finditer(text))
    within = sorted(prompts)
    return [hash_directive(text, span) for span in found if not inside(within, span.start)]


def _prompt(text: str, raw: RawString, dialect: str) -> EncodedPrompt:
    margin = margin_of(text, raw.inside)
    escapes = tuple(margin_escapes(text, raw.inside, margin))
    quoting = Margin(margin, raw.closer)
    turns: list[Turn] = []
    at = 0
    for role, start, words in _stretches(text, raw.inside):
        own = []
        while at < len(escapes) and escapes[at].span.start < words.end:
            if escapes[at].span.start >= words.start:
                own.append(escapes[at])
            at += 1
        turns.append(Turn(role, (Strand(words, tuple(own), quoting),), Span(start, words.end)))
    return EncodedPrompt(raw.name, tuple(turns), dialect, settings=_settings(text, raw))


def _stretches(text: str, inside: Span) -> Iterator[tuple[Role | None, int, Span]]:
    """Each message's role, where it begins, mark included, and its words."""
    marks = list(_role_marks(text, inside))
    start = inside.start
    end = marks[0].start() if marks else inside.end
    if not marks or text[start:end].strip():
        yield ("system" if marks else None), start, Span(start, end)
    for at, mark in enumerate(marks):
        role = mark.group(2).lower()
        end = marks[at + 1].start() if at + 1 < len(marks) else inside.end
        words = Span(min(mark.end(), end), end)
        yield (cast("Role", role) if role in _ROLES else None), mark.start(), words


def _role_marks(text: str, inside: Span) -> Iterator[re.Match[str]]:
    """The marks that begin messages. One inside a loop or a condition begins one only when BAML runs, so it is none."""
    if text.find("_", inside.start, inside.end) < 0 or not _ROLE.search(text, inside.start, inside.end):
        return
    depth = 0
    for piece in scan(text, inside, "jinja").pieces:
        if piece.kind is PieceKind.STATEMENT:
            block = _BLOCK.match(text, piece.span.start, piece.span.end)
            if block is not None:
                depth = max(depth - 1, 0) if block.group(1) else depth + 1
        elif piece.kind is PieceKind.VARIABLE and depth == 0:
            mark = _ROLE.match(text, _opening(text, piece), inside.end)
            if mark is not None:
                yield mark


def _opening(text: str, piece: Piece) -> int:
    """Where the braces open; the piece may begin with blanks that `{{-` strips."""
    return max(text.find("{{", piece.span.start, piece.span.end), piece.span.start)


def _settings(text: str, raw: RawString) -> dict[str, Setting]:
    """The parameters as declared inputs, where the rules look for them."""
    if not raw.parameters:
        return {}
    children = tuple(
        Setting(one.name.of(text), one.kind.of(text), one.name, one.kind) for one in raw.parameters
    )
    value = {child.key: child.value for child in children}
    whole = Span(raw.parameters[0].name.start, raw.parameters[-1].kind.end)
    return {"inputs": Setting("inputs", value, raw.heading, whole, children)}


def _hosted(document: Document) -> Document:
    """The document with what BAML fills in left to BAML: its variables may be missing, the output format is not sent."""
    variables = (one for one in document.variables if one.name not in _CONSTANTS)
    return replace(
        document,
        variables=tuple(_may_miss(one) for one in variables),
        messages=tuple(_without_format(document.text, message) for message in document.messages),
    )


def _may_miss(variable: Variable) -> Variable:
    """Names in capitals are types and template strings, declared here or in another file."""
    if variable.name in _HOST or variable.name[:1].isupper():
        return replace(variable, optional=True)
    return variable


def _without_format(text: str, message: Message) -> Message:
    pieces = tuple(
        replace(piece, kind=PieceKind.HIDDEN)
        if piece.kind is PieceKind.VARIABLE and _OUTPUT_FORMAT.fullmatch(piece.span.of(text).strip())
        else piece
        for piece in message.pieces
    )
    return replace(message, pieces=pieces)


BAML = Baml()
