"""Characters that nobody sees, and where each of them is part of how its script or an emoji is written."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from itertools import accumulate
from operator import itemgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

SUSPECTS = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f\U000e0100-\U000e01ef]+"
)
"""Runs of characters that draw nothing."""

_ASCII = bytes(range(128))
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_JOINING = re.compile(
    "[\u0600-\u109f\u1780-\u18af\u1900-\u1cff\ua840-\uabff\ufb50-\ufdff\ufe70-\ufefc\U00010a00-\U00011fff]"
)
"""Scripts whose letters join: Arabic, the Indic ones, Tibetan, Myanmar, Khmer, Mongolian and their kin."""
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
"""Scripts without spaces between words, in which a zero-width space shows where a line may break."""
_IDEOGRAPH = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_DIRECTION = "\u200e\u200f\u061c\u202a\u202b\u202c\u2066\u2067\u2068\u2069"
"""Marks, embeddings and isolates; overrides are never needed."""
_HANGUL_FILLERS = "\u115f\u1160"
_MARK = re.compile(r"(?=(\{\{|\{%|\{#|\}\}|%\}|#\}|\$\{|</?edit|<!--|-->|<\||\|>|```|~~~))", re.IGNORECASE)
"""What begins or ends a placeholder, a statement, a comment, a tag, a special token or a block."""
_WIDEST = 10
"""Characters on either side of an invisible one, some more than a mark has for others that nobody sees."""
_PLACEHOLDER = re.compile(r"\{[ \t]{0,4}[#/^>&]?[^\W\d][^{}\r\n]{0,80}\}")
_FLAG = "\U0001f3f4"
_END_OF_FLAG = "\U000e007f"


def has_suspects(text: str) -> bool:
    """Whether one of them is in a text. To take out the ASCII characters first is many times as fast as to search."""
    if text.isascii():
        return False
    rest = text.encode("utf-8", "surrogatepass").translate(None, _ASCII)
    return SUSPECTS.search(rest.decode("utf-8", "surrogatepass")) is not None


def reads_right_to_left(text: str) -> bool:
    """Whether a text has letters of a right-to-left script, for which direction marks are needed."""
    return _RIGHT_TO_LEFT.search(text) is not None


def is_needed(text: str, at: int, *, right_to_left: bool) -> bool:
    """Whether the invisible character at an offset has its place there."""
    char = text[at]
    before, after = text[at - 1 : at] if at else "", text[at + 1 : at + 2]
    if char in "\u200c\u200d":
        return _joins(before, after) or (char == "\u200d" and _joins_emoji(before, after))
    if char == "\u200b":
        return _parts_words(before, after) or _keeps_fence(text, at) or keeps_apart(text, at, at + 1)
    if "\ufe00" <= char <= "\ufe0f" or char >= "\U000e0100":
        return _selects(before, char)
    if "\U000e0020" <= char <= _END_OF_FLAG:
        return _in_flag(text, at)
    if char in _HANGUL_FILLERS:
        return "\u1100" <= (after or before) <= "\u11ff"
    return right_to_left and char in _DIRECTION


def keeps_apart(text: str, start: int, end: int) -> bool:
    """Whether what stands before and after a stretch would together be a mark that a program reads, such as `{{`.

    Whoever shows such a mark to a model puts something that nobody sees into it, so that no program takes it for one.
    """
    before = SUSPECTS.sub("", text[max(0, start - _WIDEST) : start])
    after = SUSPECTS.sub("", text[end : end + _WIDEST])
    return any(one.start() < len(before) < one.end(1) for one in _MARK.finditer(before + after))


def outside_placeholders(text: str, places: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Those of the places, which hold what nobody sees, that would stand in no placeholder if all of that were gone."""
    runs = [match.span() for match in SUSPECTS.finditer(text)]
    gone = [0, *accumulate(end - start for start, end in runs)]
    holes = [match.span() for match in _PLACEHOLDER.finditer(SUSPECTS.sub("", text))]

    def is_free(start: int) -> bool:
        run = max(0, bisect_right(runs, start, key=itemgetter(0)) - 1)
        at = runs[run][0] - gone[run]
        hole = bisect_right(holes, at - 1, key=itemgetter(0)) - 1
        return hole < 0 or holes[hole][1] <= at

    return [place for place in places if is_free(place[0])]


def _selects(before: str, char: str) -> bool:
    """A variation selector behind a character that has variants, and only one."""
    if char >= "\U000e0100":
        return bool(_IDEOGRAPH.match(before))
    if before.isascii():
        return before != "" and before in "#*0123456789"
    return not SUSPECTS.match(before)


def _joins(before: str, after: str) -> bool:
    return bool(_JOINING.match(before) or _JOINING.match(after))


def _joins_emoji(before: str, after: str) -> bool:
    """Between two pictures, the first perhaps with a skin tone or a variation selector."""
    return (before == "\ufe0f" or _is_picture(before)) and _is_picture(after)


def _is_picture(char: str) -> bool:
    return bool(char) and unicodedata.category(char) in {"So", "Sk", "Sm"} and not char.isascii()


def _parts_words(before: str, after: str) -> bool:
    """Beside a letter of a script that has no blanks."""
    if before.isascii() and after.isascii():
        return False
    return bool(_UNSPACED.match(before) or _UNSPACED.match(after))


def _keeps_fence(text: str, at: int) -> bool:
    """Written before backticks so that they open no block, inside a block that shows Markdown."""
    return text.startswith(("```", "~~~"), at + 1) or text.endswith(("```", "~~~"), 0, at)


def _in_flag(text: str, at: int) -> bool:
    """Part of a flag such as Scotland's: a black flag, at most six tag letters, and the tag that ends them."""
    window = text[max(0, at - 7) : at + 8]
    start = window.rfind(_FLAG, 0, min(at, 7) + 1)
    end = window.find(_END_OF_FLAG, start) if start >= 0 else -1
    return 0 <= start < end <= start + 7
