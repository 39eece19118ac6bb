"""How far two texts are apart, in words."""

from __future__ import annotations

from motjuste.text.edit import smallest_edits
from motjuste.text.words import count_words


def changed_words(old: str, new: str) -> int:
    """How many words it takes to make one text the other: each replaced, put in or taken out (Levenshtein, by words).

    Counted along the smallest edits, which may take a word or two more than the very fewest; blanks and marks count nothing.
    """
    return sum(
        max(count_words(edit.span.of(old)), count_words(edit.text)) for edit in smallest_edits(old, new)
    )
