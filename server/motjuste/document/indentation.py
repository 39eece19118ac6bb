"""Lines written into a place where every line bears an indentation that is not read."""

from __future__ import annotations


def indented(
    lines: list[str], margin: str, line_end: str, before: str, after: str, *, blank_between: bool = False
) -> str:
    """Lines as they are written into an indented block.

    An empty line gets no indentation; one that goes on behind the new words does.

    Args:
        lines: What each line reads as.
        margin: The block's indentation.
        line_end: The file's own.
        before: What stands before the place in the block; from the last line end on it may be part of the margin.
        after: What stands after it.
        blank_between: Whether a line end is written as an empty line, as in text whose single line ends are folded.
    """
    written: list[str] = []
    for number, line in enumerate(lines):
        goes_on = number == len(lines) - 1 and after[:1] not in {"", "\n", "\r"}
        written.append(margin + line if number and (line or goes_on) else line)
    if lines[0]:
        written[0] = missing_margin(margin, before) + written[0]
    return (line_end * 2 if blank_between else line_end).join(written)


def missing_margin(margin: str, before: str) -> str:
    """What the line at the end of `before` lacks of the margin: all of it on an empty line."""
    have = before[max(before.rfind("\n"), before.rfind("\r")) + 1 :]
    return margin[len(have) :] if margin.startswith(have) else ""
