"""Text files that a promptfoo configuration names: each line `---` ends one prompt and begins the next.

Only promptfoo reads a text file so, and only a configuration can say that it does: such a file is read in promptfoo's
dialect, `nunjucks`. Source: promptfoo, src/prompts/processors/text.ts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from motjuste.document.encoded import EncodedPrompt, Strand, assemble, whole_turn
from motjuste.document.transcript import Unwritable
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from motjuste.document.formats.format import Source
    from motjuste.document.formats.single_message import SingleMessage
    from motjuste.document.model import Document

SEPARATED = "nunjucks"
"""The dialect in which such files are read."""
_SEPARATOR = re.compile(r"^[^\S\r\n]*+---[^\S\r\n]*+\r?$", re.MULTILINE)
_BLANKS = re.compile(r"[\s\ufeff]*+")


@dataclass(frozen=True, slots=True)
class Separated:
    """The quoting of one prompt among others: as it is, but for the line that would end it."""

    def encode(self, text: str, before: str = "", after: str = "") -> str:
        """The words as they are."""
        line_start, line_end = before.rpartition("\n")[2], after.partition("\n")[0]
        if _SEPARATOR.search(line_start + text + line_end):
            raise Unwritable("a line --- would end the prompt here")
        return text


@dataclass(frozen=True, slots=True)
class SeparatedText:
    """A format of plain text that promptfoo splits."""

    plain: SingleMessage
    """How such files are read by anybody else."""

    @property
    def name(self) -> str:
        """The plain format's."""
        return self.plain.name

    def matches(self, path: str) -> bool:
        """Whether the plain format takes the file."""
        return self.plain.matches(path)

    def looks_like(self, text: str) -> bool:
        """Whether the plain format takes the text."""
        return self.plain.looks_like(text)

    def parse(self, source: Source) -> tuple[Document, ...]:
        """Read the file's one prompt, or each of them. Never raises."""
        if source.dialect != SEPARATED or not _SEPARATOR.search(source.text):
            return self.plain.parse(source)
        found = list(_parts(source.text))
        prompts = [
            EncodedPrompt(
                f"prompts[{number}]" if len(found) > 1 else None,
                (whole_turn(None, (Strand(span, (), Separated()),)),),
                SEPARATED,
            )
            for number, span in enumerate(found)
        ]
        return assemble(source, self.name, prompts)


def _parts(text: str) -> Iterator[Span]:
    """What stands between separators, without the blanks round it; empty parts are none."""
    start = 0
    for mark in (*_SEPARATOR.finditer(text), None):
        end = mark.start() if mark else len(text)
        blanks = _BLANKS.match(text, start, end)
        first = blanks.end() if blanks else start
        last = first + len(text[first:end].rstrip())
        if last > first:
            yield Span(first, last)
        start = mark.end() if mark else end
