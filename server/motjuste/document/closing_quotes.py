"""Quotation marks in strings of several lines, escaped only where they would close the string."""

from __future__ import annotations

from motjuste.document.transcript import Unwritable


def guarded(words: str, mark: str, before: str, after: str) -> str:
    """Words for a string that three marks close; a mark is escaped where it would be the third, or the last.

    Args:
        words: Already escaped otherwise.
        mark: One quotation mark.
        before: What stands before the words in the string.
        after: What stands after them in the string.

    Raises:
        Unwritable: There are no words, and what they kept apart would close the string.
    """
    parts: list[str] = []
    run = len(before) - len(before.rstrip(mark))
    # At the end of a string every mark counts as the first of the closing three.
    following = len(after) - len(after.lstrip(mark)) if after else 2
    tail = len(words) - len(words.rstrip(mark))
    if not words and run + following > 2 and not _is_escaped(before.rstrip(mark), run if not after else 0):
        raise Unwritable("quotation marks would come together that close the string")
    for place, character in enumerate(words):
        run = run + 1 if character == mark else 0
        last = place >= len(words) - tail and (not after or run + following > 2)
        if character == mark and (run > 2 or last):
            parts.append("\\")
            run = 0
        parts.append(character)
    return "".join(parts)


def _is_escaped(before: str, run: int) -> bool:
    """Whether the only mark of a run is escaped, so that it counts for none of the closing three."""
    return run == 1 and (len(before) - len(before.rstrip("\\"))) % 2 == 1
