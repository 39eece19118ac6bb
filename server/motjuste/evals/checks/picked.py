"""Which option an output picks, read the way a person would: by letter or by label.

Models wrap their choice: "The answer is (B)", "**B**", "B. Because …", "Sentiment: positive". Each reading here is surer
than the next, and the first that names anything counts. An output that names several options without saying which is
its answer picks several, since a reader could not tell either.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ANNOUNCEMENT = re.compile(
    r"\b(?:answer|choice|option|label|category|class|sentiment|verdict|conclusion)s?\b"
    r"[*_]*[^\S\n]*(?:is|was|are|would be|should be|[:=])?(?![^\S\n]*not\b)[^\S\n]*[:=]?[*_]*[^\S\n]*",
    re.IGNORECASE,
)
"""Words that announce the answer, up to where it begins on the same line."""
ONLY_LETTER = re.compile(r"[\W_]*(?P<letter>[A-Za-z])[\W_]*")
OPENING_LETTER = re.compile(r"""\s*[*_(\["'`]*(?P<letter>[A-Za-z])(?=[)\].:,;*_"`]|\s*$|\s*\n)""")
MARKED_LETTER = re.compile(
    r"\((?P<round>[A-Za-z])\)|\*\*\(?(?P<bold>[A-Z])\)?[.:]?\*\*|\\boxed\{\(?(?P<boxed>[A-Za-z])\)?\}"
)
LONE_LETTER = re.compile(r"(?<![\w'\u2019-])(?P<letter>[A-Z])(?![\w'\u2019-])")
ARTICLE = re.compile(r"\bA\s+(?!or\b|and\b|is\b|because\b|since\b|as\b)(?=\w)|\bI\s+(?=[a-z])")
"""`A` and `I` as the English words they mostly are."""
DENIAL = r"\b(?:not|rather than|instead of)\s+(?:an?\s+|the\s+)?"
"""Words that take the option after them out of the running."""
DENIED_LETTER = re.compile(DENIAL + r"(?:option\s+)?\(?[A-Z]\)?(?!\w)")
WRAPPING = " \t\r\n*_`\"'\u201c\u201d\u2018\u2019()[]{}.:;,!?。、"


def plain(text: str) -> str:
    """A label for comparison: case, runs of white space and the marks round it do not count."""
    return " ".join(text.casefold().split()).strip(WRAPPING)


def picked_letters(output: str) -> set[str]:
    """The option letters an output picks, upper case: none, one, or several when it does not decide.

    The output is a letter; it announces one (the last announcement counts); it opens with one; it marks some as
    `(B)`, in bold or in a box; capitals stand alone in it.
    """
    whole = ONLY_LETTER.fullmatch(output)
    if whole:
        return {whole["letter"].upper()}
    output = DENIED_LETTER.sub(" ", output)
    for said in _announced(output):
        letters = _opening_letter(said) or _all_letters(MARKED_LETTER, said)
        if letters:
            return letters
    return (
        _opening_letter(output)
        or _all_letters(MARKED_LETTER, output)
        or _all_letters(LONE_LETTER, ARTICLE.sub(" ", output))
    )


def picked_labels(output: str, options: tuple[str, ...]) -> set[str]:
    """The labels of `options` an output picks; options and result as `plain` makes them.

    The output, its last or first line or an announcement is a label; an announcement or what follows a colon on those
    lines opens with one. With all options known (two or more), last: labels that stand anywhere. With one option
    only, a label inside a sentence does not count, since it may as well be denied there.
    """
    lines = [line for line in output.splitlines() if line.strip()]
    if not lines:
        return set()
    announced = [plain(said) for said in _announced(output)]
    for passage in (plain(output), plain(lines[-1]), plain(lines[0]), *announced):
        if passage in options:
            return {passage}
    for passage in (*announced, *(plain(line.rpartition(":")[2]) for line in (lines[-1], lines[0]))):
        opening = [
            option for option in options if re.match(rf"{re.escape(option)}(?!\w|\s*/|\s+or\b)", passage)
        ]
        if opening:
            return {max(opening, key=len)}
    return _named(plain(output), options) if len(options) > 1 else set()


def _announced(output: str) -> Iterator[str]:
    """What follows each announcement on its line, the last first."""
    for match in reversed(list(ANNOUNCEMENT.finditer(output))):
        end = output.find("\n", match.end())
        yield output[match.end() : len(output) if end < 0 else end]


def _opening_letter(text: str) -> set[str]:
    match = OPENING_LETTER.match(text)
    return {match["letter"].upper()} if match else set()


def _all_letters(pattern: re.Pattern[str], text: str) -> set[str]:
    return {next(filter(None, match.groups())).upper() for match in pattern.finditer(text)}


def _named(passage: str, options: tuple[str, ...]) -> set[str]:
    """The options that stand as whole words; a shorter one inside a longer one (`safe` in `not safe`) does not count."""
    named: set[str] = set()
    for option in sorted(options, key=len, reverse=True):
        pattern = rf"(?P<denied>{DENIAL})?(?<!\w){re.escape(option)}(?!\w)"
        if any(match["denied"] is None for match in re.finditer(pattern, passage)):
            named.add(option)
        passage = re.sub(pattern, " ", passage)
    return named
