"""Where the words of a text stand, by Unicode's own word borders (UAX #29), in any script."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from motjuste.text.span import Span

if TYPE_CHECKING:
    from regex import Pattern

UNSPACED_SCRIPTS = (
    "Han",
    "Hiragana",
    "Thai",
    "Lao",
    "Khmer",
    "Myanmar",
    "Tai_Tham",
    "New_Tai_Lue",
    "Tai_Viet",
    "Balinese",
    "Javanese",
)
"""Scripts written without spaces, where UAX #29 gives up and cuts after every grapheme."""


def segments(text: str) -> list[Span]:
    """Cut the whole text at every UAX #29 word border.

    Returns:
        Adjacent spans that cover the text: words, runs of blanks, line ends (CR LF is one), single marks.
    """
    cuts = [border.start() for border in _border().finditer(text)]
    return [Span(start, end) for start, end in pairwise(cuts)]


def words(text: str) -> list[Span]:
    """Find the words: segments that hold a letter or a digit.

    In scripts written without spaces, where finding a word needs a dictionary, two neighbouring
    graphemes stand for one word, so that a limit of five words means about as much in any language.
    """
    found: list[Span] = []
    open_half = False
    holds_letter, unspaced = _letter(), _unspaced()
    for segment in segments(text):
        if not holds_letter.search(text, segment.start, segment.end):
            open_half = False
        elif unspaced.match(text, segment.start, segment.end) is None:
            found.append(segment)
            open_half = False
        elif open_half:
            found[-1] = Span(found[-1].start, segment.end)
            open_half = False
        else:
            found.append(segment)
            open_half = True
    return found


def count_words(text: str) -> int:
    """Count the words as `words` finds them."""
    return len(words(text))


def splits_word(text: str, offset: int) -> bool:
    """Whether a cut at `offset` would go through a word, a grapheme, or a CR LF; runs of blanks may be cut."""
    if offset <= 0 or offset >= len(text) or _border().match(text, offset) is not None:
        return False
    blanks = text[offset - 1 : offset + 1]
    return blanks == "\r\n" or not blanks.isspace()


@cache
def _border() -> Pattern[str]:
    import regex

    # A text's ends are borders even where no word touches them; the default `\b` misses an empty text alone.
    return regex.compile(r"\b|\A|\Z", regex.WORD | regex.VERSION1)


@cache
def _letter() -> Pattern[str]:
    import regex

    return regex.compile(r"[\p{L}\p{N}]")


@cache
def _unspaced() -> Pattern[str]:
    import regex

    scripts = "".join(rf"\p{{{script}}}" for script in UNSPACED_SCRIPTS)
    return regex.compile(rf"[{scripts}]")
