"""K002 invisible-unicode: characters that nobody sees stand in the prompt.

## What it does

Reports zero-width spaces and joiners, byte order marks inside the text, soft hyphens, direction controls, tag
characters, stray variation selectors and no-break spaces in code. One finding stands for all characters of a kind in
a message, at the first of them. Where they belong to the writing they are left alone: joiners in emoji and in
Arabic, Persian and Indic words, direction marks in right-to-left text, zero-width spaces in scripts without spaces,
and one that keeps backticks from opening a block, or braces, a comment or a tag that are shown from being read as such.

## Why is this bad

A model reads them as tokens of their own: a word with a zero-width space in it is not the word that is seen, code
copied with no-break spaces does not run. Tag characters and direction overrides hide instructions from people that
models obey.

## Example

```text
Sort the tick\u200bet.
```

Delete the zero-width space between `tick` and `et`.

## Fix safety

Removing them is safe, for what people see stays the same; a no-break space in code becomes a space. Those that stand
inside `{{`, `<!--`, `<edit` and the like, or inside what would be a placeholder without them, are left where they are:
a program would then read what it does not read now.

## Evidence

Unicode Technical Report 36 and Standard Annex 9 describe the spoofing; text hidden in tag characters is a known way
to smuggle instructions into prompts. In 1,632 public prompt files the legitimate uses outnumber the others by four to
one, hence the exceptions.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING

from motjuste.lint.finding import Fix, Severity
from motjuste.lint.invisible import (
    SUSPECTS,
    has_suspects,
    is_needed,
    keeps_apart,
    outside_placeholders,
    reads_right_to_left,
)
from motjuste.lint.reading import readings
from motjuste.lint.rule import Problem, Rule
from motjuste.text.edit import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from motjuste.document.model import Document
    from motjuste.lint.context import LintContext
    from motjuste.lint.reading import Reading

_NO_BREAK = re.compile("(?<=[!-~])[\u00a0\u202f\u2007](?=[0-9A-Za-z_$\"'(\\[{<./-])")
_MOST_LOOKED_AT = 100_000
"""Invisible characters of a message that are looked at; with as many, what is found is told of the first."""
_PROSE = re.compile(
    r"(?:[ \t>*+-]|\d+[.)])*(?:`{3,}|~{3,})[ \t]*(?:text|txt|markdown|md|plaintext)?[ \t]*[\r\n]"
)
"""The start of a fenced block that need not be code."""


def _check(document: Document, _context: LintContext) -> Iterator[Problem]:
    for reading in readings(document):
        if reading.text.isascii():
            continue
        if any(suspects for _, suspects in reading.each(has_suspects)):
            yield from _invisible(reading)
        yield from _no_break_in_code(reading)


def _invisible(reading: Reading) -> Iterator[Problem]:
    text = reading.text
    right_to_left: bool | None = None
    found: dict[str, list[tuple[int, int]]] = defaultdict(list)
    looked = 0
    for match in reading.finditer(SUSPECTS):
        if looked > _MOST_LOOKED_AT:
            break
        looked += match.end() - match.start()
        if right_to_left is None:
            right_to_left = any(reads for _, reads in reading.each(reads_right_to_left))
        for at in range(match.start(), min(match.end(), match.start() + _MOST_LOOKED_AT)):
            if not is_needed(text, at, right_to_left=right_to_left) and reading.is_literal(at, at + 1):
                kind = found[_kind(text[at])]
                if kind and kind[-1][1] == at:
                    kind[-1] = (kind[-1][0], at + 1)
                else:
                    kind.append((at, at + 1))
    for kind_name, places in found.items():
        yield _problem(reading, kind_name, places)


@lru_cache(maxsize=512)
def _kind(char: str) -> str:
    if "\U000e0000" <= char <= "\U000e007f":
        return "tag characters"
    if "\ufe00" <= char <= "\ufe0f" or char >= "\U000e0100":
        return "variation selectors"
    if char in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069":
        return "direction controls"
    return f"U+{ord(char):04X} {unicodedata.name(char, 'unnamed')}"


def _problem(reading: Reading, kind: str, places: list[tuple[int, int]]) -> Problem:
    times = f" (in {len(places)} places)" if len(places) > 1 else ""
    hidden = _hidden_words(reading.text[slice(*places[0])]) if kind == "tag characters" else ""
    spelt = f", which spell “{hidden}”," if hidden else ""
    message = f"Invisible {kind}{spelt}{times} stand in the prompt, and the model reads them"
    if kind.startswith("U+"):
        message = f"The invisible character {kind}{times} stands in the prompt, and the model reads it"
    apart = [place for place in places if not keeps_apart(reading.text, *place)]
    free = outside_placeholders(reading.text, apart) if reading.holds("{") else apart
    edits = tuple(Edit(reading.span(*place), "") for place in free)
    fix = Fix("Remove what cannot be seen", edits) if edits else None
    return Problem(reading.span(*places[0]), message, fix)


def _hidden_words(run: str) -> str:
    """What tag characters spell: each stands for the ASCII character 0xE0000 below it."""
    spelt = "".join(chr(ord(char) - 0xE0000) for char in run if "\U000e0020" <= char <= "\U000e007e")
    return spelt if len(spelt) <= 60 else f"{spelt[:59]}…"


def _no_break_in_code(reading: Reading) -> Iterator[Problem]:
    if not any(reading.holds(char) for char in "\u00a0\u202f\u2007"):
        return
    found = [
        match.span()
        for span in reading.code
        if not _PROSE.match(reading.text, span.start, span.end)
        for match in _NO_BREAK.finditer(reading.text, span.start, span.end)
        if reading.is_literal(*match.span())
    ]
    if found:
        times = f" (in {len(found)} places)" if len(found) > 1 else ""
        edits = tuple(Edit(reading.span(*place), " ") for place in found)
        message = f"A no-break space{times} stands in code, where it is not a space"
        yield Problem(reading.span(*found[0]), message, Fix("Write a space", edits))


INVISIBLE_UNICODE = Rule(
    code="K002",
    name="invisible-unicode",
    severity=Severity.WARNING,
    summary="Characters that nobody sees stand in the prompt.",
    docs=__doc__,
    check=_check,
)
