"""Which writing systems a text uses, so that new words can be held to those of the words they replace."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from regex import Pattern

SCRIPTS = (
    *(
        "Latin",
        "Greek",
        "Cyrillic",
        "Armenian",
        "Georgian",
        "Hebrew",
        "Arabic",
        "Syriac",
        "Thaana",
        "Ethiopic",
    ),
    *(
        "Devanagari",
        "Bengali",
        "Gurmukhi",
        "Gujarati",
        "Oriya",
        "Tamil",
        "Telugu",
        "Kannada",
        "Malayalam",
        "Sinhala",
    ),
    *("Thai", "Lao", "Tibetan", "Myanmar", "Khmer", "Mongolian", "Hangul", "Han", "Hiragana", "Katakana"),
)
"""Those of living languages with many readers; letters of others count as none."""
JAPANESE = frozenset({"Han", "Hiragana", "Katakana"})
KANA = frozenset({"Hiragana", "Katakana"})


def scripts(text: str) -> Counter[str]:
    """How many letters of each script a text holds (UAX #24); marks and digits belong to none."""
    return Counter(str(match.lastgroup) for match in _letter().finditer(text))


def written_alike(new: str, old: str, whole: str) -> bool:
    """Whether new words are written as the words they replace.

    They are when at least one of their letters is in the script of most letters of the old words, or when either has no
    letters. Names and codes of another script may stand beside it. Kana are at home only where the whole text has some.

    Args:
        new: The new words.
        old: The words they replace; where these have no letters, the whole text speaks for them.
        whole: The text they stand in.
    """
    fresh, around = scripts(new), scripts(whole)
    own = scripts(old) or around
    if not fresh or not own:
        return True
    main = own.most_common(1)[0][0]
    japanese = not KANA.isdisjoint(around)
    if not japanese and not KANA.isdisjoint(fresh):
        return False
    home = JAPANESE if japanese and main in JAPANESE else {main}
    return not fresh.keys().isdisjoint(home)


@cache
def _letter() -> Pattern[str]:
    import regex

    # Each script is a named group, so that one pass over the text sorts its letters.
    kinds = "|".join(rf"(?P<{script}>[\p{{{script}}}&&\p{{L}}])" for script in SCRIPTS)
    return regex.compile(kinds, regex.VERSION1)
