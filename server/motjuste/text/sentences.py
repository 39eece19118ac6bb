"""Where sentences end, in scripts with full stops of any kind, and how another one is put behind them."""

from __future__ import annotations

import re

from motjuste.text.scripts import JAPANESE, scripts

ENDS = "。！？｡．؟۔।॥։።។၊။…"  # noqa: RUF001 -- full stops of scripts that do not use the Latin one
"""Marks that end a sentence wherever they stand; the Latin ones need a blank or the end of the line behind them."""
_WIDE = "。！？｡．」』）】"  # noqa: RUF001 -- marks that hold their own blank
WITHOUT_STOPS = frozenset({"Thai", "Lao"})
"""Scripts that part sentences by blanks."""
_CLOSING = "\"'”’»)\\]」』）】"  # noqa: RUF001 -- closing quotes and brackets
_END = re.compile(rf"[.!?]+[{_CLOSING}]*(?=\s|\Z)|[{ENDS}]+[{_CLOSING}]*|(?<=\S)(?=[ \t]*(?:[\r\n]|\Z))")


def sentence_ends(text: str, start: int = 0, end: int | None = None) -> list[int]:
    """Offsets right behind each sentence of `text[start:end]`: behind its mark, or where its line ends without one.

    Thai and other scripts without full stops have a sentence a line.
    """
    stop = len(text) if end is None else end
    found: list[int] = []
    for match in _END.finditer(text, start, stop):
        at = match.end()
        # A line that ends with a mark ends once.
        if start < at and (not found or text[found[-1] : at].strip()):
            found.append(at)
    return found


def longest_sentence(text: str) -> str:
    """The sentence with the most code points; the whole text when it has no end."""
    ends = sentence_ends(text)
    starts = [0, *ends]
    return max(
        (text[start:end].strip() for start, end in zip(starts, (*ends, len(text)), strict=True)), key=len
    )


def appended(text: str, at: int, sentence: str) -> str:
    """A sentence as it is to be inserted at `at`, behind what stands there.

    A blank parts it from what is there, and words without an end of their own get a full stop, as their script has it:
    a full-width one without a blank behind Chinese and Japanese, none in scripts that know no full stops.
    """
    last = text[at - 1 : at]
    if not last or last.isspace() or last in _WIDE:
        return sentence
    if not last.isalnum() and last not in ')]"”':
        return f" {sentence}"
    written = next(iter(scripts(last)), "")
    if written in JAPANESE:
        return f"。{sentence}"
    return f" {sentence}" if written in WITHOUT_STOPS else f". {sentence}"
