"""How checks quote outputs and values in their reasons: short, on one line."""

from __future__ import annotations

LONGEST = 80
"""Characters of a quoted text that are shown; the rest is cut, since an optimizer model reads many reasons."""


def shown(text: str) -> str:
    """`text` on one line, cut in the middle to at most `LONGEST` characters; `nothing` if it is blank.

    The middle goes because a wrong answer mostly shows at its start or at its end.
    """
    line = " ".join(text.split())
    if not line:
        return "nothing"
    if len(line) <= LONGEST:
        return line
    half = (LONGEST - 3) // 2
    return f"{line[:half].rstrip()} … {line[-half:].lstrip()}"
